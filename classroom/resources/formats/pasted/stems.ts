/** What stands in the text of a question beside it: its points, the right answer, or what looks like one (R-3). Pure. */
import { trueOrFalse } from "./answers.ts";

/** The text of a question without them. */
export interface Stem {
  text: string;
  points?: number;
  answer?: string;
  /** What may be the answer: it stays in the text. */
  doubt?: string;
}

const open = "[(（【[]", close = "[)）】\\]]";
const points = new RegExp(
  `(?:${open}\\s*(?:每題\\s*|each\\s+)?(\\d{1,3}(?:\\.\\d{1,2})?)\\s*-?(?:pts?\\.?|points?|marks?|分)(?:\\s+each)?\\s*${close}|\\s[-–—]\\s*(\\d{1,3})\\s*(?:pts?|points?|marks?|分))`,
  "iu",
);
const pointsFirst = new RegExp(`^${points.source}\\s*`, "iu");
const pointsLast = new RegExp(`\\s*${points.source}$`, "iu");

const whether = "[Tt]rue|[Ff]alse|TRUE|FALSE|[○◯〇×╳✕✗✘✓✔對錯TFOXＴＦＯＸ]";
const whetherFirst = new RegExp(
  `^[(（]\\s*(${whether})\\s*[)）]\\s*(?=\\S)`,
  "u",
);
const whetherLast = new RegExp(
  `(?:\\s*${open}\\s*(${whether})\\s*${close}\\s*[.。]?|(?<=[.。!！])\\s*([○◯〇×╳✕✗✘✓✔])|(?<=[.。!！])\\s+(${whether}))$`,
  "u",
);
/** A letter behind these is what the sentence is about. */
const names = /\b(?:is|by|as|called|letter|symbol|and|or|of|for|with)\s*$/iu;

const letters = "[A-JＡ-Ｊ](?:\\s?[,、]?\\s?[A-JＡ-Ｊ]){0,4}";
const lettersFirst = new RegExp(`^[(（]\\s*(${letters})?\\s*[)）]\\s*`, "u");
const lettersLast = new RegExp(
  `(?<=[?？。.!！:：_])(?:\\s*${open}\\s*(${letters})\\s*${close}|\\s+(${letters}))$`,
  "u",
);
const lettersWithin = new RegExp(
  `（\\s*(${letters})\\s*）|[(（]\\s+(${letters})\\s+[)）]`,
  "gu",
);
const label =
  /(?:answer|(?<![a-z])ans\.?|答案|正解|解答)\s*[:：](?![_＿\s]*$)\s*\S.*/iu;
/** In brackets, but about the question. */
const hint =
  /複選|多選|單選|是非|true|false|yes|t\s*\/\s*f|select|choose|pick|hint|提示|optional|e\.g|例如|\d\s*(?:pts?|points?|marks?|分)/iu;
const bracketed =
  /(?:(?<=[\s?？。.!！_])[([【]|（)([^()（）[\]【】\n]{1,60})[)）\]】]\s*[。.．]?$/u;
const behind =
  /[?？]["”’」』)）]*(?![ \t]*[([（【])[ \t]*([^?？\n]{0,59}[^?？\n.。!！:：_＿\s])$/u;
const alone = new RegExp(`^(?:[A-JＡ-Ｊ]|yes|no|${whether})[.。]?$`, "iu");
/** `apple – 蘋果` */
const beside = /^[^-–—?？\n_]{1,40}\s[-–—]\s[^\n?？]{1,40}$/u;
/** `Water boils at ___ °C. 100` */
const behindBlank = /(?<!_)_{2,}(?!_)[^\n]*[.。]\s*([^\n.。_]{1,40})$/u;
const belowIt = /\n\s*([=⇒→✓✔]\s*\S.*)$/u;

/** Looks through it. `choices`: how many there are; `asksWhether`: it is one of true or false. */
export function stemOf(
  whole: string,
  { choices, answer, asksWhether = false }: {
    choices: number;
    answer?: string;
    asksWhether?: boolean;
  },
): Stem {
  const found: Stem = { text: whole };
  const take = (pattern: RegExp, without = "") => {
    const it = pattern.exec(found.text);
    const rest = it && found.text.replace(pattern, without).trim();
    return rest ? { value: it.slice(1).find(Boolean), rest } : null;
  };
  for (const pattern of [pointsFirst, pointsLast]) {
    const it = take(pattern);
    if (!it) continue;
    found.text = it.rest;
    found.points ??= Number(it.value);
  }
  if (choices > 1) lettered(found, take, choices, answer);
  else if (answer === undefined) signed(found, take, asksWhether);
  const later = take(pointsLast);
  if (later && found.points === undefined) {
    found.text = later.rest;
    found.points = Number(later.value);
  }
  const known = answer ?? found.answer;
  const doubt = label.exec(found.text)?.[0] ?? found.doubt ??
    (choices === 0 ? seenBut(found.text, known) : undefined);
  return { ...found, doubt };
}

/** So much before the end is looked at for what may be an answer. */
const furthest = 200;

type Take = (
  pattern: RegExp,
  without?: string,
) => { value?: string; rest: string } | null;

function lettered(
  found: Stem,
  take: Take,
  choices: number,
  given: string | undefined,
): void {
  const fits = (it: string | undefined) =>
    it !== undefined &&
    [...it.normalize("NFKC").replace(/[\s,、]/gu, "")].every((sign) =>
      sign.charCodeAt(0) - 65 < choices
    );
  const within = [...found.text.matchAll(lettersWithin)].length === 1;
  for (
    const it of [
      take(lettersFirst),
      take(lettersLast),
      within
        // Within a sentence a blank is left.
        ? take(lettersWithin, /[)）]$/u.test(found.text) ? "" : "（　　）")
        : null,
    ]
  ) {
    if (!it) continue;
    if (it.value === undefined) {
      found.text = it.rest;
      return;
    }
    if (!fits(it.value)) continue;
    const answer = it.value;
    if (given === undefined) found.answer = answer;
    if (given === undefined || given === answer) found.text = it.rest;
    else found.doubt = answer;
    return;
  }
}

function signed(found: Stem, take: Take, asksWhether: boolean): void {
  for (const it of [take(whetherFirst), take(whetherLast)]) {
    if (!it?.value || trueOrFalse(it.value) === undefined) continue;
    const { value, rest } = it;
    const isLetter = /^[TFOXＴＦＯＸ]$/u.test(value);
    const isSure = asksWhether || !isLetter ||
      /[.。!！]$/u.test(rest) || /\p{Lo}/u.test(rest) ||
      /[TFＴＦ]/u.test(value) && !names.test(rest);
    if (/[?？]$/u.test(rest) && !asksWhether || !isSure) {
      found.doubt = value;
      return;
    }
    found.text = rest;
    found.answer = value;
    return;
  }
  // `( ) The earth is round.`
  const blank = asksWhether ? take(/^[(（]\s*[)）]\s*/u) : null;
  if (blank) found.text = blank.rest;
}

/** What looks like the answer, of a question that has none or this one. */
function seenBut(text: string, known?: string): string | undefined {
  const it = seen(text);
  return known === undefined || it?.includes(known) ? it : undefined;
}

function seen(whole: string): string | undefined {
  if (alone.test(whole)) return whole;
  // It stands at the end; patterns go over that alone.
  const text = whole.slice(-furthest);
  const inBrackets = bracketed.exec(text);
  if (inBrackets && !hint.test(inBrackets[1])) return inBrackets[0];
  return belowIt.exec(text)?.[1] ?? behind.exec(text)?.[1] ??
    behindBlank.exec(text)?.[1] ?? beside.exec(text)?.[0];
}
