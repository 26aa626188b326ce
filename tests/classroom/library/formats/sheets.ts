import { makeZip } from "client-zip";

/** A number may have the place of its pattern. */
type Cell = string | number | readonly [value: number, pattern: number] | null;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const rels =
  "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packed = "http://schemas.openxmlformats.org/package/2006";

type Rows = readonly (readonly Cell[])[];

/** A sheet of a workbook; `state`: how it is hidden. */
interface NamedSheet {
  name: string;
  state?: string;
  rows: Rows;
}

/** A workbook with one sheet, whose words are shared strings; `patterns`: those of numbers, which cells name. */
export function makeSheetFile(
  rows: Rows,
  patterns: readonly string[] = [],
): Promise<Uint8Array> {
  return makeBookFile([{ name: "Sheet1", rows }], patterns);
}

export function makeBookFile(
  sheets: readonly NamedSheet[],
  patterns: readonly string[] = [],
): Promise<Uint8Array> {
  const strings: string[] = [];
  const cell = (value: Cell, at: string) => {
    if (value === null) return `<c r="${at}" s="0"/>`;
    if (typeof value === "number") return `<c r="${at}"><v>${value}</v></c>`;
    if (typeof value === "object") {
      return `<c r="${at}" s="${value[1]}"><v>${value[0]}</v></c>`;
    }
    return `<c r="${at}" t="s"><v>${strings.push(value) - 1}</v></c>`;
  };
  const dataOf = (rows: Rows) =>
    rows.map((cells, n) =>
      `<row r="${n + 1}" spans="1:8">${
        cells.map((value, at) =>
          cell(value, `${String.fromCharCode(65 + at)}${n + 1}`)
        ).join("")
      }</row>`
    ).join("");
  const files = sheets.map(({ rows }, at) => [
    `xl/worksheets/sheet${at + 1}.xml`,
    `${head}<worksheet xmlns="${main}" xmlns:r="${rels}"><dimension ref="A1:H${rows.length}"/><sheetData>${
      dataOf(rows)
    }</sheetData></worksheet>`,
  ]);
  const styles = patterns.length > 0 && {
    "xl/styles.xml":
      `${head}<styleSheet xmlns="${main}"><numFmts count="${patterns.length}">${
        patterns.map((it, at) =>
          `<numFmt numFmtId="${164 + at}" formatCode="${
            it.replaceAll('"', "&quot;")
          }"/>`
        ).join("")
      }</numFmts><cellStyleXfs count="1"><xf numFmtId="9"/></cellStyleXfs><cellXfs count="${patterns.length}">${
        patterns.map((_, at) => `<xf numFmtId="${164 + at}"/>`).join("")
      }</cellXfs></styleSheet>`,
  };
  return zipFiles({
    ...workbookFiles(strings, sheets),
    ...styles,
    ...Object.fromEntries(files),
  });
}

/** The files of a workbook besides its sheet. */
export function workbookFiles(
  strings: readonly string[],
  sheets: readonly Omit<NamedSheet, "rows">[] = [{ name: "Sheet1" }],
): Record<string, string> {
  const escaped = strings.map((it) =>
    it.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  );
  return {
    "[Content_Types].xml":
      `${head}<Types xmlns="${packed}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels":
      `${head}<Relationships xmlns="${packed}/relationships"><Relationship Id="rId1" Type="${rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml":
      `${head}<workbook xmlns="${main}" xmlns:r="${rels}"><sheets>${
        sheets.map(({ name, state }, at) =>
          `<sheet name="${name}" sheetId="${at + 1}"${
            state ? ` state="${state}"` : ""
          } r:id="rIdS${at + 1}"/>`
        ).join("")
      }</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels":
      `${head}<Relationships xmlns="${packed}/relationships">${
        sheets.map((_, at) =>
          `<Relationship Id="rIdS${
            at + 1
          }" Type="${rels}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`
        ).join("")
      }<Relationship Id="rId2" Type="${rels}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="${rels}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    "xl/styles.xml":
      `${head}<styleSheet xmlns="${main}"><cellXfs count="1"><xf numFmtId="0" fontId="0"/></cellXfs></styleSheet>`,
    "xl/sharedStrings.xml":
      `${head}<sst xmlns="${main}" count="${escaped.length}" uniqueCount="${escaped.length}">${
        escaped.map((it) => `<si><t xml:space="preserve">${it}</t></si>`).join(
          "",
        )
      }</sst>`,
  };
}

/** Files as a zip, each as it is. */
export async function zipFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, input]) => ({
    name,
    input,
  }));
  return new Uint8Array(await new Response(makeZip(entries)).arrayBuffer());
}
