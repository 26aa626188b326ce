/** Signals of students (M-4). */
import assert from "node:assert/strict";
import {
  shownSignals,
  signalsNow,
} from "../../../components/monitoring/signal_kinds.ts";
import { askedFigureWords } from "../../../components/monitoring/board/tile_words.ts";
import { idleAfter } from "../../../classroom/model/monitoring/activity.ts";
import { board } from "texts/monitoring_board.ts";
import { review } from "texts/review.ts";
import type {
  SignalKind,
  StudentActivity,
} from "../../../classroom/model/monitoring/activity.ts";

const having = (...kinds: SignalKind[]) => ({
  signals: kinds.map((kind, at) => ({ kind, at })),
});
const kindsOf = (
  activity: Pick<StudentActivity, "signals"> | undefined,
  here: boolean,
) => shownSignals(activity, here).map(({ kind }) => kind);

Deno.test("each kind of signal stands on a student's tile once (M-4)", () => {
  const activity = having("stuck", "idle", "stuck", "worrying");
  assert.deepEqual(kindsOf(activity, true), ["stuck", "idle", "worrying"]);
  assert.deepEqual(kindsOf(undefined, true), []);
});

Deno.test("who waits for an answer and for a teacher is shown with both (M-4)", () => {
  const waits = (["answer", "teacher", "answer"] as const)
    .map((what, at) => ({ kind: "waiting" as const, at, for: what }));
  assert.deepEqual(
    shownSignals({ signals: waits }, true).map((it) => it.for),
    ["answer", "teacher"],
  );
});

Deno.test("nobody is long quiet who was removed, or when the class is over; worrying words stay (M-4)", () => {
  const activity = having("waiting", "idle", "worrying", "stuck");
  assert.deepEqual(kindsOf(activity, false), ["worrying", "stuck"]);
});

Deno.test("who has just written is not quiet, though the server said so before (V8)", () => {
  const now = 10 * idleAfter;
  const activity = having("idle", "stuck");
  const kindsAt = (actedAt: number) =>
    signalsNow({ activity, actedAt }, true, now).map(({ kind }) => kind);
  assert.deepEqual(kindsAt(now - 1000), ["stuck"]);
  assert.deepEqual(kindsAt(now - 2 * idleAfter), ["idle", "stuck"]);
});

Deno.test("a tile says that its student has done something, and not that no question came (V8)", () => {
  const now = 600_000;
  const wordsAt = (actedAt?: number) =>
    askedFigureWords({ actedAt }, now, true);
  assert.equal(wordsAt(), review.board.noQuestions);
  assert.equal(wordsAt(now), board.acted({ ago: board.now }));
});
