/**
 * Accounts in the KV.
 *
 * | key | value |
 * |---|---|
 * | `["account", id]` | {@link Account} |
 * | `["account-by-email", email]` | the account's id |
 * | `["account-by-school", issuer, subject]` | the account's id, by the school's identity |
 * | `["school-approved", address]` | {@link Approval} |
 */
import { refusal } from "../model/refuse.ts";
import { kvKeys } from "../storage/kv_keys.ts";
import type { PasswordHash } from "./passwords.ts";
import type { Kv, KvEntryMaybe, KvKey } from "../../sync/kv/kv.ts";

/** A person at an OpenID Connect provider (`iss` and `sub`). */
export interface SchoolIdentity {
  issuer: string;
  subject: string;
}

/**
 * The operator's permission: whoever signs in at the school with the key's address may link that identity to `account`.
 */
interface Approval {
  account: string;
  /** Milliseconds since 1970. */
  until: number;
}

export interface Account {
  id: string;
  name: string;
  email: string;
  /** Null: the teacher signs in only with the school's provider. */
  password: PasswordHash | null;
  school?: SchoolIdentity;
  /** Raising it voids all sign-ins that stored the earlier number. */
  signIns: number;
  granted: boolean;
  createdAt: number;
  /** When an operator disabled it (ms since 1970): nobody can sign in to it. */
  disabled?: number;
  /** When the address was first proved (ms since 1970). */
  proved?: number;
}

/**
 * Whether the address is surely the teacher's: it was proved, or the school or the operator vouches for the account.
 */
export function hasVerifiedAddress(
  account: Pick<Account, "proved" | "granted" | "school">,
): boolean {
  return account.proved !== undefined || account.granted ||
    account.school !== undefined;
}

/** Reads and changes accounts; concurrent changes all take effect. */
export class AccountStore {
  readonly #kv: Kv;

  constructor(kv: Kv) {
    this.#kv = kv;
  }

  async findById(id: string): Promise<Account | null> {
    return (await this.#kv.get<Account>(kvKeys.account(id))).value;
  }

  /** Accounts with `part` in address or name, sorted by address. Reads all accounts. */
  async search(part: string): Promise<Account[]> {
    const query = part.trim().toLowerCase();
    const entries = this.#kv.list<Account>({ prefix: [accountKeyPrefix] });
    const accounts = (await Array.fromAsync(entries, ({ value }) => value))
      .filter(({ email, name }) =>
        [email, name].some((it) => it.toLowerCase().includes(query))
      );
    return accounts.sort((a, b) => a.email < b.email ? -1 : 1);
  }

  async findByEmail(email: string): Promise<Account | null> {
    const id = (await this.#kv.get<string>(emailKey(email))).value;
    // Reads a second key even without an account, as the time would reveal that there is none.
    return await this.findById(id ?? "");
  }

  async findBySchoolIdentity(school: SchoolIdentity): Promise<Account | null> {
    const id = (await this.#kv.get<string>(schoolKey(school))).value;
    return id === null ? null : await this.findById(id);
  }

  /** Adds an account; null: the e-mail address or the school's identity already has one. */
  async add(account: Account): Promise<Account | null> {
    const byEmail = emailKey(account.email);
    const adding = this.#kv.atomic()
      .check({ key: byEmail, versionstamp: null })
      .set(byEmail, account.id)
      .set(kvKeys.account(account.id), account);
    if (account.school) {
      const bySchool = schoolKey(account.school);
      adding.check({ key: bySchool, versionstamp: null })
        .set(bySchool, account.id);
    }
    const result = await adding.commit();
    if (result.ok) return account;
    // Over a network, Deno repeats a write whose answer was lost; the repeated write then fails the check.
    const { value } = await this.#kv.get(byEmail);
    return value === account.id ? account : null;
  }

  /** Changes an account. Refuses with `not-found` if it is missing. */
  async update(
    id: string,
    change: (account: Account) => Account,
  ): Promise<Account> {
    const key = kvKeys.account(id);
    for (let tried: Account | null = null;;) {
      const { value, versionstamp } = await this.#kv.get<Account>(key);
      if (!value) throw refusal("not-found");
      // The previous attempt took effect, and its reply was lost.
      if (tried && JSON.stringify(value) === JSON.stringify(tried)) {
        return tried;
      }
      tried = change(value);
      const result = await this.#kv.atomic().check({ key, versionstamp })
        .set(key, tried).commit();
      if (result.ok) return tried;
    }
  }

  /**
   * Links an account to a school's identity instead of its former one, unless it is linked already, and deletes the
   * given approval. Null: the identity has another account, or the approval has changed. Refuses with `not-found`.
   */
  async linkSchoolIdentity(
    id: string,
    school: SchoolIdentity,
    change: (account: Account) => Account,
    approval?: KvEntryMaybe<Approval>,
  ): Promise<Account | null> {
    const key = kvKeys.account(id);
    const bySchool = schoolKey(school);
    for (;;) {
      const entry = await this.#kv.get<Account>(key);
      const owner = await this.#kv.get<string>(bySchool);
      if (!entry.value) throw refusal("not-found");
      // Linked by another request, or by this write if its reply was lost.
      if (owner.value === id) return entry.value;
      if (owner.value !== null) return null;
      if (approval) {
        const currentApproval = await this.#kv.get<Approval>(approval.key);
        if (currentApproval.versionstamp !== approval.versionstamp) return null;
      }
      const linked: Account = { ...change(entry.value), school };
      const linking = this.#kv.atomic().check(entry).check(owner)
        .set(key, linked).set(bySchool, id);
      const formerSchool = entry.value.school;
      if (formerSchool) linking.delete(schoolKey(formerSchool));
      if (approval) linking.check(approval).delete(approval.key);
      if ((await linking.commit()).ok) return linked;
    }
  }

  /** Stores an approval for an address, replacing an earlier one; the store deletes it after `lasts` ms. */
  async storeApproval(
    address: string,
    approval: Approval,
    lasts: number,
  ): Promise<void> {
    const key = approvedKey(address);
    await this.#kv.set(key, approval, { expireIn: lasts });
  }

  /** The approval of an address. Its `until` must be checked, as the store deletes late. */
  approval(address: string): Promise<KvEntryMaybe<Approval>> {
    return this.#kv.get<Approval>(approvedKey(address));
  }

  /**
   * Deletes an account, and leaves a key by which its sessions are deleted (O-3).
   * @param check throws if the account must not be deleted
   */
  async remove(
    id: string,
    check: (account: Account) => void,
    now: number,
  ): Promise<void> {
    const key = kvKeys.account(id);
    for (let tried = false;; tried = true) {
      const { value, versionstamp } = await this.#kv.get<Account>(key);
      // Deleted by this write if its reply was lost, or by another request.
      if (!value && tried) return;
      if (!value) throw refusal("not-found");
      check(value);
      const going = this.#kv.atomic().check({ key, versionstamp })
        .delete(key).delete(emailKey(value.email))
        .set(kvKeys.leaving(id), now);
      if (value.school) going.delete(schoolKey(value.school));
      await this.#forgetApprovals(id);
      if ((await going.commit()).ok) return;
    }
  }

  /** Deletes the approvals of an account. Reads all, as they are few and have no index. */
  async #forgetApprovals(account: string): Promise<void> {
    const entries = this.#kv.list<Approval>({ prefix: [approvalKeyPrefix] });
    for await (const { key, value } of entries) {
      if (value.account === account) await this.#kv.delete(key);
    }
  }
}

const accountKeyPrefix = kvKeys.account("")[0];
const approvalKeyPrefix = "school-approved";

function approvedKey(address: string): KvKey {
  return [approvalKeyPrefix, address];
}

function schoolKey({ issuer, subject }: SchoolIdentity): KvKey {
  return ["account-by-school", issuer, subject];
}

function emailKey(email: string): KvKey {
  return ["account-by-email", email];
}
