/** Questions whose answer is a step of a scale, from 1. */
import { bounds } from "../bounds.ts";
import { numberRules } from "./number.ts";
import type { QuestionRules } from "./rules.ts";

export const scaleRules: QuestionRules = {
  ...numberRules,
  isOpen: false,
  clearingAnswer: "",
  options: ({ most = 0 }) =>
    Array.from({ length: most }, (_, index) => ({
      text: String(index + 1),
      answer: index + 1,
    })),
  isValid: ({ most = bounds.scale.default }, answer) =>
    typeof answer === "number" && Number.isInteger(answer) && answer >= 1 &&
    answer <= most,
  resultRows: (question, solution) =>
    scaleRules.options(question).map(({ text, answer }) => ({
      key: text,
      text,
      isRight: scaleRules.isRight(solution, answer) === true,
    })),
};
