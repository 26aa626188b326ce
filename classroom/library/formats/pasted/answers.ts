/**
 * What is right, from what somebody has written for it, and what stands in the text of a question beside it: points, the
 * right answer, or what looks like one (R-3). Pure.
 */
import { plainAnswer, plainText } from "../../../model/resources/questions.ts";
import { hasRaised } from "../../../model/raised.ts";
import { longestLine } from "../lines.ts";
import { placeOf, plainSigns } from "./grammar.ts";

const yes =
  /^(?:true|t|yes|y|right|correct|正[確确]|對|对|是|○|◯|〇|o|✓|✔|√|v)$/iu;
const no =
  /^(?:false|f|no|n|wrong|incorrect|not true|錯誤|错误|錯|错|否|非|不(?:是|對|对|正[確确])|×|╳|✕|✗|✘|x)$/iu;
const asksWhether =
  /[([]\s*(?:true\s*(?:\/|or)\s*false|t\s*\/\s*f|是非[題题]?|[判][斷断][題题]?)\s*[)\]]|(?<=[\s.。])(?:true\s*(?:\/|or)\s*false|t\s*\/?\s*f)\s*$|^(?:true or false|true\/false|t\/f|是非[題题]?)\s*[:?]/iu;
/** Asks for more than one choice. */
export const asksAll =
  /(?:select|choose|check|tick|mark)\s+(?:all|two|three|every)|all that apply|[複复多][選选]|多重選擇/iu;

export function trueOrFalse(answer: string): boolean | undefined {
  const it = clean(answer).normalize("NFKC").replace(/^[([](.*)[)\]]$/, "$1")
    .trim();
  return yes.test(it) ? true : no.test(it) ? false : undefined;
}

export function isTrueFalse(text: string): boolean {
  return asksWhether.test(plainSigns(text));
}

/** The places of the choices that an answer names; null: they are not among them. */
export function namedChoices(
  answer: string,
  choices: readonly string[],
): number[] | null {
  const it = clean(answer);
  const same = placeOfText(it, choices);
  if (same >= 0) return [same];
  const parts = it.split(
    /\s*(?:[,，、;；&/／|｜\t]|(?<=[A-JＡ-Ｊ])\s?[+＋](?=\s?[A-JＡ-Ｊ])|\s(?:and|or)\s|[和及與与]|(?<=[)）])(?=[(（]))\s*/u,
  ).filter((part) => part !== "");
  return placesOf(parts, choices) ?? placesOf(it.split(/\s+/u), choices) ??
    (/^(?:[A-ZＡ-Ｚ]{2,10}|[①-⑩]{2,10})$/u.test(it)
      ? placesOf([...it], choices)
      : null) ??
    // `B) Paris`, `Option B`
    labelledPlace(it, choices);
}

/** The place in `B) Paris` and `B (Paris)`, but for a text behind the letter that is another choice's. */
function labelledPlace(
  answer: string,
  choices: readonly string[],
): number[] | null {
  const [all = "", letter = ""] =
    /^(?:option|choice|選項|选项)?\s*[(（]?\s*([A-Za-zＡ-Ｚ甲乙丙丁戊]|\d{1,2})\s*(?:[.):、．：）]\s*|\s[-–—]\s|\s?[(（]|$)/iu
      .exec(answer) ?? [];
  const found = placesOf([letter], choices);
  const rest = answer.slice(all.length);
  const said = /[(（]$/u.test(all) ? rest.replace(/[)）]$/u, "") : rest;
  const text = placeOfText(said, choices);
  return text < 0 || found?.[0] === text ? found : null;
}

/** The choice that a text is: of two that differ in a sign alone, the very same. A figure or a letter may be a place. */
function placeOfText(text: string, choices: readonly string[]): number {
  const same = choices.map(plainText).indexOf(plainText(text));
  return same >= 0 || !/\p{L}{2}|\p{Lo}/u.test(text)
    ? same
    : choices.map(plainAnswer).indexOf(plainAnswer(text));
}

/** Whether a number or letter is what one choice says, and the place of another. */
export function meansTwo(answer: string, choices: readonly string[]): boolean {
  const it = clean(answer).normalize("NFKC");
  if (!/^(?:\d{1,2}|[A-J])$/i.test(it)) return false;
  const same = choices.map(plainAnswer).indexOf(plainAnswer(it));
  const at = placeOf(it);
  return same >= 0 && same !== at && choices[at] !== undefined;
}

function placesOf(
  parts: readonly string[],
  choices: readonly string[],
): number[] | null {
  let hasText = false, hasSign = false;
  const places = parts.map((part) => {
    const same = placeOfText(part, choices);
    if (same >= 0) {
      hasText = true;
      return same;
    }
    hasSign = true;
    const it = plainSigns(part).replace(/^[([]|[)\].:]+$/g, "");
    const roman = ["i", "ii", "iii", "iv", "v"].indexOf(it.toLowerCase());
    return roman >= 0 && choices.length < 9 ? roman : placeOf(it);
  });
  const known = places.every((at) => at >= 0 && at < choices.length);
  const all = [...new Set(places)].sort();
  // A sign and a text name one choice together, or contradict each other.
  const isClear = !(hasText && hasSign) || all.length === 1;
  return known && isClear && places.length > 0 ? all : null;
}

const digits = String.raw`[-+−–]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?`;
const aNumber = new RegExp(
  `^(${digits})(?:\\s*(?:±|\\+/-|\\+-)\\s*(\\d+(?:\\.\\d+)?))?$`,
  "u",
);

/** The number that an answer is, and how far off another may be. */
export function numberAnswer(
  answer: string,
): { correct: number; tolerance?: number } | null {
  if (hasRaised(answer)) return null;
  const [, number, off] = aNumber.exec(clean(answer).normalize("NFKC")) ?? [];
  if (number === undefined) return null;
  const correct = Number(number.replace(/[−–]/, "-").replaceAll(",", ""));
  return { correct, ...(off !== undefined && { tolerance: Number(off) }) };
}

/** The short texts that an answer accepts. */
export function readAcceptedTexts(answer: string): string[] {
  const texts = clean(answer).split(
    // `&nbsp;` ends with a sign of its own.
    /\s*(?:[|；／]|(?<!&#?[A-Za-z\d]{1,8});)\s*|\s\/\s/u,
  );
  return [...new Set(texts.filter((it) => it.trim() !== ""))];
}

function clean(answer: string): string {
  return answer.replace(/\*\*|__|`|[\u200B-\u200D\u2060\uFEFF\u00AD]/g, "")
    .trim().replace(/[。．]$/u, "")
    .replace(/(?<=\D)\.$/, "").trim();
}

const ends =
  /\s*(?:\*|(?<=\s)√|✓|✔|✅|☑|(?:←|<-+)\s*(?:correct|right|answer|正[確确]|正解|答案|[對对])?|[([（【〔]\s*(?:(?:the\s+)?(?:correct|right)(?:\s+(?:answer|choice|option|one))?|answer|正[確确](?:答案|選項|选项)?|正解|答案|[這这]個?[對对]|[對对])\s*[)\]）】〕]|(?<=\S)\s+[-–—]\s*(?:(?:correct|right)(?:\s+answer)?|正[確确](?:答案)?|正解|答案))\s*$/iu;

/** A text without what says that it is right. */
export function marked(text: string): { text: string; right: boolean } {
  const star = /^\*(?![*\s.])(.*[^*])$/su.exec(text);
  if (star) return { text: star[1].trim(), right: true };
  const stars = text.split("*").length - 1;
  const without = text.replace(/^\s*(?:✓|✔|✅|☑)\s*/u, "");
  const found = ends.exec(without);
  // `2 * 3 =` ends with no star; `*emphasis*` ends with one that belongs to another.
  const rest = without.slice(0, found?.index ?? 0).trim();
  const isOther = found?.[0].trim() === "*" && stars % 2 === 0;
  if (rest && !isOther) return { text: rest, right: true };
  return { text: without.trim() || text, right: without !== text };
}

/** The text of a question without what stands beside it. */
interface Stem {
  text: string;
  points?: number;
  answer?: string;
  /** What may be the answer: it stays in the text. */
  doubt?: string;
}

const points =
  "(?:[([]\\s*(?:[每各][題题小]*\\s*|each\\s+)?(\\d{1,3}(?:\\.\\d{1,2})?)\\s*-?(?:pts?\\.?|points?|marks?|分)(?:\\s+each)?\\s*[)\\]]|\\s[-–—]\\s*(\\d{1,3})\\s*(?:pts?|points?|marks?|分))";
const pointsFirst = new RegExp(`^${points}\\s*`, "iu");
const pointsLast = new RegExp(`\\s*${points}$`, "iu");
const whether = "[Tt]rue|[Ff]alse|TRUE|FALSE|[√○◯〇×╳✕✗✘✓✔對对錯错TFOX]";
const whetherFirst = new RegExp(`^\\(\\s*(${whether})\\s*\\)\\s*(?=\\S)`, "u");
const whetherLast = new RegExp(
  `(?:\\s*[(\\[]\\s*(${whether})\\s*[)\\]]\\s*[.。]?|(?<=[.。!])\\s*([○◯〇×╳✕✗✘✓✔])|(?<=[.。!])\\s+(${whether}))$`,
  "u",
);
/** A letter behind these is what the sentence is about. */
const names = /\b(?:is|by|as|called|letter|symbol|and|or|of|for|with)\s*$/iu;
const letters = "[A-JＡ-Ｊ](?:\\s?[,、]?\\s?[A-JＡ-Ｊ]){0,4}";
const lettersFirst = new RegExp(
  `^\\(\\s*(${letters}|[①-⑩](?:\\s?[,、]?\\s?[①-⑩]){0,4})\\s*\\)\\s*`,
  "u",
);
const lettersLast = new RegExp(
  `(?<=[?。.!:_])(?:\\s*[(\\[]\\s*(${letters}|[①-⑩])\\s*[)\\]]|\\s+(${letters}))$`,
  "u",
);
const lettersWithin = new RegExp(
  `\\(\\s+(${letters})\\s+\\)|（\\s*(${letters})\\s*）`,
  "gu",
);
const label =
  /(?:(?<!(?:short|long|written|open)[ -])answer|(?<![a-z])ans\.?|答案|正解|解答)\s*:(?![_\s]*$)\s*\S.*|(?<=\n)\p{L}{2,12}\s*:\s*\(?[A-Ja-jア-オ가-마①-⑩]\)?$/iu;
/** In brackets, but about the question. */
const hint =
  /[複复多單单][選选]|是非|true|false|yes|t\s*\/\s*f|select|choose|pick|hint|提示|optional|e\.g|例如|\d\s*(?:pts?|points?|marks?|分)/iu;
const bracketed =
  /(?<=[\s?。.!_\p{Lo}])[([]([^()（）[\]]{1,60})[)）\]]\s*[。.]?$/u;
const behind =
  /\?["”’」』)]*(?![ \t]*[([])[ \t]*([^?\n]{0,59}[^?\n.。!:_\s])$/u;
const alone = new RegExp(`^(?:[A-J]|yes|no|${whether})[.。]?$`, "iu");
/** `apple – 蘋果` */
const beside = /^[^-–—?\n_]{1,40}\s[-–—]\s[^\n?]{1,40}$/u;
/** `Water boils at ___ °C. 100` */
const behindBlank = /(?<!_)_{2,}(?!_)[^\n]*[.。]\s*([^\n.。_]{1,40})$/u;
const belowIt = /\n\s*([=⇒→✓✔]\s*\S.*)$/u;
/** So much before the end is looked at. */
const furthest = 200;

/** Looks through the text of a question; `choices`: how many it has; `asksWhether`: it is one of true or false. */
export function stemOf(
  whole: string,
  choices: number,
  answer?: string,
  asksWhether = false,
): Stem {
  const found: Stem = { text: whole };
  // What is so long is no question, and costs to look through.
  if (whole.length > longestLine) return found;
  /** Takes what a pattern finds out of the text, where something is left of it. */
  const take = (pattern: RegExp, without = "") => {
    // Signs of full width are patterns' as well, but for the one that tells them apart.
    const it = pattern.exec(
      pattern === lettersWithin ? found.text : plainSigns(found.text),
    );
    pattern.lastIndex = 0;
    if (!it) return null;
    const rest = (found.text.slice(0, it.index) + without +
      found.text.slice(it.index + it[0].length)).trim();
    return rest === "" ? null : { value: it.slice(1).find(Boolean), rest };
  };
  const takePoints = (pattern: RegExp) => {
    const it = take(pattern);
    if (!it) return;
    Object.assign(found, { points: Number(it.value), ...found, text: it.rest });
  };
  takePoints(pointsFirst);
  takePoints(pointsLast);
  // `( ) The earth is round.`
  const empty = choices > 1 || asksWhether ? take(/^\(\s*\)\s*/u) : null;
  if (empty) found.text = empty.rest;
  if (choices > 1) {
    const isWithin = [...found.text.matchAll(lettersWithin)].length === 1;
    const places = [
      take(lettersFirst),
      take(lettersLast),
      // Within a sentence a blank is left.
      isWithin
        ? take(lettersWithin, /[)）]$/u.test(found.text) ? "" : "（　　）")
        : null,
    ];
    const it = places.find((it) =>
      it?.value && [...plainSigns(it.value).replace(/[\s,、]/gu, "")]
        .every((sign) => placeOf(sign) < choices)
    );
    const { value, rest } = it ?? {};
    if (it && (answer ?? value) !== value) found.doubt = value;
    else if (it) Object.assign(found, { text: rest, answer: value });
  } else if (answer === undefined) {
    const it = take(whetherFirst) ?? take(whetherLast);
    if (it?.value) {
      const { value, rest } = it;
      const isSure = asksWhether || !/^[TFOX]$/u.test(plainSigns(value)) ||
        /[.。!！]$|\p{Lo}/u.test(rest) ||
        /[TFＴＦ]/u.test(value) && !names.test(rest);
      if (!isSure || /[?？]$/u.test(rest) && !asksWhether) found.doubt = value;
      else Object.assign(found, { text: rest, answer: value });
    }
  }
  takePoints(pointsLast);
  const sure = label.exec(plainSigns(found.text))?.[0] ?? found.doubt;
  const maybe = choices === 0 ? seen(found.text) : undefined;
  const known = answer ?? found.answer;
  const isNew = known === undefined || maybe?.includes(known);
  return { ...found, doubt: sure ?? (isNew ? maybe : undefined) };
}

/** What looks like the answer of a question. */
function seen(whole: string): string | undefined {
  // It stands at the end; patterns go over that alone.
  const text = plainSigns(whole.slice(-furthest));
  if (alone.test(plainSigns(whole))) return whole;
  const inBrackets = bracketed.exec(text);
  if (inBrackets && !hint.test(inBrackets[1])) return inBrackets[0].trim();
  return belowIt.exec(text)?.[1] ?? behind.exec(text)?.[1] ??
    behindBlank.exec(text)?.[1] ?? beside.exec(text)?.[0];
}
