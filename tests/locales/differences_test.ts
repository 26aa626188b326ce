import assert from "node:assert/strict";
import {
  compareMessages,
  findUnusedTexts,
} from "../../locales/compare_messages.ts";

const english = {
  chat: {
    chat: {
      title: "Chat",
      unread: "{count, number} new",
      over: { title: "Over", why: "{name} closed it." },
    },
  },
};

Deno.test("missing, unknown and mismatched texts are listed by key", () => {
  const own = {
    chat: {
      chat: {
        unread: "{number, number} 則",
        over: { why: "{name" },
        old: "舊",
      },
    },
  };
  const { missing, unknown, wrong } = compareMessages(own, english);
  assert.deepEqual(missing, ["chat.chat.title", "chat.chat.over.title"]);
  assert.deepEqual(unknown, ["chat.chat.old"]);
  assert.equal(wrong.length, 2);
  assert.equal(wrong[0], "chat.chat.unread: {number} instead of {count}");
  assert.match(wrong[1], /^chat\.chat\.over\.why: /);
  assert.deepEqual(compareMessages(english, english), {
    missing: [],
    unknown: [],
    wrong: [],
  });
});

Deno.test("a text is unused if no file that imports its group names it", () => {
  const names = 'import { chat as t } from "texts/chat.ts";\n';
  assert.deepEqual(
    findUnusedTexts(english, [names + "x = t.title;"]),
    [
      "chat.chat.unread",
      "chat.chat.over.why",
    ],
  );
  // Neither another group's equal key nor a comment counts as a use.
  assert.equal(
    findUnusedTexts(english, [
      'import { files } from "texts/files.ts"; files.title;',
    ])
      .length,
    4,
  );
  for (const code of ["t[key]", "say(t)", "t.title + t.unread + t.over.why"]) {
    assert.deepEqual(findUnusedTexts(english, [names + code]), [], code);
  }
});
