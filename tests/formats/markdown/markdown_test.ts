import assert from "node:assert/strict";
import { parsePageMarkdown } from "../../../classroom/model/page_markdown.ts";
import type { PageNode } from "../../../classroom/model/page_tree.ts";
import { markdownOfPage } from "../../../classroom/model/markdown_of_page.ts";
import {
  type MarkdownBlock,
  type MarkdownInline,
  parseMarkdown,
} from "../../../formats/markdown/parse_markdown.ts";
import { countedTest, findSlowTexts } from "../../counted_work.ts";
import {
  mixedSignTexts,
  repeatToLength,
  signPairTexts,
} from "../../hostile_texts.ts";
import { Random } from "../../random.ts";

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
Deno.test("raw HTML is shown as text (CHAT-2)", () => {
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
Deno.test("only http, https and mailto become links (C-4)", () => {
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

Deno.test("an image is a link to it, never fetched by readers (C-4)", () => {
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

Deno.test("text made to be slow or deep is returned with its words (C-4)", () => {
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
  Deno.test(`a long text is searched for formulas once: ${JSON.stringify(part)} (C-4)`, () => {
    const text = part.repeat(10000 / part.length);
    const looked = lookedAt(() => parseMarkdown(text));
    assert.ok(looked <= 6 * text.length, `${looked} of ${text.length}`);
  });
}

const file = import.meta.url;
/** Steps per character: twice what a bounded text needs. */
const most = 400;

function kinds(blocks: readonly MarkdownBlock[]): Record<string, number> {
  const found: Record<string, number> = {};
  JSON.stringify(blocks, (key, value) => {
    if (key === "kind") found[value] = (found[value] ?? 0) + 1;
    return value;
  });
  return found;
}

function allText(blocks: readonly MarkdownBlock[]): string {
  let all = "";
  JSON.stringify(blocks, (key, value) => {
    if (key === "text") all += value;
    return value;
  });
  return all;
}

countedTest(
  file,
  "a message made to stop its readers is text, in few steps (C-4)",
  async () => {
    const parts = ["**中:", "**a ", "_a*b", "~a", "x*", "__​", "!", "\\)[a]("];
    for (const length of [4000, 40_000]) {
      const texts = parts.map((part) => repeatToLength(part, length));
      assert.deepEqual(await findSlowTexts(texts, parseMarkdown, most), []);
    }
  },
);

countedTest(
  file,
  "a message of any two characters is read in few steps (C-4)",
  async () => {
    assert.deepEqual(
      await findSlowTexts(signPairTexts(4000, 8, 1), parseMarkdown, most),
      [],
    );
  },
);

countedTest(
  file,
  "a message of any few characters is read in few steps (C-4)",
  async () =>
    assert.deepEqual(
      await findSlowTexts(mixedSignTexts(4000, 400, 1), parseMarkdown, most),
      [],
    ),
);

countedTest(
  file,
  "an answer of any few characters is read in few steps (C-4)",
  async () =>
    assert.deepEqual(
      await findSlowTexts(mixedSignTexts(40_000, 20, 2), parseMarkdown, most),
      [],
    ),
);

Deno.test("a table has at most as many cells as characters (C-4)", () => {
  const text = `${"|a".repeat(500)}|\n${"|-".repeat(500)}|\n${
    "a\n".repeat(990)
  }`;
  const { text: cells = 0 } = kinds(parseMarkdown(text));
  assert.ok(cells < text.length, `${cells} cells`);
});

Deno.test("only a paragraph that takes too much work is text, with its lines (C-4)", () => {
  const hostile = `${"**a:".repeat(300)}\n${"**a:".repeat(300)}`;
  const [before, between, after] = parseMarkdown(
    `**one**\n\n${hostile}\n\n_two_`,
  );
  assert.deepEqual(kinds([before]), { paragraph: 1, strong: 1, text: 1 });
  assert.deepEqual(kinds([between]), { paragraph: 1, text: 2, break: 1 });
  assert.equal(allText([between]), hostile.replace("\n", ""));
  assert.deepEqual(kinds([after]), { paragraph: 1, emphasis: 1, text: 1 });
});

Deno.test("a text full of special characters loses no word (C-4)", () => {
  const random = new Random(3);
  const plain = (it: string) => it.replaceAll(/[*_~\n]/g, "");
  for (let n = 0; n < 300; n++) {
    const some = () =>
      random.pick(["**", "_", "*", "~", "a", "中:", " b", "\n"]);
    const text = `a${repeatToLength(some() + some() + some() + some(), 3000)}`;
    assert.equal(
      plain(allText(parseMarkdown(text))).replaceAll(" ", ""),
      plain(text).replaceAll(" ", ""),
    );
  }
});

Deno.test("a long paragraph full of formatting is read (C-4)", () => {
  const sentence =
    "The **cell wall** is *rigid*, see [here](https://a.example/b) and `code` — 2 * 3 = 6, snake_case_name, ~5 cm. ";
  const found = kinds(parseMarkdown(sentence.repeat(30)));
  assert.equal(found.strong, 30);
  assert.equal(found.emphasis, 30);
  assert.equal(found.link, 30);
  assert.equal(found.code, 30);
});

Deno.test("a long paragraph in Chinese, which has no spaces, is read (C-4)", () => {
  const sentence =
    "**細胞壁**是*堅硬*的，請看[這裡](https://a.example/b)，還有`程式`和$x^2$。";
  const found = kinds(parseMarkdown(sentence.repeat(60)));
  assert.equal(found.strong, 60);
  assert.equal(found.link, 60);
  assert.equal(found.code, 120);
});

Deno.test("a long answer with headings, lists, tables, code and formulas is read whole (C-4)", () => {
  const part = `## Step

Use **pointers** *carefully*: \`*p\` and \`**q\`, never \`a*b*c\`.

- **First**: one _thing_
  - nested **deep** and ~~gone~~
  1. numbered
- [ ] a task with [a link](https://a.example)

| *Name* | Value | Note |
|:-------|------:|------|
| \`a\`  | **1** | _x_  |
| b      | 2     | $y$  |

> A quote of **somebody**

\`\`\`c
int **p = &q; /* ** ** ** */ a_b_c = *x * *y;
\`\`\`

$$\\frac{a}{b}$$

`;
  const times = Math.floor(40_000 / part.length);
  const found = kinds(parseMarkdown(part.repeat(times)));
  const each: Record<string, number> = {
    heading: 1,
    strong: 5,
    emphasis: 4,
    struck: 1,
    link: 1,
    table: 1,
    quote: 1,
    list: 3,
    // 3 in text, 1 in the table, and a formula, a block of code and a formula of its own.
    code: 7,
  };
  for (const [kind, count] of Object.entries(each)) {
    assert.equal(found[kind], count * times, kind);
  }
});

Deno.test("a long list and a long table are read whole (C-4)", () => {
  const list = kinds(
    parseMarkdown(
      repeatToLength("- **a** b_c * d `e` [f](https://g.h)\n", 37 * 1000),
    ),
  );
  assert.equal(list.strong, 1000);
  assert.equal(list.link, 1000);
  const rows = "| **a** | `b|c` | _d_ | 4 * 5 |\n".repeat(1000);
  const table = kinds(parseMarkdown(`|a|b|c|d|\n|-|-|-|-|\n${rows}`));
  assert.equal(table.strong, 1000);
  const lines = kinds(parseMarkdown("*a* __b__ ~~c~~\n".repeat(250)));
  assert.deepEqual(
    [lines.emphasis, lines.strong, lines.struck],
    [250, 250, 250],
  );
});

const signs = { strong: "b", emphasis: "i", struck: "s", link: "a" } as const;

function inMessage(text: string): string {
  const written = (all: readonly (MarkdownBlock | MarkdownInline)[]): string =>
    all.map((it) => {
      if ("text" in it) return it.text;
      if (!("children" in it)) return "";
      const inner = written(it.children);
      const tag = it.kind in signs && signs[it.kind as keyof typeof signs];
      return tag ? `<${tag}>${inner}</${tag}>` : inner;
    }).join("");
  return oneRun(written(parseMarkdown(text)));
}

function inPage(nodes: readonly PageNode[]): string {
  const has = ({ marks = [] }: PageNode, mark: string) =>
    marks.some(({ type }) => type === mark);
  return oneRun(
    nodes.map((node) => {
      if (node.type !== "text") return inPage(node.content ?? []);
      let text = node.text ?? "";
      if (has(node, "em")) text = `<i>${text}</i>`;
      return has(node, "strong") ? `<b>${text}</b>` : text;
    }).join(""),
  );
}

/** Merges nested equal emphasis. */
function oneRun(html: string): string {
  return html.replaceAll("<i><b>", "<b><i>").replaceAll("</b></i>", "</i></b>")
    .replaceAll(/<(\/?)([bi])>(?:<\1\2>)+/g, "<$1$2>")
    .replaceAll(/<\/([bi])><\1>/g, "").trim();
}

const cases: [text: string, shown: string][] = [
  ["**重點：**請先看課本", "<b>重點：</b>請先看課本"],
  ["**「光合作用」**是植物的能力", "<b>「光合作用」</b>是植物的能力"],
  ["葉子**「綠色」**的原因", "葉子<b>「綠色」</b>的原因"],
  ["這是**重要。**下一句", "這是<b>重要。</b>下一句"],
  ["共有**50%**的人", "共有<b>50%</b>的人"],
  ["**Note:**中文", "<b>Note:</b>中文"],
  ["*斜體。*下一句", "<i>斜體。</i>下一句"],
  ["細胞**(cell)**很小", "細胞<b>(cell)</b>很小"],
  ["***全部！***都要", "<b><i>全部！</i></b>都要"],
  ["これは**「大切」**です", "これは<b>「大切」</b>です"],
  ["**ｶﾀｶﾅ｡**です", "<b>ｶﾀｶﾅ｡</b>です"],
  ["**이 용어(term)**를 보세요", "<b>이 용어(term)</b>를 보세요"],
  ["看**👍！**好", "看<b>👍！</b>好"],
  ["葛\u{e0100}**(姓)**城", "葛\u{e0100}<b>(姓)</b>城"],
  ["㐂\ufe00**(喜)**字", "㐂\ufe00<b>(喜)</b>字"],
  ["𠮷**(吉)**野𠮷", "𠮷<b>(吉)</b>野𠮷"],
  ["2**“x”**3", "2**“x”**3"],
  ["foo**(bar)**baz", "foo**(bar)**baz"],
  ["中 ** 文 ** 字", "中 ** 文 ** 字"],
  ["變數_名稱_值", "變數_名稱_值"],
  ["「_x_」", "「<i>x</i>」"],
];

Deno.test("emphasis begins and ends next to full-width punctuation in messages and pages", () => {
  for (const [text, shown] of cases) {
    assert.equal(inMessage(text), shown);
    assert.equal(inPage(parsePageMarkdown(text)), shown);
  }
});

Deno.test("strikethrough ends next to full-width punctuation", () => {
  assert.equal(inMessage("~~錯的：~~對的"), "<s>錯的：</s>對的");
  assert.equal(inMessage("共~~50%~~人"), "共<s>50%</s>人");
  assert.equal(inMessage("a~~(b)~~c"), "a~~(b)~~c");
});

const around = [
  ...'a1%("“。「，中ア한ｱ！é'.split(""),
  "",
  " ",
  "😀",
  "葛\u{e0100}",
  "𠮷",
  "\\*",
];

Deno.test("both parsers find the same emphasis whatever surrounds its marks", () => {
  for (const sign of ["*", "**", "_", "__", "***"]) {
    for (const outside of around) {
      // One reader takes half of a pair for part of a letter.
      if (sign === "__" && outside === "葛\u{e0100}") continue;
      for (const inside of around) {
        for (const end of ["x", "%", "。"]) {
          const texts = [
            `a${outside}${sign}${inside}x${end}${sign}`,
            `${end}${sign}x${inside}${sign}${outside}`,
            `a${outside}${sign}${inside}x${inside}${sign}${outside}a`,
          ];
          for (const text of texts) {
            assert.equal(
              inMessage(text),
              inPage(parsePageMarkdown(text)),
              text,
            );
          }
        }
      }
    }
  }
});

Deno.test("both parsers know the same punctuation of Chinese, Japanese and Korean", () => {
  for (let code = 0xa0; code < 0x20000; code++) {
    const it = String.fromCodePoint(code);
    if (!/[\p{P}\p{S}]/u.test(it)) continue;
    for (const text of [`a**${it}x**`, `a**(x)**${it}`, `a**x${it}**a`]) {
      const name = `${code.toString(16)} in ${text}`;
      assert.equal(inMessage(text), inPage(parsePageMarkdown(text)), name);
    }
  }
});

Deno.test("a page's emphasis is written so that both parsers find it again", () => {
  for (const [text] of cases) {
    const page = parsePageMarkdown(text);
    const written = markdownOfPage(page);
    assert.doesNotMatch(written, /&#/);
    const bare = (html: string) =>
      html.replaceAll(/([:：。！]+)((?:<\/[bi]>)+)/gu, "$2$1");
    assert.equal(bare(inPage(parsePageMarkdown(written))), bare(inPage(page)));
    assert.equal(bare(inMessage(written)), bare(inPage(page)));
  }
});

function linksIn(text: string): string[] {
  const found: string[] = [];
  JSON.stringify(parseMarkdown(text), (key, value) => {
    if (key === "href") found.push(value);
    return value;
  });
  return found;
}

Deno.test("a bare address ends before full-width punctuation and curly quotes", () => {
  const table: [text: string, href: string][] = [
    ["請看 https://example.com，謝謝", "https://example.com/"],
    ["（https://a.b.example/c）", "https://a.b.example/c"],
    ["見https://a.example/c。下一句", "https://a.example/c"],
    ["《https://a.example/c?x=1&y=2》很好", "https://a.example/c?x=1&y=2"],
    ["“https://a.example/c”", "https://a.example/c"],
    ["到 www.a.example/c、那裡", "http://www.a.example/c"],
    ["https://a.example/c…", "https://a.example/c"],
    ["https://a.example/c！", "https://a.example/c"],
    ["寫信給a@b.example，謝謝", "mailto:a@b.example"],
    [
      "https://ja.example/wiki/アルベルト・アインシュタイン",
      "https://ja.example/wiki/%E3%82%A2%E3%83%AB%E3%83%99%E3%83%AB%E3%83%88%E3%83%BB%E3%82%A2%E3%82%A4%E3%83%B3%E3%82%B7%E3%83%A5%E3%82%BF%E3%82%A4%E3%83%B3",
    ],
  ];
  for (const [text, href] of table) {
    assert.deepEqual(linksIn(text), [href], text);
  }
});
