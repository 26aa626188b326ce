/** Pasted lists keep the numbers that they show (W-1). */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { splitAtNumbers } from "../../../components/pages/editor/paste.ts";

/** The numbers of the items as lists without `value` count them. */
function numbersIn(html: string): string[] {
  const { document } = parseHTML(`<!doctype html><html><body>${html}`);
  const body = document.body as unknown as Element;
  splitAtNumbers(body);
  return [...body.querySelectorAll("ol")].flatMap((list) => {
    const start = parseInt(list.getAttribute("start") ?? "1") || 1;
    return [...list.querySelectorAll(":scope > li")].map((it, at) =>
      `${start + at} ${it.firstChild?.textContent}`
    );
  });
}

Deno.test("a pasted list keeps the numbers of its items (W-1)", () => {
  const table: [html: string, numbers: string[]][] = [
    [
      '<ol start="5"><li>a</li><li value="7">b</li><li value="2">c</li><li>d</li></ol>',
      ["5 a", "7 b", "2 c", "3 d"],
    ],
    ['<ol><li value="4">a</li><li>b</li></ol>', ["4 a", "5 b"]],
    ['<ol start="x"><li value="x">a</li><li value="2">b</li></ol>', [
      "1 a",
      "2 b",
    ]],
    [
      '<ol><li>a<ol><li>b</li><li value="4">c</li></ol></li><li value="8">d</li></ol>',
      ["1 a", "1 b", "4 c", "8 d"],
    ],
  ];
  for (const [html, numbers] of table) {
    assert.deepEqual(numbersIn(html), numbers);
  }
});
