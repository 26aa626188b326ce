/**
 * Emphasis in Chinese, Japanese and Korean, which have no spaces between words: marked's patterns with the rule of
 * https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md, as in the page editor. `_` between
 * letters stays text, so only `*` and `~` differ. Pure.
 */
import { cjkCharacter } from "../cjk.ts";

/** A variation selector belongs to the character before it. */
const selector = "[\\u{e0100}-\\u{e01ef}]";
const cjkEnd =
  `(?:${cjkCharacter}|(?<=${cjkCharacter})[\\ufe00-\\ufe0e]|${selector})`;

/** The character before a run of delimiters, as the rules need it; empty: the run may open emphasis in any case. */
export function characterBefore(
  run: string,
  masked: string,
  character: string,
): string {
  const index = masked.length - run.length;
  const characters = [...masked.slice(Math.max(0, index - 4), index)];
  if (/^[\ufe00-\ufe0e]$/.test(characters.at(-1) ?? "")) characters.pop();
  const lastCharacter = characters.at(-1) ?? "";
  const isCjk = beforeRun.test(lastCharacter);
  // Half of a surrogate pair is not a character.
  if (!isCjk) {
    return /^[\udc00-\udfff]$/.test(character) ? lastCharacter : character;
  }
  if (!run.startsWith("_")) return "";
  return /[\p{P}\p{S}]/u.test(lastCharacter) ? "." : "a";
}

const beforeRun = new RegExp(`^${cjkEnd}`, "u");

/** A pattern of punctuation, except CJK and the delimiters `but`. */
function sign(but: string): string {
  return `(?![${but}])(?!${cjkCharacter})[\\p{P}\\p{S}]`;
}

/** The pattern of closing delimiters. Its groups are those of marked's pattern, which starts with `walk`. */
function ends(run: string, but: string, walk: string): RegExp {
  const punctuation = `(?:${sign(but)})`;
  const otherCharacter = `(?:(?!${cjkEnd})(?:[^\\s\\p{P}\\p{S}]|${
    but === "~" ? "(?!)" : "~"
  }))`;
  const letter = `(?:${otherCharacter}|${cjkCharacter})`;
  const letterBefore = `(?:${otherCharacter}|${cjkEnd})`;
  return new RegExp(
    [
      walk,
      // Groups 1 and 2: the run can only close.
      `${punctuation}(${run})(?=\\s|$)`,
      `(?:${letterBefore}(?=${run}(?:\\s|$))|${otherCharacter}(?=${run}${punctuation}))(${run})`,
      // Groups 3 and 4: the run can only open.
      `(?:${punctuation}(?=${run}${otherCharacter})|\\s(?=${run}${letter}))(${run})`,
      `\\s(${run})(?=${punctuation})`,
      // Groups 5 and 6: the run can do either.
      `${punctuation}(${run})(?=${punctuation}|${cjkCharacter})`,
      `(?:${letterBefore}(?=${run}${letter})|${cjkEnd}(?=${run}${punctuation}))(${run})`,
    ].join("|"),
    "gu",
  );
}

export const cjkEmphasis = {
  emStrongLDelim: new RegExp(
    `^(?:\\*+(?:(${
      sign("*~")
    })|([^\\s*]))?)|^_+(?:((?![_~])[\\p{P}\\p{S}])|([^\\s_]))?`,
    "u",
  ),
  emStrongRDelimAst: ends(
    "\\*+",
    "*~",
    "^[^_*]*?__[^_*]*?\\*[^_*]*?(?=__)|[^*]+(?=[^*])",
  ),
  delLDelim: new RegExp(`^~~(?:(${sign("~")})|[^\\s~])`, "u"),
  delRDelim: ends("~~", "~", "^[^~]+(?=[^~])"),
  punctuation: new RegExp(`^(?:\\s|${sign("*_")})`, "u"),
};
