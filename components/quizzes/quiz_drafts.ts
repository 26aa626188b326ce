/** Unsaved quizzes on this device: a draft per tab, deleted at sign-out. */
import { newId } from "../../classroom/model/ids.ts";
import {
  listStoredKeys,
  readStored,
  writeStored,
} from "../client/browser_storage.ts";
import type { EditedQuiz } from "./edited_quiz.ts";

/** Prefix of the storage keys. */
const draftKeys = "homeroom/quiz/";

/**
 * Storage key of a question asked on the spot (`ask_draft.ts`). Here, so that
 * the sign-out page can delete it without loading the editor.
 */
export const askDraftKey = "homeroom/ask";

interface QuizDraft {
  /** The version it started from; null for a new quiz. */
  base: number | null;
  /** Time of writing (ms). */
  written: number;
  quiz: EditedQuiz;
}

export type StoredDraft = QuizDraft & { key: string };

/** The teacher and quiz. */
interface DraftOf {
  teacher: string;
  quiz: string;
}

const start = ({ teacher, quiz }: DraftOf) => `${draftKeys}${teacher}/${quiz}/`;

/** This tab's id, kept over reloads. */
function tab(): string {
  const known = readStored("homeroom/tab", "sessionStorage");
  if (known) return known;
  const fresh = newId();
  writeStored("homeroom/tab", fresh, "sessionStorage");
  return fresh;
}

/** Stores or with null deletes this tab's draft; false without storage. */
export function storeQuizDraft(of: DraftOf, draft: QuizDraft | null): boolean {
  return writeStored(start(of) + tab(), draft && JSON.stringify(draft));
}

/** This tab's draft, else the newest, or null. */
export function readQuizDraft(of: DraftOf): StoredDraft | null {
  const own = start(of) + tab();
  const found = listStoredKeys(start(of)).flatMap((key): StoredDraft[] => {
    const draft = parsed(readStored(key));
    return draft ? [{ ...draft, key }] : [];
  });
  return found.find(({ key }) => key === own) ??
    found.sort((a, b) => b.written - a.written)[0] ?? null;
}

/** Deletes a restored draft unless its own tab has changed it since. */
export function deleteDraft({ key, written }: StoredDraft): void {
  if (parsed(readStored(key))?.written === written) writeStored(key, null);
}

/** Names of a teacher's quizzes with drafts, by id. */
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

/** Deletes the drafts of all teachers. */
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
