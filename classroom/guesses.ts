/**
 * The limit on guessing join codes (S-2). Only wrong codes count: a school behind one address joins
 * freely. Past the limit every attempt of an address, right or wrong, shares one answer every 2 s,
 * so that guessing in parallel gains nothing and yet everybody gets in, if slowly. When too much is
 * guessed overall, this holds for each address with a wrong code of its own, and for no other.
 */
import { Refusal } from "../sync/refusal.ts";

/** The numbers of S-2, and what bounds the memory. Times in milliseconds. */
export const guessLimits = {
  window: 10 * 60_000,
  perAddress: 30,
  overall: 1_000,
  pace: 2_000,
  /** Addresses remembered; beyond, the one whose wrong code is longest ago is forgotten. */
  addresses: 20_000,
  /** Attempts of one address that may wait for each other. */
  waiting: 500,
} as const;

interface Record {
  /** When its wrong codes were, the oldest first; no more of them than decide anything. */
  wrong: number[];
  /** When the next shared answer is due. */
  slot: number;
  /** Wrong codes that have counted, and with which the same person may try to join yet. */
  ahead: string[];
}

/** Counts wrong codes and says who may have an answer now. */
export class Guesses {
  readonly #clock: () => number;
  /** By address; the order is that of the last wrong code. */
  readonly #records = new Map<string, Record>();
  readonly #overall: number[] = [];
  readonly #turns = new Map<
    string,
    { last: Promise<unknown>; count: number }
  >();

  /** @param clock milliseconds since any moment */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  /**
   * Looks a code up for an address, or throws `too-often`. Attempts of one address are taken one
   * after the other: else a hundred at once would all pass before the first is known to be wrong.
   *
   * @param look gives null for a wrong code
   * @param code as it was typed: where it has been looked up {@link ahead}, it has counted
   */
  guess<T>(
    address: string,
    look: () => Promise<T | null>,
    code?: string,
  ): Promise<T | null> {
    return this.#inTurn(address, look, () => {
      const ahead = this.#records.get(address)?.ahead ?? [];
      const at = code === undefined ? -1 : ahead.indexOf(code);
      if (at < 0) this.wrong(address);
      else ahead.splice(at, 1);
    });
  }

  /** The same before somebody joins with that code, so that a code that was mistyped once does not count twice. */
  ahead<T>(
    address: string,
    look: () => Promise<T | null>,
    code: string,
  ): Promise<T | null> {
    return this.#inTurn(address, look, () => {
      this.wrong(address);
      const ahead = this.#records.get(address)?.ahead ?? [];
      if (!ahead.includes(code)) push(ahead, code, guessLimits.perAddress);
    });
  }

  async #inTurn<T>(
    address: string,
    look: () => Promise<T | null>,
    onWrong: () => void,
  ): Promise<T | null> {
    const turn = this.#turns.get(address) ??
      { last: Promise.resolve(), count: 0 };
    if (turn.count >= guessLimits.waiting) throw tooOften(guessLimits.pace);
    this.#turns.set(address, turn);
    turn.count++;
    const mine = turn.last.then(async () => {
      const wait = this.admit(address);
      if (wait > 0) throw tooOften(wait);
      const found = await look();
      if (found === null) onWrong();
      return found;
    });
    turn.last = mine.catch(() => {});
    try {
      return await mine;
    } finally {
      if (--turn.count === 0) this.#turns.delete(address);
    }
  }

  /**
   * Takes an answer for an address: 0 if it may have one now, else how long it has to wait before
   * asking again.
   */
  admit(address: string): number {
    const now = this.#clock();
    const record = this.#records.get(address);
    if (!record) return 0;
    const wrong = recent(record.wrong, now);
    if (wrong.length === 0) {
      this.#records.delete(address);
      return 0;
    }
    const limited = wrong.length >= guessLimits.perAddress ||
      recent(this.#overall, now).length >= guessLimits.overall;
    if (!limited) return 0;
    if (now < record.slot) return record.slot - now;
    // A little late, as whole seconds of Retry-After make it, does not delay those behind: thirty
    // are through in a minute. Slots that nobody took are not saved up.
    const late = now - record.slot;
    record.slot = guessLimits.pace +
      (late < guessLimits.pace / 2 ? record.slot : now);
    return 0;
  }

  /** Counts a wrong code. */
  wrong(address: string): void {
    const now = this.#clock();
    const record = this.#records.get(address) ??
      { wrong: [], slot: now, ahead: [] };
    const before = recent(record.wrong, now).length;
    push(record.wrong, now, guessLimits.perAddress);
    if (before === guessLimits.perAddress - 1) {
      record.slot = now + guessLimits.pace;
    }
    push(this.#overall, now, guessLimits.overall);
    this.#records.delete(address);
    this.#records.set(address, record);
    for (const oldest of this.#records.keys()) {
      if (this.#records.size <= guessLimits.addresses) break;
      this.#records.delete(oldest);
    }
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#records.size;
  }
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

function tooOften(wait: number): Refusal {
  const retryAfter = Math.max(1, Math.ceil(wait / 1000));
  return new Refusal(
    "too-often",
    `Too many wrong codes came from your network. Try again in ${
      retryAfter === 1 ? "a second" : `${retryAfter} seconds`
    }.`,
    { retryAfter },
  );
}
