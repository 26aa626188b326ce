/**
 * Rejects names that pass for a teacher's or for a badge (J-1, J-9). Names are compared by look (`confusables.ts`),
 * without signs, blanks and digits around them.
 */
import { accentlessSkeleton, visualSkeleton } from "./confusables.ts";
import { isRefusedName } from "./name_filter.ts";
import { letterLookalikes } from "../../model/words/lookalikes.ts";
import type { Member } from "../../model/members.ts";
import { removeInvisible } from "../../model/name_keys.ts";
import { refusalForField } from "../../model/refuse.ts";
import type { SessionInfo } from "../../model/session.ts";
import { normalise } from "../../model/normalise.ts";

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

const wordKey = (word: string) =>
  accentlessSkeleton(word).replace(/[^\p{L}\p{M}]/gu, "");
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
  const words = wordsOf(name);
  if (passesForBadge(name, words)) return "badge";
  const read = wordsOf(asLetters(name));
  for (const teacher of staff) {
    const theirs = wordsOf(teacher);
    if (passesFor(words, theirs) || passesFor(read, theirs)) return "teacher";
  }
  return null;
}

export function resemblesTeacherName(name: string, teacher: string): boolean {
  return [name, asLetters(name)].some((it) =>
    passesFor(wordsOf(it), wordsOf(teacher))
  );
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
  const all = words.map(({ key }) => key);
  const joined = all.join("");
  if (joined === "") return false;
  const letters = words.map(({ text }) => text).join("");
  if (spelledCapitals.has(capitalLetters(letters))) return true;
  const read = wordsOf(asLetters(name)).map(({ key }) => key);
  for (const words of [all, read]) {
    if (words.some((word) => isBadge.has(word))) return true;
    const whole = words.join("");
    // Letters with gaps: "T e a c h e r".
    if (isBadge.has(whole) || longWords.some((it) => whole.includes(it))) {
      return true;
    }
  }
  if (unspacedFirstKeys.some((it) => joined.startsWith(it))) return true;
  const rest = all.filter((word) => !isTitle.has(word));
  const others = rest.filter((word) =>
    !isFamilyName.has(word) && !isGivenName.has(word)
  );
  if (others.length === 0) return true;
  return isFamilyName.has(rest[0]);
}

/** For a word in capitals, the letters that it looks like; else "". */
function capitalLetters(text: string): string {
  if (text.toLowerCase() === text) return "";
  return text === text.toUpperCase()
    ? visualSkeleton(text).replaceAll("l", "I")
    : "";
}

function passesFor(words: readonly Word[], teacher: readonly Word[]): boolean {
  const core = joinKeys(teacher);
  if (core === "") return false;
  const isExtra = ({ key }: Word) =>
    isFamilyName.has(key) || isGivenName.has(key);
  const bare = words.filter((it) => !isExtra(it));
  if (joinKeys(words) === core || joinKeys(bare) === core) return true;
  const joinTexts = (all: readonly Word[]) =>
    visualSkeleton(all.map(({ text }) => text).join(""));
  if (joinTexts(words) === joinTexts(teacher)) return true;
  // "Miss Lin" passes for Ms Lin; "Lin" alone may be a family name.
  const untitled = (all: readonly Word[]) =>
    all.filter(({ key }) => !isTitle.has(key));
  const rest = untitled(bare), name = untitled(teacher);
  if (rest.length === bare.length || rest.length === 0) return false;
  return joinKeys(rest) === joinKeys(name) ||
    rest.length === 1 && name.some(({ key }) => key === rest[0].key);
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
