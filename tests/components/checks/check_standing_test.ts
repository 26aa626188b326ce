/** Unanswered questions, and points. */
import assert from "node:assert/strict";
import {
  findStanding,
  isAwaitingAnswer,
  isVoteUnsent,
  markAnswer,
  sumPoints,
} from "../../../components/resources/class/check_standing.ts";
import type { ResourceAnswers } from "../../../components/resources/class_resources.ts";
import type {
  SharedPoll,
  SharedQuiz,
} from "../../../classroom/model/resources/shared_resources.ts";

const quiz: SharedQuiz = {
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
const poll: SharedPoll = {
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
  assert.equal(findStanding(quiz, undefined, false), "waits");
  assert.equal(findStanding(quiz, given({ a: "" }), false), "waits");
  assert.equal(findStanding(quiz, given({ a: 1, b: "x" }), false), "begun");
  assert.equal(findStanding(quiz, given({ a: 1 }, true), false), "handed-in");
  assert.equal(findStanding(quiz, given({ a: 1 }), true), "over");
  const closed: SharedQuiz = { ...quiz, closed: true };
  assert.equal(findStanding(closed, given({}), false), "closed");
  assert.equal(
    findStanding({ ...closed, results: [] }, given({}), false),
    "results",
  );
  assert(isAwaitingAnswer("begun") && !isAwaitingAnswer("answered"));
});

Deno.test("a choice without Vote is unsent, and one that was given is not (R-4)", () => {
  assert(!isVoteUnsent(undefined, undefined));
  assert(isVoteUnsent(["a"], undefined));
  assert(!isVoteUnsent([], undefined) && !isVoteUnsent("", given({})));
  assert(!isVoteUnsent(3, given({ a: 3 })));
  assert(isVoteUnsent(4, given({ a: 3 })), "changed, and not given again");
  assert(isVoteUnsent("", given({ a: 3 })), "taken back, and not told");
  assert(!isVoteUnsent(["a"], given({}, true)), "nobody knows what was given");
});

Deno.test("one by one it is the question at which the teacher stands that waits (R-2)", () => {
  const together: SharedQuiz = { ...quiz, pace: "together", step: 1 };
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

Deno.test("a poll waits for one answer, be it a voice that nobody keeps (R-4)", () => {
  assert.equal(findStanding(poll, undefined, false), "waits");
  assert.equal(findStanding(poll, given({ a: 2 }), false), "answered");
  assert.equal(findStanding(poll, given({}, true), false), "answered");
});

Deno.test("points are had for what is right; a text that nobody has marked yet waits (R-2)", () => {
  const number = { id: "a", answered: 2, counts: {}, correct: 7, tolerance: 1 };
  const text = { id: "b", answered: 2, counts: {}, correct: ["Po"], waits: 1 };
  const [a, b] = quiz.questions;
  assert.equal(markAnswer(a, number, 8), "right");
  assert.equal(markAnswer(a, number, 9), "wrong");
  assert.equal(markAnswer(a, number, undefined), "none");
  assert.equal(markAnswer(b, text, " PO "), "right");
  assert.equal(markAnswer(b, text, "Padus"), "waits");
  assert.equal(markAnswer(b, { ...text, waits: undefined }, "Padus"), "wrong");
  assert.equal(
    markAnswer(b, { id: "b", answered: 0, counts: {} }, "Po"),
    null,
  );
  const shown: SharedQuiz = { ...quiz, results: [number, text] };
  assert.deepEqual(sumPoints(shown, { a: 8, b: "Padus" }), {
    points: 2,
    most: 3,
    waits: true,
  });
  assert.equal(sumPoints(quiz, { a: 8 }), undefined);
});
