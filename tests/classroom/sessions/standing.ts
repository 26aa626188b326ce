import assert from "node:assert/strict";
import type { SessionView } from "../../../classroom/model/views.ts";
import type { School } from "../school.ts";

/** A time in some ms, as it is sent. */
export function isoTimeIn(school: School, ms: number): string {
  return new Date(school.time.now + ms).toISOString();
}

export async function listedState(school: School, { id }: SessionView) {
  const all = await school.app.sessions.list(school.teacher);
  const view = all.find((it) => it.id === id);
  assert(view);
  const { state, late = false, missed = false, cancelled = false } = view;
  return { state, late, missed, cancelled };
}

export const expectedState = (
  state: string,
  more: Record<string, true> = {},
) => ({
  state,
  late: false,
  missed: false,
  cancelled: false,
  ...more,
});
