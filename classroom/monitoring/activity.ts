/**
 * The activity of a class, a group or a student over a lesson (M-4), counted piece by piece of it, and what happened
 * when. Pure: what is counted is in `activity_record.ts`.
 */
import type { ActivityEvent } from "../model/monitoring/activity.ts";
import type { Shared } from "../model/resources/shared.ts";

/** What is counted: messages, questions to the assistant, answers to quizzes, polls and on walls. */
export const actKinds = ["messages", "questions", "answers"] as const;

export type ActKind = (typeof actKinds)[number];

/** That a student did something, so many times. */
export interface DeedCount {
  kind: ActKind;
  at: number;
  /** The person. */
  by: string;
  /** Of a message: where it was said. */
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

/** That something happened; `resource` is what was shared, or of which the results were shown. */
export interface Happening {
  kind: HappeningKind;
  at: number;
  resource?: Shared;
  /** The groups that it was for; absent: all. */
  rooms?: readonly string[];
}

/** Somebody's stay in a group; `until` null: still there. */
interface Stayed {
  by: string;
  room: string;
  from: number;
  until: number | null;
}

/** What is known of a class. Times in ms. */
export interface ActivityRecord {
  from: number;
  to: number;
  /** With collection off nothing is counted of conversations (A2). */
  collect: boolean;
  acts: readonly DeedCount[];
  stays: readonly Stayed[];
  happenings: readonly Happening[];
}

export type Subject =
  | { kind: "class" }
  | { kind: "group"; id: string }
  | { kind: "student"; id: string };

/** The activity of a subject. */
export interface Activity {
  from: number;
  to: number;
  /** How long each piece of the lesson is, in ms; the last may be cut off by its end. */
  step: number;
  /** What is counted, piece by piece; no questions where conversations are not collected. */
  counts: Partial<Record<ActKind, number[]>>;
  /** In the order of time. */
  happenings: Happening[];
}

const minute = 60_000;

/** How long the pieces of a lesson of this length are. */
export function stepOf(length: number): number {
  const minutes = length / minute;
  return minute *
    (minutes <= 60 ? 1 : minutes <= 120 ? 2 : minutes <= 300 ? 5 : 10);
}

export function activityOf(record: ActivityRecord, subject: Subject): Activity {
  const { from, to, collect, acts, happenings } = record;
  const step = stepOf(to - from);
  const pieces = Math.max(1, Math.ceil((to - from) / step));
  const counts: Activity["counts"] = {};
  for (const kind of actKinds) {
    if (kind === "questions" && !collect) continue;
    counts[kind] = new Array(pieces).fill(0);
  }
  const isOf = membership(record, subject);
  for (const act of acts) {
    const all = counts[act.kind];
    if (!all || !isOf(act)) continue;
    // What was written without a network can be of a moment before or after.
    const piece = Math.floor((act.at - from) / step);
    all[Math.min(pieces - 1, Math.max(0, piece))] += act.count;
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

/** How many there are in all. */
export function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}

/** A group's are the messages said in it, and what those who were in it asked and answered meanwhile. */
function membership(
  { stays }: ActivityRecord,
  subject: Subject,
): (act: DeedCount) => boolean {
  if (subject.kind === "class") return () => true;
  const { id } = subject;
  if (subject.kind === "student") return ({ by }) => by === id;
  const byPerson = Map.groupBy(
    stays.filter(({ room }) => room === id),
    ({ by }) => by,
  );
  return ({ kind, by, at, room }) =>
    kind === "messages" ? room === id : (byPerson.get(by) ?? [])
      .some(({ from, until }) => from <= at && at < (until ?? Infinity));
}
