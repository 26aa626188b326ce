import assert from "node:assert/strict";
import fc from "fast-check";
import {
  colourCode,
  makeCodeColourer,
} from "../../../formats/markdown/code_colours.ts";
import {
  mayHaveMarkdown,
  toPlainBlocks,
} from "../../../formats/markdown/markdown_plain.ts";
import {
  type MathElement,
  parseMaths,
} from "../../../formats/markdown/maths_tree.ts";
import {
  type GrowingMarkdown,
  parseGrowingMarkdown,
  parseGrowingSigns,
  parseInSteps,
  parseMarkdown,
} from "../../../formats/markdown/parse_markdown.ts";
import { hideTypedSigns } from "../../../formats/markdown/typed_signs.ts";
import { detectLang } from "../../../components/ui/detect_lang.ts";
import { finishSteps } from "../../../formats/metadata/finish_steps.ts";
import { propertyOptions, seededRounds } from "../../random.ts";

function formulas(text: string): string[] {
  const found: string[] = [];
  JSON.stringify(parseMarkdown(text), (_, value) => {
    if (value?.kind === "code") {
      if (value.tex !== undefined) found.push(value.tex);
      else if (value.language === "math") found.push(`block ${value.text}`);
    }
    return value;
  });
  return found;
}

Deno.test("formulas are between dollars or TeX brackets, inline or on their own lines (C-4)", () => {
  const cases: [string, string[]][] = [
    ["$x^2$ and $y_1 * z_1$", ["x^2", "y_1 * z_1"]],
    ["\\(a*b*c\\), \\[d\\]", ["a*b*c", "d"]],
    ["$$\n\\frac{1}{2}\n$$", ["block \\frac{1}{2}"]],
    ["then\n\\[\nx = 1\n\\]\nfrom there", ["block x = 1"]],
    ["```math\nx\n```", ["block x"]],
    ["- **so** $x$", ["x"]],
    ["函數$f(x)$的值與$y$", ["f(x)", "y"]],
    ["the $n$th, $x=5$kg, $x$-axis", ["n", "x=5", "x"]],
    ["H$_2$O, 10$^\\circ$C, 5$\\mu$m", ["_2", "^\\circ", "\\mu"]],
    ["**$x$**$y$", ["x", "y"]],
    ["$a \\$ b$", ["a \\$ b"]],
  ];
  for (const [text, expected] of cases) {
    assert.deepEqual(formulas(text), expected, text);
  }
});

function drawnIn({ attributes, children }: MathElement): string[] {
  const inner = children.flatMap((it) =>
    typeof it === "string" ? [] : drawnIn(it)
  );
  const drawn = attributes["data-drawn"];
  return drawn ? [drawn, ...inner] : inner;
}

Deno.test("strokes, bars and boxes are drawn by a style, or the formula is told (C-4)", async () => {
  const css = await Deno.readTextFile("components/markdown/Markdown.css");
  const cases = {
    "\\cancel{x}": "up",
    "\\bcancel{x}": "down",
    "\\xcancel{x}": "cross",
    "\\sout{x}": "through",
    "\\boxed{x}": "box",
    "\\fbox{x}": "box",
    "\\overline{x}": "over",
    "\\underline{x}": "under",
  };
  for (const [tex, drawn] of Object.entries(cases)) {
    const tree = parseMaths(tex, true);
    assert.deepEqual(tree && drawnIn(tree), [drawn], tex);
    assert(css.includes(`[data-drawn="${drawn}"]`), drawn);
  }
  for (const tex of ["\\longdiv{x}", "\\phase{x}", "\\enclose{circle}{x}"]) {
    assert.equal(parseMaths(tex, true), null, tex);
  }
});

Deno.test("a long formula is cut after its operators, so that paper can break it (C-4)", () => {
  const terms = Array.from({ length: 40 }, (_, n) => `\\frac{x_{${n}}}{2}`);
  for (const display of [true, false]) {
    const rows = parseMaths(`-${terms.join("+")} = -y`, display)!.children;
    assert.equal(rows.length, 41);
    assert.equal(JSON.stringify(rows).match(/"mfrac"/g)?.length, 40);
    assert.equal(parseMaths("a + b = c", display)!.children.length, 1);
  }
});

Deno.test("prices, code and single signs are not formulas (C-4)", () => {
  const all = [
    "It costs $5 and $10.",
    "$5-$10",
    "5$ or 6$",
    "$5 and $10, costs $3, not $4, US$20/US$30",
    "$HOME/$USER and $HOME$USER",
    "${HOME}/bin:${PATH}, $(pwd)/$USER, $DIR/a.$EXT",
    "5$/6$ and 10$,20$",
    "cheap $$ or $$$, $$ again",
    "Outer$Inner$Deep",
    "`$x$`",
    "\\$x\\$",
    "$ x $",
    "$",
    "$$",
    "$$$$",
    "\\( not closed",
    `$${"x".repeat(1001)}$`,
    "```\n$x$\n```",
  ];
  for (const text of all) assert.deepEqual(formulas(text), [], text);
});

Deno.test("a formula consists only of MathML: no links, styles, scripts or handlers (CHAT-2)", () => {
  const texts = [
    "\\href{javascript:alert(1)}{x}",
    "\\url{javascript:alert(1)}",
    "\\includegraphics{https://evil.example/x.png}",
    "\\htmlClass{a}{x}",
    "\\htmlId{a}{x}",
    "\\htmlStyle{color: red}{x}",
    "\\htmlData{onclick=alert(1)}{x}",
    "\\class{a}{x}",
    "\\text{<img src=x onerror=alert(1)>}",
    "\\color{red} x",
    "\\colorbox{red}{x}",
    "\\rule{1000em}{1000em}",
    "\\cancel{x} + \\boxed{y} + \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}",
    "\\sqrt[3]{x} \\sum_{n=1}^\\infty \\int_0^1 \\vec{v} \\mathbb{R}",
  ];
  const look = (element: MathElement) => {
    assert.match(element.name, /^(m[a-z]+|none)$/);
    for (const [key, value] of Object.entries(element.attributes)) {
      assert.doesNotMatch(key, /^(on|style|class|id|href|src|xlink)/);
      assert.doesNotMatch(value, /javascript|url\(/i);
    }
    for (const child of element.children) {
      if (typeof child !== "string") look(child);
    }
  };
  let read = 0;
  for (const tex of texts) {
    const tree = parseMaths(tex, true);
    if (tree) look(tree), read++;
  }
  assert.ok(read >= 4, `${read} of them were formulas`);
});

Deno.test("invalid or unterminated TeX is no formula (C-4)", () => {
  for (
    const tex of [
      "\\frac{",
      "}",
      "\\unknowncommand",
      "\\def\\a{\\a\\a}\\a",
      "{".repeat(500),
      `${"\\sqrt{".repeat(150)}x${"}".repeat(150)}`,
    ]
  ) {
    assert.equal(parseMaths(tex, false), null, tex.slice(0, 30));
  }
});

function size(it: MathElement | string): { all: number; deep: number } {
  if (typeof it === "string") return { all: 0, deep: 0 };
  const inner = it.children.map(size);
  return {
    all: inner.reduce((sum, { all }) => sum + all, 1),
    deep: Math.max(0, ...inner.map(({ deep }) => deep)) + 1,
  };
}

Deno.test("a formula that defines commands is shown as written (C-4)", () => {
  const all = [
    `\\def\\a#1{${"<#1".repeat(60)}}\\a{\\a{${"<x".repeat(150)}}}`,
    "\\gdef\\a{x}\\a",
    "\\edef\\a{x}\\a",
    "\\xdef\\a{x}\\a",
    "\\let\\a=x\\a",
    "\\futurelet\\a xx",
    "\\global\\def\\a{x}\\a",
    "\\long\\def\\a{x}\\a",
    "\\newcommand{\\a}{x}\\a",
    "\\newcommand\\a[1]{#1}\\a x",
    "\\renewcommand{\\alpha}{x}\\alpha",
    "\\providecommand{\\a}{x}\\a",
    "\\\\\\def\\a{x}\\a",
    `\\tag{${"x".repeat(400)}}${"\\df@tag".repeat(60)}`,
  ];
  for (const tex of all) assert.equal(parseMaths(tex, true), null, tex);
  assert.ok(parseMaths("\\delta \\leftarrow \\longrightarrow", true));
  assert.ok(parseMaths("\\begin{matrix}a\\\\def\\end{matrix}", true));
  assert.ok(parseMaths("x \\tag{1}", true));
});

Deno.test("a formula has limited elements and depth for its characters (C-4)", () => {
  const around = (open: string, close: string) => {
    const times = Math.floor(1000 / (open.length + close.length));
    return open.repeat(times) + "x" + close.repeat(times);
  };
  const all = [
    `\\begin{matrix}${"&".repeat(420)}${"\\\\".repeat(250)}\\end{matrix}`,
    `\\begin{array}{*{999999}{c}}x\\end{array}`,
    around("\\begin{matrix}", "\\end{matrix}"),
    around("\\cancelto{}{", "}"),
    around("\\mathllap{", "}"),
    around("\\llap{", "}"),
    around("\\equilibriumLeft{", "}"),
    around("\\equilibriumRight{", "}"),
    around("\\ce{", "}"),
    around("\\ce{a \\pu {", "}}"),
    around("\\sqrt{", "}"),
    around("\\frac1{", "}"),
    around("\\overbrace{", "}"),
    around("\\left(", "\\right)"),
    around("(", ")"),
    around("{", "}"),
    around("x^{", "}"),
    "'".repeat(1000),
    "x^2".repeat(333),
    "\\LaTeX".repeat(166),
    "\\pdv{a}{b}".repeat(90),
  ];
  for (const tex of all) {
    const tree = parseMaths(tex, true);
    const { all, deep } = size(tree ?? "");
    assert.ok(all <= 100 + 3 * tex.length, `${all} of ${tex.slice(0, 40)}`);
    assert.ok(deep <= 101, `${deep} in each other: ${tex.slice(0, 40)}`);
  }
});

Deno.test("realistic formulas are rendered (C-4)", () => {
  const all = [
    "x",
    "f''(x)",
    "\\LaTeX",
    "\\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}",
    "\\begin{pmatrix}1\\\\&1\\\\&&1\\\\&&&1\\end{pmatrix}",
    "\\begin{cases}x & x>0\\\\ -x & \\text{else}\\end{cases}",
    "1+\\cfrac{1}{1+\\cfrac{1}{1+\\cfrac{1}{1+\\cfrac{1}{x}}}}",
    "\\sum_{n=1}^\\infty \\tfrac{1}{n^2} \\pmod{5} \\binom{n}{k}",
  ];
  for (const tex of all) assert.ok(parseMaths(tex, true), tex);
});

Deno.test("code keeps every character, and known languages are coloured (C-4)", () => {
  const code = "const a = '<b>' + 1; // </script>\n\tdone\n";
  const pieces = colourCode(code, "JS");
  assert.ok(pieces);
  assert.equal(pieces.map(({ text }) => text).join(""), code);
  assert.ok(pieces.some(({ kind }) => kind === "keyword"));
  assert.ok(pieces.some(({ kind }) => kind === "comment"));
  for (const language of ["python", "java", "html", "sql", "c++", "css"]) {
    const all = colourCode(code, language)?.map(({ text }) => text).join("");
    assert.equal(all, code, language);
  }
  assert.equal(colourCode(code, "klingon"), null);
  assert.equal(colourCode("x".repeat(4001), "js"), null);
});

Deno.test("the same code is coloured only once (C-4)", () => {
  const colours = makeCodeColourer(1000, 0, () => 0);
  const code = "let a = 1;\n".repeat(50);
  const pieces = colours(code, "js");
  assert.ok(pieces);
  assert.equal(colours(code, "JS"), pieces);
  assert.ok(colours("let b;", "js"), "what was read again has been counted");
});

Deno.test("a limited amount of code at a time is coloured, the rest is plain (C-4)", () => {
  let now = 0;
  const colours = makeCodeColourer(100, 10, () => now);
  const first = "a".repeat(60);
  assert.ok(colours(first, "c"));
  assert.equal(colours("b".repeat(60), "c"), null);
  assert.ok(colours(first, "c"), "what has colours keeps them");
  assert.ok(colours("c".repeat(40), "c"));
  assert.equal(colours("d".repeat(50), "c"), null);
  now = 5000;
  assert.ok(colours("d".repeat(50), "c"), "there is more with time");
  now = 1_000_000;
  assert.ok(colours("e".repeat(100), "c"));
  assert.equal(colours("f", "c"), null, "never more than at first");
});

const pieces = [
  "# Leaves\n\n",
  "A plant takes in **carbon dioxide** and *water*.",
  " What is left over\nis the oxygen.",
  "\n\n",
  "\n",
  "  ",
  "\t",
  "1. The leaf\n2. The root\n",
  "1",
  ". ",
  "- by day\n\n- at night\n",
  "-",
  "* * *\n\n",
  "---\n",
  "===\n",
  "| organ | does |\n| --- | --- |\n| leaf | breathes |\n",
  "| root | drinks |\n",
  "```js\nconst a = 1;\n",
  "```",
  "``",
  "~~~\n",
  "$$x^2$$",
  "$$",
  "\\[",
  "\\]",
  "\\(y\\)",
  "$a$",
  "> What then?\n",
  ">",
  "    indented\n",
  "- [ ] task\n",
  "https://school.example/leaf ",
  "[a](https://school.example)",
  "<b>",
  "[a]: https://school.example\n",
  "`code`",
  "~~no~~",
];

function grows(text: string, by: (at: number) => number): GrowingMarkdown {
  let before: GrowingMarkdown | null = null;
  for (let at = 0; at < text.length;) {
    at = Math.min(text.length, at + by(at));
    const now = text.slice(0, at);
    const read: GrowingMarkdown = parseGrowingMarkdown(now, before);
    assert.deepEqual(
      read.blocks,
      parseMarkdown(now, "program"),
      JSON.stringify(now),
    );
    for (
      let n = 0;
      n < (before?.stableBlocks ?? 0) && read.stableBlocks > 0;
      n++
    ) {
      assert.equal(read.blocks[n], before!.blocks[n], "it is the same block");
    }
    before = read;
  }
  return before!;
}

Deno.test("growing text is read to the same result as complete text (C-4)", async () => {
  await seededRounds("texts that grow", 300).each((random) => {
    let text = "";
    for (let n = 3 + random.below(12); n > 0; n--) {
      text += pieces[random.below(pieces.length)];
      if (random.below(3) === 0) text += "\n\n";
    }
    grows(text, () => 1 + random.below(4));
    return Promise.resolve();
  });
});

Deno.test("a long text is read in steps to the same result as at once (SYNC-18)", async () => {
  await seededRounds("long texts in steps", 20).each((random) => {
    let text = "";
    while (text.length < 12_000) {
      text += pieces[random.below(pieces.length)];
      if (random.below(3) === 0) text += "\n\n";
    }
    for (const it of [text, text.replaceAll("\n", "\r\n")]) {
      const steps = parseInSteps(it);
      assert.equal(steps.next().done, false);
      assert.deepEqual(finishSteps(steps), parseMarkdown(text));
    }
    return Promise.resolve();
  });
});

Deno.test("a person's text with carriage returns is read as a person's, in pieces too (CHAT-2)", () => {
  const text = "a sum\r\n\r\n- 3\r\n";
  const { blocks } = parseGrowingSigns(hideTypedSigns(text, "person"), null);
  assert.ok(blocks.every(({ kind }) => kind === "paragraph"));
  assert.deepEqual(blocks, parseMarkdown(text, "person"));
});

Deno.test("of a long answer only the part being written is parsed again (C-4)", () => {
  const part =
    "## Leaves\n\nA plant takes in *water*.\n\n- light\n- water\n\n" +
    "```js\nconst a = 1;\n```\n\n$$x^2$$\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n" +
    "So it is.\n\n";
  const text = part.repeat(20);
  let before = parseGrowingMarkdown(text.slice(0, part.length), null), most = 0;
  for (let at = part.length; at <= text.length; at += 7) {
    most = Math.max(most, at - before.stableLength);
    before = parseGrowingMarkdown(text.slice(0, at), before);
  }
  assert.ok(most < part.length, `${most} characters were read again`);
});

Deno.test("text that counts as plain gives the same result in the Markdown parser (C-4)", () => {
  const pieces = fc.oneof(
    fc.constantFrom(
      "word",
      "Hello there!",
      "It's 3.5 (or 4) — isn't it?",
      "你好",
      "😀",
      "\n",
      "\n\n",
      "\n\n\n",
      " ",
      "   ",
      "-",
      "- ",
      "1. ",
      "2) x",
      "1.",
      "===",
      "---",
      ":-",
      "+ a",
      "*",
      "_",
      "**b**",
      "`",
      "~~",
      "#",
      "# ",
      ">",
      "[x](y)",
      "|",
      "\\",
      "<b>",
      "&amp;",
      "$x$",
      "@Amy ",
      "a@b.c",
      "www.a.b",
      "http://a.b",
      "HTTPS://a.b",
      "ftp://a.b",
      "\t",
      "\r",
      "\u00a0",
      "\u2028",
      ":",
      "!",
      '"',
      "'",
      "../../components",
    ),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  );
  let plain = 0;
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 8 }), (parts) => {
      const text = parts.join("");
      if (mayHaveMarkdown(text)) return;
      plain++;
      const join = JSON.stringify(toPlainBlocks(text));
      assert.equal(
        join,
        JSON.stringify(parseMarkdown(text)),
        JSON.stringify(text),
      );
    }),
    propertyOptions("plain text without the lexer", 20_000),
  );
  assert.ok(plain > 500, `${plain} were plain`);
});

Deno.test("most ordinary messages are plain (C-4)", () => {
  const all = [
    "Yes!",
    "I think that it is the second one, because it has two cells.",
    "Really?\nMe too.",
    "It's 3.5 (or 4), isn't it?",
    "@Amy what do you say?",
    "我也是 😀",
  ];
  for (const text of all) assert.equal(mayHaveMarkdown(text), false, text);
});

Deno.test("text in another script than the page’s is marked with its language", () => {
  const table: [text: string, page: string, lang: string | undefined][] = [
    ["我覺得是葉綠素", "en", "zh-Hant"],
    ["我覺得是葉綠素", "zh-TW", undefined],
    ["I think it is chlorophyll", "zh-TW", "en"],
    ["I think it is chlorophyll", "en", undefined],
    ["¿Qué es la ósmosis?", "en", undefined],
    ["ひかりが必要です", "en", "ja"],
    ["빛이 필요합니다", "en", "ko"],
    ["葉綠素 is chlorophyll, I think, and it is green", "en", undefined],
    ["葉綠素 (chlorophyll) 是綠色的，在葉子裡面", "en", "zh-Hant"],
    ["42", "en", undefined],
    ["", "zh-TW", undefined],
    ["😀👍", "zh-TW", undefined],
  ];
  for (const [text, page, lang] of table) {
    assert.equal(detectLang(text, page), lang, `${text} on ${page}`);
  }
});
