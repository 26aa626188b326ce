import assert from "node:assert/strict";
import { Accounts } from "../../../classroom/accounts/accounts.ts";
import { Tokens } from "../../../classroom/tokens.ts";
import { readSettings, type Settings } from "../../../classroom/settings.ts";
import { isRefusal, type Refusal } from "../../../sync/refusal.ts";
import { Random, seededRounds } from "../../random.ts";
import { slowKv } from "../../sync/kv/slow_kv.ts";
import { AccountStore } from "../../../classroom/accounts/account_store.ts";
import { isWeak } from "../../../classroom/accounts/weak_passwords.ts";
import {
  hashPassword,
  verifyPassword,
} from "../../../classroom/accounts/passwords.ts";
import { makeApp } from "../../../classroom/app.ts";

const settings = {
  SIGN_UP: "open",
  TEACHER_PLAN: "everyone",
  PASSWORDS: "on",
} as const;

const password = "correct horse";

const day = 24 * 60 * 60 * 1000;

const by = (password: string) => ({ password, token: undefined });

const noon = Date.now();

async function withAccounts(
  test: (accounts: Accounts, kv: Deno.Kv) => Promise<void>,
) {
  const kv = await Deno.openKv(":memory:");
  try {
    // A cheap hash and a fixed time.
    const world = { clock: () => noon, cost: 2 };
    const tokens = new Tokens(kv);
    await test(new Accounts(kv, tokens, settings, undefined, world), kv);
  } finally {
    kv.close();
  }
}

async function refused(work: Promise<unknown>): Promise<Refusal | null> {
  try {
    await work;
    return null;
  } catch (thrown) {
    if (isRefusal(thrown)) return thrown;
    throw thrown;
  }
}

Deno.test("an invited address needs proof where the operator decides on accounts or plans (S-8, S-10)", async () => {
  const kv = await Deno.openKv(":memory:");
  try {
    const of = (given: Partial<Pick<Settings, "SIGN_UP" | "TEACHER_PLAN">>) =>
      new Accounts(kv, new Tokens(kv), { ...settings, ...given });
    assert.equal(of({}).isOpenToAnyone, true);
    assert.equal(of({ TEACHER_PLAN: "granted" }).isOpenToAnyone, false);
    const closed = of({ SIGN_UP: "closed" });
    assert.equal(closed.isOpenToAnyone, false);
    const ask = { email: "lin@example.org", name: "Ms Lin", password };
    const up = await refused(closed.signUp(ask, { address: "1.1.1.1" }));
    assert.equal(up?.kind, "not-allowed");
  } finally {
    kv.close();
  }
});

Deno.test("a staff room behind one address signs in all at once", () =>
  withAccounts(async (accounts) => {
    const emails = Array.from({ length: 90 }, (_, i) => `t${i}@example.org`);
    await Promise.all(
      emails.map((email) =>
        accounts.signUp({ email, name: "T", password }, { address: "5.5.5.5" })
      ),
    );
    const signIns = await Promise.all(
      emails.map((email) =>
        accounts.signIn({ email, password }, { address: "5.5.5.5" })
      ),
    );
    assert.equal(new Set(signIns.map(({ token }) => token)).size, 90);
  }));

Deno.test("guesses from many addresses keep no teacher out of a browser that they used before", () =>
  withAccounts(async (accounts) => {
    const email = "lin@example.org";
    const up = await accounts.signUp(
      { email, name: "Ms Lin", password },
      { address: "1.1.1.1" },
    );
    const guesses = await Promise.all(
      Array.from(
        { length: 70 },
        (_, i) =>
          refused(
            accounts.signIn({ email, password: "a guess" }, {
              address: `9.9.9.${i}`,
            }),
          ),
      ),
    );
    const kinds = guesses.map((it) => it?.kind);
    assert.equal(kinds.filter((it) => it === "not-signed-in").length, 50);
    assert.equal(kinds.filter((it) => it === "too-often").length, 20);

    const known = await accounts.signIn(
      { email, password },
      { address: "9.9.9.1", device: up.device },
    );
    assert.equal(known.teacher.id, up.teacher.id);
    const elsewhere = await refused(
      accounts.signIn({ email, password }, { address: "7.7.7.7" }),
    );
    assert.equal(elsewhere?.kind, "too-often");
    assert.ok(Number(elsewhere?.more.retryAfter) <= 5, "and not for long");
  }));

Deno.test("a browser known to one account is unknown to others", () =>
  withAccounts(async (accounts) => {
    const own = await accounts.signUp(
      { email: "eve@example.org", name: "Eve", password },
      { address: "9.9.9.9" },
    );
    const email = "lin@example.org";
    await accounts.signUp({ email, name: "Ms Lin", password }, {
      address: "1.1.1.1",
    });
    const guess = () =>
      refused(
        accounts.signIn({ email, password: "a guess" }, {
          address: "9.9.9.9",
          device: own.device,
        }),
      );
    for (let i = 0; i < 10; i++) {
      assert.equal((await guess())?.kind, "not-signed-in");
    }
    assert.equal((await guess())?.kind, "too-often");
  }));

Deno.test("two sign-ups with one address at once make one account", () =>
  withAccounts(async (accounts) => {
    const ask = { email: "lin@example.org", name: "Ms Lin", password };
    const outcomes = await Promise.all(
      [1, 2, 3].map(() =>
        refused(accounts.signUp(ask, { address: "1.1.1.1" }))
      ),
    );
    assert.equal(outcomes.filter((it) => it === null).length, 1);
    assert.equal(outcomes.filter((it) => it?.kind === "conflict").length, 2);
  }));

Deno.test("a password change does not undo one made since the old password was read", async () => {
  using kv = await Deno.openKv(":memory:");
  const tokens = new Tokens(kv);
  const world = { clock: () => noon, cost: 2 };
  const operator = new Accounts(kv, tokens, settings, undefined, world);
  const email = "lin@example.org";
  const { teacher } = await operator.signUp(
    { email, name: "Ms Lin", password },
    { address: "1.1.1.1" },
  );
  const link = await operator.resetLinks.make(email);
  assert.ok(link);
  let looks = 0;
  // The change reads the account twice: to verify the old password, and to write the new one.
  const slow = new Proxy(kv, {
    get(target, name) {
      if (name !== "get") return Reflect.get(target, name).bind(target);
      return async (key: Deno.KvKey) => {
        const isAccount = key[0] === "account" && key.length === 2;
        if (isAccount && ++looks === 2) {
          await operator.resetLinks.use(link, "by link 1");
        }
        return await target.get(key);
      };
    },
  });
  const accounts = new Accounts(slow, tokens, settings, undefined, world);
  const ask = { password: "battery staple", oldPassword: password };
  const refusal = await refused(accounts.changeAccount(teacher, ask));
  assert.equal(refusal?.kind, "not-allowed");
  assert.equal(looks, 2);
  const signIn = (password: string) =>
    refused(operator.signIn({ email, password }, { address: "1.1.1.1" }));
  assert.equal(await signIn("by link 1"), null);
  assert.equal((await signIn("battery staple"))?.kind, "not-signed-in");
});

Deno.test("a link to a new password is void once the password was changed", () =>
  withAccounts(async (accounts) => {
    const { teacher } = await accounts.signUp(
      { email: "lin@example.org", name: "Ms Lin", password },
      { address: "1.1.1.1" },
    );
    const link = await accounts.resetLinks.make(" Lin@Example.org");
    assert.ok(link);
    await accounts.changeAccount(teacher, {
      password: "battery staple",
      oldPassword: password,
    });
    const refusal = await refused(
      accounts.resetLinks.use(link, "something new"),
    );
    assert.equal(refusal?.kind, "not-found");
    assert.equal(await accounts.resetLinks.make("who@example.org"), null);
  }));

Deno.test("guessing the password to delete an account is slowed down (O-3)", () =>
  withAccounts(async (accounts) => {
    const { teacher, token } = await accounts.signUp(
      { email: "lin@example.org", name: "Ms Lin", password },
      { address: "1.1.1.1" },
    );
    const kinds: (string | undefined)[] = [];
    for (let tries = 0; tries < 10; tries++) {
      kinds.push(
        (await refused(accounts.removeAccount(teacher, by("wrong"))))?.kind,
      );
    }
    assert.deepEqual(new Set(kinds), new Set(["not-allowed"]));
    const next = await refused(accounts.removeAccount(teacher, by(password)));
    assert.equal(next?.kind, "too-often", "right or wrong");
    assert.deepEqual(await accounts.findByToken(token), teacher);
  }));

Deno.test("deletion of an account signs it out everywhere (O-3)", async () => {
  const kv = await Deno.openKv(":memory:");
  const tokens = new Tokens(kv);
  const voided: unknown[] = [];
  const world = { clock: () => noon, cost: 2 };
  const accounts = new Accounts(
    kv,
    tokens,
    settings,
    (it) => voided.push(it),
    world,
  );
  const { teacher, token } = await accounts.signUp(
    { email: "lin@example.org", name: "Ms Lin", password },
    { address: "1.1.1.1" },
  );
  const link = await accounts.resetLinks.make(teacher.email);
  await accounts.removeAccount(teacher, by(password));
  assert.deepEqual(voided, [{ teacher: teacher.id, renewed: null }]);
  assert.equal(await accounts.findByToken(token), null);
  assert.equal(await accounts.findById(teacher.id), null);
  const again = await refused(
    accounts.resetLinks.use(link ?? "", "battery staple"),
  );
  assert.equal(again?.kind, "not-found");
  kv.close();
});

Deno.test("a lost KV reply that Deno repeats has its effect once and reports success", async () => {
  const kv = await Deno.openKv(":memory:");
  const again = slowKv(kv, new Random(1), { again: 1 });
  const tokens = new Tokens(again);
  const voided: unknown[] = [];
  const world = { clock: () => noon, cost: 2 };
  const accounts = new Accounts(
    again,
    tokens,
    settings,
    (it) => voided.push(it),
    world,
  );
  try {
    const email = "lin@example.org";
    const ask = { email, name: "Ms Lin", password };
    const { teacher } = await accounts.signUp(ask, { address: "1.1.1.1" });
    const conflict = await refused(
      accounts.signUp(ask, { address: "1.1.1.1" }),
    );
    assert.equal(conflict?.kind, "conflict");
    const link = await accounts.resetLinks.make(email) ?? "";
    await accounts.resetLinks.use(link, "battery staple");
    assert.equal(
      (await refused(accounts.resetLinks.use(link, "x")))?.kind,
      "not-found",
    );
    await tokens.deleteExpired();
    const left = await Array.fromAsync(kv.list({ prefix: ["token", "reset"] }));
    assert.deepEqual(left, []);
    await accounts.changeAccount(teacher, {
      name: "Mrs Lin",
      password,
      oldPassword: "battery staple",
    });
    const signIn = await accounts.signIn({ email, password }, {
      address: "1.1.1.1",
    });
    assert.equal(signIn.teacher.name, "Mrs Lin");
    voided.length = 0;
    await accounts.removeAccount(teacher, by(password));
    assert.deepEqual(voided, [{ teacher: teacher.id, renewed: null }]);
    assert.equal(await accounts.findById(teacher.id), null);
  } finally {
    kv.close();
  }
});

Deno.test("a used sign-in lasts half a year, an unused one a month", async () => {
  using kv = await Deno.openKv(":memory:");
  let now = noon;
  const clock = () => now;
  const tokens = new Tokens(kv, clock);
  const world = { clock, cost: 2 };
  const accounts = new Accounts(kv, tokens, settings, undefined, world);
  const from = { address: "1.1.1.1" };
  const email = "lin@example.org";
  const first = await accounts.signUp(
    { email, name: "Ms Lin", password },
    from,
  );
  assert.equal(first.expiresAt, noon + 30 * day);
  assert.equal(
    await accounts.renewSignIn(first.token),
    null,
    "not at every request",
  );
  for (let days = 1; days <= 200; days++) {
    now = noon + days * day;
    if (!await accounts.findByToken(first.token)) break;
    const end = await accounts.renewSignIn(first.token);
    if (end !== null) assert.ok(end <= noon + 180 * day);
  }
  assert.equal(now, noon + 180 * day);
  const second = await accounts.signIn({ email, password }, from);
  now += 29 * day;
  assert.ok(await accounts.findByToken(second.token));
  now += day;
  assert.equal(await accounts.findByToken(second.token), null);
  assert.equal(await accounts.renewSignIn(second.token), null);
});

Deno.test("after Sign out everywhere no browser is signed in or known, and the password is unchanged", async () => {
  using kv = await Deno.openKv(":memory:");
  const voided: unknown[] = [];
  const accounts = new Accounts(
    kv,
    new Tokens(kv),
    settings,
    (it) => voided.push(it),
    { clock: () => noon, cost: 2 },
  );
  const from = { address: "1.1.1.1" };
  const email = "lin@example.org";
  const one = await accounts.signUp({ email, name: "Ms Lin", password }, from);
  const two = await accounts.signIn({ email, password }, from);
  const eve = { email: "eve@example.org", name: "Eve", password };
  const other = await accounts.signUp(eve, from);
  await accounts.signOutEverywhere(one.teacher);
  assert.deepEqual(voided, [{ teacher: one.teacher.id, renewed: null }]);
  for (const { token } of [one, two]) {
    assert.equal(await accounts.findByToken(token), null);
    assert.equal(await accounts.renewSignIn(token), null);
  }
  assert.ok(await accounts.findByToken(other.token));
  const devices = kv.list({ prefix: ["token", "device"] });
  assert.equal((await Array.fromAsync(devices)).length, 1, "the other's");
  await accounts.signIn({ email, password }, from);
});

Deno.test("sign-up reveals ten known addresses an hour, then one a minute", () =>
  withAccounts(async (accounts) => {
    const many = Array.from({ length: 40 }, (_, n) => `t${n}@example.org`);
    const up = (email: string, address: string) =>
      refused(accounts.signUp({ email, name: "T", password }, { address }));
    for (const email of many) await up(email, "1.1.1.1");
    const told = await Promise.all(many.map((email) => up(email, "9.9.9.9")));
    const kinds = told.map((it) => it?.kind);
    assert.ok(kinds.filter((it) => it === "conflict").length <= 12, `${kinds}`);
    const late = new Set(kinds.slice(12));
    assert.deepEqual(late, new Set(["too-often"]));
    // An unknown address is not revealed, either.
    assert.equal((await up("new@example.org", "9.9.9.9"))?.kind, "too-often");
    assert.equal(await up("new@example.org", "8.8.8.8"), null);
  }));

Deno.test("repeated sign-ups with one known address delay no neighbour", () =>
  withAccounts(async (accounts) => {
    const up = (email: string) =>
      refused(
        accounts.signUp({ email, name: "T", password }, { address: "9.9.9.9" }),
      );
    await up("old@example.org");
    const again = () => up("old@example.org");
    const one = [];
    for (let n = 0; n < 15; n++) one.push(await again());
    const many = await Promise.all(Array.from({ length: 15 }, again));
    const kinds = new Set([...one, ...many].map((it) => it?.kind));
    assert.deepEqual(kinds, new Set(["conflict"]));
    assert.equal(await up("new@example.org"), null);
  }));

Deno.test("a password is hashed at the same cost where there is no account (ACCESS-5)", () =>
  withAccounts(async (accounts, kv) => {
    const from = { address: "1.1.1.1" };
    const email = "lin@example.org";
    const ask = { email, name: "Ms Lin", password };
    const { teacher } = await accounts.signUp(ask, from);
    await accounts.removeAccount(teacher, { password, token: undefined });
    // scrypt refuses a cost that is no power of two.
    const world = { clock: () => noon, cost: 3 };
    const tokens = new Tokens(kv);
    const wrong = new Accounts(kv, tokens, settings, undefined, world);
    const isRefused = /Invalid scrypt params/;
    await assert.rejects(wrong.signIn({ email, password }, from), isRefused);
    const change = { password: "a brand new one", oldPassword: password };
    await assert.rejects(wrong.changeAccount(teacher, change), isRefused);
  }));

Deno.test("a sign-in reads the store as often with an account as without (ACCESS-5)", async () => {
  using kv = await Deno.openKv(":memory:");
  let looks = 0;
  const counting = new Proxy(kv, {
    get(target, name) {
      if (name === "get") looks++;
      return Reflect.get(target, name).bind(target);
    },
  });
  const world = { clock: () => noon, cost: 2 };
  const tokens = new Tokens(counting);
  const accounts = new Accounts(counting, tokens, settings, undefined, world);
  const from = { address: "1.1.1.1" };
  const email = "lin@example.org";
  await accounts.signUp({ email, name: "Ms Lin", password }, from);
  const cost = async (email: string) => {
    const before = looks;
    await refused(accounts.signIn({ email, password: "a guess" }, from));
    return looks - before;
  };
  assert.equal(await cost(email), await cost("who@example.org"));
});

/** scrypt's N where its strength doesn't matter. */
const cheap = 2;

Deno.test("only the hashed password is correct", async () => {
  const hash = await hashPassword("correct horse", cheap);
  assert.equal(await verifyPassword("correct horse", hash, cheap), true);
  assert.equal(await verifyPassword("correct horsf", hash, cheap), false);
  assert.equal(await verifyPassword("", null, cheap), false);
  const again = await hashPassword("correct horse", cheap);
  assert.notDeepEqual(again.hash, hash.hash);
});

Deno.test("the same password typed on another keyboard is correct", async () => {
  const hash = await hashPassword("caf\u00e9 noir", cheap);
  assert.equal(await verifyPassword("cafe\u0301 noir", hash, cheap), true);
});

Deno.test("a password keeps the cost of its hash", async () => {
  const hash = await hashPassword("correct horse", 4);
  assert.equal(await verifyPassword("correct horse", hash, 2), true);
});

Deno.test("an app hashes passwords with scrypt's N 2^15, or by PASSWORD_COST", async () => {
  const costs: [env: Record<string, string>, cost: number][] = [
    [{}, 2 ** 15],
    [{ PASSWORD_COST: "11" }, 2 ** 11],
  ];
  for (const [env, cost] of costs) {
    const kv = await Deno.openKv(":memory:");
    const app = await makeApp(readSettings(env), kv);
    try {
      const ask = {
        email: "lin@example.org",
        name: "Lin",
        password: "plugh 7",
      };
      await app.accounts.signUp(ask, { address: "192.0.2.1" });
      const account = await new AccountStore(app.kv).findByEmail(ask.email);
      assert.equal(account?.password?.cost, cost);
    } finally {
      await app.close();
    }
  }
});

Deno.test("the main thread stays responsive while passwords are hashed", async () => {
  let turns = 0;
  let done = false;
  const hashing = Promise.all(["a", "b"].map((it) => hashPassword(it, 2 ** 15)))
    .then(() => done = true);
  while (!done) {
    turns++;
    await new Promise((go) => setTimeout(go, 0));
  }
  await hashing;
  assert.ok(turns > 5, `${turns} turns of the event loop`);
});

Deno.test("a common password is refused", async () => {
  const owner = { email: "mei.lin@hilltop.example", name: "Ms Mei-Ling Lin" };
  const weak = [
    ["12345678", "password", "Password1", "iloveyou", "qwertyuiop", "00000000"],
    ["987654321", "abcdefghij", "aaaaaaaaaa", "ababababab", "１２３４５６７８"],
    ["mei.lin@hilltop.example", "MEI.LIN2026", "meilin!!!!", "hilltop2026"],
    ["Mei-Ling Lin", "msmeilinglin", "Homeroom1!", "homeroom", "  12345678  "],
  ].flat();
  for (const one of weak) assert.ok(await isWeak(one, owner), one);
  const strong = [
    ["correct horse", "battery staple", "a brand new one", "plugh plover"],
    ["meadow lin spoon", "Tr0ub4dor&3x", "教室裡的貓很吵鬧", "zq8#kfP2"],
  ].flat();
  for (const one of strong) assert.ok(!await isWeak(one, owner), one);
});

async function withTokens(
  test: (tokens: Tokens, kv: Deno.Kv) => Promise<void>,
) {
  const kv = await Deno.openKv(":memory:");
  try {
    await test(new Tokens(kv), kv);
  } finally {
    kv.close();
  }
}

const later = () => Date.now() + 60_000;

Deno.test("a token is valid once its fact is stored, and until it is dropped", () =>
  withTokens(async (tokens) => {
    const { token, fact } = tokens.createToken("member", { m: "a" }, later());
    assert.match(token, /^[\w-]{43}$/);
    assert.equal(await tokens.find("member", token), null);
    await tokens.storeFact(fact);
    assert.deepEqual(await tokens.find("member", token), { m: "a" });
    await tokens.dropToken("member", token);
    assert.equal(await tokens.find("member", token), null);
  }));

Deno.test("the store has only a token's hash, valid for one kind of token (ACCESS-4)", () =>
  withTokens(async (tokens, kv) => {
    const { token, fact } = tokens.createToken("member", {}, later());
    await tokens.storeFact(fact);
    const stored = await Array.fromAsync(kv.list({ prefix: [] }));
    assert.equal(stored.length, 1);
    assert.ok(!JSON.stringify(stored).includes(token));
    assert.equal(await tokens.find("teacher", token), null);
    for (const other of [undefined, "", "x", token.slice(1), `${token}=`]) {
      assert.equal(await tokens.find("member", other), null);
    }
  }));

Deno.test("an expired token opens nothing, and is swept away", () =>
  withTokens(async (tokens, kv) => {
    const over = tokens.createToken("teacher", {}, Date.now() - 1);
    const good = tokens.createToken("teacher", {}, later());
    await tokens.storeFact(over.fact);
    await tokens.storeFact(good.fact);
    assert.equal(await tokens.find("teacher", over.token), null);
    assert.equal(await tokens.deleteExpired(), 1);
    assert.equal((await kv.get(over.fact.key)).value, null);
    assert.notEqual(await tokens.find("teacher", good.token), null);
  }));

Deno.test("a one-use token is used once", () =>
  withTokens(async (tokens) => {
    const { token, fact } = tokens.createToken("reset", { a: 1 }, later());
    await tokens.storeFact(fact);
    const takers = Array.from({ length: 8 }, () =>
      tokens.useOnce("reset", token));
    const taken = (await Promise.all(takers)).filter((it) =>
      it !== null
    );
    assert.deepEqual(taken, [{ a: 1 }]);
  }));

const email = "lin@example.org";

const minute = 60_000;

interface Answer {
  kind: "in" | "wrong" | "too-often";
  after: number;
  ticket?: string;
}

/** An account under attack, in virtual time. */
class Attacked {
  now = Date.now();
  answered = 0;
  readonly #due: { at: number; go: () => Promise<number | null> }[] = [];

  constructor(readonly accounts: () => Accounts) {}

  async attempt(
    address: string,
    given: string,
    ticket?: string,
    to = email,
  ): Promise<Answer> {
    try {
      const ask = { email: to, password: given };
      await this.accounts().signIn(ask, { address, ticket });
      return { kind: "in", after: 0 };
    } catch (thrown) {
      assert(isRefusal(thrown));
      if (thrown.kind === "not-signed-in") {
        this.answered++;
        return { kind: "wrong", after: 0 };
      }
      assert.equal(thrown.kind, "too-often");
      const { retryAfter, ticket } = thrown.more;
      const after = Number(retryAfter) * 1000;
      return { kind: "too-often", after, ticket: String(ticket) };
    }
  }

  add(at: number, go: () => Promise<number | null>): void {
    this.#due.push({ at, go });
  }

  async run(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      this.#due.sort((a, b) => a.at - b.at);
      if (!this.#due[0] || this.#due[0].at > until) break;
      const [{ at, go }] = this.#due.splice(0, 1);
      this.now = at;
      const again = await go();
      if (again !== null) this.#due.push({ at: again, go });
    }
    this.now = until;
  }

  /** Sends twenty wrong passwords a second from these addresses in turn. */
  flood(addresses: readonly string[], to = () => email): void {
    let n = 0;
    this.add(this.now, async () => {
      const from = addresses[n++ % addresses.length];
      await this.attempt(from, `guess ${n}`, undefined, to());
      return this.now + 50;
    });
  }

  /** Does the same and keeps as many places in the queue as it can. */
  queuers(address: string): void {
    let n = 0;
    const places: { due: number; given: string; ticket?: string }[] = [];
    this.add(this.now, async () => {
      const at = places.findIndex(({ due }) => due <= this.now);
      const place = at < 0 ? undefined : places.splice(at, 1)[0];
      const given = place?.given ?? `guess ${n++}`;
      const { kind, after, ticket } = await this.attempt(
        address,
        given,
        place?.ticket,
      );
      if (kind === "too-often") {
        places.push({ due: this.now + after + 7_000, given, ticket });
      }
      return this.now + 50;
    });
  }

  /**
   * Opens a teacher's page in a new browser, which retries by itself. Returns the ms until sign-in; Infinity: not
   * within two minutes.
   */
  async teacher(address: string, random: Random, cookies = true) {
    const began = this.now;
    let inAt: number | null = null;
    let ticket: string | undefined;
    this.add(this.now + random.below(5_000), async () => {
      const answer = await this.attempt(address, password, ticket);
      assert.notEqual(answer.kind, "wrong");
      if (answer.kind === "in") {
        inAt = this.now;
        return null;
      }
      if (cookies) ticket = answer.ticket;
      return this.now + answer.after + random.below(1_500);
    });
    await this.run(2 * minute);
    return (inAt ?? Infinity) - began;
  }
}

async function attacked(test: (at: Attacked) => Promise<void>): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const at: Attacked = new Attacked(() => accounts);
  const world = { clock: () => at.now, cost: 2 };
  const accounts = new Accounts(
    kv,
    new Tokens(kv),
    settings,
    undefined,
    world,
  );
  const ask = { email, name: "Ms Lin", password };
  await accounts.signUp(ask, { address: "1.1.1.1" });
  // The flood has used up the free guesses.
  await test(at);
}

const here = "192.0.2.1";

const one = ["203.0.113.9"];

const twenty = Array.from({ length: 20 }, (_, n) => `203.0.113.${n}`);

const { seeds } = seededRounds("attacked sign-ins", 3);

for (
  const [where, addresses] of [
    ["elsewhere", one],
    ["twenty addresses elsewhere", twenty],
    ["the teacher's own address", [here]],
    ["there and elsewhere", [here, ...one]],
  ] as const
) {
  for (const seed of seeds) {
    Deno.test(`with 20 wrong passwords a second from ${where}, a teacher signs in within a minute (SEED=${seed})`, () =>
      attacked(async (at) => {
        at.flood(addresses);
        await at.run(minute);
        const took = await at.teacher(here, new Random(seed));
        assert.ok(took <= minute, `it took ${took} ms`);
        assert.ok(at.answered <= 50 + 3 * 30 + 1, `${at.answered} guesses`);
      }));
  }
}

Deno.test("during such guesses a program without cookies signs in within a minute", () =>
  attacked(async (at) => {
    at.flood([here, ...one]);
    await at.run(minute);
    const took = await at.teacher(here, new Random(1), false);
    assert.ok(took <= minute, `it took ${took} ms`);
  }));

Deno.test("a teacher precedes all queued attempts of another address", () =>
  attacked(async (at) => {
    at.queuers(one[0]);
    await at.run(minute);
    const took = await at.teacher(here, new Random(1));
    assert.ok(took <= minute, `it took ${took} ms`);
    assert.ok(at.answered <= 50 + 3 * 30 + 1, `${at.answered} guesses`);
  }));

Deno.test("guesses at many accounts from one address do not keep a teacher there out", () =>
  attacked(async (at) => {
    let n = 0;
    at.flood([here], () => `t${n++ % 200}@example.org`);
    await at.run(minute);
    const took = await at.teacher(here, new Random(1));
    assert.ok(took <= minute, `it took ${took} ms`);
  }));
