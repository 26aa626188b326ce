/** The rule of joining, repeated joins, requests to observe, and suggested names (J-1 to J-5, J-9, S-8). */
import assert from "node:assert/strict";
import fc from "fast-check";
import { emailSchema } from "../../../classroom/accounts/account_bodies.ts";
import type { Teacher } from "../../../classroom/accounts/accounts.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newSecret } from "../../../classroom/model/ids.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { nameKey } from "../../../formats/name_keys.ts";
import { members } from "../../../classroom/model/roots.ts";
import { waitingEntries } from "../../../classroom/model/staff_roots.ts";
import {
  decideNewMember,
  decideRunningJoin,
  type JoinFacts,
  maxMembers,
} from "../../../classroom/people/join_rule.ts";
import { joinBody } from "../../../classroom/people/joining/repeated_joins.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { propertyOptions } from "../../random.ts";
import { Lesson } from "../lesson.ts";
import { type Browser, refusalNameOf } from "../school.ts";

const person = (name: string, more: Partial<Member> = {}): Member => ({
  name,
  role: "student",
  joinedAt: 0,
  room: null,
  ...more,
});

const roster = new Map<string, Member>([
  ["t", person("Ms Lin", { role: "teacher" })],
  ["amy", person("Amy")],
  ["ben", person("Ben")],
  ["zed", person("Zed", { removed: true })],
]);

const gate = (more: Partial<JoinFacts> = {}): JoinFacts => ({
  members: roster,
  online: new Set(["t", "ben"]),
  rejoin: true,
  joinLocked: false,
  nameFilter: true,
  returning: new Map(),
  formerIds: [],
  allOwnIds: [],
  openings: { free: Infinity, places: Infinity, listed: new Set() },
  presentIds: [],
  ...more,
});

const outcome = (open: JoinFacts, name: string) => {
  try {
    const it = decideRunningJoin(open, name);
    return "member" in it ? `${it.kind} ${it.member}` : `${it.kind} ${it.name}`;
  } catch (thrown) {
    if (isRefusal(thrown)) return thrown.kind;
    throw thrown;
  }
};

const off = { rejoin: false };
const locked = { joinLocked: true };
const table: [
  what: string,
  open: Partial<JoinFacts>,
  name: string,
  comes: string,
][] = [
  ["a new name is a new member (J-1)", {}, "Chloe", "new Chloe"],
  [
    "the name of an offline member admits by name alone (J-2)",
    {},
    "amy",
    "by-name amy",
  ],
  ["the width of a name is ignored (J-2)", {}, "ＡＭＹ", "by-name amy"],
  [
    "a member is back in a browser of theirs (J-2)",
    { presentIds: ["ben", "amy"] },
    "amy",
    "back amy",
  ],
  [
    "an online member is back in a browser of theirs (J-2)",
    { presentIds: ["ben"] },
    "Ben",
    "back ben",
  ],
  [
    "the name of an online member waits for the teacher (J-2)",
    {},
    "Ben",
    "wait ben",
  ],
  ["nobody returns as the teacher (J-2, J-9)", {}, "ms lin", "name-refused"],
  [
    "a name that looks like the teacher's is refused (J-9)",
    {},
    "Мs. Lin",
    "name-refused",
  ],
  [
    "a badge's name is refused without name filter and rejoin (J-9)",
    { ...off, nameFilter: false },
    "Teacher",
    "name-refused",
  ],
  [
    "a name that only looks like another student's is numbered (J-2, J-9)",
    {},
    "Аmy",
    "new Аmy (2)",
  ],
  [
    "with rejoin off an offline member's name is numbered (J-3)",
    off,
    "Amy",
    "new Amy (2)",
  ],
  [
    "with rejoin off an online member's name is numbered (J-3)",
    off,
    "Ben",
    "new Ben (2)",
  ],
  [
    "a removed member's name is refused while rejoin is on (J-4)",
    {},
    "Zed",
    "removed",
  ],
  [
    "with rejoin off a removed member's name is numbered (J-4)",
    off,
    "Zed",
    "new Zed (2)",
  ],
  [
    "a locked class admits no new member (S-11)",
    locked,
    "Chloe",
    "join-locked",
  ],
  [
    "a locked class readmits an offline member (S-11)",
    locked,
    "Amy",
    "by-name amy",
  ],
  [
    "in a locked class an online member's name waits (S-11)",
    locked,
    "Ben",
    "wait ben",
  ],
  [
    "a locked class without rejoin admits nobody (S-11)",
    { ...off, ...locked },
    "Amy",
    "join-locked",
  ],
  ["the name filter refuses a rude name (J-1)", {}, "F u c k", "name-refused"],
  [
    "without the name filter a rude name is accepted (J-1)",
    { nameFilter: false },
    "F u c k",
    "new F u c k",
  ],
];

for (const [what, open, name, comes] of table) {
  Deno.test(what, () => assert.equal(outcome(gate(open), name), comes));
}

Deno.test("a student who has waited long enough joins as new, under a number (J-2)", () => {
  assert.deepEqual(decideNewMember(gate(), "Ben"), {
    kind: "new",
    name: "Ben (2)",
  });
});

Deno.test("a session has at most the members its document holds easily", () => {
  const crowd = new Map(
    Array.from({ length: maxMembers }, (_, i) => [`m${i}`, person(`P${i}`)]),
  );
  assert.equal(outcome(gate({ members: crowd }), "Amy"), "room-full");
  assert.equal(outcome(gate({ members: crowd }), "P7"), "by-name m7");
});

Deno.test("however people join, no two members have the same name (J-2, J-3)", () => {
  const names = fc.constantFrom(
    "Amy",
    "AMY",
    "ａｍｙ",
    "Amy (2)",
    "amy  (2)",
    "Ben",
    "Amy (3)",
  );
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(fc.record({ name: names, online: fc.boolean() }), {
        maxLength: 30,
      }),
      (rejoin, joins) => {
        const all = new Map<string, Member>();
        const online = new Set<string>();
        for (const join of joins) {
          const open = gate({ members: all, online, rejoin });
          const it = decideRunningJoin(open, join.name);
          const id = "member" in it ? it.member : `m${all.size}`;
          if (it.kind === "new") all.set(id, person(it.name));
          if (it.kind === "back") assert(!online.has(id));
          if (join.online) online.add(id);
        }
        const keys = [...all.values()].map(({ name }) => nameKey(name));
        assert.equal(new Set(keys).size, keys.length);
      },
    ),
    propertyOptions("joins in any order", 100),
  );
});

/** A new account by default. */
const account = (
  lesson: Lesson,
  name: string,
  email: string,
  createdAt = lesson.school.time.now,
) => lesson.addColleague(name, { email, createdAt, granted: false });

async function knock({ school, session }: Lesson, who: Teacher) {
  const { code } = session;
  return await school.app.joinRequests.requestJoin(
    who,
    { code },
    school.newBrowser().from,
  );
}

async function atTheDoor(lesson: Lesson) {
  return await lesson.read(
    names.staff(lesson.session.id),
    (doc) =>
      [...waitingEntries(doc).values()].map((it) => {
        assert(it.kind === "observe");
        const { like, letters, unproved, isNew } = it;
        return { like, letters, unproved, isNew };
      }),
  );
}

Deno.test("staff see whom a knocking name resembles, and that its address is unproven (S-8, J-9)", async () => {
  for (const SIGN_UP of ["open", "closed"]) {
    const lesson = await Lesson.begin({ settings: { SIGN_UP } });
    await using _ = lesson.school;
    const open = SIGN_UP === "open" || undefined;
    const none = { like: undefined, letters: undefined };
    const comers = [
      ["Mr Ho", "ho@example.org", none],
      ["Ms L\u0456n", "lin2@example.org", { ...none, like: "Ms Lin" }],
      ["Ms Wu", "w\u0443@ex\u0430mple.org", {
        ...none,
        letters: "\u0443 \u0430",
      }],
    ] as const;
    for (const [name, email] of comers) {
      await knock(lesson, await account(lesson, name, email));
    }
    assert.deepEqual(
      await atTheDoor(lesson),
      comers.map(([, , told]) => ({ ...told, unproved: open, isNew: open })),
    );
  }
});

Deno.test("ten waiting new accounts keep out neither older accounts nor invited ones (S-8)", async () => {
  const lesson = await Lesson.begin();
  await using _ = lesson.school;
  const comes = async (name: string, createdAt?: number) =>
    await knock(
      lesson,
      await account(lesson, name, `${name}@example.org`, createdAt),
    );
  for (let at = 0; at < 10; at++) await comes(`new${at}`);
  assert.equal(await refusalNameOf(comes("new10")), "too-often");
  for (let at = 0; at < 10; at++) await comes(`known${at}`, 0);
  assert.equal(await refusalNameOf(comes("known10", 0)), "too-often");
  const { school: { app }, teacher } = lesson;
  await app.colleagues.invite(teacher, "invited@example.org", "observer");
  assert.equal((await comes("invited")).kind, "in");
});

Deno.test("a dismissed observer may knock again after five minutes, or come by invitation (S-8)", async () => {
  const lesson = await Lesson.begin();
  const { school: { app, time }, teacher } = lesson;
  await using _ = lesson.school;
  const wu = await account(lesson, "Ms Wu", "wu@example.org", 0);
  const first = await knock(lesson, wu);
  assert(first.kind === "waiting");
  await app.roster.decideWaiting(teacher, first.waiting, "let-in");
  await app.colleagues.stopObserving(teacher, wu.id);
  assert.equal(await refusalNameOf(knock(lesson, wu)), "not-allowed");
  await app.colleagues.invite(teacher, wu.email, "observer");
  assert.equal((await knock(lesson, wu)).kind, "in");
  await app.colleagues.withdraw(teacher, wu.email, "observer");
  assert.equal(await refusalNameOf(knock(lesson, wu)), "not-allowed");
  time.now += 5 * 60_000;
  assert.equal((await knock(lesson, wu)).kind, "waiting");
});

Deno.test("invisible characters are no part of an address, and an unreadable one is none (S-8)", () => {
  const real = "head@school.org";
  for (
    const typed of [
      "head\u200b@school.org",
      "\ufeffhead@school.org\u2060",
      "\u202ehead@school.org\u202c",
      " Ｈead@school.org\u00ad\n",
      "he\u034fad@school.org",
    ]
  ) {
    assert.equal(emailSchema.parse(typed), real, JSON.stringify(typed));
  }
  for (
    const typed of [
      "\u0000head@school.org",
      "head@school.org\u0007",
      "he\ue000ad@school.org",
      "he\ud800ad@school.org",
      "head\u200b@\u200b",
    ]
  ) {
    assert(!emailSchema.safeParse(typed).success, JSON.stringify(typed));
  }
});

async function joining(ask: Record<string, unknown> = {}) {
  const lesson = await Lesson.begin({ ask });
  const { school, session: { id, code } } = lesson;
  const { app } = school;
  const press = (
    browser: Browser,
    name: string,
    secret?: string,
    to = code,
  ) => app.roster.join({ code: to, name, press: secret }, browser.from);
  const students = () =>
    lesson.read(
      names.session(id),
      (doc) =>
        [...members(doc)].filter(([, { role }]) => role === "student")
          .map(([, { name }]) => name),
    );
  const knocks = async () =>
    await lesson.read(names.staff(id), (doc) => waitingEntries(doc).size) +
    await lesson.read(
      names.session(id),
      (doc) =>
        [...members(doc).values()]
          .filter(({ byName }) => byName).length,
    );
  const memberOf = async (browser: Browser) =>
    (await browser.identityIn(id))?.member ?? null;
  return { lesson, school, app, press, students, knocks, memberOf };
}

Deno.test("a repeated Join again press gives the same member a valid cookie, without a knock (SYNC-3)", async () => {
  const { lesson, school, press, students, knocks, memberOf } = await joining();
  await using _ = lesson;
  const ben = school.newBrowser(), secret = newSecret();
  const lost = await press(ben, "Ben", secret);
  assert(lost.kind === "in");
  for (let n = 0; n < 3; n++) {
    // Another reply is lost, but not the last.
    const again = await press(ben, " ben", secret);
    assert(again.kind === "in");
    assert.deepEqual(
      [again.member, again.rejoined, again.byName],
      [lost.member, false, false],
    );
    if (n === 2) ben.storeCookies(again);
  }
  assert.equal(await memberOf(ben), lost.member.id);
  assert.deepEqual([await students(), await knocks()], [["Ben"], 0]);
  const finder = school.newBrowser();
  finder.storeCookies(lost);
  assert.equal(await memberOf(finder), null);
  const came = await press(ben, "Ben", secret);
  assert(came.kind === "in");
  assert.equal(came.rejoined, false, "the cookie had come, the rest had not");
});

Deno.test("the same press sent twice at once creates one member (SYNC-3)", async () => {
  for (const rejoin of [true, false]) {
    const { lesson, school, press, students, knocks } = await joining({
      rejoin,
    });
    await using _ = lesson;
    const ben = school.newBrowser(), secret = newSecret();
    const both = await Promise.all(
      [1, 2, 3].map(() => press(ben, "Ben", secret)),
    );
    assert.deepEqual(both.map(({ kind }) => kind), ["in", "in", "in"]);
    assert.deepEqual([await students(), await knocks()], [["Ben"], 0]);
  }
});

Deno.test("the same press sent twice at once knocks once (SYNC-3, J-2, J-9)", async () => {
  for (const who of ["in", "online", "crowd"]) {
    const { lesson, school, press, students, knocks } = await joining();
    await using _ = lesson;
    if (who === "crowd") {
      for (let n = 0; n < 30; n++) {
        await press(school.newBrowser(), `Pupil ${n}`);
      }
    } else {
      const ben = await lesson.addStudent("Ben");
      if (who === "online") await school.connectMember(ben);
    }
    const before = await students(), browser = school.newBrowser();
    const secret = newSecret();
    const all = await Promise.all(
      [1, 2, 3].map(() => press(browser, "Ben", secret)),
    );
    const ids = all.map((it) => it.kind === "in" ? it.member.id : it.waiting);
    assert.equal(new Set(ids).size, 1);
    assert.equal(await knocks(), 1);
    const came = (await students()).length - before.length;
    assert.equal(came, all[0].kind === "in" ? 1 : 0);
  }
});

Deno.test("of concurrent repeats of a press only the last cookie is valid (SYNC-3, O-3)", async () => {
  const { lesson, school, app, press } = await joining();
  await using _ = lesson;
  const { session: { id } } = lesson;
  await school.connectMember(await lesson.addStudent("Ben"));
  const seated = newSecret(), waits = newSecret();
  await press(school.newBrowser(), "Amy", seated);
  await press(school.newBrowser(), "Ben", waits);
  const many = [1, 2, 3];
  const cookies = await Promise.all(many.map(async () => {
    const browser = school.newBrowser();
    browser.storeCookies(await press(browser, "Amy", seated));
    return browser;
  }));
  const good = await Promise.all(cookies.map((it) => it.identityIn(id)));
  assert.equal(good.filter((it) => it !== null).length, 1);
  await Promise.all(many.map(() => press(school.newBrowser(), "Ben", waits)));
  const waiting = async () =>
    (await Array.fromAsync(app.kv.list({ prefix: ["token", "waiting"] })))
      .length;
  assert.equal(await waiting(), 1);
  await app.sessions.end(school.teacher, id, { now: true });
  await app.deletion.deleteSession(id);
  assert.equal(await waiting(), 0);
});

Deno.test("a repeated press gets the same reply when joining is locked or waits (SYNC-3)", async () => {
  const { lesson, school, app, press, students, knocks } = await joining();
  await using _ = lesson;
  const secret = newSecret();
  await press(school.newBrowser(), "Ben", secret);
  await lesson.changeSession({ joinLocked: true });
  assert.equal((await press(school.newBrowser(), "Ben", secret)).kind, "in");
  assert.deepEqual(await students(), ["Ben"]);
  const begins = new Date(school.time.now + 3_600_000).toISOString();
  const later = await school.createSession({ name: "Later", startsAt: begins });
  const early = newSecret(), amy = school.newBrowser();
  const first = await press(amy, "Amy", early, later.code);
  const again = await press(amy, "Amy", early, later.code);
  assert(first.kind === "waiting" && again.kind === "waiting");
  assert.equal(again.waiting, first.waiting);
  amy.storeCookies(again);
  assert.equal(
    (await app.roster.waitStatus(first.waiting, amy.from)).kind,
    "waiting",
  );
  assert.equal(
    await lesson.school.app.sync.read(
      later.id,
      [names.staff(later.id)],
      ({ doc }) => waitingEntries(doc(names.staff(later.id))).size,
    ),
    1,
  );
  assert.equal(await knocks(), 0);
});

Deno.test("a press's secret opens nothing under another name, class or secret, or later (J-2)", async () => {
  const { lesson, school, app, press, knocks } = await joining();
  await using _ = lesson;
  const amy = school.newBrowser(), secret = newSecret();
  const [amys, bens] = [
    amy.storeCookies(await press(amy, "Amy", newSecret())),
    await press(school.newBrowser(), "Ben", secret),
  ];
  assert(amys.kind === "in" && bens.kind === "in");
  // A secret grants no other membership.
  const asAmy = await press(school.newBrowser(), "Amy", secret);
  assert(asAmy.kind === "in" && asAmy.byName);
  const guessed = await press(school.newBrowser(), "Ben", newSecret());
  assert(guessed.kind === "in" && guessed.byName);
  assert.equal(await knocks(), 2);
  const other = await school.createSession({ name: "Other", endActive: true });
  const there = await press(school.newBrowser(), "Ben", secret, other.code);
  assert(there.kind === "in");
  assert.notEqual(there.member.id, bens.member.id);
  const late = newSecret();
  await press(school.newBrowser(), "Cem", late, other.code);
  school.time.now += 10 * 60_000 + 1;
  const after = await press(school.newBrowser(), "Cem", late, other.code);
  assert(after.kind === "in" && after.byName);
  await app.tokens.deleteExpired();
  for (const short of ["", "x", newSecret().slice(1), `${newSecret()}=`]) {
    const ask = { code: other.code, name: "Ben", press: short };
    assert(!joinBody.safeParse(ask).success);
  }
  assert(joinBody.safeParse({ code: other.code, name: "Ben" }).success);
});

Deno.test("a secret is valid no longer than its cookie (J-4, J-6)", async () => {
  const { lesson, school, app, press } = await joining();
  await using _ = lesson;
  const { teacher, session } = lesson;
  const removed = newSecret();
  const cem = await press(school.newBrowser(), "Cem", removed);
  assert(cem.kind === "in");
  await app.membership.removeMember(teacher, cem.member.id);
  assert.equal(
    await refusalNameOf(press(school.newBrowser(), "Cem", removed)),
    "removed",
  );

  const left = newSecret(), dana = school.newBrowser();
  const danas = dana.storeCookies(await press(dana, "Dana", left));
  assert(danas.kind === "in");
  await app.leaving.leave(session.id, dana.from);
  const next = await press(school.newBrowser(), "Dana", left);
  assert(next.kind === "in" && next.byName);
});

Deno.test("a secret is valid for ten minutes, and not once its cookie has opened a page (J-2)", async () => {
  const { lesson, school, app, press } = await joining();
  await using _ = lesson;
  const secret = newSecret();
  await press(school.newBrowser(), "Ben", secret);
  for (const minutes of [4, 5]) {
    school.time.now += minutes * 60_000;
    const again = await press(school.newBrowser(), "Ben", secret);
    assert(again.kind === "in" && !again.byName);
  }
  school.time.now += 60_000;
  const late = await press(school.newBrowser(), "Ben", secret);
  assert(late.kind === "in" && late.byName);
  const amy = school.newBrowser(), amys = newSecret();
  amy.storeCookies(await press(amy, "Amy", amys));
  await app.roster.voidEarlierCookies(amy.from);
  const found = await press(school.newBrowser(), "Amy", amys);
  assert(found.kind === "in" && found.byName);
  const who = await amy.identityIn(lesson.session.id);
  assert(who && who.own === undefined, "they stay in");
});

Deno.test("a browser of a removed student does not get in by another's press (J-4)", async () => {
  const { lesson, school, app, press } = await joining();
  await using _ = lesson;
  const banned = school.newBrowser(), secret = newSecret();
  const cem = banned.storeCookies(await press(banned, "Cem", newSecret()));
  assert(cem.kind === "in");
  await app.membership.removeMember(lesson.teacher, cem.member.id);
  banned.cookies.delete(`member_${lesson.session.id}`);
  await press(school.newBrowser(), "Bob", secret);
  assert.equal(await refusalNameOf(press(banned, "Bob", secret)), "removed");
  assert.equal((await press(school.newBrowser(), "Bob", secret)).kind, "in");
});

Deno.test("the store has neither a secret nor its name in plain, and nothing after the class (O-3, J-1)", async () => {
  const { lesson, school, app, press } = await joining();
  await using _ = lesson;
  const secret = newSecret();
  await press(school.newBrowser(), "Zebediah", secret);
  const found = async (text: string) => {
    let count = 0;
    for await (const entry of app.kv.list({ prefix: ["token"] })) {
      if (Deno.inspect(entry, { depth: 9 }).includes(text)) count++;
    }
    return count;
  };
  assert.equal(await found(secret), 0);
  assert.equal(await found("Zebediah"), 0);
  assert((await found(lesson.session.id)) > 1);
  await app.sessions.end(school.teacher, lesson.session.id, { now: true });
  await app.deletion.deleteSession(lesson.session.id);
  assert.equal(await found(lesson.session.id), 0);
});

/** Returns these in order, then repeats the last. */
const falling = (...names: string[]) => () =>
  names.length > 1 ? names.shift()! : names[0];

Deno.test("used, refused and teacher-like nicknames are not suggested (J-1)", async () => {
  await using lesson = await Lesson.begin({
    students: ["Happy Otter", "Calm Owl"],
  });
  const { school, session } = lesson;
  const { nicknames } = school.app;
  const from = { address: "10.0.0.1" };
  const suggest = (code: string | undefined, ...names: string[]) =>
    nicknames.suggest({ code }, from, falling(...names));
  const { code } = session;
  const taken = ["Happy Otter", "happy  otter", "CALM OWL", "Happy Teacher"];
  assert.equal(await suggest(code, ...taken, "Kind Puffin"), "Kind Puffin");
  // All names are used; joining resolves it.
  assert.equal(await suggest(code, "Happy Otter"), "Happy Otter");
  // Without a valid code any name is given; a wrong code counts as a guess (S-2).
  const wrong = code === "000000" ? "000001" : "000000";
  for (const typed of [undefined, "", "12", wrong]) {
    assert.equal(
      await suggest(typed, "Happy Otter"),
      "Happy Otter",
      `${typed}`,
    );
  }
  for (let n = 0; n < 40; n++) {
    await suggest(String(100_000 + n).padStart(6, "0"), "x").catch(() => {});
  }
  const next = suggest("999999", "x");
  assert.equal(await refusalNameOf(next), "too-often");
  assert.equal(await suggest(undefined, "x"), "x");
});

Deno.test("the dice reveals nothing about a class far in the future (J-1, S-7)", async () => {
  await using lesson = await Lesson.begin({ students: ["Happy Otter"] });
  const { school, session } = lesson;
  const { nicknames, sessions } = school.app;
  const hour = 60 * 60_000;
  await sessions.end(school.teacher, session.id, { now: true });
  const again = await school.createSession({
    restartOf: session.id,
    startsAt: new Date(school.time.now + hour).toISOString(),
  });
  const suggest = () =>
    nicknames.suggest(
      { code: again.code },
      { address: "10.0.0.1" },
      falling("Happy Otter", "Kind Puffin"),
    );
  assert.equal(await suggest(), "Happy Otter");
  school.time.now += hour / 2;
  assert.equal(await suggest(), "Kind Puffin");
});
