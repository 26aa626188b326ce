/**
 * Accounts in the KV.
 *
 * Keys: `["account", id]` → {@link Account}; `["account-by-email", email]` → id.
 */
import { Refusal } from "../../sync/refusal.ts";
import { keys } from "../sessions/session_keys.ts";
import type { PasswordHash } from "./passwords.ts";

/** An account as it is stored. */
export interface Account {
  id: string;
  name: string;
  email: string;
  password: PasswordHash;
  /** Sign-ins made under another number are void. */
  signIns: number;
  granted: boolean;
  createdAt: number;
}

/** Finds and changes accounts; of two changes at once, both take effect. */
export class AccountStore {
  readonly #kv: Deno.Kv;

  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /** An account by its id. */
  async byId(id: string): Promise<Account | null> {
    return (await this.#kv.get<Account>(keys.account(id))).value;
  }

  /** An account by its normalised e-mail address. */
  async byEmail(email: string): Promise<Account | null> {
    const id = (await this.#kv.get<string>(keyOf(email))).value;
    // Asks a second time even for no account: over a network the missing request would tell.
    return await this.byId(id ?? "");
  }

  /** Adds an account; null where its e-mail address has one. */
  async add(account: Account): Promise<Account | null> {
    const byEmail = keyOf(account.email);
    const made = await this.#kv.atomic()
      .check({ key: byEmail, versionstamp: null })
      .set(byEmail, account.id)
      .set(keys.account(account.id), account)
      .commit();
    if (made.ok) return account;
    // When an answer was lost, Deno repeats the write to a KV over a network, and may lose to itself.
    const { value } = await this.#kv.get(byEmail);
    return value === account.id ? account : null;
  }

  /** Changes an account. Refused with `not-found` where there is none. */
  async update(
    id: string,
    change: (account: Account) => Account,
  ): Promise<Account> {
    const key = keys.account(id);
    for (let tried: Account | null = null;;) {
      const { value, versionstamp } = await this.#kv.get<Account>(key);
      if (!value) throw new Refusal("not-found");
      // The write before took effect, and its answer was lost.
      if (tried && JSON.stringify(value) === JSON.stringify(tried)) {
        return tried;
      }
      tried = change(value);
      const done = await this.#kv.atomic().check({ key, versionstamp })
        .set(key, tried).commit();
      if (done.ok) return tried;
    }
  }

  /**
   * Deletes an account, and leaves a key by which its sessions are found and deleted (O-3).
   *
   * @param check throws where the account must not be deleted as it is now
   */
  async remove(
    id: string,
    check: (account: Account) => void,
    now: number,
  ): Promise<void> {
    const key = keys.account(id);
    for (let tried = false;; tried = true) {
      const { value, versionstamp } = await this.#kv.get<Account>(key);
      // Gone by this very deletion, whose answer was lost, or by another one.
      if (!value && tried) return;
      if (!value) throw new Refusal("not-found");
      check(value);
      const gone = await this.#kv.atomic().check({ key, versionstamp })
        .delete(key).delete(keyOf(value.email))
        .set(keys.leaving(id), now).commit();
      if (gone.ok) return;
    }
  }
}

function keyOf(email: string): Deno.KvKey {
  return ["account-by-email", email];
}
