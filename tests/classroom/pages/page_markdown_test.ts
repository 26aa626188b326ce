import assert from "node:assert/strict";
import fc from "fast-check";
import { marked } from "marked";
import { fromMarkdown } from "mdast-util-from-markdown";
import * as Y from "yjs";
import { parsePageMarkdown } from "../../../classroom/model/page_markdown.ts";
import { markdownOfPage } from "../../../classroom/model/markdown_of_page.ts";
import { piecesOfPage } from "../../../classroom/pages/page_pieces.ts";
import {
  type PageNode,
  readPage,
  writePage,
} from "../../../classroom/model/page_tree.ts";
import type { Attachment } from "../../../classroom/model/files.ts";
import { textPiecesIn } from "../../../classroom/model/pictures_in_pages.ts";
import { pageShape } from "../../../classroom/model/page_schema.ts";
import { lexMarkdown } from "../../../formats/markdown/markdown_lexer.ts";
import { propertyOptions } from "../../random.ts";

const text = (text: string, ...marks: string[]): PageNode => ({
  type: "text",
  text,
  ...(marks.length > 0 && { marks: marks.map((type) => ({ type })) }),
});
const paragraph = (...content: PageNode[]): PageNode => ({
  type: "paragraph",
  content,
});

const link = (href: string): PageNode => ({
  type: "text",
  text: href,
  marks: [{ type: "link", attrs: { href } }],
});

const cases: [name: string, markdown: string, page: PageNode[]][] = [
  ["words", "Dear all", [paragraph(text("Dear all"))]],
  ["the lines of a paragraph stay lines", "one \n  two\r\n\tthree `a\nb`", [
    paragraph(
      text("one"),
      { type: "hard_break" },
      text("two"),
      { type: "hard_break" },
      text("three "),
      text("a", "code"),
      { type: "hard_break" },
      text("b", "code"),
    ),
  ]],
  ["a heading, no deeper than three", "##### Leaves", [
    { type: "heading", attrs: { level: 3 }, content: [text("Leaves")] },
  ]],
  ["bold, italics, code", "**a** *b* `c`", [
    paragraph(
      text("a", "strong"),
      text(" "),
      text("b", "em"),
      text(" "),
      text("c", "code"),
    ),
  ]],
  ["a link", "[here](https://example.org/a)", [
    paragraph({
      type: "text",
      text: "here",
      marks: [{ type: "link", attrs: { href: "https://example.org/a" } }],
    }),
  ]],
  ["an address that is none of ours is words", "[here](javascript:alert(1))", [
    paragraph(text("[here](javascript:alert(1))")),
  ]],
  ["a list of tasks", "- [ ] read\n- [x] write", [
    {
      type: "bullet_list",
      content: [
        {
          type: "list_item",
          attrs: { checked: false },
          content: [paragraph(text("read"))],
        },
        {
          type: "list_item",
          attrs: { checked: true },
          content: [paragraph(text("write"))],
        },
      ],
    },
  ]],
  ["a list that begins later", "7. seven\n8. eight", [{
    type: "ordered_list",
    attrs: { start: 7 },
    content: [
      { type: "list_item", content: [paragraph(text("seven"))] },
      { type: "list_item", content: [paragraph(text("eight"))] },
    ],
  }]],
  ["a table to fill in", "| a | b |\n| - | - |\n| 1 |   |", [
    {
      type: "table",
      content: [
        {
          type: "table_row",
          content: [
            {
              type: "table_cell",
              attrs: { header: true },
              content: [text("a")],
            },
            {
              type: "table_cell",
              attrs: { header: true },
              content: [text("b")],
            },
          ],
        },
        {
          type: "table_row",
          content: [
            { type: "table_cell", content: [text("1")] },
            { type: "table_cell" },
          ],
        },
      ],
    },
  ]],
  ["formulas", "so \\\\(a^2\\\\) it is\n\n$$b$$", [
    paragraph(
      text("so "),
      { type: "math_inline", attrs: { tex: "a^2" } },
      text(" it is"),
    ),
    { type: "math_block", attrs: { tex: "b" } },
  ]],
  [
    "formulas between brackets",
    "so \\(a_1*b_2*c\\), `\\(d\\)`\n\n\\[b\n+ c\\]",
    [
      paragraph(
        text("so "),
        { type: "math_inline", attrs: { tex: "a_1*b_2*c" } },
        text(", "),
        text("\\(d\\)", "code"),
      ),
      { type: "math_block", attrs: { tex: "b\n+ c" } },
    ],
  ],
  ["brackets without a formula", "`\\(` and `\\)`\n\n\\(a", [
    paragraph(text("\\(", "code"), text(" and "), text("\\)", "code")),
    paragraph(text("\\(a")),
  ]],
  [
    "a formula between dollars",
    "| $|x|$ |\n| - |\n\nso $a_1*b_2*\\{c\\}$ it **is**",
    [
      {
        type: "table",
        content: [{
          type: "table_row",
          content: [{
            type: "table_cell",
            attrs: { header: true },
            content: [{ type: "math_inline", attrs: { tex: "|x|" } }],
          }],
        }],
      },
      paragraph(
        text("so "),
        { type: "math_inline", attrs: { tex: "a_1*b_2*\\{c\\}" } },
        text(" it "),
        text("is", "strong"),
      ),
    ],
  ],
  ["prices, and dollars that are said to be some", "$5 and $6,$7, \\$a\\$", [
    paragraph(text("$5 and $6,$7, $a$")),
  ]],
  [
    "prices and variables are words, and formulas in words are formulas",
    "US$20/US$30, $HOME/$USER, H$_2$O, 函數$f$的",
    [
      paragraph(
        text("US$20/US$30, $HOME/$USER, H"),
        { type: "math_inline", attrs: { tex: "_2" } },
        text("O, 函數"),
        { type: "math_inline", attrs: { tex: "f" } },
        text("的"),
      ),
    ],
  ],
  ["dollars in code", "`$a$` and `\\$b$`", [
    paragraph(text("$a$", "code"), text(" and "), text("\\$b$", "code")),
  ]],
  ["a quote is its paragraphs", "> one\n>\n> - two\n\nthree", [
    paragraph(text("one")),
    {
      type: "bullet_list",
      content: [{ type: "list_item", content: [paragraph(text("two"))] }],
    },
    paragraph(text("three")),
  ]],
  ["a formula that is too long is words", `$$${"x+".repeat(1001)}$$`, [
    paragraph(text(`$$${"x+".repeat(1001)}$$`)),
  ]],
  ["lines of HTML are lines of words", "<p>\nno\n</p>", [
    paragraph(
      text("<p>"),
      { type: "hard_break" },
      text("no"),
      { type: "hard_break" },
      text("</p>"),
    ),
  ]],
  ["code", "```\nlet a\n```", [
    { type: "code_block", content: [text("let a")] },
  ]],
  [
    "a list of sources, and what points to them, are words",
    'as [1] and [they][2] say\n\n[1]: https://a.example/$b$ "A"\n[2]: <other page>',
    [
      paragraph(
        ...["as ", "[", "1", "]", " and ", "[", "they", "][2]", " say"]
          .map((it) => text(it)),
      ),
      paragraph(text("[1]: "), link("https://a.example/$b$"), text(' "A"')),
      paragraph(text("[2]: "), text("other page")),
    ],
  ],
  ["HTML is words", "<b>no</b>", [
    paragraph(text("<b>"), text("no"), text("</b>")),
  ]],
];

for (const [name, markdown, page] of cases) {
  Deno.test(`Markdown is read: ${name} (W-1)`, () => {
    assert.deepEqual(parsePageMarkdown(markdown), page);
  });
}

function stored(nodes: readonly PageNode[]): PageNode[] {
  const doc = new Y.Doc();
  writePage(doc, nodes);
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return readPage(copy);
}

for (const [name, , page] of cases.slice(0, -2)) {
  Deno.test(`a page's document preserves: ${name} (W-1)`, () => {
    assert.deepEqual(stored(page), page);
  });
}

/** The number of characters, in UTF-16 code units. */
function lengthOf(nodes: readonly PageNode[]): number {
  return nodes.reduce(
    (sum, { text = "", content = [] }) => sum + text.length + lengthOf(content),
    0,
  );
}

/** Checks that every node is allowed in its parent (SYNC-13). */
function assertFits(
  nodes: readonly PageNode[],
  parent: string | null,
  depth = 0,
): void {
  for (const { type, attrs = {}, content = [], marks = [] } of nodes) {
    if (type === "text") {
      assert(pageShape.text(parent), `text in ${parent}`);
      for (const it of marks) assert(pageShape.mark(it.type, it.attrs ?? {}));
      continue;
    }
    assert(pageShape.element(type, parent, depth), `${type} in ${parent}`);
    for (const [key, value] of Object.entries(attrs)) {
      assert(pageShape.attribute(type, key, value), `${key} of ${type}`);
    }
    assertFits(content, type, depth + 1);
  }
}

const pieces = fc.constantFrom(
  "#",
  "## ",
  "- ",
  "  - ",
  "1. ",
  "[ ] ",
  "[x]",
  "| a | b |",
  "| - | - |",
  "**",
  "*",
  "`",
  "```",
  "$$",
  "$",
  "\\$",
  "\\\\(",
  "\\\\)",
  "[a](https://a.example)",
  "![b](c)",
  "> ",
  "---",
  "<i>",
  "word",
  "字",
  " ",
  "\n",
  "\n\n",
  "    ",
);

Deno.test("any Markdown makes a valid page that can be stored and written again (W-1, SYNC-13)", () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (all) => {
      const nodes = parsePageMarkdown(all.join(""));
      assertFits(nodes, null);
      assert.equal(lengthOf(stored(nodes)), lengthOf(nodes));
      const again = parsePageMarkdown(markdownOfPage(nodes, () => null));
      assertFits(again, null);
    }),
    propertyOptions("texts of a page", 500),
  );
});

/** Every node or token of a tree of mdast's or marked's. */
function* within(nodes: readonly object[]): Generator<{ type: string }> {
  for (const node of nodes) {
    yield node as { type: string };
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) {
        yield* within(value.flat().filter((it) => it instanceof Object));
      }
    }
  }
}

/** The node types that readers without formulas find in Markdown. */
function foundByOthers(markdown: string): Set<string> {
  const all = [
    ...within(fromMarkdown(markdown).children),
    ...within(marked.lexer(markdown)),
  ];
  return new Set(all.map(({ type }) => type));
}

const maths = (tex: string, type = "math_inline"): PageNode => ({
  type,
  attrs: { tex },
});
const cells = (...cells: PageNode[]): PageNode => ({
  type: "table",
  content: [{
    type: "table_row",
    content: cells.map((it) => ({
      type: "table_cell",
      attrs: { header: true },
      content: [it],
    })),
  }],
});
const foreign = ["html", "link", "image", "definition", "heading", "list"];

Deno.test("a formula is neither HTML nor a link to readers without formulas", () => {
  const texts = fc.array(
    fc.constantFrom(
      "<img src=x onerror=alert(1)>",
      "</script>",
      "<!--",
      "<https://a.example>",
      "x\\)",
      "\\(",
      "\\]",
      "\\\\)",
      "[y](javascript:alert(1))",
      "![y](x)",
      "[y]: javascript:alert(1)",
      "https://a.example",
      "www.a.example",
      "amy@a.example",
      "$",
      "$$",
      "\\",
      "`",
      "|",
      "%",
      "\n",
      "\r",
      "# a",
      "- a",
      " ",
      "x_1",
    ),
    { minLength: 1, maxLength: 6 },
  ).map((all) => all.join(""));
  fc.assert(
    fc.property(texts, (tex) => {
      for (
        const page of [
          [paragraph(maths(tex))],
          [paragraph(text("so"), maths(tex), text("5"))],
          [maths(tex, "math_block")],
          [cells(maths(tex), text("b"))],
        ]
      ) {
        const markdown = markdownOfPage(page);
        const found = foundByOthers(markdown);
        const wrong = foreign.filter((it) => found.has(it));
        assert.deepEqual(wrong, [], JSON.stringify(markdown));
      }
    }),
    propertyOptions("formulas", 2000),
  );
});

/** The TeX that our own reader finds, without spaces. */
const texIn = (markdown: string) =>
  [...within(lexMarkdown(markdown))].flatMap((it) =>
    it.type === "formula" || it.type === "code"
      ? String("tex" in it ? it.tex : Reflect.get(it, "text"))
        .replaceAll(" ", "")
      : []
  );

Deno.test("a written formula is read as a formula again", () => {
  const formulas: [tex: string, again?: string][] = [
    ["a_1*b_2*\\{c\\}"],
    ["a<b>c"],
    ["x\\)[y](javascript:alert(1))", "x)[y](javascript:alert(1))"],
    ["<img src=x onerror=alert(1)>", "<imgsrc=xonerror=alert(1)>"],
    ["\\begin{matrix}(a\\\\)\\end{matrix}"],
    ["\\text{$5}"],
    ["a % b\n+ c", "a+c"],
  ];
  for (const [tex, again = tex] of formulas) {
    for (
      const page of [
        [paragraph(text("so "), maths(tex), text(" it is"))],
        [paragraph(text("2"), maths(tex), text("5"))],
        [maths(tex, "math_block")],
      ]
    ) {
      const markdown = markdownOfPage(page);
      assert.deepEqual(texIn(markdown), [again], markdown);
    }
  }
  const page = [
    paragraph(text("so "), maths("a_1*b_2*\\{c\\}"), text(" it is")),
    cells(maths("x"), text("b")),
    maths("b", "math_block"),
  ];
  assert.deepEqual(parsePageMarkdown(markdownOfPage(page)), page);
  const bars = markdownOfPage([cells(maths("|x|"), text("b"))]);
  assert.deepEqual(texIn(bars), ["\\vert{}x\\vert{}"]);
  assert.equal(markdownOfPage([paragraph(maths(" "))]), "");
});

Deno.test("a picture in a list follows its own item, and the numbers continue (W-3)", () => {
  const item = (...content: PageNode[]): PageNode => ({
    type: "list_item",
    content: [paragraph(...content)],
  });
  const file = "a".repeat(22);
  const image: PageNode = { type: "image", attrs: { file, alt: "A leaf" } };
  const type = "image/png";
  const picture: Attachment = { id: file, name: "leaf.png", size: 9, type };
  assert.deepEqual(
    piecesOfPage([{
      type: "ordered_list",
      content: [
        item(text("one")),
        item(text("two"), image),
        item(text("three")),
      ],
    }], new Map([[file, picture]])),
    [
      { text: "1. one\n2. two" },
      { picture, alt: "A leaf" },
      { text: "3. three" },
    ],
  );
});

Deno.test("bold text keeps its last character where Markdown can (W-3)", () => {
  assert.equal(
    markdownOfPage([paragraph(text("Why?", "strong"))]),
    "**Why?**",
  );
  assert.equal(
    markdownOfPage([paragraph(text("為什麼？", "strong"), text("因為"))]),
    "**為什麼**？因為",
  );
});

Deno.test("a long page is read in pieces that end at block boundaries", () => {
  const nodes = Array.from({ length: 10 }, (_, n) => ({
    type: "paragraph",
    content: [{ type: "text", text: `${n} ${"leaf ".repeat(600)}` }],
  }));
  const pieces = textPiecesIn(piecesOfPage(nodes, new Map()));
  assert.equal(pieces.length, 4);
  assert.equal(pieces.join("\n\n"), markdownOfPage(nodes));
});
