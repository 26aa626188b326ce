/**
 * Unpacks and inflates the frames of one socket, in the order in which they were sent. A pack is a frame that contains
 * several frames.
 */
import { createEncoder, toUint8Array, writeUint8Array } from "lib0/encoding";
import {
  controlNumber,
  readServerControl,
  type ServerControl,
  splitFrame,
} from "../wire_format.ts";

export class FrameUnpacker {
  /** Frames that wait for the inflation of an earlier one; null if none is being inflated. */
  #waiting: Uint8Array[] | null = null;
  #isOver = false;

  /**
   * @param take is called with each frame except packs
   * @param fail is called once if a frame cannot be inflated
   */
  constructor(
    readonly take: (frame: Uint8Array) => void,
    readonly fail: () => void,
    readonly inflate: (bytes: Uint8Array) => Promise<Uint8Array> = inflated,
  ) {}

  unpack(frame: Uint8Array): void {
    if (this.#isOver) return;
    const news = newsOf(frame);
    if (news?.kind === "pack") news.frames.forEach((it) => this.#unpack(it));
    else if (this.#waiting) this.#waiting.push(frame);
    else if (news?.kind === "deflated") void this.#inflate([frame]);
    else this.take(frame);
  }

  /** An error that `take` throws for one frame of a pack does not affect the others. */
  #unpack(frame: Uint8Array): void {
    try {
      this.unpack(frame);
    } catch (error) {
      reportError(error);
    }
  }

  close(): void {
    this.#isOver = true;
  }

  async #inflate(waiting: Uint8Array[]): Promise<void> {
    this.#waiting = waiting;
    for (let frame = waiting.shift(); frame; frame = waiting.shift()) {
      const whole = await this.#inflated(frame);
      if (this.#isOver) return;
      if (whole === null) return this.fail();
      try {
        this.take(whole);
      } catch (error) {
        // The error is the receiver's; the connection stays.
        reportError(error);
      }
    }
    this.#waiting = null;
  }

  async #inflated(frame: Uint8Array): Promise<Uint8Array | null> {
    const news = newsOf(frame);
    if (news?.kind !== "deflated") return frame;
    try {
      return await this.inflate(news.frame);
    } catch (error) {
      reportError(error);
      return null;
    }
  }
}

/** The control message; null if the frame is about a document. */
function newsOf(frame: Uint8Array): ServerControl | null {
  const { number, body } = splitFrame(frame);
  return number === controlNumber ? readServerControl(body) : null;
}

/**
 * Inflates with a stream: `Blob` and `Response` would fetch the bytes from another process, which may be busy or never
 * answer.
 */
async function inflated(bytes: Uint8Array): Promise<Uint8Array> {
  const { writable, readable } = new DecompressionStream("deflate-raw");
  const writer = writable.getWriter();
  const written = writer.write(bytes.slice()).then(() => writer.close());
  const [whole] = await Promise.all([wholeOf(readable), written]);
  return whole;
}

async function wholeOf(stream: ReadableStream<Uint8Array>) {
  const reader = stream.getReader();
  const whole = createEncoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return toUint8Array(whole);
    writeUint8Array(whole, value);
  }
}
