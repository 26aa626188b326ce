/** Emphasis and addresses next to Chinese, Japanese and Korean, in both readers of Markdown. */
import assert from "node:assert/strict";
import { parsePageMarkdown } from "../../../classroom/model/page_markdown.ts";
import type { PageNode } from "../../../classroom/model/page_tree.ts";
import { markdownOfPage } from "../../../classroom/pages/page_markdown.ts";
import {
  type MarkdownBlock,
  type MarkdownInline,
  parseMarkdown,
} from "../../../components/markdown/parse_markdown.ts";

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

Deno.test("emphasis begins and ends beside full-width punctuation in messages and pages (X6)", () => {
  for (const [text, shown] of cases) {
    assert.equal(inMessage(text), shown);
    assert.equal(inPage(parsePageMarkdown(text)), shown);
  }
});

Deno.test("what is struck out ends beside full-width punctuation (X6)", () => {
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

Deno.test("both readers find the same emphasis whatever stands around its signs (X6)", () => {
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

Deno.test("both readers know the same punctuation of Chinese, Japanese and Korean (X6)", () => {
  for (let code = 0xa0; code < 0x20000; code++) {
    const it = String.fromCodePoint(code);
    if (!/[\p{P}\p{S}]/u.test(it)) continue;
    for (const text of [`a**${it}x**`, `a**(x)**${it}`, `a**x${it}**a`]) {
      const name = `${code.toString(16)} in ${text}`;
      assert.equal(inMessage(text), inPage(parsePageMarkdown(text)), name);
    }
  }
});

Deno.test("emphasis that a page has is written so that both readers find it again (X6)", () => {
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

function links(text: string): string[] {
  const found: string[] = [];
  JSON.stringify(parseMarkdown(text), (key, value) => {
    if (key === "href") found.push(value);
    return value;
  });
  return found;
}

Deno.test("a bare address ends before full-width punctuation and curly quotes (X6)", () => {
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
  for (const [text, href] of table) assert.deepEqual(links(text), [href], text);
});
