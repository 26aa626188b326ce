/**
 * Slows down guessing without locking anyone out: each key has a number of free tries in a window; past
 * it one try is let through every `pace`, whoever makes it. Tries count when they begin, so that many at
 * once gain nothing, and are given back when they turn out right. Pure but for what it remembers.
 */
import { Refusal } from "../../sync/refusal.ts";
import { forgetOldest } from "../model/forget_oldest.ts";

/** The free tries of one kind of key, and the pace after them. Times in milliseconds. */
export interface TryAllowance {
  free: number;
  window: number;
  pace: number;
}

/** Tries: by which key each counts, and how many it has. */
export type Tries =
  readonly (readonly [key: string, allowance: TryAllowance])[];

/** What is said to whoever has to wait so long (ms). */
export function tooOften(wait: number): Refusal {
  const retryAfter = Math.ceil(wait / 1000);
  return new Refusal("too-often", { more: { retryAfter } });
}

interface Entry {
  count: number;
  since: number;
  nextAt: number;
}

/** Counts tries by key. */
export class Throttle {
  readonly #entries = new Map<string, Entry>();
  readonly #most: number;

  /** @param most how many keys are remembered; past it the ones longest quiet are forgotten */
  constructor(most = 20_000) {
    this.#most = most;
  }

  /** Takes a try of every key, or of none: then the answer is how many milliseconds to wait, at least. */
  take(keys: Tries, now: number): number {
    let wait = 0;
    for (const [key, allowance] of keys) {
      const entry = this.#current(key, allowance, now);
      if (entry && entry.count >= allowance.free) {
        wait = Math.max(wait, entry.nextAt - now);
      }
    }
    if (wait > 0) return wait;
    for (const [key, allowance] of keys) this.#count(key, allowance, now);
    return 0;
  }

  /** The keys without free tries, whether or not the pace lets one through now. */
  limited(keys: Tries, now: number): string[] {
    return keys.filter(([key, allowance]) =>
      (this.#current(key, allowance, now)?.count ?? 0) >= allowance.free
    ).map(([key]) => key);
  }

  /** Gives back tries that turned out right. */
  giveBack(keys: Tries): void {
    for (const [key] of keys) {
      const entry = this.#entries.get(key);
      if (entry && entry.count > 0) entry.count--;
    }
  }

  #current(key: string, allowance: TryAllowance, now: number): Entry | null {
    const entry = this.#entries.get(key);
    if (!entry) return null;
    if (now - entry.since < allowance.window) return entry;
    this.#entries.delete(key);
    return null;
  }

  #count(key: string, allowance: TryAllowance, now: number): void {
    const entry = this.#current(key, allowance, now) ??
      { count: 0, since: now, nextAt: 0 };
    // Never more than what is free: the pace holds past it, and giving back must let people in again.
    if (entry.count < allowance.free) entry.count++;
    if (entry.count >= allowance.free) entry.nextAt = now + allowance.pace;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    forgetOldest(this.#entries, this.#most);
  }
}
