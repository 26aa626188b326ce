/** Finds the columns of a table that contain names, and reads the names (D-3, J-8). Pure. */
import { nameKey, trimName } from "../../../formats/name_keys.ts";
import { parseCsv } from "../../../formats/tables/csv.ts";
import {
  countTableColumns,
  findColumn,
  type TableColumns,
} from "../../../formats/tables/table_columns.ts";
import { normalise } from "../../../formats/normalise.ts";
import {
  anyNameHeading,
  familyNameHeading,
  fullNameHeading,
  givenHeadingBesideName,
  givenNameHeading,
  groupHeading,
  hasNameHeading,
  headingRoleOf,
  isHeading,
  isHeadRow,
  isNameHeading,
  seatHeading,
} from "./name_headings.ts";
import { plainList, recipientNames } from "./plain_list.ts";
import { isRemark } from "./remarks.ts";

export interface ListedName {
  readonly name: string;
  readonly room?: string;
}

/** Rows of cells; empty rows are left out. */
export type CellTable = readonly (readonly string[])[];

/** Names, and the lines that are not taken for names, so that the teacher sees them. */
export interface FoundNames {
  readonly names: readonly ListedName[];
  readonly leftOut: readonly string[];
}

/** `seat`: the number by which a class is ordered. */
export type NameRole = "name" | "given" | "family" | "group" | "seat";

/** Whether two columns cannot have these roles together: a role occurs once, and a name is whole or in parts. */
export function areExclusiveRoles(
  role: NameRole,
  otherRole: NameRole,
): boolean {
  const isPart = (it: NameRole) => it === "given" || it === "family";
  return role === otherRole || role === "name" && isPart(otherRole) ||
    otherRole === "name" && isPart(role);
}

/** The rows of a CSV, separated by commas, semicolons or tabs; null: it is no CSV. */
export function readTable(list: string): CellTable | null {
  return tableOf(plainList(list));
}

function tableOf(plain: string): CellTable | null {
  const rows: string[][] = [];
  for (const row of parseCsv(plain, separatorOf(plain))) {
    if ("open" in row) return null;
    rows.push(row.cells.map((cell) => trimName(cell.replace(/\s+/g, " "))));
  }
  return rows;
}

/** The separator of the headings, which may be below a title with other signs; undefined: there are none. */
function separatorOf(text: string): string | undefined {
  for (const line of text.slice(0, 20_000).split("\n", examinedHeadRows)) {
    for (const separator of ["\t", ";", ","]) {
      if (isHeadRow(line.slice(0, 1000).split(separator))) return separator;
    }
  }
}

export interface AmbiguousTable {
  readonly table: CellTable;
  /** Lines above the headings, and the titles of other parts. */
  readonly leftOut: readonly string[];
  /** Two columns without headings are family name first, as in "Lin, Amy". */
  readonly isFamilyFirst: boolean;
}

/** The text as a table if its columns are unclear; null: it is a list with a name per line. */
export function findTable(list: string): AmbiguousTable | null {
  return findUnclearTable(plainList(list));
}

function findUnclearTable(text: string): AmbiguousTable | null {
  const ambiguousTable = columnsIn(text);
  if (!ambiguousTable) return null;
  const [head = []] = ambiguousTable.table;
  const headings = head.map(headingRoleOf);
  const isParts = [givenNameHeading, familyNameHeading, seatHeading].some((
    words,
  ) => headings.some((cell) => words.test(cell)));
  const isNumbered = ambiguousTable.table.some((row) => row[1]) &&
    ambiguousTable.table.every((row) => wholeNumber.test(row[0]));
  // A line of a list has at most a name and a group.
  const isWide =
    ambiguousTable.table.some((row) => row.filter(Boolean).length > 2) ||
    head.some(isNameHeading) &&
      headings.some((cell) => cell !== "" && !isHeadingOfList(cell));
  const isTorn = (tableOf(text)?.length ?? 0) <
    text.split(/\r?\n/).filter((line) => /[^\s,;]/.test(line)).length;
  return text.includes("\t") || isParts || isNumbered || isWide || isTorn
    ? ambiguousTable
    : null;
}

function isHeadingOfList(cell: string): boolean {
  return [fullNameHeading, anyNameHeading, groupHeading].some((words) =>
    words.test(cell)
  );
}

/** Like {@link findTable}, for pasted text, whose two columns may be anything. */
export function findPastedTable(list: string): AmbiguousTable | null {
  const text = plainList(list);
  const ambiguousTable = columnsIn(text);
  const isFull = ambiguousTable?.table.every((row) =>
    row.filter(Boolean).length > 1
  );
  return isFull || ambiguousTable?.isFamilyFirst
    ? ambiguousTable
    : findUnclearTable(text);
}

/**
 * Reads lines such as "3. Amy Lin", "(3) Amy Lin", "3、王小明" and "3號 王小明", with the number as a column; null: there are
 * other lines than these and remarks.
 */
function numberedLines(
  text: string,
): { table: CellTable; leftOut: string[] } | null {
  const allLines = text.split(/\r?\n/).map(trimName).filter(Boolean);
  const lines = allLines.filter((line) => !isRemark(line));
  const matches = lines.map((line) =>
    /^[(（]?\s*([\d０-９]{1,3})\s*(?:[.．)）、:：]|[號号]\s*[.．)）、:：]?|\s(?=\s*\p{L})|(?=\p{Script=Han}))([^\t,;]+)$/u
      .exec(line)?.slice(1)
  );
  const isEach = matches.length > 1 && matches.every((it) => it !== undefined);
  if (!isEach) return null;
  const table = matches.map((match) => {
    const [number, name] = match!;
    return [normalise(number, "NFKC"), trimName(name)];
  });
  return { table, leftOut: allLines.filter(isRemark) };
}

/** Reads `Amy, Ben, Chloe` or `Amy Lin; Ben Ng` on a single line; null: it is no such list. */
export function namesOnOneLine(text: string): string[] | null {
  const line = text.trim();
  if (/[\n"\t]/.test(line) || /,/.test(line) && /;/.test(line)) return null;
  const names = line.split(/[,;]/).map(trimName).filter(Boolean);
  // Two of a single word are a name and its group.
  const isPair = names.length === 2 && line.includes(";") &&
    names.every((name) => /\S\s+\S/.test(name) && !groupLike.test(name));
  const isList = (names.length > 2 || isPair) &&
    names.every((name) =>
      nameLike.test(name) && !isHeading(headingRoleOf(name))
    );
  return isList ? names : null;
}

function columnsIn(text: string): AmbiguousTable | null {
  const numbered = numberedLines(text);
  const table = numbered?.table ?? tableOf(text);
  if (text.split(/\r?\n/).some(recipientNames)) return null;
  if (!table?.some((row) => row.filter(Boolean).length > 1)) return null;
  if (namesOnOneLine(text)) return null;
  const pairs = table.filter((row) => row.length === 2);
  const isFamilyFirst = table.every((row) => row.length < 3) &&
    /^[^,\t;"]+, *\S/m.test(text) &&
    (pairs.length === table.length ||
      pairs.length > 1 && pairs.every(([, cell]) => !groupLike.test(cell)) &&
        new Set(pairs.map(([, cell]) => cell)).size === pairs.length);
  const part = cutToNames(table);
  const leftOut = [...numbered?.leftOut ?? [], ...part.leftOut];
  return { table: part.table, leftOut, isFamilyFirst };
}

/** Puts columns below each other if a table repeats its headings side by side. */
function unstackHeadings(table: CellTable): CellTable {
  const [head = [], ...rows] = table;
  const headings = head.map(headingRoleOf);
  const repeatIndex = headings.indexOf(headings[0], 1);
  const width = headings.findLastIndex((it) => it !== "") + 1;
  const blocks = Array.from(
    { length: repeatIndex > 1 ? Math.ceil(width / repeatIndex) : 0 },
    (_, n) => n * repeatIndex,
  );
  const isFolded = blocks.length > 1 && headings[0] !== "" &&
    blocks.every((from) =>
      headings.slice(0, repeatIndex).every((it, at) =>
        it === (headings[from + at] ?? "")
      )
    ) &&
    headings.slice(0, repeatIndex).every((it) => it === "" || isHeading(it));
  if (!isFolded) return table;
  return [
    head.slice(0, repeatIndex),
    ...blocks.flatMap((from) =>
      rows.map((row) => row.slice(from, from + repeatIndex)).filter((row) =>
        row.some(Boolean)
      )
    ),
  ];
}

/**
 * Finds the roles of a table's columns.
 *
 * @param isFamilyFirst two columns without headings are "Lin, Amy", not "Amy Lin"
 */
export function findColumns(
  table: CellTable,
  isFamilyFirst = false,
): TableColumns<NameRole> {
  const head = (table[0] ?? []).map(headingRoleOf);
  const isKnown = head.some(isHeading);
  const hasHead = isKnown || isOtherThanRows(table);
  const place = (words: Pick<RegExp, "test">) =>
    head.findIndex((cell) => words.test(cell));
  const [full, perhaps, named] = [
    fullNameHeading,
    anyNameHeading,
    familyNameHeading,
  ].map(place);
  const last = named < 0 && place(givenHeadingBesideName) >= 0
    ? perhaps
    : named;
  // Next to a family name, as in "Name, Surname", "name" is the given name.
  const first = place(givenNameHeading) >= 0
    ? place(givenNameHeading)
    : perhaps;
  const width = countTableColumns(table);
  const rows = hasHead ? table.slice(1) : table;
  const pair = !isKnown && pairOf(rows, width, isFamilyFirst);
  const joined = last >= 0 && first >= 0
    ? { given: first, family: last }
    : pair || null;
  const nameColumn = full >= 0
    ? full
    : perhaps >= 0
    ? perhaps
    : first >= 0
    ? first
    : likeliestNameColumns(rows, width);
  const nameAndGroup = pair && besideNames(
    rows,
    Math.min(pair.given, pair.family),
    Math.max(pair.given, pair.family),
  );
  const names: readonly (readonly [column: number, role: NameRole])[] =
    joined && full < 0 && !nameAndGroup
      ? [[joined.given, "given"], [joined.family, "family"]]
      : [[nameAndGroup ? nameAndGroup.name : nameColumn, "name"]];
  const group = nameAndGroup ? nameAndGroup.group : place(groupHeading);
  const seat = hasHead ? place(seatHeading) : seatIn(rows, width);
  const roles = new Map<number, NameRole>([
    [seat, "seat"],
    [group, "group"],
    ...names,
  ]);
  return {
    hasHead,
    roles: Array.from({ length: width }, (_, at) => roles.get(at) ?? "unused"),
  };
}

const examinedRows = 50;

/** Whether the first row has a word where all others have figures: headings in a language that we do not know. */
function isOtherThanRows([first = [], ...rows]: CellTable): boolean {
  const firstRows = rows.slice(0, examinedRows);
  const hasFigures = (cell: string) => /[\p{N}@]/u.test(cell);
  return firstRows.length > 2 && filledCells(first) > 1 &&
    !first.some(hasFigures) &&
    first.some((cell, index) =>
      /\p{L}{2}/u.test(cell) &&
      firstRows.every((row) => hasFigures(row[index] ?? ""))
    );
}

/** Text that may be a name or part of one: letters, and no digits or address. */
const nameLike = /^(?=.*\p{L})[^\d@/\\]+$/u;
/** Text that is never a name: a column of only these is a sex or a class. */
const neverName =
  /^(?:(?:生理)?[男女][生性]?|[mfwd]|(?:fe)?male|boy|girl|男子|女子|남|여|남자|여자|\p{Script=Han}{1,3}年\p{Script=Han}{1,3}[班組组])$/iu;
const wholeNumber = /^\d{1,6}\.?$/;

/** The first two columns that look like names, in a table without headings. */
function pairOf(rows: CellTable, width: number, isFamilyFirst: boolean) {
  const firstRows = rows.slice(0, examinedRows);
  const nameColumns = Array.from({ length: width }, (_, column) => column)
    .filter((column) => {
      const cells = firstRows.map((row) => row[column] ?? "");
      const filled = cells.filter(Boolean);
      const isSame = filled.length > 2 && new Set(filled).size === 1;
      return filled.length > 0 && !isSame && filled.every((cell) =>
        nameLike.test(cell)
      ) && !filled.every((cell) => neverName.test(cell)) &&
        (isFamilyFirst || filled.length === cells.length);
    });
  const [firstColumn, secondColumn] = nameColumns;
  if (secondColumn === undefined) return null;
  // Such as 王 | 小明; also 歐陽 | 美玲 in other rows.
  const isSign =
    firstRows.every((row) => /^\p{Script=Han}{1,2}$/u.test(row[firstColumn])) &&
    firstRows.some((row) => /^\p{Script=Han}$/u.test(row[firstColumn]));
  return isFamilyFirst || isSign
    ? { given: secondColumn, family: firstColumn }
    : { given: firstColumn, family: secondColumn };
}

const groupLike =
  /^(?:第?[一二三四五六七八九十甲乙丙丁A-Z]{1,3}[組隊组队班]|(?:group|team|table)\s*\w{1,6})$/iu;

/** The columns of whole names and of groups among two (-1: no groups); null: both are parts of names. */
function besideNames(
  rows: CellTable,
  firstColumn: number,
  secondColumn: number,
): { name: number; group: number } | null {
  const cellsAt = (column: number) =>
    rows.slice(0, examinedRows).map((row) => row[column] ?? "");
  const [first, second] = [cellsAt(firstColumn), cellsAt(secondColumn)];
  // Groups repeat, names do not.
  const isRepeated = second.length > 2 &&
    new Set(second).size <= second.length / 2;
  if (isRepeated || second.every((cell) => groupLike.test(cell))) {
    return { name: firstColumn, group: secondColumn };
  }
  if (first.every((cell) => groupLike.test(cell))) {
    return { name: secondColumn, group: firstColumn };
  }
  // Such as 王小明 | Ming: two or more characters are a whole name, unless a family name follows.
  const isWhole = first.every((cell) => /^\p{Script=Han}{2,}$/u.test(cell)) &&
    !second.some((cell) => /^\p{Script=Han}$/u.test(cell));
  return isWhole ? { name: firstColumn, group: -1 } : null;
}

/** The index of a column of distinct numbers; -1: none. */
function seatIn(rows: CellTable, width: number): number {
  for (let column = 0; column < width; column++) {
    const cells = rows.map((row) => row[column] ?? "");
    const isSeat = cells.length > 1 && new Set(cells).size === cells.length &&
      cells.every((cell) => wholeNumber.test(cell));
    if (isSeat) return column;
  }
  return -1;
}

/** Rows in which headings are looked for. */
const examinedHeadRows = 40;

const filledCells = (row: readonly string[]) => row.filter(Boolean).length;
const rowText = (row: readonly string[]) => row.filter(Boolean).join(" ");

/** The part under the headings of names; repeated headings side by side are put below each other. */
export function cutToNames(
  table: CellTable,
): { table: CellTable; leftOut: string[] } {
  const headAt = placeOfHead(table);
  const head = table[headAt] ?? [];
  const leftOut = table.slice(0, headAt).map(rowText);
  const headText = rowText(head);
  const rows = [...table.slice(headAt, headAt + 1)];
  for (const row of table.slice(headAt + 1)) {
    if (!isHeadRow(row)) {
      rows.push(row);
      continue;
    }
    // Its title, as in "3. In-Meeting Activities".
    const title = rows.length > 1 && filledCells(rows.at(-1)!) === 1 &&
      filledCells(row) > 1 && rows.pop();
    if (title) leftOut.push(rowText(title));
    if (rowText(row) === headText) continue;
    // Another part begins, about the same people or other ones.
    if (!title) leftOut.push(rowText(row));
    break;
  }
  return { table: unstackHeadings(rows), leftOut };
}

/** The row of the headings; 0 if there are none. */
function placeOfHead(table: CellTable): number {
  const [first = []] = table;
  if (hasNameHeading(first)) return 0;
  const firstRows = table.slice(0, examinedHeadRows);
  const sure = firstRows.findIndex(isHeadRow);
  if (sure >= 0) return sure;
  if (first.map(headingRoleOf).some(isHeading)) return 0;
  const likely = firstRows.slice(0, 6).findIndex((row) =>
    filledCells(row) >= filledCells(first) && hasNameHeading(row)
  );
  return Math.max(likely, 0);
}

/**
 * The names with their groups, in the order of rows or seat numbers. Leaves out rows without a name, totals, remarks
 * and staff, and merges the repeats of a log.
 */
export function readNames(
  table: CellTable,
  columns: TableColumns<NameRole>,
): FoundNames {
  const { hasHead } = columns;
  const [nameColumn, givenColumn, familyColumn, groupColumn, seatColumn] =
    (["name", "given", "family", "group", "seat"] as const)
      .map((role) => findColumn(columns, role));
  const head = hasHead ? table[0] : [];
  const rows = [...hasHead ? table.slice(1) : table];
  if (seatColumn >= 0) {
    const numberOf = (row: readonly string[]) =>
      wholeNumber.test(row[seatColumn] ?? "")
        ? parseInt(row[seatColumn])
        : Infinity;
    rows.sort((a, b) => {
      const [firstNumber, secondNumber] = [numberOf(a), numberOf(b)];
      return firstNumber === secondNumber ? 0 : firstNumber - secondNumber;
    });
  }
  const isLog = hasTimes(head, rows);
  const isNobody = nobodyIn(head, rows);
  const names: ListedName[] = [], leftOut: string[] = [];
  const addresses = new Map<string, Set<string>>();
  const wholeNames = new Set<string>();
  for (const row of rows) {
    const whole = row[nameColumn] ??
      joinName(row[givenColumn] ?? "", row[familyColumn] ?? "");
    const plain = isLog ? withoutRoleInCall(whole) : whole;
    if (isNobody(plain, row) || isLog && hostSign.test(whole)) {
      if (/\p{L}/u.test(rowText(row))) leftOut.push(rowText(row));
    } else if (!isLog || !isRepeated(plain, row, addresses)) {
      const room = row[groupColumn];
      names.push(room ? { name: plain, room } : { name: plain });
    } else if (!wholeNames.has(nameKey(whole))) {
      // "Amy (7A)" and "Amy (7B)" may be two.
      leftOut.push(rowText(row));
    }
    wholeNames.add(nameKey(whole));
  }
  return { names, leftOut };
}

/** Tells the rows that name no student. */
function nobodyIn(
  head: readonly string[],
  rows: CellTable,
): (name: string, row: readonly string[]) => boolean {
  const isGradebook = head.some((cell) => /^SIS |^email address$/i.test(cell));
  const staffAt = head.findIndex((cell) => roleHeading.test(cell));
  const isWide = head.length > 0 &&
    filledCells(rows[Math.floor(rows.length / 2)] ?? []) > 2;
  return (name, row) =>
    // A count.
    /^[\d\s.,]*$/.test(name) || isRemark(name) ||
    filledCells(row) <= 2 && isRemark(rowText(row)) ||
    isWide && filledCells(row) === 1 && /[\d:：]/.test(name) ||
    isGradebook &&
      /^(?:points possible|student, test|date|points|class average)$/i.test(
        name,
      ) ||
    staffRole.test(row[staffAt] ?? "");
}

const timeHeading =
  /\b(?:join(?:ed)?|leave|left|entered|exited|duration|timestamp|user action)\b|時間|时间|時長|时长|beitritt|dauer|durée|duración|duração|durata|czas|время|süre/iu;

/** Whether a table is the log of a call, in which a name returns with each time that its person joins. */
function hasTimes(head: readonly string[], rows: CellTable): boolean {
  if (head.some((cell) => timeHeading.test(cell))) return true;
  const firstRows = rows.slice(0, examinedRows);
  return Array.from({ length: countTableColumns(firstRows) }, (_, at) => at)
    .some((column) =>
      firstRows.filter((row) => /\d:\d\d/.test(row[column] ?? "")).length * 2 >
        firstRows.length
    );
}

/** Whether a name was in the log before, not with another address. */
function isRepeated(
  name: string,
  row: readonly string[],
  addresses: Map<string, Set<string>>,
): boolean {
  const key = nameKey(name);
  const isFirst = !addresses.has(key);
  const ofName = addresses.get(key) ?? new Set();
  addresses.set(key, ofName);
  const address = row.find((cell) => cell.includes("@"))?.toLowerCase();
  const isOther = ofName.size > 0 && address !== undefined &&
    !ofName.has(address);
  if (address) ofName.add(address);
  return !isFirst && !isOther;
}

const roleHeading =
  /^(?:roles?|user ?type|rolle|rôle|rol|função|ruolo|rola|роль|角色|身份|役割|ロール|역할)$/iu;
const staffRole =
  /^(?:(?:co-?)?(?:organi[sz]er|host|owner)|(?:non-editing |main )?(?:teacher|instructor|tutor|lecturer)|manager|staff|organisator|besprechungsorganisator|organisateur|organizador|organizzatore|lehrer|lehrkraft|enseignant|profesor|召集人|主持人|組織者|组织者|教師|教师|老師|老师|主催者|教員|개최자|주최자|이끌이|開催者|organizator|düzenleyen|arrangör|arrangør|järjestäjä|교사|организатор|учитель)$/iu;
const hostSign =
  /[(（](?:co-?)?(?:host|organi[sz]er|主持人|聯席主持人)[^()（）]*[)）]$/iu;

/** The name without what a call's log adds: `Amy (Guest)`, `Amy (Amelia Lin)`, which is the name of her account. */
function withoutRoleInCall(name: string): string {
  return trimName(
    name.slice(0, 500).replace(/[(（][^()（）]*[)）]\s*$/u, ""),
  ) ||
    name;
}

/** Joins a name: "Amy Ng"; in Chinese the family name first, without a space. */
export function joinName(givenName: string, familyName: string): string {
  if (givenName === "" || familyName === "") return givenName + familyName;
  const isChinese = startsHan.test(givenName) && startsHan.test(familyName);
  return isChinese ? familyName + givenName : `${givenName} ${familyName}`;
}

const startsHan = /^\p{Script=Han}/u;

function likeliestNameColumns(rows: CellTable, width: number): number {
  const firstRows = rows.slice(0, 50);
  let bestColumn = 0, bestCount = -1;
  for (let column = 0; column < width; column++) {
    const cells = firstRows.map((row) => row[column] ?? "");
    // Counts different cells, since a class is the same in every row.
    const likelyCount = new Set(
      cells.filter((cell) => /^(?=.*\p{L}{2})[^\d@/\\]+$/u.test(cell)),
    ).size;
    if (likelyCount > bestCount) {
      [bestColumn, bestCount] = [column, likelyCount];
    }
  }
  return bestColumn;
}
