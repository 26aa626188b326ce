/**
 * Where emphasis begins and ends in Chinese, Japanese and Korean, which have no blanks around it: marked's patterns with
 * the rule of https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md, as the reader of pages has it.
 * Between letters `_` stays itself, so only `*` and `~` differ. Pure.
 */
import { cjk } from "../../classroom/model/cjk.ts";

/** A variation selector goes with the character before it. */
const selector = "[\\u{e0100}-\\u{e01ef}]";
const before = `(?:${cjk}|(?<=${cjk})[\\ufe00-\\ufe0e]|${selector})`;

/** The character before a run of signs, as the rules take it: "" where the run may begin whatever follows. */
export function characterBefore(
  run: string,
  masked: string,
  character: string,
): string {
  const at = masked.length - run.length;
  const last = [...masked.slice(Math.max(0, at - 4), at)];
  if (/^[\ufe00-\ufe0e]$/.test(last.at(-1) ?? "")) last.pop();
  const found = last.at(-1) ?? "";
  const isCjk = beforeRun.test(found);
  // Half of a pair is not what stands there.
  if (!isCjk) return /^[\udc00-\udfff]$/.test(character) ? found : character;
  if (!run.startsWith("_")) return "";
  return /[\p{P}\p{S}]/u.test(found) ? "." : "a";
}

const beforeRun = new RegExp(`^${before}`, "u");

/** Punctuation but of these languages, and without these signs. */
function sign(but: string): string {
  return `(?![${but}])(?!${cjk})[\\p{P}\\p{S}]`;
}

/** The pattern for what may end a span; its groups are those of marked's pattern, which `walk` begins. */
function ends(run: string, but: string, walk: string): RegExp {
  const punctuation = `(?:${sign(but)})`;
  const other = `(?:(?!${before})(?:[^\\s\\p{P}\\p{S}]|${
    but === "~" ? "(?!)" : "~"
  }))`;
  const letter = `(?:${other}|${cjk})`;
  const letterBefore = `(?:${other}|${before})`;
  return new RegExp(
    [
      walk,
      // 1, 2: it can only end one.
      `${punctuation}(${run})(?=\\s|$)`,
      `(?:${letterBefore}(?=${run}(?:\\s|$))|${other}(?=${run}${punctuation}))(${run})`,
      // 3, 4: it can only begin one.
      `(?:${punctuation}(?=${run}${other})|\\s(?=${run}${letter}))(${run})`,
      `\\s(${run})(?=${punctuation})`,
      // 5, 6: either.
      `${punctuation}(${run})(?=${punctuation}|${cjk})`,
      `(?:${letterBefore}(?=${run}${letter})|${before}(?=${run}${punctuation}))(${run})`,
    ].join("|"),
    "gu",
  );
}

/** Those of marked's rules that differ. */
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
  delLDelim: new RegExp(`^~~?(?:(${sign("~")})|[^\\s~])`, "u"),
  delRDelim: ends("~~?", "~", "^[^~]+(?=[^~])"),
  punctuation: new RegExp(`^(?:\\s|${sign("*_")})`, "u"),
};
