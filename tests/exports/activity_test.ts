import assert from "node:assert/strict";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import {
  type Activity,
  type ActivityRecord,
  type ClassEvent,
  countActivity,
} from "../../classroom/monitoring/activity.ts";
import { toIsoString } from "../../formats/times.ts";
import { activityPlots } from "../../exports/activity/activity_part.ts";
import {
  activityAnnotations,
  assignRows,
} from "../../exports/activity/annotations.ts";
import {
  type ActivityPlot,
  drawPlot,
  plotWidths,
} from "../../exports/activity/plot.ts";
import { writeSvg } from "../../exports/activity/svg.ts";
import { describeActivity } from "../../exports/activity/activity_text.ts";
import { runInLanguage } from "../../locales/current.ts";
import { languages } from "texts/languages.ts";
import { recordSchemas } from "../../classroom/record/record_schema.ts";
import {
  playLivelyLesson,
  quickModel,
} from "../classroom/monitoring/lively_lesson.ts";
import { School } from "../classroom/school.ts";
import { readCsv } from "../csv.ts";
import { propertyOptions, Random } from "../random.ts";
import { readRecordText } from "./reading.ts";

const minute = 60_000, hour = 60 * minute;
const nine = Date.parse("2026-11-20T01:00:00Z");
const zone = "Asia/Taipei";

function lesson(
  length: number,
  more: Partial<ActivityRecord> = {},
  from = nine,
): Activity {
  const record = {
    from,
    to: from + length,
    isCollected: true,
    acts: [],
    stays: [],
    happenings: [{ kind: "started" as const, at: from }],
    ...more,
  };
  return countActivity(record, { kind: "class" });
}

const drawn = (
  activity: Activity,
  width: number = plotWidths.wide,
  at = zone,
) => drawPlot(activity, { width, zone: at, number: String });

const texts = ({ shapes }: ActivityPlot, name: string) =>
  shapes.filter(({ attributes }) => attributes.class === name)
    .map(({ inner }) => inner);

Deno.test("the axis has round hours in the reader's time zone and language, for any length (M-4)", () => {
  const times = (length: number, at = zone, width?: number) =>
    texts(drawn(lesson(length), width, at), "time");
  const taiwan = languages.find(({ tag }) => tag === "zh-TW")!;
  assert.deepEqual(times(45 * minute).slice(0, 3), ["09:00", "09:05", "09:10"]);
  runInLanguage(
    taiwan,
    () =>
      assert.deepEqual(times(3 * hour, zone, plotWidths.narrow), [
        "09:00",
        "10:00",
        "11:00",
      ]),
  );
  // Nepal is five hours and three quarters ahead.
  assert.deepEqual(
    times(3 * hour, "Asia/Kathmandu", plotWidths.narrow).slice(0, 2),
    ["07:00", "08:00"],
  );
  for (const length of [minute, 45 * minute, 3 * hour, 24 * hour]) {
    for (const width of Object.values(plotWidths)) {
      const all = times(length, zone, width);
      assert(all.length >= 1 && all.length <= 10, `${length}: ${all}`);
    }
  }
});

Deno.test("every hour label fits on the axis, on a phone and for a class of any length (M-4)", () => {
  for (let minutes = 1; minutes <= 24 * 60; minutes += minutes < 90 ? 1 : 7) {
    const { shapes, width } = drawn(
      lesson(minutes * minute),
      plotWidths.narrow,
    );
    const places = shapes
      .filter(({ attributes }) => attributes.class === "time")
      .map(({ attributes }) => Number(attributes.x));
    places.forEach((x, i) => {
      assert(x + 18 <= width, `${minutes} minutes: cut off at ${x}`);
      const before = places[i - 1] ?? -Infinity;
      assert(x - before >= 45, `${minutes} minutes: ${before} and ${x}`);
    });
  }
});

Deno.test("no two marks overlap, and each has its number (M-4)", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 24 * 60 }), { maxLength: 60 }),
      fc.constantFrom(...Object.values(plotWidths)),
      (minutes, width) => {
        const happenings = minutes.toSorted((a, b) => a - b)
          .map((at): ClassEvent => ({
            kind: "broadcast",
            at: nine + at * minute,
          }));
        const one = lesson(24 * hour, { happenings });
        const drawing = drawn(one, width);
        assert.equal(
          drawing.annotations.flatMap(({ happened }) => happened).length,
          happenings.length,
        );
        assert.deepEqual(
          texts(drawing, "number"),
          activityAnnotations(one).map((_, i) => String(i + 1)),
        );
        const boxes = drawing.shapes
          .filter(({ attributes }) => attributes.class === "badge")
          .map(({ attributes }) => ({
            x: Number(attributes.x),
            y: Number(attributes.y),
            width: Number(attributes.width),
          }));
        for (const [i, a] of boxes.entries()) {
          assert(a.x >= 0 && a.x + a.width <= width, "within");
          for (const b of boxes.slice(i + 1)) {
            const apart = a.y !== b.y || Math.abs(a.x - b.x) >= a.width;
            assert(apart, `${JSON.stringify(a)} ${JSON.stringify(b)}`);
          }
        }
      },
    ),
    propertyOptions("marks of an activity", 100),
  );
  assert.deepEqual(assignRows([0, 5, 9, 12, 30], 10), [0, 1, 2, 0, 0]);
});

Deno.test("a lesson with no message or a single message is drawn correctly (M-4)", () => {
  const area = (one: Activity) =>
    drawn(one).shapes.find(({ attributes }) =>
      attributes.class === "area messages"
    )!.attributes.d;
  assert.match(String(area(lesson(45 * minute))), /^M34,[\d.]+/);
  assert(!/NaN|Infinity/.test(JSON.stringify(drawn(lesson(0)))));
  const acts = [{
    kind: "messages" as const,
    at: nine + 10 * minute,
    member: "amy",
    count: 1,
  }];
  const single = lesson(45 * minute, { acts });
  assert.notEqual(area(single), area(lesson(45 * minute)));
  assert.equal(
    describeActivity(single, zone),
    "Student messages: 1, most from 09:10 to 09:11 (1). Questions to the assistant: none. Answers: none. Each step is 1 minute.",
  );
  const off = lesson(45 * minute, { acts, isCollected: false });
  assert.equal(texts(drawn(off), "panel").length, 2, "ACCESS-2");
});

Deno.test("the SVG file is well-formed and self-contained, whatever a quiz is called (M-4)", () => {
  const name = `</text><script>alert(1)</script>&"' \u0001\ufffe\ud800 ${
    "長".repeat(200)
  }`;
  const resource = {
    kind: "quiz" as const,
    id: "q",
    at: nine,
    name,
    pace: "own" as const,
    questions: [],
    of: 0,
  };
  const happenings: ClassEvent[] = [{ kind: "shared", at: nine, resource }];
  const file = writeSvg(lesson(45 * minute, { happenings }), {
    whose: name,
    session: name,
    zone,
  });
  const tags = new Set<string>();
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => {
    tags.add(tag.name);
    assert(!("style" in tag.attributes));
    assert(!Object.keys(tag.attributes).some((it) => it.startsWith("on")));
  });
  parser.write(file).close();
  assert.deepEqual(
    [...tags].toSorted(),
    ["desc", "g", "line", "path", "rect", "style", "svg", "text", "title"],
  );
  assert(!/url\(|@import|href/.test(file), "nothing is loaded");
});

Deno.test("the record has the activity of the class, each group and each student, with equal sums (M-4)", async () => {
  await using school = await School.open(":memory:", nine, {
    model: quickModel,
  });
  const { app } = school;
  const { teacher, session, did, students } = await playLivelyLesson(
    school,
    school.teacher,
    { names: ["=Amy", "Ben", "小明", "Dan"], random: new Random(3) },
  );
  const reader = { app, who: teacher, view: session, zone };
  const text = (format: "json" | "csv" | "md" | "html") =>
    readRecordText(reader, format, "activity");
  const json = recordSchemas.activity.parse(JSON.parse(await text("json")));
  const count = (kind: string, id?: string) =>
    json.activity.filter((it) => it.kind === kind && it.id === id)
      .reduce((all, it) => all + it.messages, 0);
  let all = 0;
  for (const { member } of students) {
    const { messages } = did.get(member)!;
    assert.equal(count("student", member), messages);
    all += messages;
  }
  assert.equal(count("class"), all);
  assert.equal(json.from, toIsoString(nine));
  assert(
    json.happenings.some(({ kind, name }) =>
      kind === "results" && name === "What plants need"
    ),
  );
  const drawings = await Array.fromAsync(activityPlots(reader));
  assert.deepEqual(
    drawings.map(({ group }) => group),
    [null, "Red", "Blue", "Green", "Yellow"],
  );
  assert.match(drawings[1].svg, /Photosynthesis: activity, Red</);
  const [columns, ...rows] = readCsv(await text("csv"));
  assert.deepEqual(columns.slice(0, 2), ["Whose", "From (Asia/Taipei)"]);
  assert.equal(rows.length, json.activity.length);
  assert(rows.some(([whose]) => whose === "'=Amy"));
  assert.match(await text("md"), /Quiz shared: What plants need/);
  assert.match(await text("html"), /<table>/);
});
