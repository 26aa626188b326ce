/** what the page about pasted quizzes says is what is read. */
import assert from "node:assert/strict";
import { quizFormatOf } from "../../../../classroom/library/formats/formats.ts";
import { reading, readingLines } from "./reader.ts";

const page = Deno.readTextFileSync("docs/pasted-quizzes.md");
const examples = [
  ...page.matchAll(
    /^(`{3,})text\n(.*?)\n\1\n\n\1reading\n(.*?)\n\1$/gmsu,
  ),
];

Deno.test("part 6, R-3: each example of the page about pasted quizzes is read as it says", async () => {
  assert.equal(examples.length, page.match(/^`{3,}text$/gm)?.length);
  for (const [, , text, lines] of examples) {
    assert.equal(quizFormatOf(text), "text");
    const found = await reading("text", text);
    assert.deepEqual(readingLines(found), lines.split("\n"), text);
  }
});
