import { tokenName, type Tokens } from "../tokens.ts";
import type { Who } from "../model/who.ts";
import { type EntryRecord, keys } from "../storage/session_keys.ts";
import type { AppServices } from "../app_services.ts";
import type { Kv, KvKey } from "../../sync/kv/kv.ts";

/** Per commit. */
const atOnce = 20;

export class PassRevocation {
  readonly #kv: Kv;
  readonly #tokens: Tokens;

  constructor({ kv, tokens }: Pick<AppServices, "kv" | "tokens">) {
    this.#kv = kv;
    this.#tokens = tokens;
  }

  /** Revokes a cookie (J-6); `runs` as for {@link untie}. */
  async leave(who: Who, token: string, runs: boolean): Promise<void> {
    const { session, member, by = member } = who;
    const name = tokenName(token);
    const key = keys.entered(session, by, name);
    const { value } = await this.#kv.get<EntryRecord>(key);
    const change = this.#kv.atomic().delete(this.#tokens.key("member", name));
    // Its earlier waits must not let it in again.
    for (const key of value ? await this.#waitsOf(session, by, value) : []) {
      change.delete(key);
    }
    if (value && runs) change.set(key, { ...value, left: true });
    else change.delete(key);
    await change.commit();
  }

  /** The waits by which this browser joined as this member. */
  async #waitsOf(
    session: string,
    member: string,
    { browser, waiting: last }: EntryRecord,
  ): Promise<KvKey[]> {
    const waits = new Set<string>(last === undefined ? [] : [last]);
    const prefix = keys.entered(session, member);
    for await (const { value } of this.#kv.list<EntryRecord>({ prefix })) {
      if (value.browser === browser && value.waiting) waits.add(value.waiting);
    }
    const all: KvKey[] = [];
    for (const id of [...waits].slice(0, atOnce)) {
      const of = keys.waitingOf(session, id);
      const { value } = await this.#kv.get<string>(of);
      if (value) all.push(this.#tokens.key("waiting", value));
      all.push(of, keys.waiting(id), keys.waitingSeen(id));
    }
    return all;
  }
}

/** Their member in the class before, granted with the same cookie. */
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
