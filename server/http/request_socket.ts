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
import type { Way } from "../../sync/client/request_wire.ts";
import { TokenBucket } from "../../sync/token_bucket.ts";
import { closeCode } from "../../sync/transport.ts";

/** Answers go out in pieces of this: what is behind them waits where it counts (S11). */
const chunk = 64 * 1024;
/** How often in a row a client may repeat a request; ours does it four times. */
const mostRepeats = 16;

/** What a poll is answered with. */
export interface PollAnswer {
  /** In bytes. */
  readonly length: number;
  readonly body: ReadableStream<Uint8Array>;
}

/** The newest poll of a socket. */
interface Poll {
  readonly number: number;
  /** All of its answer, which is kept until the next poll says that it came; null: it has none yet. */
  bytes: Uint8Array<ArrayBuffer> | null;
  repeats: number;
}

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
  #poll: Poll = { number: 0, bytes: new Uint8Array(), repeats: 0 };
  /** Breaks off the answer to a poll that waits or is being read. */
  #breakOff = () => {};
  /** The number of the last request whose frames were taken. */
  #taken = 0;
  /** Requests in a row that were taken before. */
  #repeats = 0;
  /** For signs of life: they are no frames, which a member's budget counts. */
  readonly #signs = new TokenBucket(
    limits.asksPerSecond,
    limits.asksBurst,
    () => Date.now(),
  );
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
    this.#breakOff();
    this.onclose?.({ code });
    this.emit("close");
  }

  /** The client has shown that it is there; it has as long again (S14). */
  heard(): void {
    if (this.readyState !== WebSocket.OPEN) return;
    const most = this.way === "poll" ? limits.halfOpenPolls : limits.halfOpen;
    clearTimeout(this.#ending);
    this.#ending = setTimeout(() => this.end(), most);
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
   * Answers a poll with what there is for the client, once there is something; the same number again with the same, since
   * the answer was lost. Each breaks off the answer before it: a client has one at a time (S11). Null: it was broken off,
   * or its number is neither that nor the next of one that has an answer.
   */
  async poll(number: number): Promise<PollAnswer | null> {
    this.heard();
    const { number: last, bytes: lastBytes } = this.#poll;
    const isNext = number === last + 1 && lastBytes !== null;
    const isOver = this.readyState === WebSocket.CLOSED;
    if (isOver || number !== last && !isNext) return null;
    const signal = this.#nextAnswer();
    if (isNext) {
      this.#unsent -= lastBytes.length;
      this.#poll = { number, bytes: null, repeats: 0 };
    } else if (++this.#poll.repeats > mostRepeats) {
      this.close(4429, "too-often");
    }
    const poll = this.#poll;
    if (poll.bytes === null) {
      await this.#some();
      if (signal.aborted) return null;
      poll.bytes = this.#take();
      this.#unsent += poll.bytes.length;
    }
    const { bytes } = poll;
    return { length: bytes.length, body: this.#body(bytes, signal) };
  }

  /** Breaks off the answer that there is, and gives the signal that breaks off the next. */
  #nextAnswer(): AbortSignal {
    this.#breakOff();
    const stop = new AbortController();
    this.#breakOff = () => {
      stop.abort();
      this.#wake();
    };
    return stop.signal;
  }

  /** The body of an answer to a poll. */
  #body(
    bytes: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): ReadableStream<Uint8Array> {
    let sent = 0;
    return new ReadableStream({
      start(controller) {
        signal.addEventListener("abort", () => controller.error(signal.reason));
      },
      pull: (controller) => {
        if (sent >= bytes.length) {
          controller.close();
          this.delivered();
          return;
        }
        // The piece before has left: its client reads.
        if (sent > 0) this.heard();
        controller.enqueue(bytes.subarray(sent, sent + chunk));
        sent += chunk;
      },
    }, { highWaterMark: 0 });
  }

  /** An answer is on its way. Whether that was the last: then it is over. */
  delivered(): boolean {
    const isLast = this.readyState === WebSocket.CLOSING &&
      this.#waiting.length === 0;
    if (isLast) this.end(this.#code);
    return isLast;
  }

  /**
   * Takes the frames of a request, once: one that is repeated because its answer was lost is taken already. Before the
   * last of a client that closes one may be missing, which it has broken off.
   */
  take(number: number, body: Uint8Array, isLast = false): void {
    this.heard();
    if (number <= this.#taken) {
      if (++this.#repeats > mostRepeats) this.close(4429, "too-often");
      return;
    }
    this.#repeats = 0;
    if (number !== this.#taken + 1) {
      if (!isLast) this.close(4400, "malformed");
      return;
    }
    this.#taken = number;
    const frames = framesOf(body);
    if (!Array.isArray(frames)) return this.close(closeCode(frames), frames);
    const isSign = frames.length === 0 && !isLast;
    if (isSign && !this.#signs.take(1)) return this.close(4429, "too-often");
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

/** The frames in the body of a request, each as a `varUint8Array`; or why none of them is taken. */
function framesOf(body: Uint8Array): Uint8Array[] | "malformed" | "too-large" {
  const frames: Uint8Array[] = [];
  try {
    const decoder = createDecoder(body);
    while (hasContent(decoder)) {
      const frame = readVarUint8Array(decoder);
      const isTooLarge = frames.length === limits.messagePieces ||
        frame.length > limits.message;
      // At once: a body of zeros would make half a million objects.
      if (isTooLarge) return "too-large";
      frames.push(frame);
    }
    return frames;
  } catch {
    return "malformed";
  }
}
