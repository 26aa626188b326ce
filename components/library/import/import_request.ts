/** What is brought in, as it goes to the server, and what comes back of it. */
import type { Question } from "../../../classroom/model/resources/questions.ts";
import type {
  Charset,
  FileText,
} from "../../../classroom/model/tables/file_text.ts";
import type { QuizRole } from "../../../classroom/model/tables/quiz_roles.ts";
import type {
  AskedColumns,
  TableColumns,
} from "../../../classroom/model/tables/table_columns.ts";
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
  /** Of a sheet whose headings are not known: its first rows, and what its columns seem to hold. */
  columns?: AskedColumns<QuizRole>;
  /** What quizzes were read as. */
  format?: typeof readFormats[number];
}

export interface KeptImport {
  kept: { id: string; name: string }[];
}

/** What is read, and how. */
export interface ImportJob {
  kind: LibraryKind;
  source: BroughtSource;
  format: ReadAs;
  /** What the columns of a sheet hold, where somebody was asked. */
  columns: TableColumns<QuizRole> | null;
}

/** Has it read; nothing is kept. */
export function preview(job: ImportJob): Promise<Reply<ReadImport>> {
  return send(job, {});
}

/** Has it kept; `names`: what the quizzes are called, in their order. */
export function keepImport(
  job: ImportJob,
  names: readonly string[],
): Promise<Reply<ReadImport & KeptImport>> {
  return send(job, { keep: true, names });
}

function send<T>(
  { kind, source, format, columns }: ImportJob,
  more: { keep?: true; names?: readonly string[] },
): Promise<Reply<T>> {
  const path = `/api/${kind}/import`;
  const told = columns && { hasHead: columns.hasHead, roles: columns.roles };
  if ("text" in source) {
    const body = { format, ...source, ...more };
    return ask("POST", path, told ? { ...body, columns: told } : body);
  }
  const form = new FormData();
  form.set("file", source.file);
  form.set("format", format);
  if (told) form.set("columns", JSON.stringify(told));
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
