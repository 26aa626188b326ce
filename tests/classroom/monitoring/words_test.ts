/** How often the lists of worrying words err, on lines of our own (M-4). `docs/safety.md` has the same table. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Phrases } from "../../../classroom/model/words/phrases.ts";
import {
  projectWords,
  WorryingWords,
} from "../../../classroom/model/words/worrying_words.ts";
import { worryKinds } from "../../../classroom/model/words/worrying_lists.ts";
import { type Line, lineSets, readLines } from "./words/lines.ts";

/** A row per kind and language, and a total per language. */
function measure(lines: readonly Line[]): Map<string, string> {
  const rows = new Map<string, string>();
  for (const language of ["en", "zh"]) {
    for (const kind of [...worryKinds, "all"]) {
      const some = lines.filter((it) =>
        it.language === language && (kind === "all" || it.kind === kind)
      );
      const count = (isWorrying: boolean) => {
        const asked = some.filter((it) => it.isWorrying === isWorrying);
        const wrong = asked.filter((it) =>
          projectWords.isWorrying(it.text) !== isWorrying
        );
        return `${wrong.length} of ${asked.length}`;
      };
      rows.set(`${language} ${kind}`, `${count(true)}, ${count(false)}`);
    }
  }
  return rows;
}

Deno.test("the lists miss as much, and raise as many false alarms, as the documents say (M-4)", async () => {
  const tables = Object.fromEntries(
    await Promise.all(
      lineSets.map(async (set) =>
        [set, measure(await readLines(set))] as const
      ),
    ),
  );
  const page = await readFile(
    new URL("../../../docs/safety.md", import.meta.url),
    "utf8",
  );
  const said = new Map(
    [...page.matchAll(/^\| (en|zh) +\| ([\w-]+) +\|(.+)\|$/gm)].map((
      [, language, kind, cells],
    ) => [
      `${language} ${kind}`,
      cells.split("|").map((it) => it.trim()).join(", "),
    ]),
  );
  const measured = new Map(
    [...tables.held_out].map(([key, cells]) => [
      key,
      `${cells}, ${tables.tuned.get(key)}`,
    ]),
  );
  assert.deepEqual(said, measured);
});

Deno.test("the lines are as many as promised: half look-alikes, half Chinese (M-4)", async () => {
  for (const set of lineSets) {
    const lines = await readLines(set);
    assert.equal(lines.length, 240);
    assert.equal(lines.filter((it) => it.isWorrying).length, 120);
    assert.equal(lines.filter((it) => it.language === "zh").length, 120);
    assert.equal(new Set(lines.map((it) => it.text)).size, 240);
  }
  const texts = (await Promise.all(lineSets.map(readLines)))
    .flat().map((it) => it.text);
  assert.equal(new Set(texts).size, 480, "no line is in both sets");
});

Deno.test("words are found as whole words, inflected, disguised, spelled and in simplified letters (M-4)", () => {
  const table: [text: string, isFound: boolean][] = [
    ["i want to die", true],
    ["I WANT to D1E!!", true],
    ["i wanna dieeee", true],
    ["k.i.l.l m-y-s-e-l-f", true],
    ["#killmyself", true],
    ["su1cide", true],
    ["ｋｉｌｌ ｍｙｓｅｌｆ", true],
    ["ki\u200bll my\u2060self", true],
    ["k\u00adill mysel\ufe0ff", true],
    ["kíll mysélf", true],
    ["k\u0336i\u0336l\u0336l\u0336 myself", true],
    ["i want to d\u3164ie", true],
    ["我想自\u200b殺", true],
    ["我想自杀", true],
    ["我 想 自 殺", true],
    ["i want to diet", false],
    ["Scunthorpe, Essex", false],
    ["they kill two birds with one stone", false],
    ["I'm dying of laughter", false],
    ["歷史課：自殺式攻擊", false],
    ["歷史課：自殺\u200b式攻擊", false],
    ["the suicíde sq\u00aduad", false],
    ["", false],
  ];
  for (const [text, isFound] of table) {
    assert.equal(projectWords.isWorrying(text), isFound, text);
  }
});

Deno.test("an exception covers only what it overlaps (M-4)", () => {
  const text = "the suicide squad was great and now i want to die";
  assert.equal(projectWords.isWorrying(text), true);
  const phrases = new Phrases([
    "red (fox|old fox|)",
    "dog _ cat",
    "! red fox cub",
  ]);
  assert.deepEqual(phrases.find("a red fox"), ["red (fox|old fox|)"]);
  assert.deepEqual(phrases.find("a red fox cub"), []);
  assert.deepEqual(phrases.find("a red fox cub, a red old fox"), [
    "red (fox|old fox|)",
  ]);
  assert.deepEqual(phrases.find("dog 1 2 3 4 cat"), ["dog _ cat"]);
  assert.deepEqual(phrases.find("dog 1 2 3 4 5 cat"), []);
});

Deno.test("the school's own words count, and words that stay count once (M-4)", () => {
  const words = new WorryingWords(["vape", "the old (boiler) house", "拆除"]);
  assert.equal(words.isWorrying("anyone got a VAPE?"), true);
  assert.equal(words.isWorrying("evaporate"), false);
  assert.equal(words.isWorrying("meet at the old boiler house"), true);
  assert.equal(words.isWorrying("他們要拆除它"), true);
  assert.equal(words.isWorrying("a vape!", "a vape"), false);
  assert.equal(words.isWorrying("a vape. i want to die", "a vape"), true);
  assert.equal(words.isWorrying("a cell", "a vape"), false);
  const accented = new WorryingWords(["café noir", "학교 뒤"]);
  for (const text of ["CAFÉ NOIR", "cafe\u0301 noir", "cafe noir", "학교 뒤"]) {
    assert.equal(accented.isWorrying(text), true, text);
  }
  assert.equal(accented.isWorrying("café"), false);
});
