/**
 * Counts the activity of a class, group or student over time, with events (M-4). Pure; `activity_record.ts`
 * reads the input.
 */
import type { ActivityEvent } from "../model/monitoring/activity.ts";
import type { SharedResource } from "../model/resources/shared_resources.ts";

/** Messages, prompts, and answers to quizzes and polls or questions on walls. */
export const activityKinds = ["messages", "questions", "answers"] as const;

export type ActivityKind = (typeof activityKinds)[number];

export interface ActivityCount {
  kind: ActivityKind;
  at: number;
  member: string;
  /** Only for a message: the room. */
  room?: string;
  count: number;
}

type HappeningKind =
  | "started"
  | "ended"
  | "groups-opened"
  | "groups-closed"
  | "distributed"
  | "broadcast"
  | "shared"
  | ActivityEvent["kind"];

/** `resource`: what was shared, or whose results were shown. */
export interface ClassEvent {
  kind: HappeningKind;
  at: number;
  resource?: SharedResource;
  /** Rooms of a broadcast, or groups of the resource; absent: the whole class. */
  rooms?: readonly string[];
}

/** A stay in a group; `until` null: it goes on. */
interface StayPeriod {
  member: string;
  room: string;
  from: number;
  until: number | null;
}

/** Times in ms. */
export interface ActivityRecord {
  from: number;
  to: number;
  /** With collection off, prompts are not counted (ACCESS-2). */
  isCollected: boolean;
  acts: readonly ActivityCount[];
  stays: readonly StayPeriod[];
  happenings: readonly ClassEvent[];
}

export type ActivitySubject =
  | { kind: "class" }
  | { kind: "group"; id: string }
  | { kind: "student"; id: string };

export interface Activity {
  from: number;
  to: number;
  /** Length of each interval (ms); the end may cut off the last. */
  step: number;
  /** Counts per interval; without prompts if collection is off. */
  counts: Partial<Record<ActivityKind, number[]>>;
  happenings: ClassEvent[];
}

const minute = 60_000;

/** Length of an interval for a lesson of this length (ms). */
export function intervalLength(length: number): number {
  const minutes = length / minute;
  return minute *
    (minutes <= 60 ? 1 : minutes <= 120 ? 2 : minutes <= 300 ? 5 : 10);
}

export function countActivity(
  record: ActivityRecord,
  subject: ActivitySubject,
): Activity {
  const { from, to, isCollected, acts, happenings } = record;
  const step = intervalLength(to - from);
  const pieces = Math.max(1, Math.ceil((to - from) / step));
  const counts: Activity["counts"] = {};
  for (const kind of activityKinds) {
    if (kind === "questions" && !isCollected) continue;
    counts[kind] = new Array(pieces).fill(0);
  }
  const isOf = isActOf(record, subject);
  for (const act of acts) {
    const kindCounts = counts[act.kind];
    if (!kindCounts || !isOf(act)) continue;
    // The time of an offline message may lie outside the lesson.
    const piece = Math.floor((act.at - from) / step);
    kindCounts[Math.min(pieces - 1, Math.max(0, piece))] += act.count;
  }
  return {
    from,
    to,
    step,
    counts,
    happenings: happenings
      .filter(({ rooms }) =>
        subject.kind !== "group" || !rooms || rooms.includes(subject.id)
      )
      .toSorted((a, b) => a.at - b.at),
  };
}

export function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/**
 * Makes a test whether an activity belongs to a subject. To a group belong its messages, and prompts and answers of
 * members while they were in it.
 */
function isActOf(
  { stays }: ActivityRecord,
  subject: ActivitySubject,
): (act: ActivityCount) => boolean {
  if (subject.kind === "class") return () => true;
  const { id } = subject;
  if (subject.kind === "student") return ({ member }) => member === id;
  const byPerson = Map.groupBy(
    stays.filter(({ room }) => room === id),
    ({ member }) => member,
  );
  return ({ kind, member, at, room }) =>
    kind === "messages" ? room === id : (byPerson.get(member) ?? [])
      .some(({ from, until }) => from <= at && at < (until ?? Infinity));
}
