import process from "node:process";

/** A timer at rest, and one that is due often enough to see a stall that people notice (ms). */
const quietMs = 500, busyMs = 25;
/** The share of a processor above which the process is busy. */
const busyShare = 0.02;

/**
 * Measures how late a timer fires, more often while the process works: a timer every 25 ms costs a server at rest ten
 * times what all else does. `monitorEventLoopDelay` of Deno 2.9.6 does not notice stalls.
 */
export class EventLoopDelay {
  #dueAt = 0;
  #cpuMs = 0;
  #seenAt = 0;
  #waitMs = quietMs;

  /**
   * @param record takes each delay in ms
   * @param cpuMs the processor time of this process
   */
  constructor(
    readonly record: (ms: number) => void,
    readonly now: () => number = () => performance.now(),
    readonly cpuMs: () => number = processorMs,
  ) {
    this.#see(now());
    this.#wait();
  }

  #wait(): void {
    this.#dueAt = this.now() + this.#waitMs;
    const timer = setTimeout(() => this.#ring(), this.#waitMs);
    (timer as { unref?(): void }).unref?.();
  }

  #ring(): void {
    const now = this.now();
    this.record(Math.max(0, now - this.#dueAt));
    if (now - this.#seenAt >= quietMs) {
      const share = (this.cpuMs() - this.#cpuMs) / (now - this.#seenAt);
      this.#waitMs = share > busyShare ? busyMs : quietMs;
      this.#see(now);
    }
    this.#wait();
  }

  #see(now: number): void {
    this.#seenAt = now;
    this.#cpuMs = this.cpuMs();
  }
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
