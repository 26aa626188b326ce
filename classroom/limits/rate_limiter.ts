/**
 * How often something may be done: the table of the limits, and what counts by them. A limit slows down and locks nobody
 * out: past the free tries within its window one more is let through every pace. Tries count when they begin, so that
 * many at once gain nothing. In memory, and per process.
 */
import { Refusal } from "../../sync/refusal.ts";
import { forgetOldest } from "../model/forget_oldest.ts";

/** Times in milliseconds. */
export interface RateLimit {
  /** Tries within the window. */
  readonly free: number;
  readonly window: number;
  /** Past the free ones, one more is let through every pace; undefined: none until the oldest is out of the window. */
  readonly pace?: number;
}

const second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;

/** How many there are is given with each try. */
const given = Infinity;

const limit = <Pace extends number | undefined = undefined>(
  free: number,
  window: number,
  pace?: Pace,
) => ({ free, window, pace: pace as Pace }) satisfies RateLimit;

/**
 * The limits that count by time: how many, within what, and the pace past that. Others are in `sync/limits.ts` (the
 * engine), `pace.ts` (commands of a student) and `model/bounds.ts` (`students`: new names in a class).
 */
export const rateLimits = {
  // Wrong codes of a class (S-2): of an address, of an IPv6 network of 48 bits (65,536 such addresses), of all.
  codesOfAddress: limit(30, 10 * minute, 2 * second),
  codesOfNetwork: limit(300, 10 * minute, 2 * second),
  codesOfAll: limit(1_000, 10 * minute, 2 * second),

  // Passwords. A browser that the account knows counts alone, and the others by account and address, account, address.
  signInOfDevice: limit(10, 10 * minute, 5 * second),
  signInOfPair: limit(10, 10 * minute, 5 * second),
  signInOfAccount: limit(50, 10 * minute, 2 * second),
  signInOfAddress: limit(200, 10 * minute, second),
  oldPasswordOfAccount: limit(10, 10 * minute, 5 * second),
  schoolSignInOfSource: limit(200, 10 * minute, second),

  // New accounts, and the e-mail addresses that an address learns to be in use.
  signUpOfAddress: limit(100, 10 * minute, 5 * second),
  takenOfAddress: limit(10, hour, minute),

  // Mails: links to a new password, mails to prove an address, invitations (of a new account, and of all that are new).
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

  // The assistant: a teacher's trials; all that is asked from an address, and of the server (settings).
  trialOfTeacher: limit(20, minute),
  questionOfAddress: limit(given, minute),
  questionOfAll: limit(given, minute),

  // Of a member: votes on anonymous polls (one in each counts); how to be in a call (a page asks when it is moved, and on
  // each retry), its socket.
  voteOfMember: limit(30, minute, 2 * second),
  callOfMember: limit(30, minute, 2 * second),
  callSocketOfMember: limit(10, 20 * second, second),

  // Uploads that a member begins; files that a teacher has read.
  uploadOfMember: limit(100, 10 * minute, 5 * second),
  importOfTeacher: limit(60, 10 * minute, 5 * second),

  // S12, M1: upgrades of an address without a cookie; sockets closed for abuse.
  upgradeOfAddress: limit(200, minute, second),
  abuseOfHolder: limit(given, minute, minute),
};

/** What counts: by which limit, and of whom or what. `free` is there where the table leaves it open. */
export type Try<Name extends string = keyof typeof rateLimits> = readonly [
  limit: Name,
  of: string,
  free?: number,
];

interface Entry {
  /** When the last tries were, the oldest first; no more than are free, for others decide nothing. */
  times: number[];
  /** When the pace lets the next one through. */
  nextAt: number;
}

/** Counts tries by limit and key. */
export class RateLimiter<Name extends string = keyof typeof rateLimits> {
  readonly #clock: () => number;
  readonly #limits: Record<Name, RateLimit>;
  readonly #most: number;
  /** By limit and key, in the order of the last try. */
  readonly #entries = new Map<Name, Map<string, Entry>>();

  /**
   * @param clock milliseconds since any moment
   * @param most how many keys of each limit are remembered; past it the ones longest quiet are forgotten
   */
  constructor(
    clock: () => number,
    most = 20_000,
    limits: Record<string, RateLimit> = rateLimits,
  ) {
    this.#clock = clock;
    this.#most = most;
    this.#limits = limits;
  }

  /** Takes a try of every key, or of none: then the answer is how many milliseconds to wait, at least. */
  take(...tries: readonly Try<Name>[]): number {
    const wait = this.wait(...tries);
    if (wait > 0) return wait;
    for (const one of tries) {
      if (this.isUsedUp(one)) this.spend(one);
      this.count(one);
    }
    return 0;
  }

  /** Takes a try of every key, or refuses it. */
  require(...tries: readonly Try<Name>[]): void {
    const wait = this.take(...tries);
    if (wait > 0) throw tooOften(wait);
  }

  /** How many milliseconds until a try of every key can be had. */
  wait(...tries: readonly Try<Name>[]): number {
    return Math.max(0, ...tries.map((one) => this.#waitOf(one)));
  }

  /** Whether there are no free tries, whether or not the pace lets one through now. */
  isUsedUp(one: Try<Name>): boolean {
    return this.used(one) >= this.#limitOf(one).free;
  }

  /** Gives back tries that turned out right. */
  giveBack(...tries: readonly Try<Name>[]): void {
    for (const [name, of] of tries) {
      this.#entries.get(name)?.get(of)?.times.pop();
    }
  }

  /** Counts a try, whether or not there is one left. */
  count(one: Try<Name>): void {
    const { free, pace = 0 } = this.#limitOf(one);
    const entry = this.#current(one) ?? { times: [], nextAt: 0 };
    const now = this.#clock();
    entry.times.push(now);
    if (entry.times.length > free) entry.times.shift();
    else if (entry.times.length === free) entry.nextAt = now + pace;
    const [name, of] = one;
    const entries = this.#entries.getOrInsertComputed(name, () => new Map());
    entries.delete(of);
    entries.set(of, entry);
    forgetOldest(entries, this.#most);
  }

  /** How many tries count, of those that are free. */
  used(one: Try<Name>): number {
    return this.#current(one)?.times.length ?? 0;
  }

  /** Whether the pace lets one through now, where the free ones do not count. */
  isDue(one: Try<Name>): boolean {
    return (this.#current(one)?.nextAt ?? 0) <= this.#clock();
  }

  /** Takes what the pace lets through. */
  spend(one: Try<Name>): void {
    const { pace = 0 } = this.#limitOf(one);
    const entry = this.#current(one);
    if (!entry) return;
    // A little late, as whole seconds of Retry-After make it, does not delay those behind. Turns that nobody took are
    // not saved up.
    const now = this.#clock(), isNear = now - entry.nextAt < pace / 2;
    entry.nextAt = pace + (isNear ? entry.nextAt : now);
  }

  /** How many keys of a limit are remembered. */
  size(name: Name): number {
    return this.#entries.get(name)?.size ?? 0;
  }

  #limitOf([name, , free = this.#limits[name].free]: Try<Name>): RateLimit {
    return { ...this.#limits[name], free };
  }

  #waitOf(one: Try<Name>): number {
    const entry = this.#current(one);
    const { free, window, pace } = this.#limitOf(one);
    if (!entry || entry.times.length < free) return 0;
    const at = pace === undefined ? entry.times[0] + window : entry.nextAt;
    return at - this.#clock();
  }

  /** Drops what is out of the window. */
  #current(one: Try<Name>): Entry | undefined {
    const [name, of] = one;
    const entry = this.#entries.get(name)?.get(of);
    const since = this.#clock() - this.#limitOf(one).window;
    if (!entry) return undefined;
    const from = entry.times.findIndex((at) => at > since);
    entry.times.splice(0, from < 0 ? entry.times.length : from);
    if (entry.times.length > 0) return entry;
    this.#entries.get(name)?.delete(of);
    return undefined;
  }
}

/** The refusal of what has to wait so long (ms). */
export function tooOften(wait: number): Refusal {
  const retryAfter = Math.ceil(wait / 1000);
  return new Refusal("too-often", { more: { retryAfter } });
}
