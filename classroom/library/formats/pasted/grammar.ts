/**
 * The grammar of pasted questions (R-3): patterns classify lines and find markers in them, such
 * as `A)`, that begin choices. The rules are in `docs/pasted-quizzes.md`. Pure, and linear in the length of a line.
 */
import { maxLineLength } from "../lines.ts";
import { normalise } from "../../../../formats/normalise.ts";

export interface PastedLine {
  line: number;
  raw: string;
  is: LineKind | "code" | "text";
  /** The cleaned line ({@link cleanLineStart}) without number and label; of code, the raw line. */
  text: string;
  /** The number of a question, and the form in which it is written; style `Q` is certainly a question. */
  number?: number;
  style?: string;
  /** The right answer, if it is written before or after the number, as in exams in Taiwan. */
  front?: string;
  isTrueFalse?: boolean;
  isBold?: boolean;
  /** The line as it was typed, if it is a row of a drawn table. */
  drawn?: string;
  isTitle?: boolean;
}

/**
 * Removes invisible characters, and `>` and `#` at the beginning of a line; other Markdown stays. Several blanks become
 * a tab, except in empty brackets. `1.)` becomes `1)`.
 */
export function cleanLineStart(text: string): string {
  return text.replace(
    /[\u200B-\u200D\u2060\uFEFF\u00AD]|(?<=[✓✔☑])\uFE0F/gu,
    "",
  )
    .replace(/[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g, " ")
    .replace(/([（(]?)([ \t]{2,}|\t)([)）]?)/g, (_, open, gap, close) =>
      // An empty bracket to fill in keeps its width.
      open && close
        ? `${open}${"\u3000".repeat(gap.length)}${close}`
        : `${open}\t${close}`).trim()
    .replace(/^(?:>\s*)+/, "").replace(/^#{1,6}\s+/, "")
    // `1.) Who?`, `a.) Amy`
    .replace(/^(\W{0,2}\w{1,3})\.\)/, "$1)").trim();
}

/** `**red**` or `__the red one__`; `__init__` is a name. */
export function isBoldText(text: string): boolean {
  return /^(?:\*\*[^*]+\*\*|__(?![\w.]{2,}__$)[^_]+__)$/u.test(text);
}

/** Removes bold from a whole line or its label: `**Question 1:** …`, `**B)** Paris`. */
export function stripBold(text: string): string {
  const [match, inner, colon, rest] =
    /^(?:\*\*|__)([^*_]+)(?:\*\*|__)\s*([:：]?)(.*)$/su.exec(text) ?? [];
  const isLabel = colon || rest === "" && isBoldText(text.trim()) ||
    /[:：.)）、]\s*$|^\s*(?:\(?[A-Za-z]\)?|(?:question|q|第)?\s*\d{1,3}\s*題?)\s*$/iu
      .test(inner ?? "");
  return match !== undefined && isLabel
    ? `${inner.trim()}${colon}${rest && ` ${rest.trim()}`}`
    : text;
}

/** Replaces full-width signs, and any brackets around a letter by round ones. The length stays the same. */
export function normalizeSigns(text: string): string {
  return text.replace(
    /[！-～]/g,
    (it) => String.fromCharCode(it.charCodeAt(0) - 0xfee0),
  ).replace(/[【〔〖]/g, "[").replace(/[】〕〗]/g, "]").replace(
    /[「『〈《{<“"]([ \t]?[A-J甲乙丙丁][ \t]?)[」』〉》}>”"]/gu,
    "($1)",
  );
}

const label =
  "(?:correct|right) (?:answers?|options?|choices?|letters?)|answers?(?: keys?)?|ans|keys?|solutions?|correct|[正標标參参][確确準准考]答案|答案|正解|解答|答|(?:(?:richtige|korrekte)\\s)?antwort(?:en)?|lösung(?:en)?|(?:respuestas?|respostas?|réponses?|reponses?)(?:\\s(?:correct[ae]s?|corretas?))?|bonnes?\\sréponses?|rispost[ae](?:\\s(?:corrett[ae]|esatt[ae]|giust[ae]))?|soluci[óo]n|soluzione|solução";
const reason =
  "erklärung|begründung|explicaci[óo]n|explication|spiegazione|explicação|explanation|rationale|reason|why|note|feedback|回饋|反馈|解析|詳解|详解|說明|说明|解說|解说|分析|[試试][題题]解析|解";
const sections =
  "是非|判斷|判断|選擇|选择|[單单](?:一|項|项)*[選选](?:擇|择)?|[複复多][項项]?[選选](?:擇|择)?|多重選擇|填充|填空|[簡简問问]答|配合|配對|连线|連連看|計算|计算|[閱阅][讀读](?:測驗|理解)?|題組|綜合|非選|克漏字|完形填空|應用|应用";
const order = "[(\\[]?[一二三四五六七八九十壹貳參肆伍]{1,3}[)\\]]?|[IVX]{1,4}";
const letters = "[A-J](?:\\s?[,、&/]?\\s?(?:and\\s)?[A-J])*";
const signs = `${letters}|[甲乙丙丁戊①-⑩○◯×╳✓✗TF]|true|false`;

/** The kinds of lines; the first pattern that fits decides. The group `value` is the text to keep. */
const patterns = {
  blank: "^[\\s\\-*_=~—–#|\\\\]*$",
  /** Text that a web page or another program adds around a question. */
  page:
    "^(?:click\\s+(?:here\\s+)?(?:to|for)\\s+)?(?:show|hide|view|reveal|see|check|get)\\s*(?:the\\s+)?(?:correct\\s+|right\\s+)?(?:answers?|solutions?|explanations?)\\s*[▼▲▾▸▶»>+…]*$|^[點点擊击選选我此處处這这裡里]{0,6}(?:顯示|显示|查看|檢視|检视|隱藏|隐藏|收起|展開|展开|公布|看)(?:正[確确])?(?:答案|解答|解析|詳解|详解)\\s*[▼▲▾▸▶»>+…]*$|^(?:(?:your|my|student(?:['’]?s)?|selected|chosen)\\s+(?:answer|response|choice)s?\\s*(?::|was\\b|is\\b)|you\\s+(?:answered|chose|selected)\\b\\s*:?|(?:[你您]|[學学]生|作答者?)的?(?:答案|[選选][擇择]|作答)\\s*:)\\s*(?![_\\s]*$)|^(?:correct!|you answered:?|答?[對对]了!|\\d{1,3}(?:\\.\\d{1,2})?\\s*\\/\\s*\\d{1,3}(?:\\.\\d{1,2})?\\s*(?:pts?|points?|分))$|^(?:title|type)\\s*:",
  points:
    "^[([]?\\s*(?:(?:points?|marks?|score|配分|分數|分数)\\s*:\\s*(?<value>\\d{1,3}(?:\\.\\d{1,2})?)|(?:每[題题]\\s*)?(?<value>\\d{1,3}(?:\\.\\d{1,2})?)\\s*(?:pts?\\.?|points?|marks?|分))\\s*[)\\]]?$",
  heading:
    `^(?:(?:第?(?:${order})\\s*(?:部分|大[題题])?\\s*[、.:]?\\s*)?\\[?(?:${sections})(?:擇?[題题]|题)?\\]?\\s*(?:$|[:(,。]|每|共|[佔占]|[請请]|[:(]?\\s*\\d)|(?:(?:${order})\\s*[.、:)]\\s*)?(?:true\\s*(?:/|or)\\s*false|multiple[ -]choice|short[ -]answers?|matching|completion|fill in the blanks?|essay)(?:\\s+questions?)?\\s*:?\\s*(?:[(,\\[].*)?$|(?:part|section)\\s+(?:\\d{1,2}|[ivx]{1,4}|[a-h]|one|two|three|four)\\b\\s*[.:–—-]?(?!.*\\?$).{0,80}$|test\\s+[ivx]{1,4}[.:]\\s.{0,80}$)`,
  passage:
    "^\\(?(?:questions?\\s*)?\\d{1,3}\\s*[-–~至到]\\s*\\d{1,3}\\s*[題题]?\\s*(?:[為为]|是)?\\s*(?:[題题][組组]|[閱阅][讀读])|^[(]?(?:請|请)?[閱阅][讀读](?:下|以下|短文)|^read\\s+(?:the|this)\\s+(?:passage|text|story|article)|^(?:use|look at)\\s+the\\s.*\\bto answer|^questions?\\s+\\d{1,3}\\s*(?:-|–|to|and|through)\\s*\\d{1,3}",
  answer:
    `^[([]?\\s*(?:${label}|故\\s?(?:[應应]?[選选]|答案[為为是])|[應应]?[選选]|解)\\.?\\s*[是为為]?\\s*:?\\s*(?<value>[(\\[]?\\s?(?:${signs})\\s?[)\\]]?)\\s*[)\\]]?\\s*[.。]?\\s*$|^(?:the\\s+)?(?:answer|option|choice)\\s+(?<value>\\(?[A-J]\\)?)\\s+is\\s+(?:the\\s+)?(?:correct|right)(?:\\s+(?:answer|one|option|choice))?[.!]?$|^(?:so\\s+)?(?:the\\s+)?(?:(?:correct|right)\\s+(?:answer|choice|option)|answer)\\s+is\\s*:?\\s+(?<value>.*[^?])$|^(?:→|⇒|➜|=>|->|A\\d{1,3}\\s*[.:、])\\s*(?<value>.+)$|^[([]\\s*(?:${label})\\s*:\\s*(?<value>[^()[\\]]+)[)\\]][.。]?$|^\\s*(?:the\\s+)?\\[?(?:${label})\\]?(?:\\s+(?:answers?|ans))?\\.?\\s*(?:(?:is|are)\\b|為(?=\\s*[:A-J([])|[是为])?\\s*(?:[:=]|\\s[-–—]\\s|(?<=\\])|$|(?<=^ans\\.\\s*)(?=\\S)|(?=\\d{1,3}\\s?[-~–至]\\s?\\d))\\s*(?<value>.*)$`,
  explanation:
    `^\\[?(?:${reason})\\]?\\s*:\\s*(?<value>.*)$|^\\[(?:${reason})\\]\\s*(?<value>.*)$`,
  /** Feedback below a choice: `... That is right.`, or `@` and `~` in Respondus. */
  feedback: "^(?:\\.{3}|…{1,2}|[@~])[ \\t]+\\S",
};
type LineKind = keyof typeof patterns;
const linePatterns = Object.entries(patterns).map(([is, pattern]) =>
  [is as LineKind, new RegExp(pattern, "diu")] as const
);
const buttonBehind =
  /(?<=\S)\s+(?:(?:Show|Hide|View|Reveal|Check|See)\s+(?:Correct\s+)?Answers?|(?:顯示|显示|查看|隱藏|隐藏)(?:答案|解答|解析))\s*[▼▲▾▸▶»]*$/u;

const whether = "[OXTFV√○◯〇×╳✕✗✓✔對对錯错是非]|true|false";
const answers = "[A-J](?:\\s*[,、]?\\s*[A-J]){0,4}";
const number = "(?<number>\\d{1,3})";
/** The number of a question, with an answer before or after it. Only the last pattern also fits other lists. */
const numberPatterns = [
  `^(?<ask>T\\s*/?\\s*F|True\\s*/?\\s*False|O\\s*/?\\s*X|○\\s*/?\\s*[×╳✕])\\s+${number}\\s*[.)、]\\s*`,
  `^(?:[(\\[]\\s*(?<front>${whether}|${answers}|[1-9①-⑩甲乙丙丁])?\\s*[)\\]]|_{1,20}\\s*(?:(?<front>${whether}|[A-J])(?![A-Za-z]))?\\s*_{0,20}|(?<front>[A-JTFOX○×✓✗])(?=\\s))\\s*(?:[(第]|question\\s|q\\s?)?\\s*${number}\\s*(?:[題题]|[.:、。)])(?:(?!\\d)|(?=.*(?:\\(\\s?[A甲1]\\s?\\)|①)))\\s*(?=\\S)`,
  // In `1(A) a cat (B) a dog` the choices follow the number.
  `^${number}\\s?[.、]?\\s?(?!\\(A\\)(?!.*\\(A\\)).*\\(B\\))\\(\\s*(?<front>[OXTFV√○◯〇×╳✕✗✓✔對对錯错是非]|${answers}|[①-⑩])?\\s*\\)\\s*(?=\\S)`,
  // `1.(2)` without spaces is the second part of a question.
  `^(?:\\(${number}\\)|${number}\\s?[.、)])\\s?\\(\\s+(?<front>[1-9])\\s+\\)\\s*(?=\\S)`,
  `^(?:(?:question|q|no)\\s?\\.?\\s?#?\\s?${number}(?:\\s*(?:of|/)\\s*\\d{1,3})?\\s*(?:[.:、)]+(?!\\d)|$|(?=\\())|[題题]目?\\s?${number}\\s?[.:、)]|第\\s?${number}\\s?[題题]\\s*[:.、]?|(?:question|q|[題题]目|[問问][題题]?)\\s*:|q[.)])\\s*`,
  `^(?:${number}\\s*[.:、。)](?!\\d)|${number}\\s[-–—]\\s(?=\\p{L})|\\((?<number>\\d{1,2})\\)|[一二三四五六七八九十]{1,3}[、.])\\s*`,
].map((it) => new RegExp(it, "iu"));

function numberOf(text: string): Partial<PastedLine> {
  const low = normalizeSigns(text);
  for (const [index, pattern] of numberPatterns.entries()) {
    const { 0: match, groups } = pattern.exec(low) ?? {};
    if (match === undefined) continue;
    const { number, front, ask } = groups!;
    const plain = number ? match.replace(/\d+/, "1").replace(/\s/g, "") : "一";
    return {
      text: text.slice(match.length),
      style: index < numberPatterns.length - 1 ? "Q" : plain,
      ...(number && { number: Number(number) }),
      ...(front && { front }),
      ...(ask && { isTrueFalse: true }),
    };
  }
  return {};
}

const box = "(?:[*✓✔☑☐□▢●○◯]\\s?|[([]\\s?[xX*✓✔]?\\s?[)\\]]\\s?)?";
/** `True / False`, also with boxes, is two choices. */
const twoWords = new RegExp(
  `^\\(?(${box}(?:true|t|yes|right|對|对|是|正[確确]|○|o)\\s?[*✓✔]?)(?:\\s*[/|,、]\\s*|\\s+(?:or\\s+)?)(${box}(?:false|f|no|wrong|錯|错|否|非|錯誤|错误|[×╳✕]|x)\\s?[*✓✔]?)\\)?$`,
  "iu",
);

/**
 * Classifies a line. Splits it before an answer, before the name of a button, and between `True` and `False` under a
 * question.
 * @param isAfterText whether the line above is text
 */
export function classifyLine(
  raw: string,
  line: number,
  isAfterText: boolean,
): PastedLine[] {
  const tail = Math.max(0, raw.length - 60);
  const button = buttonBehind.exec(raw.slice(tail).trimEnd());
  if (button) {
    const start = tail + button.index;
    const buttonLine = {
      line,
      raw: raw.slice(start),
      is: "page",
      text: "",
    } as const;
    return [
      ...classifyLine(raw.slice(0, start), line, isAfterText),
      buttonLine,
    ];
  }
  const whole = cleanLineStart(raw);
  const text = stripBold(whole);
  const low = normalizeSigns(text);
  const base = {
    line,
    raw,
    isBold: /^\*\*[^*]+\*\*$/.test(whole),
    isTitle: /^\s*#{1,6}\s/.test(raw),
  };
  const two = isAfterText && low.length < 40 ? twoWords.exec(low) : null;
  if (two) return two.slice(1).map((text) => ({ ...base, is: "text", text }));
  for (const [is, pattern] of linePatterns) {
    const match = pattern.exec(low);
    if (!match) continue;
    const [from, to] = match.indices?.groups?.value ?? [0];
    return splitLine({ ...base, is, text: text.slice(from, to).trim() });
  }
  return splitLine({ ...base, is: "text", text, ...numberOf(text) });
}

/** `答案：C 解析：…` */
const explanationBehind = new RegExp(
  `(?:\\[(?:${reason})\\]\\s*:?|(?<![a-z])(?:${reason})\\s*:)\\s*(?=\\S)`,
  "iu",
);
/** `… 答案：C`, `… (Answer: C)`, `…，故選【A】`, but not `Short answer: …`. */
const answerBehind = new RegExp(
  `\\s*(?:[(\\[]\\s*(?:${label})\\s*:\\s*(?<value>[^()\\[\\]]+?)\\s*[)\\]]` +
    `|\\[\\s*(?:${label})\\s*\\]\\s*:?\\s*(?<value>\\S.*?)` +
    `|(?<=[.?!。,;)\\]_\\s])(?<!\\b(?:short|long|your|the|this|an|written|open|model|kurze|deine|ihre|die|votre|ta|la|tu|su|tua|a|sua)\\s)(?:(?:${label})\\s*\\.?\\s*:\\s*(?<value>\\S.*?)|(?:answer|ans|答案|正解|解答)\\s*\\.?\\s*(?<value>[(\\[]?\\s?${letters}\\s?[)\\]]?))` +
    `|(?<=\\S)(?:答案|正解|解答|[,，。;]?\\s?故\\s?(?:[選选]|答案))\\s*[為为是]?\\s*:?\\s*(?<value>[(\\[]\\s?${letters}\\s?[)\\]]|[A-J])[.。]?)\\s*$`,
  "diu",
);

/** Splits an answer from the text before it, and an explanation from the answer before it. */
function splitLine(pastedLine: PastedLine): PastedLine[] {
  const { line, raw, is, text } = pastedLine;
  if (is === "answer") {
    const match = explanationBehind.exec(normalizeSigns(text));
    if (!match?.index) return [pastedLine];
    const rest = text.slice(match.index + match[0].length);
    const answer = text.slice(0, match.index).replace(/[\s.;,(。]+$/u, "");
    return [
      { ...pastedLine, text: answer },
      ...splitLine({ line, raw, is: "explanation", text: rest }),
    ];
  }
  if (is !== "text" && is !== "explanation") return [pastedLine];
  const tail = Math.max(0, text.length - 400);
  const match = answerBehind.exec(normalizeSigns(text.slice(tail)));
  if (!match) return [pastedLine];
  const [from, to] = match.indices!.groups!.value;
  const head = text.slice(0, tail + match.index).trim();
  const value = text.slice(tail + from, tail + to).trim();
  if (head === "" || /^[_\s]+$|[?？]$/u.test(value)) return [pastedLine];
  // The text before `故選 B` explains the answer.
  const isWhy = /故/.test(match[0]) && pastedLine.style === undefined &&
    !findChoiceMarkers(head).some(({ isFirst }) => isFirst);
  return [
    { ...pastedLine, text: head, ...(isWhy && { is: "explanation" }) },
    ...splitLine({ line, raw, is: "answer", text: value }),
  ];
}

const families: Readonly<Record<string, readonly string[]>> = {
  A: [..."ABCDEFGHIJKL"],
  a: [..."abcdefghijkl"],
  i: ["i", "ii", "iii", "iv", "v", "vi"],
  I: ["I", "II", "III", "IV", "V", "VI"],
  甲: [..."甲乙丙丁戊己庚辛"],
  ㄅ: [..."ㄅㄆㄇㄈㄉㄊ"],
  "①": [..."①②③④⑤⑥⑦⑧⑨⑩"],
};
const bySign = Map.groupBy(
  Object.entries(families).flatMap(([family, signs]) =>
    signs.map((sign, place) => ({ sign, family, place }))
  ),
  ({ sign }) => sign,
);

/** The index of the choice that a marker stands for; -1 if it is no marker. */
export function choiceMarkerIndex(sign: string): number {
  const plain = normalise(sign, "NFKC");
  const entries = bySign.get(sign) ?? bySign.get(plain.toUpperCase()) ?? [];
  return entries[0]?.place ??
    (/^\d{1,2}$/.test(plain) ? Number(plain) - 1 : -1);
}

/** The index of a marker in a family; -1 if it does not belong to it. */
export function choiceMarkerIndexInFamily(
  family: string,
  sign: string,
): number {
  const first = family.replace(/^\(/, "")[0];
  if (first === "1" || first === "①") {
    return /^[\d①-⑩]/u.test(sign) ? choiceMarkerIndex(sign) : -1;
  }
  if (/[甲ㄅ]/u.test(first)) return choiceMarkerIndex(sign);
  return (families[first] ?? families.A).findIndex((familySign) =>
    familySign.toLowerCase() === sign.toLowerCase()
  );
}

export interface ChoiceMarker {
  start: number;
  end: number;
  row: number;
  /**
   * Markers of one family form a list: `A)`, `(A)`, `①`, `1)`. A trailing space means that the marker is often plain
   * text.
   */
  family: string;
  /** Index of the choice, from 0; 0 for all bullets. */
  place: number;
  /** The marker is the first on its line. */
  isFirst: boolean;
  /** The sign in a box or before a letter; it may mark the choice as right. */
  sign: string;
}

const sign =
  "(?<sign>[A-La-l甲乙丙丁戊己庚辛ㄅㄆㄇㄈㄉㄊ]|i{1,3}|iv|vi?|I{2,3}|IV|VI?|\\d{1,2})";
const shape = "(?<sign>[①-⑩])";
const prefix =
  "(?:(?<box>\\*{1,2}|[✓✔✅☑√➤►☞→⇒☐□☒–—•-]|\\[[ xX*✓✔]?\\])\\s*)?(?:(?:[Oo]ption|OPTION|[Cc]hoice|選項|选项)\\s*(?=[A-L]\\s*[:.)]))?";
/** The markers at the start of a line; the first pattern that fits decides. A match without `sign` is a bullet. */
const startPatterns = [
  `^${prefix}(?:(?<open>[(\\[])\\s*${sign}\\s*[)\\]]|${sign}\\s*(?<close>[:)、]|\\.(?=\\s|$|\\p{Lo}|[A-Z0-9$\\\\*]))(?!\\d{3})|${shape})\\s*`,
  String
    .raw`^(?:[-–—•▪‣·◦➢*]\s+)?(?:(?:\[\s*(?<box>[xX*✓✔ ]?)\s*\]|(?<box>[☐□▢○◯●▲◆■☑☒✅✔✓]))\s+|\(\s*(?<box>[xX*✓✔●•vV]?)\s*\)(?!\s*\d{1,3}\s*[.:、。)])\s*)(?=\S)`,
  `^${prefix}${sign}(?<loose>\\s[-–—]\\s|\\s?[\\]>}/,·=~]\\s?|\\.(?=[a-z])|[ \\t](?=\\S)|(?=\\p{Lo}))\\s*`,
  String.raw`^(?<box>[-–—•▪‣·◦➢*])\s+(?=\S)|^[-–•▪·◦](?=[^\s\d])`,
].map((it) => new RegExp(it, "u"));
const inline = new RegExp(
  `(?<box>(?<!\\*)\\*)?(?:(?<open>\\()\\s?${sign}\\s?\\)|(?<=[\\s*?。:;,)\\]])(?<sign>[A-La-l甲乙丙丁戊])\\s?(?<close>、|[.)](?=\\s|\\p{Lo}|[A-Z0-9$\\\\-]))|${shape}|(?<=\\s)(?<sign>[A-L])(?<loose>\\.(?=[a-z])|(?=\\p{Lo})|(?=\\s)))`,
  "gu",
);

/**
 * Finds the markers in a line.
 *
 * @param from the offset of the line in its question
 * @param ownFamily the family of the question numbers, which mark no choices
 */
export function findChoiceMarkers(
  text: string,
  from = 0,
  row = 0,
  ownFamily?: string,
): ChoiceMarker[] {
  if (text.length > maxLineLength) return [];
  const low = normalizeSigns(text);
  const markersOf = ({ 0: match, index, groups }: RegExpExecArray, cut = 0) => {
    const { box = "", open, sign, close = "", loose } = groups!;
    const start = cut + index;
    const marker = {
      start: from + start,
      end: from + start + match.length,
      row,
      sign: box,
    };
    const isFirst = start === 0;
    const bullet = { ...marker, family: "bullet", place: 0, isFirst };
    if (sign === undefined) return [bullet];
    // `f(a)` has no marker, but in `(A)CO2(B)O2` markers follow letters.
    if (
      open && /^[Aa1甲]$/u.test(sign) && /[\w$\\]/.test(low[start - 1] ?? "")
    ) {
      return [];
    }
    const kinds = bySign.get(sign) ??
      [{ family: "1", place: Number(sign) - 1 }];
    return kinds.map(({ family: kind, place }) => {
      const family = open
        ? `(${kind})`
        : kind + (loose === undefined ? close : `${loose.trim()} `);
      return { ...marker, family, place, isFirst };
    }).filter(({ family }) => family !== ownFamily && family !== "1 ");
  };
  for (const pattern of startPatterns) {
    const match = pattern.exec(low);
    const first = match ? markersOf(match) : [];
    if (first.length === 0) continue;
    const end = match![0].length;
    return [
      ...first,
      ...first[0].family === "bullet"
        ? []
        : [...low.slice(end).matchAll(inline)].flatMap((inlineMatch) =>
          markersOf(inlineMatch, end)
        ),
    ];
  }
  return [...low.matchAll(inline)].flatMap((inlineMatch) =>
    inlineMatch.index > 0 ? markersOf(inlineMatch) : []
  );
}

/** True for markers that are often plain text: bullets, numbers, and letters before a blank. */
export function isLooseMarker(family: string): boolean {
  return / $|^\(?[iI1]|^bullet/u.test(family);
}
