/**
 * Text parsers take linear work, measured in steps, for the longest message (4,000 characters) and answer (40,000).
 * `components/markdown/markdown_test.ts` covers Markdown.
 */
import assert from "node:assert/strict";
import { findBlockedWords } from "../classroom/model/blocked_words.ts";
import { safeName } from "../classroom/files/file_names.ts";
import { readImageHeader } from "../classroom/files/image_headers.ts";
import { findMentions, isMentioned } from "../classroom/model/mentions.ts";
import { isRefusedName } from "../classroom/people/names/name_filter.ts";
import { cleanDisplayName } from "../classroom/model/display_names.ts";
import { nameKey } from "../formats/name_keys.ts";
import { maxGrowth, maxMarks, normalise } from "../formats/normalise.ts";
import { demonstrationAnswer } from "../classroom/assistant/demonstration_model.ts";
import { CodePlace } from "../classroom/assistant/code_place.ts";
import { removeMarkdown } from "../formats/markdown/previews.ts";
import { indicatorsAfterPrompt } from "../classroom/model/indicators.ts";
import { projectWords } from "../classroom/model/words/worrying_words.ts";
import { makeCodeColourer } from "../formats/markdown/code_colours.ts";
import {
  mayHaveMarkdown,
  toPlainBlocks,
} from "../formats/markdown/markdown_plain.ts";
import { parseMaths } from "../formats/markdown/maths_tree.ts";
import { csvCell } from "../exports/csv_format.ts";
import { markdownMarkup } from "../exports/markup.ts";
import { escapeMarkdownLine, writeMarkdown } from "../exports/markdown.ts";
import {
  countedTest,
  countSteps,
  findSlowTexts,
  growsLinearly,
} from "./counted_work.ts";
import { finishSteps } from "../formats/metadata/finish_steps.ts";
import { recordNormalised } from "./normalised.ts";
import {
  codeSigns,
  messageSigns,
  mixedSignTexts,
  repeatToLength,
  singleSignTexts,
  texSigns,
  unicodeSigns,
} from "./hostile_texts.ts";

const file = import.meta.url;

let times = 0;
/** The text with a new end at each call, so that no cached comparison of names is measured. */
const anew = (text: string) => `${text.slice(0, -8)}${times++}`;

/** The worst case for finding mentions: names of every length. */
const people = Array.from({ length: 300 }, (_, n) => ({
  id: String(n),
  name: (n % 2 ? "a" : "ａ").repeat(1 + n % 36) + (n > 71 ? n : ""),
}));

const blocked = Array.from(
  { length: 200 },
  (_, n) => `${["bad", "b a d", "中文", "***", "aaaa", "x-y", "ﷺ"][n % 7]}${n}`,
);

/**
 * Parsers except Markdown: longest text, most steps per character (twice the measured ones), function. Names are
 * limited to 1,000 characters first.
 */
const readers: [
  what: string,
  length: number,
  most: number,
  read: (text: string) => unknown,
][] = [
  ["mentions", 4000, 75, (text) => findMentions(text, people)],
  ["a mention", 4000, 10, (text) => isMentioned("5", text, people)],
  ["blocked words", 4000, 500, (text) => findBlockedWords(text, blocked)],
  ["signals", 4000, 400, (text) => indicatorsAfterPrompt(asked(text))],
  ["a name", 1000, 5, (text) => refused(() => cleanDisplayName(text))],
  ["the key of a name", 1000, 100, (text) => nameKey(anew(text))],
  ["the name filter", 1000, 1200, (text) => isRefusedName(anew(text))],
  ["the name of a file", 1000, 5, safeName],
  [
    "text without Markdown",
    4000,
    5,
    (text) => mayHaveMarkdown(text) || toPlainBlocks(text),
  ],
  ["a cell of a table", 4000, 5, csvCell],
  ["HTML", 4000, 300, (text) => finishSteps(markdownMarkup(text))],
  ["a line of Markdown", 4000, 60, escapeMarkdownLine],
  ["the demonstration", 4000, 5, (text) => demonstrationAnswer(text, 1, false)],
];

function asked(text: string) {
  const before = ["a", "b", "c", "d", "e"].map((one) => `${one} ${text}`);
  return {
    conversation: "c",
    message: "m",
    text,
    previousTexts: before,
    at: 0,
    words: projectWords,
  };
}

function refused(work: () => unknown) {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

for (const [n, [what, length, most, read]] of readers.entries()) {
  countedTest(
    file,
    `${what}: a message made to be slow is read in few steps (SYNC-18)`,
    async () => {
      const single = singleSignTexts(length, n);
      assert.deepEqual(await findSlowTexts(single, read, most), []);
      const mixed = mixedSignTexts(length, 60, 4);
      assert.deepEqual(await findSlowTexts(mixed, read, most), []);
      const unicode = [
        ...singleSignTexts(length, n, unicodeSigns),
        ...mixedSignTexts(length, 12, n, unicodeSigns),
      ];
      assert.deepEqual(await findSlowTexts(unicode, read, most), []);
    },
  );
}

Deno.test("no reader has a long run of marks ordered, or a text grow much (SYNC-18)", () => {
  const marks = "\u0301\u0316\u05b0\u064b\u094d\u3099\uff9e\u{1d165}\u{1e8d0}";
  for (const [what, length, , read] of readers) {
    const texts = [
      "\u0301".repeat(length / 2) + "\u0316".repeat(length / 2),
      repeatToLength(marks, length),
      // A sign that is removed between two rounds joins the runs on both sides.
      repeatToLength(`${marks}\u200d${marks}\u115f`, length),
      ...["ﷺ", "ﷻ", "㌖", "㈝", "ΐ"].map((it) => repeatToLength(it, length)),
    ];
    for (const text of texts) {
      using recorded = recordNormalised();
      read(text);
      const about = `${what}: ${escape(text.slice(0, 12))}`;
      assert.ok(recorded.longestRun <= maxMarks, about);
      const most = maxGrowth * recorded.given + 18 * 20 * recorded.calls;
      assert.ok(recorded.returned <= most, about);
      assert.ok(recorded.given <= 8 * 2 * maxGrowth * length, about);
    }
  }
});

Deno.test("every character grows within the bound, and ordinary text stays as it is (SYNC-18)", () => {
  const forms = ["NFC", "NFD", "NFKC", "NFKD"] as const;
  const grown: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    const sign = String.fromCodePoint(code), text = sign.repeat(40);
    if (text.normalize("NFKD") === text) continue;
    for (const form of forms) {
      const { length } = normalise(text, form);
      if (length > maxGrowth * text.length + 18 * 20) grown.push(sign);
    }
  }
  assert.deepEqual(grown, []);
  for (
    const text of [
      "Zoë Nguyễn Ž",
      "각 한국어",
      "ﾀﾞｲ ﾊﾟﾝ",
      "กำลังน้ำ",
      "हिन्दी क्षत्रिय",
      "שָׁלוֹם",
      "بِسْمِ ٱللَّهِ ﷺ",
      "👩‍👩‍👧‍👦 ❤️ 1️⃣",
      "x".repeat(99) + "\u0301".repeat(maxMarks),
    ]
  ) {
    for (const form of forms) {
      assert.equal(normalise(text, form), text.normalize(form));
    }
  }
  assert.equal(normalise("a" + "\u0316".repeat(99) + "b", "NFD").length, 32);
});

countedTest(
  file,
  "a long run is read in few steps, whatever comes before and after it (SYNC-18)",
  async () => {
    const runs = messageSigns.map((sign) => repeatToLength(sign, 4000));
    const ends = ["x", "`", "\u2028\n"];
    const texts = runs.flatMap((run) => ends.map((end) => run + end));
    assert.deepEqual(await findSlowTexts(texts, removeMarkdown, 60), []);
    const place = (length: number) =>
      new CodePlace().push("~".repeat(length) + "\u2028\n");
    assert.ok(await growsLinearly(place, 2000));
  },
);

for (
  const [what, most, read] of [
    ["HTML", 200, (text: string) => finishSteps(markdownMarkup(text))],
    ["a line of Markdown", 60, escapeMarkdownLine],
    ["a cell of a table", 5, csvCell],
    [
      "text without Markdown",
      5,
      (text: string) => mayHaveMarkdown(text) || toPlainBlocks(text),
    ],
  ] as const
) {
  countedTest(
    file,
    `${what}: an answer made to be slow is read in few steps (SYNC-13)`,
    async () => {
      const mixed = mixedSignTexts(40_000, 10, 5);
      assert.deepEqual(await findSlowTexts(mixed, read, most), []);
    },
  );
}

countedTest(
  file,
  "an answer made to be slow is written as Markdown in few steps (C-9)",
  async () => {
    const write = async (text: string) => {
      async function* pieces() {
        yield await Promise.resolve({ kind: "words", text } as const);
      }
      let all = "";
      const top = { title: "", lines: [] };
      for await (
        const some of writeMarkdown(top, pieces(), { href: () => null })
      ) {
        all += some;
      }
      return all;
    };
    const mixed = mixedSignTexts(40_000, 8, 6);
    assert.deepEqual(await findSlowTexts(mixed, write, 300), []);
  },
);

countedTest(
  file,
  "four thousand @ in a class of three hundred take few steps, and the first ones count (C-1)",
  async () => {
    const texts = ["@", "＠", "@a", "@ａ "].map((it) =>
      repeatToLength(it, 4000)
    );
    const read = (text: string) => findMentions(text, people);
    assert.deepEqual(await findSlowTexts(texts, read, 75), []);
    assert.equal(findMentions(repeatToLength("@a ", 4000), people).length, 200);
    // Each of these expands to hundreds of lengths.
    const long = people.map(({ id }, n) => ({
      id,
      name: "ﷺ".repeat(40 - n % 40) + "㍿".repeat(n % 40),
    }));
    const marks = "@".repeat(200) + repeatToLength("\u0316\u0301", 3800);
    const taken = await countSteps(() => findMentions(marks, long));
    assert.ok(taken <= 75 * marks.length, `${taken} steps`);
  },
);

countedTest(
  file,
  "a formula made to be slow is read in few steps (C-4)",
  async () => {
    const read = (tex: string) => parseMaths(tex, true);
    const mixed = mixedSignTexts(1000, 400, 7, texSigns);
    assert.deepEqual(await findSlowTexts(mixed, read, 500), []);
  },
);

const languages =
  "bash c cpp csharp css java javascript json php python r sql typescript xml"
    .split(" ");

/** Code made to be slow, without and with short lines. */
function slowCode(seed: number): string[] {
  const texts = [
    ...singleSignTexts(4000, seed, codeSigns),
    ...mixedSignTexts(4000, 20, 8, codeSigns),
  ];
  return [...texts, ...texts.map(inLines)];
}

const colour = (code: string, language: string) =>
  makeCodeColourer(1e9, 0, () => 0)(code, language);

countedTest(
  file,
  "code unlike real code is plain in each language, in few steps (C-4)",
  async () => {
    const texts = slowCode(0).filter((code) => !colour(code, languages[0]));
    const read = (code: string) =>
      languages.every((it) => colour(code, it) === null) || assert.fail(code);
    const most = 5 * languages.length;
    assert.deepEqual(await findSlowTexts(texts, read, most), []);
  },
);

for (const [n, language] of languages.entries()) {
  countedTest(
    file,
    `code in ${language} made to be slow is coloured in few steps (C-4)`,
    async () => {
      const texts = slowCode(n).filter((code) => colour(code, languages[0]));
      assert.ok(texts.length > 0);
      const read = (code: string) => colour(code, language);
      assert.deepEqual(await findSlowTexts(texts, read, 500), []);
    },
  );
}

function inLines(code: string): string {
  return (code.match(/[^]{1,70}/g) ?? []).join("\n").slice(0, 4000);
}

Deno.test("realistic long code is coloured (C-4)", async () => {
  const colours = makeCodeColourer(1e9, 0, () => 0);
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

countedTest(
  file,
  "the beginning of a file made to be slow is read in few steps (C-5)",
  async () => {
    const starts = [
      [0xff, 0xd8, 0xff, 0xff],
      [0xff, 0xd8, 0xff, 0xd0],
      [0xff, 0xd8, 0xff, 0xe1, 0, 2, 0xff, 0xe1, 0, 2],
      [..."\0\0\0\x1cftypavif\0\0\0\0avif"].map((c) => c.charCodeAt(0)),
      [..."\0\0\0\x08meta"].map((c) => c.charCodeAt(0)),
    ];
    for (const start of starts) {
      for (
        const part of [start, [0, 0, 0, 8], [0xff], [0xff, 0xe1, 0, 2], [0]]
      ) {
        const bytes = new Uint8Array(1024 * 1024);
        for (let at = 0; at < bytes.length; at++) {
          bytes[at] = start[at] ?? part[at % part.length];
        }
        const taken = await countSteps(() => readImageHeader(bytes));
        assert.ok(
          taken <= 8 * bytes.length,
          `${start} ${part}: ${taken} steps`,
        );
      }
    }
  },
);

countedTest(
  file,
  "quadratic growth is distinguished from linear growth",
  async () => {
    const isLinear = (work: (text: string) => unknown) =>
      growsLinearly((length) => work("x".repeat(length)), 500);
    assert.ok(await isLinear((text) => /x+$/.test(text)));
    assert.ok(await isLinear((text) => text.replaceAll("x", "")));
    // The mark of a lazy quantifier is no quantifier of a bracket.
    const lazy = () => /x{0,9}?y/.exec("xy".repeat(100_000));
    assert.ok(await countSteps(lazy) < 5000);
    assert.ok(!await isLinear((text) => /x+y/.test(text)));
    assert.ok(
      !await isLinear((text) => {
        for (let at = 0; at < text.length; at++) text.indexOf("y", at);
      }),
    );
    assert.ok(
      !await isLinear((text) => {
        for (const one of text) for (const other of text) void one + other;
      }),
    );
  },
);
