/**
 * One request at a time for each upload. A later request asks the one before to end, and waits in line. The library's
 * own way asks again and again until it is over, which keeps the processor busy for seconds.
 */
import { ERRORS, type Lock, type Locker } from "@tus/server";

/** How many requests wait for one upload, and how long (ms). */
const mostWaiting = 20;
const lockWithinMs = 30_000;

/** Asks whoever holds a lock to give it up. */
type AskToEnd = () => void | Promise<void>;

interface Turn {
  askToEnd: AskToEnd;
  begin(): void;
}

interface Line {
  holder: AskToEnd;
  waiting: Turn[];
}

/** The locks of all uploads of this process, by their ids. */
export class UploadLocks implements Locker {
  readonly #lines = new Map<string, Line>();

  /** A lock for one request; it is not held yet. */
  newLock(id: string): Lock {
    return {
      lock: (signal, askToEnd) => this.#lock(id, signal, askToEnd),
      unlock: () => Promise.resolve(this.#unlock(id)),
    };
  }

  async #lock(
    id: string,
    signal: AbortSignal,
    askToEnd: AskToEnd,
  ): Promise<void> {
    const line = this.#lines.get(id);
    if (!line) {
      this.#lines.set(id, { holder: askToEnd, waiting: [] });
      return;
    }
    if (line.waiting.length >= mostWaiting) throw ERRORS.ERR_LOCK_TIMEOUT;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const turn: Turn = { askToEnd, begin: resolve };
    line.waiting.push(turn);
    const leave = (why: unknown) => {
      const at = line.waiting.indexOf(turn);
      if (at >= 0) line.waiting.splice(at, 1);
      reject(why);
    };
    const late = setTimeout(() => leave(ERRORS.ERR_LOCK_TIMEOUT), lockWithinMs);
    const gone = () => leave(ERRORS.ABORTED);
    signal.addEventListener("abort", gone);
    try {
      // A request that cannot be asked keeps nobody's place in line.
      Promise.try(line.holder).catch(leave);
      await promise;
    } finally {
      clearTimeout(late);
      signal.removeEventListener("abort", gone);
    }
  }

  #unlock(id: string): void {
    const line = this.#lines.get(id);
    const next = line?.waiting.shift();
    if (!line || !next) {
      this.#lines.delete(id);
      return;
    }
    line.holder = next.askToEnd;
    next.begin();
    // There are more behind.
    if (line.waiting.length > 0) void next.askToEnd();
  }
}
