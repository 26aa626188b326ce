/** R-3: what once was misread without a word in pasted text, and what is bounded in it; in both languages. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { quizFormatOf } from "../../../../classroom/library/formats/formats.ts";
import { mostPieces } from "../../../../classroom/library/formats/pasted/pasted.ts";
import { property } from "../../../random.ts";
import { reading, readingLines, reasons } from "./reader.ts";
import { worksheets } from "./worksheets.ts";

/** What is pasted, and all that is said of it. */
const faults: readonly [id: string, text: string, lines: string[]][] = [
  [
    "a mark that would be the next choice and is in another one is named",
    "1. Which keeps you well?\nA. Sugar C. Fruit\nB. Salt",
    [
      "single: Which keeps you well?: Sugar C. Fruit / Salt",
      "left out: 2",
    ],
  ],
  [
    "a fence is no name of a quiz",
    "```\nprint(1)\n```\n1. What is printed?\nANSWER: 1",
    ["number: What is printed?: 1", "left out: 1 2 3"],
  ],
  [
    "F2: the number in front is a choice's, also where ① stands in the line of the question",
    "( 2 )1. 下列何者會飛？ ①甲\n②乙\n③丙\n④丁",
    [
      "single: 下列何者會飛？: 甲 / *乙 / 丙 / 丁",
    ],
  ],
  [
    "F2: where the first choice is missing nothing is right, and that is told",
    "( 2 )1. 下列何者會飛？\n②乙 ③丙 ④丁",
    [
      "text: 下列何者會飛？⏎②乙 ③丙 ④丁",
      "left out: 1 2",
    ],
  ],
  [
    "F2: a number in front of choices with letters names none of them",
    "(2) 1. Who can fly?\n(A) a cat\n(B) a bird\n(C) a cow",
    [
      "single: Who can fly?: a cat / a bird / a cow",
      "left out: 1",
    ],
  ],
  [
    "F2: a letter in front of a question without choices is no answer",
    "( B )1. Who can fly?",
    [
      "text: Who can fly?",
      "left out: 1",
    ],
  ],
  [
    "F5: choices that go over lines stay apart",
    "( 1 )1. 小明應該先做什麼？①把手洗\n乾淨②打開電\n視③睡覺④跑\n步",
    [
      "single: 小明應該先做什麼？: *把手洗乾淨 / 打開電視 / 睡覺 / 跑步",
    ],
  ],
  [
    "F5: choices that go over lines stay apart, in English",
    "1. What comes first? ① wash your\nhands ② switch on the\nlight ③ sleep",
    [
      "single: What comes first?: wash your hands / switch on the light / sleep",
    ],
  ],
  [
    "F8: what kind a question is, is no answer",
    "Short Answer: Name three gases.",
    ["text: Short Answer: Name three gases."],
  ],
  [
    "F8: also below a number, and in Chinese",
    "1. Short Answer: Name a gas.\n2. 簡答：寫出一種氣體。",
    [
      "text: Short Answer: Name a gas.",
      "text: 簡答：寫出一種氣體。",
    ],
  ],
  [
    "F9: the answer behind the last choice is out of it",
    "1. 哪一個會飛？\n(A) 鳥\n(B) 魚 故選【A】\n2. Who swims?\nA) a fish\nB) a stone  答案【A】",
    [
      "single: 哪一個會飛？: *鳥 / 魚",
      "single: Who swims?: *a fish / a stone",
    ],
  ],
  [
    "F10: a heading is not part of the question above",
    "1. 水是什麼顏色？\n(A) 無色\n(B) 紅色\n二、選擇題:30分\n2. 雪是什麼顏色？\n(A) 白色\n(B) 黑色",
    [
      "single: 水是什麼顏色？: 無色 / 紅色",
      "single: 雪是什麼顏色？: 白色 / 黑色",
      "left out: 4",
    ],
  ],
  [
    "F10: in English too",
    "1. What colour is snow?\nA) white\nB) black\nPart II: Short answer (10 points)\n2. Why?",
    [
      "single: What colour is snow?: white / black",
      "text: Why?",
      "left out: 4",
    ],
  ],
  [
    "F14: a program stays as it is",
    "1. Which files?\n```\nls *.txt\n- a\n```\nA) *.txt\nB) none\nAnswer: B\nExplanation:\n- the first reason\n- the second",
    [
      "single: Which files?⏎```⏎ls *.txt⏎- a⏎```: *.txt / *none // - the first reason⏎- the second",
    ],
  ],
  [
    "F15: 解析 on a line of its own, without numbers",
    "哪一個是酸的？\nA. 檸檬\nB. 鹽\n答案：A\n解析：\n檸檬有檸檬酸。\n\n哪一個是鹹的？\nA. 糖\nB. 鹽\n答案：B",
    [
      "single: 哪一個是酸的？: *檸檬 / 鹽 // 檸檬有檸檬酸。",
      "single: 哪一個是鹹的？: 糖 / *鹽",
    ],
  ],
  [
    "F15: Explanation on a line of its own, without numbers",
    "Which is sour?\nA. lemon\nB. salt\nAnswer: A\nExplanation:\nIt has an acid.\n\nWhich is salty?\nA. sugar\nB. salt\nAnswer: B",
    [
      "single: Which is sour?: *lemon / salt // It has an acid.",
      "single: Which is salty?: sugar / *salt",
    ],
  ],
  [
    "F16: a heading with its instructions, choices without dots, true and false as lines",
    "一、单项选择题:(每小题3分,共6分)\n1. 哪个是鸟？\nA鹰\nB猫\n二、判断题\n2. 鸟会飞。\n对\n错",
    [
      "name: 一、单项选择题:(每小题3分,共6分)",
      "single: 哪个是鸟？: 鹰 / 猫",
      "single: 鸟会飞。: 对 / 错",
      "left out: 5",
    ],
  ],
  [
    "F16: the same in English",
    "1. Which is a bird?\nA eagle\nB cat\n2. Birds can fly.\nTrue\nFalse\nAnswer: True",
    [
      "single: Which is a bird?: eagle / cat",
      "single: Birds can fly.: *True / False",
    ],
  ],
  [
    "F21: points on a line of their own are no part of a choice",
    "1. Who?\nA) Amy\nB) Ben\n[2 points]\n2. 誰？\nA) 小明\nB) 小美\n（3分）",
    [
      "single (2): Who?: Amy / Ben",
      "single (3): 誰？: 小明 / 小美",
    ],
  ],
  [
    "U21: a backslash at the end of a line stays",
    "1. Where is it?\nA) C:\\\nB) D:\\\n2. 路徑是 C:\\\n答案：D:\\",
    [
      "single: Where is it?: C:\\ / D:\\",
      "text: 路徑是 C:\\: D:\\",
    ],
  ],
  [
    "part 6: a number behind brackets is the question's, also where a number follows",
    "(B)1.1+1=? (A)1 (B)2 (C)3\n( )2. 7是①奇數②偶數。\n（ √ ）3.水是液體。",
    [
      "single: 1+1=?: 1 / *2 / 3",
      "single: 7是: 奇數 / 偶數。",
      "single: 水是液體。: *True / False",
    ],
  ],
  [
    "part 6: Roman numbers, and how a learning platform writes its questions",
    "Question 1 (1 point)\nWho drew it?\nI. Klee\nII. Kahlo\nIII. Miro\nAnswer: II",
    ["single (1): Who drew it?: Klee / *Kahlo / Miro"],
  ],
  [
    "part 6: what may be choices or questions is named, and stays",
    "1. Look at the map.\n(1) Where is the river?\n(2) How long is it?",
    [
      "text: Look at the map.⏎(1) Where is the river?⏎(2) How long is it?",
      "left out: 2",
    ],
  ],
];

for (const [name, text, lines] of faults) {
  Deno.test(`${name}`, async () => {
    assert.equal(quizFormatOf(text), "text");
    assert.deepEqual(readingLines(await reading("text", text)), lines);
  });
}

/** The words of each line that are neither in what was read nor on a line that is named. */
async function lost(text: string): Promise<string[]> {
  const found = await reading(quizFormatOf(text), text);
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
      !/^(?:answers?|correct|true|false|explanation|points?|question|option|[題题]組|答案|正[確确]答案|解答|參考答案|(?:試題)?解析|故選|詳解|为题组|是非題|選擇題|[A-J]+)$/iu
        .test(word)
    ).map((word) => `${n + 1}: ${word}`);
  });
}

Deno.test("part 6, R-3: each word of every worksheet and fault is read, or its line is named", async () => {
  for (const language of ["en", "zh"]) {
    for (const { name, text } of worksheets(`${language}.txt`)) {
      // A program's table has a head of its own.
      if (quizFormatOf(text) === "text") {
        assert.deepEqual(await lost(text), [], name);
      }
    }
  }
  for (const [name, text] of faults) {
    assert.deepEqual(await lost(text), [], name);
  }
});

const word = fc.integer({ min: 0, max: 99_999 }).map((it) => `w${it}w`);
const line = fc.oneof(
  fc.constant(""),
  fc.tuple(
    fc.constantFrom(
      "",
      "1. ",
      "2. ",
      "(1) ",
      "( 2 )1. ",
      "（○）2. ",
      "A) ",
      "B) ",
      "(A) ",
      "（Ｂ）",
      "① ",
      "② ",
      "甲、",
      "A ",
      "- ",
      "* ",
      "[x] ",
      "( ) ",
      "Q: ",
      "A: ",
      "Answer: ",
      "解析：",
      "```",
      "一、",
      "> ",
      "## ",
      "True ",
      "i) ",
    ),
    word,
    fc.constantFrom(
      "",
      "?",
      "。",
      " *",
      " ✓",
      " (B) ",
      "②",
      "\t",
      "\\",
      "（2分）",
      " 答案：A",
      "，故選【B】",
      ": ",
    ),
    fc.oneof(fc.constant(""), word),
  ).map((it) => it.join("")),
  fc.constantFrom(
    "ANSWER: B",
    "Answers",
    "1. B 2. A",
    "[2 points]",
    "True",
    "False",
    "二、選擇題",
    "Part 2",
    "1-2題為題組",
    "三、配合題",
    "Explanation:",
    "```",
    "B",
  ),
);

Deno.test("part 6, R-3: whatever lines are pasted, each word of each is read, or its line is named", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 24 }), async (lines) => {
      assert.deepEqual(
        (await lost(lines.join("\n"))).filter((it) => /w\d/.test(it)),
        [],
        JSON.stringify(lines.join("\n")),
      );
    }),
    property("pasted lines", 1500),
  );
});

Deno.test("H2: the pieces of pasted text are counted, and too many of them are refused with their line", async () => {
  for (const piece of ["a\t", "(A)a", "①a", "A. a ", "甲、a", "\t"]) {
    const text = `1. Why?\n${
      `${piece.repeat(7900 / piece.length)}\n`.repeat(1000)
    }`;
    const { read, failed } = await reading("text", text);
    const [refused] = reasons(failed).filter((it) =>
      it.includes("too-many-pieces")
    );
    assert.ok(refused, piece);
    const at = Number(refused.split(" ")[0]);
    assert.ok(
      at < 2 + mostPieces / 1000,
      `${JSON.stringify(piece)} is read to line ${at}`,
    );
    assert.ok(read.length <= 1);
  }
});

Deno.test("H2: what is looked at grows with the length of a text, not with its square", async () => {
  const shapes = [
    (n: number) => `1. Why?\n${"- because it is\n".repeat(n)}`,
    (n: number) => `1. Why?\n${"A) because it is\nB) or not\n".repeat(n / 2)}`,
    (n: number) => `Why?\n${"because it is\n".repeat(n)}Answer: B`,
    (n: number) => `1. Why?\nExplanation:\n${"because it is\n".repeat(n)}`,
    (n: number) =>
      "1. Why?\nA) it is\nB) it is not\n".repeat(n / 3) + "Answers\n" +
      "1. A\n".repeat(500),
  ];
  for (const shape of shapes) {
    const took = async (n: number) => {
      const began = performance.now();
      await reading("text", shape(n));
      return performance.now() - began;
    };
    await took(3000);
    const [small, large] = [await took(4000), await took(16_000)];
    // Four times the length; with its square it would be sixteen times.
    assert.ok(
      large < 200 + 10 * small,
      `${small} and ${large} ms: ${shape(3)}`,
    );
  }
});
