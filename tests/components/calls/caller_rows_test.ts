/** Rows of the open list of people. */
import assert from "node:assert/strict";
import {
  type CallerRow,
  readUnmuteAnswer,
  updateCallerRows,
} from "../../../components/calls/joined/caller_rows.ts";
import { caller } from "./made_up_caller.ts";

const [amy, ben, cleo] = ["Amy", "Ben", "Cleo"].map((it) => caller(it));

const words = (rows: readonly CallerRow[]) =>
  rows.map(({ person, status: now }) => `${person.member} ${now}`);

Deno.test("K-1: in the open list each keeps their place, whoever goes, and who comes is last", () => {
  const opened = updateCallerRows([], [amy, cleo], []);
  const after = updateCallerRows(opened, [ben, cleo], []);
  assert.deepEqual(words(after), ["Amy gone", "Cleo in", "Ben in"]);
  const back = updateCallerRows(after, [amy, ben, cleo], []);
  assert.deepEqual(words(back), ["Amy in", "Cleo in", "Ben in"]);
  const anew = updateCallerRows([], [amy, ben, cleo], []);
  assert.deepEqual(words(anew), ["Amy in", "Ben in", "Cleo in"]);
});

Deno.test("K-1: who is removed stays where they were, with the way back, until the list is closed", () => {
  const opened = updateCallerRows([], [amy, ben], [cleo]);
  assert.deepEqual(words(opened), ["Amy in", "Ben in", "Cleo out"]);
  const removed = updateCallerRows(opened, [ben], [cleo, amy]);
  assert.deepEqual(words(removed), ["Amy out", "Ben in", "Cleo out"]);
  assert.deepEqual(removed.map(({ wasIn }) => wasIn), [true, true, false]);
  const undone = updateCallerRows(removed, [ben], []);
  assert.deepEqual(words(undone), ["Amy back", "Ben in", "Cleo back"]);
  assert.deepEqual(words(updateCallerRows(undone, [ben], [])), words(undone));
  const returned = updateCallerRows(undone, [amy, ben], []);
  assert.deepEqual(words(returned), ["Amy in", "Ben in", "Cleo back"]);
  const closed = updateCallerRows([], [ben], [amy]);
  assert.deepEqual(words(closed), ["Ben in", "Amy out"]);
});

Deno.test("K-1: who is taken out and is still present for a moment has one place, in the closed list and in one opened then", () => {
  const closed = updateCallerRows([], [amy, ben], [amy]);
  assert.deepEqual(words(closed), ["Amy in", "Ben in"]);
  const opened = updateCallerRows(closed, [amy, ben], [amy]);
  assert.deepEqual(words(opened), ["Amy in", "Ben in"]);
  const after = updateCallerRows(opened, [ben], [amy]);
  assert.deepEqual(words(after), ["Amy out", "Ben in"]);
  assert(after[0].wasIn);
});

Deno.test("K-1: who has answered the last wish that they unmute is not called asked any more", () => {
  assert.equal(readUnmuteAnswer(undefined, {}), null);
  assert.equal(readUnmuteAnswer(2, {}), "isAsked");
  assert.equal(readUnmuteAnswer(2, { answered: 2 }), null);
  const declined = { answered: 2, declined: true };
  assert.equal(readUnmuteAnswer(2, declined), "declines");
  assert.equal(readUnmuteAnswer(3, declined), "isAsked");
  assert.equal(readUnmuteAnswer(undefined, declined), null);
});
