/** A table; phones show each row as a block, with a heading for each cell. The first column names the row. */
import type { ComponentChildren } from "preact";
import "./row_table.css";

export function RowTable({ heads, rows, label }: {
  heads: readonly string[];
  rows: readonly (readonly ComponentChildren[])[];
  /** The table's name, if no heading names it. */
  label?: string;
}) {
  return (
    <table class="row-table" aria-label={label}>
      <thead>
        <tr>
          {heads.map((head) => <th key={head} scope="col">{head}</th>)}
        </tr>
      </thead>
      <tbody>
        {rows.map(([first, ...cells], rowIndex) => (
          <tr key={rowIndex}>
            <th scope="row">{first}</th>
            {cells.map((cell, column) => (
              <td key={column} data-head={heads[column + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
