/**
 * Reads Blackboard's upload file (R-3): one question per row, its type first. Types without a counterpart are reported.
 * Pure.
 */
import { parseCsv } from "../../../formats/tables/csv.ts";
import {
  type Draft,
  makeDraft,
  makeFailure,
  makeOmission,
  type ParsedItems,
  type TrueFalseWords,
} from "./parsed_items.ts";
import { normalizeText, textLines } from "./lines.ts";
import { readStatedNumber } from "./pasted/answers.ts";

const types =
  "MC|MA|TF|ESS|ORD|MAT|FIB|FIB_PLUS|FIL|NUM|SR|OP|JUMBLED_SENTENCE|QUIZ_BOWL";
const tabbedRow = new RegExp(`^\\s{0,9}"?(?:${types})"?\\t`);
/** Rows with other separators are detected by `correct`, `incorrect`, `true` and `false`. */
const otherRow =
  /^"?(?:(?:MC|MA)"?[,;][^\n]*[,;]"?(?:in)?correct"?\s*$|TF"?[,;][^\n]*[,;]"?(?:true|false)"?\s*$)/i;

export function isBlackboard(text: string): boolean {
  let rows = 0, lines = 0;
  for (const { text: line } of textLines(text.slice(0, 20_000))) {
    if (line.trim() === "") continue;
    lines++;
    if (tabbedRow.test(line) || otherRow.test(line)) rows++;
  }
  return rows > 0 && rows * 2 >= lines;
}

export function* readBlackboard(
  text: string,
  words: TrueFalseWords,
): ParsedItems {
  const plain = normalizeText(text);
  const separator = /^"?[A-Z_]+"?[,;]/m.test(plain) && !plain.includes("\t")
    ? undefined
    : "\t";
  for (const row of parseCsv(plain, separator)) {
    yield;
    if ("open" in row) yield makeFailure(row.open, "quote-open");
    else yield* readRow(row.cells.map((it) => it.trim()), row.line, words);
  }
}

function* readRow(
  [kind, text = "", ...rest]: readonly string[],
  line: number,
  words: TrueFalseWords,
): ParsedItems {
  const cells = rest.slice(0, rest.findLastIndex((it) => it !== "") + 1);
  const item: Draft = { text };
  switch (kind.toUpperCase()) {
    case "MC":
    case "MA": {
      const choices = cells.filter((_, at) => at % 2 === 0);
      const marks = cells.filter((_, at) => at % 2 === 1)
        .map((it) => it.toLowerCase());
      const isFit = marks.length === choices.length &&
        marks.every((it) => it === "correct" || it === "incorrect");
      if (!isFit) return yield unclearAnswer(line, kind, cells);
      const correct = marks.flatMap((it, at) => it === "correct" ? [at] : []);
      const isOne = kind.toUpperCase() === "MC";
      if (isOne && correct.length > 1) {
        yield makeOmission(line, "one-of-several-left-out");
      }
      Object.assign(item, {
        kind: isOne ? "single" : "multiple",
        choices,
        ...(correct.length > 0 && !(isOne && correct.length > 1) &&
          { correct }),
      });
      break;
    }
    case "TF": {
      const [value = ""] = cells;
      if (cells.length !== 1 || !/^(?:true|false)$/i.test(value)) {
        return yield unclearAnswer(line, kind, cells);
      }
      Object.assign(item, {
        kind: "single",
        choices: [words.yes, words.no],
        correct: [/^true$/i.test(value) ? 0 : 1],
      });
      break;
    }
    case "FIB": {
      const accepted = [...new Set(cells.filter((it) => it !== ""))];
      item.kind = "text";
      if (accepted.length > 0) item.correct = accepted;
      break;
    }
    case "NUM": {
      const [number, tolerance] = cells.map((cell) =>
        readStatedNumber(cell, "", ".")?.answer ?? null
      );
      if (!number || tolerance === null || cells.length > 2) {
        return yield unclearAnswer(line, kind, cells);
      }
      Object.assign(item, { kind: "number", ...number });
      if (tolerance && tolerance.correct > 0) {
        item.tolerance = tolerance.correct;
      }
      break;
    }
    case "ESS":
    case "SR":
      item.kind = "text";
      // The example of an essay is not an accepted answer.
      for (const name of cells) {
        yield makeOmission(line, "field-left-out", { name });
      }
      break;
    default:
      return yield makeFailure(line, "kind-unknown", { kind });
  }
  yield makeDraft(line, item);
}

function unclearAnswer(line: number, kind: string, cells: readonly string[]) {
  return makeFailure(line, "row-unclear", { kind, text: cells.join(" ") });
}
