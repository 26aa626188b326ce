/** The rows of a question's results: what was answered, how often, what of it is right. Pure. */
import {
  type Answer,
  type AskedQuestion,
  countedAs,
  isGiven,
  isRight,
  type Solution,
} from "../../../classroom/model/resources/questions.ts";
import { timesIn } from "../../../classroom/model/resources/results.ts";
import type { ClassResult } from "../../../classroom/model/resources/shared.ts";

/** What is known of the answers to a question; `correct` only where it may be told. */
export type Counted =
  & Pick<ClassResult, "answered" | "counts">
  & Pick<Solution, "correct" | "tolerance">;

export interface AnswerRow {
  /** The choice's id, the number, or the plain text. */
  readonly key: string;
  /** What it says, as in a message; a number is its figures. */
  readonly text: string;
  readonly count: number;
  /** The part of those who have answered, 0 to 1. */
  readonly share: number;
  /** Absent: nothing is right or wrong. */
  readonly right?: boolean;
  readonly own: boolean;
}

/**
 * Choices and the steps of a scale in their order, numbers by their size, texts by how often they were given. What is
 * right and nobody gave is among them.
 */
export function tallyRows(
  question: AskedQuestion,
  counted: Counted,
  own?: Answer,
): AnswerRow[] {
  const { answered, counts, correct } = counted;
  const mine = new Set(isGiven(own) ? countedAs(own) : []);
  return keysOf(question, counted).map(([key, text]) => {
    const count = timesIn(counts, key);
    return {
      key,
      text,
      count,
      share: answered > 0 ? count / answered : 0,
      own: mine.has(key),
      ...(correct !== undefined && hasRight(correct) &&
        { right: isRightKey(question, counted, key) }),
    };
  });
}

function keysOf(
  { kind, choices = [], most = 0 }: AskedQuestion,
  { counts, correct }: Counted,
): [key: string, text: string][] {
  switch (kind) {
    case "single":
    case "multiple":
      return choices.map(({ id, text }) => [id, text]);
    case "scale":
      return Array.from({ length: most }, (_, at) => {
        const step = String(at + 1);
        return [step, step];
      });
    case "number": {
      const all = new Set(Object.keys(counts));
      if (typeof correct === "number") all.add(String(correct));
      return [...all].sort((a, b) => Number(a) - Number(b))
        .map((it) => [it, it]);
    }
    case "text": {
      // As its teacher writes it, where it is accepted.
      const accepted = new Map(
        Array.isArray(correct)
          ? correct.map((it) => [countedAs(it)[0], it])
          : [],
      );
      const all = new Map(
        Object.keys(counts).map((it) => [it, accepted.get(it) ?? it]),
      );
      // Of several that are accepted, and that nobody gave, one says enough.
      const [one] = accepted;
      if (one && ![...accepted.keys()].some((it) => all.has(it))) {
        all.set(...one);
      }
      return [...all].sort(([a], [b]) =>
        (counts[b] ?? 0) - (counts[a] ?? 0) || (a < b ? -1 : 1)
      );
    }
  }
}

/** Texts that nobody has accepted yet make nothing right or wrong. */
function hasRight(correct: NonNullable<Counted["correct"]>): boolean {
  return typeof correct === "number" || correct.length > 0;
}

function isRightKey(
  { kind }: AskedQuestion,
  { correct, tolerance }: Counted,
  key: string,
): boolean {
  if (kind === "single" || kind === "multiple") {
    return Array.isArray(correct) && correct.includes(key);
  }
  const answer = kind === "text" ? key : Number(key);
  return isRight(kind, { correct, tolerance }, answer) === true;
}
