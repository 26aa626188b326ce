/**
 * Quizzes, polls and answers in words, and a quiz as a table of students × questions: for pages, exports, and a
 * student's own list.
 */
import { questionRules } from "../classroom/model/questions/kinds.ts";
import type {
  Answer,
  AskedQuestion,
  Solution,
} from "../classroom/model/resources/questions.ts";
import {
  isGraded,
  type Outcome,
  pointsIn,
  type SheetOutcome,
  sheetOutcome,
} from "../classroom/model/resources/results.ts";
import {
  ownTitleOf,
  type Shared,
} from "../classroom/model/resources/shared.ts";
import type { Recorded } from "../classroom/record/resource_record.ts";
import type { Person } from "../classroom/record/session_record.ts";
import { compareMembers } from "../components/people/name_order.ts";
import { language } from "../locales/current.ts";
import { given as t } from "texts/sharing_record.ts";
import type { CsvCell } from "./csv_format.ts";

export function kindWords(shared: Shared): string {
  if (shared.exit) return t.kinds.exit;
  if (shared.anonymous) return t.kinds.anonymous;
  return t.kinds[shared.kind];
}

/** The title; of a poll its question, or its kind where the question was only said aloud. */
export function exportTitleOf(shared: Shared): string {
  return shared.name ??
    (ownTitleOf(shared).trim() ||
      (shared.poll ? t.polls[shared.poll] : t.kinds[shared.kind]));
}

/** The words of a question; the title, for a poll whose question was only said aloud. */
export function questionWords(shared: Shared, { text }: AskedQuestion): string {
  if (text.trim() !== "") return text.trim();
  return shared.poll ? exportTitleOf(shared) : t.picture;
}

export function answerWords(question: AskedQuestion, answer: Answer): string {
  if (typeof answer === "string") return answer;
  if (typeof answer === "number") return numberWords(answer);
  return questionRules[question.kind].chosen(question, answer)
    .map(({ text }) => text).join(t.between);
}

/** The right answer in words; null: there is none. */
export function correctWords(
  question: AskedQuestion,
  { correct, tolerance }: Solution,
): string | null {
  if (correct === undefined) return null;
  const right = questionRules[question.kind].rightAnswers(correct);
  if (right.length === 0) return null;
  const value = right.map((it) => answerWords(question, it)).join(t.between);
  return tolerance
    ? t.tolerance({ value, tolerance: numberWords(tolerance) })
    : value;
}

/** All digits, in the language's format. */
function numberWords(value: number): string {
  return new Intl.NumberFormat(language().formats, {
    maximumSignificantDigits: 15,
  }).format(value);
}

/** A student with their outcomes. */
export interface SheetLine extends SheetOutcome {
  person: Person;
}

/** In the order of lists, each made when it is read; of an anonymous poll without answers. */
export function* sheetRows(record: Recorded): Generator<SheetLine> {
  const people = record.people.toSorted((a, b) =>
    compareMembers({ ...a.person, ...a }, { ...b.person, ...b })
  );
  for (const { person, sheet } of people) {
    yield { person, ...sheetOutcome(record.questions, record, sheet) };
  }
}

/** Right, wrong, or not marked yet; "" where nothing is right or wrong. */
export function markWords({ right, waits }: Outcome): string {
  if (waits) return t.waits;
  return right === undefined ? "" : right ? t.right : t.wrong;
}

/** The columns. Students who have not answered have no figures. */
export function sheetTable(
  { shared, questions }: Recorded,
): { head: string; cell: (row: SheetLine) => CsvCell }[] {
  const of = pointsIn(questions);
  // Only at one's own pace is a quiz handed in.
  const isOwn = shared.pace === "own";
  return [
    { head: t.columns.student, cell: ({ person }) => person.name },
    ...questions.flatMap((question, n) => {
      const { points } = question, number = n + 1;
      const answer = {
        head: t.head({ number, text: questionWords(shared, question) }),
        cell: ({ answers }: SheetLine) => answers[n] && answerCell(answers[n]),
      };
      if (!isGraded(question)) return [answer];
      return [answer, {
        head: points
          ? t.columns.pointsFor({ number, points })
          : t.columns.rightFor({ number }),
        cell: ({ answers }: SheetLine) => answers[n] && markCell(answers[n]),
      }];
    }),
    ...of > 0
      ? [{
        head: t.columns.sum({ of }),
        cell: ({ points }: SheetLine) => points,
      }]
      : [],
    { head: t.columns.rightCount, cell: ({ right }) => right },
    { head: t.columns.given, cell: ({ answered }) => answered },
    { head: t.columns.lateCount, cell: ({ late }) => late },
    ...isOwn
      ? [{
        head: t.columns.handedIn,
        cell: ({ done }: SheetLine) => done ? t.yes : "",
      }]
      : [],
  ];
}

/** The words of an answer, or its number. */
export function answerCell({ question, answer }: Outcome): CsvCell {
  return typeof answer === "number" ? answer : answerWords(question, answer);
}

/** Its points, else whether it is right. */
function markCell(it: Outcome): CsvCell {
  return it.waits || it.points === undefined ? markWords(it) : it.points;
}
