/** The order in which submissions are marked. */
import assert from "node:assert/strict";
import type { Submission } from "../../../classroom/model/conversations.ts";
import {
  nextOf,
  submissionsInOrder,
} from "../../../components/monitoring/order.ts";

function handedIn(at: number, gradedAt?: number): Submission {
  return {
    member: "m",
    conversation: "c",
    message: "a",
    prompt: "?",
    text: "!",
    model: "x",
    at,
    ...gradedAt !== undefined && { gradedAt },
  };
}
const all = {
  late: handedIn(30),
  early: handedIn(10),
  done: handedIn(5, 40),
  redone: handedIn(6, 50),
  middle: handedIn(20),
};

Deno.test("the unmarked come first, as they were handed in; then the marked, the latest first (A-3)", () => {
  const { unmarked, marked } = submissionsInOrder(all);
  assert.deepEqual(unmarked.map(({ id }) => id), ["early", "middle", "late"]);
  assert.deepEqual(marked.map(({ id }) => id), ["redone", "done"]);
});

Deno.test("after one comes the next unmarked, from the top again at the end, and none when all are marked (A-3)", () => {
  const { unmarked } = submissionsInOrder(all);
  assert.equal(nextOf(unmarked, "early"), "middle");
  assert.equal(nextOf(unmarked, "late"), "early");
  assert.equal(nextOf(unmarked, "done"), "early");
  assert.equal(nextOf(unmarked.slice(0, 1), "early"), null);
});
