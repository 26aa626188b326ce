/**
 * Notes worrying words of students where their text becomes durable (M-4): in `students` of `<s>/staff`, one indicator
 * per place. Staff can read all of these texts; conversations with the assistant have a rule of their own (ACCESS-2).
 */
import type * as Y from "yjs";
import type { ClassDocuments } from "../layout.ts";
import type { StudentIndicator, WorryPlace } from "../monitoring/activity.ts";
import { members } from "../roots.ts";
import { studentActivities } from "../staff_roots.ts";
import type { WorryingWords } from "./worrying_words.ts";

/** Maximum of a student's indicators of worrying words that nobody has dealt with. */
const maxWorries = 12;

interface StudentText {
  readonly where: WorryPlace;
  /** Id of the message, question, page or board, which has at most one indicator at a time. */
  readonly of: string;
  readonly text: string;
  /** The text before the change; its worrying words are not noted again. */
  readonly previousText?: string | undefined;
}

interface Writing extends ClassDocuments {
  readonly member: string;
  readonly now: number;
}

export function noteStudentText(
  writing: Writing,
  words: WorryingWords,
  { text, previousText, where, of }: StudentText,
): void {
  if (words.isWorrying(text, previousText)) noteWorry(writing, { where, of });
}

/** Notes an indicator of a student; staff have none. */
export function noteWorry(
  { session, staff, member, now }: Writing,
  place: Pick<StudentIndicator, "where" | "of" | "unread">,
): void {
  const students = studentActivities(staff);
  const student = members(session).get(member);
  if (student?.role !== "student") return;
  const activity = students.get(member) ??
    { lastAt: student.joinedAt, turns: 0, signals: [] };
  const indicator: StudentIndicator = { kind: "worrying", at: now, ...place };
  const indicators = addWorry(activity.signals, indicator);
  if (indicators !== activity.signals) {
    students.set(member, { ...activity, signals: indicators });
  }
}

/**
 * Adds an indicator, unless there is one of its place or prompt, or there are enough: the first ones keep their times.
 */
export function addWorry(
  indicators: StudentIndicator[],
  indicator: StudentIndicator,
): StudentIndicator[] {
  const worries = indicators.filter(({ kind }) => kind === "worrying");
  const isKnown = worries.length >= maxWorries ||
    worries.some(({ where, of, message, unread }) =>
      where === indicator.where && of === indicator.of &&
      message === indicator.message && unread === indicator.unread
    );
  return isKnown ? indicators : [...indicators, indicator];
}

/** Removes the indicators that a page was not read, once it was. */
export function removeUnread(staff: Y.Doc, page: string): void {
  const students = studentActivities(staff);
  for (const [id, activity] of [...students]) {
    const indicators = activity.signals.filter(({ unread, of }) =>
      !unread || of !== page
    );
    if (indicators.length === activity.signals.length) continue;
    students.set(id, { ...activity, signals: indicators });
  }
}

/** Removes indicators of one place, which a teacher has dealt with there. */
export function removeWorriesIn(
  staff: Y.Doc,
  member: string,
  place: WorryPlace,
): void {
  const students = studentActivities(staff), activity = students.get(member);
  if (!activity?.signals.some(({ where }) => where === place)) return;
  const indicators = activity.signals.filter(({ where }) => where !== place);
  students.set(member, { ...activity, signals: indicators });
}
