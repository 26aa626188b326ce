/** Open sign-ins of teachers, and browsers that accounts know. */
import type { Account } from "./account_store.ts";
import type { Tokens } from "../tokens.ts";

interface SignedIn {
  teacher: string;
  signIns: number;
  since?: number;
  school?: true;
}

const dayMs = 24 * 60 * 60 * 1000;
/** Lifetime of an unused sign-in (ms); using it extends it, up to `maxSignInMs`. */
export const idleSignInMs = 30 * dayMs;
export const maxSignInMs = 180 * dayMs;
/** For how long a school sign-in proves the person for irreversible actions (ms). */
export const freshSignInMs = 10 * 60_000;
const deviceLifetimeMs = 400 * dayMs;

export class SignIns {
  readonly #tokens: Tokens;
  readonly #clock: () => number;

  constructor(tokens: Tokens, clock: () => number) {
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /** @param method how the teacher signed in, if not by password */
  async createSignIn(
    account: Account,
    method: { school?: true } = {},
  ): Promise<{ token: string; device: string; expiresAt: number }> {
    const since = this.#clock();
    const expiresAt = since + idleSignInMs;
    const { id, signIns } = account;
    const subject = {
      teacher: id,
      signIns,
      since,
      ...method,
    } satisfies SignedIn;
    const teacher = this.#tokens.createToken("teacher", subject, expiresAt);
    const device = this.#tokens.createToken(
      "device",
      { account: id },
      since + deviceLifetimeMs,
    );
    await this.#tokens.storeFact(teacher.fact);
    await this.#tokens.storeFact(device.fact);
    return { token: teacher.token, device: device.token, expiresAt };
  }

  /** The sign-in of a token; null: there is none. The caller checks whether the account has voided it. */
  find(token: string | undefined): Promise<SignedIn | null> {
    return this.#tokens.find<SignedIn>("teacher", token);
  }

  /** Whether this is a recent school sign-in, which proves the person. */
  async isFresh(teacher: string, token: string | undefined): Promise<boolean> {
    const signIn = await this.find(token);
    return signIn?.teacher === teacher && signIn.school === true &&
      this.#clock() - (signIn.since ?? 0) < freshSignInMs;
  }

  async end(token: string): Promise<void> {
    await this.#tokens.dropToken("teacher", token);
  }

  /** Extends a used sign-in, at most once per day. Returns the new end (ms since 1970); null: it is unchanged. */
  async renew(token: string | undefined): Promise<number | null> {
    const now = this.#clock();
    return await this.#tokens.extendToken(
      "teacher",
      token,
      (subject, expiresAt) => {
        const since = typeof subject.since === "number" ? subject.since : now;
        const end = Math.min(now + idleSignInMs, since + maxSignInMs);
        return end >= expiresAt + dayMs ? end : null;
      },
    );
  }

  async isKnownDevice(
    account: string,
    device: string | undefined,
  ): Promise<boolean> {
    return await this.accountOfDevice(device) === account;
  }

  async accountOfDevice(device: string | undefined): Promise<string | null> {
    const subject = await this.#tokens.find<{ account: string }>(
      "device",
      device,
    );
    return subject?.account ?? null;
  }

  async forgetDevices(account: string): Promise<void> {
    await this.#tokens.deleteWhere("device", (it) => it.account === account);
  }
}
