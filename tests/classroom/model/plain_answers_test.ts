/** Equal answers, and their marks in a quiz. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { isRightAnswer } from "../../../classroom/model/questions/question_rules.ts";
import {
  normalizeAnswer,
  type Question,
  wordKey,
} from "../../../classroom/model/resources/questions.ts";
import {
  askedGradedQuestions,
  countAnswers,
  countGrades,
  hideWords,
  isGradedRight,
} from "../../../classroom/model/resources/results.ts";
import type {
  AnswerSheet,
  SharedPoll,
  SharedQuiz,
} from "../../../classroom/model/resources/shared_resources.ts";
import { buildAnswerRows } from "../../../classroom/model/questions/answer_rows.ts";
import { propertyOptions } from "../../random.ts";
import * as Y from "yjs";
import type { ResourceRecord } from "../../../classroom/record/resource_record.ts";
import { ownChecks } from "../../../classroom/checks/own_answers.ts";
import { gradeAnswer } from "../../../components/resources/class/check_standing.ts";
import { buildAnswerSheetRow } from "../../../components/checks/live/answer_sheet_rows.ts";
import {
  answerSheetRows,
  answerSheetTable,
} from "../../../exports/answer_texts.ts";

const same: string[][] = [
  ["don't", "don’t", "don‘t", "don´t", "donʼt", "don＇t", "DON’T."],
  ["green", "Green", "green.", "“green”", "“green.”", "‘Green’.", "green!"],
  [
    "green",
    " green  ",
    "「green」",
    "green。",
    "ｇｒｅｅｎ．",
    "green…",
    "green...",
  ],
  ["光合作用", "光合作用。", "「光合作用」", "『光合作用』！", "光合作用？"],
  ["對", "對！", "對。"],
  ["well-known", "well‑known", "well–known"],
  ["-3", "−3", "－３", "–3", "-3."],
  ["ice cream", "ice  cream", "ice\u3000cream.", "ice\u00a0cream"],
  ["oui", "Oui !", "oui!!", "oui ?!"],
  ["the dog's “tail”", 'The dog’s "tail".'],
  ["u.s.", "U.S", "U.S."],
  ["1/2", "½", "１／２", "1⁄2"],
  ["2½", "2 1/2"],
  ["2³", "2^3"],
  ["m s⁻¹", "m s^-1", "m s^−1"],
  ["H₂O", "H2O"],
];

const different: [string, string][] = [
  ["C", "C++"],
  ["C", "C#"],
  ["3", "-3"],
  ["5", "5%"],
  ["5", "5!"],
  ["n", "n!"],
  ["f", "f'"],
  ["0.5", "5"],
  ["its", "it's"],
  ["?", "!"],
  [".", "..."],
  ["a b", "ab"],
  ["2³", "23"],
  ["10²", "102"],
  ["2½", "21/2"],
  ['"a" or "b"', 'a" or "b'],
];

Deno.test("apostrophes, quotes and final punctuation do not change an answer", () => {
  for (const [accepted, ...typed] of same) {
    for (const answer of typed) {
      const right = isRightAnswer("text", { correct: [accepted] }, answer);
      assert.equal(right, true, `${answer} for ${accepted}`);
      const other = isRightAnswer("text", { correct: [answer] }, accepted);
      assert.equal(other, true, `${accepted} for ${answer}`);
    }
  }
});

Deno.test("characters that are part of an answer change it", () => {
  for (const [one, other] of different) {
    assert.notEqual(
      normalizeAnswer(one),
      normalizeAnswer(other),
      `${one} ${other}`,
    );
  }
});

Deno.test("a normalized answer stays the same, and is never empty", () => {
  const pieces = fc.constantFrom(
    ..."a b C 對 5 . 。 ! ？ … ' ’ \" “ ” 「 」 « - − ´ ( ) %".split(" "),
    " ",
    "\ufeff",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (all) => {
      const text = all.join("");
      const plain = normalizeAnswer(text);
      assert.equal(normalizeAnswer(plain), plain);
      assert.equal(plain === "", text.replace(/[\s\ufeff]/g, "") === "");
    }),
    propertyOptions("plain answers", 2000),
  );
});

Deno.test("poll words that keyboards write differently are counted together", () => {
  const questions = [{ id: "q", kind: "text" as const, text: "?" }];
  const poll = { questions } as unknown as SharedPoll;
  const sheets = ["it's", "It’s.", "“it´s”", "its"].map((answer) => ({
    answers: { q: answer },
    at: 0,
  }));
  const [{ counts }] = countAnswers(poll, sheets);
  assert.deepEqual(counts, { "it's": 3, its: 1 });
});

Deno.test("marks and hidden words stored by an older version still count", () => {
  const question = {
    id: "q",
    kind: "text" as const,
    text: "?",
    correct: ["green"],
  };
  const secret = { wrong: { q: ["don’t know."] } };
  assert.equal(isGradedRight(question, secret, "Don't know"), false);
  const tally = { answered: 3, counts: { "it’s": 1, "it's": 1, fun: 1 } };
  assert.deepEqual(hideWords(tally, ["it’s"]), {
    answered: 1,
    counts: { fun: 1 },
  });
  assert.deepEqual(wordKey("It’s."), "it's");
});

const choices = [{ id: "n", text: "Nile" }, { id: "r", text: "Rhine" }];

const asked = { text: "?" };

const questions: Question[] = [
  { ...asked, id: "one", kind: "single", choices, correct: ["n"], points: 2 },
  { ...asked, id: "many", kind: "multiple", choices, correct: ["n", "r"] },
  { ...asked, id: "city", kind: "text", correct: ["Vienna"], points: 1 },
  { ...asked, id: "free", kind: "text", points: 3 },
  { ...asked, id: "sum", kind: "number", correct: 7, tolerance: 1, points: 0 },
  { ...asked, id: "sure", kind: "scale", most: 5 },
];

const wrong = { city: ["wien"] };

const nobody = { id: "x", name: "X" };

/** One answer's mark in four places: live, in an export, on My conversations, on the class page. */
const table: [string, AnswerSheet["answers"][string], string][] = [
  ["one", ["n"], "right | right 2 | right 2 | right"],
  ["one", ["r"], "wrong | wrong 0 | wrong 0 | wrong"],
  ["one", [], "– | – | – | none"],
  ["many", ["r", "n"], "right | right | right | right"],
  ["many", ["n"], "wrong | wrong | wrong | wrong"],
  ["city", " VIENNA", "right | right 1 | right 1 | right"],
  ["city", "Prague", "waits | waits | waits | waits"],
  // Students have no list of wrong texts, so the class page shows "waits".
  ["city", "Wien", "wrong | wrong 0 | wrong 0 | waits"],
  ["city", "", "– | – | – | none"],
  ["free", "Anything", "given | given | given | given"],
  ["sum", 8, "right | right 0 | right 0 | right"],
  ["sum", 9, "wrong | wrong 0 | wrong 0 | wrong"],
  ["sure", 4, "given | given | given | given"],
];

function quizOf(questions: Question[]): SharedQuiz {
  const results = questions.map(({ id, correct, tolerance }) => ({
    id,
    answered: 1,
    counts: {},
    correct,
    tolerance,
    waits: 1,
  }));
  const bare = questions.map(({ correct: _, tolerance: __, ...it }) => it);
  return {
    id: "quiz",
    kind: "quiz",
    at: 0,
    name: "Rivers",
    pace: "own",
    questions: bare,
    of: bare.length,
    results,
  };
}

function recorded(
  questions: Question[],
  sheet?: AnswerSheet | true,
): ResourceRecord {
  const shared = quizOf(questions);
  const person = nobody as ResourceRecord["people"][number]["person"];
  const people = [{ person, sheet }];
  return { shared, questions, wrong, people, pictures: new Map(), wishes: [] };
}

const row = (questions: Question[], sheet?: AnswerSheet | true) =>
  [...answerSheetRows(recorded(questions, sheet))][0];

const word = (
  it: { right?: boolean; waits?: true } | undefined,
  points?: number,
) =>
  !it
    ? "–"
    : (it.waits
      ? "waits"
      : it.right === undefined
      ? "given"
      : it.right
      ? "right"
      : "wrong") + (points === undefined ? "" : ` ${points}`);

for (const [id, answer, expected] of table) {
  const name = JSON.stringify(answer);
  Deno.test(`${name} to “${id}” is ${expected} (R-2, R-8)`, () => {
    const sheet = { answers: { [id]: answer }, at: 0 };
    const at = questions.findIndex((it) => it.id === id);
    const live =
      buildAnswerSheetRow(nobody, sheet, questions, { wrong }).cells[at];
    const kept = row(questions, sheet).answers[at];
    const session = new Y.Doc(), staff = new Y.Doc(), own = new Y.Doc();
    const quiz = quizOf(questions);
    session.getArray("resources").push([quiz]);
    staff.getMap("resources").set("quiz", { wrong });
    own.getMap("answers").set("quiz", { answers: sheet.answers });
    const mine = ownChecks({ session, staff }, own)[0].questions[at];
    const seen = gradeAnswer(quiz.questions[at], quiz.results![at], answer);
    assert.equal(
      [
        live ? live.grade ?? "given" : "–",
        word(kept, kept?.points),
        word(mine.answer === undefined ? undefined : mine, mine.earned),
        seen ?? "given",
      ].join(" | "),
      expected,
    );
  });
}

Deno.test("points and right answers of a sheet are the same live and in an export (R-8)", () => {
  const unpaid = questions.map(({ points: _, ...it }) => it);
  const free = unpaid.map((it) => ({ ...it, points: 0 }));
  const full: AnswerSheet = {
    answers: { one: ["n"], many: ["n", "r"], city: "Wien", sure: 4 },
    at: 0,
    late: ["sure", "free"],
  };
  const blank: AnswerSheet = { answers: {}, at: 0, done: true };
  const look = (questions: Question[], sheet?: AnswerSheet | true) => {
    const { score } = buildAnswerSheetRow(
      nobody,
      sheet === true ? undefined : sheet,
      questions,
      { wrong },
    );
    const kept = row(questions, sheet);
    const { right, answered, late, hasHandedIn } = kept;
    const of = recorded(questions, sheet);
    const sum = answerSheetTable(of).find(({ head }) =>
      head.startsWith("Points (of")
    );
    return [score, sum?.cell(kept), right, answered, late, hasHandedIn];
  };
  assert.deepEqual(look(questions, full), [2, 2, 2, 4, 1, false]);
  // Without points: one point each live, no column in an export. Points of 0 add nothing.
  assert.deepEqual(look(unpaid, full), [2, undefined, 2, 4, 1, false]);
  assert.deepEqual(look(free, full), [0, undefined, 2, 4, 1, false]);
  assert.deepEqual(look(questions, blank), [0, 0, 0, 0, 0, true]);
  assert.deepEqual(look(questions), [null, null, null, 0, 0, false]);
  assert.deepEqual(look(questions, true).slice(2), [0, 0, 0, true]);
});

Deno.test("answers are counted as right, wrong, waiting and missing (R-8)", () => {
  const sheet = (answers: AnswerSheet["answers"]) => ({ answers, at: 0 });
  const one = recorded(questions, sheet({ one: ["n"], city: "Wien" }));
  one.people.push(
    { ...one.people[0], sheet: sheet({ city: "Prague", free: "Any" }) },
    { ...one.people[0], sheet: undefined },
  );
  assert.deepEqual(countGrades(askedGradedQuestions(one), one, one.people), {
    right: 1,
    wrong: 1,
    waits: 1,
    missing: 9,
  });
});

Deno.test("equal texts are counted together, and shown as they were typed most often (R-2)", () => {
  const questions = [{ id: "q", kind: "text" as const, text: "?" }];
  const poll = { questions } as unknown as SharedPoll;
  const countsOf = (...answers: string[]) =>
    countAnswers(poll, answers.map((q) => ({ answers: { q }, at: 0 })))[0]
      .counts;
  for (const typed of ["NaCl", "Berlin", "½", "x²", "C:\\temp", "ＡＢ"]) {
    assert.deepEqual(countsOf(typed), { [typed]: 1 });
  }
  assert.deepEqual(countsOf("nacl", "NaCl", "NACL", "NaCl "), { NaCl: 4 });
  assert.deepEqual(countsOf("Rot", "rot", "blau"), { Rot: 2, blau: 1 });
  assert.deepEqual(countsOf("constructor"), { constructor: 1 });
  assert.deepEqual(countsOf("__proto__"), { proto: 1 });
});

Deno.test("an answer is found as one's own and right in any spelling (R-2)", () => {
  const question = { id: "q", kind: "text" as const, text: "?" };
  const counted = {
    answered: 3,
    counts: { NaCl: 2, "Salt.": 1 },
    correct: ["nacl", "sugar"],
  };
  assert.deepEqual(
    buildAnswerRows(question, counted, "SALT")
      .map(({ text, count, isOwnAnswer, isRight }) => [
        text,
        count,
        isOwnAnswer,
        isRight,
      ]),
    [["nacl", 2, false, true], ["Salt.", 1, true, false]],
  );
  // Counts of an older version have folded texts.
  const old = { answered: 1, counts: { nacl: 1 }, correct: ["NaCl"] };
  assert.deepEqual(
    buildAnswerRows(question, old, "NaCl").map((it) => [
      it.text,
      it.isOwnAnswer,
    ]),
    [["NaCl", true]],
  );
});
