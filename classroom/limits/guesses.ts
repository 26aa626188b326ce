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
import { forgetOldest } from "../model/forget_oldest.ts";

/** The numbers of S-2, and what bounds the memory. Times in milliseconds. */
export const guessLimits = {
  window: 10 * 60_000,
  perAddress: 30,
  /** Of all addresses of one IPv6 network of 48 bits: who has one, has 65,536 addresses as they are counted. */
  perNetwork: 300,
  overall: 1_000,
  pace: 2_000,
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

interface ScopeRecord {
  /** When its wrong codes were, the oldest first; no more of them than decide anything. */
  wrong: number[];
  /** When the next shared answer is due. */
  slot: number;
  /** Wrong codes that have counted; the same person may still try once to join with them. */
  ahead: string[];
  /** Codes that were right when last looked up from here. */
  known: string[];
}

/** The id of a browser by its cookie; null: the cookie is not good. */
type KnownBrowser = (cookie: string) => Promise<string | null>;

/** Counts wrong codes and says who may have an answer now. */
export class GuessLimiter {
  readonly #clock: () => number;
  readonly #known: KnownBrowser;
  readonly #queue: FairQueue;
  /** By address; the order is that of the last wrong code. */
  readonly #records = new Map<string, ScopeRecord>();
  readonly #overall: number[] = [];
  readonly #turns = new Map<
    string,
    { last: Promise<unknown>; count: number }
  >();

  /** @param clock milliseconds since any moment */
  constructor(
    clock: () => number = Date.now,
    known: KnownBrowser = () => Promise.resolve(null),
  ) {
    this.#clock = clock;
    this.#known = known;
    this.#queue = new FairQueue(clock, guessLimits);
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
      const ahead = this.#records.get(guesser.address)?.ahead ?? [];
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
      const ahead = this.#records.get(guesser.address)?.ahead ?? [];
      if (!ahead.includes(code)) push(ahead, code, guessLimits.perAddress);
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
        this.#unlearn(scope, code);
        onWrong();
        this.#queue.wrong(address);
        if (group !== address) this.#queue.wrong(group);
      } else this.#learn(scope ?? address, code);
      return found;
    };
    if (this.#limited(address) !== null) return await tryIt();
    const turn = this.#turns.get(address) ??
      { last: Promise.resolve(), count: 0 };
    if (turn.count >= guessLimits.waiting) throw tooOften(guessLimits.retry);
    this.#turns.set(address, turn);
    turn.count++;
    const mine = turn.last.then(tryIt);
    turn.last = mine.catch(() => {});
    try {
      return await mine;
    } finally {
      if (--turn.count === 0) this.#turns.delete(address);
    }
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
    scope: string,
  ): void {
    const turn = this.#queue.ask({
      lanes: [scope],
      group,
      ticket,
      what: code,
      pay: () => this.#pay(scope, code),
    });
    if (!turn.come) throw tooOften(turn.after, turn.ticket);
  }

  /** What shares the answers of this address: itself, its network, or null where there is no need. */
  #limited(address: string): string | null {
    const now = this.#clock();
    const network = networkOf(address);
    if (
      network !== null && this.#wrongs(network, now) >= guessLimits.perNetwork
    ) {
      return network;
    }
    const wrong = this.#wrongs(address, now);
    const isLimited = wrong >= guessLimits.perAddress ||
      wrong > 0 && recent(this.#overall, now).length >= guessLimits.overall;
    return isLimited ? address : null;
  }

  /** How many wrong codes came within the window. */
  #wrongs(scope: string, now: number): number {
    const record = this.#records.get(scope);
    if (!record) return 0;
    const { length } = recent(record.wrong, now);
    if (length === 0) this.#records.delete(scope);
    return length;
  }

  /** Takes the answer that is due, if one is; a known code is let pass and leaves it to the next. */
  #pay(scope: string, code: string): boolean {
    const now = this.#clock();
    const record = this.#records.get(scope);
    if (!record) return true;
    if (now < record.slot) return false;
    if (record.known.includes(code)) return true;
    // A little late, as whole seconds of Retry-After make it, does not delay those behind: thirty
    // are through in a minute. Slots that nobody took are not saved up.
    const late = now - record.slot;
    record.slot = guessLimits.pace +
      (late < guessLimits.pace / 2 ? record.slot : now);
    return true;
  }

  #learn(scope: string, code: string): void {
    const known = this.#records.get(scope)?.known ?? [];
    if (!known.includes(code)) push(known, code, guessLimits.known);
  }

  /** A class is over: for this answer nothing was paid. */
  #unlearn(scope: string | null, code: string): void {
    const record = this.#records.get(scope ?? "");
    const at = record?.known.indexOf(code) ?? -1;
    if (!record || at < 0) return;
    record.known.splice(at, 1);
    record.slot = Math.max(record.slot, this.#clock()) + guessLimits.pace;
  }

  /** Counts a wrong code. */
  wrong(address: string): void {
    const now = this.#clock();
    const network = networkOf(address);
    if (network !== null) this.#count(network, guessLimits.perNetwork, now);
    this.#count(address, guessLimits.perAddress, now);
    push(this.#overall, now, guessLimits.overall);
    forgetOldest(this.#records, guessLimits.addresses);
  }

  #count(scope: string, most: number, now: number): void {
    const record = this.#records.get(scope) ??
      { wrong: [], slot: now, ahead: [], known: [] };
    const before = recent(record.wrong, now).length;
    push(record.wrong, now, most);
    if (before === most - 1) record.slot = now + guessLimits.pace;
    this.#records.delete(scope);
    this.#records.set(scope, record);
  }

  /** How many stand in line, and in how many lines. */
  get waiting(): { places: number; lanes: number } {
    return this.#queue.size;
  }

  /** How many addresses and networks are remembered. */
  get size(): number {
    return this.#records.size;
  }
}

/** The network of an address as `addressOf` gives it; null where each has its own. */
function networkOf(address: string): string | null {
  const groups = /^([\da-f]+:[\da-f]+:[\da-f]+):[\da-f]+::\/64$/.exec(address);
  return groups && `${groups[1]}::/48`;
}

function push<T>(list: T[], one: T, most: number): void {
  list.push(one);
  if (list.length > most) list.shift();
}

/** Drops what is older than the window, in place. */
function recent(times: number[], now: number): number[] {
  const from = times.findIndex((at) => at > now - guessLimits.window);
  times.splice(0, from < 0 ? times.length : from);
  return times;
}

function tooOften(wait: number, ticket?: string): Refusal {
  const retryAfter = Math.max(1, Math.ceil(wait / 1000));
  return refusal("wrong-codes", { seconds: retryAfter }, {
    retryAfter,
    ticket,
  });
}
