/**
 * Which account somebody has whom the school's provider has signed in (D-1): the one that is linked to them there, a new
 * one, or an older one of the same verified address. That becomes theirs only when its owner has proved it: by its
 * password, once, or by the operator's word.
 */
import { newId } from "../../model/ids.ts";
import { refusal } from "../../model/refuse.ts";
import type {
  Account,
  AccountStore,
  SchoolIdentity,
} from "../account_store.ts";
import { normalEmail } from "../account_bodies.ts";
import type { Accounts, SignIn } from "../accounts.ts";
import type { SignInSource } from "../sign_in_limits.ts";
import type { SchoolPerson } from "./claims.ts";

/** A person whose address is known, and theirs. */
export type VerifiedPerson = SchoolPerson & { address: string };

/** What comes of a sign-in by the school: they are in, they must prove an account, or it is another's. */
type Entrance =
  | { signIn: SignIn }
  | { prove: { account: string; address: string; identity: SchoolIdentity } }
  | { taken: string };

/** What comes of the operator's word: who has the account, or why not. */
type Approved =
  | { email: string }
  | { missing: true }
  | { taken: true };

export const approvalLasts = 30 * 24 * 60 * 60 * 1000;

export class SchoolAccounts {
  readonly #store: AccountStore;
  readonly #accounts: Accounts;
  readonly #clock: () => number;

  /** @param clock milliseconds since 1970 */
  constructor(
    store: AccountStore,
    accounts: Accounts,
    clock: () => number = Date.now,
  ) {
    this.#store = store;
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /** Lets somebody in whom the provider has signed in and who may teach. */
  async enter(person: VerifiedPerson): Promise<Entrance> {
    const { address, identity } = person;
    const own = await this.#store.bySchool(identity);
    if (own) return await this.#in(own);
    const approved = await this.#byApproval(person);
    if (approved) return await this.#in(approved);
    const there = await this.#store.byEmail(address);
    if (there?.school) return { taken: address };
    if (there) return { prove: { account: there.id, address, identity } };
    const made = await this.#store.add({
      id: newId(),
      name: person.name,
      email: address,
      password: null,
      school: identity,
      signIns: 1,
      granted: false,
      createdAt: this.#clock(),
    });
    // Somebody has come with the same address, or they themselves in another tab, at the same moment.
    return made ? await this.#in(made) : await this.enter(person);
  }

  /** Links an account to somebody who knows its password, and signs them in. */
  async link(
    { account, address, identity }: {
      account: string;
      address: string;
      identity: SchoolIdentity;
    },
    password: string,
    from: SignInSource,
  ): Promise<SignIn> {
    const proved = await this.#accounts.prove(
      { email: address, password },
      from,
    );
    // Between the two moments it was deleted and made anew, or became somebody's.
    if (proved.id !== account || proved.school) {
      throw refusal("changed-meanwhile");
    }
    const linked = await this.#store.link(account, identity, (now) => {
      if (now.signIns !== proved.signIns || now.school) {
        throw refusal("changed-meanwhile");
      }
      return now;
    });
    if (!linked) throw refusal("changed-meanwhile");
    return await this.#accounts.enterBySchool(linked);
  }

  /**
   * The operator's word: for some weeks the account of `email` is that of whoever the provider signs in with the verified
   * address `address`. An address that has an account of its own is not given a second one.
   */
  async approve(email: string, address = email): Promise<Approved> {
    const account = await this.#store.byEmail(normalEmail(email));
    if (!account) return { missing: true };
    const theirs = normalEmail(address);
    const other = await this.#store.byEmail(theirs);
    if (other && other.id !== account.id) return { taken: true };
    const until = this.#clock() + approvalLasts;
    const approval = { account: account.id, until };
    await this.#store.approve(theirs, approval, approvalLasts);
    return { email: account.email };
  }

  /**
   * The account that the operator has given them. Whoever else had a way in, by a password that they had chosen or by an
   * open sign-in, has none any more: nobody knows who made it.
   */
  async #byApproval(person: VerifiedPerson): Promise<Account | null> {
    const approval = await this.#store.approval(person.address);
    const { value } = approval;
    if (!value || value.until <= this.#clock()) return null;
    if (!await this.#store.byId(value.account)) return null;
    const linked = await this.#store.link(
      value.account,
      person.identity,
      (account) => ({
        ...account,
        password: null,
        signIns: account.signIns + 1,
      }),
      approval,
    );
    if (linked) await this.#accounts.closeAll(linked.id);
    return linked;
  }

  async #in(account: Account): Promise<Entrance> {
    return { signIn: await this.#accounts.enterBySchool(account) };
  }
}
