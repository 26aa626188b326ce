/** Orders, plots and signals that the teacher's board shows. */
import assert from "node:assert/strict";
import type { Submission } from "../../../classroom/model/conversations.ts";
import {
  nextUnmarked,
  submissionsInOrder,
} from "../../../components/monitoring/submission_order.ts";
import {
  countByMinute,
  countBySlot,
  countRecentMinutes,
  sumByMinute,
} from "../../../components/monitoring/activity_counts.ts";
import {
  currentSignals,
  visibleSignals,
} from "../../../components/monitoring/signal_kinds.ts";
import { questionCountText } from "../../../components/monitoring/grid/tile_words.ts";
import {
  idleAfterMs,
  type SignalKind,
  type StudentActivity,
} from "../../../classroom/model/monitoring/activity.ts";
import { board } from "texts/monitoring_board.ts";
import { review } from "texts/review.ts";

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
  assert.equal(nextUnmarked(unmarked, "early"), "middle");
  assert.equal(nextUnmarked(unmarked, "late"), "early");
  assert.equal(nextUnmarked(unmarked, "done"), "early");
  assert.equal(nextUnmarked(unmarked.slice(0, 1), "early"), null);
});

const minute = 60_000, start = 1_000;

Deno.test("while a class runs its plot has the last 20 minutes, up to the one that runs (M-4)", () => {
  const asked = { minutes: { 0: 2, 13: 1, 30: 4 } };
  const young = countRecentMinutes(asked, start, start + 13.5 * minute);
  assert.equal(young.length, 20);
  assert.deepEqual([young[6], young[19]], [2, 1]);
  const later = countRecentMinutes(asked, start, start + 32 * minute);
  assert.deepEqual([later[0], later[17], later.at(-1)], [1, 4, 0]);
});

Deno.test("of a class that is over the plot has everything, in a few pieces (M-4)", () => {
  const asked = { minutes: { 0: 9, 44: 4 } };
  const short = countBySlot(asked, start, start + 45 * minute);
  assert.deepEqual([short.length, short[0], short.at(-1)], [23, 9, 4]);
  const long = countBySlot(
    { minutes: { 1439: 3 } },
    start,
    start + 1440 * minute,
  );
  assert.deepEqual([long.length, long.at(-1)], [36, 3]);
  assert.deepEqual(countBySlot({ minutes: { 9: 1 } }, start, start), [1]);
});

Deno.test("the class is the sum of its students, whose older counts are of five minutes (M-4)", () => {
  const one = { turns: 3, minutes: { 0: 1, 10: 2 } };
  const other = { turns: 1, slots: { 2: 1 } };
  const silent = { turns: 0, minutes: {} };
  assert.deepEqual(sumByMinute([one, other, silent]), { 0: 1, 10: 3 });
});

Deno.test("moments are counted by the minute of the class (M-4)", () => {
  const moments = [start, start + minute - 1, start + minute, start - 1];
  assert.deepEqual(countByMinute(moments, start), { "-1": 1, 0: 2, 1: 1 });
});

const having = (...kinds: SignalKind[]) => ({
  signals: kinds.map((kind, at) => ({ kind, at })),
});
const kindsOf = (
  activity: Pick<StudentActivity, "signals"> | undefined,
  here: boolean,
) => visibleSignals(activity, here).map(({ kind }) => kind);

Deno.test("each kind of signal stands on a student's tile once (M-4)", () => {
  const activity = having("stuck", "idle", "stuck", "worrying");
  assert.deepEqual(kindsOf(activity, true), ["stuck", "idle", "worrying"]);
  assert.deepEqual(kindsOf(undefined, true), []);
});

Deno.test("who waits for an answer and for a teacher is shown with both (M-4)", () => {
  const waits = (["answer", "teacher", "answer"] as const)
    .map((what, at) => ({ kind: "waiting" as const, at, for: what }));
  assert.deepEqual(
    visibleSignals({ signals: waits }, true).map((it) => it.for),
    ["answer", "teacher"],
  );
});

Deno.test("nobody is long quiet who was removed, or when the class is over; worrying words stay (M-4)", () => {
  const activity = having("waiting", "idle", "worrying", "stuck");
  assert.deepEqual(kindsOf(activity, false), ["worrying", "stuck"]);
});

Deno.test("who has just written is not quiet, though the server said so before (V8)", () => {
  const now = 10 * idleAfterMs;
  const activity = having("idle", "stuck");
  const kindsAt = (actedAt: number) =>
    currentSignals({ activity, actedAt }, true, now).map(({ kind }) => kind);
  assert.deepEqual(kindsAt(now - 1000), ["stuck"]);
  assert.deepEqual(kindsAt(now - 2 * idleAfterMs), ["idle", "stuck"]);
});

Deno.test("a tile says that its student has done something, and not that no question came (V8)", () => {
  const now = 600_000;
  const wordsAt = (actedAt?: number) =>
    questionCountText({ actedAt }, now, true);
  assert.equal(wordsAt(), review.board.noQuestions);
  assert.equal(wordsAt(now), board.acted({ ago: board.now }));
});
