/**
 * Time for a simulation: everything that takes time asks here, timers of the code under test included, and one thing
 * happens after another in an order that a seed decides. Between two things all promises that can settle do.
 */
import { setImmediate } from "node:timers";
import type { Random } from "../random.ts";

interface Event {
  at: number;
  act: () => void;
  every?: number;
}

/** A clock and what is to happen. */
export class SimulatedTime {
  now = 1_000_000;
  #events = new Map<number, Event>();
  #order: { id: number; at: number }[] = [];
  #next = 1;

  constructor(readonly random: Random) {}

  /** Lets something happen after so many ms. Answers with what {@link never} takes. */
  after(ms: number, act: () => void, every?: number): number {
    const id = this.#next++;
    this.#put(id, { at: this.now + Math.max(0, ms), act, every });
    return id;
  }

  /** Takes it back. */
  never(id: number | undefined): void {
    if (id !== undefined) this.#events.delete(id);
  }

  /** Resolves after up to so many ms. */
  pause(most: number): Promise<void> {
    const ms = this.random.below(most);
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Lets things happen until it is true; throws when so many ms were not enough. */
  async run(isEnough: () => boolean, most: number): Promise<void> {
    for (const end = this.now + most; !isEnough();) {
      const next = this.#order.shift();
      if (next === undefined) throw new Error("nothing more will happen");
      const { id } = next;
      const event = this.#events.get(id);
      // It was taken back.
      if (event === undefined) continue;
      if (event.at > end) throw new Error("it does not come to its end");
      this.now = Math.max(this.now, event.at);
      if (event.every === undefined) this.#events.delete(id);
      else this.#put(id, { ...event, at: this.now + event.every });
      event.act();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Lets so many ms pass, and then more until it is true. */
  async pass(ms: number, isEnough = () => true): Promise<void> {
    let over = false;
    this.after(ms, () => over = true);
    await this.run(() => over && isEnough(), ms + 600_000);
  }

  /** Lets things happen until the work is done; throws when so many ms were not enough. */
  async finish<T>(work: Promise<T>, most = 60_000): Promise<T> {
    let over = false;
    const done = work.finally(() => over = true);
    // It may wait for nothing that happens here.
    const tick = this.after(0, () => {}, 1000);
    await this.run(() => over, most);
    this.never(tick);
    return await done;
  }

  /**
   * Gives the code under test these timers. Answers with what gives it the real ones back.
   *
   * They are the only globals that a test takes away for more than ids: the engine, the classroom and the packages
   * below them set theirs in forty places, and to hand timers down to each would cost every one of them a parameter
   * that nothing but a simulation ever fills.
   */
  takeTimers(): () => void {
    const real = { setTimeout, clearTimeout, setInterval, clearInterval };
    const never = (id?: number) => this.never(id);
    Object.assign(globalThis, {
      setTimeout: (
        act: (...given: unknown[]) => void,
        ms = 0,
        ...given: unknown[]
      ) => this.after(ms, () => act(...given)),
      setInterval: (act: () => void, ms: number) => this.after(ms, act, ms),
      clearTimeout: never,
      clearInterval: never,
    });
    return () => void Object.assign(globalThis, real);
  }

  #put(id: number, event: Event): void {
    this.#events.set(id, event);
    let low = 0, high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#order[middle].at <= event.at) low = middle + 1;
      else high = middle;
    }
    this.#order.splice(low, 0, { id, at: event.at });
  }
}
