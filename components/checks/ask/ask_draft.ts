/**
 * A question that a teacher asks on the spot (N-5): what is typed of it, and whether it is a quick poll or, with
 * choices of its own, a quiz of one question. Pure but for new ids and what the browser keeps.
 */
import { bounds } from "../../../classroom/model/bounds.ts";
import { isShowable } from "../../../classroom/model/display_names.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { previewOf } from "../../../classroom/model/previews.ts";
import {
  fewestWhileOpen,
  type pollKinds,
} from "../../../classroom/model/resources/shared.ts";
import { recall, remember } from "../../client/browser_memory.ts";
import {
  type EditedQuestion,
  filledChoices,
  missingIn,
  newQuestion,
} from "../../quizzes/edited.ts";
import { type KeptQuiz, keptQuiz } from "../../quizzes/quiz_body.ts";
import { askDraftKey } from "../../quizzes/quiz_drafts.ts";

export interface AskDraft {
  /** The id that the quiz is to have, so that a request that is sent again adds nothing. */
  readonly quiz: string;
  readonly question: EditedQuestion;
  /** Of a poll; null: as it is usual in the class. */
  readonly anonymous: boolean | null;
}

export function newAskDraft(): AskDraft {
  return { quiz: newId(), question: newQuestion(), anonymous: null };
}

/**
 * Whether a poll is anonymous in a class of so many. Where nobody has chosen, it is, except in one so small that its bars
 * could not be seen while it is open: there the teacher sees names, and students are told so.
 */
export function isAnonymous({ anonymous }: AskDraft, students: number) {
  return anonymous ?? (students === 0 || students >= fewestWhileOpen);
}

/** Whether anything is typed. */
export function isTyped(draft: AskDraft): boolean {
  return draft.question.text.trim() !== "" || isQuiz(draft);
}

/** Choices that the teacher has typed make it a quiz. */
export function isQuiz({ question }: AskDraft): boolean {
  return filledChoices(question).length > 0;
}

/** What keeps it from being sent as a quiz; null: nothing. */
export function missingInQuiz(
  draft: AskDraft,
): "kind" | "text" | "choices" | "twice" | null {
  if (!isQuiz(draft)) return "kind";
  const missing = missingIn(draft.question);
  return (["text", "choices", "twice"] as const)
    .find((one) => missing.includes(one)) ?? null;
}

/** The quiz that is kept under **Quizzes**, named by the beginning of its question, or else `unnamed`. */
export function quizOf({ question }: AskDraft, unnamed: string): KeptQuiz {
  const name = previewOf(question.text, bounds.resourceName);
  return keptQuiz({
    name: isShowable(name) ? name : unnamed,
    questions: [question],
  }, unnamed);
}

/** The poll of a kind in a class of so many; `words`: its **Yes** and **No**. */
export function pollOf(
  draft: AskDraft,
  kind: (typeof pollKinds)[number],
  students: number,
  words: [yes: string, no: string],
) {
  const question = draft.question.text.trim();
  return { kind, question, anonymous: isAnonymous(draft, students), words };
}

/** Keeps the draft on this device until it is sent, in this class or the next. */
export function keepAskDraft(draft: AskDraft): void {
  remember(askDraftKey, isTyped(draft) ? JSON.stringify(draft) : null);
}

/** The draft that this device keeps, or an empty one. As a quiz it is another: the one of another tab stays what it is. */
export function readAskDraft(): AskDraft {
  const empty = newAskDraft();
  try {
    const { question, anonymous }: AskDraft = JSON.parse(
      recall(askDraftKey) ?? "",
    );
    if (!question.choices.length || !question.right) return empty;
    return {
      ...empty,
      question: { ...empty.question, ...question },
      anonymous,
    };
  } catch {
    return empty;
  }
}
