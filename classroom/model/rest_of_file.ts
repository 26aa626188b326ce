/** A file's bytes while something is taken out of them, in place. */
import { ByteView } from "./byte_view.ts";

/** So many bytes are looked at in one step, and a part counts as so many. */
const perStep = 256 * 1024;
export const perPart = 256;
/** So many parts of a file are looked at. */
const mostParts = 100_000;

/** A file of which the kept parts move together towards its beginning, or stay while others are blanked. */
export class Rest extends ByteView {
  /** Of what is kept so far. */
  length = 0;
  #isChanged = false;
  #work = 0;
  #parts = 0;

  /** Counts bytes that were looked at; whether a step is over. */
  isStepOver(bytes = 1): boolean {
    this.#work += bytes;
    if (this.#work < perStep) return false;
    this.#work = 0;
    return true;
  }

  /** Counts a part; false: it is one too many. */
  takePart(): boolean {
    return ++this.#parts <= mostParts;
  }

  keep(from: number, to: number): void {
    const end = Math.min(to, this.size);
    if (this.length !== from) this.bytes.copyWithin(this.length, from, end);
    this.length += Math.max(0, end - from);
  }

  /** Puts something in the place of a part that is at least as long. */
  put(piece: readonly number[]): void {
    this.set(this.length, piece);
    this.length += piece.length;
  }

  /** Overwrites what is kept already. */
  set(at: number, piece: readonly number[]): void {
    piece.forEach((byte, n) => {
      if (this.bytes[at + n] !== byte) this.#isChanged = true;
      this.bytes[at + n] = byte;
    });
  }

  *blank(from: number, to: number): Generator<void, void, void> {
    const end = Math.min(to, this.size);
    for (let at = from; at < end && !this.#isChanged; at++) {
      if (this.bytes[at] !== 0) this.#isChanged = true;
      if (this.isStepOver()) yield;
    }
    this.bytes.fill(0, from, Math.max(from, end));
  }

  finish(): number | null {
    if (this.length === this.size && !this.#isChanged) return null;
    this.bytes.fill(0, this.length);
    return this.length;
  }
}

/** A number in four bytes. */
export function u32(value: number): number[] {
  return [24, 16, 8, 0].map((bits) => (value >>> bits) & 0xff);
}

/** The codes of the signs of a text. */
export function codes(text: string): number[] {
  return [...text].map((sign) => sign.charCodeAt(0));
}
