/** questions as teachers paste them, from Word, Google Docs, ChatGPT, a spreadsheet or an exam paper. */
import assert from "node:assert/strict";
import { detectQuizFormat } from "../../../../classroom/library/formats/formats.ts";
import { reading, reasons, short, worksheets } from "./reader.ts";

Deno.test("R-3: text over several lines, formulas, and Windows' ends of lines are read", async () => {
  const found = await reading(
    "text",
    "1. Look at this:\r\nE = mc^2\r\n\r\nWhat is \\(c\\)?\r\nA) speed of light\r\nB) charge\r\nANSWER: A\r\n",
  );
  assert.deepEqual(short(found), [
    "single: Look at this:\nE = mc^2\n\nWhat is \\(c\\)?: *speed of light / charge",
  ]);
  assert.deepEqual([found.failed, found.leftOut], [[], []]);
});

Deno.test("R-3: pasted text gives a quiz its name, and questions their explanation and points", async () => {
  const text =
    "# Rivers\n\n1. The longest?\nA) Nile\nB) Rhine\nANSWER: A\nExplanation: 6,650 km\nand more\nPoints: 3";
  const { read: [quiz] } = await reading("text", text);
  assert.equal(quiz.name, "Rivers");
  assert.equal(quiz.questions[0].explanation, "6,650 km\nand more");
  assert.equal(quiz.questions[0].points, 3);
  assert.equal(quiz.questions[0].line, 3);
});

Deno.test("R-3: a name that is too long is shortened, and that is told", async () => {
  const text = `${"Rivers ".repeat(20)}\n\n1. Why?`;
  const { read: [quiz], leftOut } = await reading("text", text);
  assert.equal(quiz.name.length <= 80, true);
  assert.deepEqual(reasons(leftOut), ["1 name-shortened"]);
});

Deno.test("R-3: of pasted text nothing is lost without a word, each with its line", async () => {
  const found = await reading(
    "text",
    "A) of nothing\n1. Only?\nA) one\n2. Twice?\nA) one\nB) one\n3. Right?\nA) yes\nB) no\nANSWER: Z\n\nThe end\n4. Why?",
  );
  assert.deepEqual(reasons(found.failed), [
    "1 no-question-above",
    "2 choices too-little",
    "4 choices choice-twice",
  ]);
  assert.deepEqual(reasons(found.leftOut), [
    "12 line-left-out",
    "10 answer-unknown",
  ]);
  assert.deepEqual(short(found), ["single: Right?: yes / no", "text: Why?"]);

  const nothing = await reading("text", " \n\n");
  assert.deepEqual(reasons(nothing.failed), ["1 nothing-found"]);
});

Deno.test("R-3: the format of what is pasted is told by its beginning", () => {
  for (const { text } of worksheets("shapes")) {
    assert.equal(detectQuizFormat(text), "text");
  }
  const others = {
    '{"quizzes": []}': "json",
    '[{"name": "x"}]': "json",
    '<?xml version="1.0"?>\n<quiz/>': "moodle",
    "\uFEFFkind,question,answer 1\nsingle,x,y": "csv",
    "Question;Answer 1;Answer 2;Correct\r\nx;a;b;A": "csv",
    "// a comment\n::Q1:: Who? {=Amy ~Ben}": "gift",
    "The sun rises in the {=east =East}.": "gift",
    "[x] done?\n[ ] not": "text",
    "1. What is \\frac{T}{2}?\nA) x\nB) $v_{T}$": "text",
  };
  for (const [text, format] of Object.entries(others)) {
    assert.equal(detectQuizFormat(text), format, text);
  }
});
