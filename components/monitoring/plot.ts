/** How many questions were asked when, for small plots (M-4). Pure. */
import {
  slotLength,
  type StudentActivity,
} from "../../classroom/schema/monitoring.ts";

/** So many pieces of time a plot shows at most: the latest. */
const most = 36;

/** Counts of each slot since the class began, up to now; at least a few, so that a plot has a width. */
export function counts(
  slots: StudentActivity["slots"],
  startsAt: number,
  now: number,
): number[] {
  const last = Math.max(0, Math.floor((now - startsAt) / slotLength));
  const length = Math.min(most, Math.max(12, last + 1));
  const first = Math.max(0, last + 1 - length);
  return Array.from({ length }, (_, i) => slots?.[first + i] ?? 0);
}

/** The slots of several students together. */
export function together(
  all: readonly StudentActivity[],
): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { slots } of all) {
    for (const [slot, count] of Object.entries(slots ?? {})) {
      sum[slot] = (sum[slot] ?? 0) + count;
    }
  }
  return sum;
}
