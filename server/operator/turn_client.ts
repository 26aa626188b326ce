/** A minimal TURN client (RFC 8656) over UDP, TCP and TLS, which says what a server refuses. */
import { Buffer } from "node:buffer";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { EventEmitter, on } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

const cookie = 0x2112a442;
const headBytes = 20;
/** Bytes of MESSAGE-INTEGRITY; the length in the signed head includes them. */
const integrityBytes = 24;
const resendMs = 500;

/** The method Allocate; the type of a success is 0x100 more, of an error 0x110. */
const allocate = 3;

export const attributes = {
  username: 0x06,
  integrity: 0x08,
  error: 0x09,
  peer: 0x12,
  realm: 0x14,
  nonce: 0x15,
  family: 0x17,
  transport: 0x19,
} as const;

type Attributes = Map<number, Buffer>;

export interface TurnCredentials {
  readonly username: string;
  readonly credential: string;
}

export type TurnTransport = "udp" | "tcp" | "tls";

/** Emits `message` with each whole message. */
interface Connection extends EventEmitter {
  send(message: Buffer): void;
  close(): void;
}

/** Results are 0 or the server's error code. Throws if no answer comes in time. */
export class TurnClient {
  #connection: Promise<Connection> | undefined;
  #realm: Buffer = Buffer.alloc(0);
  #nonce: Buffer = Buffer.alloc(0);

  constructor(
    readonly host: string,
    readonly port: number,
    readonly credentials: TurnCredentials,
    readonly transport: TurnTransport = "udp",
    readonly timeoutMs = 10_000,
  ) {}

  /** Asks for a relay address. The first answer refuses and names the realm. */
  async allocate(family: 4 | 6 = 4): Promise<number> {
    const encodedAttributes = [
      attribute(attributes.transport, Buffer.from([17, 0, 0, 0])),
      ...family === 6
        ? [attribute(attributes.family, Buffer.from([2, 0, 0, 0]))]
        : [],
    ];
    const { answer } = await this.ask(allocate, encodedAttributes, false);
    this.#realm = answer.get(attributes.realm) ?? this.#realm;
    this.#nonce = answer.get(attributes.nonce) ?? this.#nonce;
    return (await this.ask(allocate, encodedAttributes)).code;
  }

  async close(): Promise<void> {
    (await this.#connection?.catch(() => undefined))?.close();
  }

  protected async ask(
    method: number,
    encodedAttributes: Buffer[],
    isSigned = true,
    id = randomBytes(12),
  ): Promise<{ code: number; answer: Attributes }> {
    const body = Buffer.concat([
      ...encodedAttributes,
      ...isSigned
        ? [
          attribute(
            attributes.username,
            Buffer.from(this.credentials.username),
          ),
          attribute(attributes.realm, this.#realm),
          attribute(attributes.nonce, this.#nonce),
        ]
        : [],
    ]);
    const request = isSigned
      ? this.#sign(method, body, id)
      : Buffer.concat([messageHead(method, body.length, id), body]);
    const answer = readAttributes(await this.#exchange(request, id));
    const error = answer.get(attributes.error);
    return { code: error ? error[2] * 100 + error[3] : 0, answer };
  }

  #sign(method: number, body: Buffer, id: Buffer): Buffer {
    const { username, credential } = this.credentials;
    const key = createHash("md5")
      .update(`${username}:${this.#realm}:${credential}`).digest();
    const head = messageHead(method, body.length + integrityBytes, id);
    const signed = Buffer.concat([head, body]);
    const sum = createHmac("sha1", key).update(signed).digest();
    return Buffer.concat([signed, attribute(attributes.integrity, sum)]);
  }

  /** Sends a request and returns its answer. Over UDP, repeats the request until then. */
  async #exchange(request: Buffer, id: Buffer): Promise<Buffer> {
    const signal = AbortSignal.timeout(this.timeoutMs);
    this.#connection ??= connect(this.transport, this.host, this.port, signal);
    const connection = await this.#connection;
    const answers = on(connection, "message", { signal });
    const send = () => connection.send(request);
    const timer = this.transport === "udp" ? setInterval(send, resendMs) : 0;
    send();
    try {
      for await (const [answer] of answers) {
        if (id.equals(answer.subarray(8, headBytes))) return answer;
      }
    } finally {
      clearInterval(timer);
    }
    throw new Error("the socket was closed");
  }
}

async function connect(
  transport: TurnTransport,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Connection> {
  if (transport === "udp") return await connectUdp(host, port);
  const socket = transport === "tls"
    ? connectTls({ host, port, servername: host })
    : connectTcp({ host, port });
  const connected = transport === "tls" ? "secureConnect" : "connect";
  await new Promise<void>((resolve, reject) => {
    socket.once(connected, resolve).once("error", reject);
    signal.addEventListener("abort", () => {
      socket.destroy();
      reject(signal.reason);
    });
  });
  return overStream(socket);
}

async function connectUdp(host: string, port: number): Promise<Connection> {
  const { address, family } = await lookup(host);
  const socket = createSocket(family === 6 ? "udp6" : "udp4");
  const connection = Object.assign(new EventEmitter(), {
    send: (message: Buffer) => socket.send(message, port, address),
    close: () => void socket.close(),
  });
  socket.on("message", (message) => connection.emit("message", message));
  socket.on("error", (error) => connection.emit("error", error));
  return connection;
}

/** Divides a stream into messages by the length in each head. */
function overStream(socket: Socket): Connection {
  const connection = Object.assign(new EventEmitter(), {
    send: (message: Buffer) => void socket.write(message),
    close: () => void socket.destroy(),
  });
  let received: Buffer = Buffer.alloc(0);
  socket.on("data", (bytes) => {
    received = Buffer.concat([received, Buffer.from(bytes)]);
    while (received.length >= headBytes) {
      const length = headBytes + received.readUInt16BE(2);
      if (received.length < length) break;
      connection.emit("message", received.subarray(0, length));
      received = received.subarray(length);
    }
  });
  socket.on("error", (error) => connection.emit("error", error));
  socket.on(
    "close",
    () =>
      connection.emit("error", new Error("the server closed the connection")),
  );
  // Without a listener, the emitter would throw an error that comes between two requests.
  connection.on("error", () => {});
  return connection;
}

export function messageHead(
  method: number,
  length: number,
  id: Buffer,
): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt16BE(method, 0);
  start.writeUInt16BE(length, 2);
  start.writeUInt32BE(cookie, 4);
  return Buffer.concat([start, id]);
}

export function attribute(kind: number, value: Buffer): Buffer {
  const start = Buffer.alloc(4);
  start.writeUInt16BE(kind, 0);
  start.writeUInt16BE(value.length, 2);
  return Buffer.concat([start, value, Buffer.alloc(-value.length & 3)]);
}

function readAttributes(message: Buffer): Attributes {
  const values: Attributes = new Map();
  for (let offset = headBytes; offset + 4 <= message.length;) {
    const length = message.readUInt16BE(offset + 2);
    const value = message.subarray(offset + 4, offset + 4 + length);
    values.set(message.readUInt16BE(offset), value);
    offset += 4 + length + (-length & 3);
  }
  return values;
}
