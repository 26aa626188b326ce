/**
 * What hung on messages that were deleted a moment ago, in this process's memory: with it **Undo** puts back reactions,
 * pin and mark. Of reactions nothing is kept for longer (C3); after a restart the words come back without.
 */
import { type Hung, undoable } from "./revising.ts";

/** It, by message. */
export class HungMessages {
  /** In the order in which they were deleted. */
  readonly #hung = new Map<string, { hung: Hung; at: number }>();

  /** Keeps what hung on a message, where that is anything. */
  keep(s: string, room: string, id: string, hung: Hung, now: number): void {
    for (const [old, { at }] of this.#hung) {
      if (now - at <= undoable) break;
      this.#hung.delete(old);
    }
    const key = `${s} ${room} ${id}`;
    this.#hung.delete(key);
    if (Object.keys(hung).length > 0) this.#hung.set(key, { hung, at: now });
  }

  /** What hung on it; undefined: nothing, or it is not known any more. */
  of(s: string, room: string, id: string): Hung | undefined {
    return this.#hung.get(`${s} ${room} ${id}`)?.hung;
  }
}
