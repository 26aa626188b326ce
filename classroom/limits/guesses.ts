/**
 * The limit on guessing join codes (S-2). Only wrong codes count: a school behind one address joins freely. Past the
 * limit every attempt of an address, right or wrong, shares one answer every 2 s, so that guessing in parallel gains
 * nothing. When too much is guessed overall, this holds for each address with a wrong code of its own, and for no
 * other.
 * The answers go in turn to those in line (`fair_queue.ts`), whatever else arrives. A code that was right from that
 * address before costs no answer: the pupils of a class whose first is in follow at once. A guesser gains nothing from
 * it: the exception is checked only when an answer is due, and any other code then takes that answer.
 * More requests get more places in line. So browsers that have been in a class go first, until they guess themselves:
 * to get such a browser takes a seat in a class, and three wrong codes lose it.
 */
import type { Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { FairQueue } from "./fair_queue.ts";
import { RateLimiter, rateLimits, type Try } from "./rate_limiter.ts";
import { oneOfEach, TurnQueue } from "./turn_queue.ts";
import { forgetOldest } from "../model/forget_oldest.ts";

/** What bounds the line and the memory; how many wrong codes are free is in {@link rateLimits}. Times in milliseconds. */
export const guessLimits = {
  /** Addresses remembered; beyond, the one whose wrong code is longest ago is forgotten. */
  addresses: 20_000,
  /** Attempts of one address that may wait for each other. */
  waiting: 500,
  /** Codes found right from one address that are remembered while it is limited. */
  known: 20,
  /** How many wrong codes leave a browser that was in a class ahead of those that were in none. */
  perBrowser: 3,
  /** When somebody in line asks again, */
  retry: 1_000,
  /** and loses the place when it comes later than this after that. */
  patience: 4_000,
} as const;

/** The person who tries a code. */
export interface Guesser {
  address: string;
  /** Their place in line, as the last `too-often` gave it; it goes with `more.ticket`. */
  ticket?: string;
  /** The cookie of a browser that has been in a class, as it came: it may be forged. */
  browser?: string;
}

/** What shares its answers: an address, or a network of addresses. */
type Scope = Try<"codesOfAddress" | "codesOfNetwork">;

/** Codes that were typed at an address or in a network that has wrong codes. */
interface Codes {
  /** Those that were wrong and have counted; the same person may still try once to join with them. */
  ahead: string[];
  /** Those that were right when last looked up from here. */
  known: string[];
}

/** The id of a browser by its cookie; null: the cookie is not good. */
type KnownBrowser = (cookie: string) => Promise<string | null>;

/** Counts wrong codes and says who may have an answer now. */
export class GuessLimiter {
  readonly #clock: () => number;
  readonly #known: KnownBrowser;
  readonly #queue: FairQueue;
  readonly #limiter: RateLimiter;
  /** By address or network. */
  readonly #codes = new Map<string, Codes>();
  /** Attempts of an address, one after the other. */
  readonly #turns = new TurnQueue(oneOfEach);

  /** @param clock milliseconds since any moment */
  constructor(
    clock: () => number = Date.now,
    known: KnownBrowser = () => Promise.resolve(null),
  ) {
    this.#clock = clock;
    this.#known = known;
    this.#queue = new FairQueue(clock, guessLimits);
    this.#limiter = new RateLimiter(clock, guessLimits.addresses);
  }

  /**
   * Looks a code up, or throws `too-often`. Attempts of one address are taken one after the other until it is
   * limited: else a hundred at once would all pass before the first is known to be wrong.
   *
   * @param code as it was typed: where it has been looked up {@link ahead}, it has counted
   * @param look gives null for a wrong code
   */
  guess<T>(
    guesser: Guesser,
    code: string,
    look: () => Promise<T | null>,
  ): Promise<T | null> {
    return this.#inTurn(guesser, code, look, () => {
      const ahead = this.#codes.get(guesser.address)?.ahead ?? [];
      const at = ahead.indexOf(code);
      if (at < 0) this.wrong(guesser.address);
      else ahead.splice(at, 1);
    });
  }

  /** The same before somebody joins with that code, so that a code that was mistyped once does not count twice. */
  ahead<T>(
    guesser: Guesser,
    code: string,
    look: () => Promise<T | null>,
  ): Promise<T | null> {
    return this.#inTurn(guesser, code, look, () => {
      this.wrong(guesser.address);
      const { ahead } = this.#codesOf(guesser.address);
      if (!ahead.includes(code)) {
        push(ahead, code, rateLimits.codesOfAddress.free);
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
      const scope = this.#limited(address);
      if (scope !== null) this.#takeTurn(guesser, group, code, scope);
      const found = await look();
      if (found === null) {
        if (scope) this.#unlearn(scope, code);
        onWrong();
        this.#queue.wrong(address);
        if (group !== address) this.#queue.wrong(group);
      } else this.#learn(scope ?? ofAddress(address), code);
      return found;
    };
    if (this.#limited(address) !== null) return await tryIt();
    if (this.#turns.waiting(address).length >= guessLimits.waiting) {
      throw tooOften(guessLimits.retry);
    }
    return await this.#turns.run({ group: address, member: "" }, tryIt);
  }

  /**
   * The group in line: a browser that has been in a class, on its own as long as it hardly guesses; else the whole
   * address. A thousand places taken with wrong codes are behind the pupils of the day before.
   */
  async #groupOf({ address, browser }: Guesser): Promise<string> {
    const id = browser ? await this.#known(browser) : null;
    if (id === null) return address;
    const group = `browser ${id}`;
    return this.#queue.wrongs(group) < guessLimits.perBrowser ? group : address;
  }

  /** Passes, or throws `too-often` with a place in line. */
  #takeTurn(
    { ticket }: Guesser,
    group: string,
    code: string,
    scope: Scope,
  ): void {
    const turn = this.#queue.ask({
      lanes: [scope.join(" ")],
      group,
      ticket,
      what: code,
      pay: () => this.#pay(scope, code),
    });
    if (!turn.come) throw tooOften(turn.after, turn.ticket);
  }

  /** What shares the answers of this address: itself, its network, or null where there is no need. */
  #limited(address: string): Scope | null {
    const own = ofAddress(address), network = ofNetwork(address);
    for (const scope of network ? [network, own] : [own]) {
      if (this.#limiter.isUsedUp(scope)) return scope;
      if (this.#limiter.used(scope) === 0) this.#codes.delete(scope[1]);
    }
    const hasWrong = this.#limiter.used(own) > 0;
    return hasWrong && this.#limiter.isUsedUp(ofAll) ? own : null;
  }

  /** Takes the answer that is due, if one is; a known code is let pass and leaves it to the next. */
  #pay(scope: Scope, code: string): boolean {
    if (!this.#limiter.isDue(scope)) return false;
    const known = this.#codes.get(scope[1])?.known ?? [];
    if (!known.includes(code)) this.#limiter.spend(scope);
    return true;
  }

  #learn(scope: Scope, code: string): void {
    if (this.#limiter.used(scope) === 0) return;
    const { known } = this.#codesOf(scope[1]);
    if (!known.includes(code)) push(known, code, guessLimits.known);
  }

  /** A class is over: for this answer nothing was paid. */
  #unlearn(scope: Scope, code: string): void {
    const known = this.#codes.get(scope[1])?.known ?? [];
    const at = known.indexOf(code);
    if (at < 0) return;
    known.splice(at, 1);
    this.#limiter.spend(scope);
  }

  /** Counts a wrong code. */
  wrong(address: string): void {
    const network = ofNetwork(address);
    if (network) this.#limiter.count(network);
    this.#limiter.count(ofAddress(address));
    this.#limiter.count(ofAll);
  }

  #codesOf(of: string): Codes {
    const codes = this.#codes.get(of) ?? { ahead: [], known: [] };
    this.#codes.delete(of);
    this.#codes.set(of, codes);
    forgetOldest(this.#codes, guessLimits.addresses);
    return codes;
  }

  /** How many stand in line, and in how many lines. */
  get waiting(): { places: number; lanes: number } {
    return this.#queue.size;
  }

  /** How many addresses and networks are remembered. */
  get size(): number {
    return this.#limiter.size("codesOfAddress") +
      this.#limiter.size("codesOfNetwork");
  }
}

const ofAll = ["codesOfAll", ""] as const;

function ofAddress(address: string): Scope {
  return ["codesOfAddress", address];
}

/** The network of an address as `addressOf` gives it; null where each has its own. */
function ofNetwork(address: string): Scope | null {
  const groups = /^([\da-f]+:[\da-f]+:[\da-f]+):[\da-f]+::\/64$/.exec(address);
  return groups && ["codesOfNetwork", `${groups[1]}::/48`];
}

function push<T>(list: T[], one: T, most: number): void {
  list.push(one);
  if (list.length > most) list.shift();
}

function tooOften(wait: number, ticket?: string): Refusal {
  const retryAfter = Math.max(1, Math.ceil(wait / 1000));
  return refusal("wrong-codes", { seconds: retryAfter }, {
    retryAfter,
    ticket,
  });
}
