/** R-8 in a browser: what a class was given, on the page of its history and under **My conversations**. */
import assert from "node:assert/strict";
import { history } from "texts/record_history.ts";
import { record } from "texts/record.ts";
import { review } from "texts/review.ts";
import { given as t, mine, page as p } from "texts/sharing_record.ts";
import type { ResourceView } from "../../../classroom/sharing/resource_view.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { shoot } from "../../browser.ts";
import { eventually, join, Seat } from "../../people.ts";
import { testStage } from "../stage.ts";

const cells = {
  name: "The cell",
  questions: [
    {
      kind: "single",
      text: "Which part of the cell makes **ATP**?",
      choices: ["The nucleus", "The mitochondrion", "The cell wall"],
      correct: 1,
      points: 2,
      explanation: "Most ATP is made on the inner membrane.",
    },
    {
      kind: "text",
      text: "What is it made of?",
      correct: ["Lipids"],
      points: 1,
    },
    {
      kind: "number",
      text: "How many µm is it long?",
      correct: 1,
      tolerance: 1,
    },
    { kind: "scale", text: "How sure are you?", most: 5 },
  ],
};

testStage(
  "R-8: the history says what came of quizzes, polls and the wall; a student finds their own answers, and what is right once it is shown",
  async ({ server, person, step }) => {
    const teacher = await person(), amy = await person({ phone: true });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const visitor = await teacher.visitor(server);
    const all = `/api/sessions/${session.id}/resources`;
    await amy.join(session.code, "Amy");
    const her = await amy.visitor(server);
    const { body: me } = await her.get(200, "GET", "/api/me");
    const seats: Seat[] = [];
    const share = async (ask: unknown) => {
      const { body } = await visitor.get(201, "POST", all, ask);
      return body.resource.id as string;
    };
    const view = async (id: string): Promise<ResourceView> =>
      (await visitor.get(200, "GET", `${all}/${id}`)).body;

    await step("a class is given all of it, and answers", async () => {
      const member = me.members[0].member;
      seats.push(
        new Seat(her, { session: session.id, member, as: "member" }),
        ...await Promise.all(
          ["Ben", "Cem", "Dan", "Eve", "小明"].map((name) =>
            join(server, session.code, name)
          ),
        ),
      );
      for (const seat of seats) await seat.enter();
      const { body } = await visitor.get(201, "POST", "/api/quizzes", cells);
      const quiz = await share({ quiz: body.quiz.id });
      const [which, made, long, sure] = (await view(quiz)).questions;
      for (const [n, seat] of seats.slice(0, 5).entries()) {
        seat.command({
          kind: "answer",
          resource: quiz,
          answers: {
            [which.id]: [which.choices![n === 0 ? 0 : 1].id],
            [made.id]: n % 2 ? "lipids" : "=Fat",
            [long.id]: n,
            [sure.id]: 3,
          },
          done: true,
        });
      }
      await eventually(
        () => view(quiz),
        ({ done }) => done.length === 5,
        "five had handed in",
      );
      const poll = await share({
        poll: { kind: "letters", question: "Faster?", anonymous: true },
      });
      const [asked] = (await view(poll)).questions;
      for (const seat of seats) {
        const answers = { [asked.id]: [asked.choices![1].id] };
        seat.command({ kind: "answer", resource: poll, answers, done: true });
      }
      await eventually(
        () => view(poll),
        ({ questions }) => questions[0].answered === 6,
        "six had voted",
      );
      const wall = await share({ wall: {} });
      const wish = newId();
      const words = { text: "Do plants have them too?" };
      seats[1].command({ kind: "wish", resource: wall, ...words }, wish);
      await eventually(
        () => view(wall),
        ({ wishes }) => wishes?.length === 1,
        "it stood there",
      );
      const taken = await share({ wall: {} });
      await visitor.get(204, "DELETE", `${all}/${taken}`);
    });

    await step(
      "the history has it in a line each, and is searched",
      async () => {
        const { page } = teacher;
        await page.goto(`/teacher/sessions/${session.id}/history`);
        await teacher.sees(p.heading({ count: 4 }));
        await teacher.sees(t.takenBack);
        await teacher.shoot("history-shared");
        await shoot(page, "history-shared", true);
        await page.getByLabel(history.searchLabel).fill("mitochondrion");
        await page.getByLabel(history.searchLabel).press("Enter");
        await teacher.sees(p.found({ count: 1 }));
        await page.getByRole("link", { name: "The cell" }).click();
        await teacher.sees("Most ATP is made on the inner membrane.");
        await teacher.sees(p.missing({ count: 1 }));
        await teacher.accessible("history-quiz");
        await shoot(page, "history-quiz", true);
        await page.getByRole("link", { name: p.back }).click();
        await page.getByRole("link", { name: "Faster?" }).click();
        await teacher.sees(t.anonymousText);
        await teacher.shoot("history-poll");
        await shoot(page, "history-poll", true);
        assert.equal(await page.getByRole("table").count(), 0, "nobody’s");
        await page.getByRole("link", { name: p.back }).click();
        await page.getByRole("link", { name: t.kinds.wall }).first().click();
        await teacher.sees("Do plants have them too?");
        await teacher.sees(/Ben/);
        await page.getByRole("link", { name: p.back }).click();
        await page.getByText(record.offer.export, { exact: true }).click();
        await teacher.sees(record.parts.answers);
      },
    );

    await step(
      "her own answers are hers to read, and no more before it is shown",
      async () => {
        const { page } = amy;
        await page.goto("/my");
        await amy.sees(mine.checks);
        const quiz = page.getByText("The cell", { exact: true });
        await quiz.click();
        await amy.sees(mine.notShown);
        assert.doesNotMatch(
          await page.content(),
          /inner membrane|mitochondrion.*right/i,
        );
        const { resource } = await shown();
        assert.equal(resource.closed, true);
        await page.reload();
        await quiz.click();
        await amy.sees("Most ATP is made on the inner membrane.");
        await amy.sees(mine.wrong);
        await page.getByText("Faster?").click();
        await amy.sees(mine.anonymous);
        await amy.accessible("my-answers");
        await shoot(page, "my-answers", true);
        const file = await fetch(`${server.url}/my/download`, {
          headers: her.headers(),
        });
        assert.match(await file.text(), /# The cell[^]*The nucleus/);
        await amy.sees(review.my.title);
      },
    );
    seats.forEach((seat) => seat.close());

    async function shown(): Promise<ResourceView> {
      const { body } = await visitor.get(200, "GET", all);
      const quiz = body.resources.find((it: { kind: string }) =>
        it.kind === "quiz"
      );
      return (await visitor.get(200, "PATCH", `${all}/${quiz.id}`, {
        showResults: true,
      })).body;
    }
  },
);
