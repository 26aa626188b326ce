/** Converts between a quiz in the editor and on the server. Pure. */
import { bounds } from "../../classroom/model/bounds.ts";
import {
  type PublicQuestion,
  removeSolution,
} from "../../classroom/model/resources/questions.ts";
import { parsePlainNumber } from "../../formats/typed_number.ts";
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

export type SavedQuiz = StoredQuiz & { id: string; at: number };

/**
 * The quiz as it is stored, without blank questions. If all are blank, the first one stays.
 * @param unnamed the name of a quiz without one
 */
export function toStoredQuiz(quiz: EditedQuiz, unnamed: string): StoredQuiz {
  const filled = quiz.questions.filter((it) => !isBlank(it));
  const keptQuestions = filled.length > 0 ? filled : quiz.questions.slice(0, 1);
  const questions: StoredQuestion[] = [];
  const unfinished: { place: number; question: StoredQuestion }[] = [];
  for (const [place, question] of keptQuestions.entries()) {
    const stored = toStoredQuestion(question);
    if (missingPartsOf(question).length === 0) questions.push(stored);
    else unfinished.push({ place, question: stored });
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
  const storedQuestions = [...questions];
  for (const { place, question } of unfinished ?? []) {
    storedQuestions.splice(place, 0, question);
  }
  const edited = storedQuestions.map(toEditedQuestion);
  return { name, questions: edited.length > 0 ? edited : [newQuestion()] };
}

function toEditedQuestion(stored: StoredQuestion): EditedQuestion {
  const { id, kind, text, image, choices = [], most } = stored;
  const bare = newQuestion(kind);
  const typed = (number: number | undefined) =>
    number === undefined ? "" : String(number);
  const editedChoices = choices.length > 0
    ? [...choices, ...choices.length < 2 ? [newChoice()] : []]
    : bare.choices;
  const edited: EditedQuestion = {
    ...bare,
    id,
    text,
    image: image ?? null,
    alt: stored.alt ?? "",
    choices: editedChoices,
    tolerance: typed(stored.tolerance),
    most: most ?? bare.most,
    points: typed(stored.points),
    explanation: stored.explanation ?? "",
    ...questionKindRules[kind].edited(stored),
  };
  // A right answer that is added later then has a new question's points.
  return isScored(edited) ? edited : { ...edited, points: bare.points };
}

/** Whether two quizzes are equal once they are stored. */
export function isSameQuiz(quiz: StoredQuiz, otherQuiz: StoredQuiz): boolean {
  const plain = (quiz: StoredQuiz) =>
    JSON.stringify(toStoredQuiz(toEditedQuiz(quiz), ""));
  return plain(quiz) === plain(otherQuiz);
}

export function toAskedQuestion(question: EditedQuestion): PublicQuestion {
  return removeSolution(toStoredQuestion(question));
}

/** The finished questions, as students see them, and the number of unfinished ones. */
export function finishedQuestions(
  { questions }: EditedQuiz,
): { finished: PublicQuestion[]; left: number } {
  const begunQuestions = questions.filter((it) => !isBlank(it));
  const finished = begunQuestions.filter((it) =>
    missingPartsOf(it).length === 0
  );
  return {
    finished: finished.map(toAskedQuestion),
    left: begunQuestions.length - finished.length,
  };
}
