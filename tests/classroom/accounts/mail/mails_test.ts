import assert from "node:assert/strict";
import type { Teacher } from "../../../../classroom/accounts/accounts.ts";
import type { OutgoingMail } from "../../../../classroom/accounts/mail/outgoing_mail.ts";
import {
  type DeliveryOutcome,
  Undeliverable,
} from "../../../../classroom/storage/delivery_queue.ts";
import { createSessionBody } from "../../../../classroom/sessions/new_session.ts";
import { isRefusal } from "../../../../sync/refusal.ts";
import { makeTempFolder, School } from "../../school.ts";
import { MailLimits } from "../../../../classroom/accounts/mail/mail_limits.ts";
import { makeMailQueue } from "../../../../classroom/accounts/mail/mails.ts";

const settings = {
  SMTP_URL: "smtp://127.0.0.1",
  MAIL_FROM: "homeroom@school.example",
  BASE_URL: "https://class.example.org",
};

const minute = 60_000;

const hour = 60 * minute;

const day = 24 * hour;

const asker = { address: "192.0.2.7", language: "en" };

const password = "correct horse";

/** A school with mail; `refuses` gives the error of the mail server, at once or when it answers. */
async function withMail(
  test: (school: {
    school: School;
    mails: NonNullable<School["app"]["mails"]>;
    letters: OutgoingMail[];
    outcomes: DeliveryOutcome[];
    /** Advances the clock, and sends what is due. */
    later: (ms: number) => Promise<void>;
    signUp: (email: string, name?: string) => Promise<Teacher>;
    look: (teacher: Teacher) => Promise<Teacher>;
  }) => Promise<void>,
  refuses: (letter: OutgoingMail) => Error | null | Promise<null> = () => null,
) {
  const letters: OutgoingMail[] = [], outcomes: DeliveryOutcome[] = [];
  const meter = new Proxy({}, {
    get: (_, name) => (_kind: unknown, outcome: DeliveryOutcome) =>
      name === "recordMail" && outcomes.push(outcome),
  });
  const school = await School.open(":memory:", Date.now(), {
    report: () => {},
    meter: meter as never,
    async deliver(letter) {
      const error = await refuses(letter);
      if (error) throw error;
      letters.push(letter);
    },
  }, settings);
  const { app, time } = school;
  await using _ = school;
  let made = 0;
  await test({
    school,
    mails: app.mails!,
    letters,
    outcomes,
    async later(ms) {
      time.now += ms;
      await app.mails!.sendDue();
    },
    async signUp(email, name = "Ms Wu") {
      const from = { address: `198.51.100.${++made}` };
      return (await app.accounts.signUp({ email, name, password }, from))
        .teacher;
    },
    look: async ({ id }) => (await app.accounts.findById(id))!,
  });
}

async function refused(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error.reason ?? error.kind;
  }
}

Deno.test("a reset is mailed only to an address with an account (D-2, ACCESS-5)", async () => {
  const delivery = Promise.withResolvers<null>();
  await withMail(
    async ({ mails, letters, outcomes, later, signUp, school }) => {
      await signUp("wu@school.example");
      await mails.sendResetLink("wu@school.example", {
        ...asker,
        language: "zh-TW",
      });
      await mails.sendResetLink("nobody@school.example", asker);
      // Neither request waits for its mail, so they look alike.
      assert.equal(letters.length, 0);
      delivery.resolve(null);
      await later(0);
      const [letter, ...others] = letters;
      assert.deepEqual(others, []);
      assert.deepEqual(
        [letter.kind, letter.to, letter.language],
        ["reset", "wu@school.example", "zh-TW"],
      );
      assert.deepEqual(outcomes.sort(), ["sent", "void"]);
      const left = await Array.fromAsync(
        school.app.kv.list({ prefix: ["mail"] }),
      );
      assert.deepEqual(left, []);
    },
    () => delivery.promise,
  );
});

Deno.test("a mailed link sets a password once, within an hour, and proves the address (D-2)", () =>
  withMail(async ({ mails, letters, later, signUp, look, school }) => {
    const { accounts } = school.app;
    const email = "wu@school.example";
    const wu = await signUp(email);
    assert.equal(wu.unproved, true);
    const source = { address: "203.0.113.1" };
    const before = await accounts.signIn({ email, password }, source);
    await mails.sendResetLink(email, asker);
    await later(0);
    await later(hour);
    const late = accounts.resetLinks.use(letters[0].token, "a brand new one");
    assert.equal(await refused(late), "link-used");
    assert.equal((await look(wu)).unproved, true);
    await mails.sendResetLink(email, asker);
    await later(0);
    await accounts.resetLinks.use(letters[1].token, "a brand new one");
    assert.equal((await look(wu)).unproved, undefined);
    assert.equal(await accounts.findByToken(before.token), null);
    const again = accounts.resetLinks.use(letters[1].token, "yet another one");
    assert.equal(await refused(again), "link-used");
  }));

Deno.test("the operator's link proves no address, his grant does (D-2)", () =>
  withMail(async ({ signUp, look, school }) => {
    const { accounts } = school.app;
    const wu = await signUp("wu@school.example");
    const token = await accounts.resetLinks.make(wu.email);
    await accounts.resetLinks.use(token!, "a brand new one");
    assert.equal((await look(wu)).unproved, true);
    await accounts.grantPlan(wu.email, true);
    assert.equal((await look(wu)).unproved, undefined);
  }));

Deno.test("an invitation counts after its address is proved (D-2)", () =>
  withMail(async ({ mails, letters, later, signUp, look, school }) => {
    const { app, teacher: owner } = school;
    const lin = { ...owner, unproved: undefined };
    const session = await app.sessions.create(
      lin,
      createSessionBody.parse({ name: "Biology" }),
    );
    const who = (await app.identities.findStaff(session.id, lin))!;
    const email = "wu@school.example";
    const thief = await signUp(email, "Mr Ho");
    for (const as of ["observer", "moderator"] as const) {
      await app.colleagues.invite(who, email, as);
      const invitation = { session: session.id, email, as };
      assert(await mails.mayInvite(lin, session.id, email));
      await mails.sendInvitation(invitation, lin, {
        language: "en",
        zone: "UTC",
      });
    }
    assert.deepEqual(await app.colleagues.listClasses(thief), []);
    assert.equal(await app.identities.findStaff(session.id, thief), null);
    const arriving = app.colleagues.takeInvitedSeat(
      session.id,
      thief,
      "moderator",
    );
    assert.equal(await arriving, null);

    await later(10_000);
    const invitation = letters.find((it) => it.kind === "invitation")!;
    assert.equal(letters.length, 1);
    assert.deepEqual(
      [invitation.to, invitation.as, invitation.className],
      [email, "moderator", "Biology"],
    );
    // Another account cannot use the link, and does not use it up.
    const ben = await signUp("ben@school.example", "Ben");
    assert.equal(
      await refused(app.proofs.redeemToken(ben, invitation.token)),
      "link-used",
    );
    await mails.sendResetLink(email, asker);
    await later(0);
    const reset = letters.find((it) => it.kind === "reset")!;
    await app.accounts.resetLinks.use(reset.token, "a brand new one");
    const wu = await look(thief);
    assert.equal(
      (await app.identities.findStaff(session.id, wu))?.role,
      "teacher",
    );
  }));

Deno.test("a link that proves an address is used once, within a week, by the account with that address (D-2)", () =>
  withMail(async ({ mails, letters, later, signUp, look, school }) => {
    const { proofs } = school.app;
    const wu = await signUp("wu@school.example");
    assert(await mails.sendConfirmation(wu, asker));
    assert.equal(await mails.sendConfirmation(wu, asker), false, "one an hour");
    await later(0);
    assert.equal(await proofs.addressOf(letters[0].token), wu.email);
    await later(7 * day);
    assert.equal(
      await refused(proofs.redeemToken(wu, letters[0].token)),
      "link-used",
    );
    await mails.sendConfirmation(wu, asker);
    await later(0);
    await proofs.redeemToken(wu, letters[1].token);
    assert.equal((await look(wu)).unproved, undefined);
    assert.equal(await proofs.addressOf(letters[1].token), null);
    assert.equal(
      await refused(proofs.redeemToken(wu, letters[1].token)),
      "link-used",
    );
    await later(hour);
    await mails.sendConfirmation(wu, asker);
    await later(0);
    assert.equal(letters.length, 2);
  }));

Deno.test("a deleted account leaves neither a link nor a mail (D-2, O-3)", () =>
  withMail(async ({ mails, letters, outcomes, later, signUp, school }) => {
    const { accounts, kv } = school.app;
    const wu = await signUp("wu@school.example");
    await mails.sendConfirmation(wu, asker);
    await later(0);
    await accounts.removeAccount(wu, { password, token: undefined });
    await mails.sendResetLink(wu.email, asker);
    await later(0);
    assert.deepEqual([letters.length, outcomes], [1, ["sent", "void"]]);
    const left = await Array.fromAsync(kv.list({ prefix: [] }));
    assert.doesNotMatch(JSON.stringify(left), /wu@school/);
  }));

Deno.test("an invitation withdrawn at once is not sent (D-2)", () =>
  withMail(async ({ mails, letters, outcomes, later, school }) => {
    const { app, teacher } = school;
    const session = await app.sessions.create(
      teacher,
      createSessionBody.parse({ name: "Biology" }),
    );
    const who = (await app.identities.findStaff(session.id, teacher))!;
    const email = "wu@school.example";
    const invitation = { session: session.id, email, as: "observer" } as const;
    await app.colleagues.invite(who, email, "observer");
    await mails.sendInvitation(invitation, teacher, {
      language: "en",
      zone: "UTC",
    });
    await later(9_000);
    assert.deepEqual(outcomes, []);
    await app.colleagues.withdraw(who, email, "observer");
    await later(2_000);
    assert.deepEqual([letters, outcomes], [[], ["void"]]);
  }));

Deno.test("a refused mail is sent again, later each time, until it expires (D-2)", async () => {
  let refusals = 2;
  await withMail(async ({ mails, letters, outcomes, later, signUp }) => {
    await signUp("wu@school.example");
    await mails.sendResetLink("wu@school.example", asker);
    await later(0);
    await later(29_000);
    assert.deepEqual(outcomes, ["later"]);
    await later(1_000);
    await later(2 * minute);
    assert.deepEqual(outcomes, ["later", "later", "sent"]);
    assert.equal(letters.length, 1);

    refusals = Infinity;
    outcomes.length = 0;
    await mails.sendResetLink("wu@school.example", asker);
    for (let passed = 0; passed < hour; passed += minute) await later(minute);
    assert.equal(outcomes.at(-1), "failed");
    assert(outcomes.length >= 5 && outcomes.length < 10, `${outcomes}`);
  }, () => refusals-- > 0 ? new Error("451") : null);
});

Deno.test("a missing mailbox is tried once (D-2)", () =>
  withMail(async ({ mails, outcomes, later, signUp }) => {
    await signUp("wu@school.example");
    await mails.sendResetLink("wu@school.example", asker);
    await later(0);
    await later(hour);
    assert.deepEqual(outcomes, ["refused"]);
  }, () => new Undeliverable("550")));

Deno.test("mails are limited by address, network and account (D-2)", () =>
  withMail(async ({ mails, letters, later, signUp, look, school }) => {
    const { app, time } = school;
    const wu = await signUp("wu@school.example");
    for (let n = 0; n < 10; n++) await mails.sendResetLink(wu.email, asker);
    await later(0);
    assert.equal(letters.length, 3, "of one address nobody learns");
    let from = "";
    for (let n = 0; n < 100 && !from; n++) {
      const asked = mails.sendResetLink(`t${n}@school.example`, asker);
      from = await refused(asked) ?? "";
    }
    assert.equal(from, "many-mails");
    const elsewhere = { ...asker, address: "203.0.113.9" };
    assert.equal(await refused(mails.sendResetLink(wu.email, elsewhere)), null);

    const { device } = await app.accounts.signIn(
      { email: wu.email, password },
      { address: "203.0.113.9" },
    );
    const own = { ...asker, device };
    assert.equal(await refused(mails.sendResetLink(wu.email, own)), null);
    const others = mails.sendResetLink("chen@school.example", own);
    assert.equal(await refused(others), "many-mails");

    const invites = async (teacher: Teacher) => {
      let count = 0;
      while (
        count < 200 &&
        !await refused(
          mails.mayInvite(teacher, "s", `${teacher.id}${count}@b.example`),
        )
      ) count++;
      return count;
    };
    assert.equal(
      await refused(mails.mayInvite(wu, "s", "a@b.example")),
      "prove-first",
    );
    await app.proofs.redeemToken(wu, await app.proofs.createToken(wu.email));
    const proved = await look(wu);
    assert.equal(await invites(proved), 10, "a new account");
    time.now += day;
    assert.equal(await invites(proved), 50);
    assert.equal(
      await mails.mayInvite(school.teacher, "s", "x@b.example"),
      true,
    );
    const again = () => mails.mayInvite(school.teacher, "s", "x@b.example");
    assert.deepEqual([await again(), await again(), await again()], [
      true,
      true,
      false,
    ]);
  }));

Deno.test("a requested mail outlasts the process, and one of two instances sends it (D-2)", async () => {
  await using folder = await makeTempFolder();
  const sent: string[] = [];
  const open = (slow?: Promise<void>) =>
    School.open(
      folder.kv,
      Date.now(),
      {
        report: () => {},
        async deliver({ to }) {
          await slow;
          sent.push(to);
        },
      },
      settings,
      true,
    );

  const account = { email: "wu@school.example", name: "Ms Wu", password };
  {
    await using first = await open();
    await first.app.accounts.signUp(account, { address: "192.0.2.1" });
    await first.app.mails!.stop();
    await first.app.mails!.sendResetLink(account.email, asker);
  }
  const gate = Promise.withResolvers<void>();
  await using second = await open(gate.promise);
  await using third = await open(gate.promise);
  const looks = [second, third].map(({ app }) => app.mails!.sendDue());
  gate.resolve();
  await Promise.all(looks);
  assert.deepEqual(sent, [account.email]);
});

Deno.test("a mail being sent at a stop is sent soon after the next start (D-2)", async () => {
  await using folder = await makeTempFolder();
  const begun = Promise.withResolvers<void>(), sent: string[] = [];
  const account = { email: "wu@school.example", name: "Ms Wu", password };
  const now = Date.now();
  const hangs = Promise.withResolvers<void>();

  {
    const deliver = () => (begun.resolve(), hangs.promise);
    await using first = await School.open(
      folder.kv,
      now,
      { deliver },
      settings,
    );
    await first.app.accounts.signUp(account, { address: "192.0.2.1" });
    await first.app.mails!.sendResetLink(account.email, asker);
    await begun.promise;
  }
  const deliver = ({ to }: OutgoingMail) => Promise.resolve(void sent.push(to));
  await using next = await School.open(folder.kv, now, { deliver }, settings);
  await next.app.mails!.sendDue();
  assert.equal(sent.length, 0);
  next.time.now += 30_000;
  await next.app.mails!.sendDue();
  assert.deepEqual(sent, [account.email]);
});

Deno.test("a tag behind + makes no second mailbox (D-2)", async () => {
  const now = Date.now();
  const limits = new MailLimits(() => now);
  const all = await Promise.all(Array.from({ length: 12 }, (_, n) => {
    const email = `wu+${n}@school.example`, network = `192.0.2.${n}`;
    const teacher = `${n}`, session = `${n}`, isNew = false;
    return Promise.all([
      limits.tryConfirmation(email, network),
      limits.tryResetLink(email, network),
      limits.tryInvitation({ session, email, teacher, isNew }),
    ]);
  }));
  const sent = [0, 1, 2].map((kind) => all.filter((it) => it[kind]).length);
  assert.deepEqual(sent, [5, 3, 10]);
  assert.equal(
    await limits.tryConfirmation("lin@school.example", "192.0.2.1"),
    true,
  );
  assert.equal(
    await limits.tryConfirmation("wu@other.example", "192.0.2.1"),
    true,
  );
  assert.equal(
    await limits.tryConfirmation("+@school.example", "192.0.2.1"),
    true,
  );
});

const order = {
  kind: "reset",
  to: "wu@school.example",
  language: "en",
} as const;

/** A KV that reports the expiry of each entry to `told`, and whose commits fail while `fails` says so. */
function watched(
  kv: Deno.Kv,
  told: (expireIn: number | undefined) => void,
  fails: () => boolean = () => false,
): Deno.Kv {
  const over = <T extends object>(it: T, own: Partial<T>): T =>
    new Proxy(it, {
      get(_, name) {
        if (name in own) return own[name as keyof T];
        const value = Reflect.get(it, name);
        return typeof value === "function" ? value.bind(it) : value;
      },
    });
  return over(kv, {
    set(key, value, options) {
      told(options?.expireIn);
      return kv.set(key, value, options);
    },
    atomic() {
      const whole = kv.atomic();
      const watching: Deno.AtomicOperation = over(whole, {
        check: (...entries) => (whole.check(...entries), watching),
        set(key, value, options) {
          told(options?.expireIn);
          whole.set(key, value, options);
          return watching;
        },
        commit: () =>
          fails() ? Promise.reject(new Error("no storage")) : whole.commit(),
      });
      return watching;
    },
  });
}

Deno.test("an expired mail leaves the KV by itself (D-2, O-3)", async () => {
  using kv = await Deno.openKv(":memory:");
  const ends: (number | undefined)[] = [];
  let now = Date.now();
  const outbox = makeMailQueue({
    kv: watched(kv, (end) => ends.push(end)),
    clock: () => now,
    report: () => {},
    send: () => Promise.reject(new Error("down")),
    onOutcome: () => {},
  });
  await outbox.enqueue(["a"], order);
  await outbox.sendDue();
  now += 40 * minute;
  await outbox.sendDue();
  await outbox.stop();
  // Stored, claimed and released for a retry; then again.
  assert.deepEqual(ends.map((end) => end! / minute), [60, 60, 60, 20, 20]);
});

Deno.test("a failing storage is reported and does not delay the stop (D-2)", async () => {
  using kv = await Deno.openKv(":memory:");
  const said: string[] = [];
  const begun = Promise.withResolvers<void>();
  const hangs = Promise.withResolvers<boolean>();
  let isDown = false;
  const outbox = makeMailQueue({
    kv: watched(kv, () => {}, () => isDown),
    clock: Date.now,
    report: (what) => said.push(what),
    send: () => (begun.resolve(), hangs.promise),
    onOutcome: () => {},
  });
  await outbox.enqueue(["a"], order);
  const round = outbox.sendDue();
  await begun.promise;
  isDown = true;
  await outbox.stop();
  assert.deepEqual(said, ["a mail could not be released"]);
  hangs.resolve(true);
  await round;
});

Deno.test("a mail that another instance has sent meanwhile does not wait again (D-2)", async () => {
  using kv = await Deno.openKv(":memory:");
  let now = Date.now();
  const instance = (send: () => Promise<boolean>) =>
    makeMailQueue({
      ...{ kv, clock: () => now, report: () => {}, onOutcome: () => {} },
      send,
    });
  const begun = Promise.withResolvers<void>();
  const hangs = Promise.withResolvers<boolean>();
  const slow = instance(() => (begun.resolve(), hangs.promise));
  await slow.enqueue(["a"], order);
  const round = slow.sendDue();
  await begun.promise;
  now += 6 * minute;
  let sent = 0;
  await instance(() => Promise.resolve(++sent > 0)).sendDue();
  assert.equal(sent, 1);
  hangs.reject(new Error("timed out"));
  await round;
  await slow.stop();
  assert.deepEqual(await Array.fromAsync(kv.list({ prefix: ["mail"] })), []);
});
