/**
 * What one line of pasted questions is, by its beginning (R-3): the number of a question, a choice, the right answer, an
 * explanation. As it comes out of Word, Google Docs, ChatGPT and from teachers' own keyboards, in English and Chinese. Pure.
 */

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
    /** A letter or number, a bullet, or a star that may be a bullet or say that it is right. */
    mark: "letter" | "bullet" | "star";
    right: boolean;
  }
  | { is: "answer"; text: string; many: boolean }
  | { is: "explanation"; text: string }
  | { is: "points"; points: number }
  | { is: "text"; text: string; right: boolean };

const blank = /^[\s\-*_=~—–#|]*$/u;
const answerLine =
  /^(?:the\s+)?(?:(?:correct|right)\s+)?(answers?(?:\s+key)?|ans|key|solutions?|correct|正確答案|標準答案|參考答案|答案|正解|解答|答)\s*(?:(?:is|are|為|是)\b\s*)?(?:[:：=]|\s[-–—]\s|$)\s*(.*)$/iu;
const bareAnswer =
  /^(?:ANSWER|Answer|ANS|Ans|答案)\s+(\(?[A-Ja-j]\)?(?:\s*[,、&]\s*\(?[A-Ja-j]\)?)*)$/u;
const explanationLine =
  /^(?:explanation|rationale|reason|why|note|解析|說明|詳解|解說)\s*[:：]\s*(.+)$/iu;
const pointsLine =
  /^[([]?(?:points?|marks?|score|配分|分數)\s*[:：]\s*(\d{1,3}(?:\.\d{1,2})?)[)\]]?$/iu;
/** `( B ) 1. …` */
const answered =
  /^[(（]\s*([A-Ja-j1-9OXox○×✕✗✓✔Ｏ]|[A-Ja-j](?:\s*[,、]?\s*[A-Ja-j]){1,4})?\s*[)）]\s*(\d{1,3})\s*[.:、．。：)）](?!\d)\s*(.+)$/u;
const numbered =
  /^(?:(?:question|q|no|題目?|第)\.?\s*#?)?\s*(\d{1,3})\s*題?\s*(?:[.:、．。：)）](?!\d)|\s[-–—]\s)\s*(.*)$/iu;
const headed = /^(?:question|q|第)\s*#?\s*(\d{1,3})\s*題?$/iu;
const asked = /^(?:question|q|題目|問題|問)\s*[:：]\s*(.+)$/iu;
const lettered =
  /^(?:[(（[]\s*([A-Za-zＡ-Ｚａ-ｚ])\s*[)）\]]|([A-Za-zＡ-Ｚａ-ｚ])\s*(?:[):、．）：]|[.](?=\s|\p{Lo}|[A-Z0-9$\\*])))\s*(.*)$/u;
const bracketed = /^[(（]\s*(\d{1,2})\s*[)）]\s*(.*)$/u;
const circled = /^([①-⑩])\s*(.*)$/u;
const box =
  /^(?:[-•*]\s*)?(?:\[\s*([xX✓✔ ]?)\s*\]|([☐□▢○◯])|([☑☒✅✔✓]))\s+(.*)$/u;
const bullet = /^([-–—•●▪‣·◦➢►➤]|\*)\s+(.*)$/u;
const dashed = /^[-–—•●▪‣·◦](?=\S)(.*)$/u;
const starred = /^\*(?![*\s])(.*[^*])$/u;
const ends =
  /\s*(?:\*|✓|✔|✅|☑|←|<-+|[([（]\s*(?:correct|right|correct answer|正確|正解|答案)\s*[)\]）])\s*$/iu;
const begins = /^\s*(?:✓|✔|✅|☑)\s*/u;

/** A line without what Markdown and word processors put around it. */
export function bare(text: string): string {
  let it = text.replace(/[\u200B-\u200D\u2060\uFEFF\u00AD]/g, "").replace(
    /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g,
    " ",
  ).replace(/[ \t]{2,}|\t/g, "\t").trim();
  it = it.replace(/^(?:>\s*)+/, "").replace(/^#{1,6}\s+/, "").replace(
    /\\$/,
    "",
  );
  return it.trim();
}

/** What a line is, and whether more than its letters was marked as bold. */
export function pastedLine(given: string): PastedLine {
  const text = bare(given);
  if (blank.test(text)) return { is: "blank" };
  const plain = withoutBold(text);

  const bareKey = bareAnswer.exec(plain);
  if (bareKey) return { is: "answer", text: bareKey[1], many: false };
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
  return examOf(plain) ?? choiceOf(text, plain) ?? questionOf(plain) ??
    marked(text);
}

function examOf(text: string): PastedLine | null {
  const question = asked.exec(text);
  if (question) return { is: "question", text: question[1] };
  const exam = answered.exec(text);
  if (!exam) return null;
  const [, answer, number, rest] = exam;
  return { is: "question", text: rest, number: Number(number), answer };
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
    return choice(checked[4], "bullet", right);
  }
  // `*A) …`, `* A) …`, `✓ B. …`, `**C) …`, `- A) …`
  const before =
    /^(?:(\*{1,2}|✓|✔|✅|☑)|[-–—•])\s*(?=[(（[]?\s*[A-Za-zＡ-Ｚａ-ｚ①-⑩]\s*[.):、．）\]]|[①-⑩])/u
      .exec(text);
  const bold = text !== plain;
  const rest = before && !bold ? text.slice(before[0].length) : plain;
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
  const inBrackets = bracketed.exec(rest);
  // After it a number is another question's: `(2) 3. …`.
  if (inBrackets && !answered.test(rest)) {
    return choice(inBrackets[2], "letter", right, Number(inBrackets[1]) - 1);
  }
  const item = bullet.exec(text);
  if (item) return choice(item[2], item[1] === "*" ? "star" : "bullet", false);
  const dash = dashed.exec(text);
  // A minus is a number's.
  if (dash && !/^[-–—]\d/.test(text)) return choice(dash[1], "bullet", false);
  return null;
}

/** The place of a choice's letter, from 0; less: it is none. */
export function placeOf(letter: string): number {
  const at = letter.normalize("NFKC").toUpperCase().charCodeAt(0) - 65;
  return at >= 0 && at < 15 ? at : -1;
}

function choice(
  text: string,
  mark: "letter" | "bullet" | "star",
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
