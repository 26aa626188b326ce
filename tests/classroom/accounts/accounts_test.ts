/** Accounts: who is slowed down when somebody guesses, and who is not. */
import assert from "node:assert/strict";
import { Accounts } from "../../../classroom/accounts/accounts.ts";
import { Tokens } from "../../../classroom/tokens.ts";
import type { Settings } from "../../../classroom/settings.ts";
import { isRefusal, type Refusal } from "../../../sync/refusal.ts";
import { Random } from "../../random.ts";
import { slowKv } from "../../sync/kv/slow_kv.ts";

const settings = {
  SIGN_UP: "open",
  TEACHER_PLAN: "everyone",
  PASSWORDS: "on",
} as const;
const password = "correct horse";
const day = 24 * 60 * 60 * 1000;
/** The proof of somebody who types this. */
const by = (password: string) => ({ password, token: undefined });
/** A time that stands still. */
const noon = Date.now();

async function withAccounts(
  test: (accounts: Accounts, kv: Deno.Kv) => Promise<void>,
) {
  const kv = await Deno.openKv(":memory:");
  try {
    // Passwords that cost next to nothing, and a time that stands still.
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

Deno.test("S-8, S-10: an invited address proves somebody where the operator decides on accounts, which nobody else makes then, or on who has the plan", async () => {
  const kv = await Deno.openKv(":memory:");
  try {
    const of = (given: Partial<Pick<Settings, "SIGN_UP" | "TEACHER_PLAN">>) =>
      new Accounts(kv, new Tokens(kv), { ...settings, ...given });
    assert.equal(of({}).isForAnybody, true);
    assert.equal(of({ TEACHER_PLAN: "granted" }).isForAnybody, false);
    const closed = of({ SIGN_UP: "closed" });
    assert.equal(closed.isForAnybody, false);
    const ask = { email: "lin@example.org", name: "Ms Lin", password };
    const up = await refused(closed.signUp(ask, { address: "1.1.1.1" }));
    assert.equal(up?.kind, "not-allowed");
  } finally {
    kv.close();
  }
});

Deno.test("A staff room behind one address signs in all at once", () =>
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

Deno.test("Guesses from many addresses keep no teacher out of a browser that they used before", () =>
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

Deno.test("What a browser knows of one account counts for no other", () =>
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

Deno.test("Of two who sign up with one address at once, one gets the account", () =>
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

Deno.test("A change of password does not undo one that was made since the old one was looked at", async () => {
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
  // The change looks at the account to verify the old password, and again to write the new one.
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
  const refusal = await refused(accounts.change(teacher, ask));
  assert.equal(refusal?.kind, "not-allowed");
  assert.equal(looks, 2);
  const signIn = (password: string) =>
    refused(operator.signIn({ email, password }, { address: "1.1.1.1" }));
  assert.equal(await signIn("by link 1"), null);
  assert.equal((await signIn("battery staple"))?.kind, "not-signed-in");
});

Deno.test("A link to a new password is void once the password was changed", () =>
  withAccounts(async (accounts) => {
    const { teacher } = await accounts.signUp(
      { email: "lin@example.org", name: "Ms Lin", password },
      { address: "1.1.1.1" },
    );
    const link = await accounts.resetLinks.make(" Lin@Example.org");
    assert.ok(link);
    await accounts.change(teacher, {
      password: "battery staple",
      oldPassword: password,
    });
    const refusal = await refused(
      accounts.resetLinks.use(link, "something new"),
    );
    assert.equal(refusal?.kind, "not-found");
    assert.equal(await accounts.resetLinks.make("who@example.org"), null);
  }));

Deno.test("O-3: guessing the password of an account to delete it is slowed down, and does not delete it", () =>
  withAccounts(async (accounts) => {
    const { teacher, token } = await accounts.signUp(
      { email: "lin@example.org", name: "Ms Lin", password },
      { address: "1.1.1.1" },
    );
    const kinds: (string | undefined)[] = [];
    for (let tries = 0; tries < 10; tries++) {
      kinds.push((await refused(accounts.remove(teacher, by("wrong"))))?.kind);
    }
    assert.deepEqual(new Set(kinds), new Set(["not-allowed"]));
    const next = await refused(accounts.remove(teacher, by(password)));
    assert.equal(next?.kind, "too-often", "right or wrong");
    assert.deepEqual(await accounts.byToken(token), teacher);
  }));

Deno.test("O-3: who is signed in to an account that is deleted is signed out everywhere", async () => {
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
  await accounts.remove(teacher, by(password));
  assert.deepEqual(voided, [{ teacher: teacher.id, renewed: null }]);
  assert.equal(await accounts.byToken(token), null);
  assert.equal(await accounts.byId(teacher.id), null);
  const again = await refused(
    accounts.resetLinks.use(link ?? "", "battery staple"),
  );
  assert.equal(again?.kind, "not-found");
  kv.close();
});

Deno.test("Where the answers of the KV are lost and Deno asks again, everything is done once, and says so", async () => {
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
    await tokens.sweep();
    const left = await Array.fromAsync(kv.list({ prefix: ["token", "reset"] }));
    assert.deepEqual(left, []);
    await accounts.change(teacher, {
      name: "Mrs Lin",
      password,
      oldPassword: "battery staple",
    });
    const signIn = await accounts.signIn({ email, password }, {
      address: "1.1.1.1",
    });
    assert.equal(signIn.teacher.name, "Mrs Lin");
    voided.length = 0;
    await accounts.remove(teacher, by(password));
    assert.deepEqual(voided, [{ teacher: teacher.id, renewed: null }]);
    assert.equal(await accounts.byId(teacher.id), null);
  } finally {
    kv.close();
  }
});

Deno.test("A sign-in that is used goes on for half a year, one that is not for a month", async () => {
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
  assert.equal(await accounts.renew(first.token), null, "not at every request");
  for (let days = 1; days <= 200; days++) {
    now = noon + days * day;
    if (!await accounts.byToken(first.token)) break;
    const end = await accounts.renew(first.token);
    if (end !== null) assert.ok(end <= noon + 180 * day);
  }
  assert.equal(now, noon + 180 * day);
  const second = await accounts.signIn({ email, password }, from);
  now += 29 * day;
  assert.ok(await accounts.byToken(second.token));
  now += day;
  assert.equal(await accounts.byToken(second.token), null);
  assert.equal(await accounts.renew(second.token), null);
});

Deno.test("Signed out everywhere, no browser is signed in or known, and the password is the same", async () => {
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
    assert.equal(await accounts.byToken(token), null);
    assert.equal(await accounts.renew(token), null);
  }
  assert.ok(await accounts.byToken(other.token));
  const devices = kv.list({ prefix: ["token", "device"] });
  assert.equal((await Array.fromAsync(devices)).length, 1, "the other's");
  await accounts.signIn({ email, password }, from);
});

Deno.test("Who signs up with others' addresses is told of ten that have an account in an hour, and then of one a minute", () =>
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
    // Nor that there is none.
    assert.equal((await up("new@example.org", "9.9.9.9"))?.kind, "too-often");
    assert.equal(await up("new@example.org", "8.8.8.8"), null);
  }));

Deno.test("Who signs up again and again with an address that has an account slows down nobody behind their own", () =>
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

Deno.test("A5: a password is hashed at the same cost where there is no account", () =>
  withAccounts(async (accounts, kv) => {
    const from = { address: "1.1.1.1" };
    const email = "lin@example.org";
    const ask = { email, name: "Ms Lin", password };
    const { teacher } = await accounts.signUp(ask, from);
    await accounts.remove(teacher, { password, token: undefined });
    // scrypt refuses a cost that is no power of two.
    const world = { clock: () => noon, cost: 3 };
    const tokens = new Tokens(kv);
    const wrong = new Accounts(kv, tokens, settings, undefined, world);
    const isRefused = /Invalid scrypt params/;
    await assert.rejects(wrong.signIn({ email, password }, from), isRefused);
    const change = { password: "a brand new one", oldPassword: password };
    await assert.rejects(wrong.change(teacher, change), isRefused);
  }));

Deno.test("A5: whether there is an account costs a sign-in the same looks", async () => {
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
