import { bounds } from "../../classroom/model/bounds.ts";
import type { Student } from "./students.ts";

const minute = 60_000;
const noticeMs = 10 * minute;
/** A minute of joins is compared with the members who joined earlier than this before it (ms). */
const classAgeMs = 5 * minute;

export interface JoinRush {
  count: number;
  /** When the first of them joined (ms). */
  since: number;
  isNow: boolean;
}

/**
 * The latest minute, of the last ten, in which unusually many joined; null: none. It is usual that a whole class
 * joins, or a few late students.
 *
 * @param after ignores earlier joins (ms)
 */
export function findJoinRush(
  present: readonly Pick<Student, "joinedAt">[],
  ceiling: number,
  now: number,
  after = -Infinity,
): JoinRush | null {
  const all = present.map(({ joinedAt }) => joinedAt).sort((a, b) => a - b);
  const { default: small, atOnce } = bounds.students;
  const many = atOnce * Math.max(1, ceiling / small);
  const from = Math.max(after, now - noticeMs);
  const times = all.filter((at) => at > from);
  let rush: JoinRush | null = null;
  for (let end = 0, first = 0, before = 0; end < times.length; end++) {
    while (times[end] - times[first] >= minute) first++;
    const since = times[first];
    while (all[before] < since - classAgeMs) before++;
    // Usual in a minute: a class of forty (`many` × 4/3), or half of `many` once that number has joined before.
    const usual = before >= many / 2 ? many / 2 : many * 4 / 3;
    const count = end - first + 1;
    if (count > usual) rush = { count, since, isNow: now - since < minute };
  }
  return rush;
}

/** Those who joined in the last minute, for a notice while newcomers wait; null: nobody. */
export function joinsOfLastMinute(
  present: readonly Pick<Student, "joinedAt">[],
  now: number,
  after = -Infinity,
): JoinRush | null {
  const from = Math.max(after, now - minute);
  const times = present.map(({ joinedAt }) => joinedAt)
    .filter((at) => at > from);
  if (times.length === 0) return null;
  return { count: times.length, since: Math.min(...times), isNow: true };
}

export const maxRemovalMinutes = 30;
const sinceMinutes = [1, 5, 10, maxRemovalMinutes];

interface RemovalChoice {
  at: number;
  /** Minutes before now; null: since the beginning of the rush. */
  minutes: number | null;
  students: Student[];
}

/** Times from which to remove students. Each choice has more students than the previous. */
export function removalChoices(
  present: readonly Student[],
  rush: JoinRush | null,
  now: number,
): RemovalChoice[] {
  const asked = [
    ...rush ? [{ at: rush.since, minutes: null }] : [],
    ...sinceMinutes.map((minutes) => ({
      at: now - minutes * minute,
      minutes,
    })),
  ].toSorted((a, b) => b.at - a.at);
  const moments: RemovalChoice[] = [];
  for (const { at, minutes } of asked) {
    const students = present.filter(({ joinedAt }) => joinedAt >= at)
      .sort((a, b) => b.joinedAt - a.joinedAt);
    const before = moments.at(-1)?.students.length ?? 0;
    if (students.length > before) moments.push({ at, minutes, students });
  }
  return moments;
}
