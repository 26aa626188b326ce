/**
 * How many sockets somebody has here, each counted until its connection is over. One that the server has closed is there
 * until its client answers: who does not answer keeps it, and all that waits for its reader, as long as they like (S12).
 */
import { limits } from "../../sync/limits.ts";

/** Sockets, by whose they are. */
export class HeldSockets {
  readonly #held = new Map<string, Set<WebSocket>>();

  /** How many somebody has. */
  of(holder: string): number {
    return this.#held.get(holder)?.size ?? 0;
  }

  /**
   * Counts a socket from now on, for many are upgraded at once before one of them is open. Whose client has broken the
   * upgrade off neither opens nor closes, and counts until it would have.
   */
  add(socket: WebSocket, holder: string): void {
    const hold = () =>
      this.#held.getOrInsertComputed(holder, () => new Set()).add(socket);
    const release = () => {
      clearTimeout(timer);
      const held = this.#held.get(holder);
      held?.delete(socket);
      if (held?.size === 0) this.#held.delete(holder);
    };
    const timer = setTimeout(release, limits.opening);
    hold();
    socket.addEventListener("open", () => {
      clearTimeout(timer);
      hold();
    }, { once: true });
    socket.addEventListener("close", release, { once: true });
  }
}
