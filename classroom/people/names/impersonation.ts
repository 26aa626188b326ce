/**
 * Rejects names that pass for a teacher's or for a badge (J-1, J-9). Names are compared by look (`confusables.ts`),
 * without signs, blanks and digits around them.
 */
import { accentlessSkeleton, visualSkeleton } from "./confusables.ts";
import { isRefusedName } from "./name_filter.ts";
import { letterLookalikes } from "../../model/words/lookalikes.ts";
import type { Member } from "../../model/members.ts";
import { memoize } from "../../../formats/memoize.ts";
import { maxCachedNames, removeInvisible } from "../../../formats/name_keys.ts";
import { refusalForField } from "../../model/refuse.ts";
import type { SessionInfo } from "../../model/session.ts";
import { normalise } from "../../../formats/normalise.ts";

// Badge words in many languages, compared by look, without case and accents.

/** Refused as a word; long ones also as a part of a word. */
const badges: readonly string[] = words(`
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

const phrases: readonly string[] = [
  "giáo viên",
  "thầy giáo",
  "cô giáo",
  "class teacher",
  "ai tutor",
  "ai bot",
];

/**
 * Badge words that are also family names: allowed at the end of a name ("Tom Lehrer"), refused alone, first, or with a
 * title.
 */
const familyNames: readonly string[] = words(`
  lehrer docent meester maestro maestra mestre maître maîtresse staff host owner system support daskalos δάσκαλος
  معلم مدرس أستاذ استاذ استاد
`);

/** Badge words that are also given names ("Guru Prasad", "Bot, Anna"): refused alone or with a title. */
const givenNames: readonly string[] = words(`
  bot
  guru guro hoca principal prof profe sensei laoshi seonsaengnim ustad ustadz गुरु गुरुजी
`);

/** Badge words in scripts without blanks: refused anywhere in a name. */
const unspaced: readonly string[] = words(`
  老師 老师 老帥 老帅 耂師 敎師 教師 教师 導師 导师 班導 先生 講師 讲师 教授 校長 校长 助教 助理 助埋 小幫手 小帮手 管理員 管理员 管理者 觀察員 观察员 觀察者 主持人
  版主 系統 系统 機器人 机器人 教員 教官 助手 선생님 선생 교사 교수 관리자 อาจารย์ คุณครู
`);

/** Badge words refused only at the beginning of a name. */
const unspacedFirst: readonly string[] = words(`ครู ຄູ គ្រូ ဆရာ`);

/** Refused in capitals only: "Ai" is a name. */
const capitals: readonly string[] = ["AI", "A I"];

/** Refused alone, or before the name of this class's teacher. */
const titles: readonly string[] = words(`
  mr mrs ms miss mx mister missus sir madam maam dr doctor prof professor herr frau fräulein monsieur madame mademoiselle
  mme mlle señor señora señorita senhor senhora sr sra srta dona signor signora signorina meneer mevrouw juf pan pani
  herra rouva hr fr teacher
`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Badge words of at least this length are refused within a word, too. */
const longWordLength = 7;

const wordKey = memoize(
  maxCachedNames,
  (word) => accentlessSkeleton(word).replace(/[^\p{L}\p{M}]/gu, ""),
);
const keysOf = (list: readonly string[]) => new Set(list.map(wordKey));

const isBadge = keysOf([...badges, ...phrases]);
const isFamilyName = keysOf(familyNames);
const isGivenName = keysOf(givenNames);
const isTitle = keysOf(titles);
const longWords = [
  ...[...badges, ...phrases].filter((it) => it.length >= longWordLength).map(
    wordKey,
  ),
  ...unspaced.map(wordKey),
];
const unspacedFirstKeys = unspacedFirst.map(wordKey);
const spelledCapitals = new Set(capitals.map((it) => it.replaceAll(" ", "")));

export function findImpersonation(
  name: string,
  staff: Iterable<string>,
): "badge" | "teacher" | null {
  return makeImpersonationTest(staff)(name);
}

/** Makes {@link findImpersonation} for many names. */
export function makeImpersonationTest(
  staff: Iterable<string>,
): (name: string) => "badge" | "teacher" | null {
  const teachers = [...staff].map(readName);
  return (name) => {
    const words = wordsOf(name);
    if (passesForBadge(name, words)) return "badge";
    const readings = readingsOf(name, words);
    const isLike = teachers.some((teacher) =>
      readings.some((it) => passesFor(it, teacher))
    );
    return isLike ? "teacher" : null;
  };
}

export function resemblesTeacherName(name: string, teacher: string): boolean {
  const read = readName(teacher);
  return readingsOf(name, wordsOf(name)).some((it) => passesFor(it, read));
}

/** A name as it is written, and with digits and signs read as letters. */
function readingsOf(name: string, words: readonly Word[]): ReadName[] {
  const letters = asLetters(name);
  return letters === name
    ? [readWords(words)]
    : [readWords(words), readName(letters)];
}

/** Reads digits and signs as letters: "L1n". */
function asLetters(name: string): string {
  return normalise(name, "NFKC")
    .replace(/[013457@$!¡|]/gu, (it) => letterLookalikes[it] ?? it);
}

/** `text`: a word without digits at its ends; `key`: its skeleton. */
interface Word {
  text: string;
  key: string;
}

function wordsOf(name: string): Word[] {
  return removeInvisible(normalise(name, "NFKC"))
    .split(/[^\p{L}\p{M}\p{N}@$\u{1f150}-\u{1f189}\u{1f1e6}-\u{1f1ff}]+/u)
    .map((word) => word.replace(/^[\p{N}@$]+|[\p{N}@$]+$/gu, ""))
    .filter((word) => word !== "").map(inCapitals)
    .map((text) => ({ text, key: wordKey(text) }));
}

/** Replaces an "l" between capitals, where it is read as an "I": "LlN". */
function inCapitals(word: string): string {
  const rest = word.replaceAll("l", "");
  const isInCapitals = /\p{Lu}.*\p{Lu}/u.test(rest) && !/\p{Ll}/u.test(rest);
  return isInCapitals ? word.replaceAll("l", "I") : word;
}

function passesForBadge(name: string, words: readonly Word[]): boolean {
  const keys = words.map(({ key }) => key);
  const joined = keys.join("");
  if (joined === "") return false;
  const letters = words.map(({ text }) => text).join("");
  if (spelledCapitals.has(capitalLetters(letters))) return true;
  const letterKeys = wordsOf(asLetters(name)).map(({ key }) => key);
  for (const words of [keys, letterKeys]) {
    if (words.some((word) => isBadge.has(word))) return true;
    const whole = words.join("");
    // Letters with gaps: "T e a c h e r".
    if (isBadge.has(whole) || longWords.some((it) => whole.includes(it))) {
      return true;
    }
  }
  if (unspacedFirstKeys.some((it) => joined.startsWith(it))) return true;
  const untitledKeys = keys.filter((word) => !isTitle.has(word));
  const otherKeys = untitledKeys.filter((word) =>
    !isFamilyName.has(word) && !isGivenName.has(word)
  );
  if (otherKeys.length === 0) return true;
  return isFamilyName.has(untitledKeys[0]);
}

/** For a word in capitals, the letters that it looks like; else "". */
function capitalLetters(text: string): string {
  if (text.toLowerCase() === text) return "";
  return text === text.toUpperCase()
    ? visualSkeleton(text).replaceAll("l", "I")
    : "";
}

/** A name in the forms in which it is compared, each made once. */
interface ReadName {
  readonly key: string;
  /** The words of a student's name that count, and the same without titles. */
  readonly bare: readonly Word[];
  readonly rest: readonly Word[];
  /** All words without titles, of a teacher's name. */
  readonly untitled: readonly Word[];
  readonly skeleton: string;
}

function readName(name: string): ReadName {
  return readWords(wordsOf(name));
}

function readWords(words: readonly Word[]): ReadName {
  const isExtra = ({ key }: Word) =>
    isFamilyName.has(key) || isGivenName.has(key);
  const untitled = (list: readonly Word[]) =>
    list.filter(({ key }) => !isTitle.has(key));
  const bare = words.filter((it) => !isExtra(it));
  return {
    key: joinKeys(words),
    bare,
    rest: untitled(bare),
    untitled: untitled(words),
    skeleton: visualSkeleton(words.map(({ text }) => text).join("")),
  };
}

function passesFor(name: ReadName, teacher: ReadName): boolean {
  if (teacher.key === "") return false;
  const { bare, rest } = name;
  if (name.key === teacher.key || joinKeys(bare) === teacher.key) return true;
  if (name.skeleton === teacher.skeleton) return true;
  // "Miss Lin" passes for Ms Lin; "Lin" alone may be a family name.
  if (rest.length === bare.length || rest.length === 0) return false;
  return joinKeys(rest) === joinKeys(teacher.untitled) ||
    rest.length === 1 &&
      teacher.untitled.some(({ key }) => key === rest[0].key);
}

function joinKeys(words: readonly Word[]): string {
  return words.map(({ key }) => key).join("");
}

interface Values {
  values(): Iterable<Member>;
}

export function requireAllowedName(
  facts: Pick<SessionInfo, "nameFilter"> & { members: Values },
  name: string,
) {
  if (facts.nameFilter && isRefusedName(name)) {
    throw refusalForField("name", "name-filtered");
  }
  requireNoImpersonation(facts, name);
}

/** Refuses a name that passes for a teacher's or for a badge, even if the name filter is off (J-9). */
export function requireNoImpersonation(
  { members }: { members: Values },
  name: string,
) {
  const staff = [...members.values()].filter(({ role }) => role !== "student")
    .map(({ name }) => name);
  const like = findImpersonation(name, staff);
  if (!like) return;
  throw refusalForField(
    "name",
    like === "teacher" ? "name-like-teacher" : "name-like-badge",
  );
}
