import assert from "node:assert/strict";
import fc from "fast-check";
import { columnsToAskAbout } from "../../../../classroom/library/formats/columns_to_ask.ts";
import { detectQuizFormat } from "../../../../classroom/library/formats/formats.ts";
import {
  htmlToText,
  textToHtml,
} from "../../../../classroom/library/formats/html_text.ts";
import type { QuizTableColumns } from "../../../../classroom/library/formats/parsed_items.ts";
import { parseCsv } from "../../../../formats/tables/csv.ts";
import {
  assignQuizRole,
  type QuizColumnRole,
} from "../../../../classroom/model/questions/quiz_roles.ts";
import {
  type MarkdownBlock,
  type MarkdownInline,
  parseMarkdown,
} from "../../../../formats/markdown/parse_markdown.ts";
import { propertyOptions } from "../../../random.ts";
import {
  questionLines,
  readingLines,
  readText,
  reasonLines,
} from "./reader.ts";
import { makeBookFile, makeSheetFile } from "./sheets.ts";

/** The roles that the columns of a table seem to have, in short; `head`: its first row has headings. */
function guess(text: string): string {
  const rows = [...parseCsv(text)].flatMap((row) => "open" in row ? [] : [row]);
  const asked = columnsToAskAbout(rows);
  return asked === null
    ? "nothing"
    : [...asked.hasHead ? ["head:"] : [], ...asked.roles].join(" ");
}

const guesses: [about: string, text: string, guess: string][] = [
  [
    "unknown headings",
    "Vraag3\tGoed\tFout\tOok fout\nWat is het grootste dier?\twalvis\tmuis\tkat\nWat is het kleinste dier?\tmuis\twalvis\tkat",
    "head: question choice choice choice",
  ],
  [
    "the letters of the right answers",
    "Pitanje\tPrvi\tDrugi\tTreći\tTočno\nKoji je najveći?\tkit\tmiš\tmačka\tA\nKoji je najmanji?\tkit\tmiš\tmačka\tB",
    "head: question choice choice choice correct",
  ],
  [
    "the texts of the right answers, in front of the choices",
    "Kysymys;Vastaus;Yksi;Kaksi\nMikä on suurin?;valas;hiiri;valas\nMikä on pienin?;hiiri;hiiri;kissa",
    "head: question correct choice choice",
  ],
  [
    "some headings that are known",
    "編號,內容,甲案,乙案,解析\n1,哪一個會飛？,鳥,魚,鳥有翅膀\n2,哪一個會游泳？,鳥,魚,魚有鰭",
    "head: unused question choice choice explanation",
  ],
  [
    "words and their meanings",
    "Ord,Betydelse\nhund,dog\nkatt,cat",
    "question correct",
  ],
  [
    "no headings",
    "What is the largest?\twhale\tmouse\tcat\nWhat is the smallest?\tdog\tmouse\tcow\nWhat barks?\tdog\tfox\tcat",
    "question choice choice choice",
  ],
  [
    "a subject in each row, and numbers that may be points",
    "Fach\tText dazu\tA1\tB1\tC1\tWert\nBio\tWas fliegt?\tVogel\tFisch\tHund\t1\nBio\tWas bellt?\tKatze\tFisch\tHund\t2\nBio\tWas taucht?\tKatze\tWal\tHuhn\t1",
    "head: unused question choice choice choice unused",
  ],
  [
    "choices that are numbers",
    "2 + 2?\t3\t4\t5\n3 + 3?\t6\t7\t8",
    "question choice choice choice",
  ],
  [
    "what is right among numbers",
    "Sum\tP\tQ\tR\tGood\n2 + 2 = ?\t3\t4\t5\t4\n3 + 3 = ?\t6\t7\t8\t6",
    "head: question choice choice choice correct",
  ],
  [
    "true or false, with a reason",
    "Väite\tVastaus\tMiksi\nDie Sonne ist ein Stern.\ttrue\tSie leuchtet.\nEis ist heiß.\tfalse\tEs ist kalt.",
    "head: question correct explanation",
  ],
  [
    "kinds",
    "Art\tWas\tA\tB\nMC\tWas fliegt?\tVogel\tFisch\nMC\tWas bellt?\tKatze\tHund",
    "head: kind question choice choice",
  ],
  [
    "a title above",
    "Quiz 4,,\nVraagje,Optie,Keuze\nWat vliegt?,vogel,vis\nWat blaft?,hond,kat",
    "head: question choice choice",
  ],
  [
    "an answer, and why",
    "Vraagje\tGoed\tWaarom\nWat blaft?\thond\tEen hond blaft, een kat miauwt en een koe loeit.\nWat miauwt?\tkat\tEen kat miauwt, een hond blaft en een koe loeit.",
    "head: question correct explanation",
  ],
  ["one column", "Who?\nWhy?", "nothing"],
  ["no row", "", "nothing"],
];
for (const [about, text, roles] of guesses) {
  Deno.test(`columns are guessed: ${about}`, () =>
    assert.equal(guess(text), roles));
}

const sheet =
  "Vraag3\tGoed\tFout\tOok fout\tWaarom\tTel\tTijd3\nWat is het grootste dier?\twalvis\tmuis\tkat\tHij is 30 m lang.\t2\t20\nWat is het kleinste dier?\tmuis\twalvis\tkat\t\t1\t20";
const told = (roles: string, hasHead = true) =>
  ({ hasHead, roles: roles.split(" ") }) as QuizTableColumns;

const readings: [about: string, text: string, QuizTableColumns, string[]][] = [
  [
    "what is right, wrong, why, and for how many points",
    sheet,
    told("question correct incorrect incorrect explanation points unused"),
    [
      "single (2): Wat is het grootste dier?: *walvis / muis / kat // Hij is 30 m lang.",
      "single (1): Wat is het kleinste dier?: *muis / walvis / kat",
    ],
  ],
  [
    "choices alone, and a time that has no place here",
    sheet,
    told("question choice choice choice unused unused time"),
    [
      "single: Wat is het grootste dier?: walvis / muis / kat",
      "single: Wat is het kleinste dier?: muis / walvis / kat",
      "left out: 1",
    ],
  ],
  [
    "the first row is a question",
    "Wat blaft?;kat;hond;B\nWat vliegt?;vogel;vis;A",
    told("question choice choice correct", false),
    [
      "single: Wat blaft?: kat / *hond",
      "single: Wat vliegt?: *vogel / vis",
    ],
  ],
  [
    "choices whose headings have numbers keep them, in any order of the columns",
    "內容,選項二,選項一,鍵\n哪一個會飛？,魚,鳥,A",
    told("question choice choice correct"),
    ["single: 哪一個會飛？: *鳥 / 魚"],
  ],
  [
    "a column more stands in its place",
    "內容,選項一,選項二,還有,鍵\n哪一個會飛？,魚,狗,鳥,C",
    told("question choice choice choice correct"),
    ["single: 哪一個會飛？: 魚 / 狗 / *鳥"],
  ],
  [
    "all choices in one cell",
    "Vraag3,Keuzes,Goed\nWat vliegt?,vogel; vis; hond,vogel",
    told("question choice correct"),
    ["single: Wat vliegt?: *vogel / vis / hond"],
  ],
  [
    "names of quizzes",
    "Deel,Wat,Dat\nDieren,Wat blaft?,hond\nPlanten,Wat bloeit?,roos",
    told("quiz question correct"),
    [
      "name: Dieren",
      "name: Planten",
      "text: Wat blaft?: hond",
      "text: Wat bloeit?: roos",
    ],
  ],
  [
    "a title above, a cell beyond the columns, and an answer that is no choice",
    "Toets 4,,,\nWat,Een,Twee,Goed\nWat blaft?,hond,kat,hond\nWat vliegt?,vogel,vis,paard\nWat zwemt?,vogel,vis,vis,en meer",
    told("question choice choice correct"),
    [
      "single: Wat blaft?: *hond / kat",
      "single: Wat zwemt?: vogel / *vis",
      "failed: 4",
      "left out: 1 5",
    ],
  ],
  [
    "a text without a heading in square brackets is no choice",
    "Wat blaft?,hond,kat,[x]",
    told("question choice choice correct", false),
    ["failed: 1"],
  ],
  ["no answers", sheet, told("question unused unused"), ["failed: 1"]],
  ["no question", sheet, told("choice choice correct"), ["failed: 1"]],
  ["no table", "Who?", told("question correct"), ["failed: 1"]],
];
for (const [about, text, columns, lines] of readings) {
  Deno.test(`named columns are read: ${about}`, async () => {
    const found = await readText("csv", text, columns);
    assert.deepEqual(readingLines(found), lines);
    assert.equal(found.columns, undefined);
  });
}

Deno.test("a sheet whose named columns equal the guess is read alike with any separator", async () => {
  const cells = [
    ["Pitanje, dugo, i još, i opet, i još", "Prvi", "Drugi", "Točno"],
    ["Koji je, dakle, najveći, što misliš?", "kit", "miš", "A"],
    ["Koji je najmanji?", "kit", "miš", "B"],
  ];
  const quoted = (between: string) =>
    cells.map((row) => row.map((it) => `"${it}"`).join(between)).join("\n");
  for (
    const text of [
      cells.map((row) => row.join("\t")).join("\n"),
      quoted(","),
      quoted(";"),
    ]
  ) {
    const asked = await readText(detectQuizFormat(text), text);
    assert.deepEqual(asked.columns?.rows, cells);
    const { hasHead, roles } = asked.columns!;
    const found = await readText("csv", text, { hasHead, roles });
    assert.deepEqual(readingLines(found), [
      "single: Koji je, dakle, najveći, što misliš?: *kit / miš",
      "single: Koji je najmanji?: kit / *miš",
    ]);
  }
});

Deno.test("a spreadsheet with unknown headings asks about its first sheet with columns", async () => {
  const rows = [["Wat", "Goed", "Fout", "Mis"], ["Wie?", "Amy", "Ben", "Cho"]];
  const book = await makeBookFile([
    { name: "Lees mij", rows: [["Vul dit in."]] },
    { name: "Toets", rows },
  ]);
  for (const source of [await makeSheetFile(rows), book]) {
    const asked = await readText("kahoot", source);
    assert.deepEqual(asked.read, []);
    assert.equal(reasonLines(asked.failed)[0], "1 no-header");
    assert.deepEqual(asked.columns?.rows, rows);
    const found = await readText("kahoot", source, {
      hasHead: true,
      roles: ["question", "correct", "incorrect", "incorrect"],
    });
    assert.equal(readingLines(found)[0], "single: Wie?: *Amy / Ben / Cho");
  }
});

Deno.test("two columns are asked about below headings, and read as pairs without", async () => {
  const text = "Pitanje\tOdgovor\nTko laje?\tpas\nTko mijauče?\tmačka";
  const { columns } = await readText(detectQuizFormat(text), text);
  assert.deepEqual(columns?.roles, ["question", "correct"]);
  const found = await readText("csv", text, { ...columns!, hasHead: true });
  assert.deepEqual(readingLines(found), [
    "text: Tko laje?: pas",
    "text: Tko mijauče?: mačka",
  ]);
  const pairs = text.slice(text.indexOf("\n") + 1);
  const read = await readText(detectQuizFormat(pairs), pairs);
  assert.equal(read.columns, undefined);
  assert.equal(readingLines(read).length, 2);
});

Deno.test("a sheet with known headings asks nothing, and neither does other text", async () => {
  for (
    const text of [
      "Question,Correct Answer,Incorrect Answer 1,Unit\nWho?,Amy,Ben,3",
      "題目\t選項A\t選項B\t答案\n誰？\t王小明\t李小華\tA",
      "What is 1 + 1?,2,3,A\nWhat is 2 + 2?,3,4,B",
      "1. Who?\nA) Amy*\nB) Ben",
      "dog\tHund\ncat\tKatze",
      "[]",
    ]
  ) {
    const found = await readText(detectQuizFormat(text), text);
    assert.equal(found.columns, undefined, text);
  }
});

Deno.test("the preview of an unknown sheet is cut, and its rows are equally wide", () => {
  const cells = Array.from({ length: 40 }, (_, n) => [
    `${n}?`,
    "x".repeat(500),
    ...n === 30 ? ["far"] : [],
    ...n === 9 ? ["near"] : [],
  ]);
  const asked = columnsToAskAbout(
    cells.map((cells, n) => ({ line: n + 1, cells })),
  );
  assert.equal(asked?.rows.length, 5);
  assert.equal(asked.roles.length, 3);
  assert(asked.rows.every((row) => row.length === 3));
  assert.equal(asked.rows[0][1].length, 201);
});

const named: [
  about: string,
  rows: string,
  before: string,
  place: number,
  role: QuizColumnRole | "unused",
  after: string,
][] = [
  [
    "a right answer that is no choice leaves the wrong ones",
    "Blaft? hond kat koe",
    "question choice choice choice",
    1,
    "correct",
    "question correct incorrect incorrect",
  ],
  [
    "a right answer is one of the choices",
    "Blaft? hond kat hond",
    "question choice choice unused",
    3,
    "correct",
    "question choice choice correct",
  ],
  [
    "a letter names a choice",
    "Blaft? hond kat Ａ",
    "question choice choice unused",
    3,
    "correct",
    "question choice choice correct",
  ],
  [
    "a question is in one column",
    "hond Blaft? kat",
    "question choice choice",
    1,
    "question",
    "choice question choice",
  ],
  [
    "points are in one column",
    "Blaft? 1 2",
    "question points time",
    2,
    "points",
    "question time points",
  ],
  [
    "a column is not used",
    "Blaft? hond kat",
    "question choice choice",
    2,
    "unused",
    "question choice unused",
  ],
];
for (const [about, row, before, place, role, after] of named) {
  Deno.test(`a teacher names a column: ${about}`, () => {
    const rows = [row.split(" ")];
    const columns = { ...told(before, false), rows };
    assert.equal(assignQuizRole(columns, place, role).join(" "), after);
  });
}

// what HTML and plain text say is what their Markdown shows, by our own reader of Markdown.

/** The visible text, with formulas as source. */
function shown(blocks: readonly (MarkdownBlock | MarkdownInline)[]): string {
  return blocks.map((it): string => {
    if (it.kind === "break") return "\n";
    if ("text" in it) return it.text;
    if ("children" in it) return shown(it.children);
    if (it.kind === "list") {
      return it.items.map(({ children, isDone }) =>
        (isDone === undefined ? "" : isDone ? "[x]" : "[ ]") + shown(children)
      ).join("\n");
    }
    return it.kind === "table"
      ? [it.head, ...it.rows].flat().map(shown).join(" ")
      : "";
  }).join("");
}

const bare = (text: string) => text.replace(/\s+/g, "");

const texts = fc.array(
  fc.oneof(
    fc.constantFrom(
      ..."[]()*_\\`$<>&~#>-+|!.:=^'\"".split(""),
      ..." \n a b 1 中 。 é 1. 2) http:// www. @ &amp; &lt; ** __ ~~ ``` --- [x] [ ] ]( \\[ \\] \\( 😀"
        .split(" "),
      " ",
      " ",
    ),
  ),
  { minLength: 1, maxLength: 14 },
).map((it) => it.join(""));
// Without the formula marks of other programs, which the import converts.
const words = texts.filter((it) => !/\\[([]|\$\$/.test(it));

const escaped = (text: string) =>
  text.replace(/[&<>]/g, (it) => `&#${it.charCodeAt(0)};`);

interface Written {
  html: string;
  text: string;
}

const { inline, block } = fc.letrec<{
  inline: Written;
  block: Written;
  inlines: Written;
  blocks: Written;
}>((tie) => ({
  inline: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    words.map((text) => ({ html: escaped(text), text })),
    fc.tuple(
      // Emphasis of nothing but signs, or within a word and another, is what readers differ in.
      fc.constantFrom("b", "i", "u", "span", "strong", "em"),
      tie("inlines"),
    ).map(([tag, { html, text }]) => ({
      html: ` <${tag}>b${html}y</${tag}> `,
      text: `b${text}y`,
    })),
    words.map((text) => ({ html: `<code>${escaped(text)}</code>`, text })),
    tie("inlines").map(({ html, text }) => ({
      html: `<a href="https://a.example/(x)?y=1&amp;z=*">${
        html.replace(/<\/?a\b[^>]*>/g, "")
      }</a>`,
      text,
    })),
    fc.constant({ html: "<br>", text: "" }),
  ),
  inlines: fc.array(tie("inline"), { minLength: 1, maxLength: 3 }).map(all),
  block: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("inlines"),
    fc.tuple(
      fc.constantFrom("p", "div", "h2", "blockquote"),
      tie("inlines"),
    ).map(([tag, { html, text }]) => ({
      html: `<${tag}>${html}</${tag}>`,
      text,
    })),
    fc.tuple(
      fc.constantFrom("ul", "ol"),
      fc.array(tie("blocks"), { minLength: 1, maxLength: 3 }),
    ).map(([tag, items]) => ({
      html: `<${tag}>${
        items.map(({ html }) => `<li>${html}</li>`).join("")
      }</${tag}>`,
      text: items.map(({ text }) => text).join(""),
    })),
    fc.array(tie("inlines"), { minLength: 2, maxLength: 4 }).map((cells) => ({
      html: `<table><tr>${
        cells.map(({ html }) => `<td>${html}</td>`).join("</tr><tr>")
      }</tr></table>`,
      text: cells.map(({ text }) => text).join(""),
    })),
    words.map((text) => ({
      html: `<pre>x${escaped(text)}</pre>`,
      text: `x${text}`,
    })),
  ),
  blocks: fc.array(tie("block"), { minLength: 1, maxLength: 3 }).map(all),
}));

function all(parts: readonly Written[]): Written {
  return {
    html: parts.map(({ html }) => html).join(""),
    text: parts.map(({ text }) => text).join(""),
  };
}

const documents = fc.array(fc.oneof(block, inline), {
  minLength: 1,
  maxLength: 3,
}).map((parts) => all([{ html: "<p>w</p>", text: "w" }, ...parts]));

Deno.test("every word of some HTML is shown as text without special meaning (R-3)", () => {
  fc.assert(
    fc.property(documents, ({ html, text }) => {
      const written = htmlToText(html).text;
      const read = shown(parseMarkdown(written));
      // A list of one item may be read as the line that it looks like.
      const isLone = html.includes("<ol>") &&
        written.match(/^[ >-]*1\.(?: |$)/gm)?.length === 1;
      const parts = bare(read).split("1.");
      const isWhole = parts.join("1.") === bare(text) ||
        isLone &&
          parts.some((_, at) =>
            parts.slice(0, at).join("1.") + parts.slice(at).join("1.") ===
              bare(text)
          );
      assert.ok(isWhole, `${written}\n=>\n${read}`);
    }),
    propertyOptions("words of some HTML", 1000),
  );
});

Deno.test("a plain text is shown as it was typed (R-3)", () => {
  fc.assert(
    fc.property(words, (text) => {
      const written = htmlToText(textToHtml(text, false)).text;
      assert.equal(bare(shown(parseMarkdown(written))), bare(text), written);
    }),
    propertyOptions("plain texts read as they were typed", 1000),
  );
});

const moodle = (text: string, more = "", type = "essay", format = "html") =>
  `<quiz><question type="${type}"><name><text></text></name><questiontext format="${format}"><text><![CDATA[${text}]]></text></questiontext>${more}</question></quiz>`;

const htmls: readonly [about: string, html: string, markdown: string][] = [
  [
    "brackets",
    "<p>what is a[0]? He wrote [sic].</p>",
    "what is a[0]? He wrote [sic].",
  ],
  ["brackets", '<p>a<img src="x.png" alt="a map"> b</p>', "a[a map] b"],
  ["brackets", "<p>a\\[0\\] and \\(x_1\\)</p>", "a\\[0\\] and \\(x_1\\)"],
  ["raised and lowered signs", "x<sup>n</sup>, 2<sup>10</sup>", "xⁿ, 2¹⁰"],
  ["raised and lowered signs", "e<sup>-kt</sup>", "e\\({}^{-kt}\\)"],
  [
    "raised and lowered signs",
    "a<sub>n</sub> a<sub>k%</sub>",
    "aₙ a\\({}_{\\text{k\\%}}\\)",
  ],
  ["raised and lowered signs", "the 1<sup>st</sup>", "the 1st"],
  [
    "MathML",
    "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>?",
    "\\(\\frac{1}{2}\\)?",
  ],
  [
    "MathML",
    '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">\\sqrt{x}</annotation></semantics></math>',
    "\\(\\sqrt{x}\\)",
  ],
  ["emphasis", "<b>bold </b>x<i> y</i>", "**bold** x *y*"],
  ["emphasis", "<code>a[0]*b</code>", "`a[0]*b`"],
  ["emphasis", "<b>粗體。</b>中文", "**粗體**。中文"],
  [
    "links",
    "<code>`a</code><a href='https://a.example/*'>`b</a>",
    "`` `a ``[&#x60;b](https://a.example/*)",
  ],
  [
    "full-width signs",
    "<p>葉子<b>「綠色」</b>的，共<i>50%</i>人</p>",
    "葉子**「綠色」**的，共*50%*人",
  ],
  [
    "full-width signs",
    "<p>z<b>「y」</b>z<s>(a)</s>中⹎</p>",
    "&#x7A;**「y」**&#x7A;~~(a)~~&#x4E2D;⹎",
  ],
  ["entities", "&copy; &lt;b&gt; &amp;lt; 6&nbsp;km", "© \\<b> \\&lt; 6 km"],
  [
    "tables",
    "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
    "| a | b |\n| - | - |\n| 1 | 2 |",
  ],
  [
    "nested lists",
    "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>",
    "- a\n  1. b\n- c",
  ],
  [
    "paragraphs in bold",
    '<b id="docs-internal-guid-1" style="font-weight:normal"><p>One</p><ol><li><p>two</p></li></ol></b>',
    "One\n\n1. two",
  ],
  ["ruby", "<ruby>漢<rp>(</rp><rt>ㄏㄢˋ</rt><rp>)</rp></ruby>", "漢(ㄏㄢˋ)"],
  [
    "captions",
    "<table><caption>T</caption><tr><th>a</th></tr></table>",
    "T\n\n| a |\n| - |",
  ],
];
for (const [about, html, text] of htmls) {
  Deno.test(`HTML is read: ${about}: ${html}`, async () => {
    const found = await readText("moodle", moodle(html));
    assert.deepEqual(questionLines(found), [`text: ${text}`]);
    assert.deepEqual(
      reasonLines(found.leftOut),
      html.includes("<img") ? ["1 picture-left-out"] : [],
    );
  });
}

Deno.test("choices that differ only in superscript are distinct", async () => {
  const answer = (text: string, fraction: number) =>
    `<answer fraction="${fraction}" format="html"><text><![CDATA[${text}]]></text></answer>`;
  const found = await readText(
    "moodle",
    moodle(
      "?",
      `<single>true</single>${answer("2<sup>n</sup>", 100)}${answer("2n", 0)}`,
      "multichoice",
    ),
  );
  assert.deepEqual(questionLines(found), ["single: ?: *2ⁿ / 2n"]);
});

Deno.test("unsupported MathML and invisible words are reported (R-3)", async () => {
  const found = await readText(
    "moodle",
    moodle(
      '<p>a</p><math><mi>x</mi><maction>q7</maction></math><a href="/mod/2">b</a><video src="v.mp4"></video>',
    ),
  );
  const left = reasonLines(found.leftOut);
  assert(left.includes("1 formula-left-out"), String(left));
  assert(left.includes("1 field-left-out"));
  assert(left.includes("1 media-left-out"));
});

const gifts: readonly [about: string, gift: string, found: string][] = [
  [
    "format",
    "Is a<b and c>d so?{T}",
    "single: Is a\\<b and c>d so?: *True / False",
  ],
  [
    "format",
    "[plain]Is a<b and c>d so?{T}",
    "single: Is a\\<b and c>d so?: *True / False",
  ],
  [
    "format",
    "[markdown]Is a<b and c>d so?{T}",
    "single: Is a<b and c>d so?: *True / False",
  ],
  ["format", "Is <b>this</b> so?{T}", "single: Is **this** so?: *True / False"],
  ["stars", "[plain]2*3*4?{T}", "single: 2\\*3\\*4?: *True / False"],
  ["stars", "2*3*4?{T}", "single: 2\\*3\\*4?: *True / False"],
  ["entities", "[html]&copy; a &lt; b?{=x&amp;y}", "text: © a < b?: x&y"],
  ["several right answers", "Q?{=a =b ~c}", "single: Q?: a / b / c"],
];
for (const [about, gift, text] of gifts) {
  Deno.test(`${about}: GIFT is read with its meaning: ${gift}`, async () => {
    const found = await readText("gift", gift);
    assert.deepEqual(questionLines(found), [text]);
    assert.deepEqual(
      reasonLines(found.leftOut),
      about === "several right answers" ? ["1 one-of-several-left-out"] : [],
    );
  });
}

Deno.test("a plain text in Moodle XML keeps its asterisks", async () => {
  const found = await readText(
    "moodle",
    moodle("2*3*4 <b", "", "essay", "plain_text"),
  );
  assert.deepEqual(questionLines(found), ["text: 2\\*3\\*4 \\<b"]);
});

Deno.test("Moodle numbers with commas are read, and invalid ones and Moodle 1.9 pictures reported (R-3)", async () => {
  const number = (text: string, tolerance: string) =>
    moodle(
      "?",
      `<image>map.png</image><image_base64>iVBORw0KGgo=</image_base64><answer fraction="100"><text>${text}</text><tolerance>${tolerance}</tolerance></answer><strange>x</strange>`,
      "numerical",
    );
  const found = await readText("moodle", number("1,000", "0,01"));
  assert.deepEqual(questionLines(found), ["number: ?: 1000 ± 0.01"]);
  assert.deepEqual(reasonLines(found.leftOut), [
    "1 picture-left-out",
    "1 field-left-out",
  ]);
  const other = await readText("moodle", number("3,5", "some"));
  assert.deepEqual(questionLines(other), ["number: ?: 3.5"]);
  assert.equal(reasonLines(other.leftOut).length, 3);
});
