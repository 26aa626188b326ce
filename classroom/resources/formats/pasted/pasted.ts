/**
 * Questions as somebody pastes them: a question a line or a number each, its choices below it or beside it, the
 * right ones marked or named by `ANSWER:`, or in a key at the end. Pure; what it looks at grows with the length of the
 * text.
 */
import { failedAt, type Finding, quizAt, type TrueFalse } from "../found.ts";
import { linesOf, longestLine, mostLines, plainLines } from "../lines.ts";
import { isQuizHead } from "../quiz_columns.ts";
import { readQuizTable } from "../quiz_csv.ts";
import { lookedAround } from "./around.ts";
import { drawnRows } from "./drawn_table.ts";
import { itemOf } from "./items.ts";
import { PastedReader } from "./reader.ts";
import { type Placed, splitLine, tabbed } from "./rows.ts";

/** Reads them, one after the other. */
export function* readPasted(text: string, words: TrueFalse): Finding {
  const table = drawnRows(text);
  if (table.some(({ cells }) => isQuizHead(cells))) {
    return yield* readQuizTable(table, words);
  }
  const lines: Placed[] = [];
  for (const { line, text: raw } of linesOf(tabbed(plainLines(text)))) {
    if (line % 100 === 0) yield;
    if (line > mostLines) {
      yield failedAt(line, "too-many-lines", { most: mostLines });
      break;
    }
    if (raw.length > longestLine) {
      yield failedAt(line, "line-too-long", { most: longestLine });
    } else {
      lines.push(...splitLine(raw, line));
    }
  }
  lookedAround(lines);
  const reader = new PastedReader();
  yield* reader.read(lines);
  if (reader.name) yield quizAt(1, reader.name);
  for (const one of reader.found) yield* itemOf(one, words);
}
