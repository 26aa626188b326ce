/** Values derived from sheets on the teacher's page: answers, scores, marks and the wall. */
import assert from "node:assert/strict";
import type { Question } from "../../../classroom/model/resources/questions.ts";
import type { AnswerSheets } from "../../../classroom/model/resources/results.ts";
import {
  type AnswerSheet,
  minAnonymousVotes,
  type SharedPoll,
  type SharedQuiz,
} from "../../../classroom/model/resources/shared_resources.ts";
import {
  isPresentedAsNewest,
  resourceOnPresent,
} from "../../../components/resources/live/desk_resources.ts";
import {
  buildSheetRow,
  findVisibleRows,
  listSheetStudents,
  sortSheetRows,
} from "../../../components/checks/live/sheet_rows.ts";
import {
  countTextsToMark,
  groupTexts,
  MarkQueue,
} from "../../../components/checks/live/marking.ts";
import {
  computeProgress,
  currentQuestion,
  hasResultsToShow,
  isFullyAnswered,
  listIntendedStudents,
} from "../../../components/checks/live/check_progress.ts";
import {
  hasShownAllResults,
  openStateOf,
} from "../../../components/resources/live/resource_words.ts";
import { filterEntries } from "../../../components/library/library_search.ts";
import type { Student } from "../../../components/people/students.ts";

const student = (id: string, room: string | null = null): Student => ({
  id,
  name: id,
  role: "student",
  joinedAt: 0,
  room,
});
const [amy, ben, cem] = ["Amy", "Ben", "Cem"].map((name) => student(name));
const sheet = (
  answers: AnswerSheet["answers"],
  more: Partial<AnswerSheet> = {},
): AnswerSheet => ({ answers, at: 0, ...more });

const questions: Question[] = [
  {
    id: "river",
    kind: "single",
    text: "The longest?",
    choices: [{ id: "n", text: "Nile" }, { id: "r", text: "Rhine" }],
    correct: ["n"],
    points: 2,
  },
  { id: "city", kind: "text", text: "", correct: ["Vienna"], points: 1 },
  { id: "sure", kind: "scale", text: "Sure?", most: 5 },
];
const quiz: SharedQuiz = {
  id: "quiz",
  kind: "quiz",
  at: 10,
  name: "Rivers",
  pace: "own",
  questions,
  of: 3,
};
const poll: SharedPoll = {
  id: "poll",
  kind: "poll",
  at: 20,
  poll: "yes-no",
  questions: [questions[0]],
};

Deno.test("an answer that was begun counts, also one by one, where its question counts alone (U9, R-2)", () => {
  const people = new Map([
    ["Amy", sheet({ river: ["n"] }, { done: true })],
    ["Ben", sheet({ city: "" })],
  ]);
  const all = [amy, ben, cem];
  const own = computeProgress(quiz, all, people);
  assert.deepEqual(
    [own.answered, own.done, own.of, own.missing.map(({ id }) => id)],
    [1, 1, 3, ["Ben", "Cem"]],
  );
  const together = { ...quiz, pace: "together", step: 1 } as const;
  assert.equal(computeProgress(together, all, people).answered, 1);
  const { id, n } = currentQuestion(together)!;
  assert.deepEqual([id, n], ["city", 2]);
  assert.equal(computeProgress(together, all, people, id).answered, 0);
  assert.equal(currentQuestion(quiz), undefined);
});

Deno.test("a quiz for some groups is for those in them, and whoever answered before they left counts too (R-2)", () => {
  const forA = { ...quiz, rooms: ["a"] };
  const all = [student("Amy", "a"), student("Ben", "b"), student("Cem")];
  const people = new Map([["Ben", sheet({ river: ["n"] })]]);
  const { answered, of, missing } = computeProgress(forA, all, people);
  assert.deepEqual([answered, of, missing.length], [1, 2, 1]);
  assert.deepEqual(
    listSheetStudents(listIntendedStudents(forA, all), all, people).map((
      { id },
    ) => id),
    ["Amy", "Ben"],
  );
});

Deno.test("of an anonymous poll it is known who has answered, and nothing else (R-4)", () => {
  const people = new Map([["Amy", true as const]]);
  const { answered, done, of } = computeProgress(poll, [amy, ben], people);
  assert.deepEqual([answered, done, of], [1, 1, 2]);
});

Deno.test("results can be shown once all have answered, at their own pace once all have handed in (V9)", () => {
  const all = [amy, ben];
  const given = (done: boolean) =>
    new Map(all.map(({ id }) => [
      id,
      sheet({ river: ["n"] }, done ? { done } : {}),
    ]));
  const isIn = (check: SharedQuiz | SharedPoll, people: AnswerSheets) =>
    isFullyAnswered(check, computeProgress(check, all, people));
  assert.equal(isIn(quiz, given(false)), false);
  assert.equal(isIn(quiz, given(true)), true);
  assert.equal(isIn({ ...quiz, pace: "together" }, given(false)), true);
  assert.equal(isIn(poll, new Map([["Amy", true as const]])), false);
  assert.equal(
    isFullyAnswered(poll, computeProgress(poll, [], new Map())),
    false,
  );
});

Deno.test("an anonymous poll is worth showing from the fewest votes on, another one from the first (V9)", () => {
  const named = { ...poll, anonymous: undefined };
  assert.deepEqual(
    [0, 1].map((answered) => hasResultsToShow(named, answered)),
    [false, true],
  );
  const secret = { ...poll, anonymous: true as const };
  assert.equal(hasResultsToShow(secret, minAnonymousVotes - 1), false);
  assert.equal(hasResultsToShow(secret, minAnonymousVotes), true);
});

Deno.test("a row has what is right, what is wrong, what waits, what came late, and the points (U7, R-2)", () => {
  const amys = sheet({ river: ["n"], city: "Wien", sure: 4 }, {
    late: ["sure"],
  });
  const { cells, score, answered } = buildSheetRow(amy, amys, questions, {});
  assert.deepEqual(cells, [
    { text: "A", mark: "right", late: false },
    { text: "Wien", mark: "waits", late: false },
    { text: "4", mark: null, late: true },
  ]);
  assert.deepEqual([score, answered], [2, 3]);
  const marked = buildSheetRow(amy, amys, questions, {
    wrong: { city: ["wien"] },
  });
  assert.equal(marked.cells[1]?.mark, "wrong");
  // U7: no answer is not the same as nothing right.
  const none = buildSheetRow(ben, undefined, questions, {});
  assert.deepEqual(none.cells, [null, null, null]);
  const blank = buildSheetRow(cem, sheet({}, { done: true }), questions, {});
  assert.deepEqual([none.score, blank.score], [null, 0]);
  assert.deepEqual(
    sortSheetRows([none, marked, blank], "byScore").map(({ id }) => id),
    ["Cem", "Amy", "Ben"],
  );
  assert.deepEqual(
    sortSheetRows([marked, none], "byMissing").map(({ id }) => id),
    ["Ben", "Amy"],
  );
});

Deno.test("equal short texts are marked together, and a mark moves nothing (R-2)", () => {
  const people = new Map([
    ["Amy", sheet({ city: "Wien" })],
    ["Ben", sheet({ city: "  WIEN " })],
    ["Cem", sheet({ city: "Vienna" })],
  ]);
  const look = (wrong?: string[]) =>
    groupTexts(questions[1], wrong ? { wrong: { city: wrong } } : {}, people)
      .map(({ text, count, right }) => [text, count, right]);
  assert.deepEqual(look(), [["Wien", 2, undefined], ["Vienna", 1, true]]);
  assert.deepEqual(look(["wien"]), [["Wien", 2, false], ["Vienna", 1, true]]);
  assert.equal(countTextsToMark(questions, {}, people), 1);
  assert.equal(
    countTextsToMark(questions, { wrong: { city: ["wien"] } }, people),
    0,
  );
});

Deno.test("Present shows the newest, or what the teacher chose until something newer is shared (R-2)", () => {
  const both = [quiz, poll];
  assert.equal(resourceOnPresent([], undefined), null);
  assert.equal(resourceOnPresent(both, undefined), poll);
  assert.equal(resourceOnPresent(both, { resource: "quiz", at: 30 }), quiz);
  assert.equal(resourceOnPresent(both, { resource: null, at: 30 }), null);
  assert.equal(resourceOnPresent(both, { resource: null, at: 15 }), poll);
  assert.equal(resourceOnPresent([poll], { resource: "quiz", at: 30 }), null);
  assert.equal(isPresentedAsNewest(poll, undefined), true);
  assert.equal(isPresentedAsNewest(poll, { resource: null, at: 15 }), true);
  assert.equal(isPresentedAsNewest(quiz, { resource: "quiz", at: 30 }), false);
});

Deno.test("what is prepared for a class is not on Present before it begins (S-7)", () => {
  assert.equal(resourceOnPresent([quiz, poll], undefined, true), null);
  assert.equal(
    resourceOnPresent([quiz], { resource: "quiz", at: 30 }, true),
    null,
  );
});

Deno.test("results are shown once every question that students have has them (R-2)", () => {
  const one = { id: "river", answered: 0, counts: {} };
  assert.equal(hasShownAllResults(quiz), false);
  assert.equal(hasShownAllResults({ ...quiz, results: [one] }), false);
  assert.equal(hasShownAllResults({ ...poll, results: [one] }), true);
});

Deno.test("what is kept is found by words of its name and description, in any order (R-1, R-2)", () => {
  const all = [
    { id: "1", name: "Debate partner", description: "Argues the other side" },
    { id: "2", name: "辯論夥伴" },
  ];
  const ids = (words: string) => filterEntries(all, words).map(({ id }) => id);
  assert.deepEqual(ids(""), ["1", "2"]);
  assert.deepEqual(ids("SIDE debate"), ["1"]);
  assert.deepEqual(ids("辯論"), ["2"]);
});

Deno.test("of a long table the rows that can be seen are made, and the room of the others is there (R-2)", () => {
  const all = findVisibleRows(30, 36, { top: 0, size: 600 });
  assert.deepEqual(all, { from: 0, to: 30, before: 0, after: 0 });
  for (const top of [0, 5_000, 36 * 300]) {
    const { from, to, before, after } = findVisibleRows(300, 36, {
      top,
      size: 600,
    });
    assert(from * 36 <= Math.min(top, 36 * 300 - 600), `${from}`);
    assert(to * 36 >= Math.min(top + 600, 36 * 300), `${to}`);
    assert(to - from < 40);
    assert.equal(before + (to - from) * 36 + after, 300 * 36);
  }
});

Deno.test("marks are seen at once, and go together while one request is under way (R-2)", async () => {
  const sent: string[][] = [];
  const answers: (() => void)[] = [];
  const queue = new MarkQueue((marks) => {
    sent.push(marks.map(({ text, right }) => `${text} ${right}`));
    return new Promise((done) => answers.push(() => done()));
  });
  const mark = (text: string, right: boolean | null) =>
    queue.queueMark(text, { question: "q", text, right });
  mark("a", true);
  mark("b", true);
  mark("a", false);
  assert.equal(queue.pendingMarks.value.get("a")?.right, false);
  answers[0]();
  await eventually(() => sent.length === 2);
  assert.deepEqual(sent, [["a true"], ["a false", "b true"]]);
  answers[1]();
  await eventually(() => queue.pendingMarks.value.size === 0);
});

Deno.test("marks that could not be sent hold up none that follow (R-2)", async () => {
  const sent: string[] = [], troubles: unknown[] = [];
  const onTrouble = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    troubles.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", onTrouble);
  const queue = new MarkQueue(([{ text }]) => {
    sent.push(text);
    return text === "a" ? Promise.reject(new Error("gone")) : Promise.resolve();
  });
  const mark = (text: string) =>
    queue.queueMark(text, { question: "q", text, right: true });
  mark("a");
  await eventually(() => queue.pendingMarks.value.size === 0);
  await new Promise((done) => setTimeout(done));
  mark("b");
  await eventually(() => queue.pendingMarks.value.size === 0);
  globalThis.removeEventListener("unhandledrejection", onTrouble);
  assert.deepEqual(sent, ["a", "b"]);
  assert.equal(troubles.length, 1);
});

async function eventually(holds: () => boolean) {
  for (let turns = 0; turns < 20 && !holds(); turns++) {
    await Promise.resolve();
  }
  assert(holds());
}

Deno.test("how it stands with what is shared is looked at with each second only where it ends by itself (R-4)", () => {
  const timeless = {
    get now(): number {
      throw new Error("nothing depends on the time");
    },
  };
  assert.equal(openStateOf(quiz, timeless), "open");
  assert.equal(openStateOf({ ...quiz, closed: true }, timeless), "closed");
  const ending: SharedQuiz = { ...quiz, endsAt: 100 };
  assert.equal(openStateOf(ending, { now: 99 }), "open");
  assert.equal(openStateOf(ending, { now: 100 }), "over");
  assert.equal(openStateOf({ ...ending, closed: true }, timeless), "closed");
});
