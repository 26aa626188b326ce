/** The text of a school's file, in whichever encoding its program writes, and the table in it (D-3). Pure. */
import { csvRows } from "../../../classroom/schema/tables/csv.ts";

/** The cells of a file, row by row; empty rows are left out. */
export type Table = readonly (readonly string[])[];

/** The rows of a CSV with commas, semicolons or tabs; null: it is no text. */
export function tableOf(bytes: Uint8Array): Table | null {
  const text = fileText(bytes);
  if (text === null) return null;
  const rows: string[][] = [];
  for (const row of csvRows(text.replace(/\r\n?/g, "\n"))) {
    if ("open" in row) return null;
    rows.push(row.cells.map(clean));
  }
  return rows;
}

/** What the bytes say, without a byte order mark; null: they are no text. */
export function fileText(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const wide = first === 0xff && second === 0xfe
    ? "utf-16le"
    : first === 0xfe && second === 0xff
    ? "utf-16be"
    : wideWithoutMark(bytes);
  const text = wide
    ? decoded(bytes, wide)
    : decoded(bytes, "utf-8") ?? fromOldExcel(bytes);
  // deno-lint-ignore no-control-regex -- what no text has is what is looked for
  return text === null || /[\x00-\x08\x0e-\x1f]/.test(text) ? null : text;
}

/** UTF-16 of Latin text is every other byte nought. */
function wideWithoutMark(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const [a, b, c, d] = bytes;
  if (bytes.length < 4) return null;
  if (a && !b && c && !d) return "utf-16le";
  return !a && b && !c && d ? "utf-16be" : null;
}

/**
 * Excel writes "CSV" in the encoding of its country: Taiwan's in Big5, the West's in Windows-1252. What reads as one
 * character of Big5 within a word of Latin letters is a letter with an accent and the one after it.
 */
function fromOldExcel(bytes: Uint8Array): string | null {
  const text = decoded(bytes, "big5");
  const isWestern = text === null ||
    /(?<!\P{ASCII})\P{ASCII}[a-z]/u.test(text);
  return isWestern ? decoded(bytes, "windows-1252") : text;
}

function decoded(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // Fatal: the bytes are in another encoding.
    return null;
  }
}

function clean(cell: string): string {
  return cell.replace(/\s+/g, " ").trim();
}
