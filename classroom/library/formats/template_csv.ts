/** Reads prompt templates from a table, one per row. Pure. */
import { columnsOf, csvRows } from "../../model/tables/csv.ts";
import { failedAt, type Finding, itemAt, leftOutAt } from "./found.ts";
import { plainText } from "./lines.ts";

export const templateColumns = {
  name: "name",
  description: "description",
  instructions: "instructions",
  firstMessage: "first message",
} as const;

export function* readTemplateCsv(text: string): Finding {
  let columns: ReadonlyMap<string, number> | null = null;
  for (const row of csvRows(plainText(text))) {
    if ("open" in row) {
      yield failedAt(row.open, "quote-open");
    } else if (!columns) {
      columns = columnsOf(row.cells);
      const { name, instructions } = templateColumns;
      if (!columns.has(name) || !columns.has(instructions)) {
        const wanted = Object.values(templateColumns).join(", ");
        return yield failedAt(row.line, "no-header", { wanted });
      }
      const known: readonly string[] = ["", ...Object.values(templateColumns)];
      for (const name of columns.keys()) {
        if (!known.includes(name)) {
          yield leftOutAt(row.line, "field-left-out", { name });
        }
      }
    } else {
      const { cells, line } = row;
      const fields = Object.entries(templateColumns).map(([field, name]) =>
        [field, cells[columns!.get(name) ?? -1] ?? ""] as const
      );
      yield itemAt(line, Object.fromEntries(fields));
    }
    yield;
  }
}
