/** Roles of a table's columns. If the headings do not tell them, the page asks the teacher (R-3, D-3). Pure. */

export interface TableColumns<Role extends string> {
  readonly hasHead: boolean;
  /** By column index; further columns are unused. */
  readonly roles: readonly (Role | "unused")[];
}

/** A table's first rows, with guessed roles. */
export interface GuessedColumns<Role extends string>
  extends TableColumns<Role> {
  readonly rows: readonly (readonly string[])[];
}

const previewRowCount = 5;
const maxCellLength = 200;

type Rows = readonly (readonly string[])[];

/** Number of columns, by the longest of the first 200 rows. */
export function countTableColumns(rows: Rows): number {
  return Math.max(0, ...rows.slice(0, 200).map((row) => row.length));
}

/** The first rows, padded to equal width, with long cells cut. */
export function previewRows(rows: Rows): string[][] {
  const length = countTableColumns(rows);
  return rows.slice(0, previewRowCount).map((row) =>
    Array.from({ length }, (_, index) => {
      const cell = (row[index] ?? "").trim();
      return cell.length > maxCellLength
        ? cell.slice(0, maxCellLength).toWellFormed() + "…"
        : cell;
    })
  );
}

/**
 * Gives a column a role. Columns with roles that this role `excludes` become unused; a column that has the role itself
 * gets this column's former role, so that one change corrects two swapped columns.
 */
export function assignRole<Role extends string>(
  roles: readonly (Role | "unused")[],
  place: number,
  role: Role | "unused",
  excludes: (role: Role, otherRole: Role) => boolean,
): (Role | "unused")[] {
  return roles.map((otherRole, index) => {
    if (index === place) return role;
    const isFree = role !== "unused" && otherRole !== "unused" &&
      excludes(role, otherRole);
    if (!isFree) return otherRole;
    return otherRole === role ? roles[place] : "unused";
  });
}

export function findColumn<Role extends string>(
  { roles }: TableColumns<Role>,
  role: Role,
): number {
  return roles.indexOf(role);
}
