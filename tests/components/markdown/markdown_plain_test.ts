/** Plain text looks the same without the Markdown reader. */
import fc from "fast-check";
import assert from "node:assert/strict";
import {
  mayHaveMarkdown,
  toPlainBlocks,
} from "../../../components/markdown/markdown_plain.ts";
import { parseMarkdown } from "../../../components/markdown/parse_markdown.ts";
import { property } from "../../random.ts";

Deno.test("text that counts as plain is read the same by what reads Markdown (C-4)", () => {
  const pieces = fc.oneof(
    fc.constantFrom(
      "word",
      "Hello there!",
      "It's 3.5 (or 4) — isn't it?",
      "你好",
      "😀",
      "\n",
      "\n\n",
      "\n\n\n",
      " ",
      "   ",
      "-",
      "- ",
      "1. ",
      "2) x",
      "1.",
      "===",
      "---",
      ":-",
      "+ a",
      "*",
      "_",
      "**b**",
      "`",
      "~~",
      "#",
      "# ",
      ">",
      "[x](y)",
      "|",
      "\\",
      "<b>",
      "&amp;",
      "$x$",
      "@Amy ",
      "a@b.c",
      "www.a.b",
      "http://a.b",
      "HTTPS://a.b",
      "ftp://a.b",
      "\t",
      "\r",
      "\u00a0",
      "\u2028",
      ":",
      "!",
      '"',
      "'",
      "..",
    ),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  );
  let plain = 0;
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 8 }), (parts) => {
      const text = parts.join("");
      if (mayHaveMarkdown(text)) return;
      plain++;
      const join = JSON.stringify(toPlainBlocks(text));
      assert.equal(
        join,
        JSON.stringify(parseMarkdown(text)),
        JSON.stringify(text),
      );
    }),
    property("plain text without the lexer", 20_000),
  );
  assert.ok(plain > 500, `${plain} were plain`);
});

Deno.test("what people mostly write is plain (C-4)", () => {
  const all = [
    "Yes!",
    "I think that it is the second one, because it has two cells.",
    "Really?\nMe too.",
    "It's 3.5 (or 4), isn't it?",
    "@Amy what do you say?",
    "我也是 😀",
  ];
  for (const text of all) assert.equal(mayHaveMarkdown(text), false, text);
});
