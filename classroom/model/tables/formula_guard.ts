/** Guards cells against calculation by spreadsheets with an apostrophe, and removes it. Pure. */

/** Includes wide signs, and invisible characters before them, which some spreadsheets skip. */
const formulaStart = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u;

/** `;)` and `;-)` begin no cell with a formula. */
const formulaBehind = /;(?='*[\p{Zs}\t\p{Cf}]*(?:[=@＝＠]|[+\-＋－](?!\))))/gu;
const guardBehind = /;'(?='*[\p{Zs}\t\p{Cf}]*(?:[=@＝＠]|[+\-＋－](?!\))))/gu;

export function isSpreadsheetFormula(text: string): boolean {
  return formulaStart.test(text);
}

/** Guards a cell that is read back later: also one that only looks guarded, so that reading restores it. */
export function guardCell(text: string): string {
  return needsGuard(text) ? `'${text}` : text;
}

/** Guards after each semicolon, which begins a cell for some spreadsheets. */
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
