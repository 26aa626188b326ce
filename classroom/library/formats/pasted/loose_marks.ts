/**
 * Marks of choices that are written in a way of their own, such as `A - Amy`, `A] Amy` and `A.amy`: where letters
 * follow each other line by line, each written alike, they are rewritten as `A) Amy`. Pure, one pass over the lines.
 */

const opened = "[<{〈《「『｛＜]";
const closed = "[>}〉》」』｝＞]";
const mark = new RegExp(
  `^(\\s*(?:[*✓✔]\\s?)?)(?:${opened}\\s?([A-Za-zＡ-Ｊａ-ｊ])\\s?${closed}\\s*` +
    `|([A-Za-zＡ-Ｊａ-ｊ])(\\s[-–—]\\s|\\s?[\\]>}|/,，。·=~]\\s?|\\.(?=[a-z])|[ \\t\\u3000]+))(?=\\S)`,
  "u",
);

interface Loose {
  /** What stands before the letter. */
  before: string;
  place: number;
  isSmall: boolean;
  /** How it is written; the same in all lines of a list. */
  shape: string;
  rest: string;
}

function looseOf(line: string): Loose | null {
  const found = mark.exec(line);
  if (!found) return null;
  const [all, before, inside, letter, sign = ""] = found;
  const it = (inside ?? letter).normalize("NFKC");
  const place = it.toLowerCase().charCodeAt(0) - 97;
  if (place > 9) return null;
  const isSmall = it === it.toLowerCase();
  const shape = `${isSmall ? "a" : "A"}${inside ? "<>" : sign.trim()}`;
  return { before, place, isSmall, shape, rest: line.slice(all.length) };
}

/** `A cat B dog C hen`, `A.cat B.dog` on one line. */
function inlineOf(line: string): string | null {
  const [, sign] = /^\s*A(\.(?=[a-z])|\s+(?=\S))/.exec(line) ?? [];
  if (sign === undefined || line.length > 1000) return null;
  const isDot = sign === ".";
  const marks = isDot ? /\s([B-F])\.(?=[a-z])/g : /\s([B-F])\s+(?=\S)/g;
  let next = 1, written = "", from = 0;
  for (const { 0: all, 1: sign, index } of line.matchAll(marks)) {
    if (sign.charCodeAt(0) - 65 !== next) continue;
    next++;
    written += `${line.slice(from, index)}  ${sign}) `;
    from = index + all.length;
  }
  // `A man and a plan B` has no list.
  return next < (isDot ? 2 : 3)
    ? null
    : (written + line.slice(from)).replace(/^(\s*)A(?:\.|\s+)/, "$1A) ");
}

// Blanks of one line: with those that end one, each of many empty lines would be looked through to the last.
const anyMark =
  /^[^\S\n\r\u2028\u2029]*(?:[*✓✔][^\S\n]?)?[<{〈《「『｛＜]?[^\S\n]?[AaＡａ]/mu;
const longest = 8000;

/** The text with such marks as others are. */
export function withUsualMarks(text: string): string {
  if (!anyMark.test(text)) return text;
  // A full stop of full width behind a letter can be nothing but a mark.
  const lines = text.replace(
    /(?<![A-Za-zＡ-Ｚ])([A-Ja-jＡ-Ｊａ-ｊ甲乙丙丁])．(?=\S)/gu,
    "$1． ",
  ).split("\n");
  let run: { at: number; loose: Loose }[] = [];
  const end = () => {
    for (const { at, loose } of run.length > 1 ? run : []) {
      const letter = String.fromCharCode(
        loose.place + (loose.isSmall ? 97 : 65),
      );
      lines[at] = `${loose.before}${letter}) ${loose.rest}`;
    }
    run = [];
  };
  for (const [at, line] of lines.entries()) {
    if (line.length > longest || line.trim() === "") continue;
    const inline = inlineOf(line);
    const loose = inline === null ? looseOf(line) : null;
    if (inline !== null) lines[at] = inline;
    const isNext = loose && loose.place === run.length &&
      (run.length === 0 || loose.shape === run[0].loose.shape);
    if (!isNext) end();
    if (loose && (isNext || loose.place === 0)) run.push({ at, loose });
  }
  end();
  return lines.join("\n");
}
