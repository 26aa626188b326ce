/** Attendance in exports: in, out, minutes, and gaps (M-3). */
import assert from "node:assert/strict";
import type { SessionView } from "../../../classroom/model/views.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { readAttendance } from "../../../classroom/record/session_record.ts";
import type { CheckResource } from "../../../classroom/model/resources/shared_resources.ts";
import { recordText, schoolWithReader } from "../../exports/reading.ts";
import type { School } from "../../classroom/school.ts";
import { readCsv } from "../../csv.ts";

async function joined(
  school: School,
  { id, code }: SessionView,
  names: readonly string[],
): Promise<Identity[]> {
  const people = [];
  for (const name of names) {
    const browser = school.browser();
    await browser.join(code, name);
    people.push((await browser.who(id))!);
  }
  return people;
}

Deno.test("attendance lists leaving times and minutes, and who has no data (M-3)", async () => {
  // The export uses the machine's clock.
  const { school, reader } = await schoolWithReader(Date.now() - 3_600_000);
  await using _ = school;
  const { view: session, who: teacher } = reader;
  const [amy, ben, , dan] = await joined(school, session, [
    "Amy",
    "Ben",
    "Cy",
    "Dan",
  ]);
  const socket = await school.online(amy);
  await school.online(ben);
  const pass = async (minutes: number) => {
    for (let quarter = 0; quarter < 4 * minutes; quarter++) {
      school.time.now += 15_000;
      await school.app.attendance.checkAll();
    }
  };
  await pass(20);
  await school.offline(amy, socket);
  const short = await school.online(dan);
  school.time.now += 5000;
  await school.offline(dan, short);
  const went = school.time.now;
  await pass(40);
  const [columns, ...rows] = readCsv(
    await recordText(reader, "csv", "attendance"),
  );
  const at = (name: string) =>
    columns.findIndex((column) => column.startsWith(name));
  const cells = rows.map((row) => [
    row[at("Name")],
    /^\d{4}-/.test(row[at("Out")]) ? "time" : row[at("Out")],
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
  const all = await readAttendance(school.app.sync, teacher, school.time.now);
  const out = all.find(({ id }) => id === dan.member)?.out;
  assert.equal(Date.parse(out ?? ""), went);
});

Deno.test("attendance has no writing time for silent students, counts answers and names its zone (U10, M-3)", async () => {
  const { school, reader } = await schoolWithReader(Date.now() - 3_600_000);
  await using _ = school;
  const { view: session, who: teacher } = reader;
  const [amy, ben] = await joined(school, session, ["Amy", "Ben"]);
  for (const who of [amy, ben]) await school.online(who);
  for (const anonymous of [false, true]) {
    const { id, questions } = await school.app.resources.share(teacher, {
      poll: { kind: "yes-no", question: "", anonymous, words: ["Y", "N"] },
    }) as CheckResource;
    const [{ id: question, choices = [] }] = questions;
    const answers = { [question]: [choices[0].id] };
    const answer = { kind: "answer", resource: id, answers };
    const refused = anonymous
      ? await school.vote(amy, id, [choices[0].id])
      : await school.command(amy, answer);
    assert.equal(refused, null);
  }
  await school.command(amy, { kind: "say", room: "main", text: "Hello" });
  school.time.now += 6 * 60_000;
  // The board reports Ben as quiet since he joined.
  await school.app.monitor.checkAll();
  const [columns, ...rows] = readCsv(
    await recordText(reader, "csv", "attendance"),
  );
  const at = (name: string) =>
    columns.findIndex((column) => column.startsWith(name));
  assert.deepEqual(
    rows.map((row) => [
      row[at("Name")],
      row[at("Last wrote")] !== "",
      row[at("Quizzes and polls")],
    ]).slice(1),
    [["Amy", true, "2"], ["Ben", false, "0"]],
  );
  for (const name of ["In", "Out", "Last wrote"]) {
    assert.match(columns[at(name)], /\(Asia\/Taipei\)$/);
  }
  const all = await readAttendance(school.app.sync, teacher, school.time.now);
  assert.equal(all.find(({ id }) => id === ben.member)?.lastWrote, null);
});
