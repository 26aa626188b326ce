import assert from "node:assert/strict";
import fc from "fast-check";
import { formats as t } from "texts/library_formats.ts";
import { propertyOptions } from "../../random.ts";
import {
  type QuizBody,
  quizBody,
  type Template,
  templateBody,
} from "../../../classroom/library/resource_bodies.ts";
import { collectTemplates } from "../../../classroom/library/formats/import_result.ts";
import { parseTemplates } from "../../../classroom/library/formats/formats.ts";
import {
  writeQuizzes,
  writeTemplates,
} from "../../../exports/library/library_files.ts";
import {
  type QuizExportFormat,
  quizExportFormats,
} from "../../../exports/library/export_formats.ts";
import { streamParts } from "../../../exports/stream_parts.ts";
import { readText } from "../../classroom/library/formats/reader.ts";
import type { QuestionKind } from "../../../classroom/model/resources/question_kinds.ts";

function bytesOf(
  quizzes: readonly QuizBody[],
  format: QuizExportFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts = writeQuizzes(() => quizzes, format);
  return new Response(streamParts(parts)).bytes();
}

async function textOf(
  quizzes: readonly QuizBody[],
  format: QuizExportFormat,
): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(await bytesOf(quizzes, format));
}

const odd = fc.constantFrom(
  ...("=1+1|'=x|''@|+|-5|@me|＝1|\t=1|\"|\"\"|,|;|a\nb|\n\n|'|台灣|玉山？|😀|" +
    "\uFEFFx|$\\frac{1}{2}$|\\(x\\)|<b>|&amp;|{=a ~b}|A) x|* y|ANSWER: B|" +
    "1.5|null|__proto__|\u2028|\v|\u200b=|;=1+1|; '=x|;''@| ").split("|"),
);
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.array(fc.oneof(odd, fc.string({ maxLength: 4 })), {
    minLength: 1,
    maxLength: 4,
  })
    .map((all) => all.join("")),
).map((it) => `${it.replace(/[\0\r]/g, "").toWellFormed().trim()}`)
  .map((it) => it.replace(/^\uFEFF+/, "").trim());
const filled = text.filter((it) => it !== "");
const name = fc.tuple(filled, fc.nat(99)).map(([it, n]) =>
  `${
    it.replace(/[\p{C}\p{Z}]+/gu, " ").trim().slice(0, 60).toWellFormed()
  } ${n}`
).map((it) => it.trim());
const several = fc.uniqueArray(filled, { minLength: 2, maxLength: 10 });
const number = fc.oneof(
  fc.integer({ min: -1e9, max: 1e9 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })
    .map((it) => it === 0 ? 0 : it),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined });
const common = {
  text: filled,
  points: maybe(fc.nat(100)),
  explanation: maybe(filled),
};
const chosen = (kind: "single" | "multiple") =>
  several.chain((choices) =>
    fc.record({
      kind: fc.constant(kind),
      ...common,
      choices: fc.constant(choices),
      correct: maybe(
        fc.uniqueArray(fc.nat(choices.length - 1), {
          minLength: 1,
          maxLength: kind === "single" ? 1 : choices.length,
        }),
      ),
    })
  );
const ofKind: Record<QuestionKind, fc.Arbitrary<{ kind: string }>> = {
  single: chosen("single"),
  multiple: chosen("multiple"),
  text: fc.record({
    kind: fc.constant("text"),
    ...common,
    correct: maybe(fc.uniqueArray(filled, { minLength: 1, maxLength: 12 })),
  }),
  number: fc.record({
    kind: fc.constant("number"),
    ...common,
    correct: maybe(number),
    tolerance: maybe(number.map(Math.abs)),
  }),
  scale: fc.integer({ min: 3, max: 10 }).chain((most) =>
    fc.record({
      kind: fc.constant("scale"),
      ...common,
      most: fc.constant(most),
      correct: maybe(fc.integer({ min: 1, max: most })),
    })
  ),
};
const question = fc.oneof(...Object.values(ofKind));
const quizzes = fc.uniqueArray(
  fc.record({
    name,
    questions: fc.array(question, { minLength: 1, maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 3, selector: ({ name }) => name },
);

/** Removes ids, which differ each time. */
function plain(all: readonly Pick<QuizBody, "name" | "questions">[]) {
  return all.map(({ name, questions }) => ({
    name,
    questions: questions.map((it) => {
      const { id: _, line: __, ...rest } = it as typeof it & { line?: number };
      return JSON.parse(JSON.stringify({
        ...rest,
        ...("choices" in rest &&
          { choices: rest.choices.map(({ text }) => text) }),
      }));
    }),
  }));
}

for (const format of ["json", "csv", "xlsx"] as const) {
  Deno.test(`quizzes exported as ${format} import unchanged (R-3)`, async () => {
    await fc.assert(
      fc.asyncProperty(quizzes, async (given) => {
        const kept = given.map((quiz) => quizBody.safeParse(quiz));
        fc.pre(kept.every(({ success }) => success));
        const before = kept.map(({ data }) => data!);
        const found = format === "xlsx"
          ? await readText("kahoot", await bytesOf(before, format))
          : await readText(format, await textOf(before, format));
        assert.deepEqual(found.failed, []);
        assert.deepEqual(plain(found.read), plain(before));
      }),
      propertyOptions("quizzes again", 400),
    );
  });

  if (format === "xlsx") continue;
  Deno.test(`templates exported as ${format} import unchanged (R-3)`, async () => {
    const template = fc.record({
      name,
      description: maybe(filled),
      instructions: filled,
      firstMessage: maybe(filled),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(template, { minLength: 1, maxLength: 4 }),
        async (given) => {
          const kept = given.map((it) => templateBody.safeParse(it));
          fc.pre(kept.every(({ success }) => success));
          const before: Template[] = kept.map(({ data }) => data!);
          const text = writeTemplates(before, format);
          const found = await collectTemplates(parseTemplates(format, text));
          assert.deepEqual(found.failed, []);
          const bare = (it: Template) =>
            JSON.parse(JSON.stringify({ ...it, line: undefined }));
          assert.deepEqual(found.read.map(bare), before.map(bare));
        },
      ),
      propertyOptions("templates again", 300),
    );
  });
}

for (const format of quizExportFormats) {
  Deno.test(`a library is written as ${format} quiz by quiz (SYNC-18)`, async () => {
    const quiz = quizBody.parse({
      name: "Long",
      questions: [{ kind: "text", text: "?".repeat(2000) }],
    });
    const count = 300;
    let begun = 0, current = 0, most = 0;
    const read = async function* () {
      begun++;
      for (let n = 0; n < count; n++) {
        current++;
        yield await Promise.resolve(quiz);
      }
    };
    let size = 0;
    const body = streamParts(writeQuizzes(read, format));
    for await (const { length } of body) {
      size += length;
      // A table is measured in a first reading.
      const isTable = begun > 1;
      most = Math.max(most, current - (isTable ? count : 0) - size / 2000);
    }
    assert(size > count * 2000, `${size} bytes`);
    assert(most < 40, `${most} quizzes were in memory`);
  });
}

Deno.test("an exported library is one JSON, also an empty one (R-3)", async () => {
  const quiz = quizBody.parse({
    name: "A b",
    questions: [{ kind: "single", text: "a\n  b", choices: ["1", "2"] }],
  });
  for (const count of [0, 1, 2]) {
    const all = Array.from({ length: count }, () => quiz);
    const plain = all.map(({ name, questions: [{ id: _, ...question }] }) => ({
      name,
      questions: [{ ...question, choices: ["1", "2"] }],
    }));
    assert.equal(
      await textOf(all, "json"),
      JSON.stringify({ quizzes: plain }, null, 2) + "\n",
    );
  }
});

Deno.test("no cell of an exported table is a formula (R-3)", async () => {
  const quiz = quizBody.parse({
    name: "=1+1",
    questions: [{
      kind: "single",
      text: '=HYPERLINK("http://evil","x")',
      choices: ["@SUM(1)", "'=2", "-1"],
      correct: 1,
      explanation: "\t=cmd|' /C calc'!A0",
    }],
  });
  const table = await textOf([quiz], "csv");
  const cells = table.slice(1).split(/\r\n|,/).map((cell) => cell.slice(1));
  assert.deepEqual(cells.filter((cell) => /^\s*[=+\-@]/.test(cell)), []);
});

Deno.test("an unfinished question is exported in place, and its import reports what is missing (R-3)", async () => {
  const quiz = quizBody.parse({
    name: "Half",
    questions: [{ kind: "text", text: "Whole?" }],
    unfinished: [{
      place: 0,
      question: { kind: "single", text: "Half?", choices: [] },
    }],
  });
  for (const format of ["json", "csv", "text"] as const) {
    const written = await textOf([quiz], format);
    assert(written.indexOf("Half?") < written.indexOf("Whole?"), format);
    const found = await readText(format, written);
    const all = found.read[0].questions.length + found.failed.length;
    assert.equal(all, 2, format);
  }
  const said = t.unfinished({ number: 1, quiz: "Half" });
  const gift = await textOf([quiz], "gift");
  assert(gift.split("\n").includes(`// ${said}`));
  const found = await readText("gift", gift);
  assert.deepEqual(found.failed, []);
  assert.deepEqual(found.read[0].questions.map(({ text }) => text), ["Whole?"]);
});

const rivers = [
  {
    kind: "single",
    text: "Which is the longest: {this} = ~that~?",
    choices: ["Nile #1", "Rhine: 2"],
    correct: 0,
    explanation: "6,650 km",
  },
  {
    kind: "multiple",
    text: "哪些是質數？",
    choices: ["2", "3", "4"],
    correct: [0, 1],
  },
  { kind: "text", text: "Through Vienna?", correct: ["Danube", "Donau"] },
  { kind: "number", text: "How many?", correct: 7.5, tolerance: 0.5 },
  { kind: "text", text: "Why?" },
];

for (const format of ["gift", "text"] as const) {
  Deno.test(`a quiz written as ${format} reads back unchanged (R-3)`, async () => {
    const numbers = [1.6e-19, 6.022e23, 1 / 3, -1e-7].map((correct) => ({
      kind: "number",
      text: "How much?",
      correct,
    }));
    const quiz = quizBody.parse({
      name: "Rivers & more",
      questions: [
        ...rivers,
        ...format === "text" ? numbers : numbers.slice(0, 2),
      ],
    });
    const written = await textOf([quiz], format);
    const found = await readText(format, written);
    assert.deepEqual(found.failed, []);
    assert.deepEqual(plain(found.read), plain([quiz]));
  });
}
