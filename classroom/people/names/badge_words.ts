/**
 * Words that make a name look like a badge, in many languages (J-9). They are compared as they look, in any case and
 * with or without accents; see `impersonation.ts`.
 */

/** No child's name has these in it, as a word, or, where they are long, as a part of one. */
export const badges: readonly string[] = words(`
  teacher teachers headteacher headmaster headmistress schoolteacher substitute instructor lecturer professor tutor
  moderator mod admin admins administrator observer assistant cohost sysadmin superuser chatgpt chatbot homeroom
  lehrerin lehrkraft lehrperson dozent dozentin professorin beobachter moderatorin assistent assistentin
  professeur professeure enseignant enseignante instituteur institutrice administrateur observateur modérateur
  profesor profesora docente administrador observador moderador asistente
  professora insegnante professore professoressa amministratore osservatore moderatore
  leraar lerares leerkracht lærer lærerinne lärare lärarinna opettaja õpetaja skolotājs skolotāja mokytojas mokytoja
  nauczyciel nauczycielka učitel učitelka učiteľ učiteľka učitelj učiteljica nastavnik nastavnica tanár tanárnő
  profesoară învățător învățătoare mësues mësuese kennari múinteoir athrawes irakasle öğretmen müəllim o'qituvchi
  cikgu mwalimu macallin instruisto pengajar
  учитель учителька учительница преподаватель модератор администратор наблюдатель вчитель вчителька викладач
  учител учителка учителката наставник мұғалім багш
  δασκάλα καθηγητής καθηγήτρια εκπαιδευτικός
  معلمة المعلم المعلمة أستاذة الأستاذ الأستاذة مدرسة المدرس
  מורה המורה
  शिक्षक शिक्षिका अध्यापक अध्यापिका শিক্ষক শিক্ষিকা ஆசிரியர்
  მასწავლებელი ուսուցիչ መምህር
`);

/** Words of several words. */
export const phrases: readonly string[] = [
  "giáo viên",
  "thầy giáo",
  "cô giáo",
  "class teacher",
  "ai tutor",
  "ai bot",
];

/** Also people's family names: refused alone, before a name or with a title, and well at the end of one ("Tom Lehrer"). */
export const familyNames: readonly string[] = words(`
  lehrer docent meester maestro maestra mestre maître maîtresse staff host owner system support daskalos δάσκαλος
  معلم مدرس أستاذ استاذ استاد
`);

/** Well beside any other name, on either side ("Guru Prasad", "Bot, Anna"): refused alone or with a title. */
export const givenNames: readonly string[] = words(`
  bot
  guru guro hoca principal prof profe sensei laoshi seonsaengnim ustad ustadz गुरु गुरुजी
`);

/** Written without blanks: refused wherever they stand. */
export const unspaced: readonly string[] = words(`
  老師 老师 老帥 老帅 耂師 敎師 教師 教师 導師 导师 班導 先生 講師 讲师 教授 校長 校长 助教 助理 助埋 小幫手 小帮手 管理員 管理员 管理者 觀察員 观察员 觀察者 主持人
  版主 系統 系统 機器人 机器人 教員 教官 助手 선생님 선생 교사 교수 관리자 อาจารย์ คุณครู
`);

/** The same, at the beginning of a name. */
export const unspacedFirst: readonly string[] = words(`ครู ຄູ គ្រូ ဆရာ`);

/** Only in capitals, as the badge of the assistant is written: "Ai" is a name. */
export const capitals: readonly string[] = ["AI", "A I"];

/** Titles before a teacher's name: alone, or before the name of this class's teacher, they pass for them. */
export const titles: readonly string[] = words(`
  mr mrs ms miss mx mister missus sir madam maam dr doctor prof professor herr frau fräulein monsieur madame mademoiselle
  mme mlle señor señora señorita senhor senhora sr sra srta dona signor signora signorina meneer mevrouw juf pan pani
  herra rouva hr fr teacher
`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
