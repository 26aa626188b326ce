/** Detects texts of other programs that are not read (R-3), because their signs mean something else in pasted text. Pure. */
import { normalizePastedText, textLines } from "./lines.ts";

const ankiDirective =
  /^\s*#\s*(?:separator|html|columns|tags|notetype|deck|(?:guid|notetype|deck|tags) column)\s*:/i;

const blackboardTypes =
  "MC|MA|TF|ESS|ORD|MAT|FIB|FIB_PLUS|FIL|NUM|SR|OP|JUMBLED_SENTENCE|QUIZ_BOWL";
const blackboardRows = [
  new RegExp(`^\\s{0,9}"?(?:${blackboardTypes})"?\\t`),
  /^"?(?:(?:MC|MA)"?[,;][^\n]*[,;]"?(?:in)?correct"?\s*$|TF"?[,;][^\n]*[,;]"?(?:true|false)"?\s*$)/i,
];

/** Numeric answers, files and ends of groups in text2qti's quizzes. */
const text2qtiLine =
  /^(?:=[ \t]+[-\d[]|\^{3,}[ \t]*$|END_(?:GROUP|COMMENT)[ \t]*$)/m;
const numberedLine = /^\d{1,4}\.[ \t]+\S/m;

export function isOtherProgram(text: string): boolean {
  const beginning = normalizePastedText(text.slice(0, 20_000));
  if (ankiDirective.test(beginning.trimStart().slice(0, 100))) return true;
  if (text2qtiLine.test(beginning) && numberedLine.test(beginning)) return true;
  let rows = 0, lines = 0;
  for (const { text: line } of textLines(beginning)) {
    if (line.trim() === "") continue;
    lines++;
    if (blackboardRows.some((it) => it.test(line))) rows++;
  }
  return rows > 0 && rows * 2 >= lines;
}
