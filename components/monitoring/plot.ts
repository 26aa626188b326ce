/** Questions over time, for sparklines (M-4). Pure. */
import {
  askedByMinute,
  recentMinutes,
  type StudentActivity,
} from "../../classroom/model/monitoring/activity.ts";

const minute = 60_000;
/** Maximum number of slots for a whole class. */
const mostSlots = 36;

type Asked = Pick<StudentActivity, "minutes" | "slots">;

export function lately(asked: Asked, startsAt: number, now: number): number[] {
  const byMinute = askedByMinute(asked);
  const last = Math.floor((now - startsAt) / minute);
  return Array.from(
    { length: recentMinutes },
    (_, i) => byMinute.get(last - recentMinutes + 1 + i) ?? 0,
  );
}

export function byMinute(
  moments: readonly number[],
  startsAt: number,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const at of moments) {
    const when = Math.floor((at - startsAt) / minute);
    counts[when] = (counts[when] ?? 0) + 1;
  }
  return counts;
}

/** Counts in slots of equal length from start to end. */
export function wholly(asked: Asked, startsAt: number, end: number): number[] {
  const minutes = Math.max(1, Math.ceil((end - startsAt) / minute));
  const length = Math.ceil(minutes / mostSlots);
  const counts = new Array<number>(Math.ceil(minutes / length)).fill(0);
  for (const [at, count] of askedByMinute(asked)) {
    counts[Math.min(counts.length - 1, Math.floor(at / length))] += count;
  }
  return counts;
}

export function together(all: readonly Asked[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of all) {
    for (const [at, count] of askedByMinute(one)) {
      sum[at] = (sum[at] ?? 0) + count;
    }
  }
  return sum;
}
