/**
 * Quizzes as a table: a question a row, in columns `quiz`, `kind`, `question`, `answer 1` …, `correct`,
 * `tolerance`, `most`, `points`, `explanation`. `correct` has the letters of the right choices; of a short text the
 * answers are the accepted ones. Pure.
 */
import { bounds } from "../../schema/bounds.ts";
import {
  type QuestionKind,
  questionKinds,
} from "../../schema/resources/questions.ts";
import { columnsOf, csvRows, type Row } from "./csv.ts";
import {
  type Draft,
  failedAt,
  type Finding,
  itemAt,
  leftOutAt,
  quizAt,
} from "./found.ts";
import { plainText } from "./lines.ts";
import { namedChoices, numberAnswer } from "./pasted_answers.ts";

/** What the columns are called; answers have numbers. */
export const quizColumns = {
  quiz: "quiz",
  kind: "kind",
  question: "question",
  answer: "answer",
  correct: "correct",
  tolerance: "tolerance",
  most: "most",
  points: "points",
  explanation: "explanation",
} as const;

/** How others call them: Kahoot, and teachers. */
const otherNames: Readonly<Record<string, string>> = {
  "correct answer": quizColumns.correct,
  "correct answers": quizColumns.correct,
  "right answer": quizColumns.correct,
  "right": quizColumns.correct,
  "type": quizColumns.kind,
  "問題": quizColumns.question,
  "題目": quizColumns.question,
  "正確答案": quizColumns.correct,
  "解析": quizColumns.explanation,
  "配分": quizColumns.points,
};

/** Before its head a sheet may say what it is for. */
const furthestHead = 20;

/** Reads them from CSV. */
export function readQuizCsv(text: string): Finding {
  return readQuizTable(csvRows(plainText(text)));
}

/** Reads them from the rows of a table. */
export function* readQuizTable(
  rows: Iterable<Row | { open: number }>,
): Finding {
  let head: Head | null = null;
  let quiz: string | null = null;
  let before = 0;
  for (const row of rows) {
    yield;
    if ("open" in row) {
      yield failedAt(row.open, "quote-open");
    } else if (!head) {
      if (isQuizHead(row.cells)) {
        head = headOf(row.cells);
        for (const name of head.columns.keys()) {
          if (name === "time limit") yield leftOutAt(row.line, "time-left-out");
          else if (!isKnown(name)) {
            yield leftOutAt(row.line, "field-left-out", { name });
          }
        }
      } else if (++before >= furthestHead) break;
    } else {
      const name = at(row, head, quizColumns.quiz).trim();
      if (name !== (quiz ?? "")) yield quizAt(row.line, name);
      quiz = name;
      yield* questionOf(row, head);
    }
  }
  if (!head) {
    const wanted = "question, answer 1, answer 2, …, correct";
    yield failedAt(1, "no-header", { wanted });
  }
}

/** Whether a row is the head of such a table. */
export function isQuizHead(cells: readonly string[]): boolean {
  const { columns } = headOf(cells);
  return columns.has(quizColumns.question) &&
    (columns.has(quizColumns.kind) || columns.has(quizColumns.correct) ||
      [...columns.keys()].some((name) => answerNumber(name) === 1));
}

interface Head {
  columns: ReadonlyMap<string, number>;
  /** The right answers are told by their numbers, as Kahoot does, also where a choice is a number itself. */
  byNumber: boolean;
}

function headOf(cells: readonly string[]): Head {
  const given = columnsOf(cells);
  const columns = new Map(
    [...given].map(([name, place]) =>
      [
        Object.hasOwn(otherNames, name) ? otherNames[name] : name,
        place,
      ] as const
    ),
  );
  return { columns, byNumber: given.has("correct answer") };
}

function isKnown(name: string): boolean {
  return name === "" || Object.hasOwn(quizColumns, name) ||
    answerNumber(name) !== null;
}

function answerNumber(name: string): number | null {
  const found = /^(?:answer|choice|option|答案|選項) ?(\d{1,2})$/.exec(name) ??
    /^(?:answer |choice |option |選項 ?)([a-j])$/.exec(name);
  if (!found) return null;
  return /\d/.test(found[1]) ? Number(found[1]) : found[1].charCodeAt(0) - 96;
}

function at({ cells }: Row, { columns }: Head, name: string): string {
  return cells[columns.get(name) ?? -1] ?? "";
}

function* questionOf(row: Row, head: Head): Finding {
  const { line } = row;
  const of = (name: string) => at(row, head, name);
  const answers = [...head.columns].flatMap(([name, place]) => {
    const n = answerNumber(name);
    const text = row.cells[place]?.trim() ?? "";
    return n === null || text === "" ? [] : [{ n, text }];
  }).sort((a, b) => a.n - b.n).map(({ text }) => text);
  const correct = of(quizColumns.correct).trim();
  // Kahoot's sheet has rows that are numbered and wait for a question.
  if (
    of(quizColumns.question).trim() + correct === "" && answers.length === 0
  ) {
    return;
  }
  const kind = kindOf(of(quizColumns.kind), answers, correct, head);
  if (!kind) {
    const values = { kind: of(quizColumns.kind) };
    return yield failedAt(line, "kind-unknown", values);
  }
  const item: Draft = { kind, text: of(quizColumns.question) };
  const explanation = of(quizColumns.explanation);
  if (explanation.trim() !== "") item.explanation = explanation;
  for (const name of ["points", "tolerance", "most"] as const) {
    const text = of(quizColumns[name]).trim();
    if (text === "") continue;
    const number = numberAnswer(text)?.correct ?? Number(text);
    if (!Number.isFinite(number)) {
      return yield failedAt(line, "not-a-number-here", { text });
    }
    const fits = name === "points" ||
      kind === (name === "most" ? "scale" : "number");
    if (fits) item[name] = number;
    else yield leftOutAt(line, "field-left-out", { name });
  }
  if (kind === "number" || kind === "scale") {
    if (correct !== "") {
      const number = Number(correct);
      const found = Number.isFinite(number)
        ? { correct: number }
        : numberAnswer(correct);
      if (!found) {
        return yield failedAt(line, "not-a-number-here", { text: correct });
      }
      Object.assign(item, found);
    }
    if (answers.length > 0) {
      yield leftOutAt(line, "field-left-out", {
        name: `${quizColumns.answer} 1`,
      });
    }
  } else if (kind === "text") {
    const accepted = answers.length > 0 ? answers : correct ? [correct] : [];
    if (accepted.length > 0) item.correct = accepted;
  } else {
    item.choices = answers;
    if (correct !== "") {
      const places = placesOf(correct, answers, head);
      if (!places) {
        return yield failedAt(line, "no-such-answer-here", { text: correct });
      }
      item.correct = places;
    }
  }
  yield itemAt(line, item);
}

/** The letters first, so that a choice that is a letter itself does not count as another. */
function placesOf(
  correct: string,
  answers: string[],
  { byNumber }: Head,
): number[] | null {
  const letters = correct.split(/[,.;\s]+/);
  if (byNumber && letters.every((it) => /^\d$/.test(it))) {
    const places = letters.map((it) => Number(it) - 1);
    return places.every((it) => answers[it] !== undefined) ? places : null;
  }
  if (letters.every((it) => /^[A-J]$/.test(it))) {
    const places = letters.map((it) => it.charCodeAt(0) - 65);
    return places.every((it) => it < answers.length) ? places : null;
  }
  return namedChoices(correct, answers);
}

function kindOf(
  cell: string,
  answers: string[],
  correct: string,
  head: Head,
): QuestionKind | null {
  const name = cell.trim().toLowerCase();
  if (name !== "") return questionKinds.find((kind) => kind === name) ?? null;
  if (answers.length >= bounds.choices.least) {
    return (placesOf(correct, answers, head)?.length ?? 0) > 1
      ? "multiple"
      : "single";
  }
  return answers.length === 0 && numberAnswer(correct) ? "number" : "text";
}
