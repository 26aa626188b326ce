/**
 * How far somebody has read in a room (C-13). This page knows it at once; their document, and with it their other
 * devices, are told now and then: in a lively class every page reads every message, and each mark that is stored costs
 * the server a commit. What was read since the last mark is not known elsewhere before the next; it never is where the
 * page crashes, or where the class ends meanwhile, after which no marks are stored.
 */
import { type Signal, signal } from "@preact/signals";
import type * as Y from "yjs";
import { follow } from "../client/follow.ts";

/** After a mark the next one is stored so much later at the least, and at the most twice that (ms). */
export const readMarkPauseMs = 10_000;

/** Waits, not as long as the page beside it; answers with what ends the wait. */
function wait(act: () => void): () => void {
  const timer = setTimeout(act, readMarkPauseMs * (1 + Math.random()));
  return () => clearTimeout(timer);
}

/** The mark of one room on one page. */
export class ReadMark {
  readonly #stored: Signal<string | undefined>;
  readonly #here: Signal<string | undefined> = signal();
  #endPause: (() => void) | undefined;

  /**
   * @param marks those of all rooms, in the own document
   * @param about `placeOf`: where in the room a message is, -1: nowhere; `isLive`: whether marks are still stored
   * @param later has something done after a pause
   */
  constructor(
    readonly marks: Y.Map<string>,
    readonly room: string,
    readonly about: {
      placeOf(message: string | undefined): number;
      isLive(): boolean;
    },
    readonly later: (act: () => void) => () => void = wait,
  ) {
    this.#stored = follow(marks, (map) => map.get(room));
  }

  /** Where in the room the last message is that was read, here or on another device; -1: none was. */
  get place(): number {
    const { placeOf } = this.about;
    return Math.max(placeOf(this.#stored.value), placeOf(this.#here.value));
  }

  /** Takes a message as read, and all before it. */
  set(message: string): void {
    if (this.about.placeOf(message) <= this.place) return;
    this.#here.value = message;
    if (this.#endPause === undefined) this.store();
  }

  /** Stores what is not stored yet, without waiting. */
  store(): void {
    const { isLive, placeOf } = this.about;
    const here = this.#here.peek();
    const isNew = placeOf(here) > placeOf(this.#stored.peek());
    this.#endPause?.();
    this.#endPause = undefined;
    if (!isNew || here === undefined || !isLive()) return;
    this.marks.set(this.room, here);
    this.#endPause = this.later(() => this.store());
  }

  /** Stores the rest, and lets go. */
  close(): void {
    this.store();
    this.#endPause?.();
  }
}
