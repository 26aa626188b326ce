/** questions as teachers paste them, from Word, Google Docs, ChatGPT, a spreadsheet or an exam paper. */
import assert from "node:assert/strict";
import { quizFormatOf } from "../../../../classroom/library/formats/formats.ts";
import { reading, reasons, short } from "./reader.ts";

/** What is pasted, and the questions that it is. */
const shapes: readonly [name: string, text: string, questions: string[]][] = [
  [
    "a question a line, and the choices below it",
    "1. What is the capital of France?\nA) London\nB) Paris\nC) Rome\nANSWER: B\n\n2. Which are prime?\nA. 2\nB. 3\nC. 4\nAnswer: A, B\n\n3. 2 + 2 = ?\nAnswer: 4",
    [
      "single: What is the capital of France?: London / *Paris / Rome",
      "multiple: Which are prime?: *2 / *3 / 4",
      "number: 2 + 2 = ?: 4",
    ],
  ],
  [
    "stars before and after the right ones",
    "Capital of Spain?\nA) *Madrid\nB) Rome\nCapital of Italy?\nA) Madrid\n*B) Rome\nCapital of Peru?\nA) Lima*\nB) Cusco",
    [
      "single: Capital of Spain?: *Madrid / Rome",
      "single: Capital of Italy?: Madrid / *Rome",
      "single: Capital of Peru?: *Lima / Cusco",
    ],
  ],
  [
    "bullets, with a star at the right ones or a star for a bullet",
    "Who wrote Faust?\n- Schiller\n- *Goethe\n\nWho wrote Hamlet?\n* Shakespeare\n* Marlowe\n\nWhich is a fruit?\n• apple ✓\n• leek\n• pear ✓",
    [
      "single: Who wrote Faust?: Schiller / *Goethe",
      "single: Who wrote Hamlet?: Shakespeare / Marlowe",
      "multiple: Which is a fruit?: *apple / leek / *pear",
    ],
  ],
  [
    "as ChatGPT writes: bold, rules, two spaces at the ends, an explanation",
    "### Biology Quiz\n\n**Question 1:** What is H2O?\n\nA) Salt  \n**B) Water**  \nC) Air\n\n**Correct Answer:** B) Water\n**Explanation:** Two H, one O.\n\n---\n\n**2. Which gas do plants take in?**\n\n- A. Oxygen\n- B. Carbon dioxide ✅\n- C. Nitrogen",
    [
      "single: What is H2O?: Salt / *Water / Air",
      "single: Which gas do plants take in?: Oxygen / *Carbon dioxide / Nitrogen",
    ],
  ],
  [
    "a key at the end",
    "Cells\n\n1. What is a cell?\na) x\nb) y\n\n2. What is DNA?\na) p\nb) q\nc) r\n\nAnswer Key:\n1. b\n2. a, c",
    ["single: What is a cell?: x / *y", "multiple: What is DNA?: *p / q / *r"],
  ],
  [
    "a key on one line",
    "1) Who?\n   a. Amy\n   b. Ben\n2) Whom?\n   a. Cem\n   b. Dan\n答案：1.B 2.A",
    ["single: Who?: Amy / *Ben", "single: Whom?: *Cem / Dan"],
  ],
  [
    "an exam paper from Taiwan: the answer in brackets before, the choices on one line",
    "( B ) 1. 台灣最高的山是？(A) 雪山 (B) 玉山 (C) 合歡山\n（ ○ ）2. 太陽是恆星。\n3. 下列何者為質數？（複選）\n（Ａ）2\n（Ｂ）3\n（Ｃ）4\n答案：Ａ、Ｂ\n解析：4 = 2 × 2",
    [
      "single: 台灣最高的山是？: 雪山 / *玉山 / 合歡山",
      "single: 太陽是恆星。: *True / False",
      "multiple: 下列何者為質數？（複選）: *2 / *3 / 4",
    ],
  ],
  [
    "circled numbers, and numbers in brackets",
    "1. 哪一個是鳥？①貓②企鵝③狗\n答案：②\n2. 哪一個是魚？(1) 鯨 (2) 海豚 (3) 鮭魚\n答案：3",
    [
      "single: 哪一個是鳥？: 貓 / *企鵝 / 狗",
      "single: 哪一個是魚？: 鯨 / 海豚 / *鮭魚",
    ],
  ],
  [
    "numbers for choices below questions without",
    "Pick a colour\n1. red\n2. *blue\n3. green\n\nPick an animal\n1. cat\n2. dog *",
    [
      "single: Pick a colour: red / *blue / green",
      "single: Pick an animal: cat / *dog",
    ],
  ],
  [
    "choices without any mark, the right one starred",
    "Capital of Spain?\nMadrid*\nRome\nOslo\n\nCapital of Italy?\nMadrid\nRome (correct)",
    [
      "single: Capital of Spain?: *Madrid / Rome / Oslo",
      "single: Capital of Italy?: Madrid / *Rome",
    ],
  ],
  [
    "Google Docs: empty lines between all of them, and boxes",
    "Which are even?\n\n☐ 1\n\n☑ 2\n\n☑ 4\n\nWhich is odd?\n\n[ ] 2\n\n[x] 3",
    ["multiple: Which are even?: 1 / *2 / *4", "single: Which is odd?: 2 / *3"],
  ],
  [
    "questions alone, a line each",
    "How are you?\nWhat did you learn today?\nName a river.",
    [
      "text: How are you?",
      "text: What did you learn today?",
      "text: Name a river.",
    ],
  ],
  [
    "Q: and A:, numbers with a tolerance, several accepted texts",
    "Q: Who discovered penicillin?\nA: Fleming | Alexander Fleming\n\nQ: What is π?\nA: 3.14 ± 0.01\n\nQ: How many in a gross?\nA: 144",
    [
      "text: Who discovered penicillin?: Fleming | Alexander Fleming",
      "number: What is π?: 3.14 ± 0.01",
      "number: How many in a gross?: 144",
    ],
  ],
  [
    "rows of a table, the right one at the end by its letter or its words",
    "What is 2·3?\t5\t6\t7\t8\tB\nWho?\tAmy\tBen\tCem\tBen",
    ["single: What is 2·3?: 5 / *6 / 7 / 8", "single: Who?: Amy / *Ben / Cem"],
  ],
  [
    "true or false, asked and answered",
    "1. The sun is a star. (True/False)\nAnswer: True\n2. True or false: water is dry.\nA. True\nB. False\nAnswer: False",
    [
      "single: The sun is a star. (True/False): *True / False",
      "single: True or false: water is dry.: True / *False",
    ],
  ],
  [
    "text over several lines, formulas, and Windows' ends of lines",
    "1. Look at this:\r\nE = mc^2\r\n\r\nWhat is \\(c\\)?\r\nA) speed of light\r\nB) charge\r\nANSWER: A\r\n",
    [
      "single: Look at this:\nE = mc^2\n\nWhat is \\(c\\)?: *speed of light / charge",
    ],
  ],
];

for (const [name, text, questions] of shapes) {
  Deno.test(`R-3: pasted text is read: ${name}`, async () => {
    const found = await reading("text", text);
    assert.deepEqual(short(found), questions);
    assert.deepEqual(reasons(found.failed), []);
    assert.deepEqual(reasons(found.leftOut), []);
    const [first] = found.read[0].questions;
    assert.match(text.split(/\r?\n/)[first.line - 1], /\S/, "its line is told");
  });
}

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
  for (const [, text] of shapes) assert.equal(quizFormatOf(text), "text");
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
    assert.equal(quizFormatOf(text), format, text);
  }
});
