/** worksheets as schools have them, and the examples of the page about pasted quizzes, are read as is said there. */
import assert from "node:assert/strict";
import { detectQuizFormat } from "../../../../classroom/library/formats/formats.ts";
import { reading, readingLines, worksheets } from "./reader.ts";

for (const file of ["en", "zh", "shapes", "faults", "foreign_shapes"]) {
  for (const { name, text, expected } of worksheets(file)) {
    Deno.test(`R-3: a worksheet is read as its teacher wants it: ${name}`, async () => {
      const found = await reading(detectQuizFormat(text), text);
      assert.deepEqual(readingLines(found), expected);
    });
  }
}

Deno.test("R-3: each example of the page about pasted quizzes is read as it says", async () => {
  const page = Deno.readTextFileSync("docs/pasted-quizzes.md");
  const examples = [
    ...page.matchAll(
      /^(`{3,})text\n(.*?)\n\1\n\n\1reading\n(.*?)\n\1$/gmsu,
    ),
  ];
  assert.equal(examples.length, page.match(/^`{3,}text$/gm)?.length);
  for (const [, , text, lines] of examples) {
    const format = detectQuizFormat(text);
    assert.match(format, /^(?:text|csv)$/);
    const found = await reading(format, text);
    assert.deepEqual(readingLines(found), lines.split("\n"), text);
  }
});
