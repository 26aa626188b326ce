import assert from "node:assert/strict";
import {
  argumentsOf,
  messageCode,
  type MessageTree,
  messageType,
} from "../../locales/messages.ts";
import { runtime } from "../../locales/runtime.ts";

/** Evaluates the compiled code. */
function spoken(
  tag: string,
  own: MessageTree | undefined,
  english: MessageTree,
) {
  const code = messageCode(tag, own, english, "chat.chat");
  const { number, plural, rules, select } = runtime;
  return new Function(
    "number, plural, rules, select",
    `return (${code});`,
  )(number, plural, rules, select);
}

const refusal = (tag: string, message: string) => () =>
  messageCode(
    tag,
    { of: { it: message } },
    { of: { it: "English" } },
    "chat.chat",
  );

Deno.test("a message's arguments are texts or numbers by their use, wherever they are", () => {
  const cases: [string, [string, string][] | null][] = [
    ["Join", null],
    ["{name} joined", [["name", "string"]]],
    ["{percent, number} %", [["percent", "number"]]],
    [
      "{count, plural, one {# of {name}} other {# of {all, number}}}",
      [["count", "number"], ["name", "string"], ["all", "number"]],
    ],
    ["{kind, select, file {a file} other {{name}}}", [
      ["kind", "string"],
      ["name", "string"],
    ]],
    // A plain number can also be counted.
    ["{n}: {n, plural, one {one} other {#}}", [["n", "number"]]],
    ["Type '{'name'}'", null],
  ];
  for (const [message, expected] of cases) {
    const found = argumentsOf(message);
    assert.deepEqual(found && [...found], expected, message);
  }
  assert.equal(
    messageType({
      title: "Chat",
      unread: "{count, number} new",
      emojis: ["a", "b"],
    })
      .replace(/\s+/g, " "),
    '{ readonly "title": string; readonly "unread": (needs: { count: number }) => string; readonly "emojis": readonly [string, string] }',
  );
});

Deno.test("missing messages are in English, one by one, in lists too", () => {
  const english = {
    title: "Chat",
    joined: "{name} joined",
    steps: ["one", "two"],
    over: { title: "Over", text: "The class is over." },
  };
  const chinese = spoken(
    "zh-TW",
    { joined: "{name}加入了", steps: ["一"], over: { text: "下課了。" } },
    english,
  );
  assert.equal(chinese.title, "Chat");
  assert.equal(chinese.joined({ name: "小明" }), "小明加入了");
  assert.deepEqual(chinese.steps, ["一", "two"]);
  assert.deepEqual(chinese.over, { title: "Over", text: "下課了。" });
  assert.equal(spoken("zh-TW", undefined, english).over.title, "Over");
  // A key of another kind than the English one falls back to English.
  assert.equal(spoken("zh-TW", { title: { a: "x" } }, english).title, "Chat");
});

Deno.test("a number takes the form of its language, and English fallbacks take the English form", () => {
  const english = {
    new: "{count, plural, =0 {nothing} one {# message} other {# messages}}",
  };
  const own = { new: "{count, plural, other {# 則訊息}}" };
  const [inEnglish, inChinese, instead] = [
    spoken("en", english, english),
    spoken("zh-TW", own, english),
    spoken("zh-TW", {}, english),
  ];
  const all = (said: typeof inEnglish) =>
    [0, 1, 2, 1234].map((count) => said.new({ count }));
  assert.deepEqual(all(inEnglish), [
    "nothing",
    "1 message",
    "2 messages",
    "1,234 messages",
  ]);
  assert.deepEqual(all(inChinese), [
    "0 則訊息",
    "1 則訊息",
    "2 則訊息",
    "1,234 則訊息",
  ]);
  assert.deepEqual(all(instead), all(inEnglish));
});

Deno.test("displayed braces and quotes are escaped, and an apostrophe is one", () => {
  const english = {
    braces: "Type '{'name'}'",
    apostrophe: "It's {name}'s turn, don''t wait",
    quoted: 'Press "Join" \\ `$1`',
    number: "{count, plural, other {'#' is #}}",
  };
  const said = spoken("en", english, english);
  assert.equal(said.braces, "Type {name}");
  assert.equal(said.apostrophe({ name: "Amy" }), "It's Amy's turn, don't wait");
  assert.equal(said.quoted, english.quoted);
  assert.equal(said.number({ count: 3 }), "# is 3");
});

Deno.test("an invalid message stops the build with its language and key", () => {
  assert.throws(
    refusal("zh-TW", "{name"),
    /^Error: zh-TW, chat\.chat\.of\.it: /,
  );
  assert.throws(
    refusal("zh-TW", "{n, plural, one {一} other {#}}"),
    /^Error: zh-TW, chat\.chat\.of\.it: .*\bone\b/s,
  );
  assert.throws(
    () => messageCode("en", undefined, { it: "{n, plural}" }, "chat.chat"),
    /^Error: en, chat\.chat\.it: /,
  );
});
