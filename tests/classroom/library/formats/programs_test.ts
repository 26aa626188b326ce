import assert from "node:assert/strict";
import {
  detectQuizFormat,
  parseTemplates,
} from "../../../../classroom/library/formats/formats.ts";
import { collectTemplates } from "../../../../classroom/library/formats/import_result.ts";
import {
  questionLines,
  readingLines,
  readText,
  readWorksheets,
  reasonLines,
} from "./reader.ts";
import {
  makeBookFile,
  makeSheetFile,
  workbookFiles,
  zipFiles,
} from "./sheets.ts";

const gift = `// question: 0  name: Switch category to $course$/top/Rivers
$CATEGORY: $course$/top/Rivers


// question: 11  name: Nile
::Nile::[html]<p>Which is the <b>longest</b> river?</p>{
	=<p>Nile</p>#<p>Yes.</p>
	~<p>Rhine</p>
	####<p>6,650 km</p>
}


// question: 12  name: T
::T::The Danube flows through Vienna: yes or no?{TRUE}


// several, by weights
Which flow into the Black Sea? {
~%50%Danube
~%50%Dnieper
~%-100%Rhine
}

Who painted the Mona Lisa?{=Leonardo da Vinci =Leonardo =%50%da Vinci}

When was Goethe born? {#1749:2}

What is pi to 3 places? {#3.141..3.142}

How did you feel? {}

Match. {=cat -> mew =dog -> bark}

Grant is {~buried =entombed ~living} in Grant's tomb.

Set \\{1,2\\} has \\= how many? {#
=2:0
=%50%3:1}

Broken {=one ~two

You can skip this text.
`;

Deno.test("tags in the comment above a GIFT question are reported as left out (R-3)", async () => {
  const found = await readText(
    "gift",
    "// question: 1\nWho swims?{=a fish ~a stone}\n\n" +
      "// [id:393] [tag:animals]\nWho flies?{=a bird ~a cat}\n",
  );
  assert.deepEqual(questionLines(found), [
    "single: Who swims?: *a fish / a stone",
    "single: Who flies?: *a bird / a cat",
  ]);
  assert.deepEqual(reasonLines(found.leftOut), ["5 tags-left-out"]);
});

Deno.test("GIFT is read as Moodle and people write it (R-3)", async () => {
  assert.equal(detectQuizFormat(gift), "gift");
  const found = await readText("gift", gift);
  assert.deepEqual(found.read.map(({ name }) => name), ["Rivers"]);
  assert.deepEqual(questionLines(found), [
    "single: Which is the **longest** river?: *Nile / Rhine",
    "single: The Danube flows through Vienna: yes or no?: *True / False",
    "multiple: Which flow into the Black Sea?: *Danube / *Dnieper / Rhine",
    "text: Who painted the Mona Lisa?: Leonardo da Vinci | Leonardo",
    "number: When was Goethe born?: 1749 ± 2",
    "number: What is pi to 3 places?: 3.1415 ± 0.0005",
    "text: How did you feel?",
    "single: Grant is _____ in Grant's tomb.: buried / *entombed / living",
    "number: Set {1,2} has = how many?: 2",
  ]);
  const [nile] = found.read[0].questions;
  assert.equal(nile.explanation, "6,650 km");
  assert.equal(gift.split("\n")[nile.line - 1].slice(0, 8), "::Nile::");
  assert.deepEqual(reasonLines(found.failed), [
    "32 kind-unknown",
    "40 gift-unreadable",
    "42 kind-unknown",
  ]);
  assert.deepEqual(reasonLines(found.leftOut), [
    "6 title-left-out",
    "6 feedback-left-out",
    "14 title-left-out",
    "24 weights-left-out",
    "36 numbers-left-out",
  ]);
});

const moodle = `<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0  -->
  <question type="category">
    <category>
      <text>$course$/top/Default for Geography</text>
    </category>
    <info format="moodle_auto_format">
      <text></text>
    </info>
    <idnumber></idnumber>
  </question>
<!-- question: 101  -->
  <question type="multichoice">
    <name>
      <text>Longest</text>
    </name>
    <questiontext format="html">
      <text><![CDATA[<p dir="ltr">Which is the <strong>longest</strong>?<br></p><script>alert(1)</script><p><img src="@@PLUGINFILE@@/the%20nile.png" alt="a map"></p>]]></text>
<file name="the nile.png" path="/" encoding="base64">iVBORw0KGgo=</file>
    </questiontext>
    <generalfeedback format="html">
      <text><![CDATA[<p>6,650&nbsp;km</p>]]></text>
    </generalfeedback>
    <defaultgrade>2.0000000</defaultgrade>
    <penalty>0.3333333</penalty>
    <hidden>0</hidden>
    <single>true</single>
    <shuffleanswers>true</shuffleanswers>
    <answernumbering>abc</answernumbering>
    <correctfeedback format="html">
      <text>Your answer is correct.</text>
    </correctfeedback>
    <answer fraction="100" format="html">
      <text>&lt;p&gt;Nile&lt;/p&gt;</text>
      <feedback format="html"><text></text></feedback>
    </answer>
    <answer fraction="0" format="html">
      <text><![CDATA[<p>Rhine &amp; Main</p>]]></text>
      <feedback format="html"><text></text></feedback>
    </answer>
    <hint format="html"><text>Think of Africa.</text></hint>
    <tags>
      <tag><text>africa</text></tag>
    </tags>
  </question>
  <question type="multichoice">
    <name><text>Two of</text></name>
    <questiontext format="html"><text><![CDATA[<p>Two of \\(a_1 < 3\\): H<sub>2</sub>O, 5 m<sup>2</sup></p>]]></text></questiontext>
    <defaultgrade>1</defaultgrade>
    <single>false</single>
    <answer fraction="50" format="html"><text>one</text></answer>
    <answer fraction="50" format="html"><text>two</text></answer>
    <answer fraction="-100" format="html"><text>three</text></answer>
  </question>
  <question type="truefalse">
    <name><text>The sun is a star.</text></name>
    <questiontext format="plain_text"><text>The sun is a star.</text></questiontext>
    <answer fraction="100" format="moodle_auto_format"><text>true</text></answer>
    <answer fraction="0" format="moodle_auto_format"><text>false</text></answer>
  </question>
  <question type="shortanswer">
    <name><text>Through Vienna</text></name>
    <questiontext format="html"><text>Through Vienna?</text></questiontext>
    <usecase>1</usecase>
    <answer fraction="100" format="plain_text"><text>Danube</text></answer>
    <answer fraction="100" format="plain_text"><text>Donau</text></answer>
    <answer fraction="50" format="plain_text"><text>Dan*</text></answer>
  </question>
  <question type="numerical">
    <name><text>Pi</text></name>
    <questiontext format="html"><text>Pi?</text></questiontext>
    <answer fraction="100" format="plain_text"><text>3.14</text><tolerance>0.01</tolerance></answer>
    <units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>
  </question>
  <question type="essay">
    <name><text>Essay</text></name>
    <questiontext format="html"><text><![CDATA[<ul><li>Why?</li><li>How?</li></ul>]]></text></questiontext>
  </question>
  <question type="matching">
    <name><text>Match</text></name>
    <questiontext format="html"><text>Match</text></questiontext>
  </question>
</quiz>
`;

Deno.test("Moodle XML is read with its HTML as text (R-3)", async () => {
  assert.equal(detectQuizFormat(moodle), "moodle");
  const found = await readText("moodle", moodle);
  assert.deepEqual(found.read.map(({ name }) => name), [
    "Default for Geography",
  ]);
  assert.deepEqual(questionLines(found), [
    "single: Which is the **longest**?\n\n[a map]: *Nile / Rhine & Main",
    "multiple: Two of \\(a_1 < 3\\): H₂O, 5 m²: *one / *two / three",
    "single: The sun is a star.: *True / False",
    "text: Through Vienna?: Danube | Donau",
    "number: Pi?: 3.14 ± 0.01",
    "text: - Why?\n- How?",
  ]);
  const [longest] = found.read[0].questions;
  assert.equal(longest.points, 2);
  assert.equal(longest.explanation, "6,650 km");
  assert.equal(longest.line, 14);
  assert.deepEqual(reasonLines(found.failed), ["80 kind-unknown"]);
  const left = reasonLines(found.leftOut);
  for (
    const reason of [
      "14 picture-left-out",
      "14 title-left-out",
      "14 hints-left-out",
      "14 penalty-left-out",
      "14 tags-left-out",
      "14 feedback-left-out",
      "62 weights-left-out",
      "62 case-left-out",
      "62 wildcard-left-out",
      "70 units-left-out",
    ]
  ) assert(left.includes(reason), `${reason} among ${left}`);
});

/** A question of Moodle's XML. */
function asked(type: string, inner: string, text = "Why?"): string {
  return `<question type="${type}"><name><text>${text}</text></name>` +
    `<questiontext format="html"><text>${text}</text></questiontext>${inner}</question>`;
}

function answers(
  ...all: readonly (readonly [fraction: string, text: string])[]
) {
  return all.map(([fraction, text]) =>
    `<answer fraction="${fraction}"><text>${text}</text></answer>`
  ).join("");
}

Deno.test("unnamed true and false answers are distinguished by order, and reported (R-3)", async () => {
  const cases: readonly [right: string, ...words: string[]][] = [
    ["*True / False", "Wahr", "Falsch"],
    ["*True / False", "Vrai", "Faux"],
    ["*True / False", "正しい", "間違い"],
  ];
  for (const [right, yes, no] of cases) {
    for (const isFirst of [true, false]) {
      const inner = answers([isFirst ? "100" : "0", yes], [
        isFirst ? "0" : "100",
        no,
      ]);
      const found = await readText(
        "moodle",
        `<quiz>${asked("truefalse", inner)}</quiz>`,
      );
      const expected = isFirst ? right : "True / *False";
      assert.deepEqual(
        questionLines(found),
        [`single: Why?: ${expected}`],
        yes,
      );
      assert.deepEqual(reasonLines(found.leftOut), ["1 true-by-order"]);
    }
  }
});

Deno.test("named true and false answers are right by name, in any order and known language (R-3)", async () => {
  const cases: readonly [inner: string, right: string][] = [
    [answers(["100", "true"], ["0", "false"]), "*True / False"],
    [answers(["0", "False"], ["100", "True"]), "*True / False"],
    [answers(["100", "False"], ["0", "True"]), "True / *False"],
    [answers(["0", "錯"], ["100", "對"]), "*True / False"],
    [answers(["100", "錯誤"], ["0", "正確"]), "True / *False"],
    [answers(["0", "true"], ["100", "<![CDATA[false]]>"]), "True / *False"],
  ];
  for (const [inner, right] of cases) {
    const found = await readText(
      "moodle",
      `<quiz>${asked("truefalse", inner)}</quiz>`,
    );
    assert.deepEqual(questionLines(found), [`single: Why?: ${right}`], inner);
    assert.deepEqual(reasonLines(found.leftOut), [], inner);
  }
  // Nothing is right by a guess.
  for (
    const inner of [
      answers(["100", "Wahr"]),
      answers(["100", "Wahr"], ["100", "Falsch"]),
      answers(["100", "a"], ["0", "b"], ["0", "c"]),
    ]
  ) {
    const found = await readText(
      "moodle",
      `<quiz>${asked("truefalse", inner)}</quiz>`,
    );
    assert.deepEqual(
      questionLines(found),
      ["single: Why?: True / False"],
      inner,
    );
    assert.deepEqual(reasonLines(found.leftOut), ["1 one-of-several-left-out"]);
  }
});

Deno.test("a Moodle question without a type has one choice, and fractions may have commas (R-3)", async () => {
  const cases: readonly [inner: string, question: string, left: string[]][] = [
    [answers(["100", "a"], ["0", "b"]), "single: Why?: *a / b", []],
    [
      "<single>1</single>" + answers(["100", "a"], ["-50", "b"]),
      "single: Why?: *a / b",
      ["1 weights-left-out"],
    ],
    [
      "<single>false</single>" + answers(["50", "a"], ["50", "b"], ["0", "c"]),
      "multiple: Why?: *a / *b / c",
      [],
    ],
    [
      "<single>0</single>" +
      answers(["33,33333", "a"], ["33.33333", "b"], ["33,33333", "c"], [
        "-100",
        "d",
      ]),
      "multiple: Why?: *a / *b / *c / d",
      [],
    ],
    [
      "<single>true</single>" + answers(["50", "a"], ["50", "b"]),
      "single: Why?: a / b",
      ["1 weights-left-out"],
    ],
  ];
  for (const [inner, question, left] of cases) {
    const found = await readText(
      "moodle",
      `<quiz>${asked("multichoice", inner)}</quiz>`,
    );
    assert.deepEqual(questionLines(found), [question], inner);
    assert.deepEqual(reasonLines(found.leftOut), left, inner);
  }
});

Deno.test("numbered formats of old Moodle files equal the named new ones (R-3)", async () => {
  const written: readonly [format: string, text: string, shown: string][] = [
    ["1", "<![CDATA[<p>a <b>b</b></p>]]>", "a **b**"],
    ["2", "a &lt;b&gt;", "a \\<b>"],
    ["4", "a **b**", "a **b**"],
    ["markdown", "a **b**", "a **b**"],
  ];
  for (const [format, text, shown] of written) {
    const found = await readText(
      "moodle",
      `<quiz><question type="essay"><questiontext format="${format}"><text>${text}</text></questiontext></question></quiz>`,
    );
    assert.deepEqual(questionLines(found), [`text: ${shown}`], format);
  }
});

Deno.test("spreadsheet numbers are read as displayed, and dates are reported (R-3)", async () => {
  const patterns = [
    "General",
    "0%",
    "0.00",
    "d-mmm",
    "h:mm",
    "#,##0",
    "# ?/?",
    "0.00E+00",
    '0.0" m"',
    "m/d/yyyy",
  ];
  const sheet = await makeSheetFile(
    [
      ["Question", "A", "B", "C", "Correct"],
      ["a", [0.25, 1], [1.5, 2], [0.1 + 0.2, 0], "25%"],
      ["b", [46054, 3], [0.125, 4], [1234567, 5], "C"],
      ["c", [0.5, 6], [100000, 7], [2.5, 8], "A"],
      ["d", [46054, 9], 7, 8, "B"],
    ],
    patterns,
  );
  const found = await readText("kahoot", sheet);
  assert.deepEqual(questionLines(found), [
    "single: a: *25% / 1.50 / 0.3",
    "single: b: 1-Feb / 3:00 / *1,234,567",
    "single: c: *1/2 / 1.00E+05 / 2.5 m",
    "single: d: 2/1/2026 / *7 / 8",
  ]);
  assert.deepEqual(reasonLines(found.failed), []);
  assert.deepEqual(reasonLines(found.leftOut), [
    "3 cell-changed",
    "3 cell-changed",
    "4 cell-changed",
    "5 cell-changed",
  ]);
});

Deno.test("the answer of a number question is read as students may type it (R-3)", async () => {
  const sheet = await readText(
    "csv",
    [
      "Kind,Question,Correct,Tolerance",
      "number,Which part?,1 1/2,",
      'number,How long?,"1,5","0,1"',
      "number,How much?,1.38*10^-1,",
      "number,What percentage?,50 %,",
      "number,Which part?,50%,",
      "number,None?,1/0,",
      ",When?,1/2,",
      ",How many?,3·10⁴,",
      ",Which part?,½,",
    ].join("\n"),
  );
  assert.deepEqual(questionLines(sheet), [
    "number: Which part?: 1.5",
    "number: How long?: 1.5 ± 0.1",
    "number: How much?: 0.138",
    "number: What percentage?: 50",
    "number: Which part?: 0.5",
    "text: When?: 1/2",
    "number: How many?: 30000",
    "number: Which part?: 0.5",
  ]);
  assert.deepEqual(reasonLines(sheet.failed), ["7 not-a-number-here"]);
  const pasted = await readText(
    "text",
    "1. How much?\nANSWER: 1.6 × 10⁻¹⁹ ± 1e-21\n\n2. When?\nANSWER: 1/2\n",
  );
  assert.deepEqual(questionLines(pasted), [
    "number: How much?: 1.6e-19 ± 1e-21",
    "text: When?: 1/2",
  ]);
});

Deno.test("superscript and subscript in a spreadsheet cell are kept", async () => {
  const words = ["Question", "A", "B", "Answer", "STEM", "CHOICE", "102"];
  const files = workbookFiles(words);
  const run = (text: string, align?: string) =>
    `<r>${
      align ? `<rPr><vertAlign val="${align}"/></rPr>` : ""
    }<t>${text}</t></r>`;
  const rich = (word: string, runs: string) => {
    const plain = `<t xml:space="preserve">${word}</t>`;
    assert(files["xl/sharedStrings.xml"].includes(plain));
    files["xl/sharedStrings.xml"] = files["xl/sharedStrings.xml"]
      .replace(plain, runs);
  };
  rich("STEM", run("H") + run("2", "subscript") + run("O, and 100 is?"));
  rich("CHOICE", run("10") + run("2", "superscript"));
  const cell = (at: string, n: number) => `<c r="${at}" t="s"><v>${n}</v></c>`;
  const inline = `<c r="D2" t="inlineStr"><is>${run("10")}${
    run("2", "superscript")
  }</is></c>`;
  const sheet = await zipFiles({
    ...files,
    "xl/worksheets/sheet1.xml":
      `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">${
        ["A1", "B1", "C1", "D1"].map(cell).join("")
      }</row><row r="2">${cell("A2", 4)}${cell("B2", 6)}${
        cell("C2", 5)
      }${inline}</row></sheetData></worksheet>`,
  });
  const found = await readText("kahoot", sheet);
  assert.deepEqual(questionLines(found), [
    "single: H₂O, and 100 is?: 102 / *10²",
  ]);
});

Deno.test("a number whose last digits a spreadsheet has cut off is reported", async () => {
  const sheet = await makeSheetFile([
    ["Question", "A", "B", "Answer"],
    ["Which ISBN?", 9789861234567, 1234567890123450, "A"],
  ]);
  const found = await readText("kahoot", sheet);
  assert.deepEqual(questionLines(found), [
    "single: Which ISBN?: *9789861234567 / 1234567890123450",
  ]);
  assert.deepEqual(reasonLines(found.leftOut), ["2 cell-changed"]);
});

const birds = [
  ["題目", "A", "B", "C", "答案"],
  ["哪個會飛？", "貓", "鳥", "狗", "B"],
];
const unit = [["Question", "A", "B", "Answer"], [
  "Which swims?",
  "fish",
  "dog",
  "A",
]];

Deno.test("each sheet of a workbook with quiz headings is read as a quiz (R-3)", async () => {
  const wrong = [
    unit[0],
    ["Which barks?", "fish", "dog", "Z"],
    ...unit.slice(1),
  ];
  const found = await readText(
    "kahoot",
    await makeBookFile([
      { name: "第一課", rows: birds },
      { name: "Unit 2", rows: wrong },
      { name: "Sheet3", rows: [] },
    ]),
  );
  assert.deepEqual(
    found.read.map(({ name, questions }) => [name, questions.length]),
    [["第一課", 1], ["Unit 2", 1]],
  );
  assert.deepEqual(questionLines(found), [
    "single: 哪個會飛？: 貓 / *鳥 / 狗",
    "single: Which swims?: *fish / dog",
  ]);
  assert.deepEqual(found.failed.map(({ line, sheet }) => [line, sheet]), [
    [2, "Unit 2"],
  ]);
  assert.deepEqual(found.leftOut, []);
});

Deno.test("a sheet without questions and a hidden one are reported as left out (R-3)", async () => {
  const found = await readText(
    "kahoot",
    await makeBookFile([
      { name: "說明", rows: [["請先閱讀"], ["每題一列"]] },
      { name: "題目", rows: birds },
      { name: "舊題", state: "hidden", rows: unit },
      { name: "lists", state: "veryHidden", rows: [["單選"], ["複選"]] },
    ]),
  );
  assert.deepEqual(questionLines(found), ["single: 哪個會飛？: 貓 / *鳥 / 狗"]);
  assert.deepEqual(
    found.leftOut.map(({ why }) => [why?.reason, why?.values.name]),
    [["sheet-left-out", "說明"], ["sheet-left-out", "舊題"]],
  );
});

Deno.test("headings of two rows are read as their merged cells span (R-3)", async () => {
  const found = await readText(
    "kahoot",
    await makeSheetFile([
      ["五年級自然"],
      ["題號", "題目", "選項", null, null, "答案"],
      [null, null, "A", "B", "C", null],
      [1, "哪個會飛？", "貓", "鳥", "狗", "B"],
    ]),
  );
  assert.deepEqual(questionLines(found), ["single: 哪個會飛？: 貓 / *鳥 / 狗"]);
  assert.deepEqual(reasonLines(found.leftOut), ["1 line-left-out"]);
});

Deno.test("JSON of other programs is refused (R-3)", async () => {
  const question = { question: "2+2?", options: ["3", "4"], answer: "4" };
  const values = [
    [question, question],
    { questions: [question] },
    { response_code: 0, results: [question] },
    { cards: [{ front: "2+2?", back: "4" }] },
  ];
  for (const value of values) {
    const text = JSON.stringify(value);
    assert.equal(detectQuizFormat(text), "json");
    const found = await readText("json", text);
    assert.deepEqual(found.read, []);
    assert.deepEqual(reasonLines(found.failed), ["1 format-unknown"], text);
  }
});

Deno.test("a binary document is reported as unreadable (R-3)", async () => {
  for (const text of ["%PDF-1.4\n1 0 obj\n", "{\\rtf1\\ansi 1. Which?\\par}"]) {
    const found = await readText(detectQuizFormat(text), text);
    assert.deepEqual(found.read, []);
    assert.deepEqual(reasonLines(found.failed), ["1 sheet-broken"]);
  }
});

Deno.test("Kahoot's spreadsheet is read below its title, by its own numbers (R-3)", async () => {
  const sheet = await makeSheetFile([
    [],
    [null, "Quiz template"],
    [
      null,
      "Add questions, at least two answer alternatives, time limit and choose correct answers (at least one).",
    ],
    [
      null,
      "Remember: questions have a limit of 120 characters and answers can have 75 characters max.",
    ],
    [],
    [],
    [],
    [
      null,
      "Question - max 120 characters",
      "Answer 1 - max 75 characters",
      "Answer 2 - max 75 characters",
      "Answer 3 - max 75 characters",
      "Answer 4 - max 75 characters",
      "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
      "Correct answer(s) - choose at least one",
    ],
    [1, "What is 1 + 1?", 4, 3, 2, 1, 20, 3],
    [2, "Which are planets?", "Mars", "Moon", "Venus", null, 30, "1,3"],
    [3, "海有多深？", "深", "淺", null, null, 20, 1],
    [4, "Nobody said?", "a", "b", null, null, 20, null],
    [5, "Too far?", "a", "b", null, null, 20, 4],
    [6],
  ]);
  assert.equal(detectQuizFormat(sheet), "kahoot");
  const found = await readText("kahoot", sheet);
  assert.deepEqual(questionLines(found), [
    "single: What is 1 + 1?: 4 / 3 / *2 / 1",
    "multiple: Which are planets?: *Mars / Moon / *Venus",
    "single: 海有多深？: *深 / 淺",
    "single: Nobody said?: a / b",
  ]);
  assert.equal(found.read[0].questions[0].line, 9);
  assert.deepEqual(reasonLines(found.failed), ["13 no-such-answer-here"]);
  assert.deepEqual(reasonLines(found.leftOut), ["8 time-left-out"]);
});

Deno.test("a teacher's own table is read, with semicolons and without kinds (R-3)", async () => {
  const found = await readText(
    "csv",
    "\uFEFFQuestion;Answer 1;Answer 2;Answer 3;Correct;Points;Author\r\n" +
      'Who?;Amy;"Ben; or ""B""";;B;2;me\r\nHow many?;;;;12;;\r\nWhich?;a;b;c;a, c;two;\r\n\r\n"Open',
  );
  assert.deepEqual(questionLines(found), [
    'single: Who?: Amy / *Ben; or "B"',
    "number: How many?: 12",
  ]);
  assert.deepEqual(reasonLines(found.failed), [
    "4 not-a-number-here",
    "6 quote-open",
  ]);
  assert.deepEqual(reasonLines(found.leftOut), ["1 field-left-out"]);
});

Deno.test("JSON is read as exported, as in the API, and as a list of questions (R-3)", async () => {
  const question = {
    id: "x",
    kind: "single",
    text: "Who?",
    choices: [{ id: "a", text: "Amy" }, "Ben"],
    correct: [1],
    hints: ["no"],
  };
  const shapes = [
    { quizzes: [{ name: "Q", questions: [question] }] },
    { quiz: { id: "q", name: "Q", at: 3, questions: [question] } },
    [{ name: "Q", questions: [question] }],
    { name: "Q", questions: [question] },
    [question],
  ];
  for (const [n, shape] of shapes.entries()) {
    const text = JSON.stringify(shape, null, 1);
    const found = await readText("json", text);
    assert.deepEqual(
      questionLines(found),
      ["single: Who?: Amy / *Ben"],
      String(n),
    );
    assert.equal(found.read[0].name, n === 4 ? "" : "Q");
    const line = text.split("\n").findIndex((it) => it.includes('"kind"')) - 1;
    assert.equal(found.read[0].questions[0].line, line);
    assert.deepEqual(reasonLines(found.leftOut), [`${line} field-left-out`]);
  }
  const broken = await readText("json", '{\n"quizzes": [\n}');
  assert.deepEqual(reasonLines(broken.failed), ["3 no-json"]);
  const strange = await readText(
    "json",
    '[{"name": "Q", "questions": [1,\n{"kind": "riddle", "text": "?"}]}]',
  );
  assert.deepEqual(reasonLines(strange.failed), [
    "2 no-object",
    "2 kind-unknown",
  ]);
});

Deno.test("templates are read from JSON and CSV (R-3)", async () => {
  const one = { name: "Tutor", instructions: "Ask back,\nnever answer." };
  const json = await collectTemplates(
    parseTemplates("json", JSON.stringify({ templates: [one, { name: "x" }] })),
  );
  assert.deepEqual(json.read, [{ ...one, line: 1 }]);
  assert.equal(json.failed.length, 1);
  const csv = await collectTemplates(
    parseTemplates(
      "csv",
      'Name,Instructions\nTutor,"Ask back,\nnever answer."',
    ),
  );
  assert.deepEqual(
    csv.read.map(({ name, instructions, line }) => ({
      name,
      instructions,
      line,
    })),
    [{ ...one, line: 2 }],
  );
});

for (const file of ["en", "zh", "shapes", "faults", "foreign_shapes"]) {
  for (const { name, text, expected } of readWorksheets(file)) {
    Deno.test(`a worksheet is read: ${name} (R-3)`, async () => {
      const found = await readText(detectQuizFormat(text), text);
      assert.deepEqual(readingLines(found), expected);
    });
  }
}

Deno.test("each example of the page about pasted quizzes is read as described (R-3)", async () => {
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
    const found = await readText(format, text);
    assert.deepEqual(readingLines(found), lines.split("\n"), text);
  }
});
