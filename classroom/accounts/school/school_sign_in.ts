/**
 * **Sign in with your school** (D-1): sends the browser to the provider, and reads the answer with which it returns. A
 * cookie ties an attempt to one browser. The answer uses the attempt up, so that repeated answers and those of others
 * fail. A second cookie keeps the person until an older account's password is given.
 */
import type { SchoolIdentity } from "../account_store.ts";
import type { SignIn } from "../accounts.ts";
import type { SignInSource } from "../sign_in_limits.ts";
import { SignIns } from "../sign_ins.ts";
import type { Tokens } from "../../tokens.ts";
import { RateLimiter } from "../../limits/rate_limiter.ts";
import type { Settings } from "../../settings.ts";
import type { ReportFailure } from "../../storage/storage.ts";
import {
  readSchoolPerson,
  rejectionOf,
  type SignInRejection,
} from "./claims.ts";
import {
  ProviderFault,
  type ProviderSettings,
  SchoolProvider,
  type SignInChecks,
  type SignInFault,
} from "./provider.ts";
import type { SchoolAccounts } from "./school_accounts.ts";

export interface SchoolSignInFailure {
  reason: SignInFault | SignInRejection["reason"] | "taken" | "too-often";
  address?: string;
}

interface PendingSignInCookie {
  token: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** `next`: the page that the browser had asked for. */
export type SchoolSignInResult =
  | { signIn: SignIn; next: string }
  | { linkByPassword: PendingSignInCookie }
  | { trouble: SchoolSignInFailure; next?: string };

interface PendingSignIn extends SignInChecks {
  redirectUri: string;
  next: string;
}

interface PendingProof {
  account: string;
  address: string;
  identity: SchoolIdentity;
  next: string;
}

export const pendingSignInMs = 10 * 60_000;

interface Parts {
  settings: Settings;
  tokens: Tokens;
  accounts: SchoolAccounts;
  report: ReportFailure;
  clock: () => number;
}

/** Null: the school's sign-in is not set up. */
export function makeSchoolSignIn(parts: Parts): SchoolSignIn | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, ...settings } =
    parts.settings;
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) return null;
  const client = { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET };
  return new SchoolSignIn(parts, { ...settings, ...client });
}

export class SchoolSignIn {
  readonly #parts: Omit<Parts, "settings">;
  readonly #settings: ProviderSettings;
  readonly #provider: SchoolProvider;
  readonly #signIns: SignIns;
  readonly #limiter = new RateLimiter(() => this.#parts.clock());

  constructor(parts: Parts, settings: ProviderSettings) {
    this.#parts = parts;
    this.#settings = settings;
    this.#provider = new SchoolProvider(settings, parts.clock);
    this.#signIns = new SignIns(parts.tokens, parts.clock);
  }

  /** Starts an attempt. Returns the provider's address and the browser's cookie, or why it failed. */
  async begin(
    { origin, next, language, shouldAskWho = false, address, device }: {
      origin: string;
      next: string;
      language: string;
      shouldAskWho?: boolean;
      /** The client's network, by which limits count. */
      address: string;
      /** The `device` token of an earlier sign-in. */
      device?: string;
    },
  ): Promise<
    { to: URL; cookie: PendingSignInCookie } | { trouble: SchoolSignInFailure }
  > {
    const { tokens, clock } = this.#parts;
    const deviceAccount = await this.#signIns.accountOfDevice(device);
    // Known browsers of an account share a limit instead of their networks'.
    const source = deviceAccount === null
      ? `from ${address}`
      : `to ${deviceAccount}`;
    if (this.#limiter.takeTry(["schoolSignInOfSource", source]) > 0) {
      return { trouble: { reason: "too-often" } };
    }
    const redirectUri = `${origin}/teacher/school/callback`;
    try {
      const checks = await this.#provider.createChecks();
      const options = { language, shouldAskWho };
      const to = await this.#provider
        .authorizationUrl(checks, redirectUri, options);
      const attempt: PendingSignIn = { ...checks, redirectUri, next };
      const expiresAt = clock() + pendingSignInMs;
      const attemptToken = tokens.createToken(
        "school",
        { ...attempt },
        expiresAt,
      );
      await tokens.storeFact(attemptToken.fact);
      return { to, cookie: { token: attemptToken.token, expiresAt } };
    } catch (error) {
      return { trouble: this.#failureOf(error) };
    }
  }

  /**
   * Ends an attempt.
   * @param cookie from {@link begin}
   * @param query the query of the redirect
   */
  async finish(
    cookie: string | undefined,
    query: URLSearchParams,
  ): Promise<SchoolSignInResult> {
    const { tokens, accounts } = this.#parts;
    const openAttempt = await tokens.find<PendingSignIn>("school", cookie);
    // A forged answer must not use up the attempt.
    if (!openAttempt || query.get("state") !== openAttempt.state) {
      return { trouble: { reason: "gone" } };
    }
    const attempt = await tokens.useOnce<PendingSignIn>("school", cookie);
    if (!attempt) return { trouble: { reason: "gone" } };
    const { next, redirectUri } = attempt;
    try {
      const answer = new URL(`${redirectUri}?${query}`);
      const claims = await this.#provider.fetchClaims(answer, attempt);
      const person = readSchoolPerson(claims);
      if (!person) return { trouble: { reason: "forged" }, next };
      const trouble = rejectionOf(person, claims, this.#settings);
      const { address } = person;
      if (trouble || address === null) {
        return { trouble: trouble ?? { reason: "no-address" }, next };
      }
      const entrance = await accounts.signIn({ ...person, address });
      if ("signIn" in entrance) return { signIn: entrance.signIn, next };
      if ("taken" in entrance) {
        return { trouble: { reason: "taken", address: entrance.taken }, next };
      }
      return {
        linkByPassword: await this.#storeProof({ ...entrance.prove, next }),
      };
    } catch (error) {
      return { trouble: this.#failureOf(error), next };
    }
  }

  /** The address whose account this browser has to prove; null: none, or the cookie has expired. */
  async addressToProve(
    cookie: string | undefined,
  ): Promise<{ address: string } | null> {
    return await this.#parts.tokens.find<PendingProof>("school-link", cookie);
  }

  /**
   * Links the account by its password and signs in; null: the cookie has expired. Refuses a wrong password, after which
   * another can be tried.
   */
  async prove(
    cookie: string | undefined,
    password: string,
    from: SignInSource,
  ): Promise<{ signIn: SignIn; next: string } | null> {
    const { tokens, accounts } = this.#parts;
    const proving = await tokens.find<PendingProof>("school-link", cookie);
    if (!proving || cookie === undefined) return null;
    const signIn = await accounts.linkByPassword(proving, password, from);
    await tokens.dropToken("school-link", cookie);
    return { signIn, next: proving.next };
  }

  /** The provider's sign-out page, which leads back; null: it has none, or discovery failed. */
  async signOutUrl(origin: string): Promise<string | null> {
    const back = `${origin}/teacher/sign-in`;
    return (await this.#provider.signOutUrl(back))?.href ?? null;
  }

  async #storeProof(proving: PendingProof): Promise<PendingSignInCookie> {
    const { tokens, clock } = this.#parts;
    const expiresAt = clock() + pendingSignInMs;
    const { token, fact } = tokens.createToken(
      "school-link",
      { ...proving },
      expiresAt,
    );
    await tokens.storeFact(fact);
    return { token, expiresAt };
  }

  #failureOf(error: unknown): SchoolSignInFailure {
    if (!(error instanceof ProviderFault)) throw error;
    const { reason } = error;
    if (reason !== "cancelled" && reason !== "gone") {
      this.#parts.report("a sign-in with the school failed", error);
    }
    return { reason };
  }
}
