/** Equality of names, and names of automatic groups (J-2, B-3). Pure. */
import { memoize } from "./memoize.ts";
import { foldCase, normalise } from "./normalise.ts";
import { foldSigns } from "./sign_forms.ts";

/** Invisible characters other than blanks and marks. */
const fillers = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Characters that look like a blank: Hangul fillers, and Braille without dots. */
const gaps = /[\u115f\u1160\u2800\u3164\uffa0]/g;

export function replaceBlankLookalikes(name: string): string {
  return name.replace(gaps, " ");
}

/**
 * Two names are equal if their keys are (J-2). Ignores what keyboards, input methods and files vary: case, width,
 * invisible characters, full stops, blanks within Han and kana, and the forms of signs, digits and `letters`. Accents
 * count.
 */
export function nameKey(name: string): string {
  // The fast path, for most names.
  if (/^[!-\-/-_a-~]+( [!-\-/-_a-~]+)*$/.test(name)) return name.toLowerCase();
  return folded(name);
}

/** Keys to cache: enough for the names of two of the largest classes. */
export const maxCachedNames = 4_000;

const folded = memoize(maxCachedNames, (name) => {
  const plain = foldForms(name);
  const letterwise = plain
    .replace(letterForm, (letter) => letters.get(letter)!)
    .replace(optionalMarks, "").replaceAll("i\u0307", "i");
  const key = foldForms(
    normalise(letterwise, "NFD").replace(vietnameseTone, "$1$3$2"),
  );
  // A name of dots alone keeps them.
  return key || normalise(name, "NFKC").trim();
});

function foldForms(name: string): string {
  let key = name;
  // One round can make characters that the next one changes. No single character needs the third.
  for (let round = 0; round < 3; round++) {
    const previous = key;
    key = normalise(foldCase(foldSigns(replaceBlankLookalikes(key))), "NFKC")
      .replace(fillers, "").replace(/\s+/gu, " ").trim()
      .replace(blankInHan, "");
    if (key === previous) break;
  }
  return key;
}

/** A blank between two characters of Han or kana, as in 佐藤 花子. */
const blankInHan =
  /(?<=[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー]) (?=[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー])/gu;

/** Each row is one letter, in forms that keyboards, input methods and fonts take for each other. */
const letters = new Map(
  [
    // Arabic and Persian.
    ..."اأإآٱ|يىیئې|كک|وؤ|هةہھەۀ".split("|"),
    // Yo is often typed as ye.
    "её",
    // Romanian letters with a comma, and their older ones with a cedilla.
    ..."șş|țţ".split("|"),
    // Forms of one Chinese character. Simplified characters are others.
    ..."臺台|溫温|黃黄|峰峯|啟啓|為爲|衛衞|裡裏|群羣|線綫|真眞|教敎|說説|悅悦|銳鋭|鄉鄕|綠緑|錄録|靜静"
      .split("|"),
    ..."強强|產産|戶户|內内|恆恒|脫脱|稅税|沖冲|淨净|床牀|並竝|昇陞|秘祕|村邨|煙烟|鵝鵞|韻韵|榮栄|德徳|瑤瑶|晉晋|豔艷"
      .split("|"),
    ...digitForms(),
  ].flatMap(([letter, ...forms]) =>
    forms.map((form) => [form, letter] as const)
  ),
);

const letterForm = new RegExp(`[${[...letters.keys()].join("")}]`, "gu");

/** The digits of other scripts; those of full width are folded before. */
function digitForms(): string[] {
  const zeros = "٠۰०০੦૦௦౦೦൦๐໐༠၀០".split("");
  return Array.from(
    "0123456789",
    (digit) =>
      digit +
      zeros.map((zero) =>
        String.fromCharCode(zero.charCodeAt(0) + Number(digit))
      ).join(""),
  );
}

/** Points of Hebrew and Arabic, which few keyboards write, and the stretched line of Arabic. */
const optionalMarks =
  /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0652\u0670]/gu;

/** The tone on the first of two vowels, as in hòa, which is written on the second too: hoà. */
const vietnameseTone =
  /([ou])([\u0300\u0301\u0303\u0309\u0323])((?<=o.)[ae]|(?<=u.)y)/gu;

/** Blanks and invisible characters that spreadsheets and web pages leave at the ends of a name. */
const edge = /[\s\u00ad\u061c\u200b-\u200f\u2060\ufeff]/;

/** Trims blanks and invisible characters, in linear time: a pattern would rescan each run of them. */
export function trimName(name: string): string {
  let from = 0, to = name.length;
  while (from < to && edge.test(name[from])) from++;
  while (to > from && edge.test(name[to - 1])) to--;
  return name.slice(from, to);
}

/** Removes invisible characters other than blanks. */
export function removeInvisible(name: string): string {
  return name.replace(fillers, "");
}

/** The stored name of an automatic group (1 is A), which pages translate (B-3). */
export function storedGroupName(number: number): string {
  return `Group ${number <= 26 ? groupLetter(number) : number}`;
}

/** Letter of one of the first 26 automatic groups. */
export function groupLetter(number: number): string {
  return String.fromCharCode(64 + number);
}

/** Number of an automatic group, from its stored name; null: named by hand. */
export function automaticGroupNumber(name: string): number | null {
  const [, letter, digits] = /^Group (?:([A-Z])|(\d{2,6}))$/.exec(name) ?? [];
  const number = letter ? letter.charCodeAt(0) - 64 : Number(digits);
  return name === storedGroupName(number) ? number : null;
}
