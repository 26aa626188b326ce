/**
 * How often passwords can be tried and accounts made. Guessing is slowed down without locking out a school behind one
 * address, or a teacher whose password somebody else guesses: past the free tries people wait in line
 * (`fair_queue.ts`), and an address with fewer wrong tries comes first.
 */
import type { Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { FairQueue } from "../limits/fair_queue.ts";
import { forgetOldest } from "../model/forget_oldest.ts";
import type { Guesser } from "../limits/guesses.ts";
import { RateLimiter, rateLimits, type Try } from "../limits/rate_limiter.ts";
import { TurnQueue } from "../limits/turn_queue.ts";

export interface SignInSource extends Omit<Guesser, "browser"> {
  /** What an earlier sign-in left in this browser. */
  device?: string;
}

interface Credentials {
  email: string;
  password: string;
}

/** Accounts that are made at a time for one address: at most these can be told past the allowance. */
const madeAtOnce = 2;
/** Such answers that are remembered, so that the same answer does not count twice. */
const mostTold = 5_000;
/** When somebody in line comes back, and how late they may be; without a script they press again. */
const inLine = { retry: 2_000, patience: 8_000 };

export class SignInLimits {
  readonly #clock: () => number;
  readonly #queue: FairQueue;
  readonly #limiter: RateLimiter;
  readonly #making = new TurnQueue({ all: Infinity, perGroup: madeAtOnce });
  /** By network address and e-mail address: until when it counts as told there that the latter is in use. */
  readonly #told = new Map<string, number>();

  /** @param clock milliseconds since 1970 */
  constructor(clock: () => number) {
    this.#clock = clock;
    this.#queue = new FairQueue(clock, inLine);
    this.#limiter = new RateLimiter(clock);
  }

  /**
   * Takes a try to sign in. Returns what gives it back when the password is right.
   *
   * @param isKnown the account knows this browser: then nobody else's guessing keeps it out
   */
  signIn(
    { email, password }: Credentials,
    from: SignInSource,
    isKnown: boolean,
  ): () => void {
    const { address, device } = from;
    return this.#take(
      isKnown ? [["signInOfDevice", `${device}`]] : [
        ["signInOfPair", `${address} ${email}`],
        ["signInOfAccount", email],
        ["signInOfAddress", address],
      ],
      from,
      `${email} ${password}`,
    );
  }

  /** Takes a try of the old password by whoever is signed in. Returns what gives it back when it is right. */
  oldPassword(account: string, password: string): () => void {
    return this.#take(
      [["oldPasswordOfAccount", account]],
      { address: account },
      password,
    );
  }

  /** A password was wrong: in line, this address comes after others from now on. */
  wrong(address: string): void {
    this.#queue.wrong(address);
  }

  /** Takes a try to sign up. Returns whether it has paid for learning that the e-mail address is in use. */
  signUp({ email, password }: Credentials, from: SignInSource): boolean {
    const { address } = from;
    const paid = this.#isUsedUp(address, email);
    const counted: Try[] = [["signUpOfAddress", address]];
    if (paid) counted.push(["takenOfAddress", address]);
    this.#take(counted, from, `${email} ${password}`);
    return paid;
  }

  /**
   * Makes an account, a few at a time for one address. `make` returns null where the e-mail address is in use: to learn
   * this counts once.
   *
   * @param paid what {@link signUp} returned
   */
  async making<T>(
    address: string,
    email: string,
    paid: boolean,
    make: () => Promise<T | null>,
  ): Promise<T | null> {
    return await this.#making.run({ group: address, member: "" }, async () => {
      // Many at once may all have passed the check before.
      if (!paid && this.#isUsedUp(address, email)) {
        throw tooOften(rateLimits.takenOfAddress.pace);
      }
      const made = await make();
      if (made === null) this.#tell(address, email, paid);
      return made;
    });
  }

  #tell(address: string, email: string, paid: boolean): void {
    if (this.#isTold(address, email)) return;
    if (!paid) this.#limiter.take(["takenOfAddress", address]);
    const told = `${address} ${email}`;
    this.#told.delete(told);
    this.#told.set(told, this.#clock() + rateLimits.takenOfAddress.window);
    forgetOldest(this.#told, mostTold);
  }

  /** Whether an address may not be told of another e-mail address in use, and this would be another one. */
  #isUsedUp(address: string, email: string): boolean {
    return !this.#isTold(address, email) &&
      this.#limiter.isUsedUp(["takenOfAddress", address]);
  }

  /** Asked again, it tells nothing new: somebody who presses many times slows down nobody behind their address. */
  #isTold(address: string, email: string): boolean {
    return (this.#told.get(`${address} ${email}`) ?? 0) > this.#clock();
  }

  /** Takes a try of every key, or throws `too-often` with a place in line. Returns what gives the tries back. */
  #take(
    counted: readonly Try[],
    { address, ticket }: Pick<SignInSource, "address" | "ticket">,
    what: string,
  ): () => void {
    const pay = () => this.#limiter.take(...counted) === 0;
    const [first, ...others] = counted
      .filter((one) => this.#limiter.isUsedUp(one))
      .map(([limit, of]) => `${limit} ${of}`);
    if (first === undefined) pay();
    else {
      const lanes: [string, ...string[]] = [first, ...others];
      const place = { lanes, group: address, ticket, what, pay };
      const turn = this.#queue.ask(place);
      if (!turn.come) throw tooOften(turn.after, turn.ticket);
    }
    return () => this.#limiter.giveBack(...counted);
  }
}

function tooOften(wait: number, ticket?: string): Refusal {
  return refusal("sign-in-tries", {}, {
    retryAfter: Math.max(1, Math.ceil(wait / 1000)),
    ticket,
  });
}
