/** C-1: who is mentioned in a text, as a table. */
import assert from "node:assert/strict";
import {
  canBecome,
  canBegin,
  isMentioned,
  type Mentionable,
  mentionsIn,
} from "../../../classroom/model/mentions.ts";

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

/** What is said, and the mentions in it as `written=meant`. */
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

Deno.test("C-1: a mention is the longest name after an @ that ends where a word ends", () => {
  for (const [text, mentions] of table) {
    const found = mentionsIn(text, people)
      .map(({ start, end, member }) => `${text.slice(start, end)}=${member}`);
    assert.deepEqual(found, mentions, text);
  }
});

Deno.test("C-1: whose name is in a text is mentioned, and nobody else", () => {
  const text = "Please ask @Amy (2) or @ben";
  const meant = people.filter(({ id }) => isMentioned(id, text, people));
  assert.deepEqual(meant.map(({ id }) => id), ["Amy (2)", "Ben"]);
});

Deno.test("C-1: names are offered after an @ that stands in a sentence without spaces, and not in an address", () => {
  const offers = (text: string) => canBegin(text, text.search(/[@＠]/));
  for (const text of ["@", "hi @", "請@", "請＠", "（@", "ダイ@"]) {
    assert(offers(text), text);
  }
  for (const text of ["amy@", "amy2＠", "é@"]) assert(!offers(text), text);
});

Deno.test("C-1: what is typed finds names by how they, or words in them, begin; Chinese ones by any part", () => {
  const find = (typed: string) =>
    ["王小明", "王大明", "Amy Lin", "Ａｎｎ", "Ben (2)", "Lynn"]
      .filter((name) => canBecome(typed, name));
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
