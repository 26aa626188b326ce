/** The words above columns of names, in many languages (D-3, J-8). Pure. */
import { foldCase } from "../../../formats/normalise.ts";

/** The headings of one kind of column. `test` gets a heading that {@link headingRoleOf} has folded. */
interface Heading {
  test(cell: string): boolean;
}

/** @param words further headings, in the languages that the pattern lacks */
function heading(pattern: RegExp, words: string): Heading {
  const foldedWords = new Set(words.trim().split(/\s+/).map(fold));
  return { test: (cell) => pattern.test(cell) || foldedWords.has(cell) };
}

/** Folds a heading, so that "First Name", "first_name" and "FirstName" are equal. `Adı` is a heading, `Adi` a name. */
function fold(cell: string): string {
  return foldCase(cell.replaceAll("ı", "\ue000")).replaceAll("\ue000", "ı")
    .replace(/\([^)]*\)/g, "")
    .replace(/[\s_.:：#'’ʻʼ*\u0307\u200c-]+/g, "");
}

export const fullNameHeading = heading(
  /^(?:(?:student|pupil|learner)?(?:full|display)name|(?:student|pupil|learner)s?name|(?:學生|学生)?(?:中文)?姓名|姓名中文|學生名稱|(?:生徒|児童)?氏名|(?:학생)?(?:이름|성명)|nombrecompleto|nombreyapellidos?|apellidosynombres?|nomcomplet|nom(?:et)?prénom|vollständigername|schülername|nomecompleto|nomeecognome|cognomeenome|имяифамилия|фио|imięinazwisko|jménoapříjmení|adsoyad|adısoyadı|họ(?:và)?tên|ชื่อ(?:นามสกุล|สกุล)?|الاسم|שם(?:מלא)?|ονοματεπώνυμο)$/,
  `
  ism-familiya ismfamiliya ismsharif fio піб namalengkap namasiswa namamurid namapenuh namapelajar jinakamili
  jinalamwanafunzi imeiprezime prezimeiime имеипрезиме презимеиме numeșiprenume menoapriezvisko vardaspavardė
  teljesnév nomicognoms volledigenaam naamleerling fullständigtnamn fulltnavn fuldenavn fulltnafn kokonimi
  täisnimi täienimi pangalanngmagaaral buongpangalan họtên họvàtên tênhọcsinh पूरानाम छात्रकानाम विद्यार्थीकानाम
  नामथर সম্পূর্ণনাম পূর্ণনাম পুরানাম முழுப்பெயர் పూర్తిపేరు نامونامخانوادگی نامکامل پورانام اسمالطالب
  الاسمالكامل الاسمالثلاثي اسمالتلميذ שםהתלמיד שםומשפחה ονοματεπωνυμο სახელიგვარი სახელიდაგვარი անունազգանուն
  овогнэр аты-жөні атыжөні тегіаты фиоученика прізвищетаім'я прізвищетаімʼя имяученика фамилияимя
  фамилияимяотчество ชื่อ-นามสกุล ชื่อ-สกุล ຊື່ແລະນາມສະກຸນ ឈ្មោះសិស្ស 学员姓名 学生姓名 參加者姓名 参与者姓名 參與者 参会者 参加者名 用户昵称 昵称
  顯示名稱 显示名称 participant participantname attendee attendeename teilnehmer participante
  участник uczestnik účastník katılımcı 참가자 参加者`,
);
export const anyNameHeading = heading(
  /^(?:(?:name|student|pupil|learner|名字|學生|学生|nombre|alumno|alumna|estudiante|nom|élève|eleve|schüler|schülerin|nome|aluno|aluna|alunno|alunna|studente|naam|leerling|namn|navn|nimi|imię|имя|ученик|jméno|žák|isim|öğrenci|όνομα)s?|名前|なまえ|生徒|生徒名|児童名|お名前|학생)$/,
  `
  ism ismi isim ismlar 名稱 名称 meno emri ad adı аты есімі есім ime име vardas vārds nume név nama pangalan izena ainm nafn nimi
  имена ім'я імʼя імя імена нэр isem magaca igama नाम নাম નામ ਨਾਮ பெயர் పేరు ಹೆಸರು പേര് نام ناو الاسم שם სახელი
  անուն ឈ្មោះ ຊື່ အမည် ስም නම o'quvchi oʻquvchi oquvchi siswa murid pelajar učenik ученици учень учні uczeń žiak
  žák diák tanuló elev eleven nemandi oppilas õpilane mokinys skolēns nxënësi μαθητής طالب الطالب תלמיד
  schülerinnen estudiantes 学员 同学`,
);
export const givenNameHeading = heading(
  /^(?:(?:(?:student|pupil|legal|preferred)?(?:given|first)(?:name)?|forename|名|prénom|prenom|vorname|rufname|voornaam|förnamn|fornavn|etunimi|keresztnév)s?|下の名前)$/,
  `
  givennames firstnames legalfirst legalforename preferredforename chosenname vor voor för for ees aty fornafn namadepan prenume utónév krstnémeno křestníjméno imiona eesnimi nomdepila
  voorletters roepnaam enwcyntaf nombredepila primernombre primeironome nomepróprio pangalanuna पहलानाम प्रथमनाम
  নামেরপ্রথমাংশ نامكوچک الاسمالأول שםפרטי tên`,
);
export const familyNameHeading = heading(
  /^(?:(?:(?:student|pupil|legal|preferred)?(?:family|last)(?:name)?|surname|姓|姓氏|apellido|nachname|familienname|zuname|cognome|sobrenome|apelido|achternaam|efternamn|etternavn|efternavn|sukunimi|nazwisko|příjmení|priezvisko|vezetéknév|soyad|soyadı|επώνυμο)s?|nomdefamille|фамилия|苗字|성)$/,
  `
  familiya familiyasi legalsurname preferredsurname langname familiýasy фамилиясы familya familiyalar прізвище прізвища prezime презиме priimek фамилно
  pavardė uzvārds perekonnanimi perenimi numedefamilie mbiemri mbiemër csaladnev családnév családinév
  namabelakang namakeluarga soyisim soyismi soyadı soyadi soyad soýady тегі насаб cognoms llinatges abizena abizenak
  apelidos sloinne cyfenw eftirnafn kenninafn apelyido นามสกุล उपनाम कुलनाम पारिवारिकनाम अंतिमनाम थर পদবি
  نامخانوادگی نامفامیلی اسمالعائلة العائلة اللقب الكنية שםמשפחה გვარი ազգանուն овог эцэгийннэр kunjom siyati
  isibongo ນາມສະກຸນ នាមត្រកូល apellidos apellidopaterno apellidomaterno cognomi nazwiska 氏 họ`,
);
/** Next to such a heading, "name" means the family name. */
export const givenHeadingBesideName =
  /^(?:prénom|prenom|prenume|vorname|rufname|voornaam|fornavn|förnamn)s?$/;
export const groupHeading =
  /^(?:group|team|gruppe|groupe|équipe|grupo|equipo|gruppo|squadra|groep|grupp|группа|grupa|skupina|grup)(?:name)?s?$|^(?:小組|組別|分組|小组|组别|分组|グループ|チーム|모둠)$/;
export const seatHeading =
  /^(?:no|n°|nº|nr|num|number|nummer|seat(?:no|number)?|roll(?:no|number)?|numéro|número|numero|座號|座号|號碼|号码|番号|出席番号|번호|출석번호)$/;
const otherHeading = heading(
  /^(?:id|no|n°|nº|nr|number|nummer|número|numéro|numero|num|seat|class|klasse|classe|clase|klas|klass|clas|curso|grado|grade|gender|sex|sexo|sexe|geschlecht|e?mail|correo|correoelectrónico|courriel|phone|teléfono|téléphone|telefon|birthdate|geburtsdatum|username|(?:student)?(?:id|number|no)|學號|学号|座號|座号|編號|号码|號碼|班級|班级|班|年級|年级|性別|性别|生日|電話|电话|信箱|電子郵件|邮箱|備註|备注|番号|出席番号|学籍番号|学年|組|クラス|ふりがな|フリガナ|생년월일|번호|학번|반|학년|성별|전화번호|이메일|třída|класс|klasa|sınıf)$/,
  `
  email emailaddress adresemail メール メールアドレス ロール 役割 전자메일 역할 rola eposta moderator e-mailaddress useremail mail role roles rolle rol rôle ruolo função роль duration time
  timestamp jointime leavetime firstjoin lastleave date guest guests grade homeroom tutor form yeargroup reg upn
  dob dateofbirth birthday language status section sinf sinfi sinfxona otasiningismi sharifi sharif отчество
  по-батькові побатькові klasė klase razred разред клас класс odeljenje osztály clasa clasă třída trieda kelas
  darasa lớp luokka bekkur paralelka сынып анги класи კლასი դասարան ชั้น ห้อง เลขที่ كلاس الصف כיתה कक्षा শ্রেণি
  वर्ग 角色 身份 加入时间 退出时间 时长 入会时间 退会时间 参会时长 手机号 部门 加入時間 離開時間 持續時間`,
);

const headings = [
  fullNameHeading,
  anyNameHeading,
  givenNameHeading,
  familyNameHeading,
  groupHeading,
  seatHeading,
  otherHeading,
];

export function isHeading(cell: string): boolean {
  return headings.some((words) => words.test(cell));
}

/** Whether a cell is above whole names. */
export function isNameHeading(cell: string): boolean {
  return [fullNameHeading, anyNameHeading].some((words) =>
    words.test(headingRoleOf(cell))
  );
}

/** Whether a row has a heading of names, and no number or address as rows of students have. */
export function hasNameHeading(row: readonly string[]): boolean {
  const cells = row.map(headingRoleOf);
  return [fullNameHeading, anyNameHeading, givenNameHeading, familyNameHeading]
    .some((words) => cells.some((cell) => words.test(cell))) &&
    !row.some((cell) => /@|^[\d\s]+$/.test(cell));
}

/** Whether a row of any place in a table is surely one of headings. */
export function isHeadRow(row: readonly string[]): boolean {
  return hasNameHeading(row) &&
    row.filter((cell) => isHeading(headingRoleOf(cell))).length > 1;
}

const connectives = new Set(
  "and und et y e i и та й va və ve dhe a ja u og och en og și si ir un & 和 與 及 و"
    .split(" "),
);

/** The folded heading; "fullname" for one with both parts, as in "Ism va familiya". */
export function headingRoleOf(cell: string): string {
  // Limits the work; no heading is longer.
  const text = cell.slice(0, 200);
  const folded = fold(text);
  const tokens = text.split(/[\s,;/&+–-]+/).map(fold).filter(Boolean);
  if (tokens.length < 2 || tokens.length > 6 || isHeading(folded)) {
    return folded;
  }
  const isFamily = (token: string) => familyNameHeading.test(token);
  const isGiven = (token: string) =>
    givenNameHeading.test(token) || anyNameHeading.test(token);
  const isBoth = tokens.some(isFamily) && tokens.some(isGiven) &&
    tokens.every((token) =>
      isFamily(token) || isGiven(token) || connectives.has(token) ||
      otherHeading.test(token)
    );
  return isBoth ? "fullname" : folded;
}
