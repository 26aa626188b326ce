/** Puts an apostrophe before cells that a spreadsheet would calculate, and removes it again. Pure. */

/** Includes wide signs, and invisible characters before them, which some spreadsheets skip. */
const formulaStart = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u;

/** A formula after a semicolon; `;)` and `;-)` are none. */
const formulaBehind = /;(?='*[\p{Zs}\t\p{Cf}]*(?:[=@＝＠]|[+\-＋－](?!\))))/gu;
const guardBehind = /;'(?='*[\p{Zs}\t\p{Cf}]*(?:[=@＝＠]|[+\-＋－](?!\))))/gu;

export function isSpreadsheetFormula(text: string): boolean {
  return formulaStart.test(text);
}

/** Guards a cell so that {@link unguardCell} restores it, even if it begins with an apostrophe itself. */
export function guardCell(text: string): string {
  return needsGuard(text) ? `'${text}` : text;
}

/** Guards formulas after semicolons, which separate cells for some spreadsheets. */
export function guardAfterSemicolons(text: string): string {
  return text.replace(formulaBehind, ";'");
}

export function unguardCell(cell: string): string {
  const whole = cell.replace(guardBehind, ";");
  return whole.startsWith("'") && needsGuard(whole.slice(1))
    ? whole.slice(1)
    : whole;
}

function needsGuard(text: string): boolean {
  return isSpreadsheetFormula(text.replace(/^'+/, ""));
}
