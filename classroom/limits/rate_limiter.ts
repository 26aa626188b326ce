/**
 * Rate limits: their table and counter. A limit slows down and locks nobody out: after the free tries of a time window,
 * one more passes per interval, the pace. Tries count when they begin, so that concurrent ones gain nothing. Instances
 * count tries of `shared` limits together, in the store (`shared_tries.ts`).
 */
import { refusal } from "../model/refuse.ts";
import type { Refusal } from "../../sync/refusal.ts";
import { deleteOldest } from "../../formats/memoize.ts";

/** Times in ms. */
interface RateLimit {
  readonly free: number;
  readonly window: number;
  /** Interval of tries after the free ones; undefined: none passes until the oldest leaves the window. */
  readonly pace?: number;
  /** All instances count together, as the limit protects secrets, mailboxes or the model's budget. */
  readonly shared?: true;
}

const second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;

/** The number of free tries is passed with each try. */
const givenByCaller = Infinity;

const limit = <Pace extends number | undefined = undefined>(
  free: number,
  window: number,
  pace?: Pace,
) => ({ free, window, pace: pace as Pace }) satisfies RateLimit;

const shared = <L extends RateLimit>(rateLimit: L) =>
  ({ ...rateLimit, shared: true }) as const;

/**
 * The limits: free tries, window, pace. Others are in `sync/limits.ts` (the sync engine), `pace.ts` (commands of
 * students) and `model/bounds.ts` (`students`: new names).
 */
export const rateLimits = {
  // Wrong codes (S-2): per network address, per IPv6 network of 48 bits (65,536 addresses), and of all.
  codesOfAddress: shared(limit(30, 10 * minute, 2 * second)),
  codesOfNetwork: shared(limit(300, 10 * minute, 2 * second)),
  codesOfAll: shared(limit(1_000, 10 * minute, 2 * second)),

  // Passwords: per known browser; for others per account and network address, per account, and per network address.
  signInOfDevice: shared(limit(10, 10 * minute, 5 * second)),
  signInOfPair: shared(limit(10, 10 * minute, 5 * second)),
  signInOfAccount: shared(limit(50, 10 * minute, 2 * second)),
  signInOfAddress: shared(limit(200, 10 * minute, second)),
  oldPasswordOfAccount: shared(limit(10, 10 * minute, 5 * second)),
  schoolSignInOfSource: limit(200, 10 * minute, second),

  // Per network address: new accounts, and answers that an e-mail address is taken.
  signUpOfAddress: shared(limit(100, 10 * minute, 5 * second)),
  takenOfAddress: shared(limit(10, hour, minute)),

  // Mails: reset links, address proofs, invitations (per account, per new account, of all new accounts).
  resetToMailbox: shared(limit(3, hour, 20 * minute)),
  resetFromNetwork: shared(limit(30, hour, minute)),
  confirmToAddress: shared(limit(1, hour, hour)),
  confirmToMailbox: shared(limit(5, hour, hour)),
  confirmFromNetwork: shared(limit(60, hour, minute)),
  confirmOfAll: shared(limit(300, hour, 12 * second)),
  inviteOfAccount: shared(limit(50, day, hour)),
  inviteOfNewAccount: shared(limit(10, day, 6 * hour)),
  inviteOfAllNew: shared(limit(100, day, hour)),
  inviteToMailbox: shared(limit(10, day, hour)),
  inviteOfClassToAddress: shared(limit(3, day, day)),

  // The assistant: trials of a teacher; prompts per network address and server, as the settings say.
  trialOfTeacher: shared(limit(20, minute)),
  questionOfAddress: shared(limit(givenByCaller, minute)),
  questionOfAll: shared(limit(givenByCaller, minute)),

  // Per member: votes in anonymous polls (one per poll counts); questions how to join a call, which a page asks when it
  // is moved and at retries; sockets of calls.
  voteOfMember: limit(30, minute, 2 * second),
  callOfMember: limit(30, minute, 2 * second),
  callSocketOfMember: limit(10, 20 * second, second),

  // J-9: waits without a place yet, per network of a class. Each is stored until its page asks, at most 90 s.
  unlistedWaitOfNetwork: limit(1_000, minute, second / 20),

  // Uploads per member; imported files per teacher.
  uploadOfMember: limit(100, 10 * minute, 5 * second),
  importOfTeacher: limit(60, 10 * minute, 5 * second),

  // SYNC-12: upgrades per network address without a cookie; sockets closed for abuse.
  upgradeOfAddress: limit(200, minute, second),
  abuseOfHolder: limit(givenByCaller, minute, minute),
};

/** A limit, its key, and `free` if the table leaves it open. */
export type RateLimitTry<Name extends string = keyof typeof rateLimits> =
  readonly [
    limit: Name,
    key: string,
    free?: number,
  ];

export interface Tries {
  /** Times of the last tries, oldest first; at most as many as are free. */
  times: number[];
  /** When the next try after the free ones passes. */
  nextAt: number;
}

/** `take` counts a try and, after the free ones, uses the pace; `count` and `pace` do only one of the two. */
interface TryChange {
  readonly kind: "take" | "count" | "pace" | "refund";
  readonly at: number;
  readonly free: number;
}

interface StoredTries {
  tries: Tries;
  /** Versionstamp of the last write; a later one is greater, compared as text. */
  versionstamp: string;
}

export interface TryStore {
  /** Reads the tries; `replaces` is to be passed to {@link write}. */
  read(
    limitTry: RateLimitTry<string>,
    windowMs: number,
  ): Promise<{ stored: StoredTries | null; replaces: string | null }>;
  /** Writes the tries; returns the versionstamp, or null if another instance has written since the read. */
  write(
    limitTry: RateLimitTry<string>,
    tries: Tries,
    windowMs: number,
    replaces: string | null,
  ): Promise<string | null>;
}

interface Entry extends Tries {
  /** Changes that the store does not have yet, oldest first. */
  unsaved: TryChange[];
  saving: Promise<void> | null;
  /** The newest stored state that was seen. */
  stored: StoredTries | null;
}

/** Maximum of unsaved changes per key, while the store does not answer; the oldest are forgotten. */
const maxUnsaved = 10_000;
const maxAttempts = 50;

interface RateLimiterOptions {
  /** Keys per limit in memory; the one without tries for longest is forgotten. */
  maxKeys?: number;
  limits?: Record<string, RateLimit>;
  /** Absent: this process is the only one. */
  store?: TryStore;
}

export class RateLimiter<Name extends string = keyof typeof rateLimits> {
  readonly #clock: () => number;
  readonly #limits: Record<Name, RateLimit>;
  readonly #maxKeys: number;
  readonly #store: TryStore | undefined;
  /** By limit and key, in order of the last try. */
  readonly #entries = new Map<Name, Map<string, Entry>>();

  /** @param clock milliseconds since any moment; with a store, since 1970 */
  constructor(
    clock: () => number,
    { maxKeys = 20_000, limits = rateLimits, store }: RateLimiterOptions = {},
  ) {
    this.#clock = clock;
    this.#maxKeys = maxKeys;
    this.#limits = limits;
    this.#store = store;
  }

  /**
   * Reads the tries of all instances, for the decision that follows. Reads nothing if a key must wait anyway, as
   * further tries could not shorten that.
   */
  async load(...tries: readonly RateLimitTry<Name>[]): Promise<void> {
    const store = this.#store;
    if (!store || this.wait(...tries) > 0) return;
    await Promise.all(tries.map(async (limitTry) => {
      const [name, key] = limitTry;
      const { shared, window } = this.#limits[name];
      if (!shared) return;
      const { stored } = await store.read(limitTry, window);
      if (stored === null) return;
      const entry = this.#entries.get(name)?.get(key) ?? newEntry();
      // The state read may contain tries that are being saved, which would count twice.
      if (
        entry.saving ||
        stored.versionstamp <= (entry.stored?.versionstamp ?? "")
      ) return;
      this.#rebase(limitTry, entry, stored);
      this.#keep(limitTry, entry);
    }));
  }

  /** Stores the tries for all instances. Await this before you look up what a try guesses. */
  async save(...tries: readonly RateLimitTry<Name>[]): Promise<void> {
    const store = this.#store;
    if (!store) return;
    await Promise.all(tries.map(async (limitTry) => {
      const [name, key] = limitTry;
      const entry = this.#entries.get(name)?.get(key);
      if (!entry || !this.#limits[name].shared) return;
      // Later changes wait for the next write, which has all of them.
      while (entry.unsaved.length > 0) {
        await (entry.saving ??= this.#write(store, limitTry, entry)
          .finally(() => entry.saving = null));
      }
    }));
  }

  /** Takes a try of every key and returns 0, or of none and returns the ms to wait. */
  takeTry(...tries: readonly RateLimitTry<Name>[]): number {
    const waitMs = this.wait(...tries);
    if (waitMs > 0) return waitMs;
    for (const limitTry of tries) this.#change(limitTry, "take");
    return 0;
  }

  /** {@link takeTry}, with the tries of all instances. */
  async takeSharedTry(
    ...tries: readonly RateLimitTry<Name>[]
  ): Promise<number> {
    await this.load(...tries);
    const waitMs = this.takeTry(...tries);
    if (waitMs === 0) await this.save(...tries);
    return waitMs;
  }

  /** Takes a try of every key, or refuses with `too-often`. */
  requireTry(...tries: readonly RateLimitTry<Name>[]): void {
    const wait = this.takeTry(...tries);
    if (wait > 0) throw tooOftenRefusal(wait);
  }

  /** Ms until every given limit allows another try; 0: now. */
  wait(...tries: readonly RateLimitTry<Name>[]): number {
    return Math.max(0, ...tries.map((limitTry) => this.#waitOf(limitTry)));
  }

  isUsedUp(limitTry: RateLimitTry<Name>): boolean {
    return this.usedTries(limitTry) >= this.#freeOf(limitTry);
  }

  /** Gives tries back that turned out to be right. */
  refundTry(...tries: readonly RateLimitTry<Name>[]): void {
    for (const limitTry of tries) this.#change(limitTry, "refund");
  }

  /** Counts a try, even if none is left. */
  countTry(limitTry: RateLimitTry<Name>): void {
    this.#change(limitTry, "count");
  }

  usedTries(limitTry: RateLimitTry<Name>): number {
    return this.#current(limitTry)?.times.length ?? 0;
  }

  /** Whether the pace lets a try pass now. */
  isPaceFree(limitTry: RateLimitTry<Name>): boolean {
    return (this.#current(limitTry)?.nextAt ?? 0) <= this.#clock();
  }

  usePace(limitTry: RateLimitTry<Name>): void {
    this.#change(limitTry, "pace");
  }

  size(name: Name): number {
    return this.#entries.get(name)?.size ?? 0;
  }

  #freeOf(
    [name, , free = this.#limits[name].free]: RateLimitTry<Name>,
  ): number {
    return free;
  }

  #waitOf(limitTry: RateLimitTry<Name>): number {
    const entry = this.#current(limitTry);
    if (!entry || entry.times.length < this.#freeOf(limitTry)) return 0;
    const { window, pace } = this.#limits[limitTry[0]];
    const passesAt = pace === undefined
      ? entry.times[0] + window
      : entry.nextAt;
    return passesAt - this.#clock();
  }

  #current(limitTry: RateLimitTry<Name>): Entry | undefined {
    const [name, key] = limitTry;
    const entry = this.#entries.get(name)?.get(key);
    if (!entry) return undefined;
    removeOld(entry, this.#limits[name].window, this.#clock());
    if (entry.times.length > 0) return entry;
    this.#entries.get(name)?.delete(key);
    return undefined;
  }

  #change(limitTry: RateLimitTry<Name>, kind: TryChange["kind"]): void {
    const limit = this.#limits[limitTry[0]];
    const entry = this.#current(limitTry) ?? newEntry();
    const isNew = entry.times.length === 0;
    const change = { kind, at: this.#clock(), free: this.#freeOf(limitTry) };
    apply(entry, change, limit);
    if (this.#store && limit.shared) {
      entry.unsaved.push(change);
      if (entry.unsaved.length > maxUnsaved) entry.unsaved.shift();
    }
    if (!isNew || entry.times.length > 0) this.#keep(limitTry, entry);
  }

  #keep([name, key]: RateLimitTry<Name>, entry: Entry): void {
    const entries = this.#entries.getOrInsertComputed(name, () => new Map());
    entries.delete(key);
    entries.set(key, entry);
    deleteOldest(entries, this.#maxKeys);
  }

  /**
   * Applies the unsaved changes again, to what other instances have stored since. Tries that several instances allowed
   * at the same moment all count, so later tries wait longer.
   */
  async #write(
    store: TryStore,
    limitTry: RateLimitTry<Name>,
    entry: Entry,
  ): Promise<void> {
    const limit = this.#limits[limitTry[0]];
    for (let n = 0; n < maxAttempts; n++) {
      const { stored, replaces } = await store.read(limitTry, limit.window);
      const changes = new Set(entry.unsaved);
      const tries = replay(stored?.tries, changes, limit);
      removeOld(tries, limit.window, this.#clock());
      const versionstamp = await store.write(
        limitTry,
        tries,
        limit.window,
        replaces,
      );
      if (versionstamp === null) continue;
      entry.unsaved = entry.unsaved.filter((it) => !changes.has(it));
      this.#rebase(limitTry, entry, { tries, versionstamp });
      return;
    }
    throw new Error("other instances were always first");
  }

  #rebase(
    [name]: RateLimitTry<Name>,
    entry: Entry,
    stored: StoredTries,
  ): void {
    const tries = replay(stored.tries, entry.unsaved, this.#limits[name]);
    Object.assign(entry, tries, { stored });
  }
}

function newEntry(): Entry {
  return { times: [], nextAt: 0, unsaved: [], saving: null, stored: null };
}

function replay(
  storedTries: Tries | undefined,
  changes: Iterable<TryChange>,
  limit: RateLimit,
): Tries {
  const tries = {
    times: [...storedTries?.times ?? []],
    nextAt: storedTries?.nextAt ?? 0,
  };
  for (const change of changes) apply(tries, change, limit);
  return tries;
}

function apply(
  tries: Tries,
  { kind, at, free }: TryChange,
  { window, pace = 0 }: RateLimit,
): void {
  removeOld(tries, window, at);
  const { times } = tries;
  if (kind === "refund") {
    times.pop();
    return;
  }
  const isUsedUp = times.length >= free;
  if (kind === "pace" ? times.length > 0 : kind === "take" && isUsedUp) {
    // A try that comes a little late, as Retry-After has whole seconds, does not delay the next. Unused tries do not
    // add up.
    const isNear = at - tries.nextAt < pace / 2;
    tries.nextAt = pace + (isNear ? tries.nextAt : at);
  }
  if (kind === "pace") return;
  // Another instance's clock may be ahead.
  times.push(Math.max(at, times.at(-1) ?? at));
  if (times.length > free) times.shift();
  else if (times.length === free) tries.nextAt = at + pace;
}

function removeOld(tries: Tries, window: number, now: number): void {
  const from = tries.times.findIndex((at) => at > now - window);
  tries.times.splice(0, from < 0 ? tries.times.length : from);
}

/** @param wait in ms */
export function tooOftenRefusal(wait: number): Refusal {
  const retryAfter = Math.ceil(wait / 1000);
  return refusal("too-often", {}, { retryAfter });
}
