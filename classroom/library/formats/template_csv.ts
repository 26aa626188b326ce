/** Reads prompt templates from a table, one per row. Pure. */
import { columnsByHeading, parseCsv } from "../../../formats/tables/csv.ts";
import {
  makeDraft,
  makeFailure,
  makeOmission,
  type ParsedItems,
} from "./parsed_items.ts";
import { normalizeText } from "./lines.ts";

export const templateColumns = {
  name: "name",
  description: "description",
  instructions: "instructions",
  firstMessage: "first message",
} as const;

export function* readTemplateCsv(text: string): ParsedItems {
  let columns: ReadonlyMap<string, number> | null = null;
  for (const row of parseCsv(normalizeText(text))) {
    if ("open" in row) {
      yield makeFailure(row.open, "quote-open");
    } else if (!columns) {
      columns = columnsByHeading(row.cells);
      const { name, instructions } = templateColumns;
      if (!columns.has(name) || !columns.has(instructions)) {
        const expected = Object.values(templateColumns).join(", ");
        return yield makeFailure(row.line, "no-header", { wanted: expected });
      }
      const knownColumns: readonly string[] = [
        "",
        ...Object.values(templateColumns),
      ];
      for (const name of columns.keys()) {
        if (!knownColumns.includes(name)) {
          yield makeOmission(row.line, "field-left-out", { name });
        }
      }
    } else {
      const { cells, line } = row;
      const fields = Object.entries(templateColumns).map(([field, name]) =>
        [field, cells[columns!.get(name) ?? -1] ?? ""] as const
      );
      yield makeDraft(line, Object.fromEntries(fields));
    }
    yield;
  }
}
