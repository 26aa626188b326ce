/** SYNC-3, J-1, J-2: repeating a join after a lost reply, and what its secret does not grant. */
import assert from "node:assert/strict";
import { joinBody } from "../../../classroom/people/arriving/repeated_joins.ts";
import { members, waitingEntries } from "../../../classroom/model/layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newSecret } from "../../../classroom/model/ids.ts";
import { Lesson } from "../lesson.ts";
import type { Browser } from "../school.ts";
import { refusalOf } from "../school.ts";

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
    (await browser.who(id))?.member ?? null;
  return { lesson, school, app, press, students, knocks, memberOf };
}

Deno.test("SYNC-3: the same press of Join again is the same member with a good cookie, new as before, and nobody knocks", async () => {
  const { lesson, school, press, students, knocks, memberOf } = await joining();
  await using _ = lesson;
  const ben = school.browser(), secret = newSecret();
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
    if (n === 2) ben.keep(again);
  }
  assert.equal(await memberOf(ben), lost.member.id);
  assert.deepEqual([await students(), await knocks()], [["Ben"], 0]);
  // The lost cookies are useless to a finder.
  const finder = school.browser();
  finder.keep(lost);
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
    const ben = school.browser(), secret = newSecret();
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
      for (let n = 0; n < 30; n++) await press(school.browser(), `Pupil ${n}`);
    } else {
      const ben = await lesson.student("Ben");
      if (who === "online") await school.online(ben);
    }
    const before = await students(), browser = school.browser();
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
  await school.online(await lesson.student("Ben"));
  const seated = newSecret(), waits = newSecret();
  await press(school.browser(), "Amy", seated);
  await press(school.browser(), "Ben", waits);
  const many = [1, 2, 3];
  const cookies = await Promise.all(many.map(async () => {
    const browser = school.browser();
    browser.keep(await press(browser, "Amy", seated));
    return browser;
  }));
  const good = await Promise.all(cookies.map((it) => it.who(id)));
  assert.equal(good.filter((it) => it !== null).length, 1);
  await Promise.all(many.map(() => press(school.browser(), "Ben", waits)));
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
  await press(school.browser(), "Ben", secret);
  await lesson.change({ joinLocked: true });
  assert.equal((await press(school.browser(), "Ben", secret)).kind, "in");
  assert.deepEqual(await students(), ["Ben"]);
  const begins = new Date(school.time.now + 3_600_000).toISOString();
  const later = await school.session({ name: "Later", startsAt: begins });
  const early = newSecret(), amy = school.browser();
  const first = await press(amy, "Amy", early, later.code);
  const again = await press(amy, "Amy", early, later.code);
  assert(first.kind === "waiting" && again.kind === "waiting");
  assert.equal(again.waiting, first.waiting);
  amy.keep(again);
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
  const amy = school.browser(), secret = newSecret();
  const [amys, bens] = [
    amy.keep(await press(amy, "Amy", newSecret())),
    await press(school.browser(), "Ben", secret),
  ];
  assert(amys.kind === "in" && bens.kind === "in");
  // A secret grants no other membership.
  const asAmy = await press(school.browser(), "Amy", secret);
  assert(asAmy.kind === "in" && asAmy.byName);
  const guessed = await press(school.browser(), "Ben", newSecret());
  assert(guessed.kind === "in" && guessed.byName);
  assert.equal(await knocks(), 2);
  const other = await school.session({ name: "Other", endActive: true });
  const there = await press(school.browser(), "Ben", secret, other.code);
  assert(there.kind === "in");
  assert.notEqual(there.member.id, bens.member.id);
  const late = newSecret();
  await press(school.browser(), "Cem", late, other.code);
  school.time.now += 10 * 60_000 + 1;
  const after = await press(school.browser(), "Cem", late, other.code);
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
  const cem = await press(school.browser(), "Cem", removed);
  assert(cem.kind === "in");
  await app.membership.removeMember(teacher, cem.member.id);
  assert.equal(
    await refusalOf(press(school.browser(), "Cem", removed)),
    "removed",
  );

  const left = newSecret(), dana = school.browser();
  const danas = dana.keep(await press(dana, "Dana", left));
  assert(danas.kind === "in");
  await app.leaving.leave(session.id, dana.from);
  const next = await press(school.browser(), "Dana", left);
  assert(next.kind === "in" && next.byName);
});

Deno.test("J-2: a secret is good for ten minutes from the first press, however often it is used, and not once its cookie has opened a page", async () => {
  const { lesson, school, app, press } = await joining();
  await using _ = lesson;
  const secret = newSecret();
  await press(school.browser(), "Ben", secret);
  for (const minutes of [4, 5]) {
    school.time.now += minutes * 60_000;
    const again = await press(school.browser(), "Ben", secret);
    assert(again.kind === "in" && !again.byName);
  }
  school.time.now += 60_000;
  const late = await press(school.browser(), "Ben", secret);
  assert(late.kind === "in" && late.byName);
  const amy = school.browser(), amys = newSecret();
  amy.keep(await press(amy, "Amy", amys));
  await app.roster.voidEarlierCookies(amy.from);
  const found = await press(school.browser(), "Amy", amys);
  assert(found.kind === "in" && found.byName);
  const who = await amy.who(lesson.session.id);
  assert(who && who.own === undefined, "they stay in");
});

Deno.test("J-4: a browser of which somebody was removed does not get in by the press of another", async () => {
  const { lesson, school, app, press } = await joining();
  await using _ = lesson;
  const banned = school.browser(), secret = newSecret();
  const cem = banned.keep(await press(banned, "Cem", newSecret()));
  assert(cem.kind === "in");
  await app.membership.removeMember(lesson.teacher, cem.member.id);
  banned.cookies.delete(`member_${lesson.session.id}`);
  await press(school.browser(), "Bob", secret);
  assert.equal(await refusalOf(press(banned, "Bob", secret)), "removed");
  assert.equal((await press(school.browser(), "Bob", secret)).kind, "in");
});

Deno.test("O-3, J-1: neither a secret nor the name that it was for stands in the store; with the class it is gone", async () => {
  const { lesson, school, app, press } = await joining();
  await using _ = lesson;
  const secret = newSecret();
  await press(school.browser(), "Zebediah", secret);
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
