/** Unsaved quizzes on this device: one draft per tab and quiz. Deleted when the teacher signs out. */
import { newId } from "../../classroom/model/ids.ts";
import {
  listStoredKeys,
  readStored,
  writeStored,
} from "../client/browser_storage.ts";
import type { EditedQuiz } from "./edited_quiz.ts";

const draftKeys = "homeroom/quiz/";

/** Storage key of the draft of **Ask** (`ask_draft.ts`), which sign-out deletes with the drafts of this file. */
export const askDraftKey = "homeroom/ask";

interface QuizDraft {
  /** The version from which the draft started; null: a new quiz. */
  base: number | null;
  /** When it was stored (ms). */
  written: number;
  quiz: EditedQuiz;
}

export type StoredDraft = QuizDraft & { key: string };

interface DraftOf {
  teacher: string;
  quiz: string;
}

const start = ({ teacher, quiz }: DraftOf) => `${draftKeys}${teacher}/${quiz}/`;

/** The id of this tab, which stays over reloads. */
function tab(): string {
  const storedId = readStored("homeroom/tab", "sessionStorage");
  if (storedId) return storedId;
  const tabId = newId();
  writeStored("homeroom/tab", tabId, "sessionStorage");
  return tabId;
}

/** Stores this tab's draft; null deletes it. Returns false if there is no storage. */
export function storeQuizDraft(ids: DraftOf, draft: QuizDraft | null): boolean {
  return writeStored(start(ids) + tab(), draft && JSON.stringify(draft));
}

/** This tab's draft, or else the newest; null: none. */
export function readQuizDraft(ids: DraftOf): StoredDraft | null {
  const ownKey = start(ids) + tab();
  const drafts = listStoredKeys(start(ids)).flatMap((key): StoredDraft[] => {
    const draft = parsed(readStored(key));
    return draft ? [{ ...draft, key }] : [];
  });
  return drafts.find(({ key }) => key === ownKey) ??
    drafts.sort((a, b) => b.written - a.written)[0] ?? null;
}

/** Deletes a draft that was restored, unless its tab has changed it since. */
export function deleteDraft({ key, written }: StoredDraft): void {
  if (parsed(readStored(key))?.written === written) writeStored(key, null);
}

/** Names of the quizzes of which this device has drafts, by id. */
export function listDraftNames(teacher: string): Map<string, string> {
  const names = new Map<string, string>();
  const prefix = `${draftKeys}${teacher}/`;
  for (const key of listStoredKeys(prefix)) {
    const draft = parsed(readStored(key));
    if (draft) {
      names.set(key.slice(prefix.length).split("/")[0], draft.quiz.name);
    }
  }
  return names;
}

export function deleteQuizDrafts(): void {
  for (const key of listStoredKeys(draftKeys)) writeStored(key, null);
  writeStored(askDraftKey, null);
}

function parsed(text: string | null): QuizDraft | null {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
