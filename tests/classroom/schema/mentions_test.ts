/** C-1: who is mentioned in a text, as a table. */
import assert from "node:assert/strict";
import {
  isMentioned,
  type Mentionable,
  mentionsIn,
} from "../../../classroom/schema/mentions.ts";

const people: Mentionable[] = [
  { id: "old", name: "Ben", removed: true },
  ...["Amy", "Amy (2)", "Amy Lin", "Ben", "小明", "小明明", "O'Neil", "R2D2"]
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
