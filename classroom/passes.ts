/**
 * The cookies of people without an account: who has joined, who waits, which browser it is. A pass is
 * a token with the facts that make it good; they ride in the commit that lets its holder in.
 */
import type { Fact } from "../sync/authority.ts";
import type { MemberSubject, Who } from "./identity.ts";
import { type Entered, keys } from "./records.ts";
import { newId } from "./schema.ts";
import { tokenName, type Tokens } from "./tokens.ts";

/** Where a request of a student comes from: its address and the tokens in its cookies. */
export interface From {
  address: string;
  member(session: string): string | undefined;
  waiting(session: string): string | undefined;
  browser: string | undefined;
}

/** A cookie that an answer sets; `token` null takes it away. Times in ms. */
export interface CookieChange {
  kind: "member" | "waiting" | "browser";
  token: string | null;
  expiresAt: number;
}

/** What makes somebody's cookies good, and the cookies. */
export interface Pass {
  facts: Fact[];
  cookies: CookieChange[];
}

const hour = 60 * 60 * 1000;
const day = 24 * hour;
/** A session lasts a day at most, and the cookie a day longer: who comes back then hears that it is over. */
const memberLasts = 2 * day;
/** As long as the session may last at most: whoever waits may wait to its end. */
const waitingLasts = day;
const browserLasts = 400 * day;

/** Makes passes and reads those of a request. */
export class Passes {
  readonly #kv: Deno.Kv;
  readonly #tokens: Tokens;
  readonly #clock: () => number;

  constructor(kv: Deno.Kv, tokens: Tokens, clock: () => number) {
    this.#kv = kv;
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /** Lets a browser be a member, and ties the member to it for `/my`. */
  async member(subject: MemberSubject, from: From): Promise<Pass> {
    const now = this.#clock();
    const { session, member } = subject;
    const pass = this.#make("member", { ...subject }, now + memberLasts);
    const known = await this.browser(from);
    const browser = known ?? newId();
    if (!known) {
      const made = this.#make("browser", { browser }, now + browserLasts);
      pass.facts.push(...made.facts);
      pass.cookies.push(...made.cookies);
    }
    const tie = keys.browser(browser, session, member);
    pass.facts.push({ key: tie, value: now });
    const [{ token }] = pass.cookies;
    if (token !== null) {
      const value: Entered = { browser, at: now };
      const key = keys.entered(session, member, tokenName(token));
      pass.facts.push({ key, value });
    }
    if (from.waiting(session)) {
      pass.cookies.push({ kind: "waiting", token: null, expiresAt: 0 });
    }
    return pass;
  }

  /** The members of a session that a browser is, by its cookie, also after its end. */
  async tied(session: string, from: From): Promise<string[]> {
    const browser = await this.browser(from);
    if (!browser) return [];
    const prefix = [...keys.browserOf(browser), session];
    const found: string[] = [];
    for await (const { key } of this.#kv.list({ prefix })) {
      found.push(String(key.at(-1)));
    }
    return found;
  }

  /** Ends what a browser is in a session: its cookie is void, and the member no longer tied to it (J-6). */
  async leave(who: Who, token: string, from: From): Promise<void> {
    const { session, member, by = member } = who;
    const browser = await this.browser(from);
    await this.#void(session, by, tokenName(token), browser);
    if (browser) await this.#kv.delete(keys.browser(browser, session, member));
  }

  /** Voids the cookie with which somebody came in last as one of these members; false where there is none. */
  async voidLast(
    session: string,
    members: readonly string[],
  ): Promise<boolean> {
    let last: { member: string; name: string; entered: Entered } | null = null;
    for (const member of members) {
      const prefix = keys.entered(session, member);
      for await (const { key, value } of this.#kv.list<Entered>({ prefix })) {
        if (last && last.entered.at >= value.at) continue;
        last = { member, name: String(key.at(-1)), entered: value };
      }
    }
    if (!last) return false;
    const { member, name, entered: { browser } } = last;
    await this.#void(session, member, name, browser);
    return true;
  }

  async #void(
    session: string,
    member: string,
    name: string,
    browser: string | null,
  ): Promise<void> {
    const gone = this.#kv.atomic().delete(this.#tokens.key("member", name))
      .delete(keys.entered(session, member, name));
    if (browser) gone.delete(keys.browser(browser, session, member));
    await gone.commit();
  }

  /** Lets a browser ask how it stands with somebody who waits. */
  waiting(session: string, waiting: string): Pass {
    const until = this.#clock() + waitingLasts;
    const pass = this.#make("waiting", { session, waiting }, until);
    const [{ token }] = pass.cookies;
    // By this it is found when the session is deleted (O-3).
    const key = keys.waitingOf(session, waiting);
    pass.facts.push({ key, value: tokenName(token ?? "") });
    return pass;
  }

  /** The id under which a browser waits in a session; null: it does not. */
  async waits(session: string, from: From): Promise<string | null> {
    const held = await this.#tokens.find<{ session: string; waiting: string }>(
      "waiting",
      from.waiting(session),
    );
    return held?.session === session ? held.waiting : null;
  }

  /** The id of a browser that has joined before. */
  async browser(from: From): Promise<string | null> {
    const held = await this.#tokens.find<{ browser: string }>(
      "browser",
      from.browser,
    );
    return held?.browser ?? null;
  }

  #make(
    kind: CookieChange["kind"],
    subject: Record<string, string>,
    expiresAt: number,
  ): Pass {
    const { token, fact } = this.#tokens.make(kind, subject, expiresAt);
    return { facts: [fact], cookies: [{ kind, token, expiresAt }] };
  }
}
