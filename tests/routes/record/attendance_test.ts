/** M-3: attendance as it is exported: in, out, minutes, and what is not recorded said so. */
import assert from "node:assert/strict";
import { attendance } from "../../../classroom/record/session_record.ts";
import { partOf, written } from "../../../exports/record.ts";
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
  const part = await partOf(reader, "attendance");
  let text = "";
  const csv = written(part, "attendance", "csv", reader, nothing, "http://x");
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
