/**
 * Teachers' accounts: sign up, in and out, a new password, the operator's one-use link. Neither answers nor their time
 * tell whether an e-mail address has an account, except to somebody who signs up with it (A5).
 */
import type { z } from "zod";
import { refusal } from "../refuse.ts";
import {
  type changeAccountBody,
  normalEmail,
  type signInBody,
  type signUpBody,
} from "./account_bodies.ts";
import { type Account, AccountStore } from "./account_store.ts";
import {
  hashPassword,
  type PasswordHash,
  usualCost,
  verifyPassword,
} from "./passwords.ts";
import { newId } from "../schema/ids.ts";
import type { Settings } from "../settings.ts";
import { SignInLimits, type SignInSource } from "./sign_in_limits.ts";
import { tokenName, type Tokens } from "./tokens.ts";
import { requireStrongPassword } from "./weak_passwords.ts";

/** A teacher, as everybody's code knows them. */
export interface Teacher {
  id: string;
  name: string;
  email: string;
  /** Whether they have the Teacher plan (S-10). */
  plan: boolean;
}

/** A sign-in: what goes into the cookies. */
export interface SignIn {
  teacher: Teacher;
  token: string;
  /** Proves next time that this browser has signed in to this account before; it opens nothing. */
  device: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Sign-ins of a teacher that have become void: one, all, or all but one, which is given a new token. */
export type VoidedSignIns =
  & { teacher: string }
  & ({ only: string } | { renewed: string | null });

const day = 24 * 60 * 60 * 1000;
/** An unused sign-in ends after this; use puts the end off, */
const signInIdles = 30 * day;
/** until this. */
const signInLasts = 180 * day;
const deviceLasts = 400 * day;
const resetLasts = day;
/** How long an account is new. */
const newFor = day;

/** Makes, finds and changes accounts. */
export class Accounts {
  readonly #store: AccountStore;
  readonly #tokens: Tokens;
  readonly #settings: Pick<Settings, "SIGN_UP" | "TEACHER_PLAN">;
  readonly #limits: SignInLimits;
  readonly #signedOut: (voided: VoidedSignIns) => void;
  readonly #clock: () => number;
  readonly #cost: number;

  /**
   * @param signedOut told when sign-ins have become void, so that their sockets close
   * @param world what tests choose: the time, and how hard passwords are hashed
   */
  constructor(
    kv: Deno.Kv,
    tokens: Tokens,
    settings: Pick<Settings, "SIGN_UP" | "TEACHER_PLAN">,
    signedOut: (voided: VoidedSignIns) => void = () => {},
    { clock = Date.now, cost = usualCost } = {},
  ) {
    this.#clock = clock;
    this.#limits = new SignInLimits(clock);
    this.#cost = cost;
    this.#store = new AccountStore(kv);
    this.#tokens = tokens;
    this.#settings = settings;
    this.#signedOut = signedOut;
  }

  /** Whether anybody can come with any address and have the Teacher plan: an invited address proves nobody then. */
  get isForAnybody(): boolean {
    const { SIGN_UP, TEACHER_PLAN } = this.#settings;
    return SIGN_UP === "open" && TEACHER_PLAN === "everyone";
  }

  /** Whether somebody has made their account just now, where anybody can; who was given the plan is known. */
  async isNew(teacher: string, now: number): Promise<boolean> {
    if (!this.isForAnybody) return false;
    const account = await this.#store.byId(teacher);
    return account !== null && !account.granted &&
      now - account.createdAt < newFor;
  }

  /** Makes an account and signs in to it. Refused with `conflict` where the e-mail address has one. */
  async signUp(
    ask: z.infer<typeof signUpBody>,
    from: SignInSource,
  ): Promise<SignIn> {
    if (this.#settings.SIGN_UP === "closed") {
      throw refusal("sign-up-closed");
    }
    await requireStrongPassword(ask.password, ask);
    const paid = this.#limits.signUp(ask, from);
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
    const made = await this.#limits.making(
      from.address,
      email,
      paid,
      () => this.#store.add(account),
    );
    if (made) return await this.#signIn(account);
    throw refusal("email-taken");
  }

  /** The account of a normalised e-mail address; null: there is none. */
  async byEmail(email: string): Promise<Teacher | null> {
    const account = await this.#store.byEmail(email);
    return account && this.#view(account);
  }

  /** Signs in. */
  async signIn(
    ask: z.infer<typeof signInBody>,
    from: SignInSource,
  ): Promise<SignIn> {
    const account = await this.#store.byEmail(ask.email);
    const before = await this.#tokens.find<{ account: string }>(
      "device",
      from.device,
    );
    const isKnown = account !== null && before?.account === account.id;
    const giveBack = this.#limits.signIn(ask, from, isKnown);
    const right = await verifyPassword(
      ask.password,
      account?.password ?? null,
      this.#cost,
    );
    if (!account || !right) {
      this.#limits.wrong(from.address);
      throw refusal("wrong-sign-in");
    }
    giveBack();
    return await this.#signIn(account);
  }

  /** Ends one sign-in, and closes its sockets. */
  async signOut(token: string | undefined): Promise<void> {
    const teacher = await this.byToken(token);
    if (!teacher || !token) return;
    await this.#tokens.drop("teacher", token);
    this.#signedOut({ teacher: teacher.id, only: tokenName(token) });
  }

  /** Ends every sign-in of a teacher, this one too, with their sockets; no browser is known to the account any more. */
  async signOutEverywhere(teacher: Teacher): Promise<void> {
    await this.#store.update(
      teacher.id,
      (account) => ({ ...account, signIns: account.signIns + 1 }),
    );
    await this.#forgetDevices(teacher.id);
    this.#signedOut({ teacher: teacher.id, renewed: null });
  }

  /**
   * Puts off the end of a sign-in that is used, once a day. The new end, in ms since 1970; null where it stays as it is.
   */
  async renew(token: string | undefined): Promise<number | null> {
    const now = this.#clock();
    return await this.#tokens.putOff("teacher", token, (subject, expiresAt) => {
      const since = typeof subject.since === "number" ? subject.since : now;
      const end = Math.min(now + signInIdles, since + signInLasts);
      return end >= expiresAt + day ? end : null;
    });
  }

  async #forgetDevices(account: string): Promise<void> {
    await this.#tokens.dropWhere("device", (it) => it.account === account);
  }

  /** The teacher who is signed in with this token. */
  async byToken(token: string | undefined): Promise<Teacher | null> {
    const subject = await this.#tokens.find<
      { teacher: string; signIns: number }
    >("teacher", token);
    if (!subject) return null;
    const account = await this.#store.byId(subject.teacher);
    return account?.signIns === subject.signIns ? this.#view(account) : null;
  }

  /** A teacher by id. */
  async byId(id: string): Promise<Teacher | null> {
    const account = await this.#store.byId(id);
    return account && this.#view(account);
  }

  /**
   * Changes name or password. A new password wants the old one and voids every sign-in; the one returned
   * takes the place of the one by whose `token` it is asked.
   */
  async change(
    teacher: Teacher,
    ask: z.infer<typeof changeAccountBody>,
    token?: string,
  ): Promise<{ teacher: Teacher; signIn: SignIn | null }> {
    const notRight = refusal("wrong-old-password");
    let verified: Account | null = null;
    let next: PasswordHash | null = null;
    if (ask.password !== undefined) {
      verified = await this.#verified(teacher, ask.oldPassword ?? "");
      if (!verified) throw notRight;
      await requireStrongPassword(ask.password, verified);
      next = await hashPassword(ask.password, this.#cost);
    }
    const changed = await this.#store.update(teacher.id, (account) => {
      // Another password since then, by the operator's link perhaps, stands.
      if (verified && account.signIns !== verified.signIns) throw notRight;
      return {
        ...account,
        name: ask.name ?? account.name,
        ...(next && { password: next, signIns: account.signIns + 1 }),
      };
    });
    if (!next) return { teacher: this.#view(changed), signIn: null };
    const renewed = token ? tokenName(token) : null;
    this.#signedOut({ teacher: teacher.id, renewed });
    const signIn = await this.#signIn(changed);
    return { teacher: signIn.teacher, signIn };
  }

  /**
   * Deletes an account: from now on nobody signs in to it, and nothing new is made in it. Its sessions go afterwards; a
   * key stays until then, by which they are found (O-3).
   */
  async remove(teacher: Teacher, givenPassword: string): Promise<void> {
    const account = await this.#verified(teacher, givenPassword);
    if (!account) {
      throw refusal("wrong-password");
    }
    await this.#store.remove(account.id, ({ signIns }) => {
      if (signIns === account.signIns) return;
      throw refusal("wrong-password");
    }, this.#clock());
    this.#signedOut({ teacher: account.id, renewed: null });
  }

  /** The account, where this is its password; guessing is slowed down. */
  async #verified(
    { id }: Teacher,
    givenPassword: string,
  ): Promise<Account | null> {
    const giveBack = this.#limits.oldPassword(id, givenPassword);
    const account = await this.#store.byId(id);
    if (!await verifyPassword(givenPassword, account?.password ?? null)) {
      return null;
    }
    giveBack();
    return account;
  }

  /** The operator's part of a forgotten password: a one-use token, valid a day; null for no such account. */
  async makeResetLink(ofEmail: string): Promise<string | null> {
    const account = await this.#store.byEmail(normalEmail(ofEmail));
    if (!account) return null;
    const { token, fact } = this.#tokens.make(
      "reset",
      { account: account.id, signIns: account.signIns },
      this.#clock() + resetLasts,
    );
    await this.#tokens.keep(fact);
    return token;
  }

  /** Sets a new password by a one-use link; every sign-in is void after it. */
  async reset(token: string, newPassword: string): Promise<void> {
    const gone = refusal("link-used");
    const link = await this.#tokens.find<{ account: string }>("reset", token);
    const owner = link && await this.#store.byId(link.account);
    if (!owner) throw gone;
    await requireStrongPassword(newPassword, owner);
    const next = await hashPassword(newPassword, this.#cost);
    const subject = await this.#tokens.take<
      { account: string; signIns: number }
    >("reset", token);
    if (!subject) throw gone;
    await this.#store.update(subject.account, (account) => {
      // A password set since then has outdated the link.
      if (account.signIns !== subject.signIns) throw gone;
      return { ...account, password: next, signIns: account.signIns + 1 };
    });
    await this.#forgetDevices(subject.account);
    this.#signedOut({ teacher: subject.account, renewed: null });
  }

  /** The operator gives or takes the Teacher plan (S-10); null for no such account. */
  async grant(ofEmail: string, granted: boolean): Promise<Teacher | null> {
    const account = await this.#store.byEmail(normalEmail(ofEmail));
    if (!account) return null;
    return this.#view(
      await this.#store.update(account.id, (it) => ({ ...it, granted })),
    );
  }

  /** Until when an account counts as new, in ms since 1970: for a day, where the operator has not granted it the plan. */
  async newUntil(id: string): Promise<number> {
    const account = await this.#store.byId(id);
    // One that is being deleted has become no older by it.
    if (!account) return Infinity;
    return account.granted ? 0 : account.createdAt + newFor;
  }

  async #signIn(account: Account): Promise<SignIn> {
    const since = this.#clock();
    const expiresAt = since + signInIdles;
    const teacher = this.#tokens.make(
      "teacher",
      { teacher: account.id, signIns: account.signIns, since },
      expiresAt,
    );
    const device = this.#tokens.make(
      "device",
      { account: account.id },
      since + deviceLasts,
    );
    await this.#tokens.keep(teacher.fact);
    await this.#tokens.keep(device.fact);
    return {
      teacher: this.#view(account),
      token: teacher.token,
      device: device.token,
      expiresAt,
    };
  }

  #view({ id, name, email, granted }: Account): Teacher {
    const plan = granted || this.#settings.TEACHER_PLAN === "everyone";
    return { id, name, email, plan };
  }
}
