import assert from "node:assert/strict";
import {
  canMentionBegin,
  findMentions,
  isMentioned,
  matchesTypedName,
  type Mentionable,
} from "../../../classroom/model/mentions.ts";
import {
  makePreview,
  removeMarkdown,
} from "../../../classroom/model/previews.ts";
import { countedTest, slowOf } from "../../counted_work.ts";
import { mixtures, repeated, signs } from "../../hostile_texts.ts";

const people: Mentionable[] = [
  { id: "old", name: "Ben", removed: true },
  ...[
    "Amy",
    "Amy (2)",
    "Amy Lin",
    "Ben",
    "小明",
    "小明明",
    "王小明",
    "ㄒㄧㄠ",
    "ダイ",
    "O'Neil",
    "R2D2",
  ]
    .map((name) => ({ id: name, name })),
];

const table: [text: string, mentions: string[]][] = [
  ["nobody", []],
  ["", []],
  ["@", []],
  ["@@", []],
  ["@Amy", ["@Amy=Amy"]],
  ["@amy, @AMY!", ["@amy=Amy", "@AMY=Amy"]],
  ["＠Ａｍｙ look", ["＠Ａｍｙ=Amy"]],
  ["Thanks @Amy (2)!", ["@Amy (2)=Amy (2)"]],
  ["@Amy (3)", ["@Amy=Amy"]],
  ["@Amy Lin and @Amy Lang", ["@Amy Lin=Amy Lin", "@Amy=Amy"]],
  ["@Amy Linda", ["@Amy=Amy"]],
  ["@Amyx @Amy_ @Amy2", []],
  ["@Amy's turn", ["@Amy=Amy"]],
  ["amy@amy.example", []],
  ["(@Amy) **@Ben** @Amy@Ben", ["@Amy=Amy", "@Ben=Ben", "@Amy=Amy"]],
  ["@ Amy", []],
  ["你好@小明你好", ["@小明=小明"]],
  ["@小明明 @小明", ["@小明明=小明明", "@小明=小明"]],
  ["你好@Amy謝謝", ["@Amy=Amy"]],
  ["等一下請@王小明來說，不是@小明。", ["@王小明=王小明", "@小明=小明"]],
  ["（＠王小明）你覺得呢", ["＠王小明=王小明"]],
  ["我要找@ㄒㄧㄠ玩", ["@ㄒㄧㄠ=ㄒㄧㄠ"]],
  ["謝謝＠Ａｍｙ！@ﾀﾞｲさん", ["＠Ａｍｙ=Amy", "@ﾀﾞｲ=ダイ"]],
  ["寄到amy@王小明", []],
  ["@O'Neil @o’neil", ["@O'Neil=O'Neil"]],
  ["@R2D2\n@r2d2", ["@R2D2=R2D2", "@r2d2=R2D2"]],
  ["𝕏@Amy 😀@Amy😀", ["@Amy=Amy"]],
];

Deno.test("a mention is the longest name after an @ that ends where a word ends (C-1)", () => {
  for (const [text, mentions] of table) {
    const found = findMentions(text, people)
      .map(({ start, end, member }) => `${text.slice(start, end)}=${member}`);
    assert.deepEqual(found, mentions, text);
  }
});

Deno.test("a member is mentioned where their name is in a text (C-1)", () => {
  const text = "Please ask @Amy (2) or @ben";
  const meant = people.filter(({ id }) => isMentioned(id, text, people));
  assert.deepEqual(meant.map(({ id }) => id), ["Amy (2)", "Ben"]);
});

Deno.test("names are offered after an @ that stands in a sentence without spaces, and not in an address (C-1)", () => {
  const offers = (text: string) => canMentionBegin(text, text.search(/[@＠]/));
  for (const text of ["@", "hi @", "請@", "請＠", "（@", "ダイ@"]) {
    assert(offers(text), text);
  }
  for (const text of ["amy@", "amy2＠", "é@"]) assert(!offers(text), text);
});

Deno.test("typing finds names by the start of a word, Chinese names by any part (C-1)", () => {
  const find = (typed: string) =>
    ["王小明", "王大明", "Amy Lin", "Ａｎｎ", "Ben (2)", "Lynn"]
      .filter((name) => matchesTypedName(typed, name));
  assert.deepEqual(find("王"), ["王小明", "王大明"]);
  assert.deepEqual(find("小明"), ["王小明"]);
  assert.deepEqual(find("明"), ["王小明", "王大明"]);
  assert.deepEqual(find("王小明來"), []);
  assert.deepEqual(find("l"), ["Amy Lin", "Lynn"]);
  assert.deepEqual(find("an"), ["Ａｎｎ"]);
  assert.deepEqual(find("ＬＹ"), ["Lynn"]);
  assert.deepEqual(find("nn"), []);
  assert.deepEqual(find("2"), ["Ben (2)"]);
  assert.deepEqual(find(" lin"), []);
  assert.equal(find("").length, 6);
});

const previews: [text: string, preview: string][] = [
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

Deno.test("a preview is one line without Markdown's marks (B-14)", () => {
  for (const [text, preview] of previews) {
    assert.equal(makePreview(text), preview);
  }
});

Deno.test("plain text keeps its lines (A-3)", () => {
  assert.equal(
    removeMarkdown("**Good.**\n\n- see `x`\n2 * 3"),
    "Good.\n\nsee x\n2 * 3",
  );
});

Deno.test("a preview is no longer than it may be, and ends between characters (B-14)", () => {
  assert.equal(makePreview("abc ".repeat(100), 10), "abc abc a…");
  assert.equal(makePreview("😀".repeat(100), 10), `${"😀".repeat(4)}…`);
  for (const text of mixtures(4000, 300, 11)) {
    assert.ok(makePreview(text).length <= 200);
  }
});

countedTest(
  import.meta.url,
  "a preview takes a few steps per character, whatever the text (B-14)",
  async () => {
    // Twice the steps per character that the worst text takes.
    const most = 12;
    const single = signs.map((sign) => repeated(sign, 4000));
    assert.deepEqual(await slowOf(single, (it) => makePreview(it), most), []);
    // As long as a comment.
    const comments = signs.map((sign) => repeated(sign, 2000));
    assert.deepEqual(await slowOf(comments, removeMarkdown, most), []);
    const mixed = mixtures(4000, 400, 12);
    assert.deepEqual(await slowOf(mixed, (it) => makePreview(it), most), []);
  },
);
