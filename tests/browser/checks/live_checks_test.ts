/** A whole lesson of questions at the desk: what one step leaves open, the next one meets. */
import assert from "node:assert/strict";
import {
  live as t,
  marks,
  onPresent,
  pollMenu,
  share,
} from "texts/sharing_live.ts";
import { ask } from "texts/checks_ask.ts";
import { questions } from "texts/checks_questions.ts";
import { review } from "texts/review.ts";
import { given } from "texts/sharing_record.ts";
import type { PublicQuestion } from "../../../classroom/model/resources/questions.ts";
import type {
  SharedPoll,
  SharedResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import { assertAccessible, assertLayoutAndShoot } from "../../browser.ts";
import { joinClass, type Seat } from "../../people.ts";
import {
  callSessionApi,
  type Person,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";
import { drawPlantPicture, longChoices } from "./plant_question.ts";

const rivers = {
  name: "Rivers of Europe",
  questions: [
    {
      kind: "single",
      text: "Which river is the **longest**?",
      choices: ["Rhine", "Volga", "Danube"],
      correct: 1,
      points: 2,
      explanation: "The Volga is 3,530 km long.",
    },
    {
      kind: "text",
      text: "Which river flows through Vienna?",
      correct: ["Danube"],
      points: 1,
    },
    { kind: "scale", text: "How sure are you?", most: 5 },
  ],
};

const names = ["Amy", "Ben", "Chloe", "Dan", "Eva", "Finn"]
  .concat(["Gus", "Hal", "Ida", "Jun", "Kai"]);

test("a teacher asks by poll and quiz, sees answers arrive, marks and shows them (R-2, R-4)", async ({ person, server, step }) => {
  const teacher = await person();
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const kept = await page.request.post("/api/quizzes", { data: rivers });
  assert.equal(kept.status(), 201, await kept.text());
  const seats = await Promise.all(
    names.map((name) => joinClass(server, session.code, name)),
  );
  await Promise.all(seats.map((seat) => seat.openPage()));
  const [amy, ben, chloe] = seats;
  const board = await teacher.context.newPage();
  await board.setViewportSize({ width: 1366, height: 768 });
  await board.goto(`/teacher/sessions/${session.id}/present`);
  await board.getByText(session.code.slice(0, 3)).first().waitFor();
  const main = page.getByRole("main");
  const live = main.locator(".live-check");
  const askButton = page.locator(".ask-button");
  const press = (name: string) =>
    main.getByRole("button", { name, exact: true }).click();
  const progress = (answered: number, n?: number) => {
    const how = { answered, of: names.length };
    const text = n ? t.answeredQuestion({ n, ...how }) : t.answered(how);
    return main.getByText(text, { exact: true }).first().waitFor();
  };
  const counts = () =>
    main.locator(".bar-count > [aria-hidden]").allInnerTexts();

  await step("two presses begin a poll, and the class has it", async () => {
    await askButton.click();
    await page.locator("#ask-question").waitFor();
    await assertAccessible(page, "quick-poll-menu");
    await press(pollMenu.kinds["yes-no"]);
    await main.getByRole("heading", { name: questions.whatDoYouSay })
      .waitFor();
    const [poll] = await Promise.all(seats.map((seat) => newest(seat, "poll")));
    assert(poll.anonymous);
    const [yes, no] = poll.questions[0].choices!.map(({ id }) => [id]);
    for (const seat of seats.slice(0, 4)) await vote(seat, poll, yes);
    await progress(4);
    await board.getByText(onPresent.answered({ answered: 4, of: names.length }))
      .first().waitFor();
    assert.deepEqual(await counts(), []);
    await board.getByText(questions.whatDoYouSay).waitFor();
    // A word of its own, since the code or the port may contain it.
    assert.doesNotMatch(await board.locator("main").innerText(), /\b10\b/);
    for (const name of names) {
      assert.equal(await live.getByText(name, { exact: true }).count(), 0);
    }
    await vote(seats[4], poll, no);
    await progress(5);
    assert.deepEqual(await counts(), []);
    // Eleven have voted, and the bars are of the first five.
    for (const seat of seats.slice(5)) await vote(seat, poll, no);
    await waitForAnswer(counts, ["4", "1"]);
    await waitForAnswer(
      () => board.locator(".bar-count > [aria-hidden]").allInnerTexts(),
      ["4", "1"],
    );
    const first = questions.firstOf({ answered: 11, shown: 5 });
    await live.getByText(first, { exact: true }).waitFor();
    await board.getByText(first, { exact: true }).waitFor();
    await waitForAnswer(
      () => live.locator(".bar-count .quiet").allInnerTexts(),
      ["80%", "20%"],
    );
  });

  await step("closing tells nothing, and results have all votes", async () => {
    await press(t.close.poll);
    await press(t.reopen);
    assert.deepEqual(await counts(), ["4", "1"], "closing tells nothing");
    await assertLayoutAndShoot(page, "live-poll");
    await assertLayoutAndShoot(board, "present-poll");
    await press(t.showResults);
    await waitForAnswer(counts, ["4", "7"]);
    await main.getByText(t.states.shown, { exact: true }).waitFor();
    await newest(amy, "poll", ({ results }) => results?.length === 1);
    await press(ask.closeAnswers);
  });

  await step("the keyboard alone begins and takes back a poll", async () => {
    await askButton.focus();
    await page.keyboard.press("Enter");
    // The question has the focus; three other kinds precede the one with words.
    await page.keyboard.type("One word for it?");
    for (let n = 0; n < 4; n++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await main.getByRole("heading", { name: "One word for it?" }).waitFor();
    await main.getByText(t.presentedItself).waitFor();
    await board.getByText(onPresent.wordsLater).waitFor();
    const poll = await newest(amy, "poll");
    for (const [n, seat] of seats.entries()) {
      await vote(seat, poll, n < 2 ? "Zut" : "fair");
    }
    await progress(names.length);
  });

  await step("a word is hidden and shown again", async () => {
    const words = () => board.locator(".bar-text").allInnerTexts();
    const button = (name: string) =>
      page.getByRole("button", { name, exact: true });
    await press(t.showResults);
    await waitForAnswer(words, ["fair", "Zut"]);
    const others = names.length - 2;
    const place = () => button(t.takeBack).boundingBox();
    const before = await place();
    await button(questions.hideWord({ word: "Zut" })).press("Enter");
    await waitForAnswer(words, ["fair"]);
    await waitForAnswer(counts, [String(others)]);
    const { results } = await newest(
      amy,
      "poll",
      ({ results }) => results?.[0].answered === others,
    );
    assert.deepEqual(results![0].counts, { fair: others });
    await page.getByText(t.wordHidden({ word: "Zut" })).waitFor();
    assert.deepEqual(await place(), before, "the notice moves no button");
    const hidden = live.getByText(questions.hiddenWords({ count: 1 }));
    await hidden.click();
    await button(questions.unhideWord({ word: "Zut" })).press("Enter");
    await waitForAnswer(words, ["fair", "Zut"]);
    await press(t.takeBack);
    await main.getByText(t.gone).waitFor();
    await waitForAnswer(words, ["Yes", "No"]);
    await press(ask.closeAnswers);
  });

  const dialog = page.getByRole("dialog");
  await step("a quiz has bars, and names who is missing", async () => {
    await teacher.openTab(review.tabs.resources);
    await press(share.quiz);
    await dialog.getByRole("radio", { name: rivers.name }).check();
    await assertAccessible(page, "assign-quiz");
    await dialog.getByLabel(share.minutes).fill("10");
    await dialog.getByRole("button", { name: share.assign }).click();
    await main.getByRole("heading", { name: rivers.name }).waitFor();
    const quiz = await newest(amy, "quiz");
    assert(quiz.pace === "own" && quiz.endsAt);
    const [river, city, sure] = quiz.questions;
    await answer(amy, quiz.id, {
      [river.id]: [choice(river, "Volga")],
      [city.id]: "the Danube",
      [sure.id]: 5,
    }, true);
    await answer(ben, quiz.id, {
      [river.id]: [choice(river, "Rhine")],
      [city.id]: "Danube",
    });
    await answer(chloe, quiz.id, { [city.id]: "  THE danube" });
    await progress(3);
    await main.getByText(t.handedIn({ done: 1 })).waitFor();
    assert.deepEqual(
      await main.locator(".who-missing li").allInnerTexts(),
      names.slice(3),
    );
    await waitForAnswer(counts, [
      "1",
      "1",
      "0",
      "2",
      "1",
      "0",
      "0",
      "0",
      "0",
      "1",
    ]);
    await assertLayoutAndShoot(page, "live-quiz");
    await board.getByText(onPresent.begun({ answered: 3 })).waitFor();
  });

  await step("a table has each student's answers", async () => {
    await press(t.views.students);
    await waitForAnswer(() => row(page, "Amy"), [
      "2 of 3",
      "B right",
      "the Danube waits",
      "5",
    ]);
    await waitForAnswer(() => row(page, "Ben"), [
      "1 of 3",
      "A wrong",
      "Danube right",
      "–",
    ]);
    await assertAccessible(page, "live-quiz-students");
  });

  await step("a mark counts for all equal answers", async () => {
    await press(t.views.marks({ count: 1 }));
    const right = main.getByRole("button", {
      name: marks.of({ mark: marks.right, text: "the Danube" }),
    });
    await right.focus();
    await page.keyboard.press("1");
    await right.and(page.locator('[aria-pressed="true"]')).waitFor();
    await main.getByRole("button", {
      name: t.views.marks({ count: 0 }),
      exact: true,
    }).waitFor();
    await assertLayoutAndShoot(page, "live-quiz-marks");
    await press(t.views.students);
    await waitForAnswer(() => row(page, "Chloe"), [
      "1 of 3",
      "–",
      "THE danube right",
      "–",
    ]);
  });

  await step("a closed quiz opens again, and results are shown", async () => {
    await live.getByRole("button", { name: t.close.quiz, exact: true }).click();
    await main.getByText(t.states.closed, { exact: true }).waitFor();
    await press(t.reopen);
    await main.getByText(t.states.open, { exact: true }).waitFor();
    await press(t.showResults);
    await dialog.getByText(t.stillAnswering({ count: names.length - 1 }))
      .waitFor();
    await dialog.getByRole("button", { name: t.showResults }).click();
    await main.getByText(t.states.shown, { exact: true }).waitFor();
    await board.getByText("Which river is the longest?").waitFor();
    await board.getByText("The Volga is 3,530 km long.").waitFor();
    await assertLayoutAndShoot(board, "present-quiz-shown");
    for (const name of names) {
      assert.equal(await board.getByText(name, { exact: true }).count(), 0);
    }
    await press(t.back);
  });

  await step("one by one: the teacher steps, the wall follows", async () => {
    await press(share.quiz);
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: rivers.name }).check();
    await dialog.getByRole("radio", { name: share.together }).check();
    await dialog.getByLabel(share.seconds).fill("90");
    await dialog.getByRole("button", { name: share.assign }).dblclick();
    await live.getByRole("button", { name: t.next }).waitFor();
    const first = await newest(amy, "quiz", ({ pace }) => pace === "together");
    assert.equal(first.questions.length, 1);
    const [river] = first.questions;
    await answer(amy, first.id, { [river.id]: [choice(river, "Volga")] });
    await progress(1, 1);
    await board.getByText("Which river is the longest?").waitFor();
    await board.getByText(onPresent.answered({ answered: 1, of: names.length }))
      .first().waitFor();
    assert.equal(await board.locator(".bar").count(), 0);
    await assertLayoutAndShoot(board, "present-quiz-together");
    await press(t.showResults);
    await board.locator(".bar").first().waitFor();
    await press(t.next);
    await board.getByText("Which river flows through Vienna?").waitFor();
    await progress(0, 2);
    await press(t.back);
    await progress(1);
    await main.getByRole("button", { name: rivers.name, exact: true }).first()
      .click();
    await progress(0, 2);
    const second = await newest(
      amy,
      "quiz",
      ({ questions }) => questions.length === 2,
    );
    assert.equal(second.results?.length, 1);
  });

  await step("a check is taken off the wall, and put back", async () => {
    await press(t.unpresent);
    await board.getByText(
      onPresent.answered({ answered: 0, of: names.length }),
    ).first()
      .waitFor({ state: "detached" });
    await board.locator(".present-join").waitFor();
    const unpresent = main.getByRole("button", { name: t.unpresent });
    await unpresent.waitFor({ state: "detached" });
    await board.getByRole("button", { name: onPresent.show.poll }).click();
    await unpresent.waitFor();
    assert.equal(await main.getByText(t.presentedItself).count(), 0);
  });

  await step("a picture and its choices are on the wall at once", async () => {
    const image = await board.evaluate(drawPlantPicture);
    const { quiz } = await (await page.request.post("/api/quizzes", {
      data: {
        name: "Plants",
        questions: [{
          kind: "single",
          text: "What is it?",
          image,
          choices: longChoices,
        }],
      },
    })).json();
    const desk = callSessionApi(teacher, session.id);
    const { resource } = await desk("POST", "/resources", {
      quiz: quiz.id,
      pace: "together",
      minutes: 5,
    });
    const shown = board.locator(".question-image");
    await shown.waitFor();
    for (
      const [width, height] of [[1024, 768], [1920, 1080], [1366, 768]]
    ) {
      await board.setViewportSize({ width, height });
      await waitForAnswer(
        async () => {
          const whole = await board.evaluate(() =>
            document.documentElement.scrollHeight
          );
          const box = await shown.boundingBox();
          return whole <= height && box !== null &&
            box.height > 0.2 * height;
        },
        true,
        `the picture had its room at ${width}`,
      );
    }
    await assertAccessible(board, "present-picture");
    await desk("DELETE", `/resources/${resource.id}`);
  });

  await step("a poll taken back returns by Undo", async () => {
    await press(t.back);
    await waitForAnswer(() => main.locator(".shared-list > li").count(), 3);
    const when = t.sharedAt({ time: "" }).trim();
    assert.equal(
      await main.locator(".shared-facts", { hasText: when }).count(),
      3,
    );
    await assertLayoutAndShoot(page, "resources-list");
    const name = t.takeBackOf({ name: rivers.name });
    await main.getByRole("button", { name }).first().click();
    await main.getByText(t.takenBack({ name: rivers.name })).waitFor();
    await waitForAnswer(() => main.locator(".shared-list > li").count(), 2);
    await main.getByRole("button", { name: "Undo" }).click();
    await waitForAnswer(() => main.locator(".shared-list > li").count(), 3);
  });

  await step("after the class waiting work is marked and shown", async () => {
    for (const seat of seats) seat.close();
    const visitor = await teacher.makeVisitor(server);
    const all = `/api/sessions/${session.id}/resources`;
    await visitor.askExpecting(201, "POST", all, { wall: {} });
    // The class page would reload by itself.
    await page.goto("/teacher/sessions");
    await visitor.askExpecting(200, "POST", `/api/sessions/${session.id}/end`, {
      now: true,
    });
    await page.goto(`/teacher/sessions/${session.id}`);
    await main.getByText(t.states.taken, { exact: true }).first().waitFor();
    await main.getByRole("link", { name: t.kinds.wall }).click();
    await main.getByText(given.nobody).waitFor();
    await page.goBack();
    await main.getByRole("button", { name: rivers.name }).first().click();
    await main.getByText(t.states.closed, { exact: true }).first().waitFor();
    await assertLayoutAndShoot(page, "live-quiz-after");
    await press(t.showResults);
    await main.getByText(t.states.shown, { exact: true }).waitFor();
  });
});

async function newest<K extends SharedResource["kind"]>(
  { sessionDocument }: Seat,
  kind: K,
  is: (shared: Extract<SharedResource, { kind: K }>) => boolean = () => true,
): Promise<Extract<SharedResource, { kind: K }>> {
  const last = () =>
    sessionDocument.doc.getArray<SharedResource>("resources").toArray().at(-1);
  await sessionDocument.waitUntil(() => {
    const it = last();
    return it?.kind === kind && is(it as Extract<SharedResource, { kind: K }>);
  }, `the class had a ${kind}`);
  return last() as Extract<SharedResource, { kind: K }>;
}

async function answer(
  seat: Seat,
  resource: string,
  answers: Record<string, unknown>,
  done?: boolean,
) {
  const id = seat.queueCommand({
    kind: "answer",
    resource,
    answers,
    ...(done && { done }),
  });
  await seat.own.waitUntil(
    () => seat.readOutbox().every((it) => it.id !== id),
    "the answer was taken",
  );
  assert.equal(seat.findReceipt(id), undefined);
}

async function vote(seat: Seat, { id }: SharedPoll, answer: unknown) {
  assert.equal((await seat.castVote(id, answer)).status, 204);
}

function choice({ choices = [] }: PublicQuestion, text: string): string {
  return choices.find((it) => it.text === text)!.id;
}

async function row(page: Person["page"], name: string): Promise<string[]> {
  const cells = page.locator(".sheet tbody tr")
    .filter({ has: page.locator(".sheet-name", { hasText: name }) })
    .locator("td");
  const all = await cells.allInnerTexts();
  return all.map((text) =>
    text.replace(/^no answer\s*/, "").replace(/[,\s]+/g, " ")
      .replace("waiting for your mark", "waits").trim()
  );
}
