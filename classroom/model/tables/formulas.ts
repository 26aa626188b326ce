/** Cells that a spreadsheet would calculate, and the apostrophe that keeps it from that: put there, and taken off. Pure. */

/** Also wide characters, and after what cannot be seen: some spreadsheets skip it. */
const calculates = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u;

/** A wink is none. */
const formulaBehind = /;(?='*[\p{Zs}\t\p{Cf}]*(?:[=@＝＠]|[+\-＋－](?!\))))/gu;
const guardBehind = /;'(?='*[\p{Zs}\t\p{Cf}]*(?:[=@＝＠]|[+\-＋－](?!\))))/gu;

/** Whether a spreadsheet would calculate a text. */
export function isFormula(text: string): boolean {
  return calculates.test(text);
}

/** A text as it is written into a cell that is read again: what only looks guarded is guarded too. */
export function guarded(text: string): string {
  return guards(text) ? `'${text}` : text;
}

/** The same behind each semicolon: there a cell begins where spreadsheets separate by it. */
export function guardedBehind(text: string): string {
  return text.replace(formulaBehind, ";'");
}

/** What was in a cell before it was guarded. */
export function unguarded(cell: string): string {
  const whole = cell.replace(guardBehind, ";");
  return whole.startsWith("'") && guards(whole.slice(1))
    ? whole.slice(1)
    : whole;
}

function guards(text: string): boolean {
  return isFormula(text.replace(/^'+/, ""));
}
