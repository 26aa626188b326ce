/** What is brought in, as it goes to the server, and what comes back of it. */
import type { Question } from "../../../classroom/model/resources/questions.ts";
import type {
  Charset,
  FileText,
} from "../../../classroom/model/tables/file_text.ts";
import { type Answer, ask } from "../../session/ask.ts";

/** What is kept in a library. */
export type LibraryKind = "quizzes" | "templates";

/** What somebody brings. */
export type Source =
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
/** How something is to be read. */
export type ReadAs = "auto" | typeof readFormats[number];

/** What is wrong with a line, or left out there; `also`: the further lines of which the same is to be said. */
export interface Remark {
  line: number;
  also?: number[];
  message: string;
}

/** A question that was read, and its line. */
export type ReadQuestion = Question & { line: number };

/** A quiz that was read; its name may be empty. */
export interface ReadQuiz {
  name: string;
  line: number;
  questions: ReadQuestion[];
}

/** A template that was read. */
export interface ReadTemplate {
  name: string;
  description?: string;
  instructions: string;
  firstMessage?: string;
  line: number;
}

/** What came of reading. */
export interface Preview
  extends Partial<Pick<FileText, "charset" | "possible">> {
  read: (ReadQuiz | ReadTemplate)[];
  failed: Remark[];
  leftOut: Remark[];
  untold: number;
  /** What quizzes were read as. */
  format?: typeof readFormats[number];
}

/** What was kept. */
export interface Kept {
  kept: { id: string; name: string }[];
}

/** Has it read; nothing is kept. */
export function preview(
  kind: LibraryKind,
  source: Source,
  format: ReadAs,
): Promise<Answer<Preview>> {
  return send(kind, source, format, {});
}

/** Has it kept; `names`: what the quizzes are called, in their order. */
export function keep(
  kind: LibraryKind,
  source: Source,
  format: ReadAs,
  names: readonly string[],
): Promise<Answer<Preview & Kept>> {
  return send(kind, source, format, { keep: true, names });
}

function send<T>(
  kind: LibraryKind,
  source: Source,
  format: ReadAs,
  more: { keep?: true; names?: readonly string[] },
): Promise<Answer<T>> {
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

/** Whether it is a quiz. */
export function isQuiz(it: ReadQuiz | ReadTemplate): it is ReadQuiz {
  return "questions" in it;
}
