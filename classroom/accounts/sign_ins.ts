/** Open sign-ins of teachers: their tokens, how long they last, and the browsers that an account knows. */
import type { Account } from "./account_store.ts";
import type { Tokens } from "../tokens.ts";

interface SignedIn {
  teacher: string;
  signIns: number;
  /** When they signed in, in ms since 1970. */
  since?: number;
  /** By the school's provider. */
  school?: true;
}

const day = 24 * 60 * 60 * 1000;
/** An unused sign-in ends after this; use puts the end off, */
export const idlesMs = 30 * day;
/** until this. */
export const longestMs = 180 * day;
/** How long after it a sign-in by the school still proves who asks for what cannot be undone. */
export const freshForMs = 10 * 60_000;
const deviceLasts = 400 * day;

export class SignIns {
  readonly #tokens: Tokens;
  readonly #clock: () => number;

  /** @param clock milliseconds since 1970 */
  constructor(tokens: Tokens, clock: () => number) {
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /** A new sign-in to an account; `by` says how, where that was not its password. */
  async open(
    account: Account,
    by: { school?: true } = {},
  ): Promise<{ token: string; device: string; expiresAt: number }> {
    const since = this.#clock();
    const expiresAt = since + idlesMs;
    const { id, signIns } = account;
    const subject = { teacher: id, signIns, since, ...by } satisfies SignedIn;
    const teacher = this.#tokens.make("teacher", subject, expiresAt);
    const device = this.#tokens.make(
      "device",
      { account: id },
      since + deviceLasts,
    );
    await this.#tokens.keep(teacher.fact);
    await this.#tokens.keep(device.fact);
    return { token: teacher.token, device: device.token, expiresAt };
  }

  /** What a token stands for; null: nothing any more. Its account may have made it void. */
  find(token: string | undefined): Promise<SignedIn | null> {
    return this.#tokens.find<SignedIn>("teacher", token);
  }

  /** Whether somebody has signed in by the school just now, so that it proves again who they are. */
  async isFresh(teacher: string, token: string | undefined): Promise<boolean> {
    const it = await this.find(token);
    return it?.teacher === teacher && it.school === true &&
      this.#clock() - (it.since ?? 0) < freshForMs;
  }

  async end(token: string): Promise<void> {
    await this.#tokens.drop("teacher", token);
  }

  /** Puts off the end of one that is used, once a day. The new end, in ms since 1970; null where it stays as it is. */
  async renew(token: string | undefined): Promise<number | null> {
    const now = this.#clock();
    return await this.#tokens.putOff("teacher", token, (subject, expiresAt) => {
      const since = typeof subject.since === "number" ? subject.since : now;
      const end = Math.min(now + idlesMs, since + longestMs);
      return end >= expiresAt + day ? end : null;
    });
  }

  /** Whether the browser with this token has signed in to an account before. */
  async knows(account: string, device: string | undefined): Promise<boolean> {
    return await this.accountOf(device) === account;
  }

  /** The id of the account that the browser with this token has signed in to before; null: none. */
  async accountOf(device: string | undefined): Promise<string | null> {
    const before = await this.#tokens.find<{ account: string }>(
      "device",
      device,
    );
    return before?.account ?? null;
  }

  /** No browser is known to an account any more. */
  async forgetDevices(account: string): Promise<void> {
    await this.#tokens.dropWhere("device", (it) => it.account === account);
  }
}
