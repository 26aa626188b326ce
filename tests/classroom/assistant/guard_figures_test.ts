/** The lines that words and guards find and miss, by a guard's endpoint: the table of `docs/safety.md` (T-3, M-4). */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import {
  makeTable,
  measureAll,
  readAllLines,
  type Row,
} from "./guard_figures.ts";

Deno.test("words and stand-in guards find, miss and stop as much as the documents say (T-3, M-4)", async () => {
  const lines = await readAllLines();
  const rows = await measureAll(lines);
  assert.deepEqual(await readTable(), makeTable(rows));
  for (const { standIn, fails, figures } of rows) {
    const { answered, checks, maxChecks, passedLater, stopped } = figures;
    const { falselyStopped, unchecked } = figures;
    const about = `${standIn?.name}, ${fails}`;
    const allStopped = stopped + falselyStopped;
    assert.equal(answered + unchecked + allStopped, lines.length, about);
    assert.equal(passedLater, isFickle(standIn) ? allStopped : 0, about);
    // A question waits for at most one check of it, and one of its answer.
    assert.ok(maxChecks <= (unchecked > 0 ? 1 : 2), about);
    const isAsked = standIn?.answer !== undefined;
    if (isAsked) assert.ok(checks >= 3, about);
    else assert.equal(checks, 0, about);
  }
});

function isFickle(standIn: Row["standIn"]): boolean {
  return standIn?.name.startsWith("fickle") ?? false;
}

/** The cells of the table, without its rule. */
async function readTable(): Promise<string[][]> {
  const url = new URL("../../../docs/safety.md", import.meta.url);
  const [, part = ""] = (await readFile(url, "utf8")).split("### With a guard");
  return part.split("\n## ")[0].split("\n").filter((line) =>
    /^\| (?!-)/.test(line)
  )
    .map((line) => line.slice(1, -1).split("|").map((cell) => cell.trim()));
}
