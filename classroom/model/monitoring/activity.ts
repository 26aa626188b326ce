import type { ListedStudent } from "../class_list.ts";

/** A student who is online and inactive for this long is idle (ms). */
export const idleAfterMs = 5 * 60_000;

/** An entry of `attendance` of `<s>/staff`, by member. Times in ms, after a server crash up to a minute early. */
export interface AttendanceEntry {
  /** Start of the present stay; absent: out. */
  since?: number;
  last?: number;
  /** Total time before `since`. */
  ms: number;
}

export type SignalKind =
  /** Waits for an answer, for a failed assistant, or for a teacher. */
  | "waiting"
  | "stuck"
  | "idle"
  /** Writes about something else. */
  | "off-task"
  /** Writes something that an adult should read; stays until dealt with. */
  | "worrying";

/** `model`: the assistant failed. */
export type WaitingReason = "answer" | "model" | "teacher";

/** `conversation` and `message` if it is about a prompt. */
export interface StudentSignal {
  kind: SignalKind;
  at: number;
  for?: WaitingReason;
  conversation?: string;
  message?: string;
}

/**
 * An entry of `students` of `<s>/staff`. With collection off it has no conversation, and only the signals of
 * waiting for a teacher and of idleness (ACCESS-2).
 */
export interface StudentActivity {
  /** Time of the last prompt, else of joining. */
  lastAt: number;
  turns: number;
  /** Prompts per minute since the class began, for plots (M-4); minutes without prompts are absent. */
  minutes?: Readonly<Record<string, number>>;
  /** Number of prompts per {@link slotMinutes}, in classes of older versions. */
  slots?: Readonly<Record<string, number>>;
  conversation?: string;
  /** Beginning of the last prompt, as one plain line; deleted with **Delete all of …**. */
  asked?: string;
  /** Since when they wait for the first word of an answer. */
  askedAt?: number;
  queued?: true;
  /** Since when their last question has no answer because the assistant failed. */
  failedAt?: number;
  signals: StudentSignal[];
}

/** Maximum number of characters of the last prompt in the overview. */
export const maxPromptPreview = 280;

const slotMinutes = 5;

/** Prompts per minute; a slot's prompts count in its first minute. */
export function promptsByMinute(
  { minutes, slots }: Pick<StudentActivity, "minutes" | "slots">,
): Map<number, number> {
  const countByMinute = new Map<number, number>();
  const add = (minute: number, count: number) =>
    countByMinute.set(minute, (countByMinute.get(minute) ?? 0) + count);
  for (const [slot, count] of Object.entries(slots ?? {})) {
    add(Number(slot) * slotMinutes, count);
  }
  for (const [minute, count] of Object.entries(minutes ?? {})) {
    add(Number(minute), count);
  }
  return countByMinute;
}

/** Minutes of a class's recent activity in the overview. */
export const recentMinutes = 20;

/**
 * An entry of `said` of `<s>/staff`, by room: students' messages per minute since the class began, for the
 * last {@link recentMinutes}. At most 5 s old.
 */
export type MessagesByMinute = Readonly<Record<string, number>>;

/** Data of `<s>/staff` for the overview. */
export interface OverviewData {
  readonly students: Readonly<Record<string, StudentActivity>>;
  readonly acted: Readonly<Record<string, number>>;
  readonly said: Readonly<Record<string, MessagesByMinute>>;
  /** Times of answers to quizzes and polls; unknown for anonymous polls. */
  readonly answered: readonly number[];
  readonly listed: readonly ListedStudent[];
}

/** The page (by its document's id) or drawing board (by its resource) on which a student wrote last. */
export type StudentWork =
  & { readonly at: number }
  & ({ readonly page: string } | { readonly drawing: string });

/** Awareness of `<s>/staff`: what students do right now, by member. */
export interface StaffLiveState {
  work: Readonly<Record<string, StudentWork>>;
  /** Beginnings of answers that the assistant is giving, as plain lines. */
  answers: Readonly<Record<string, string>>;
}

/** A teacher's actions that the class's activity shows and nothing else records. */
const activityEventKinds = [
  "eyes-on",
  "eyes-off",
  "chat-paused",
  "chat-resumed",
  "assistant-paused",
  "assistant-resumed",
  "results",
] as const;

/** An element of `deeds` of `<s>/staff`. `resource`: whose results were shown. */
export interface ActivityEvent {
  kind: (typeof activityEventKinds)[number];
  at: number;
  resource?: string;
}
