/**
 * Reactions, pin and mark of messages deleted a moment ago, in this process's memory, for **Undo**. Reactions are kept
 * nowhere else (C3); after a restart the words come back without them.
 */
import { type MessageExtras, undoTime } from "./revising.ts";

/** The extras by message. */
export class RecentExtras {
  /** In the order in which the messages were deleted. */
  readonly #all = new Map<string, { extras: MessageExtras; at: number }>();

  /** Keeps the extras of a message, if it has any. */
  keep(
    s: string,
    room: string,
    id: string,
    extras: MessageExtras,
    now: number,
  ): void {
    for (const [old, { at }] of this.#all) {
      if (now - at <= undoTime) break;
      this.#all.delete(old);
    }
    const key = `${s} ${room} ${id}`;
    this.#all.delete(key);
    if (Object.keys(extras).length > 0) this.#all.set(key, { extras, at: now });
  }

  /** The extras of a message; undefined: it had none, or they are forgotten. */
  of(s: string, room: string, id: string): MessageExtras | undefined {
    return this.#all.get(`${s} ${room} ${id}`)?.extras;
  }
}
