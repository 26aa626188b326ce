/** What a spreadsheet has made of what somebody typed: 1/2 becomes a date, 123456789012 becomes 1.23E+11. Pure. */

const month = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const changed = new RegExp(
  "^(?:" +
    // A fraction or a range that became a date.
    `\\d{1,2}-(?:${month})(?:-\\d{2,4})?|(?:${month})-\\d{1,4}` +
    "|\\d{1,2}月\\d{1,2}日|\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}(?: 0?0:00(?::00)?)?" +
    // A long number that was cut, and what no longer fits or can be calculated.
    "|-?\\d(?:[.,]\\d+)?E[+-]\\d+|#{2,}" +
    "|#(?:NAME\\?|REF!|DIV/0!|VALUE!|N/A|NUM!|NULL!|SPILL!|CALC!)" +
    ")$",
  "iu",
);

/** Those of the cells that a spreadsheet has probably changed, each once; `known`: it says so of these. */
export function changedIn(
  cells: readonly string[],
  known: readonly string[] = [],
): string[] {
  const isChanged = (it: string) =>
    known.includes(it) || it.length < 40 && changed.test(it.trim());
  return [...new Set(cells.filter(isChanged))];
}
