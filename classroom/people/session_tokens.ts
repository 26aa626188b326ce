/**
 * Cookies of people without an account. A pass is a token with the facts that make it valid, stored in the commit that
 * lets its holder in.
 */
import type { Fact } from "../../sync/authority.ts";
import type { MemberTokenSubject } from "../identity.ts";
import { type EntryRecord, kvKeys } from "../storage/kv_keys.ts";
import { newId } from "../model/ids.ts";
import { hashToken, type Tokens } from "../tokens.ts";
import type { AppServices } from "../app_services.ts";
import type { Guesser } from "../limits/guesses.ts";
import type { Kv } from "../../sync/kv/kv.ts";

export interface RequestSource extends Guesser {
  member(session: string): string | undefined;
  waiting(session: string): string | undefined;
}

/** A cookie to set; `token` null deletes it. Times in ms. */
export interface CookieChange {
  kind: "member" | "waiting" | "browser";
  token: string | null;
  expiresAt: number;
}

export interface CookiePass {
  facts: Fact[];
  cookies: CookieChange[];
}

/** A browser's membership in a session. `at` in ms. */
interface Tie {
  session: string;
  member: string;
  at: number;
}

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
/** A session lasts a day; one more day lets the page say that it has ended. */
const memberCookieMs = 2 * dayMs;
/** The longest session. */
const waitingCookieMs = dayMs;
/** Renewed on every login; as long as notes may be read (S-5). */
const browserCookieMs = 30 * dayMs;

export class SessionTokens {
  readonly #kv: Kv;
  readonly #tokens: Tokens;
  readonly #clock: () => number;

  constructor(
    { kv, tokens, clock }: Pick<AppServices, "kv" | "tokens" | "clock">,
  ) {
    this.#kv = kv;
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /**
   * Makes a browser a member, for `/my` too. `waiting`: id of its wait; `former`: its confirmed member in the class
   * before; `lost`: its id, where the cookie was lost.
   */
  async issueMember(
    subject: MemberTokenSubject,
    from: RequestSource,
    { waiting: issueWaiting, former, lost }:
      & Pick<EntryRecord, "waiting" | "former">
      & { lost?: string } = {},
  ): Promise<CookiePass> {
    const now = this.#clock();
    const { session, member } = subject;
    const pass = this.#make("member", { ...subject }, now + memberCookieMs);
    const browser = await this.browser(from);
    const findBrowser = browser ?? lost ?? newId();
    // The previous user of the computer may have kept the old token.
    const seen =
      (await this.#kv.get<number>(kvKeys.seenOf(findBrowser))).value ?? 0;
    const made = this.#make(
      "browser",
      { browser: findBrowser, madeAt: Math.max(now, seen + 1) },
      now + browserCookieMs,
    );
    pass.facts.push(...made.facts);
    pass.cookies.push(...made.cookies);
    const tie = kvKeys.browser(findBrowser, session, member);
    // After the last leaving.
    const at = Math.max(now, await this.leftAt(from) + 1);
    pass.facts.push({ key: tie, value: at });
    const [{ token }] = pass.cookies;
    if (token !== null) {
      const name = hashToken(token);
      const value: EntryRecord = {
        browser: findBrowser,
        at: now,
        ...(issueWaiting && { waiting: issueWaiting }),
        ...(former && { former }),
      };
      pass.facts.push({ key: kvKeys.entered(session, member, name), value });
      if (former) {
        const { session, member } = former;
        pass.facts.push(
          { key: kvKeys.browser(findBrowser, session, member), value: now },
          // The deletion of that class finds it by this key (O-3).
          {
            key: kvKeys.entered(session, member, name),
            value: {
              browser: findBrowser,
              at: now,
              later: true,
            } satisfies EntryRecord,
          },
        );
      }
    }
    if (from.waiting(session)) {
      pass.cookies.push({ kind: "waiting", token: null, expiresAt: 0 });
    }
    return pass;
  }

  /** Also after the session's end. */
  async tiedMembers(session: string, from: RequestSource): Promise<string[]> {
    const browser = await this.browser(from);
    if (!browser) return [];
    const prefix = kvKeys.browser(browser, session);
    const found: string[] = [];
    for await (const { key } of this.#kv.list({ prefix })) {
      found.push(String(key.at(-1)));
    }
    return found;
  }

  /** All present members of a browser, the latest first. */
  async listTies(from: RequestSource): Promise<Tie[]> {
    const browser = await this.browser(from);
    if (!browser) return [];
    const ties: Tie[] = [];
    const prefix = kvKeys.browser(browser);
    for await (const { key, value } of this.#kv.list<number>({ prefix })) {
      ties.push({ session: String(key[2]), member: String(key[3]), at: value });
    }
    return ties.sort((a, b) => b.at - a.at);
  }

  /** In ms; -Infinity: never. */
  async leftAt(from: RequestSource): Promise<number> {
    const browser = await this.browser(from);
    if (!browser) return -Infinity;
    return (await this.#kv.get<number>(kvKeys.leftAt(browser))).value ??
      -Infinity;
  }

  /** Marks a member as the latest one of this browser. */
  async markLatest(
    { session, member }: MemberTokenSubject,
    from: RequestSource,
  ): Promise<void> {
    const browser = await this.browser(from);
    if (!browser) return;
    const now = Math.max(this.#clock(), await this.leftAt(from) + 1);
    const tie = await this.#kv.get(kvKeys.browser(browser, session, member));
    // It may have been untied meanwhile.
    if (tie.value === null) return;
    await this.#kv.atomic().check(tie).set(tie.key, now).commit();
  }

  /** Present and left members of a browser: none may be removed (J-4). */
  async everTiedMembers(
    session: string,
    from: RequestSource,
  ): Promise<string[]> {
    const browser = await this.browser(from);
    if (!browser) return [];
    const found = new Set(await this.tiedMembers(session, from));
    const prefix = kvKeys.left(browser, session);
    for await (const { key } of this.#kv.list({ prefix })) {
      found.add(String(key.at(-1)));
    }
    return [...found];
  }

  /**
   * Unties this browser from a session (J-6). @param runs keeps the left members known until the session is deleted
   */
  async untie(
    session: string,
    from: RequestSource,
    runs: boolean,
  ): Promise<void> {
    const browser = await this.browser(from);
    if (!browser) return;
    const now = this.#clock();
    await this.#kv.set(kvKeys.leftAt(browser), now, {
      expireIn: browserCookieMs,
    });
    for (const member of await this.tiedMembers(session, from)) {
      const change = this.#kv.atomic()
        .delete(kvKeys.browser(browser, session, member));
      if (runs) change.set(kvKeys.left(browser, session, member), now);
      await change.commit();
    }
  }

  async revoke({ facts }: CookiePass): Promise<void> {
    for (const { key } of facts) await this.#kv.delete(key);
  }

  /** Lets a browser ask for its wait. `from`: when its lifetime begins at the earliest, in ms. */
  waiting(session: string, waiting: string, from = 0): CookiePass {
    const until = Math.max(this.#clock(), from) + waitingCookieMs;
    const pass = this.#make("waiting", { session, waiting }, until);
    const [{ token }] = pass.cookies;
    // The deletion of the session finds it by this key (O-3).
    const key = kvKeys.waitingOf(session, waiting);
    pass.facts.push({ key, value: hashToken(token ?? "") });
    return pass;
  }

  async findWait(session: string, from: RequestSource): Promise<string | null> {
    const token = await this.#tokens.find<{ session: string; waiting: string }>(
      "waiting",
      from.waiting(session),
    );
    return token?.session === session ? token.waiting : null;
  }

  /** The first use of a newer cookie voids the older ones; not earlier, because its reply may have been lost. */
  async browser(from: RequestSource): Promise<string | null> {
    const token = await this.#tokens.find<{ browser: string; madeAt?: number }>(
      "browser",
      from.browser,
    );
    if (!token) return null;
    const { browser, madeAt = 0 } = token;
    const key = kvKeys.seenOf(browser);
    for (;;) {
      const seen = await this.#kv.get<number>(key);
      if (madeAt < (seen.value ?? 0)) return null;
      if (madeAt === (seen.value ?? 0)) return browser;
      const { ok } = await this.#kv.atomic().check(seen)
        .set(key, madeAt, { expireIn: browserCookieMs }).commit();
      if (ok) return browser;
    }
  }

  #make(
    kind: CookieChange["kind"],
    subject: Record<string, unknown>,
    expiresAt: number,
  ): CookiePass {
    const { token, fact } = this.#tokens.createToken(kind, subject, expiresAt);
    return { facts: [fact], cookies: [{ kind, token, expiresAt }] };
  }
}
