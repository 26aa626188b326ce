/** J-8: the class list, its readers, and missing students. */
import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import { readClassActivity } from "../../../classroom/monitoring/activity_record.ts";
import { readAttendance } from "../../../classroom/record/session_record.ts";
import type { Refusal } from "../../../sync/refusal.ts";
import { refusalOf, School } from "../school.ts";

async function listed(
  names: { name: string; room?: string }[],
  ask: Record<string, unknown> = {},
) {
  const school = await School.open();
  const session = await school.session(ask);
  const teacher = await school.owner(session.id);
  const { classLists, breakouts } = school.app;
  const list = await classLists.replaceList(teacher, { names });
  return { school, session, teacher, classLists, breakouts, list };
}

Deno.test("J-8: who joins under a name of the list is in, the others are missing", async () => {
  const { school, session, teacher, classLists, list } = await listed([
    { name: "Amy" },
    { name: " Ben " },
    { name: "Cem" },
  ]);
  await using _ = school;
  assert.deepEqual(
    list.map(({ name, member, online }) => [name, member, online]),
    [["Amy", null, false], ["Ben", null, false], ["Cem", null, false]],
  );
  const ben = school.browser();
  const entry = await ben.join(session.code, "ｂｅｎ");
  assert(entry.kind === "in");
  const who = await ben.who(session.id);
  assert(who);
  await school.online(who);
  const now = await classLists.view(teacher);
  assert.deepEqual(
    now.map(({ member, online }) => [member, online]),
    [[null, false], [who.member, true], [null, false]],
  );
  // A rename keeps the entry; removal marks it missing.
  await school.app.membership.changeMember(teacher, who.member, {
    name: "Benjamin",
  });
  assert.equal((await classLists.view(teacher))[1].member, who.member);
  await school.app.membership.removeMember(teacher, who.member);
  assert.equal((await classLists.view(teacher))[1].member, null);
});

Deno.test("J-8: a new list ties those who are in already", async () => {
  const { school, session, teacher, classLists } = await listed([]);
  await using _ = school;
  const entry = await school.browser().join(session.code, "Amy");
  assert(entry.kind === "in");
  const list = await classLists.replaceList(teacher, {
    names: [{ name: "AMY" }, { name: "Ben" }],
  });
  assert.deepEqual(
    list.map(({ member }) => member),
    [entry.member.id, null],
  );
});

Deno.test("J-8, J-2: two names that are the same are refused, and the list before stays", async () => {
  const { school, teacher, classLists } = await listed([{ name: "Amy" }]);
  await using _ = school;
  const names = [{ name: "Zoe" }, { name: "Ben" }, { name: " zoe" }];
  await assert.rejects(
    classLists.replaceList(teacher, { names }),
    ({ kind, more }: Refusal) =>
      kind === "name-taken" &&
      (more.errors as { path: string }[])[0].path === "names.2.name",
  );
  assert.equal((await classLists.view(teacher)).length, 1);
});

Deno.test("J-8: with groups, rooms are made and who joins is put in theirs, even if it is full", async () => {
  const { school, session, teacher, breakouts, list } = await listed([
    { name: "Amy", room: "Red" },
    { name: "Ben", room: "Blue" },
    { name: "Cem", room: "red" },
    { name: "Dan" },
  ]);
  await using _ = school;
  const { rooms } = await breakouts.view(teacher);
  assert.deepEqual(rooms.map(({ name }) => name), ["Red", "Blue"]);
  const [red, blue] = rooms.map(({ id }) => id);
  assert.deepEqual(list.map(({ room }) => room), [red, blue, red, null]);
  await asks({ breakouts }, teacher, "PATCH /breakouts", { capacity: 2 });
  for (const name of ["Cem", "Amy", "Ben", "Dan", "Eve"]) {
    await school.browser().join(session.code, name);
  }
  const at = new Map(
    (await school.app.membership.listMembers(teacher)).map((
      it,
    ) => [it.name, it.room]),
  );
  assert.deepEqual(
    ["Amy", "Ben", "Cem", "Dan", "Eve"].map((name) => at.get(name)),
    [red, blue, red, null, null],
  );
});

Deno.test("J-8, B-5: while automatic a list with new groups is refused whole, and groups fill by the rule", async () => {
  const { school, session, teacher, classLists } = await listed(
    [{ name: "Amy" }],
    { breakouts: { auto: true } },
  );
  await using _ = school;
  const names = [{ name: "Amy" }, { name: "Ben", room: "Red" }];
  assert.equal(
    await refusalOf(classLists.replaceList(teacher, { names })),
    "auto-breakouts",
  );
  assert.equal((await classLists.view(teacher)).length, 1);
  await school.browser().join(session.code, "Amy");
  const { rooms } = await school.app.breakouts.view(teacher);
  assert.deepEqual(rooms.map(({ name }) => name), ["Group A"]);
});

Deno.test("J-8, S-2: the names are for who has the code, and asking for them is a guess", async () => {
  const { school, session, classLists } = await listed([
    { name: "Amy" },
    { name: "Ben" },
  ]);
  await using _ = school;
  await school.browser().join(session.code, "Ben");
  assert.deepEqual(
    await classLists.pickableNames(session.code, { address: "192.0.2.9" }),
    [
      { name: "Amy", taken: false },
      { name: "Ben", taken: true },
    ],
  );
  const wrong = session.code === "000000" ? "000001" : "000000";
  const came = new Set<string>();
  for (let i = 0; i < 40; i++) {
    came.add(
      await refusalOf(
        classLists.pickableNames(wrong, { address: "192.0.2.9" }),
      ),
    );
  }
  assert.deepEqual([...came].sort(), ["no-such-code", "too-often"]);
  await school.app.sessions.end(school.teacher, session.id, { now: true });
  assert.equal(
    await refusalOf(
      classLists.pickableNames(session.code, { address: "192.0.2.10" }),
    ),
    "no-such-code",
  );
});

Deno.test("J-8, S-7: of a class that is far ahead its code tells no names, until shortly before it begins", async () => {
  const minute = 60_000;
  const startsAt = new Date(Date.now() + 360 * 24 * 60 * minute).toISOString();
  const { school, session, classLists } = await listed(
    [{ name: "Amy" }],
    { startsAt },
  );
  await using _ = school;
  const pickable = async () =>
    (await classLists.pickableNames(session.code, { address: "192.0.2.9" }))
      .map(({ name }) => name);
  assert.deepEqual(await pickable(), []);
  school.time.now = Date.parse(startsAt) - 31 * minute;
  assert.deepEqual(await pickable(), []);
  school.time.now += minute;
  assert.deepEqual(await pickable(), ["Amy"]);
  await school.app.sessions.begin(school.teacher, session.id);
  assert.deepEqual(await pickable(), ["Amy"]);
});

Deno.test("the record of a class has its students in the order of the class list, whoever joined first (X10)", async () => {
  const { school, session, teacher } = await listed([
    { name: "陳美玲" },
    { name: "王小明" },
    { name: "Amy" },
  ]);
  await using _ = school;
  for (const name of ["Zoe", "Amy", "王小明", "陳美玲"]) {
    await school.browser().join(session.code, name);
  }
  const wanted = ["陳美玲", "王小明", "Amy", "Zoe"];
  const { app, time: { now } } = school;
  const attended = await readAttendance(app.sync, teacher, now);
  const names = (all: readonly { name: string }[]) =>
    all.map(({ name }) => name);
  assert.deepEqual(names(attended.slice(1)), wanted);
  assert.equal(attended[0].role, "teacher");
  const { students } = await readClassActivity(app, teacher, now);
  assert.deepEqual(names(students), wanted);
});
