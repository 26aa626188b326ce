/** A quiz as a table: students × questions, with what each has earned; for a page and for a spreadsheet. */
import {
  isGraded,
  type Outcome,
  pointsIn,
  type SheetOutcome,
  sheetOutcome,
} from "../classroom/model/resources/results.ts";
import type { Recorded } from "../classroom/record/resource_record.ts";
import type { Person } from "../classroom/record/session_record.ts";
import { compareNames } from "../components/people/name_order.ts";
import { given as t } from "texts/sharing_record.ts";
import { answerWords, questionWords } from "./answer_words.ts";
import type { CsvCell } from "./csv_format.ts";

/** A line of the table: a student, and what came of their answers. */
export interface SheetLine extends SheetOutcome {
  person: Person;
}

/** The lines, ordered by name, each made when it is its turn; of an anonymous poll none has an answer. */
export function* sheetRows(record: Recorded): Generator<SheetLine> {
  const people = record.people.toSorted((a, b) =>
    compareNames(a.person.name, b.person.name)
  );
  for (const { person, sheet } of people) {
    yield { person, ...sheetOutcome(record.questions, record, sheet) };
  }
}

/** Whether an answer is right, in words; nothing where nothing is. */
export function markWords({ right, waits }: Outcome): string {
  if (waits) return t.waits;
  return right === undefined ? "" : right ? t.right : t.wrong;
}

/** The columns: their heads, and what stands in them for each student. Who has not answered has no figures there. */
export function sheetTable(
  { shared, questions }: Recorded,
): { head: string; cell: (row: SheetLine) => CsvCell }[] {
  const of = pointsIn(questions);
  // One by one nobody hands in.
  const isOwn = shared.kind === "quiz" && shared.pace === "own";
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

/** What an answer has earned: its points, else whether it is right. */
function markCell(it: Outcome): CsvCell {
  return it.waits || it.points === undefined ? markWords(it) : it.points;
}
