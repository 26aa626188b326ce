/** What a teacher keeps, as files for other programs: which formats there are, and the files in them. */
import { disposition, safeName } from "../../classroom/files/file_names.ts";
import { guarded, isFormula } from "../../classroom/model/tables/formulas.ts";
import { quizColumns } from "../../classroom/library/formats/sheet_columns.ts";
import { templateColumns } from "../../classroom/library/formats/template_csv.ts";
import type {
  QuizBody,
  QuizQuestion,
  Template,
} from "../../classroom/library/resource_bodies.ts";
import { byteOrderMark, type CsvCell, csvRow } from "../csv_format.ts";
import { mapped } from "../part.ts";
import { sheet, sheetType } from "../sheet.ts";
import { streamed } from "../streamed.ts";
import { quizGift } from "./gift.ts";

/** The formats that quizzes are written in, in the order in which they are offered. */
export const quizFiles = [
  "json",
  "csv",
  "xlsx",
  "text",
  "gift",
] as const;
/** The formats that templates are written in. */
export const templateFiles = ["json", "csv"] as const;

export type QuizFile = typeof quizFiles[number];
type TemplateFile = typeof templateFiles[number];

export function writtenQuizzes(
  quizzes: readonly QuizBody[],
  format: QuizFile,
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
      return quizzes.map(quizGift).join("\n");
  }
}

export function writtenTemplates(
  templates: readonly Template[],
  format: TemplateFile,
): string {
  return format === "csv"
    ? byteOrderMark + templateTable(templates)
    : pretty({ templates: templates.map(plainTemplate) });
}

export function fileHeaders(
  name: string,
  format: QuizFile,
): Record<string, string> {
  const [ending, type] = kinds[format];
  const safe = safeName(`${name.replace(/[/\\]/g, "_")}.${ending}`);
  return {
    "content-type": type,
    "content-disposition": disposition("attachment", safe),
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  };
}

const kinds: Record<QuizFile, readonly [ending: string, type: string]> = {
  json: ["json", "application/json; charset=utf-8"],
  csv: ["csv", "text/csv; charset=utf-8; header=present"],
  xlsx: ["xlsx", sheetType],
  text: ["txt", "text/plain; charset=utf-8"],
  gift: ["gift.txt", "text/plain; charset=utf-8"],
};

/** A quiz with what is not finished yet at its place. GIFT has no way to write that down, and names it. */
function entire({ unfinished = [], ...quiz }: QuizBody): QuizBody {
  const questions = [...quiz.questions];
  for (const { place, question } of unfinished) {
    const { kind } = question;
    const chooses = kind === "single" || kind === "multiple";
    const rest = chooses && { choices: question.choices ?? [] };
    questions.splice(place, 0, { ...question, ...rest } as QuizQuestion);
  }
  return { ...quiz, questions };
}

/** Without ids, which are of no meaning elsewhere. */
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

// A quiz as a text to print, and to paste again.

function quizWords({ name, questions }: QuizBody): string {
  return [name, ...questions.map((it, at) => questionWords(it, at + 1))]
    .join("\n\n") + "\n";
}

function questionWords(it: QuizQuestion, number: number): string {
  const rows = [`${number}. ${it.text}`];
  if (it.kind === "single" || it.kind === "multiple") {
    for (const [at, { text }] of it.choices.entries()) {
      rows.push(`${letter(at)}) ${text.replace(/\s*\n\s*/g, " ")}`);
    }
    if (it.correct?.length) {
      rows.push(`ANSWER: ${it.correct.map(letter).join(", ")}`);
    }
  } else if (it.kind === "text" && it.correct?.length) {
    rows.push(`ANSWER: ${it.correct.join(" | ")}`);
  } else if (it.kind === "number" && it.correct !== undefined) {
    const within = it.tolerance ? ` ± ${it.tolerance}` : "";
    rows.push(`ANSWER: ${it.correct}${within}`);
  } else if (it.kind === "scale") {
    const steps = Array.from({ length: it.most ?? 0 }, (_, n) => n + 1);
    for (const n of steps) rows.push(`${letter(n - 1)}) ${n}`);
    if (it.correct) rows.push(`ANSWER: ${letter(it.correct - 1)}`);
  }
  if (it.points !== undefined) rows.push(`Points: ${it.points}`);
  if (it.explanation) {
    rows.push(`Explanation: ${it.explanation.replace(/\s*\n\s*/g, " ")}`);
  }
  return rows.join("\n");
}

function letter(at: number): string {
  return String.fromCharCode(65 + at);
}

// Quizzes and templates as tables that are read again: whatever a spreadsheet would calculate is guarded in a CSV.

function sheetOf(quizzes: readonly QuizBody[]): ReadableStream<Uint8Array> {
  const [columns, ...rows] = rowsOf(quizzes, (text) => text);
  return streamed(sheet("Quizzes", {
    columns: columns.map(String),
    rows: () => mapped(rows, (row) => row),
  }));
}

/** The rows of a table, its head first. */
function rowsOf(
  quizzes: readonly QuizBody[],
  text: (value: string | undefined) => CsvCell,
): CsvCell[][] {
  const all = quizzes.flatMap((quiz) => quiz.questions);
  const most = Math.max(2, ...all.map((it) => answersOf(it).length));
  const { quiz, kind, question, answer, ...rest } = quizColumns;
  const answers = Array.from({ length: most }, (_, n) => `${answer} ${n + 1}`);
  const head = [quiz, kind, question, ...answers, ...Object.values(rest)];
  const rows = quizzes.flatMap(({ name, questions }) =>
    questions.map((it) => {
      const given = answersOf(it);
      return [
        text(name),
        it.kind,
        text(it.text),
        ...answers.map((_, n) => text(given[n])),
        correctOf(it),
        it.kind === "number" ? it.tolerance : null,
        it.kind === "scale" ? it.most : null,
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

/** The choices, or the texts that are accepted. */
function answersOf(it: QuizQuestion): readonly string[] {
  if (it.kind === "single" || it.kind === "multiple") {
    return it.choices.map((choice) => choice.text);
  }
  return it.kind === "text" ? it.correct ?? [] : [];
}

function correctOf(it: QuizQuestion): CsvCell {
  if (it.kind === "single" || it.kind === "multiple") {
    return it.correct?.map((at) => String.fromCharCode(65 + at)).join(", ");
  }
  return it.kind === "text" ? null : it.correct;
}

/** What is guarded by the cell itself is left to it; what only looks guarded is guarded here. */
function guardedText(value: string | undefined): CsvCell {
  return value === undefined || isFormula(value) ? value : guarded(value);
}
