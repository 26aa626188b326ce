/** what HTML and plain text say is what their Markdown shows, by our own reader of Markdown. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  htmlToText,
  textToHtml,
} from "../../../../classroom/library/formats/html_text.ts";
import {
  type MarkdownBlock,
  type MarkdownInline,
  parseMarkdown,
} from "../../../../components/markdown/parse_markdown.ts";
import { reading, reasons, short } from "./reader.ts";
import { property } from "../../../random.ts";

/** The visible text, with formulas as source. */
function shown(blocks: readonly (MarkdownBlock | MarkdownInline)[]): string {
  return blocks.map((it): string => {
    if (it.kind === "break") return "\n";
    if ("text" in it) return it.text;
    if ("children" in it) return shown(it.children);
    if (it.kind === "list") {
      return it.items.map(({ children, done }) =>
        (done === undefined ? "" : done ? "[x]" : "[ ]") + shown(children)
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
      html: `<a href="https://a.example/(x)?y=1&amp;z=*">${html}</a>`,
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

Deno.test("R-3, F1, F12: every word of some HTML is shown, and no sign of it means anything", () => {
  fc.assert(
    fc.property(documents, ({ html, text }) => {
      const written = htmlToText(html).text;
      assert.equal(bare(shown(parseMarkdown(written))), bare(text), written);
    }),
    property("words of some HTML", 1000),
  );
});

Deno.test("R-3, F6, F13: a plain text is shown as it was typed", () => {
  fc.assert(
    fc.property(words, (text) => {
      const written = htmlToText(textToHtml(text, false)).text;
      assert.equal(bare(shown(parseMarkdown(written))), bare(text), written);
    }),
    property("plain texts read as they were typed", 1000),
  );
});

const moodle = (text: string, more = "", type = "essay", format = "html") =>
  `<quiz><question type="${type}"><name><text></text></name><questiontext format="${format}"><text><![CDATA[${text}]]></text></questiontext>${more}</question></quiz>`;

const htmls: readonly [id: string, html: string, markdown: string][] = [
  [
    "F1",
    "<p>what is a[0]? He wrote [sic].</p>",
    "what is a[0]? He wrote [sic].",
  ],
  ["F1", '<p>a<img src="x.png" alt="a map"> b</p>', "a[a map] b"],
  ["F1", "<p>a\\[0\\] and \\(x_1\\)</p>", "a\\[0\\] and \\(x_1\\)"],
  ["F3", "x<sup>n</sup>, 2<sup>10</sup>", "xⁿ, 2¹⁰"],
  ["F3", "e<sup>-kt</sup>", "e\\({}^{-kt}\\)"],
  ["F3", "a<sub>n</sub> a<sub>k%</sub>", "aₙ a\\({}_{\\text{k\\%}}\\)"],
  ["F3", "the 1<sup>st</sup>", "the 1st"],
  [
    "F4",
    "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>?",
    "\\(\\frac{1}{2}\\)?",
  ],
  [
    "F4",
    '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">\\sqrt{x}</annotation></semantics></math>',
    "\\(\\sqrt{x}\\)",
  ],
  ["F12", "<b>bold </b>x<i> y</i>", "**bold** x *y*"],
  ["F12", "<code>a[0]*b</code>", "`a[0]*b`"],
  ["F12", "<b>粗體。</b>中文", "**粗體**。中文"],
  [
    "X6",
    "<p>葉子<b>「綠色」</b>的，共<i>50%</i>人</p>",
    "葉子**「綠色」**的，共*50%*人",
  ],
  [
    "X6",
    "<p>z<b>「y」</b>z<s>(a)</s>中⹎</p>",
    "&#x7A;**「y」**&#x7A;~~(a)~~&#x4E2D;⹎",
  ],
  ["F17", "&copy; &lt;b&gt; &amp;lt; 6&nbsp;km", "© \\<b> \\&lt; 6 km"],
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
for (const [id, html, text] of htmls) {
  Deno.test(`${id}: HTML is read into what shows the same: ${html}`, async () => {
    const found = await reading("moodle", moodle(html));
    assert.deepEqual(short(found), [`text: ${text}`]);
    assert.deepEqual(
      reasons(found.leftOut),
      html.includes("<img") ? ["1 picture-left-out"] : [],
    );
  });
}

Deno.test("F3: choices that differ by what stands higher are two", async () => {
  const answer = (text: string, fraction: number) =>
    `<answer fraction="${fraction}" format="html"><text><![CDATA[${text}]]></text></answer>`;
  const found = await reading(
    "moodle",
    moodle(
      "?",
      `<single>true</single>${answer("2<sup>n</sup>", 100)}${answer("2n", 0)}`,
      "multichoice",
    ),
  );
  assert.deepEqual(short(found), ["single: ?: *2ⁿ / 2n"]);
});

Deno.test("F4, R-3: MathML that is no formula here, and words that nothing shows, are named", async () => {
  const found = await reading(
    "moodle",
    moodle(
      '<p>a</p><math><mi>x</mi><maction>q7</maction></math><a href="/mod/2">b</a><video src="v.mp4"></video>',
    ),
  );
  const left = reasons(found.leftOut);
  assert(left.includes("1 formula-left-out"), String(left));
  assert(left.includes("1 field-left-out"));
  assert(left.includes("1 media-left-out"));
});

const gifts: readonly [id: string, gift: string, found: string][] = [
  [
    "F6",
    "Is a<b and c>d so?{T}",
    "single: Is a\\<b and c>d so?: *True / False",
  ],
  [
    "F6",
    "[plain]Is a<b and c>d so?{T}",
    "single: Is a\\<b and c>d so?: *True / False",
  ],
  [
    "F6",
    "[markdown]Is a<b and c>d so?{T}",
    "single: Is a<b and c>d so?: *True / False",
  ],
  ["F6", "Is <b>this</b> so?{T}", "single: Is **this** so?: *True / False"],
  ["F13", "[plain]2*3*4?{T}", "single: 2\\*3\\*4?: *True / False"],
  ["F13", "2*3*4?{T}", "single: 2\\*3\\*4?: *True / False"],
  ["F17", "[html]&copy; a &lt; b?{=x&amp;y}", "text: © a < b?: x&y"],
  ["F7", "Q?{=a =b ~c}", "single: Q?: a / b / c"],
];
for (const [id, gift, text] of gifts) {
  Deno.test(`${id}: GIFT is read as it is meant: ${gift}`, async () => {
    const found = await reading("gift", gift);
    assert.deepEqual(short(found), [text]);
    assert.deepEqual(
      reasons(found.leftOut),
      id === "F7" ? ["1 one-of-several-left-out"] : [],
    );
  });
}

Deno.test("F13: a plain text in Moodle's XML keeps its stars", async () => {
  const found = await reading(
    "moodle",
    moodle("2*3*4 <b", "", "essay", "plain_text"),
  );
  assert.deepEqual(short(found), ["text: 2\\*3\\*4 \\<b"]);
});

Deno.test("R-3: numbers of Moodle's are read with commas, what cannot be is named, and so is a picture of Moodle 1.9", async () => {
  const number = (text: string, tolerance: string) =>
    moodle(
      "?",
      `<image>map.png</image><image_base64>iVBORw0KGgo=</image_base64><answer fraction="100"><text>${text}</text><tolerance>${tolerance}</tolerance></answer><strange>x</strange>`,
      "numerical",
    );
  const found = await reading("moodle", number("1,000", "0,01"));
  assert.deepEqual(short(found), ["number: ?: 1000 ± 0.01"]);
  assert.deepEqual(reasons(found.leftOut), [
    "1 picture-left-out",
    "1 field-left-out",
  ]);
  const other = await reading("moodle", number("3,5", "some"));
  assert.deepEqual(short(other), ["number: ?: 3.5"]);
  assert.equal(reasons(other.leftOut).length, 3);
});
