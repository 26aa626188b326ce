/** The record shows what students wrote, in several formats: each must have all of it, and run none of it. */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { given, mine, page } from "texts/sharing_record.ts";
import type { MyCheck } from "../../../classroom/my/my_work.ts";
import type { OwnAnswer } from "../../../classroom/checks/own_answers.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import type { CheckResource } from "../../../classroom/model/resources/shared_resources.ts";
import type { ResourceView } from "../../../classroom/model/resources/views.ts";
import type { SessionView } from "../../../classroom/model/views.ts";
import { recordSchemas } from "../../../classroom/record/record_schema.ts";
import { readAttendance } from "../../../classroom/record/session_record.ts";
import { totalText } from "../../../routes/my/_check_texts.ts";
import { testClass as test } from "../../class.ts";
import type { School } from "../../classroom/school.ts";
import { readCsv } from "../../csv.ts";
import { makeSchoolWithReader, readRecordText } from "../../exports/reading.ts";
import { eventually, signUp, Visitor } from "../../people.ts";
import { uploadFile } from "../../uploading.ts";

async function pageOf(teacher: Visitor, path: string) {
  const { body } = await teacher.askExpecting(200, "GET", path);
  return parseHTML(body).document;
}

test("page and exports have versions, reactions, pins, deleted and held messages (C-9, C-10, C-11)", async ({ teacher, session, enter, step }) => {
  const [amy, ben] = [await enter("Amy"), await enter("<b>Ben</b>")];
  const path = `/api/sessions/${session.id}`;
  const room = "main";

  const { message, answer, photo, file } = await step(
    "messages are edited, answered, pinned, deleted and held",
    async () => {
      await teacher.askExpecting(200, "PATCH", path, {
        blockedWords: ["darn"],
      });
      const message = await amy.sayAndSee(
        "the <i>frist</i> words\n$x^2$ lines",
      );
      amy.queueCommand({
        kind: "edit",
        room,
        message,
        text: "=the first words",
      });
      const answer = ben.queueCommand({
        kind: "say",
        room,
        text: "yes",
        replyTo: message,
      });
      ben.queueCommand({ kind: "react", room, message, emoji: "🎉", on: true });
      await ben.waitForMessage(answer);
      const bytes = await Deno.readFile("tests/sample_pictures/4x3.png");
      const file = await uploadFile(amy, {
        name: "Me.png",
        type: "image/png",
        bytes,
      });
      const photo = amy.queueCommand({ kind: "say", room, text: "look", file });
      await amy.waitForMessage(photo);
      await amy.waitForRefusal(amy.queueMessage("darn photo"));
      await teacher.askExpecting(
        200,
        "PUT",
        `${path}/rooms/main/pins/${message}`,
        {},
      );
      await teacher.askExpecting(
        204,
        "DELETE",
        `${path}/rooms/main/messages/${photo}`,
      );
      await eventually(
        () => teacher.askExpecting(200, "GET", `${path}/history`),
        ({ body }) =>
          body.messages.some((it: { reactions?: unknown }) => it.reactions),
        "the reaction was in the record",
      );
      return { message, answer, photo, file };
    },
  );

  await step("the page shows all of it, and runs no markup", async () => {
    const page = `/teacher/sessions/${session.id}/history`;
    const all = await pageOf(teacher, page);
    const of = (id: string) => {
      const text = all.getElementById(id)?.textContent ?? "";
      return text.replace(/\s+/g, " ");
    };
    assert.match(of(message), /pinned.*=the first words.*🎉 <b>Ben<\/b>/);
    assert.ok(
      all.getElementById(message)?.querySelector("math msup"),
      "a formula is one",
    );
    assert.match(
      of(message),
      /Earlier version.*then edited by Amy.*the <i>frist<\/i> words/,
    );
    assert.match(of(answer), /Reply to Amy/);
    const link = all.getElementById(answer)?.querySelector("a");
    assert.equal(link?.getAttribute("href"), `#${message}`);
    assert.match(
      of(photo),
      /This message was deleted\.\s*What it said.*deleted by Ms Lin.*Me\.png.*look/,
    );
    const text = all.querySelector("main")?.textContent ?? "";
    assert.match(text, /Held: waiting for the teacher’s approval.*darn photo/s);
    assert.match(text, /The class started\./);
    assert.equal(all.querySelectorAll("main i, main b, main script").length, 0);
  });

  const read = async (format: string) =>
    await (await fetch(
      `${teacher.place.url}${path}/history?part=chat&format=${format}`,
      { headers: teacher.headers() },
    )).text();

  await step("each text format has all of it", async () => {
    for (const format of ["md", "html", "csv"]) {
      const text = await read(format);
      for (
        const words of [
          /Reply to Amy/,
          /🎉/,
          /pinned|Pinned/,
          /edited by Amy/,
          /deleted by Ms Lin/,
          /Me(\\)?\.png/,
          /darn photo/,
          /waiting for the teacher/,
        ]
      ) assert.match(text, words, format);
    }
  });

  await step("the HTML shows the picture, no markup", async () => {
    const html = await read("html");
    assert.match(html, /src="data:image\/png;base64,/);
    assert.doesNotMatch(html, /<b>Ben|<i>frist/);
    assert.match(html, / words<br>\$x\^2\$ lines/, "what it said before");
  });

  await step("the table has the words before the edit", async () => {
    const [columns, ...rows] = readCsv(
      (await read("csv")).replace("\ufeff", ""),
    );
    const edited = rows.find((row) => row.includes("'=the first words"));
    assert.match(
      edited?.[columns.findIndex((it) => /^Before/.test(it))] ?? "",
      /frist/,
    );
  });

  await step("the JSON follows its schema and has all of it", async () => {
    const json = JSON.parse(await read("json"));
    recordSchemas.chat.parse(json);
    // deno-lint-ignore no-explicit-any -- looked into as deep as need be
    const found = (id: string): any =>
      json.messages.find((it: { id: string }) => it.id === id);
    assert.deepEqual(found(message).reactions, [
      { emoji: "🎉", members: [ben.member] },
    ]);
    assert.equal(
      found(message).versions[0].text,
      "the <i>frist</i> words\n$x^2$ lines",
    );
    assert.equal(found(message).pinned.by, session.member);
    assert.equal(found(answer).replyTo, message);
    assert.equal(found(photo).versions[0].file.id, file);
    assert.deepEqual(
      json.held.map((it: Record<string, unknown>) => [it.text, it.state]),
      [["darn photo", "waiting"]],
    );
  });
});

test("the search is in the address and in the returned form (C-9)", async ({ teacher, teaching, session, enter }) => {
  const amy = await enter("Amy");
  await teaching.openPage();
  await amy.sayAndSee("photosynthesis");
  const other = await teaching.sayAndSee("Photosynthesis, please");
  const page = `/teacher/sessions/${session.id}/history`;
  const shown = async (query: Record<string, string>) => {
    const document = await pageOf(
      teacher,
      `${page}?${new URLSearchParams(query)}`,
    );
    const field = (name: string) => document.querySelector(`[name="${name}"]`);
    for (const [name, value] of Object.entries(query)) {
      const given = name === "room" || name === "person"
        ? field(name)?.querySelector("option[selected]")?.getAttribute("value")
        : field(name)?.getAttribute("value");
      if (name !== "page") assert.equal(given, value, name);
    }
    return [...document.querySelectorAll(".history > li")].map((it) => it.id);
  };
  assert.equal((await shown({})).length, 3);
  assert.equal((await shown({ q: "PHOTOSYN" })).length, 2);
  assert.deepEqual(
    await shown({ q: "photosyn", person: session.member }),
    [other],
  );
  assert.deepEqual(await shown({ q: "please", room: "main" }), [other]);
  assert.deepEqual(await shown({ q: "nothing like it" }), []);
  const hour = (ms: number) =>
    new Date(Date.now() + ms).toISOString().slice(11, 16);
  const [before, after] = [hour(-3_600_000), hour(3_600_000)];
  assert.equal((await shown({ from: before, to: after })).length, 3);
  assert.equal((await shown({ from: after, to: before })).length, 0);
  assert.deepEqual(await shown({ page: "7" }), []);
  await teacher.askExpecting(
    200,
    "GET",
    `${page}?room=%3Cscript%3E&person=x&from=25:00&to=noon&page=-3`,
  );
  await amy.visitor.askExpecting(303, "GET", page);
});

async function joined(
  school: School,
  { id, code }: SessionView,
  names: readonly string[],
): Promise<Identity[]> {
  const people = [];
  for (const name of names) {
    const browser = school.newBrowser();
    await browser.join(code, name);
    people.push((await browser.identityIn(id))!);
  }
  return people;
}

Deno.test("attendance lists leaving times and minutes, and who has no data (M-3)", async () => {
  // The export uses the machine's clock.
  const { school, reader } = await makeSchoolWithReader(Date.now() - 3_600_000);
  await using _ = school;
  const { view: session, who: teacher } = reader;
  const [amy, ben, , dan] = await joined(school, session, [
    "Amy",
    "Ben",
    "Cy",
    "Dan",
  ]);
  const socket = await school.connectMember(amy);
  await school.connectMember(ben);
  const pass = async (minutes: number) => {
    for (let quarter = 0; quarter < 4 * minutes; quarter++) {
      school.time.now += 15_000;
      await school.app.attendance.checkAll();
    }
  };
  await pass(20);
  await school.disconnectMember(amy, socket);
  const short = await school.connectMember(dan);
  school.time.now += 5000;
  await school.disconnectMember(dan, short);
  const went = school.time.now;
  await pass(40);
  const [columns, ...rows] = readCsv(
    await readRecordText(reader, "csv", "attendance"),
  );
  const at = (name: string) =>
    columns.findIndex((column) => column.startsWith(name));
  const cells = rows.map((row) => [
    row[at("Name")],
    /^\d{4}-/.test(row[at("Out")]) ? "time" : row[at("Out")],
    row[at("Out")] === "still there"
      ? Number(row[at("Minutes")]) >= 60
      : row[at("Minutes")],
  ]);
  assert.deepEqual(cells.slice(1), [
    ["Amy", "time", "20"],
    ["Ben", "still there", true],
    ["Cy", "not recorded", ""],
    ["Dan", "time", "0"],
  ]);
  const all = await readAttendance(school.app.sync, teacher, school.time.now);
  const out = all.find(({ id }) => id === dan.member)?.out;
  assert.equal(Date.parse(out ?? ""), went);
});

Deno.test("attendance has no writing time for silent students, counts answers and names its zone (M-3)", async () => {
  const { school, reader } = await makeSchoolWithReader(Date.now() - 3_600_000);
  await using _ = school;
  const { view: session, who: teacher } = reader;
  const [amy, ben] = await joined(school, session, ["Amy", "Ben"]);
  for (const who of [amy, ben]) await school.connectMember(who);
  for (const anonymous of [false, true]) {
    const { id, questions } = await school.app.resources.share(teacher, {
      poll: { kind: "yes-no", question: "", anonymous, words: ["Y", "N"] },
    }) as CheckResource;
    const [{ id: question, choices = [] }] = questions;
    const answers = { [question]: [choices[0].id] };
    const answer = { kind: "answer", resource: id, answers };
    const refused = anonymous
      ? await school.castVote(amy, id, [choices[0].id])
      : await school.runCommand(amy, answer);
    assert.equal(refused, null);
  }
  await school.runCommand(amy, { kind: "say", room: "main", text: "Hello" });
  school.time.now += 6 * 60_000;
  // The board reports Ben as quiet since he joined.
  await school.app.monitor.checkAll();
  const [columns, ...rows] = readCsv(
    await readRecordText(reader, "csv", "attendance"),
  );
  const at = (name: string) =>
    columns.findIndex((column) => column.startsWith(name));
  assert.deepEqual(
    rows.map((row) => [
      row[at("Name")],
      row[at("Last wrote")] !== "",
      row[at("Quizzes and polls")],
    ]).slice(1),
    [["Amy", true, "2"], ["Ben", false, "0"]],
  );
  for (const name of ["In", "Out", "Last wrote"]) {
    assert.match(columns[at(name)], /\(Asia\/Taipei\)$/);
  }
  const all = await readAttendance(school.app.sync, teacher, school.time.now);
  assert.equal(all.find(({ id }) => id === ben.member)?.lastWrote, null);
});

const of = (...questions: Partial<OwnAnswer>[]) =>
  totalText({ shared: { kind: "quiz", pace: "own" }, questions } as MyCheck);

Deno.test("a student's total appears when shown, in points or correct answers (R-8)", () => {
  const asked = { points: 2 }, shown = { shown: true as const, correct: ["x"] };
  assert.equal(of(asked, asked), null);
  const right = { ...asked, ...shown, right: true, earned: 2 };
  const missed = { ...asked, ...shown };
  assert.equal(of(right, missed), "2 of 4 points");
  assert.equal(of(right, asked), "2 of 2 points", "one by one, so far");
  assert.equal(of(right, { ...missed, waits: true }), "2 of 4 points so far");
  const plain = { ...shown, right: true };
  assert.equal(of(plain, shown, { shown: true }), "1 of 2 right");
  assert.equal(of({ shown: true }), null, "nothing is right or wrong");
});

test("the page of a long quiz has a bounded number of bars, and says how many it leaves out (R-8)", async ({ teacher, session, enter }) => {
  const all = `/api/sessions/${session.id}/resources`;
  const questions = Array.from({ length: 60 }, (_, n) => ({
    kind: "text",
    text: `What is ${n}?`,
  }));
  const { body: { quiz } } = await teacher.askExpecting(
    201,
    "POST",
    "/api/quizzes",
    { name: "Long", questions },
  );
  const { body: { resource } } = await teacher.askExpecting(201, "POST", all, {
    quiz: quiz.id,
  });
  const path = `${all}/${resource.id}`;
  const [{ id }] = (await teacher.askExpecting(200, "GET", path)).body
    .questions;
  for (let n = 0; n < 10; n++) {
    const student = await enter(`Student ${String.fromCharCode(65 + n)}`);
    const answers = { [id]: `Answer ${n}` };
    student.queueCommand({ kind: "answer", resource: resource.id, answers });
  }
  await eventually(
    () => teacher.askExpecting(200, "GET", path),
    ({ body }) => body.answers.length === 10,
    "all answers were there",
  );
  const page = `/teacher/sessions/${session.id}/shared/${resource.id}`;
  const { document } = parseHTML(
    (await teacher.askExpecting(200, "GET", page)).body,
  );
  const [first] = document.querySelectorAll("main .bars");
  // 500 bars for 60 questions.
  assert.equal(first.querySelectorAll(".bar").length, 8);
  assert.match(first.closest("li.card")!.textContent!, /not shown.*2/);
  assert.match(
    document.querySelector(".answers-table")!.textContent!,
    /Answer 9/,
  );
});

test("shared resources are for their teacher to read, with late and hostile answers (R-8, ACCESS-1)", async ({ server, teacher, session, enter }) => {
  const amy = await enter("<b>Amy</b>");
  await enter("Ben");
  const all = `/api/sessions/${session.id}/resources`;
  const { body: { quiz } } = await teacher.askExpecting(
    201,
    "POST",
    "/api/quizzes",
    {
      name: "<i>Cells</i>",
      questions: [
        {
          kind: "text",
          text: "<img src=x> **What?**",
          correct: ["a"],
          points: 1,
        },
        { kind: "number", text: "How many?", correct: 2 },
      ],
    },
  );
  const { body: { resource } } = await teacher.askExpecting(201, "POST", all, {
    quiz: quiz.id,
  });
  const path = `${all}/${resource.id}`;
  const [{ id }, { id: number }] =
    (await teacher.askExpecting(200, "GET", path)).body.questions;
  await teacher.askExpecting(200, "PATCH", path, { closed: true });
  const answers = { [id]: "=<script>1</script>", [number]: 2 };
  amy.queueCommand({ kind: "answer", resource: resource.id, answers });
  await eventually(
    () => teacher.askExpecting(200, "GET", path),
    ({ body }) => body.answers.length === 2,
    "the answer was there",
  );

  const page = `/teacher/sessions/${session.id}/shared/${resource.id}`;
  const { document } = parseHTML(
    (await teacher.askExpecting(200, "GET", page)).body,
  );
  const table = document.querySelector(".answers-table");
  assert.match(
    table?.textContent ?? "",
    /<b>Amy<\/b>10=<script>1<\/script>not marked · late/,
  );
  const cells = (row: string) =>
    [...document.querySelectorAll(`.answers-table ${row}`)]
      .map(({ textContent }) => textContent);
  assert.deepEqual(cells("thead th").slice(1, 3), [
    given.columns.rightOf({ of: 2 }),
    given.columns.sum({ of: 1 }),
  ]);
  // No answer is not the same as nothing right.
  const none = "not answered–";
  assert.deepEqual(cells("tbody td.figures"), ["1", "0", none, none]);
  assert.equal(document.querySelector("main img, main script"), null);
  assert.equal(document.querySelector("h1")?.textContent, "<i>Cells</i>");
  assert(document.querySelector(".question-text strong"), "C-4");

  const history = `/teacher/sessions/${session.id}/history`;
  const found = async (query: string) =>
    parseHTML((await teacher.askExpecting(200, "GET", history + query)).body)
      .document
      .querySelectorAll(".given-list > li").length;
  assert.equal(await found(""), 1);
  const { body: listed } = await teacher.askExpecting(200, "GET", history);
  const came = [
    given.tookPart({ count: 1 }),
    given.rightOf({ count: 1, of: 1 }),
    given.notAnswered({ count: 2 }),
    given.toMark({ count: 1 }),
  ];
  assert.equal(
    parseHTML(listed).document
      .querySelector(".given-list > li > span:last-child")?.textContent,
    came.join(" · "),
  );
  assert.equal(await found("?q=what"), 1);
  assert.equal(await found("?q=nothing"), 0);
  assert.equal(await found(`?person=${amy.member}`), 0);

  const other = await signUp(server), stranger = new Visitor(server);
  await other.askExpecting(404, "GET", page);
  assert.notEqual((await stranger.ask("GET", page)).status, 200);
  assert.notEqual((await amy.visitor.ask("GET", page)).status, 200);
  await teacher.askExpecting(404, "GET", page.replace(resource.id, newId()));
  for (const path of ["/api/templates/examples", "/api/quizzes/examples"]) {
    await stranger.askExpecting(401, "GET", path);
    assert(
      (await teacher.askExpecting(200, "GET", path)).body.examples.length >= 3,
    );
    await teacher.askExpecting(404, "POST", `${path}/none`);
  }
});

test("the history has each outcome, anonymous polls without names, and /my the student's own (R-8, R-4)", async ({ teacher, teaching, session, enter }) => {
  await teaching.openPage();
  const names = ["Amy", "Ben", "Cem", "Dan", "Eve", "小明"];
  const seats = await Promise.all(names.map(enter));
  const [amy, ben] = seats;
  const all = `/api/sessions/${session.id}/resources`;
  const give = async (ask: unknown) => {
    const { body } = await teacher.askExpecting(201, "POST", all, ask);
    const id: string = body.resource.id;
    const view = (await teacher.askExpecting(200, "GET", `${all}/${id}`)).body;
    return { id, view: view as ResourceView };
  };
  const becomes = (id: string, good: (view: ResourceView) => boolean) =>
    eventually(
      async () => (await teacher.askExpecting(200, "GET", `${all}/${id}`)).body,
      good,
      "what was done was there",
    );
  const { body } = await teacher.askExpecting(201, "POST", "/api/quizzes", {
    name: "The cell",
    questions: [
      {
        kind: "single",
        text: "Which part of the cell makes **ATP**?",
        choices: ["The nucleus", "The mitochondrion", "The cell wall"],
        correct: 1,
        explanation: "Most ATP is made on the inner membrane.",
      },
    ],
  });
  const quiz = await give({ quiz: body.quiz.id });
  const [which] = quiz.view.questions;
  for (const [n, seat] of seats.slice(0, 5).entries()) {
    const answers = { [which.id]: [which.choices![n === 0 ? 0 : 1].id] };
    const command = { kind: "answer", resource: quiz.id, answers };
    seat.queueCommand({ ...command, done: true });
  }
  await becomes(quiz.id, ({ done }) => done.length === 5);
  const poll = await give({
    poll: { kind: "letters", question: "Faster?", anonymous: true },
  });
  const [asked] = poll.view.questions;
  for (const seat of seats) {
    const { status } = await seat.castVote(poll.id, [asked.choices![1].id]);
    assert.equal(status, 204);
  }
  await becomes(poll.id, ({ questions }) => questions[0].answered === 6);
  const wall = await give({ wall: {} });
  const text = "Do plants have them too?";
  ben.queueCommand({ kind: "wish", resource: wall.id, text });
  await becomes(wall.id, ({ wishes }) => wishes?.length === 1);
  const taken = await give({ wall: {} });
  await teacher.askExpecting(204, "DELETE", `${all}/${taken.id}`);

  const desk = `/teacher/sessions/${session.id}`;
  const read = async (path: string) =>
    parseHTML((await teacher.askExpecting(200, "GET", desk + path)).body)
      .document
      .querySelector("main")!;
  const history = (await read("/history")).textContent;
  assert(history.includes(page.heading({ count: 4 })));
  assert(history.includes(given.takenBack));
  const found = await read("/history?q=mitochondrion");
  assert(found.textContent.includes(page.found({ count: 1 })));
  const ofQuiz = (await read(`/shared/${quiz.id}`)).textContent;
  assert(ofQuiz.includes("Most ATP is made on the inner membrane."));
  assert(ofQuiz.includes(page.missing({ count: 1 })));
  const ofPoll = await read(`/shared/${poll.id}`);
  assert(ofPoll.textContent.includes(given.anonymousText));
  assert.equal(ofPoll.querySelector("table"), null, "nobody’s");
  const ofWall = (await read(`/shared/${wall.id}`)).textContent;
  assert(ofWall.includes(text) && ofWall.includes("Ben"));

  const own = async () =>
    String((await amy.visitor.askExpecting(200, "GET", "/my")).body);
  const before = await own();
  assert(before.includes(mine.checks) && before.includes(mine.notShown));
  assert.doesNotMatch(before, /inner membrane|mitochondrion.*right/i);
  const shown = await teacher.askExpecting(200, "PATCH", `${all}/${quiz.id}`, {
    showResults: true,
  });
  assert.equal(shown.body.resource.closed, true);
  const after = await own();
  for (const words of ["inner membrane", mine.wrong, mine.anonymous]) {
    assert(after.includes(words), words);
  }
  const file = await amy.visitor.askExpecting(200, "GET", "/my/download");
  assert.match(file.body, /# The cell[^]*The nucleus/);
});
