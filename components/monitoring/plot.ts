/** How many questions were asked when, for plots as small as a word (M-4). Pure. */
import {
  askedByMinute,
  recentMinutes,
  type StudentActivity,
} from "../../classroom/model/monitoring/activity.ts";

const minute = 60_000;
/** Of a class that is over all of it is shown, in so many pieces at most. */
const mostSlots = 36;

type Asked = Pick<StudentActivity, "minutes" | "slots">;

/** Counts minute by minute, up to now. */
export function lately(asked: Asked, startsAt: number, now: number): number[] {
  const byMinute = askedByMinute(asked);
  const last = Math.floor((now - startsAt) / minute);
  return Array.from(
    { length: recentMinutes },
    (_, i) => byMinute.get(last - recentMinutes + 1 + i) ?? 0,
  );
}

/** Moments, counted minute by minute. */
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

/** Counts of the whole class in pieces of equal length. */
export function wholly(asked: Asked, startsAt: number, end: number): number[] {
  const minutes = Math.max(1, Math.ceil((end - startsAt) / minute));
  const length = Math.ceil(minutes / mostSlots);
  const counts = new Array<number>(Math.ceil(minutes / length)).fill(0);
  for (const [at, count] of askedByMinute(asked)) {
    counts[Math.min(counts.length - 1, Math.floor(at / length))] += count;
  }
  return counts;
}

/** The minutes of several students together. */
export function together(all: readonly Asked[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of all) {
    for (const [at, count] of askedByMinute(one)) {
      sum[at] = (sum[at] ?? 0) + count;
    }
  }
  return sum;
}
