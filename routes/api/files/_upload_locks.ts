/**
 * One request at a time per upload. A later request asks the current one to end, and queues. The library's own lock
 * polls, which keeps the processor busy for seconds.
 */
import { ERRORS, type Lock, type Locker } from "@tus/server";
import {
  oneTurnPerGroup,
  type Ticket,
  TurnQueue,
} from "../../../classroom/limits/turn_queue.ts";

const mostWaiting = 20;
const lockWithinMs = 30_000;

interface Turn extends Ticket {
  askToEnd(): void | Promise<void>;
}

export class UploadLocks implements Locker {
  readonly #turns = new TurnQueue<Turn>(oneTurnPerGroup);
  readonly #holders = new Map<string, Turn>();

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
    const leave = (reason: unknown) => gone.abort(reason);
    const timer = setTimeout(
      () => leave(ERRORS.ERR_LOCK_TIMEOUT),
      lockWithinMs,
    );
    const abort = () => leave(ERRORS.ABORTED);
    signal.addEventListener("abort", abort);
    const holder = this.#holders.get(id);
    // If the holder cannot be asked to end, the request leaves the queue.
    if (holder) Promise.try(() => holder.askToEnd()).catch(leave);
    const hasTurn = await this.#turns.enter(turn, gone.signal);
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
    if (!hasTurn) throw gone.signal.reason;
    this.#holders.set(id, turn);
    if (this.#turns.waiting(id).length > 0) void turn.askToEnd();
  }

  #unlock(id: string): void {
    const holder = this.#holders.get(id);
    this.#holders.delete(id);
    if (holder) this.#turns.endTurn(holder);
  }
}
