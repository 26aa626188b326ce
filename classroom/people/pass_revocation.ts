import { hashToken, type Tokens } from "../tokens.ts";
import type { Identity } from "../model/members.ts";
import { type JoinRecord, kvKeys } from "../storage/kv_keys.ts";
import type { AppServices } from "../app_services.ts";
import type { Kv, KvKey } from "../../sync/kv/kv.ts";

const tokensPerCommit = 20;

export class PassRevocation {
  readonly #kv: Kv;
  readonly #tokens: Tokens;

  constructor({ kv, tokens }: Pick<AppServices, "kv" | "tokens">) {
    this.#kv = kv;
    this.#tokens = tokens;
  }

  /**
   * Revokes a member's cookie (J-6).
   * @param isRunning the class runs, so the store keeps that this browser left the member
   */
  async revoke(
    who: Identity,
    token: string,
    isRunning: boolean,
  ): Promise<void> {
    const { session, member, by = member } = who;
    const name = hashToken(token);
    const key = kvKeys.entered(session, by, name);
    const { value } = await this.#kv.get<JoinRecord>(key);
    const change = this.#kv.atomic().delete(this.#tokens.key("member", name));
    // The browser's earlier waits must not let it in again.
    for (const key of value ? await this.#waitsOf(session, by, value) : []) {
      change.delete(key);
    }
    if (value && isRunning) change.set(key, { ...value, left: true });
    else change.delete(key);
    await change.commit();
  }

  /** The waits by which this browser joined as this member. */
  async #waitsOf(
    session: string,
    member: string,
    { browser, waiting }: JoinRecord,
  ): Promise<KvKey[]> {
    const waitingIds = new Set<string>(waiting === undefined ? [] : [waiting]);
    const prefix = kvKeys.entered(session, member);
    for await (const { value } of this.#kv.list<JoinRecord>({ prefix })) {
      if (value.browser === browser && value.waiting) {
        waitingIds.add(value.waiting);
      }
    }
    const keys: KvKey[] = [];
    for (const id of [...waitingIds].slice(0, tokensPerCommit)) {
      const key = kvKeys.waitingOf(session, id);
      const { value } = await this.#kv.get<string>(key);
      if (value) keys.push(this.#tokens.key("waiting", value));
      keys.push(key, kvKeys.waiting(id), kvKeys.waitingSeen(id));
    }
    return keys;
  }
}

/** Keys of the member in the repeated class, granted with the same cookie. */
export function formerMemberKeys(
  name: string,
  { browser, former }: JoinRecord,
): KvKey[] {
  return former
    ? [
      kvKeys.entered(former.session, former.member, name),
      kvKeys.browser(browser, former.session, former.member),
    ]
    : [];
}
