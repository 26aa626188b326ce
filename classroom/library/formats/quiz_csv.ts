/**
 * Quizzes as a table: a question a row, in columns `quiz`, `kind`, `question`, `answer 1` …, `correct`,
 * `tolerance`, `most`, `points`, `explanation`. `correct` has the letters of the right choices; of a short text the
 * answers are the accepted ones. Pure.
 */
import { bounds } from "../../model/bounds.ts";
import type { QuestionKind } from "../../model/resources/questions.ts";
import { type CsvRow, csvRows } from "../../model/tables/csv.ts";
import {
  type Draft,
  failedAt,
  type Finding,
  itemAt,
  leftOutAt,
  quizAt,
  type TrueFalse,
} from "./found.ts";
import { plainText } from "./lines.ts";
import {
  meansTwo,
  namedChoices,
  numberAnswer,
  trueOrFalse,
} from "./pasted/answers.ts";
import {
  answerNumber,
  headOf,
  isQuizHead,
  kindNamed,
  quizColumns,
  type TableHead,
} from "./quiz_columns.ts";

/** Before its head a sheet may say what it is for. */
const furthestHead = 20;

/** Reads them from CSV. */
export function readQuizCsv(text: string, words: TrueFalse): Finding {
  return readQuizTable(csvRows(plainText(text)), words);
}

/** Reads them from the rows of a table. */
export function* readQuizTable(
  rows: Iterable<CsvRow | { open: number }>,
  words: TrueFalse,
): Finding {
  let head: TableHead | null = null;
  let quiz: string | null = null;
  const before: CsvRow[] = [];
  for (const row of rows) {
    yield;
    if ("open" in row) {
      yield failedAt(row.open, "quote-open");
    } else if (!head) {
      if (isQuizHead(row.cells)) {
        head = headOf(row.cells);
        // Kahoot's sheet says how to use it; what a teacher has written there is told.
        for (const { line, cells } of head.byNumber ? [] : before) {
          const text = cells.filter((it) => it.trim() !== "").join(" ");
          yield leftOutAt(line, "line-left-out", { text });
        }
        for (const name of head.others) {
          yield name.startsWith("time limit")
            ? leftOutAt(row.line, "time-left-out")
            : leftOutAt(row.line, "field-left-out", { name });
        }
      } else if (before.push(row) >= furthestHead) break;
    } else {
      const name = at(row, head, quizColumns.quiz).trim();
      if (name !== (quiz ?? "")) yield quizAt(row.line, name);
      quiz = name;
      yield* questionOf(row, head, words);
    }
  }
  if (!head) {
    const wanted = "question, answer 1, answer 2, …, correct";
    yield failedAt(1, "no-header", { wanted });
  }
}

function at({ cells }: CsvRow, { columns }: TableHead, name: string): string {
  return cells[columns.get(name) ?? -1] ?? "";
}

function* questionOf(row: CsvRow, head: TableHead, words: TrueFalse): Finding {
  const { line } = row;
  const of = (name: string) => at(row, head, name);
  const answers = [...head.columns].flatMap(([name, place]) => {
    const n = answerNumber(name);
    const text = row.cells[place]?.trim() ?? "";
    return n === null || text === "" ? [] : [{ n, text }];
  }).sort((a, b) => a.n - b.n).map(({ text }) => text);
  let correct = of(quizColumns.correct).trim();
  // Kahoot's sheet has rows that are numbered and wait for a question.
  for (const text of row.cells.filter((_, place) => head.nameless(place))) {
    // Rows are often numbered.
    if (/^\s*(?:\d{1,3}\s*[.)]?\s*)?$/.test(text)) continue;
    yield leftOutAt(line, "line-left-out", { text });
  }
  if (
    of(quizColumns.question).trim() + correct === "" && answers.length === 0
  ) {
    return;
  }
  const named = kindNamed(of(quizColumns.kind));
  const whether = trueOrFalse(correct);
  if (
    answers.length === 0 &&
    (named === "true-false" || named === "" && whether !== undefined)
  ) {
    answers.push(words.yes, words.no);
    if (whether !== undefined) correct = whether ? "A" : "B";
  }
  const kind = kindOf(named, answers, correct, head);
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
    const isNamed = placesOf(correct, answers, head) !== null;
    const accepted = [
      ...answers,
      ...correct === "" || isNamed ? [] : [correct],
    ];
    if (accepted.length > 0) item.correct = accepted;
  } else {
    item.choices = answers;
    if (correct !== "") {
      const places = placesOf(correct, answers, head);
      if (!places) {
        return yield failedAt(line, "no-such-answer-here", { text: correct });
      }
      item.correct = places;
      if (!head.byNumber && meansTwo(correct, answers)) {
        yield leftOutAt(line, "answer-two-ways", { text: correct });
      }
    }
  }
  yield itemAt(line, item);
}

/** The letters first, so that a choice that is a letter itself does not count as another. */
function placesOf(
  correct: string,
  answers: string[],
  { byNumber }: TableHead,
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
  named: ReturnType<typeof kindNamed>,
  answers: string[],
  correct: string,
  head: TableHead,
): QuestionKind | null {
  if (named === null) return null;
  const isMore = () => (placesOf(correct, answers, head)?.length ?? 0) > 1;
  if (named === "true-false") return "single";
  if (named === "choices") return isMore() ? "multiple" : "single";
  if (named !== "") return named;
  if (answers.length >= bounds.choices.least) {
    return isMore() ? "multiple" : "single";
  }
  return answers.length === 0 && numberAnswer(correct) ? "number" : "text";
}
