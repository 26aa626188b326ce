import type { QuestionRules } from "./rules.ts";

export const numberRules: QuestionRules = {
  answers: "numbers",
  isOpen: true,
  clearingAnswer: null,
  options: () => [],
  isValid: (_, answer) => Number.isFinite(answer),
  isRight: ({ correct, tolerance = 0 }, answer) =>
    typeof correct === "number" && typeof answer === "number" &&
    // With a tolerance for rounding: 0.1 + 0.2 equals 0.3.
    Math.abs(answer - correct) <= tolerance + 1e-9 * Math.abs(correct),
  rightAnswers: (correct) => [correct],
  chosenChoices: () => [],
  countKeys: (answer) => [String(answer)],
  countForms: (answer) => [String(answer)],
  resultRows(_, { counts, ...solution }) {
    const values = new Set(Object.keys(counts).map(Number));
    if (typeof solution.correct === "number") values.add(solution.correct);
    return [...values].sort((a, b) => a - b).map((value) => ({
      key: String(value),
      text: String(value),
      isRight: numberRules.isRight(solution, value) === true,
    }));
  },
};
