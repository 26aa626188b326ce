/** Questions of an editor as students are asked them. Pure. */
import type { AskedQuestion } from "../../classroom/model/resources/questions.ts";
import {
  type EditedQuestion,
  type EditedQuiz,
  filledChoices,
  hasChoices,
  isBlank,
} from "./edited.ts";
import { missingIn } from "./missing.ts";
import { keptQuestion } from "./quiz_body.ts";

/** The question as it stands. */
export function askedQuestion(question: EditedQuestion): AskedQuestion {
  const { correct: _, tolerance: __, explanation: ___, ...asked } =
    keptQuestion(question);
  return {
    ...asked,
    ...(hasChoices(question) && { choices: filledChoices(question) }),
  };
}

/** Those that can be asked, and how many cannot yet. */
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
