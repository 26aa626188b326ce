/** What the columns of a table are, where its headings do not say it: a page asks, column by column (R-3, D-3). Pure. */

/** How a table is read. */
export interface TableColumns<Role extends string> {
  /** The first row has headings. */
  readonly hasHead: boolean;
  /** By the place of the column; a column beyond them is not used. */
  readonly roles: readonly (Role | "unused")[];
}

/** The first rows of a table, with the columns as they seem to be. */
export interface AskedColumns<Role extends string> extends TableColumns<Role> {
  readonly rows: readonly (readonly string[])[];
}

/** Rows that are shown, the headings among them. */
const shownRows = 5;
const longestCell = 200;

type Rows = readonly (readonly string[])[];

/** How many columns a table has, as far as it is looked at. */
export function widthOf(rows: Rows): number {
  return Math.max(0, ...rows.slice(0, 200).map((row) => row.length));
}

/** The first rows of a table, each as wide as the widest, with long cells cut. */
export function firstRows(rows: Rows): string[][] {
  const length = widthOf(rows);
  return rows.slice(0, shownRows).map((row) =>
    Array.from({ length }, (_, at) => {
      const cell = (row[at] ?? "").trim();
      return cell.length > longestCell
        ? cell.slice(0, longestCell).toWellFormed() + "…"
        : cell;
    })
  );
}

/**
 * Gives a column a role; other columns lose theirs where it `excludes` them. Of one that had this role it takes the
 * place: two columns that were taken for each other are put right by one choice.
 */
export function withRole<Role extends string>(
  roles: readonly (Role | "unused")[],
  place: number,
  role: Role | "unused",
  excludes: (role: Role, other: Role) => boolean,
): (Role | "unused")[] {
  return roles.map((other, at) => {
    if (at === place) return role;
    const isFree = role !== "unused" && other !== "unused" &&
      excludes(role, other);
    if (!isFree) return other;
    return other === role ? roles[place] : "unused";
  });
}

/** The place of the column with a role; -1: there is none. */
export function columnOf<Role extends string>(
  { roles }: TableColumns<Role>,
  role: Role,
): number {
  return roles.indexOf(role);
}
