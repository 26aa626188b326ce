/**
 * What one line of pasted questions is, by its beginning (R-3): the number of a question, a choice, the right answer, an
 * explanation. As it comes out of Word, Google Docs, ChatGPT and from teachers' own keyboards, in English and Chinese. Pure.
 */

/**
 * What a choice begins with: a letter or number, a bullet, a star that may be a bullet or say that it is right, a ring or
 * a dot, of which the dot says it where there are rings.
 */
export type ChoiceMark = "letter" | "bullet" | "star" | "ring" | "dot";

/** What a line is. */
export type PastedLine =
  | { is: "blank" }
  /** A question with its number, or `Q:` before it; the right answer before it, as on exams in Taiwan. */
  | { is: "question"; text: string; number?: number; answer?: string }
  | {
    is: "choice";
    text: string;
    /** From 0, where it has a letter or a number. */
    place?: number;
    mark: ChoiceMark;
    right: boolean;
  }
  | { is: "answer"; text: string; many: boolean }
  | { is: "explanation"; text: string }
  /** `二、是非題`, `Part 2: True or false`: what is below it, until the next. */
  | { is: "heading"; text: string }
  | { is: "points"; points: number }
  | { is: "text"; text: string; right: boolean };

const blank = /^[\s\-*_=~—–#|]*$/u;
const answerLine =
  /^(?:the\s+)?(?:(?:correct|right)\s+)?(answers?(?:\s+key)?|ans|key|solutions?|correct|正確答案|標準答案|參考答案|答案|正解|解答|答)\s*(?:(?:is|are|為|是)\b\s*)?(?:[:：=]|\s[-–—]\s|$)\s*(.*)$/iu;
/** `Answer B`, `答案 (C)` */
const bareAnswer =
  /^(?:ANSWER|Answer|answer|ANS|Ans|ans|KEY|Key|答案?|解答|正解)\.?\s*(?:[:：]\s*)?((?:[(（【]\s*)?(?:[A-Ja-jＡ-Ｊ]|[○×✓✗])(?:\s*[)）】])?(?:\s*[,、&\s]\s*[(（]?[A-Ja-jＡ-Ｊ][)）]?)*)$/u;
/** `The correct answer is (B) Ben.` */
const saidAnswer =
  /^(?:so\s+)?(?:the\s+)?(?:(?:correct|right)\s+(?:answer|choice|option)|answer)\s+is\s*:?\s+(.*[^?？])$/iu;
const saidInChinese = /^(?:正確|標準)?答案(?:是|為)\s*[:：]?\s*(.*[^?？])$/u;
/** `→ B`, and `A2. Amy` below `Q2. Who?` */
const pointedAnswer = /^(?:→|⇒|➜|=>|->|A\d{1,3}\s*[.:：、])\s*(.+)$/u;
const explanationLine =
  /^(?:explanation|rationale|reason|why|note|feedback|回饋|解析|說明|詳解|解說)\s*[:：]\s*(.+)$/iu;
/** `【答案】C`: the brackets are a colon. */
const inBrackets =
  /^[【〔〖［[]\s*([\p{L}\s]{1,20}?)\s*[】〕〗］\]]\s*[:：]?\s*(?=\S|$)/u;
const heading =
  /^(?:(?:第?[一二三四五六七八九十壹貳參肆伍]{1,3}(?:部分|大題)?|[IVX]{1,4})\s*[、.．：:]?\s*)?【?(?:是非|選擇|單選|單一選擇|複選|多選|多重選擇|填充|填空|簡答|問答|配合|計算|閱讀測驗|題組|綜合|非選)題?】?\s*[:：]?\s*(?:[（(，,。]?(?:[（(]|每題|共|佔|請).*)?$|^(?:true\s*(?:\/|or)\s*false|multiple[ -]choice|short answer)(?:\s+questions?)?\s*:?$|^(?:part|section)\s+(?:\d{1,2}|[ivx]{1,4}|[a-h]|one|two|three|four)\b\s*[.:：–—-]?(?!.*\?$).{0,80}$/iu;
const pointsLine =
  /^[([]?(?:points?|marks?|score|配分|分數)\s*[:：]\s*(\d{1,3}(?:\.\d{1,2})?)[)\]]?$/iu;
/** `( B ) 1. …`, `___T___ 1. …` */
const answered =
  /^(?:[(（]\s*([A-Ja-j1-9OXoxTFVＡ-ＪＯＸＴＦ○◯×╳✕✗✓✔對錯是非]|[Tt]rue|[Ff]alse|TRUE|FALSE|[A-JＡ-Ｊa-j](?:\s*[,、]?\s*[A-JＡ-Ｊa-j]){1,4})?\s*[)）]|_{1,20}\s*(?:([A-Ja-jTFOX○×]|[Tt]rue|[Ff]alse)(?![A-Za-z]))?\s*_{0,20}|([A-JTFOX○×✓✗])(?=\s))\s*(\d{1,3})\s*[.:、．。：)）](?!\d)\s*(.+)$/u;
const numbered =
  /^(?:(?:question|q|no|題目?|第)\.?\s*#?)?\s*(\d{1,3})\s*題?\s*(?:[.:、．。：)）](?!\d)|\s[-–—]\s)\s*(.*)$/iu;
const headed =
  /^(?:question|q|第)\s*#?\s*(\d{1,3})\s*題?(?:\s*(?:of|\/)\s*\d{1,3})?$/iu;
const asked = /^(?:(?:question|q|題目|問題|問)\s*[:：]|q[.)])\s*(.+)$/iu;
const lettered =
  /^(?:[(（[]\s*([A-Za-zＡ-Ｚａ-ｚ甲乙丙丁戊])\s*[)）\]]|([A-Za-zＡ-Ｚａ-ｚ])\s*(?:[):、．）：]|[.](?=\s|$|\p{Lo}|[A-Z0-9$\\*])))\s*(.*)$/u;
const numberInBrackets = /^[(（]\s*(\d{1,2})\s*[)）]\s*(.*)$/u;
const circled = /^([①-⑩])\s*(.*)$/u;
const box =
  /^(?:[-•*]\s*)?(?:\[\s*([xX✓✔ ]?)\s*\]|([☐□▢○◯])|([☑☒✅✔✓]))\s+(.*)$/u;
const bullet = /^([-–—•●▪‣·◦➢►➤]|\*)\s+(.*)$/u;
const dashed = /^[-–—•●▪‣·◦](?=\S)(.*)$/u;
const starred = /^\*(?![*\s])(.*[^*])$/u;
const ends =
  /\s*(?:\*|(?<=\s)√|✓|✔|✅|☑|(?:←|<-+)\s*(?:correct|right|answer|正確|正解|答案|對)?|[([（]\s*(?:correct|right|correct answer|正確|正解|答案)\s*[)\]）])\s*$/iu;
const begins = /^\s*(?:✓|✔|✅|☑)\s*/u;

/** A line without what Markdown and word processors put around it. */
export function bare(text: string): string {
  let it = text.replace(/[\u200B-\u200D\u2060\uFEFF\u00AD]/g, "").replace(
    /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g,
    " ",
  ).replace(/[ \t]{2,}|\t/g, "\t").replace(/(?<=[✓✔☑])\uFE0F/gu, "").trim();
  it = it.replace(/^(?:>\s*)+/, "").replace(/^#{1,6}\s+/, "").replace(
    /\\$/,
    "",
  );
  // `1.) Who?`, `a.) Amy`
  return it.replace(/^(\W{0,2}\w{1,3})\.\)/, "$1)").trim();
}

/** What a line is, and whether more than its letters was marked as bold. */
export function pastedLine(given: string): PastedLine {
  const text = bare(given);
  if (blank.test(text)) return { is: "blank" };
  const plain = withoutBold(text);

  return labelled(plain.replace(inBrackets, "$1："), plain) ??
    examOf(plain) ?? choiceOf(text, plain) ?? questionOf(plain) ??
    pointed(plain) ?? marked(text);
}

/** What says itself what it is. */
function labelled(plain: string, whole: string): PastedLine | null {
  if (heading.test(whole)) return { is: "heading", text: whole };
  const said = bareAnswer.exec(plain) ?? saidAnswer.exec(plain) ??
    saidInChinese.exec(plain);
  if (said) {
    const many = /^(?:答案|解答|正解|key)/iu.test(plain);
    return { is: "answer", text: said[1].trim(), many };
  }
  const explanation = explanationLine.exec(plain);
  if (explanation) return { is: "explanation", text: explanation[1].trim() };
  const answer = answerLine.exec(plain);
  if (answer) {
    const many =
      /^(?:answers|answer\s+key|key|solutions|解答|參考答案|標準答案|答案)$/iu
        .test(
          answer[1],
        );
    return { is: "answer", text: answer[2].trim(), many };
  }
  const points = pointsLine.exec(plain);
  if (points) return { is: "points", points: Number(points[1]) };
  return null;
}

function pointed(text: string): PastedLine | null {
  const found = pointedAnswer.exec(text);
  return found && { is: "answer", text: found[1].trim(), many: false };
}

function examOf(text: string): PastedLine | null {
  const question = asked.exec(text);
  if (question) return { is: "question", text: question[1] };
  const exam = answered.exec(text);
  if (!exam) return null;
  const [, inBrackets, onLine, before, number, rest] = exam;
  const answer = inBrackets ?? onLine ?? before;
  return {
    is: "question",
    text: rest,
    number: Number(number),
    ...(answer !== undefined && { answer }),
  };
}

function questionOf(text: string): PastedLine | null {
  const found = numbered.exec(text) ?? headed.exec(text);
  return found &&
    { is: "question", text: found[2] ?? "", number: Number(found[1]) };
}

/** The text of a line, and whether it says that it is right. */
function marked(text: string): PastedLine & { is: "text" } {
  const star = starred.exec(text);
  if (star) return { is: "text", text: star[1].trim(), right: true };
  const bold = /^\*\*\s*([^*].*)$/.exec(text);
  const odd = (text.match(/\*\*/g)?.length ?? 0) % 2 === 1;
  if (bold && odd) return { is: "text", text: bold[1].trim(), right: true };
  const without = text.replace(begins, "");
  const right = without !== text;
  const found = ends.exec(without);
  // `2 * 3 =` ends with no star; `*emphasis*` ends with one that belongs to another.
  if (found && !(found[0].trim() === "*" && pairs(without))) {
    const rest = without.slice(0, found.index).trim();
    if (rest) return { is: "text", text: rest, right: true };
  }
  return { is: "text", text: without.trim() || text, right };
}

function pairs(text: string): boolean {
  return (text.match(/\*/g)?.length ?? 0) % 2 === 0;
}

function choiceOf(text: string, plain: string): PastedLine | null {
  const checked = box.exec(text);
  if (checked) {
    const right = /[xX✓✔]/.test(checked[1] ?? "") || checked[3] !== undefined;
    const inIt = lettered.exec(checked[4]);
    const place = inIt ? placeOf(inIt[1] ?? inIt[2]) : -1;
    // `✓ B) Ben`
    if (inIt && place >= 0) return choice(inIt[3], "letter", right, place);
    const isRing = /[○◯]/.test(checked[2] ?? "");
    return choice(checked[4], isRing ? "ring" : "bullet", right);
  }
  // `*A) …`, `* A) …`, `✓ B. …`, `**C) …`, `- A) …`
  const before =
    /^(?:(\*{1,2}|✓|✔|✅|☑|√|➤|►|☞|→|⇒)|[-–—•])\s*(?=[(（[]?\s*[A-Za-zＡ-Ｚａ-ｚ①-⑩]\s*[.):、．）\]]|[①-⑩])/u
      .exec(text);
  const bold = text !== plain;
  const rest = (before && !bold ? text.slice(before[0].length) : plain)
    .replace(/^(?:option|choice|選項)\s*(?=[A-J]\s*[:：.)])/iu, "");
  const right = !bold && before?.[1] !== undefined;
  const letter = lettered.exec(rest);
  if (letter) {
    const place = placeOf(letter[1] ?? letter[2]);
    if (place < 0) return null;
    return choice(letter[3], "letter", right, place);
  }
  const number = circled.exec(rest);
  if (number) {
    const place = number[1].codePointAt(0)! - 0x2460;
    return choice(number[2], "letter", right, place);
  }
  const bracketed = numberInBrackets.exec(rest);
  // After it a number is another question's: `(2) 3. …`.
  if (bracketed && !answered.test(rest)) {
    return choice(bracketed[2], "letter", right, Number(bracketed[1]) - 1);
  }
  const item = bullet.exec(text);
  if (item) {
    const mark = item[1] === "*" ? "star" : item[1] === "●" ? "dot" : "bullet";
    return choice(item[2], mark, false);
  }
  const dash = dashed.exec(text);
  // A minus is a number's.
  if (dash && !/^[-–—]\d/.test(text)) return choice(dash[1], "bullet", false);
  return null;
}

/** The place of a choice's letter, from 0; less: it is none. */
export function placeOf(letter: string): number {
  const stem = "甲乙丙丁戊".indexOf(letter);
  if (stem >= 0) return stem;
  const at = letter.normalize("NFKC").toUpperCase().charCodeAt(0) - 65;
  return at >= 0 && at < 15 ? at : -1;
}

/** A choice with what stands behind its letter. */
export function choice(
  text: string,
  mark: ChoiceMark,
  right: boolean,
  place?: number,
): PastedLine {
  const found = marked(text.trim());
  return {
    is: "choice",
    text: withoutBold(found.text),
    mark,
    right: right || found.right,
    ...(place !== undefined && { place }),
  };
}

/** Without the bold of all of it or of its beginning, as in `**Question 1:** …` and `**B)** Paris`. */
function withoutBold(text: string): string {
  const whole = /^(?:\*\*|__)([^*_]+)(?:\*\*|__)\s*([:：]?)(.*)$/su.exec(text);
  if (!whole) return text;
  const [, inner, colon, rest] = whole;
  const isLabel = colon || rest === "" || /[:：.)）、]\s*$/u.test(inner) ||
    /^\(?[A-Za-z]\)?$|^(?:question|q|第)?\s*\d{1,3}\s*題?$/iu.test(
      inner.trim(),
    );
  return isLabel ? `${inner.trim()}${colon}${rest && ` ${rest.trim()}`}` : text;
}
