/** Turns for long work that runs outside of the server's thread, which shares its machine and its memory. */
import { type Ticket, TurnQueue } from "./turn_queue.ts";

/** Why work was ended that had no result in time, whether or not it was its own fault. */
export const late = "late";

/** Work that took longer (ms) is followed by a pause as long as it took: half of the time is the classes'. */
const quickMs = 200;

/** Runs one piece of work at a time, groups and their members in turn. */
export class RestingTurns {
  readonly #turns = new TurnQueue({ all: 1, perGroup: 1 });

  /** Runs `work` in its turn. Returns null if `gone` was aborted before. */
  async run<T>(
    ticket: Ticket,
    work: () => Promise<T>,
    gone?: AbortSignal,
  ): Promise<T | null> {
    if (!await this.#turns.enter(ticket, gone)) return null;
    const began = performance.now();
    try {
      return await work();
    } finally {
      const took = performance.now() - began;
      if (took < quickMs) this.#turns.leave(ticket);
      else setTimeout(() => this.#turns.leave(ticket), took);
    }
  }
}
