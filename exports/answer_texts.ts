/** Quizzes, polls and answers in words, and a quiz as a table of students × questions. */
import { questionRules } from "../classroom/model/questions/question_rules.ts";
import type {
  Answer,
  PublicQuestion,
  Solution,
} from "../classroom/model/resources/questions.ts";
import {
  type AnswerOutcome,
  type AnswerSheetOutcome,
  computeAnswerSheetOutcome,
  isGraded,
  sumQuestionPoints,
} from "../classroom/model/resources/results.ts";
import {
  isOnePressCheck,
  resourceTitle,
  type SharedResource,
} from "../classroom/model/resources/shared_resources.ts";
import type { ResourceRecord } from "../classroom/record/resource_record.ts";
import type { RecordPerson } from "../classroom/record/session_record.ts";
import { compareMembers } from "../classroom/model/member_order.ts";
import { language } from "../locales/current.ts";
import { given as t } from "texts/sharing_record.ts";
import type { CsvCell } from "./csv_format.ts";

export function kindText(shared: SharedResource): string {
  if (shared.exit) return t.kinds.exit;
  if (shared.anonymous) return t.kinds.anonymous;
  return t.kinds[shared.kind];
}

/** The title; a poll's question, or its kind if the question was only spoken. */
export function exportTitleOf(shared: SharedResource): string {
  return shared.name ??
    (resourceTitle(shared).trim() ||
      (shared.poll ? t.polls[shared.poll] : t.kinds[shared.kind]));
}

/** A question's text. Without one, the title of a poll, which was only spoken, or a word for the picture. */
export function questionText(
  shared: SharedResource,
  { text }: PublicQuestion,
): string {
  if (text.trim() !== "") return text.trim();
  return shared.poll ? exportTitleOf(shared) : t.picture;
}

export function answerText(question: PublicQuestion, answer: Answer): string {
  if (typeof answer === "string") return answer;
  if (typeof answer === "number") return numberWords(answer);
  return questionRules[question.kind].chosenChoices(question, answer)
    .map(({ text }) => text).join(t.between);
}

/** The correct answer in words; null if there is none. */
export function correctAnswerText(
  question: PublicQuestion,
  { correct, tolerance }: Solution,
): string | null {
  if (correct === undefined) return null;
  const right = questionRules[question.kind].rightAnswers(correct);
  if (right.length === 0) return null;
  const value = right.map((it) => answerText(question, it)).join(t.between);
  return tolerance
    ? t.tolerance({ value, tolerance: numberWords(tolerance) })
    : value;
}

/** A number with all digits, in the language's format. */
function numberWords(value: number): string {
  return new Intl.NumberFormat(language().formats, {
    maximumSignificantDigits: 15,
  }).format(value);
}

export interface AnswerSheetLine extends AnswerSheetOutcome {
  person: RecordPerson;
}

/**
 * The rows of {@link answerSheetTable} in the order of the class list, made lazily. Those of an anonymous poll have no
 * answers.
 */
export function* answerSheetRows(
  record: ResourceRecord,
): Generator<AnswerSheetLine> {
  const people = record.people.toSorted((a, b) =>
    compareMembers({ ...a.person, ...a }, { ...b.person, ...b })
  );
  for (const { person, sheet: answerSheet } of people) {
    yield {
      person,
      ...computeAnswerSheetOutcome(record.questions, record, answerSheet),
    };
  }
}

/** "Right", "wrong" or "not marked yet" in the reader's language; "" if not graded. */
export function gradeText({ right, waits }: AnswerOutcome): string {
  if (waits) return t.waits;
  return right === undefined ? "" : right ? t.right : t.wrong;
}

/** For students who have not answered, cells are empty or 0. */
export function answerSheetTable(
  { shared, questions }: ResourceRecord,
): { head: string; cell: (row: AnswerSheetLine) => CsvCell }[] {
  const maxPoints = sumQuestionPoints(questions);
  // Only self-paced quizzes are handed in, and not those that one press answers.
  const isOwn = shared.pace === "own" && !isOnePressCheck(shared);
  return [
    { head: t.columns.student, cell: ({ person }) => person.name },
    ...questions.flatMap((question, n) => {
      const { points } = question, number = n + 1;
      const answer = {
        head: t.head({ number, text: questionText(shared, question) }),
        cell: ({ answers }: AnswerSheetLine) =>
          answers[n] && answerCell(answers[n]),
      };
      if (!isGraded(question)) return [answer];
      return [answer, {
        head: points
          ? t.columns.pointsFor({ number, points })
          : t.columns.rightFor({ number }),
        cell: ({ answers }: AnswerSheetLine) =>
          answers[n] && gradeCell(answers[n]),
      }];
    }),
    ...maxPoints > 0
      ? [{
        head: t.columns.sum({ of: maxPoints }),
        cell: ({ points }: AnswerSheetLine) => points,
      }]
      : [],
    { head: t.columns.rightCount, cell: ({ right }) => right },
    { head: t.columns.given, cell: ({ answered }) => answered },
    { head: t.columns.lateCount, cell: ({ late }) => late },
    ...isOwn
      ? [{
        head: t.columns.handedIn,
        cell: ({ hasHandedIn }: AnswerSheetLine) => hasHandedIn ? t.yes : "",
      }]
      : [],
  ];
}

export function answerCell({ question, answer }: AnswerOutcome): CsvCell {
  return typeof answer === "number" ? answer : answerText(question, answer);
}

/** An answer's points; without points, whether it is right. */
function gradeCell(outcome: AnswerOutcome): CsvCell {
  return outcome.waits || outcome.points === undefined
    ? gradeText(outcome)
    : outcome.points;
}
