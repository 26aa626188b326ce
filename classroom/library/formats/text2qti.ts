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
  const some = normalizePastedText(text.slice(0, 100_000));
  if (!/^\d{1,4}\.[ \t]+\S/m.test(some)) return false;
  // text2qti marks choices with `a)`; `(A)`, `A.` and `A、` are of plain text.
  const isOther = /^\*?(?:\([A-Za-z]\)|[A-Za-z][.、])[ \t]*\S/m.test(some);
  if (title.test(some)) return !isOther;
  const isAligned = /^\d{1,4}\.[ \t]{2,}\S/m.test(some) &&
    /^\*[ \t]{3}\S/m.test(some);
  return !isOther && (isAligned || formatMarks.some((it) => it.test(some)));
}

interface OpenQuestion {
  line: number;
  text: string;
  title?: string;
  points?: number;
  explanation: string;
  kind?: "single" | "multiple" | "text" | "number" | "file";
  choices: { text: string; right: boolean }[];
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
  for (const [at, { line, text }] of lines.entries()) {
    if (line % 100 === 0) yield;
    const over = checkLineBounds({ line, text });
    if (over) yield makeFailure(line, over.reason, { most: over.most });
    if (over?.isEnd) break;
    if (over) continue;
    yield* reader.read(line, text.trimEnd(), lines[at + 1]?.text ?? "");
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
    const it = text.trim();
    if (/^\s{0,3}(?:```|~~~)/.test(text) && this.#open) {
      this.#isCode = !this.#isCode;
      return this.#add(text, "\n");
    }
    if (this.#isCode) return this.#add(text, "\n");
    if (it === "") {
      this.#gap = true;
      return;
    }
    if (it === "COMMENT") this.#isComment = true;
    if (this.#isComment || it.startsWith("% ")) {
      if (it === "END_COMMENT") this.#isComment = false;
      return yield makeOmission(line, "line-left-out", { text: it });
    }
    const isIndented = /^(?: {2}|\t)/.test(text);
    yield* this.#line(line, it, isIndented, below);
    this.#gap = false;
  }

  *#line(
    line: number,
    it: string,
    isIndented: boolean,
    below: string,
  ): ParsedItems {
    const [, quiz] = /^quiz title[ \t]*:[ \t]*(.*)$/i.exec(it) ?? [];
    if (quiz !== undefined) return yield makeQuizStart(line, quiz);
    const isSetting = /^(?:quiz description\s*:|GROUP$|END_GROUP$)/i.test(it) ||
      setting.test(it);
    const [, name] = /^title[ \t]*:[ \t]*(.*)$/i.exec(it) ?? [];
    const [, points] =
      /^points(?: per question)?[ \t]*:[ \t]*(\d{1,3}(?:\.\d{1,2})?)$/i
        .exec(it) ?? [];
    if (name !== undefined || points !== undefined) {
      return this.#about(it, isIndented, below, name, points);
    }
    const [, text] = question.exec(it) ?? [];
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
      if (/^END_GROUP$/i.test(it)) this.#groupPoints = undefined;
      return yield makeOmission(line, "line-left-out", { text: it });
    }
    const open = this.#open;
    if (open && this.#part(open, line, it)) return;
    // A continued line is indented, or directly below.
    if (open && (isIndented || !this.#gap)) {
      return this.#add(it, this.#gap ? "\n\n" : "\n");
    }
    yield makeOmission(line, "line-left-out", { text: it });
  }

  /** Title and points belong to the open question or the next one. */
  #about(
    it: string,
    isIndented: boolean,
    below: string,
    name?: string,
    points?: string,
  ): void {
    const value = {
      ...(name !== undefined && { title: name }),
      ...(points !== undefined && { points: Number(points) }),
    };
    if (/^points per question/i.test(it)) this.#groupPoints = Number(points);
    else if (
      this.#open && this.#open.kind === undefined &&
      (isIndented || !question.test(below))
    ) Object.assign(this.#open, value);
    else Object.assign(this.#next, value);
  }

  /** Adds a line to the open question. Returns false if it is no part of the question. */
  #part(open: OpenQuestion, line: number, it: string): boolean {
    const [, star, , text] = choice.exec(it) ?? [];
    const [, mark, boxed] = box.exec(it) ?? [];
    const [, right] = accepted.exec(it) ?? [];
    const [, number] = numeric.exec(it) ?? [];
    const [, sign, feedbackText] = feedback.exec(it) ?? [];
    if (text !== undefined || boxed !== undefined) {
      open.kind = boxed === undefined ? open.kind ?? "single" : "multiple";
      open.choices.push({
        text: text ?? boxed,
        right: text === undefined ? mark.trim() !== "" : star !== "",
      });
      this.#target = "choice";
    } else if (right !== undefined && open.choices.length === 0) {
      open.kind = "text";
      open.accepted.push(right);
      this.#target = "accepted";
    } else if (number !== undefined && open.kind === undefined) {
      open.kind = "number";
      const found = numberOf(number) ??
        readStatedNumber(number, "", ".")?.answer;
      if (found) open.number = found;
      else open.broken = { line, text: number };
    } else if (/^_{3,}$/.test(it) && open.kind === undefined) {
      open.kind = "text";
    } else if (/^\^{3,}$/.test(it) && open.kind === undefined) {
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
    const correct = choices.flatMap(({ right }, at) => right ? [at] : []);
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
  const value = (it: string) =>
    Number(it.replaceAll("_", "").replace("−", "-"));
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
