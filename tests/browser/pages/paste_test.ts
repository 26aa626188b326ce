/** Pastes keep what a page can hold, and nothing else (W-1). The HTML is that of real programs. */
import { testStage as test, waitForPaint } from "../stage.ts";
import {
  clearEditor,
  openEditorPair,
  pasteHtml,
  readPageXml,
  waitForPageXml,
} from "./pair.ts";
import { eventually } from "../../people.ts";

const p = (text: string) => `<paragraph>${text}</paragraph>`;
const li = (...content: string[]) =>
  `<list_item>${content.join("")}</list_item>`;
const ul = (...items: string[]) =>
  `<bullet_list>${items.join("")}</bullet_list>`;
const ol = (...items: string[]) =>
  `<ordered_list>${items.join("")}</ordered_list>`;
const from = (start: number, ...items: string[]) =>
  `<ordered_list start="${start}">${items.join("")}</ordered_list>`;
const tex = (it: string) => `<math_inline tex="${it}"></math_inline>`;
const table = (...rows: string[][]) =>
  `<table>${
    rows.map((cells) =>
      `<table_row>${
        cells.map((it) => `<table_cell>${it}</table_cell>`).join("")
      }</table_row>`
    ).join("")
  }</table>`;
const h = (level: number, text: string) =>
  `<heading level="${level}">${text}</heading>`;

const word = `<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=Generator content="Microsoft Word 15"><title>A title</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal { margin:0cm; font-family:"Calibri",sans-serif; } @list l0:level1 { mso-level-text:x; } --></style>
</head><body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h1>Photosynthesis<o:p></o:p></h1>
<p class=MsoNormal>Leaves are <b style='mso-bidi-font-weight:normal'>green</b> because
of <i><span style='color:red'>chlorophyll</span></i>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span><![endif]>Light<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New";mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]><b>red</b><o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]>Water<o:p></o:p></p>
<p class=MsoNormal>Then:<o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>Sugar<o:p></o:p></p>
<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse'>
<tr style='mso-yfti-irow:0'><td width=301 valign=top style='width:225.4pt'><p class=MsoNormal>Colour<o:p></o:p></p></td>
<td width=301><p class=MsoNormal>Taken in<o:p></o:p></p><p class=MsoNormal>of all<o:p></o:p></p></td></tr></table>
<p class=MsoNormal><a href="https://example.org/leaf"><span style='color:#0563C1'>More</span></a> <img width=10 src="file:///C:/Users/amy/clip_image001.png"><o:p></o:p></p>
<!--EndFragment--></body></html>`;

const googleDocs =
  `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-0a1b2c3d"><h2 dir="ltr" style="line-height:1.38;"><span style="font-size:16pt;font-family:Arial;font-weight:400;white-space:pre-wrap;">Leaves</span></h2><p dir="ltr"><span style="font-weight:400;font-style:normal;">Plain, </span><span style="font-weight:700;font-style:normal;">bold</span><span style="font-weight:400;font-style:italic;"> and slanted</span></p><ul style="margin-top:0;"><li dir="ltr" style="list-style-type:disc;" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">one</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span>two</span></p></li></ul></ul><ul><li dir="ltr" role="checkbox" aria-checked="true" aria-level="1"><p dir="ltr" role="presentation"><span>done</span></p></li></ul><div dir="ltr" align="left"><table style="border:none;"><colgroup><col width="300"/></colgroup><tbody><tr style="height:0pt"><td style="padding:5pt"><p dir="ltr"><span>a</span></p></td><td><p dir="ltr"><span>b</span></p></td></tr></tbody></table></div></b><br class="Apple-interchange-newline">`;

const libreOffice =
  `<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/><title></title><meta name="generator" content="LibreOffice 24.8.2 (Linux)"/><style type="text/css">p { line-height: 115% }</style></head><body lang="en-GB" dir="ltr"><h1 class="western">Leaves</h1>
<p style="line-height: 100%; margin-bottom: 0cm">Very <font color="#c9211e"><b>green</b></font></p>
<ol><li><p style="margin-bottom: 0cm">one</p></li><li><p style="margin-bottom: 0cm">two</p></li></ol>
<table width="100%" cellpadding="4" cellspacing="0"><col width="128*"/><col width="128*"/><tr valign="top"><td style="border: 1px solid"><p>a</p></td><td><p>b<br/></p></td></tr></table>
</body></html>`;

const excel =
  `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name=ProgId content=Excel.Sheet>
<style><!--table {mso-displayed-decimal-separator:"\\.";} .xl65 {mso-number-format:"0%";}--></style></head>
<body link="#0563C1"><table border=0 cellpadding=0 cellspacing=0 width=128 style='border-collapse:collapse;width:96pt'><!--StartFragment-->
<col width=64 span=2 style='width:48pt'>
<tr height=20 style='height:15.0pt'><td height=20 width=64>Colour</td><td class=xl65 width=64>Taken in</td></tr>
<tr height=20><td height=20>red</td><td class=xl65 align=right x:num="0.9">90%</td></tr>
<!--EndFragment--></table></body></html>`;

const webPage =
  `<html><body><!--StartFragment--><script>alert(1)</script><style>p { color: red }</style>
<h4 onclick="alert(1)">Small <u>heading</u></h4><blockquote><p>Quoted <strike>words</strike></p></blockquote>
<div>In a <span style="background:red">box</span><br>of two lines</div>
<pre><code class="language-js">let a = 1;
let b = 2;</code></pre>
<ul><li><input type="checkbox" checked disabled> ticked</li><li>plain</li></ul>
<p><img src="https://example.org/a.png" onerror="alert(1)"><kbd>Ctrl</kbd><iframe src="https://example.org"></iframe></p><hr>
<p>end</p><!--EndFragment--></body></html>`;

export const lists = (depth: number): string =>
  depth === 0 ? "" : `<ul><li>${depth}${lists(depth - 1)}</li></ul>`;

export const clips: [program: string, html: string, page: string][] = [
  [
    "Word",
    word,
    h(1, "Photosynthesis") +
    p("Leaves are <strong>green</strong> because of <em>chlorophyll</em>.") +
    ul(
      li(p("Light"), ul(li(p("<strong>red</strong>")))),
      li(p("Water")),
    ) + p("Then:") + ol(li(p("Sugar"))) +
    table(["Colour", "Taken in<hard_break></hard_break>of all"]) +
    p('<link href="https://example.org/leaf">More</link>'),
  ],
  [
    "Google Docs",
    googleDocs,
    h(2, "Leaves") +
    p("Plain, <strong>bold</strong><em> and slanted</em>") +
    ul(li(p("one"), ul(li(p("two"))))) +
    ul(`<list_item checked="true">${p("done")}</list_item>`) +
    table(["a", "b"]) + p(""),
  ],
  [
    "LibreOffice",
    libreOffice,
    h(1, "Leaves") + p("Very <strong>green</strong>") +
    ol(li(p("one")), li(p("two"))) + table(["a", "b"]) + p(""),
  ],
  ["Excel", excel, table(["Colour", "Taken in"], ["red", "90%"]) + p("")],
  [
    "Word, a list that goes on, and Chinese numbers",
    [
      ["l0 level1", "1.", "one"],
      ["l0 level1", "2.", "two"],
      null,
      ["l0 level1", "3.", "three"],
      ["l0 level2", "(b)", "deeper"],
      ["l0 level1", "4.", "four"],
      null,
      ["l1 level1", "二、", "第二"],
      ["l1 level2", "(三)", "之三"],
      ["l1 level1", "三、", "第三"],
      ["l2 level1", "①", "圈"],
      ["l3 level1", "o", "bullet"],
    ].map((it) =>
      it
        ? `<p class=MsoListParagraph style='mso-list:${
          it[0]
        } lfo1'><![if !supportLists]><span style='mso-list:Ignore'>${
          it[1]
        }<span>&nbsp; </span></span><![endif]>${it[2]}</p>`
        : "<p class=MsoNormal>between</p>"
    ).join("\n"),
    ol(li(p("one")), li(p("two"))) + p("between") +
    from(3, li(p("three"), from(2, li(p("deeper")))), li(p("four"))) +
    p("between") +
    from(2, li(p("第二"), from(3, li(p("之三")))), li(p("第三"))) +
    ol(li(p("圈"))) + ul(li(p("bullet"))),
  ],
  [
    "Word Online",
    `<div class="OutlineElement"><p class="Paragraph"><span class="TextRun">Before</span></p></div>` +
    [
      ["ol", 1, 1, "one"],
      ["ol", 1, 2, "deeper"],
      ["ul", 1, 3, "deepest"],
      ["ol", 2, 1, "two"],
      ["ol", 1, 1, "another"],
    ].map(([tag, start, level, text]) =>
      `<div class="ListContainerWrapper"><${tag} class="List" role="list" start="${start}"><li role="listitem" aria-setsize="-1" data-aria-posinset="${start}" data-aria-level="${level}" class="OutlineElement"><p class="Paragraph"><span class="TextRun">${text}</span><span class="EOP">&nbsp;</span></p></li></${tag}></div>`
    ).join(""),
    p("Before") +
    ol(
      li(p("one"), ol(li(p("deeper"), ul(li(p("deepest")))))),
      li(p("two")),
    ) + ol(li(p("another"))),
  ],
  [
    "a list that begins later",
    '<ol start="7"><li>seven</li></ol><ol start="-2"><li>one</li></ol>',
    from(7, li(p("seven"))) + ol(li(p("one"))),
  ],
  [
    "formulas",
    `<p>x<sup>2</sup> and H<sub>2</sub>O, e<sup>x+iy</sup>, 10<span style="font-size:0.6em;vertical-align:super">-3</span>, the 1<sup>st</sup></p>` +
    "<p><math><mfrac><mi>a</mi><mi>b</mi></mfrac></math> <math><msup><mrow><mo>(</mo><mi>x</mi><mo>+</mo><mn>1</mn><mo>)</mo></mrow><mn>2</mn></msup><mo>=</mo><msqrt><msub><mi>y</mi><mi>max</mi></msub></msqrt></math></p>" +
    '<p><span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>c</mi></mrow><annotation encoding="application/x-tex">\\frac{c}{d}</annotation></semantics></math></span><span class="katex-html" aria-hidden="true">cd</span></span></p>' +
    "<p><math><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mover><mi>v</mi><mo>→</mo></mover><mi>sin</mi><mo>\u2061</mo><mi>x</mi></math></p>",
    p(`x² and H₂O, e${tex("{}^{x+iy}")}, 10⁻³, the 1st`) +
    p(
      tex("\\frac{a}{b}") + " " +
        tex("{(x+1)}^{2}=\\sqrt{y_{\\max }}"),
    ) + p(tex("\\frac{c}{d}")) +
    p(tex("∑_{i=1}^{n}\\vec{v}\\sin x")),
  ],
  [
    "a web page",
    webPage,
    h(3, "Small heading") + p("Quoted words") +
    p("In a box<hard_break></hard_break>of two lines") +
    "<code_block>let a = 1;\nlet b = 2;</code_block>" +
    ul(`<list_item checked="true">${p("ticked")}</list_item>`, li(p("plain"))) +
    p("<code>Ctrl</code>") + "<horizontal_rule></horizontal_rule>" + p("end"),
  ],
  [
    "VS Code",
    `<meta charset="utf-8"><div style="color: #ccc;background-color: #1f1f1f;font-family: Menlo, Monaco, 'Courier New', monospace;font-size: 12px;line-height: 18px;white-space: pre;"><div><span style="color: #c586c0;">for</span><span style="color: #ccc;"> x </span><span style="color: #c586c0;">in</span><span> y:</span></div><div><span style="color: #ccc;">    </span><span style="color: #dcdcaa;">print</span><span>(x)</span></div><br><div><span>done()</span></div></div>`,
    "<code_block>for x in y:\n    print(x)\n\ndone()</code_block>",
  ],
  [
    "ChatGPT's page",
    `<p>Like this:</p><pre class="overflow-visible!"><div class="relative"><div class="flex select-none">python</div><div class="sticky"><button aria-label="Copy">Copy code</button><span><button>Edit</button></span></div><div class="overflow-y-auto p-4" dir="ltr"><code class="whitespace-pre! language-python"><span><span class="hljs-keyword">for</span> x in y:\n    print(x)\n</span></code></div></div></pre><p>It prints.</p>`,
    p("Like this:") + "<code_block>for x in y:\n    print(x)</code_block>" +
    p("It prints."),
  ],
];

test("a paste from another program keeps the formatting that pages support (W-1)", async ({ person, step }) => {
  const someone = await person();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  for (const [program, html, xml] of clips) {
    await step(program, async () => {
      await clearEditor(amy);
      await pasteHtml(amy, html);
      await waitForPageXml(page, xml);
    });
  }
  await step("lists beyond the depth", async () => {
    await clearEditor(amy);
    await pasteHtml(amy, lists(9));
    await eventually(
      () => readPageXml(page),
      (xml) => xml.match(/<bullet_list>/g)?.length === 6 && xml.includes("1"),
      "all nine were there, six deep",
    );
  });
  await step("text into a cell", async () => {
    await clearEditor(amy);
    await pasteHtml(amy, excel);
    await waitForPageXml(page, clips[3][2]);
    await page.keyboard.press("ControlOrMeta+Home");
    await waitForPaint(page);
    await pasteHtml(amy, "<p>one</p><ul><li>two</li></ul>");
    await waitForPageXml(
      page,
      table(
        ["one<hard_break></hard_break>twoColour", "Taken in"],
        ["red", "90%"],
      ) + p(""),
    );
  });
  await step("cells over several columns and rows", async () => {
    await clearEditor(amy);
    await pasteHtml(
      amy,
      "<table><tr><td colspan=2>a<td rowspan=2>b<tr><td>c<td>d<tr><td>e</table>",
    );
    await waitForPageXml(
      page,
      table(["a", "", "b"], ["c", "d", ""], ["e", "", ""]) + p(""),
    );
  });
  await step("cells beyond the page's limit", async () => {
    await clearEditor(amy);
    const cell = "<td colspan=100 rowspan=100>a";
    await pasteHtml(amy, `<table><tr>${cell.repeat(200)}</table>`);
    await waitForPageXml(page, table(Array(200).fill("a")) + p(""));
  });
  await step("HTML as text", async () => {
    await clearEditor(amy);
    await pasteHtml(amy, "", "first\nsecond <b>line</b>");
    await waitForPageXml(page, p("first") + p("second <b>line</b>"));
  });
  await step("Markdown as text", async () => {
    await clearEditor(amy);
    await pasteHtml(
      amy,
      "",
      "# Leaves\n\n- one\n- **two**\n\n| a | b |\n| - | - |\n| [c](https://example.org) | $x^2$ |\n",
    );
    await waitForPageXml(
      page,
      h(1, "Leaves") + ul(li(p("one")), li(p("<strong>two</strong>"))) +
        `<table><table_row><table_cell header="true">a</table_cell><table_cell header="true">b</table_cell></table_row><table_row><table_cell><link href="https://example.org">c</link></table_cell><table_cell><math_inline tex="x^2"></math_inline></table_cell></table_row></table>` +
        p(""),
    );
    await page.keyboard.press("ControlOrMeta+z");
    await eventually(
      () => readPageXml(page),
      (xml) => xml.startsWith(p("# Leaves") + p("- one") + p("- **two**")),
      "it was the text again",
    );
  });
  await step("text with Markdown signs stays text", async () => {
    await clearEditor(amy);
    await pasteHtml(amy, "", "2 * 3\n* stars and *more\n#1 - it is");
    await waitForPageXml(
      page,
      p("2 * 3") + p("* stars and *more") + p("#1 - it is"),
    );
  });
  await step("text of many empty lines is fast", async () => {
    await clearEditor(amy);
    await pasteHtml(amy, "", `one${"\n".repeat(8_000)}two`);
    await waitForPageXml(page, p("one") + p("two"));
  });
  await step("a page's own copy", async () => {
    const [text] = await openEditorPair(someone);
    const before = await readPageXml(page);
    await text.click();
    await waitForPaint(page);
    await page.keyboard.press("ControlOrMeta+a");
    await waitForPaint(page);
    await page.keyboard.press("ControlOrMeta+c");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("ControlOrMeta+v");
    await waitForPageXml(page, before);
  });
});

test("pasted Markdown appears at once, before its formatting is loaded (W-1)", async ({ person, step }) => {
  const someone = await person();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  await step("before the Markdown parser is loaded", async () => {
    await clearEditor(amy);
    const scripts = Promise.withResolvers<void>();
    await page.route("**/assets/*.js", async (route) => {
      await scripts.promise;
      await route.continue();
    });
    await pasteHtml(amy, "", "# Leaves\n\n- one\n- two");
    const plain = p("# Leaves") + p("- one") + p("- two");
    await waitForPageXml(page, plain);
    await page.keyboard.type(" and more");
    const typed = plain.replace("two", "two and more");
    await waitForPageXml(page, typed);
    await page.keyboard.press("Enter");
    scripts.resolve();
    await pasteHtml(amy, "", "## Roots\n\n- a\n- b");
    await waitForPageXml(
      page,
      typed + h(2, "Roots") + ul(li(p("a")), li(p("b"))),
    );
  });
  await step("where no deeper list is possible", async () => {
    await clearEditor(amy);
    await pasteHtml(amy, lists(6));
    await eventually(
      () => readPageXml(page),
      (xml) => xml.match(/<bullet_list>/g)?.length === 6,
      "it was six deep",
    );
    await pasteHtml(amy, "", "- left\n  - right");
    await page.keyboard.type("!");
    await eventually(
      () => readPageXml(page),
      (xml) => /left<.*right!</.test(xml),
      "all of it was there, and the key after it",
    );
  });
});
