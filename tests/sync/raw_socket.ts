/** A WebSocket client over TCP that reads only on demand, as no library does. */
const mask = new Uint8Array([1, 2, 3, 4]);

export type ReceivedFrame = { kind: "data"; length: number } | {
  kind: "close";
  code: number;
  reason: string;
};

export class RawSocket {
  #left = new Uint8Array(0);

  private constructor(readonly connection: Deno.TcpConn) {}

  /** Connects to a `ws:` address. Throws the answer if it is no upgrade. */
  static async open(
    url: string,
    headers: Record<string, string> = {},
  ): Promise<RawSocket> {
    const { hostname, port, pathname, search } = new URL(url);
    const connection = await Deno.connect({ hostname, port: Number(port) });
    const socket = new RawSocket(connection);
    const lines = [
      `GET ${pathname}${search} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ...Object.entries(headers).map((pair) => pair.join(": ")),
    ];
    const request = lines.map((line) => `${line}\r\n`).join("") + "\r\n";
    await socket.#write(new TextEncoder().encode(request));
    let head = "";
    while (!head.endsWith("\r\n\r\n")) {
      head += String.fromCharCode(...await socket.#read(1));
    }
    if (!head.startsWith("HTTP/1.1 101")) throw new Error(head);
    return socket;
  }

  async send(bytes: Uint8Array): Promise<void> {
    const body = bytes.map((byte, i) => byte ^ mask[i % 4]);
    await this.#write(
      new Uint8Array([0x82, 0x80 | bytes.length, ...mask, ...body]),
    );
  }

  /** Sends a masked frame with any first byte, or only its beginning: it claims `length`. */
  async sendPart(
    first: number,
    bytes: Uint8Array,
    length = bytes.length,
  ): Promise<void> {
    const head = [first, 0xff, 0, 0, 0, 0];
    const size = [24, 16, 8, 0].map((shift) => length >>> shift & 0xff);
    await this.#write(new Uint8Array([...head, ...size, 0, 0, 0, 0, ...bytes]));
  }

  sendRaw(bytes: Uint8Array): Promise<void> {
    return this.#write(bytes);
  }

  /** Resolves at the end of the connection, with the last close frame. */
  async waitForEnd(): Promise<ReceivedFrame | undefined> {
    let last: ReceivedFrame | undefined;
    for (;;) {
      const frame = await this.readFrame().catch(() => undefined);
      if (!frame) return last;
      if (frame.kind === "close") last = frame;
    }
  }

  async readFrame(): Promise<ReceivedFrame> {
    const [first, second] = await this.#read(2);
    let length = second & 127;
    if (length > 125) {
      const more = await this.#read(length === 126 ? 2 : 8);
      length = more.reduce((sum, byte) => sum * 256 + byte, 0);
    }
    const body = await this.#read(length);
    if ((first & 15) !== 8) return { kind: "data", length };
    const reason = new TextDecoder().decode(body.slice(2));
    return { kind: "close", code: body[0] * 256 + body[1], reason };
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.connection.write(bytes.subarray(sent));
    }
  }

  async #read(length: number): Promise<Uint8Array> {
    while (this.#left.length < length) {
      const buffer = new Uint8Array(256 * 1024);
      const read = await this.connection.read(buffer);
      if (read === null) throw new Error("it ended without a close frame");
      const joined = new Uint8Array(this.#left.length + read);
      joined.set(this.#left);
      joined.set(buffer.subarray(0, read), this.#left.length);
      this.#left = joined;
    }
    const taken = this.#left.slice(0, length);
    this.#left = this.#left.slice(length);
    return taken;
  }
}
