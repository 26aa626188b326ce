/**
 * Simulated time: a seed decides the order of everything that takes time, timers of the tested code included. Between
 * two events all promises that can settle do.
 */
import { setImmediate, setTimeout as setRealTimeout } from "node:timers";
import type { Random } from "../random.ts";

interface Event {
  at: number;
  act: () => void;
  every?: number;
}

/** Real time that passes with a simulated second while work outside the simulation may be waited for (ms). */
const maxRealMs = 25;

export class SimulatedTime {
  now = 1_000_000;
  #events = new Map<number, Event>();
  #order: { id: number; at: number }[] = [];
  #next = 1;
  #real: Promise<void> | undefined;

  constructor(readonly random: Random) {}

  /** Schedules something after a delay in ms. Returns what {@link cancel} takes. */
  schedule(ms: number, act: () => void, every?: number): number {
    const id = this.#next++;
    this.#put(id, { at: this.now + Math.max(0, ms), act, every });
    return id;
  }

  cancel(id: number | undefined): void {
    if (id !== undefined) this.#events.delete(id);
  }

  pause(most: number): Promise<void> {
    const ms = this.random.below(most);
    return new Promise((resolve) => this.schedule(ms, resolve));
  }

  /** Runs events until the condition holds; throws after `most` ms. */
  async run(isEnough: () => boolean, most: number): Promise<void> {
    for (const end = this.now + most; !isEnough();) {
      const next = this.#order.shift();
      if (next === undefined) throw new Error("nothing more will happen");
      const { id } = next;
      const event = this.#events.get(id);
      if (event === undefined) continue;
      if (event.at > end) throw new Error("it does not come to its end");
      this.now = Math.max(this.now, event.at);
      if (event.every === undefined) this.#events.delete(id);
      else this.#put(id, { ...event, at: this.now + event.every });
      event.act();
      await new Promise((resolve) => setImmediate(resolve));
      await this.#real;
    }
  }

  /** Passes time (ms), and then more until the condition holds. */
  async pass(ms: number, isEnough = () => true): Promise<void> {
    let over = false;
    this.schedule(ms, () => over = true);
    await this.run(() => over && isEnough(), ms + 600_000);
  }

  /** Runs events until the work is done; throws after `most` ms. */
  async finish<T>(work: Promise<T>, most = 60_000): Promise<T> {
    let over = false;
    const done = work.finally(() => over = true);
    // The work may also wait for files, which no simulated second brings, so real time passes with each.
    let ms = 1;
    const tick = this.schedule(0, () => {
      ms = Math.min(maxRealMs, 2 * ms);
      this.#real = new Promise((resolve) => setRealTimeout(resolve, ms));
    }, 1000);
    await this.run(() => over, most);
    this.#real = undefined;
    this.cancel(tick);
    return await done;
  }

  /**
   * Replaces the global timers until the returned function is called. Passing timers down would add a parameter to
   * forty places that only simulations fill.
   */
  takeTimers(): () => void {
    const real = { setTimeout, clearTimeout, setInterval, clearInterval };
    const never = (id?: number) => this.cancel(id);
    Object.assign(globalThis, {
      setTimeout: (
        act: (...given: unknown[]) => void,
        ms = 0,
        ...given: unknown[]
      ) => this.schedule(ms, () => act(...given)),
      setInterval: (act: () => void, ms: number) => this.schedule(ms, act, ms),
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
