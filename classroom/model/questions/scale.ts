/** Questions whose answer is a step of a scale, from 1. */
import { bounds } from "../bounds.ts";
import { number } from "./number.ts";
import type { QuestionRules } from "./rules.ts";

export const scale: QuestionRules = {
  ...number,
  isOpen: false,
  cleared: "",
  options: ({ most = 0 }) =>
    Array.from({ length: most }, (_, at) => ({
      text: String(at + 1),
      answer: at + 1,
    })),
  fits: ({ most = bounds.scale.usual }, answer) =>
    typeof answer === "number" && Number.isInteger(answer) && answer >= 1 &&
    answer <= most,
  rows: (question, solution) =>
    scale.options(question).map(({ text, answer }) => ({
      key: text,
      text,
      isRight: scale.isRight(solution, answer) === true,
    })),
};
