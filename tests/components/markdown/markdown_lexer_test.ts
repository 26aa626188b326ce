/** Markdown is read in linear time (C-4), and rightly. */
import assert from "node:assert/strict";
import { Random } from "../../random.ts";
import {
  type MarkdownBlock,
  parseMarkdown,
} from "../../../components/markdown/parse_markdown.ts";
import { countedTest, slowOf } from "../../counted_work.ts";
import { mixtures, pairs, repeated } from "../../hostile_texts.ts";

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

function words(blocks: readonly MarkdownBlock[]): string {
  let all = "";
  JSON.stringify(blocks, (key, value) => {
    if (key === "text") all += value;
    return value;
  });
  return all;
}

countedTest(
  file,
  "a message that was made to stop its readers is text, in few steps (C-4)",
  async () => {
    const parts = ["**中:", "**a ", "_a*b", "~a", "x*", "__​", "!", "\\)[a]("];
    for (const length of [4000, 40_000]) {
      const texts = parts.map((part) => repeated(part, length));
      assert.deepEqual(await slowOf(texts, parseMarkdown, most), []);
    }
  },
);

countedTest(
  file,
  "a message of any two signs is read in few steps (C-4)",
  async () => {
    assert.deepEqual(await slowOf(pairs(4000, 8, 1), parseMarkdown, most), []);
  },
);

countedTest(
  file,
  "a message of any few signs is read in few steps (C-4)",
  async () =>
    assert.deepEqual(
      await slowOf(mixtures(4000, 400, 1), parseMarkdown, most),
      [],
    ),
);

countedTest(
  file,
  "an answer of any few signs is read in few steps (C-4)",
  async () =>
    assert.deepEqual(
      await slowOf(mixtures(40_000, 20, 2), parseMarkdown, most),
      [],
    ),
);

Deno.test("a table has no more cells than it is long (C-4)", () => {
  const text = `${"|a".repeat(500)}|\n${"|-".repeat(500)}|\n${
    "a\n".repeat(990)
  }`;
  const { text: cells = 0 } = kinds(parseMarkdown(text));
  assert.ok(cells < text.length, `${cells} cells`);
});

Deno.test("only the paragraph that is too much work is text, with its lines (C-4)", () => {
  const hostile = `${"**a:".repeat(300)}\n${"**a:".repeat(300)}`;
  const [before, between, after] = parseMarkdown(
    `**one**\n\n${hostile}\n\n_two_`,
  );
  assert.deepEqual(kinds([before]), { paragraph: 1, strong: 1, text: 1 });
  assert.deepEqual(kinds([between]), { paragraph: 1, text: 2, break: 1 });
  assert.equal(words([between]), hostile.replace("\n", ""));
  assert.deepEqual(kinds([after]), { paragraph: 1, emphasis: 1, text: 1 });
});

Deno.test("no word of a text full of signs is lost (C-4)", () => {
  const random = new Random(3);
  const plain = (it: string) => it.replaceAll(/[*_~\n]/g, "");
  for (let n = 0; n < 300; n++) {
    const some = () =>
      random.pick(["**", "_", "*", "~", "a", "中:", " b", "\n"]);
    const text = `a${repeated(some() + some() + some() + some(), 3000)}`;
    assert.equal(
      plain(words(parseMarkdown(text))).replaceAll(" ", ""),
      plain(text).replaceAll(" ", ""),
    );
  }
});

Deno.test("a long paragraph full of what is meant is read (C-4)", () => {
  const sentence =
    "The **cell wall** is *rigid*, see [here](https://a.example/b) and `code` — 2 * 3 = 6, snake_case_name, ~5 cm. ";
  const found = kinds(parseMarkdown(sentence.repeat(30)));
  assert.equal(found.strong, 30);
  assert.equal(found.emphasis, 30);
  assert.equal(found.link, 30);
  assert.equal(found.code, 30);
});

Deno.test("a long paragraph in Chinese, which has no blanks, is read (C-4)", () => {
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
      repeated("- **a** b_c * d `e` [f](https://g.h)\n", 37 * 1000),
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
