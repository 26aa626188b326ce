/** Changes of a quiz in its editor. Pure, except for new ids. */
import { bounds } from "../../classroom/model/bounds.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { Choice } from "../../classroom/model/resources/questions.ts";
import {
  type EditedQuestion,
  type EditedQuiz,
  newChoice,
  newQuestion,
} from "./edited_quiz.ts";
import type { QuestionKind } from "../../classroom/model/resources/question_kinds.ts";

export function changeQuestion(
  quiz: EditedQuiz,
  id: string,
  change: Partial<EditedQuestion>,
): EditedQuiz {
  const questions = quiz.questions.map((question) =>
    question.id === id ? { ...question, ...change } : question
  );
  return { ...quiz, questions };
}

/** Adds a question after another or at the end, by default of the same kind; null: the quiz has the maximum number. */
export function addQuestionAfter(
  quiz: EditedQuiz,
  id: string | null,
  question: EditedQuestion | null = null,
): { quiz: EditedQuiz; id: string } | null {
  const { questions } = quiz;
  if (questions.length >= bounds.questions) return null;
  const index = questions.findIndex((it) => it.id === id);
  const added = question ?? newQuestion(questions[index]?.kind);
  const newQuestions = [...questions];
  newQuestions.splice(index < 0 ? questions.length : index + 1, 0, added);
  return { quiz: { ...quiz, questions: newQuestions }, id: added.id };
}

export function duplicateQuestion(question: EditedQuestion): EditedQuestion {
  const ids = new Map(question.choices.map(({ id }) => [id, newId()]));
  return {
    ...question,
    id: newId(),
    choices: question.choices.map(({ id, text }) => ({
      id: ids.get(id)!,
      text,
    })),
    right: question.right.flatMap((id) => ids.get(id) ?? []),
  };
}

/** Leaves an empty question if it was the only one. */
export function removeQuestion(quiz: EditedQuiz, id: string): EditedQuiz {
  const questions = quiz.questions.filter((it) => it.id !== id);
  return {
    ...quiz,
    questions: questions.length > 0 ? questions : [newQuestion()],
  };
}

/** An invalid index changes nothing. */
export function moveItem<T extends { id: string }>(
  items: readonly T[],
  id: string,
  to: number,
): T[] {
  const from = items.findIndex((it) => it.id === id);
  const newItems = [...items];
  if (from < 0 || to < 0 || to >= items.length) return newItems;
  newItems.splice(to, 0, ...newItems.splice(from, 1));
  return newItems;
}

/** `single` keeps only the first right choice. */
export function changeKind(
  question: EditedQuestion,
  kind: QuestionKind,
): Partial<EditedQuestion> {
  return {
    kind,
    ...(kind === "single" && { right: question.right.slice(0, 1) }),
  };
}

export function toggleRightChoice(
  { kind, right }: EditedQuestion,
  id: string,
): Partial<EditedQuestion> {
  const isRight = right.includes(id);
  if (kind === "single") return { right: isRight ? [] : [id] };
  return {
    right: isRight ? right.filter((it) => it !== id) : [...right, id],
  };
}

/** Adds choices after another, as far as there is room. `id`: the last added, or `previousId`. */
export function addChoices(
  { choices }: EditedQuestion,
  previousId: string,
  texts: readonly string[],
): { choices: Choice[]; id: string } {
  const index = choices.findIndex(({ id }) => id === previousId);
  const room = Math.max(0, bounds.choices.max - choices.length);
  const added = texts.slice(0, room).map((text) => newChoice(text));
  const newChoices = [...choices];
  newChoices.splice(index + 1, 0, ...added);
  return { choices: newChoices, id: added.at(-1)?.id ?? previousId };
}

/** Splits a text into lines, without list signs such as `A)`, `1.` and `-`. */
export function parsePastedLines(text: string): string[] {
  return text.split(/\r?\n/)
    .map((line) =>
      line.trim().replace(
        /^(?:[A-Ja-j]|\d{1,2})[).、．：:]\s*|^[-–•*·]\s+/u,
        "",
      )
        .trim().slice(0, bounds.choice)
    ).filter(Boolean);
}
