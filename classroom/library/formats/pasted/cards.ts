/**
 * Reads cards whose answers have several lines, as Quizlet exports them: a tab between term and definition, and
 * a new line or `;` between cards. Pure.
 */
import type { CsvRow } from "../../../../formats/tables/csv.ts";
import { isQuizHead } from "../table_columns.ts";
import { type Line, onOneLine, textLines } from "../lines.ts";
import {
  makeOmission,
  makeQuizStart,
  type ParsedItems,
} from "../parsed_items.ts";

export interface Cards {
  /** The line above the cards; undefined: none. */
  title?: Line;
  /** A term and its definition each. */
  rows: CsvRow[];
  /** Lines below the cards, after a blank line. */
  leftOut: Line[];
}

/** A line of a worksheet, which continues no definition. */
const choiceOrAnswer =
  /^\s*(?:[(（\[]?\s*[A-Ja-jＡ-Ｊ甲乙丙丁戊]\s*[.)、:：\]）．]|[①-⑩○□☐]|(?:answer|ans|key|explanation|points|答案|解答|正解|解析|配分)\s*[:：])/iu;
const note =
  /^[(（※*]*\s*(?:source|total|notes?|remarks?|備註|备注|註|注|說明|说明|資料來源|出處|合計)\s*[:：]/iu;
const numbered = /^\s*[(（\[]?\s*(?:\d{1,3}\s*[.)、:：\]）．]|[#>]|第)/u;

/** The cards; null: the text has none, or none of several lines. Spreadsheets quote cells of several lines. */
export function readCards(text: string): Cards | null {
  if (!text.includes("\t") || /(?:^|[\t\n])"/.test(text)) return null;
  return cardsBySemicolon(text) ?? cardsByLine(text);
}

/** `term⇥definition;term⇥definition`, whose definitions may have new lines. */
function cardsBySemicolon(text: string): Cards | null {
  const lines = text.trim().split("\n");
  const isByLine = lines.every((line) => line.split("\t").length <= 2);
  const parts = text.trim().replace(/;$/, "").split(/;\n?/);
  const isCards = !isByLine || lines.length < parts.length && lines.length > 1;
  if (parts.length < 2 || !isCards) return null;
  const rows: CsvRow[] = [];
  let line = 1;
  for (const part of parts) {
    const cells = part.split("\t").map(onOneLine);
    if (cells.length !== 2 || cells.includes("")) return null;
    rows.push({ line, cells });
    line += part.split("\n").length - 1;
  }
  return { rows, leftOut: [] };
}

function cardsByLine(text: string): Cards | null {
  const cards: { line: number; term: string; definition: string[] }[] = [];
  const above: Line[] = [];
  let below: Line[] = [], isApart = false, isNumbered = false, isJoined = false;
  const continued: string[] = [];
  const join = (lineText: string) => {
    cards.at(-1)!.definition.push(lineText);
    continued.push(lineText);
  };
  for (const line of textLines(text)) {
    const words = line.text.trim();
    if (words === "") {
      isApart = true;
      continue;
    }
    const cells = line.text.split("\t").map((cell) => cell.trim());
    if (cells.length === 1 && cards.length === 0) above.push(line);
    else if (cells.length === 1) {
      if (choiceOrAnswer.test(words)) return null;
      isNumbered ||= numbered.test(words);
      if (isApart || below.length > 0 || note.test(words)) below.push(line);
      else join(words);
    } else {
      if (cells.length > 2 || cells[0] === "") return null;
      // Lines after a blank one are part of the definition, as another card follows.
      for (const { text } of below) join(text.trim());
      below = [];
      const [last, meaning] = cells;
      // `New York⏎(city)⇥…`: a bracket alone is no term.
      const goesOn = !isApart && /^(?:\([^()]+\)|（[^（）]+）)$/u.test(last);
      const termStart = !goesOn
        ? undefined
        : cards.length === 0
        ? above.pop()?.text.trim()
        : cards.at(-1)!.definition.length > 1
        ? cards.at(-1)!.definition.pop()
        : undefined;
      const term = termStart === undefined ? last : `${termStart} ${last}`;
      isJoined ||= termStart !== undefined;
      const definition = meaning === "" ? [] : [meaning];
      cards.push({ line: line.line, term, definition });
    }
    isApart = false;
  }
  const isBroken = isJoined || continued.length > 0 ||
    above.length + below.length > 0;
  // A worksheet may have a few tabs, too.
  const isWorksheet = cards.length < 3 &&
    (isNumbered || cards.length < above.length + below.length ||
      [...continued, ...above, ...below].some((entry) =>
        /[?？:：]\s*$/u.test(typeof entry === "string" ? entry : entry.text)
      ));
  const hasAll = cards.every(({ definition }) => definition.length > 0);
  if (!isBroken || isWorksheet || !hasAll) return null;
  const rows = cards.map(({ line, term, definition }): CsvRow => ({
    line,
    cells: [term, definition.join(" ")],
  }));
  const [title, ...otherLines] = above;
  return otherLines.length === 0
    ? { rows, leftOut: below, ...(title && { title }) }
    : { rows, leftOut: [...above, ...below] };
}

/** Names the quiz by its title, and reports the lines that are no cards. */
export function* reportAroundCards(
  { title, rows, leftOut }: Cards,
): ParsedItems {
  if (title) {
    const name = title.text.trim();
    yield makeQuizStart(title.line, name);
    // It may be the first line of a term, as no empty line is between them.
    const isNext = title.line + 1 === rows[0].line &&
      !isQuizHead(rows[0].cells);
    if (isNext) yield makeOmission(title.line, "name-uncertain", { name });
  }
  for (const { line, text } of leftOut) {
    yield makeOmission(line, "line-left-out", { text: text.trim() });
  }
}
