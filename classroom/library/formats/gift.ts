/** Reads GIFT, Moodle's text format, one question at a time, so that an error affects one question only. */
import type { TextForm } from "./html_text.ts";
import { type GIFTQuestion, parse, type TextFormat } from "gift-pegjs";
import { applyWeights, ForeignQuestion } from "./foreign_question.ts";
import {
  type Draft,
  makeDraft,
  makeFailure,
  makeOmission,
  makeQuizStart,
  type ParsedItems,
  type TrueFalseWords,
} from "./parsed_items.ts";
import { normalizeText, textLines } from "./lines.ts";

const maxQuestionLength = 20_000;

export function* readGift(text: string, words: TrueFalseWords): ParsedItems {
  for (const block of blocksOf(normalizeText(text))) {
    yield;
    const { line } = block;
    if (block.hasTags) yield makeOmission(line, "tags-left-out");
    if (block.text.length > maxQuestionLength) {
      yield makeFailure(line, "question-too-long", { most: maxQuestionLength });
      continue;
    }
    let questions: GIFTQuestion[];
    try {
      questions = parse(`${escapeQuestion(block.text)}\n\n`);
    } catch (error) {
      const errorLine = (error as { location?: { start?: { line?: number } } })
        .location?.start?.line ?? 1;
      yield makeFailure(line + errorLine - 1, "gift-unreadable");
      continue;
    }
    for (const question of questions) {
      yield* readQuestion(question, line, words);
    }
  }
}

interface Block {
  line: number;
  text: string;
  hasTags?: boolean;
}

/** Splits at blank lines and removes comments, which may contain tags. */
function* blocksOf(text: string): Generator<Block> {
  let open: Block | null = null;
  let hasTags = false;
  for (const { line, text: lineText } of textLines(text)) {
    if (lineText.trim() === "") {
      if (open) yield open;
      open = null;
    } else if (/^\s*\/\//.test(lineText)) {
      hasTags ||= /\[tag:[^\]]/.test(lineText);
    } else if (/^\s*\$CATEGORY:/.test(lineText)) {
      if (open) yield open;
      yield { line, text: lineText.trim() };
      open = null;
    } else if (open) open.text += `\n${lineText}`;
    else {
      open = { line, text: lineText, hasTags };
      hasTags = false;
    }
  }
  if (open) yield open;
}

/**
 * Escapes colons in texts, and `=`, `~` and `#` outside of braces: Moodle accepts them unescaped, but the package that
 * parses GIFT does not. Titles and numbers stay as they are.
 */
function escapeQuestion(text: string): string {
  if (text.startsWith("$CATEGORY:")) return text;
  const title = /^\s*::(?:\\.|[^\\]){0,500}?::/.exec(text)?.[0] ?? "";
  const rest = text.slice(title.length);
  let written = "", isNumber = false, isInside = false;
  for (let index = 0; index < rest.length; index++) {
    const sign = rest[index];
    if (sign === "\\") written += sign + (rest[++index] ?? "");
    else {
      if (sign === "{") {
        isNumber = /^\{\s*#/.test(rest.slice(index, index + 20));
        isInside = true;
      }
      if (sign === "}") isNumber = isInside = false;
      const isText = sign === ":" ? !isNumber : !isInside && /[=~#]/.test(sign);
      written += isText ? `\\${sign}` : sign;
    }
  }
  return title + written;
}

function* readQuestion(
  question: GIFTQuestion,
  line: number,
  words: TrueFalseWords,
): ParsedItems {
  if (question.type === "Category") {
    return yield makeQuizStart(line, question.title.split("/").at(-1) ?? "");
  }
  if (question.type === "Description" || question.type === "Matching") {
    const kind = question.type.toLowerCase();
    return yield makeFailure(line, "kind-unknown", { kind });
  }
  const foreign = new ForeignQuestion(line);
  const toMarkdown = ({ text, format }: TextFormat, form?: TextForm) =>
    foreign.convertText(
      text,
      format === "plain" ? "plain_text" : format,
      form,
    );
  const text = toMarkdown(question.stem);
  const { title } = question;
  if (title && title !== question.stem.text) {
    foreign.reportOmission("title-left-out", { text: title });
  }
  const explanation = question.globalFeedback &&
    toMarkdown(question.globalFeedback);
  const item: Draft = { text, ...(explanation && { explanation }) };
  switch (question.type) {
    case "TF":
      Object.assign(item, {
        kind: "single",
        choices: [words.yes, words.no],
        correct: [question.isTrue ? 0 : 1],
      });
      if (question.trueFeedback || question.falseFeedback) {
        foreign.reportOmission("feedback-left-out");
      }
      break;
    case "MC":
    case "Short": {
      if (question.choices.some(({ feedback }) => feedback?.text)) {
        foreign.reportOmission("feedback-left-out");
      }
      const isShort = question.type === "Short";
      const answers = question.choices.map((choice) => ({
        text: toMarkdown(choice.text, isShort ? "plain" : "choice"),
        weight: choice.weight ?? (choice.isCorrect ? 100 : 0),
      }));
      // An answer of full weight makes the question a single choice.
      const isOne = question.choices.some(({ isCorrect, weight }) =>
        isCorrect && (weight ?? 100) >= 99.9
      );
      const weighed = applyWeights(
        answers,
        isShort ? "text" : isOne ? "single" : "multiple",
      );
      Object.assign(item, weighed.fields);
      if (isShort) foreign.reportWildcards(answers);
      for (const reason of weighed.leftOut) foreign.reportOmission(reason);
      break;
    }
    case "Numerical":
      Object.assign(item, numberOf(question, foreign));
      break;
    case "Essay":
      item.kind = "text";
  }
  yield makeDraft(line, item);
  yield* foreign.remarks;
}

function numberOf(
  { choices }: Extract<GIFTQuestion, { type: "Numerical" }>,
  foreign: ForeignQuestion,
): Draft {
  const choiceList = Array.isArray(choices) ? choices : [choices];
  const readChoices = choiceList.flatMap((choice) => {
    if (!("text" in choice)) return [{ of: choice, weight: 100 }];
    const weight = choice.weight ?? (choice.isCorrect ? 100 : 0);
    if (choice.feedback?.text) foreign.reportOmission("feedback-left-out");
    const text = "type" in choice.text ? choice.text : null;
    return text && weight > 0 ? [{ of: text, weight }] : [];
  }).sort((a, b) => b.weight - a.weight);
  if (readChoices.length > 1) foreign.reportOmission("numbers-left-out");
  const kind = "number";
  if (readChoices.length === 0) return { kind };
  const { type, number, range, numberLow = 0, numberHigh = 0 } =
    readChoices[0].of;
  return type === "high-low"
    ? {
      kind,
      correct: roundNumber((numberLow + numberHigh) / 2),
      tolerance: roundNumber(Math.abs(numberHigh - numberLow) / 2),
    }
    : { kind, correct: number, ...(range && { tolerance: Math.abs(range) }) };
}

function roundNumber(number: number): number {
  return Number(number.toPrecision(12));
}
