/** questions as teachers paste them, from Word, Google Docs, ChatGPT, a spreadsheet or an exam paper. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { quizFormatOf } from "../../../../classroom/resources/formats/formats.ts";
import { property } from "../../../random.ts";
import { reading, reasons, short } from "./reader.ts";

async function reads(text: string, questions: string[]): Promise<void> {
  const found = await reading("text", text);
  assert.deepEqual(short(found), questions);
  assert.deepEqual(reasons(found.failed), []);
  assert.deepEqual(reasons(found.leftOut), []);
}

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

/** The same six questions' shapes on paper: brackets, choices on one line, the answer anywhere around. */
const water = "single: 下列何者是水？: CO2 / O2 / *H2O / NaCl";
const onOneLine: readonly string[] = [
  "1. 下列何者是水？（A）CO2（B）O2（C）H2O（D）NaCl\n答案：C",
  "1. 下列何者是水？(A) CO2 (B) O2 (C) H2O (D) NaCl 答案：C",
  "1. 下列何者是水？ (A)CO2 (B)O2 (C)H2O (D)NaCl Answer: (C)",
  "1. 下列何者是水？（Ａ）CO2（Ｂ）O2（Ｃ）H2O（Ｄ）NaCl【答案】C",
  "（ C ）1. 下列何者是水？（A）CO2（B）O2（C）H2O（D）NaCl",
  "( C ) 1. 下列何者是水？(A)CO2(B)O2(C)H2O(D)NaCl",
  "(C) 下列何者是水？(A)CO2(B)O2(C)H2O(D)NaCl",
  "1.(C)下列何者是水？(A)CO2(B)O2(C)H2O(D)NaCl",
  "1、下列何者是水？A、CO2 B、O2 C、H2O D、NaCl\n答案C",
  "1. 下列何者是水？\n(A) CO2　　(B) O2\n(C) H2O　　(D) NaCl\n【解答】(C)",
  "1. 下列何者是水？(A) CO2\n(B) O2 (C) H2O\n(D) NaCl\n正確答案是 C",
  "1. 下列何者是水？(甲)CO2 (乙)O2 (丙)H2O (丁)NaCl\n答案：丙",
  "下列何者是水？（C）\n甲、CO2\n乙、O2\n丙、H2O\n丁、NaCl",
];

for (const text of onOneLine) {
  Deno.test(`R-3: choices in any brackets, and their answer, are read: ${text}`, async () => {
    await reads(text, [water]);
  });
}

const round = "single: 地球是圓的。: *True / False";
const flat = "single: The earth is flat.: True / *False";

/** Statements, and whether they are true: the answer is never what pupils read. */
const statements: readonly (readonly [text: string, question: string])[] = [
  ["（○）1. 地球是圓的。", round],
  ["(O) 地球是圓的。", round],
  ["1. (T) 地球是圓的。", round],
  ["1. 地球是圓的。（○）", round],
  ["1. 地球是圓的。 ○", round],
  ["1. 地球是圓的。\n答：O", round],
  ["地球是圓的。 答案：○", round],
  ["一、是非題\n1. 地球是圓的。 對", round],
  ["The earth is flat. (F)", flat],
  ["The earth is flat. (False)", flat],
  ["1. The earth is flat. ans: F", flat],
  ["F  1. The earth is flat.", flat],
  ["__F__ 1. The earth is flat.", flat],
];

for (const [text, question] of statements) {
  Deno.test(`R-3: what is true or false is read, and is out of the question: ${text}`, async () => {
    await reads(text, [question]);
  });
}

const two = "1. Q1?\nA) x\nB) y\n2. Q2?\nA) x\nB) y\n";
const keys: readonly string[] = [
  "\n1. B 2. A",
  "\n1. B\n2. A",
  "Answers: 1. B 2. A",
  "答案：1.B 2.A",
  "【解答】1.(B) 2.(A)",
  "Answers\n1 B\n2 A",
  "\n(1) B (2) A",
  "\n1-2: BA",
  "\n解答：BA",
  "\nAnswers: B, A",
  "\n1\tB\n2\tA",
];

for (const key of keys) {
  Deno.test(`R-3: a key at the end is no question, and gives each its answer: ${key.trim()}`, async () => {
    await reads(two + key, ["single: Q1?: x / *y", "single: Q2?: *x / y"]);
  });
}

const ben = "single: Who?: Amy / *Ben / Cem";
const marks: readonly string[] = [
  "1. Who?\n\ta)\tAmy\n\t*b)\tBen\n\tc)\tCem",
  "1. Who?\nA.\nAmy\nB.\nBen\nC.\nCem\nB",
  "1. Who?\nA) Amy\nB) Ben\nC) Cem\nThe correct answer is (B) Ben.",
  "1. Who?\nA) Amy\nB) Ben\nC) Cem\n→ B",
  "1. Who? 【B】\nA) Amy\nB) Ben\nC) Cem",
  "1. Who?\nA) Amy\n➤ B) Ben\nC) Cem",
  "1. Who?\na. Amy\nb. Ben ← 正確\nc. Cem",
  "1. Who?\n○ Amy\n● Ben\n○ Cem",
  "1. Who?\n( ) Amy\n(x) Ben\n( ) Cem",
  "1. Who?\nA Amy\nB Ben\nC Cem\nAnswer B",
  "1. Who?\ni) Amy\nii) Ben\niii) Cem\nAnswer: ii",
  "1. Who?\n1) Amy\n2) Ben\n3) Cem\nAnswer: 2",
  "1. Who? (2 pts) a) Amy; b) Ben; c) Cem Ans. b",
  "Who?,Amy,Ben,Cem,B\nWho?,Amy,Ben,Cem,Ben",
  "Question  A  B  C  Correct\nWho?  Amy  Ben  Cem  B",
  "Question,Option 1,Option 2,Option 3,Answer\nWho?,Amy,Ben,Cem,2",
  "題號,題目,選項A,選項B,選項C,答案\n1,Who?,Amy,Ben,Cem,Ben",
  "題目,(A),(B),(C),正解\nWho?,Amy,Ben,Cem,B",
];

for (const shape of marks) {
  const text = shape.includes("  ") ? shape.replaceAll("  ", "\t") : shape;
  Deno.test(`R-3: the right choice is known however it is marked: ${text}`, async () => {
    const found = short(await reading(quizFormatOf(text), text));
    assert.deepEqual([...new Set(found)], [ben]);
  });
}

Deno.test("R-3: a table of questions and answers alone has texts, numbers, and what is true", async () => {
  for (const head of ["Question\tAnswer\n", "題目\t答案\n", ""]) {
    const text = `${head}What is 2+2?\t4\nWho?\tGoethe\nIt is.\tTrue`;
    const found = await reading(quizFormatOf(text), text);
    assert.deepEqual(short(found), [
      "number: What is 2+2?: 4",
      "text: Who?: Goethe",
      "single: It is.: *True / False",
    ]);
  }
});

Deno.test("R-3: what has no column in a table, or stands above it, is told", async () => {
  const text =
    "Chapter 3\nQuestion,A,B,Answer\nWho?,Amy,Ben,B\nWhom?,Cem,Dan,A,Ask Eva";
  const found = await reading(quizFormatOf(text), text);
  assert.deepEqual(short(found), [
    "single: Who?: Amy / *Ben",
    "single: Whom?: *Cem / Dan",
  ]);
  assert.deepEqual(reasons(found.leftOut), [
    "1 line-left-out",
    "4 line-left-out",
  ]);
});

Deno.test("R-3: points in brackets are points, in English and Chinese", async () => {
  const { read: [{ questions }] } = await reading(
    "text",
    "1. Who? (2 pts)\n2. 誰？（5分）\n3. (3 points) Whom?\n4. Why? [4 marks]",
  );
  assert.deepEqual(questions.map((it) => [it.text, it.points]), [
    ["Who?", 2],
    ["誰？", 5],
    ["Whom?", 3],
    ["Why?", 4],
  ]);
});

Deno.test("R-3: what only looks like an answer stays, and its teacher is told where", async () => {
  const doubts = [
    "1. What is the capital of France? (Paris)",
    "1. What is the capital of France? Paris",
    "1. 台灣最高的山是___。（玉山）",
    "1. What is 2+2?\n = 4",
    "1. 誰的答案：A 或 B？",
    "1. The symbol for temperature is (T)",
    "1. Who?\nA) Amy\nB) Ben\nAntwort: B",
  ];
  for (const text of doubts) {
    const { read, leftOut } = await reading("text", text);
    assert.equal(read[0].questions.length, 1, text);
    assert.deepEqual(reasons(leftOut), ["1 answer-seen"], text);
  }
  const plain = [
    "1. Solve (x+1)(x-2) = 0",
    "1. Why? Explain.",
    "1. 請寫出你的答案：",
    "1. Let f(a) = 2. What is f(a) + g(b)?",
    "1. 已知點（A）和點（B）的距離是多少？",
    "1. Is it? (Yes/No)",
  ];
  for (const text of plain) {
    const { read, leftOut } = await reading("text", text);
    assert.equal(read[0].questions[0].text, text.slice(3));
    assert.deepEqual(reasons(leftOut), [], text);
  }
});

Deno.test("R-3: two right answers that differ, or one that means two, are told", async () => {
  const { leftOut } = await reading(
    "text",
    "1. Who?\nA) Amy*\nB) Ben\nAnswer: Ben\n2. 2?\nA) 3\nB) 4\nC) 2\nAnswer: 2\n3. Whom?\nA) x\nB) y\nAnswer: A\nAnswer: B",
  );
  assert.deepEqual(reasons(leftOut), [
    "14 answers-differ",
    "4 answers-differ",
    "9 answer-two-ways",
  ]);
});

const word = fc.integer({ min: 0, max: 99_999 }).map((it) => `w${it}w`);
const piece = fc.oneof(
  fc.constantFrom(
    "",
    "\n",
    "1. ",
    "2) ",
    "(3) ",
    "A) ",
    "(B) ",
    "（C）",
    "*",
    "- ",
    "( ) ",
    "(x) ",
    "（ B ）1. ",
    "? ",
    "。",
    "\t",
    ",",
    " (2 pts)",
    "（○）",
    "Answer: ",
    "答案：",
    "\nANSWER: B\n",
    "Answers\n1. B\n2. A\n",
    "解析：",
    "一、是非題\n",
    "→ ",
    "Q: ",
    "甲、",
    "___",
    "[B]",
    ": ",
  ),
  word,
);

Deno.test("R-3: whatever is pasted, each word of it is in a question, or named", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(piece, fc.constantFrom("", "\n", " ")), {
        maxLength: 40,
      }),
      async (pieces) => {
        const text = pieces.flat().join("");
        const found = await reading(quizFormatOf(text), text);
        const lines = text.split("\n");
        // Where there is no question at all, that is told.
        if (found.read.length === 0) return;
        // A question that cannot be kept is named by its line: what is below it goes with it.
        const named = found.failed.flatMap(({ line, also = [], faults }) =>
          [line, ...also].flatMap((at) => faults ? lines.slice(at - 1) : [])
        );
        const all = JSON.stringify([found, named]);
        for (const it of text.match(/w\d+w/g) ?? []) {
          assert.ok(all.includes(it), `${it} of ${JSON.stringify(text)}`);
        }
      },
    ),
    property("pasted words", 1500),
  );
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
