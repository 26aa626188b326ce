/**
 * Marks on their way: seen at once, and sent together while one request is under way, so that marking a hundred
 * texts by the keyboard waits for no network.
 */
import { type Signal, signal } from "@preact/signals";
import type { ChangeAsk } from "../../sharing/live/live_actions.ts";

/** One mark; null takes it back. */
type Mark = NonNullable<ChangeAsk["marks"]>[number];

/** So many go in one request. */
const mostInRequest = 200;

/** The marks of one quiz that its documents do not have yet. */
export class MarkQueue {
  /** By question and plain text. */
  readonly pending: Signal<ReadonlyMap<string, Mark>> = signal(new Map());
  #busy = false;

  /** @param send says itself what was refused: whatever comes of it, those marks are then as the documents have them */
  constructor(readonly send: (marks: Mark[]) => Promise<void>) {}

  /** Marks, under a key. */
  mark(key: string, mark: Mark): void {
    this.pending.value = new Map(this.pending.value).set(key, mark);
    void this.#work();
  }

  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.pending.value.size > 0) await this.#sendSome();
    } finally {
      this.#busy = false;
    }
  }

  async #sendSome() {
    const batch = [...this.pending.value].slice(0, mostInRequest);
    try {
      await this.send(batch.map(([, mark]) => mark));
    } finally {
      const rest = new Map(this.pending.value);
      // One that was changed meanwhile is another mark, and still to be sent.
      for (const [key, mark] of batch) {
        if (rest.get(key) === mark) rest.delete(key);
      }
      this.pending.value = rest;
    }
  }
}
