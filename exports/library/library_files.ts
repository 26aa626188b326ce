/** A teacher's quizzes and templates as files. */
import {
  contentDisposition,
  safeName,
} from "../../classroom/files/file_names.ts";
import {
  guardCell,
  isSpreadsheetFormula,
} from "../../classroom/model/tables/formula_guard.ts";
import { quizColumns } from "../../classroom/library/formats/sheet_columns.ts";
import { templateColumns } from "../../classroom/library/formats/template_csv.ts";
import { questionRules } from "../../classroom/model/questions/question_rules.ts";
import type {
  QuizBody,
  QuizQuestion,
  Template,
} from "../../classroom/library/resource_bodies.ts";
import { byteOrderMark, type CsvCell, csvRow } from "../csv_format.ts";
import { mapAsync } from "../record_part.ts";
import { spreadsheetType, writeSpreadsheet } from "../spreadsheet.ts";
import { streamParts } from "../stream_parts.ts";
import type {
  QuizExportFormat,
  TemplateExportFormat,
} from "./export_formats.ts";
import { writeGift } from "./gift.ts";

export function writeQuizzes(
  quizzes: readonly QuizBody[],
  format: QuizExportFormat,
): string | ReadableStream<Uint8Array> {
  switch (format) {
    case "json":
      return pretty({ quizzes: quizzes.map(entire).map(plainQuiz) });
    case "csv":
      return byteOrderMark +
        rowsOf(quizzes.map(entire), guardedText).map(csvRow).join("");
    case "xlsx":
      return sheetOf(quizzes.map(entire));
    case "text":
      return quizzes.map(entire).map(quizWords).join("\n\n");
    case "gift":
      return quizzes.map(writeGift).join("\n");
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
function plainQuiz({ name, questions }: QuizBody) {
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

// A quiz as text, to print and to paste again.

function quizWords({ name, questions }: QuizBody): string {
  return [name, ...questions.map((it, at) => questionWords(it, at + 1))]
    .join("\n\n") + "\n";
}

function questionWords(it: QuizQuestion, number: number): string {
  const { shown = [], right } = partsOf(it);
  const rows = [
    `${number}. ${it.text}`,
    ...shown.map((text, at) => `${letter(at)}) ${inLine(text)}`),
  ];
  if (right) rows.push(`ANSWER: ${right}`);
  if (it.points !== undefined) rows.push(`Points: ${it.points}`);
  if (it.explanation) rows.push(`Explanation: ${inLine(it.explanation)}`);
  return rows.join("\n");
}

function inLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}

/** Fields that only some kinds of question have. */
interface Parts {
  /** The choices below the question, and the correct answer, as text. */
  shown?: readonly string[];
  right?: string;
  answers?: readonly string[];
  correct?: CsvCell;
  tolerance?: number;
  most?: number;
}

function partsOf(it: QuizQuestion): Parts {
  switch (it.kind) {
    case "single":
    case "multiple": {
      const answers = it.choices.map(({ text }) => text);
      const right = it.correct?.map(letter).join(", ");
      return { shown: answers, right, answers, correct: right };
    }
    case "text": {
      const answers = it.correct ?? [];
      return { right: answers.join(" | "), answers };
    }
    case "number": {
      const { correct, tolerance } = it;
      const within = tolerance ? ` ± ${tolerance}` : "";
      const right = correct === undefined ? "" : `${correct}${within}`;
      return { right, correct, tolerance };
    }
    case "scale": {
      const { correct, most } = it;
      // An unfinished question may have no `most`.
      const steps = Array.from({ length: most ?? 0 }, (_, at) => at + 1);
      const right = correct ? letter(correct - 1) : "";
      return { shown: steps.map(String), right, correct, most };
    }
  }
}

function letter(at: number): string {
  return String.fromCharCode(65 + at);
}

// Tables that can be imported again; in CSV, cells that spreadsheets would calculate are guarded.

function sheetOf(quizzes: readonly QuizBody[]): ReadableStream<Uint8Array> {
  const [columns, ...rows] = rowsOf(quizzes, (text) => text);
  return streamParts(writeSpreadsheet("Quizzes", {
    columns: columns.map(String),
    rows: () => mapAsync(rows, (row) => row),
  }));
}

function rowsOf(
  quizzes: readonly QuizBody[],
  text: (value: string | undefined) => CsvCell,
): CsvCell[][] {
  const all = quizzes.flatMap((quiz) => quiz.questions);
  const maxChoices = Math.max(
    2,
    ...all.map((it) => partsOf(it).answers?.length ?? 0),
  );
  const { quiz, kind, question, answer, ...rest } = quizColumns;
  const answers = Array.from(
    { length: maxChoices },
    (_, n) => `${answer} ${n + 1}`,
  );
  const head = [quiz, kind, question, ...answers, ...Object.values(rest)];
  const rows = quizzes.flatMap(({ name, questions }) =>
    questions.map((it) => {
      const { answers: allAnswers = [], ...parts } = partsOf(it);
      return [
        text(name),
        it.kind,
        text(it.text),
        ...answers.map((_, n) => text(allAnswers[n])),
        parts.correct,
        parts.tolerance,
        parts.most,
        it.points,
        text(it.explanation),
      ];
    })
  );
  return [head, ...rows];
}

function templateTable(templates: readonly Template[]): string {
  const fields = Object.keys(
    templateColumns,
  ) as (keyof typeof templateColumns)[];
  const rows = templates.map((it) =>
    fields.map((field) => guardedText(it[field]))
  );
  return [Object.values(templateColumns), ...rows].map(csvRow).join("");
}

/** Formulas are guarded by `csvCell`; text that only looks guarded is guarded here. */
function guardedText(value: string | undefined): CsvCell {
  return value === undefined || isSpreadsheetFormula(value)
    ? value
    : guardCell(value);
}
