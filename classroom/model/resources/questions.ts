/** Questions of quizzes and polls, and what is an answer to one: the same for page and server. Imports nothing. */

/** The kinds of question; `classroom/model/questions/` has what they differ in. */
export const questionKinds = [
  "single",
  "multiple",
  "text",
  "number",
  "scale",
] as const;

export type QuestionKind = (typeof questionKinds)[number];

export interface Choice {
  id: string;
  text: string;
}

/** What may come with a picture. */
export interface Pictured {
  /** The picture: the id of a file. */
  image?: string;
  /** What the picture shows, for those who do not see it. */
  alt?: string;
  /** Its width and height in pixels, so that nothing moves when it loads. */
  imageSize?: [width: number, height: number];
}

/** A question as students may see it; its picture is above it. */
export interface AskedQuestion extends Pictured {
  id: string;
  kind: QuestionKind;
  /** As in a message (C-4). */
  text: string;
  /** With `single` and `multiple`. */
  choices?: Choice[];
  /** With `scale`: its greatest number; it begins at 1. */
  most?: number;
  /** How much it counts; absent: nothing. */
  points?: number;
}

/** What makes an answer to a question right: the ids of the right choices, the accepted texts, or the number. */
export type Correct = string[] | number;

/** What is told of a question only with its results. */
export interface Solution {
  /** Absent: nothing is right or wrong. */
  correct?: Correct;
  /** With `number`: how far off an answer may be. */
  tolerance?: number;
  explanation?: string;
}

/** A question with all that belongs to it, as its teacher keeps it. */
export type Question = AskedQuestion & Solution;

/** A question as students may see it: without what is told only with its results. */
export function withoutSolution(
  { correct: _, tolerance: __, explanation: ___, ...asked }:
    & AskedQuestion
    & { [Key in keyof Solution]?: unknown },
): AskedQuestion {
  // A field of the solution that is left in fails to compile here.
  return asked satisfies AskedQuestion & { [Key in keyof Solution]?: never };
}

/** An answer: the ids of the choices, a text, or a number. Empty: none. */
export type Answer = string[] | string | number;

export function isGiven(answer: Answer | undefined): answer is Answer {
  return typeof answer === "number" ||
    (answer !== undefined && answer.length > 0);
}

/**
 * A text as it is compared: letter case, width and spaces make no difference. A raised sign is written behind `^` and a
 * fraction with its own blank, so that 2³ is not 23 and 2½ is not 21/2.
 */
export function plainText(text: string): string {
  return text.replace(/[⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ⁿⁱ]+/gu, "^$&")
    .replace(/[¼½¾⅐-⅞↉]/gu, " $&").normalize("NFKC").replace(/[⁄∕]/gu, "/")
    .toLowerCase().replace(/\s+/gu, " ").trim();
}

/**
 * An answer as it is compared: as a {@link plainText}, whichever apostrophes, quotes and hyphens its keyboard has, and
 * without quotes around it and the signs that end a sentence. Other signs count: `C++`, `5%`, `-3`, `5!`.
 */
export function plainAnswer(text: string): string {
  const whole = plainText(
    text.replace(/[\p{Cf}\ufe0e\ufe0f]/gu, "")
      .replace(/[‘’‚‛ʹʻʼ՚´`′]/g, "'")
      .replace(/[“”„‟«»〝〞″「」『』《》〈〉]/g, '"'),
  ).replace(/[\p{Pd}−]/gu, "-");
  let plain = whole;
  for (let before = ""; before !== plain;) {
    before = plain;
    plain = withoutQuotes(withoutFullStop(plain));
  }
  return plain || whole;
}

/** A text without one pair of quotes around all of it. */
function withoutQuotes(text: string): string {
  const [quote] = text;
  const isQuoted = (quote === '"' || quote === "'") &&
    text.indexOf(quote, 1) === text.length - 1;
  return isQuoted ? text.slice(1, -1).trim() : text;
}

/** A text without the signs that end a sentence. After a number or a single letter `!` and `?` may mean something. */
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

/** Made plain once for all answers: a class gives thousands. */
const plain = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Texts as they are compared with a {@link plainAnswer}, also those that an older version made plain in its way. */
export function plainAnswers(texts: readonly string[]): ReadonlySet<string> {
  const known = plain.get(texts) ?? new Set(texts.map(plainAnswer));
  plain.set(texts, known);
  return known;
}

/** What an answer earns; undefined: the question counts nothing, or nobody has said yet whether it is right. */
export function pointsFor(
  { points }: Pick<AskedQuestion, "points">,
  right: boolean | undefined,
): number | undefined {
  if (right === undefined || points === undefined) return undefined;
  return right ? points : 0;
}

/** The key under which a text is counted. */
export function wordKey(text: string): string {
  const word = plainAnswer(text);
  // The one key that an object does not take.
  return word === "__proto__" ? "proto" : word;
}
