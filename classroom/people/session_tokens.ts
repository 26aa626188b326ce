/**
 * Cookies of people without an account. A pass is a token with the facts that make it valid, stored in the commit that
 * lets its holder in.
 */
import type { Fact } from "../../sync/authority.ts";
import type { MemberTokenSubject } from "../identity.ts";
import { type JoinRecord, kvKeys } from "../storage/kv_keys.ts";
import { newId } from "../model/ids.ts";
import type { Tokens } from "../tokens.ts";
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

/** The cookies of a member who is known only in the decision. */
export interface PreparedPass {
  readonly cookies: CookieChange[];
  factsFor(member: string, more?: Pick<JoinRecord, "atOnce">): Fact[];
}

/** Makes the pass of a wait that is known only in the decision. `from`: earliest start of the cookie's lifetime (ms). */
export type PreparedWaitPass = (waiting: string, from?: number) => CookiePass;

/** A member of a browser. `at`: when it last joined, or opened its work on `/my` (ms). */
interface Tie {
  session: string;
  member: string;
  at: number;
}

/**
 * `waiting`: id of the wait by which the member joins; `former`: the confirmed member in the repeated class; `lost`:
 * the browser's id if its cookie was lost.
 */
type PassOptions = Pick<JoinRecord, "waiting" | "former"> & { lost?: string };

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
/** A session lasts at most a day. For one more day the page can say that it has ended. */
const memberCookieMs = 2 * dayMs;
/** As long as the longest session. */
const waitingCookieMs = dayMs;
/** Renewed each time a student joins; as long as students may read their work (S-5). */
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

  /** The pass of a member who is known already; see {@link prepareMember}. */
  async issueMember(
    { session, member }: MemberTokenSubject,
    from: RequestSource,
    options: PassOptions = {},
  ): Promise<CookiePass> {
    const pass = await this.prepareMember(session, from, options);
    return { cookies: pass.cookies, facts: pass.factsFor(member) };
  }

  /**
   * Makes a member's cookies before a decision: for the session, and the browser's, also for `/my`. None of what is
   * read here depends on the member, so the decision can name it.
   */
  async prepareMember(
    session: string,
    from: RequestSource,
    { waiting, former, lost }: PassOptions = {},
  ): Promise<PreparedPass> {
    const now = this.#clock();
    const memberToken = this.#tokens.prepareToken("member");
    const { name } = memberToken;
    const memberUntil = now + memberCookieMs;
    const knownBrowser = await this.browser(from);
    const browser = knownBrowser ?? lost ?? newId();
    const browserEntry: JoinRecord = {
      browser,
      at: now,
      ...(waiting && { waiting }),
      ...(former && { former }),
    };
    // Once used, the new token makes older ones void: a previous user of the computer may have kept one.
    const seenEntry = await this.#kv.get<number>(kvKeys.seenOf(browser));
    const browserUntil = now + browserCookieMs;
    const browserToken = this.#tokens.createToken(
      "browser",
      { browser, madeAt: Math.max(now, (seenEntry.value ?? 0) + 1) },
      browserUntil,
    );
    // Later than the last **Leave class**.
    const tiedAt = Math.max(now, await this.#leftAt(knownBrowser) + 1);
    const commonFacts = [
      browserToken.fact,
      ...(former ? formerMemberFacts(former, name, browserEntry) : []),
    ];
    const cookies: CookieChange[] = [
      { kind: "member", token: memberToken.token, expiresAt: memberUntil },
      { kind: "browser", token: browserToken.token, expiresAt: browserUntil },
    ];
    if (from.waiting(session)) {
      cookies.push({ kind: "waiting", token: null, expiresAt: 0 });
    }
    return {
      cookies,
      factsFor: (member, { atOnce } = {}) => {
        const tie = kvKeys.browser(browser, session, member);
        const entry = { ...browserEntry, ...(atOnce && { atOnce }) };
        return [
          memberToken.factFor({ session, member }, memberUntil),
          { key: tie, value: tiedAt },
          { key: kvKeys.entered(session, member, name), value: entry },
          ...commonFacts,
        ];
      },
    };
  }

  /** The browser's members in a session, even after its end. */
  async tiedMembers(session: string, from: RequestSource): Promise<string[]> {
    const browser = await this.browser(from);
    if (!browser) return [];
    const prefix = kvKeys.browser(browser, session);
    const memberIds: string[] = [];
    for await (const { key } of this.#kv.list({ prefix })) {
      memberIds.push(String(key.at(-1)));
    }
    return memberIds;
  }

  /** The browser's members in all sessions, without left ones, the latest first. */
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

  /** Time of the browser's last **Leave class** (ms); -Infinity: never. */
  async leftAt(from: RequestSource): Promise<number> {
    return await this.#leftAt(await this.browser(from));
  }

  async #leftAt(browser: string | null): Promise<number> {
    if (!browser) return -Infinity;
    return (await this.#kv.get<number>(kvKeys.leftAt(browser))).value ??
      -Infinity;
  }

  async markLatest(
    { session, member }: MemberTokenSubject,
    from: RequestSource,
  ): Promise<void> {
    const browser = await this.browser(from);
    if (!browser) return;
    const now = Math.max(this.#clock(), await this.leftAt(from) + 1);
    const tie = await this.#kv.get(kvKeys.browser(browser, session, member));
    // The browser may have left meanwhile.
    if (tie.value === null) return;
    await this.#kv.atomic().check(tie).set(tie.key, now).commit();
  }

  /** The browser's members in a session, also left ones. With a removed one, the browser is refused (J-4). */
  async everTiedMembers(
    session: string,
    from: RequestSource,
  ): Promise<string[]> {
    const browser = await this.browser(from);
    if (!browser) return [];
    const memberIds = new Set(await this.tiedMembers(session, from));
    const prefix = kvKeys.left(browser, session);
    for await (const { key } of this.#kv.list({ prefix })) {
      memberIds.add(String(key.at(-1)));
    }
    return [...memberIds];
  }

  /**
   * Unties this browser from a session (J-6).
   * @param isRunning the left members are remembered until the session is deleted
   */
  async untie(
    session: string,
    from: RequestSource,
    isRunning: boolean,
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
      if (isRunning) change.set(kvKeys.left(browser, session, member), now);
      await change.commit();
    }
  }

  async revoke({ facts }: CookiePass): Promise<void> {
    for (const { key } of facts) await this.#kv.delete(key);
  }

  /** Makes the cookie by which a browser asks for its wait. */
  prepareWait(session: string): PreparedWaitPass {
    const { token, name, factFor } = this.#tokens.prepareToken("waiting");
    return (waiting, from = 0) => {
      const expiresAt = Math.max(this.#clock(), from) + waitingCookieMs;
      return {
        facts: [
          factFor({ session, waiting }, expiresAt),
          // The deletion of the session finds the cookie by this key (O-3).
          { key: kvKeys.waitingOf(session, waiting), value: name },
        ],
        cookies: [{ kind: "waiting", token, expiresAt }],
      };
    };
  }

  async findWait(session: string, from: RequestSource): Promise<string | null> {
    const token = await this.#tokens.find<{ session: string; waiting: string }>(
      "waiting",
      from.waiting(session),
    );
    return token?.session === session ? token.waiting : null;
  }

  /**
   * The browser's id; null: no valid cookie. Older cookies become void only when a newer one is first used, as the
   * reply with it may have been lost.
   */
  async browser(from: RequestSource): Promise<string | null> {
    const token = await this.#tokens.find<{ browser: string; madeAt?: number }>(
      "browser",
      from.browser,
    );
    if (!token) return null;
    const { browser, madeAt = 0 } = token;
    const key = kvKeys.seenOf(browser);
    for (;;) {
      const seenEntry = await this.#kv.get<number>(key);
      if (madeAt < (seenEntry.value ?? 0)) return null;
      if (madeAt === (seenEntry.value ?? 0)) return browser;
      const { ok } = await this.#kv.atomic().check(seenEntry)
        .set(key, madeAt, { expireIn: browserCookieMs }).commit();
      if (ok) return browser;
    }
  }
}

/** Facts of the member in the repeated class, whose work the same cookies open. `name`: of the member's token. */
function formerMemberFacts(
  { session, member }: NonNullable<JoinRecord["former"]>,
  name: string,
  entry: JoinRecord,
): Fact[] {
  const { browser } = entry;
  const value: JoinRecord = { browser, at: entry.at, later: true };
  return [
    { key: kvKeys.browser(browser, session, member), value: entry.at },
    // The deletion of the repeated class finds the cookie by this key (O-3).
    { key: kvKeys.entered(session, member, name), value },
  ];
}
