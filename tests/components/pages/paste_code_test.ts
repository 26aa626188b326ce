/** Pasted code becomes code blocks with its indentation (W-1). The HTML is that of real programs and pages. */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { countedTest, growsLinearly } from "../../counted_work.ts";
import { Slice } from "prosemirror-model";
import { EditorState, TextSelection } from "prosemirror-state";
import { schema } from "../../../components/pages/editor/schema.ts";
import {
  closeCode,
  markCode,
} from "../../../components/pages/editor/paste_code.ts";

/** The blocks of a paste: code in `[…]`, inline code in `` `…` ``, other text as it is. */
function pasted(html: string): string[] {
  const within = html.replace(/<\/?(?:html|body)>|<head>.*?<\/head>/g, "")
    .replace(/(<[a-z][^>]*?\s)style(?=\s*=)/gi, "$1data-style");
  const { document } = parseHTML(
    `<!doctype html><html><head></head><body>${within}</body></html>`,
  );
  const body = document.body as unknown as Element;
  for (const it of body.querySelectorAll("button, style")) it.remove();
  markCode(body);
  const found: string[] = [];
  const read = (node: Element) => {
    for (const it of node.childNodes) {
      const text = it.textContent ?? "";
      const name = (it as Element).localName;
      if (name === "pre") found.push(`[${text}]`);
      else if (name === "code") found.push(`\`${text}\``);
      else if (it.nodeType === 1) read(it as Element);
      else if (it.nodeType === 3 && text.trim() !== "") found.push(text.trim());
    }
  };
  read(body);
  return found;
}

const loop = "[for x in y:\n    print(x)\n\nprint(2)]";
const monaco = (font: string) =>
  `<meta charset="utf-8"><div style="color: #ccc;background-color: #1f1f1f;font-family: ${font};font-weight: normal;font-size: 12px;line-height: 18px;white-space: pre;"><div><span style="color: #c586c0;">for</span><span style="color: #ccc;"> x </span><span style="color: #c586c0;">in</span><span style="color: #ccc;"> y:</span></div><div><span style="color: #ccc;">    </span><span style="color: #dcdcaa;">print</span><span style="color: #ccc;">(x)</span></div><br><div><span style="color: #dcdcaa;">print</span><span>(2)</span></div></div>`;
const code = (text: string) =>
  `<span class="hljs-keyword">for</span>${text.slice(3)}`;
const python = "for x in y:\n    print(x)\n\nprint(2)\n";

const clips: [program: string, html: string, blocks: string[]][] = [
  ["VS Code", monaco("Menlo, Monaco, 'Courier New', monospace"), [loop]],
  [
    "VS Code on Windows",
    `<html><body>\n<!--StartFragment-->${
      monaco("Consolas, 'Courier New', monospace")
    }<!--EndFragment-->\n</body></html>`,
    [loop],
  ],
  ["Colab", monaco("monospace, Consolas"), [loop]],
  [
    "one line of VS Code",
    `<div style="font-family: Menlo, monospace;white-space: pre;"><div><span>    return</span><span> x</span></div></div>`,
    ["[    return x]"],
  ],
  [
    "a word of VS Code",
    `<div style="font-family: Menlo, monospace;white-space: pre;"><div><span>print</span></div></div>`,
    ["`print`"],
  ],
  [
    "IntelliJ and PyCharm",
    `<html><head><meta http-equiv="content-type" content="text/html; charset=UTF-8"></head><body><pre style="background-color:#2b2b2b;color:#a9b7c6;font-family:'JetBrains Mono',monospace;font-size:9.8pt;"><span style="color:#cc7832;">for </span>x <span style="color:#cc7832;">in </span>y:<br>    <span>print</span>(x)<br><br><span>print</span>(2)</pre></body></html>`,
    [loop],
  ],
  [
    "Visual Studio",
    `<pre style="font-family:Cascadia Mono;font-size:13px;"><span style="color:blue;">for</span>&nbsp;x&nbsp;in&nbsp;y:\n&nbsp;&nbsp;&nbsp;&nbsp;print(x)\n\nprint(2)</pre>`,
    [loop],
  ],
  [
    "Notepad++",
    `<div style="float: left; white-space: pre; line-height: 1; background: #FFFFFF; "><span class="sc5">for</span><span class="sc11"> x in y:\n    print(x)\n\nprint(2)</span></div>`,
    [loop],
  ],
  [
    "a part of a page's code",
    `<span style="color: red; font-family: ui-monospace, Menlo; white-space: pre;">for</span><span style="font-family: ui-monospace, Menlo; white-space: pre;"> x in y:\n    print(x)\n\nprint(2)</span>`,
    [loop],
  ],
  [
    "ChatGPT's page",
    `<p>Like this:</p><pre class="overflow-visible!"><div class="contain-inline-size rounded-2xl relative"><div class="flex items-center text-xs font-sans select-none">python</div><div class="sticky top-9"><div class="absolute end-0"><button class="flex gap-1" aria-label="Copy">Copy code</button><span><button>Edit</button></span></div></div><div class="overflow-y-auto p-4" dir="ltr"><code class="whitespace-pre! language-python"><span>${
      code(python)
    }</span></code></div></div></pre><p>It prints.</p>`,
    ["Like this:", loop, "It prints."],
  ],
  [
    "ChatGPT's page, whose buttons are text",
    `<div><div><span>python</span><div role="button">Copy code</div></div><div><code class="language-python hljs">${
      code(python)
    }</code></div></div>`,
    [loop],
  ],
  [
    "ChatGPT's page with its editor",
    `<pre><div><div>Python</div><div><button>Run</button></div><div class="cm-editor"><div class="cm-scroller"><div class="cm-gutters"><div>1</div></div><div class="cm-content"><div class="cm-line">for x in y:</div><div class="cm-line">    print(x)</div><div class="cm-line"><br></div><div class="cm-line">print(2)</div></div></div></div></div></pre>`,
    [loop],
  ],
  [
    "Gemini's page",
    `<code-block><div class="code-block"><div class="code-block-decoration header-formatted"><span>Python</span><div class="buttons"><button><mat-icon>content_copy</mat-icon></button></div></div><div class="formatted-code-block-internal-container"><div class="animated-opacity"><pre><code class="code-container formatted">${
      code(python)
    }</code></pre></div></div></div></code-block>`,
    [loop],
  ],
  [
    "Claude's page",
    `<p>So:</p><div class="relative"><div class="sticky"><button aria-label="Copy"></button></div><div class="text-text-500">python</div><div class="overflow-x-auto"><pre style="white-space: pre;"><code class="language-python"><span><span style="color: red;">for</span> x in y:\n</span><span>    print(x)\n</span><span>\n</span><span>print(2)</span></code></pre></div></div>`,
    ["So:", loop],
  ],
  [
    "DeepSeek's page",
    `<div class="md-code-block"><div class="banner"><span>python</span><div role="button">复制</div><div role="button">下载</div></div><pre><span class="token">for</span> x in y:\n    print(x)\n\nprint(2)</pre></div>`,
    [loop],
  ],
  [
    "lines with numbers",
    `<pre><code><span class="lineno">1 </span>for x in y:\n<span class="lineno">2 </span>    print(x)\n<span class="lineno">3 </span>\n<span class="lineno">4 </span>print(2)</code></pre>`,
    [loop],
  ],
  [
    "a table of GitHub",
    `<table class="highlight"><tbody><tr><td class="blob-num" data-line-number="1"></td><td class="blob-code">for x in y:</td></tr><tr><td class="blob-num"></td><td class="blob-code">    print(x)</td></tr></tbody></table>`,
    ["[for x in y:\n    print(x)]"],
  ],
  [
    "each line in a code of its own",
    `<pre><code>for x in y:</code>\n<code>    print(x)</code></pre>`,
    ["[for x in y:\n    print(x)]"],
  ],
  [
    "a label right beside the code",
    `<pre>python<button>Copy code</button><code>${code(python)}</code></pre>`,
    [loop],
  ],
  [
    "text in a font that only sounds like one of fixed width",
    `<div style="white-space: pre-wrap; font-family: Monotype Corsiva"><div>for x</div><div>in y</div></div>`,
    ["for x", "in y"],
  ],
  [
    "code among the text of a pre",
    `<pre>Type <code>ls</code>\nand <b>wait</b></pre>`,
    ["[Type ls\nand wait]"],
  ],
  [
    "a paragraph before code, and inline code with a break",
    `<p>Python</p><pre><code>x = 1</code></pre><p>so <code>a\nb</code></p>`,
    ["Python", "[x = 1]", "so", "`a\nb`"],
  ],
  [
    "Google Docs' text in a font of fixed width",
    `<p dir="ltr"><span style="font-family:'Courier New',monospace;white-space:pre-wrap;">x = 1</span></p>`,
    ["x = 1"],
  ],
];
for (const [program, html, blocks] of clips) {
  Deno.test(`pasted code keeps its lines and blanks: ${program} (W-1)`, () =>
    assert.deepEqual(pasted(html), blocks));
}

Deno.test("lines of code that are pasted into a line stay a code block (W-1)", () => {
  const { code_block, doc, paragraph } = schema.nodes;
  const text = "for x in y:\n    print(x)";
  const slice = closeCode(
    new Slice(
      doc.create(null, code_block.create(null, schema.text(text))).content,
      1,
      1,
    ),
  );
  const pastedInto = (line: string, at: number) => {
    const start = doc.create(
      null,
      paragraph.create(null, line === "" ? null : schema.text(line)),
    );
    const state = EditorState.create({
      doc: start,
      selection: TextSelection.create(start, at),
    });
    const blocks: string[] = [];
    state.tr.replaceSelection(slice).doc.forEach((it) => {
      blocks.push(`${it.type.name}: ${it.textContent}`);
    });
    return blocks;
  };
  const code = `code_block: ${text}`;
  assert.deepEqual(pastedInto("", 1), [code]);
  assert.deepEqual(pastedInto("ab", 2), ["paragraph: a", code, "paragraph: b"]);
  assert.deepEqual(pastedInto("ab", 3).slice(0, 2), ["paragraph: ab", code]);
  assert.deepEqual(pastedInto("ab", 1).slice(-2), [code, "paragraph: ab"]);
});

countedTest(
  import.meta.url,
  "much pasted code is marked in time linear in its length (W-1)",
  async () => {
    for (
      const piece of [
        "<div>python</div><pre><code>a\nb</code></pre>",
        '<div data-style="white-space: pre"><div>a</div><div>b</div></div>',
        "<pre><div><code>a</code></div></pre>",
        '<span data-style="white-space: pre; font-family: Menlo">a\n</span>',
        "<code><br></code>",
      ]
    ) {
      const mark = (length: number) => {
        const { document } = parseHTML(
          `<!doctype html><html><head></head><body>${
            piece.repeat(length)
          }</body></html>`,
        );
        markCode(document.body as unknown as Element);
      };
      assert(await growsLinearly(mark, 100), piece);
    }
  },
);
