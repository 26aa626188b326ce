/**
 * Rate limits: their table and counter. A limit slows down and locks nobody out: beyond the free tries per
 * window, one passes every pace. Tries count when they begin, so concurrent ones gain nothing. In memory, per
 * process.
 */
import { Refusal } from "../../sync/refusal.ts";
import { deleteOldest } from "../model/memoize.ts";

/** Times in ms. */
interface RateLimit {
  readonly free: number;
  readonly window: number;
  /** Interval of tries beyond the free ones; undefined: none until the oldest leaves the window. */
  readonly pace?: number;
}

const second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;

/** The number is given with each try. */
const givenByCaller = Infinity;

const limit = <Pace extends number | undefined = undefined>(
  free: number,
  window: number,
  pace?: Pace,
) => ({ free, window, pace: pace as Pace }) satisfies RateLimit;

/**
 * Limits over time: free tries, window, pace. Others are in `sync/limits.ts` (engine), `pace.ts` (students'
 * commands) and `model/bounds.ts` (`students`: new names).
 */
export const rateLimits = {
  // Wrong codes (S-2): per address, per IPv6 network of 48 bits (65,536 addresses), and of all.
  codesOfAddress: limit(30, 10 * minute, 2 * second),
  codesOfNetwork: limit(300, 10 * minute, 2 * second),
  codesOfAll: limit(1_000, 10 * minute, 2 * second),

  // Passwords: a known browser counts alone; others per account and address, per account, per address.
  signInOfDevice: limit(10, 10 * minute, 5 * second),
  signInOfPair: limit(10, 10 * minute, 5 * second),
  signInOfAccount: limit(50, 10 * minute, 2 * second),
  signInOfAddress: limit(200, 10 * minute, second),
  oldPasswordOfAccount: limit(10, 10 * minute, 5 * second),
  schoolSignInOfSource: limit(200, 10 * minute, second),

  // New accounts, and e-mail addresses that an address learns to be taken.
  signUpOfAddress: limit(100, 10 * minute, 5 * second),
  takenOfAddress: limit(10, hour, minute),

  // Mails: password links, address proofs, invitations (per account, per new account, of all new accounts).
  resetToMailbox: limit(3, hour, 20 * minute),
  resetFromNetwork: limit(30, hour, minute),
  confirmToAddress: limit(1, hour, hour),
  confirmToMailbox: limit(5, hour, hour),
  confirmFromNetwork: limit(60, hour, minute),
  confirmOfAll: limit(300, hour, 12 * second),
  inviteOfAccount: limit(50, day, hour),
  inviteOfNewAccount: limit(10, day, 6 * hour),
  inviteOfAllNew: limit(100, day, hour),
  inviteToMailbox: limit(10, day, hour),
  inviteOfClassToAddress: limit(3, day, day),

  // The assistant: a teacher's trials; questions per address and server (settings).
  trialOfTeacher: limit(20, minute),
  questionOfAddress: limit(givenByCaller, minute),
  questionOfAll: limit(givenByCaller, minute),

  // Per member: votes on anonymous polls (one per poll counts); calls (a page asks when moved and at
  // retries), call sockets.
  voteOfMember: limit(30, minute, 2 * second),
  callOfMember: limit(30, minute, 2 * second),
  callSocketOfMember: limit(10, 20 * second, second),

  // Uploads per member; imported files per teacher.
  uploadOfMember: limit(100, 10 * minute, 5 * second),
  importOfTeacher: limit(60, 10 * minute, 5 * second),

  // SYNC-12: upgrades per address without a cookie; sockets closed for abuse.
  upgradeOfAddress: limit(200, minute, second),
  abuseOfHolder: limit(givenByCaller, minute, minute),
};

/** A limit, its key, and `free` if the table leaves it open. */
export type RateLimitTry<Name extends string = keyof typeof rateLimits> =
  readonly [
    limit: Name,
    of: string,
    free?: number,
  ];

interface Entry {
  /** Times of the last tries, oldest first; at most as many as are free. */
  times: number[];
  /** When the next try beyond the free ones passes. */
  nextAt: number;
}

export class RateLimiter<Name extends string = keyof typeof rateLimits> {
  readonly #clock: () => number;
  readonly #limits: Record<Name, RateLimit>;
  readonly #maxKeys: number;
  /** By limit and key, in order of the last try. */
  readonly #entries = new Map<Name, Map<string, Entry>>();

  /**
   * @param clock milliseconds since any moment
   * @param maxEntries keys per limit in memory; forgets the longest quiet
   */
  constructor(
    clock: () => number,
    maxEntries = 20_000,
    limits: Record<string, RateLimit> = rateLimits,
  ) {
    this.#clock = clock;
    this.#maxKeys = maxEntries;
    this.#limits = limits;
  }

  /** Takes a try of every key, or of none; returns the ms to wait, 0: taken. */
  takeTry(...tries: readonly RateLimitTry<Name>[]): number {
    const waitMs = this.wait(...tries);
    if (waitMs > 0) return waitMs;
    for (const one of tries) {
      if (this.isUsedUp(one)) this.usePace(one);
      this.countTry(one);
    }
    return 0;
  }

  /** Takes a try of every key, or throws `too-often`. */
  requireTry(...tries: readonly RateLimitTry<Name>[]): void {
    const wait = this.takeTry(...tries);
    if (wait > 0) throw tooOftenRefusal(wait);
  }

  /** Ms until every given limit allows another try; 0: now. */
  wait(...tries: readonly RateLimitTry<Name>[]): number {
    return Math.max(0, ...tries.map((one) => this.#waitOf(one)));
  }

  isUsedUp(one: RateLimitTry<Name>): boolean {
    return this.usedTries(one) >= this.#freeOf(one);
  }

  /** Refunds tries that turned out right. */
  refundTry(...tries: readonly RateLimitTry<Name>[]): void {
    for (const [name, of] of tries) {
      this.#entries.get(name)?.get(of)?.times.pop();
    }
  }

  /** Counts a try, even if none is left. */
  countTry(one: RateLimitTry<Name>): void {
    const free = this.#freeOf(one), { pace = 0 } = this.#limits[one[0]];
    const entry = this.#current(one) ?? { times: [], nextAt: 0 };
    const now = this.#clock();
    entry.times.push(now);
    if (entry.times.length > free) entry.times.shift();
    else if (entry.times.length === free) entry.nextAt = now + pace;
    const [name, of] = one;
    const entries = this.#entries.getOrInsertComputed(name, () => new Map());
    entries.delete(of);
    entries.set(of, entry);
    deleteOldest(entries, this.#maxKeys);
  }

  usedTries(one: RateLimitTry<Name>): number {
    return this.#current(one)?.times.length ?? 0;
  }

  /** Whether the pace lets one pass now. */
  isPaceFree(one: RateLimitTry<Name>): boolean {
    return (this.#current(one)?.nextAt ?? 0) <= this.#clock();
  }

  /** Uses the pace's next try. */
  usePace(one: RateLimitTry<Name>): void {
    const { pace = 0 } = this.#limits[one[0]];
    const entry = this.#current(one);
    if (!entry) return;
    // A small delay, as from whole seconds of Retry-After, does not delay others. Unused tries do not add up.
    const now = this.#clock(), isNear = now - entry.nextAt < pace / 2;
    entry.nextAt = pace + (isNear ? entry.nextAt : now);
  }

  size(name: Name): number {
    return this.#entries.get(name)?.size ?? 0;
  }

  #freeOf(
    [name, , free = this.#limits[name].free]: RateLimitTry<Name>,
  ): number {
    return free;
  }

  #waitOf(one: RateLimitTry<Name>): number {
    const entry = this.#current(one);
    if (!entry || entry.times.length < this.#freeOf(one)) return 0;
    const { window, pace } = this.#limits[one[0]];
    const at = pace === undefined ? entry.times[0] + window : entry.nextAt;
    return at - this.#clock();
  }

  #current(one: RateLimitTry<Name>): Entry | undefined {
    const [name, of] = one;
    const entry = this.#entries.get(name)?.get(of);
    const since = this.#clock() - this.#limits[one[0]].window;
    if (!entry) return undefined;
    const from = entry.times.findIndex((at) => at > since);
    entry.times.splice(0, from < 0 ? entry.times.length : from);
    if (entry.times.length > 0) return entry;
    this.#entries.get(name)?.delete(of);
    return undefined;
  }
}

/** @param wait in ms */
export function tooOftenRefusal(wait: number): Refusal {
  const retryAfter = Math.ceil(wait / 1000);
  return new Refusal("too-often", { more: { retryAfter } });
}
