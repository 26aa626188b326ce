/** The text of a pasted question: its points and its answer are taken out; what only looks like one is named. Pure. */
import { longestLine } from "../lines.ts";
import { placeOf, plainSigns } from "./grammar.ts";

const pointsSaid =
  "(?:[([]\\s*(?:[每各][題题小]*\\s*|each\\s+)?(\\d{1,3}(?:\\.\\d{1,2})?)\\s*-?(?:pts?\\.?|points?|marks?|分)(?:\\s+each)?\\s*[)\\]]|\\s[-–—]\\s*(\\d{1,3})\\s*(?:pts?|points?|marks?|分))";
const pointsFirst = new RegExp(`^${pointsSaid}\\s*`, "iu");
const pointsLast = new RegExp(`\\s*${pointsSaid}$`, "iu");
const asksForTruth =
  /[([]\s*(?:true\s*(?:\/|or)\s*false|t\s*\/\s*f|是非[題题]?|[判][斷断][題题]?)\s*[)\]]|(?<=[\s.。])(?:true\s*(?:\/|or)\s*false|t\s*\/?\s*f)\s*$|^(?:true or false|true\/false|t\/f|是非[題题]?)\s*[:?]/iu;
const whether = "[Tt]rue|[Ff]alse|TRUE|FALSE|[√○◯〇×╳✕✗✘✓✔對对錯错TFOX]";
const letters = "[A-J](?:\\s?[,、]?\\s?[A-J]){0,4}|[①-⑩]";
/** An answer in brackets in front of the text or behind it: of a question with choices, and of a statement. */
const signsSaid = [
  new RegExp(`^\\(\\s*(${letters})\\s*\\)\\s*`, "u"),
  new RegExp(`(?<=[?。.!:_])\\s*[(\\[]\\s*(${letters})\\s*[)\\]]$`, "u"),
];
const truthSaid = [
  new RegExp(`^\\(\\s*(${whether})\\s*\\)\\s*(?=\\S)`, "u"),
  new RegExp(
    `(?:\\s*[(\\[]\\s*(${whether})\\s*[)\\]]\\s*[.。]?|(?<=[.。!])\\s*([○◯〇×╳✕✗✘✓✔])|(?<=[.。!])\\s+(${whether}))$`,
    "u",
  ),
];
const answerLabel =
  /(?:(?<!(?:short|long|written|open)[ -])answer|(?<![a-z])ans\.?|答案|正解|解答)\s*:(?![_\s]*$)\s*\S.*|(?<=\n)\p{L}{2,12}\s*:\s*\(?[A-Ja-jア-オ가-마①-⑩]\)?$/iu;
const leftSign = /^\(\s*[1-9A-J]\s*\)|\(\s*[A-J①-⑩]\s*\)/u;
/** What looks like an answer at the end of a text without choices. */
const looksLikeAnswer = [
  new RegExp(`^(?:[A-J]|yes|no|${whether})[.。]?$`, "iu"),
  // In brackets, but for what is about the question.
  /(?<=[\s?。.!_\p{Lo}])[([](?![^()]*(?:[複复多單单][選选]|是非|true|false|yes|t\s*\/\s*f|select|choose|pick|hint|提示|optional|e\.g|例如|\d\s*(?:pts?|points?|marks?|分)))[^()[\]]{1,60}[)\]]\s*[。.]?$/iu,
  /(?<=\n)\s*[=⇒→✓✔]\s*\S.*$/u,
  /(?<=\?["”’」』)]*)(?<!\s)(?![ \t]*[([])[ \t]*[^?\n]{0,59}[^?\n.。!:_\s)\]"”’」』]$/u,
  // `Water boils at ___ °C. 100`
  /(?<=(?<!_)_{2,}(?!_)[^\n]*[.。]\s*)[^\n.。_\s][^\n.。_]{0,39}$/u,
  // `apple – 蘋果`
  /^[^-–—?\n_]{1,40}\s[-–—]\s[^\n?]{1,40}$/u,
];

/** The text of a question without what is about it. */
interface Stem {
  text: string;
  points?: number;
  answer?: string;
  asksWhether: boolean;
  /** What may be the answer: it stays in the text. */
  doubt?: string;
}

export function readStem(
  whole: string,
  choices: readonly string[],
  given: { answer?: string; asksWhether: boolean; isDoubtful?: boolean },
): Stem {
  const asksWhether = given.asksWhether || asksForTruth.test(plainSigns(whole));
  const found: Stem = { text: whole, asksWhether };
  // Such a text is no question, and costs to search.
  if (whole.length > longestLine) return found;
  /** Takes what a pattern finds out of the text, where something is left of it. */
  const take = (pattern: RegExp) => {
    const it = pattern.exec(plainSigns(found.text));
    if (!it) return null;
    const { text } = found;
    const rest = text.slice(0, it.index) + text.slice(it.index + it[0].length);
    return rest.trim() === ""
      ? null
      : { value: it.slice(1).find(Boolean) ?? "", rest: rest.trim() };
  };
  const takePoints = (pattern: RegExp) => {
    const it = take(pattern);
    if (it) {
      Object.assign(found, {
        points: Number(it.value),
        ...found,
        text: it.rest,
      });
    }
  };
  takePoints(pointsFirst);
  takePoints(pointsLast);
  const hasChoices = choices.length > 1;
  const empty = hasChoices || asksWhether ? take(/^\(\s*\)\s*/u) : null;
  if (empty) found.text = empty.rest;
  const said = (hasChoices ? signsSaid : truthSaid).map(take).find((it) =>
    it && (!hasChoices || [...it.value.replace(/[\s,、]/gu, "")]
      .every((sign) => placeOf(sign) < choices.length))
  );
  if (said && (hasChoices || given.answer === undefined && !given.isDoubtful)) {
    const { value, rest } = said;
    const isSure = hasChoices
      ? (given.answer ?? value) === value
      : asksWhether || !/[?？]$/u.test(rest) &&
          (!/^[TFOX]$/u.test(value) || /[.。!！]$|\p{Lo}/u.test(rest));
    if (isSure) Object.assign(found, { text: rest, answer: value });
    else found.doubt = value;
  }
  takePoints(pointsLast);
  const known = given.answer ?? found.answer;
  const low = plainSigns(found.text.slice(-200));
  const [maybe] = looksLikeAnswer.flatMap((it) =>
    it.exec(low)?.[0].trim() ?? []
  );
  const isSeen = maybe !== undefined &&
    (choices.length === 0
      ? known === undefined || maybe.includes(known)
      : choices.some((it) => maybe.includes(it)));
  const doubt = answerLabel.exec(plainSigns(found.text))?.[0] ?? found.doubt ??
    (hasChoices && known === undefined ? leftSign.exec(low)?.[0] : undefined) ??
    (isSeen ? maybe : undefined);
  return { ...found, ...(doubt && { doubt }) };
}
