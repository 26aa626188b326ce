/** M-4: which signals a teacher is shown of whom. */
import assert from "node:assert/strict";
import { kindsOf } from "../../../components/monitoring/signal_kinds.ts";
import type { SignalKind } from "../../../classroom/schema/monitoring.ts";

const having = (...kinds: SignalKind[]) => ({
  signals: kinds.map((kind, at) => ({ kind, at })),
});

Deno.test("M-4: each kind of signal stands on a student's tile once", () => {
  const activity = having("stuck", "idle", "stuck", "worrying");
  assert.deepEqual(kindsOf(activity, true), ["stuck", "idle", "worrying"]);
  assert.deepEqual(kindsOf(undefined, true), []);
});

Deno.test("M-4: nobody is long quiet who was removed, or when the class is over; worrying words stay", () => {
  const activity = having("waiting", "idle", "worrying", "stuck");
  assert.deepEqual(kindsOf(activity, false), ["worrying", "stuck"]);
});
