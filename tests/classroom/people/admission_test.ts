/** Logins, repeated joins, requests to observe, and suggested names (J-1 to J-5, J-9, S-8). */
import assert from "node:assert/strict";
import fc from "fast-check";
import { emailSchema } from "../../../classroom/accounts/account_bodies.ts";
import type { Teacher } from "../../../classroom/accounts/accounts.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newSecret } from "../../../classroom/model/ids.ts";
import { members, waitingEntries } from "../../../classroom/model/layout.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { nameKey } from "../../../classroom/model/name_keys.ts";
import {
  type AdmissionFacts,
  admit,
  admitNew,
  maxMembers,
} from "../../../classroom/people/admission.ts";
import { joinBody } from "../../../classroom/people/arriving/repeated_joins.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { propertyOptions } from "../../random.ts";
import { Lesson } from "../lesson.ts";
import { type Browser, refusalNameOf } from "../school.ts";

// J-1 to J-5: a table of logins, and unique names.

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

const gate = (more: Partial<AdmissionFacts> = {}): AdmissionFacts => ({
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

const outcome = (open: AdmissionFacts, name: string) => {
  try {
    const it = admit(open, name);
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
  open: Partial<AdmissionFacts>,
  name: string,
  comes: string,
][] = [
  ["J-1: a new name is a new member", {}, "Chloe", "new Chloe"],
  [
    "J-2: the name of one who is offline is theirs again",
    {},
    "amy",
    "by-name amy",
  ],
  ["J-2: width makes no difference", {}, "ＡＭＹ", "by-name amy"],
  [
    "J-2: in a browser that was theirs they are back",
    { presentIds: ["ben", "amy"] },
    "amy",
    "back amy",
  ],
  [
    "J-2: online or not",
    { presentIds: ["ben"] },
    "Ben",
    "back ben",
  ],
  [
    "J-2: the name of one who is online waits for the teacher",
    {},
    "Ben",
    "wait ben",
  ],
  ["J-2, J-9: nobody comes back as the teacher", {}, "ms lin", "name-refused"],
  [
    "J-9: nor like one, in letters that look the same",
    {},
    "Мs. Lin",
    "name-refused",
  ],
  [
    "J-9: nor with the name filter off, nor without rejoin",
    { ...off, nameFilter: false },
    "Teacher",
    "name-refused",
  ],
  [
    "J-2, J-9: a name that only looks like another student's restores nobody, and is numbered",
    {},
    "Аmy",
    "new Аmy (2)",
  ],
  ["J-3: with rejoin off a name in use is numbered", off, "Amy", "new Amy (2)"],
  ["J-3: online or not", off, "Ben", "new Ben (2)"],
  [
    "J-4: a removed one's name is refused while rejoin is on",
    {},
    "Zed",
    "removed",
  ],
  ["J-4: with rejoin off a name proves nothing", off, "Zed", "new Zed (2)"],
  ["S-11: locked, nobody new", locked, "Chloe", "join-locked"],
  ["S-11: locked, who was in comes back", locked, "Amy", "by-name amy"],
  ["S-11: locked, who is online still waits", locked, "Ben", "wait ben"],
  [
    "S-11: locked with rejoin off, no login",
    { ...off, ...locked },
    "Amy",
    "join-locked",
  ],
  ["J-1: the filter refuses a name", {}, "F u c k", "name-refused"],
  [
    "J-1: the filter can be off",
    { nameFilter: false },
    "F u c k",
    "new F u c k",
  ],
];

for (const [what, open, name, comes] of table) {
  Deno.test(what, () => assert.equal(outcome(gate(open), name), comes));
}

Deno.test("J-2: who has waited long enough joins as new, under a number", () => {
  assert.deepEqual(admitNew(gate(), "Ben"), { kind: "new", name: "Ben (2)" });
});

Deno.test("A session takes no more members than its document holds with ease", () => {
  const crowd = new Map(
    Array.from({ length: maxMembers }, (_, i) => [`m${i}`, person(`P${i}`)]),
  );
  assert.equal(outcome(gate({ members: crowd }), "Amy"), "room-full");
  assert.equal(outcome(gate({ members: crowd }), "P7"), "by-name m7");
});

Deno.test("J-2, J-3: however people log in, no two members bear the same name", () => {
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
      (rejoin, logins) => {
        const all = new Map<string, Member>();
        const online = new Set<string>();
        for (const login of logins) {
          const open = gate({ members: all, online, rejoin });
          const it = admit(open, login.name);
          const id = "member" in it ? it.member : `m${all.size}`;
          if (it.kind === "new") all.set(id, person(it.name));
          if (it.kind === "back") assert(!online.has(id));
          if (login.online) online.add(id);
        }
        const keys = [...all.values()].map(({ name }) => nameKey(name));
        assert.equal(new Set(keys).size, keys.length);
      },
    ),
    propertyOptions("logins in any order", 100),
  );
});

// S-8: requests to observe stay distinguishable and do not keep colleagues out.

/** A new account by default. */
const account = (
  lesson: Lesson,
  name: string,
  email: string,
  createdAt = lesson.school.time.now,
) => lesson.addColleague(name, { email, createdAt, granted: false });

async function knock({ school, session }: Lesson, who: Teacher) {
  const { code } = session;
  return await school.app.knocks.requestJoin(
    who,
    { code },
    school.newBrowser().from,
  );
}

/** The requests as staff see them, in order. */
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

Deno.test("S-8, J-9: of who knocks it is told whom their name reads like, which letters are odd, and that addresses prove nobody", async () => {
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

Deno.test("S-8: ten new accounts at the door keep no colleague out, and ten others nobody who is new", async () => {
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
  // Invited colleagues need no request.
  const { school: { app }, teacher } = lesson;
  await app.colleagues.invite(teacher, "invited@example.org", "observer");
  assert.equal((await comes("invited")).kind, "in");
});

Deno.test("S-8: who was put out knocks again after five minutes, and comes in before where they are invited", async () => {
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

Deno.test("S-8: signs that show nothing are no part of an address, and what cannot be read is none", () => {
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

// SYNC-3, J-1, J-2: repeating a join after a lost reply, and what its secret does not grant.

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

Deno.test("SYNC-3: the same press of Join again is the same member with a good cookie, new as before, and nobody knocks", async () => {
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
  // The lost cookies are useless to a finder.
  const finder = school.newBrowser();
  finder.storeCookies(lost);
  assert.equal(await memberOf(finder), null);
  const came = await press(ben, "Ben", secret);
  assert(came.kind === "in");
  assert.equal(came.rejoined, false, "the cookie had come, the rest had not");
});

Deno.test("SYNC-3: the same press under way twice is one member", async () => {
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

Deno.test("SYNC-3, J-2, J-9: the same press under way twice knocks once, by a name that is in, is online, or in a crowd", async () => {
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

Deno.test("SYNC-3, O-3: of presses under way at once the last cookie alone is good, and none is left once the class is gone", async () => {
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

Deno.test("SYNC-3: where joining is locked or the reply was that one waits, the same press again is what it was", async () => {
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

Deno.test("J-2: the secret of a press opens nothing under another name, in another class, to another secret, or later", async () => {
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

Deno.test("J-4, J-6: a secret is good no longer than the cookie that it stands for", async () => {
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

Deno.test("J-2: a secret is good for ten minutes from the first press, however often it is used, and not once its cookie has opened a page", async () => {
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

Deno.test("J-4: a browser of which somebody was removed does not get in by the press of another", async () => {
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

Deno.test("O-3, J-1: neither a secret nor the name that it was for stands in the store; with the class it is gone", async () => {
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

// J-1: random names are free in the class, and reveal nothing else about it.

/** Returns these in order, then repeats the last. */
const falling = (...names: string[]) => () =>
  names.length > 1 ? names.shift()! : names[0];

Deno.test("J-1: what is in use, was refused or would pass for a teacher is not suggested", async () => {
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

Deno.test("J-1, S-7: of a class that is far ahead the dice tells nothing", async () => {
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
