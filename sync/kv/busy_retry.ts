/**
 * Deno KV in a file is SQLite, in which one process writes at a time. While another one writes (an operator's command,
 * the vacuum), Deno immediately reports a locked database. Nothing was written then, so the write is repeated.
 */

import type { AtomicOperation, Kv, KvKey } from "./kv.ts";

const busyForMs = 15_000;
/** Pauses between tries in ms: they double from the first to the longest. */
const shortestMs = 2, longestMs = 40;
/** A write without an answer for this long waits for the lock inside Deno. */
const slowMs = 50;

/** SQLite's messages for a locked database; it sends the second when processes race for a lock. */
const locked = /database is locked|locking protocol/i;

export function isBusy(error: unknown): boolean {
  return error instanceof Error && locked.test(error.message);
}

export class KvBusyRetry {
  readonly #unanswered = new Set<{ readonly since: number }>();
  /** One timer for all writes, because most are answered long before it fires. */
  #watch: ReturnType<typeof setInterval> | undefined;

  /**
   * @param onWait is called repeatedly while a write waits for another process
   * @param lasts the longest wait in ms
   */
  constructor(readonly onWait?: () => void, readonly lasts = busyForMs) {}

  startWait() {
    const until = performance.now() + this.lasts;
    let pause = shortestMs;
    return {
      /** Waits and returns true if the error is a busy database. False for any other error, and after `lasts` ms. */
      again: async (failure: unknown) => {
        if (!isBusy(failure)) return false;
        this.onWait?.();
        if (performance.now() > until) return false;
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(longestMs, 2 * pause);
        return true;
      },
    };
  }

  /** Awaits a write, and calls `onWait` repeatedly while the write has no answer. */
  async awaitWrite<T>(write: Promise<T>): Promise<T> {
    if (this.onWait === undefined) return await write;
    const call = { since: performance.now() };
    this.#unanswered.add(call);
    this.#watch ??= setInterval(() => this.#look(), slowMs);
    try {
      return await write;
    } finally {
      this.#unanswered.delete(call);
    }
  }

  #look(): void {
    const [oldest] = this.#unanswered;
    if (oldest === undefined) {
      clearInterval(this.#watch);
      this.#watch = undefined;
    } else if (performance.now() - oldest.since >= slowMs) this.onWait?.();
  }

  /** Repeats a write while the database is busy. The write must be harmless to repeat. */
  async retry<T>(write: () => Promise<T>): Promise<T> {
    const turn = this.startWait();
    for (;;) {
      try {
        return await this.awaitWrite(write());
      } catch (error) {
        if (!await turn.again(error)) throw error;
      }
    }
  }
}

export function makeRetryingKv(kv: Kv, busy: KvBusyRetry): Kv {
  return new Proxy(kv, {
    get(target, name) {
      if (name === "set") {
        return (...entry: Parameters<Kv["set"]>) =>
          busy.retry(() => target.set(...entry));
      }
      if (name === "delete") {
        return (key: KvKey) => busy.retry(() => target.delete(key));
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
        return () => busy.retry(() => target.commit());
      }
      const value = bound(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        value(...args);
        return proxy;
      };
    },
  });
  return proxy;
}

/** Deno's objects work only with themselves as `this`. */
function bound(target: object, name: string | symbol): unknown {
  const value = Reflect.get(target, name);
  return typeof value === "function" ? value.bind(target) : value;
}
