import assert from "node:assert/strict";
import type { Identity } from "../../classroom/model/members.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import { recordSchemas } from "../../classroom/record/record_schema.ts";
import { quizBody } from "../../classroom/library/resource_bodies.ts";
import { answerSheetKey } from "../../classroom/model/resources_layout.ts";
import type { CheckResource } from "../../classroom/model/resources/shared_resources.ts";
import { answerSheets } from "../../classroom/model/staff_roots.ts";
import type { PartName, RecordFormat } from "../../exports/record_formats.ts";
import { writeZip } from "../../exports/zip.ts";
import { Lesson } from "../classroom/lesson.ts";
import { readCsv } from "../csv.ts";
import { readZip } from "../zip.ts";
import { readRecordBytes, readRecordText } from "./reading.ts";

const rivers = {
  name: "=Rivers/..\\1",
  questions: [
    {
      kind: "single",
      text: "Which is longer?",
      choices: ["=Nile", "Rhine"],
      correct: 0,
      points: 2,
      explanation: "6,650 km",
    },
    { kind: "text", text: "Vienna?", correct: ["Danube"], points: 1 },
    { kind: "number", text: "How many?", correct: -7 },
    { kind: "multiple", text: "Like", choices: ["a", "b", "c"] },
  ],
};

/** An ended class for its export: `give` shares, `does` answers. */
async function begin(
  students: string[],
  settings: Record<string, string> = {},
) {
  const lesson = await Lesson.begin({ students, settings });
  const { teacher, school: { app } } = lesson;
  const reader = {
    app,
    who: teacher,
    view: lesson.session,
    zone: "Asia/Taipei",
  };
  return {
    lesson,
    app,
    reader,
    give: async (body: unknown) => {
      const quiz = await app.library.add(
        "quiz",
        teacher.teacher!,
        quizBody.parse(body),
      );
      return await app.resources.share(teacher, {
        quiz: quiz.id,
        pace: "own",
      }) as CheckResource;
    },
    does: async (
      who: Identity,
      on: CheckResource,
      answers: unknown,
      done = false,
    ) => {
      if (on.kind === "poll" && on.anonymous) {
        const [answer] = Object.values(answers as Record<string, string[]>);
        return await app.votes.count(who, on.id, { answer });
      }
      const command = { kind: "answer", resource: on.id, answers };
      const refused = await lesson.school.runCommand(who, {
        ...command,
        ...(done && { done }),
      });
      assert.equal(refused, null);
    },
    read: (format: RecordFormat, name: PartName = "answers") =>
      readRecordText(reader, format, name),
    zip: async () => {
      const bytes = await new Response(await writeZip(app, reader)).bytes();
      return new Map(
        [...readZip(bytes)].map(([name, file]) => [
          name,
          new TextDecoder().decode(file),
        ]),
      );
    },
  };
}

const poll = (anonymous: boolean) => ({
  poll: {
    kind: "yes-no" as const,
    question: "",
    anonymous,
    words: ["Yes", "No"] as [string, string],
  },
});

Deno.test("the answers have a row per answer and a sheet per quiz, and no formula cell (R-8)", async () => {
  const { lesson, app, give, does, read, zip } = await begin([
    "=Amy",
    "Ben",
    "Cem",
  ]);
  await using _ = lesson;
  const [amy, ben] = lesson.students, { teacher } = lesson;
  const quiz = await give(rivers);
  const [river, city, count, like] = quiz.questions;
  await does(amy, quiz, {
    [river.id]: [river.choices![0].id],
    [city.id]: "=Danube()",
    [count.id]: -7,
    [like.id]: like.choices!.slice(0, 2).map(({ id }) => id),
  }, true);
  await app.resources.change(teacher, quiz.id, { closed: true });
  await does(ben, quiz, { [river.id]: [river.choices![1].id] });
  const again = await give(rivers);
  await app.resources.takeBack(teacher, again.id);

  const [head, ...rows] = readCsv(await read("csv"));
  assert.equal(head.length, 12);
  assert.deepEqual(rows.map((row) => row.slice(4)), [
    ["1", "Which is longer?", "'=Amy", "'=Nile", "right", "2", "", "1"],
    ["2", "Vienna?", "'=Amy", "'=Danube()", "not marked", "", "", "1"],
    ["3", "How many?", "'=Amy", "-7", "right", "", "", "1"],
    ["4", "Like", "'=Amy", "a; b", "", "", "", "1"],
    ["1", "Which is longer?", "Ben", "Rhine", "wrong", "0", "late", "1"],
  ]);
  assert.deepEqual(
    [rows[0][0], rows[0][2], rows[0][3]],
    ["Biology", "'=Rivers/..\\1", "Quiz"],
  );

  await app.resources.change(teacher, quiz.id, {
    marks: [{ question: city.id, text: "=Danube()", right: true }],
  });
  const files = await zip();
  const sheetNames = [...files.keys()].filter((name) =>
    /^quizzes\/.*(?<!\.xlsx)$/.test(name)
  );
  for (const name of sheetNames) {
    assert(
      files.has(name.replace(".csv", ".xlsx")),
      `${name} as a sheet`,
    );
  }
  assert.equal(new Set(sheetNames).size, 2, "the same name is two files");
  for (const name of sheetNames) assert.match(name, /^quizzes\/[^/\\]+\.csv$/);
  const [first, second] = sheetNames.map((name) => readCsv(files.get(name)!));
  assert.deepEqual(first[0].slice(1), [
    "1. Which is longer?",
    "1. Points (of 2)",
    "2. Vienna?",
    "2. Points (of 1)",
    "3. How many?",
    "3. Right",
    "4. Like",
    "Points (of 3)",
    "Right answers",
    "Questions answered",
    "Late answers",
    "Handed in",
  ]);
  const amys = ["'=Nile", "2", "'=Danube()", "1", "-7", "right", "a; b"];
  assert.deepEqual(first.slice(1), [
    ["'=Amy", ...amys, "3", "3", "4", "0", "yes"],
    ["Ben", "Rhine", "0", "", "", "", "", "", "0", "0", "1", "1", ""],
    // Without an answer there are no figures, unlike with all answers wrong.
    ["Cem", "", "", "", "", "", "", "", "", "", "0", "0", ""],
  ]);
  assert.deepEqual(second.slice(1).map((row) => row[8]), ["", "", ""]);
  assert.match(files.get("index.html")!, /answers\.csv.*quizzes\//s);
  assert.match(files.get("answers.html")!, /unshared/);
  assert.match(files.get("answers.html")!, /6,650 km/);
  const json = recordSchemas.answers.parse(JSON.parse(await read("json")));
  assert.equal(json.resources.length, 2);
  assert.equal(json.answers.length, 5);
  assert.equal(json.answers[4].late, true);
});

Deno.test("an anonymous poll exports only counts, none under five (R-8, R-4)", async () => {
  const students = ["Amy", "Ben", "Cem", "Dan", "Eve", "Fay", "Gil"]
    .concat(["Hui", "Ida", "Jo"]);
  const { lesson, app, does, read, zip } = await begin(students);
  await using _ = lesson;
  const secret = await app.resources.share(
    lesson.teacher,
    poll(true),
  ) as CheckResource;
  const [{ choices }] = secret.questions;
  const vote = (n: number, choice: number) =>
    lesson.school.castVote(lesson.students[n], secret.id, [
      choices![choice].id,
    ]);
  for (const n of [0, 1, 2]) await vote(n, 0);
  await vote(3, 1);
  const rows = async () =>
    readCsv(await read("csv")).slice(1).map((row) => row.slice(3));
  const begun = ["Anonymous poll", "1", "Quick poll: yes or no", ""];
  assert.deepEqual(await rows(), [[...begun, "not shown", "", "", "", "4"]]);
  await vote(4, 0);
  const json = JSON.parse(await read("json"));
  assert.deepEqual(json.answers, []);
  for (const format of ["md", "html", "csv", "json"] as const) {
    assert.doesNotMatch(await read(format), /Amy|Eve/);
  }
  // While a poll is open its record tells no more than the live page.
  for (let n = 5; n < 10; n++) await vote(n, 1);
  const told = { [choices![0].id]: 4, [choices![1].id]: 1 };
  const now = async () => {
    const { questions: [live] } = await app.resources.view(
      lesson.teacher,
      secret.id,
    );
    const { resources } = JSON.parse(await read("json"));
    assert.deepEqual(live.counts, resources[0].questions[0].counts);
    assert.equal(live.answered, resources[0].questions[0].answered);
    return live.counts;
  };
  const openRows = [
    [...begun, "Yes", "", "", "", "4"],
    [...begun, "No", "", "", "", "1"],
    [...begun, "not shown", "", "", "", "5"],
  ];
  assert.deepEqual(await rows(), openRows);
  assert.deepEqual(await now(), told);
  const zipped = [...(await zip())].filter(([name]) => /answers\./.test(name));
  assert.equal(zipped.length, 3);
  for (const [, text] of zipped) {
    assert.doesNotMatch(text, /\bNo\b(<[^>]*>|\W)+6\b/);
  }
  await app.resources.change(lesson.teacher, secret.id, { closed: true });
  assert.deepEqual(await rows(), openRows);
  assert.deepEqual(await now(), told);
  const closedRows = [openRows[0], [...begun, "No", "", "", "", "6"]];
  await app.resources.change(lesson.teacher, secret.id, { showResults: true });
  assert.deepEqual(await rows(), closedRows);
  const named = await app.resources.share(
    lesson.teacher,
    poll(false),
  ) as CheckResource;
  const [{ id: asked, choices: [, no] = [] }] = named.questions;
  await does(lesson.students[1], named, { [asked]: [no.id] }, true);
  assert.deepEqual((await rows()).at(-1), [
    "Quick poll",
    "1",
    "Quick poll: yes or no",
    "Ben",
    "No",
    "",
    "",
    "",
    "1",
  ]);
  assert(![...(await zip()).keys()].some((name) => /quizzes/.test(name)));
});

Deno.test("the record has the question wall with votes and authors (R-8, R-5)", async () => {
  const { lesson, app, read, zip } = await begin(["=Amy", "Ben"]);
  await using _ = lesson;
  const [amy, ben] = lesson.students, { school, teacher } = lesson;
  const { id: resource } = await app.resources.share(teacher, { wall: {} });
  const [plain, wanted] = [newId(), newId()];
  const ask = { kind: "wish", resource };
  await school.runCommand(amy, { ...ask, id: plain, text: "=Why?" });
  await school.runCommand(ben, { ...ask, id: wanted, text: "為什麼？" });
  await school.runCommand(amy, {
    kind: "vote",
    resource,
    wish: wanted,
    on: true,
  });
  await app.walls.changeQuestion(teacher, resource, plain, { hidden: true });
  await app.walls.changeQuestion(teacher, resource, wanted, { answered: true });
  const [, ...rows] = readCsv(await read("csv", "walls"));
  assert.deepEqual(rows.map(([, text, by, , ...rest]) => [text, by, ...rest]), [
    ["為什麼？", "Ben", "1", "yes", ""],
    ["'=Why?", "'=Amy", "0", "", "yes"],
  ]);
  const json = JSON.parse(await read("json", "walls"));
  assert.equal(recordSchemas.walls.parse(json).questions.length, 2);
  assert.match(await read("md", "walls"), /\*\*Ben\*\* · 1 vote · answered/);
  assert((await zip()).has("question wall.csv"));
});

Deno.test("a question's picture is in the answers page and among the files (R-8, R-2)", async () => {
  const DATA_DIR = await Deno.makeTempDir();
  const { lesson, app, give, zip } = await begin(["Amy"], { DATA_DIR });
  await using _ = lesson;
  const png = await Deno.readFile("tests/sample_pictures/4x3.png");
  const { id: image } = await app.images.add(lesson.teacher.teacher!, png);
  await give({ name: "Seen", questions: [{ kind: "text", text: "?", image }] });
  const files = await zip();
  assert.match(files.get("answers.html")!, /src="data:image\/png;base64,/);
  assert(files.has("files/image.png"));
});

Deno.test("a merged person is one row (R-8, J-7)", async () => {
  const { lesson, app, give, does, read } = await begin(["Amy", "Amy P."]);
  await using _ = lesson;
  const [amy, other] = lesson.students, { teacher } = lesson;
  const quiz = await give(rivers);
  const [river, city] = quiz.questions;
  await does(amy, quiz, { [river.id]: [river.choices![0].id] });
  await does(other, quiz, { [city.id]: "Danube" });
  await app.membership.mergeMember(teacher, other.member, {
    member: amy.member,
  });
  const rows = readCsv(await read("csv")).slice(1);
  assert.equal(new Set(rows.map((row) => row[6])).size, 1);
  assert.equal(rows.length, 2);
});

Deno.test("100 students with 60 answers each are streamed piece by piece (R-8)", async () => {
  const { lesson, reader, give, read, zip } = await begin([]);
  await using _ = lesson;
  const quiz = await give({
    name: "Long",
    questions: Array.from({ length: 60 }, (_, n) => ({
      kind: "text",
      text: `Question ${n}`,
      correct: "right",
      points: 1,
    })),
  });
  const { session } = lesson, s = session.id;
  const docs = [names.session(s), names.staff(s)];
  await lesson.school.app.sync.decide(s, docs, (tx) => {
    for (let n = 0; n < 100; n++) {
      const member = newId();
      tx.doc(docs[0]).getMap("members").set(member, {
        name: `學生 ${n}`,
        role: "student",
        joinedAt: tx.now,
        room: null,
      });
      answerSheets(tx.doc(docs[1])).set(answerSheetKey(quiz.id, member), {
        at: tx.now,
        answers: Object.fromEntries(
          quiz.questions.map((
            { id },
            at,
          ) => [id, at % 2 ? "right" : `no ${n}`]),
        ),
      });
    }
  });
  const rows = readCsv(await read("csv"));
  assert.equal(rows.length, 1 + 100 * 60);
  assert.equal(JSON.parse(await read("json")).answers.length, 100 * 60);
  const sheet = readCsv((await zip()).get("quizzes/Long.csv")!);
  assert.equal(sheet.length, 101);
  assert.equal(sheet[2][0], "學生 1");
  assert.equal(sheet[1][sheet[0].indexOf("Right answers")], "30");
  // Rows are made on demand, so a reader that stops holds few.
  let chunks = 0;
  for await (const bytes of await readRecordBytes(reader, "csv", "answers")) {
    assert.ok(bytes.length < 64 * 1024);
    chunks++;
  }
  assert.ok(chunks > 10, `${chunks} chunks`);
});
