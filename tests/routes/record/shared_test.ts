/** The page of a shared thing: its readers, and no markup from students. */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { given, mine, page } from "texts/sharing_record.ts";
import type { ResourceView } from "../../../classroom/model/resources/views.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass as test } from "../../class.ts";
import { eventually, signUp, Visitor } from "../../people.ts";

test("shared resources are for their teacher to read, with late and hostile answers (U7, R-8, ACCESS-1)", async ({ server, teacher, session, enter }) => {
  const amy = await enter("<b>Amy</b>");
  await enter("Ben");
  const all = `/api/sessions/${session.id}/resources`;
  const { body: { quiz } } = await teacher.get(201, "POST", "/api/quizzes", {
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
  });
  const { body: { resource } } = await teacher.get(201, "POST", all, {
    quiz: quiz.id,
  });
  const path = `${all}/${resource.id}`;
  const [{ id }, { id: number }] =
    (await teacher.get(200, "GET", path)).body.questions;
  await teacher.get(200, "PATCH", path, { closed: true });
  const answers = { [id]: "=<script>1</script>", [number]: 2 };
  amy.command({ kind: "answer", resource: resource.id, answers });
  await eventually(
    () => teacher.get(200, "GET", path),
    ({ body }) => body.answers.length === 2,
    "the answer was there",
  );

  const page = `/teacher/sessions/${session.id}/shared/${resource.id}`;
  const { document } = parseHTML((await teacher.get(200, "GET", page)).body);
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
  // U7: no answer is not the same as nothing right.
  const none = "not answered–";
  assert.deepEqual(cells("tbody td.figures"), ["1", "0", none, none]);
  assert.equal(document.querySelector("main img, main script"), null);
  assert.equal(document.querySelector("h1")?.textContent, "<i>Cells</i>");
  assert(document.querySelector(".question-text strong"), "C-4");

  const history = `/teacher/sessions/${session.id}/history`;
  const found = async (query: string) =>
    parseHTML((await teacher.get(200, "GET", history + query)).body).document
      .querySelectorAll(".given-list > li").length;
  assert.equal(await found(""), 1);
  const { body: listed } = await teacher.get(200, "GET", history);
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
  await other.get(404, "GET", page);
  assert.notEqual((await stranger.ask("GET", page)).status, 200);
  assert.notEqual((await amy.visitor.ask("GET", page)).status, 200);
  await teacher.get(404, "GET", page.replace(resource.id, newId()));
  for (const path of ["/api/templates/examples", "/api/quizzes/examples"]) {
    await stranger.get(401, "GET", path);
    assert((await teacher.get(200, "GET", path)).body.examples.length >= 3);
    await teacher.get(404, "POST", `${path}/none`);
  }
});

test("the history has each outcome, anonymous polls without names, and /my the student's own (R-8, R-4)", async ({ teacher, teaching, session, enter }) => {
  await teaching.enter();
  const names = ["Amy", "Ben", "Cem", "Dan", "Eve", "小明"];
  const seats = await Promise.all(names.map(enter));
  const [amy, ben] = seats;
  const all = `/api/sessions/${session.id}/resources`;
  const give = async (ask: unknown) => {
    const { body } = await teacher.get(201, "POST", all, ask);
    const id: string = body.resource.id;
    const view = (await teacher.get(200, "GET", `${all}/${id}`)).body;
    return { id, view: view as ResourceView };
  };
  const becomes = (id: string, good: (view: ResourceView) => boolean) =>
    eventually(
      async () => (await teacher.get(200, "GET", `${all}/${id}`)).body,
      good,
      "what was done was there",
    );
  const { body } = await teacher.get(201, "POST", "/api/quizzes", {
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
    seat.command({ ...command, done: true });
  }
  await becomes(quiz.id, ({ done }) => done.length === 5);
  const poll = await give({
    poll: { kind: "letters", question: "Faster?", anonymous: true },
  });
  const [asked] = poll.view.questions;
  for (const seat of seats) {
    const { status } = await seat.vote(poll.id, [asked.choices![1].id]);
    assert.equal(status, 204);
  }
  await becomes(poll.id, ({ questions }) => questions[0].answered === 6);
  const wall = await give({ wall: {} });
  const text = "Do plants have them too?";
  ben.command({ kind: "wish", resource: wall.id, text });
  await becomes(wall.id, ({ wishes }) => wishes?.length === 1);
  const taken = await give({ wall: {} });
  await teacher.get(204, "DELETE", `${all}/${taken.id}`);

  const desk = `/teacher/sessions/${session.id}`;
  const read = async (path: string) =>
    parseHTML((await teacher.get(200, "GET", desk + path)).body).document
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
    String((await amy.visitor.get(200, "GET", "/my")).body);
  const before = await own();
  assert(before.includes(mine.checks) && before.includes(mine.notShown));
  assert.doesNotMatch(before, /inner membrane|mitochondrion.*right/i);
  const shown = await teacher.get(200, "PATCH", `${all}/${quiz.id}`, {
    showResults: true,
  });
  assert.equal(shown.body.resource.closed, true);
  const after = await own();
  for (const words of ["inner membrane", mine.wrong, mine.anonymous]) {
    assert(after.includes(words), words);
  }
  const file = await amy.visitor.get(200, "GET", "/my/download");
  assert.match(file.body, /# The cell[^]*The nucleus/);
});
