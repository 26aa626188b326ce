import assert from "node:assert/strict";
import { countedTest, growsLinearly } from "../../../counted_work.ts";
import { deflateRawSync } from "node:zlib";
import {
  detectQuizFormat,
  parseQuizzes,
} from "../../../../classroom/library/formats/formats.ts";
import {
  type QuizImportFormat,
  quizImportFormats,
} from "../../../../classroom/library/formats/parsed_items.ts";
import { questionLines, readText, reasonLines } from "./reader.ts";
import { makeSheetFile, workbookFiles, zipFiles } from "./sheets.ts";

const words = { yes: "True", no: "False" };

Deno.test("an XML bomb does not expand, and no entity is fetched (R-3)", async () => {
  const levels = Array.from(
    { length: 9 },
    (_, n) => `<!ENTITY lol${n + 1} "${`&lol${n};`.repeat(10)}">`,
  );
  const question =
    '<question type="essay"><questiontext format="plain_text"><text>TEXT</text></questiontext></question>';
  for (
    const [doctype, text] of [
      [`<!ENTITY lol0 "lol">${levels.join("")}`, "&lol9;"],
      ['<!ENTITY it SYSTEM "file:///etc/passwd">', "&it;"],
      ['<!ENTITY % it SYSTEM "http://127.0.0.1:1/"> %it;', "&it;"],
    ]
  ) {
    const file = `<?xml version="1.0"?><!DOCTYPE quiz [${doctype}]>\n<quiz>\n${
      question.replace("TEXT", "Fine?")
    }\n${question.replace("TEXT", text)}</quiz>`;
    assert.equal(detectQuizFormat(file), "moodle");
    const found = await readText("moodle", file);
    assert.deepEqual(questionLines(found), ["text: Fine?"]);
    assert.deepEqual(reasonLines(found.failed), ["4 xml-broken"]);
  }
});

Deno.test("XML that is too deep, foreign or incomplete is reported (R-3)", async () => {
  const deep = `<quiz>${"<question>".repeat(50_000)}`;
  assert.deepEqual(reasonLines((await readText("moodle", deep)).failed), [
    "1 xml-too-deep",
  ]);
  assert.deepEqual(
    reasonLines((await readText("moodle", "<rss></rss>")).failed),
    [
      "1 format-unknown",
    ],
  );
  const cut = await readText(
    "moodle",
    '<quiz><question type="essay"><questiontext><text>A &lt;b&gt;?</text></questiontext></question>\n<question type="e',
  );
  assert.equal(questionLines(cut).length, 1);
  assert.deepEqual(reasonLines(cut.failed), ["2 xml-broken"]);
});

Deno.test("a sheet that unpacks to fifty megabytes is stopped while unpacking (R-3)", async () => {
  const huge = "<row></row>".repeat(50 * 1024 * 1024 / 11);
  const bomb = await packed({
    ...workbookFiles(["x"]),
    "xl/worksheets/sheet1.xml": huge,
  });
  assert(bomb.length < 300_000, `${bomb.length} bytes`);
  assert.deepEqual(reasonLines((await readText("kahoot", bomb)).failed), [
    "1 sheet-too-large",
  ]);
});

Deno.test("a sheet with an endless tag or nesting is refused at that place", async () => {
  for (
    const worksheet of [
      `<worksheet ${'a="1" '.repeat(400_000)}>`,
      `<worksheet ${
        Array.from({ length: 400_000 }, (_, n) => `a${n}="1"`).join(" ")
      }>`,
      `<worksheet>${"<a>".repeat(400_000)}`,
    ]
  ) {
    const sheet = await packed({
      ...workbookFiles(["x"]),
      "xl/worksheets/sheet1.xml": worksheet,
    });
    assert(sheet.length < 3_000_000);
    const { failed } = await readText("kahoot", sheet);
    assert.deepEqual(reasonLines(failed), ["1 sheet-too-large"]);
  }
});

Deno.test("a zip of three hundred megabytes unpacks only some megabytes", async () => {
  const { DecompressionStream: Real } = globalThis;
  let unpacked = 0;
  globalThis.DecompressionStream = class {
    constructor(format: CompressionFormat) {
      const { readable, writable } = new Real(format);
      const count = new TransformStream<Uint8Array, Uint8Array>({
        transform(bytes, controller) {
          unpacked += bytes.length;
          controller.enqueue(bytes);
        },
      });
      return { readable: readable.pipeThrough(count), writable };
    }
  } as typeof Real;
  try {
    const zip = await packed({
      ...workbookFiles(["x"]),
      "xl/sharedStrings.xml": "a".repeat(300 * 1024 * 1024),
    });
    assert(zip.length < 400_000);
    const { failed } = await readText("kahoot", zip);
    assert.deepEqual(reasonLines(failed), ["1 sheet-too-large"]);
    assert(unpacked < 9 * 1024 * 1024, `${unpacked} bytes`);
  } finally {
    globalThis.DecompressionStream = Real;
  }
});

Deno.test("overlapping files of a zip are not unpacked repeatedly", async () => {
  const zip = await makeSheetFile([["question", "answer 1"]]);
  const view = new DataView(zip.buffer, zip.byteOffset);
  const end = zip.length - 22;
  // As if each of its files were half of it.
  for (
    let at = view.getUint32(end + 16, true);
    at < end;
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true)
  ) view.setUint32(at + 20, zip.length / 2, true);
  const { failed } = await readText("kahoot", zip);
  assert.deepEqual(reasonLines(failed), ["1 sheet-broken"]);
});

Deno.test("a sheet with very distant cells is not filled up (R-3)", async () => {
  const far = [
    '<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>',
    '<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>',
    '<row r="&#50;000000000"/>',
    "<row r = '99999'/>",
  ];
  for (const row of far) {
    const sheet = await zipFiles({
      ...workbookFiles([]),
      "xl/worksheets/sheet1.xml":
        `<worksheet><sheetData>${row}</sheetData></worksheet>`,
    });
    const found = await readText("kahoot", sheet);
    assert.deepEqual(reasonLines(found.failed), ["1 sheet-too-large"], row);
  }
});

Deno.test("a workbook may name any of its files as a sheet, and no file outside (R-3)", async () => {
  const files = workbookFiles([]);
  const rels = "xl/_rels/workbook.xml.rels";
  const elsewhere = ["evil.xml", "styles.xml", "sharedStrings.xml"];
  const far = [
    '<row r="1048576"><c r="A1"/></row>',
    '<row r="1"><c r="ZZ1"><v>1</v></c></row>',
    '<row r="1"><c r="AY1"><v>1</v></c></row>',
    "<row/>".repeat(2001),
  ];
  for (const target of elsewhere) {
    for (const row of far) {
      const sheet = await zipFiles({
        ...files,
        [rels]: files[rels].replace("worksheets/sheet1.xml", target),
        [`xl/${target}`]:
          `<worksheet><sheetData>${row}</sheetData></worksheet>`,
      });
      const { failed } = await readText("kahoot", sheet);
      assert.deepEqual(
        reasonLines(failed),
        ["1 sheet-too-large"],
        target + row,
      );
    }
  }
});

Deno.test("one long text in every cell of a sheet is read once (R-3)", async () => {
  const rows = Array.from(
    { length: 100 },
    (_, at) => `<row><c r="A${at + 1}" t="s"><v>0</v></c></row>`,
  );
  const sheet = await zipFiles({
    ...workbookFiles(["玉".repeat(100_000)]),
    "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${
      rows.join("")
    }</sheetData></worksheet>`,
  });
  const { failed } = await readText("kahoot", sheet);
  assert.deepEqual(reasonLines(failed), ["1 sheet-too-large"]);
});

Deno.test("text in a cell is not taken for a cell's address (R-3)", async () => {
  const sheet = await makeSheetFile([
    ["question", "answer 1", "answer 2", "correct"],
    ['What does <c r="ZZ99999"> or var r = "x" say?', "a", "b", 1],
  ]);
  assert.deepEqual((await readText("kahoot", sheet)).failed, []);
});

Deno.test("a file that is no sheet is reported as none (R-3)", async () => {
  const sheet = await makeSheetFile([["question", "answer 1"]]);
  const broken = [
    new Uint8Array(),
    new TextEncoder().encode("PK\x03\x04 nothing"),
    sheet.slice(0, -30),
    sheet.map((byte, at) => at % 97 === 5 ? byte ^ 255 : byte),
    crypto.getRandomValues(new Uint8Array(5000)),
    await zipFiles({ "word/document.xml": "<w/>" }),
  ];
  for (const [n, bytes] of broken.entries()) {
    const { read, failed } = await readText("kahoot", bytes);
    assert.deepEqual(
      [read, reasonLines(failed)],
      [[], ["1 sheet-broken"]],
      `${n}`,
    );
  }
});

Deno.test("HTML in questions is only text (R-3)", async () => {
  const html =
    '<img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">go</a><iframe srcdoc="<p>x"></iframe><style>p{}</style>&lt;b&gt;fine&lt;/b&gt;';
  const file =
    `<quiz><question type="essay"><questiontext format="html"><text><![CDATA[${html}]]></text></questiontext></question></quiz>`;
  const found = await readText("moodle", file);
  assert.deepEqual(questionLines(found), ["text: go\\<b>fine\\</b>"]);
  assert(reasonLines(found.leftOut).includes("1 media-left-out"));
  // Pasted HTML is plain text.
  assert.deepEqual(questionLines(await readText("text", `1. ${html}`)), [
    `text: ${html}`,
  ]);
});

Deno.test("fields named after object internals, and half characters, have no effect (R-3)", async () => {
  const file =
    '[{"name": "Q", "__proto__": {"polluted": 1}, "questions": [{"kind": "text", "text": "a\\ud800?", "__proto__": {"kind": "single"}, "constructor": 1}]}]';
  const found = await readText("json", file);
  assert.deepEqual(questionLines(found), ["text: a\uFFFD?"]);
  assert.equal(({} as { polluted?: 1 }).polluted, undefined);
  assert.equal(reasonLines(found.leftOut).length, 2);
  const half = await readText("text", "1. half \ud83d?\nA) x\nB) \udc00");
  assert.deepEqual(questionLines(half), ["single: half \uFFFD?: x / \uFFFD"]);
});

const MB = 1024 * 1024;
const long: readonly [name: string, format: QuizImportFormat, text: string][] =
  [
    ["blanks", "text", `${"1. " + "_".repeat(7900)}\n`.repeat(40)],
    ["lists that never end", "json", "[".repeat(8_000_000)],
    ["100,000 lines of questions", "text", "Why is it so?\n".repeat(100_000)],
    ["100,000 choices", "text", "1. Why?\n" + "- because\n".repeat(100_000)],
    ["100,000 orphans", "text", "B) nothing\n".repeat(100_000)],
    ["a line without end", "text", "(A) ".repeat(MB)],
    ["spaces", "text", `1.${" ".repeat(7000)}x\n`.repeat(300)],
    ["stars", "text", `${"*".repeat(7000)}x\n`.repeat(300)],
    ["brackets", "text", `${"(A".repeat(3000)}\n`.repeat(300)],
    ["asterisks and spaces", "text", `a${" *".repeat(3500)}x\n`.repeat(300)],
    [
      "digits",
      "text",
      `1. Why?\nAnswer: ${"1,111".repeat(1400)}x\n`.repeat(200),
    ],
    ["open quotes", "csv", `question,answer 1\n${'"'.repeat(2 * MB + 1)}`],
    ["commas", "csv", `question,answer 1\n${",".repeat(2 * MB)}`],
    ["rows", "csv", `question,kind\n${"why?,text\n".repeat(100_000)}`],
    ["brackets of JSON", "json", "[".repeat(2 * MB)],
    ["objects of JSON", "json", `[${"{},".repeat(300_000)}{}]`],
    ["braces of GIFT", "gift", `${"{=".repeat(9000)}\n\n`.repeat(40)],
    [
      "answers of GIFT",
      "gift",
      `Q {${"=%50%a # b ~c ".repeat(1300)}}\n\n`.repeat(4),
    ],
    ["spaces of GIFT", "gift", `Q ${" \t".repeat(9000)} {= a}\n\n`.repeat(40)],
    ["lines of GIFT", "gift", `Q\n${"a\n".repeat(9000)} {= a}\n\n`.repeat(40)],
    ["titles of GIFT", "gift", `::${"a:".repeat(9000)}\n\n`.repeat(40)],
    [
      "questions of XML",
      "moodle",
      `<quiz>${"<question/>".repeat(100_000)}</quiz>`,
    ],
    [
      "brackets of HTML",
      "moodle",
      `<quiz><question type="essay"><questiontext><text><![CDATA[${
        "<a \\(".repeat(MB / 4)
      }]]></text></questiontext></question></quiz>`,
    ],
    [
      "emphases of HTML",
      "moodle",
      `<quiz><question type="essay"><questiontext><text><![CDATA[${
        "<b> ".repeat(MB / 8)
      }]]></text></questiontext></question></quiz>`,
    ],
  ];

Deno.test("however a file is written, at most the allowed amount of it is kept and reported (R-3)", async () => {
  for (const [name, format, text] of long) {
    const { failed, leftOut, read } = await readText(format, text);
    assert(read.flatMap(({ questions }) => questions).length <= 600, name);
    const told = failed.length + leftOut.length;
    assert(told <= 400, `${name}: ${told} remarks`);
  }
});

Deno.test("any text is read in any format without an exception (R-3)", async () => {
  const pieces = ('1. |A) |*|\n|\n\n|ANSWER: B|{|}|=|~|#|::|\\|"|,|<quiz>|' +
    "<question type='essay'>|]]>|&amp;|[|{\"a\":|question,answer 1\n|①|（Ａ）|" +
    "\ud800|\0|\t| |x|玉|$$|$CATEGORY: x|%50%|->|T}|__proto__").split("|");
  let seed = 14;
  const next = (most: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % most;
  };
  for (let n = 0; n < 400; n++) {
    const text = Array.from(
      { length: 1 + next(40) },
      () => pieces[next(pieces.length)],
    ).join("");
    detectQuizFormat(text);
    for (const format of quizImportFormats) {
      if (format === "kahoot") continue;
      for (const found of await parseQuizzes(format, text, words)) void found;
      const { read, failed } = await readText(format, text);
      assert(read.length + failed.length > 0, `${format}: ${text}`);
    }
  }
});

async function packed(files: Readonly<Record<string, string>>) {
  const parts: Uint8Array[] = [], directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const bytes = new TextEncoder().encode(text);
    const small = deflateRawSync(bytes, { level: 9 });
    const title = new TextEncoder().encode(name);
    const head = new DataView(new ArrayBuffer(30));
    head.setUint32(0, 0x04034b50, true);
    head.setUint16(8, 8, true);
    head.setUint32(18, small.length, true);
    head.setUint32(22, bytes.length, true);
    head.setUint16(26, title.length, true);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint16(10, 8, true);
    entry.setUint32(20, small.length, true);
    // It claims to be small.
    entry.setUint32(24, 100, true);
    entry.setUint16(28, title.length, true);
    entry.setUint32(42, offset, true);
    parts.push(new Uint8Array(head.buffer), title, small);
    directory.push(new Uint8Array(entry.buffer), title);
    offset += 30 + title.length + small.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, Object.keys(files).length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, offset, true);
  const all = [...parts, ...directory, new Uint8Array(end.buffer)];
  return new Uint8Array(
    await new Blob(all as Uint8Array<ArrayBuffer>[]).arrayBuffer(),
  );
}

countedTest(
  import.meta.url,
  "empty lines cost little to detect and are counted only up to the limit (R-3)",
  async () => {
    const ofLines = (lines: number) => `a${"\n".repeat(lines)}`;
    const empty = ofLines(19_990);
    assert.equal(detectQuizFormat(empty), "text");
    assert(await growsLinearly((n) => detectQuizFormat(ofLines(n)), 1000));
    const { failed } = await readText("text", `1. Who?\n${empty}${empty}`);
    assert.deepEqual(reasonLines(failed), ["20001 too-many-lines"]);
  },
);

countedTest(
  import.meta.url,
  "reading programs' formats takes time linear in length (R-3)",
  async () => {
    const shapes: readonly ((n: number) => string)[] = [
      (n) => `MC\tWhy?${"\ta\tcorrect".repeat(n)}\n`,
      (n) => "MC,a,b,correct\n".repeat(n),
      (n) => `MC,${",".repeat(n)}\n`.repeat(3),
      (n) => `#separator:tab\n${"a\tb\n".repeat(n)}`,
      (n) => `term\tmeaning\n${"goes on\n".repeat(n)}\na\tb\n`,
      (n) => `${"term\tmeaning\ngoes on\n\n".repeat(n)}`,
      (n) => `${"term\tmeaning\ngoes on;".repeat(n)}`,
      (n) => `#html:true\n#deck:${"::".repeat(n)}\na\t${"{{c1::".repeat(n)}`,
      (n) => `#tags:x\n#${"# ".repeat(n)}`,
      (n) => `Quiz title: a\n1.  Why?\n${"... a\n".repeat(n)}`,
      (n) => `Quiz title: a\n1.  Why?\n=   ${"1_".repeat(n)}x\n`,
      (n) => `1. Why?\nANSWER: ${"2*10^".repeat(n)}\n`,
      (n) => `1. Why?\nANSWER: ${"½ ± ".repeat(n)}\n`,
      (n) => `1.  Why?\n${"[*] a\n    b\n".repeat(n)}`,
      (n) => `1.${" ".repeat(n)}\n...${" ".repeat(n)}\n`.repeat(3),
      (n) => "A - a\nB - b\n".repeat(n),
      (n) => `A a${" B b C c".repeat(n)}\n`,
      (n) => `${"A".repeat(n)}\nA ${"A ".repeat(n)}\n`,
      (n) => `1. Why?\nA) x\nB) y ${"答案「".repeat(n)}\n`,
      (n) => `1. Why?\nA) x\nB) y${" Show".repeat(n)}\n`,
      (n) => `Show ${" answer".repeat(n)}\n`,
      (n) => "a,b,c\n".repeat(n),
      (n) => `a${",b".repeat(n)}\n`.repeat(3),
      (n) => `${'"a,'.repeat(n)}\n`.repeat(3),
      (n) => `a\t${"b\t".repeat(n)}c\n`.repeat(3),
      (n) => `1${"(".repeat(n)}\n1( ${" ".repeat(n)}\n`,
      (n) => "True / False\n".repeat(n),
      (n) => `1. Why?\n${"\t\n".repeat(10 * n)}B`,
      (n) => `1. Why?\n${"\n".repeat(10 * n)}B`,
    ];
    for (const shape of shapes) {
      assert(
        await growsLinearly((n) => readText("text", shape(n)), 300),
        shape(2),
      );
    }
    const heads: readonly ((n: number) => string)[] = [
      (n) => `question,correct,${"(".repeat(n)}\n`,
      (n) => `question,correct,${"a - ".repeat(n)}\n`,
      (n) => `question,correct\na,${"|".repeat(n)}\n`,
      (n) => `question,options\na,${"| ".repeat(n)}\n`,
    ];
    for (const head of heads) {
      assert(
        await growsLinearly((n) => readText("csv", head(n)), 300),
        head(2),
      );
    }
  },
);

countedTest(
  import.meta.url,
  "an overlong JSON list is reported without being read (R-3)",
  async () => {
    const zeros = (length: number) => `[${"0,".repeat(length)}0]`;
    for (
      const question of [
        (n: number) =>
          `{"kind": "single", "text": "a", "choices": ${zeros(n)}}`,
        (n: number) => `{"kind": "text", "text": "a", "correct": ${zeros(n)}}`,
        (n: number) =>
          `{"kind": "text", "text": "a", "most": {"it": ${zeros(n)}}}`,
      ]
    ) {
      const read = async (n: number) => {
        const { failed } = await readText("json", `[${question(n)}]`);
        assert.deepEqual(reasonLines(failed), ["1 list-too-long"]);
      };
      await read(500_000);
      assert(await growsLinearly(read, 5000), question(1));
    }
  },
);

countedTest(
  import.meta.url,
  "unterminated HTML and formulas cost little (R-3)",
  async () => {
    const gift = (length: number) =>
      Array.from({ length: 20 }, () => `${"<a".repeat(length)}{}`).join("\n\n");
    const formulas = (length: number) =>
      `<quiz>${
        `<question type="essay"><questiontext><text><![CDATA[<p>${
          "\\(".repeat(length)
        }]]></text></questiontext></question>`.repeat(10)
      }</quiz>`;
    const growsIn = (
      format: "gift" | "moodle",
      text: (length: number) => string,
    ) => growsLinearly((length) => readText(format, text(length)), 500);
    assert(await growsIn("gift", gift), "HTML");
    assert(await growsIn("moodle", formulas), "formulas");
    const { failed } = await readText("moodle", formulas(48_000));
    assert.deepEqual(reasonLines(failed), ["1 question-too-long"]);
  },
);
