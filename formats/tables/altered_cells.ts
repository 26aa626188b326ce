/** Finds cells that a spreadsheet has altered: 1/2 becomes a date, 123456789012 becomes 1.23E+11. Pure. */

const month = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const changed = new RegExp(
  "^(?:" +
    // A fraction or a range that became a date.
    `\\d{1,2}-(?:${month})(?:-\\d{2,4})?|(?:${month})-\\d{1,4}` +
    "|\\d{1,2}月\\d{1,2}日|\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}(?: 0?0:00(?::00)?)?" +
    // A rounded long number, an overflowing cell, or an error value.
    "|-?\\d(?:[.,]\\d+)?E[+-]\\d+|#{2,}" +
    "|#(?:NAME\\?|REF!|DIV/0!|VALUE!|N/A|NUM!|NULL!|SPILL!|CALC!)" +
    ")$",
  "iu",
);

/** The distinct cells that were probably altered. `knownTexts`: cells stored as dates or times. */
export function findAlteredCells(
  cells: readonly string[],
  knownTexts: readonly string[] = [],
): string[] {
  const isChanged = (cell: string) =>
    knownTexts.includes(cell) || cell.length < 40 && changed.test(cell.trim());
  return [...new Set(cells.filter(isChanged))];
}
