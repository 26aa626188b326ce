/**
 * A Deno KV in a file is SQLite, where one process writes at a time. While another one does (an operator's command,
 * the launcher that cleans the file, a tool), Deno answers at once that the database is locked. Busy is an answer, not
 * a failure: nothing was written, and whoever waits a moment gets through.
 */

import type { AtomicOperation, Kv, KvKey } from "./kv.ts";

/** How long a busy database is waited for before that counts as a failure, in ms. */
const busyForMs = 15_000;
/** The pauses between two tries: the first, twice as long each time, up to the longest, in ms. */
const shortest = 2, longest = 40;
/** What is not answered after this long waits within Deno itself, in ms. */
const slow = 50;

/** SQLite's words for it; the second are for locks that were moved too fast. */
const locked = /database is locked|locking protocol/i;

/** Whether a KV has failed only because another process writes to its file. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && locked.test(error.message);
}

/** The waiting for one KV. */
export class KvBusyRetry {
  /** The writes without an answer, oldest first. */
  readonly #unanswered = new Set<{ readonly since: number }>();
  /** One for all writes: most are answered long before it is due, and a timer for each would cost more than these do. */
  #watch: ReturnType<typeof setInterval> | undefined;

  /**
   * @param waits is told, again and again, while a write has to wait for another process
   * @param lasts how long that may be, in ms
   */
  constructor(readonly waits?: () => void, readonly lasts = busyForMs) {}

  /** Begins the time that one call may wait. */
  begin() {
    const until = performance.now() + this.lasts;
    let pause = shortest;
    return {
      /** Waits a moment where this failure is a busy database; false: it is not, or the time is over. */
      again: async (failure: unknown) => {
        if (!isBusy(failure)) return false;
        this.waits?.();
        if (performance.now() > until) return false;
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(longest, 2 * pause);
        return true;
      },
    };
  }

  /** The answer to a write; whoever is asked to give way hears of it while there is none. */
  async answer<T>(write: Promise<T>): Promise<T> {
    if (this.waits === undefined) return await write;
    const asked = { since: performance.now() };
    this.#unanswered.add(asked);
    this.#watch ??= setInterval(() => this.#look(), slow);
    try {
      return await write;
    } finally {
      this.#unanswered.delete(asked);
    }
  }

  #look(): void {
    const [oldest] = this.#unanswered;
    if (oldest === undefined) {
      clearInterval(this.#watch);
      this.#watch = undefined;
    } else if (performance.now() - oldest.since >= slow) this.waits?.();
  }

  /** Does a write, which must be harmless to be asked for again after a busy database. */
  async through<T>(write: () => Promise<T>): Promise<T> {
    const turn = this.begin();
    for (;;) {
      try {
        return await this.answer(write());
      } catch (error) {
        if (!await turn.again(error)) throw error;
      }
    }
  }
}

/** The same KV, in which writes wait while the database is busy. */
export function waitingKv(kv: Kv, busy: KvBusyRetry): Kv {
  return new Proxy(kv, {
    get(target, name) {
      if (name === "set") {
        return (...entry: Parameters<Kv["set"]>) =>
          busy.through(() => target.set(...entry));
      }
      if (name === "delete") {
        return (key: KvKey) => busy.through(() => target.delete(key));
      }
      if (name === "atomic") return () => waiting(target.atomic(), busy);
      return bound(target, name);
    },
  });
}

function waiting(
  operation: AtomicOperation,
  busy: KvBusyRetry,
): AtomicOperation {
  const proxy: AtomicOperation = new Proxy(operation, {
    get(target, name) {
      if (name === "commit") {
        return () => busy.through(() => target.commit());
      }
      const value = bound(target, name);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        value(...given);
        return proxy;
      };
    },
  });
  return proxy;
}

/** Deno's own objects know their insides only as themselves. */
function bound(target: object, name: string | symbol): unknown {
  const value = Reflect.get(target, name);
  return typeof value === "function" ? value.bind(target) : value;
}
