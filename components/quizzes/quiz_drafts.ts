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
  const known = readStored("homeroom/tab", "sessionStorage");
  if (known) return known;
  const fresh = newId();
  writeStored("homeroom/tab", fresh, "sessionStorage");
  return fresh;
}

/** Stores this tab's draft; null deletes it. Returns false if there is no storage. */
export function storeQuizDraft(of: DraftOf, draft: QuizDraft | null): boolean {
  return writeStored(start(of) + tab(), draft && JSON.stringify(draft));
}

/** This tab's draft, or else the newest; null: none. */
export function readQuizDraft(of: DraftOf): StoredDraft | null {
  const own = start(of) + tab();
  const found = listStoredKeys(start(of)).flatMap((key): StoredDraft[] => {
    const draft = parsed(readStored(key));
    return draft ? [{ ...draft, key }] : [];
  });
  return found.find(({ key }) => key === own) ??
    found.sort((a, b) => b.written - a.written)[0] ?? null;
}

/** Deletes a draft that was restored, unless its tab has changed it since. */
export function deleteDraft({ key, written }: StoredDraft): void {
  if (parsed(readStored(key))?.written === written) writeStored(key, null);
}

/** Names of the quizzes of which this device has drafts, by id. */
export function listDraftNames(teacher: string): Map<string, string> {
  const found = new Map<string, string>();
  const prefix = `${draftKeys}${teacher}/`;
  for (const key of listStoredKeys(prefix)) {
    const draft = parsed(readStored(key));
    if (draft) {
      found.set(key.slice(prefix.length).split("/")[0], draft.quiz.name);
    }
  }
  return found;
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
