/**
 * The lines of pasted questions (R-3), one by one: what a line says that it is, in English and Chinese, and the marks of
 * choices in it. `docs/pasted-quizzes.md` has the rules. Pure, and linear in the length of a line.
 */
import { longestLine } from "../lines.ts";

export interface PastedLine {
  line: number;
  raw: string;
  is:
    | "blank"
    | "text"
    | "code"
    | "heading"
    | "answer"
    | "explanation"
    | "points";
  /** Without what is around it: a number, a label, what Markdown adds. */
  text: string;
  /** The number of a question, and how it is written; `Q`: it can be nothing but a question's. */
  number?: number;
  style?: string;
  /** The text with its number. */
  whole?: string;
  /** The right answer in front of the number, as on exams in Taiwan. */
  front?: string;
  /** The answer is of many questions: `Answers`, `解答`. */
  isKey?: boolean;
  /** It asks whether something is true. */
  asksWhether?: boolean;
  points?: number;
  isBold?: boolean;
  /** A heading of Markdown. */
  isTitle?: boolean;
}

/** A mark that may begin a choice, by its place in a text. */
export interface ChoiceMark {
  at: number;
  end: number;
  /** The line of its block. */
  row: number;
  /** Marks of one family follow each other: `A`, `(A)`, `①`, `1)`, … */
  family: string;
  /** From 0; of bullets all are 0. */
  place: number;
  /** Nothing stands before it on its line. */
  starts: boolean;
  /** A tab or nothing stands before it: it may be in a column. */
  isApart: boolean;
  right: boolean;
}

const answer =
  "(?:correct|right) (?:answers?|options?|choices?|letters?)|answers?(?: keys?)?|ans|keys?|solutions?|correct|[正標标參参][確确準准考]答案|答案|正解|解答|答";
const explanation =
  "explanation|rationale|reason|why|note|feedback|回饋|反馈|解析|詳解|详解|說明|说明|解說|解说|分析|[試试][題题]解析|解";
const kinds =
  "是非|判斷|判断|選擇|选择|[單单](?:一|項|项)*[選选](?:擇|择)?|[複复多][項项]?[選选](?:擇|择)?|多重選擇|填充|填空|[簡简問问]答|配合|配對|连线|連連看|計算|计算|[閱阅][讀读](?:測驗|理解)?|題組|綜合|非選|克漏字|完形填空|應用|应用";
const order = "[(\\[]?[一二三四五六七八九十壹貳參肆伍]{1,3}[)\\]]?|[IVX]{1,4}";
const isHeading = new RegExp(
  `^(?:(?:第?(?:${order})\\s*(?:部分|大[題题])?\\s*[、.:]?\\s*)?\\[?(?:${kinds})(?:擇?[題题]|题)?\\]?\\s*(?:$|[:(,。]|每|共|[佔占]|[請请]|[:(]?\\s*\\d)` +
    `|(?:(?:${order})\\s*[.、:)]\\s*)?(?:true\\s*(?:/|or)\\s*false|multiple[ -]choice|short[ -]answers?|matching|completion|fill in the blanks?|essay)(?:\\s+questions?)?\\s*:?\\s*(?:[(,\\[].*)?$` +
    `|(?:part|section)\\s+(?:\\d{1,2}|[ivx]{1,4}|[a-h]|one|two|three|four)\\b\\s*[.:–—-]?(?!.*\\?$).{0,80}$|test\\s+[ivx]{1,4}[.:]\\s.{0,80}$)`,
  "iu",
);
const answerLine = new RegExp(
  `^(?:the\\s+)?\\[?(?:${answer})\\]?(?:\\s+(?:answers?|ans))?\\.?\\s*(?:(?:is|are)\\b|為(?=\\s*[:A-J([])|[是为])?\\s*(?:[:=]|\\s[-–—]\\s|(?<=\\])|$|(?=\\d{1,3}\\s?[-~–至]\\s?\\d))\\s*(.*)$`,
  "iu",
);
const letters = "[A-J](?:\\s?[,、&/]?\\s?(?:and\\s)?[A-J])*";
/** It may be the key of many questions. */
const isKey =
  /^\[?(?:answers\b|answer keys?\b|keys?\b|solutions?\b|解答|[參参標标][考准準]答案|答案|正解)/iu;
/** `Answer B`, `答案(C)`, `故選[A]` */
const answerOnly = new RegExp(
  `^(?:${answer}|故\\s?(?:[應应]?[選选]|答案[為为是])|[應应]?[選选]|解)\\.?\\s*(?:[是为為])?\\s*:?\\s*([(\\[]?\\s?(?:${letters}|[甲乙丙丁戊①-⑩○◯×╳✓✗])\\s?[)\\]]?)\\s*[.。]?$`,
  "iu",
);
const answerSaid =
  /^(?:so\s+)?(?:the\s+)?(?:(?:correct|right)\s+(?:answer|choice|option)|answer)\s+is\s*:?\s+(.*[^?])$/iu;
const answerCalledRight =
  /^(?:the\s+)?(?:answer|option|choice)\s+(\(?[A-J]\)?)\s+is\s+(?:the\s+)?(?:correct|right)(?:\s+(?:answer|one|option|choice))?[.!]?$/iu;
const answerPointed = /^(?:→|⇒|➜|=>|->|A\d{1,3}\s*[.:、])\s*(.+)$/u;
const explanationLine = new RegExp(
  `^\\[?(?:${explanation})\\]?\\s*[:：]\\s*(.*)$|^\\[(?:${explanation})\\]\\s*(.*)$`,
  "iu",
);
const explanationBehind = new RegExp(
  `[\\s.;,(。]*(?:\\[(?:${explanation})\\]\\s*:?|(?:${explanation})\\s*:)\\s*(?=\\S)`,
  "iu",
);
/** An answer behind something else on its line: behind a space, a bracket, the end of a sentence. */
const answerBehind = new RegExp(
  `\\s*(?:[(\\[]\\s*(?:${answer})\\s*:\\s*([^()\\[\\]]+?)\\s*[)\\]]` +
    `|\\[\\s*(?:${answer})\\s*\\]\\s*:?\\s*(\\S.*?)` +
    `|(?<=[.?!。,;)\\]_\\s])(?:${answer})\\s*\\.?\\s*:\\s*(\\S.*?)` +
    `|(?<=[.?!。,;)\\]_\\s])(?:answer|ans|答案|正解|解答)\\s*\\.?\\s*([(\\[]?\\s?${letters}\\s?[)\\]]?)` +
    `|(?<=[^\\s])(?:答案|正解|解答|[,，。;]?\\s?故\\s?(?:[選选]|答案))\\s*[為为是]?\\s*:?\\s*([(\\[]\\s?${letters}\\s?[)\\]]|[A-J])[.。]?)\\s*$`,
  "iu",
);
const pointsLine =
  /^[([]?\s*(?:(?:points?|marks?|score|配分|分數|分数)\s*:\s*(\d{1,3}(?:\.\d{1,2})?)|(?:每[題题]\s*)?(\d{1,3}(?:\.\d{1,2})?)\s*(?:pts?\.?|points?|marks?|分))\s*[)\]]?$/iu;

const whether = "[OXTFV√○◯〇×╳✕✗✓✔對对錯错是非]|true|false";
const fronted = new RegExp(
  `^(?:[(\\[]\\s*(?<front>${whether}|[A-J](?:\\s*[,、]?\\s*[A-J]){0,4}|[1-9①-⑩甲乙丙丁])?\\s*[)\\]]|_{1,20}\\s*(?:(?<front>${whether}|[A-J])(?![A-Za-z]))?\\s*_{0,20}|(?<front>[A-JTFOX○×✓✗])(?=\\s))\\s*(?<number>\\d{1,3})\\s*[.:、。)](?:(?!\\d)|(?=.*(?:\\(\\s?[A甲1]\\s?\\)|①)))\\s*(?=\\S)`,
  "iu",
);
// The names are those of one group in each alternative, which linters do not know in literals.
const number = "(?<number>\\d{1,3})";
const explicit = new RegExp(
  `^(?:(?:question|q|no)\\s?\\.?\\s?#?\\s?${number}(?:\\s*(?:of|/)\\s*\\d{1,3})?\\s*(?:[.:、)]+(?!\\d)|$|(?=\\())|[題题]目?\\s?${number}\\s?[.:、)]|第\\s?${number}\\s?[題题]\\s*[:.、]?|(?:question|q|[題题]目|[問问][題题]?)\\s*:|q[.)])\\s*`,
  "iu",
);
const plain = new RegExp(
  `^(?:${number}\\s*[.:、。)](?!\\d)|${number}\\s[-–—]\\s(?=\\p{L})|\\((?<number>\\d{1,2})\\)|[一二三四五六七八九十]{1,3}[、.])\\s*`,
  "u",
);

const blank = /^[\s\-*_=~—–#|\\]*$/u;

/** `2( )`, `2(B)`: the brackets for the answer behind the number. */
const frontBehind = new RegExp(
  `^${number}\\s?[.、]?\\s?\\(\\s*(?<front>[OXTFV√○◯〇×╳✕✗✓✔對对錯错是非]|[A-J](?:\\s*[,、]?\\s*[A-J]){0,4})?\\s*\\)\\s*(?=\\S)`,
  "u",
);
/** `(2)( 3 )`: the number of a choice, which is set apart; `1.(2)` is the second part of a question. */
const frontNumber = new RegExp(
  `^(?:\\(${number}\\)|${number}\\s?[.、)])\\s?\\(\\s+(?<front>[1-9])\\s+\\)\\s*(?=\\S)`,
  "u",
);
/** `T F 1. The earth is flat.` */
const whetherBefore =
  /^(?:T\s*\/?\s*F|True\s*\/?\s*False|TRUE\s*\/?\s*FALSE|O\s*\/?\s*X|○\s*\/?\s*[×╳✕])\s+(?=\d{1,3}\s*[.)、])/u;

/** What web pages have around a question: buttons, and what somebody has answered. */
const button =
  /^(?:click\s+(?:here\s+)?(?:to|for)\s+)?(?:show|hide|view|reveal|see|check|get)?\s*(?:the\s+)?(?:correct\s+|right\s+)?(?:answers?|solutions?|explanations?)(?:\s*(?:&|and)\s*(?:explanation|solution)s?)?\s*[▼▲▾▸▶»>+…]*$/iu;
const buttonWord =
  /^(?:click|show|hide|view|reveal|see|check|get)\b|[▼▲▾▸▶»>+…]$|(?:&|and)\s*(?:explanation|solution)s?$/iu;
const chineseButton =
  /^(?:[點点][擊击選选]?(?:我|此處|此处|這裡|这里)?)?(?:顯示|显示|查看|檢視|检视|隱藏|隐藏|收起|展開|展开|公布|看)(?:正[確确])?(?:答案|解答|解析|詳解|详解)\s*[▼▲▾▸▶»>+…]*$/u;
const ownAnswer =
  /^(?:(?:your|my|student(?:['’]?s)?|selected|chosen)\s+(?:answer|response|choice)s?\s*(?::|was\b|is\b)|you\s+(?:answered|chose|selected)\b\s*:?|(?:[你您]|[學学]生|作答者?)的?(?:答案|[選选][擇择]|作答)\s*:)\s*(?![_\s]*$)/iu;

const attemptMark =
  /^(?:correct!|you answered:?|[答]?[對对]了!|\d{1,3}(?:\.\d{1,2})?\s*\/\s*\d{1,3}(?:\.\d{1,2})?\s*(?:pts?|points?|分))$/iu;

/** Whether a line is no part of a question, but of the web page that it was copied from. */
export function isOfPage(text: string): boolean {
  if (text.length > 200) return false;
  const low = plainSigns(bare(text));
  return button.test(low) && buttonWord.test(low) || chineseButton.test(low) ||
    ownAnswer.test(low) || attemptMark.test(low);
}

const buttonBehind =
  /(?<=\S)\s+(?:(?:Show|Hide|View|Reveal|Check|See)\s+(?:Correct\s+)?Answers?|(?:顯示|显示|查看|隱藏|隐藏)(?:答案|解答|解析))\s*[▼▲▾▸▶»]*$/u;

/** A line without a button at its end; null: it has none. */
export function withoutButton(text: string): string | null {
  const end = text.trimEnd();
  const from = Math.max(0, end.length - 60);
  const found = buttonBehind.exec(end.slice(from));
  return found ? end.slice(0, from + found.index) : null;
}

/** The words of true and false that belong together. */
const opposites: readonly (readonly [yes: string, no: string])[] = [
  ["true", "false"],
  ["t", "f"],
  ["yes", "no"],
  ["right", "wrong"],
  ["對", "錯"],
  ["对", "错"],
  ["是", "否"],
  ["是", "非"],
  ["正確", "錯誤"],
  ["正确", "错误"],
  ["○", "×"],
  ["o", "x"],
];
const twoWords =
  /^(?<before>[*✓✔☑☐□▢●○◯]|[([]\s?[xX*✓✔]?\s?[)\]])?\s*(?<one>[A-Za-z]{1,5}|[○◯〇]|\p{Script=Han}{1,2})\s*(?<behind>[*✓✔])?(?:\s*[/|,、]\s*|\s+(?:or\s+)?)(?<beforeOther>[*✓✔☑☐□▢●○◯]|[([]\s?[xX*✓✔]?\s?[)\]])?\s*(?<other>[A-Za-z]{1,5}|[×╳✕]|\p{Script=Han}{1,2})\s*(?<behindOther>[*✓✔])?$/u;
const isMark = /[*✓✔☑●xX]/u;

/** `True / False` on a line by itself: each as a choice below the other; null: it is something else. */
function whetherLine(low: string, base: PastedLine): PastedLine[] | null {
  if (low.length > 40) return null;
  const found = twoWords.exec(low.replace(/^\((.*)\)$/u, "$1").trim());
  if (!found) return null;
  const { one, other, before, behind, beforeOther, behindOther } = found
    .groups!;
  const plain = (it: string) =>
    it.toLowerCase().replace(/[◯〇]/u, "○").replace(/[╳✕]/u, "×");
  const isPair = opposites.some(([yes, no]) =>
    plain(one) === yes && plain(other) === no ||
    plain(one) === no && plain(other) === yes
  );
  if (!isPair) return null;
  const marks = [[before, behind], [beforeOther, behindOther]].map((all) =>
    all.some((it = "") => isMark.test(it))
  );
  return [one, other].map((text, at) => ({
    ...base,
    isBold: false,
    text: `- ${text}${marks[at] ? " ✓" : ""}`,
  }));
}

/** A line without what Markdown and word processors put around it; a gap is a tab. */
export function bare(text: string): string {
  return text.replace(
    /[\u200B-\u200D\u2060\uFEFF\u00AD]|(?<=[✓✔☑])\uFE0F/gu,
    "",
  )
    .replace(/[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g, " ")
    .replace(/([（(]?)([ \t]{2,}|\t)([)）]?)/g, (_, open, gap, close) =>
      // What is left free in brackets stays as wide as it is.
      open && close
        ? `${open}${"\u3000".repeat(gap.length)}${close}`
        : `${open}\t${close}`).trim()
    .replace(/^(?:>\s*)+/, "").replace(/^#{1,6}\s+/, "")
    // `1.) Who?`, `a.) Amy`
    .replace(/^(\W{0,2}\w{1,3})\.\)/, "$1)").trim();
}

/** The same text of the same length with signs of half width, which patterns look at. */
export function plainSigns(text: string): string {
  return text.replace(
    /[！-～]/g,
    (it) => String.fromCharCode(it.charCodeAt(0) - 0xfee0),
  ).replace(/[【〔〖]/g, "[").replace(/[】〕〗]/g, "]");
}

/**
 * The lines that a line is: what stands behind each other on it is cut. `isBelow`: a question stands above it, for which
 * `True / False` are choices, and no heading.
 */
export function linesIn(
  raw: string,
  line: number,
  isBelow = false,
): PastedLine[] {
  const given = bare(raw);
  if (blank.test(given)) return [{ line, raw, is: "blank", text: "" }];
  const text = withoutBold(given);
  const base = {
    line,
    raw,
    isBold: /^\*\*[^*]+\*\*$/.test(given),
    isTitle: /^\s*#{1,6}\s/.test(raw),
  };
  const low = plainSigns(text);
  const isTitle = isHeading.test(low);
  const whether = isTitle && !isBelow
    ? null
    : whetherLine(low, { ...base, is: "text", text });
  if (whether) return whether;
  const points = pointsLine.exec(low);
  if (points) {
    const [, behind, before] = points;
    return [{ ...base, is: "points", text, points: Number(behind ?? before) }];
  }
  if (isTitle) return [{ ...base, is: "heading", text }];
  const said = answerIn(low);
  if (said) {
    const [, value] = said;
    const at = withRoundBrackets(low).lastIndexOf(value);
    return explained({
      ...base,
      is: "answer",
      text: withRoundBrackets(text.slice(at, at + value.length).trim()),
      isKey: isKey.test(low),
    });
  }
  const explains = explanationLine.exec(low);
  if (explains) {
    const value = text.slice(text.length - (explains[1] ?? explains[2]).length);
    return behindIt({ ...base, is: "explanation", text: value });
  }
  return behindIt({
    ...base,
    is: "text",
    text,
    whole: text,
    ...numberOf(low, text),
  });
}

const bracketedLetter =
  /[「『〈《{<“"]([ \t]?[A-J甲乙丙丁](?:[ \t]?[,、]?[ \t]?[A-J甲乙丙丁]){0,4}[ \t]?)[」』〉》}>”"]/gu;

/** Letters in brackets of any kind as letters in round ones; the text stays as long. */
function withRoundBrackets(low: string): string {
  return low.replace(bracketedLetter, "($1)");
}

/** What a line says that is right: by itself, or all of it in brackets; null: it says nothing of it. */
function answerIn(low: string): RegExpExecArray | null {
  const it = withRoundBrackets(low);
  const inner = /^[([](.+)[)\]][.。]?$/u.exec(it)?.[1].trim();
  const within = inner !== undefined && !/^[([]|[)\]]/.test(inner)
    ? answerOnly.exec(inner) ?? answerLine.exec(inner)
    : null;
  return within ?? answerOnly.exec(it) ?? answerCalledRight.exec(it) ??
    answerSaid.exec(it) ?? answerPointed.exec(it) ?? answerLine.exec(it);
}

function numberOf(low: string, text: string): Partial<PastedLine> | null {
  const [asked] = whetherBefore.exec(low) ?? [];
  if (asked !== undefined) {
    const found = numberOf(low.slice(asked.length), text.slice(asked.length));
    return found && { ...found, style: "Q", asksWhether: true };
  }
  for (const pattern of [fronted, frontBehind, frontNumber, explicit, plain]) {
    const found = pattern.exec(low);
    if (!found || pattern === frontBehind && isFirstChoice(found)) continue;
    const { number, front } = found.groups!;
    return {
      text: text.slice(found[0].length),
      style: pattern !== plain
        ? "Q"
        : number
        ? found[0].replace(/\d+/, "1").replace(/\s/g, "")
        : "一",
      ...(number !== undefined && { number: Number(number) }),
      ...(front !== undefined && { front }),
    };
  }
  return null;
}

/** `1(A) a cat (B) a dog` has choices behind its number, and no answer. */
function isFirstChoice({ 0: all, input, groups }: RegExpExecArray): boolean {
  const [sign = ""] = groups!.front ?? "";
  if (!/^[A-J]$/.test(sign)) return false;
  const next = String.fromCharCode(sign.charCodeAt(0) + 1);
  const rest = input.slice(all.length);
  return rest.includes(`(${next})`) && !rest.includes("(A)");
}

/** `… 答案：C 解析：…`, `… (Answer: C)`, `…，故選【A】`: the answer behind the rest. */
function behindIt(it: PastedLine): PastedLine[] {
  // It stands at the end; patterns go over that alone.
  const from = Math.max(0, it.text.length - 400);
  const low = withRoundBrackets(plainSigns(it.text.slice(from)));
  const found = answerBehind.exec(low);
  const value = found?.slice(1).find((it) => it !== undefined);
  const head = found ? it.text.slice(0, from + found.index).trim() : "";
  if (
    !found || value === undefined || head === "" ||
    /^[_\s]+$|\?$/.test(value) ||
    /^[^\p{L}\p{N}]*\d{1,3}\s*[.、:)]?$|^[\p{L}\s]{1,20}:$/u.test(
      plainSigns(head),
    ) ||
    // `Short Answer: …` is what kind of question it is.
    /(?:^|\s)(?:short|long|your|the|this|an|written|open|model)$/iu.test(head)
  ) return [it];
  const at = from + low.lastIndexOf(value);
  const text = withRoundBrackets(it.text.slice(at, at + value.length).trim());
  const { line, raw } = it;
  // `…, 故選 B`: what is before it says why.
  const isWhy = it.is === "text" && it.style === undefined &&
    /故/.test(found[0]) &&
    !choiceMarksOf({ text: head }).some(({ starts }) => starts);
  return [
    { ...it, text: head, ...(isWhy && { is: "explanation" }) },
    ...explained({ line, raw, is: "answer", text }),
  ];
}

/** `答案：C 解析：…`: the explanation by itself. */
function explained(it: PastedLine): PastedLine[] {
  const found = explanationBehind.exec(plainSigns(it.text));
  if (!found || found.index === 0) return [it];
  const text = it.text.slice(found.index + found[0].length);
  const { line, raw } = it;
  return [
    { ...it, text: it.text.slice(0, found.index).trim() },
    { line, raw, is: "explanation", text },
  ];
}

/** Without the bold of all of it or of its beginning, as in `**Question 1:** …` and `**B)** Paris`. */
export function withoutBold(text: string): string {
  const whole = /^(?:\*\*|__)([^*_]+)(?:\*\*|__)\s*([:：]?)(.*)$/su.exec(text);
  if (!whole) return text;
  const [, inner, colon, rest] = whole;
  const isLabel = colon || rest === "" || /[:：.)）、]\s*$/u.test(inner) ||
    /^\(?[A-Za-z]\)?$|^(?:question|q|第)?\s*\d{1,3}\s*題?$/iu.test(
      inner.trim(),
    );
  return isLabel ? `${inner.trim()}${colon}${rest && ` ${rest.trim()}`}` : text;
}

/** The signs of each family, in their order. */
const families: Readonly<Record<string, readonly string[]>> = {
  A: [..."ABCDEFGHIJKL"],
  a: [..."abcdefghijkl"],
  i: ["i", "ii", "iii", "iv", "v", "vi"],
  I: ["I", "II", "III", "IV", "V", "VI"],
  甲: [..."甲乙丙丁戊己庚辛"],
  ㄅ: [..."ㄅㄆㄇㄈㄉㄊ"],
  "①": [..."①②③④⑤⑥⑦⑧⑨⑩"],
  "▲": [..."▲◆●■"],
};
const bySign = Map.groupBy(
  Object.entries(families).flatMap(([family, signs]) =>
    signs.map((sign, place) => ({ sign, family, place }))
  ),
  ({ sign }) => sign,
);

/** The place of a choice's sign, from 0; less: it is none. */
export function placeOf(sign: string): number {
  const it = sign.normalize("NFKC");
  const all = bySign.get(sign) ?? bySign.get(it.toUpperCase()) ?? [];
  return all[0]?.place ?? (/^\d{1,2}$/.test(it) ? Number(it) - 1 : -1);
}

const sign =
  "(?<sign>[A-La-l甲乙丙丁戊己庚辛ㄅㄆㄇㄈㄉㄊ]|i{1,3}|iv|vi?|I{2,3}|IV|VI?|\\d{1,2})";
const shape = "(?<sign>[①-⑩▲◆●■])";
/** In brackets, with a sign behind it, a shape, or a letter without any. */
const atStart = new RegExp(
  "^(?:(?<before>\\*{1,2}|[✓✔✅☑√➤►☞→⇒☐□☒–—•-]|\\[[ xX*✓✔]?\\])\\s*)?" +
    "(?:(?:[Oo]ption|OPTION|[Cc]hoice|選項|选项)\\s*(?=[A-L]\\s*[:.)]))?" +
    `(?:(?<open>[(\\[])\\s*${sign}\\s*[)\\]]|${sign}\\s*(?<close>[:)、]|\\.(?=\\s|$|\\p{Lo}|[A-Z0-9$\\\\*]))(?!\\d{3})|${shape}|(?<sign>[A-L])(?=[ \\t]\\S|\\p{Lo}))\\s*`,
  "u",
);
const inline = new RegExp(
  `(?<before>(?<!\\*)\\*)?(?:(?<open>\\()\\s?${sign}\\s?\\)|(?<=[\\s*?。:;,)\\]])(?<sign>[A-La-l甲乙丙丁戊])\\s?(?<close>[.)、])(?=\\s|\\p{Lo}|[A-Z0-9$\\\\-])|${shape}|(?<=\\s)(?<sign>[A-L])(?=\\p{Lo}|\\t))`,
  "gu",
);
const dash = "[-–—•▪‣·◦➢*]";
const box = new RegExp(
  `^(?:${dash}\\s+)?(?:(?:\\[\\s*([xX*✓✔ ]?)\\s*\\]|([☐□▢○◯●☑☒✅✔✓]))\\s+|\\(\\s*([xX*✓✔●•vV]?)\\s*\\)(?!\\s*\\d{1,3}\\s*[.:、。)])\\s*)(?=\\S)`,
  "u",
);
// A minus is a number's.
const bullet = new RegExp(`^(?:${dash}\\s+(?=\\S)|[-–•▪·◦](?=[^\\s\\d]))`, "u");

export function choiceMarksOf({ text }: { text: string }): ChoiceMark[] {
  return marksIn(plainSigns(text), 0);
}

/** The marks on a line of a block that begins at `from`; `own`: how numbers are written that are questions' own. */
export function marksIn(
  low: string,
  from: number,
  own?: string,
  row = 0,
): ChoiceMark[] {
  const marks: ChoiceMark[] = [];
  if (low.length > longestLine) return marks;
  const add = (at: number, found: RegExpExecArray) => {
    const { before = "", open, sign, close } = found.groups!;
    const places = bySign.get(sign) ??
      [{ family: "1", place: Number(sign) - 1 }];
    for (const { family: signs, place } of places) {
      const family = open
        ? `(${signs})`
        : signs === "1"
        ? `1${close}`
        : close || !/^[A-L]$/.test(sign)
        ? signs
        : `${signs} `;
      // `f(a)` is no choice; behind one everything may stand: `(A)CO2(B)O2`.
      const isGlued = open !== undefined && place === 0 &&
        /[\w$\\]/.test(low[at - 1] ?? "");
      if (family === own || isGlued) continue;
      marks.push({
        family,
        place,
        row,
        at: from + at,
        end: from + at + found[0].length,
        starts: at === 0,
        isApart: at === 0 || low[at - 1] === "\t",
        right: before !== "" && !/^[-–—•☐□]$|^\[ ?\]$/u.test(before),
      });
    }
  };
  const start = atStart.exec(low);
  if (start) add(0, start);
  const item = marks.length === 0 || low[0] === "●"
    ? box.exec(low) ?? bullet.exec(low)
    : null;
  if (item) {
    const [all, square, sign, round] = item;
    const kind = /[○◯●]/u.exec(sign ?? "")?.[0] ?? (/^\*/.exec(all)?.[0] ?? "");
    marks.push({
      family: `bullet${kind}`,
      place: 0,
      row,
      at: from,
      end: from + all.length,
      starts: true,
      isApart: true,
      right: /[^\s☐□▢○◯●]/u.test(square ?? sign ?? round ?? ""),
    });
    return marks;
  }
  const end = start && marks.length > 0 ? start[0].length : 0;
  for (const found of low.slice(end).matchAll(inline)) {
    if (end + found.index > 0) add(end + found.index, found);
  }
  return marks;
}
