/** The first rows of a table, with a choice of a role for each column (R-3, D-3). */
import { useId } from "preact/hooks";
import { columns as t } from "texts/files_columns.ts";
import type {
  GuessedColumns,
  TableColumns,
} from "../../formats/tables/table_columns.ts";
import { Checkbox } from "../ui/Checkbox.tsx";
import "./column_table.css";

interface ColumnTableProps<Role extends string> {
  guess: GuessedColumns<Role>;
  roles: Readonly<Record<Role, string>>;
  rolesAfter: (
    place: number,
    role: Role | "unused",
  ) => TableColumns<Role>["roles"];
  onChange: (columns: TableColumns<Role>) => void;
}

export function ColumnRolesTable<Role extends string>(
  { guess, roles, rolesAfter, onChange }: ColumnTableProps<Role>,
) {
  const id = useId();
  const { rows, hasHead } = guess;
  const [head, ...bodyRows] = rows;
  const label = (column: number) => {
    const heading = hasHead && head[column];
    return heading
      ? t.columnOf({ number: column + 1, heading })
      : t.column({ number: column + 1 });
  };
  const isUnused = (column: number) => guess.roles[column] === "unused";
  return (
    <section class="stack tight" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{t.title}</h3>
      <p class="hint">{t.hint}</p>
      <div
        class="scroll column-table box"
        role="group"
        aria-labelledby={`${id}-title`}
        tabIndex={0}
      >
        <table>
          <thead>
            <tr>
              {guess.roles.map((role, column) => (
                <td key={column}>
                  <select
                    class="input"
                    aria-label={label(column)}
                    value={role}
                    onChange={({ currentTarget }) =>
                      onChange({
                        hasHead,
                        roles: rolesAfter(
                          column,
                          currentTarget.value as Role | "unused",
                        ),
                      })}
                  >
                    {(Object.keys(roles) as Role[]).map((name) => (
                      <option key={name} value={name}>{roles[name]}</option>
                    ))}
                    <option value="unused">{t.unused}</option>
                  </select>
                </td>
              ))}
            </tr>
            {hasHead && (
              <tr>
                {head.map((cell, column) => (
                  <th key={column} scope="col" data-unused={isUnused(column)}>
                    <span>{cell}</span>
                  </th>
                ))}
              </tr>
            )}
          </thead>
          <tbody>
            {(hasHead ? bodyRows : rows).map((row, n) => (
              <tr key={n}>
                {row.map((cell, column) => (
                  <td key={column} data-unused={isUnused(column)}>
                    <span>{cell}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Checkbox
        id={`${id}-head`}
        label={t.hasHead}
        hint={t.hasHeadHint}
        checked={hasHead}
        onChange={({ currentTarget }) =>
          onChange({ roles: guess.roles, hasHead: currentTarget.checked })}
      />
    </section>
  );
}
