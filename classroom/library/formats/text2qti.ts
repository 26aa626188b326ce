/** Reads text2qti's quizzes (R-3). Pure. */
import {
  type Draft,
  makeDraft,
  makeFailure,
  makeOmission,
  makeQuizStart,
  type ParsedItem,
  type ParsedItems,
} from "./parsed_items.ts";
import { checkLineBounds, normalizePastedText, textLines } from "./lines.ts";
import { readStatedNumber } from "./pasted/answers.ts";

const question = /^\d{1,4}\.[ \t]+(\S.*)$/;
const choice = /^(\*?)([A-Za-z])\)[ \t]+(\S.*)$/;
const box = /^\[([*xX ]?)\][ \t]+(\S.*)$/;
const accepted = /^\*[ \t]+(\S.*)$/;
const numeric = /^=[ \t]*(\S.*)$/;
const feedback = /^(\.\.\.|\+|-|!)[ \t]+(\S.*)$/;
const setting =
  /^(?:shuffle answers|show correct answers|one question at a time|can['’]t go back|feedback is(?: .{0,40})?|pick|solutions per group|text title|text)\s*:/i;

/** Lines that no other format has. */
const formatMarks: readonly RegExp[] = [
  /^\.\.\.[ \t]+\S/m,
  /^\[\*\][ \t]+\S/m,
  /^=[ \t]+[-\d[]/m,
  /^\^{3,}[ \t]*$/m,
  /^END_(?:GROUP|COMMENT)[ \t]*$/m,
];
const title = /^quiz (?:title|description)[ \t]*:/im;

export function isText2qti(text: string): boolean {
  const beginning = normalizePastedText(text.slice(0, 100_000));
  if (!/^\d{1,4}\.[ \t]+\S/m.test(beginning)) return false;
  // text2qti marks choices with `a)`; `(A)`, `A.` and `A、` are of plain text.
  const isOther = /^\*?(?:\([A-Za-z]\)|[A-Za-z][.、])[ \t]*\S/m.test(beginning);
  if (title.test(beginning)) return !isOther;
  const isAligned = /^\d{1,4}\.[ \t]{2,}\S/m.test(beginning) &&
    /^\*[ \t]{3}\S/m.test(beginning);
  return !isOther &&
    (isAligned || formatMarks.some((it) => it.test(beginning)));
}

interface OpenQuestion {
  line: number;
  text: string;
  title?: string;
  points?: number;
  explanation: string;
  kind?: "single" | "multiple" | "text" | "number" | "file";
  choices: { text: string; isRight: boolean }[];
  accepted: string[];
  number?: { correct: number; tolerance?: number };
  /** A number that could not be parsed. */
  broken?: { line: number; text: string };
  hasFeedback: boolean;
}

/** The part to which continued lines are added. */
type Target = "question" | "choice" | "accepted" | "explanation" | "feedback";

export function* readText2qti(source: string): ParsedItems {
  const reader = new Text2qtiReader();
  const lines = [...textLines(normalizePastedText(source))];
  for (const [index, { line, text }] of lines.entries()) {
    if (line % 100 === 0) yield;
    const over = checkLineBounds({ line, text });
    if (over) yield makeFailure(line, over.reason, { most: over.most });
    if (over?.isEnd) break;
    if (over) continue;
    yield* reader.read(line, text.trimEnd(), lines[index + 1]?.text ?? "");
  }
  yield* reader.end();
}

class Text2qtiReader {
  #open: OpenQuestion | null = null;
  #target: Target = "question";
  #gap = false;
  #isComment = false;
  #isCode = false;
  /** Title and points of the next question, which are above it. */
  #next: { title?: string; points?: number } = {};
  #groupPoints: number | undefined;

  *read(line: number, text: string, below: string): ParsedItems {
    const trimmed = text.trim();
    if (/^\s{0,3}(?:```|~~~)/.test(text) && this.#open) {
      this.#isCode = !this.#isCode;
      return this.#add(text, "\n");
    }
    if (this.#isCode) return this.#add(text, "\n");
    if (trimmed === "") {
      this.#gap = true;
      return;
    }
    if (trimmed === "COMMENT") this.#isComment = true;
    if (this.#isComment || trimmed.startsWith("% ")) {
      if (trimmed === "END_COMMENT") this.#isComment = false;
      return yield makeOmission(line, "line-left-out", { text: trimmed });
    }
    const isIndented = /^(?: {2}|\t)/.test(text);
    yield* this.#line(line, trimmed, isIndented, below);
    this.#gap = false;
  }

  *#line(
    line: number,
    trimmed: string,
    isIndented: boolean,
    below: string,
  ): ParsedItems {
    const [, quiz] = /^quiz title[ \t]*:[ \t]*(.*)$/i.exec(trimmed) ?? [];
    if (quiz !== undefined) return yield makeQuizStart(line, quiz);
    const isSetting =
      /^(?:quiz description\s*:|GROUP$|END_GROUP$)/i.test(trimmed) ||
      setting.test(trimmed);
    const [, name] = /^title[ \t]*:[ \t]*(.*)$/i.exec(trimmed) ?? [];
    const [, points] =
      /^points(?: per question)?[ \t]*:[ \t]*(\d{1,3}(?:\.\d{1,2})?)$/i
        .exec(trimmed) ?? [];
    if (name !== undefined || points !== undefined) {
      return this.#about(trimmed, isIndented, below, name, points);
    }
    const [, text] = question.exec(trimmed) ?? [];
    if (text !== undefined && !isIndented) {
      yield* this.end();
      this.#open = {
        line,
        text,
        points: this.#groupPoints,
        ...this.#next,
        explanation: "",
        choices: [],
        accepted: [],
        hasFeedback: false,
      };
      this.#next = {};
      this.#target = "question";
      return;
    }
    if (isSetting) {
      yield* this.end();
      if (/^END_GROUP$/i.test(trimmed)) this.#groupPoints = undefined;
      return yield makeOmission(line, "line-left-out", { text: trimmed });
    }
    const open = this.#open;
    if (open && this.#part(open, line, trimmed)) return;
    // A continued line is indented, or directly below.
    if (open && (isIndented || !this.#gap)) {
      return this.#add(trimmed, this.#gap ? "\n\n" : "\n");
    }
    yield makeOmission(line, "line-left-out", { text: trimmed });
  }

  /** Title and points belong to the open question or the next one. */
  #about(
    trimmed: string,
    isIndented: boolean,
    below: string,
    name?: string,
    points?: string,
  ): void {
    const value = {
      ...(name !== undefined && { title: name }),
      ...(points !== undefined && { points: Number(points) }),
    };
    if (/^points per question/i.test(trimmed)) {
      this.#groupPoints = Number(points);
    } else if (
      this.#open && this.#open.kind === undefined &&
      (isIndented || !question.test(below))
    ) Object.assign(this.#open, value);
    else Object.assign(this.#next, value);
  }

  /** Adds a line to the open question. Returns false if it is no part of the question. */
  #part(open: OpenQuestion, line: number, trimmed: string): boolean {
    const [, star, , text] = choice.exec(trimmed) ?? [];
    const [, mark, boxed] = box.exec(trimmed) ?? [];
    const [, right] = accepted.exec(trimmed) ?? [];
    const [, number] = numeric.exec(trimmed) ?? [];
    const [, sign, feedbackText] = feedback.exec(trimmed) ?? [];
    if (text !== undefined || boxed !== undefined) {
      open.kind = boxed === undefined ? open.kind ?? "single" : "multiple";
      open.choices.push({
        text: text ?? boxed,
        isRight: text === undefined ? mark.trim() !== "" : star !== "",
      });
      this.#target = "choice";
    } else if (right !== undefined && open.choices.length === 0) {
      open.kind = "text";
      open.accepted.push(right);
      this.#target = "accepted";
    } else if (number !== undefined && open.kind === undefined) {
      open.kind = "number";
      const answer = numberOf(number) ??
        readStatedNumber(number, "", ".")?.answer;
      if (answer) open.number = answer;
      else open.broken = { line, text: number };
    } else if (/^_{3,}$/.test(trimmed) && open.kind === undefined) {
      open.kind = "text";
    } else if (/^\^{3,}$/.test(trimmed) && open.kind === undefined) {
      open.kind = "file";
    } else if (feedbackText !== undefined && !this.#isList(open, sign)) {
      const isGeneral = (sign === "..." || sign === "!") &&
        this.#target !== "choice" && this.#target !== "feedback";
      if (isGeneral) {
        open.explanation += `${open.explanation && "\n"}${feedbackText}`;
        this.#target = "explanation";
      } else {
        open.hasFeedback = true;
        this.#target = "feedback";
      }
    } else return false;
    return true;
  }

  /** A list in the question's text is no feedback. */
  #isList({ choices, explanation }: OpenQuestion, sign: string): boolean {
    return /^[-+]$/.test(sign) && this.#gap && choices.length === 0 &&
      explanation === "";
  }

  #add(text: string, between: string): void {
    const open = this.#open!;
    const last = open.choices.at(-1);
    if (this.#target === "question") open.text += between + text;
    else if (this.#target === "explanation") open.explanation += between + text;
    else if (this.#target === "choice" && last) {
      last.text += this.#isCode || /^\s{0,3}(?:```|~~~)/.test(text)
        ? `\n${text}`
        : ` ${text}`;
    } else if (this.#target === "accepted") {
      open.accepted.push(`${open.accepted.pop()} ${text}`);
    }
  }

  *end(): Generator<ParsedItem> {
    const open = this.#open;
    this.#open = null;
    this.#isCode = false;
    if (!open) return;
    const { line, broken, hasFeedback } = open;
    if (open.title) {
      yield makeOmission(line, "title-left-out", { text: open.title });
    }
    if (hasFeedback) yield makeOmission(line, "feedback-left-out");
    if (broken) {
      return yield makeFailure(broken.line, "not-a-number-here", {
        text: broken.text,
      });
    }
    if (open.kind === "file") {
      return yield makeFailure(line, "kind-unknown", { kind: "^^^^" });
    }
    yield makeDraft(line, itemOf(open));
  }
}

function itemOf(open: OpenQuestion): Draft {
  const { text, explanation, points, choices, number } = open;
  const common = {
    text,
    ...(explanation && { explanation }),
    ...(points !== undefined && { points }),
  };
  if (choices.length > 0) {
    const correct = choices.flatMap(({ isRight }, at) => isRight ? [at] : []);
    return {
      kind: open.kind === "multiple" || correct.length > 1
        ? "multiple"
        : "single",
      ...common,
      choices: choices.map(({ text }) => text),
      ...(correct.length > 0 && { correct }),
    };
  }
  if (open.kind === "number") return { kind: "number", ...common, ...number };
  return {
    kind: "text",
    ...common,
    ...(open.accepted.length > 0 && { correct: [...new Set(open.accepted)] }),
  };
}

const digits = String
  .raw`[-+−]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?`;
const exact = new RegExp(
  `^(${digits})(?:\\s*(?:\\+-|±|\\+/-)\\s*(${digits})\\s*(%?))?$`,
);
const range = new RegExp(`^\\[\\s*(${digits})\\s*,\\s*(${digits})\\s*\\]$`);

/** `5`, `5 +- 0.1`, `1_000 +- 1%`, `[4, 6]` */
function numberOf(
  text: string,
): { correct: number; tolerance?: number } | null {
  const value = (numeral: string) =>
    Number(numeral.replaceAll("_", "").replace("−", "-"));
  const tidy = (it: number) => Number(it.toPrecision(12));
  const [, from, to] = range.exec(text) ?? [];
  if (from !== undefined) {
    const [low, high] = [value(from), value(to)];
    return {
      correct: tidy((low + high) / 2),
      tolerance: tidy(Math.abs(high - low) / 2),
    };
  }
  const [, number, off, percent] = exact.exec(text) ?? [];
  if (number === undefined) return null;
  const correct = value(number);
  const tolerance = off === undefined
    ? 0
    : percent
    ? tidy(Math.abs(correct) * value(off) / 100)
    : value(off);
  return { correct, ...(tolerance > 0 && { tolerance }) };
}
