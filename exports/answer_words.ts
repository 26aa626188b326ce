/** Quizzes, polls and answers in words: for the history page, the exports, and a student's own list. */
import type {
  Answer,
  AskedQuestion,
  Solution,
} from "../classroom/model/resources/questions.ts";
import type { Shared } from "../classroom/model/resources/shared.ts";
import { language } from "../locales/current.ts";
import { given as t } from "texts/sharing_record.ts";

export function kindWords(shared: Shared): string {
  if (shared.kind === "quiz" && shared.exit) return t.kinds.exit;
  if (shared.kind === "poll" && shared.anonymous) return t.kinds.anonymous;
  return t.kinds[shared.kind];
}

/** What it is called; a poll by its question, or by its choices where that was only said. */
export function exportTitleOf(shared: Shared): string {
  switch (shared.kind) {
    case "template":
    case "quiz":
      return shared.name;
    case "poll":
      return shared.questions[0].text.trim() || t.polls[shared.poll];
    case "wall":
      return t.kinds.wall;
  }
}

/** The words of a question; those of a poll that was only said are its title. */
export function questionWords(shared: Shared, { text }: AskedQuestion): string {
  if (text.trim() !== "") return text.trim();
  return shared.kind === "poll" ? exportTitleOf(shared) : t.picture;
}

export function answerWords(question: AskedQuestion, answer: Answer): string {
  if (typeof answer === "string") return answer;
  if (typeof answer === "number") return numberWords(answer);
  return (question.choices ?? []).filter(({ id }) => answer.includes(id))
    .map(({ text }) => text).join(t.between);
}

/** What is right, in words; null: nobody has said. */
export function correctWords(
  question: AskedQuestion,
  { correct, tolerance }: Solution,
): string | null {
  if (correct === undefined) return null;
  if (typeof correct === "number") {
    const value = numberWords(correct);
    return tolerance
      ? t.tolerance({ value, tolerance: numberWords(tolerance) })
      : value;
  }
  if (correct.length === 0) return null;
  return question.kind === "text"
    ? correct.join(t.between)
    : answerWords(question, correct);
}

/** A number as people read it; all of its digits. */
function numberWords(value: number): string {
  return new Intl.NumberFormat(language().formats, {
    maximumSignificantDigits: 15,
  }).format(value);
}
