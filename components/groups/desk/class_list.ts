/** A class list as text: a name per line, or CSV with groups in the second column (J-8). Pure. */
import { trimName } from "../../../formats/name_keys.ts";
import {
  type FoundNames,
  joinName,
  type ListedName,
  namesOnOneLine,
} from "../class_file/name_columns.ts";
import { isHeadRow, isNameHeading } from "../class_file/name_headings.ts";
import { plainList, recipientNames } from "../class_file/plain_list.ts";
import { isRemark } from "../class_file/remarks.ts";

/** Reads the list. Skips empty lines, and headings such as "name,group"; leaves out totals and remarks. */
export function readClassList(list: string): FoundNames {
  const text = plainList(list);
  const singleLineNames = namesOnOneLine(text);
  if (singleLineNames) {
    return { names: singleLineNames.map((name) => ({ name })), leftOut: [] };
  }
  const names: ListedName[] = [], leftOut: string[] = [];
  for (const [index, line] of linesUnderTitle(text, leftOut).entries()) {
    const lineNames = recipientNames(line)?.map(({ givenName, familyName }) =>
      joinName(givenName, familyName)
    ) ?? severalNames(line);
    if (lineNames) {
      names.push(...lineNames.map((name) => ({ name })));
      continue;
    }
    const row = cells(line);
    const [nameCell = "", room = ""] = row;
    const name = withoutAddress(nameCell);
    const isHead = isNameHeading(name) || isHeadRow(row) ||
      studentsTitle.test(name);
    if (index === 0 && isHead) {
      continue;
    }
    if (isRemark(name) || name === "" && isRemark(room)) {
      leftOut.push(trimName(line));
    } else if (name !== "") {
      names.push(room ? { name, room } : { name });
    }
  }
  return { names, leftOut };
}

export function parseClassList(text: string): readonly ListedName[] {
  return readClassList(text).names;
}

const studentsTitle =
  /^(?:students|pupils|learners|classmates|participants|attendees|學生|学生|同學|同学|參與者|参与者|参加者|참가자|schüler|schülerinnen|schülerinnen und schüler|teilnehmer|élèves|participants|alumnos|alumnado|estudiantes|participantes|alunos|studenti|partecipanti|leerlingen|deelnemers|elever|uczniowie|uczestnicy|žáci|ученики|учащиеся|участники|учні|oʻquvchilar|o['’]quvchilar|öğrenciler|katılımcılar|siswa|peserta|học sinh|นักเรียน|الطلاب|תלמידים)(?:\s*[(（]\p{N}+[)）])?$/iu;

/** The lines from a heading such as "Students" on, which may be below a title or the teachers. */
function linesUnderTitle(text: string, leftOut: string[]): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const head = lines.slice(0, 40).findIndex((line, index) => {
    const title = trimName(line.slice(0, 200));
    return studentsTitle.test(title) ||
      index < 4 && !/[,;\t]/.test(title) && isNameHeading(title);
  });
  if (head <= 0) return lines;
  leftOut.push(...lines.slice(0, head).map((line) => trimName(line)));
  return lines.slice(head);
}

/** Reads several names on a line, as in `王小明、陳美玲、林大華`; null: the line has one. */
function severalNames(line: string): string[] | null {
  const names = line.split(/[、，]/u).map(trimName);
  const isOne = !line.includes("、") && names.length < 3;
  return isOne || /[",;\t]/.test(line) ? null : names.filter(Boolean);
}

/** Removes the address of "Amy Lin <amy@school.example>". */
function withoutAddress(name: string): string {
  const match = /^"?([^<>"@]+)"?\s*[<(][^<>()\s]{1,200}@[^<>()\s]{1,200}[>)]$/u
    .exec(name.slice(0, 500));
  return match ? trimName(match[1]) : name;
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
  const newNames = names.filter(({ name }) => !listed.has(name));
  return [text.trimEnd(), formatClassList(newNames)]
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
  const index = /^names\.(\d+)\./.exec(errors[0]?.path ?? "")?.[1];
  const { name, room = "" } = list[Number(index)] ?? { name: "" };
  const refused = errors[0]?.path.endsWith(".room") ? room : name;
  return refused === "" || detail.includes(refused) ? null : refused;
}

/** The cells of a line, separated by comma, semicolon or tab; quotes are respected. */
function cells(line: string): string[] {
  const texts: string[] = [];
  const cell = /\s*(?:"((?:[^"]|"")*)"|([^,;\t]*))\s*(?:[,;\t]|$)/gy;
  for (let match; cell.lastIndex < line.length && (match = cell.exec(line));) {
    texts.push(trimName(match[1]?.replaceAll('""', '"') ?? match[2]));
  }
  return texts;
}
