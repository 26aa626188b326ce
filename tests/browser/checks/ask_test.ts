/** A question is asked while the class waits: presses are counted, and no typed word is lost. */
import assert from "node:assert/strict";
import { questions } from "texts/checks_questions.ts";
import { frame } from "texts/everywhere.ts";
import { desk } from "texts/desk.ts";
import { ask as t } from "texts/checks_ask.ts";
import { assignQuiz, quizAnswers, quizEditor } from "texts/quizzes.ts";
import { review } from "texts/review.ts";
import { live, pollMenu, share } from "texts/sharing_live.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import {
  minAnonymousVotes,
  type SharedQuiz,
  type SharedResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import { assertAccessible } from "../../browser.ts";
import { joinClass, type Seat } from "../../people.ts";
import type { Locator } from "playwright-core";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";

test("a teacher asks in place with four presses or by keyboard, and gets the answers there (N-5)", async ({ person, server, step }) => {
  const teacher = await person();
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const [amy, ben] = await Promise.all(
    ["Amy", "Ben"].map((name) => joinClass(server, session.code, name)),
  );
  await Promise.all([amy, ben].map((seat) => seat.openPage()));
  const main = page.getByRole("main");
  const box = page.locator(".ask-box");
  const beside = page.locator(".desk-aside");
  const question = box.getByLabel(t.question, { exact: true });
  const choice = (letter: string) =>
    box.getByRole("textbox", { name: quizAnswers.choice({ letter }) });
  const askButton = page.locator(".ask-button");
  const shared = async () =>
    (await callSessionApi(teacher, session.id)("GET", "/resources"))
      .resources as { name: string }[];
  const kept = async (): Promise<string[]> => {
    const answer = await page.request.get("/api/quizzes");
    const { quizzes } = await answer.json();
    return quizzes.map(({ name }: { name: string }) => name);
  };
  const hasFocus = (it: Locator) =>
    waitForAnswer(
      () => it.evaluate((at) => at === document.activeElement),
      true,
    );
  const { keyboard } = page;

  await step("four presses make a quiz", async () => {
    let presses = 0;
    page.on("console", (message) => {
      if (message.text() === "pressed") presses++;
    });
    await page.evaluate(() =>
      addEventListener("click", ({ detail }) => {
        if (detail > 0) console.log("pressed");
      }, true)
    );
    await askButton.click();
    await hasFocus(question);
    await keyboard.type("Which gas do **plants** take in?");
    await choice("A").click();
    await keyboard.type("Carbon dioxide");
    await keyboard.press("Enter");
    await keyboard.type("Oxygen");
    await keyboard.press("Enter");
    await keyboard.type("Nitrogen");
    await box.getByRole("button", {
      name: quizAnswers.rightNamed({ text: "Carbon dioxide" }),
    }).click();
    await assertAccessible(page, "ask-choices");
    await box.evaluate((it) => it.scrollTo(0, 0));
    const { y } = (await question.boundingBox())!;
    const cross = (await box.locator(".ask-close button").boundingBox())!;
    assert(cross.y + cross.height <= y - 4, "it covers the field's focus ring");
    await box.getByRole("button", { name: t.send }).click();
    await beside.getByRole("heading", {
      name: "Which gas do plants take in?",
    }).waitFor();
    assert.equal(presses, 4);
    await box.waitFor({ state: "hidden" });
    assert.deepEqual(await kept(), ["Which gas do plants take in?"]);
  });

  await step("its answers arrive beside the class", async () => {
    const quiz = await newest(amy, "Which gas do plants take in?");
    const [{ id, choices = [] }] = quiz.questions;
    await beside.getByText(live.answered({ answered: 0, of: 2 })).waitFor();
    await answer(amy, quiz.id, { [id]: [choices[0].id] });
    await beside.getByText(live.answered({ answered: 1, of: 2 })).waitFor();
    assert.deepEqual(
      await beside.locator(".who-missing li").allInnerTexts(),
      ["Ben"],
    );
    await page.getByRole("tab", {
      name: review.tabs.students,
      selected: true,
    }).waitFor();
    await assertAccessible(page, "ask-answers");
    assert.deepEqual(
      (await beside.locator(".live-check-head .actions .button")
        .allInnerTexts()).slice(0, 2),
      [live.close.quiz, live.showResults],
    );
    await beside.getByRole("button", { name: live.close.quiz, exact: true })
      .click();
    await beside.getByRole("button", { name: live.reopen }).click();
    await beside.getByRole("button", { name: t.closeAnswers }).click();
    await beside.waitFor({ state: "detached" });
  });

  await step("the keyboard alone asks", async () => {
    await askButton.focus();
    await keyboard.press("Enter");
    await hasFocus(question);
    await keyboard.type("Is ice lighter than water?");
    await keyboard.press("Enter");
    for (const text of ["It is", "It is not"]) {
      await keyboard.type(text);
      await keyboard.press("Enter");
    }
    await keyboard.press("Control+Enter");
    await beside.getByRole("heading", { name: "Is ice lighter" }).waitFor();
    await waitForAnswer(
      () => page.evaluate(() => document.activeElement?.textContent),
      t.answers,
    );
    await keyboard.press("Escape");
    await beside.waitFor({ state: "detached" });
    await hasFocus(askButton);
    await newest(ben, "Is ice lighter than water?");
  });

  await step("the bar leads to the answers and says refusals", async () => {
    const bar = page.locator(".now");
    const see = bar.getByRole("button", { name: desk.now.see, exact: true });
    const answers = beside.getByRole("heading", { name: "Is ice lighter" });
    await see.click();
    await answers.waitFor();
    await teacher.startLesson();
    await page.locator(".board-tile").filter({ hasText: "Amy" })
      .getByRole("button").first().click();
    await beside.getByRole("heading", { name: "Amy" }).waitFor();
    await see.click();
    await answers.waitFor();
    await keyboard.press("Escape");
    await beside.waitFor({ state: "detached" });
    const step = desk.now.stepOf({
      step: live.close.quiz,
      title: "Is ice lighter than water?",
    });
    await page.route("**/resources/*", (route) => route.abort());
    await bar.getByRole("button", { name: step }).click();
    await page.locator(".desk-notices").getByText(frame.noNetwork)
      .waitFor();
    await page.unroute("**/resources/*");
    await bar.getByRole("button", { name: step }).click();
    await bar.getByRole("button", { name: step }).waitFor({
      state: "detached",
    });
    await page.locator(".desk-notices").getByText(frame.noNetwork)
      .waitFor({ state: "detached" });
  });

  await step("missing parts are named, and nothing is sent", async () => {
    const before = (await shared()).length;
    await askButton.click();
    await keyboard.press("Control+Enter");
    await box.getByText(t.missing.kind).waitFor();
    await choice("A").fill("Same");
    await keyboard.press("Control+Enter");
    await box.getByText(t.noText).waitFor();
    await hasFocus(question);
    await keyboard.type("Same?");
    await keyboard.press("Control+Enter");
    await box.getByText(t.missing.choices).waitFor();
    await choice("B").fill("Same");
    await keyboard.press("Control+Enter");
    await box.getByText(t.missing.twice).waitFor();
    for (const kind of Object.values(pollMenu.kinds)) {
      assert(
        await box.getByRole("button", { name: kind, exact: true })
          .isDisabled(),
      );
    }
    const most = (field: typeof question) => field.getAttribute("maxlength");
    assert.equal(await most(question), String(bounds.question));
    assert.equal(await most(choice("A")), String(bounds.choice));
    assert.equal((await shared()).length, before);
  });

  await step("typed text outlives Escape, reload and network", async () => {
    await choice("B").fill("Other");
    await keyboard.press("Escape");
    await hasFocus(askButton);
    await page.reload();
    await askButton.click();
    await waitForAnswer(() => question.inputValue(), "Same?");
    assert.equal(await choice("B").inputValue(), "Other");
    await teacher.goOffline();
    await question.fill("Same now?");
    await keyboard.press("Control+Enter");
    await box.getByText(frame.noNetwork).waitFor();
    await keyboard.press("Escape");
    await teacher.goOnline();
  });

  await step("a refused question is corrected, and sent once", async () => {
    const before = (await shared()).length;
    await askButton.click();
    assert.equal(await question.inputValue(), "Same now?");
    await page.route(
      `**/api/sessions/${session.id}/resources`,
      (route) =>
        route.fulfill({
          status: 429,
          contentType: "application/problem+json",
          body: JSON.stringify({ type: "slow", detail: "Too fast." }),
        }),
    );
    await keyboard.press("Control+Enter");
    await box.getByText("Too fast.").waitFor();
    await page.unroute(`**/api/sessions/${session.id}/resources`);
    await question.fill("Same again?");
    await keyboard.press("Control+Enter");
    await beside.getByRole("heading", { name: "Same again?" }).waitFor();
    assert.equal((await shared()).length, before + 1);
    assert.deepEqual(
      (await kept()).filter((name) => name.startsWith("Same")),
      ["Same again?"],
    );
    await askButton.click();
    await waitForAnswer(() => question.inputValue(), "");
    await keyboard.press("Escape");
    await beside.getByRole("button", { name: t.closeAnswers }).click();
  });

  await step("Resources leads to the same question", async () => {
    await teacher.openTab(review.tabs.resources);
    await page.getByRole("tabpanel").getByRole("button", {
      name: t.name,
      exact: true,
    })
      .click();
    await question.waitFor();
    await keyboard.press("Escape");
  });

  await step("a longer quiz is finished in the editor", async () => {
    await main.getByRole("button", { name: share.quiz }).click();
    await page.getByRole("dialog").getByRole("button", {
      name: share.makeQuiz,
    }).click();
    await hasFocus(question);
    await keyboard.type("A longer one?");
    await keyboard.press("Enter");
    await keyboard.type("Yes");
    await box.getByRole("button", { name: t.longer }).click();
    await page.waitForURL("**/teacher/quizzes/*");
    assert.equal(
      await page.getByLabel(quizEditor.name).inputValue(),
      "A longer one?",
    );
    await page.getByRole("link", { name: quizEditor.backToClass }).click();
    await page.waitForURL(`**/teacher/sessions/${session.id}*`);
    await page.goBack();
    await page.getByRole("textbox", {
      name: quizAnswers.choice({ letter: "B" }),
    }).fill("No");
    await page.getByRole("button", {
      name: assignQuiz.of({ name: "A longer one?" }),
    }).click();
    await page.getByRole("button", { name: assignQuiz.go, exact: true })
      .click();
    await beside.getByRole("heading", { name: "A longer one?" }).waitFor();
    assert.equal(new URL(page.url()).search, "");
  });

  await step("asking works on a phone, and on the projector", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await assertAccessible(page, "ask-answers-phone");
    await beside.getByRole("button", { name: t.closeAnswers }).click();
    await askButton.click();
    await question.waitFor();
    await assertAccessible(page, "ask-phone");
    const seen = (await box.boundingBox())!;
    assert(seen.x >= 0 && seen.x + seen.width <= 390 && seen.y >= 0);
    // With so few students nothing anonymous can be shown, so the poll is named by default.
    await box.getByText(pollMenu.namedHint).waitFor();
    await box.getByLabel(pollMenu.anonymous).check();
    await box.getByText(pollMenu.anonymousFew({ fewest: minAnonymousVotes }))
      .waitFor();
    await box.getByRole("button", {
      name: pollMenu.kinds["yes-no"],
      exact: true,
    }).click();
    await beside.getByRole("heading", { name: questions.whatDoYouSay })
      .waitFor();
    await beside.getByText(live.anonymous).waitFor();
    await beside.getByRole("button", { name: t.closeAnswers }).click();
  });

  await step("an open form keeps its default as students come", async () => {
    // The form keeps its defaults while it is open, though enough students have joined.
    await askButton.click();
    await box.getByText(pollMenu.namedHint).waitFor();
    const more = ["Chloe", "Dan", "Eva", "Finn", "Gil", "Hao", "Ines", "Jon"];
    await Promise.all(more.map(async (name) => {
      await (await joinClass(server, session.code, name)).openPage();
      await main.getByText(name).first().waitFor({ state: "attached" });
    }));
    await question.fill("Shall we go on?");
    await box.getByText(pollMenu.namedHint).waitFor();
    assert.equal(await box.getByLabel(pollMenu.anonymous).isChecked(), false);
    await question.fill("");
    await page.keyboard.press("Escape");
    await askButton.click();
    await box.getByText(pollMenu.anonymousHint({ open: 10, fewest: 5 }))
      .waitFor();
    assert.equal(await box.getByLabel(pollMenu.anonymous).isChecked(), true);
    await page.keyboard.press("Escape");
  });

  await step("the projector has the poll's choices", async () => {
    await page.goto(`/teacher/sessions/${session.id}/present`);
    await waitForAnswer(
      () => page.locator(".present-choices li").allInnerTexts(),
      ["Yes", "No"],
    );
  });
});

async function newest(
  { sessionDocument }: Seat,
  name: string,
): Promise<SharedQuiz> {
  const find = () =>
    sessionDocument.doc.getArray<SharedResource>("resources").toArray()
      .find((it): it is SharedQuiz => it.kind === "quiz" && it.name === name);
  await sessionDocument.waitUntil(() => find() !== undefined, `it had ${name}`);
  return find()!;
}

async function answer(
  seat: Seat,
  resource: string,
  answers: Record<string, unknown>,
) {
  const command = { kind: "answer", resource, answers, done: true };
  const id = seat.queueCommand(command);
  await seat.own.waitUntil(
    () => seat.readOutbox().every((it) => it.id !== id),
    "the answer was taken",
  );
}
