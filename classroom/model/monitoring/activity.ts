/** The teacher's board of each student: activity, signals, attendance. */

import type { ListedStudent } from "../listed.ts";

/** A student is idle when they are online and have done nothing for this long, in ms. */
export const idleAfter = 5 * 60_000;

/** An entry of `attendance` of `<s>/staff`, by member. Times in ms; those of a server's crash are up to a minute early. */
export interface Attended {
  /** Since when they are in; absent: they are out. */
  since?: number;
  /** When they were last out, if ever. */
  last?: number;
  /** How long they were in before `since`. */
  ms: number;
}

/** The subject of a signal to the teacher (M-4). */
export type SignalKind =
  /** Waits: for a word of the answer, for an assistant that has failed, or for a teacher. */
  | "waiting"
  /** Asks the same question again. */
  | "stuck"
  /** Is online and has long done nothing here: neither asked, written, answered nor voted. */
  | "idle"
  /** Writes of something else. */
  | "off-task"
  /** Writes something that a grown-up should read; stays until dealt with. */
  | "worrying";

/** What a student waits for: the first word of an answer, an assistant that gave none, or a teacher. */
export type WaitsFor = "answer" | "model" | "teacher";

/** A signal to the teacher; `conversation` and `message` where it is about a prompt. */
export interface StudentSignal {
  kind: SignalKind;
  at: number;
  /** Of `waiting`. */
  for?: WaitsFor;
  conversation?: string;
  message?: string;
}

/** An entry of `students` of `<s>/staff`. With collection off there is no conversation, and no signal but who waits for a teacher or is quiet (A2). */
export interface StudentActivity {
  /** When they last asked something; where they never did, when they joined. */
  lastAt: number;
  /** How many prompts. */
  turns: number;
  /** How many prompts in which minute since the class began, for plots (M-4); minutes without any are left out. */
  minutes?: Readonly<Record<string, number>>;
  /** The same in pieces of {@link slotMinutes}: of classes before there was `minutes`. */
  slots?: Readonly<Record<string, number>>;
  /** The conversation of their last prompt. */
  conversation?: string;
  /** The beginning of their last prompt, as one plain line; gone with **Delete all of …**, until they ask again. */
  asked?: string;
  /** While they have no word of an answer yet: since when. */
  askedAt?: number;
  /** Their question waits for its turn: the model has not been asked. */
  queued?: true;
  /** While their last question is without an answer because the assistant failed: since when. */
  failedAt?: number;
  signals: StudentSignal[];
}

/** So many characters of a student's last prompt are on the board at most. */
export const askedLength = 120;

/** So many minutes had each of the former `slots`. */
const slotMinutes = 5;

/** How many prompts in which minute; those of former slots stand in the first minute of theirs. */
export function askedByMinute(
  { minutes, slots }: Pick<StudentActivity, "minutes" | "slots">,
): Map<number, number> {
  const asked = new Map<number, number>();
  const add = (minute: number, count: number) =>
    asked.set(minute, (asked.get(minute) ?? 0) + count);
  for (const [slot, count] of Object.entries(slots ?? {})) {
    add(Number(slot) * slotMinutes, count);
  }
  for (const [minute, count] of Object.entries(minutes ?? {})) {
    add(Number(minute), count);
  }
  return asked;
}

/** So many minutes back the board shows how lively a class is. */
export const recentMinutes = 20;

/**
 * An entry of `said` of `<s>/staff`, by room: how many messages of students there were in which minute since the class
 * began, in the last {@link recentMinutes} before the newest. At most 5 s old.
 */
export type SaidByMinute = Readonly<Record<string, number>>;

/** What the board shows of its students, as `<s>/staff` has it. */
export interface BoardFacts {
  readonly students: Readonly<Record<string, StudentActivity>>;
  /** When each student last did anything. */
  readonly acted: Readonly<Record<string, number>>;
  /** How many messages in which minute of late, by room. */
  readonly said: Readonly<Record<string, SaidByMinute>>;
  /** When quizzes and polls were answered; of anonymous polls nobody knows. */
  readonly answered: readonly number[];
  /** Whom the class list expects. */
  readonly listed: readonly ListedStudent[];
}

/** What a teacher can do that shows in a class's activity, and leaves no other trace that says when. */
const deedKinds = [
  "eyes-on",
  "eyes-off",
  "chat-paused",
  "chat-resumed",
  "assistant-paused",
  "assistant-resumed",
  "results",
] as const;

/** An element of `deeds` of `<s>/staff`: what a teacher did when. `resource`: of which the results were shown. */
export interface ActivityEvent {
  kind: (typeof deedKinds)[number];
  at: number;
  resource?: string;
}
