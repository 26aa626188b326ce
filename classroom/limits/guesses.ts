/**
 * Limits wrong join codes (S-2). Right codes are free, so a school behind one network address joins freely.
 *
 * - An address with too many wrong codes gets one answer per 2 s for all its attempts, in turn (`fair_queue.ts`).
 * - While the wrong codes of all addresses together exceed their limit, this holds for each address that had one.
 * - A code known to be right there does not use up the interval, so a class follows its first member. It still waits
 *   until an answer is due, so a guesser learns nothing sooner.
 * - Browsers that have been in a class go first, until their third wrong code.
 */
import type { Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { FairQueue } from "./fair_queue.ts";
import {
  RateLimiter,
  rateLimits,
  type RateLimitTry,
  type TryStore,
} from "./rate_limiter.ts";
import { oneTurnPerGroup, TurnQueue } from "./turn_queue.ts";
import { deleteOldest } from "../../formats/memoize.ts";

/** Bounds of queue and memory; how many wrong codes are free is in {@link rateLimits}. Times in ms. */
export const guessLimits = {
  /** Addresses in memory; of more, the one unused for longest is forgotten. */
  addresses: 20_000,
  waiting: 500,
  /** Right codes remembered per limited address. */
  known: 20,
  /** Wrong codes after which a known browser loses its precedence. */
  perBrowser: 3,
  retry: 1_000,
  /** Tolerated delay of a retry, after which the place is lost. */
  patience: 4_000,
} as const;

export interface Guesser {
  address: string;
  /** The place in the queue, which the last refusal with `too-often` gave as `more.ticket`. */
  ticket?: string;
  /** Cookie of a browser that has been in a class; may be forged. */
  browser?: string;
}

/** A network address, or an IPv6 network of addresses, whose attempts share one limit. */
type Scope = RateLimitTry<"codesOfAddress" | "codesOfNetwork">;

/** Codes typed in a scope that has wrong codes. */
interface Codes {
  /** Wrong codes that `guessAhead` has counted; joining with one of them once is free. */
  checkedAhead: string[];
  /** Codes that were right when last looked up from the scope. */
  knownCodes: string[];
}

type KnownBrowser = (cookie: string) => Promise<string | null>;

export class GuessLimiter {
  readonly #clock: () => number;
  readonly #readBrowser: KnownBrowser;
  readonly #queue: FairQueue;
  readonly #limiter: RateLimiter;
  readonly #codes = new Map<string, Codes>();
  /** One attempt at a time per address that need not wait. */
  readonly #turns = new TurnQueue(oneTurnPerGroup);

  /** @param clock milliseconds since any moment */
  constructor(
    clock: () => number = Date.now,
    readBrowser: KnownBrowser = () => Promise.resolve(null),
    tries?: TryStore,
  ) {
    this.#clock = clock;
    this.#readBrowser = readBrowser;
    this.#queue = new FairQueue(clock, guessLimits);
    this.#limiter = new RateLimiter(clock, {
      maxKeys: guessLimits.addresses,
      store: tries,
    });
  }

  /**
   * Looks a code up, or refuses with `too-often`. Attempts of an address that need not wait run one after the other, as
   * otherwise several would pass before the first counts.
   * @param code as typed; after {@link guessAhead} it does not count again
   * @param look returns null for a wrong code
   */
  guess<T>(
    guesser: Guesser,
    code: string,
    look: () => Promise<T | null>,
  ): Promise<T | null> {
    return this.#inTurn(guesser, code, look, () => {
      const checkedAhead = this.#codes.get(guesser.address)?.checkedAhead ?? [];
      const index = checkedAhead.indexOf(code);
      if (index < 0) this.noteWrong(guesser.address);
      else checkedAhead.splice(index, 1);
    });
  }

  /** Looks a code up before joining. A wrong one then does not count a second time. */
  guessAhead<T>(
    guesser: Guesser,
    code: string,
    look: () => Promise<T | null>,
  ): Promise<T | null> {
    return this.#inTurn(guesser, code, look, () => {
      this.noteWrong(guesser.address);
      const { checkedAhead } = this.#codesOf(guesser.address);
      if (!checkedAhead.includes(code)) {
        pushBounded(checkedAhead, code, rateLimits.codesOfAddress.free);
      }
    });
  }

  async #inTurn<T>(
    guesser: Guesser,
    code: string,
    look: () => Promise<T | null>,
    onWrong: () => void,
  ): Promise<T | null> {
    const { address } = guesser;
    const tryIt = async () => {
      const group = await this.#groupOf(guesser);
      await this.#loadTries(address);
      const scope = this.#limited(address);
      if (scope !== null) {
        this.#takeTurn(guesser, group, code, scope);
        await this.#limiter.save(scope);
      }
      const result = await look();
      if (result === null) {
        if (scope) this.#forgetCode(scope, code);
        onWrong();
        this.#queue.noteWrong(address);
        if (group !== address) this.#queue.noteWrong(group);
        await this.#limiter.save(...countedFor(address));
      } else this.#rememberCode(scope ?? ofAddress(address), code);
      return result;
    };
    if (this.#limited(address) !== null) return await tryIt();
    if (this.#turns.waiting(address).length >= guessLimits.waiting) {
      throw tooOftenWithTicket(guessLimits.retry);
    }
    return await this.#turns.run({ group: address, member: "" }, tryIt);
  }

  /**
   * The group in the queue: a known browser is its own until it has guessed too often, others share that of their
   * address. So students of former classes go before a flood of wrong codes.
   */
  async #groupOf({ address, browser }: Guesser): Promise<string> {
    const id = browser ? await this.#readBrowser(browser) : null;
    if (id === null) return address;
    const group = `browser ${id}`;
    return this.#queue.countWrong(group) < guessLimits.perBrowser
      ? group
      : address;
  }

  /** Takes a turn, or refuses with `too-often` and a place in the queue. */
  #takeTurn(
    { ticket }: Guesser,
    group: string,
    code: string,
    scope: Scope,
  ): void {
    const turn = this.#queue.requestTurn({
      lanes: [scope.join(" ")],
      group,
      ticket,
      guessedValue: code,
      pay: () => this.#pay(scope, code),
    });
    if (!turn.come) throw tooOftenWithTicket(turn.after, turn.ticket);
  }

  /**
   * The scope in whose turn this address gets answers: its network or itself, if its limit is used up; itself after a
   * wrong code, while the limit of all is; null: none. Forgets the codes of scopes without wrong codes.
   */
  #limited(address: string): Scope | null {
    const ownGroup = ofAddress(address);
    for (const scope of scopesOf(address)) {
      if (this.#limiter.isUsedUp(scope)) return scope;
      if (this.#limiter.usedTries(scope) === 0) this.#codes.delete(scope[1]);
    }
    const hasWrong = this.#limiter.usedTries(ownGroup) > 0;
    return hasWrong && this.#limiter.isUsedUp(ofAll) ? ownGroup : null;
  }

  /** Reads the counts of other instances, unless the address must wait anyway. */
  async #loadTries(address: string): Promise<void> {
    const scope = this.#limited(address);
    if (scope !== null && !this.#limiter.isPaceFree(scope)) return;
    await Promise.all(
      countedFor(address).map((limitTry) => this.#limiter.load(limitTry)),
    );
  }

  /** Whether an answer is due. It uses up the interval, unless the code is known to be right. */
  #pay(scope: Scope, code: string): boolean {
    if (!this.#limiter.isPaceFree(scope)) return false;
    const knownCodes = this.#codes.get(scope[1])?.knownCodes ?? [];
    if (!knownCodes.includes(code)) this.#limiter.usePace(scope);
    return true;
  }

  #rememberCode(scope: Scope, code: string): void {
    if (this.#limiter.usedTries(scope) === 0) return;
    const { knownCodes } = this.#codesOf(scope[1]);
    if (!knownCodes.includes(code)) {
      pushBounded(knownCodes, code, guessLimits.known);
    }
  }

  /** Forgets a known code that is no longer right, and uses up the interval after all. */
  #forgetCode(scope: Scope, code: string): void {
    const knownCodes = this.#codes.get(scope[1])?.knownCodes ?? [];
    const index = knownCodes.indexOf(code);
    if (index < 0) return;
    knownCodes.splice(index, 1);
    this.#limiter.usePace(scope);
  }

  noteWrong(address: string): void {
    for (const limitTry of countedFor(address)) {
      this.#limiter.countTry(limitTry);
    }
  }

  #codesOf(scope: string): Codes {
    const codes = this.#codes.get(scope) ??
      { checkedAhead: [], knownCodes: [] };
    this.#codes.delete(scope);
    this.#codes.set(scope, codes);
    deleteOldest(this.#codes, guessLimits.addresses);
    return codes;
  }

  get queueSize(): { places: number; lanes: number } {
    return this.#queue.size;
  }

  get addressCount(): number {
    return this.#limiter.size("codesOfAddress") +
      this.#limiter.size("codesOfNetwork");
  }
}

const ofAll = ["codesOfAll", ""] as const;

function ofAddress(address: string): Scope {
  return ["codesOfAddress", address];
}

/** An address's scopes, its network first. */
function scopesOf(address: string): Scope[] {
  const network = ofNetwork(address);
  return network ? [network, ofAddress(address)] : [ofAddress(address)];
}

/** Everything that a wrong code of the address counts for. */
function countedFor(address: string): RateLimitTry[] {
  return [...scopesOf(address), ofAll];
}

/** The /48 network of an IPv6 client, whose address is a /64 network; null for IPv4. */
function ofNetwork(address: string): Scope | null {
  const groups = /^([\da-f]+:[\da-f]+:[\da-f]+):[\da-f]+::\/64$/.exec(address);
  return groups && ["codesOfNetwork", `${groups[1]}::/48`];
}

function pushBounded<T>(list: T[], item: T, maxLength: number): void {
  list.push(item);
  if (list.length > maxLength) list.shift();
}

function tooOftenWithTicket(wait: number, ticket?: string): Refusal {
  const retryAfter = Math.max(1, Math.ceil(wait / 1000));
  return refusal("wrong-codes", { seconds: retryAfter }, {
    retryAfter,
    ticket,
  });
}
