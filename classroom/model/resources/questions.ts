/** Questions and answers of quizzes and polls. */
import type { z } from "zod";
import { memoize } from "../../../formats/memoize.ts";
import { normalise } from "../../../formats/normalise.ts";
import type {
  answerSchema,
  pictureSchema,
  publicQuestionSchema,
  solutionSchema,
} from "./question_schemas.ts";

export type WithPicture = z.output<typeof pictureSchema>;
export type PublicQuestion = z.output<typeof publicQuestionSchema>;
export type Choice = NonNullable<PublicQuestion["choices"]>[number];
export type Solution = z.output<typeof solutionSchema>;
export type CorrectAnswer = NonNullable<Solution["correct"]>;
export type Question = PublicQuestion & Solution;
export type Answer = z.output<typeof answerSchema>;

export function removeSolution(
  { correct: _, tolerance: __, explanation: ___, ...publicQuestion }:
    & PublicQuestion
    & { [Key in keyof Solution]?: unknown },
): PublicQuestion {
  // Fails to compile if a field of the solution is left in.
  return publicQuestion satisfies
    & PublicQuestion
    & { [Key in keyof Solution]?: never };
}

export function isNonEmptyAnswer(answer: Answer | undefined): answer is Answer {
  return typeof answer === "number" ||
    (answer !== undefined && answer.length > 0);
}

/**
 * Normalises case, width and spaces. Marks raised characters by `^` and fractions by a blank, so that 2³ is
 * not 23 and 2½ is not 21/2.
 */
export function foldText(text: string): string {
  const spelled = text.replace(/[⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ⁿⁱ]+/gu, "^$&")
    .replace(/[¼½¾⅐-⅞↉]/gu, " $&");
  return normalise(spelled, "NFKC").replace(/[⁄∕]/gu, "/")
    .toLowerCase().replace(/\s+/gu, " ").trim();
}

/** Answers to remember in normal form: those of a large class to a long quiz, as each is compared again and again. */
const maxRemembered = 10_000;

/**
 * Normalises a text answer for comparison: like {@link foldText}, with uniform apostrophes, quotes and hyphens, without
 * surrounding quotes and final punctuation. Other signs count: `C++`, `5%`, `-3`, `5!`.
 */
export const normalizeAnswer: (text: string) => string = memoize(
  maxRemembered,
  normalForm,
);

function normalForm(text: string): string {
  const whole = foldText(
    text.replace(/[\p{Cf}\ufe0e\ufe0f]/gu, "")
      .replace(/[‘’‚‛ʹʻʼ՚´`′]/g, "'")
      .replace(/[“”„‟«»〝〞″「」『』《》〈〉]/g, '"'),
  ).replace(/[\p{Pd}−]/gu, "-");
  let plain = whole;
  for (let previous = ""; previous !== plain;) {
    previous = plain;
    plain = withoutQuotes(withoutFullStop(plain));
  }
  return plain || whole;
}

function withoutQuotes(text: string): string {
  const [quote] = text;
  const isQuoted = (quote === '"' || quote === "'") &&
    text.indexOf(quote, 1) === text.length - 1;
  return isQuoted ? text.slice(1, -1).trim() : text;
}

/** Removes final punctuation. After a number or a single letter, `!` and `?` may have a meaning. */
function withoutFullStop(text: string): string {
  const words = trimmedEnd(text, ".。⋯!?");
  return /(?:\p{L}{2}|\p{Lo}|["')\]])$/u.test(words.slice(-4))
    ? words
    : trimmedEnd(text, ".。⋯");
}

function trimmedEnd(text: string, signs: string): string {
  let { length } = text;
  while (length > 0 && signs.includes(text[length - 1])) length--;
  return text.slice(0, length).trimEnd();
}

const normalizedCache = new WeakMap<readonly string[], ReadonlySet<string>>();

/**
 * Normalises texts, even those that a document has in normalised form: an older version may have normalised
 * differently.
 */
export function normalizeAnswers(
  texts: readonly string[],
): ReadonlySet<string> {
  const normalized = normalizedCache.get(texts) ??
    new Set(texts.map(normalizeAnswer));
  normalizedCache.set(texts, normalized);
  return normalized;
}

/** Points of an answer; undefined: the question has no points, or `isRight` is undefined. */
export function pointsFor(
  { points }: Pick<PublicQuestion, "points">,
  isRight: boolean | undefined,
): number | undefined {
  if (isRight === undefined || points === undefined) return undefined;
  return isRight ? points : 0;
}

/** The form in which texts are counted together; never shown. */
export function wordKey(text: string): string {
  const word = normalizeAnswer(text);
  // As an object's key, `__proto__` would set its prototype.
  return word === "__proto__" ? "proto" : word;
}
