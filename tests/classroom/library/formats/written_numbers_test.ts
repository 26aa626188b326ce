import assert from "node:assert/strict";
import { questionLines, readText, reasonLines } from "./reader.ts";

Deno.test("typed numbers are read as students' answers are, in all imports (R-3)", async () => {
  const read = {
    "0,125": "number: ?: 0.125",
    "-0,333": "number: ?: -0.333",
    "0,5": "number: ?: 0.5",
    "1.234,5": "number: ?: 1234.5",
    "1,234.5": "number: ?: 1234.5",
    "1 000": "number: ?: 1000",
    "10^6": "number: ?: 1000000",
    "1e3": "number: ?: 1000",
    "50 %": "number: ?: 0.5",
    "1.234": "number: ?: 1.234",
    "1/2": "text: ?: 1/2",
    "10²": "text: ?: 10²",
    "3.5.2024": "text: ?: 3.5.2024",
    "192.168.100": "text: ?: 192.168.100",
  };
  for (const [answer, expected] of Object.entries(read)) {
    for (
      const [format, text] of [
        ["text", `1. ?\nAnswer: ${answer}`],
        ["text", `1. ?\n答案：${answer}`],
        ["csv", `Frage;Richtige Antwort\n?;${answer}`],
      ] as const
    ) {
      const found = await readText(format, text);
      const isGerman = format === "csv" && answer === "1.234";
      assert.deepEqual(
        questionLines(found),
        [isGerman ? "number: ?: 1234" : expected],
        text,
      );
      assert.deepEqual([found.failed, found.leftOut], [[], []], text);
    }
  }
  const percentage = "1. What percentage is a half?\nAnswer: 50 %";
  assert.deepEqual(questionLines(await readText("text", percentage)), [
    "number: What percentage is a half?: 50",
  ]);
  const off = await readText("text", "1. ?\nAnswer: 9,8 ± 0,1");
  assert.deepEqual(questionLines(off), ["number: ?: 9.8 ± 0.1"]);
  const xml =
    '<quiz><question type="numerical"><questiontext><text>What?</text></questiontext><answer fraction="100"><text>0,125</text><tolerance>0,001</tolerance></answer></question></quiz>';
  assert.deepEqual(questionLines(await readText("moodle", xml)), [
    "number: What?: 0.125 ± 0.001",
  ]);
});

Deno.test("a comma before three digits is read by the text's language and numbers, else named (R-3)", async () => {
  const cases = [
    ["1. What is pi?\nAnswer: 3,142", 3142, []],
    ["1. 一千？\n答案：1,000", 1000, []],
    ["1. ?\nAnswer: 3,142", 3142, ["2 number-unsure"]],
    ["1. Wie viel ist pi?\nAnswer: 3,142", 3.142, []],
    ["Frage\tRichtige Antwort\nPi?\t3,142\n1/8?\t0,125", 3.142, []],
    ["1. 3,142 + 0,1?\nAnswer: 3,242", 3.242, []],
    // The language and the numbers say different things.
    ["1. What is 0,1 + 3?\nAnswer: 3,142", 3142, ["2 number-unsure"]],
    ["1. Which of the two are even?\nAnswer: 2,4", 2.4, ["2 number-unsure"]],
  ] as const;
  // Exports name the kind, and write points in all languages.
  const exported = "kind,question,correct\nnumber,Wie viel ist das?,1.234\n" +
    "number,Und wie viel ist das?,0.001";
  const { read: [quiz] } = await readText("csv", exported);
  assert.deepEqual(quiz.questions.map(({ correct }) => correct), [
    1.234,
    0.001,
  ]);
  for (const [text, number, unsure] of cases) {
    const found = await readText("text", text);
    assert.equal(found.read[0].questions[0].correct, number, text);
    assert.deepEqual(reasonLines(found.leftOut), unsure, text);
  }
});
