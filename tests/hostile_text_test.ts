/**
 * Whatever people write, each reader of it takes time in proportion to its length: 20 ms for 4,000 characters, the
 * longest message, and 150 ms for 40,000, the longest answer. (`markdown_lexer_test.ts` is about Markdown.)
 */
import assert from "node:assert/strict";
import { blockedIn } from "../classroom/model/blocked_words.ts";
import { safeName } from "../classroom/files/file_names.ts";
import { readImage } from "../classroom/files/image_headers.ts";
import { isMentioned, mentionsIn } from "../classroom/model/mentions.ts";
import { isRefusedName } from "../classroom/people/names/name_filter.ts";
import { cleanName } from "../classroom/model/display_names.ts";
import { nameKey } from "../classroom/model/names.ts";
import { demonstration } from "../classroom/assistant/demonstration_model.ts";
import { signalsOf } from "../classroom/model/signals.ts";
import { coloursFor } from "../components/markdown/code_tokens.ts";
import {
  mayHaveMarkdown,
  plainBlocks,
} from "../components/markdown/markdown_plain.ts";
import { mathsTree } from "../components/markdown/maths_tree.ts";
import { csvCell } from "../exports/csv_format.ts";
import { words } from "../exports/markup.ts";
import { markdownText, plain } from "../exports/markdown.ts";
import {
  busyFor,
  busyForAll,
  codeSigns,
  growsWithLength,
  mixtures,
  repeated,
  signs,
  slowOf,
  texSigns,
} from "./hostile_texts.ts";

let times = 0;
/** A text that nobody has read yet: what names were compared lately is remembered. */
const anew = (text: string) => `${text.slice(0, -8)}${times++}`;

/** Three hundred names of every length, such as somebody who knows how they are found would take. */
const people = Array.from({ length: 300 }, (_, n) => ({
  id: String(n),
  name: (n % 2 ? "a" : "ａ").repeat(1 + n % 36) + (n > 71 ? n : ""),
}));

const blocked = Array.from(
  { length: 200 },
  (_, n) => `${["bad", "b a d", "中文", "***", "aaaa", "x-y", "ﷺ"][n % 7]}${n}`,
);

/** What reads texts of people, but for Markdown; a name has at most a thousand characters before it is looked at. */
const readers: [what: string, most: number, read: (text: string) => unknown][] =
  [
    ["mentions", 4000, (text) => mentionsIn(text, people)],
    ["a mention", 4000, (text) => isMentioned("5", text, people)],
    ["blocked words", 4000, (text) => blockedIn(text, blocked)],
    ["signals", 4000, (text) => signalsOf(asked(text))],
    ["a name", 1000, (text) => refused(() => cleanName(text))],
    ["the key of a name", 1000, (text) => nameKey(anew(text))],
    ["the name filter", 1000, (text) => isRefusedName(anew(text))],
    ["the name of a file", 1000, safeName],
    [
      "text without Markdown",
      4000,
      (text) => mayHaveMarkdown(text) || plainBlocks(text),
    ],
    ["a cell of a table", 4000, csvCell],
    ["HTML", 4000, words],
    ["a line of Markdown", 4000, plain],
    ["the demonstration", 4000, (text) => demonstration(text, 1, false)],
  ];

function asked(text: string) {
  const before = ["a", "b", "c", "d", "e"].map((one) => `${one} ${text}`);
  return { conversation: "c", message: "m", text, before, at: 0 };
}

function refused(work: () => unknown) {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

for (const [what, length, read] of readers) {
  Deno.test(`S13: ${what}: a message that was made to be slow is read within 20 ms`, () => {
    const single = signs.map((sign) => repeated(sign, length));
    assert.deepEqual(slowOf(single, read, 20), []);
    assert.deepEqual(slowOf(mixtures(length, 500, 4), read, 20), []);
  });
}

for (
  const [what, read] of [
    ["HTML", words],
    ["a line of Markdown", plain],
    ["a cell of a table", csvCell],
    [
      "text without Markdown",
      (text: string) => mayHaveMarkdown(text) || plainBlocks(text),
    ],
  ] as const
) {
  Deno.test(`S13: ${what}: an answer that was made to be slow is read within 150 ms`, () => {
    const single = signs.map((sign) => repeated(sign, 40_000));
    assert.deepEqual(slowOf(single, read, 150), []);
    assert.deepEqual(slowOf(mixtures(40_000, 200, 5), read, 150), []);
  });
}

Deno.test("C-9: an answer that was made to be slow is written as Markdown within 150 ms", async () => {
  const write = async (text: string) => {
    async function* pieces() {
      yield await Promise.resolve({ kind: "words", text } as const);
    }
    let all = "";
    const top = { title: "", lines: [] };
    for await (
      const some of markdownText(top, pieces(), { href: () => null })
    ) {
      all += some;
    }
    return all;
  };
  for (const text of mixtures(40_000, 100, 6)) {
    const took = await busyForAll(() => write(text), 150);
    assert.ok(
      took <= 150,
      `${took} ms: ${JSON.stringify(text.slice(0, 40))}`,
    );
  }
});

Deno.test("C-1: four thousand signs of mentions in a class of three hundred take no time, and the first ones count", () => {
  for (
    const text of ["@", "＠", "@a", "@ａ "].map((it) => repeated(it, 4000))
  ) {
    assert.ok(
      busyFor(() => mentionsIn(text, people), 20) <= 20,
      text.slice(0, 9),
    );
  }
  assert.equal(mentionsIn(repeated("@a ", 4000), people).length, 200);
  // Each of these could be written out in hundreds of lengths.
  const long = people.map(({ id }, n) => ({
    id,
    name: "ﷺ".repeat(40 - n % 40) + "㍿".repeat(n % 40),
  }));
  const marks = "@".repeat(200) + repeated("\u0316\u0301", 3800);
  assert.ok(busyFor(() => mentionsIn(marks, long), 20) <= 20);
});

Deno.test("C-4: a formula that was made to be slow is read within 10 ms, so that a message of them takes 40", () => {
  const read = (tex: string) => mathsTree(tex, true);
  assert.deepEqual(slowOf(mixtures(1000, 4000, 7, texSigns), read, 10), []);
});

const languages =
  "bash c cpp csharp css java javascript json php python r sql typescript xml"
    .split(" ");
for (const language of languages) {
  Deno.test(`C-4: code in ${language} that was made to be slow has its colours, or none, within 20 ms`, () => {
    const read = (code: string) => coloursFor(1e9, 0, () => 0)(code, language);
    const single = codeSigns.map((sign) => repeated(sign, 4000));
    assert.deepEqual(slowOf(single, read, 20), []);
    assert.deepEqual(slowOf(single.map(inLines), read, 20), []);
    for (const form of [(code: string) => code, inLines]) {
      const mixed = [...mixtures(4000, 400, 8, codeSigns)].map(form);
      assert.deepEqual(slowOf(mixed, read, 20), []);
    }
  });
}

/** Code with lines such as people write. */
function inLines(code: string): string {
  return (code.match(/[^]{1,70}/g) ?? []).join("\n").slice(0, 4000);
}

Deno.test("C-4: long code that somebody means has its colours", async () => {
  const colours = coloursFor(1e9, 0, () => 0);
  const sources = {
    typescript: [
      "classroom/groups/breakouts.ts",
      "components/markdown/Markdown.tsx",
    ],
    css: ["styles/base.css"],
    json: ["deno.json"],
    java: ["sync/outbox.ts"],
    c: ["sync/token_bucket.ts"],
  };
  for (const [language, files] of Object.entries(sources)) {
    for (const file of files) {
      const code = (await Deno.readTextFile(file)).slice(0, 4000);
      assert.ok(colours(code, language), file);
    }
  }
  const comment = `/* ${"It says what it is for, and why. ".repeat(100)} */`
    .replaceAll(/.{70} /g, "$&\n");
  assert.ok(colours(comment, "c"));
});

Deno.test("C-5: the beginning of a file that was made to be slow is read within 20 ms", () => {
  const starts = [
    [0xff, 0xd8, 0xff, 0xff],
    [0xff, 0xd8, 0xff, 0xd0],
    [0xff, 0xd8, 0xff, 0xe1, 0, 2, 0xff, 0xe1, 0, 2],
    [..."\0\0\0\x1cftypavif\0\0\0\0avif"].map((c) => c.charCodeAt(0)),
    [..."\0\0\0\x08meta"].map((c) => c.charCodeAt(0)),
  ];
  for (const start of starts) {
    for (const part of [start, [0, 0, 0, 8], [0xff], [0xff, 0xe1, 0, 2], [0]]) {
      const bytes = new Uint8Array(1024 * 1024);
      for (let at = 0; at < bytes.length; at++) {
        bytes[at] = start[at] ?? part[at % part.length];
      }
      assert.ok(busyFor(() => readImage(bytes), 20) <= 20, `${start} ${part}`);
    }
  }
});

Deno.test("what grows with the square of a length is told from what grows with the length", () => {
  assert.ok(growsWithLength((n) => /x+$/.test("x".repeat(n)), 20_000));
  assert.ok(!growsWithLength((n) => /x+y/.test("x".repeat(n)), 2_000));
});
