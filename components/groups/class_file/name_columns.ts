/** Which columns of a table hold names, and the names in them (D-3). Pure. */
import type { Pasted } from "../desk/class_list.ts";

/** The cells of a file, row by row; empty rows are left out. */
export type Table = readonly (readonly string[])[];

/** Where names stand: in one column, or the given and the family name in one each. */
type NameColumns =
  | { readonly kind: "whole"; readonly at: number }
  | {
    readonly kind: "joined";
    readonly given: number;
    readonly family: number;
  };

/** What is found in a table before anybody was asked. */
interface FoundColumns {
  /** The first row says what the columns are. */
  readonly hasHead: boolean;
  /** All that can be chosen, the given and family name together first. */
  readonly choices: readonly NameColumns[];
  /** The place in `choices` of what seems right. */
  readonly best: number;
  /** The column of the groups; -1: there is none. */
  readonly group: number;
}

const whole =
  /^(?:(?:student|pupil|learner)?(?:full|display)name|(?:student|pupil|learner)s?name|(?:學生|学生)?(?:中文)?姓名|姓名中文|學生名稱|(?:生徒|児童)?氏名|(?:학생)?(?:이름|성명)|nombrecompleto|nombreyapellidos?|apellidosynombres?|nomcomplet|nom(?:et)?prénom|vollständigername|schülername|nomecompleto|nomeecognome|cognomeenome|имяифамилия|фио|imięinazwisko|jménoapříjmení|adsoyad|adısoyadı|họ(?:và)?tên|ชื่อ(?:นามสกุล|สกุล)?|الاسم|שם(?:מלא)?|ονοματεπώνυμο)$/;
const perhapsWhole =
  /^(?:(?:name|student|pupil|learner|名字|學生|学生|nombre|alumno|alumna|estudiante|nom|élève|eleve|schüler|schülerin|nome|aluno|aluna|alunno|alunna|studente|naam|leerling|namn|navn|nimi|imię|имя|ученик|jméno|žák|isim|öğrenci|όνομα)s?|名前|なまえ|生徒|生徒名|児童名|お名前|학생)$/;
const given =
  /^(?:(?:(?:student|pupil)?(?:given|first)(?:name)?|forename|名|prénom|prenom|vorname|rufname|voornaam|förnamn|fornavn|etunimi|keresztnév)s?|下の名前)$/;
const family =
  /^(?:(?:(?:student|pupil)?(?:family|last)(?:name)?|surname|姓|姓氏|apellido|nachname|familienname|zuname|cognome|sobrenome|apelido|achternaam|efternamn|etternavn|efternavn|sukunimi|nazwisko|příjmení|priezvisko|vezetéknév|soyad|soyadı|επώνυμο)s?|nomdefamille|фамилия|苗字|성)$/;
/** Beside one of these a "name" is the family's. */
const givenBesideName =
  /^(?:prénom|prenom|vorname|rufname|voornaam|fornavn|förnamn)s?$/;
const groups =
  /^(?:group|team|gruppe|groupe|équipe|grupo|equipo|gruppo|squadra|groep|grupp|группа|grupa|skupina|grup)(?:name)?s?$|^(?:小組|組別|分組|小组|组别|分组|グループ|チーム|모둠)$/;
const other =
  /^(?:id|no|n°|nº|nr|number|nummer|número|numéro|numero|num|seat|class|klasse|classe|clase|klas|klass|clas|curso|grado|grade|gender|sex|sexo|sexe|geschlecht|e?mail|correo|correoelectrónico|courriel|phone|teléfono|téléphone|telefon|birthdate|geburtsdatum|username|(?:student)?(?:id|number|no)|學號|学号|座號|座号|編號|号码|號碼|班級|班级|班|年級|年级|性別|性别|生日|電話|电话|信箱|電子郵件|邮箱|備註|备注|番号|出席番号|学籍番号|学年|組|クラス|ふりがな|フリガナ|생년월일|번호|학번|반|학년|성별|전화번호|이메일|třída|класс|klasa|sınıf)$/;

/** The columns of a table, and which of them seem to be the names'. */
export function findColumns(table: Table): FoundColumns {
  const head = (table[0] ?? []).map(headingOf);
  const hasHead = head.some(isHeading);
  const place = (words: RegExp) => head.findIndex((cell) => words.test(cell));
  const [full, perhaps, named] = [whole, perhapsWhole, family].map(place);
  const last = named < 0 && place(givenBesideName) >= 0 ? perhaps : named;
  // "Name, Surname": beside a family name a "name" is the given one.
  const first = place(given) >= 0 ? place(given) : perhaps;
  const width = Math.max(0, ...table.slice(0, 200).map((row) => row.length));
  const columns = Array.from(
    { length: width },
    (_, at): NameColumns => ({ kind: "whole", at }),
  );
  const joined = last >= 0 && first >= 0
    ? [{ kind: "joined", given: first, family: last } as const]
    : [];
  const one = full >= 0
    ? full
    : perhaps >= 0
    ? perhaps
    : first >= 0
    ? first
    : likeliest(hasHead ? table.slice(1) : table, width);
  const best = joined.length > 0 && full < 0 ? 0 : joined.length + one;
  const group = place(groups);
  return { hasHead, choices: [...joined, ...columns], best, group };
}

const headings = [whole, perhapsWhole, given, family, groups, other];

function isHeading(cell: string): boolean {
  return headings.some((words) => words.test(cell));
}

/** A table from its headings on, where a title stands above them: a row of fewer cells. */
export function belowTitle(table: Table): Table {
  const filled = (row: readonly string[]) => row.filter(Boolean).length;
  const [first = []] = table;
  if (first.map(headingOf).some(isHeading)) return table;
  const head = table.slice(0, 6).findIndex((row) =>
    filled(row) >= filled(first) &&
    row.map(headingOf).some((cell) =>
      headings.slice(0, 4).some((words) => words.test(cell))
    )
  );
  return head > 0 ? table.slice(head) : table;
}

/**
 * The names in these columns, each with the group that is in another, in the order of the rows; rows without one are
 * left out, and so are the two of Canvas' gradebook that are nobody's.
 */
export function namesIn(
  table: Table,
  columns: NameColumns,
  hasHead: boolean,
  group = -1,
): Pasted[] {
  const isCanvas = hasHead && table[0].some((cell) => /^SIS /i.test(cell));
  return (hasHead ? table.slice(1) : table).map((row): Pasted => {
    const name = columns.kind === "whole"
      ? row[columns.at] ?? ""
      : joinName(row[columns.given] ?? "", row[columns.family] ?? "");
    const room = row[group];
    return room ? { name, room } : { name };
  }).filter(({ name }) =>
    name !== "" &&
    !(isCanvas && /^(?:points possible|student, test)$/i.test(name))
  );
}

/** A whole name: "Amy Ng", and 王小明, whose family name comes first and without a space. */
export function joinName(given: string, family: string): string {
  if (given === "" || family === "") return given + family;
  const isChinese = startsHan.test(given) && startsHan.test(family);
  return isChinese ? family + given : `${given} ${family}`;
}

const startsHan = /^\p{Script=Han}/u;

/** A heading in one way: "First Name", "first_name" and "FirstName" are the same. */
function headingOf(cell: string): string {
  // No heading is longer, and a file may have anything in the place of one.
  return cell.slice(0, 200).normalize("NFKC").toLowerCase()
    .replace(/\([^)]*\)/g, "")
    .replace(/[\s_.:：#'*-]+/g, "");
}

/** The column where most cells look like a name: letters, and neither digits nor an address. */
function likeliest(rows: Table, width: number): number {
  const some = rows.slice(0, 50);
  let best = 0, most = -1;
  for (let at = 0; at < width; at++) {
    const cells = some.map((row) => row[at] ?? "");
    // Of two that are alike the one with more different cells: a class stands in every row.
    const likely = new Set(
      cells.filter((cell) => /^(?=.*\p{L}{2})[^\d@/\\]+$/u.test(cell)),
    ).size;
    if (likely > most) [best, most] = [at, likely];
  }
  return best;
}
