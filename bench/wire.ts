/**
 * A minimal WebSocket client: it parses frames in the read buffer without copies, so that hundreds of members fit on
 * one core.
 */
import { joinBytes } from "../formats/bytes.ts";

const text = new TextDecoder(), bytes = new TextEncoder();
const CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;

export class Wire {
  onClose: () => void = () => {};
  received = 0;
  #connection: Deno.Conn;
  #closed = false;
  #waiting: Uint8Array[] = [];
  #writing = false;
  #parts: Uint8Array[] = [];

  private constructor(
    connection: Deno.Conn,
    readonly onMessage: (message: Uint8Array, wire: Wire) => void,
  ) {
    this.#connection = connection;
  }

  /**
   * Connects and upgrades. `onMessage` may use the bytes only until it returns. Throws unless the server answers with
   * 101.
   */
  static async open(
    url: string,
    onMessage: (message: Uint8Array, wire: Wire) => void,
    headers: Record<string, string> = {},
  ): Promise<Wire> {
    const { hostname, port, pathname, search, host } = new URL(url);
    const connection = await Deno.connect({ hostname, port: Number(port) });
    connection.setNoDelay(true);
    const lines = [
      `GET ${pathname}${search} HTTP/1.1`,
      `Host: ${host}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${btoa("0123456789abcdef")}`,
      ...Object.entries(headers).map((pair) => pair.join(": ")),
    ];
    await connection.write(bytes.encode(lines.join("\r\n") + "\r\n\r\n"));
    const wire = new Wire(connection, onMessage);
    const upgraded = Promise.withResolvers<void>();
    void wire.#read(upgraded);
    await upgraded.promise;
    return wire;
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(message: Uint8Array): void {
    this.#write(frame(BINARY, message));
  }

  sendText(message: string): void {
    this.#write(frame(TEXT, bytes.encode(message)));
  }

  /** Closes the connection without a close frame. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
  }

  #write(frame: Uint8Array): void {
    if (this.#closed) return;
    this.#waiting.push(frame);
    if (!this.#writing) void this.#flush();
  }

  async #flush(): Promise<void> {
    this.#writing = true;
    try {
      while (this.#waiting.length > 0) {
        const content = joinBytes(this.#waiting);
        this.#waiting = [];
        for (let offset = 0; offset < content.length;) {
          offset += await this.#connection.write(content.subarray(offset));
        }
      }
    } catch {
      // The reading side reports the end.
    }
    this.#writing = false;
  }

  async #read(upgraded: PromiseWithResolvers<void>): Promise<void> {
    let buffer = new Uint8Array(8 * 1024);
    let start = 0, end = 0, open = false;
    try {
      for (;;) {
        if (end === buffer.length) {
          const larger = start > 0 ? buffer : new Uint8Array(2 * end);
          larger.set(buffer.subarray(start, end));
          [buffer, start, end] = [larger, 0, end - start];
        }
        const count = await this.#connection.read(buffer.subarray(end));
        if (count === null) break;
        end += count;
        if (!open) {
          start = afterHead(buffer.subarray(0, end));
          if (start === 0) continue;
          open = true;
          upgraded.resolve();
        }
        start = this.#take(buffer, start, end);
        if (start === end) start = end = 0;
      }
    } catch (error) {
      upgraded.reject(error);
    }
    upgraded.reject(new Error("the server hung up"));
    const told = this.#closed;
    this.close();
    if (!told) this.onClose();
  }

  /** Takes complete frames out of the buffer; returns where the rest begins. */
  #take(buffer: Uint8Array, start: number, end: number): number {
    while (end - start >= 2) {
      let length = buffer[start + 1] & 127, head = 2;
      if (length === 126) {
        head = 4;
        if (end - start < head) break;
        length = buffer[start + 2] << 8 | buffer[start + 3];
      } else if (length === 127) {
        head = 10;
        if (end - start < head) break;
        length = new DataView(buffer.buffer).getUint32(start + 6);
      }
      const next = start + head + length;
      if (next > end) break;
      this.#message(buffer[start], buffer.subarray(start + head, next));
      if (this.#closed) return end;
      start = next;
    }
    return start;
  }

  #message(first: number, payload: Uint8Array): void {
    const final = (first & 128) !== 0, kind = first & 15;
    if (kind === PING) return this.#write(frame(PONG, payload));
    if (kind === CLOSE) return this.#hungUp();
    if (![CONTINUATION, TEXT, BINARY].includes(kind)) return;
    this.received += payload.length;
    if (final && this.#parts.length === 0) {
      return this.onMessage(payload, this);
    }
    this.#parts.push(payload.slice());
    if (!final) return;
    const whole = joinBytes(this.#parts);
    this.#parts = [];
    this.onMessage(whole, this);
  }

  #hungUp(): void {
    this.close();
    this.onClose();
  }
}

/** A client must mask; a mask of zeros changes nothing. */
function frame(kind: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const head = length < 126
    ? [128 | length]
    : length < 65536
    ? [128 | 126, length >> 8, length & 255]
    : [128 | 127, 0, 0, 0, 0, ...fourBytes(length)];
  const encodedFrame = new Uint8Array(1 + head.length + 4 + length);
  encodedFrame[0] = 128 | kind;
  encodedFrame.set(head, 1);
  encodedFrame.set(payload, 1 + head.length + 4);
  return encodedFrame;
}

function fourBytes(n: number): number[] {
  return [n >>> 24, n >>> 16 & 255, n >>> 8 & 255, n & 255];
}

/** The end of the upgrade's answer; 0 if incomplete. Throws if it is a refusal. */
function afterHead(buffer: Uint8Array): number {
  const head = text.decode(buffer.subarray(0, 4096));
  const end = head.indexOf("\r\n\r\n");
  if (end < 0) return 0;
  if (!head.startsWith("HTTP/1.1 101")) {
    throw new Error(`the upgrade was answered with ${head.split("\r\n")[0]}`);
  }
  return end + 4;
}
