import type { Answer, Solution } from "../resources/questions.ts";
import { multipleChoiceRules, singleChoiceRules } from "./choices.ts";
import { numberRules } from "./number.ts";
import type { QuestionRules } from "./rules.ts";
import { scaleRules } from "./scale.ts";
import { textRules } from "./text.ts";
import type { QuestionKind } from "../resources/question_kinds.ts";

export const questionRules: Readonly<Record<QuestionKind, QuestionRules>> = {
  single: singleChoiceRules,
  multiple: multipleChoiceRules,
  text: textRules,
  number: numberRules,
  scale: scaleRules,
};

/** Undefined: the question has no right answer, or a teacher has to grade this one. */
export function isRightAnswer(
  kind: QuestionKind,
  solution: Solution,
  answer: Answer,
): boolean | undefined {
  return solution.correct === undefined
    ? undefined
    : questionRules[kind].isRight(solution, answer);
}
