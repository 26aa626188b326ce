/** Finds the columns of a table that contain names, and reads the names (D-3, J-8). Pure. */
import { trimName } from "../../../classroom/model/name_keys.ts";
import { parseCsv } from "../../../classroom/model/tables/csv.ts";
import {
  countTableColumns,
  findColumn,
  type TableColumns,
} from "../../../classroom/model/tables/table_columns.ts";
import { foldCase, normalise } from "../../../classroom/model/normalise.ts";

export interface ListedName {
  readonly name: string;
  readonly room?: string;
}

/** Rows of cells; empty rows are left out. */
export type CellTable = readonly (readonly string[])[];

/** `seat`: the number by which a class is ordered. */
export type NameRole = "name" | "given" | "family" | "group" | "seat";

/** Whether two columns cannot have these roles together: a role occurs once, and a name is whole or in parts. */
export function areExclusiveRoles(role: NameRole, other: NameRole): boolean {
  const isPart = (it: NameRole) => it === "given" || it === "family";
  return role === other || role === "name" && isPart(other) ||
    other === "name" && isPart(role);
}

const whole =
  /^(?:(?:student|pupil|learner)?(?:full|display)name|(?:student|pupil|learner)s?name|(?:學生|学生)?(?:中文)?姓名|姓名中文|學生名稱|(?:生徒|児童)?氏名|(?:학생)?(?:이름|성명)|nombrecompleto|nombreyapellidos?|apellidosynombres?|nomcomplet|nom(?:et)?prénom|vollständigername|schülername|nomecompleto|nomeecognome|cognomeenome|имяифамилия|фио|imięinazwisko|jménoapříjmení|adsoyad|adısoyadı|họ(?:và)?tên|ชื่อ(?:นามสกุล|สกุล)?|الاسم|שם(?:מלא)?|ονοματεπώνυμο)$/;
const perhapsWhole =
  /^(?:(?:name|student|pupil|learner|名字|學生|学生|nombre|alumno|alumna|estudiante|nom|élève|eleve|schüler|schülerin|nome|aluno|aluna|alunno|alunna|studente|naam|leerling|namn|navn|nimi|imię|имя|ученик|jméno|žák|isim|öğrenci|όνομα)s?|名前|なまえ|生徒|生徒名|児童名|お名前|학생)$/;
const given =
  /^(?:(?:(?:student|pupil|legal|preferred)?(?:given|first)(?:name)?|forename|名|prénom|prenom|vorname|rufname|voornaam|förnamn|fornavn|etunimi|keresztnév)s?|下の名前)$/;
const family =
  /^(?:(?:(?:student|pupil|legal|preferred)?(?:family|last)(?:name)?|surname|姓|姓氏|apellido|nachname|familienname|zuname|cognome|sobrenome|apelido|achternaam|efternamn|etternavn|efternavn|sukunimi|nazwisko|příjmení|priezvisko|vezetéknév|soyad|soyadı|επώνυμο)s?|nomdefamille|фамилия|苗字|성)$/;
/** Next to such a heading, "name" means the family name. */
const givenBesideName =
  /^(?:prénom|prenom|vorname|rufname|voornaam|fornavn|förnamn)s?$/;
const groups =
  /^(?:group|team|gruppe|groupe|équipe|grupo|equipo|gruppo|squadra|groep|grupp|группа|grupa|skupina|grup)(?:name)?s?$|^(?:小組|組別|分組|小组|组别|分组|グループ|チーム|모둠)$/;
const seats =
  /^(?:no|n°|nº|nr|num|number|nummer|seat(?:no|number)?|roll(?:no|number)?|numéro|número|numero|座號|座号|號碼|号码|番号|出席番号|번호|출석번호)$/;
const other =
  /^(?:id|no|n°|nº|nr|number|nummer|número|numéro|numero|num|seat|class|klasse|classe|clase|klas|klass|clas|curso|grado|grade|gender|sex|sexo|sexe|geschlecht|e?mail|correo|correoelectrónico|courriel|phone|teléfono|téléphone|telefon|birthdate|geburtsdatum|username|(?:student)?(?:id|number|no)|學號|学号|座號|座号|編號|号码|號碼|班級|班级|班|年級|年级|性別|性别|生日|電話|电话|信箱|電子郵件|邮箱|備註|备注|番号|出席番号|学籍番号|学年|組|クラス|ふりがな|フリガナ|생년월일|번호|학번|반|학년|성별|전화번호|이메일|třída|класс|klasa|sınıf)$/;

/** The rows of a CSV, separated by commas, semicolons or tabs; null: it is no CSV. */
export function readTable(text: string): CellTable | null {
  const rows: string[][] = [];
  for (const row of parseCsv(text.replace(/\r\n?/g, "\n"))) {
    if ("open" in row) return null;
    rows.push(row.cells.map((cell) => trimName(cell.replace(/\s+/g, " "))));
  }
  return rows;
}

export interface AmbiguousTable {
  readonly table: CellTable;
  /** Two columns without headings are family name first, as in "Lin, Amy". */
  readonly isFamilyFirst: boolean;
}

/** The text as a table if its columns are unclear; null: it is a list with a name per line. */
export function findTable(text: string): AmbiguousTable | null {
  const found = columnsIn(text);
  if (!found) return null;
  const [head = []] = found.table;
  const headings = head.map(headingRoleOf);
  const isParts = [given, family, seats].some((words) =>
    headings.some((cell) => words.test(cell))
  );
  const isNumbered = found.table.some((row) => row[1]) &&
    found.table.every((row) => wholeNumber.test(row[0]));
  // A line of a list has at most a name and a group.
  const isWide = found.table.some((row) => row.filter(Boolean).length > 2) ||
    head.some(isNameHeading) &&
      headings.some((cell) => cell !== "" && !isHeadingOfList(cell));
  const isTorn = (readTable(text)?.length ?? 0) <
    text.split(/\r?\n/).filter((line) => /[^\s,;]/.test(line)).length;
  return text.includes("\t") || isParts || isNumbered || isWide || isTorn
    ? found
    : null;
}

function isHeadingOfList(cell: string): boolean {
  return [whole, perhapsWhole, groups].some((words) => words.test(cell));
}

/** Like {@link findTable}, for pasted text, whose two columns may be anything. */
export function findPastedTable(text: string): AmbiguousTable | null {
  const found = columnsIn(text);
  const isFull = found?.table.every((row) => row.filter(Boolean).length > 1);
  return isFull || found?.isFamilyFirst ? found : findTable(text);
}

/**
 * Reads lines such as "3. Amy Lin", "(3) Amy Lin", "3、王小明" and "3號 王小明", with the number as a column; null: other
 * lines.
 */
function numberedLines(text: string): CellTable | null {
  const lines = text.split(/\r?\n/).map(trimName).filter(Boolean);
  const cells = lines.map((line) =>
    /^[(（]?\s*([\d０-９]{1,3})\s*(?:[.．)）、:：]|[號号]\s*[.．)）、:：]?|\s(?=\s*\p{L})|(?=\p{Script=Han}))([^\t,;]+)$/u
      .exec(line)?.slice(1)
  );
  const isEach = cells.length > 1 && cells.every((it) => it !== undefined);
  return isEach
    ? cells.map((it) => {
      const [number, name] = it!;
      return [normalise(number, "NFKC"), trimName(name)];
    })
    : null;
}

/** Reads `Amy, Ben, Chloe` on a single line; null: it is no such list. */
export function namesOnOneLine(text: string): string[] | null {
  const line = text.trim();
  const names = line.split(",").map(trimName);
  const isList = names.length > 2 && !/[\n"\t;]/.test(line) &&
    names.every((name) =>
      nameLike.test(name) && !isHeading(headingRoleOf(name))
    );
  return isList ? names : null;
}

function columnsIn(text: string): AmbiguousTable | null {
  const table = numberedLines(text) ?? readTable(text);
  if (!table?.some((row) => row.filter(Boolean).length > 1)) return null;
  if (namesOnOneLine(text)) return null;
  const pairs = table.filter((row) => row.length === 2);
  const isFamilyFirst = table.every((row) => row.length < 3) &&
    /^[^,\t;"]+, *\S/m.test(text) &&
    (pairs.length === table.length ||
      pairs.length > 1 && pairs.every(([, cell]) => !groupLike.test(cell)) &&
        new Set(pairs.map(([, cell]) => cell)).size === pairs.length);
  return { table: dropTitleRows(table), isFamilyFirst };
}

/** Puts columns below each other if a table repeats its headings side by side. */
function unstackHeadings(table: CellTable): CellTable {
  const [head = [], ...rows] = table;
  const all = head.map(headingRoleOf);
  const again = all.indexOf(all[0], 1);
  const width = all.findLastIndex((it) => it !== "") + 1;
  const blocks = Array.from(
    { length: again > 1 ? Math.ceil(width / again) : 0 },
    (_, n) => n * again,
  );
  const isFolded = blocks.length > 1 && all[0] !== "" &&
    blocks.every((from) =>
      all.slice(0, again).every((it, at) => it === (all[from + at] ?? ""))
    ) &&
    all.slice(0, again).every((it) => it === "" || isHeading(it));
  if (!isFolded) return table;
  return [
    head.slice(0, again),
    ...blocks.flatMap((from) =>
      rows.map((row) => row.slice(from, from + again)).filter((row) =>
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
  const hasHead = head.some(isHeading);
  const place = (words: RegExp) => head.findIndex((cell) => words.test(cell));
  const [full, perhaps, named] = [whole, perhapsWhole, family].map(place);
  const last = named < 0 && place(givenBesideName) >= 0 ? perhaps : named;
  // Next to a family name, as in "Name, Surname", "name" is the given name.
  const first = place(given) >= 0 ? place(given) : perhaps;
  const width = countTableColumns(table);
  const rows = hasHead ? table.slice(1) : table;
  const pair = !hasHead && pairOf(rows, width, isFamilyFirst);
  const joined = last >= 0 && first >= 0
    ? { given: first, family: last }
    : pair || null;
  const one = full >= 0
    ? full
    : perhaps >= 0
    ? perhaps
    : first >= 0
    ? first
    : likeliestNameColumns(rows, width);
  const found = pair && besideNames(
    rows,
    Math.min(pair.given, pair.family),
    Math.max(pair.given, pair.family),
  );
  const names: readonly (readonly [at: number, role: NameRole])[] =
    joined && full < 0 && !found
      ? [[joined.given, "given"], [joined.family, "family"]]
      : [[found ? found.name : one, "name"]];
  const group = found ? found.group : place(groups);
  const seat = hasHead ? place(seats) : seatIn(rows, width);
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

const headings = [whole, perhapsWhole, given, family, groups, seats, other];

function isHeading(cell: string): boolean {
  return headings.some((words) => words.test(cell));
}

export function isNameHeading(cell: string): boolean {
  return [whole, perhapsWhole].some((words) => words.test(headingRoleOf(cell)));
}

const examinedRows = 50;

/** Text that may be a name or part of one: letters, and no digits or address. */
const nameLike = /^(?=.*\p{L})[^\d@/\\]+$/u;
/** Text that is never a name: a column of only these is a sex or a class. */
const neverName =
  /^(?:(?:生理)?[男女][生性]?|[mfwd]|(?:fe)?male|boy|girl|男子|女子|남|여|남자|여자|\p{Script=Han}{1,3}年\p{Script=Han}{1,3}[班組组])$/iu;
const wholeNumber = /^\d{1,6}\.?$/;

/** The first two columns that look like names, in a table without headings. */
function pairOf(rows: CellTable, width: number, isFamilyFirst: boolean) {
  const some = rows.slice(0, examinedRows);
  const alike = Array.from({ length: width }, (_, at) => at).filter((at) => {
    const cells = some.map((row) => row[at] ?? "");
    const filled = cells.filter(Boolean);
    const isSame = filled.length > 2 && new Set(filled).size === 1;
    return filled.length > 0 && !isSame && filled.every((it) =>
      nameLike.test(it)
    ) && !filled.every((it) => neverName.test(it)) &&
      (isFamilyFirst || filled.length === cells.length);
  });
  const [one, other] = alike;
  if (other === undefined) return null;
  // Such as 王 | 小明; also 歐陽 | 美玲 in other rows.
  const isSign = some.every((row) => /^\p{Script=Han}{1,2}$/u.test(row[one])) &&
    some.some((row) => /^\p{Script=Han}$/u.test(row[one]));
  return isFamilyFirst || isSign
    ? { given: other, family: one }
    : { given: one, family: other };
}

const groupLike =
  /^(?:第?[一二三四五六七八九十甲乙丙丁A-Z]{1,3}[組隊组队班]|(?:group|team|table)\s*\w{1,6})$/iu;

/** The columns of whole names and of groups among two (-1: no groups); null: both are parts of names. */
function besideNames(
  rows: CellTable,
  one: number,
  other: number,
): { name: number; group: number } | null {
  const cellsAt = (at: number) =>
    rows.slice(0, examinedRows).map((row) => row[at] ?? "");
  const [first, second] = [cellsAt(one), cellsAt(other)];
  // Groups repeat, names do not.
  const isRepeated = second.length > 2 &&
    new Set(second).size <= second.length / 2;
  if (isRepeated || second.every((cell) => groupLike.test(cell))) {
    return { name: one, group: other };
  }
  if (first.every((cell) => groupLike.test(cell))) {
    return { name: other, group: one };
  }
  // Such as 王小明 | Ming: two or more characters are a whole name, unless a family name follows.
  const isWhole = first.every((cell) => /^\p{Script=Han}{2,}$/u.test(cell)) &&
    !second.some((cell) => /^\p{Script=Han}$/u.test(cell));
  return isWhole ? { name: one, group: -1 } : null;
}

/** The index of a column of distinct numbers; -1: none. */
function seatIn(rows: CellTable, width: number): number {
  for (let at = 0; at < width; at++) {
    const cells = rows.map((row) => row[at] ?? "");
    const isSeat = cells.length > 1 && new Set(cells).size === cells.length &&
      cells.every((cell) => wholeNumber.test(cell));
    if (isSeat) return at;
  }
  return -1;
}

/** Removes rows above the headings, and puts repeated headings below each other. */
export function dropTitleRows(table: CellTable): CellTable {
  return unstackHeadings(fromHeadings(table));
}

function fromHeadings(table: CellTable): CellTable {
  const filled = (row: readonly string[]) => row.filter(Boolean).length;
  const [first = []] = table;
  if (first.map(headingRoleOf).some(isHeading)) return table;
  const head = table.slice(0, 6).findIndex((row) =>
    filled(row) >= filled(first) &&
    row.map(headingRoleOf).some((cell) =>
      headings.slice(0, 4).some((words) => words.test(cell))
    )
  );
  return head > 0 ? table.slice(head) : table;
}

/**
 * The names with their groups, in the order of rows or seat numbers, without empty rows and the extra rows of
 * gradebooks.
 */
export function readNames(
  table: CellTable,
  columns: TableColumns<NameRole>,
): ListedName[] {
  const { hasHead } = columns;
  const [name, given, family, group, seat] =
    (["name", "given", "family", "group", "seat"] as const)
      .map((role) => findColumn(columns, role));
  const isGradebook = hasHead &&
    table[0].some((cell) => /^SIS |^email address$/i.test(cell));
  const numberOf = (row: readonly string[]) =>
    wholeNumber.test(row[seat] ?? "") ? parseInt(row[seat]) : Infinity;
  const rows = [...hasHead ? table.slice(1) : table];
  if (seat >= 0) {
    rows.sort((a, b) => {
      const [one, other] = [numberOf(a), numberOf(b)];
      return one === other ? 0 : one - other;
    });
  }
  return rows.map((row): ListedName => {
    const whole = row[name] ?? joinName(row[given] ?? "", row[family] ?? "");
    const room = row[group];
    return room ? { name: whole, room } : { name: whole };
  }).filter(({ name }) =>
    // Not a name but a count.
    !/^[\d\s.,]*$/.test(name) &&
    !(isGradebook &&
      /^(?:points possible|student, test|date|points|class average)$/i.test(
        name,
      ))
  );
}

/** Joins a name: "Amy Ng"; in Chinese the family name first, without a space. */
export function joinName(given: string, family: string): string {
  if (given === "" || family === "") return given + family;
  const isChinese = startsHan.test(given) && startsHan.test(family);
  return isChinese ? family + given : `${given} ${family}`;
}

const startsHan = /^\p{Script=Han}/u;

/** Normalizes a heading, so that "First Name", "first_name" and "FirstName" are equal. */
function headingRoleOf(cell: string): string {
  // Limits the work; no heading is longer.
  return foldCase(cell.slice(0, 200))
    .replace(/\([^)]*\)/g, "")
    .replace(/[\s_.:：#'*-]+/g, "");
}

function likeliestNameColumns(rows: CellTable, width: number): number {
  const some = rows.slice(0, 50);
  let best = 0, most = -1;
  for (let at = 0; at < width; at++) {
    const cells = some.map((row) => row[at] ?? "");
    // Counts different cells, since a class is the same in every row.
    const likely = new Set(
      cells.filter((cell) => /^(?=.*\p{L}{2})[^\d@/\\]+$/u.test(cell)),
    ).size;
    if (likely > most) [best, most] = [at, likely];
  }
  return best;
}
