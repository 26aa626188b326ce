/** The same quizzes and polls in three places at once: by keyboard, on an offline phone, and in Chinese. */
import assert from "node:assert/strict";
import {
  asked,
  items,
  poll as p,
  quiz as t,
  refused,
  unconfirmed,
} from "texts/sharing_class.ts";
import { portal } from "texts/sharing_portal.ts";
import { frame } from "texts/everywhere.ts";
import { questions as q } from "texts/checks_questions.ts";
import { languages } from "texts/languages.ts";
import { classPage } from "texts/sessions_class.ts";
import { session as sessionText } from "texts/sessions_live.ts";
import { readMarkupFaults } from "../markup.ts";
import { eventually } from "../../people.ts";
import {
  callSessionApi,
  isOnScreen,
  type Person,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";
import { riversQuiz } from "../checks/rivers.ts";
import { openResource } from "./opens.ts";

async function resultOf(desk: ReturnType<typeof callSessionApi>, id: string) {
  const { answers, done } = await desk("GET", `/resources/${id}`);
  return { answers: answers.length, done: done.length };
}

async function votesOn(desk: ReturnType<typeof callSessionApi>, id: string) {
  const { answers, questions: [{ answered }] } = await desk(
    "GET",
    `/resources/${id}`,
  );
  return { answers: answers.length, answered };
}

const choiceOnPage = ({ page }: Person, name: string) =>
  page.locator(".item").getByRole("button", { name, exact: true });

async function openNews(one: Person) {
  await one.page.getByRole("button", { name: portal.open, exact: true })
    .or(one.page.locator(".asked-card .main, .resource-asked > .main"))
    .filter({ visible: true }).first().click();
}

test("quizzes and polls work by keyboard, on an offline phone and in Chinese (R-2, R-4)", async ({ person, step }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const zh = languages.find(({ tag }) => tag === "zh-TW")!;
  const amy = await person();
  const ben = await person({ phone: true });
  const mei = await person({ language: zh });
  for (
    const [one, name] of [[amy, "Amy"], [ben, "Ben"], [mei, "Mei"]] as const
  ) {
    await one.join(session.code, name);
  }
  const made = await teacher.page.request.post("/api/quizzes", {
    data: riversQuiz,
  });
  const { quiz } = await made.json();
  let id = "";

  await step("an empty portal says what it is for", async () => {
    await amy.sees(portal.empty);
    await ben.button(portal.title).click();
    await ben.sees(portal.empty);
    await ben.shoot("portal-empty-phone");
    await ben.page.goBack();
    await ben.page.getByRole("heading", { name: portal.title })
      .waitFor({ state: "hidden" });
  });

  const { keyboard } = amy.page;
  await step("a quiz has a notice and is answered by keyboard", async () => {
    const { resource } = await desk("POST", "/resources", { quiz: quiz.id });
    id = resource.id;
    await ben.sees(ben.button(asked.answerNamed({ name: "Rivers" })));
    await ben.shoot("portal-news-phone");
    await amy.button(items.openNamed({ name: "Rivers" })).focus();
    await amy.page.keyboard.press("Enter");
    await amy.sees(t.number({ number: 1, of: 5 }));
    await amy.assertAccessible("quiz-question");
    await keyboard.press("b");
    await keyboard.press("1");
    await keyboard.press("Enter");
    await amy.sees(t.number({ number: 2, of: 5 }));
    await keyboard.press("1");
    await keyboard.press("c");
    await keyboard.press("3");
    await keyboard.press("2");
    await keyboard.press("Enter");
    await amy.page.getByRole("textbox", {
      name: /Vienna/,
      description: t.number({ number: 3, of: 5 }),
    }).waitFor();
    await keyboard.type("donau");
    await keyboard.press("Enter");
    await amy.sees(t.number({ number: 4, of: 5 }));
    await keyboard.type("3,5 m");
    await amy.sees(q.noNumber);
    await keyboard.press("Enter");
    await amy.sees(t.number({ number: 4, of: 5 }));
    await keyboard.press("ControlOrMeta+a");
    await keyboard.type("3 1/0");
    await amy.sees(q.noNumber);
    await keyboard.press("Backspace");
    await keyboard.type("2");
    await amy.sees(q.countsAs({ number: "3.5" }));
    await keyboard.press("Enter");
    await amy.sees(t.number({ number: 5, of: 5 }));
  });

  await step("the review leads to missing answers", async () => {
    await keyboard.press("Enter");
    await amy.sees(t.missing({ count: 1, numbers: "5" }));
    await amy.assertAccessible("quiz-review");
    await amy.button(t.goAnswered({ number: 3 })).press("Enter");
    await waitForAnswer(() => amy.page.locator(":focus").inputValue(), "donau");
    for (let n = 0; n < 5; n++) await keyboard.press("Backspace");
    await keyboard.press("Enter");
    await keyboard.press("Enter");
    await keyboard.press("Enter");
    await amy.sees(t.missing({ count: 2, numbers: "3 and 5" }));
    await amy.button(t.answerOne({ number: 3 })).press("Enter");
    await keyboard.type("donau");
    await keyboard.press("Enter");
    await keyboard.press("Enter");
    await keyboard.press("Enter");
    await amy.sees(t.missing({ count: 1, numbers: "5" }));
    await amy.button(t.answerOne({ number: 5 })).press("Enter");
    await keyboard.press("4");
    await waitForAnswer(() => resultOf(desk, id), { answers: 5, done: 0 });
  });

  await step("another tab has the answers; they are handed in", async () => {
    const tab = await amy.context.newPage();
    await tab.goto(amy.page.url());
    await tab.getByRole("button", { name: items.openNamed({ name: "Rivers" }) })
      .click();
    await tab.getByText(t.allAnswered).waitFor();
    await tab.close();
    await keyboard.press("Enter");
    await amy.button(t.handIn).press("Enter");
    await amy.sees(t.handedIn);
    await waitForAnswer(() => resultOf(desk, id), { answers: 5, done: 1 });
  });

  await step("offline a phone answers once, also reloaded", async () => {
    await openNews(ben);
    await ben.page.setViewportSize({ width: 360, height: 560 });
    await eventually(
      () => isOnScreen(ben.button(t.next)),
      (seen) => seen,
      "Next was in sight",
    );
    await ben.page.getByRole("radio", { name: "Nile" }).check();
    await ben.sees(q.states.saved);
    await ben.waitUntilStoredForOffline();
    await ben.goOffline();
    await ben.button(t.next).click();
    await ben.page.getByRole("checkbox", { name: "Elbe" }).check();
    await ben.sees(q.states.unsent);
    await ben.shoot("quiz-offline-phone");
    await ben.page.reload();
    await ben.sees(t.number({ number: 3, of: 5 }));
    await ben.page.getByRole("textbox").last().fill("Danube");
    await ben.button(t.handIn).last().click();
    await ben.sees(t.awayHint);
    await ben.shoot("quiz-review-phone");
    await ben.button(t.handInAnyway).click();
    await ben.sees(t.handedInAway);
    await waitForAnswer(() => resultOf(desk, id), { answers: 6, done: 1 });
    await ben.goOnline();
    await waitForAnswer(() => resultOf(desk, id), { answers: 8, done: 2 });
    await ben.sees(t.handedIn);
  });

  await step("after the close students see right answers", async () => {
    await mei.inOwnLanguage(async () => {
      await mei.button(items.openNamed({ name: "Rivers" })).click();
      await mei.page.getByRole("radio", { name: "Rhine" }).check();
      await mei.sees(q.states.saved);
    });
    await desk("PATCH", `/resources/${id}`, { closed: true });
    await mei.sees(mei.inOwnLanguage(() => t.closedNow));
    await desk("PATCH", `/resources/${id}`, { showResults: true });
    await amy.sees(t.scoreSoFar({ points: 4, most: 5 }));
    await amy.sees(t.marks.waits);
    await amy.assertAccessible("quiz-results");
    await ben.sees(t.score({ points: 3, most: 5 }));
    await mei.sees(mei.inOwnLanguage(() => t.marks.wrong));
    await desk("PATCH", `/resources/${id}`, {
      marks: [{ question: quiz.questions[2].id, text: "donau", right: true }],
    });
    await amy.sees(t.score({ points: 5, most: 5 }));
  });

  const path = await step("one by one all have the same question", async () => {
    const { resource } = await desk("POST", "/resources", {
      quiz: quiz.id,
      pace: "together",
      minutes: 10,
    });
    const path = `/resources/${resource.id}`;
    await ben.openChat();
    await ben.sees(
      ben.page.locator(".chat-panel").getByRole("button", {
        name: asked.answerNamed({ name: "Rivers" }),
      }),
    );
    await ben.shoot("asked-card-chat-phone");
    await openNews(ben);
    await ben.sees(t.number({ number: 1, of: 5 }));
    await amy.button(items.openNamed({ name: "Rivers" })).first().click();
    await amy.page.getByRole("radio", { name: "Nile" }).check();
    await amy.sees(t.waitsForTeacher);
    await desk("PATCH", path, { showResults: true });
    await amy.sees(t.marks.right);
    await amy.sees(t.goesOn);
    await desk("PATCH", path, { step: 1 });
    await ben.sees(t.number({ number: 2, of: 5 }));
    return path;
  });

  await step("focus and keys follow the teacher's question", async () => {
    const rhine = amy.page.getByRole("checkbox", { name: "Rhine" });
    await amy.page.locator(".choice", { hasText: "Rhine" }).click();
    await waitForAnswer(() => rhine.isChecked(), true);
    assert.deepEqual(await readMarkupFaults(amy.page), [], "its markup");
    await amy.text(t.earlier({ count: 1 })).click();
    await amy.page.getByRole("checkbox", { name: "Elbe" }).focus();
    for (const [n, what] of [[2, "danube"], [3, "3.5"]] as const) {
      await desk("PATCH", path, { step: n });
      for (const one of [amy, ben]) {
        await one.sees(t.number({ number: n + 1, of: 5 }));
        await one.page.keyboard.type(what);
        await waitForAnswer(
          () => one.page.locator(":focus").inputValue(),
          what,
        );
      }
    }
    await desk("PATCH", path, { step: 4 });
    await ben.sees(t.number({ number: 5, of: 5 }));
    await ben.page.keyboard.press("2");
    await ben.sees(ben.page.getByRole("radio", { name: "2", checked: true }));
    await waitForAnswer(async () => {
      const { answers } = await desk("GET", path);
      return answers.map((it: { answer: unknown }) => it.answer)
        .filter((it: unknown) => !Array.isArray(it)).map(String).sort();
    }, ["2", "3.5", "3.5", "danube", "danube"]);
  });

  await step("a quiz that is taken back says that it is gone", async () => {
    await desk("DELETE", path);
    await amy.sees(items.goneText);
    await amy.shoot("portal-gone");
    await amy.button(items.toAssistant).click();
    await ben.button(items.toAssistant).click();
  });

  await step("late answers count, those after results do not", async () => {
    const { resource } = await desk("POST", "/resources", { quiz: quiz.id });
    const path = `/resources/${resource.id}`;
    await openNews(ben);
    await ben.sees(t.number({ number: 1, of: 5 }));
    await ben.goOffline();
    await ben.page.getByRole("radio", { name: "Nile" }).check();
    await ben.sees(q.states.unsent);
    await desk("PATCH", path, { closed: true });
    await ben.goOnline();
    await ben.sees(t.closedNow);
    await ben.sees(ben.page.getByText(t.late, { exact: true }));
    await desk("PATCH", path, { closed: false });
    await ben.button(t.goAnswered({ number: 1 })).click();
    await ben.sees(q.states.late);
    await ben.goOffline();
    await ben.page.getByRole("radio", { name: "Rhine" }).check();
    await ben.sees(q.states.unsent);
    await desk("PATCH", path, { showResults: true });
    await ben.goOnline();
    const why = items.notTakenWhy({ why: refused.ended });
    await ben.sees(why);
    await ben.sees(t.score({ points: 2, most: 5 }));
    await ben.button(items.ok).click();
    await waitForAnswer(() => ben.text(why).count(), 0);
    await ben.button(portal.back).filter({ visible: true }).click();
    await ben.page.getByRole("heading", { name: portal.title })
      .waitFor({ state: "hidden" });
  });

  const share = async (poll: Record<string, unknown>) =>
    (await desk("POST", "/resources", { poll })).resource.id as string;
  const secret = await step(
    "an anonymous poll says so to students",
    async () => {
      const secret = await share({ kind: "yes-no", anonymous: true });
      await openResource(ben, q.whatDoYouSay);
      await ben.sees(
        frame.sentences({ first: p.anonymous, second: p.final }),
      );
      await ben.sees(q.whatDoYouSay);
      await mei.inOwnLanguage(async () => {
        await openResource(mei, q.whatDoYouSay);
        await choiceOnPage(mei, q.no).click();
        await mei.sees(asked.voted);
      });
      return secret;
    },
  );

  await step("an anonymous vote needs a network", async () => {
    await ben.goOffline();
    await choiceOnPage(ben, q.yes).click();
    await ben.sees(p.needsNetwork);
    assert(await isOnScreen(ben.page.getByRole("alert")));
    await ben.assertAccessible("poll-offline-phone");
    await choiceOnPage(ben, q.yes).click();
    await ben.sees(p.needsNetwork);
    await ben.goOnline();
    await waitForAnswer(() => votesOn(desk, secret), {
      answers: 0,
      answered: 1,
    });
    await choiceOnPage(ben, q.yes).click();
    await ben.sees(asked.voted);
    await waitForAnswer(() => votesOn(desk, secret), {
      answers: 0,
      answered: 2,
    });
  });

  await step("an unsent vote is told, and few votes are hidden", async () => {
    await openResource(amy, q.whatDoYouSay);
    await amy.goOffline();
    await choiceOnPage(amy, q.yes).click();
    await amy.sees(p.needsNetwork);
    await desk("PATCH", `/resources/${secret}`, { showResults: true });
    await amy.goOnline();
    await amy.sees(
      amy.page.getByRole("status").filter({ hasText: p.needsNetwork }),
    );
    await ben.sees(q.few({ answered: 2, fewest: 5 }));
    await ben.sees(q.whatDoYouSay);
  });

  const named = await step(
    "named votes are changed and taken back, also offline",
    async () => {
      const named = await share({
        kind: "letters",
        question: "Which answer is right?",
        anonymous: false,
      });
      await openResource(amy, "Which answer is right?");
      await amy.sees(p.named);
      await amy.sees(amy.page.getByText(asked.canChange, { exact: true }));
      await amy.goOffline();
      await amy.page.keyboard.press("c");
      await amy.sees(q.states.unsent);
      const chosen = (name: string) =>
        choiceOnPage(amy, name).and(amy.page.locator("[aria-pressed=true]"));
      await amy.sees(chosen("C"));
      await amy.goOnline();
      await amy.sees(q.states.saved);
      await choiceOnPage(amy, "D").click();
      await amy.sees(chosen("D"));
      await amy.button(q.clear).click();
      await waitForAnswer(() => resultOf(desk, named), { answers: 0, done: 0 });
      assert.equal(await amy.page.locator("[aria-pressed=true]").count(), 0);
      await amy.page.keyboard.press("4");
      await waitForAnswer(() => resultOf(desk, named), { answers: 1, done: 0 });
      await amy.assertAccessible("poll-answered");
      return named;
    },
  );

  await step("a closed poll shows the choice", async () => {
    await desk("PATCH", `/resources/${named}`, { closed: true });
    await amy.sees(p.closed);
    await amy.sees(amy.page.locator(".result-choice", { hasText: "D" }));
  });

  await step("a word is sent from the card, and changed by Undo", async () => {
    const word = await share({
      kind: "word",
      question: "One word for today",
      anonymous: false,
    });
    await desk("PATCH", `/resources/${named}`, { showResults: true });
    await amy.sees(q.yours);
    await openResource(amy, "One word for today");
    const box = amy.page.getByRole("textbox", { name: "One word for today" });
    await waitForAnswer(
      () => box.evaluate((it) => it === document.activeElement),
      true,
    );
    await box.fill("Lakes");
    await box.press("Enter");
    await waitForAnswer(() => resultOf(desk, word), { answers: 1, done: 0 });
    await box.fill("Seas");
    await ben.page.goBack();
    const card = ben.page.locator(".asked-card");
    const field = card.getByRole("textbox", { name: "One word for today" });
    await field.fill("Lakes");
    await field.press("Enter");
    await card.getByText(asked.said({ answer: "Lakes" })).first().waitFor();
    await card.getByRole("button", { name: frame.undo }).click();
    await field.fill("Rivers");
    await card.getByRole("button", { name: asked.send, exact: true }).click();
    await card.getByText(asked.said({ answer: "Rivers" })).first().waitFor();
    await waitForAnswer(() => resultOf(desk, word), { answers: 2, done: 0 });
    await desk("PATCH", `/resources/${word}`, { showResults: true });
    await amy.sees(p.unsentChange);
    await ben.sees("rivers");
    await ben.assertAccessible("poll-words-phone");
    await card.and(ben.page.getByRole("group", { name: "One word for today" }))
      .getByRole("button", { name: frame.close }).click();
    await card.waitFor({ state: "detached" });
  });

  await step("the portal lists all of it", async () => {
    await ben.button(portal.title).click();
    await ben.shoot("portal-list-phone");
    await amy.shoot("portal-list");
  });

  await step("a notice opens a template and a wall", async () => {
    await amy.openChat();
    const word = items.openNamed({ name: "One word for today" });
    await ben.button(word).last().click();
    const made = await teacher.page.request.post("/api/templates", {
      data: {
        name: "Debate partner",
        instructions: "Argue against the student.",
        firstMessage: "What do you want to argue for?",
      },
    });
    const { template } = await made.json();
    await desk("POST", "/resources", { template: template.id });
    await ben.sees(portal.newThing({ name: "Debate partner" }));
    await ben.page.getByRole("button", { name: portal.open, exact: true })
      .filter({ visible: true }).last().click();
    await ben.assertAccessible("portal-template-phone");
    await ben.button(/Debate partner/).filter({ visible: true }).click();
    await ben.sees("What do you want to argue for?");
    await desk("POST", "/resources", { wall: {} });
    await ben.sees(portal.newThing({ name: items.kinds.wall }));
    await ben.page.getByRole("button", { name: portal.open, exact: true })
      .filter({ visible: true }).last().click();
    await ben.page.getByRole("textbox").last().waitFor();
    await amy.sees(portal.newThings({ names: "" }).trim());
    await amy.shoot("portal-news-chat");
  });

  await step("another device has the same once it is confirmed", async () => {
    const other = await person({ phone: true });
    await amy.page.close();
    await teacher.sees("2 of 3 online");
    await other.join(session.code, "Amy");
    await other.button(portal.title).click();
    await other.button(items.openNamed({ name: "Rivers" })).last().click();
    await other.sees(unconfirmed.workWaits({ name: "Amy" }));
    await waitForAnswer(
      () => other.text(t.score({ points: 5, most: 5 })).count(),
      0,
    );
    await teacher.openWaitingItem("door");
    await teacher.button(sessionText.isThem({ name: "Amy" })).first().click();
    await other.sees(classPage.letIn({ name: "Amy" }));
    await other.button(portal.title).click();
    await other.button(items.openNamed({ name: "Rivers" })).last().click();
    await other.sees(t.score({ points: 5, most: 5 }));
  });
});
