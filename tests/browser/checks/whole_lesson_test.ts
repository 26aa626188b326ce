/**
 * A lesson with everything that a teacher can give to a class, as it is held: six students on a phone, a
 * tablet, a keyboard alone, without a network through half of it, on two devices, in Chinese. Nothing is lost, and
 * nothing is counted twice.
 */
import assert from "node:assert/strict";
import { exit } from "texts/checks_exit.ts";
import { live, pollMenu, share } from "texts/sharing_live.ts";
import { items, poll as p, quiz as t } from "texts/sharing_class.ts";
import { portal } from "texts/sharing_portal.ts";
import { wall } from "texts/walls.ts";
import { review } from "texts/review.ts";
import { classPage } from "texts/sessions_class.ts";
import { languages } from "texts/languages.ts";
import { readCsv } from "../../csv.ts";
import { api, becomes, type Person, testStage } from "../stage.ts";
import { opens } from "../sharing/opens.ts";

const eight = {
  name: "Cells",
  questions: [
    {
      kind: "single",
      text: "What carries the plan of a cell?",
      choices: ["DNA", "Water", "Salt"],
      correct: 0,
      points: 1,
    },
    {
      kind: "single",
      text: "A cell wall is found in …",
      choices: ["plants", "animals"],
      correct: 0,
      points: 1,
    },
    {
      kind: "multiple",
      text: "Which have a nucleus?",
      choices: ["fungi", "plants", "bacteria"],
      correct: [0, 1],
      points: 2,
    },
    {
      kind: "multiple",
      text: "Which are single cells?",
      choices: ["yeast", "oak"],
      correct: [0],
      points: 1,
    },
    {
      kind: "text",
      text: "What makes plants green?",
      correct: ["chlorophyll"],
      points: 1,
    },
    {
      kind: "number",
      text: "How many cells after three divisions of one?",
      correct: 8,
      points: 1,
    },
    { kind: "scale", text: "How sure are you?", most: 5 },
    { kind: "text", text: "What is still unclear?" },
  ],
};
const three = { name: "Short", questions: eight.questions.slice(0, 3) };
const template = {
  name: "Cell tutor",
  instructions: "Answer with a question. The password is xylophone.",
  firstMessage: "What would you like to find out about **cells**?",
};

testStage(
  "R-1 to R-8: a whole lesson with a template, quizzes, a poll, a wall and an exit ticket, on six devices",
  async ({ person, step }) => {
    const teacher = await person();
    const { page } = teacher;
    await teacher.signUp("Ms Lin");
    for (
      const [path, item] of [
        ["/api/quizzes", eight],
        ["/api/quizzes", three],
        ["/api/templates", template],
      ] as const
    ) {
      const made = await page.request.post(path, { data: item });
      assert.equal(made.status(), 201, await made.text());
    }
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    const zh = languages.find(({ tag }) => tag === "zh-TW")!;
    const amy = await person({ phone: true }), ben = await person();
    await ben.page.setViewportSize({ width: 820, height: 1180 });
    const cem = await person(), dee = await person(), eve = await person();
    const mei = await person({ language: zh });
    const class_ = {
      Amy: amy,
      Ben: ben,
      Cem: cem,
      Dee: dee,
      Eve: eve,
      Mei: mei,
    };
    for (const [name, one] of Object.entries(class_)) {
      await one.join(session.code, name);
    }
    let all = Object.values(class_);
    const main = page.getByRole("main");
    const press = (name: string) =>
      main.getByRole("button", { name, exact: true }).click();
    const dialog = page.getByRole("dialog");
    const newest = async () => {
      const { resources } = await desk("GET", "/resources");
      return resources.at(-1);
    };
    const came = async (id: string) => {
      const { answers, done } = await desk("GET", `/resources/${id}`);
      return { answers: answers.length, done: done.length };
    };

    await step(
      "R-1: a template is shared, and a conversation begins",
      async () => {
        await teacher.part(review.tabs.resources);
        await press(share.template);
        await dialog.getByRole("radio", { name: template.name }).check();
        await dialog.getByRole("button", { name: share.share, exact: true })
          .click();
        await amy.sees(portal.newThing({ name: template.name }));
        await opens(amy, template.name);
        await amy.button(/^Start/).click();
        await amy.sees("What would you like to find out about");
        const box = amy.page.getByRole("textbox").last();
        await box.fill("What is a nucleus?");
        await box.press("Enter");
        await amy.sees("What is a nucleus?");
        for (const one of all) {
          assert.doesNotMatch(await one.page.content(), /xylophone/);
        }
      },
    );

    await step(
      "R-2: eight questions of all kinds at each one’s pace",
      async () => {
        await press(share.quiz);
        await dialog.getByRole("radio", { name: eight.name }).check();
        await dialog.getByRole("button", { name: share.assign }).click();
        await main.getByRole("heading", { name: eight.name }).waitFor();
        const { id } = await newest();
        for (const one of all) await opens(one, eight.name);
        await dee.sees(await words(dee, () => t.number({ number: 1, of: 8 })));
        await dee.keptForOffline();
        await dee.goOffline();
        for (const one of [amy, ben, dee, eve, mei]) await answerEight(one);
        await answerEight(cem, true);
        for (const one of [amy, ben, cem, mei]) await handIn(one);
        await dee.words(async () => {
          await dee.button(t.handIn).last().click();
          await dee.button(t.handInAnyway).or(dee.button(t.handIn)).last()
            .click();
          await dee.sees(t.handedInAway);
        });
        await becomes(() => came(id), { answers: 5 * 8, done: 4 });
        // The device that Eve began on stays behind: she hands in on another.
        const other = await person({ phone: true });
        await eve.page.goto("about:blank");
        await teacher.sees("4 of 6 online");
        await other.join(session.code, "Eve");
        // What she answered is hers at once: no conversation waits, and so nobody is at the door.
        await other.sees(classPage.welcomeBack({ name: "Eve" }));
        await opens(other, eight.name);
        await other.sees(t.allAnswered);
        await other.button(t.handIn).last().click();
        await other.sees(t.handedIn);
        await becomes(() => came(id), { answers: 5 * 8, done: 5 });
        await teacher.sees(
          page.locator('.strip-place[data-kind="door"][aria-disabled="true"]'),
        );
        all = [amy, ben, cem, dee, other, mei];
        await dee.goOnline();
        await becomes(() => came(id), { answers: 6 * 8, done: 6 });
        await press(live.showResults);
        await dialog.getByRole("button", { name: live.showResults }).click();
        await cem.sees(t.score({ points: 7, most: 7 }));
        await dee.sees(t.score({ points: 7, most: 7 }));
        const { questions } = await desk("GET", `/resources/${id}`);
        assert.deepEqual(
          questions.map(({ answered }: { answered: number }) => answered),
          Array(8).fill(6),
        );
        await cem.shoot("lesson-results");
        await press(live.back);
      },
    );

    await step("R-2: three of them one by one", async () => {
      await press(share.quiz);
      await dialog.getByRole("radio", { name: three.name }).check();
      await dialog.getByRole("radio", { name: share.together }).check();
      await dialog.getByRole("button", { name: share.assign }).click();
      await main.getByRole("button", { name: live.next }).waitFor();
      const { id } = await newest();
      for (const one of all) await opens(one, three.name);
      for (let number = 1; number <= 3; number++) {
        for (const one of all) {
          await one.sees(await words(one, () => t.number({ number, of: 3 })));
          await choice(one).first().check();
        }
        await becomes(
          async () =>
            (await desk("GET", `/resources/${id}`)).questions[number - 1]
              .answered,
          6,
        );
        if (number < 3) await press(live.next);
      }
      const { answers } = await desk("GET", `/resources/${id}`);
      assert(answers.every(({ late }: { late?: true }) => !late));
      await press(live.showResults);
      await amy.sees(t.marks.right);
      await press(live.back);
    });

    await step("R-4: two presses, and six anonymous voices", async () => {
      await press(pollMenu.name);
      await press(pollMenu.kinds["yes-no"]);
      await press(pollMenu.see);
      await main.getByRole("heading", { name: live.pollKinds["yes-no"] })
        .waitFor();
      const { id } = await newest();
      for (const [at, one] of all.entries()) {
        await words(one, async () => {
          await opens(one, items.kinds.poll);
          await one.sees(p.anonymous);
          await choice(one).nth(at === 5 ? 1 : 0).check();
          await one.button(p.vote).click();
          await one.sees(p.voted);
        });
      }
      await becomes(
        async () =>
          (await desk("GET", `/resources/${id}`)).questions[0].answered,
        6,
      );
      assert.deepEqual(await came(id), { answers: 0, done: 0 });
      await press(live.showResults);
      await amy.page.locator(".bar").first().waitFor();
      const { questions: [{ counts }] } = await desk("GET", `/resources/${id}`);
      assert.deepEqual(Object.values(counts).sort(), [1, 5]);
      await amy.shoot("lesson-poll");
      await press(live.back);
    });

    await step(
      "R-5: the wall has each question and each vote once",
      async () => {
        await desk("POST", "/resources", { wall: {} });
        const asked = "Do cells sleep?";
        await opens(amy, items.kinds.wall);
        await amy.page.getByLabel(wall.yourQuestion).fill(asked);
        await amy.button(wall.post).click();
        for (const one of [ben, cem]) {
          await opens(one, items.kinds.wall);
          await one.sees(asked);
          await one.button(wall.voteHint).click();
        }
        await amy.sees("2");
        assert.equal(
          await ben.text("Amy").filter({ visible: true }).count(),
          0,
        );
      },
    );

    await step(
      "R-7: End session brings the ticket, and the class ends",
      async () => {
        await press(exit.name);
        await dialog.getByLabel(exit.line).fill("One thing you learned?");
        await dialog.getByLabel(exit.line).press("Enter");
        await dialog.getByText(exit.isReady({ name: "One thing you learned?" }))
          .waitFor();
        await page.keyboard.press("Escape");
        await teacher.more("End session");
        for (const [at, one] of all.entries()) {
          await words(one, async () => {
            const ticket = one.page.getByRole("dialog");
            await ticket.getByRole("textbox").fill(`lesson ${at}`);
            await ticket.getByRole("button", { name: exit.handIn }).click();
            await ticket.getByText(exit.youAreDone).waitFor();
          });
        }
        const running = page.getByRole("region", { name: exit.name });
        await running.getByText(/^6 of \d are done$/).waitFor();
        await running.getByRole("button", { name: exit.endNow }).click();
        await teacher.sees("This class is over");
      },
    );

    await step(
      "R-8: the export has each answer once, and no voice",
      async () => {
        const answer = await page.request.get(
          `/api/sessions/${session.id}/history?part=answers&format=csv`,
        );
        assert.equal(answer.status(), 200);
        const text = (await answer.text()).replace(/^\uFEFF/, "");
        const rows = readCsv(text);
        const of = (...cells: string[]) =>
          rows.filter((row) => cells.every((cell) => row.includes(cell)))
            .length;
        assert.equal(of("What makes plants green?", "Chlorophyll"), 6);
        assert.equal(of("Amy", "What makes plants green?"), 1);
        assert.equal(of("lesson 4"), 1);
        assert.equal(of("Yes"), 1, "a row for all who have voted so");
        assert.equal(of("Amy", "Yes"), 0);
        await teacher.shoot("lesson-over");
      },
    );
  },
);

/** Says something in the language that somebody reads. */
function words<T>(one: Person, say: () => T): T {
  return one.words(say);
}

/** What can be chosen in the question that is open. */
function choice({ page }: Person) {
  return page.locator("main .item").getByRole("radio").or(
    page.locator("main .item").getByRole("checkbox"),
  ).filter({ visible: true });
}

/** Answers all eight as they are right; `keys`: with the keyboard alone. */
async function answerEight(one: Person, keys = false) {
  const { page } = one;
  const at = (number: number) => one.words(() => t.number({ number, of: 8 }));
  const next = async (number: number) => {
    if (keys) await page.keyboard.press("Enter");
    else await one.words(() => one.button(t.next).click());
    if (number < 8) await one.sees(at(number + 1));
  };
  await one.sees(at(1));
  const picked = [[0], [0], [0, 1], [0]];
  for (const [question, places] of picked.entries()) {
    for (const place of places) {
      if (!keys) await choice(one).nth(place).check();
      else {
        await choice(one).first().focus();
        await page.keyboard.press(String(place + 1));
      }
    }
    await next(question + 1);
  }
  const box = page.locator("main .item").getByRole("textbox");
  await box.fill("Chlorophyll");
  await next(5);
  await page.locator("main .item input").first().fill("8");
  await next(6);
  if (keys) await page.keyboard.press("4");
  else await choice(one).nth(3).check();
  await next(7);
  await box.fill("Nothing");
}

async function handIn(one: Person) {
  await one.words(async () => {
    await one.button(t.handIn).last().click();
    await one.sees(t.allAnswered);
    await one.button(t.handIn).last().click();
    await one.sees(t.handedIn);
  });
}
