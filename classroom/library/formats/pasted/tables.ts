/** Tables and answer keys among what is pasted (R-3): rows of a spreadsheet, tables drawn with bars, `1. B 2. A`. Pure. */
import { bounds } from "../../../model/bounds.ts";
import { type CsvRow, csvRows } from "../../../model/tables/csv.ts";
import { failedAt, type Found, leftOutAt } from "../found.ts";
import { isQuizHead } from "../sheet_columns.ts";
import { bare, type PastedLine, placeOf, plainSigns } from "./grammar.ts";

/** So much is looked at for a table without a head. */
const longestTable = 200_000;

/** `| Who? | Amy | Ben |` with tabs in the place of its bars. */
function undrawn(text: string): string {
  return text.replace(/^[^\S\n]*\|[^\S\n|:-]*[-:][-\s|:]*$/gm, "")
    .replace(
      /^[^\S\n]*\|(.*)\|[^\S\n]*$/gm,
      (_, row: string) =>
        row.replaceAll("**", "").split("|").map((it) => it.trim()).join("\t"),
    );
}

const numbersRow =
  /^\s*\(?(?:[題题][號号目]?|questions?|no\.?|q|#)[\s):：]{1,9}((?:\d{1,3}[\s,、]+)+\d{1,3})\s*$/iu;
const answersRow =
  /^\s*\(?(?:(?:[正標标][確确準准])?答案|解答|正解|答|answers?|ans|key)[\s):：]{1,9}((?:[^\s,、]+[\s,、]+)+[^\s,、]+)\s*$/iu;

/** An answer key of two rows, the numbers above their answers, as one line of pairs. */
function withPairedKeys(text: string): string {
  const lines = text.split("\n");
  for (const [at, line] of lines.entries()) {
    // A line is drawn between the rows of a table.
    const next = lines[at + 1]?.trim() === "" ? at + 2 : at + 1;
    const other = lines[next] ?? "";
    if (line.length > 1000 || other.length > 1000) continue;
    const [, above = ""] = numbersRow.exec(line) ?? [];
    const [, below = ""] = above && answersRow.exec(other) || [];
    const numbers = above.split(/[\s,、]+/u);
    const answers = below.split(/[\s,、]+/u);
    if (below === "" || numbers.length !== answers.length) continue;
    lines[at] = "";
    lines[next] = `解答：${
      answers.map((it, n) => `${numbers[n]}.${it}`).join(" ")
    }`;
  }
  return lines.join("\n");
}

/**
 * The rows of a table, with tabs: one that is drawn; without a head, with commas, each with choices and the right one; or each with nothing
 * but a question and its answer.
 */
export function tabbed(given: string): string {
  const text = withPairedKeys(undrawn(given));
  if (text.length > longestTable) return text;
  const lines = text.split("\n");
  const filled = lines.filter((it) => it.trim() !== "");
  if (filled.length < 2) return text;
  const isPair = (it: string) => {
    const cells = plainSigns(it).trim().split("\t");
    return cells.length === 2 && !/^\W*\w{1,3}\s*[.)、:]*$/u.test(cells[0]) &&
      /^\s*(?![A-Ja-j\d][.)、:]|[(①-⑩*•-])\S/u.test(cells[1]);
  };
  if (filled.every(isPair)) {
    return text.replace(/\t(?=.*\S)/g, "\tAnswer: ");
  }
  if (text.includes("\t")) return text;
  const cells = lines.map((it) => {
    const [row] = it.trim() === "" ? [] : csvRows(it);
    return row && "cells" in row ? row.cells.map((cell) => cell.trim()) : [];
  });
  const [first] = cells.filter((it) => it.length > 0);
  const isTable = first !== undefined && first.length > 3 &&
    cells.every((row) =>
      row.length === 0 || row.length === first.length && namesLast(row.slice(1))
    );
  return isTable ? cells.map((row) => row.join("\t")).join("\n") : text;
}

/** Where a table has neither headings nor right answers it is told what was made of it, or that nothing was. */
interface HeadlessTable {
  remark: Found;
  rows: readonly CsvRow[];
  /** What is read of it; null: nothing. */
  rest: string | null;
}

/** A line that begins with the number of a question or the mark of a choice is no row. */
const marksLine =
  /^\s*(?:[#>*•○□☐-]\s|[(\[]?\s*(?:\d{1,3}|[A-Ja-j]|[甲乙丙丁①-⑩])?\s*[.)、:\]]|第)/u;
const marksChoice =
  /^\s*(?:[(\[]\s*[A-Ja-j甲乙丙丁\d]\s*[)\]]|[A-Ja-j甲乙丙丁]\s*[.)、:]|[①-⑩])/u;

/** A table without headings that are known, in which not every row names its right answer; null: there is none. */
export function headlessTable(text: string): HeadlessTable | null {
  if (text.length > longestTable) return null;
  const separator = text.includes("\t") ? "\t" : rowSeparator(text);
  const rows: CsvRow[] = [];
  for (const row of separator ? csvRows(text, separator) : []) {
    if ("open" in row) return null;
    rows.push(row);
  }
  const [first, ...others] = rows;
  if (!first || others.length === 0) return null;
  const width = first.cells.length;
  const isEven = rows.every(({ cells }) => cells.length === width);
  const isNumbered = rows.some(({ cells }) =>
    marksLine.test(plainSigns(cells[0] ?? "")) ||
    cells.slice(1).some((cell) => marksChoice.test(plainSigns(cell)))
  );
  if (
    !isEven || isNumbered || width < (separator === "\t" ? 3 : 2) ||
    rows.slice(0, 4).some(({ cells }) => isQuizHead(cells))
  ) return null;
  const isNamed = rows.map(({ cells }) =>
    width > 3 && namesLast(cells.slice(1))
  );
  // Line by line, a cell of several lines would be torn.
  const isTorn = rows.some(({ cells }) => cells.some((it) => /\n/.test(it)));
  if (isNamed.every((it) => it) && !isTorn) return null;
  const columns = first.cells.map((it) => `“${it.trim()}”`).join(", ");
  const { line } = first;
  const isHead = isNamed.slice(1).every((it) => it);
  if (
    isTorn ||
    !isHead && (separator !== "\t" || width < 4 || looksLikeHead(first, others))
  ) {
    const wanted = "question, answer 1, answer 2, …, correct";
    return {
      remark: failedAt(line, "table-unknown", { columns, wanted }),
      rows,
      rest: null,
    };
  }
  const lines = text.split("\n");
  if (isHead) lines[line - 1] = "";
  return {
    remark: leftOutAt(line, "columns-uncertain", { columns }),
    rows,
    rest: lines.join("\n"),
  };
}

/** Whether the last cell says which of those before it is right: by their signs, or the same text. */
export function namesLast(cells: readonly string[]): boolean {
  const last = cells.at(-1)?.trim() ?? "";
  const choices = cells.slice(0, -1).map((it) => it.trim())
    .filter((it) => it !== "");
  const signs = /^[A-Ja-j1-9](?:\s?[,;]\s?[A-Ja-j1-9])*$/.test(last)
    ? last.match(/[A-Ja-j1-9]/g)!
    : [];
  return choices.includes(last) ||
    signs.length > 0 && signs.every((it) => placeOf(it) < choices.length);
}

/** Whether a first row has short words where the rows below it have questions. */
export function looksLikeHead(
  first: CsvRow,
  others: readonly CsvRow[],
): boolean {
  const asks = (it = "") => /[?？.。:：_！!]\s*$/u.test(it);
  const isShort = first.cells.every((it) => it.length <= 30 && !asks(it));
  const below = others.filter(({ cells }) =>
    asks(cells[0]) || cells[0].length > first.cells[0].length * 2
  );
  return isShort && below.length * 2 >= others.length;
}

/** The sign that separates the cells of a table that programs write: no space is behind it. */
function rowSeparator(text: string): string | null {
  const lines = text.split("\n").filter((it) => it.trim() !== "");
  const isEven = (sign: string) => {
    const [first = "", ...others] = lines;
    const count = first.split(sign).length;
    return count > 2 && others.every((it) => it.split(sign).length === count);
  };
  const isRow = (it: string, sign: string, even: boolean) => {
    // What is quoted may have any sign in it.
    const plain = it.replace(/"[^"]*"/g, '"');
    const parts = plain.split(sign);
    return parts.length > 1 && parts.every((part, at) =>
      at === 0 ||
      !/^\s/.test(part) &&
        // `1,000` is a number, but not in each line as often.
        (even || !(/^\d/.test(part) && /\d$/.test(parts[at - 1])))
    );
  };
  return [",", ";"].find((sign) => {
    const even = isEven(sign);
    return lines.every((it) => isRow(it, sign, even));
  }) ?? null;
}

/** A row of a spreadsheet as lines: the question, its choices, and at its end perhaps the right one. */
export function rowIn(raw: string, line: number): PastedLine[] | null {
  const cells = raw.split("\t", bounds.choices.most + 5)
    .map((cell) => cell.trim()).filter((cell, n) => n === 0 || cell !== "");
  if (/^\d{1,3}[.)]?$/.test(cells[0])) cells.shift();
  if (
    cells.length < 4 || cells[0] === "" || marksChoice.test(cells[0]) ||
    cells.length > bounds.choices.most + 2
  ) return null;
  const [text, ...choices] = cells;
  const last = choices.at(-1)!;
  const isNamed = namesLast(choices);
  if (isNamed) choices.pop();
  return [
    { line, raw, is: "text", text, style: "Q" },
    ...choices.map((it): PastedLine => (
      { line, raw, is: "text", text: `- ${it}` }
    )),
    ...isNamed ? [{ line, raw, is: "answer", text: last } as const] : [],
  ];
}

/** The number of a question, and its answer. */
type KeyPair = readonly [number: number, answer: string];

const sign = "[○◯×╳✓✗✕對对錯错是非OXTF①-⑩]";
const pair = new RegExp(
  `(?<!\\d)\\(?(\\d{1,3})\\s?\\)?\\s?[.:、。–-]?\\s?[([]?\\s?(` +
    `[Tt]rue|[Ff]alse|TRUE|FALSE|[A-J](?:\\s?[,、&]?\\s?[A-J])*(?![A-Za-z])|` +
    `[a-j](?:\\s?[,、&]\\s?[a-j])*(?![a-z])|${sign}(?![A-Za-z])` +
    `)\\s?[)\\]]?`,
  "gu",
);
const range = new RegExp(
  `(?<!\\d)(\\d{1,3})\\s?[-–—~至]\\s?(\\d{1,3})\\s?[題题]?\\s?[:.、)]?\\s*((?:(?:[A-J]|${sign})[\\s,、]*){2,})`,
  "gu",
);

/** `1. B 2. A`, `1-5 BACDA`, where there is nothing else on the line; null: there is. */
export function keyPairs(text: string): KeyPair[] | null {
  const pairs: KeyPair[] = [];
  let isFit = true;
  const rest = plainSigns(bare(text.replaceAll("|", " ")))
    // `一、是非題：1.○ 2.×`
    .replace(/^[一二三四五六七八九十]{1,3}[、.][^\d(]{0,20}/u, "")
    .replace(range, (_, from: string, to: string, given: string) => {
      const answers = [...given.replace(/[\s,、]/gu, "")];
      if (answers.length !== Number(to) - Number(from) + 1) isFit = false;
      answers.forEach((it, at) => pairs.push([Number(from) + at, it]));
      return " ";
    })
    .replace(pair, (_, number: string, answer: string) => {
      pairs.push([Number(number), answer]);
      return " ";
    });
  return isFit && pairs.length > 0 && /^[\s,;、.。|/]*$/u.test(rest)
    ? pairs.sort(([a], [b]) => a - b)
    : null;
}

/** The same where answers may be words: each number is the next one. */
export function keyTexts(text: string): KeyPair[] | null {
  const plain = bare(text);
  let next: number | undefined;
  const cuts = [
    ...plainSigns(plain).matchAll(
      /(?<=^|[\s,;、(])(\d{1,3})\s?[.)、:]\s*/gu,
    ),
  ].filter(({ 1: number, index }) => {
    const isNext = next === undefined ? index <= 1 : Number(number) === next;
    if (isNext) next = Number(number) + 1;
    return isNext;
  });
  const pairs = cuts.map(({ 0: all, 1: number, index }, n) =>
    [
      Number(number),
      plain.slice(index + all.length, cuts[n + 1]?.index)
        .replace(/[\s,，;；、(（]+$/u, ""),
    ] as const
  );
  return pairs.length > 0 && pairs.every(([, it]) => it !== "") ? pairs : null;
}

/** `BACDA`: the answers of questions in their order. */
export function keyLetters(text: string): string[] {
  const signs = plainSigns(text).replace(/[\s,、;]+/gu, "");
  return /^[A-J]+$/.test(signs) ? [...signs] : [];
}

/** Where the right answers of all questions begin, after the last of them. */
export function keyFrom(lines: readonly PastedLine[]): number {
  // From here on there is nothing else, whether it says so or not.
  let end = lines.length;
  const isKey = ({ is, raw, text }: PastedLine) =>
    is === "blank" ||
    is !== "answer" && (keyPairs(raw)?.length ?? 0) >
        (is === "text" && text === raw.trim() && /^[(（]/.test(raw) ? 1 : 0);
  while (end > 0 && isKey(lines[end - 1])) end--;
  const numbers = new Set<number>();
  let isAsked = false, isAnswered = false;
  const asked = lines.filter(({ style }) => style !== undefined);
  for (const [at, it] of lines.entries()) {
    if (it.is === "blank") continue;
    if (isAsked && it.is === "answer") {
      const below = lines.slice(at + 1, at + 6).find(({ is }) =>
        is !== "blank"
      );
      const begins = it.text !== ""
        ? (keyPairs(it.text)?.length ?? 0) > 1 ||
          it.isKey && (keyTexts(it.text)?.length ?? 0) > 1 ||
          // Two may be those of one question.
          it.isKey && !isAnswered && asked.length > 1 &&
            keyLetters(it.text).length === asked.length &&
            (lines[at - 1]?.is === "blank" || asked.length > 2)
        : below !== undefined && (below.number === 1 ||
          (keyPairs(below.raw)?.length ?? 0) >
            (/^\s*[(（A-Ja-j]/.test(below.raw) ? 1 : 0));
      if (begins) return at;
    }
    const first = isAsked && at >= end && !isAnswered &&
      keyPairs(it.raw)?.[0];
    if (first && (numbers.has(first[0]) || numbers.size === 0)) return at;
    isAnswered ||= it.is === "answer" || it.front !== undefined;
    isAsked ||= it.is === "text";
    if (it.number !== undefined) numbers.add(it.number);
  }
  return lines.length;
}
