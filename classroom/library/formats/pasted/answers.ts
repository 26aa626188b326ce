/** Parses the answers of sheets and pasted text (R-3): choices, numbers, texts, true or false. Pure. */
import {
  foldText,
  normalizeAnswer,
} from "../../../model/resources/questions.ts";
import { hasScriptCharacters } from "../../../../formats/superscripts.ts";
import { choiceMarkerIndex, normalizeSigns } from "./grammar.ts";
import { normalise } from "../../../../formats/normalise.ts";
import {
  type DecimalSign,
  parseWrittenNumber,
} from "../../../../formats/typed_number.ts";

const yesPattern =
  /^(?:true|t|yes|y|right|correct|正[確确]|對|对|是|○|◯|〇|o|✓|✔|√|v)$/iu;
const noPattern =
  /^(?:false|f|no|n|wrong|incorrect|not true|錯誤|错误|錯|错|否|非|不(?:是|對|对|正[確确])|×|╳|✕|✗|✘|x)$/iu;

export function readTrueFalse(answer: string): boolean | undefined {
  const cleaned = normalise(clean(answer), "NFKC").replace(
    /^[([](.*)[)\]]$/,
    "$1",
  )
    .trim();
  return yesPattern.test(cleaned)
    ? true
    : noPattern.test(cleaned)
    ? false
    : undefined;
}

/**
 * Returns the indices of the choices that an answer names; null if it names none or contradicts itself.
 * @param placeIn returns the index of the choice that a letter or number such as `B` stands for. If given, the text
 *   after the letter (`B) Paris`) must be that choice's.
 */
export function readNamedChoices(
  answer: string,
  choices: readonly string[],
  placeIn?: (sign: string) => number,
): number[] | null {
  const cleaned = clean(answer);
  const place = placeOfText(cleaned, choices);
  if (place >= 0) return [place];
  const named = (parts: readonly string[]) =>
    placesOf(parts.filter((part) => part !== ""), choices, placeIn);
  const several = /^(?:[A-ZＡ-Ｚ]{2,10}|[①-⑩]{2,10}|[甲乙丙丁戊]{2,5})$/u;
  const listedPlaces = named(cleaned.split(
    /\s*(?:[,，、;；&/／|｜\t]|(?<=[A-JＡ-Ｊ])\s?[+＋](?=\s?[A-JＡ-Ｊ])|\sand\s|[和及與与]|(?<=[)）])(?=[(（]))\s*/u,
  )) ?? named(cleaned.split(/\s+/u)) ??
    (several.test(cleaned) ? named([...cleaned]) : null);
  if (listedPlaces) return listedPlaces;
  // `B) Paris`, `Option B`, `B (Paris)`
  const [label = "", sign = ""] =
    /^(?:option|choice|選項|选项)?\s*[(（]?\s*([A-Za-zＡ-Ｚ甲乙丙丁戊]|\d{1,2})\s*(?:[.):、．：）]+\s*|\s[-–—]\s|\s?[(（]|$)/iu
      .exec(cleaned) ?? [];
  const signPlaces = named([sign]);
  const rest = cleaned.slice(label.length);
  const number = /[(（]$/u.test(label) ? rest.replace(/[)）]$/u, "") : rest;
  const text = placeOfText(number, choices);
  const isFit = text === signPlaces?.[0] ||
    text < 0 && (!placeIn || !/[\p{L}\p{N}]/u.test(number));
  return isFit ? signPlaces : null;
}

/**
 * Index of the choice with this text, or -1. Exact texts come first, as two choices may differ in one sign only; a
 * single letter or number must be exact.
 */
function placeOfText(text: string, choices: readonly string[]): number {
  const place = choices.includes(text)
    ? choices.indexOf(text)
    : choices.map(foldText).indexOf(foldText(text));
  return place >= 0 || !/\p{L}{2}|\p{Lo}/u.test(text)
    ? place
    : choices.map(normalizeAnswer).indexOf(normalizeAnswer(text));
}

/** Whether a number or letter is the text of one choice and the label of another. */
export function isAmbiguousChoice(
  answer: string,
  choices: readonly string[],
): boolean {
  const cleaned = normalise(clean(answer), "NFKC");
  if (!/^(?:\d{1,2}|[A-J])$/i.test(cleaned)) return false;
  const textPlace = choices.map(normalizeAnswer).indexOf(
    normalizeAnswer(cleaned),
  );
  const signPlace = choiceMarkerIndex(cleaned);
  return textPlace >= 0 && textPlace !== signPlace &&
    choices[signPlace] !== undefined;
}

function placesOf(
  parts: readonly string[],
  choices: readonly string[],
  placeIn = (sign: string) => anyPlace(sign, choices.length),
): number[] | null {
  let hasText = false, hasSign = false;
  const places = parts.map((part) => {
    const place = placeOfText(part, choices);
    hasText ||= place >= 0;
    hasSign ||= place < 0;
    return place >= 0
      ? place
      : placeIn(normalizeSigns(part).replace(/^[([]|[)\].:]+$/g, ""));
  });
  const areAllValid = places.every((at) => at >= 0 && at < choices.length);
  const distinct = [...new Set(places)].sort();
  // A label and a text must name the same choice.
  const isClear = !(hasText && hasSign) || distinct.length === 1;
  return areAllValid && isClear && places.length > 0 ? distinct : null;
}

function anyPlace(sign: string, count: number): number {
  const roman = ["i", "ii", "iii", "iv", "v"].indexOf(sign.toLowerCase());
  return roman >= 0 && count < 9 ? roman : choiceMarkerIndex(sign);
}

const within = /±|\+\/-|\+-/u;
/** A number as a whole answer; dates, versions and lists are none. */
const numberPattern =
  /^[-+−–]?\s?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:[ '’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?(?:e[-+]?\d{1,3}|\s?\^\s?[-−]?\d{1,3})?)(?:\s?%)?$/iu;

/** Whether an answer has a power of ten with a factor, or the sign of a fraction. */
function isCertainNumber(answer: string): boolean {
  return /[*x×·⋅∙]\s*10\s*(?:\^|[⁺⁻⁰¹²³⁴-⁹])|[¼-¾⅐-⅞]/iu.test(answer) &&
    !/[%％]/.test(answer);
}

export interface NumberAnswer {
  correct: number;
  tolerance?: number;
}

interface ReadNumber {
  answer: NumberAnswer;
  /** See {@link parseWrittenNumber}. */
  isUnsure: boolean;
}

/**
 * An answer that can only be a number. `1/2` may be a date, `10²` a word, so that {@link readStatedNumber} reads them.
 */
export function readNumberAnswer(
  answer: string,
  question?: string,
  sign?: DecimalSign,
): ReadNumber | null {
  const isNumber = isCertainNumber(answer) ||
    !hasScriptCharacters(answer) &&
      normalise(clean(answer), "NFKC").split(within)
        .every((part) => numberPattern.test(part.trim()));
  return isNumber ? readStatedNumber(answer, question, sign) : null;
}

/** The answer of a question that is said to have a number: all that students may type. */
export function readStatedNumber(
  answer: string,
  question = "",
  sign?: DecimalSign,
): ReadNumber | null {
  const [number, off, ...rest] = clean(answer).split(within);
  const correct = parseWrittenNumber(number, question, sign);
  const tolerance = off === undefined
    ? undefined
    : off.includes("%")
    ? null
    : parseWrittenNumber(off, "", sign);
  if (!correct || tolerance === null || rest.length > 0) return null;
  return {
    answer: {
      correct: correct.value,
      ...(tolerance && { tolerance: tolerance.value }),
    },
    isUnsure: correct.isUnsure || tolerance?.isUnsure === true,
  };
}

export function readAcceptedTexts(answer: string): string[] {
  const texts = clean(answer).split(
    // The semicolon of `&nbsp;` separates nothing.
    /\s*(?:[|；／]|(?<!&#?[A-Za-z\d]{1,8});)\s*|\s\/\s/u,
  );
  return [...new Set(texts.filter((it) => it.trim() !== ""))];
}

function clean(answer: string): string {
  return answer.replace(/[\u200B-\u200D\u2060\uFEFF\u00AD]/g, "").trim()
    .replace(/\*\*([^*]+)\*\*|__(?![\w.]{2,}__)([^_]+)__/g, "$1$2")
    .replace(/^\*\*|\*\*$|`/g, "")
    .trim().replace(/[。．]$/u, "")
    .replace(/(?<=\D)\.$/, "").trim();
}

const ends =
  /\s*(?:\*|(?<=\s)√|✓|✔|✅|☑|(?:←|<-+)\s*(?:correct|right|answer|正[確确]|正解|答案|[對对])?|[([（【〔]\s*(?:(?:the\s+)?(?:correct|right)(?:\s+(?:answer|choice|option|one))?|answer|(?:richtig|korrekt)(?:e\s+antwort)?|(?:(?:respuesta|resposta|réponse|risposta)\s+)?(?:correct[aeo]|corret[ao]|corrett[ao]|giust[ao]|esatt[ao])|juste|bonne\s+réponse|正[確确](?:答案|選項|选项)?|正解|答案|[這这]個?[對对]|[對对])\s*[)\]）】〕]|(?<=\S)\s+[-–—]\s*(?:(?:correct|right)(?:\s+answer)?|正[確确](?:答案)?|正解|答案))\s*$/iu;

/** Removes the sign that marks a choice as right. */
export function splitRightSign(
  text: string,
): { text: string; isRight: boolean } {
  const star = /^\*(?![*\s.])(.*[^*])$/su.exec(text);
  if (star) return { text: star[1].trim(), isRight: true };
  const stars = text.split("*").length - 1;
  const stripped = text.replace(/^\s*(?:✓|✔|✅|☑)\s*/u, "");
  const rightSign = ends.exec(stripped);
  // `2 * 3 =` has no sign, and neither has `*emphasis*`.
  const rest = stripped.slice(0, rightSign?.index ?? 0).trim();
  const isOther = rightSign?.[0].trim() === "*" && stars % 2 === 0;
  if (rest && !isOther) return { text: rest, isRight: true };
  return { text: stripped.trim() || text, isRight: stripped !== text };
}
