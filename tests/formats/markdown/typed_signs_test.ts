import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePageMarkdown } from "../../../classroom/model/page_markdown.ts";
import type { PageNode } from "../../../classroom/model/page_tree.ts";
import {
  hideTypedSigns,
  showTypedSigns,
} from "../../../formats/markdown/typed_signs.ts";
import { markdownOfPage } from "../../../classroom/model/markdown_of_page.ts";
import {
  type MarkdownBlock,
  type MarkdownInline,
  parseChoice,
  parseMarkdown,
} from "../../../formats/markdown/parse_markdown.ts";
import { walkMarkdown } from "../../../formats/markdown/markdown_walk.ts";
import { countedTest, findSlowTexts } from "../../counted_work.ts";
import { mixedSignTexts, repeatToLength } from "../../hostile_texts.ts";
import { propertyOptions } from "../../random.ts";
import { schoolTexts } from "./school_texts.ts";

/** The words of a tree; an element of Markdown is in angle brackets. */
function wordsOf(all: readonly (MarkdownBlock | MarkdownInline)[]): string {
  return all.map((it): string => {
    switch (it.kind) {
      case "text":
        return it.text;
      case "break":
        return "\n";
      case "code":
        return "tex" in it ? it.text : `<code ${it.text}>`;
      case "paragraph":
      case "line":
      case "link":
        return wordsOf(it.children);
      default:
        return `<${it.kind}>`;
    }
  }).join("");
}

const inMessage = (text: string): string =>
  parseMarkdown(text).map((it) => wordsOf([it])).join("\n\n");

/** The same for a page. */
function inPage(nodes: readonly PageNode[]): string {
  return nodes.map(({ type, text = "", marks = [], content = [], attrs }) => {
    if (type === "hard_break") return "\n";
    if (type === "text") {
      const mark = marks.find((it) => it.type !== "link");
      return mark ? `<${mark.type} ${text}>` : text;
    }
    if (type === "math_inline") return `$${attrs?.tex}$`;
    return type === "paragraph" ? inPage(content) : `<${type}>`;
  }).join("");
}

const lines = Object.values(schoolTexts).flat();

for (const [about, texts] of Object.entries(schoolTexts)) {
  Deno.test(`a message is read as it was typed: ${about} (CHAT-2)`, () => {
    for (const text of texts) assert.equal(inMessage(text), text);
  });

  Deno.test(`a page's starting text is read as it was typed: ${about} (W-1)`, () => {
    for (const text of texts) {
      // As our own exports write it, a backslash at a line's end is no more than that.
      const shown = text.replaceAll("\\\n", "\n");
      const page = parsePageMarkdown(text);
      assert.equal(inPage(page), shown);
      assert.equal(inPage(parsePageMarkdown(markdownOfPage(page))), shown);
    }
  });
}

Deno.test("a text of several typed lines is read as typed, in any order (CHAT-2)", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...lines), { minLength: 2, maxLength: 4 }),
      (some) => {
        // Two numbered lines are a list, and a list goes on in the lines after it.
        if (some.some((line) => /^\d+[.)](?:\s|$)/m.test(line))) return;
        // Of several lines, one such as `- x` is a list.
        if (some.some((line) => /^[-+*>#] \p{L}/u.test(line))) return;
        assert.equal(inMessage(some.join("\n\n")), some.join("\n\n"));
      },
    ),
    propertyOptions("typed lines", 2000),
  );
});

const markdown: [text: string, shown: string][] = [
  ["*really*", "<emphasis>"],
  ["_really_", "<emphasis>"],
  ["**bold**", "<strong>"],
  ["__two words__", "<strong>"],
  ["(*really*)", "(<emphasis>)"],
  ["**Note**(see below)", "<strong>(see below)"],
  ["這是**重點**。", "這是<strong>。"],
  ["這是*重點*。", "這是<emphasis>。"],
  ["共有**50%**的人", "共有<strong>的人"],
  ["**S**um of **P**arts", "<strong>um of <strong>arts"],
  ["~~wrong~~", "<struck>"],
  ["`2*3*4`", "<code 2*3*4>"],
  ["$a*b*c$", "$a*b*c$"],
  ["# Heading", "<heading>"],
  ["# 1. Numbers", "<heading>"],
  ["## 2024: a year", "<heading>"],
  ["- x\n- y", "<list>"],
  ["- x-axis", "<list>"],
  ["- I am", "<list>"],
  ["- 水", "<list>"],
  ["# C is a language", "<heading>"],
  ["> I am", "<quote>"],
  ["*ja*/*nein*", "<emphasis>/<emphasis>"],
  ["_*really*_", "<emphasis>"],
  ["__*really*__", "<strong>"],
  ["**_really_**", "<strong>"],
  ["*a/b*", "<emphasis>"],
  ['"*really*" and "_really_"', '"<emphasis>" and "<emphasis>"'],
  ["| a | b |\n| - | - |\n| 1 |*2*|", "<table>"],
  ["> a quote", "<quote>"],
  ["> Yes.\n> 5 of them", "<quote>"],
  ["- apples\n- pears", "<list>"],
  ["- apples\n- 3 pears", "<list>"],
  ["* apples\n* pears", "<list>"],
  ["- apples\n\n- 3 pears", "<list>"],
  ["- apples\n\n  5 of them\n- 3 pears", "<list>"],
  ["1. a\n   - 3 eggs\n   - 2 cups", "<list>"],
  ["1. a\n2. b", "<list>"],
  ["1. a\n\n   more", "<list>"],
  ["- [ ] 3 tasks", "<list>"],
  ["| a | b |\n| - | - |\n| 1 | 2 |", "<table>"],
  ["a\n\n---\n\nb", "a\n\n<rule>\n\nb"],
  ["\\*not emphasis\\*", "*not emphasis*"],
  ["1\\. a", "1. a"],
];

Deno.test("what people write as Markdown stays Markdown (CHAT-2)", () => {
  for (const [text, shown] of markdown) assert.equal(inMessage(text), shown);
});

const indented = [
  "if x:\n    print(1)",
  "for i in x:\n    if i:\n        print(i)\n    else:\n\tpass",
  "if x:\n    # a comment\n    - y\n    > z\n    1. a",
  "a\n  *",
  "a\n  b\n c",
  "  a\n    b",
];

Deno.test("a line that goes on a paragraph keeps the blanks before it (CHAT-2)", () => {
  for (const text of indented) assert.equal(inMessage(text), text);
  const [block] = parseMarkdown("a\n   **b**\n **(c)**");
  assert(block.kind === "paragraph");
  const kinds = block.children.map(({ kind }) => kind);
  assert.equal(
    kinds.join(" "),
    "text break text strong break strong",
  );
});

Deno.test("lists, tables and code are not changed by the blanks before their lines (CHAT-2)", () => {
  const table: [text: string, shown: string][] = [
    ["Buy:\n  - apples\n  - pears", "Buy:\n\n<list>"],
    ["- a\n  b\n- c", "<list>"],
    ["- a\n\n  b\n    c\n- d", "<list>"],
    ["    a\n      b", "<code a\n  b>"],
    ["```\na\n  b\n```\nc\n  d", "<code a\n  b>\n\nc\n  d"],
    ["a\n  | a | b |\n  | - | - |\n  | 1 | 2 |", "a\n\n<table>"],
    ["a\n  # b", "a\n\n<heading>"],
    ["a\n > b c", "a\n\n<quote>"],
  ];
  for (const [text, shown] of table) assert.equal(inMessage(text), shown);
});

function listsIn(text: string, author: "person" | "program") {
  return parseMarkdown(text, author).flatMap((it) => {
    if (it.kind !== "list") return [];
    let next = it.start;
    const numbers = it.items.map(({ number = next }) => {
      next = number + 1;
      return number;
    });
    return [[it.hasBrackets ? ")" : ".", ...numbers].join(" ")];
  });
}

Deno.test("the items of a list have the numbers that were typed (CHAT-2)", () => {
  const table: [text: string, lists: string[]][] = [
    ["2. b\n5. d", [". 2 5"]],
    ["1. a\n1. b\n1. c", [". 1 1 1"]],
    ["3) a\n2) b", [") 3 2"]],
    ["0. a\n1. b", [". 0 1"]],
    ["7. a\n\n9. b", [". 7 9"]],
    ["1. a\n2. b\n3) c\n7) d", [". 1 2", ") 3 7"]],
    ["12. März\n14. März", [". 12 14"]],
  ];
  for (const [text, lists] of table) {
    assert.deepEqual(listsIn(text, "person"), lists);
    assert.deepEqual(listsIn(text, "program"), lists);
  }
});

Deno.test("a page's list begins again where a number does not follow (W-1)", () => {
  const starts = (text: string) =>
    parsePageMarkdown(text).map(({ type, attrs }) =>
      `${type} ${attrs?.start ?? 1}`
    );
  for (const text of ["2. b\n5. d", "2. b\n\n5. d"]) {
    const page = parsePageMarkdown(text);
    assert.deepEqual(starts(text), ["ordered_list 2", "ordered_list 5"]);
    assert.deepEqual(starts(markdownOfPage(page)), starts(text));
  }
});

Deno.test("a bar within a formula or code splits no cell (CHAT-2)", () => {
  const table: [row: string, cells: string[]][] = [
    ["| $|x|$ | 1 |", ["$|x|$", "1"]],
    ["| \\(|x|\\) | 1 |", ["\\(|x|\\)", "1"]],
    ["| $$|x|$$ | 1 |", ["$$|x|$$", "1"]],
    ["| $P(A|B)$ | $|a|+|b|$ |", ["$P(A|B)$", "$|a|+|b|$"]],
    ["| `a || b` | 1 |", ["<code a || b>", "1"]],
    ["| $\\{x \\mid x>0\\}$ | 1 |", ["$\\{x \\mid x>0\\}$", "1"]],
    ["| a \\| b | 1 |", ["a | b", "1"]],
    ["| $5 | $6 |", ["$5", "$6"]],
  ];
  for (const [row, cells] of table) {
    for (const author of ["person", "program"] as const) {
      const [read] = parseMarkdown(`| a | b |\n|---|---|\n${row}`, author);
      assert(read.kind === "table", row);
      assert.deepEqual(read.rows[0].map((cell) => wordsOf(cell)), cells);
    }
  }
});

Deno.test("a formula with bars stays in its cell of a page (W-1)", () => {
  const [table] = parsePageMarkdown("| a | b |\n|---|---|\n| $|x|$ | 1 |");
  const cells = table.content?.[1].content?.map(({ content = [] }) =>
    inPage(content)
  );
  assert.deepEqual(cells, ["$|x|$", "1"]);
});

Deno.test("a program's sums, tildes and bars are read as written (C-4)", () => {
  for (
    const text of [
      "2*3*4",
      "a*b*c",
      "(a)*(b)*(c)",
      "2**3**4",
      "3~5 and 100~200",
      "f(x)*g(x)*h(x)",
    ]
  ) {
    const blocks = parseMarkdown(text, "program");
    assert.equal(wordsOf(blocks), text);
  }
  const [answer] = parseMarkdown("## 1. First\n\n- 3 eggs", "program");
  assert.equal(answer.kind, "heading");
});

const choices = [
  ..."- 3|3|+ 3|> 3|# 3|>= 3|3*3*3|&amp;|* 3|1. 3|2) 3|**3**|__init__|~~3~~|a_b_c|`x`|\\*|<b>|[a](http://a.b)|http://a.b|---|    3|![](x)"
    .split("|"),
  "| a |\n| - |",
];

Deno.test("a choice is read as it was typed, and is no list, quote or heading (R-2)", () => {
  for (const text of choices) {
    const blocks = parseChoice(text);
    assert.equal(wordsOf(blocks), text);
    assert.deepEqual(blocks.map(({ kind }) => kind), ["paragraph"]);
  }
});

Deno.test("any choice is read as it was typed, with its formulas (R-2)", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "grapheme", maxLength: 40 }),
        fc.array(
          fc.constantFrom(
            ..."$ \\( \\) \\[ \\] $$ \\ x ^2 * - # \n".split(" "),
          ),
          { maxLength: 12 },
        ).map((it) => it.join("")),
      ),
      (text) => assert.equal(wordsOf(parseChoice(text)), text),
    ),
    propertyOptions("choices", 5000),
  );
});

Deno.test("a choice's formula is one (R-2, C-4)", () => {
  const formulasIn = (text: string) =>
    [...walkMarkdown(parseChoice(text))]
      .flatMap((it) => "tex" in it ? [it.tex] : []);
  assert.deepEqual(formulasIn("$x^2$ or \\(y\\)"), ["x^2", "y"]);
  assert.deepEqual(formulasIn("$5 or $6, \\$x\\$"), []);
});

const texts = fc.array(
  fc.oneof(
    fc.constantFrom(...lines, "\n", "\n\n", " ", "- a\n", "```\n"),
    fc.constantFrom(
      ..."* ** _ __ - + > # 1. 2) | $ \\ & ` ~~ a 3 中 ( ) [ ]".split(" "),
    ),
    fc.string({ unit: "grapheme", maxLength: 5 }),
  ),
  { maxLength: 10 },
).map((it) => it.join(""));

Deno.test("a sign that is hidden from a reader of Markdown is shown again in its place (CHAT-2)", () => {
  fc.assert(
    fc.property(texts, (text) => {
      for (const author of ["person", "program"] as const) {
        const hidden = hideTypedSigns(text, author);
        assert.equal(hidden.length, text.length);
        assert.equal(showTypedSigns(hidden), text);
      }
    }),
    propertyOptions("hidden signs", 3000),
  );
});

Deno.test("no reader shows a stand-in (CHAT-2)", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const read = [parseMarkdown(text), parsePageMarkdown(text)];
      assert.doesNotMatch(JSON.stringify(read), /[\ufdd0-\ufdef]/);
    }),
    propertyOptions("stand-ins", 2000),
  );
});

Deno.test("a page's text reads the same after it was written as Markdown and read again (W-1)", () => {
  const plain = (nodes: readonly PageNode[]): string =>
    nodes.map(({ type, text = "", content = [], attrs = {} }) =>
      type === "text"
        ? text
        : `${type === "math_inline" ? `$${attrs.tex}$` : ""}${plain(content)}`
    ).join("").replace(/\s+/g, "");
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...lines), { maxLength: 4 }),
      (some) => {
        const page = parsePageMarkdown(some.join("\n\n"));
        const written = markdownOfPage(page);
        assert.equal(plain(parsePageMarkdown(written)), plain(page), written);
      },
    ),
    propertyOptions("pages of typed lines", 1000),
  );
});

Deno.test("a page's list, quote or heading of one letter is read again as one (W-1)", () => {
  const x = { type: "paragraph", content: [{ type: "text", text: "x" }] };
  for (
    const page of [
      { type: "bullet_list", content: [{ type: "list_item", content: [x] }] },
      { ...x, type: "heading", attrs: { level: 1 } },
    ]
  ) {
    assert.deepEqual(parsePageMarkdown(markdownOfPage([page])), [page]);
  }
});

countedTest(
  import.meta.url,
  "signs are hidden in few steps, whatever a text is made of (CHAT-2)",
  async () => {
    const parts = [
      ...'* _ ** 3*3 - +3 > # 1. & &a \\ \\( \\[ $ $$ $a| ` `a __a __aa __a_ (* *) " 中* [] /* */ /** |* "* __= *__ 5_*'
        .split(" "),
      "- 3\n",
      "1. a\n",
      "> 3\n",
      "---\n",
      "* ",
      "5 *3* ",
      "# ",
      "#  ",
      "a\n  ",
      "a\n    - ",
      " ",
      "\n",
      "a\n \n",
      "\\[a",
    ];
    const hide = (text: string) => hideTypedSigns(text, "person");
    for (const length of [4000, 40_000]) {
      const hostile = [
        ...parts.map((part) => repeatToLength(part, length)),
        `# ${"1".repeat(length)}a`,
        `- x${" ".repeat(length)}a`,
        `- f(${"(".repeat(length)}`,
        `#${" ".repeat(length)}a`,
      ];
      assert.deepEqual(await findSlowTexts(hostile, hide, 200), []);
    }
    const lines = ["# ", "> ", "- ", "1. ", "= ", ""].flatMap((start) =>
      ["1", "+", "#", ") ", "- 1"].map((part) =>
        `${start}${" ".repeat(1000)}${repeatToLength(part, 3000)}x`
      )
    );
    assert.deepEqual(await findSlowTexts(lines, hide, 200), []);
    const mixed = mixedSignTexts(4000, 100, 1);
    assert.deepEqual(await findSlowTexts(mixed, hide, 200), []);
  },
);
