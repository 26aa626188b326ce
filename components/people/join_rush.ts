/** Detects a rush of joining students (J-9). */
import { bounds } from "../../classroom/model/bounds.ts";
import type { Student } from "./students.ts";

const minute = 60_000;
/** Duration of the notice, in ms. */
const noticeMs = 10 * minute;
/** Members who joined this long before a minute are the class it is compared with, in ms. */
const classAgeMs = 5 * minute;

export interface JoinRush {
  count: number;
  /** The first join. */
  since: number;
  isNow: boolean;
}

/**
 * The latest minute in which unusually many joined. A whole class or a few late students are usual. @param after
 * ignores earlier joins
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
    // A class of forty joins within a minute; half a class more is unusual.
    const usual = before >= many / 2 ? many / 2 : many * 4 / 3;
    const count = end - first + 1;
    if (count > usual) rush = { count, since, isNow: now - since < minute };
  }
  return rush;
}

/** All joins of the last minute, for a notice while newcomers wait. */
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
  /** Null: the beginning of the rush. */
  minutes: number | null;
  students: Student[];
}

/** The choices of a teacher, each with more students than the one before. */
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
