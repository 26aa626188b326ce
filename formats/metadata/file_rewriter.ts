/** Reads and rewrites the bytes of a file from which metadata is removed. */

/** Reads numbers and names from bytes. Bytes past the end read as zero. */
export class ByteView {
  constructor(readonly bytes: Uint8Array) {}

  get size(): number {
    return this.bytes.length;
  }

  u8(position: number): number {
    return this.bytes[position] ?? 0;
  }

  u16(position: number): number {
    return this.u8(position) * 0x100 + this.u8(position + 1);
  }

  u32(position: number): number {
    return this.u16(position) * 0x10000 + this.u16(position + 2);
  }

  u16le(position: number): number {
    return this.u8(position) + this.u8(position + 1) * 0x100;
  }

  u24le(position: number): number {
    return this.u16le(position) + this.u8(position + 2) * 0x10000;
  }

  u32le(position: number): number {
    return this.u24le(position) + this.u8(position + 3) * 0x1000000;
  }

  text(position: number, length: number): string {
    return String.fromCharCode(
      ...this.bytes.subarray(position, position + length),
    );
  }
}

/** Bytes read per step; each part of a file counts as `bytesPerPart` more. */
const bytesPerStep = 256 * 1024;
export const bytesPerPart = 256;
/** Maximum number of parts of a file that are read. */
const maxParts = 100_000;

/** Moves kept parts of a file together towards the beginning, or blanks parts in place. */
export class FileRewriter extends ByteView {
  length = 0;
  #isChanged = false;
  #work = 0;
  #parts = 0;

  /** Counts bytes read; true when the caller should end this step of work. */
  countWork(bytes = 1): boolean {
    this.#work += bytes;
    if (this.#work < bytesPerStep) return false;
    this.#work = 0;
    return true;
  }

  countPart(): boolean {
    return ++this.#parts <= maxParts;
  }

  keepRange(from: number, to: number): void {
    const end = Math.min(to, this.size);
    if (this.length !== from) this.bytes.copyWithin(this.length, from, end);
    this.length += Math.max(0, end - from);
  }

  /** Appends a piece, which must not be longer than what was removed before it. */
  append(piece: readonly number[]): void {
    this.overwrite(this.length, piece);
    this.length += piece.length;
  }

  overwrite(position: number, piece: readonly number[]): void {
    piece.forEach((byte, n) => {
      if (this.bytes[position + n] !== byte) this.#isChanged = true;
      this.bytes[position + n] = byte;
    });
  }

  *blankRange(from: number, to: number): Generator<void, void, void> {
    const end = Math.min(to, this.size);
    for (let position = from; position < end && !this.#isChanged; position++) {
      if (this.bytes[position] !== 0) this.#isChanged = true;
      if (this.countWork()) yield;
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
export function uint32Bytes(value: number): number[] {
  return [24, 16, 8, 0].map((bits) => (value >>> bits) & 0xff);
}

export function charCodes(text: string): number[] {
  return [...text].map((sign) => sign.charCodeAt(0));
}
