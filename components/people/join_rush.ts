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
 * @param seenUntil ignores earlier joins (ms)
 */
export function findJoinRush(
  present: readonly Pick<Student, "joinedAt">[],
  ceiling: number,
  now: number,
  seenUntil = -Infinity,
): JoinRush | null {
  const joinTimes = present.map(({ joinedAt }) => joinedAt).sort((a, b) =>
    a - b
  );
  const { default: small, atOnce } = bounds.students;
  const crowdSize = atOnce * Math.max(1, ceiling / small);
  const from = Math.max(seenUntil, now - noticeMs);
  const times = joinTimes.filter((at) => at > from);
  let rush: JoinRush | null = null;
  for (let end = 0, first = 0, earlierCount = 0; end < times.length; end++) {
    while (times[end] - times[first] >= minute) first++;
    const since = times[first];
    while (joinTimes[earlierCount] < since - classAgeMs) earlierCount++;
    // Usual in a minute: a class of forty (`crowdSize` × 4/3), or half of it once so many have joined before.
    const usual = earlierCount >= crowdSize / 2
      ? crowdSize / 2
      : crowdSize * 4 / 3;
    const count = end - first + 1;
    if (count > usual) rush = { count, since, isNow: now - since < minute };
  }
  return rush;
}

/** Those who joined in the last minute, for a notice while newcomers wait; null: nobody. */
export function joinsOfLastMinute(
  present: readonly Pick<Student, "joinedAt">[],
  now: number,
  seenUntil = -Infinity,
): JoinRush | null {
  const from = Math.max(seenUntil, now - minute);
  const times = present.map(({ joinedAt }) => joinedAt)
    .filter((at) => at > from);
  if (times.length === 0) return null;
  return { count: times.length, since: Math.min(...times), isNow: true };
}

export const maxRemovalMinutes = 30;
const sinceMinutes = [1, 5, 10, maxRemovalMinutes];

interface RemovalChoice {
  since: number;
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
  const choices = [
    ...rush ? [{ since: rush.since, minutes: null }] : [],
    ...sinceMinutes.map((minutes) => ({
      since: now - minutes * minute,
      minutes,
    })),
  ].toSorted((a, b) => b.since - a.since);
  const moments: RemovalChoice[] = [];
  for (const { since, minutes } of choices) {
    const students = present.filter(({ joinedAt }) => joinedAt >= since)
      .sort((a, b) => b.joinedAt - a.joinedAt);
    const previousCount = moments.at(-1)?.students.length ?? 0;
    if (students.length > previousCount) {
      moments.push({ since, minutes, students });
    }
  }
  return moments;
}
