/** A student's total of a quiz in My conversations. */
import assert from "node:assert/strict";
import type { MyCheck } from "../../../classroom/assistant/my_work.ts";
import type { OwnAnswer } from "../../../classroom/checks/own_answers.ts";
import { totalText } from "../../../routes/my/_check_words.ts";

const of = (...questions: Partial<OwnAnswer>[]) =>
  totalText({ shared: { kind: "quiz", pace: "own" }, questions } as MyCheck);

Deno.test("a student's total appears when shown, in points or correct answers (R-8)", () => {
  const asked = { points: 2 }, shown = { shown: true as const, correct: ["x"] };
  assert.equal(of(asked, asked), null);
  const right = { ...asked, ...shown, right: true, earned: 2 };
  const missed = { ...asked, ...shown };
  assert.equal(of(right, missed), "2 of 4 points");
  assert.equal(of(right, asked), "2 of 2 points", "one by one, so far");
  assert.equal(of(right, { ...missed, waits: true }), "2 of 4 points so far");
  const plain = { ...shown, right: true };
  assert.equal(of(plain, shown, { shown: true }), "1 of 2 right");
  assert.equal(of({ shown: true }), null, "nothing is right or wrong");
});
