/** The first rows of a table, with a choice of a role for each column (R-3, D-3). */
import { useId } from "preact/hooks";
import { columns as t } from "texts/files_columns.ts";
import type {
  GuessedColumns,
  TableColumns,
} from "../../classroom/model/tables/table_columns.ts";
import { Checkbox } from "../ui/Checkbox.tsx";
import "./column_table.css";

interface ColumnTableProps<Role extends string> {
  of: GuessedColumns<Role>;
  roles: Readonly<Record<Role, string>>;
  rolesAfter: (
    place: number,
    role: Role | "unused",
  ) => TableColumns<Role>["roles"];
  onChange: (columns: TableColumns<Role>) => void;
}

export function ColumnRolesTable<Role extends string>(
  { of, roles, rolesAfter, onChange }: ColumnTableProps<Role>,
) {
  const id = useId();
  const { rows, hasHead } = of;
  const [head, ...others] = rows;
  const label = (at: number) => {
    const heading = hasHead && head[at];
    return heading
      ? t.columnOf({ number: at + 1, heading })
      : t.column({ number: at + 1 });
  };
  const isUnused = (at: number) => of.roles[at] === "unused";
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
              {of.roles.map((role, at) => (
                <td key={at}>
                  <select
                    class="input"
                    aria-label={label(at)}
                    value={role}
                    onChange={({ currentTarget }) =>
                      onChange({
                        hasHead,
                        roles: rolesAfter(
                          at,
                          currentTarget.value as Role | "unused",
                        ),
                      })}
                  >
                    {(Object.keys(roles) as Role[]).map((it) => (
                      <option key={it} value={it}>{roles[it]}</option>
                    ))}
                    <option value="unused">{t.unused}</option>
                  </select>
                </td>
              ))}
            </tr>
            {hasHead && (
              <tr>
                {head.map((cell, at) => (
                  <th key={at} scope="col" data-unused={isUnused(at)}>
                    <span>{cell}</span>
                  </th>
                ))}
              </tr>
            )}
          </thead>
          <tbody>
            {(hasHead ? others : rows).map((row, n) => (
              <tr key={n}>
                {row.map((cell, at) => (
                  <td key={at} data-unused={isUnused(at)}>
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
          onChange({ roles: of.roles, hasHead: currentTarget.checked })}
      />
    </section>
  );
}
