/** Reads CSV (RFC 4180), also with semicolons or tabs. Pure. */
import { unguardCell } from "./formula_guard.ts";

/** `line`: the line in which the row begins, from 1. */
export interface CsvRow {
  line: number;
  cells: string[];
  /** Cells that the spreadsheet stores as a date or time, and may have altered. */
  changed?: readonly string[];
}

export const maxCells = 100;

/**
 * Yields the rows that are not empty; `open` is the line of a quote that never closes. Detects the separator if
 * `separator` is missing.
 */
export function* parseCsv(
  text: string,
  separator?: string,
): Generator<CsvRow | { open: number }> {
  // Excel's `sep=` line names the separator.
  const [separatorLine, sign] = /^sep=(.)\n/i.exec(text) ?? [""];
  const cellSeparator = sign ?? separator ?? detectSeparator(text);
  let line = separatorLine ? 2 : 1, position = separatorLine.length;
  while (position < text.length) {
    const row: CsvRow = { line, cells: [] };
    for (let hasMore = true; hasMore;) {
      let cell: string;
      if (text[position] === '"') {
        const quoted = readQuotedCell(text, position);
        if (!quoted) return yield { open: line };
        cell = quoted.cell;
        line += quoted.lines;
        position = quoted.end;
        // Text between a closing quote and the separator belongs to the cell.
        const rest = readPlainCell(text, position, cellSeparator);
        cell += rest.cell;
        position = rest.end;
      } else {
        const plain = readPlainCell(text, position, cellSeparator);
        cell = plain.cell;
        position = plain.end;
      }
      if (row.cells.length < maxCells) row.cells.push(unguardCell(cell));
      hasMore = text[position] === cellSeparator;
      position++;
    }
    line++;
    if (row.cells.some((cell) => cell.trim() !== "")) yield row;
  }
}

function readQuotedCell(text: string, from: number) {
  for (let position = from + 1;;) {
    const quote = text.indexOf('"', position);
    if (quote < 0) return null;
    if (text[quote + 1] === '"') {
      position = quote + 2;
      continue;
    }
    const cell = text.slice(from + 1, quote).replaceAll('""', '"');
    return { cell, end: quote + 1, lines: cell.split("\n").length - 1 };
  }
}

function readPlainCell(text: string, from: number, between: string) {
  let end = from;
  while (end < text.length && text[end] !== between && text[end] !== "\n") {
    end++;
  }
  return { cell: text.slice(from, end), end };
}

/** A tab, or the more frequent of `,` and `;`, in the first line with any. */
function detectSeparator(text: string): string {
  const [first] = /^.*[,;\t].*$/m.exec(text.slice(0, 2000)) ?? [""];
  const unquoted = first.replace(/"[^"]*"/g, "");
  // Cells hardly ever contain tabs.
  if (unquoted.includes("\t")) return "\t";
  const [best] = [",", ";"].map((sign) => ({
    sign,
    count: unquoted.split(sign).length,
  })).sort((a, b) => b.count - a.count);
  return best.sign;
}

/** Index of each column, by its heading without remarks: `Time limit (sec) – 5, 10`. */
export function columnsByHeading(
  head: readonly string[],
): ReadonlyMap<string, number> {
  return new Map(
    head.map((cell, index) => {
      const name = cell.slice(0, 200).replace(/\s[-–—]\s.*$/su, "")
        .replace(/\([^)]*\)/g, " ").replace(/[\s_]+/g, " ");
      return [name.trim().toLowerCase(), index] as const;
    }).reverse(),
  );
}
