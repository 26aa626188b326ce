/** R-3: of pasted text no word is lost without a remark, and what is looked at is bounded. */
import assert from "node:assert/strict";
import { countedTest, growsWithLength } from "../../../counted_work.ts";
import fc from "fast-check";
import { detectQuizFormat } from "../../../../classroom/library/formats/formats.ts";
import {
  isProgramFormat,
  maxPieces,
} from "../../../../classroom/library/formats/pasted/pasted.ts";
import { property } from "../../../random.ts";
import { reading, reasons, worksheets } from "./reader.ts";

/** The words of each line that are neither in what was read nor on a line that is named. */
async function lost(text: string): Promise<string[]> {
  const found = await reading(detectQuizFormat(text), text);
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

Deno.test("R-3: each word of every worksheet is read, or its line is named", async () => {
  for (const file of ["en", "zh", "shapes", "faults", "foreign_shapes"]) {
    for (const { name, text } of worksheets(file)) {
      // A program's table has a head of its own, or words of its own.
      if (detectQuizFormat(text) === "text" && !isProgramFormat(text)) {
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
const marks: readonly (readonly [
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
  [mark, sign]: (typeof marks)[number],
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

Deno.test("a quiz of known shapes is read rightly, or it is told where not: it never gets a wrong key", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...numbers),
      fc.constantFrom(...marks),
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
        const { read, failed, leftOut } = await reading("text", text);
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
    property("quizzes of known shapes", 400),
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
      at < 2 + maxPieces / 1000,
      `${JSON.stringify(piece)} is read to line ${at}`,
    );
    assert.ok(read.length <= 1);
  }
});

countedTest(
  import.meta.url,
  "H2: what is looked at grows with the length of a text, not with its square",
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
        await growsWithLength((n) => reading("text", shape(n)), 400),
        shape(3),
      );
    }
  },
);
