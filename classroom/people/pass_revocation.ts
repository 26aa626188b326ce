/**
 * Makes passes void (J-2, J-6): the pass of a browser that leaves; or all passes of the person who came in last as a
 * member, with their other browsers and the waits by which these could come in again.
 */
import type { Fact } from "../../sync/authority.ts";
import { tokenName, type Tokens } from "../tokens.ts";
import type { Who } from "../model/who.ts";
import { type EntryRecord, keys } from "../storage/session_keys.ts";
import type { AppServices } from "../app_services.ts";
import type { Kv, KvKey } from "../../sync/kv/kv.ts";

/**
 * The person who came in last: when, and the facts that void every way by which they are in, or could come in again.
 */
interface LatestEntry {
  at: number;
  members: string[];
  facts: Fact[];
  /** Their browsers, and under which ids these have waited. */
  traces: Traces;
}

/** By what the cookies of one comer are known: the browsers, and the ids under which these have waited. */
interface Traces {
  browsers: Set<string>;
  waitings: Set<string>;
}

interface KnownCookie {
  member: string;
  name: string;
  entered: EntryRecord;
}

/** So many cookies are made void in one commit. */
const atOnce = 20;

export class PassRevocation {
  readonly #kv: Kv;
  readonly #tokens: Tokens;

  constructor({ kv, tokens }: Pick<AppServices, "kv" | "tokens">) {
    this.#kv = kv;
    this.#tokens = tokens;
  }

  /** A cookie is void (J-6); `runs` as for {@link untie}. */
  async leave(who: Who, token: string, runs: boolean): Promise<void> {
    const { session, member, by = member } = who;
    const name = tokenName(token);
    const key = keys.entered(session, by, name);
    const { value } = await this.#kv.get<EntryRecord>(key);
    const change = this.#kv.atomic().delete(this.#tokens.key("member", name));
    // Nor does it come in again by having waited.
    for (const key of value ? await this.#waitsOf(session, by, value) : []) {
      change.delete(key);
    }
    if (value && runs) change.set(key, { ...value, left: true });
    else change.delete(key);
    await change.commit();
  }

  /**
   * The person who came in last as one of these members; null: nobody is in. It includes everybody shown to be the same
   * by a browser or a wait, also by void cookies.
   */
  async last(
    session: string,
    members: readonly string[],
  ): Promise<LatestEntry | null> {
    const all = await this.#entered(session, members);
    const present = all.filter(({ entered }) => !entered.left)
      .sort((a, b) => b.entered.at - a.entered.at);
    if (present.length === 0) return null;
    const [{ entered: { at, ...latest } }] = present;
    const traces = tracesOf(latest, all.map(({ entered }) => entered));
    // A commit takes only this many; the rest follows after it.
    const theirs = present.filter(({ entered }) => isOf(entered, traces));
    const keysOfAll = [
      ...theirs.slice(0, atOnce).flatMap((it) => this.#keysOf(session, it)),
      ...await this.#waitingKeys(
        session,
        [...traces.waitings].slice(0, atOnce),
      ),
    ];
    const facts = keysOfAll.map((key): Fact => ({ key, delete: true }));
    const those = theirs.map(({ member }) => member);
    return { at, members: [...new Set(those)], facts, traces };
  }

  /** Voids passes that a browser was given while its last entry was made void. */
  async voidRest(
    session: string,
    members: readonly string[],
    { traces }: LatestEntry,
  ): Promise<void> {
    for (const key of await this.#waitingKeys(session, [...traces.waitings])) {
      await this.#kv.delete(key);
    }
    for (const it of await this.#entered(session, members)) {
      if (it.entered.left || !isOf(it.entered, traces)) continue;
      for (const key of this.#keysOf(session, it)) await this.#kv.delete(key);
    }
  }

  /** The keys of the waits by which a browser has come in as this member. */
  async #waitsOf(
    session: string,
    member: string,
    value: EntryRecord,
  ): Promise<KvKey[]> {
    const all = await this.#entered(session, [member]);
    const { waitings } = tracesOf(value, all.map(({ entered }) => entered));
    return await this.#waitingKeys(session, [...waitings].slice(0, atOnce));
  }

  async #waitingKeys(
    session: string,
    waitings: readonly string[],
  ): Promise<KvKey[]> {
    const all: KvKey[] = [];
    for (const id of waitings) {
      const of = keys.waitingOf(session, id);
      const { value } = await this.#kv.get<string>(of);
      if (value) all.push(this.#tokens.key("waiting", value));
      all.push(of, keys.waiting(id), keys.waitingSeen(id));
    }
    return all;
  }

  async #entered(
    session: string,
    members: readonly string[],
  ): Promise<KnownCookie[]> {
    const all: KnownCookie[] = [];
    for (const member of members) {
      const prefix = keys.entered(session, member);
      for await (
        const { key, value } of this.#kv.list<EntryRecord>({ prefix })
      ) {
        all.push({ member, name: String(key.at(-1)), entered: value });
      }
    }
    return all;
  }

  #keysOf(
    session: string,
    { member, name, entered }: KnownCookie,
  ): KvKey[] {
    return [
      this.#tokens.key("member", name),
      keys.entered(session, member, name),
      keys.browser(entered.browser, session, member),
      ...formerKeys(name, entered),
    ];
  }
}

/** What else a cookie's holder was given: who they were in the class before. */
export function formerKeys(
  name: string,
  { browser, former }: EntryRecord,
): KvKey[] {
  return former
    ? [
      keys.entered(former.session, former.member, name),
      keys.browser(browser, former.session, former.member),
    ]
    : [];
}

/** What belongs together with the latest, over however many browsers and waits. */
function tracesOf(
  latest: Omit<EntryRecord, "at">,
  all: readonly EntryRecord[],
): Traces {
  const traces: Traces = { browsers: new Set(), waitings: new Set() };
  const take = ({ browser, waiting }: Omit<EntryRecord, "at">) => {
    traces.browsers.add(browser);
    if (waiting !== undefined) traces.waitings.add(waiting);
  };
  take(latest);
  for (let size = 0; size < traces.browsers.size + traces.waitings.size;) {
    size = traces.browsers.size + traces.waitings.size;
    for (const it of all) if (isOf(it, traces)) take(it);
  }
  return traces;
}

/** Whether a cookie was given to one of these browsers, or for one of these waits. */
function isOf(
  { browser, waiting }: EntryRecord,
  { browsers, waitings }: Traces,
): boolean {
  return browsers.has(browser) ||
    waiting !== undefined && waitings.has(waiting);
}
