/** the right answers of what is pasted, wherever they stand: none stays where pupils read it without a word. */
import assert from "node:assert/strict";
import { detectQuizFormat } from "../../../../classroom/library/formats/formats.ts";
import { reading, reasons, short } from "./reader.ts";

async function reads(text: string, questions: string[]): Promise<void> {
  const found = await reading("text", text);
  assert.deepEqual(short(found), questions);
  assert.deepEqual(reasons(found.failed), []);
  assert.deepEqual(reasons(found.leftOut), []);
}

/** One question as papers have it: brackets, choices on one line, the answer anywhere around. */
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
  ["True/False\n1. The earth is flat. F", flat],
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
  "\n| 1 | B |\n|---|---|\n| 2 | A |",
];

for (const key of keys) {
  Deno.test(`R-3: a key at the end is no question, and gives each its answer: ${key.trim()}`, async () => {
    await reads(two + key, ["single: Q1?: x / *y", "single: Q2?: *x / y"]);
  });
}

const ben = "single: Who?: Amy / *Ben / Cem";
const marks: readonly string[] = [
  "1. Who?\n\ta)\tAmy\n\t*b)\tBen\n\tc)\tCem",
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
  "1.) Who?\na.) Amy\nb.) Ben\nc.) Cem\nAnswer: b.)",
  "1. Who?\n• Amy\n• Ben ✔️\n• Cem",
  "1. Who?\nAmy\nBen*\nCem",
  "1. Who?\nAmy\nBen\nCem\nAnswer: Ben",
  "Question 1\nWho?\nOption A: Amy\nOption B: Ben\nOption C: Cem\nCorrect: B",
  "| Question | A | B | C | Answer |\n|---|---|---|---|---|\n| Who? | Amy | Ben | Cem | B |",
  "Who?,Amy,Ben,Cem,B\nWho?,Amy,Ben,Cem,Ben",
  "Question  A  B  C  Correct\nWho?  Amy  Ben  Cem  B",
  "Question,Option 1,Option 2,Option 3,Answer\nWho?,Amy,Ben,Cem,2",
  "題號,題目,選項A,選項B,選項C,答案\n1,Who?,Amy,Ben,Cem,Ben",
  "題目,(A),(B),(C),正解\nWho?,Amy,Ben,Cem,B",
];

for (const shape of marks) {
  const text = shape.includes("  ") ? shape.replaceAll("  ", "\t") : shape;
  Deno.test(`R-3: the right choice is known however it is marked: ${text}`, async () => {
    const found = short(await reading(detectQuizFormat(text), text));
    assert.deepEqual([...new Set(found)], [ben]);
  });
}

Deno.test("R-3: a table of questions and answers alone has texts, numbers, and what is true", async () => {
  for (const head of ["Question\tAnswer\n", "題目\t答案\n", ""]) {
    const text = `${head}What is 2+2?\t4\nWho?\tGoethe\nIt is.\tTrue`;
    const found = await reading(detectQuizFormat(text), text);
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
  const found = await reading(detectQuizFormat(text), text);
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
    "1. When? (1945)\nA) 1944\nB) 1945",
    "1. Water boils at ___ °C. 100",
    "apple – 蘋果",
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
    "1. Is it? (Yes/No)",
  ];
  for (const text of plain) {
    const { read, leftOut } = await reading("text", text);
    assert.equal(read[0].questions[0].text, text.slice(3));
    assert.deepEqual(reasons(leftOut), [], text);
  }
  const points = "1. 已知點（A）和點（B）的距離是多少？";
  const { read, leftOut } = await reading("text", points);
  assert.equal(read[0].questions[0].text, points.slice(3));
  assert.deepEqual(reasons(leftOut), ["1 not-certain"]);
});

Deno.test("a letter that may be the answer is named, and nothing is right", async () => {
  const doubts: Readonly<Record<string, [question: string, reason: string]>> = {
    "1. Who?\nA.\nAmy\nB.\nBen\nB": [
      "single: Who?: Amy / Ben",
      "6 line-left-out",
    ],
    "1. Who? (a)Amy (b)Ben [b]": [
      "single: Who?: Amy / Ben [b]",
      "1 answer-seen",
    ],
    "1. Who?\nA) Amy\nB) Ben\nAnswer: A or B": [
      "single: Who?: Amy / Ben",
      "4 answer-unknown",
    ],
    "1. Who?\nA) Amy\nB) Ben\nAnswer: 2": [
      "single: Who?: Amy / Ben",
      "4 answer-unknown",
    ],
    "1. Who?\nA) Amy\nB) Ben\n2. Who?\nA) Amy\nB) Ben\n\nAnswers: AB": [
      "single: Who?: Amy / Ben",
      "8 key-unclear",
    ],
  };
  for (const [text, [question, reason]] of Object.entries(doubts)) {
    const found = await reading("text", text);
    assert.deepEqual([...new Set(short(found))], [question], text);
    assert.deepEqual(reasons(found.leftOut), [reason], text);
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
