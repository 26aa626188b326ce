/**
 * CSV (RFC 4180) that spreadsheets open correctly: a byte order mark for UTF-8, and no cell that counts as a formula.
 */
import {
  guardAfterSemicolons,
  isSpreadsheetFormula,
} from "../formats/tables/formula_guard.ts";

export const byteOrderMark = "\uFEFF";

export type CsvCell = string | number | null | undefined;

export function csvRow(cells: readonly CsvCell[]): string {
  return cells.map(csvCell).join(",") + "\r\n";
}

/** One quoted cell. An apostrophe guards text that a spreadsheet would calculate. */
export function csvCell(cell: CsvCell): string {
  if (typeof cell === "number") return String(cell);
  const text = guardAfterSemicolons((cell ?? "").replaceAll("\0", ""));
  const harmless = isSpreadsheetFormula(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

export function csvTime(
  time: number | string | null | undefined,
  zone: string,
): string {
  if (time === null || time === undefined) return "";
  const parts = new Map(
    clock(zone).formatToParts(new Date(time)).map((it) => [it.type, it.value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${
    part("minute")
  }:${part("second")}`;
}

let last: { zone: string; format: Intl.DateTimeFormat } | null = null;

/** A format, cached, because making one takes longer than using it a hundred times. */
function clock(zone: string): Intl.DateTimeFormat {
  if (last?.zone !== zone) {
    const two = "2-digit";
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
      hourCycle: "h23",
    });
    last = { zone, format };
  }
  return last.format;
}
