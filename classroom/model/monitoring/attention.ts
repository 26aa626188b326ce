/**
 * Items that need a teacher's attention: notes to staff (T-1), worrying words (M-4), raised hands and help requests
 * (B-12), requests to join (J-2, J-9, S-8). One of several teachers can claim each (S-9).
 */
import type { HelpRequest } from "../groups.ts";
import type { UnconfirmedDevice, WaitingEntry } from "../members.ts";
import type { NoteThread } from "../staff_notes.ts";
import type { StudentActivity, StudentIndicator } from "./activity.ts";

/** An entry of `taken` of `<s>/staff`, by {@link AttentionKey}. Times in ms. */
export interface AttentionClaim {
  by: string;
  at: number;
  /** Since when it needed attention: another time is a new need, such as the student's next hand. */
  of: number;
  /** When the teacher `by` went offline. */
  away?: number;
}

export interface AttentionSources {
  help: readonly HelpRequest[];
  waiting: Readonly<Record<string, WaitingEntry>>;
  /** Unconfirmed browsers, by alias. */
  byName: Readonly<Record<string, UnconfirmedDevice>>;
  students: Readonly<Record<string, Pick<StudentActivity, "signals">>>;
  notes: Readonly<Record<string, Pick<NoteThread, "since">>>;
}

/** A kind of need, and the id of a member or of a request to join. */
export type AttentionKey = `${"hand" | "door" | "words" | "note"}-${string}`;

/** Whether a second adult is alerted if nobody takes it (T-2). */
export function isAlertKey(key: string): key is AttentionKey {
  return /^(note|words)-/.test(key);
}

/** Requests that wait for a teacher, not for the class to begin. */
const asking: ReadonlySet<string> = new Set<WaitingEntry["kind"]>([
  "rejoin",
  "return",
  "new",
  "observe",
]);

/**
 * Whether an indicator needs attention as worrying words. In a note to staff it does not, as the note itself needs
 * attention.
 */
export function callsForWords(
  { kind, where }: Pick<StudentIndicator, "kind" | "where">,
): boolean {
  return kind === "worrying" && where !== "note";
}

export function findAttention(
  { help, waiting, byName, students, notes }: AttentionSources,
): Map<AttentionKey, number> {
  const attention = new Map<AttentionKey, number>();
  for (const [id, { since }] of Object.entries(notes)) {
    if (since !== undefined) attention.set(`note-${id}`, since);
  }
  for (const [id, { signals: indicators }] of Object.entries(students)) {
    const words = indicators.filter(callsForWords);
    if (words.length > 0) {
      attention.set(`words-${id}`, Math.min(...words.map(({ at }) => at)));
    }
  }
  for (const { member, at } of help) attention.set(`hand-${member}`, at);
  for (const [id, { at }] of Object.entries(byName)) {
    attention.set(`door-${id}`, at);
  }
  for (const [id, { at, kind }] of Object.entries(waiting)) {
    if (asking.has(kind)) attention.set(`door-${id}`, at);
  }
  return attention;
}

export function claimantOf(
  claim: AttentionClaim | undefined,
  since: number | undefined,
): string | undefined {
  return claim?.of === since ? claim?.by : undefined;
}
