/**
 * Cuts a growing text into windows for the guard (T-3). Windows overlap, so that each passage of up to
 * {@link overlapLength} characters is whole in one of them. Pure.
 */

/** Characters before the new text that a window repeats. */
export const overlapLength = 200;
export const maxWindowLength = 2_000;

export class GuardWindows {
  /** The released end, up to `overlapLength` characters, and after it the held text. */
  #text = "";
  #releasedLength = 0;
  #windowLength = 0;

  push(piece: string): void {
    this.#text += piece;
  }

  /** Characters that have not been released. */
  get heldLength(): number {
    return this.#text.length - this.#releasedLength;
  }

  get held(): string {
    return this.#text.slice(this.#releasedLength);
  }

  /** The next window: the overlap, then as much held text as fits. */
  take(): string {
    this.#windowLength = Math.min(this.#text.length, maxWindowLength);
    const window = this.#text.slice(0, this.#windowLength);
    // Half of a surrogate pair is read with its other half, in the next window.
    const isCut = /[\ud800-\udbff]$/.test(window) &&
      this.#windowLength > this.#releasedLength + 1;
    if (isCut) this.#windowLength--;
    return this.#text.slice(0, this.#windowLength).toWellFormed();
  }

  /** Releases the held text of the window that was taken last. */
  release(): string {
    const end = this.#windowLength;
    const released = this.#text.slice(this.#releasedLength, end);
    const start = Math.max(0, end - overlapLength);
    this.#text = this.#text.slice(start);
    this.#releasedLength = end - start;
    return released;
  }
}

export function* windowsOf(text: string): Generator<string> {
  const windows = new GuardWindows();
  windows.push(text);
  while (windows.heldLength > 0) {
    yield windows.take();
    windows.release();
  }
}
