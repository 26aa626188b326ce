/**
 * What is written in an editor and not saved yet, kept on this device: one draft for each tab, so that none goes over
 * another's. They go at the sign-out.
 */
import { newId } from "../../classroom/model/ids.ts";
import { keysFrom, recall, remember } from "../client/browser_memory.ts";
import type { EditedQuiz } from "./edited.ts";

/** The beginning of the keys of all drafts. */
const draftKeys = "homeroom/quiz/";

interface QuizDraft {
  /** The version that it was made from; null: it is a new quiz. */
  base: number | null;
  /** When it was written, in ms. */
  written: number;
  quiz: EditedQuiz;
}

export type FoundDraft = QuizDraft & { key: string };

/** Whose quiz it is. */
interface DraftOf {
  teacher: string;
  quiz: string;
}

const start = ({ teacher, quiz }: DraftOf) => `${draftKeys}${teacher}/${quiz}/`;

/** This tab, also after a reload. */
function tab(): string {
  const known = recall("homeroom/tab", "sessionStorage");
  if (known) return known;
  const fresh = newId();
  remember("homeroom/tab", fresh, "sessionStorage");
  return fresh;
}

/** Keeps the draft of this tab, or forgets it with null; false: the browser keeps nothing. */
export function keepQuizDraft(of: DraftOf, draft: QuizDraft | null): boolean {
  return remember(start(of) + tab(), draft && JSON.stringify(draft));
}

/** The draft of this tab, or else the newest of any; null: there is none. */
export function readQuizDraft(of: DraftOf): FoundDraft | null {
  const own = start(of) + tab();
  const found = keysFrom(start(of)).flatMap((key): FoundDraft[] => {
    const draft = parsed(recall(key));
    return draft ? [{ ...draft, key }] : [];
  });
  return found.find(({ key }) => key === own) ??
    found.sort((a, b) => b.written - a.written)[0] ?? null;
}

/** Forgets a draft that was taken up, unless its own tab has gone on with it. */
export function forgetDraft({ key, written }: FoundDraft): void {
  if (parsed(recall(key))?.written === written) remember(key, null);
}

/** The quizzes of a teacher of which there are drafts here, by id, with their names. */
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

/** Forgets all drafts, whosever they are. */
export function forgetQuizDrafts(): void {
  for (const key of keysFrom(draftKeys)) remember(key, null);
}

function parsed(text: string | null): QuizDraft | null {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
