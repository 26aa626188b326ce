/**
 * Limits tries of passwords and new accounts. Slows down guessing without locking out a school behind one network
 * address, or a teacher under attack: after the free tries people queue (`fair_queue.ts`), network addresses with fewer
 * wrong tries first.
 */
import type { Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { FairQueue } from "../limits/fair_queue.ts";
import { deleteOldest } from "../../formats/memoize.ts";
import type { Guesser } from "../limits/guesses.ts";
import {
  RateLimiter,
  rateLimits,
  type RateLimitTry,
  type TryStore,
} from "../limits/rate_limiter.ts";
import { TurnQueue } from "../limits/turn_queue.ts";

export interface SignInSource extends Omit<Guesser, "browser"> {
  /** The `device` token of an earlier sign-in. */
  device?: string;
}

interface Credentials {
  email: string;
  password: string;
}

/**
 * Maximum of concurrent sign-ups per network address. The limit of revealed e-mail addresses can be exceeded,
 * as all of these may pass its check before any counts.
 */
const maxConcurrentSignUps = 2;
/** Maximum of remembered answers "this address has an account"; a remembered one can be repeated without counting. */
const maxRevealedAddresses = 5_000;
/**
 * `retry`: interval of a waiting page's requests (ms); `patience`: how late a request may come (ms), as without script
 * the teacher presses a button.
 */
const queueTimesMs = { retry: 2_000, patience: 8_000 };

export class AccountLimits {
  readonly #clock: () => number;
  readonly #queue: FairQueue;
  readonly #limiter: RateLimiter;
  readonly #signUpTurns = new TurnQueue({
    all: Infinity,
    perGroup: maxConcurrentSignUps,
  });
  /** By network and e-mail address: until when repeating "taken" is free (ms). */
  readonly #revealedAt = new Map<string, number>();

  constructor(clock: () => number, tries?: TryStore) {
    this.#clock = clock;
    this.#queue = new FairQueue(clock, queueTimesMs);
    this.#limiter = new RateLimiter(clock, { store: tries });
  }

  /**
   * Takes a try to sign in; returns a function that gives it back after a right password.
   * @param isKnown whether the account knows this browser, which guesses of others then do not delay
   */
  takeSignInTry(
    { email, password }: Credentials,
    from: SignInSource,
    isKnown: boolean,
  ): Promise<() => Promise<void>> {
    const { address, device } = from;
    return this.#takeTry(
      isKnown ? [["signInOfDevice", `${device}`]] : [
        ["signInOfPair", `${address} ${email}`],
        ["signInOfAccount", email],
        ["signInOfAddress", address],
      ],
      from,
      `${email} ${password}`,
    );
  }

  /** Takes a try of the old password; returns a function that gives it back after a right one. */
  takeOldPasswordTry(
    account: string,
    password: string,
  ): Promise<() => Promise<void>> {
    return this.#takeTry(
      [["oldPasswordOfAccount", account]],
      { address: account },
      password,
    );
  }

  /** Moves a network address back in the queue after a wrong password. */
  noteWrongPassword(address: string): void {
    this.#queue.noteWrong(address);
  }

  /** Takes a try to sign up. True if it also took a try of `takenOfAddress`. */
  async takeSignUpTry(
    { email, password }: Credentials,
    from: SignInSource,
  ): Promise<boolean> {
    const { address } = from;
    await this.#limiter.load(["takenOfAddress", address]);
    const hasPaid = this.#isUsedUp(address, email);
    const counted: RateLimitTry[] = [["signUpOfAddress", address]];
    if (hasPaid) counted.push(["takenOfAddress", address]);
    await this.#takeTry(counted, from, `${email} ${password}`);
    return hasPaid;
  }

  /**
   * Runs `make`, which makes an account or returns null for a taken address. Each revealed taken address counts once.
   * Refuses with `too-often` if that limit is used up.
   * @param hasPaid from {@link takeSignUpTry}
   */
  async limitSignUp<T>(
    address: string,
    email: string,
    hasPaid: boolean,
    make: () => Promise<T | null>,
  ): Promise<T | null> {
    return await this.#signUpTurns.run(
      { group: address, member: "" },
      async () => {
        await this.#limiter.load(["takenOfAddress", address]);
        // Concurrent sign-ups may all have passed the earlier check.
        if (!hasPaid && this.#isUsedUp(address, email)) {
          throw tooOftenWithTicket(rateLimits.takenOfAddress.pace);
        }
        const result = await make();
        if (result === null) {
          this.#revealTaken(address, email, hasPaid);
          await this.#limiter.save(["takenOfAddress", address]);
        }
        return result;
      },
    );
  }

  #revealTaken(address: string, email: string, hasPaid: boolean): void {
    if (this.#isRevealed(address, email)) return;
    if (!hasPaid) this.#limiter.takeTry(["takenOfAddress", address]);
    const pairKey = `${address} ${email}`;
    this.#revealedAt.delete(pairKey);
    this.#revealedAt.set(
      pairKey,
      this.#clock() + rateLimits.takenOfAddress.window,
    );
    deleteOldest(this.#revealedAt, maxRevealedAddresses);
  }

  /** Whether the limit of answers "taken" is used up, and this answer would be a new one. */
  #isUsedUp(address: string, email: string): boolean {
    return !this.#isRevealed(address, email) &&
      this.#limiter.isUsedUp(["takenOfAddress", address]);
  }

  /** Whether "taken" was answered before for this address, so that repeating it reveals nothing. */
  #isRevealed(address: string, email: string): boolean {
    return (this.#revealedAt.get(`${address} ${email}`) ?? 0) > this.#clock();
  }

  /**
   * Takes a try of every limit. If one is used up, waits in the queue: refuses with `too-often` and a ticket until the
   * turn has come. Returns a function that gives the tries back.
   */
  async #takeTry(
    counted: readonly RateLimitTry[],
    { address, ticket }: Pick<SignInSource, "address" | "ticket">,
    guessedValue: string,
  ): Promise<() => Promise<void>> {
    await this.#limiter.load(...counted);
    const pay = () => this.#limiter.takeTry(...counted) === 0;
    const [firstLane, ...otherLanes] = counted
      .filter((it) => this.#limiter.isUsedUp(it))
      .map(([limit, key]) => `${limit} ${key}`);
    if (firstLane === undefined) pay();
    else {
      const lanes: [string, ...string[]] = [firstLane, ...otherLanes];
      const place = { lanes, group: address, ticket, guessedValue, pay };
      const turn = this.#queue.requestTurn(place);
      if (!turn.come) throw tooOftenWithTicket(turn.after, turn.ticket);
    }
    await this.#limiter.save(...counted);
    return async () => {
      this.#limiter.refundTry(...counted);
      await this.#limiter.save(...counted);
    };
  }
}

function tooOftenWithTicket(wait: number, ticket?: string): Refusal {
  return refusal("sign-in-tries", {}, {
    retryAfter: Math.max(1, Math.ceil(wait / 1000)),
    ticket,
  });
}
