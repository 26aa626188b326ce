import assert from "node:assert/strict";
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import {
  type EditedQuestion,
  type EditedQuiz,
  missingPartsOf,
  newChoice,
  newQuestion,
  newQuiz,
} from "../../../components/quizzes/edited_quiz.ts";
import {
  addChoices,
  addQuestionAfter,
  changeKind,
  duplicateQuestion,
  moveItem,
  parsePastedLines,
  removeQuestion,
  toggleRightChoice,
} from "../../../components/quizzes/quiz_edits.ts";
import {
  isSameQuiz,
  toEditedQuiz,
  toStoredQuiz,
} from "../../../components/quizzes/stored_quiz.ts";

const question = (
  kind: EditedQuestion["kind"],
  change: Partial<EditedQuestion> = {},
): EditedQuestion => ({ ...newQuestion(kind), text: "?", ...change });
const chosen = (kind: "single" | "multiple", ...texts: string[]) => {
  const choices = texts.map((text) => newChoice(text));
  return question(kind, { choices, right: [choices[0].id] });
};

Deno.test("an edited quiz is read back as stored, and accepted by the server (R-2)", () => {
  const quiz: EditedQuiz = {
    name: " Leaves ",
    questions: [
      chosen("single", "Yes", " ", "No "),
      question("single", { text: "Half", choices: [newChoice("One")] }),
      chosen("multiple", "A", "B", "C"),
      newQuestion(),
      question("text", { accepted: "vein\n\n rib \nvein", points: "2,5" }),
      question("number", { number: "−3,5", tolerance: "0.5" }),
      question("number", { text: "", image: "123456789abcdefg", alt: "x" }),
      question("scale", { most: 10, step: 7, explanation: "Why" }),
    ],
  };
  const kept = toStoredQuiz(quiz, "No name");
  const { success, data } = quizBody.safeParse(kept);
  assert(success);
  assert.equal(data.name, "Leaves");
  assert.deepEqual(
    kept.questions.map(({ correct, points }) => [correct, points]),
    [
      [[0], 1],
      [[0], 1],
      [["vein", "rib"], 2.5],
      [-3.5, 1],
      [undefined, undefined],
      [7, 1],
    ],
  );
  assert.deepEqual(kept.unfinished?.map(({ place }) => place), [1]);
  assert.deepEqual(toStoredQuiz(toEditedQuiz(kept), ""), kept);
  const read = { ...kept, ...data, id: "x", at: 1 };
  assert(isSameQuiz(kept, read as typeof kept), "as the server gives it back");
});

Deno.test("an empty quiz with a name is stored, and unfinished without a question (R-2)", () => {
  const kept = toStoredQuiz({ ...newQuiz(), name: "  " }, "No name");
  assert(quizBody.safeParse(kept).success);
  assert.deepEqual([kept.name, kept.questions.length], ["No name", 0]);
  assert.equal(kept.unfinished?.length, 1);
});

Deno.test("a question's missing parts are reported (R-2)", () => {
  const lacks = (it: EditedQuestion) => missingPartsOf(it);
  assert.deepEqual(lacks(newQuestion()), ["text", "choices"]);
  assert.deepEqual(lacks(chosen("single", "A", "A ")), ["twice"]);
  assert.deepEqual(
    lacks(question("number", { number: "ten", tolerance: "-1" })),
    ["number", "tolerance"],
  );
  assert.deepEqual(
    lacks({ ...chosen("single", "A", "B"), points: "101" }),
    ["points"],
  );
  assert.deepEqual(
    lacks(
      question("single", {
        ...chosen("single", "A", "B"),
        right: [],
        points: "x",
      }),
    ),
    [],
    "where nothing is right points count nothing",
  );
  assert.deepEqual(lacks(question("scale")), []);
});

Deno.test("questions are added, duplicated, moved and removed (R-2)", () => {
  const [a, b, c] = [question("text"), question("scale"), question("number")];
  const quiz = { name: "", questions: [a, b, c] };
  const added = addQuestionAfter(quiz, a.id);
  assert.equal(added?.quiz.questions[1].id, added?.id);
  assert.equal(added?.quiz.questions[1].kind, "text", "of the same kind");
  const full = {
    name: "",
    questions: Array.from({ length: bounds.questions }, () => newQuestion()),
  };
  assert.equal(addQuestionAfter(full, null), null);
  const ids = (all: readonly { id: string }[]) => all.map(({ id }) => id);
  assert.deepEqual(ids(moveItem([a, b, c], c.id, 0)), ids([c, a, b]));
  assert.deepEqual(ids(moveItem([a, b, c], a.id, -1)), ids([a, b, c]));
  assert.deepEqual(ids(moveItem([a, b, c], a.id, 3)), ids([a, b, c]));
  const only = removeQuestion({ name: "", questions: [a] }, a.id);
  assert.equal(only.questions.length, 1);
  assert.notEqual(only.questions[0].id, a.id);
  const one = chosen("multiple", "A", "B"), two = duplicateQuestion(one);
  assert.deepEqual(two.right, [two.choices[0].id]);
  assert.equal(
    new Set(ids([one, two, ...one.choices, ...two.choices])).size,
    6,
    "every id is its own",
  );
});

Deno.test("one or several choices are right, and pasted choices are added up to the limit (R-2)", () => {
  const one = chosen("single", "A", "B");
  const [a, b] = one.choices;
  assert.deepEqual(toggleRightChoice(one, b.id).right, [b.id]);
  assert.deepEqual(toggleRightChoice(one, a.id).right, []);
  const several = { ...one, ...changeKind(one, "multiple") };
  assert.deepEqual(toggleRightChoice(several, b.id).right, [a.id, b.id]);
  const back = changeKind({ ...several, right: [a.id, b.id] }, "single");
  assert.deepEqual(back.right, [a.id]);
  assert.deepEqual(
    parsePastedLines("A) Nile\r\nb. Rhine\n\n3、長江\n- Elbe\n2020 was\nBig"),
    ["Nile", "Rhine", "長江", "Elbe", "2020 was", "Big"],
  );
  const many = Array.from({ length: 20 }, (_, n) => `${n}`);
  const { choices, id } = addChoices(one, a.id, many);
  assert.equal(choices.length, bounds.choices.max);
  assert.deepEqual([choices[0].id, choices.at(-1)?.id], [a.id, b.id]);
  assert.equal(choices.find((it) => it.id === id)?.text, "7");
});
