/** Rewrites a file's bytes in place while metadata is removed. */
import { ByteView } from "./byte_view.ts";

/** Bytes read per step; each part of a file counts as `perPart` bytes. */
const perStep = 256 * 1024;
export const perPart = 256;
/** Most parts of a file that are read. */
const mostParts = 100_000;

/** Moves kept parts together towards the beginning, or blanks parts in place. */
export class Rest extends ByteView {
  length = 0;
  #isChanged = false;
  #work = 0;
  #parts = 0;

  /** Counts bytes read; true once a step is full. */
  isStepOver(bytes = 1): boolean {
    this.#work += bytes;
    if (this.#work < perStep) return false;
    this.#work = 0;
    return true;
  }

  takePart(): boolean {
    return ++this.#parts <= mostParts;
  }

  keep(from: number, to: number): void {
    const end = Math.min(to, this.size);
    if (this.length !== from) this.bytes.copyWithin(this.length, from, end);
    this.length += Math.max(0, end - from);
  }

  /** Writes a piece instead of a part at least as long. */
  put(piece: readonly number[]): void {
    this.set(this.length, piece);
    this.length += piece.length;
  }

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

/** Four bytes, big endian. */
export function u32(value: number): number[] {
  return [24, 16, 8, 0].map((bits) => (value >>> bits) & 0xff);
}

export function codes(text: string): number[] {
  return [...text].map((sign) => sign.charCodeAt(0));
}
