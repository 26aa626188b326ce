import type { Question } from "../../../classroom/model/resources/questions.ts";
import type { Charset, FileText } from "../../../formats/file_text.ts";
import type { QuizColumnRole } from "../../../classroom/model/questions/quiz_roles.ts";
import type {
  GuessedColumns,
  TableColumns,
} from "../../../formats/tables/table_columns.ts";
import { type Reply, sendRequest } from "../../client/send_request.ts";

export type LibraryKind = "quizzes" | "templates";

export type ImportInput =
  | { text: string }
  | { file: File; charset?: Charset };

/** Formats for quizzes; `auto` detects one. */
export const importFormats = [
  "text",
  "gift",
  "moodle",
  "csv",
  "json",
  "kahoot",
] as const;
export type ImportFormat = "auto" | typeof importFormats[number];

/** Something that could not be read, or was left out. `also`: further lines with the same remark. */
export interface ImportRemark {
  line: number;
  also?: number[];
  message: string;
}

export type ImportedQuestion = Question & { line: number };

/** A quiz; its name may be empty. */
export interface ImportedQuiz {
  name: string;
  line: number;
  questions: ImportedQuestion[];
}

export interface ImportedTemplate {
  name: string;
  description?: string;
  instructions: string;
  firstMessage?: string;
  line: number;
}

export interface ImportPreviewReply
  extends Partial<Pick<FileText, "charset" | "possible">> {
  read: (ImportedQuiz | ImportedTemplate)[];
  failed: ImportRemark[];
  leftOut: ImportRemark[];
  untold: number;
  /** If the headings of a sheet are unknown: its first rows, and guesses of the columns. */
  columns?: GuessedColumns<QuizColumnRole>;
  format?: typeof importFormats[number];
}

export interface SavedImport {
  kept: { id: string; name: string }[];
}

interface ImportJob {
  kind: LibraryKind;
  source: ImportInput;
  format: ImportFormat;
  /** A sheet's columns, as guessed or as the teacher chose them. */
  columns: TableColumns<QuizColumnRole> | null;
}

export function previewImport(
  job: ImportJob,
): Promise<Reply<ImportPreviewReply>> {
  return send(job, {});
}

/**
 * Saves an import.
 *
 * @param names the names of the quizzes, in order
 */
export function saveImport(
  job: ImportJob,
  names: readonly string[],
): Promise<Reply<ImportPreviewReply & SavedImport>> {
  return send(job, { keep: true, names });
}

function send<T>(
  { kind, source, format, columns }: ImportJob,
  extraFields: { keep?: true; names?: readonly string[] },
): Promise<Reply<T>> {
  const path = `/api/${kind}/import`;
  const columnChoice = columns &&
    { hasHead: columns.hasHead, roles: columns.roles };
  if ("text" in source) {
    const body = { format, ...source, ...extraFields };
    return sendRequest(
      "POST",
      path,
      columnChoice ? { ...body, columns: columnChoice } : body,
    );
  }
  const form = new FormData();
  form.set("file", source.file);
  form.set("format", format);
  if (columnChoice) form.set("columns", JSON.stringify(columnChoice));
  if (source.charset) form.set("charset", source.charset);
  if (extraFields.keep) form.set("keep", "true");
  for (const name of extraFields.names ?? []) form.append("names", name);
  return sendRequest("POST", path, form);
}

export function isImportedQuiz(
  item: ImportedQuiz | ImportedTemplate,
): item is ImportedQuiz {
  return "questions" in item;
}
