/** One line of plain text out of what somebody wrote. */
import assert from "node:assert/strict";
import { previewOf, withoutMarks } from "../../../classroom/model/previews.ts";
import { countedTest, slowOf } from "../../counted_work.ts";
import { mixtures, repeated, signs } from "../../hostile_texts.ts";

const table: [text: string, preview: string][] = [
  ["Plain words.", "Plain words."],
  [
    "**Bold**, *slanted*, _this too_, ~~gone~~ and `code`",
    "Bold, slanted, this too, gone and code",
  ],
  [
    "## Cells\n\n- the **wall**\n- [x] done\n> said",
    "Cells the wall done said",
  ],
  [
    "[here](https://a.example/b) and ![cat](https://a.example/c.png)",
    "here and cat",
  ],
  ["```python\nx = 1\n```", "x = 1"],
  ["| a | b |\n|---|:-:|\n| 1 | 2 |", "a b 1 2"],
  ["So $x^2$ and\n$$\\frac{1}{2}$$", "So x^2 and \\frac{1}{2}"],
  ["It costs $5 or $10", "It costs $5 or $10"],
  [
    "2 * 3 = 6, 2*3 = 6, snake_case_name, a ~ b",
    "2 * 3 = 6, 2*3 = 6, snake_case_name, a ~ b",
  ],
  [
    "~~no~~ __yes__, __two words__; 2__3, snake__case",
    "no yes, two words; 2__3, snake__case",
  ],
  ["1. first\n2. second", "1. first 2. second"],
  ["\\*not bold\\*", "*not bold*"],
  ["**細胞壁**是*堅硬*的", "細胞壁是堅硬的"],
  ['(**a**) "*b*"', '(a) "b"'],
  ["a - b + c > d", "a - b + c > d"],
  ["", ""],
];

Deno.test("B-14: a preview is what was written on one line, without the marks of Markdown", () => {
  for (const [text, preview] of table) assert.equal(previewOf(text), preview);
});

Deno.test("A-3: what is written in plain words keeps its lines", () => {
  assert.equal(
    withoutMarks("**Good.**\n\n- see `x`\n2 * 3"),
    "Good.\n\nsee x\n2 * 3",
  );
});

Deno.test("B-14: a preview is no longer than it may be, and ends between characters", () => {
  assert.equal(previewOf("abc ".repeat(100), 10), "abc abc a…");
  assert.equal(previewOf("😀".repeat(100), 10), `${"😀".repeat(4)}…`);
  for (const text of mixtures(4000, 300, 11)) {
    assert.ok(previewOf(text).length <= 200);
  }
});

countedTest(
  import.meta.url,
  "a preview takes a few steps per character, whatever the text (B-14)",
  async () => {
    // The steps per character that the worst text needs, doubled.
    const most = 12;
    const single = signs.map((sign) => repeated(sign, 4000));
    assert.deepEqual(await slowOf(single, (it) => previewOf(it), most), []);
    // The length of a comment.
    const comments = signs.map((sign) => repeated(sign, 2000));
    assert.deepEqual(await slowOf(comments, withoutMarks, most), []);
    const mixed = mixtures(4000, 400, 12);
    assert.deepEqual(await slowOf(mixed, (it) => previewOf(it), most), []);
  },
);
