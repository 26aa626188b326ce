import assert from "node:assert/strict";
import fc from "fast-check";
import { asked as askedText } from "texts/sharing_class.ts";
import {
  newQuizBody,
  shareBody,
} from "../../../classroom/library/resource_bodies.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type {
  Answer,
  PublicQuestion,
  Question,
} from "../../../classroom/model/resources/questions.ts";
import type { AnswerSheets } from "../../../classroom/model/resources/results.ts";
import {
  type AnswerSheet,
  type CheckResource,
  isOnePressCheck,
  minAnonymousVotes,
  minAnonymousVotesWhileOpen,
  pollKinds,
  type PresentChoice,
  type SharedPoll,
  type SharedQuiz,
  type SharedResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import {
  computeProgress,
  currentQuestion,
  findNextStep,
  hasResultsToShow,
  isAnsweredByAll,
  listIntendedStudents,
  shouldConfirmResults,
} from "../../../components/checks/live/check_progress.ts";
import {
  countTextsToGrade,
  GradeQueue,
  groupTexts,
} from "../../../components/checks/live/grading.ts";
import {
  buildAnswerSheetRow,
  findVisibleRows,
  listAnswerSheetStudents,
  sortAnswerSheetRows,
} from "../../../components/checks/live/answer_sheet_rows.ts";
import { describeVote } from "../../../components/checks/class/poll_texts.ts";
import {
  answerForKey,
  hasLetters,
} from "../../../components/checks/questions/answer_keys.ts";
import { buildAnswerRows } from "../../../classroom/model/questions/answer_rows.ts";
import {
  answerTimeLeft,
  findDueTimeNotice,
} from "../../../components/checks/questions/time_left.ts";
import { filterEntries } from "../../../components/library/library_search.ts";
import type { Student } from "../../../components/people/students.ts";
import {
  type AskDraft,
  createAskDraft,
  findMissingPart,
  hasTypedText,
  isDraftAnonymous,
  isQuizDraft,
  pollFromDraft,
  quizFromDraft,
} from "../../../components/quizzes/ask/ask_draft.ts";
import {
  newChoice,
  newQuestion,
  questionKindRules,
} from "../../../components/quizzes/edited_quiz.ts";
import { numberRules } from "../../../classroom/model/questions/number.ts";
import { findCardForm } from "../../../components/resources/class/check_card.ts";
import {
  type CheckStanding,
  findStanding,
  gradeAnswer,
  isAwaitingAnswer,
  isVoteUnsent,
  sumPoints,
} from "../../../components/resources/class/check_standing.ts";
import type { ResourceAnswers } from "../../../components/resources/class_resources.ts";
import {
  areGroupsOnPresent,
  isPresentedAsNewest,
  isReplacedByGroups,
  resourceOnPresent,
} from "../../../components/resources/live/desk_resources.ts";
import {
  hasShownAllResults,
  openStateOf,
} from "../../../components/resources/live/resource_words.ts";
import { parseTypedNumber } from "../../../formats/typed_number.ts";
import { propertyOptions } from "../../random.ts";
import type { QuestionKind } from "../../../classroom/model/resources/question_kinds.ts";

const rivers: PublicQuestion = {
  id: "q",
  kind: "single",
  text: "The longest?",
  choices: [{ id: "n", text: "Nile" }, { id: "r", text: "Rhine" }],
};
const several: PublicQuestion = { ...rivers, kind: "multiple" };

Deno.test("a number is read with point or comma, in any script's digits (R-2)", () => {
  for (
    const [typed, number] of [
      ["3,5", 3.5],
      ["3.5", 3.5],
      [" 3.5 ", 3.5],
      ["３．５", 3.5],
      ["−7", -7],
      ["－７", -7],
      ["‑7", -7],
      ["- 7", -7],
      ["3。5", 3.5],
      ["５。", 5],
      ["−３，５", -3.5],
      ["-,5", -0.5],
      ["1,234.5", 1234.5],
      ["1.234,5", 1234.5],
      ["1,234,567", 1234567],
      ["12 000", 12000],
      ["3.", 3],
      ["2e3", 2000],
      ["", undefined],
      ["  ", undefined],
      ["12 cm", null],
      ["101₂", null],
      ["-", null],
      ["1.2.3", null],
      ["1,23,456.7", null],
      ["1e999", null],
      ["Infinity", null],
      ["0x10", null],
      ["٣٫٥", 3.5],
      ["१२", 12],
    ] as const
  ) assert.equal(parseTypedNumber(typed), number, typed);
});

Deno.test("a number is read as a fraction, a power or a percentage (R-2)", () => {
  for (
    const [typed, number] of [
      ["1/2", 0.5],
      ["½", 0.5],
      ["−½", -0.5],
      ["1 1/2", 1.5],
      ["-1 1/2", -1.5],
      ["1½", 1.5],
      ["2 ¾", 2.75],
      ["1⁄2", 0.5],
      ["¹/₂", 0.5],
      ["１／２", 0.5],
      ["2,5/4", 0.625],
      ["12 000/3", 4000],
      ["$1\\frac{1}{2}$", 1.5],
      ["1.38*10^-1", 0.138],
      ["1.38 × 10⁻¹", 0.138],
      ["1,38x10**(-1)", 0.138],
      ["3·10^4", 30000],
      ["3\\cdot10^{4}", 30000],
      ["6,022 ⋅ 10^23", 6.022e23],
      ["10²", 100],
      ["-10^3", -1000],
      ["2^10", 1024],
      ["1.6E−19", 1.6e-19],
      ["50 %", 0.5],
      ["12,5％", 0.125],
      ["٥٠٪", 0.5],
      ["37 1/2 %", 0.375],
      ["1/0", null],
      ["0/0", null],
      ["1 1/0", null],
      ["0^-1", null],
      ["1*10^999", null],
      ["1*10^-999", null],
      ["1/2/3", null],
      ["1-1/2", null],
      ["3*4", null],
      ["5*2^3", null],
      ["1/", null],
      ["^2", null],
      ["%", null],
      ["½½", null],
      ["1/2 cm", null],
      ["1".repeat(300), null],
    ] as const
  ) assert.equal(parseTypedNumber(typed), number, typed);
});

Deno.test("50 % is 50 where a question asks for a percentage, and 0.5 elsewhere (R-2)", () => {
  for (
    const [asked, number] of [
      ["What percentage of 80 is 40?", 50],
      ["How many per cent is one half?", 50],
      ["Write 1/2 as a %.", 50],
      ["40 是 80 的百分之幾？", 50],
      ["20 % of them are ill. How probable is it?", 0.5],
      ["20 percent of 2.5?", 0.5],
      ["Which part is red?", 0.5],
    ] as const
  ) {
    assert.equal(parseTypedNumber("50 %", asked), number, asked);
    const question = {
      ...newQuestion("number"),
      text: asked,
      number: "50 %",
      tolerance: "1/10",
    };
    assert.deepEqual(
      questionKindRules.number.kept(question),
      { correct: number, tolerance: 0.1 },
    );
  }
  const question = {
    ...newQuestion("number"),
    number: "1/0",
    tolerance: "5 %",
  };
  assert.deepEqual(questionKindRules.number.missing(question), [
    "number",
    "tolerance",
  ]);
});

Deno.test("a key in one form marks an answer in another as right (R-2)", () => {
  for (
    const forms of [
      ["1/3", "2/6", "33 1/3 %"],
      ["1.38*10^-1", "0,138", "13,8 %", "1.38e-1", "69/500"],
      ["1 1/2", "1½", "1.5", "3/2", "15*10^-1"],
      ["3·10⁴", "30 000", "30,000.0", "3e4", "３００００"],
    ]
  ) {
    for (const key of forms) {
      for (const answer of forms) {
        const isRight = numberRules.isRight(
          { correct: parseTypedNumber(key)! },
          parseTypedNumber(answer)!,
        );
        assert.equal(isRight, true, `${key} ${answer}`);
      }
    }
  }
});

Deno.test("digits and letters choose, and toggle where several may be chosen (R-2)", () => {
  assert.deepEqual(answerForKey(rivers, undefined, "2"), ["r"]);
  assert.deepEqual(answerForKey(rivers, ["r"], "a"), ["n"]);
  assert.deepEqual(answerForKey(several, ["r"], "A"), ["n", "r"]);
  assert.deepEqual(answerForKey(several, ["n", "r"], "1"), ["r"]);
  assert.equal(answerForKey(rivers, undefined, "c"), undefined);
  const scale: PublicQuestion = { id: "s", kind: "scale", text: "", most: 10 };
  assert.equal(answerForKey(scale, undefined, "0"), 10);
  assert.equal(answerForKey({ ...scale, most: 5 }, undefined, "6"), undefined);
  const text: PublicQuestion = { id: "t", kind: "text", text: "" };
  assert.equal(answerForKey(text, undefined, "a"), undefined);
});

Deno.test("choices that are themselves letters get no letters (R-4)", () => {
  const letters = ["A", "B"].map((text) => ({ id: text, text }));
  assert.equal(hasLetters({ ...rivers, choices: letters }), false);
  assert.equal(hasLetters(rivers), true);
});

Deno.test("results have a row per choice, with right and own ones marked (R-2)", () => {
  const counted = { answered: 4, counts: { n: 3 }, correct: ["n"] };
  assert.deepEqual(buildAnswerRows(rivers, counted, ["r"]), [
    {
      key: "n",
      text: "Nile",
      count: 3,
      share: 0.75,
      isOwnAnswer: false,
      isRight: true,
    },
    {
      key: "r",
      text: "Rhine",
      count: 0,
      share: 0,
      isOwnAnswer: true,
      isRight: false,
    },
  ]);
  assert.equal(
    "isRight" in buildAnswerRows(rivers, { answered: 0, counts: {} })[0],
    false,
  );
});

Deno.test("numbers are sorted by size, texts by count, and the right answer is always listed (R-2)", () => {
  const number: PublicQuestion = { id: "n", kind: "number", text: "" };
  const counted = { answered: 3, counts: { "10": 1, "9": 2 }, correct: 7 };
  assert.deepEqual(
    buildAnswerRows(number, { ...counted, tolerance: 2 }, 10)
      .map(({ key, isRight, isOwnAnswer }) => [key, isRight, isOwnAnswer]),
    [["7", true, false], ["9", true, false], ["10", false, true]],
  );
  const text: PublicQuestion = { id: "t", kind: "text", text: "" };
  const words = { answered: 4, counts: { rhine: 1, danube: 2, elbe: 1 } };
  assert.deepEqual(
    buildAnswerRows(text, words, " DANUBE ").map((
      { key, isOwnAnswer },
    ) => [key, isOwnAnswer]),
    [["danube", true], ["elbe", false], ["rhine", false]],
  );
  assert.deepEqual(
    buildAnswerRows(text, { answered: 0, counts: {}, correct: ["Po", "Padus"] })
      .map(({ text, count }) => [text, count]),
    [["Po", 0]],
  );
});

Deno.test("the time left to answer ends with the class", () => {
  const minute = 60_000;
  const secondsLeft = (endsAt: number, classEndsAt: number | undefined) =>
    Math.ceil(answerTimeLeft(endsAt, classEndsAt, 0) / 1000);
  assert.equal(secondsLeft(20 * minute, 5.5 * minute), 330);
  assert.equal(secondsLeft(20 * minute, 30 * minute), 1200);
  assert.equal(secondsLeft(20 * minute, undefined), 1200);
  assert.equal(secondsLeft(-1, 5 * minute), 0);
});

Deno.test("the remaining time is announced at a minute, at ten seconds and at the end (R-2)", () => {
  assert.deepEqual(
    [90_000, 60_000, 30_000, 10_000, 0].map(findDueTimeNotice),
    [null, 60_000, 60_000, 10_000, 0],
  );
});

function draft(text: string, choices: string[] = [], right?: number): AskDraft {
  const empty = createAskDraft();
  const all = [...choices, "", ""].map((choice) => newChoice(choice));
  return {
    ...empty,
    question: {
      ...empty.question,
      text,
      choices: all,
      right: right === undefined ? [] : [all[right].id],
    },
  };
}

Deno.test("own choices make a question a quiz, and missing ones are reported (N-5)", () => {
  const table: [AskDraft, boolean, ReturnType<typeof findMissingPart>][] = [
    [draft(""), false, "kind"],
    [draft("Why?"), false, "kind"],
    [draft("Why?", [" ", ""]), false, "kind"],
    [draft("", ["a"]), true, "text"],
    [draft(" ", ["a", "b"]), true, "text"],
    [draft("Why?", ["a"]), true, "choices"],
    [draft("Why?", ["a", " a "]), true, "twice"],
    [draft("Why?", ["a", "b"]), true, null],
    [draft("Why?", ["", "a", "", "b"], 3), true, null],
  ];
  for (const [one, isOne, missing] of table) {
    const told = JSON.stringify(one.question);
    assert.equal(isQuizDraft(one), isOne, told);
    assert.equal(findMissingPart(one), missing, told);
  }
  assert(
    !hasTypedText(draft(" ")) && hasTypedText(draft("?")) &&
      hasTypedText(draft("", ["a"])),
  );
});

Deno.test("a poll is anonymous unless the class is too small or the teacher decides otherwise (R-4)", () => {
  const table: [chosen: boolean | null, students: number, is: boolean][] = [
    // Nobody is there yet, so the number is unknown.
    [null, 0, true],
    [null, 1, false],
    // No bars while it is open.
    [null, minAnonymousVotesWhileOpen - 1, false],
    [null, minAnonymousVotesWhileOpen, true],
    [null, 28, true],
    [true, 2, true],
    [false, 28, false],
  ];
  for (const [anonymous, students, is] of table) {
    const one = { ...draft("?"), anonymous };
    assert.equal(
      isDraftAnonymous(one, students),
      is,
      `${anonymous} of ${students}`,
    );
    const poll = pollFromDraft(one, "yes-no", students, ["Yes", "No"]);
    assert.equal(poll.anonymous, is);
  }
});

Deno.test("the quiz is named by its question, and has one right choice or none (N-5)", () => {
  const long = "Why? ".repeat(40);
  for (
    const [text, name] of [
      ["Why **now**?", "Why now?"],
      ["One\ntwo", "One two"],
      [long, `${"Why? ".repeat(bounds.resourceName / 5).trim()}…`],
      ["**", "Unnamed"],
    ]
  ) {
    const quiz = quizFromDraft(draft(text, ["a", "", "b"], 2), "Unnamed");
    assert.equal(quiz.name, name);
    assert.deepEqual(quiz.questions[0].correct, [1]);
    assert.deepEqual(
      quiz.questions[0].choices?.map(({ text }) => text),
      ["a", "b"],
    );
  }
  assert.equal(
    quizFromDraft(draft("?", ["a", "b"]), "").questions[0].correct,
    undefined,
  );
});

Deno.test("every quiz and poll that the form allows is accepted by the server (N-5)", () => {
  const text = (maxLength: number) =>
    fc.string({ maxLength, unit: "grapheme" })
      .map((it) => it.replace(/\p{C}/gu, ""));
  fc.assert(
    fc.property(
      text(bounds.question),
      fc.array(text(40), { maxLength: bounds.choices.max - 2 }),
      fc.constantFrom(...pollKinds),
      (question, choices, kind) => {
        const one = draft(question, choices);
        if (findMissingPart(one) === null) {
          newQuizBody.parse(quizFromDraft(one, "Unnamed"));
        }
        const poll = pollFromDraft(one, kind, 28, ["Yes", "No"]);
        shareBody.parse({ poll, press: newId() });
      },
    ),
    propertyOptions("a question asked on the spot", 300),
  );
});

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

Deno.test("a started answer counts, and one by one only if its question counts alone (R-2)", () => {
  const people = new Map([
    ["Amy", sheet({ river: ["n"] }, { done: true })],
    ["Ben", sheet({ city: "" })],
  ]);
  const all = [amy, ben, cem];
  const own = computeProgress(quiz, all, people);
  assert.deepEqual(
    [own.answered, own.done, own.total, own.missing.map(({ id }) => id)],
    [1, 1, 3, ["Ben", "Cem"]],
  );
  const together = { ...quiz, pace: "together", step: 1 } as const;
  assert.equal(computeProgress(together, all, people).answered, 1);
  const { id, n } = currentQuestion(together)!;
  assert.deepEqual([id, n], ["city", 2]);
  assert.equal(computeProgress(together, all, people, id).answered, 0);
  assert.equal(currentQuestion(quiz), undefined);
});

Deno.test("a quiz for groups includes their students and former ones who answered (R-2)", () => {
  const forA = { ...quiz, rooms: ["a"] };
  const all = [student("Amy", "a"), student("Ben", "b"), student("Cem")];
  const people = new Map([["Ben", sheet({ river: ["n"] })]]);
  const { answered, total, missing } = computeProgress(forA, all, people);
  assert.deepEqual([answered, total, missing.length], [1, 2, 1]);
  assert.deepEqual(
    listAnswerSheetStudents(listIntendedStudents(forA, all), all, people).map((
      { id },
    ) => id),
    ["Amy", "Ben"],
  );
});

Deno.test("of an anonymous poll only who has answered is known (R-4)", () => {
  const people = new Map([["Amy", true as const]]);
  const { answered, done, total } = computeProgress(poll, [amy, ben], people);
  assert.deepEqual([answered, done, total], [1, 1, 2]);
});

Deno.test("results can be shown once all have answered, or handed in at their own pace", () => {
  const all = [amy, ben];
  const given = (done: boolean) =>
    new Map(all.map(({ id }) => [
      id,
      sheet({ river: ["n"] }, done ? { done } : {}),
    ]));
  const isIn = (check: SharedQuiz | SharedPoll, people: AnswerSheets) =>
    isAnsweredByAll(check, computeProgress(check, all, people));
  assert.equal(isIn(quiz, given(false)), false);
  assert.equal(isIn(quiz, given(true)), true);
  assert.equal(isIn({ ...quiz, pace: "together" }, given(false)), true);
  assert.equal(isIn(poll, new Map([["Amy", true as const]])), false);
  assert.equal(
    isAnsweredByAll(poll, computeProgress(poll, [], new Map())),
    false,
  );
});

Deno.test("an anonymous poll can be shown from the minimum of votes, another from the first", () => {
  const named = { ...poll, anonymous: undefined };
  assert.deepEqual(
    [0, 1].map((answered) => hasResultsToShow(named, answered)),
    [false, true],
  );
  const secret = { ...poll, anonymous: true as const };
  assert.equal(hasResultsToShow(secret, minAnonymousVotes - 1), false);
  assert.equal(hasResultsToShow(secret, minAnonymousVotes), true);
});

Deno.test("the count decides the next step: results, the next question, or the end (N-4)", () => {
  const many = 28;
  const stepOf = (check: CheckResource, answered: number, done = 0) => {
    const progress = { answered, done, total: many, missing: [] };
    const step = findNextStep(check, progress);
    return step === "results" && shouldConfirmResults(check, progress)
      ? "confirmed results"
      : step;
  };
  const named = { ...poll, anonymous: undefined };
  const secret = { ...poll, anonymous: true as const };
  const single = oneQuestion("single");
  const together = { ...quiz, pace: "together" as const, step: 0 };
  const first = { ...together, questions: questions.slice(0, 1) };
  const results = [{ id: "river", answered: 1, counts: {} }];
  const table: [string, CheckResource, number, number, string][] = [
    ["a poll without a vote", named, 0, 0, "close"],
    ["a poll with one", named, 1, 0, "results"],
    [
      "an anonymous one below the bound",
      secret,
      minAnonymousVotes - 1,
      0,
      "close",
    ],
    ["and at it", secret, minAnonymousVotes, 0, "results"],
    ["a quiz of one without an answer", single, 0, 0, "close"],
    ["and with one", single, 1, 1, "results"],
    ["a longer quiz that some are still at", quiz, 1, 0, "confirmed results"],
    ["and that all have handed in", quiz, many, many, "results"],
    ["one by one, without an answer", first, 0, 0, "next"],
    ["with one", first, 1, 0, "results"],
    ["with results", { ...first, results }, 1, 0, "next"],
    ["the last question", { ...together, step: 2 }, 0, 0, "close"],
  ];
  for (const [name, check, answered, done, step] of table) {
    assert.equal(stepOf(check, answered, done), step, name);
  }
});

Deno.test("a row has right, wrong, waiting and late answers, and the points (R-2)", () => {
  const amys = sheet({ river: ["n"], city: "Wien", sure: 4 }, {
    late: ["sure"],
  });
  const { cells, score, answered } = buildAnswerSheetRow(
    amy,
    amys,
    questions,
    {},
  );
  assert.deepEqual(cells, [
    { text: "A", grade: "right", isLate: false },
    { text: "Wien", grade: "waits", isLate: false },
    { text: "4", grade: null, isLate: true },
  ]);
  assert.deepEqual([score, answered], [2, 3]);
  const marked = buildAnswerSheetRow(amy, amys, questions, {
    wrong: { city: ["wien"] },
  });
  assert.equal(marked.cells[1]?.grade, "wrong");
  // No answer is not the same as nothing right.
  const none = buildAnswerSheetRow(ben, undefined, questions, {});
  assert.deepEqual(none.cells, [null, null, null]);
  const blank = buildAnswerSheetRow(
    cem,
    sheet({}, { done: true }),
    questions,
    {},
  );
  assert.deepEqual([none.score, blank.score], [null, 0]);
  assert.deepEqual(
    sortAnswerSheetRows([none, marked, blank], "byScore").map(({ id }) => id),
    ["Cem", "Amy", "Ben"],
  );
  assert.deepEqual(
    sortAnswerSheetRows([marked, none], "byMissing").map(({ id }) => id),
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
      .map(({ text, count, isRight }) => [text, count, isRight]);
  assert.deepEqual(look(), [["Wien", 2, undefined], ["Vienna", 1, true]]);
  assert.deepEqual(look(["wien"]), [["Wien", 2, false], ["Vienna", 1, true]]);
  assert.equal(countTextsToGrade(questions, {}, people), 1);
  assert.equal(
    countTextsToGrade(questions, { wrong: { city: ["wien"] } }, people),
    0,
  );
});

Deno.test("Present shows the newest, or the teacher's choice until something newer is shared (R-2)", () => {
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

Deno.test("later group work takes over Present, but not from an open check or a page (R-2)", () => {
  const base = { id: "it", at: 10 };
  const wall = { ...base, kind: "wall" } as SharedResource;
  const page = {
    ...base,
    kind: "page",
    name: "A leaf",
    per: "class",
  } as SharedResource;
  const question = { id: "q", kind: "single", text: "?" };
  const check = (more: object) =>
    ({
      ...base,
      kind: "quiz",
      pace: "together",
      questions: [question],
      of: 2,
      ...more,
    }) as SharedResource;
  const result = { id: "q", answered: 0, counts: {} };
  const now = 50;
  const rows: [
    what: string,
    shown: SharedResource | null,
    chosen: PresentChoice | undefined,
    openedAt: number | undefined,
    replaced: boolean,
  ][] = [
    ["the code", null, undefined, 20, true],
    [
      "the code, chosen during group work",
      null,
      { resource: null, at: 30 },
      20,
      false,
    ],
    ["the code, chosen before", null, { resource: null, at: 15 }, 20, true],
    ["a wall from before", wall, undefined, 20, true],
    [
      "a wall from before, chosen since",
      wall,
      { resource: "it", at: 30 },
      20,
      false,
    ],
    ["a wall shared since", wall, undefined, 5, false],
    ["a page", page, { resource: "it", at: 15 }, 20, false],
    ["an open check", check({}), undefined, 20, false],
    ["a closed check", check({ closed: true }), undefined, 20, true],
    ["a check whose time is up", check({ endsAt: 40 }), undefined, 20, true],
    ["a check in time", check({ endsAt: 60 }), undefined, 20, false],
    [
      "results of one question of two",
      check({ results: [result] }),
      undefined,
      20,
      false,
    ],
    ["all results", check({ results: [result, result] }), undefined, 20, true],
    [
      "all results of a poll",
      check({
        kind: "poll",
        pace: undefined,
        of: undefined,
        results: [result],
      }),
      undefined,
      20,
      true,
    ],
  ];
  for (const [what, shown, chosen, openedAt, replaced] of rows) {
    const groups = { openedAt };
    assert.equal(
      isReplacedByGroups(shown, chosen, groups, now),
      replaced,
      what,
    );
  }
});

Deno.test("groups with names are on Present only by a choice since they opened, until something newer (R-6)", () => {
  const shown: PresentChoice = { resource: null, groups: true, at: 30 };
  const open = { open: true, openedAt: 20 };
  const later = { ...poll, at: 40 };
  const rows: [
    what: string,
    shared: SharedResource[],
    chosen: PresentChoice | undefined,
    groups: { open: boolean; openedAt?: number },
    on: boolean,
  ][] = [
    ["nothing was chosen", [], undefined, open, false],
    ["the code was chosen", [], { resource: null, at: 30 }, open, false],
    ["the groups were chosen", [], shown, open, true],
    ["a poll is older", [poll], shown, open, true],
    ["a poll is newer", [later], shown, open, false],
    ["they have closed", [], shown, { open: false, openedAt: 20 }, false],
    ["they have opened again", [], shown, { open: true, openedAt: 50 }, false],
  ];
  for (const [what, shared, chosen, groups, on] of rows) {
    assert.equal(areGroupsOnPresent(shared, chosen, groups), on, what);
  }
  assert.equal(resourceOnPresent([poll], shown), null);
  assert.equal(isReplacedByGroups(null, shown, open, 60), false);
});

Deno.test("a class's prepared items are not on Present before it begins (S-7)", () => {
  assert.equal(resourceOnPresent([quiz, poll], undefined, true), null);
  assert.equal(
    resourceOnPresent([quiz], { resource: "quiz", at: 30 }, true),
    null,
  );
});

Deno.test("results count as shown once every question that students have shows them (R-2)", () => {
  const one = { id: "river", answered: 0, counts: {} };
  assert.equal(hasShownAllResults(quiz), false);
  assert.equal(hasShownAllResults({ ...quiz, results: [one] }), false);
  assert.equal(hasShownAllResults({ ...poll, results: [one] }), true);
});

Deno.test("library items are found by words of name and description, in any order (R-1, R-2)", () => {
  const all = [
    { id: "1", name: "Debate partner", description: "Argues the other side" },
    { id: "2", name: "辯論夥伴" },
  ];
  const ids = (words: string) => filterEntries(all, words).map(({ id }) => id);
  assert.deepEqual(ids(""), ["1", "2"]);
  assert.deepEqual(ids("SIDE debate"), ["1"]);
  assert.deepEqual(ids("辯論"), ["2"]);
});

Deno.test("of a long table only visible rows are rendered, with room for the others (R-2)", () => {
  const all = findVisibleRows(30, 36, { top: 0, size: 600 });
  assert.deepEqual(all, {
    from: 0,
    to: 30,
    heightBefore: 0,
    heightAfter: 0,
  });
  for (const top of [0, 5_000, 36 * 300]) {
    const { from, to, heightBefore, heightAfter } = findVisibleRows(300, 36, {
      top,
      size: 600,
    });
    assert(from * 36 <= Math.min(top, 36 * 300 - 600), `${from}`);
    assert(to * 36 >= Math.min(top + 600, 36 * 300), `${to}`);
    assert(to - from < 40);
    assert.equal(heightBefore + (to - from) * 36 + heightAfter, 300 * 36);
  }
});

Deno.test("marks are visible at once, and are sent together while a request is pending (R-2)", async () => {
  const sent: string[][] = [];
  const answers: (() => void)[] = [];
  const queue = new GradeQueue((marks) => {
    sent.push(marks.map(({ text, right }) => `${text} ${right}`));
    return new Promise((done) => answers.push(() => done()));
  });
  const mark = (text: string, right: boolean | null) =>
    queue.queueGrade(text, { question: "q", text, right });
  mark("a", true);
  mark("b", true);
  mark("a", false);
  assert.equal(queue.pendingGrades.value.get("a")?.right, false);
  answers[0]();
  await eventually(() => sent.length === 2);
  assert.deepEqual(sent, [["a true"], ["a false", "b true"]]);
  answers[1]();
  await eventually(() => queue.pendingGrades.value.size === 0);
});

Deno.test("unsent marks do not delay later ones (R-2)", async () => {
  const sent: string[] = [], troubles: unknown[] = [];
  const onTrouble = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    troubles.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", onTrouble);
  const queue = new GradeQueue(([{ text }]) => {
    sent.push(text);
    return text === "a" ? Promise.reject(new Error("gone")) : Promise.resolve();
  });
  const mark = (text: string) =>
    queue.queueGrade(text, { question: "q", text, right: true });
  mark("a");
  await eventually(() => queue.pendingGrades.value.size === 0);
  await new Promise((done) => setTimeout(done));
  mark("b");
  await eventually(() => queue.pendingGrades.value.size === 0);
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

Deno.test("a shared item depends on the time only if it ends by itself (R-4)", () => {
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

const twoQuestions: SharedQuiz = {
  id: "z",
  at: 0,
  kind: "quiz",
  name: "Rivers",
  pace: "own",
  of: 2,
  questions: [
    { id: "a", kind: "number", text: "", points: 2 },
    { id: "b", kind: "text", text: "", points: 1 },
  ],
};
const scale: SharedPoll = {
  id: "p",
  at: 0,
  kind: "poll",
  poll: "scale",
  questions: [{ id: "a", kind: "scale", text: "", most: 5 }],
};

function given(
  answers: ResourceAnswers["answers"],
  done = false,
): ResourceAnswers {
  return { answers, done, late: [], unsent: false, unsentAnswers: [] };
}

Deno.test("a quiz waits until it is handed in, closed or over (R-2)", () => {
  assert.equal(findStanding(twoQuestions, undefined, false), "waits");
  assert.equal(findStanding(twoQuestions, given({ a: "" }), false), "waits");
  assert.equal(
    findStanding(twoQuestions, given({ a: 1, b: "x" }), false),
    "begun",
  );
  assert.equal(
    findStanding(twoQuestions, given({ a: 1 }, true), false),
    "handed-in",
  );
  assert.equal(findStanding(twoQuestions, given({ a: 1 }), true), "over");
  const closed: SharedQuiz = { ...twoQuestions, closed: true };
  assert.equal(findStanding(closed, given({}), false), "closed");
  assert.equal(
    findStanding({ ...closed, results: [] }, given({}), false),
    "results",
  );
  assert(isAwaitingAnswer("begun") && !isAwaitingAnswer("answered"));
});

const oneQuestion = (kind: QuestionKind, more: Partial<SharedQuiz> = {}) => ({
  ...twoQuestions,
  questions: [{ ...rivers, id: "a", kind, most: 5 }],
  of: 1,
  ...more,
} as SharedQuiz);

Deno.test("one press answers a single question with one choice or a scale, and nothing else", () => {
  const kinds = ["single", "scale", "multiple", "text", "number"] as const;
  const pressed = kinds.map((kind) => isOnePressCheck(oneQuestion(kind)));
  assert.deepEqual(pressed, [true, true, false, false, false]);
  assert(isOnePressCheck(oneQuestion("single", { pace: "together" })));
  assert(!isOnePressCheck(oneQuestion("single", { of: 2 })), "more to come");
  assert(!isOnePressCheck(oneQuestion("single", { exit: true })));
  assert(isOnePressCheck(poll));
  const word = [{ ...rivers, kind: "text" as const }];
  assert(!isOnePressCheck({ ...poll, questions: [word[0]] }));
});

Deno.test("a single-question quiz counts as answered without being handed in", () => {
  const quiz = oneQuestion("single");
  assert.equal(findStanding(quiz, given({ a: ["n"] }), false), "answered");
  assert.equal(findStanding(quiz, given({ a: [] }), false), "waits");
  const people = new Map([["Amy", sheet({ a: ["n"] })]]);
  const progress = computeProgress(quiz, [amy], people);
  assert.deepEqual([progress.answered, progress.done], [1, 1]);
  assert(isAnsweredByAll(quiz, progress));
  const undone = new Map([["Amy", sheet({ a: [] })]]);
  assert.equal(computeProgress(quiz, [amy], undone).done, 0);
});

Deno.test("a check is a card while new, a line once dismissed, and done when answered", () => {
  const one = oneQuestion("single");
  const facts = {
    standing: "waits" as CheckStanding,
    isNew: true,
    isOpenedAgain: false,
    just: null,
  };
  const word: CheckResource = { ...poll, poll: "word" };
  const form = (more: Partial<typeof facts>, check: CheckResource = one) =>
    findCardForm(check, { ...facts, ...more });
  assert.equal(form({}), "card");
  assert.equal(form({ isNew: false }), "line");
  assert.equal(form({ isNew: false, isOpenedAgain: true }), "card");
  assert.equal(form({ standing: "answered" }), "rest");
  assert.equal(form({ standing: "results" }), "card");
  assert.equal(form({ standing: "results", isNew: false }), "line");
  assert.equal(form({ standing: "results" }, twoQuestions), "line");
  assert.equal(form({ standing: "results" }, word), "card");
  for (const standing of ["answered", "waits", "results"] as const) {
    const just = (isFolded?: true) =>
      findCardForm(one, { ...facts, standing, just: { isFolded } });
    assert.deepEqual([just(), just(true)], ["card", "line"]);
  }
});

Deno.test("an answer is described by its text, or by its letter without words", () => {
  const letters = ["A", "B"].map((text) => ({ id: text, text }));
  const long = "**Because** the leaf cannot make its food without light";
  const short = "Because the leaf cannot make its food w…";
  const named = (text: string) => ({ ...rivers, choices: [{ id: "a", text }] });
  for (
    const [question, answer, words] of [
      [rivers, ["r"], "Rhine"],
      [{ ...rivers, choices: letters }, ["B"], "B"],
      [named(""), ["a"], "A"],
      [named(long), ["a"], short],
      [{ ...rivers, hasNoLetters: true as const }, ["r"], "Rhine"],
      [{ ...rivers, kind: "scale" as const, most: 5 }, 4, "4"],
    ] as const
  ) {
    const said = describeVote(question, answer as Answer);
    assert.equal(said, askedText.said({ answer: words }));
  }
  assert.equal(describeVote(rivers, undefined), askedText.voted);
  assert.equal(describeVote(rivers, []), askedText.voted);
});

Deno.test("a choice without Vote is unsent, and a cast vote is not (R-4)", () => {
  assert(!isVoteUnsent(undefined, undefined));
  assert(isVoteUnsent(["a"], undefined));
  assert(!isVoteUnsent([], undefined) && !isVoteUnsent("", given({})));
  assert(!isVoteUnsent(3, given({ a: 3 })));
  assert(isVoteUnsent(4, given({ a: 3 })), "changed, and not given again");
  assert(isVoteUnsent("", given({ a: 3 })), "taken back, and not told");
  assert(!isVoteUnsent(["a"], given({}, true)), "nobody knows what was given");
});

Deno.test("one by one the teacher's current question waits (R-2)", () => {
  const together: SharedQuiz = { ...twoQuestions, pace: "together", step: 1 };
  assert.equal(findStanding(together, given({ a: 1 }), false), "waits");
  assert.equal(findStanding(together, given({ b: "x" }), false), "answered");
  const first = { id: "a", answered: 0, counts: {} };
  assert.equal(
    findStanding({ ...together, results: [first] }, undefined, false),
    "waits",
  );
  assert.equal(
    findStanding(
      { ...together, results: [{ ...first, id: "b" }] },
      undefined,
      false,
    ),
    "results",
  );
});

Deno.test("a poll waits for one answer, even an anonymous one (R-4)", () => {
  assert.equal(findStanding(scale, undefined, false), "waits");
  assert.equal(findStanding(scale, given({ a: 2 }), false), "answered");
  assert.equal(findStanding(scale, given({}, true), false), "answered");
});

Deno.test("points are given for right answers, and an unmarked text waits (R-2)", () => {
  const number = { id: "a", answered: 2, counts: {}, correct: 7, tolerance: 1 };
  const text = { id: "b", answered: 2, counts: {}, correct: ["Po"], waits: 1 };
  const [a, b] = twoQuestions.questions;
  assert.equal(gradeAnswer(a, number, 8), "right");
  assert.equal(gradeAnswer(a, number, 9), "wrong");
  assert.equal(gradeAnswer(a, number, undefined), "none");
  assert.equal(gradeAnswer(b, text, " PO "), "right");
  assert.equal(gradeAnswer(b, text, "Padus"), "waits");
  assert.equal(gradeAnswer(b, { ...text, waits: undefined }, "Padus"), "wrong");
  assert.equal(
    gradeAnswer(b, { id: "b", answered: 0, counts: {} }, "Po"),
    null,
  );
  const shown: SharedQuiz = { ...twoQuestions, results: [number, text] };
  assert.deepEqual(sumPoints(shown, { a: 8, b: "Padus" }), {
    points: 2,
    most: 3,
    hasUnmarked: true,
  });
  assert.equal(sumPoints(twoQuestions, { a: 8 }), undefined);
});
