/** A table that is drawn with bars, as ChatGPT and Markdown have it: `| Who? | Amy | Ben | B |`. Pure. */
import type { Row } from "../../../schema/tables/csv.ts";
import { linesOf, longestLine, mostLines, plainLines } from "../lines.ts";

/** So many lines may stand above it. */
const mostAbove = 3;

/** Its rows, where there is nothing else; a line above it is a row as well. */
export function drawnRows(text: string): Row[] {
  const rows: Row[] = [];
  let isBegun = false;
  for (const { line, text: raw } of linesOf(plainLines(text))) {
    if (raw.length > longestLine || line > mostLines) return [];
    const it = raw.trim();
    if (it === "" || /^\|[\s|:-]+\|$/.test(it)) continue;
    const isRow = /^\|.*\|$/.test(it);
    if (!isRow && (isBegun || rows.length >= mostAbove)) return [];
    isBegun ||= isRow;
    const cells = isRow
      ? it.slice(1, -1).split("|").map((cell) =>
        cell.replace(/\*\*/g, "").trim()
      )
      : [it];
    rows.push({ line, cells });
  }
  return isBegun ? rows : [];
}
