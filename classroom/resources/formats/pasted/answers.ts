/** What of a question's answers is right, from what somebody has written for it: letters, words, numbers. Pure. */
import { plainAnswer } from "../../../schema/resources/questions.ts";
import { placeOf } from "./line_kinds.ts";

/** A number, and how far off an answer may be. */
export interface NumberAnswer {
  correct: number;
  tolerance?: number;
}

const yes = /^(?:true|t|yes|y|right|correct|正確|對|是|○|◯|〇|o|✓|✔|v)$/iu;
const no =
  /^(?:false|f|no|n|wrong|incorrect|錯誤|錯|否|非|不是|×|╳|✕|✗|✘|x)$/iu;
const asksWhether =
  /[([（]\s*(?:true\s*(?:\/|or)\s*false|t\s*\/\s*f|是非題?)\s*[)\]）]|(?<=[\s.。])(?:true\s*(?:\/|or)\s*false|t\s*\/?\s*f)\s*$|^(?:true or false|true\/false|t\/f|是非題?)\s*[:：?]/iu;
const asksAll =
  /(?:select|choose|check|tick|mark)\s+(?:all|two|three|every)|all that apply|複選|多選|多重選擇/iu;

/** Whether an answer says true or false. */
export function trueOrFalse(answer: string): boolean | undefined {
  const it = clean(answer).normalize("NFKC").replace(/^[(\[](.*)[)\]]$/, "$1")
    .trim();
  return yes.test(it) ? true : no.test(it) ? false : undefined;
}

/** Whether a question asks for true or false. */
export function isTrueFalse(text: string): boolean {
  return asksWhether.test(text);
}

/** Whether a question asks for more than one choice. */
export function asksForMore(text: string): boolean {
  return asksAll.test(text);
}

/** The places of the choices that an answer names; null: they are not among them. */
export function namedChoices(
  answer: string,
  choices: readonly string[],
): number[] | null {
  const it = clean(answer);
  const plain = choices.map(plainAnswer);
  const same = plain.indexOf(plainAnswer(it));
  if (same >= 0) return [same];
  const parts = it.split(/\s*(?:[,，、;；&/／\t]|\s(?:and|or)\s|[和及與])\s*/u)
    .filter((part) => part !== "");
  return placesOf(parts, plain) ?? placesOf(it.split(/\s+/u), plain) ??
    (/^[A-Z]{2,10}$/.test(it) ? placesOf([...it], plain) : null) ??
    // `B) Paris`, `Option B`
    placesOf([
      /^(?:option|choice|選項)?\s*[(（]?\s*([A-Za-zＡ-Ｚ甲乙丙丁戊]|\d{1,2})\s*(?:[.):、．：）]|\s[-–—]\s|$)/iu
        .exec(it)?.[1] ?? "",
    ], plain);
}

/** Whether a number is what one choice says, and the place of another. */
export function meansTwo(answer: string, choices: readonly string[]): boolean {
  const it = clean(answer).normalize("NFKC");
  if (!/^\d{1,2}$/.test(it)) return false;
  const same = choices.map(plainAnswer).indexOf(it);
  const at = Number(it) - 1;
  return same >= 0 && same !== at && choices[at] !== undefined;
}

function placesOf(parts: string[], plain: string[]): number[] | null {
  const places = parts.map((part) => {
    const same = plain.indexOf(plainAnswer(part));
    if (same >= 0) return same;
    const it = part.normalize("NFKC").replace(/^[([]|[)\].:]+$/g, "");
    if (/^\d{1,2}$/.test(it)) return Number(it) - 1;
    const roman = ["i", "ii", "iii", "iv", "v"].indexOf(it.toLowerCase());
    if (roman >= 0 && roman < plain.length && plain.length < 9) return roman;
    return /^[A-Za-z甲乙丙丁戊]$/.test(it) ? placeOf(it) : -1;
  });
  const known = places.every((at) => at >= 0 && at < plain.length);
  return known && places.length > 0 ? [...new Set(places)].sort() : null;
}

const digits = String.raw`[-+−–]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?`;
const aNumber = new RegExp(
  `^(${digits})(?:\\s*(?:±|\\+/-|\\+-)\\s*(\\d+(?:\\.\\d+)?))?$`,
  "u",
);

/** The number that an answer is. */
export function numberAnswer(answer: string): NumberAnswer | null {
  const found = aNumber.exec(clean(answer));
  if (!found) return null;
  const correct = Number(found[1].replace(/[−–]/, "-").replaceAll(",", ""));
  return {
    correct,
    ...(found[2] !== undefined && { tolerance: Number(found[2]) }),
  };
}

/** The short texts that an answer accepts. */
export function acceptedTexts(answer: string): string[] {
  return [
    ...new Set(
      clean(answer).split(/\s*[|;；／]\s*|\s\/\s/u).map((it) => it.trim())
        .filter((it) => it !== ""),
    ),
  ];
}

function clean(answer: string): string {
  return answer.replace(/\*\*|__|`/g, "").trim().replace(/[。．]$/u, "")
    .replace(/(?<=\D)\.$/, "").trim();
}
