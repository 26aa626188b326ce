/** the page of what a class was given, over plain HTTP: whose it is, and that nothing written into it is markup. */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { given } from "texts/sharing_record.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass } from "../../class.ts";
import { eventually, signUp, Visitor } from "../../people.ts";

testClass(
  "U7, R-8, A1: what a class was given is its teacher’s to read, late answers and hostile words included",
  async ({ server, teacher, session, enter }) => {
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
    // U7: Ben has not answered, which is not the same as nothing right.
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
  },
);
