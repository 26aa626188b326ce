/** The ways between a class and the editor of a quiz that is made for it. */
import { localPath } from "../../locales/local_path.ts";

/** The page of a class, with the answers to a quiz or poll open where one is named. */
export function classPlace(session: string, check?: string): string {
  const query = check === undefined ? "" : `?answers=${check}`;
  return localPath(`/teacher/sessions/${session}${query}`);
}

/** The editor of a quiz that leads back to a class; `quiz`: one that is kept, else a new one. */
export function editorFrom(session: string, quiz = "new"): string {
  return localPath(`/teacher/quizzes/${quiz}?class=${session}`);
}
