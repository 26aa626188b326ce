import assert from "node:assert/strict";
import fc from "fast-check";
import { detectQuizFormat } from "../../../../classroom/library/formats/formats.ts";
import { isOtherProgram } from "../../../../classroom/library/formats/other_programs.ts";
import { maxCostlySigns } from "../../../../classroom/library/formats/pasted/pasted.ts";
import { countedTest, growsLinearly } from "../../../counted_work.ts";
import { propertyOptions } from "../../../random.ts";
import {
  questionLines,
  readText,
  readWorksheets,
  reasonLines,
} from "./reader.ts";

Deno.test("multi-line text, formulas and Windows line ends are read (R-3)", async () => {
  const found = await readText(
    "text",
    "1. Look at this:\r\nE = mc^2\r\n\r\nWhat is \\(c\\)?\r\nA) speed of light\r\nB) charge\r\nANSWER: A\r\n",
  );
  assert.deepEqual(questionLines(found), [
    "single: Look at this:\nE = mc^2\n\nWhat is \\(c\\)?: *speed of light / charge",
  ]);
  assert.deepEqual([found.failed, found.leftOut], [[], []]);
});

Deno.test("pasted text names a quiz, and gives questions explanations and points (R-3)", async () => {
  const text =
    "# Rivers\n\n1. The longest?\nA) Nile\nB) Rhine\nANSWER: A\nExplanation: 6,650 km\nand more\nPoints: 3";
  const { read: [quiz] } = await readText("text", text);
  assert.equal(quiz.name, "Rivers");
  assert.equal(quiz.questions[0].explanation, "6,650 km\nand more");
  assert.equal(quiz.questions[0].points, 3);
  assert.equal(quiz.questions[0].line, 3);
});

Deno.test("an overlong name is shortened and reported (R-3)", async () => {
  const text = `${"Rivers ".repeat(20)}\n\n1. Why?`;
  const { read: [quiz], leftOut } = await readText("text", text);
  assert.equal(quiz.name.length <= 80, true);
  assert.deepEqual(reasonLines(leftOut), ["1 name-shortened"]);
});

Deno.test("every unread part of pasted text is reported with its line (R-3)", async () => {
  const found = await readText(
    "text",
    "A) of nothing\n1. Only?\nA) one\n2. Twice?\nA) one\nB) one\n3. Right?\nA) yes\nB) no\nANSWER: Z\n\nThe end\n4. Why?",
  );
  assert.deepEqual(reasonLines(found.failed), [
    "1 no-question-above",
    "2 choices too-little",
    "4 choices choice-twice",
  ]);
  assert.deepEqual(reasonLines(found.leftOut), [
    "12 line-left-out",
    "10 answer-unknown",
  ]);
  assert.deepEqual(questionLines(found), [
    "single: Right?: yes / no",
    "text: Why?",
  ]);

  const nothing = await readText("text", " \n\n");
  assert.deepEqual(reasonLines(nothing.failed), ["1 nothing-found"]);
});

Deno.test("the format of pasted text is detected from its beginning (R-3)", () => {
  for (const { text } of readWorksheets("shapes")) {
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

async function reads(text: string, questions: string[]): Promise<void> {
  const found = await readText("text", text);
  assert.deepEqual(questionLines(found), questions);
  assert.deepEqual(reasonLines(found.failed), []);
  assert.deepEqual(reasonLines(found.leftOut), []);
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
  Deno.test(`choices in any brackets and their answer are read: ${text} (R-3)`, async () => {
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
  Deno.test(`true-or-false answers are read and removed from the question: ${text} (R-3)`, async () => {
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
  Deno.test(`a final answer key is no question, and answers each one: ${key.trim()} (R-3)`, async () => {
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
  Deno.test(`the right choice is recognised in any marking: ${text} (R-3)`, async () => {
    const found = questionLines(await readText(detectQuizFormat(text), text));
    assert.deepEqual([...new Set(found)], [ben]);
  });
}

Deno.test("a table of only questions and answers has texts, numbers, and true or false (R-3)", async () => {
  for (const head of ["Question\tAnswer\n", "題目\t答案\n", ""]) {
    const text = `${head}What is 2+2?\t4\nWho?\tGoethe\nIt is.\tTrue`;
    const found = await readText(detectQuizFormat(text), text);
    assert.deepEqual(questionLines(found), [
      "number: What is 2+2?: 4",
      "text: Who?: Goethe",
      "single: It is.: *True / False",
    ]);
  }
});

Deno.test("content without a column or above a table is reported (R-3)", async () => {
  const text =
    "Chapter 3\nQuestion,A,B,Answer\nWho?,Amy,Ben,B\nWhom?,Cem,Dan,A,Ask Eva";
  const found = await readText(detectQuizFormat(text), text);
  assert.deepEqual(questionLines(found), [
    "single: Who?: Amy / *Ben",
    "single: Whom?: *Cem / Dan",
  ]);
  assert.deepEqual(reasonLines(found.leftOut), [
    "1 line-left-out",
    "4 line-left-out",
  ]);
});

Deno.test("points in brackets are points, in English and Chinese (R-3)", async () => {
  const { read: [{ questions }] } = await readText(
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

Deno.test("text that only resembles an answer stays, and is reported with its line (R-3)", async () => {
  const doubts = [
    "1. What is the capital of France? (Paris)",
    "1. What is the capital of France? Paris",
    "1. 台灣最高的山是___。（玉山）",
    "1. What is 2+2?\n = 4",
    "1. 誰的答案：A 或 B？",
    "1. The symbol for temperature is (T)",
    "1. Who?\nA) Amy\nB) Ben\nSvar: B",
    "1. When? (1945)\nA) 1944\nB) 1945",
    "1. Water boils at ___ °C. 100",
    "apple – 蘋果",
  ];
  for (const text of doubts) {
    const { read, leftOut } = await readText("text", text);
    assert.equal(read[0].questions.length, 1, text);
    assert.deepEqual(reasonLines(leftOut), ["1 answer-seen"], text);
  }
  const plain = [
    "1. Solve (x+1)(x-2) = 0",
    "1. Why? Explain.",
    "1. 請寫出你的答案：",
    "1. Let f(a) = 2. What is f(a) + g(b)?",
    "1. Is it? (Yes/No)",
  ];
  for (const text of plain) {
    const { read, leftOut } = await readText("text", text);
    assert.equal(read[0].questions[0].text, text.slice(3));
    assert.deepEqual(reasonLines(leftOut), [], text);
  }
  const points = "1. 已知點（A）和點（B）的距離是多少？";
  const { read, leftOut } = await readText("text", points);
  assert.equal(read[0].questions[0].text, points.slice(3));
  assert.deepEqual(reasonLines(leftOut), ["1 not-certain"]);
});

Deno.test("a letter that may be the answer is reported, and no choice is right", async () => {
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
    const found = await readText("text", text);
    assert.deepEqual([...new Set(questionLines(found))], [question], text);
    assert.deepEqual(reasonLines(found.leftOut), [reason], text);
  }
});

Deno.test("two contradictory right answers, or an ambiguous one, are reported (R-3)", async () => {
  const { leftOut } = await readText(
    "text",
    "1. Who?\nA) Amy*\nB) Ben\nAnswer: Ben\n2. 2?\nA) 3\nB) 4\nC) 2\nAnswer: 2\n3. Whom?\nA) x\nB) y\nAnswer: A\nAnswer: B",
  );
  assert.deepEqual(reasonLines(leftOut), [
    "14 answers-differ",
    "4 answers-differ",
    "9 answer-two-ways",
  ]);
});

/** The words of each line that are neither in what was read nor on a line that is named. */
async function lost(text: string): Promise<string[]> {
  const found = await readText(detectQuizFormat(text), text);
  const lines = text.split("\n");
  const remarks = [...found.failed, ...found.leftOut];
  const named = new Set(
    remarks.flatMap(({ line, also = [] }) => [line, ...also]),
  );
  // A question that cannot be kept is named by its first line; it goes on to the next question.
  const begins = found.read.flatMap(({ questions }) =>
    questions.map(({ line }) => line)
  );
  const broken = found.failed.flatMap(({ line, also = [], faults }) =>
    faults ? [line, ...also] : []
  );
  for (const { line, also = [], faults } of found.failed) {
    for (const at of faults ? [line, ...also] : []) {
      const next = Math.min(
        ...[...begins, ...broken].filter((it) => it > at),
        lines.length + 1,
      );
      for (let n = at; n < next; n++) named.add(n);
    }
  }
  const read = JSON.stringify(found);
  return lines.flatMap((it, n) => {
    if (named.has(n + 1) || found.read.length === 0) return [];
    const words = it.match(/w\d+w|[A-Za-z]{4,}|\p{Script=Han}{2,}/gu) ?? [];
    return words.filter((word) =>
      !read.includes(word) &&
      !/^(?:answers?|correct|true|false|explanation|points?|question|option|[題题]組|答案是?|正[確确]答案[為是]?|正解|解答|[參標][考準]答案|題號|(?:試題)?解析|故選|詳解|为题组|是非題|選擇題|[A-J]+)$/iu
        .test(word)
    ).map((word) => `${n + 1}: ${word}`);
  });
}

Deno.test("each word of every worksheet is read or its line reported (R-3)", async () => {
  for (const file of ["en", "zh", "shapes", "faults", "foreign_shapes"]) {
    for (const { name, text } of readWorksheets(file)) {
      // A program's table has a head of its own, or words of its own.
      if (detectQuizFormat(text) === "text" && !isOtherProgram(text)) {
        assert.deepEqual(await lost(text), [], name);
      }
    }
  }
});

const word = fc.integer({ min: 0, max: 99_999 }).map((it) => `w${it}w`);
const line = fc.oneof(
  fc.constant(""),
  fc.tuple(
    fc.constantFrom(
      ...("|1. |2. |(1) |( 2 )1. |（○）2. |A) |B) |(A) |（Ｂ）|① |② |甲、|A |- |* |[x] |" +
        "( ) |Q: |A: |Answer: |解析：|```|一、|> |## |True |i) |" +
        "2) |(3) |（C）|（ B ）1. |→ |答案：|___|[B]|- [ ] |Answers 1. B 2. A ")
        .split("|"),
    ),
    word,
    fc.constantFrom(
      ...("|?|。| *| ✓| (B) |②|\t|\\|（2分）| 答案：A|，故選【B】|: |,| (2 pts)|（○）|___"
        .split("|")),
    ),
    fc.oneof(fc.constant(""), word),
  ).map((it) => it.join("")),
  fc.constantFrom(
    ...("ANSWER: B|Answers|1. B 2. A|[2 points]|True|False|二、選擇題|Part 2|" +
      "1-2題為題組|三、配合題|Explanation:|```|B").split("|"),
  ),
);

Deno.test("each word of any pasted lines is read or its line reported (R-3)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 24 }), async (lines) => {
      assert.deepEqual(
        (await lost(lines.join("\n"))).filter((it) => /w\d/.test(it)),
        [],
        JSON.stringify(lines.join("\n")),
      );
    }),
    propertyOptions("pasted lines", 1500),
  );
});

/** How a quiz writes its numbers, its marks and its answers. */
const numbers: readonly ((n: number) => string)[] = [
  (n) => `${n}. `,
  (n) => `${n}) `,
  (n) => `${n}、`,
  (n) => `(${n}) `,
  (n) => `Question ${n}: `,
  (n) => `第${n}題 `,
  (n) => `${n}.\t`,
  () => "",
];
const choiceMarks: readonly (readonly [
  mark: (letter: string) => string,
  sign: (letter: string) => string,
])[] = [
  [(it) => `${it}) `, (it) => it],
  [(it) => `${it}. `, (it) => it],
  [(it) => `(${it}) `, (it) => `(${it})`],
  [(it) => `（${it}）`, (it) => it],
  [(it) => `${it}、`, (it) => it],
  [(it) => `${it.toLowerCase()}) `, (it) => it.toLowerCase()],
  [(it) => `- ${it}) `, (it) => it],
  [(it) => "①②③④"["ABCD".indexOf(it)], (it) => "①②③④"["ABCD".indexOf(it)]],
  [
    (it) => `${"甲乙丙丁"["ABCD".indexOf(it)]}、`,
    (it) => "甲乙丙丁"["ABCD".indexOf(it)],
  ],
];
const saidBelow: readonly ((sign: string) => string)[] = [
  (it) => `Answer: ${it}`,
  (it) => `ANSWER: ${it}`,
  (it) => `答案：${it}`,
  (it) => `【答案】${it}`,
  (it) => `Ans. ${it}`,
  (it) => `The correct answer is ${it}.`,
  (it) => `答案：${it}　解析：因為w0w`,
];
const places = fc.constantFrom(
  ...["below", "behind", "front", "star", "check", "bold", "key", "none"],
);
const someText = fc.oneof(
  { weight: 6, arbitrary: fc.constant("") },
  fc.constantFrom(
    ...(" vitamin C| (B)| 2| of 3| and D| is A| (1)| 3.5 cm| A. Smith| ②|，乙|。" +
      "| x = 2| I| true| -4| *new*| a, b").split("|"),
  ),
);
const question = fc.record({
  kind: fc.constantFrom("choices", "choices", "choices", "whether", "text"),
  ends: fc.constantFrom("?", "？", ".", "", ":", " ____"),
  more: someText,
  choices: fc.array(someText, { minLength: 2, maxLength: 4 }),
  right: fc.nat(3),
  layout: fc.constantFrom("lines", "lines", "line", "columns"),
  place: places,
  said: fc.constantFrom(...saidBelow),
  after: fc.constantFrom("", "", "", "\n(2 points)", "\nExplanation: w0w w1w"),
});

/** A quiz of known shapes, and what is right in it by the word of each question. */
function composed(
  numbered: (n: number) => string,
  [mark, sign]: (typeof choiceMarks)[number],
  questions: readonly (typeof question extends fc.Arbitrary<infer T> ? T
    : never)[],
  hasKey: boolean,
  hasParts: boolean,
) {
  const right = new Map<string, string>();
  const key: string[] = [];
  const texts = questions.map((it, at) => {
    // Each part numbers its questions from 1.
    const word = `q${at}q`, n = hasParts ? 1 : at + 1;
    const choices = it.choices.map((more, n) => `c${at}x${n}c${more}`);
    const place = hasKey ? "key" : it.place;
    if (it.kind !== "choices") {
      const said = it.kind === "text" ? `t${at}t` : it.right > 1 ? "T" : "F";
      const isSaid = place === "below" || place === "behind";
      right.set(word, said.replace("T", "True").replace("F", "False"));
      if (hasKey) key.push(`${n}. ${said}`);
      return `${numbered(n)}Say ${word}${it.more}.${
        isSaid ? `\n${it.said(said)}` : ""
      }`;
    }
    const last = it.right % choices.length;
    const letters = choices.map((_, n) => "ABCD"[n]);
    right.set(word, `c${at}x${last}c`);
    if (hasKey) key.push(`${n}. ${letters[last]}`);
    const lines = choices.map((text, n) => {
      const isRight = n === last;
      const shown = mark(letters[n]) + text;
      if (!isRight) return shown;
      if (place === "star") return `${shown} *`;
      if (place === "check") return `${shown} ✓`;
      return place === "bold" && it.layout === "lines" ? `**${shown}**` : shown;
    });
    const between = it.layout === "line" ? "  " : "\n";
    const joins = it.layout === "columns" && lines.length === 4
      ? `${lines[0]}\t${lines[2]}\n${lines[1]}\t${lines[3]}`
      : lines.join(between);
    const front = place === "front" && numbered(n) !== ""
      ? `( ${sign(letters[last]).replace(/[()]/g, "")} ) `
      : "";
    const below = it.said(sign(letters[last]));
    const behind = place === "below"
      ? `\n${below}`
      : place === "behind"
      ? ` ${below}`
      : "";
    return `${front}${numbered(n)}Which ${word}${it.more}${it.ends}${
      it.layout === "line" ? " " : "\n"
    }${joins}${behind}${it.after}`;
  });
  const end = hasKey ? `\n\nAnswers\n${key.join("\n")}` : "";
  // Without numbers, or with headings, they are apart.
  const between = numbered(1) === ""
    ? "\n\n"
    : hasParts
    ? "\n一、選擇題\n"
    : "\n";
  return { text: texts.join(between) + end, right };
}

Deno.test("a quiz of known shapes is read rightly or reported, and never gets a wrong key", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...numbers),
      fc.constantFrom(...choiceMarks),
      fc.array(question, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.boolean(),
      async (numbered, mark, questions, hasKey, hasParts) => {
        const { text, right } = composed(
          numbered,
          mark,
          questions,
          hasKey,
          hasParts,
        );
        const { read, failed, leftOut } = await readText("text", text);
        const all = read.flatMap(({ questions }) => questions);
        for (const it of all) {
          const shown = [
            it.text,
            ...(it.kind === "single" || it.kind === "multiple"
              ? it.choices.map(({ text }) => text)
              : []),
          ];
          const [word = "", ...others] = shown.join(" ").match(/q\dq/g) ?? [];
          const isSingle = it.kind === "single" || it.kind === "multiple";
          const said = !it.correct
            ? undefined
            : isSingle
            ? it.correct.map((at) =>
              it.choices[at].text.match(/c\dx\dc/)?.[0] ?? it.choices[at].text
            )
            : [String(it.correct)];
          if (said) assert.equal(String(said), right.get(word), text);
          if (failed.length + leftOut.length === 0) {
            assert.deepEqual(others, [], text);
          }
        }
        // Headings are named.
        if (!hasParts && failed.length + leftOut.length === 0) {
          assert.equal(all.length, right.size, text);
        }
      },
    ),
    propertyOptions("quizzes of known shapes", 400),
  );
});

Deno.test("pieces of pasted text are counted, and the one over the limit is refused with its line", async () => {
  for (const piece of ["a\t", "(A)a", "①a", "A. a ", "甲、a", "\t"]) {
    const text = `1. Why?\n${
      `${piece.repeat(7900 / piece.length)}\n`.repeat(1000)
    }`;
    const { read, failed } = await readText("text", text);
    const [refused] = reasonLines(failed).filter((it) =>
      it.includes("too-many-pieces")
    );
    assert.ok(refused, piece);
    const at = Number(refused.split(" ")[0]);
    assert.ok(
      at < 2 + maxCostlySigns / 1000,
      `${JSON.stringify(piece)} is read to line ${at}`,
    );
    assert.ok(read.length <= 1);
  }
});

countedTest(
  import.meta.url,
  "reading pasted text takes time linear in its length",
  async () => {
    const shapes = [
      (n: number) => `1. Why?\n${"- because it is\n".repeat(n)}`,
      (n: number) =>
        `1. Why?\n${"A) because it is\nB) or not\n".repeat(n / 2)}`,
      (n: number) => `Why?\n${"because it is\n".repeat(n)}Answer: B`,
      (n: number) => `1. Why?\nExplanation:\n${"because it is\n".repeat(n)}`,
      (n: number) =>
        "1. Why?\nA) it is\nB) it is not\n".repeat(n / 3) + "Answers\n" +
        "1. A\n".repeat(500),
    ];
    for (const shape of shapes) {
      assert.ok(
        await growsLinearly((n) => readText("text", shape(n)), 400),
        shape(3),
      );
    }
  },
);

Deno.test("answers are read in German, Spanish, French, Italian and Portuguese (R-3)", async () => {
  const labels =
    "Antwort: |Lösung: |Richtige Antwort: |Respuesta: |Respuesta correcta: |Réponse : |Bonne réponse : |Risposta: |Risposta corretta: |Resposta: |Solución: |Soluzione: "
      .split("|");
  for (const label of labels) {
    for (const gap of ["\n", " "]) {
      const found = await readText("text", `1. 5 + 7 = ?${gap}${label}12`);
      assert.deepEqual(questionLines(found), ["number: 5 + 7 = ?: 12"], label);
    }
    const found = await readText("text", `1. 5 + 7?\nA) 12\nB) 13\n${label}A`);
    assert.deepEqual(questionLines(found), ["single: 5 + 7?: *12 / 13"], label);
    assert.deepEqual([found.failed, found.leftOut], [[], []]);
  }
  const marks =
    "richtig|korrekt|correcta|correcto|juste|bonne réponse|réponse correcte|correto|giusta|risposta corretta"
      .split("|");
  for (const mark of marks) {
    const found = await readText("text", `1. 5 + 7?\nA) 12 (${mark})\nB) 13`);
    assert.deepEqual(questionLines(found), ["single: 5 + 7?: *12 / 13"], mark);
    assert.deepEqual([found.failed, found.leftOut], [[], []]);
  }
  const explained = await readText(
    "text",
    "1. Was schwimmt?\nAntwort: Fisch\nErklärung: Er hat Flossen.",
  );
  assert.equal(explained.read[0].questions[0].explanation, "Er hat Flossen.");
  const written = "1. Schreibe deine Antwort: ja oder nein";
  assert.deepEqual(questionLines(await readText("text", written)), [
    "text: Schreibe deine Antwort: ja oder nein",
  ]);
});

Deno.test("GIFT with a brace behind a word is known, and with an open brace named (R-3)", async () => {
  const weights = "Q{=%100%a#good ~%-50%b}";
  assert.equal(detectQuizFormat(weights), "gift");
  assert.deepEqual(questionLines(await readText("gift", weights)), [
    "single: Q: *a / b",
  ]);
  const formula = String.raw`1. What is \text{= 5} in x_{=}?`;
  assert.equal(detectQuizFormat(formula), "text");
  for (
    const open of ["Q{=%100%a#good ~%-50%b", "Who swims {=a fish ~a stone"]
  ) {
    const { leftOut } = await readText("text", open);
    assert.deepEqual(reasonLines(leftOut), ["1 answer-seen"], open);
  }
});

Deno.test("choices, answers and tables of pasted questions stay as they were typed (R-3)", async () => {
  const cases = {
    "1. Which?\nA) __init__\nB) __main__\nAnswer: A":
      "single: Which?: *__init__ / __main__",
    // Alone it is not bold, so nothing is marked right.
    "1. Which?\nA) __init__\nB) init": "single: Which?: __init__ / init",
    "1. Which?\nA) __init__\nB) init\nAnswer: __init__":
      "single: Which?: *__init__ / init",
    "1. Which?\nA) __the red one__\nB) blue":
      "single: Which?: *the red one / blue",
    "1. Which method?\nAnswer: __init__": "text: Which method?: __init__",
    "1. Which power?\nAnswer: 2**3": "text: Which power?: 2**3",
    "1. What is y?\n| x | y |\n|---|---|\n| 1 | 2 |\nSay it.\nAnswer: 2":
      "number: What is y?\n| x | y |\n|---|---|\n| 1 | 2 |\nSay it.: 2",
    "1. Look.\n| A) red | B) blue |\nAnswer: B": "single: Look.: red / *blue",
  };
  for (const [text, expected] of Object.entries(cases)) {
    const found = await readText("text", text);
    assert.deepEqual(questionLines(found), [expected]);
    assert.deepEqual([found.failed, found.leftOut], [[], []], text);
  }
});

Deno.test("cards keep terms of two lines, and terms that look like marks (R-3)", async () => {
  const cases = {
    "New York\n(city)\tbig\nRome\told": [
      "text: New York (city): big",
      "text: Rome: old",
    ],
    "dog\tHund\nNew York\n(city)\tbig\ncat\tKatze": [
      "text: dog: Hund",
      "text: New York (city): big",
      "text: cat: Katze",
    ],
    "7\tsieben\n12\tzwölf": ["text: 7: sieben", "text: 12: zwölf"],
    "dog\tHund\n1\teins\ncat\tKatze": [
      "text: dog: Hund",
      "text: 1: eins",
      "text: cat: Katze",
    ],
    "# sides of a square\tfour\n# sides of a cube\tsix": [
      "text: # sides of a square: four",
      "text: # sides of a cube: six",
    ],
    "- 3 + 5\t2\n- 4 + 5\t1": ["number: - 3 + 5: 2", "number: - 4 + 5: 1"],
    "~5\tabout five\n~6\tabout six": [
      "text: ~5: about five",
      "text: ~6: about six",
    ],
    "dog\tHund\na)\teins\ncat\tKatze": [
      "text: dog: Hund",
      "text: a): eins",
      "text: cat: Katze",
    ],
  };
  for (const [text, expected] of Object.entries(cases)) {
    const found = await readText("text", text);
    assert.deepEqual(questionLines(found), expected);
    assert.deepEqual([found.failed, found.leftOut], [[], []], text);
  }
  // Others are told, as they may be a worksheet or a name.
  const told = {
    "1\teins\n2\tzwei": ["1 answer-seen", "2 answer-seen"],
    "Unit 3\n(el) perro\tdog\ngato\tcat": ["1 name-uncertain"],
    "Unit 3\n\n(el) perro\tdog\ngato\tcat": [],
  };
  for (const [text, reasons] of Object.entries(told)) {
    assert.deepEqual(
      reasonLines((await readText("text", text)).leftOut),
      reasons,
      text,
    );
  }
  const sheet = "Who swims?\t(2)\nA)\tfish\nB)\tstone\nAnswer:\tA";
  assert.deepEqual(questionLines(await readText("text", sheet)), [
    "single: Who swims? (2): *fish / stone",
  ]);
});
