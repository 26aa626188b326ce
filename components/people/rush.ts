/** When so many join that their teacher should look (J-9), and since when whom could be removed. Pure. */
import { bounds } from "../../classroom/model/bounds.ts";
import type { Student } from "./students.ts";

const minute = 60_000;
/** For how long it is said, in ms. */
const told = 10 * minute;
/** Who has been in for so long was here before, in ms. */
const settled = 5 * minute;

/** A minute in which many joined. Times in ms. */
export interface Rush {
  count: number;
  /** When the first of them did. */
  since: number;
  /** It is the last minute. */
  isNow: boolean;
}

/**
 * The latest minute in which more joined than a class does by itself; null: there was none lately. A whole class that
 * comes in is none, and neither are a few who are late.
 *
 * @param after what joined until then has been seen
 */
export function rushOf(
  present: readonly Pick<Student, "joinedAt">[],
  ceiling: number,
  now: number,
  after = -Infinity,
): Rush | null {
  const all = present.map(({ joinedAt }) => joinedAt).sort((a, b) => a - b);
  const { usual: small, atOnce } = bounds.students;
  const many = atOnce * Math.max(1, ceiling / small);
  const from = Math.max(after, now - told);
  const times = all.filter((at) => at > from);
  let rush: Rush | null = null;
  for (let end = 0, first = 0, before = 0; end < times.length; end++) {
    while (times[end] - times[first] >= minute) first++;
    const since = times[first];
    while (all[before] < since - settled) before++;
    // A class of forty comes in within a minute; half a class more than there was is a surprise.
    const usual = before >= many / 2 ? many / 2 : many * 4 / 3;
    const count = end - first + 1;
    if (count > usual) rush = { count, since, isNow: now - since < minute };
  }
  return rush;
}

/** Those of the last minute, however few: for while more ask to be let in. Null: nobody joined in it. */
export function lastMinuteOf(
  present: readonly Pick<Student, "joinedAt">[],
  now: number,
  after = -Infinity,
): Rush | null {
  const from = Math.max(after, now - minute);
  const times = present.map(({ joinedAt }) => joinedAt)
    .filter((at) => at > from);
  if (times.length === 0) return null;
  return { count: times.length, since: Math.min(...times), isNow: true };
}

/** Since when who joined can be removed. */
export const longestSinceMinutes = 30;
const sinceMinutes = [1, 5, 10, longestSinceMinutes];

/** A moment since when whoever joined can be removed, and who that is. */
interface Since {
  at: number;
  /** The minutes that this is ago; null: it is when many began to join. */
  minutes: number | null;
  students: Student[];
}

/** The moments that a teacher can choose from; each with more students than the one before. */
export function momentsOf(
  present: readonly Student[],
  rush: Rush | null,
  now: number,
): Since[] {
  const asked = [
    ...rush ? [{ at: rush.since, minutes: null }] : [],
    ...sinceMinutes.map((minutes) => ({
      at: now - minutes * minute,
      minutes,
    })),
  ].toSorted((a, b) => b.at - a.at);
  const moments: Since[] = [];
  for (const { at, minutes } of asked) {
    const students = present.filter(({ joinedAt }) => joinedAt >= at)
      .sort((a, b) => b.joinedAt - a.joinedAt);
    const before = moments.at(-1)?.students.length ?? 0;
    if (students.length > before) moments.push({ at, minutes, students });
  }
  return moments;
}
