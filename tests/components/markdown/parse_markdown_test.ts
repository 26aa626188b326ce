/** Messages become a small, fixed set of elements (CHAT-2, C-4). */
import assert from "node:assert/strict";
import {
  type MarkdownBlock,
  type MarkdownInline,
  parseMarkdown,
} from "../../../components/markdown/parse_markdown.ts";

function words(blocks: MarkdownBlock[]): string {
  return blocks.map((block) => {
    switch (block.kind) {
      case "rule":
        return "";
      case "code":
        return block.text;
      case "quote":
        return words(block.children);
      case "list":
        return block.items.map((item) => words(item.children)).join("\n");
      case "table":
        return [block.head, ...block.rows].flat().map(inlineWords).join(" ");
      default:
        return inlineWords(block.children);
    }
  }).join("\n");
}

function inlineWords(inlines: MarkdownInline[]): string {
  return inlines.map((inline) => {
    if (inline.kind === "break") return "\n";
    return "text" in inline ? inline.text : inlineWords(inline.children);
  }).join("");
}

function links(tree: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(tree, (key, value) => {
    if (key === "href") found.push(value);
    return value;
  });
  return found;
}

Deno.test("bold, italic, struck, code and line breaks become tokens (C-4)", () => {
  assert.deepEqual(parseMarkdown("a\n**b** *c* ~~d~~ `e`"), [{
    kind: "paragraph",
    children: [
      { kind: "text", text: "a" },
      { kind: "break" },
      { kind: "strong", children: [{ kind: "text", text: "b" }] },
      { kind: "text", text: " " },
      { kind: "emphasis", children: [{ kind: "text", text: "c" }] },
      { kind: "text", text: " " },
      { kind: "struck", children: [{ kind: "text", text: "d" }] },
      { kind: "text", text: " " },
      { kind: "code", text: "e" },
    ],
  }]);
});

Deno.test("lists, quotes, tables and code blocks become tokens (C-4)", () => {
  const kinds = parseMarkdown(
    "- a\n- [x] b\n\n> q\n\n| h |\n|--:|\n| c |\n\n```js\nx < 1\n```\n\n---",
  ).map((block) => block.kind);
  assert.deepEqual(kinds, ["list", "quote", "table", "code", "rule"]);
});

const html = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '<a href="javascript:alert(1)">x</a>',
  "<svg/onload=alert(1)>",
  "<!-- hidden -->",
  "<div>\nwords\n</div>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<style>*{display:none}</style>",
  "<![CDATA[ x ]]>",
  "<?php x ?>",
];
Deno.test("raw HTML is the text that it is (CHAT-2)", () => {
  for (const source of html) {
    assert.equal(words(parseMarkdown(source)), source);
    assert.deepEqual(links(parseMarkdown(source)), [], source);
  }
});

const foreign = [
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](java\tscript:alert(1))",
  "[x](<java\nscript:alert(1)>)",
  "[x](\u0001javascript:alert(1))",
  "[x](javascript&colon;alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](vbscript:x)",
  "[x](data:text/html,<script>alert(1)</script>)",
  "[x](file:///etc/passwd)",
  "[x](blob:https://a.b/c)",
  "[x](//evil.example)",
  "[x](/teacher)",
  "[x](#a)",
  "<javascript:alert(1)>",
  "![x](javascript:alert(1))",
  "[x][y]\n\n[y]: javascript:alert(1)",
];
Deno.test("no link but http, https and mailto (C-4)", () => {
  for (const source of foreign) {
    assert.deepEqual(links(parseMarkdown(source)), [], source);
    assert.ok(words(parseMarkdown(source)).trim() !== "", source);
  }
});

Deno.test("http, https and mailto become links, bare addresses too (C-4)", () => {
  const source =
    "[a](https://a.example/?q=1&r=2) <http://b.example> https://c.example d@e.example www.f.example [m](mailto:g@h.example)";
  assert.deepEqual(links(parseMarkdown(source)), [
    "https://a.example/?q=1&r=2",
    "http://b.example/",
    "https://c.example/",
    "mailto:d@e.example",
    "http://www.f.example/",
    "mailto:g@h.example",
  ]);
});

Deno.test("an image is a link to it, never fetched by those who read (C-4)", () => {
  assert.deepEqual(parseMarkdown("![cat](https://a.example/cat.png)"), [{
    kind: "paragraph",
    children: [{
      kind: "link",
      href: "https://a.example/cat.png",
      children: [{ kind: "text", text: "cat" }],
    }],
  }]);
});

Deno.test("a message is never invisible (C-4)", () => {
  for (
    const source of ["#", "- ", "> ", "[y]: https://a.example", "*", "```"]
  ) {
    assert.ok(words(parseMarkdown(source)).trim() !== "", source);
  }
});

Deno.test("text made to be slow or deep comes back, with its words (C-4)", () => {
  const hostile = [
    ">".repeat(4000),
    "> ".repeat(2000),
    "- ".repeat(2000),
    "1) ".repeat(1300),
    "[".repeat(4000),
    "![".repeat(2000),
    "[a](".repeat(1000),
    "*".repeat(4000),
    "**a".repeat(1300),
    "*a _b ".repeat(650),
    "`a ``b ```c ".repeat(330),
    "<a ".repeat(1300),
    "|".repeat(4000),
    Array.from({ length: 60 }, (_, i) => "  ".repeat(i) + "- x").join("\n"),
  ];
  for (const source of hostile) {
    assert.ok(JSON.stringify(parseMarkdown(source)).length > 0);
  }
});

function lookedAt(work: () => void): number {
  // The library searches by expressions that are handed to it, so only `exec` can be counted.
  const exec = RegExp.prototype.exec;
  let looked = 0;
  RegExp.prototype.exec = function (text) {
    const from = this.global ? this.lastIndex : 0;
    const found = exec.call(this, text);
    if (["\\n(?=\\$", "\\$|"].some((sign) => this.source.startsWith(sign))) {
      looked += (found ? found.index + 1 : text.length) - from;
    }
    return found;
  };
  try {
    work();
  } finally {
    RegExp.prototype.exec = exec;
  }
  return looked;
}

for (
  const part of [
    "a\n\n",
    "a*b ",
    "\n$$ a",
    "- a\n",
    "> a\n\n",
    "[a](b) ",
    "www.a.example ",
    "a\n$$\nx\n$$\n",
    "$5 ",
  ]
) {
  Deno.test(`a long text is looked through for formulas once: ${JSON.stringify(part)} (C-4)`, () => {
    const text = part.repeat(10000 / part.length);
    const looked = lookedAt(() => parseMarkdown(text));
    assert.ok(looked <= 6 * text.length, `${looked} of ${text.length}`);
  });
}
