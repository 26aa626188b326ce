/** A question that was pasted, as one to keep: its kind, and what is right. Pure. */
import { plainAnswer } from "../../../schema/resources/questions.ts";
import {
  type Draft,
  type Finding,
  itemAt,
  leftOutAt,
  type TrueFalse,
} from "../found.ts";
import {
  acceptedTexts,
  asksForMore,
  isTrueFalse,
  meansTwo,
  namedChoices,
  numberAnswer,
  trueOrFalse,
} from "./answers.ts";
import { longestLine } from "../lines.ts";
import type { Pasted, PastedChoice } from "./question.ts";
import { type Stem, stemOf } from "./stems.ts";

/** What it is, and what of it cannot be told. */
export function* itemOf(given: Pasted, words: TrueFalse): Finding {
  const one = behindLast(listed(given));
  const { line, explanation } = one;
  const plain = (it: string) => it.replaceAll("\t", " ").trim();
  const asksWhether = one.asksWhether || isTrueFalse(one.text);
  const whole = plain(one.text);
  // What is longer is no question, and costs to look through.
  const stem: Stem = whole.length > longestLine
    ? { text: whole }
    : stemOf(whole, {
      choices: one.choices.length,
      answer: one.answer,
      asksWhether,
    });
  const { text } = stem;
  const answer = one.answer ?? stem.answer;
  const points = one.points ?? stem.points;
  const item: Draft = {
    text,
    ...(explanation && { explanation }),
    ...(points !== undefined && { points }),
  };
  let choices = one.choices.map((it) => plain(it.text));
  const doubts = [stem.doubt, ...choices.map((it) => label.exec(it)?.[0])];
  for (const doubt of doubts) {
    if (doubt) yield leftOutAt(line, "answer-seen", { text: doubt });
  }
  let right = marked(one.choices);
  const whether = answer === undefined ? undefined : trueOrFalse(answer);
  if (choices.length === 0 && (whether !== undefined || asksWhether)) {
    choices = [words.yes, words.no];
    right = whether === undefined ? [] : [whether ? 0 : 1];
    if (answer !== undefined && whether === undefined) {
      yield leftOutAt(one.answerLine ?? line, "answer-unknown", {
        text: answer,
      });
    }
  } else if (choices.length > 0 && answer !== undefined) {
    const at = one.answerLine ?? line;
    const named = namedChoices(answer, choices) ??
      (choices.length === 2 && whether !== undefined
        ? wordPlaces(choices, whether)
        : null);
    if (!named) {
      yield leftOutAt(at, "answer-unknown", { text: answer });
    } else {
      if (right.length > 0 && String(right) !== String(named)) {
        const other = right.map((it) => choices[it]).join(", ");
        yield leftOutAt(at, "answers-differ", { text: answer, other });
      }
      const [, said] = lettered.exec(answer) ?? [];
      const [place] = named;
      if (
        said && /[\p{L}\p{N}]/u.test(said) && named.length === 1 &&
        !choices.includes(answer) &&
        plainAnswer(said) !== plainAnswer(choices[place])
      ) {
        const text = choices[place];
        yield leftOutAt(at, "answers-differ", { text, other: answer });
      }
      if (meansTwo(answer, choices)) {
        yield leftOutAt(at, "answer-two-ways", { text: answer });
      }
      right = named;
    }
  }
  const [, inBrackets] =
    /[([（【]\s*([^()（）[\]【】]+?)\s*[)）\]】]$/u.exec(text) ?? [];
  if (
    inBrackets && right.length === 0 &&
    choices.some((it) => plainAnswer(it) === plainAnswer(inBrackets))
  ) {
    yield leftOutAt(line, "answer-seen", { text: inBrackets });
  }
  if (choices.length > 0) {
    const isMore = right.length > 1 || asksForMore(text);
    return yield itemAt(line, {
      kind: isMore ? "multiple" : "single",
      ...item,
      choices,
      ...(right.length > 0 && { correct: right }),
    });
  }
  const number = answer === undefined ? null : numberAnswer(answer);
  const accepted = answer === undefined ? [] : acceptedTexts(answer);
  yield itemAt(
    line,
    number ? { kind: "number", ...item, ...number } : {
      kind: "text",
      ...item,
      ...(accepted.length > 0 && { correct: accepted }),
    },
  );
}

/** Lines below a question are its choices where one of them is marked, or named as the right one. */
function listed(one: Pasted): Pasted {
  if (one.choices.length > 0 || one.text.length > longestLine) return one;
  const [text, ...rest] = one.text.split(/\n+/);
  if (rest.length < 2) return one;
  const choices = rest.map((it): PastedChoice => {
    const text = it.replace(/\s*\*$/, "").trim();
    return { text, right: text !== it.trim(), mark: "bullet" };
  });
  const isMarked = choices.some(({ right }) => right) &&
    !choices.every(({ right }) => right);
  const isNamed = one.answer !== undefined &&
    (/[?？:：_]$/u.test(text) ||
      rest.some((it) => plainAnswer(it) === plainAnswer(one.answer!))) &&
    namedChoices(one.answer, rest) !== null &&
    !/^\d/.test(one.answer);
  return isMarked || isNamed ? { ...one, text, choices } : one;
}

/** `(a) 3 (b) 4 (c) 5 [b]` */
function behindLast(one: Pasted): Pasted {
  const last = one.choices.at(-1);
  const [, text, letter] =
    /^(.*\S)\s+[([（【]\s*([A-Ja-j])\s*[)）\]】]$/su.exec(last?.text ?? "") ??
      [];
  if (
    !last || text === undefined || one.answer !== undefined ||
    one.choices.some(({ right }) => right) ||
    letter.toUpperCase().charCodeAt(0) - 65 >= one.choices.length
  ) return one;
  const choices = one.choices.with(-1, { ...last, text });
  return { ...one, choices, answer: letter };
}

/** `B) Paris.` */
const lettered =
  /^(?:option|choice|選項)?\s*[(（]?\s*(?:[A-Za-zＡ-Ｚ甲乙丙丁戊]|\d{1,2})\s*(?:[.):、．：）]|\s[-–—]\s)+\s*(.*[^.。\s])/iu;

/** `Answer: B`, and in any language `Antwort: B`. */
const label =
  /(?:answer|答案|正解|解答)\s*[:：]\s*\S.*|[\p{L}]+\s*[:：]\s*[(（]?[A-J][)）]?$/iu;

/** The places of those that are marked: not by what all of them begin with. */
function marked(choices: readonly PastedChoice[]): number[] {
  const isBullet = choices.every(({ mark }) => mark === "star");
  const hasRings = choices.some(({ mark }) => mark === "ring");
  return choices.flatMap(({ right, mark }, at) =>
    right || mark === "star" && !isBullet || mark === "dot" && hasRings
      ? [at]
      : []
  );
}

/** The choice that says the same as true or false. */
function wordPlaces(choices: string[], whether: boolean): number[] | null {
  const at = choices.findIndex((it) => trueOrFalse(it) === whether);
  return at < 0 ? null : [at];
}
