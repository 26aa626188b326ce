/**
 * The last message that a member has read in a room (C-13). It is stored at intervals, since each stored marker is a
 * commit. If the page crashes, the last interval is lost.
 */
import { type Signal, signal } from "@preact/signals";
import type * as Y from "yjs";
import { signalOfType } from "../client/document_signals.ts";

/** Minimum time between stored markers (ms). The actual time is random, up to twice that. */
export const readMarkerPauseMs = 10_000;

/** Calls `act` after a random time, so that the pages of a class do not store at once. */
function wait(act: () => void): () => void {
  const timer = setTimeout(act, readMarkerPauseMs * (1 + Math.random()));
  return () => clearTimeout(timer);
}

export class ReadMarker {
  readonly #stored: Signal<string | undefined>;
  readonly #here: Signal<string | undefined> = signal();
  #endPause: (() => void) | undefined;

  /**
   * @param markers read messages by room, in the member's own document
   * @param about `placeOf`: index of a message, -1: not found; `isLive`: the class accepts markers
   * @param later runs a function after the pause
   */
  constructor(
    readonly markers: Y.Map<string>,
    readonly room: string,
    readonly about: {
      placeOf(message: string | undefined): number;
      isLive(): boolean;
    },
    readonly later: (act: () => void) => () => void = wait,
  ) {
    this.#stored = signalOfType(markers, (map) => map.get(room));
  }

  /** Index of the last message read on any device; -1: none. */
  get lastReadIndex(): number {
    const { placeOf } = this.about;
    return Math.max(placeOf(this.#stored.value), placeOf(this.#here.value));
  }

  markRead(message: string): void {
    if (this.about.placeOf(message) <= this.lastReadIndex) return;
    this.#here.value = message;
    if (this.#endPause === undefined) this.storeNow();
  }

  storeNow(): void {
    const { isLive, placeOf } = this.about;
    const messageId = this.#here.peek();
    const isNew = placeOf(messageId) > placeOf(this.#stored.peek());
    this.#endPause?.();
    this.#endPause = undefined;
    if (!isNew || messageId === undefined || !isLive()) return;
    this.markers.set(this.room, messageId);
    this.#endPause = this.later(() => this.storeNow());
  }

  close(): void {
    this.storeNow();
    this.#endPause?.();
  }
}
