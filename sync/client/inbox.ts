/** What comes on a wire, frame by frame: out of packs, and inflated, in the order in which it was sent. */
import { createEncoder, toUint8Array, writeUint8Array } from "lib0/encoding";
import { CONTROL, readNews, split, type WireNews } from "../wire_format.ts";

/** What comes on one socket. */
export class Inbox {
  /** What waits for a frame before it that is being inflated; null: nothing does. */
  #waiting: Uint8Array[] | null = null;
  #isOver = false;

  /**
   * @param take is given each frame, but for packs
   * @param fail is called once where one cannot be read
   * @param inflate undoes raw deflate, in another way than the browser's
   */
  constructor(
    readonly take: (frame: Uint8Array) => void,
    readonly fail: () => void,
    readonly inflate: (bytes: Uint8Array) => Promise<Uint8Array> = inflated,
  ) {}

  /** A message has come. */
  put(frame: Uint8Array): void {
    if (this.#isOver) return;
    const news = newsOf(frame);
    if (news?.kind === "pack") news.frames.forEach((it) => this.#unpack(it));
    else if (this.#waiting) this.#waiting.push(frame);
    else if (news?.kind === "deflated") void this.#inflate([frame]);
    else this.take(frame);
  }

  /** Takes one of a pack: a fault of whoever takes it costs no other, as where they come one by one. */
  #unpack(frame: Uint8Array): void {
    try {
      this.put(frame);
    } catch (error) {
      reportError(error);
    }
  }

  /** Nothing that has come is of interest any more. */
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
        // As where nothing was inflated: whoever takes it has a fault, not the connection.
        reportError(error);
      }
    }
    this.#waiting = null;
  }

  /** A frame as it was before it was deflated, if it was; null: it cannot be had. */
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

/** What it says of the wire itself; null: it is about a document. */
function newsOf(frame: Uint8Array): WireNews | null {
  const { number, body } = split(frame);
  return number === CONTROL ? readNews(body) : null;
}

/** Without a `Blob` or a `Response`, which would ask another process for the bytes: one that is busy, or never answers. */
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
