/**
 * Things that a class may have many of (names, groups, answers, lines of drawings, files) take linear work, measured in steps
 * (SYNC-18). `hostile_text_test.ts` has long texts.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { planDistribution } from "../classroom/groups/distribution.ts";
import { isWithinJsonLimits } from "../classroom/limits/json_limits.ts";
import { maxPressure, type StrokePoint } from "../classroom/model/drawing.ts";
import { GroupNames } from "../classroom/model/group_names.ts";
import { findMentions } from "../classroom/model/mentions.ts";
import {
  membersByPerson,
  membersOfPerson,
} from "../classroom/model/persons.ts";
import { normalizeAnswer } from "../classroom/model/resources/questions.ts";
import { textRules } from "../classroom/model/questions/text.ts";
import { makeSeededRandom } from "../classroom/model/seeded_random.ts";
import { members } from "../classroom/model/roots.ts";
import { makeImpersonationTest } from "../classroom/people/names/impersonation.ts";
import {
  outlineStroke,
  piecesOfLine,
} from "../classroom/model/board_geometry.ts";
import { FileNames } from "../exports/zip.ts";
import { countedTest, countSteps, growsLinearly } from "./counted_work.ts";
import { repeatToLength } from "./hostile_texts.ts";
import { recordNormalised } from "./normalised.ts";

const file = import.meta.url;

countedTest(
  file,
  "an @ costs no more in a class whose names have twenty lengths (C-1)",
  async () => {
    const named = (count: number) =>
      Array.from({ length: count }, (_, n) => ({
        id: String(n),
        name: "é".repeat(2 * n + 2),
      }));
    const text = repeatToLength("@é ", 600);
    const [one, twenty] = [named(1), named(20)];
    for (const people of [one, twenty]) findMentions(text, people);
    const few = await countSteps(() => findMentions(text, one));
    const many = await countSteps(() => findMentions(text, twenty));
    assert.ok(many <= 2 * few, `${many} steps, ${few} with one name`);
  },
);

countedTest(
  file,
  "a listed name costs little more in a class of fifty teachers (J-8)",
  async () => {
    const staff = (count: number) =>
      Array.from({ length: count }, (_, n) => `Ms Großmann Łuk ${n}`);
    const names = (of: string) =>
      Array.from({ length: 200 }, (_, n) => `Ünal Öçkış ${of} ${n} Ğ`);
    const few = await countSteps(() =>
      names("a").map(makeImpersonationTest(staff(1)))
    );
    const many = await countSteps(() =>
      names("b").map(makeImpersonationTest(staff(50)))
    );
    assert.ok(many <= 4 * few, `${many} steps, ${few} with one teacher`);
  },
);

countedTest(
  file,
  "the groups of a class list are found by name in linear time (J-8)",
  async () => {
    let times = 0;
    const list = (length: number) => {
      const names = new GroupNames(), of = times++;
      for (let n = 0; n < length; n++) {
        const name = `Röom ${of} ${n}`;
        if (names.find(name) === undefined) names.add(name, "");
      }
    };
    assert.ok(await growsLinearly(list, 400));
  },
);

countedTest(
  file,
  "files of one name get their numbers in linear time (M-3)",
  async () => {
    const take = (length: number) => {
      const names = new FileNames(), taken = new Set<string>();
      for (let n = 0; n < length; n++) taken.add(names.take("Übung.pdf"));
      assert.equal(taken.size, length);
    };
    assert.ok(await growsLinearly(take, 400));
  },
);

Deno.test("an answer is normalised once, however often it is compared (SYNC-18)", () => {
  const answers = Array.from({ length: 6000 }, (_, n) => `Ü ${n} ½`);
  for (const answer of answers) normalizeAnswer(answer);
  using recorded = recordNormalised();
  for (const answer of answers) normalizeAnswer(answer);
  assert.equal(recorded.calls, 0);
});

Deno.test("short answers that were counted are not normalised again for their bars (R-2)", () => {
  const counts = Object.fromEntries(
    Array.from({ length: 500 }, (_, n) => [`ü counted ${n}`, 1]),
  );
  const correct = ["Ü counted 7"];
  const question = { id: "q", kind: "text" as const, text: "", correct };
  for (const text of Object.keys(counts)) normalizeAnswer(text);
  textRules.resultRows(question, { counts: {}, correct });
  using recorded = recordNormalised();
  const rows = textRules.resultRows(question, { counts, correct });
  assert.equal(recorded.calls, 0);
  const right = rows.filter(({ isRight }) => isRight).map(({ text }) => text);
  assert.deepEqual(right, correct);
});

Deno.test("a line that turns at every point has a bounded outline, and a scribble keeps its turns (W-5)", () => {
  const outline = (points: readonly StrokePoint[]) =>
    piecesOfLine(points).map((points) =>
      outlineStroke({ points, width: "thick" })
    );
  const line = (length: number, place: (at: number) => [number, number]) =>
    Array.from({ length }, (_, at) => {
      const [x, y] = place(at);
      return { x, y, pressure: maxPressure };
    });
  const turning = outline(line(40_000, (at) => [500 + at % 2 * 15, 300]));
  const length = turning.reduce((sum, it) => sum + it.length, 0);
  assert.ok(length < 10_000_000, `${length} characters`);
  for (const one of turning) assert.ok(one.length < 400_000);
  // Forty times across the paper, in ten points each: an outline goes round each turn in more than ten points.
  const scribble = outline(
    line(400, (at) => [100 + Math.abs(at % 20 - 10) * 80, 100 + at]),
  );
  assert.equal(scribble.length, 1);
  const across = scribble[0].match(/-?[\d.]+/g)!.map(Number)
    .filter((_, n) => n % 2 === 0);
  const right = across.filter((x) => x > 840).length;
  const left = across.filter((x) => x < 160).length;
  assert.ok(right > 20 * 10 && left > 19 * 10, `${left} and ${right} points`);
});

Deno.test("a body has a bounded number of values, and every honest one fits (SYNC-18)", () => {
  const isWithin = (value: unknown) => isWithinJsonLimits(value, 2000, 10_000);
  const moves = Array.from(
    { length: 2000 },
    () => ({ member: "a", room: "b" }),
  );
  assert.ok(isWithin({ moves }));
  const pairs = Array.from({ length: 2000 }, () => ["a", "b"]);
  assert.ok(
    isWithin({ how: "even", locked: Array(2000).fill("a"), apart: pairs }),
  );
  const choices = Array.from({ length: 2000 }, () => ({}));
  assert.ok(isWithin({ questions: [{ choices }] }));
  const questions = Array.from({ length: 40 }, () => ({ choices }));
  assert.ok(!isWithin({ questions }));
});

Deno.test("members of all persons at once are those of each (J-7)", () => {
  const session = new Y.Doc();
  const into: Record<string, string> = { b: "a", c: "b", e: "d", x: "gone" };
  for (const id of "abcdefx") {
    members(session).set(id, {
      name: id,
      role: "student",
      joinedAt: 0,
      room: null,
      ...into[id] && { mergedInto: into[id] },
    });
  }
  const all = membersByPerson(session);
  assert.deepEqual([...all.keys()], ["a", "d", "f"]);
  for (const [person, ids] of all) {
    assert.deepEqual(ids, membersOfPerson(session, person));
  }
});

countedTest(
  file,
  "the groups of four hundred students who have all met are spread in bounded steps (B-8)",
  async () => {
    const count = 400, rooms = 40;
    const students = Array.from({ length: count }, (_, n) => ({
      id: `s${n}`,
      room: `g${n % rooms}`,
      isOnline: true,
    }));
    const groups = Array.from({ length: rooms }, (_, order) => ({
      id: `g${order}`,
      name: `Room ${order}`,
      order,
    }));
    const others = (from: number) =>
      students.slice(from + 1).map(({ id }) => [id, 1] as const);
    const met = new Map(
      students.map(({ id }, n) => [id, new Map(others(n))]),
    );
    const steps = await countSteps(() =>
      planDistribution(
        {
          students,
          groups,
          rules: { auto: false, capacity: 30, entry: "free" },
        },
        {
          mode: "new-partners",
          onlineOnly: false,
          locked: new Set(),
          apart: [],
          met,
        },
        () => "new",
        makeSeededRandom(1),
      )
    );
    assert.ok(steps < 6_000_000, `${steps} steps`);
  },
);
