/** What a teacher keeps, as files for other programs: which formats there are, and the files in them. */
import { disposition, safeName } from "../../classroom/files/file_names.ts";
import type {
  Quiz,
  QuizQuestion,
  Template,
} from "../../classroom/resources/resource_bodies.ts";
import { byteOrderMark } from "../csv_format.ts";
import { quizGift } from "./gift.ts";
import { quizMoodle } from "./moodle.ts";
import { type PictureOf, quizPackage } from "./qti.ts";
import { quizTable, templateTable } from "./tables.ts";
import { quizWords } from "./words.ts";

/** The formats that quizzes are written in, in the order in which they are offered. */
export const quizFiles = [
  "json",
  "csv",
  "text",
  "gift",
  "moodle",
  "qti",
] as const;
/** The formats that templates are written in. */
export const templateFiles = ["json", "csv"] as const;

/** One of the formats of quizzes. */
export type QuizFile = typeof quizFiles[number];
/** One of the formats of templates. */
export type TemplateFile = typeof templateFiles[number];

/** Quizzes in a format. */
export function writtenQuizzes(
  quizzes: readonly Quiz[],
  format: QuizFile,
  pictureOf: PictureOf,
): string | ReadableStream<Uint8Array> {
  switch (format) {
    case "json":
      return pretty({ quizzes: quizzes.map(entire).map(plainQuiz) });
    case "csv":
      return byteOrderMark + quizTable(quizzes.map(entire));
    case "text":
      return quizzes.map(entire).map(quizWords).join("\n\n");
    case "gift":
      return quizzes.map(quizGift).join("\n");
    case "moodle":
      return quizMoodle(quizzes, pictureOf);
    case "qti":
      return quizPackage(quizzes, pictureOf);
  }
}

/** Templates in a format. */
export function writtenTemplates(
  templates: readonly Template[],
  format: TemplateFile,
): string {
  return format === "csv"
    ? byteOrderMark + templateTable(templates)
    : pretty({ templates: templates.map(plainTemplate) });
}

/** The headers of such a file. */
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
  text: ["txt", "text/plain; charset=utf-8"],
  gift: ["gift.txt", "text/plain; charset=utf-8"],
  moodle: ["moodle.xml", "application/xml; charset=utf-8"],
  qti: ["qti.zip", "application/zip"],
};

/** A quiz with what is not finished yet at its place. GIFT, Moodle and QTI have no way to write that down: they name it. */
function entire({ unfinished = [], ...quiz }: Quiz): Quiz {
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
function plainQuiz({ name, questions }: Quiz) {
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
