/** A quiz as a table: students × questions, with what each has earned; for a page and for a spreadsheet. */
import { answersOn } from "../classroom/resources/resource_view.ts";
import {
  hasAnswered,
  isGraded,
  markOf,
  marksOn,
  waitsForMark,
} from "../classroom/model/resources/results.ts";
import type { Recorded } from "../classroom/record/resource_record.ts";
import type { Person } from "../classroom/record/session_record.ts";
import {
  type Answer,
  isGiven,
  pointsFor,
  type Question,
} from "../classroom/model/resources/questions.ts";
import { compareNames } from "../components/people/name_order.ts";
import { given as t } from "texts/resources_record.ts";
import { answerWords, questionWords } from "./answer_words.ts";
import type { Cell } from "./csv_format.ts";

/** An answer of somebody, and what came of it. */
export interface Marked {
  question: Question;
  answer: Answer;
  /** Absent: nothing is right or wrong, or nobody has marked it yet. */
  right?: boolean;
  /** It waits for a mark. */
  waits?: true;
  points?: number;
  late?: true;
}

/** A line of the table: a student, and for each question their answer, where they have given one. */
export interface SheetRow {
  person: Person;
  answers: (Marked | undefined)[];
  /** How many questions they have answered. */
  answered: number;
  /** All points together; null: no question counts any, or they have not answered. */
  sum: number | null;
  /** How many are right; null: they have not answered, which is not the same as none. */
  right: number | null;
  late: number;
  done: boolean;
}

/** The lines, ordered by name, each made when it is its turn; of an anonymous poll none has an answer. */
export function* sheetRows(record: Recorded): Generator<SheetRow> {
  const { questions } = record;
  const counts = questions.some(({ points }) => points);
  const people = record.people.toSorted((a, b) =>
    compareNames(a.person.name, b.person.name)
  );
  for (const { person, sheet } of people) {
    const kept = sheet === undefined || sheet === true ? undefined : sheet;
    const given = new Map(
      (kept ? answersOn(kept) : []).map((it) => [it.question, it.answer]),
    );
    const answers = questions.map((question) => {
      const answer = given.get(question.id);
      return isGiven(answer)
        ? marked(record, question, answer, kept?.late?.includes(question.id))
        : undefined;
    });
    const took = hasAnswered(sheet);
    yield {
      person,
      answers,
      answered: answers.filter((it) => it !== undefined).length,
      sum: counts && took
        ? answers.reduce((sum, it) => sum + (it?.points ?? 0), 0)
        : null,
      right: took ? answers.filter((it) => it?.right).length : null,
      late: answers.filter((it) => it?.late).length,
      done: sheet === true || sheet?.done === true,
    };
  }
}

function marked(
  { wrong }: Recorded,
  question: Question,
  answer: Answer,
  late = false,
): Marked {
  const right = markOf(question, { wrong }, answer);
  const points = pointsFor(question, right);
  return {
    question,
    answer,
    ...(right !== undefined && { right }),
    ...(waitsForMark(question, { wrong }, answer) && { waits: true as const }),
    ...(points !== undefined && { points }),
    ...(late && { late: true as const }),
  };
}

/** What came of all answers to it together, and how many were not given where one could be right. */
export function marksIn(
  record: Recorded,
): ReturnType<typeof marksOn> & { missing: number } {
  const { people, wrong } = record;
  const sheets = people.map(({ sheet }) => sheet);
  const graded = gradedIn(record);
  const { right, wrong: not, waits } = graded
    .map((it) => marksOn(it, { wrong }, sheets)).reduce(
      (all, one) => ({
        right: all.right + one.right,
        wrong: all.wrong + one.wrong,
        waits: all.waits + one.waits,
      }),
      { right: 0, wrong: 0, waits: 0 },
    );
  const missing = graded.length * people.length - right - not - waits;
  return { right, wrong: not, waits, missing };
}

/** The questions that the class had, and where an answer can be right. */
export function gradedIn({ shared, questions }: Recorded): Question[] {
  if (shared.kind !== "quiz") return [];
  // One by one, those to which it did not come are nobody's to answer.
  const asked = new Set(shared.questions.map(({ id }) => id));
  return questions.filter((it) => isGraded(it) && asked.has(it.id));
}

/** Whether an answer is right, in words; nothing where nothing is. */
export function markWords({ right, waits }: Marked): string {
  if (waits) return t.waits;
  return right === undefined ? "" : right ? t.right : t.wrong;
}

/** How many points there are in all. */
export function pointsIn({ questions }: Pick<Recorded, "questions">): number {
  return questions.reduce((sum, { points = 0 }) => sum + points, 0);
}

/** The columns: their heads, and what stands in them for each student. Who has not answered has no figures there. */
export function sheetTable(
  { shared, questions }: Recorded,
): { head: string; cell: (row: SheetRow) => Cell }[] {
  const of = pointsIn({ questions });
  // One by one nobody hands in.
  const isOwn = shared.kind === "quiz" && shared.pace === "own";
  return [
    { head: t.columns.student, cell: ({ person }) => person.name },
    ...questions.flatMap((question, n) => {
      const { points } = question, number = n + 1;
      const answer = {
        head: t.head({ number, text: questionWords(shared, question) }),
        cell: ({ answers }: SheetRow) => answers[n] && answerCell(answers[n]),
      };
      if (!isGraded(question)) return [answer];
      return [answer, {
        head: points
          ? t.columns.pointsFor({ number, points })
          : t.columns.rightFor({ number }),
        cell: ({ answers }: SheetRow) => answers[n] && markCell(answers[n]),
      }];
    }),
    ...of > 0
      ? [{ head: t.columns.sum({ of }), cell: ({ sum }: SheetRow) => sum }]
      : [],
    { head: t.columns.rightCount, cell: ({ right }) => right },
    { head: t.columns.given, cell: ({ answered }) => answered },
    { head: t.columns.lateCount, cell: ({ late }) => late },
    ...isOwn
      ? [{
        head: t.columns.handedIn,
        cell: ({ done }: SheetRow) => done ? t.yes : "",
      }]
      : [],
  ];
}

/** The words of an answer, or its number. */
export function answerCell({ question, answer }: Marked): Cell {
  return typeof answer === "number" ? answer : answerWords(question, answer);
}

/** What an answer has earned: its points, else whether it is right. */
function markCell(it: Marked): Cell {
  return it.waits || it.points === undefined ? markWords(it) : it.points;
}
