import assert from "node:assert/strict";
import { createSession, joinClass, signUp } from "../../people.ts";
import { testStage as test } from "../stage.ts";

test("code is coloured and formulas are rendered, also offline once they were shown (C-4)", async ({ server, person }) => {
  const { code } = await createSession(await signUp(server));
  const ben = await (await joinClass(server, code, "Ben")).openPage();
  const amy = await person();
  try {
    await amy.join(code, "Amy");
    await amy.openChat();
    const asked: string[] = [];
    amy.page.on("request", (request) => asked.push(request.url()));
    await ben.sayAndSee("Plain words.");
    await amy.waitForMessage("Plain words.");
    assert.deepEqual(
      asked.filter((url) => /drawn_formula|code_colours/.test(url)),
      [],
      "what nobody needs was loaded",
    );
    await ben.sayAndSee("```python\ndef leaf(x):\n    return x + 1  # up\n```");
    await ben.sayAndSee(
      "Then $x^2 + y_1$ is right, it costs $5, and\n$$\\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}$$",
    );
    await amy.log.locator(".code-keyword", { hasText: "def" }).waitFor();
    await amy.log.locator("math mfrac").waitFor();
    assert.equal(
      await amy.log.locator("math").first().evaluate((math) =>
        math.namespaceURI
      ),
      "http://www.w3.org/1998/Math/MathML",
    );
    assert.match(await amy.log.innerText(), /it costs \$5, and/);
    await ben.sayAndSee("$\\SI{5}{\\metre}$ and $\\chemfig{A-B}$");
    const said = amy.log.locator(".bubble").last();
    await said.getByText("(this formula can’t be drawn)").waitFor();
    assert.match(
      await said.innerText(),
      /5\s*m\s* and \\chemfig\{A-B\} \(this formula/,
    );
    await amy.assertAccessible("markdown");
    await amy.waitUntilStoredForOffline();
    await amy.page.reload();
    await amy.log.locator("math mfrac").waitFor();
    await amy.goOffline();
    await amy.page.reload();
    await amy.openChat();
    await amy.log.locator("math mfrac").waitFor();
    await amy.log.locator(".code-keyword", { hasText: "def" }).waitFor();
  } finally {
    ben.close();
  }
});

test("Arabic lists, quotes and lines that begin with code run from right to left", async ({ server, person }) => {
  const { code } = await createSession(await signUp(server));
  const ben = await (await joinClass(server, code, "Ben")).openPage();
  const amy = await person();
  try {
    await amy.join(code, "Amy");
    await amy.openChat();
    await ben.sayAndSee(
      "- تفاحة\n- برتقالة\n\n> قال المعلم\n\n1. أولا\n2. ثانيا",
    );
    await ben.sayAndSee("`print(1)` يطبع العدد\n\n$x+1$ عدد");
    await ben.sayAndSee("- an apple\n\n> a quote");
    await amy.waitForMessage("an apple");
    const directionsOf = (tags: string) =>
      amy.log.locator(`.markdown ${tags}`).evaluateAll((found) =>
        found.map((element) => getComputedStyle(element).direction)
      );
    await amy.log.locator(".markdown ul").nth(1).waitFor();
    assert.deepEqual(await directionsOf("ul"), ["rtl", "ltr"]);
    assert.deepEqual(await directionsOf("ol"), ["rtl"]);
    assert.deepEqual(await directionsOf("blockquote"), ["rtl", "ltr"]);
    await amy.log.locator("math").waitFor();
    for (const first of ["code", "math"]) {
      const isRight = await amy.log.locator(`p:has(> ${first})`)
        .evaluate((line, first) => {
          const range = document.createRange();
          range.selectNode(line.lastChild!);
          return line.querySelector(first)!.getBoundingClientRect().left >=
            range.getBoundingClientRect().right - 1;
        }, first);
      assert(isRight, `the ${first} stands at the right end of its line`);
    }
  } finally {
    ben.close();
  }
});

/** The usual ways to make a page do what it should not. */
const hostile = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)><circle r=9 /></svg>",
  '<iframe src="javascript:alert(1)"></iframe>',
  "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
  '<a href="javascript:alert(1)">x</a>',
  "<style>@import 'https://evil.example/x.css';</style>",
  '<base href="https://evil.example/">',
  "<form action=https://evil.example><button>x</button></form>",
  "<meta http-equiv=refresh content='0;url=https://evil.example'>",
  "<object data=https://evil.example></object><embed src=https://evil.example>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt&colon;alert(1))",
  "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
  "[x](vbscript:msgbox(1))",
  "![x](https://evil.example/pixel.png)",
  "![x](javascript:alert(1))",
  "<javascript:alert(1)>",
  "[a]: javascript:alert(1)\n[a]",
  "```html\n<img src=x onerror=alert(1)>\n```",
  '```"onmouseover=alert(1)\nx\n```',
  "`<script>alert(1)</script>`",
  "| <img src=x onerror=alert(1)> |\n|---|\n| <script>alert(1)</script> |",
  "$\\href{javascript:alert(1)}{x}$",
  "$\\text{<img src=x onerror=alert(1)>}$",
  "$$\\includegraphics{https://evil.example/x.png}$$",
  "$\\htmlStyle{background:url(https://evil.example)}{x}$",
  "@<img src=x onerror=alert(1)>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "\u202Egpj.exe",
  "{{constructor.constructor('alert(1)')()}}",
];

test("hostile Markdown, HTML, SVG, links, code and formulas do nothing (CHAT-2)", async ({ server, person }) => {
  const { code } = await createSession(await signUp(server));
  const ben = await (await joinClass(server, code, "Ben")).openPage();
  const amy = await person();
  try {
    const elsewhere: string[] = [];
    amy.page.on("dialog", (dialog) => {
      amy.trouble.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    amy.page.on("request", (request) => {
      if (!request.url().startsWith(amy.network.url)) {
        elsewhere.push(request.url());
      }
    });
    await amy.join(code, "Amy");
    await amy.openChat();
    const { origin, pathname } = new URL(amy.page.url());
    for (const text of hostile) {
      const id = await ben.sayAndSee(text);
      const shown = amy.log.locator(`[data-id="${id}"] .bubble`);
      await shown.waitFor();
      const found = await shown.evaluate((bubble) =>
        [...bubble.querySelectorAll("*")].flatMap((element) => {
          const name = element.localName;
          const wrong = [...element.attributes].filter((attribute) =>
            attribute.name.startsWith("on") || attribute.name === "style" ||
            attribute.name === "src" ||
            attribute.name === "href" &&
              !/^(https?|mailto):/.test(attribute.value)
          ).map((attribute) => `${name} ${attribute.name}`);
          const bad =
            /^(script|img|iframe|svg|style|base|form|meta|object|embed|mglyph)$/;
          return bad.test(name) ? [name, ...wrong] : wrong;
        })
      );
      assert.deepEqual(found, [], text);
    }
    assert.deepEqual(elsewhere.filter((url) => !url.startsWith("blob:")), []);
    const now = new URL(amy.page.url());
    assert.deepEqual([now.origin, now.pathname], [origin, pathname]);
  } finally {
    ben.close();
  }
});
