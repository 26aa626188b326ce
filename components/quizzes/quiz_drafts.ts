/** Unsaved quizzes on this device: a draft per tab, deleted at sign-out. */
import { newId } from "../../classroom/model/ids.ts";
import { keysFrom, recall, remember } from "../client/browser_memory.ts";
import type { EditedQuiz } from "./edited.ts";

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

export type FoundDraft = QuizDraft & { key: string };

/** The teacher and quiz. */
interface DraftOf {
  teacher: string;
  quiz: string;
}

const start = ({ teacher, quiz }: DraftOf) => `${draftKeys}${teacher}/${quiz}/`;

/** This tab's id, kept over reloads. */
function tab(): string {
  const known = recall("homeroom/tab", "sessionStorage");
  if (known) return known;
  const fresh = newId();
  remember("homeroom/tab", fresh, "sessionStorage");
  return fresh;
}

/** Stores or with null deletes this tab's draft; false without storage. */
export function keepQuizDraft(of: DraftOf, draft: QuizDraft | null): boolean {
  return remember(start(of) + tab(), draft && JSON.stringify(draft));
}

/** This tab's draft, else the newest, or null. */
export function readQuizDraft(of: DraftOf): FoundDraft | null {
  const own = start(of) + tab();
  const found = keysFrom(start(of)).flatMap((key): FoundDraft[] => {
    const draft = parsed(recall(key));
    return draft ? [{ ...draft, key }] : [];
  });
  return found.find(({ key }) => key === own) ??
    found.sort((a, b) => b.written - a.written)[0] ?? null;
}

/** Deletes a restored draft unless its own tab has changed it since. */
export function forgetDraft({ key, written }: FoundDraft): void {
  if (parsed(recall(key))?.written === written) remember(key, null);
}

/** Names of a teacher's quizzes with drafts, by id. */
export function draftedQuizzes(teacher: string): Map<string, string> {
  const found = new Map<string, string>();
  const prefix = `${draftKeys}${teacher}/`;
  for (const key of keysFrom(prefix)) {
    const draft = parsed(recall(key));
    if (draft) {
      found.set(key.slice(prefix.length).split("/")[0], draft.quiz.name);
    }
  }
  return found;
}

/** Deletes the drafts of all teachers. */
export function forgetQuizDrafts(): void {
  for (const key of keysFrom(draftKeys)) remember(key, null);
  remember(askDraftKey, null);
}

function parsed(text: string | null): QuizDraft | null {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
