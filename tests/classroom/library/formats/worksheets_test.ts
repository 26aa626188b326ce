/** sixty shapes of worksheets as schools have them, each with what its teacher wants of it. */
import assert from "node:assert/strict";
import { quizFormatOf } from "../../../../classroom/library/formats/formats.ts";
import { reading, readingLines } from "./reader.ts";
import { worksheets } from "./worksheets.ts";

for (const language of ["en", "zh"]) {
  for (const { name, text, expected } of worksheets(`${language}.txt`)) {
    Deno.test(`part 6, R-3: a worksheet is read as its teacher wants it: ${name}`, async () => {
      const found = await reading(quizFormatOf(text), text);
      assert.deepEqual(readingLines(found), expected);
    });
  }
}
