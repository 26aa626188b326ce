/**
 * Accounts in the KV.
 *
 * | key | value |
 * |---|---|
 * | `["account", id]` | {@link Account} |
 * | `["account-by-email", email]` | the account's id |
 * | `["account-by-school", issuer, subject]` | the account's id: whom the school's provider signs in there |
 * | `["school-approved", address]` | {@link Approval} |
 */
import { Refusal } from "../../sync/refusal.ts";
import { keys } from "../storage/session_keys.ts";
import type { PasswordHash } from "./passwords.ts";
import type { Kv, KvEntryMaybe, KvKey } from "../../sync/kv/kv.ts";

/** Somebody, as a provider of OpenID Connect knows them: by these two alone, never by an address. */
export interface SchoolIdentity {
  issuer: string;
  subject: string;
}

/** The operator's word that an account is that of whoever the school's provider signs in with an address. */
interface Approval {
  account: string;
  /** Milliseconds since 1970. */
  until: number;
}

export interface Account {
  id: string;
  name: string;
  email: string;
  /** Null: nobody has chosen one, the school's provider signs them in. */
  password: PasswordHash | null;
  school?: SchoolIdentity;
  /** Sign-ins made under another number are void. */
  signIns: number;
  granted: boolean;
  createdAt: number;
  /** When it was shown that they read what is sent to their address, in ms since 1970; never taken away again. */
  proved?: number;
}

/** Whether the address is known to be theirs: they have shown it, or the school or the operator vouches for them. */
export function isProved(
  account: Pick<Account, "proved" | "granted" | "school">,
): boolean {
  return account.proved !== undefined || account.granted ||
    account.school !== undefined;
}

/** Finds and changes accounts; of two changes at once, both take effect. */
export class AccountStore {
  readonly #kv: Kv;

  constructor(kv: Kv) {
    this.#kv = kv;
  }

  async byId(id: string): Promise<Account | null> {
    return (await this.#kv.get<Account>(keys.account(id))).value;
  }

  async byEmail(email: string): Promise<Account | null> {
    const id = (await this.#kv.get<string>(keyOf(email))).value;
    // Asks a second time even for no account: over a network the missing request would tell.
    return await this.byId(id ?? "");
  }

  /** The account of somebody whom the school's provider has signed in. */
  async bySchool(school: SchoolIdentity): Promise<Account | null> {
    const id = (await this.#kv.get<string>(schoolKey(school))).value;
    return id === null ? null : await this.byId(id);
  }

  /** Adds an account; null where its e-mail address, or its person at the school, has one. */
  async add(account: Account): Promise<Account | null> {
    const byEmail = keyOf(account.email);
    const adding = this.#kv.atomic()
      .check({ key: byEmail, versionstamp: null })
      .set(byEmail, account.id)
      .set(keys.account(account.id), account);
    if (account.school) {
      const bySchool = schoolKey(account.school);
      adding.check({ key: bySchool, versionstamp: null })
        .set(bySchool, account.id);
    }
    const made = await adding.commit();
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
   * Makes an account that of somebody at the school, in the place of who had it there before; null where that person has
   * another one. An approval that is given is used up by it.
   */
  async link(
    id: string,
    school: SchoolIdentity,
    change: (account: Account) => Account,
    approval?: KvEntryMaybe<Approval>,
  ): Promise<Account | null> {
    const key = keys.account(id);
    const bySchool = schoolKey(school);
    for (;;) {
      const entry = await this.#kv.get<Account>(key);
      const owner = await this.#kv.get<string>(bySchool);
      if (!entry.value) throw new Refusal("not-found");
      // By another request of theirs, or by this very write, whose answer was lost.
      if (owner.value === id) return entry.value;
      if (owner.value !== null) return null;
      if (approval) {
        const now = await this.#kv.get<Approval>(approval.key);
        if (now.versionstamp !== approval.versionstamp) return null;
      }
      const linked: Account = { ...change(entry.value), school };
      const linking = this.#kv.atomic().check(entry).check(owner)
        .set(key, linked).set(bySchool, id);
      const before = entry.value.school;
      if (before) linking.delete(schoolKey(before));
      if (approval) linking.check(approval).delete(approval.key);
      if ((await linking.commit()).ok) return linked;
    }
  }

  /** Keeps an approval for an address, in the place of an earlier one. */
  async approve(
    address: string,
    approval: Approval,
    lasts: number,
  ): Promise<void> {
    const key = approvedKey(address);
    await this.#kv.set(key, approval, { expireIn: lasts });
  }

  /** The approval for an address; the KV may have kept it beyond its end. */
  approval(address: string): Promise<KvEntryMaybe<Approval>> {
    return this.#kv.get<Approval>(approvedKey(address));
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
      const going = this.#kv.atomic().check({ key, versionstamp })
        .delete(key).delete(keyOf(value.email))
        .set(keys.leaving(id), now);
      if (value.school) going.delete(schoolKey(value.school));
      await this.#forgetApprovals(id);
      if ((await going.commit()).ok) return;
    }
  }

  /** They are few, and the account is not named by anything else. */
  async #forgetApprovals(account: string): Promise<void> {
    const all = this.#kv.list<Approval>({ prefix: [approved] });
    for await (const { key, value } of all) {
      if (value.account === account) await this.#kv.delete(key);
    }
  }
}

const approved = "school-approved";

function approvedKey(address: string): KvKey {
  return [approved, address];
}

function schoolKey({ issuer, subject }: SchoolIdentity): KvKey {
  return ["account-by-school", issuer, subject];
}

function keyOf(email: string): KvKey {
  return ["account-by-email", email];
}
