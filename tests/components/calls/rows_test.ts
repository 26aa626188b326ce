/** Rows of the open list of people. */
import assert from "node:assert/strict";
import {
  answerTo,
  type CallerRow,
  callerRows,
} from "../../../components/calls/joined/rows.ts";
import { caller } from "./made_up_caller.ts";

const [amy, ben, cleo] = ["Amy", "Ben", "Cleo"].map((it) => caller(it));

const words = (rows: readonly CallerRow[]) =>
  rows.map(({ person, now }) => `${person.member} ${now}`);

Deno.test("K-1: in the open list each keeps their place, whoever goes, and who comes is last", () => {
  const opened = callerRows([], [amy, cleo], []);
  const after = callerRows(opened, [ben, cleo], []);
  assert.deepEqual(words(after), ["Amy gone", "Cleo in", "Ben in"]);
  const back = callerRows(after, [amy, ben, cleo], []);
  assert.deepEqual(words(back), ["Amy in", "Cleo in", "Ben in"]);
  const anew = callerRows([], [amy, ben, cleo], []);
  assert.deepEqual(words(anew), ["Amy in", "Ben in", "Cleo in"]);
});

Deno.test("K-1: who is removed stays where they were, with the way back, until the list is closed", () => {
  const opened = callerRows([], [amy, ben], [cleo]);
  assert.deepEqual(words(opened), ["Amy in", "Ben in", "Cleo out"]);
  const removed = callerRows(opened, [ben], [cleo, amy]);
  assert.deepEqual(words(removed), ["Amy out", "Ben in", "Cleo out"]);
  assert.deepEqual(removed.map(({ wasIn }) => wasIn), [true, true, false]);
  const undone = callerRows(removed, [ben], []);
  assert.deepEqual(words(undone), ["Amy back", "Ben in", "Cleo back"]);
  assert.deepEqual(words(callerRows(undone, [ben], [])), words(undone));
  const returned = callerRows(undone, [amy, ben], []);
  assert.deepEqual(words(returned), ["Amy in", "Ben in", "Cleo back"]);
  const closed = callerRows([], [ben], [amy]);
  assert.deepEqual(words(closed), ["Ben in", "Amy out"]);
});

Deno.test("K-1: who is taken out and is still present for a moment has one place, in the closed list and in one opened then", () => {
  const closed = callerRows([], [amy, ben], [amy]);
  assert.deepEqual(words(closed), ["Amy in", "Ben in"]);
  const opened = callerRows(closed, [amy, ben], [amy]);
  assert.deepEqual(words(opened), ["Amy in", "Ben in"]);
  const after = callerRows(opened, [ben], [amy]);
  assert.deepEqual(words(after), ["Amy out", "Ben in"]);
  assert(after[0].wasIn);
});

Deno.test("K-1: who has answered the last wish that they unmute is not called asked any more", () => {
  assert.equal(answerTo(undefined, {}), null);
  assert.equal(answerTo(2, {}), "isAsked");
  assert.equal(answerTo(2, { answered: 2 }), null);
  const declined = { answered: 2, declined: true };
  assert.equal(answerTo(2, declined), "declines");
  assert.equal(answerTo(3, declined), "isAsked");
  assert.equal(answerTo(undefined, declined), null);
});
