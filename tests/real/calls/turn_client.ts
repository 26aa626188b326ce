/** A minimal TURN client (RFC 8656), since browsers hide a server's refusals. */
import { Buffer } from "node:buffer";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { on } from "node:events";

const cookie = 0x2112a442;

/** A success has 0x100 more, an error 0x110. */
const methods = { allocate: 3, permit: 8 } as const;

const attributes = {
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

export interface Credentials {
  readonly username: string;
  readonly credential: string;
}

/** Results are 0 or an error code. */
export class TurnClient {
  readonly #socket = createSocket("udp4");
  #realm: Buffer = Buffer.alloc(0);
  #nonce: Buffer = Buffer.alloc(0);

  constructor(
    readonly host: string,
    readonly port: number,
    readonly credentials: Credentials,
  ) {}

  async allocate(family: 4 | 6 = 4): Promise<number> {
    const wanted = [
      attribute(attributes.transport, Buffer.from([17, 0, 0, 0])),
      ...family === 6
        ? [attribute(attributes.family, Buffer.from([2, 0, 0, 0]))]
        : [],
    ];
    const { said } = await this.#ask(methods.allocate, wanted, false);
    this.#take(said);
    return (await this.#ask(methods.allocate, wanted)).code;
  }

  async permit(address: string): Promise<number> {
    const id = randomBytes(12);
    const peer = attribute(attributes.peer, written(address, id));
    return (await this.#ask(methods.permit, [peer], true, id)).code;
  }

  close(): void {
    this.#socket.close();
  }

  /** Repeats a request until an answer arrives over UDP. */
  async #answered(request: Buffer, id: Buffer): Promise<Buffer> {
    const send = () => this.#socket.send(request, this.port, this.host);
    const timer = setInterval(send, 500);
    const signal = AbortSignal.timeout(10_000);
    send();
    try {
      for await (const [answer] of on(this.#socket, "message", { signal })) {
        if (id.equals(answer.subarray(8, 20))) return answer;
      }
    } finally {
      clearInterval(timer);
    }
    throw new Error("the socket was closed");
  }

  #take(said: Attributes): void {
    this.#realm = said.get(attributes.realm) ?? this.#realm;
    this.#nonce = said.get(attributes.nonce) ?? this.#nonce;
  }

  async #ask(
    method: number,
    asked: Buffer[],
    signs = true,
    id = randomBytes(12),
  ) {
    const body = Buffer.concat([
      ...asked,
      ...signs
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
    let request = Buffer.concat([head(method, body.length, id), body]);
    if (signs) {
      const { username, credential } = this.credentials;
      const key = createHash("md5")
        .update(`${username}:${this.#realm}:${credential}`).digest();
      const signed = Buffer.concat([head(method, body.length + 24, id), body]);
      const sum = createHmac("sha1", key).update(signed).digest();
      request = Buffer.concat([signed, attribute(attributes.integrity, sum)]);
    }
    const said = read(await this.#answered(request, id));
    const error = said.get(attributes.error);
    return { code: error ? error[2] * 100 + error[3] : 0, said };
  }
}

function head(method: number, length: number, id: Buffer): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt16BE(method, 0);
  start.writeUInt16BE(length, 2);
  start.writeUInt32BE(cookie, 4);
  return Buffer.concat([start, id]);
}

function attribute(kind: number, value: Buffer): Buffer {
  const start = Buffer.alloc(4);
  start.writeUInt16BE(kind, 0);
  start.writeUInt16BE(value.length, 2);
  return Buffer.concat([start, value, Buffer.alloc(-value.length & 3)]);
}

function read(message: Buffer): Attributes {
  const found: Attributes = new Map();
  for (let at = 20; at < message.length;) {
    const length = message.readUInt16BE(at + 2);
    const value = message.subarray(at + 4, at + 4 + length);
    found.set(message.readUInt16BE(at), value);
    at += 4 + length + (-length & 3);
  }
  return found;
}

/** An address as XOR-PEER-ADDRESS for the request's id, with any port. */
function written(address: string, id: Buffer): Buffer {
  const mask = head(0, 0, id).subarray(4);
  const { bytes, family } = address.includes(":")
    ? { bytes: ofIpv6(address), family: 2 }
    : { bytes: Buffer.from(address.split(".").map(Number)), family: 1 };
  const port = [0x9c, 0x40];
  return Buffer.from([
    ...[0, family],
    ...port.map((it, n) => it ^ mask[n]),
    ...bytes.map((it, n) => it ^ mask[n]),
  ]);
}

/** Takes addresses with one `::`. */
function ofIpv6(address: string): Buffer {
  const [before, after] = address.split("::").map((part) =>
    part === "" ? [] : part.split(":").map((it) => parseInt(it, 16))
  );
  const zeros = Array.from({ length: 8 - before.length - after.length });
  const words = [...before, ...zeros.map(() => 0), ...after];
  return Buffer.from(words.flatMap((it) => [it >> 8, it & 255]));
}
