/** Slow texts of students are searched and exported without holding others up (C-9, M-3). */
import type { VNode } from "preact";
import assert from "node:assert/strict";
import { searchHistory } from "../../classroom/record/history_search.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { messages } from "../../classroom/model/roots.ts";
import { parseMaths } from "../../formats/markdown/maths_tree.ts";
import { parseMarkdown } from "../../formats/markdown/parse_markdown.ts";
import { walkMarkdown } from "../../formats/markdown/markdown_walk.ts";
import { parseMarkdownTexts } from "../../routes/_markdown_provider.tsx";
import { recordFormats } from "../../exports/record_formats.ts";
import { writeZip } from "../../exports/zip.ts";
import { countedTest, countLongestTurn, countSteps } from "../counted_work.ts";
import { mixedSignTexts, repeatToLength } from "../hostile_texts.ts";
import { makeSchoolWithReader, readRecordBytes } from "./reading.ts";

const hostile = [
  ..."**中:,_a*b,~a,x*,!,*y ,ﷺ,\n,[a](,@".split(",").flatMap((part) => [
    repeatToLength(part, 4000),
    repeatToLength(`${part} `, 4000),
  ]),
  ...mixedSignTexts(4000, 100, 9),
];
const answers = ["**中:", "x*", "- *a\n", "`\\`", "|a"]
  .map((part) => repeatToLength(part, 40_000));

/** Steps of the longest slice: twice what is needed. */
const most = 7_500_000;

/** A clock that advances 5 ms per reading, so that slices have the same work everywhere. */
function countingClock(): Disposable {
  const { now } = performance;
  let time = now.call(performance);
  performance.now = () => time += 5;
  return { [Symbol.dispose]: () => performance.now = now };
}

async function size(body: ReadableStream<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const bytes of body) size += bytes.length;
  return size;
}

countedTest(
  import.meta.url,
  "a record full of slow texts is searched and exported without blocking others (C-9)",
  async () => {
    const { school, reader } = await makeSchoolWithReader();
    await using _ = school;
    const { who, view } = reader;
    const room = names.room(view.id, "main");
    const said = [
      ...hostile.map((text) => ({ kind: "text" as const, text })),
      ...answers.map((text) => ({
        kind: "assistant" as const,
        text,
        prompt: "**",
        model: "a",
      })),
    ];
    for (const one of said) {
      await school.app.sync.decide(view.id, [room], (tx) => {
        const message = { id: newId(), from: who.member, at: tx.now, ...one };
        messages(tx.doc(room)).push([message as Message]);
      });
    }
    using _clock = countingClock();
    const longest: Record<string, number> = {};
    for (const format of recordFormats) {
      longest[format] = await countLongestTurn(async () =>
        assert.ok(await size(await readRecordBytes(reader, format)) > 400_000)
      );
    }
    longest.zip = await countLongestTurn(async () =>
      await size(await writeZip(school.app, reader))
    );
    for (const [format, took] of Object.entries(longest)) {
      assert.ok(took <= most, `${format}: ${took} steps`);
    }
    const took = await countLongestTurn(() =>
      searchHistory(school.app, who, { words: "ﷺﷺ" })
    );
    assert.ok(took <= most, `${took} steps`);
  },
);

countedTest(
  import.meta.url,
  "a hostile page is read in slices, with a bounded number of pieces (C-9)",
  async () => {
    const texts = [...hostile, ...answers, ...mixedSignTexts(4000, 200, 10)];
    using _ = countingClock();
    let pieces = 0;
    const took = await countLongestTurn(async () => {
      const { read } = await parseMarkdownTexts(texts);
      pieces = texts.reduce(
        (sum, it) => sum + [...walkMarkdown(read(it, "person"))].length,
        0,
      );
    });
    assert.ok(took <= most, `${took} steps`);
    assert.ok(pieces <= 30_000 + texts.length, `${pieces} pieces`);
  },
);

countedTest(
  import.meta.url,
  "one long text of many short paragraphs is read in slices to the same result (C-9)",
  async () => {
    const text = ("*ab*__ab__".repeat(8) + "\n\n").repeat(480);
    assert.ok(text.length > 35_000 && text.length < 50_000);
    using _ = countingClock();
    let blocks: unknown;
    const took = await countLongestTurn(async () => {
      blocks = (await parseMarkdownTexts([text])).read(text, "person");
    });
    const atOnce = await countSteps(() => parseMarkdown(text));
    assert.ok(took < atOnce / 3, `${took} of ${atOnce} steps`);
    assert.deepEqual(blocks, parseMarkdown(text));
  },
);

countedTest(
  import.meta.url,
  "eight hundred formulas are parsed in slices, and once (C-9)",
  async () => {
    const formulas = Array.from({ length: 800 }, (_, n) => `a_{${n}}b`);
    const text = formulas.map((tex) => `$${tex}$`).join(" ");
    using _ = countingClock();
    const atOnce = await countSteps(() =>
      formulas.map((tex) => parseMaths(tex, false))
    );
    const longest = await countLongestTurn(() => parseMarkdownTexts([text]));
    assert.ok(longest < atOnce / 2, `${longest} of ${atOnce} steps`);
    const { drawFormula } = await parseMarkdownTexts([text]);
    const draw = (tex: string) => drawFormula(tex, false);
    const drawn = await countSteps(() => formulas.map(draw));
    // Parsing again would take them all once more.
    assert.ok(drawn < atOnce, `${drawn} of ${atOnce} steps`);
  },
);

Deno.test("a page of a lesson exports all of its Markdown (C-9)", async () => {
  const answer =
    "## Cells\n\nThe **wall** and the `membrane`:\n\n- one $x^2$\n- two\n\n```js\nlet a = 1;\n```\n"
      .repeat(20);
  const texts = [
    ...Array.from(
      { length: 160 },
      (_, n) => `I think it is **${n}**, see _p. ${n}_`,
    ),
    ...Array.from({ length: 40 }, (_, n) => `${answer}\n${n}`),
  ];
  using _ = countingClock();
  const { read, colours, drawFormula } = await parseMarkdownTexts(texts);
  for (const text of texts) {
    assert.ok(
      [...walkMarkdown(read(text, "person"))].some(({ kind }) =>
        kind === "strong"
      ),
    );
  }
  assert.ok(colours("let a = 1;", "js"));
  assert.equal((drawFormula("x^2", false) as VNode).type, "math");
});
