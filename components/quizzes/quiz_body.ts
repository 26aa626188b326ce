/** Converts between a quiz in the editor and on the server. Pure. */
import { bounds } from "../../classroom/model/bounds.ts";
import {
  type AskedQuestion,
  withoutSolution,
} from "../../classroom/model/resources/questions.ts";
import { typedNumber } from "../checks/questions/typed_number.ts";
import {
  editedKinds,
  type EditedQuestion,
  type EditedQuiz,
  isBlank,
  isMarked,
  type KeptQuestion,
  missingIn,
  newChoice,
  newQuestion,
} from "./edited.ts";

/** A quiz as stored. */
export interface KeptQuiz {
  name: string;
  questions: KeptQuestion[];
  unfinished?: { place: number; question: KeptQuestion }[];
}

/**
 * Leaves out blank questions, except one if all are blank. `unnamed` is the
 * default name.
 */
export function keptQuiz(quiz: EditedQuiz, unnamed: string): KeptQuiz {
  const filled = quiz.questions.filter((it) => !isBlank(it));
  const all = filled.length > 0 ? filled : quiz.questions.slice(0, 1);
  const questions: KeptQuestion[] = [];
  const unfinished: { place: number; question: KeptQuestion }[] = [];
  for (const [place, question] of all.entries()) {
    const kept = keptQuestion(question);
    if (missingIn(question).length === 0) questions.push(kept);
    else unfinished.push({ place, question: kept });
  }
  const name = quiz.name.trim().slice(0, bounds.resourceName) || unnamed;
  return { name, questions, ...(unfinished.length > 0 && { unfinished }) };
}

function keptQuestion(question: EditedQuestion): KeptQuestion {
  const { id, kind, image } = question;
  const [alt, explanation] = [question.alt.trim(), question.explanation.trim()];
  const points = typedNumber(question.points);
  const counts = isMarked(question) && points && points > 0 &&
    points <= bounds.points;
  return {
    id,
    kind,
    text: question.text.trim(),
    ...(image && { image, ...(alt && { alt }) }),
    ...editedKinds[kind].kept(question),
    ...(counts && { points }),
    ...(explanation && { explanation }),
  };
}

export function editedQuiz(
  { name, questions, unfinished }: KeptQuiz,
): EditedQuiz {
  const all = [...questions];
  for (const { place, question } of unfinished ?? []) {
    all.splice(place, 0, question);
  }
  const edited = all.map(editedQuestion);
  return { name, questions: edited.length > 0 ? edited : [newQuestion()] };
}

function editedQuestion(kept: KeptQuestion): EditedQuestion {
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
    ...editedKinds[kind].edited(kept),
  };
  // New right answers then count like those of a new question.
  return isMarked(edited) ? edited : { ...edited, points: bare.points };
}

/** Equal once stored. */
export function isSameQuiz(one: KeptQuiz, other: KeptQuiz): boolean {
  const plain = (quiz: KeptQuiz) =>
    JSON.stringify(keptQuiz(editedQuiz(quiz), ""));
  return plain(one) === plain(other);
}

export function askedQuestion(question: EditedQuestion): AskedQuestion {
  return withoutSolution(keptQuestion(question));
}

/** Finished questions, and the number of unfinished ones. */
export function askable(
  { questions }: EditedQuiz,
): { asked: AskedQuestion[]; left: number } {
  const begun = questions.filter((it) => !isBlank(it));
  const finished = begun.filter((it) => missingIn(it).length === 0);
  return {
    asked: finished.map(askedQuestion),
    left: begun.length - finished.length,
  };
}
