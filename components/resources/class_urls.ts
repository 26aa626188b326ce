/** Links between a class and the editor of a quiz for it. */
import { localPath } from "../../locales/local_path.ts";

/** The class's page, with the answers of `check` open if given. */
export function classUrl(session: string, check?: string): string {
  const query = check === undefined ? "" : `?answers=${check}`;
  return localPath(`/teacher/sessions/${session}${query}`);
}

/** The quiz editor with a way back to the class; a new quiz by default. */
export function quizEditorUrl(session: string, quiz = "new"): string {
  return localPath(`/teacher/quizzes/${quiz}?class=${session}`);
}
