/**
 * A socket made of HTTP requests, for networks that let no WebSocket through (O-8). What the server sends leaves in
 * answers, as server-sent events; what the client sends comes in bodies, in numbered requests. To the rest of the server
 * it is a WebSocket.
 */
import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import { createDecoder, hasContent, readVarUint8Array } from "lib0/decoding";
import { newSecret } from "../../classroom/model/ids.ts";
import { limits } from "../../sync/limits.ts";

/** A stream's answer goes out in pieces of this: what is behind them waits where it counts (S11). */
const chunk = 64 * 1024;

/** `stream`: one answer that goes on; `poll`: an answer ends with what there was, and the client asks for the next. */
export type Way = "stream" | "poll";

export class RequestSocket extends EventEmitter {
  /** By which its requests know it: with the cookies that opened it, and nobody else's. */
  readonly id = newSecret();
  /** Whose it is, as far as limits count. */
  holder = "";
  /** Told when this end closes it. */
  onclosing: (code: number | undefined) => void = () => {};
  binaryType = "arraybuffer";
  readyState: number = WebSocket.OPEN;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onerror: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  /** The events that no answer has yet. */
  #waiting: Uint8Array[] = [];
  /** Bytes of these, and of an answer to a poll that may have to be given again. */
  #unsent = 0;
  #wake = () => {};
  /** The answer to the newest poll. */
  #polled = { number: 0, answer: Promise.resolve(new Uint8Array()) };
  #polledBytes = 0;
  /** The number of the last request whose frames were taken. */
  #taken = 0;
  #code = 1006;
  #ending: ReturnType<typeof setTimeout> | undefined;

  /** What was encoded last: a broadcast sends the same bytes to one after another. */
  static #encoded: { bytes: unknown; event: Uint8Array } | undefined;

  constructor(readonly way: Way) {
    super();
    this.#push(Buffer.from(`event: open\ndata: ${this.id}\n\n`));
  }

  /** How many bytes wait for the client. */
  get bufferedAmount(): number {
    return this.#unsent;
  }

  send(bytes: Uint8Array): void {
    if (this.readyState !== WebSocket.OPEN) return;
    if (RequestSocket.#encoded?.bytes !== bytes) {
      const { buffer, byteOffset, length } = bytes;
      const data = Buffer.from(buffer as ArrayBuffer, byteOffset, length)
        .toString("base64");
      const event = Buffer.from(`data: ${data}\n\n`);
      RequestSocket.#encoded = { bytes, event };
    }
    this.#push(RequestSocket.#encoded.event);
  }

  /** Closes it once the client has what waits for it, or after a while. */
  close(code = 1005, reason = ""): void {
    if (this.readyState !== WebSocket.OPEN) return;
    this.onclosing(code);
    this.readyState = WebSocket.CLOSING;
    this.#code = code;
    this.#push(Buffer.from(`event: close\ndata: ${code} ${reason}\n\n`));
    clearTimeout(this.#ending);
    this.#ending = setTimeout(() => this.end(code), limits.closing);
  }

  /** It is over, without a word to the client. */
  end(code = 1006): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    clearTimeout(this.#ending);
    this.#waiting = [];
    this.#wake();
    this.onclose?.({ code });
    this.emit("close");
  }

  /** The client has shown that it is there; it has as long again (S14). */
  heard(): void {
    if (this.readyState !== WebSocket.OPEN) return;
    clearTimeout(this.#ending);
    this.#ending = setTimeout(() => this.end(), limits.halfOpen);
  }

  /** The body of the one answer of a stream; it ends with the socket, and the socket with it. */
  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream({
      pull: async (controller) => {
        await this.#some();
        // It was broken off meanwhile.
        if (this.readyState === WebSocket.CLOSED) return controller.close();
        controller.enqueue(this.#take(chunk));
        if (this.delivered()) controller.close();
      },
      cancel: () => this.end(),
    }, { highWaterMark: 0 });
  }

  /**
   * What there is for the client since its last poll, as soon as there is something. A poll of the same number is answered
   * with the same: the answer was lost. Null: the number is neither that nor the next.
   */
  poll(number: number): Promise<Uint8Array<ArrayBuffer>> | null {
    this.heard();
    if (number === this.#polled.number) return this.#polled.answer;
    if (number !== this.#polled.number + 1) return null;
    this.#unsent -= this.#polledBytes;
    this.#polledBytes = 0;
    const answer = this.#some().then(() => {
      const bytes = this.#take();
      this.#polledBytes = bytes.length;
      this.#unsent += bytes.length;
      return bytes;
    });
    this.#polled = { number, answer };
    return answer;
  }

  /** An answer is on its way. Whether that was the last: then it is over. */
  delivered(): boolean {
    const isLast = this.readyState === WebSocket.CLOSING &&
      this.#waiting.length === 0;
    if (isLast) this.end(this.#code);
    return isLast;
  }

  /** Takes the frames of a request, once: one that is repeated because its answer was lost is taken already. */
  take(number: number, body: Uint8Array): void {
    this.heard();
    if (number <= this.#taken) return;
    if (number !== this.#taken + 1) return this.close(4400, "malformed");
    this.#taken = number;
    const frames = framesOf(body);
    if (frames === null) return this.close(4400, "malformed");
    const isTooLarge = frames.length > limits.messagePieces ||
      frames.some(({ length }) => length > limits.message);
    if (isTooLarge) return this.close(4413, "too-large");
    for (const frame of frames) {
      if (this.readyState !== WebSocket.OPEN) return;
      this.onmessage?.({ data: frame.slice().buffer });
    }
  }

  #push(event: Uint8Array): void {
    this.#waiting.push(event);
    this.#unsent += event.length;
    this.#wake();
  }

  /** Resolves once something waits for the client, or it is over. */
  #some(): Promise<void> {
    const isThere = this.#waiting.length > 0 ||
      this.readyState === WebSocket.CLOSED;
    if (isThere) return Promise.resolve();
    return new Promise((resolve) => this.#wake = resolve);
  }

  /** Takes events off what waits, as many as have this many bytes, and one at the least. */
  #take(most = Infinity): Uint8Array<ArrayBuffer> {
    let size = 0;
    const last = this.#waiting.findIndex(({ length }) =>
      (size += length) >= most
    );
    const count = last < 0 ? this.#waiting.length : last + 1;
    const bytes = new Uint8Array(
      Buffer.concat(this.#waiting.splice(0, count)),
    );
    this.#unsent -= bytes.length;
    return bytes;
  }
}

/** The frames in the body of a request, each as a `varUint8Array`; null: it is none. */
function framesOf(body: Uint8Array): Uint8Array[] | null {
  const frames: Uint8Array[] = [];
  try {
    const decoder = createDecoder(body);
    while (hasContent(decoder)) frames.push(readVarUint8Array(decoder));
    return frames;
  } catch {
    return null;
  }
}
