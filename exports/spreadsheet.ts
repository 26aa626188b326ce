/**
 * Tables as `.xlsx` in which text stays text: 1/2 is not a date, 007 keeps its zeros, =1+1 is not a formula. A workbook
 * with one sheet (ECMA-376), generated while it is sent.
 */
import { makeZip } from "client-zip";
import type { CsvCell } from "./csv_format.ts";
import type { RecordPart } from "./record_part.ts";
import { streamParts } from "./stream_parts.ts";

export const spreadsheetType =
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export async function* writeSpreadsheet(
  name: string,
  { columns, rows }: Pick<RecordPart, "columns" | "rows">,
): AsyncGenerator<Uint8Array> {
  const cells = worksheet(columns, rows());
  const files = [
    ...Object.entries(around(name)).map(([name, input]) => ({ name, input })),
    { name: "xl/worksheets/sheet1.xml", input: streamParts(cells) },
  ];
  try {
    // `preventCancel`, because a cancelled zip would throw into its inputs.
    yield* makeZip(files).values({ preventCancel: true });
  } finally {
    await cells.return(undefined);
  }
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const links =
  "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packed = "http://schemas.openxmlformats.org/package/2006";
const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";

function around(name: string): Record<string, string> {
  return {
    "[Content_Types].xml":
      `${head}<Types xmlns="${packed}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kind}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/></Types>`,
    "_rels/.rels":
      `${head}<Relationships xmlns="${packed}/relationships"><Relationship Id="rId1" Type="${links}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml":
      `${head}<workbook xmlns="${main}" xmlns:r="${links}"><sheets><sheet name="${
        worksheetName(name)
      }" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels":
      `${head}<Relationships xmlns="${packed}/relationships"><Relationship Id="rId1" Type="${links}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${links}/styles" Target="styles.xml"/></Relationships>`,
    // The second style is text, also for later input.
    "xl/styles.xml":
      `${head}<styleSheet xmlns="${main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
  };
}

/** A sheet's name within the limits of Excel. */
function worksheetName(name: string): string {
  const safe = name.replace(/[[\]:*?/\\']/g, " ").slice(0, 31).trim();
  return escaped(safe) || "1";
}

async function* worksheet(
  columns: readonly string[],
  rows: AsyncIterable<CsvCell[]>,
): AsyncGenerator<string> {
  yield `${head}<worksheet xmlns="${main}"><sheetData>`;
  yield rowOf(columns, 1);
  let number = 1;
  for await (const cells of rows) yield rowOf(cells, ++number);
  yield "</sheetData></worksheet>";
}

function rowOf(cells: readonly CsvCell[], number: number): string {
  const cellMarkup = cells.map((cell, at) =>
    cellOf(cell, columnName(at) + number)
  );
  return `<row r="${number}">${cellMarkup.join("")}</row>`;
}

function cellOf(cell: CsvCell, place: string): string {
  if (typeof cell === "number") return `<c r="${place}"><v>${cell}</v></c>`;
  const text = escaped(shortened(cell ?? ""));
  if (text === "") return "";
  return `<c r="${place}" s="1" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

/** Maximum characters of a cell; spreadsheets refuse longer ones. */
const maxCellLength = 32_767;

function shortened(text: string): string {
  return text.length <= maxCellLength
    ? text
    : text.slice(0, maxCellLength - 1) + "…";
}

/** `A`, `Z`, `AA`. */
function columnName(index: number): string {
  const prefix = index < 26 ? "" : columnName(Math.floor(index / 26) - 1);
  return prefix + String.fromCharCode(65 + index % 26);
}

/** Characters that XML forbids become `_x000B_`; text that looks like that is escaped too. */
function escaped(text: string): string {
  return text.toWellFormed().replaceAll("\0", "").replace(/\r\n?/g, "\n")
    .replace(
      // deno-lint-ignore no-control-regex -- what no text has is what is looked for
      /[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g,
      (sign) =>
        `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
    )
    .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
