/** Converts between a quiz in the editor and on the server. Pure. */
import { bounds } from "../../classroom/model/bounds.ts";
import {
  type PublicQuestion,
  removeSolution,
} from "../../classroom/model/resources/questions.ts";
import { parsePlainNumber } from "../../classroom/model/typed_number.ts";
import {
  type EditedQuestion,
  type EditedQuiz,
  isBlank,
  isScored,
  missingPartsOf,
  newChoice,
  newQuestion,
  questionKindRules,
  type StoredQuestion,
} from "./edited_quiz.ts";

export interface StoredQuiz {
  name: string;
  questions: StoredQuestion[];
  unfinished?: { place: number; question: StoredQuestion }[];
}

/**
 * The quiz as it is stored, without blank questions. If all are blank, the first one stays.
 * @param unnamed the name of a quiz without one
 */
export function toStoredQuiz(quiz: EditedQuiz, unnamed: string): StoredQuiz {
  const filled = quiz.questions.filter((it) => !isBlank(it));
  const all = filled.length > 0 ? filled : quiz.questions.slice(0, 1);
  const questions: StoredQuestion[] = [];
  const unfinished: { place: number; question: StoredQuestion }[] = [];
  for (const [place, question] of all.entries()) {
    const kept = toStoredQuestion(question);
    if (missingPartsOf(question).length === 0) questions.push(kept);
    else unfinished.push({ place, question: kept });
  }
  const name = quiz.name.trim().slice(0, bounds.resourceName) || unnamed;
  return { name, questions, ...(unfinished.length > 0 && { unfinished }) };
}

function toStoredQuestion(question: EditedQuestion): StoredQuestion {
  const { id, kind, image } = question;
  const [alt, explanation] = [question.alt.trim(), question.explanation.trim()];
  const points = parsePlainNumber(question.points);
  const counts = isScored(question) && points && points > 0 &&
    points <= bounds.points;
  return {
    id,
    kind,
    text: question.text.trim(),
    ...(image && { image, ...(alt && { alt }) }),
    ...questionKindRules[kind].kept(question),
    ...(counts && { points }),
    ...(explanation && { explanation }),
  };
}

export function toEditedQuiz(
  { name, questions, unfinished }: StoredQuiz,
): EditedQuiz {
  const all = [...questions];
  for (const { place, question } of unfinished ?? []) {
    all.splice(place, 0, question);
  }
  const edited = all.map(toEditedQuestion);
  return { name, questions: edited.length > 0 ? edited : [newQuestion()] };
}

function toEditedQuestion(kept: StoredQuestion): EditedQuestion {
  const { id, kind, text, image, choices = [], most } = kept;
  const bare = newQuestion(kind);
  const typed = (number: number | undefined) =>
    number === undefined ? "" : String(number);
  const some = choices.length > 0
    ? [...choices, ...choices.length < 2 ? [newChoice()] : []]
    : bare.choices;
  const edited: EditedQuestion = {
    ...bare,
    id,
    text,
    image: image ?? null,
    alt: kept.alt ?? "",
    choices: some,
    tolerance: typed(kept.tolerance),
    most: most ?? bare.most,
    points: typed(kept.points),
    explanation: kept.explanation ?? "",
    ...questionKindRules[kind].edited(kept),
  };
  // A right answer that is added later then has a new question's points.
  return isScored(edited) ? edited : { ...edited, points: bare.points };
}

/** Whether two quizzes are equal once they are stored. */
export function isSameQuiz(one: StoredQuiz, other: StoredQuiz): boolean {
  const plain = (quiz: StoredQuiz) =>
    JSON.stringify(toStoredQuiz(toEditedQuiz(quiz), ""));
  return plain(one) === plain(other);
}

export function toAskedQuestion(question: EditedQuestion): PublicQuestion {
  return removeSolution(toStoredQuestion(question));
}

/** The finished questions, as students see them, and the number of unfinished ones. */
export function finishedQuestions(
  { questions }: EditedQuiz,
): { asked: PublicQuestion[]; left: number } {
  const begun = questions.filter((it) => !isBlank(it));
  const finished = begun.filter((it) => missingPartsOf(it).length === 0);
  return {
    asked: finished.map(toAskedQuestion),
    left: begun.length - finished.length,
  };
}
