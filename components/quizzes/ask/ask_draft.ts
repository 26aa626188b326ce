/** The draft of **Ask** (N-5): a poll or, with choices, a quiz of one question. Pure, except for new ids. */
import { bounds } from "../../../classroom/model/bounds.ts";
import { isShowable } from "../../../classroom/model/display_names.ts";
import { makePreview } from "../../../formats/markdown/previews.ts";
import {
  minAnonymousVotesWhileOpen,
  type pollKinds,
} from "../../../classroom/model/resources/shared_resources.ts";
import {
  type EditedQuestion,
  filledChoices,
  missingPartsOf,
  newQuestion,
} from "../edited_quiz.ts";
import { type StoredQuiz, toStoredQuiz } from "../stored_quiz.ts";

export interface AskDraft {
  readonly question: EditedQuestion;
  /** Whether a poll is anonymous; null: the class's default. */
  readonly anonymous: boolean | null;
}

export function createAskDraft(): AskDraft {
  return { question: newQuestion(), anonymous: null };
}

/**
 * Whether the poll will be anonymous. If the draft leaves it open: yes, except in a class of so few students that its
 * bars could not be shown while it is open.
 */
export function isDraftAnonymous({ anonymous }: AskDraft, students: number) {
  return anonymous ??
    (students === 0 || students >= minAnonymousVotesWhileOpen);
}

export function hasTypedText(draft: AskDraft): boolean {
  return draft.question.text.trim() !== "" || isQuizDraft(draft);
}

export function isQuizDraft({ question }: AskDraft): boolean {
  return filledChoices(question).length > 0;
}

/** Null: the quiz is complete. */
export function findMissingPart(
  draft: AskDraft,
): "kind" | "text" | "choices" | "twice" | null {
  if (!isQuizDraft(draft)) return "kind";
  const missing = missingPartsOf(draft.question);
  return (["text", "choices", "twice"] as const)
    .find((part) => missing.includes(part)) ?? null;
}

/** The quiz, named by the beginning of its question; `unnamed` if that cannot be shown. */
export function quizFromDraft(
  { question }: AskDraft,
  unnamed: string,
): StoredQuiz {
  const name = makePreview(question.text, bounds.resourceName);
  return toStoredQuiz({
    name: isShowable(name) ? name : unnamed,
    questions: [question],
  }, unnamed);
}

export function pollFromDraft(
  draft: AskDraft,
  kind: (typeof pollKinds)[number],
  students: number,
  words: [yes: string, no: string],
) {
  const question = draft.question.text.trim();
  return {
    kind,
    question,
    anonymous: isDraftAnonymous(draft, students),
    words,
  };
}
