/**
 * One request at a time for each upload. A later request asks the one before to end, and waits in line. The library's
 * own way asks again and again until it is over, which keeps the processor busy for seconds.
 */
import { ERRORS, type Lock, type Locker } from "@tus/server";
import {
  oneOfEach,
  type Ticket,
  TurnQueue,
} from "../../../classroom/limits/turn_queue.ts";

/** How many requests wait for one upload, and how long (ms). */
const mostWaiting = 20;
const lockWithinMs = 30_000;

/** The turn of a request, by its upload. */
interface Turn extends Ticket {
  /** Asks the request to end. */
  askToEnd(): void | Promise<void>;
}

/** The locks of all uploads of this process, by their ids. */
export class UploadLocks implements Locker {
  readonly #turns = new TurnQueue<Turn>(oneOfEach);
  readonly #holders = new Map<string, Turn>();

  /** A lock for one request; it is not held yet. */
  newLock(id: string): Lock {
    return {
      lock: (signal, askToEnd) =>
        this.#lock({ group: id, member: "", askToEnd }, signal),
      unlock: () => Promise.resolve(this.#unlock(id)),
    };
  }

  async #lock(turn: Turn, signal: AbortSignal): Promise<void> {
    const id = turn.group;
    const isFull = this.#turns.waiting(id).length >= mostWaiting;
    if (isFull) throw ERRORS.ERR_LOCK_TIMEOUT;
    const gone = new AbortController();
    const leave = (why: unknown) => gone.abort(why);
    const late = setTimeout(() => leave(ERRORS.ERR_LOCK_TIMEOUT), lockWithinMs);
    const abort = () => leave(ERRORS.ABORTED);
    signal.addEventListener("abort", abort);
    const holder = this.#holders.get(id);
    // A request that cannot be asked keeps nobody's place in line.
    if (holder) Promise.try(() => holder.askToEnd()).catch(leave);
    const hasTurn = await this.#turns.enter(turn, gone.signal);
    clearTimeout(late);
    signal.removeEventListener("abort", abort);
    if (!hasTurn) throw gone.signal.reason;
    this.#holders.set(id, turn);
    // There are more behind.
    if (this.#turns.waiting(id).length > 0) void turn.askToEnd();
  }

  #unlock(id: string): void {
    const holder = this.#holders.get(id);
    this.#holders.delete(id);
    if (holder) this.#turns.leave(holder);
  }
}
