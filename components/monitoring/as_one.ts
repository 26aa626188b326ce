/** What the board shows of a student who joined as several members (J-7): all of it together. Pure. */
import type { StudentActivity } from "../../classroom/model/monitoring/activity.ts";
import { together } from "./plot.ts";

/** The activities of one student as one; undefined where there is none. */
export function asOne(
  activities: readonly StudentActivity[],
): StudentActivity | undefined {
  const all = [...activities].sort((a, b) => b.lastAt - a.lastAt);
  const [first, ...others] = all;
  if (!first || others.length === 0) return first;
  const { slots: _, ...latest } = first;
  return {
    ...latest,
    turns: all.reduce((sum, { turns }) => sum + turns, 0),
    minutes: together(all),
    signals: all.flatMap(({ signals }) => signals),
  };
}
