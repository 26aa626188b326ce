/** Tables and answer keys in pasted text (R-3). Pure. */
import { type CsvRow, parseCsv } from "../../../../formats/tables/csv.ts";
import {
  columnsToAskAbout,
  endsWithAnswer,
  pairsToAskAbout,
} from "../columns_to_ask.ts";
import {
  makeFailure,
  makeOmission,
  type ParsedItem,
  type TrueFalseWords,
} from "../parsed_items.ts";
import { findDecimalSign } from "../decimal_sign.ts";
import { onOneLine, textLines } from "../lines.ts";
import { expectedColumns, readQuizTable } from "../quiz_csv.ts";
import { isQuizHead } from "../table_columns.ts";
import { readAcceptedTexts } from "./answers.ts";
import { readCards, reportAroundCards } from "./cards.ts";
import { cleanLineStart, normalizeSigns, type PastedLine } from "./grammar.ts";

/** Longer texts are not searched for tables without headings. */
const maxTableLength = 200_000;
const headRows = 4;

const pairedKey =
  /^[ \t]*[(（]?(?:[題题][號号目]?|questions?|no\.?|q|#)[ \t):：]{1,9}((?:\d{1,3}[ \t,、]+)+\d{1,3})[ \t]*\n([ \t]*\n)?[ \t]*[(（]?(?:(?:[正標标][確确準准])?答案|解答|正解|答|answers?|ans|key)[ \t):：]{1,9}(\S.*)$/gimu;

/** Replaces drawn bars by tabs, and joins a row of numbers and a row of answers to one line. */
export function removeDrawnBars(text: string): string {
  return text.replace(/^[^\S\n]*\|[^\S\n|:-]*[-:][-\s|:]*$/gm, "")
    .replace(
      /^[^\S\n]*\|(.*)\|[^\S\n]*$/gm,
      (_, row: string) =>
        row.replaceAll("**", "").split("|").map((it) => it.trim()).join("\t"),
    )
    .replace(pairedKey, (match, above: string, gap = "", below: string) => {
      const numbers = above.split(/[\s,、]+/u);
      const answers = below.trim().split(/[\s,、]+/u);
      return numbers.length === answers.length
        ? `\n${gap}解答：${
          answers.map((it, n) => `${numbers[n]}.${it}`).join(" ")
        }`
        : match;
    });
}

/** Cells that begin with a question number or a marker are not part of a table. */
const lineMarker =
  /^\s*(?:[#>*•○□☐-]\s|[(\[]?\s*(?:\d{1,3}|[A-Ja-j]|[甲乙丙丁①-⑩])?\s*[.)、:\]]|第)/u;
const choiceMarker =
  /^\s*(?:[(\[]\s*[A-Ja-j甲乙丙丁\d]\s*[)\]]|[A-Ja-j甲乙丙丁]\s*[.)、:]|[①-⑩])/u;

/**
 * Reads a table with known headings, rows that end with the right answer, or pairs of question and answer. Asks about
 * the columns of any other table. Returns true if the text is a table.
 */
export function* readPastedTable(
  text: string,
  words: TrueFalseWords,
): Generator<ParsedItem | undefined, boolean> {
  // Spreadsheets quote cells of several lines.
  const isQuoted = /(?:^|[\t\n])"(?:[^"\t\n]|"")*\n/u
    .test(text.slice(0, maxTableLength));
  const separator = text.includes("\t") ? "\t" : separatorOf(text);
  if (separator === null) return false;
  const cards = readCards(text);
  const rowsIn = () =>
    cards
      ? cards.rows
      : isQuoted || separator !== "\t"
      ? parseCsv(text, separator)
      : readTabbedRows(text);
  const rows: CsvRow[] = [];
  for (const row of rowsIn()) {
    if ("open" in row) return false;
    if (rows.length < headRows && isQuizHead(row.cells)) {
      if (cards) yield* reportAroundCards(cards);
      yield* readQuizTable(rowsIn(), words, undefined, findDecimalSign(text));
      return true;
    }
    const cells = row.cells.map((it) => it.trim());
    const isCounted = cells.length > 2 && /^\d{1,3}[.)]?$/.test(cells[0]);
    rows.push({ ...row, cells: isCounted ? cells.slice(1) : cells });
    if (rows.length >= headRows && text.length > maxTableLength) return false;
  }
  const [first, second = cards && first] = rows;
  const isTabbed = separator === "\t";
  const isPair = isTabbed && isPairs(rows);
  const isText = rows.some(({ cells: [first, ...otherCells] }) =>
    lineMarker.test(normalizeSigns(first)) ||
    otherCells.some((it) => choiceMarker.test(normalizeSigns(it)))
  );
  if (!second || isText && !isPair) return false;
  const width = first.cells.length;
  const isEven = rows.every(({ cells }) => cells.length === width);
  const isNamed = (isTabbed || isEven) &&
    rows.every(({ cells }) =>
      cells.length > 3 && endsWithAnswer(cells.slice(1))
    );
  if (isPair || isNamed) {
    if (cards) yield* reportAroundCards(cards);
    const columns = isPair ? pairsToAskAbout(text) : null;
    if (columns) yield { what: "columns", line: 1, columns };
    const quizRows = rows.map(({ line, cells: [text, ...rest] }) => ({
      line,
      cells: [
        text,
        ...isPair
          // A student types one line.
          ? readAcceptedTexts(onOneLine(rest[0]))
          : [rest.pop()!, ...rest],
      ],
    }));
    const furtherCount = Math.max(...quizRows.map(({ cells }) =>
      cells.length
    )) - 2;
    const further = Array(furtherCount).fill(isPair ? "correct" : "choice");
    yield* readQuizTable(quizRows, words, {
      hasHead: false,
      roles: ["question", "correct", ...further],
    }, findDecimalSign(text));
    return true;
  }
  if (!isEven || width < (isTabbed ? 3 : 2)) return false;
  const names = first.cells.map((it) => `“${it}”`).join(", ");
  const expected = expectedColumns;
  yield makeFailure(first.line, "table-unknown", {
    columns: names,
    wanted: expected,
  });
  const columns = columnsToAskAbout(rows);
  if (columns) yield { what: "columns", line: 1, columns };
  return true;
}

/** The label of a question or choice before its text. */
const labelled =
  /^\s*(?:[(\[]?\s*(?:\d{1,3}|[A-Ja-j]|[甲乙丙丁①-⑩])?\s*[.)、:\]]|第)/u;

/**
 * Whether all rows are cards: a term and its definition. Fewer than half of the terms may look like a label of a
 * worksheet or a key; `# sides`, `- 3 + 5` and numbers that do not count are terms.
 */
function isPairs(rows: readonly CsvRow[]): boolean {
  if (!rows.every(({ cells }) => cells.length === 2 && cells[1] !== "")) {
    return false;
  }
  const pairs = rows.map(({ cells: [term, meaning] }) =>
    [normalizeSigns(term), normalizeSigns(meaning)] as const
  );
  const numbers = pairs.flatMap(([term]) =>
    /^\d{1,3}$/.test(term) ? [Number(term)] : []
  );
  const isCount = numbers.every((it, at) => it === numbers[0] + at);
  const markerCount =
    pairs.filter(([term, meaning]) =>
      choiceMarker.test(meaning) || /^[#>*•○□☐-]\s/u.test(meaning) ||
      labelled.test(term) ||
      isLabel(term) && (isCount || !/^\d+$/.test(term) || isLabel(meaning))
    ).length;
  const isForm = pairs.some(([term, meaning]) =>
    /[?:]$|__/u.test(term) || /[?:]$|__/u.test(meaning)
  );
  return markerCount === 0 || markerCount * 2 < rows.length && !isForm;
}

function isLabel(cell: string): boolean {
  return /^[\s(\[#]*(?:q?\d{1,3}|[a-z]|[ivx]{1,4})\s*[.)、:]*$/iu
    .test(normalizeSigns(cell));
}

function* readTabbedRows(text: string): Generator<CsvRow> {
  for (const { line, text: row } of textLines(text)) {
    if (row.trim() !== "") yield { line, cells: row.split("\t", 50) };
  }
}

/** Finds the separator that is equally frequent in all lines and never followed by a space. */
function separatorOf(text: string): string | null {
  if (text.length > maxTableLength) return null;
  const lines = text.replace(/"[^"]*"/g, '"').replace(/\d,(?=\d{3})/g, "")
    .split("\n").filter((it) => it.trim() !== "");
  return [",", ";"].find((sign) => {
    const count = lines[0]?.split(sign).length;
    return count > 1 && lines.every((line) => {
      const cells = line.split(sign);
      return cells.length === count &&
        !cells.slice(1).some((it) => /^\s/.test(it));
    });
  }) ?? null;
}

type KeyPair = readonly [number: number, answer: string];

const sign = "[○◯×╳✓✗✕对對错錯是非OXTF①-⑩]";
const letters =
  "[A-J](?:\\s?[,、&]?\\s?[A-J])*(?![A-Za-z])|[a-j](?:\\s?[,、&]\\s?[a-j])*(?![a-z])";
const pair = new RegExp(
  `(?<!\\d)\\(?(\\d{1,3})\\s?\\)?\\s?[.:、。–-]?\\s?[([]?\\s?([Tt]rue|[Ff]alse|TRUE|FALSE|${letters}|${sign}(?![A-Za-z]))\\s?[)\\]]?`,
  "gu",
);
const range = new RegExp(
  `(?<!\\d)(\\d{1,3})\\s?[-–—~至]\\s?(\\d{1,3})\\s?[題题]?\\s?[:.、)]?\\s*((?:(?:[A-J]|${sign})[\\s,、]*){2,})`,
  "gu",
);

/** Reads answers such as `1. B 2. A` or `1-5 BACDA`; null if the line contains anything else. */
function keyPairs(text: string): KeyPair[] | null {
  const pairs: KeyPair[] = [];
  let isFit = true;
  const rest = normalizeSigns(cleanLineStart(text.replaceAll("|", " ")))
    // `一、是非題：1.○ 2.×`
    .replace(/^[一二三四五六七八九十]{1,3}[、.][^\d(]{0,20}/u, "")
    .replace(range, (_, from: string, to: string, rangeAnswer: string) => {
      const answers = [...rangeAnswer.replace(/[\s,、]/gu, "")];
      isFit &&= answers.length === Number(to) - Number(from) + 1;
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

/** Like `keyPairs`, for answers in words; the numbers must be consecutive. */
function keyTexts(text: string): KeyPair[] | null {
  const [lead, ...parts] = cleanLineStart(text).split(
    /(?:^|[\s,，;；、(（]+)(\d{1,3})\s?[.)、:．）：](?!\d)\s*/u,
  );
  const pairs = parts.flatMap((part, index): KeyPair[] =>
    index % 2 === 0 ? [[Number(part), parts[index + 1]]] : []
  );
  const isFit = pairs.every(([number, answer], index) =>
    number === pairs[0][0] + index && answer !== ""
  );
  return lead === "" && pairs.length > 0 && isFit ? pairs : null;
}

/** Reads `BACDA`, one letter per question; empty if the line contains anything else. */
function keyLetters(text: string): string[] {
  const letters = normalizeSigns(text).replace(/[\s,、;]+/gu, "");
  return /^[A-J]{2,}$/.test(letters) ? [...letters] : [];
}

/**
 * Index of the line where the answer key begins: at a label, or where pairs for all questions follow a gap;
 * `lines.length` if there is none.
 */
export function findAnswerKey(lines: readonly PastedLine[]): number {
  const questionLines = lines.filter(({ style }) => style !== undefined);
  const first = lines.findIndex(({ is }) => is === "text");
  const labelled = lines.findIndex(({ is, text }, index) => {
    if (is !== "answer" || first < 0 || index < first) return false;
    const below = lines.slice(index + 1, index + 6).find(({ is }) =>
      is !== "blank"
    );
    return text === ""
      ? below?.number === 1 || keyPairs(below?.raw ?? "") !== null
      : (keyPairs(text) ?? keyTexts(text) ?? []).length > 1 ||
        questionLines.length > 1 &&
          keyLetters(text).length === questionLines.length &&
          !lines.slice(0, index).some(({ is }) => is === "answer");
  });
  if (labelled >= 0) return labelled;
  let from = lines.length;
  const isKey = ({ is, raw }: PastedLine) =>
    is === "blank" || is !== "answer" && keyPairs(raw) !== null;
  while (from > 0 && isKey(lines[from - 1])) from--;
  const numbers = lines.slice(0, from).flatMap(({ number }) => number ?? []);
  const pairs = lines.slice(from).flatMap(({ raw }) => keyPairs(raw) ?? []);
  const isWhole = pairs.length > 0 && first >= 0 && first < from &&
    (numbers.length === 0 ||
      String(numbers) === String(pairs.map(([number]) => number)));
  return isWhole && lines[from]?.is === "blank" ? from : lines.length;
}

interface KeyEntry {
  index: number;
  answer: string;
  line: number;
}

/** @param numbers the numbers of the questions */
export function* parseAnswerKey(
  lines: readonly PastedLine[],
  numbers: readonly number[],
): Generator<ParsedItem | undefined, KeyEntry[]> {
  const entries: { number: number; answer: string; line: number }[] = [];
  for (const { line, is, raw, text: value } of lines) {
    yield;
    const text = is === "answer" ? value : raw.trim();
    if (is === "blank" || text === "") continue;
    const letters = keyLetters(text);
    const isRow = letters.length === numbers.length;
    const pairs = isRow
      ? letters.map((it, at): KeyPair => [numbers[at], it])
      : keyPairs(text) ?? (is === "heading" ? null : keyTexts(text));
    // `AB` may be two answers of the last question.
    if (isRow && letters.every((it, at) => at === 0 || it > letters[at - 1])) {
      yield makeOmission(line, "key-unclear", { text });
    } else if (!pairs) yield makeOmission(line, "line-left-out", { text });
    else {
      entries.push(
        ...pairs.map(([number, answer]) => ({ number, answer, line })),
      );
    }
  }
  // A key may restart its numbers in each part, as the test does.
  const entryNumbers = entries.map(({ number }) => number);
  const isSame = String(entryNumbers) === String(numbers);
  const count = Map.groupBy(entryNumbers, (it) => it);
  const places = Map.groupBy(numbers.keys(), (at) => numbers[at]);
  const keyEntries: KeyEntry[] = [];
  for (const [n, { number, answer, line }] of entries.entries()) {
    const [index, otherIndex] = isSame ? [n] : places.get(number) ?? [];
    const isTwice = !isSame && count.get(number)!.length > 1;
    const text = `${number}. ${answer}`;
    if (index === undefined) {
      yield makeFailure(line, "no-question-above", { text });
    } else if (otherIndex !== undefined || isTwice) {
      yield makeOmission(line, "key-unclear", { text });
    } else keyEntries.push({ index, answer, line });
  }
  return keyEntries;
}
