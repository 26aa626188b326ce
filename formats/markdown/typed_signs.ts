/**
 * The rules by which a sign in a text is itself and no Markdown (CHAT-2): `docs/markdown.md` has them in words. Every
 * reader of Markdown hides these signs behind stand-ins of the same length, and shows them again in what it has read.
 * Work is linear in the text. Pure.
 */
import { cjkCharacter } from "../cjk.ts";
import { figurePattern, termLinePattern } from "./figure_pattern.ts";
import { dollarFormulaPattern } from "./math_formulas.ts";

/** The author of a text: a person, who may type sums, or a program, which writes Markdown (a model, an export). */
export type MarkdownAuthor = "person" | "program";

/** Each sign has a stand-in, a code point that is no character and that readers take for a letter. */
const signs = "*_|&\\-+>#.)= \t";
const firstStandIn = 0xfdd0;
const standIns = /[\ufdd0-\ufdef]/g;

function hide(text: string): string {
  return text.replace(/[*_|&\\\-+>#.)=]/g, standInFor);
}

function standInFor(sign: string): string {
  return String.fromCharCode(firstStandIn + signs.indexOf(sign));
}

/**
 * Hides the signs that are themselves. A stand-in that the text has itself becomes the sign of a lost character.
 * Where lines are broken as typed, a person's backslash before a line's end is no sign for that.
 */
export function hideTypedSigns(
  text: string,
  author: MarkdownAuthor,
  { areLinesBroken = true } = {},
): string {
  const cleanText = text.replace(standIns, "\ufffd");
  if (author === "program") return hideWithinLines(cleanText, false);
  const hidden = hideWithinLines(
    hideLineStarts(cleanText),
    true,
    areLinesBroken,
  );
  return areLinesBroken ? hideIndents(hidden) : hidden;
}

/** Shows the signs again in what a reader has made of the text. */
export function showTypedSigns(text: string): string {
  return text.replace(
    standIns,
    (it) => signs[it.charCodeAt(0) - firstStandIn] ?? it,
  );
}

const bullet = new RegExp(`^([ \\t]*)([-+*])[ \\t]+(${figurePattern})?`, "u");
const ordered = /^([ \t]*)(\d{1,9})([.)])(?:[ \t]|$)/;
const quote = new RegExp(`^[ \\t]*>(?:$|[ \\t]+(${figurePattern})?)`, "u");
/** A second sign before a figure, after the sign of an item: `1. - 5`, `3. 5. 2024`. */
const inner = new RegExp(
  `^[ \\t]*(?:[-+*]|\\d{1,9}[.)]|>(?=[ \\t]*[^\\d\\s]))[ \\t]+(?:[-+*>#](?=[ \\t]+${figurePattern})|\\d{1,9}[.)](?=[ \\t]))`,
  "u",
);
const singleHash = new RegExp(
  `^[ \\t]*#[ \\t]+(?:${figurePattern}(?![\\p{N}]*(?:[.):][ \\t]|\\p{L}))|include[ \\t]*[<"]|(?:define|undef|ifn?def|endif|pragma)\\b)`,
  "u",
);
const hashesWithoutLetter = /^[ \t]*#{1,6}[ \t][^\p{L}\n]*$/u;
/** The only line of a text, as an answer in algebra: `- x`, `> y`. */
const loneTerm = new RegExp(`^[ \\t]*[-+*>#][ \\t]+${termLinePattern}`, "u");
const lineOfSigns =
  /^[ \t]*(?:=+|([*_])(?:[ \t]*\1){2,}|-(?:[ \t]+-){2,})[ \t]*$/;
const dashes = /^[ \t]*-+[ \t]*$/;

/** Hides the signs at the beginning of a person's lines that begin no heading, list, quote or rule. */
function hideLineStarts(text: string): string {
  if (!/^[ \t]*(?:[-+*>#=_]|\d+[.)])/m.test(text)) return text;
  const lines = text.split("\n");
  const [only, ...otherLines] = lines.filter((line) => line.trim() !== "");
  if (otherLines.length === 0 && loneTerm.test(only.trimEnd())) {
    return text.replace(/[-+*>#]/, hide);
  }
  const numbered = lines.filter((line) => ordered.test(line));
  const isLone = numbered.length === 1 && !hasMore(lines, numbered[0]);
  let hasItems = false;
  for (let from = 0; from < lines.length;) {
    let to = from;
    while (to < lines.length && lines[to].trim() !== "") to++;
    const block = lines.slice(from, to);
    const hasWords = (pattern: RegExp, group: number) =>
      block.some((line) => {
        const match = pattern.exec(line);
        return match && match[group] === undefined && !lineOfSigns.test(line) &&
          line.length > match[0].length;
      });
    // A list with a word is a list, also where it goes on after a blank line.
    const isList: boolean = hasWords(bullet, 3) ||
      hasItems && /^(?: {2}|\t| ?[-+*][ \t])/.test(block[0] ?? "");
    const isNumbered = !isLone && block.some((line) => ordered.test(line));
    const isQuote = hasWords(quote, 1);
    for (const [index, line] of block.entries()) {
      lines[from + index] = hideLineStart(
        line,
        index > 0 ? lines[from + index - 1] : undefined,
        {
          isList: isList || isNumbered,
          isQuote,
          isLone: isLone && !hasItems,
        },
      );
    }
    if (block.length > 0) hasItems = isList || isNumbered;
    from = to + 1;
  }
  return lines.join("\n");
}

/** Whether the first line after this one that is not blank is indented, and belongs to its item. */
function hasMore(lines: readonly string[], line: string): boolean {
  const next = lines.slice(lines.indexOf(line) + 1)
    .find((it) => it.trim() !== "");
  return next !== undefined && /^(?: {2}|\t)/.test(next);
}

interface LineContext {
  readonly isList: boolean;
  readonly isQuote: boolean;
  readonly isLone: boolean;
}

function hideLineStart(
  line: string,
  previous: string | undefined,
  { isList, isQuote, isLone }: LineContext,
): string {
  const [sign = ""] = /[^ \t]/.exec(line) ?? [];
  const hideFirst = (text: string, pattern: RegExp) =>
    text.replace(pattern, (match) => hide(match));
  if (!/[-+*>#=_\d]/.test(sign)) return line;
  const follows = previous !== undefined && !bullet.test(previous) &&
    !ordered.test(previous) && !/^[ \t]*>/.test(previous);
  const isAlone = /^[-+*#>]$/.test(line.trim()) && !isList && !isQuote;
  if (isAlone || lineOfSigns.test(line) || follows && dashes.test(line)) {
    return hide(line);
  }
  if (sign === "#") {
    const hasFiguresAlone = hashesWithoutLetter.test(line) &&
      digit.test(line);
    if (singleHash.test(line) || hasFiguresAlone) {
      return hideFirst(line, /#+/);
    }
    return /^[ \t]*#{1,6}[ \t]/.test(line)
      ? hideFirst(line, /(?<=[ \t])#+[ \t]*$/)
      : line;
  }
  if (sign === ">") {
    const match = quote.exec(line);
    if (!match || match[1] !== undefined && !isQuote) {
      return hideFirst(line, />+/);
    }
  } else if (/\d/.test(sign)) {
    const match = ordered.exec(line);
    if (!match) return line;
    const [, , digits] = match;
    const isText = isLone && (previous === undefined || follows) ||
      /^0./.test(digits);
    if (isText) return hideFirst(line, /[.)]/);
  } else if (!isList && bullet.exec(line)?.[3] !== undefined) {
    return hideFirst(line, /[-+*]/);
  }
  return line.replace(
    inner,
    (match) => match.slice(0, -1) + hide(match.slice(-1)),
  );
}

const blockStart =
  /^(?:(?:[-+*]|\d{1,9}[.)]|#{1,6})(?:[ \t]|$)|>|`{3}|~{3}|-{3,}[ \t]*$|\$\$|\\\[)/;
const listSign = /^(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)/;
const fenceStart = /^(?:`{3,}(?=[^`]*$)|~{3,})/;

/** Hides the first blank of lines that go on a paragraph, so that a reader keeps those after it, as in typed code. */
function hideIndents(text: string): string {
  if (!/\n[ \t]+\S/.test(text)) return text;
  const lines = text.split("\n");
  let block: "none" | "paragraph" | "other" = "none";
  let fence = "", isInList = false;
  return lines.map((line, index) => {
    const indent = line.search(/[^ \t]|$/), words = line.slice(indent);
    const isDeep = indent > 3 || /^ {0,3}\t/.test(line);
    if (fence !== "") {
      if (words.startsWith(fence) && /^[`~]+\s*$/.test(words)) fence = "";
      return line;
    }
    if (words.trim() === "") {
      block = "none";
      return line;
    }
    const isTable = isTableRule(lines[index + 1] ?? "");
    const isStart = blockStart.test(words);
    if (block === "paragraph" && !isTable && (isDeep || !isStart)) {
      // A sign of emphasis needs a blank before it.
      const isHidden = indent > 1 || indent === 1 && !/^[*_~]/.test(words);
      const isInLink = /\]\([^()]*$/.test(lines[index - 1]);
      return isHidden && !isInLink ? standInFor(line[0]) + line.slice(1) : line;
    }
    if (isDeep && block === "none") return line;
    if (isStart) {
      [fence = ""] = fenceStart.exec(words) ?? [];
      isInList ||= listSign.test(words);
      block = words.startsWith("#") || fence !== "" ? "none" : "other";
    } else if (block === "none" && isInList && indent > 0 || isTable) {
      block = "other";
    } else if (block === "none") {
      isInList = false;
      block = "paragraph";
    }
    return line;
  }).join("\n");
}

/** The pieces that the rules within a line look at; first those that no rule reads: code, formulas, escaped signs. */
const withinLines = new RegExp(
  [
    "(?<!`)(`+)(?!`)[^`\\n]+\\1(?!`)",
    dollarFormulaPattern,
    "(?<!\\$)\\$\\$[^$]+\\$\\$(?!\\$)",
    "\\\\\\((?:(?!\\\\[()])[^\\n])+\\\\\\)",
    "\\\\\\[(?:(?!\\\\[[\\]])[^])+\\\\\\]",
    // An escaped bracket before an address.
    "\\\\\\[[^[\\]\\n]*\\](?=[(:])",
    "\\\\[^]",
    // Faces, a comment, and a name in Python.
    "¯\\\\_\\([^()\\n]{1,3}\\)_/¯",
    "\\(\\*[\\^_.~><;:=-]{1,5}\\*(?:\\)|$)",
    "(?<![*_])(?:\\*_+\\*|_\\*+_)(?![*_])",
    "(?<![\\p{L}\\p{N}*])/\\*{1,2}(?!\\*)[^*]+\\*{1,2}/(?![\\p{L}\\p{N}*])",
    "(?<![\\p{L}\\p{N}_*])__[a-z][a-z\\d]+(?:_[a-z\\d]+)*__(?![\\p{L}\\p{N}_])",
    // A figure in a sum: `5 *3* 2`.
    `(?<=[\\p{N})\\]}=+][ \\t]{1,3})\\*[\\p{N}.,]{1,20}\\*(?=[ \\t]*$|[ \\t]{1,3}[\\p{N}([{=+*-])`,
    "\\*+|_+",
    // Programs write a sign as `&#x5B;`, so do our imports; nobody types that form.
    "&(?!#x[\\dA-F]+;)(?=#?[A-Za-z\\d])",
  ].join("|"),
  "gmu",
);

function hideWithinLines(
  text: string,
  isPersons: boolean,
  areLinesBroken = false,
): string {
  if (!/[*_|&\\]/.test(text)) return text;
  const hasBars = !hasTable(text);
  const pieces = [...text.matchAll(withinLines)].map((
    { 0: written, index },
  ): Piece => ({
    written,
    index,
    standing: /^(?:\*+|_+)$/.test(written)
      ? runStands(text, index, written.length, hasBars)
      : "other",
  }));
  let result = "", from = 0;
  for (const [pieceIndex, { written, index, standing }] of pieces.entries()) {
    const isBreak = areLinesBroken && written === "\\\n";
    result += text.slice(from, index);
    if (isBreak) result += hide("\\") + "\n";
    else if (standing === "other") {
      result += hideInPiece(text, written, index, isPersons);
    } else {
      result += isRunItself(text, pieces, pieceIndex, isPersons)
        ? hide(written)
        : written;
    }
    from = index + written.length;
  }
  return result + text.slice(from);
}

/** A part of a text that the rules look at. */
interface Piece {
  readonly written: string;
  readonly index: number;
  readonly standing: RunStanding;
}

/** Whether a run of stars or underlines is itself, and does not delimit emphasis. */
function isRunItself(
  text: string,
  pieces: readonly Piece[],
  pieceIndex: number,
  isPersons: boolean,
): boolean {
  const { written, index, standing } = pieces[pieceIndex];
  if (standing === "signs") return isPersons;
  if (standing === "asian") {
    return isPersons && isSignOfSum(text, pieces, pieceIndex);
  }
  if (standing !== "between" && standing !== "digits") return false;
  if (written.length === 1) return true;
  if (!isPersons) return standing === "digits";
  // `**S**um` is a word that begins with emphasis.
  const previousPiece = pieces[pieceIndex - 1];
  return !(previousPiece?.written === written &&
    previousPiece.standing === "apart" &&
    /^\p{L}+$/u.test(text.slice(previousPiece.index + written.length, index)));
}

/** Whether a line has the star twice as `長*寬*高` has it; emphasis ends before a blank or a stop. */
function isSignOfSum(
  text: string,
  pieces: readonly Piece[],
  pieceIndex: number,
): boolean {
  const star = pieces[pieceIndex];
  return star.written === "*" &&
    [pieces[pieceIndex - 1], pieces[pieceIndex + 1]].some((neighbour) => {
      if (neighbour?.written !== "*") return false;
      const [from, to] = [star.index, neighbour.index].sort((a, b) => a - b);
      return /asian|between|digits/.test(neighbour.standing) &&
        !text.slice(from, to).includes("\n");
    });
}

/** A formula's and code's bars split no cell of a table. Escapes and names are a person's only. */
function hideInPiece(
  text: string,
  piece: string,
  index: number,
  isPersons: boolean,
): string {
  if (/^(?:[`$]|\\[([][^])/.test(piece)) {
    return piece.replace(/\\[^]|\|/g, (it) => it === "|" ? hide(it) : it);
  }
  if (!isPersons) return piece;
  if (piece.startsWith("/")) return piece.replace(/\*/g, hide);
  if (!piece.startsWith("\\")) return hide(piece);
  return isEscape(piece[1], text, index) ? piece : hide("\\") + piece[1];
}

/** Whether a backslash makes the sign after it plain. Elsewhere it is itself, as in `C:\.git`, `50\%` and `\d+`. */
function isEscape(sign: string, text: string, index: number): boolean {
  if (/[%"',;/?@^{}([]/.test(sign)) return false;
  const nextCharacter = text.slice(index + 2, index + 3);
  if (sign === "!") return nextCharacter === "[";
  if (sign === "\\") return /^(?:$|[!-/:-@[-`{-~\n])/.test(nextCharacter);
  if (!/[.:+#=>-]/.test(sign)) return true;
  const precedingText = `${index > 24 ? " a" : "\n"}${
    showTypedSigns(text.slice(Math.max(0, index - 24), index))
  }`;
  return /\n(?:[ \t>*+#-]|&#x20;|\d{1,9}[.)](?=[ \t]))*\d{0,9}$/.test(
    precedingText,
  ) ||
    sign === "." && /www$/i.test(precedingText) ||
    sign === ":" && /(?:https?|ftp)$/i.test(precedingText);
}

/** `signs`: next to signs that make no emphasis. */
type RunStanding =
  | "between"
  | "digits"
  | "asian"
  | "signs"
  | "apart"
  | "other";

/**
 * Whether a run of stars or underlines stands between letters, digits or brackets.
 *
 * @param hasBars bars are brackets (`|a|*|b|`), and not those of a table
 */
function runStands(
  text: string,
  index: number,
  length: number,
  hasBars: boolean,
): RunStanding {
  const [left = ""] = /.$/su.exec(text.slice(Math.max(0, index - 2), index)) ??
    [];
  const [right = ""] =
    /^./su.exec(text.slice(index + length, index + length + 2)) ??
      [];
  const isUnderline = text[index] === "_";
  const isBetween = closing.test(left)
    ? word.test(right) || opening.test(right)
    : opening.test(left)
    ? closing.test(right)
    : !isUnderline &&
      (word.test(left) && word.test(right) ||
        digit.test(left) && /["']/.test(right) ||
        /["']/.test(left) && digit.test(right));
  if (!isBetween) {
    const isBar = (it: string) => hasBars && it === "|";
    const isBesideBar = isBar(left) &&
        (isBar(right) || word.test(right) || opening.test(right)) ||
      isBar(right) && (word.test(left) || closing.test(left));
    const isSigns = isBesideBar || isBesideSigns(left, right) ||
      (isUnderline
        ? isGap(left, right)
        : isBesideGap(text, index, length, left, right));
    return isSigns ? "signs" : "apart";
  }
  if (cjk.test(left) || cjk.test(right)) return "asian";
  return digit.test(left) && digit.test(right) ? "digits" : "between";
}

/** Whether it is between two equal characters, angle brackets or quotes: `^_^`, `>_<`, `"a"*"b"`. */
function isBesideSigns(left: string, right: string): boolean {
  return left === right && /[^\s*_]/.test(left) ||
    /[<>]/.test(left) && /[<>]/.test(right) ||
    quotes.test(left) && quotes.test(right);
}

/** A gap in a sum: `__ + 5 = 8`, `2*__=10`. */
function isGap(left: string, right: string): boolean {
  return sumSign.test(right) && !/[\p{L}\p{N}"']/u.test(left) ||
    sumSign.test(left) && /^$|[\s*)\]}=+.,;?!-]/.test(right);
}

/** A star next to a gap: `2*__=10`. */
function isBesideGap(
  text: string,
  index: number,
  length: number,
  left: string,
  right: string,
): boolean {
  if (right === "_" && (word.test(left) || closing.test(left))) {
    const from = index + length;
    const [gap, next] = /^_+[ \t]?(.?)/s.exec(text.slice(from, from + 20))!;
    return sumSign.test(next) || digit.test(left) && gap.startsWith("__");
  }
  return left === "_" && digit.test(right) && text[index - 2] === "_";
}

/** Whether a line of the text is the rule between a table's head and rows. */
function hasTable(text: string): boolean {
  return (text.match(/^[ \t|:-]+$/gm) ?? []).some(isTableRule);
}

const isTableRule = (line: string): boolean =>
  /^[ \t|:-]+$/.test(line) && line.includes("-") && /[|:]/.test(line);

const quotes = /["'“”„‘’«»]/, sumSign = /[=+−×÷·<>/-]/;
const word = /[\p{L}\p{N}]/u, digit = /\p{N}/u;
const opening = /[([{（［｛]/, closing = /[)\]}）］｝]/;
const cjk = new RegExp(`^${cjkCharacter}`, "u");
