/**
 * Has what a wire sends while channels open leave in few messages. Each message is at least one packet, and however
 * small they are, a connection that has just begun carries some ten of them in its first round trip.
 */
import { limits } from "../limits.ts";
import { packFrame } from "../wire_format.ts";

/** What waits to leave together. */
export class Packer {
  /** Null: nothing waits for anything. */
  #frames: Uint8Array<ArrayBuffer>[] | null = null;
  #size = 0;
  /** The channels whose first answer is to come. */
  readonly #unanswered = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param send sends the bytes at once */
  constructor(readonly send: (bytes: Uint8Array<ArrayBuffer>) => void) {}

  /** A channel is being opened: what goes out waits for its first answer, within bounds. */
  opening(channel: number): void {
    this.#unanswered.add(channel);
    if (this.#frames) return;
    this.#frames = [];
    this.#timer = setTimeout(() => this.#end(), limits.packing);
  }

  /** Its first answer has been given, or there will be none. What comes with that in the same turn leaves with it. */
  answered(channel: number): void {
    if (!this.#unanswered.delete(channel) || this.#unanswered.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end());
  }

  /** Takes what is to go out; false: it may leave at once. */
  take(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (!this.#frames) return false;
    this.#frames.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= limits.pack) this.#leave();
    return true;
  }

  /** Nothing goes out any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#frames = null;
  }

  #end(): void {
    if (this.#frames) this.#leave();
    this.#frames = null;
    this.#timer = undefined;
    this.#unanswered.clear();
  }

  #leave(): void {
    const frames = this.#frames ?? [];
    this.#frames = [];
    this.#size = 0;
    if (frames.length > 0) {
      this.send(frames.length === 1 ? frames[0] : packFrame(frames));
    }
  }
}
