import type { ListedStudent } from "../class_list.ts";

/** A student who is online and inactive for this long is idle (ms). */
export const idleAfterMs = 5 * 60_000;

/**
 * An entry of `attendance` of `<s>/staff`, by member. Times in ms; after a crash of the server, up to a minute too
 * early.
 */
export interface AttendanceEntry {
  /** Start of the present stay; absent: the student is out. */
  since?: number;
  last?: number;
  /** Total time before `since`. */
  ms: number;
}

export type IndicatorKind =
  /** Waits for an answer, for an assistant that failed, or for a teacher. */
  | "waiting"
  | "stuck"
  | "idle"
  /** Writes about something else. */
  | "off-task"
  /** Writes something that an adult should read; stays until dealt with. */
  | "worrying";

/** `model`: the assistant failed. */
export type WaitingReason = "answer" | "model" | "teacher";

/** The place of worrying words; absent: a conversation with the assistant. */
export type WorryPlace =
  | "chat"
  | "note"
  /** With a raised hand. */
  | "hand"
  | "hand-in"
  | "answer"
  | "page"
  | "drawing"
  | "wall"
  | "name";

/** `conversation` and `message` if it is about a prompt; `where` and `of`, an id there, if it is about other text. */
export interface StudentIndicator {
  kind: IndicatorKind;
  at: number;
  for?: WaitingReason;
  conversation?: string;
  message?: string;
  where?: WorryPlace;
  of?: string;
  /** A page's words took too long to read: whether they are worrying is not known. */
  unread?: true;
}

/**
 * An entry of `students` of `<s>/staff`. With collection off it has no conversation, and no other indicators than
 * waiting for a teacher, idle, and worrying words outside of conversations (ACCESS-2).
 */
export interface StudentActivity {
  /** Time of the last prompt; before the first, of joining. */
  lastAt: number;
  turns: number;
  /** Prompts per minute since the class began, for plots (M-4); minutes without prompts are absent. */
  minutes?: Readonly<Record<string, number>>;
  /** Number of prompts per {@link slotMinutes}, in classes of older versions. */
  slots?: Readonly<Record<string, number>>;
  conversation?: string;
  /** Beginning of the last prompt, as one plain line; deleted with **Delete all of …**. */
  asked?: string;
  /** Since when the student waits for the first word of an answer (ms); absent: waits for none. */
  askedAt?: number;
  queued?: true;
  /** When the assistant failed to answer the last prompt. */
  failedAt?: number;
  signals: StudentIndicator[];
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

/** The overview shows this many last minutes of a class's activity. */
export const recentMinutes = 20;

/**
 * An entry of `said` of `<s>/staff`, by room: students' messages per minute since the class began, for the last {@link
 * recentMinutes}.
 */
export type MessagesByMinute = Readonly<Record<string, number>>;

/** Data of `<s>/staff` for the overview. */
export interface OverviewData {
  readonly students: Readonly<Record<string, StudentActivity>>;
  readonly acted: Readonly<Record<string, number>>;
  readonly said: Readonly<Record<string, MessagesByMinute>>;
  /** Times of the last answers to quizzes and polls; unknown for anonymous polls. */
  readonly answered: readonly number[];
  readonly listed: readonly ListedStudent[];
}

/**
 * Where a student wrote last: the id of a page's document, or of the resource of drawing boards and the member whose
 * board it is.
 */
export type StudentWork =
  & { readonly at: number }
  & (
    | { readonly page: string }
    | { readonly drawing: string; readonly by: string }
  );

/** Awareness of `<s>/staff`: what students do right now, by member. */
export interface StaffLiveState {
  work: Readonly<Record<string, StudentWork>>;
  /** Beginnings of answers that the assistant is giving, as plain lines. */
  answers: Readonly<Record<string, string>>;
}

/** Teachers' actions that the activity of the class shows and no other document keeps. */
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

/** An entry of `feed` of `<s>/staff`: a line in a room, a question to the assistant, or its answer. */
export type FeedItem =
  & {
    /** Of the message in its room or conversation. */
    readonly id: string;
    /** No two items of a student have the same. */
    readonly at: number;
    /** The beginning, as one plain line; of a file its name. */
    readonly text: string;
  }
  & (
    | { readonly kind: "line"; readonly room: string; readonly isFile?: true }
    | { readonly kind: "question" | "reply"; readonly conversation: string }
  );
