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

/** A member of a browser. `at`: when it last joined, or opened its work on `/my` (ms). */
interface Tie {
  session: string;
  member: string;
  at: number;
}

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

  /**
   * Makes a member's cookies: for the session, and the browser's, also for `/my`. `waiting`: id of the wait; `former`:
   * the confirmed member in the repeated class; `lost`: the browser's id if its cookie was lost.
   */
  async issueMember(
    subject: MemberTokenSubject,
    from: RequestSource,
    { waiting, former, atOnce, lost }:
      & Pick<EntryRecord, "waiting" | "former" | "atOnce">
      & { lost?: string } = {},
  ): Promise<CookiePass> {
    const now = this.#clock();
    const { session, member } = subject;
    const pass = this.#make("member", { ...subject }, now + memberCookieMs);
    const browser = await this.browser(from);
    const browserId = browser ?? lost ?? newId();
    // Once used, the new token makes older ones void: a previous user of the computer may have kept one.
    const seenMadeAt =
      (await this.#kv.get<number>(kvKeys.seenOf(browserId))).value ??
        0;
    const browserPass = this.#make(
      "browser",
      { browser: browserId, madeAt: Math.max(now, seenMadeAt + 1) },
      now + browserCookieMs,
    );
    pass.facts.push(...browserPass.facts);
    pass.cookies.push(...browserPass.cookies);
    const tie = kvKeys.browser(browserId, session, member);
    // Later than the last **Leave class**.
    const tiedAt = Math.max(now, await this.leftAt(from) + 1);
    pass.facts.push({ key: tie, value: tiedAt });
    const [{ token }] = pass.cookies;
    if (token !== null) {
      const name = hashToken(token);
      const value: EntryRecord = {
        browser: browserId,
        at: now,
        ...(waiting && { waiting }),
        ...(former && { former }),
        ...(atOnce && { atOnce }),
      };
      pass.facts.push({ key: kvKeys.entered(session, member, name), value });
      if (former) {
        const { session, member } = former;
        pass.facts.push(
          { key: kvKeys.browser(browserId, session, member), value: now },
          // The deletion of the repeated class finds the cookie by this key (O-3).
          {
            key: kvKeys.entered(session, member, name),
            value: {
              browser: browserId,
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
    const browser = await this.browser(from);
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

  /** Makes the cookie by which a browser asks for its wait. `from`: earliest start of the cookie's lifetime (ms). */
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

  #make(
    kind: CookieChange["kind"],
    subject: Record<string, unknown>,
    expiresAt: number,
  ): CookiePass {
    const { token, fact } = this.#tokens.createToken(kind, subject, expiresAt);
    return { facts: [fact], cookies: [{ kind, token, expiresAt }] };
  }
}
