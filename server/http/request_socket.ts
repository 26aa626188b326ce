/**
 * The server's end of a socket over HTTP requests, for networks that block WebSockets (O-8). It sends server-sent
 * events and receives numbered requests. Others use it as a WebSocket.
 */
import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import { createDecoder, hasContent, readVarUint8Array } from "lib0/decoding";
import { newSecret } from "../../classroom/model/ids.ts";
import { limits } from "../../sync/limits.ts";
import type { RequestMode } from "../../sync/client/request_protocol.ts";
import { TokenBucket } from "../../sync/token_bucket.ts";
import { closeCodeOf } from "../../sync/transport.ts";

/**
 * Size of the pieces in which an answer is sent. Later pieces stay in the buffer, which counts as unsent
 * (SYNC-11).
 */
const chunk = 64 * 1024;
/** Maximum repeats of a request in a row; our client makes three. */
const maxRepeats = 16;

export interface PollAnswer {
  readonly length: number;
  readonly body: ReadableStream<Uint8Array>;
}

interface Poll {
  readonly number: number;
  /** The whole answer, kept until the next poll confirms it; null if there is none yet. */
  bytes: Uint8Array<ArrayBuffer> | null;
  repeats: number;
}

export class ServerRequestSocket extends EventEmitter {
  /** Identifies the socket's requests, together with the cookies that opened it. */
  readonly id = newSecret();
  /** For limits: a person in a session, or an address. */
  holder = "";
  /** Called when the server closes the socket. */
  onclosing: (code: number | undefined) => void = () => {};
  /** Called when the client no longer answers, and when it is heard again. */
  onsilence: (isSilent: boolean) => void = () => {};
  binaryType = "arraybuffer";
  readyState: number = WebSocket.OPEN;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onerror: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  /** Events not yet in an answer. */
  #waiting: Uint8Array[] = [];
  /** Bytes of `#waiting`, and of a poll's answer that may be repeated. */
  #unsent = 0;
  #wake = () => {};
  #poll: Poll = { number: 0, bytes: new Uint8Array(), repeats: 0 };
  #abortAnswer = () => {};
  #lastRequest = 0;
  #repeats = 0;
  /** Bounds empty requests, which no member's budget counts. */
  readonly #requestBudget = new TokenBucket(
    limits.asksPerSecond,
    limits.asksBurst,
    () => Date.now(),
  );
  #code = 1006;
  #ending: ReturnType<typeof setTimeout> | undefined;
  /** Timer until a quiet client is asked for a request, and then until it is silent. */
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #isSilent = false;

  /** The last event: a broadcast sends the same bytes to many sockets. */
  static #encoded: { bytes: unknown; event: Uint8Array } | undefined;

  constructor(readonly mode: RequestMode) {
    super();
    this.#push(Buffer.from(`event: open\ndata: ${this.id}\n\n`));
  }

  get bufferedAmount(): number {
    return this.#unsent;
  }

  send(bytes: Uint8Array): void {
    if (this.readyState !== WebSocket.OPEN) return;
    if (ServerRequestSocket.#encoded?.bytes !== bytes) {
      const { buffer, byteOffset, length } = bytes;
      const data = Buffer.from(buffer as ArrayBuffer, byteOffset, length)
        .toString("base64");
      const event = Buffer.from(`data: ${data}\n\n`);
      ServerRequestSocket.#encoded = { bytes, event };
    }
    this.#push(ServerRequestSocket.#encoded.event);
  }

  /** Closes once the client has everything that waits, or after `limits.closing`. */
  close(code = 1005, reason = ""): void {
    if (this.readyState !== WebSocket.OPEN) return;
    this.onclosing(code);
    this.readyState = WebSocket.CLOSING;
    clearTimeout(this.#quiet);
    this.#code = code;
    this.#push(Buffer.from(`event: close\ndata: ${code} ${reason}\n\n`));
    clearTimeout(this.#ending);
    this.#ending = setTimeout(() => this.end(code), limits.closing);
  }

  /** Ends without notice to the client. */
  end(code = 1006): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    clearTimeout(this.#quiet);
    clearTimeout(this.#ending);
    this.#waiting = [];
    this.#wake();
    this.#abortAnswer();
    this.onclose?.({ code });
    this.emit("close");
  }

  /** Restarts the timeout after a sign of life (SYNC-14). */
  noteRequest(): void {
    if (this.readyState !== WebSocket.OPEN) return;
    const maxHalfOpen = this.mode === "poll"
      ? limits.halfOpenPolls
      : limits.halfOpen;
    clearTimeout(this.#ending);
    this.#ending = setTimeout(() => this.end(), maxHalfOpen);
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#ask(), limits.quietRequests);
    this.#setSilent(false);
  }

  #ask(): void {
    this.#push(Buffer.from("event: ping\ndata:\n\n"));
    this.#quiet = setTimeout(
      () => this.#setSilent(true),
      limits.silentRequests - limits.quietRequests,
    );
  }

  #setSilent(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.onsilence(isSilent);
  }

  /** The body of a stream's only answer. It ends with the socket; if the client cancels it, the socket ends. */
  openStream(): ReadableStream<Uint8Array> {
    return new ReadableStream({
      pull: async (controller) => {
        await this.#some();
        if (this.readyState === WebSocket.CLOSED) return controller.close();
        controller.enqueue(this.#take(chunk));
        if (this.handleDelivered()) controller.close();
      },
      cancel: () => this.end(),
    }, { highWaterMark: 0 });
  }

  /**
   * Answers a poll with all waiting events, once there are any. A repeated number gets the same answer, which may have
   * been lost. Each poll aborts the earlier answer (SYNC-11). Null if aborted or closed, or if the number is neither
   * the last nor the next one.
   */
  async answerPoll(number: number): Promise<PollAnswer | null> {
    this.noteRequest();
    const { number: lastNumber, bytes: lastBytes } = this.#poll;
    const isNext = number === lastNumber + 1 && lastBytes !== null;
    const isOver = this.readyState === WebSocket.CLOSED;
    if (isOver || number !== lastNumber && !isNext) return null;
    const signal = this.#nextAnswer();
    if (isNext) {
      this.#unsent -= lastBytes.length;
      this.#poll = { number, bytes: null, repeats: 0 };
    } else if (++this.#poll.repeats > maxRepeats) {
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

  #nextAnswer(): AbortSignal {
    this.#abortAnswer();
    const stop = new AbortController();
    this.#abortAnswer = () => {
      stop.abort();
      this.#wake();
    };
    return stop.signal;
  }

  #body(
    bytes: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): ReadableStream<Uint8Array> {
    let sentBytes = 0;
    return new ReadableStream({
      start(controller) {
        signal.addEventListener("abort", () => controller.error(signal.reason));
      },
      pull: (controller) => {
        if (sentBytes >= bytes.length) {
          controller.close();
          this.handleDelivered();
          return;
        }
        // The earlier piece has left, so the client reads.
        if (sentBytes > 0) this.noteRequest();
        controller.enqueue(bytes.subarray(sentBytes, sentBytes + chunk));
        sentBytes += chunk;
      },
    }, { highWaterMark: 0 });
  }

  /** Ends a closing socket after its last answer, and returns whether it did. */
  handleDelivered(): boolean {
    const isLast = this.readyState === WebSocket.CLOSING &&
      this.#waiting.length === 0;
    if (isLast) this.end(this.#code);
    return isLast;
  }

  /**
   * Takes the frames of a request; a repeated number was already taken. A gap in the numbers closes the socket, except
   * before a closing client's last request: the client may have aborted one, so the frames are dropped.
   */
  takeFrames(number: number, body: Uint8Array, isLast = false): void {
    this.noteRequest();
    if (number <= this.#lastRequest) {
      if (++this.#repeats > maxRepeats) this.close(4429, "too-often");
      return;
    }
    this.#repeats = 0;
    if (number !== this.#lastRequest + 1) {
      if (!isLast) this.close(4400, "malformed");
      return;
    }
    this.#lastRequest = number;
    const frames = framesOf(body);
    if (!Array.isArray(frames)) return this.close(closeCodeOf(frames), frames);
    const isSign = frames.length === 0 && !isLast;
    if (isSign && !this.#requestBudget.take(1)) {
      return this.close(4429, "too-often");
    }
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

  #some(): Promise<void> {
    const isThere = this.#waiting.length > 0 ||
      this.readyState === WebSocket.CLOSED;
    if (isThere) return Promise.resolve();
    return new Promise((resolve) => this.#wake = resolve);
  }

  /** Removes at least one event and about `maxBytes` from what waits. */
  #take(maxBytes = Infinity): Uint8Array<ArrayBuffer> {
    let size = 0;
    const last = this.#waiting.findIndex(({ length }) =>
      (size += length) >= maxBytes
    );
    const count = last < 0 ? this.#waiting.length : last + 1;
    const bytes = new Uint8Array(
      Buffer.concat(this.#waiting.splice(0, count)),
    );
    this.#unsent -= bytes.length;
    return bytes;
  }
}

/** The frames in a request's body, each as a `varUint8Array`; or why they are refused. */
function framesOf(body: Uint8Array): Uint8Array[] | "malformed" | "too-large" {
  const frames: Uint8Array[] = [];
  try {
    const decoder = createDecoder(body);
    while (hasContent(decoder)) {
      const frame = readVarUint8Array(decoder);
      const isTooLarge = frames.length === limits.messagePieces ||
        frame.length > limits.message;
      // Immediately, because a body of zeros would make half a million objects.
      if (isTooLarge) return "too-large";
      frames.push(frame);
    }
    return frames;
  } catch {
    return "malformed";
  }
}
