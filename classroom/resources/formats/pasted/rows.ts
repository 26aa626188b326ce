/** What stands on one pasted line beside each other: a question and its choices, or a row of a table. Pure. */
import { csvRows } from "../../../schema/tables/csv.ts";
import { keyPairs } from "./key_pairs.ts";
import { bare, type PastedLine, pastedLine, placeOf } from "./line_kinds.ts";

/** A line of what was pasted, or a part of one. */
export type Placed = PastedLine & { line: number; raw: string };

/** So much is looked at for a table without a head. */
const longestTable = 200_000;

/**
 * The rows of a table without a head, with tabs: with commas, each with choices and the right one; or each with nothing
 * but a question and its answer.
 */
export function tabbed(text: string): string {
  if (text.length > longestTable) return text;
  const lines = text.split("\n");
  const filled = lines.filter((it) => it.trim() !== "");
  if (filled.length < 2) return text;
  const isPair = (it: string) => {
    const cells = it.trim().split("\t");
    return cells.length === 2 &&
      !/^\W*\w{1,3}\s*[.)、．:：]*$/u.test(cells[0]) &&
      /^\s*(?![A-Ja-j\d][.)、:：]|[(（①-⑩*•-])\S/u.test(cells[1]);
  };
  if (filled.every(isPair)) {
    return text.replace(/\t(?=.*\S)/g, "\tAnswer: ");
  }
  const cells = lines.map((it) => {
    const [row] = it.trim() === "" ? [] : csvRows(it);
    return row && "cells" in row ? row.cells.map((cell) => cell.trim()) : [];
  });
  const [first] = cells.filter((it) => it.length > 0);
  const isTable = first !== undefined && first.length > 3 &&
    !text.includes("\t") &&
    cells.every((row) => {
      const last = row.at(-1) ?? "";
      return row.length === 0 || row.length === first.length &&
          (/^[A-J]$/.test(last) || row.indexOf(last) < row.length - 1);
    });
  return isTable ? cells.map((row) => row.join("\t")).join("\n") : text;
}

/** What stands on a line. */
export function splitLine(raw: string, line: number): Placed[] {
  // `1. (A) 2. (B)` are the answers of two.
  if (/^\s*\d/.test(raw) && (keyPairs(raw)?.length ?? 0) > 1) {
    return [{ ...pastedLine(raw), raw, line }];
  }
  const row = rowOf(raw);
  if (row) return row.map((it) => ({ ...it, raw, line }));
  const { text, after } = withoutTail(bare(raw));
  const parts = inlineChoices(text);
  const kinds = parts
    ? [
      ...parts.head === ""
        ? []
        : [{ ...answerBefore(parts.head) ?? pastedLine(parts.head), raw }],
      ...parts.choices.map((it) => ({ ...pastedLine(it), raw: it })),
    ]
    : [{ ...pastedLine(after.length > 0 ? text : raw), raw }];
  return [...kinds, ...after.map((it) => ({ ...it, raw }))].flatMap(explained)
    .map((it) => ({ ...it, line }));
}

/** `(C) Which is water?` before its choices: what is in the brackets is no choice. */
function answerBefore(text: string): PastedLine | null {
  const found =
    /^[(（]\s*([A-Ja-jＡ-Ｊ](?:[,、]?[A-Ja-jＡ-Ｊ]){0,4})?\s*[)）](?!\s*\d{1,3}\s*[.:、．。：)）])\s*(.+)$/u
      .exec(text);
  if (!found) return null;
  const [, answer, rest] = found;
  return { is: "question", text: rest, ...(answer && { answer }) };
}

const label =
  /(?:correct\s+answer|right\s+answer|answer|ans|正確答案|標準答案|參考答案|答案|正解|解答|答)/iu
    .source;
/** Behind a sentence, a space or a bracket; `Write your answer: ___` is none. */
const tail = new RegExp(
  `(?<=[.?!。？！：；;)）\\]】_\\s\\p{Lo}\\w])\\s*(?:[(（【[]\\s*${label}\\s*[:：]\\s*([^()（）【】]+?)\\s*[)）】\\]]` +
    `|[【[]\\s*${label}\\s*[】\\]]\\s*[:：]?\\s*(.+?)|(?<=[.?!。？！：；;)）\\]】_\\s])${label}\\s*\\.?\\s*[:：]\\s*(.+?)` +
    `|(?<=[.?!。？！：；;)）\\]】_\\s])(?:answer|ans|答案|正解|解答)\\s*\\.?\\s*([(（]?\\s?[A-JＡ-Ｊ]\\s?[)）]?))\\s*$`,
  "iu",
);

/** `… 答案：C`, `… (Answer: C)`: the answer behind the rest, if it says one. */
function withoutTail(text: string): { text: string; after: PastedLine[] } {
  const found = tail.exec(text);
  const head = found && text.slice(0, found.index).trim();
  const answer = found?.slice(1).find((it) => it !== undefined)?.trim();
  // A label or a number alone is no question: `Correct answer: …`, `1. Answer: …`.
  if (
    ["answer", "explanation"].includes(pastedLine(text).is) ||
    !head || !answer || /^[_\s]+$/.test(answer) || /[?？]$/u.test(answer) ||
    /^(?:\W*\d{1,3}\s*[.、:：)]?|[\p{L}\s]{1,20}[:：])$/u.test(head)
  ) {
    return { text, after: [] };
  }
  return { text: head, after: [{ is: "answer", text: answer, many: false }] };
}

/** `答案：C 解析：…`: the explanation by itself. */
function explained(it: PastedLine & { raw: string }): (typeof it)[] {
  if (it.is !== "answer") return [it];
  const [, answer, explanation] =
    /^(.*?)[\s。.；;，,（(]*(?:explanation|解析|詳解|說明|解說)\s*[:：]\s*(.+)$/iu
      .exec(it.text) ?? [];
  if (!explanation) return [it];
  return [
    { ...it, text: answer.trim() },
    { is: "explanation", text: explanation, raw: it.raw },
  ];
}

/** What is before the choices on a line, and each of them. */
interface Cut {
  head: string;
  choices: string[];
}

/** `1. Who? (A) Amy (B) Ben`, `A. Amy B. Ben`. */
function inlineChoices(text: string): Cut | null {
  return cut(text, /[(（]\s?([A-Ja-jＡ-Ｊａ-ｊ])\s?[)）]/gu, 2) ??
    cut(text, /[(（]\s?([甲乙丙丁戊])\s?[)）]/gu, 2) ??
    cut(
      text,
      /(?<=^|[\s*?？。：；;，,）)])([A-Ja-jＡ-Ｊ])\s?[.)、．）](?=\s|\p{Lo}|[A-Z0-9])/gu,
      2,
    ) ??
    cut(text, /([①-⑩])/gu, 2) ??
    cut(text, /[(（]\s?(\d{1,2})\s?[)）]/gu, 3);
}

/** Cuts where marks follow each other, each with something behind it: from the first on, or from the one it begins with. */
function cut(text: string, marks: RegExp, least: number): Cut | null {
  return cutFrom(text, marks, least, 0) ??
    // `(C) Cem (D) Dan` below `(A) Amy (B) Ben`; not `(C) 2. Who?`.
    (/^\W{0,3}\w\W{0,3}\d{1,3}\s*[.:、．。：)）]/u.test(text)
      ? null
      : cutFrom(text, marks, least, null));
}

function cutFrom(
  text: string,
  marks: RegExp,
  least: number,
  first: number | null,
): Cut | null {
  const at: number[] = [];
  const ends: number[] = [];
  let isSmall = false;
  let next = first;
  for (const found of text.matchAll(marks)) {
    const order = orderOf(found[1]);
    if (next === null && found.index > 0) return null;
    next ??= order;
    if (order !== next) continue;
    const small = found[1] !== found[1].toUpperCase();
    const before = text[found.index - 1] ?? "";
    // `f(a)` is no choice; behind one everything may stand: `(A)CO2(B)O2`.
    if (at.length === 0 && /[\w$\\]/.test(before)) continue;
    if (at.length > 0 && small !== isSmall) continue;
    isSmall = small;
    next++;
    const star = before === "*" && text[found.index - 2] !== "*";
    at.push(found.index - (star ? 1 : 0));
    ends.push(found.index + found[0].length);
  }
  // `點（A）和點（B）`
  if (at.length === 2 && /\p{L}/u.test(text[at[0] - 1] ?? "")) return null;
  if (at.length < least) return null;
  const isEmpty = ends.some((from, n) =>
    text.slice(from, at[n + 1]).trim() === ""
  );
  if (isEmpty) return null;
  const parts = at.map((from, n) => text.slice(from, at[n + 1]).trim());
  // `A) Amy; B) Ben; C) Cem`: what only holds them apart.
  const between = parts.length > 1 &&
    parts.slice(0, -1).every((it) => /[;；,，]$/u.test(it));
  const choices = between
    ? parts.map((it) => it.replace(/[;；,，]$/u, "").trim())
    : parts;
  const head = text.slice(0, at[0]).trim();
  return { head, choices };
}

function orderOf(mark: string): number {
  if (/\d/.test(mark)) return Number(mark) - 1;
  const code = mark.codePointAt(0)!;
  return code >= 0x2460 && code <= 0x2469 ? code - 0x2460 : placeOf(mark);
}

/** A row of a table from a spreadsheet: the question, its choices, and at its end perhaps the right one. */
function rowOf(raw: string): PastedLine[] | null {
  const cells = raw.split("\t").map((cell) => cell.trim());
  if (/^\d{1,3}[.)]?$/.test(cells[0])) cells.shift();
  const [question, ...rest] = cells;
  const given = rest.filter((cell) => cell !== "");
  if (!question || given.length < 3) return null;
  const last = given.at(-1)!;
  const named = /^[A-Ja-j1-9](?:\s?[,;]\s?[A-Ja-j1-9])*$/.test(last) ||
    given.indexOf(last) < given.length - 1;
  const choices = named ? given.slice(0, -1) : given;
  return [
    { is: "blank" },
    { is: "text", text: question, right: false },
    ...choices.map((text, place): PastedLine => ({
      is: "choice",
      text,
      mark: "letter",
      right: false,
      place,
    })),
    ...(named ? [{ is: "answer", text: last, many: false } as const] : []),
  ];
}

/**
 * Whether numbers are those of choices: each row of them begins at 1 right below a line without one, nothing else looks
 * like a choice, and they ask nothing.
 */
export function digitsAreChoices(lines: readonly Placed[]): boolean {
  let rows = 0, asking = 0, all = 0;
  for (const [at, it] of lines.entries()) {
    if (it.is === "choice") return false;
    if (it.is !== "question" || it.number === undefined) continue;
    all++;
    if (/[?？]$/u.test(it.text)) asking++;
    if (it.number !== 1) continue;
    if (lines[at - 1]?.is !== "text") return false;
    rows++;
  }
  return rows > 0 && all > rows && asking * 2 < all;
}
