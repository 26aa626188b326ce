import type { Answer, QuestionKind, Solution } from "../resources/questions.ts";
import { multiple, single } from "./choices.ts";
import { number } from "./number.ts";
import type { QuestionRules } from "./rules.ts";
import { scale } from "./scale.ts";
import { text } from "./text.ts";

export const questionRules: Readonly<Record<QuestionKind, QuestionRules>> = {
  single,
  multiple,
  text,
  number,
  scale,
};

/** Undefined: no answer is marked as right, or the teacher has to mark this one. */
export function isRight(
  kind: QuestionKind,
  solution: Solution,
  answer: Answer,
): boolean | undefined {
  return solution.correct === undefined
    ? undefined
    : questionRules[kind].isRight(solution, answer);
}
