/** What is brought in, as it goes to the server, and what comes back of it. */
import type { Question } from "../../../classroom/model/resources/questions.ts";
import type {
  Charset,
  FileText,
} from "../../../classroom/model/tables/file_text.ts";
import { ask, type Reply } from "../../client/ask.ts";

export type LibraryKind = "quizzes" | "templates";

/** What somebody brings. */
export type BroughtSource =
  | { text: string }
  /** `charset`: in which characters it is to be read, where another was chosen. */
  | { file: File; charset?: Charset };

/** What quizzes are read from; `auto`: as their beginning tells it. */
export const readFormats = [
  "text",
  "gift",
  "moodle",
  "csv",
  "json",
  "kahoot",
] as const;
export type ReadAs = "auto" | typeof readFormats[number];

/** What is wrong with a line, or left out there; `also`: the further lines of which the same is to be said. */
export interface ImportRemark {
  line: number;
  also?: number[];
  message: string;
}

export type ReadQuestion = Question & { line: number };

/** A quiz that was read; its name may be empty. */
export interface ImportedQuiz {
  name: string;
  line: number;
  questions: ReadQuestion[];
}

export interface ImportedTemplate {
  name: string;
  description?: string;
  instructions: string;
  firstMessage?: string;
  line: number;
}

export interface ReadImport
  extends Partial<Pick<FileText, "charset" | "possible">> {
  read: (ImportedQuiz | ImportedTemplate)[];
  failed: ImportRemark[];
  leftOut: ImportRemark[];
  untold: number;
  /** What quizzes were read as. */
  format?: typeof readFormats[number];
}

export interface KeptImport {
  kept: { id: string; name: string }[];
}

/** Has it read; nothing is kept. */
export function preview(
  kind: LibraryKind,
  source: BroughtSource,
  format: ReadAs,
): Promise<Reply<ReadImport>> {
  return send(kind, source, format, {});
}

/** Has it kept; `names`: what the quizzes are called, in their order. */
export function keepImport(
  kind: LibraryKind,
  source: BroughtSource,
  format: ReadAs,
  names: readonly string[],
): Promise<Reply<ReadImport & KeptImport>> {
  return send(kind, source, format, { keep: true, names });
}

function send<T>(
  kind: LibraryKind,
  source: BroughtSource,
  format: ReadAs,
  more: { keep?: true; names?: readonly string[] },
): Promise<Reply<T>> {
  const path = `/api/${kind}/import`;
  if ("text" in source) {
    return ask("POST", path, { format, ...source, ...more });
  }
  const form = new FormData();
  form.set("file", source.file);
  form.set("format", format);
  if (source.charset) form.set("charset", source.charset);
  if (more.keep) form.set("keep", "true");
  for (const name of more.names ?? []) form.append("names", name);
  return ask("POST", path, form);
}

export function isQuiz(
  it: ImportedQuiz | ImportedTemplate,
): it is ImportedQuiz {
  return "questions" in it;
}
