/**
 * Finds the account for a person from the school's provider (D-1): the linked one; the one that the operator approved
 * for the person's verified address; one with the same address, once its password is given; or a new one.
 */
import { newId } from "../../model/ids.ts";
import { refusal } from "../../model/refuse.ts";
import type {
  Account,
  AccountStore,
  SchoolIdentity,
} from "../account_store.ts";
import { normalizeEmail } from "../account_bodies.ts";
import type { Accounts, SignIn } from "../accounts.ts";
import type { SignInSource } from "../sign_in_limits.ts";
import type { SchoolPerson } from "./claims.ts";

export type VerifiedPerson = SchoolPerson & { address: string };

type Entrance =
  | { signIn: SignIn }
  | { prove: { account: string; address: string; identity: SchoolIdentity } }
  | { taken: string };

type ApprovalResult =
  | { email: string }
  | { missing: true }
  | { taken: true };

export const approvalLifetimeMs = 30 * 24 * 60 * 60 * 1000;

export class SchoolAccounts {
  readonly #store: AccountStore;
  readonly #accounts: Accounts;
  readonly #clock: () => number;

  constructor(
    store: AccountStore,
    accounts: Accounts,
    clock: () => number = Date.now,
  ) {
    this.#store = store;
    this.#accounts = accounts;
    this.#clock = clock;
  }

  async signIn(person: VerifiedPerson): Promise<Entrance> {
    const { address, identity } = person;
    const linkedAccount = await this.#store.findBySchoolIdentity(identity);
    if (linkedAccount) return await this.#enter(linkedAccount);
    const approved = await this.#linkApproved(person);
    if (approved) return await this.#enter(approved);
    const existing = await this.#store.findByEmail(address);
    if (existing?.school) return { taken: address };
    if (existing) return { prove: { account: existing.id, address, identity } };
    const newAccount = await this.#store.add({
      id: newId(),
      name: person.name,
      email: address,
      password: null,
      school: identity,
      signIns: 1,
      granted: false,
      createdAt: this.#clock(),
    });
    // Null: a concurrent sign-in has made an account for the address.
    return newAccount
      ? await this.#enter(newAccount)
      : await this.signIn(person);
  }

  /**
   * Links an account by its password, and signs in. Refuses a wrong password, and an account that was deleted or linked
   * meanwhile.
   */
  async linkByPassword(
    { account, address, identity }: {
      account: string;
      address: string;
      identity: SchoolIdentity;
    },
    password: string,
    from: SignInSource,
  ): Promise<SignIn> {
    const proved = await this.#accounts.authenticate(
      { email: address, password },
      from,
    );
    // The account was deleted or linked since the page was shown.
    if (proved.id !== account || proved.school) {
      throw refusal("changed-meanwhile");
    }
    const linked = await this.#store.linkSchoolIdentity(
      account,
      identity,
      (current) => {
        if (current.signIns !== proved.signIns || current.school) {
          throw refusal("changed-meanwhile");
        }
        return current;
      },
    );
    if (!linked) throw refusal("changed-meanwhile");
    return await this.#accounts.signInBySchool(linked);
  }

  /**
   * Allows the person with the verified address `address` to link the account of `email`, for `approvalLifetimeMs`.
   * `missing`: `email` has no account; `taken`: `address` has another one.
   */
  async approveLink(email: string, address = email): Promise<ApprovalResult> {
    const account = await this.#store.findByEmail(normalizeEmail(email));
    if (!account) return { missing: true };
    const schoolAddress = normalizeEmail(address);
    const addressOwner = await this.#store.findByEmail(schoolAddress);
    if (addressOwner && addressOwner.id !== account.id) return { taken: true };
    const until = this.#clock() + approvalLifetimeMs;
    const approval = { account: account.id, until };
    await this.#store.storeApproval(
      schoolAddress,
      approval,
      approvalLifetimeMs,
    );
    return { email: account.email };
  }

  /**
   * Links the account that the operator approved for the person; null: none. Removes all other ways to sign in to it,
   * as another person may have made it.
   */
  async #linkApproved(person: VerifiedPerson): Promise<Account | null> {
    const approval = await this.#store.approval(person.address);
    const { value } = approval;
    if (!value || value.until <= this.#clock()) return null;
    if (!await this.#store.findById(value.account)) return null;
    const linked = await this.#store.linkSchoolIdentity(
      value.account,
      person.identity,
      (account) => ({
        ...account,
        password: null,
        signIns: account.signIns + 1,
      }),
      approval,
    );
    if (linked) await this.#accounts.closeAllSignIns(linked.id);
    return linked;
  }

  async #enter(account: Account): Promise<Entrance> {
    return { signIn: await this.#accounts.signInBySchool(account) };
  }
}
