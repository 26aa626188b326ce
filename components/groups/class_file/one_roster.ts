/**
 * Reads classes from OneRoster 1.1 and 1.2 CSV files (D-3): `users` and, if there, `enrollments`, `classes` and
 * (1.2) `roles`. Takes only the names of active students. Pure.
 */
import { columnsByHeading } from "../../../formats/tables/csv.ts";
import { type CellTable, joinName } from "./name_columns.ts";

export interface RosterClass {
  /** Null: the files have no classes, so this is all students. */
  readonly title: string | null;
  readonly names: readonly string[];
}

type Entry = (column: string) => string;

/** The classes in the tables; null: no table is OneRoster's `users`. */
export function readRosterClasses(
  tables: readonly CellTable[],
): RosterClass[] | null {
  const find = (...columns: string[]) => {
    const table = tables.find(([head = []]) => {
      const places = columnsByHeading(head);
      return columns.every((column) => places.has(column.toLowerCase()));
    });
    return table && entriesOf(table);
  };
  const users = find("sourcedId", "givenName", "familyName");
  if (!users) return null;
  const enrollments = find("classSourcedId", "userSourcedId");
  const names = new Map(
    users.filter((user) =>
      isActive(user) && user("enabledUser").toLowerCase() !== "false"
    ).map((user) => [user("sourcedId"), nameOf(user)] as const)
      .filter(([, name]) => name !== ""),
  );
  if (!enrollments) {
    const roles = find("userSourcedId", "roleType", "role");
    const isStudent = studentsAmong(users, roles);
    const students = [...names].filter(([id]) => isStudent(id));
    return [{ title: null, names: students.map(([, name]) => name) }];
  }
  const classes = find("sourcedId", "title", "courseSourcedId") ?? [];
  return enrolmentsIn(enrollments, classes, names);
}

function enrolmentsIn(
  enrollments: readonly Entry[],
  classes: readonly Entry[],
  names: ReadonlyMap<string, string>,
): RosterClass[] {
  const classesById = new Map(classes.map((it) => [it("sourcedId"), it]));
  const people = new Map<string, Set<string>>();
  for (const enrollment of enrollments) {
    const user = enrollment("userSourcedId");
    const id = enrollment("classSourcedId");
    const classEntry = classesById.get(id);
    if (!isActive(enrollment) || (classEntry && !isActive(classEntry))) {
      continue;
    }
    if (!isStudentRole(enrollment("role")) || !names.has(user)) continue;
    people.set(id, (people.get(id) ?? new Set()).add(user));
  }
  return [...people].map(([id, users]) => ({
    title: classesById.get(id)?.("title") ||
      classesById.get(id)?.("classCode") || id,
    names: [...users].map((user) => names.get(user)!),
  })).sort((a, b) =>
    a.title.localeCompare(b.title, undefined, { numeric: true })
  );
}

/** Returns whether a user is a student, by `role` (1.1) or `roles.csv` (1.2). Without either, all users are. */
function studentsAmong(
  users: readonly Entry[],
  roles: readonly Entry[] | undefined,
): (id: string) => boolean {
  const hasUserRoles = users.some((user) => roleOf(user) !== "");
  if (!hasUserRoles && !roles) return () => true;
  const students = new Set([
    ...users.filter((user) => isStudentRole(roleOf(user)))
      .map((user) => user("sourcedId")),
    ...(roles ?? []).filter((role) =>
      isActive(role) && isStudentRole(role("role"))
    ).map((role) => role("userSourcedId")),
  ]);
  return (id) => students.has(id);
}

function roleOf(user: Entry): string {
  return user("role") || user("roles");
}

function isStudentRole(role: string): boolean {
  return role.toLowerCase().split(/[,;\s]+/).includes("student");
}

/** Whether an entry is active; the status is empty in complete ("bulk") files. */
function isActive(entry: Entry): boolean {
  return ["", "active"].includes(entry("status").toLowerCase());
}

/** The user's name; the preferred one (1.2), if there is one. */
function nameOf(user: Entry): string {
  return joinName(
    user("preferredGivenName") || user("givenName"),
    user("preferredFamilyName") || user("familyName"),
  );
}

function entriesOf([head = [], ...rows]: CellTable): Entry[] {
  const places = columnsByHeading(head);
  return rows.map((row) => (column) =>
    row[places.get(column.toLowerCase()) ?? -1] ?? ""
  );
}
