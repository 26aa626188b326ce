import { bounds } from "../bounds.ts";
import {
  normalizeAnswer,
  normalizeAnswers,
  type Solution,
  wordKey,
} from "../resources/questions.ts";
import type { QuestionRules } from "./rules.ts";

/** Maximum characters of a short answer in normal form; no text that people write grows as much. */
const maxNormalised = 2 * bounds.shortText;

export const textRules: QuestionRules = {
  answers: "texts",
  isOpen: true,
  clearingAnswer: null,
  options: () => [],
  isValid: (_, answer, isWord) =>
    typeof answer === "string" &&
    // The normalised form, which is counted and compared, must fit too: it can be longer.
    (isWord
      ? Math.max(answer.length, normalizeAnswer(answer).length) <= bounds.word
      : answer.length <= bounds.shortText &&
        normalizeAnswer(answer).length <= maxNormalised),
  isRight: ({ correct }, answer) =>
    normalizeAnswers(acceptedTexts(correct)).has(
      normalizeAnswer(String(answer)),
    ) ||
    undefined,
  rightAnswers: acceptedTexts,
  chosenChoices: () => [],
  countKeys: (answer) => [wordKey(String(answer))],
  countForms(answer) {
    const form = String(answer).replace(/\s+/gu, " ").trim();
    // As an object's key, `__proto__` would set its prototype.
    return [form === "__proto__" ? wordKey(form) : form];
  },
  resultRows(_, { counts, correct }) {
    // Shows accepted answers in the teacher's spelling.
    const accepted = new Map(
      acceptedTexts(correct).map((text) => [wordKey(text), text]),
    );
    const textByKey = new Map(
      Object.keys(counts).map((
        key,
      ) => [key, accepted.get(wordKey(key)) ?? key]),
    );
    const givenKeys = new Set([...textByKey.keys()].map(wordKey));
    // If nobody gave an accepted answer, shows the first accepted one.
    const [firstAccepted] = accepted;
    if (
      firstAccepted && ![...accepted.keys()].some((key) => givenKeys.has(key))
    ) {
      textByKey.set(...firstAccepted);
    }
    return [...textByKey]
      .sort(([a], [b]) =>
        (counts[b] ?? 0) - (counts[a] ?? 0) || (a < b ? -1 : 1)
      )
      .map(([key, text]) => ({
        key,
        text,
        isRight: accepted.has(wordKey(key)),
      }));
  },
};

const noTexts: readonly string[] = [];

function acceptedTexts(correct: Solution["correct"]): readonly string[] {
  return typeof correct === "object" ? correct : noTexts;
}
