/** How classes stand that have a time, for the tests of schedules. */
import assert from "node:assert/strict";
import type { SessionView } from "../../../classroom/model/views.ts";
import type { School } from "../school.ts";

/** So many ms from now, as it is sent. */
export function at(school: School, ms: number): string {
  return new Date(school.time.now + ms).toISOString();
}

/** How a class stands, as its teacher's list has it. */
export async function stateOf(school: School, { id }: SessionView) {
  const all = await school.app.sessions.list(school.teacher);
  const view = all.find((it) => it.id === id);
  assert(view);
  const { state, late = false, missed = false, cancelled = false } = view;
  return { state, late, missed, cancelled };
}

/** The same as it is expected. */
export const as = (state: string, more: Record<string, true> = {}) => ({
  state,
  late: false,
  missed: false,
  cancelled: false,
  ...more,
});
