/**
 * Reads questions of other programs in JSON: objects with `question`, `options`, `answer` and the like. Each
 * becomes a row of a sheet whose headings are its field names. Pure.
 */
import { isWithinJsonLimits } from "../../limits/json_limits.ts";
import {
  type Draft,
  makeFailure,
  makeOmission,
  type ParsedItems,
  type TrueFalseWords,
} from "./parsed_items.ts";
import { htmlToText } from "./html_text.ts";
import { readQuizTable } from "./quiz_csv.ts";
import { isQuizHead, readSheetHead } from "./sheet_columns.ts";

/** The limit of entries in a list or object of one question. */
const maxWidth = 200;

/** The first list of questions in a JSON value, or null. */
export function findForeignQuestions(value: unknown): Draft[] | null {
  const lists = Array.isArray(value)
    ? [value]
    : isObject(value)
    ? Object.values(value).filter(Array.isArray)
    : [];
  for (const list of lists) {
    const objects = list.filter(isObject);
    const sample = objects.slice(0, 20);
    if (sample.some((it) => isQuizHead(Object.keys(it).slice(0, maxWidth)))) {
      return objects;
    }
  }
  return null;
}

export function* readForeignQuestions(
  questions: readonly Draft[],
  lines: readonly number[],
  words: TrueFalseWords,
): ParsedItems {
  const first = firstPlace(questions);
  for (const [index, question] of questions.entries()) {
    yield;
    const line = lines[index] ?? lines[0] ?? 1;
    if (!isWithinJsonLimits(question, maxWidth)) {
      yield makeFailure(line, "list-too-long", { most: maxWidth });
      continue;
    }
    const row = rowOf(question);
    const { columns } = readSheetHead(row.names);
    for (const { place, role } of columns) {
      const text = row.cells[place];
      if (role !== "correct" || !row.numbers.has(place)) continue;
      if (row.choices.length === 0) continue;
      if (row.choices.includes(text)) {
        const choiceByNumber = row.choices[Number(text) - (first ?? 0)];
        if (choiceByNumber !== undefined && choiceByNumber !== text) {
          yield makeOmission(line, "answer-two-ways", { text });
        }
        continue;
      }
      const from = row.indexes.has(place) ? 0 : first;
      const choice = from === null
        ? undefined
        : row.choices[Number(text) - from];
      if (choice === undefined) {
        yield makeOmission(line, "answer-unknown", { text });
      }
      row.cells[place] = choice ?? "";
    }
    yield* readQuizTable([
      { line, cells: row.names },
      { line, cells: row.cells },
    ], words);
  }
}

/** Returns whether numbers of right answers count from 0 or 1, or null if that is unclear. */
function firstPlace(questions: readonly Draft[]): 0 | 1 | null {
  let isLast = false;
  for (const question of questions) {
    if (!isWithinJsonLimits(question, maxWidth)) continue;
    const { names, cells, numbers, indexes, choices } = rowOf(question);
    for (const { place, role } of readSheetHead(names).columns) {
      if (role !== "correct" || !numbers.has(place)) continue;
      if (indexes.has(place)) continue;
      if (cells[place] === "0") return 0;
      isLast ||= cells[place] === String(choices.length);
    }
  }
  return isLast ? 1 : null;
}

/** `numbers`: places of cells that were numbers in JSON. */
interface Row {
  names: string[];
  cells: string[];
  numbers: Set<number>;
  /** Places of cells that give the right choice by its index from 0. */
  indexes: Set<number>;
  choices: string[];
}

function rowOf(question: Draft): Row {
  const row: Row = {
    names: [],
    cells: [],
    numbers: new Set(),
    indexes: new Set(),
    choices: [],
  };
  const add = (name: string, value: unknown) => {
    const place = row.names.length;
    const isByIndex = typeof value === "number" && isIndex(name);
    if (typeof value === "number") row.numbers.add(place);
    if (isByIndex) row.indexes.add(place);
    row.names.push(isByIndex ? "correct" : name);
    // Open Trivia calls single-choice questions `multiple`.
    const isChoice = value === "multiple" && /^(?:type|kind)$/i.test(name);
    row.cells.push(isChoice ? "multiple choice" : textOf(value));
  };
  for (const [name, value] of Object.entries(question)) {
    if (value === null) continue;
    if (!Array.isArray(value) && !isObject(value)) {
      add(name, value);
      continue;
    }
    const rightTexts: string[] = [];
    for (const [key, entry] of Object.entries(value)) {
      const sign = Array.isArray(value) ? String(Number(key) + 1) : key;
      const inner = isObject(entry) ? entry : null;
      const text = inner
        ? inner.text ?? inner.answer ?? inner.option ?? inner.value ?? ""
        : entry;
      add(`${name} ${sign}`, text);
      const isRight = inner?.isCorrect ?? inner?.is_correct ?? inner?.correct;
      if (isRight === true) rightTexts.push(textOf(text));
    }
    rightTexts.forEach((text, at) => add(`correct ${at + 1}`, text));
  }
  for (const { role, place } of readSheetHead(row.names).columns) {
    if (role === "choice") row.choices.push(row.cells[place]);
  }
  return row;
}

function isIndex(name: string): boolean {
  return /^(?:correct|right|answer)[a-z_ -]{0,20}index$/i.test(name);
}

function textOf(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    return JSON.stringify(value);
  }
  const text = String(value ?? "").toWellFormed();
  return /&#?\w{2,8};/.test(text) && !text.includes("<")
    ? htmlToText(text, "plain").text
    : text;
}

function isObject(value: unknown): value is Draft {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
