/** A teacher's quizzes and templates as files. */
import {
  contentDisposition,
  safeName,
} from "../../classroom/files/file_names.ts";
import {
  guardCell,
  isSpreadsheetFormula,
} from "../../formats/tables/formula_guard.ts";
import { quizColumns } from "../../classroom/library/formats/table_columns.ts";
import { templateColumns } from "../../classroom/library/formats/template_csv.ts";
import { questionRules } from "../../classroom/model/questions/question_rules.ts";
import type {
  QuizBody,
  QuizQuestion,
  Template,
} from "../../classroom/library/resource_bodies.ts";
import { byteOrderMark, type CsvCell, csvRow } from "../csv_format.ts";
import { flatMapAsync, mapAsync, separateAsync } from "../record_part.ts";
import { spreadsheetType, writeSpreadsheet } from "../spreadsheet.ts";
import type {
  QuizExportFormat,
  TemplateExportFormat,
} from "./export_formats.ts";
import { writeGift } from "./gift.ts";

type Quizzes = AsyncIterable<QuizBody> | Iterable<QuizBody>;

/**
 * Writes quizzes one after the other, as a library may have sixty megabytes of them.
 * @param read begins to read them; tables read them twice
 */
export async function* writeQuizzes(
  read: () => Quizzes,
  format: QuizExportFormat,
): AsyncGenerator<string | Uint8Array> {
  switch (format) {
    case "json":
      return yield* prettyList("quizzes", mapAsync(read(), plainQuiz));
    case "csv": {
      const { columns, rows } = await tableOf(read, guardedText);
      yield byteOrderMark + csvRow(columns);
      return yield* mapAsync(rows(), csvRow);
    }
    case "xlsx": {
      const table = await tableOf(read, (text) => text);
      return yield* writeSpreadsheet("Quizzes", table);
    }
    case "text":
      return yield* separateAsync("\n\n", mapAsync(read(), quizWords));
    case "gift":
      return yield* separateAsync("\n", mapAsync(read(), writeGift));
  }
}

export function writeTemplates(
  templates: readonly Template[],
  format: TemplateExportFormat,
): string {
  return format === "csv"
    ? byteOrderMark + templateTable(templates)
    : pretty({ templates: templates.map(plainTemplate) });
}

export function libraryFileHeaders(
  name: string,
  format: QuizExportFormat,
): Record<string, string> {
  const [ending, type] = kinds[format];
  const safe = safeName(`${name.replace(/[/\\]/g, "_")}.${ending}`);
  return {
    "content-type": type,
    "content-disposition": contentDisposition("attachment", safe),
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  };
}

const kinds: Record<QuizExportFormat, readonly [ending: string, type: string]> =
  {
    json: ["json", "application/json; charset=utf-8"],
    csv: ["csv", "text/csv; charset=utf-8; header=present"],
    xlsx: ["xlsx", spreadsheetType],
    text: ["txt", "text/plain; charset=utf-8"],
    gift: ["gift.txt", "text/plain; charset=utf-8"],
  };

/** A quiz with its unfinished questions in place. GIFT cannot contain these. */
function entire({ unfinished = [], ...quiz }: QuizBody): QuizBody {
  const questions = [...quiz.questions];
  for (const { place, question } of unfinished) {
    const { answers } = questionRules[question.kind];
    const rest = answers === "choices" && { choices: question.choices ?? [] };
    questions.splice(place, 0, { ...question, ...rest } as QuizQuestion);
  }
  return { ...quiz, questions };
}

/** Removes ids, which mean nothing elsewhere. */
function plainQuiz(quiz: QuizBody) {
  const { name, questions } = entire(quiz);
  return { name, questions: questions.map(plainQuestion) };
}

function plainQuestion({ id: _, ...question }: QuizQuestion) {
  return "choices" in question && question.choices
    ? { ...question, choices: question.choices.map(({ text }) => text) }
    : question;
}

function plainTemplate(
  { name, description, instructions, firstMessage }: Template,
) {
  return { name, description, instructions, firstMessage };
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}

/** The same as {@link pretty} of an object with this list alone. */
async function* prettyList(
  name: string,
  items: AsyncIterable<unknown>,
): AsyncGenerator<string> {
  yield `{\n  ${JSON.stringify(name)}: [`;
  let separator = "\n";
  for await (const item of items) {
    const text = JSON.stringify(item, null, 2);
    yield `${separator}    ${text.replaceAll("\n", "\n    ")}`;
    separator = ",\n";
  }
  yield separator === "\n" ? "]\n}\n" : "\n  ]\n}\n";
}

// A quiz as text, to print and to paste again.

function quizWords(quiz: QuizBody): string {
  const { name, questions } = entire(quiz);
  return [name, ...questions.map((it, at) => questionWords(it, at + 1))]
    .join("\n\n") + "\n";
}

function questionWords(question: QuizQuestion, number: number): string {
  const { options = [], right } = partsOf(question);
  const rows = [
    `${number}. ${question.text}`,
    ...options.map((text, at) => `${letter(at)}) ${inLine(text)}`),
  ];
  if (right) rows.push(`ANSWER: ${right}`);
  if (question.points !== undefined) rows.push(`Points: ${question.points}`);
  if (question.explanation) {
    rows.push(`Explanation: ${inLine(question.explanation)}`);
  }
  return rows.join("\n");
}

function inLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}

/** Fields that only some kinds of question have. */
interface Parts {
  /** The choices below the question, and the correct answer, as text. */
  options?: readonly string[];
  right?: string;
  answers?: readonly string[];
  correct?: CsvCell;
  tolerance?: number;
  most?: number;
}

function partsOf(question: QuizQuestion): Parts {
  switch (question.kind) {
    case "single":
    case "multiple": {
      const answers = question.choices.map(({ text }) => text);
      const right = question.correct?.map(letter).join(", ");
      return { options: answers, right, answers, correct: right };
    }
    case "text": {
      const answers = question.correct ?? [];
      return { right: answers.join(" | "), answers };
    }
    case "number": {
      const { correct, tolerance } = question;
      const within = tolerance ? ` ± ${tolerance}` : "";
      const right = correct === undefined ? "" : `${correct}${within}`;
      return { right, correct, tolerance };
    }
    case "scale": {
      const { correct, most } = question;
      // An unfinished question may have no `most`.
      const steps = Array.from({ length: most ?? 0 }, (_, at) => at + 1);
      const right = correct ? letter(correct - 1) : "";
      return { options: steps.map(String), right, correct, most };
    }
  }
}

function letter(index: number): string {
  return String.fromCharCode(65 + index);
}

// Tables that can be imported again; in CSV, cells that spreadsheets would calculate are guarded.

/** @param text makes the cell of a text */
async function tableOf(
  read: () => Quizzes,
  text: (value: string | undefined) => CsvCell,
): Promise<{ columns: string[]; rows: () => AsyncIterable<CsvCell[]> }> {
  let count = 2;
  for await (const quiz of read()) {
    const counts = entire(quiz).questions
      .map((it) => partsOf(it).answers?.length ?? 0);
    count = Math.max(count, ...counts);
  }
  const { quiz, kind, question, answer, ...rest } = quizColumns;
  const answers = Array.from({ length: count }, (_, n) => `${answer} ${n + 1}`);
  const rowsIn = (quiz: QuizBody) =>
    entire(quiz).questions.map((quizQuestion): CsvCell[] => {
      const { answers: allAnswers = [], ...parts } = partsOf(quizQuestion);
      return [
        text(quiz.name),
        quizQuestion.kind,
        text(quizQuestion.text),
        ...answers.map((_, n) => text(allAnswers[n])),
        parts.correct,
        parts.tolerance,
        parts.most,
        quizQuestion.points,
        text(quizQuestion.explanation),
      ];
    });
  return {
    columns: [quiz, kind, question, ...answers, ...Object.values(rest)],
    rows: () => flatMapAsync(read(), rowsIn),
  };
}

function templateTable(templates: readonly Template[]): string {
  const fields = Object.keys(
    templateColumns,
  ) as (keyof typeof templateColumns)[];
  const rows = templates.map((template) =>
    fields.map((field) => guardedText(template[field]))
  );
  return [Object.values(templateColumns), ...rows].map(csvRow).join("");
}

/** Formulas are guarded by `csvCell`; text that only looks guarded is guarded here. */
function guardedText(value: string | undefined): CsvCell {
  return value === undefined || isSpreadsheetFormula(value)
    ? value
    : guardCell(value);
}
