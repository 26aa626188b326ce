/**
 * Teachers' accounts: sign up, in and out, a new password, the operator's one-use link. Whether an address
 * has an account is told by neither answers nor time, except to who signs up with it (A5). Guessing is slowed
 * down without locking out a school behind one address, or a teacher whom somebody else tries to guess: past what
 * is free, who tries stands in line (`fair_queue.ts`), those from where less was guessed first.
 *
 * Keys: `["account", id]` → {@link Account}; `["account-by-email", email]` → id.
 */
import { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import { FairQueue } from "../limits/fair_queue.ts";
import { forgetOldest } from "../limits/forget_oldest.ts";
import {
  hashPassword,
  type PasswordHash,
  usualCost,
  verifyPassword,
} from "./passwords.ts";
import { FairSemaphore } from "../limits/fair_semaphore.ts";
import { keys } from "../sessions/session_keys.ts";
import { bounds } from "../schema/bounds.ts";
import { newId } from "../schema/ids.ts";
import type { Settings } from "../settings.ts";
import { type Allowance, Throttle } from "../limits/throttle.ts";
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

/** Who signs in or up. */
export interface SignInSource {
  address: string;
  /** What an earlier sign-in left in this browser. */
  device?: string;
  /** Their place in line, as the last `too-often` gave it; it goes with `more.ticket`. */
  ticket?: string;
}

/** Sign-ins of a teacher that have become void: one, all, or all but one, which is given a new token. */
export type VoidedSignIns =
  & { teacher: string }
  & ({ only: string } | { renewed: string | null });

interface Account {
  id: string;
  name: string;
  email: string;
  password: PasswordHash;
  /** Sign-ins made under another number are void. */
  signIns: number;
  granted: boolean;
  createdAt: number;
}

const day = 24 * 60 * 60 * 1000;
/** A sign-in that is not used ends after this; one that is, is put off, */
const signInIdles = 30 * day;
/** until this. */
const signInLasts = 180 * day;
const deviceLasts = 400 * day;
const resetLasts = day;
/** How long an account is new. */
const newFor = day;

const name = z.string().trim().min(1, "must not be empty").max(80)
  // deno-lint-ignore no-control-regex
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, "must be one line");
const email = z.string().max(254).transform((value) =>
  value.normalize("NFKC").trim().toLowerCase()
).pipe(
  // Once more: some characters become many.
  z.string().max(254).regex(/^[^\s@]+@[^\s@]+$/, "must be an e-mail address"),
);
const password = z.string().min(bounds.password.least).max(
  bounds.password.most,
);
const givenPassword = z.string().max(1000);

/** Body of `POST /api/teachers`. */
export const signUpBody = z.object({ email, name, password });
/** Body of `POST /api/login`. */
export const signInBody = z.object({ email, password: givenPassword });
/** Body of `POST /api/logout`. */
export const signOutBody = z.object({ everywhere: z.boolean().default(false) });
/** Body of `PATCH /api/me`; what cannot be changed must not seem to have been. */
export const changeAccountBody = z.strictObject({
  name: name.optional(),
  password: password.optional(),
  oldPassword: givenPassword.optional(),
});
/** Body of `DELETE /api/me`. */
export const removeAccountBody = z.object({ password: givenPassword });
/** Body of `POST /api/password-reset`. */
export const resetLinkBody = z.object({ email });
/** Body of `POST /api/password-reset/:token`. */
export const resetPasswordBody = z.object({ password });

const minute = 60_000;
/** A browser that has signed in to the account before. */
const perDevice: Allowance = { free: 10, window: 10 * minute, pace: 5000 };
/** One account from one address, by browsers that it does not know. */
const perPair: Allowance = { free: 10, window: 10 * minute, pace: 5000 };
/** One account from anywhere, by browsers that it does not know. */
const perAccount: Allowance = { free: 50, window: 10 * minute, pace: 2000 };
/** One address, over all accounts: a whole staff room is behind one. */
const perAddress: Allowance = { free: 200, window: 10 * minute, pace: 1000 };
const signUpsPerAddress: Allowance = {
  free: 100,
  window: 10 * minute,
  pace: 5000,
};

/** Addresses that have an account, tried from one address: so many are known to who asks, and then hardly any. */
const perTaken: Allowance = {
  free: 10,
  window: 60 * minute,
  pace: minute,
};
const takenFrom = (address: string): [string, Allowance] => [
  `taken ${address}`,
  perTaken,
];
/** Accounts that are made for one address at a time: no more than these can be told past the allowance. */
const madeAtOnce = 2;
/** Such answers that are remembered, so that the same one again does not count. */
const mostTold = 5_000;
/** Who is in line comes back after this, and may be this late; whoever has no script presses again. */
const inLine = { retry: 2_000, patience: 8_000 };

/** Makes, finds and changes accounts. */
export class Accounts {
  readonly #kv: Deno.Kv;
  readonly #tokens: Tokens;
  readonly #settings: Pick<Settings, "SIGN_UP" | "TEACHER_PLAN">;
  readonly #throttle = new Throttle();
  /** By address: e-mail addresses of which it was told there that they have an account, and until when that holds. */
  readonly #told = new Map<string, number>();
  readonly #making = new FairSemaphore(Infinity, madeAtOnce);
  readonly #queue: FairQueue;
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
    this.#queue = new FairQueue(clock, inLine);
    this.#cost = cost;
    this.#kv = kv;
    this.#tokens = tokens;
    this.#settings = settings;
    this.#signedOut = signedOut;
  }

  /** Makes an account and signs in to it. Refused with `conflict` where the e-mail address has one. */
  async signUp(
    ask: z.infer<typeof signUpBody>,
    from: SignInSource,
  ): Promise<SignIn> {
    if (this.#settings.SIGN_UP === "closed") {
      throw new Refusal(
        "not-allowed",
        "New accounts cannot be made here. Please ask whoever runs this Homeroom.",
      );
    }
    await requireStrongPassword(ask.password, ask);
    const paid = this.#isTakenOut(from.address, ask.email);
    this.#takeTurn(
      [
        [`sign-up ${from.address}`, signUpsPerAddress],
        ...paid ? [takenFrom(from.address)] : [],
      ],
      from,
      `${ask.email} ${ask.password}`,
    );
    const account: Account = {
      id: newId(),
      name: ask.name,
      email: ask.email,
      password: await hashPassword(ask.password, this.#cost),
      signIns: 1,
      granted: false,
      createdAt: this.#clock(),
    };
    await this.#making.acquire(from.address);
    try {
      await this.#make(account, from, paid);
    } finally {
      this.#making.release(from.address);
    }
    return await this.#signIn(account);
  }

  /** Stores a new account, where its address has none; what it tells of one that there is counts once. */
  async #make(
    account: Account,
    { address }: SignInSource,
    paid: boolean,
  ): Promise<void> {
    const { email } = account;
    const told = `${address} ${email}`;
    // Of many at once, more were let in than may be told.
    if (!paid && this.#isTakenOut(address, email)) {
      throw tooOften(perTaken.pace);
    }
    const byEmail = ["account-by-email", email];
    const made = await this.#kv.atomic()
      .check({ key: byEmail, versionstamp: null })
      .set(byEmail, account.id)
      .set(keys.account(account.id), account)
      .commit();
    if (made.ok) return;
    // Of a KV over a network Deno asks again by itself where an answer was lost, and may lose to itself.
    if ((await this.#kv.get(byEmail)).value === account.id) return;
    if (!this.#isTold(told)) {
      if (!paid) this.#throttle.take([takenFrom(address)], this.#clock());
      this.#tell(told);
    }
    throw new Refusal(
      "conflict",
      "There is an account with this e-mail address already. Please sign in instead.",
    );
  }

  /** Whether an address has been told of as many accounts as it may be, of this one not yet. */
  #isTakenOut(address: string, email: string): boolean {
    return !this.#isTold(`${address} ${email}`) &&
      this.#throttle.limited([takenFrom(address)], this.#clock()).length > 0;
  }

  /** Asked once more it tells nothing new: whoever presses again and again slows down nobody behind their address. */
  #isTold(told: string): boolean {
    return (this.#told.get(told) ?? 0) > this.#clock();
  }

  /** Signs in. */
  async signIn(
    ask: z.infer<typeof signInBody>,
    from: SignInSource,
  ): Promise<SignIn> {
    const { address, device } = from;
    const account = await this.#byEmail(ask.email);
    const before = await this.#tokens.find<{ account: string }>(
      "device",
      device,
    );
    const known = account !== null && before?.account === account.id;
    // A browser that the account knows is counted apart: nobody else's guessing keeps it out.
    const keys: [string, Allowance][] = known
      ? [[`device ${device}`, perDevice]]
      : [
        [`pair ${address} ${ask.email}`, perPair],
        [`account ${ask.email}`, perAccount],
        [`address ${address}`, perAddress],
      ];
    this.#takeTurn(keys, from, `${ask.email} ${ask.password}`);
    const right = await verifyPassword(
      ask.password,
      account?.password ?? null,
      this.#cost,
    );
    if (!account || !right) {
      this.#queue.wrong(address);
      throw new Refusal(
        "not-signed-in",
        "The e-mail address or the password is not right.",
      );
    }
    this.#throttle.giveBack(keys);
    return await this.#signIn(account);
  }

  /** Ends one sign-in, with the sockets that came by it. */
  async signOut(token: string | undefined): Promise<void> {
    const teacher = await this.byToken(token);
    if (!teacher || !token) return;
    await this.#tokens.drop("teacher", token);
    this.#signedOut({ teacher: teacher.id, only: tokenName(token) });
  }

  /** Ends every sign-in of a teacher, this one too, with their sockets; no browser is known to the account any more. */
  async signOutEverywhere(teacher: Teacher): Promise<void> {
    await this.#update(
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

  /** Who is signed in with this token. */
  async byToken(token: string | undefined): Promise<Teacher | null> {
    const subject = await this.#tokens.find<
      { teacher: string; signIns: number }
    >("teacher", token);
    if (!subject) return null;
    const account = await this.#byId(subject.teacher);
    return account?.signIns === subject.signIns ? this.#view(account) : null;
  }

  /** A teacher by id. */
  async byId(id: string): Promise<Teacher | null> {
    const account = await this.#byId(id);
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
    const notRight = new Refusal(
      "not-allowed",
      "The old password is not right.",
    );
    let verified: Account | null = null;
    let next: PasswordHash | null = null;
    if (ask.password !== undefined) {
      verified = await this.#verified(teacher, ask.oldPassword ?? "");
      if (!verified) throw notRight;
      await requireStrongPassword(ask.password, verified);
      next = await hashPassword(ask.password, this.#cost);
    }
    const changed = await this.#update(teacher.id, (account) => {
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
   * Deletes an account: from here on nobody signs in to it, and nothing new is made in it. What it owns goes
   * afterwards, and is known by the key that is left until then (O-3).
   */
  async remove(teacher: Teacher, givenPassword: string): Promise<void> {
    const account = await this.#verified(teacher, givenPassword);
    if (!account) {
      throw new Refusal("not-allowed", "The password is not right.");
    }
    const key = keys.account(account.id);
    for (let tried = false;; tried = true) {
      const { value, versionstamp } = await this.#kv.get<Account>(key);
      // By this very deletion, whose answer was lost, or by another one: deleted it is.
      if (!value && tried) break;
      if (!value) throw new Refusal("not-found");
      if (value.signIns !== account.signIns) {
        throw new Refusal("not-allowed", "The password is not right.");
      }
      const gone = await this.#kv.atomic().check({ key, versionstamp })
        .delete(key).delete(["account-by-email", value.email])
        .set(keys.leaving(value.id), this.#clock()).commit();
      if (gone.ok) break;
    }
    this.#signedOut({ teacher: account.id, renewed: null });
  }

  /** The account, where this is its password; guessing is slowed down. */
  async #verified(
    { id }: Teacher,
    givenPassword: string,
  ): Promise<Account | null> {
    const counted: [string, Allowance][] = [[`old ${id}`, perPair]];
    this.#takeTurn(counted, { address: id }, givenPassword);
    const account = await this.#byId(id);
    if (!await verifyPassword(givenPassword, account?.password ?? null)) {
      return null;
    }
    this.#throttle.giveBack(counted);
    return account;
  }

  /** The operator's part of a forgotten password: a one-use token, valid a day; null for no such account. */
  async makeResetLink(ofEmail: string): Promise<string | null> {
    const account = await this.#byEmail(normal(ofEmail));
    if (!account) return null;
    const { token, fact } = this.#tokens.make(
      "reset",
      { account: account.id, signIns: account.signIns },
      Date.now() + resetLasts,
    );
    await this.#tokens.keep(fact);
    return token;
  }

  /** Whether a link to a new password is still good. */
  async canReset(token: string): Promise<boolean> {
    return await this.#tokens.find("reset", token) !== null;
  }

  /** Sets a new password by a one-use link; every sign-in is void after it. */
  async reset(token: string, newPassword: string): Promise<void> {
    const gone = new Refusal(
      "not-found",
      "This link has been used or is over. Please ask for a new one.",
    );
    const link = await this.#tokens.find<{ account: string }>("reset", token);
    const owner = link && await this.#byId(link.account);
    if (!owner) throw gone;
    await requireStrongPassword(newPassword, owner);
    const next = await hashPassword(newPassword, this.#cost);
    const subject = await this.#tokens.take<
      { account: string; signIns: number }
    >("reset", token);
    if (!subject) throw gone;
    await this.#update(subject.account, (account) => {
      // A password set since then has outdated the link.
      if (account.signIns !== subject.signIns) throw gone;
      return { ...account, password: next, signIns: account.signIns + 1 };
    });
    await this.#forgetDevices(subject.account);
    this.#signedOut({ teacher: subject.account, renewed: null });
  }

  /** The operator gives or takes the Teacher plan (S-10); null for no such account. */
  async grant(ofEmail: string, granted: boolean): Promise<Teacher | null> {
    const account = await this.#byEmail(normal(ofEmail));
    if (!account) return null;
    return this.#view(
      await this.#update(account.id, (it) => ({ ...it, granted })),
    );
  }

  #tell(told: string): void {
    this.#told.delete(told);
    this.#told.set(told, this.#clock() + perTaken.window);
    forgetOldest(this.#told, mostTold);
  }

  /** Until when an account counts as new, in ms since 1970: for a day, where the operator has not granted it the plan. */
  async newUntil(id: string): Promise<number> {
    const account = await this.#byId(id);
    // One that is being deleted has become no older by it.
    if (!account) return Infinity;
    return account.granted ? 0 : account.createdAt + newFor;
  }

  /** Takes a try of every key, or throws `too-often`, with a place in line where one has to wait. */
  #takeTurn(
    keys: readonly (readonly [string, Allowance])[],
    { address, ticket }: Pick<SignInSource, "address" | "ticket">,
    what: string,
  ): void {
    const pay = () => this.#throttle.take(keys, this.#clock()) === 0;
    const [first, ...others] = this.#throttle.limited(keys, this.#clock());
    if (first === undefined) {
      pay();
      return;
    }
    const lanes: [string, ...string[]] = [first, ...others];
    const turn = this.#queue.ask({ lanes, group: address, ticket, what, pay });
    if (!turn.come) throw tooOften(turn.after, turn.ticket);
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

  async #byId(id: string): Promise<Account | null> {
    return (await this.#kv.get<Account>(keys.account(id))).value;
  }

  async #byEmail(ofEmail: string): Promise<Account | null> {
    const id = (await this.#kv.get<string>(["account-by-email", ofEmail]))
      .value;
    // Looks for one where there is none, too: over a network that would be heard.
    return await this.#byId(id ?? "");
  }

  /** Changes an account atomically; of two at once, both take effect. */
  async #update(
    id: string,
    change: (account: Account) => Account,
  ): Promise<Account> {
    const key = keys.account(id);
    for (let tried: Account | null = null;;) {
      const { value, versionstamp } = await this.#kv.get<Account>(key);
      if (!value) throw new Refusal("not-found");
      // It was made, and the answer was lost.
      if (tried && JSON.stringify(value) === JSON.stringify(tried)) {
        return tried;
      }
      tried = change(value);
      const done = await this.#kv.atomic().check({ key, versionstamp })
        .set(key, tried).commit();
      if (done.ok) return tried;
    }
  }

  #view({ id, name, email, granted }: Account): Teacher {
    const plan = granted || this.#settings.TEACHER_PLAN === "everyone";
    return { id, name, email, plan };
  }
}

function tooOften(wait: number, ticket?: string): Refusal {
  return new Refusal(
    "too-often",
    "Too many tries. Please wait a few seconds and try again.",
    { retryAfter: Math.max(1, Math.ceil(wait / 1000)), ticket },
  );
}

function normal(ofEmail: string): string {
  return ofEmail.normalize("NFKC").trim().toLowerCase();
}
