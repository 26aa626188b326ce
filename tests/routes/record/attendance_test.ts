/** M-3: attendance as it is exported: in, out, minutes, and what is not recorded said so. */
import assert from "node:assert/strict";
import { attendance } from "../../../classroom/record/session_record.ts";
import type { Check } from "../../../classroom/model/resources/shared.ts";
import { recordPartOf, writtenRecord } from "../../../exports/record.ts";
import { readCsv } from "../../csv.ts";
import { School } from "../../classroom/school.ts";

const nothing = { read: () => Promise.resolve(null), href: () => null };

Deno.test("M-3: the list of attendance has out-times and minutes, and says of whom nothing is recorded", async () => {
  // The export asks the clock of the machine what is now.
  await using school = await School.open(undefined, Date.now() - 3_600_000);
  const session = await school.session();
  const teacher = await school.owner(session.id);
  const people = [];
  for (const name of ["Amy", "Ben", "Cy", "Dan"]) {
    const browser = school.browser();
    await browser.join(session.code, name);
    people.push((await browser.who(session.id))!);
  }
  const [amy, ben, , dan] = people;
  const socket = await school.online(amy);
  await school.online(ben);
  const pass = async (minutes: number) => {
    for (let quarter = 0; quarter < 4 * minutes; quarter++) {
      school.time.now += 15_000;
      await school.app.attendance.look();
    }
  };
  await pass(20);
  await school.offline(amy, socket);
  // Between two looks.
  const short = await school.online(dan);
  school.time.now += 5000;
  await school.offline(dan, short);
  const went = school.time.now;
  await pass(40);
  const reader = {
    app: school.app,
    who: teacher,
    view: session,
    zone: "Asia/Taipei",
  };
  const part = await recordPartOf(reader, "attendance");
  let text = "";
  const csv = writtenRecord(
    part,
    "attendance",
    "csv",
    reader,
    nothing,
    "http://x",
  );
  for await (const piece of csv) text += piece;
  const [columns, ...rows] = readCsv(text.slice(1));
  const at = (name: string) =>
    columns.findIndex((column) => column.startsWith(name));
  const cells = rows.map((row) => [
    row[at("Name")],
    /^\d{4}-/.test(row[at("Out")]) ? "time" : row[at("Out")],
    // Of who is still there they go on.
    row[at("Out")] === "still there"
      ? Number(row[at("Minutes")]) >= 60
      : row[at("Minutes")],
  ]);
  assert.deepEqual(cells.slice(1), [
    ["Amy", "time", "20"],
    ["Ben", "still there", true],
    ["Cy", "not recorded", ""],
    ["Dan", "time", "0"],
  ]);
  const all = await attendance(school.app.sync, teacher, school.time.now);
  const out = all.find(({ id }) => id === dan.member)?.out;
  assert.equal(Date.parse(out ?? ""), went);
});

Deno.test("U10, M-3: who wrote nothing has no time of it, who answered a quiz or a poll is told, and each time says its zone", async () => {
  await using school = await School.open(undefined, Date.now() - 3_600_000);
  const session = await school.session();
  const teacher = await school.owner(session.id);
  const people = [];
  for (const name of ["Amy", "Ben"]) {
    const browser = school.browser();
    await browser.join(session.code, name);
    people.push((await browser.who(session.id))!);
  }
  const [amy, ben] = people;
  for (const who of people) await school.online(who);
  for (const anonymous of [false, true]) {
    const { id, questions } = await school.app.resources.share(teacher, {
      poll: { kind: "yes-no", question: "", anonymous, words: ["Y", "N"] },
    }) as Check;
    const [{ id: question, choices = [] }] = questions;
    const answers = { [question]: [choices[0].id] };
    const answer = { kind: "answer", resource: id, answers };
    const done = anonymous && { done: true };
    assert.equal(await school.command(amy, { ...answer, ...done }), null);
  }
  await school.command(amy, { kind: "say", room: "main", text: "Hello" });
  school.time.now += 6 * 60_000;
  // The board says of Ben that he is quiet, under the time of joining.
  await school.app.monitor.look();
  const view = { app: school.app, who: teacher, view: session, zone: "UTC" };
  const part = await recordPartOf(view, "attendance");
  const rows = await Array.fromAsync(part.rows());
  const at = (name: string) =>
    part.columns.findIndex((column) => column.startsWith(name));
  assert.deepEqual(
    rows.map((row) => [
      row[at("Name")],
      row[at("Last wrote")] !== "",
      row[at("Quizzes and polls")],
    ]).slice(1),
    [["Amy", true, 2], ["Ben", false, 0]],
  );
  for (const name of ["In", "Out", "Last wrote"]) {
    assert.match(part.columns[at(name)], /\(UTC\)$/);
  }
  const all = await attendance(school.app.sync, teacher, school.time.now);
  assert.equal(all.find(({ id }) => id === ben.member)?.lastWrote, null);
});
