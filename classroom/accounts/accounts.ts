/**
 * Teachers' accounts: sign-up, sign-in and out, passwords. Neither answers nor their time reveal whether an address has
 * an account, except at sign-up with that address (ACCESS-5).
 */
import type { z } from "zod";
import { refusal } from "../model/refuse.ts";
import {
  type changeAccountBody,
  normalizeEmail,
  type signInBody,
  type signUpBody,
  type teacherSchema,
} from "./account_bodies.ts";
import {
  type Account,
  AccountStore,
  hasVerifiedAddress,
} from "./account_store.ts";
import {
  hashPassword,
  type PasswordHash,
  verifyPassword,
} from "./passwords.ts";
import { newId } from "../model/ids.ts";
import { type Settings, usualPasswordCostLog2 } from "../settings.ts";
import type { TryStore } from "../limits/rate_limiter.ts";
import { AccountLimits, type SignInSource } from "./sign_in_limits.ts";
import { freshSignInMs, SignIns } from "./sign_ins.ts";
import { hashToken, type Tokens } from "../tokens.ts";
import { requireStrongPassword } from "./weak_passwords.ts";
import type { Kv } from "../../sync/kv/kv.ts";

export type Teacher = z.output<typeof teacherSchema>;

type AccountSettings = Pick<
  Settings,
  "SIGN_UP" | "TEACHER_PLAN" | "PASSWORDS" | "SMTP_URL" | "OPERATORS"
>;

export interface SignIn {
  teacher: Teacher;
  token: string;
  /** Marks a browser that has signed in to this account; gives no access. */
  device: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/**
 * Voided sign-ins of a teacher: the one with the token hash `only`, or all. If all, the sign-in with the token hash
 * `renewed` gets a new token; null: none does.
 */
export type VoidedSignIns =
  & { teacher: string }
  & ({ only: string } | { renewed: string | null });

const dayMs = 24 * 60 * 60 * 1000;
const newAccountMs = dayMs;
/** Lifetimes (ms) of the operator's reset links and of mailed ones, which stay in mailboxes. */
const resetLinkMs = dayMs;
const mailedLinkMs = 60 * 60 * 1000;

/** Proof before an account is deleted: the password, or the token of a fresh school sign-in. */
interface Proof {
  password: string;
  token: string | undefined;
}

export class Accounts {
  readonly resetLinks: ResetLinks;
  readonly #store: AccountStore;
  readonly #tokens: Tokens;
  readonly #settings: AccountSettings;
  readonly #signIns: SignIns;
  readonly #limits: AccountLimits;
  readonly #onSignedOut: (voided: VoidedSignIns) => void;
  readonly #clock: () => number;
  readonly #cost: number;

  /**
   * @param signedOut called with voided sign-ins, so that their sockets close
   * @param world clock, scrypt's N, and where instances count tries together
   */
  constructor(
    kv: Kv,
    tokens: Tokens,
    settings: AccountSettings,
    signedOut: (voided: VoidedSignIns) => void = () => {},
    { clock = Date.now, cost = 2 ** usualPasswordCostLog2, tries }: {
      clock?: () => number;
      cost?: number;
      tries?: TryStore;
    } = {},
  ) {
    this.#clock = clock;
    this.#limits = new AccountLimits(clock, tries);
    this.#cost = cost;
    this.#store = new AccountStore(kv);
    this.#tokens = tokens;
    this.#signIns = new SignIns(tokens, clock);
    this.#settings = settings;
    this.#onSignedOut = signedOut;
    this.resetLinks = new ResetLinks(this.#store, tokens, this, {
      clock,
      cost,
    });
  }

  /** Whether strangers can sign up and have the Teacher plan. An account then does not prove who its teacher is. */
  get isOpenToAnyone(): boolean {
    const { SIGN_UP, TEACHER_PLAN, PASSWORDS } = this.#settings;
    return PASSWORDS === "on" && SIGN_UP === "open" &&
      TEACHER_PLAN === "everyone";
  }

  /** Whether addresses can be proved, so that an invitation is only for its address (D-2). */
  get canProveAddresses(): boolean {
    return this.#settings.SMTP_URL !== undefined;
  }

  /**
   * Whether the account is less than a day old and neither the operator nor the school vouches for it. False unless
   * `isOpenToAnyone`.
   */
  async isNewAccount(teacher: string, now: number): Promise<boolean> {
    if (!this.isOpenToAnyone) return false;
    const account = await this.#store.findById(teacher);
    return account !== null && now < newAccountEnd(account);
  }

  /**
   * Whether the settings name the account's address as an operator's, and the address is verified: at an open sign-up,
   * anyone could take it.
   */
  async isOperator(id: string): Promise<boolean> {
    if (!this.#settings.OPERATORS) return false;
    const account = await this.#store.findById(id);
    return account !== null && hasVerifiedAddress(account) &&
      this.#isNamedOperator(account);
  }

  /** Whether the settings name the account as an operator's, but its address is not verified. */
  isUnprovedOperator(account: Account): boolean {
    return this.#isNamedOperator(account) && !hasVerifiedAddress(account);
  }

  #isNamedOperator({ email }: Account): boolean {
    const { OPERATORS = [] } = this.#settings;
    return OPERATORS.map(normalizeEmail).includes(email);
  }

  /** Refuses with `conflict` if the address has an account. */
  async signUp(
    ask: z.infer<typeof signUpBody>,
    from: SignInSource,
  ): Promise<SignIn> {
    this.requirePasswordSignIn();
    if (this.#settings.SIGN_UP === "closed") {
      throw refusal("sign-up-closed");
    }
    await requireStrongPassword(ask.password, ask);
    const hasPaid = await this.#limits.takeSignUpTry(ask, from);
    const account: Account = {
      id: newId(),
      name: ask.name,
      email: ask.email,
      password: await hashPassword(ask.password, this.#cost),
      signIns: 1,
      granted: false,
      createdAt: this.#clock(),
    };
    const { email } = account;
    const addedAccount = await this.#limits.limitSignUp(
      from.address,
      email,
      hasPaid,
      () => this.#store.add(account),
    );
    if (addedAccount) return await this.#signIn(account);
    throw refusal("email-taken");
  }

  /** The teacher of a normalised address; null: it has no account. */
  async findByEmail(email: string): Promise<Teacher | null> {
    const account = await this.#store.findByEmail(email);
    return account && this.#toTeacher(account);
  }

  /** Whether this browser has signed in to the account of a normalised address. Takes equally long if there is none. */
  async knowsBrowser(
    email: string,
    device: string | undefined,
  ): Promise<boolean> {
    const account = await this.#store.findByEmail(email);
    return await this.#signIns.isKnownDevice(account?.id ?? "", device);
  }

  requirePasswordSignIn(): void {
    if (this.#settings.PASSWORDS === "off") throw refusal("passwords-off");
  }

  async signIn(
    ask: z.infer<typeof signInBody>,
    from: SignInSource,
  ): Promise<SignIn> {
    this.requirePasswordSignIn();
    return await this.#signIn(await this.authenticate(ask, from));
  }

  /**
   * Finds the account with this address and password, even if password sign-in is off. Refuses a wrong address or
   * password, and too many tries.
   */
  async authenticate(
    ask: z.infer<typeof signInBody>,
    from: SignInSource,
  ): Promise<Account> {
    const account = await this.#store.findByEmail(ask.email);
    const isKnown = await this.#signIns.isKnownDevice(
      account?.id ?? "",
      from.device,
    );
    const giveBack = await this.#limits.takeSignInTry(ask, from, isKnown);
    const isRight = await verifyPassword(
      ask.password,
      account?.password ?? null,
      this.#cost,
    );
    if (!account || !isRight) {
      this.#limits.noteWrongPassword(from.address);
      throw refusal("wrong-sign-in");
    }
    await giveBack();
    return account;
  }

  async signInBySchool(account: Account): Promise<SignIn> {
    return await this.#signIn(account, { school: true });
  }

  /**
   * Forgets an account's known browsers and closes all its sockets. Called after a change that has voided its sign-ins.
   */
  async closeAllSignIns(account: string): Promise<void> {
    await this.#signIns.forgetDevices(account);
    this.#onSignedOut({ teacher: account, renewed: null });
  }

  async availableProofs(
    teacher: Teacher,
    token: string | undefined,
  ): Promise<{ hasPassword: boolean; hasSchool: boolean; isFresh: boolean }> {
    const account = await this.#store.findById(teacher.id);
    return {
      hasPassword: this.#settings.PASSWORDS === "on" &&
        account?.password != null,
      hasSchool: account?.school !== undefined,
      isFresh: await this.#signIns.isFresh(teacher.id, token),
    };
  }

  /**
   * Whether a sign-in was made at the school's provider, where the teacher may still be signed in after a sign-out
   * here.
   */
  async isSchoolSignIn(token: string | undefined): Promise<boolean> {
    return (await this.#signIns.find(token))?.school === true;
  }

  async signOut(token: string | undefined): Promise<void> {
    const teacher = await this.findByToken(token);
    if (!teacher || !token) return;
    await this.#signIns.end(token);
    this.#onSignedOut({ teacher: teacher.id, only: hashToken(token) });
  }

  /** Ends all sign-ins of a teacher with their sockets, and forgets known browsers. */
  async signOutEverywhere(teacher: Teacher): Promise<void> {
    await this.#store.update(
      teacher.id,
      (account) => ({ ...account, signIns: account.signIns + 1 }),
    );
    await this.#signIns.forgetDevices(teacher.id);
    this.#onSignedOut({ teacher: teacher.id, renewed: null });
  }

  /** Like {@link SignIns.renew}. */
  renewSignIn(token: string | undefined): Promise<number | null> {
    return this.#signIns.renew(token);
  }

  async findByToken(token: string | undefined): Promise<Teacher | null> {
    const subject = await this.#signIns.find(token);
    if (!subject) return null;
    if (this.#settings.PASSWORDS === "off" && !subject.school) return null;
    const account = await this.#store.findById(subject.teacher);
    return account?.signIns === subject.signIns
      ? this.#toTeacher(account)
      : null;
  }

  async findById(id: string): Promise<Teacher | null> {
    const account = await this.#store.findById(id);
    return account && this.#toTeacher(account);
  }

  /**
   * Changes name or password. A new password needs the old one and voids all sign-ins; the returned `signIn` replaces
   * the one of `token`. It is null if the password stays.
   */
  async changeAccount(
    teacher: Teacher,
    ask: z.infer<typeof changeAccountBody>,
    token?: string,
  ): Promise<{ teacher: Teacher; signIn: SignIn | null }> {
    const notRight = refusal("wrong-old-password");
    let verified: Account | null = null;
    let next: PasswordHash | null = null;
    if (ask.password !== undefined) {
      this.requirePasswordSignIn();
      verified = await this.#accountWithPassword(
        teacher,
        ask.oldPassword ?? "",
      );
      if (!verified) throw notRight;
      await requireStrongPassword(ask.password, verified);
      next = await hashPassword(ask.password, this.#cost);
    }
    const changed = await this.#store.update(teacher.id, (account) => {
      // The password has changed since it was verified, such as by the operator's link.
      if (verified && account.signIns !== verified.signIns) throw notRight;
      return {
        ...account,
        name: ask.name ?? account.name,
        ...(next && { password: next, signIns: account.signIns + 1 }),
      };
    });
    if (!next) return { teacher: this.#toTeacher(changed), signIn: null };
    const renewed = token ? hashToken(token) : null;
    this.#onSignedOut({ teacher: teacher.id, renewed });
    const signIn = await this.#signIn(changed);
    return { teacher: signIn.teacher, signIn };
  }

  /** Deletes an account and ends its sign-ins. A key remains until its sessions are deleted (O-3). */
  async removeAccount(teacher: Teacher, proof: Proof): Promise<void> {
    const proofs = await this.availableProofs(teacher, proof.token);
    if (!proofs.hasPassword && !proofs.isFresh) {
      throw refusal("school-sign-in-old", { minutes: freshSignInMs / 60_000 });
    }
    const account = proofs.hasPassword
      ? await this.#accountWithPassword(teacher, proof.password)
      : await this.#store.findById(teacher.id);
    if (!account) {
      throw refusal("wrong-password");
    }
    await this.#remove(account, ({ signIns }) => {
      if (signIns === account.signIns) return;
      throw refusal("wrong-password");
    });
  }

  /** Like {@link removeAccount}, without a proof. */
  async removeByOperator(id: string): Promise<void> {
    const account = await this.#store.findById(id);
    if (!account) throw refusal("changed-meanwhile");
    await this.#remove(account, () => {});
  }

  async #remove(
    { id, email }: Account,
    check: (account: Account) => void,
  ): Promise<void> {
    await this.#store.remove(id, check, this.#clock());
    const isTheirs = (it: Record<string, unknown>) => it.account === id;
    await this.#tokens.deleteWhere("school-link", isTheirs);
    this.#onSignedOut({ teacher: id, renewed: null });
    // No other tokens contain the address.
    await this.#tokens.deleteWhere("proof", (it) => it.email === email);
  }

  /** Ends all sign-ins of an account and refuses new ones, or allows them again. */
  async setDisabled(id: string, isDisabled: boolean): Promise<void> {
    await this.#store.update(id, ({ disabled: _, ...account }) => ({
      ...account,
      ...isDisabled && {
        disabled: this.#clock(),
        signIns: account.signIns + 1,
      },
    }));
    if (isDisabled) await this.closeAllSignIns(id);
  }

  async #accountWithPassword(
    { id }: Teacher,
    givenPassword: string,
  ): Promise<Account | null> {
    const giveBack = await this.#limits.takeOldPasswordTry(
      id,
      givenPassword,
    );
    const account = await this.#store.findById(id);
    const isRight = await verifyPassword(
      givenPassword,
      account?.password ?? null,
      this.#cost,
    );
    if (!isRight) return null;
    await giveBack();
    return account;
  }

  /** Gives or takes the Teacher plan (S-10); null: there is no such account. */
  async grantPlan(
    ofEmail: string,
    isGranted: boolean,
  ): Promise<Teacher | null> {
    const account = await this.#store.findByEmail(normalizeEmail(ofEmail));
    if (!account) return null;
    return this.#toTeacher(
      await this.#store.update(
        account.id,
        (it) => ({ ...it, granted: isGranted }),
      ),
    );
  }

  async #signIn(account: Account, method?: { school: true }): Promise<SignIn> {
    if (account.disabled !== undefined) throw refusal("account-disabled");
    const opened = await this.#signIns.createSignIn(account, method);
    return { teacher: this.#toTeacher(account), ...opened };
  }

  #toTeacher(account: Account): Teacher {
    const { id, name, email, granted } = account;
    const plan = granted || this.#settings.TEACHER_PLAN === "everyone";
    const unproved = this.canProveAddresses && !hasVerifiedAddress(account);
    return { id, name, email, plan, ...unproved && { unproved } };
  }
}

function newAccountEnd({ granted, school, createdAt }: Account): number {
  return granted || school ? 0 : createdAt + newAccountMs;
}

type ResetLinkSubject = { account: string; signIns: number; mailed?: true };

/** Links that set a new password once: the operator's, and mailed ones (D-2). */
class ResetLinks {
  readonly #store: AccountStore;
  readonly #tokens: Tokens;
  readonly #accounts: Accounts;
  readonly #options: { clock: () => number; cost: number };

  constructor(
    store: AccountStore,
    tokens: Tokens,
    accounts: Accounts,
    world: { clock: () => number; cost: number },
  ) {
    this.#store = store;
    this.#tokens = tokens;
    this.#accounts = accounts;
    this.#options = world;
  }

  /**
   * Makes the token of a reset link. Null: the address has no account, or for a `mailed` link no password, as reading a
   * mailbox is no sign-in at the school (D-1). The operator's link is valid for a day, a mailed one for an hour; a
   * mailed one proves the address.
   */
  async make(ofEmail: string, mailed = false): Promise<string | null> {
    const account = await this.#store.findByEmail(normalizeEmail(ofEmail));
    if (!account || mailed && account.password === null) return null;
    const { id, signIns } = account;
    const { token, fact } = this.#tokens.createToken(
      "reset",
      { account: id, signIns, ...mailed && { mailed } },
      this.#options.clock() + (mailed ? mailedLinkMs : resetLinkMs),
    );
    await this.#tokens.storeFact(fact);
    return token;
  }

  /**
   * Sets a new password and voids all sign-ins. Refuses a weak password, and a link that is used, expired, unknown or
   * void.
   */
  async use(token: string, newPassword: string): Promise<void> {
    this.#accounts.requirePasswordSignIn();
    const gone = refusal("link-used");
    const link = await this.#tokens.find<ResetLinkSubject>("reset", token);
    const owner = link && await this.#store.findById(link.account);
    if (!owner) throw gone;
    await requireStrongPassword(newPassword, owner);
    const next = await hashPassword(newPassword, this.#options.cost);
    const subject = await this.#tokens.useOnce<ResetLinkSubject>(
      "reset",
      token,
    );
    if (!subject) throw gone;
    await this.#store.update(subject.account, (account) => {
      // A change that voids the sign-ins also voids older links.
      if (account.signIns !== subject.signIns) throw gone;
      const { signIns, proved = subject.mailed && this.#options.clock() } =
        account;
      return {
        ...account,
        password: next,
        signIns: signIns + 1,
        ...proved !== undefined && { proved },
      };
    });
    await this.#accounts.closeAllSignIns(subject.account);
  }
}
