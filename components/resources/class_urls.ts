import { localPath } from "../../locales/local_path.ts";

/** The class's page; with `check`, its answers are open. */
export function classUrl(session: string, check?: string): string {
  const query = check === undefined ? "" : `?answers=${check}`;
  return localPath(`/teacher/sessions/${session}${query}`);
}

/** The quiz editor, with a link back to the class. Without `quiz`, for a new one. */
export function quizEditorUrl(session: string, quiz = "new"): string {
  return localPath(`/teacher/quizzes/${quiz}?class=${session}`);
}
