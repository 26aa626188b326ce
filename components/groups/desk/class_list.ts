/** A class list as text: a name per line, or CSV with groups in the second column (J-8). Pure. */
import { trimName } from "../../../classroom/model/name_keys.ts";
import {
  isNameHeading,
  type ListedName,
  namesOnOneLine,
} from "../class_file/name_columns.ts";

/** Reads the list. Skips empty lines, and headings such as "name,group". */
export function parseClassList(text: string): ListedName[] {
  const alone = namesOnOneLine(text);
  if (alone) return alone.map((name) => ({ name }));
  return text.split(/\r?\n/).flatMap((line, at): ListedName[] => {
    const several = severalNames(line);
    if (several) return several.map((name) => ({ name }));
    const [written = "", room = ""] = cells(line);
    const name = withoutAddress(written);
    if (name === "" || at === 0 && isNameHeading(name)) return [];
    return [room ? { name, room } : { name }];
  });
}

/** Reads several names on a line, as in `王小明、陳美玲、林大華`; null: the line has one. */
function severalNames(line: string): string[] | null {
  const names = line.split(/[、，]/u).map(trimName);
  const isOne = !line.includes("、") && names.length < 3;
  return isOne || /[",;\t]/.test(line) ? null : names.filter(Boolean);
}

/** Removes the address of "Amy Lin <amy@school.example>". */
function withoutAddress(name: string): string {
  const found = /^"?([^<>"@]+)"?\s*[<(][^<>()\s]{1,200}@[^<>()\s]{1,200}[>)]$/u
    .exec(name.slice(0, 500));
  return found ? trimName(found[1]) : name;
}

export function formatClassList(list: readonly ListedName[]): string {
  const quoted = (cell: string) =>
    /[",;\t、，]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return list.map(({ name, room }) =>
    room ? `${quoted(name)}, ${quoted(room)}` : quoted(name)
  ).join("\n");
}

export function appendNewNames(
  text: string,
  names: readonly ListedName[],
): string {
  const listed = new Set(parseClassList(text).map(({ name }) => name));
  const more = names.filter(({ name }) => !listed.has(name));
  return [text.trimEnd(), formatClassList(more)]
    .filter((it) => it !== "").join("\n");
}

/** The refused name or group; null: unknown, or the refusal names it. */
export function findRefusedName(
  { detail, errors = [] }: {
    detail: string;
    errors?: readonly { path: string }[];
  },
  list: readonly ListedName[],
): string | null {
  const at = /^names\.(\d+)\./.exec(errors[0]?.path ?? "")?.[1];
  const { name, room = "" } = list[Number(at)] ?? { name: "" };
  const refused = errors[0]?.path.endsWith(".room") ? room : name;
  return refused === "" || detail.includes(refused) ? null : refused;
}

/** The cells of a line, separated by comma, semicolon or tab; quotes are respected. */
function cells(line: string): string[] {
  const found: string[] = [];
  const cell = /\s*(?:"((?:[^"]|"")*)"|([^,;\t]*))\s*(?:[,;\t]|$)/gy;
  for (let match; cell.lastIndex < line.length && (match = cell.exec(line));) {
    found.push(trimName(match[1]?.replaceAll('""', '"') ?? match[2]));
  }
  return found;
}
