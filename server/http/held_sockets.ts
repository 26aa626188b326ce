/**
 * How many sockets somebody has here, each counted until its connection is over. One that the server has closed is there
 * until its client answers: who does not answer keeps it, and all that waits for its reader, as long as they like (S12).
 */

/** Open sockets, by whose they are. */
export class HeldSockets {
  readonly #counts = new Map<string, number>();

  /** How many somebody has. */
  of(holder: string): number {
    return this.#counts.get(holder) ?? 0;
  }

  /** Counts a socket from when it is open: it never closes if its client broke the upgrade off. */
  add(socket: WebSocket, holder: string): void {
    socket.addEventListener("open", () => {
      this.#count(holder, 1);
      const end = () => this.#count(holder, -1);
      socket.addEventListener("close", end, { once: true });
    });
  }

  #count(holder: string, by: number): void {
    const count = this.of(holder) + by;
    if (count === 0) this.#counts.delete(holder);
    else this.#counts.set(holder, count);
  }
}
