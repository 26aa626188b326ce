/** Cells that a spreadsheet would calculate, and the apostrophe that keeps it from that: put there, and taken off. Pure. */

/** Also wide characters, and after what cannot be seen: some spreadsheets skip it. */
const calculates = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u;

/** Whether a spreadsheet would calculate a text. */
export function isFormula(text: string): boolean {
  return calculates.test(text);
}

/** A text as it is written into a cell that is read again: what only looks guarded is guarded too. */
export function guarded(text: string): string {
  return guards(text) ? `'${text}` : text;
}

/** What was in a cell before it was guarded. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && guards(cell.slice(1)) ? cell.slice(1) : cell;
}

function guards(text: string): boolean {
  return isFormula(text.replace(/^'+/, ""));
}
