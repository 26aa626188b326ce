/** Takes points and answers out of the text of a pasted question, and finds what may be an answer. Pure. */
import { maxLineLength } from "../lines.ts";
import { choiceMarkerIndex, normalizeSigns } from "./grammar.ts";

const pointsPattern =
  "(?:[([]\\s*(?:[每各][題题小]*\\s*|each\\s+)?(\\d{1,3}(?:\\.\\d{1,2})?)\\s*-?(?:pts?\\.?|points?|marks?|分)(?:\\s+each)?\\s*[)\\]]|\\s[-–—]\\s*(\\d{1,3})\\s*(?:pts?|points?|marks?|分))";
const pointsFirst = new RegExp(`^${pointsPattern}\\s*`, "iu");
const pointsLast = new RegExp(`\\s*${pointsPattern}$`, "iu");
const asksForTruth =
  /[([]\s*(?:true\s*(?:\/|or)\s*false|t\s*\/\s*f|是非[題题]?|[判][斷断][題题]?)\s*[)\]]|(?<=[\s.。])(?:true\s*(?:\/|or)\s*false|t\s*\/?\s*f)\s*$|^(?:true or false|true\/false|t\/f|是非[題题]?)\s*[:?]/iu;
const whether = "[Tt]rue|[Ff]alse|TRUE|FALSE|[√○◯〇×╳✕✗✘✓✔對对錯错TFOX]";
const letters = "[A-J](?:\\s?[,、]?\\s?[A-J]){0,4}|[①-⑩]";
/**
 * `signPatterns`: a choice's letter in brackets before or after the text; `truthPatterns`: the same for true or false.
 */
const signPatterns = [
  new RegExp(`^\\(\\s*(${letters})\\s*\\)\\s*`, "u"),
  new RegExp(`(?<=[?。.!:_])\\s*[(\\[]\\s*(${letters})\\s*[)\\]]$`, "u"),
];
const truthPatterns = [
  new RegExp(`^\\(\\s*(${whether})\\s*\\)\\s*(?=\\S)`, "u"),
  new RegExp(
    `(?:\\s*[(\\[]\\s*(${whether})\\s*[)\\]]\\s*[.。]?|(?<=[.。!])\\s*([○◯〇×╳✕✗✘✓✔])|(?<=[.。!])\\s+(${whether}))$`,
    "u",
  ),
];
const answerLabel =
  /(?:(?<!(?:short|long|written|open)[ -])answer|(?<![a-z])ans\.?|答案|正解|解答)\s*:(?![_\s]*$)\s*\S.*|(?<=\n)\p{L}{2,12}\s*:\s*\(?[A-Ja-jア-オ가-마①-⑩]\)?$/iu;
const leftSign = /^\(\s*[1-9A-J]\s*\)|\(\s*[A-J①-⑩]\s*\)/u;
/** Texts and endings that may be an answer. */
const looksLikeAnswer = [
  new RegExp(`^(?:[A-J]|yes|no|${whether})[.。]?$`, "iu"),
  // In brackets, except remarks about the question.
  /(?<=[\s?。.!_\p{Lo}])[([](?![^()]*(?:[複复多單单][選选]|是非|true|false|yes|t\s*\/\s*f|select|choose|pick|hint|提示|optional|e\.g|例如|\d\s*(?:pts?|points?|marks?|分)))[^()[\]]{1,60}[)\]]\s*[。.]?$/iu,
  /(?<=\n)\s*[=⇒→✓✔]\s*\S.*$/u,
  /(?<=\?["”’」』)]*)(?<!\s)(?![ \t]*[([])[ \t]*[^?\n]{0,59}[^?\n.。!:_\s)\]"”’」』]$/u,
  // `Water boils at ___ °C. 100`
  /(?<=(?<!_)_{2,}(?!_)[^\n]*[.。]\s*)[^\n.。_\s][^\n.。_]{0,39}$/u,
  // A question in GIFT with an open brace: `Who swims?{=a fish ~a stone`
  /(?<![\\^_]|\\[A-Za-z]{1,20})\{\s*[=~]\s*[^\s{}].*$/su,
  // `apple – 蘋果`
  /^[^-–—?\n_]{1,40}\s[-–—]\s[^\n?]{1,40}$/u,
];

/**
 * Takes points and the answer out of a text, and returns them; what is in `knownParts` is returned as it is. `doubt`: a
 * part that may be an answer, and stays in the text.
 */
export function readStem(
  whole: string,
  choices: readonly string[],
  knownParts: {
    answer?: string;
    points?: number;
    isTrueFalse: boolean;
    isDoubtful?: boolean;
  },
) {
  let text = whole, { answer, points } = knownParts, doubt: string | undefined;
  const isTrueFalse = knownParts.isTrueFalse ||
    asksForTruth.test(normalizeSigns(whole));
  // A text this long is no question.
  if (whole.length > maxLineLength) {
    return { text, answer, points, isTrueFalse, doubt };
  }
  const hasChoices = choices.length > 1;
  /** Removes a match unless nothing would be left. */
  const take = (pattern: RegExp, isFit = (_: string, __: string) => true) => {
    const match = pattern.exec(normalizeSigns(text));
    const value = match?.slice(1).find(Boolean) ?? "";
    const rest = match &&
      (text.slice(0, match.index) + text.slice(match.index + match[0].length))
        .trim();
    if (!rest || !isFit(value, rest)) return undefined;
    text = rest;
    return value;
  };
  const takePoints = (pattern: RegExp) => {
    const value = take(pattern);
    if (value !== undefined) points ??= Number(value);
  };
  takePoints(pointsFirst);
  takePoints(pointsLast);
  if (hasChoices || isTrueFalse) take(/^\(\s*\)\s*/u);
  for (const pattern of hasChoices ? signPatterns : truthPatterns) {
    const value = take(pattern, (value, rest) => {
      if (hasChoices) {
        return (answer ?? value) === value &&
          [...value.replace(/[\s,、]/gu, "")]
            .every((sign) => choiceMarkerIndex(sign) < choices.length);
      }
      if (answer !== undefined || knownParts.isDoubtful) return false;
      const isSure = isTrueFalse || !/[?？]$/u.test(rest) &&
          (!/^[TFOX]$/u.test(value) || /[.。!！]$|\p{Lo}/u.test(rest));
      if (!isSure) doubt ??= value;
      return isSure;
    });
    answer ??= value;
  }
  takePoints(pointsLast);
  const low = normalizeSigns(text.slice(-200));
  const [maybe] = looksLikeAnswer.flatMap((pattern) =>
    pattern.exec(low)?.[0].trim() ?? []
  );
  const isSeen = maybe !== undefined &&
    (choices.length === 0
      ? answer === undefined || maybe.includes(answer)
      : choices.some((it) => maybe.includes(it)));
  doubt = answerLabel.exec(normalizeSigns(text))?.[0] ?? doubt ??
    (hasChoices && answer === undefined
      ? leftSign.exec(low)?.[0]
      : undefined) ??
    (isSeen ? maybe : undefined);
  return { text, answer, points, isTrueFalse, doubt };
}
