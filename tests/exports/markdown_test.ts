/** Markdown of the record is read as what was said (C-9). */
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseMarkdown } from "../../components/markdown/parse_markdown.ts";
import { walkMarkdown } from "../../components/markdown/markdown_walk.ts";
import { writeMarkdown } from "../../exports/markdown.ts";
import { markdownMarkup as asHtml } from "../../exports/markup.ts";
import { property } from "../random.ts";

Deno.test("no control character reaches the record as HTML (F20)", () => {
  const text = "a\u0001b `c\u007fd` [e\u0085](https://x.example/\u009b)";
  const html = asHtml(text).text;
  assert.match(html, /<p>ab <code>cd<\/code> /);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(html, /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/);
});

async function recorded(text: string): Promise<string> {
  async function* pieces() {
    yield await Promise.resolve({ kind: "words", text } as const);
  }
  const top = { title: "", lines: [] };
  const all = await Array.fromAsync(
    writeMarkdown(top, pieces(), { href: () => null }),
  );
  return all.slice(1).join("");
}

function words(text: string): string {
  return [...walkMarkdown(parseMarkdown(text))].map((it) =>
    "text" in it ? it.text : ""
  )
    .join("").replace(/\s+/g, "");
}

const kept: readonly [about: string, text: string][] = [
  ["paragraphs within an item", "- a\n\n  b\n- c"],
  ["a list after a paragraph of an item", "1. a\n\n   b\n\n   - c\n2. d"],
  ["lists in each other", "- a\n  - b\n    - c\n- d"],
  ["emphasis within emphasis", "**a *b* c** *d **e** f*"],
  ["two lists beside each other", "- a\n- b\n\n* c\n* d"],
  ["a list from a number on", "3. a\n4. b"],
  ["a quote with a list", "> a\n>\n> - b\n> - c"],
  ["code in an item", "- a\n\n  ```js\n  x\n\n  y\n  ```\n- b"],
  ["formulas", "a \\(x_1\\) and $y$\n\n\\[\nz\n\\]"],
  ["brackets", "a[0] and [sic] and \\[x] [ ] b"],
  ["tasks", "- [x] a\n- [ ] b"],
  ["a table", "| a | b |\n| :- | -: |\n| 1 | `x` |"],
  ["signs", "2\\*3\\*4 \\_a\\_ \\$5 & \\$6 &lt;b&gt; \\`"],
];
for (const [about, text] of kept) {
  Deno.test(`Markdown export preserves the text: ${about} (F11)`, async () => {
    const plain = (source: string) =>
      JSON.parse(
        // Fences of formulas and cuts of texts may differ.
        JSON.stringify(parseMarkdown(source)).replaceAll(
          '"},{"kind":"text","text":"',
          "",
        ),
      );
    assert.deepEqual(plain(await recorded(text)), plain(text));
  });
}

const sources = fc.array(
  fc.constantFrom(
    ..."- * 1. > # ** _ ` ``` ~~ [ ] ( ) | a b 中 。 \\ $ & < http://a.b/ [x](https://c.d/) \\[ \\( --- :"
      .split(" "),
    " ",
    "\n",
    "\n\n",
    "\n  ",
  ),
  { maxLength: 25 },
).map((it) => it.join(""));

Deno.test("the record loses no word of a message and turns none into a link, HTML or a heading (F11, C-9)", async () => {
  await fc.assert(
    fc.asyncProperty(sources, async (text) => {
      const written = await recorded(text);
      const again = [...walkMarkdown(parseMarkdown(written))];
      assert.equal(words(written), words(text), written);
      assert(!again.some(({ kind }) => kind === "heading"), written);
    }),
    property("messages in the record", 1000),
  );
});
