/**
 * Tables as CSV (RFC 4180) that a spreadsheet opens correctly: a byte order mark says that it is UTF-8, and no cell can
 * be taken for a formula.
 */
import {
  guardedBehind,
  isFormula,
} from "../classroom/model/tables/formulas.ts";

/** What begins a file. */
export const byteOrderMark = "\uFEFF";

/** The content of a cell; null: nothing. */
export type CsvCell = string | number | null | undefined;

/** One line. */
export function csvRow(cells: readonly CsvCell[]): string {
  return cells.map(csvCell).join(",") + "\r\n";
}

/** One cell, in quotes. Text that a spreadsheet would calculate has an apostrophe before it. */
export function csvCell(cell: CsvCell): string {
  if (typeof cell === "number") return String(cell);
  const text = guardedBehind((cell ?? "").replaceAll("\0", ""));
  const harmless = isFormula(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** A time as spreadsheets read it, in a zone. */
export function csvTime(
  at: number | string | null | undefined,
  zone: string,
): string {
  if (at === null || at === undefined) return "";
  const parts = new Map(
    clock(zone).formatToParts(new Date(at)).map((it) => [it.type, it.value]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${
    of("minute")
  }:${of("second")}`;
}

let last: { zone: string; format: Intl.DateTimeFormat } | null = null;

/** Making one takes longer than using it a hundred times. */
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
