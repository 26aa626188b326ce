/** What a student's page says above the work, without opening anything by itself (N-6). */
import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import { calls } from "texts/calls.ts";
import { chat } from "texts/chat.ts";
import { frame } from "texts/everywhere.ts";
import { groups } from "texts/groups.ts";
import { yourGroup } from "texts/groups_yours.ts";
import { places } from "texts/sessions_class.ts";
import {
  asked,
  items,
  poll as pollText,
  quiz as quizText,
} from "texts/sharing_class.ts";
import { portal } from "texts/sharing_portal.ts";
import { questions } from "texts/checks_questions.ts";
import { assertLayoutAndSave } from "../../browser.ts";
import { riversQuiz } from "../checks/rivers.ts";
import {
  expectTabSelected,
  makeClassWithGroups,
} from "../groups/two_groups.ts";
import {
  callSessionApi,
  isOnScreen,
  type Person,
  testStage as test,
  waitForAnswer,
  waitForPaint,
} from "../stage.ts";

const stands = ({ page }: Person) =>
  page.locator(
    ".resource-stage, .resource-bar, .class-line-place, .class-places",
  )
    .evaluateAll((all) =>
      all.map((it) => {
        const { x, y, width, height } = it.getBoundingClientRect();
        return [it.className, x, y, width, height].join();
      })
    );

const said = (answer: string) =>
  `${asked.said({ answer })} ${asked.resultsLaterAny}`;

const sizes = [
  ["phone", { width: 360, height: 740 }],
  ["desk", { width: 1366, height: 768 }],
] as const;

test("a call that begins moves nothing on a student's page", async (stage) => {
  const { session, desk } = await makeClassWithGroups(stage);
  for (const [what, viewport] of sizes) {
    const amy = await stage.person({ phone: what === "phone" });
    await amy.page.setViewportSize(viewport);
    await amy.join(session.code, `Amy on a ${what}`);
    await amy.sees("Ms Lin");
    await waitForPaint(amy.page);
    const before = await stands(amy);
    await desk("POST", "/call", { rooms: "main" });
    await amy.sees(amy.button(calls.join));
    await waitForPaint(amy.page);
    assert.deepEqual(await stands(amy), before, what);
    await assertLayoutAndSave(amy.page, `call-begins-${what}`);
    await desk("DELETE", "/call");
  }
});

test("a student's page reserves its places from the first bytes, and nothing moves (N-6)", async (stage) => {
  const { person, server, browser } = stage;
  const { teacher, session, desk, put } = await makeClassWithGroups(stage);
  for (const [what, viewport] of sizes) {
    const amy = await person({ phone: what === "phone" });
    await amy.page.setViewportSize(viewport);
    const name = `Amy on a ${what}`;
    await amy.join(session.code, name);
    const bare = await browser.newContext({
      baseURL: server.url,
      viewport,
      storageState: await amy.context.storageState(),
    });
    const still = await bare.newPage();
    await still.route("**/*.js", (route) => route.abort());
    await still.goto(new URL(amy.page.url()).pathname);
    const first = await stands({ page: still } as Person);
    await bare.close();
    await amy.sees(what === "phone" ? "Ms Lin" : chat.reply);
    await waitForAnswer(
      () => stands(amy),
      first,
      `${what}: as it becomes alive`,
    );
    await teacher.openChat();
    await teacher.say(`What did the leaf lose on a *${what}*?`, what);
    await amy.sees(`What did the leaf lose on a ${what}?`);
    const { resource } = await desk("POST", "/resources", {
      poll: { kind: "yes-no", question: "Was it water?", anonymous: false },
    });
    await amy.sees(amy.button(questions.yes));
    await put(name, 0);
    await desk("POST", "/breakouts/start");
    await amy.sees(groups.goTo({ name: "Group A" }));
    await waitForPaint(amy.page);
    assert.deepEqual(await stands(amy), first, `${what}: as things come`);
    await amy.page.locator(".arrival").getByRole("button", {
      name: frame.close,
    }).click();
    await amy.button(questions.yes).click();
    await amy.sees(said(questions.yes));
    assert.deepEqual(await stands(amy), first, `${what}: answered`);
    await desk("POST", "/resources", { wall: {} });
    await desk("PATCH", `/resources/${resource.id}`, { showResults: true });
    await amy.sees(items.kinds.wall);
    assert.deepEqual(await stands(amy), first, `${what}: news`);
    await desk("POST", "/breakouts/stop", { grace: 0 });
    await amy.sees(groups.over);
    assert.deepEqual(await stands(amy), first, `${what}: at the end`);
  }
});

const choice = (one: Person, name: string) =>
  one.page.locator(".asked-card").getByRole("button", { name, exact: true });
const cardOf = ({ page }: Person) =>
  page.locator(".asked-card").filter({ visible: true });
const undoOf = (one: Person) =>
  cardOf(one).getByRole("button", { name: asked.takeBack });

/** Waits, because a new card ignores presses for a moment. */
const settled = async (one: Person) => {
  await cardOf(one).waitFor();
  await cardOf(one).and(one.page.locator(":not([data-settling])")).waitFor();
};

test("one press answers a question with Undo, wherever a student is and offline too (N-6)", async ({ person, step }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const amy = await person({ phone: true }), ben = await person();
  await ben.page.setViewportSize({ width: 1366, height: 768 });
  await amy.join(session.code, "Amy");
  await ben.join(session.code, "Ben");
  const { page } = amy;
  const share = async (poll: Record<string, unknown>) =>
    (await desk("POST", "/resources", { poll })).resource.id as string;
  const answers = async (id: string) =>
    (await desk("GET", `/resources/${id}`)).questions[0].answered as number;
  let id = "";

  await step("the header is first", async () => {
    await amy.sees(page.getByText("Ms Lin", { exact: true }));
    await teacher.openChat();
    await teacher.say("Look at the leaf.");
    const line = page.locator(".class-line");
    await waitForAnswer(() => line.innerText(), "Ms Lin Look at the leaf.");
    assert.equal(await amy.log.isVisible(), false);
    const shown = page.locator(".message[data-shown=true]");
    await line.getByText("Look at the leaf.").click();
    await amy.sees(shown.getByText("Look at the leaf."));
    await page.goBack();
    await ben.button(chat.replyTo({ name: "Ms Lin" })).click();
    const box = ben.page.getByRole("textbox", { name: chat.message });
    await waitForAnswer(
      () => box.evaluate((it) => it === document.activeElement),
      true,
    );
  });

  await step("the row, the answers and the places fill a phone", async () => {
    const share = () =>
      page.evaluate(() =>
        document.querySelector(".assistant-scroll")!.clientHeight / innerHeight
      );
    assert(await share() >= 0.6, `${await share()}`);
    const row = await page.locator(".class-head").boundingBox();
    const main = await page.locator(".class-main").boundingBox();
    assert.deepEqual([row!.height, main!.y], [56, 56]);
    await amy.goOffline();
    await amy.sees(page.locator(".assistant-offline p"));
    assert(await share() >= 0.6, `offline: ${await share()}`);
    await amy.shoot("class-row-offline");
    await amy.goOnline();
    await page.locator(".assistant-offline p").waitFor({ state: "detached" });
  });

  await step("it rises over the assistant and over the chat", async () => {
    await ben.page.getByRole("textbox", { name: chat.message }).fill("I thi");
    const ask = page.getByRole("textbox", { name: assistant.prompt });
    await ask.fill("Why is");
    id = await share({
      kind: "letters",
      question: "Where does the water go?",
      anonymous: false,
    });
    for (const one of [amy, ben]) {
      await settled(one);
      await one.assertAccessible("asked-card");
    }
    const typed = ben.page.getByRole("textbox", { name: chat.message });
    for (const box of [ask, typed]) {
      assert(await box.evaluate((it) => it === document.activeElement));
    }
    const sizes = await cardOf(amy).locator(".choice")
      .evaluateAll((all) => all.map((it) => it.getBoundingClientRect().height));
    assert.deepEqual(sizes, [56, 56, 56, 56]);
    const text = cardOf(amy).locator(".question-text");
    const size = await text.evaluate((it) => getComputedStyle(it).fontSize);
    assert.equal(size, "18px");
  });

  await step("it folds to a line, and a press reopens it", async () => {
    await cardOf(amy).getByRole("button", { name: asked.later }).click();
    await cardOf(amy).waitFor({ state: "detached" });
    const line = page.locator(".resource-bar .resource-asked");
    const box = (await line.boundingBox())!;
    assert(box.y >= 0 && box.y + box.height <= 56, "in the row");
    assert(await isOnScreen(page.getByRole("textbox").last()));
    await page.reload();
    await line.waitFor();
    assert.equal(await cardOf(amy).count(), 0, "reloaded");
    await page.getByRole("navigation", { name: places.title })
      .getByRole("button", { name: places.classChat }).click();
    const inChat = page.locator(".chat-panel .resource-asked");
    await inChat.getByText("Where does the water go?").click();
    await settled(amy);
    await amy.shoot("asked-card-in-chat");
  });

  await step("one press in the chat answers; Undo takes it back", async () => {
    await choice(amy, "B").last().click();
    await amy.sees(cardOf(amy).getByText(said("B")).last());
    await waitForAnswer(() => answers(id), 1);
    await amy.shoot("asked-card-said");
    await undoOf(amy).click();
    await waitForAnswer(() => answers(id), 0);
    await settled(amy);
    await page.goBack();
  });

  await step("the keyboard answers, and the focus stays with it", async () => {
    await choice(ben, "C").focus();
    await ben.page.keyboard.press("Enter");
    await waitForAnswer(() => answers(id), 1);
    await waitForAnswer(
      () => undoOf(ben).evaluate((it) => it === document.activeElement),
      true,
    );
    await cardOf(ben).waitFor({ state: "detached" });
    const line = ben.page.locator(".resource-asked", { hasText: said("C") });
    await waitForAnswer(
      () => line.evaluate((it) => it === document.activeElement),
      true,
    );
  });

  await step("offline it waits, and says so", async () => {
    await settled(amy);
    await amy.goOffline();
    await amy.sees(page.locator(".assistant-offline p"));
    await choice(amy, "D").click();
    await amy.sees(`${asked.said({ answer: "D" })} ${asked.sentLater}`);
    await amy.shoot("asked-card-offline");
    assert.equal(await answers(id), 1);
    await amy.goOnline();
    await waitForAnswer(() => answers(id), 2);
    await cardOf(amy).waitFor({ state: "detached" });
    await amy.sees(page.locator(".resource-asked", { hasText: said("D") }));
  });

  await step("the results appear in the same card", async () => {
    await desk("PATCH", `/resources/${id}`, { showResults: true });
    for (const one of [amy, ben]) {
      await settled(one);
      await one.sees(cardOf(one).getByText(questions.yours));
      await one.assertAccessible("asked-card-results");
    }
    await cardOf(amy).getByRole("button", { name: frame.close }).click();
    await cardOf(amy).waitFor({ state: "detached" });
    await ben.page.keyboard.press("Tab");
    await cardOf(ben).getByRole("button", { name: frame.close }).press(
      "Escape",
    );
    await cardOf(ben).waitFor({ state: "detached" });
  });
});

test("an anonymous vote asks for confirmation, and is not kept offline (R-4)", async ({ person, step }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const amy = await person({ phone: true });
  await amy.join(session.code, "Amy");
  const { page } = amy;
  const share = async (poll: Record<string, unknown>) =>
    (await desk("POST", "/resources", { poll })).resource.id as string;
  const answers = async (id: string) =>
    (await desk("GET", `/resources/${id}`)).questions[0].answered as number;

  await step(
    "one press sends it, without Undo, as it says before",
    async () => {
      const secret = await share({
        kind: "scale",
        question: "How sure are you that you could tell it to a friend by now?",
        anonymous: true,
      });
      await settled(amy);
      await amy.sees(asked.anonymousTap);
      await amy.assertAccessible("asked-card-anonymous");
      await choice(amy, "3").focus();
      await page.keyboard.press("4");
      assert.equal(await answers(secret), 0, "a key alone sends nothing");
      await choice(amy, "3").click();
      await amy.sees(`${asked.voted} ${asked.resultsLaterAny}`);
      assert.equal(await undoOf(amy).count(), 0);
      await waitForAnswer(() => answers(secret), 1);
      assert(
        !(await cardOf(amy).innerText()).includes("3"),
        "nobody knows what",
      );
      await cardOf(amy).getByRole("button", { name: frame.close }).click();
      await desk("PATCH", `/resources/${secret}`, { closed: true });
    },
  );

  await step("offline it is not sent, and can be retried", async () => {
    const secret = await share({
      kind: "yes-no",
      question: "Sure?",
      anonymous: true,
    });
    await settled(amy);
    await amy.goOffline();
    await choice(amy, questions.yes).click();
    await amy.sees(pollText.needsNetwork);
    await amy.shoot("asked-card-not-sent");
    await amy.goOnline();
    assert.equal(await answers(secret), 0);
    await choice(amy, questions.no).click();
    await amy.sees(asked.voted);
    await waitForAnswer(() => answers(secret), 1);
    await desk("DELETE", `/resources/${secret}`);
    await cardOf(amy).waitFor({ state: "detached" });
  });

  const one = {
    name: "What do leaves breathe?",
    questions: [{
      kind: "single",
      text: "What do leaves breathe?",
      choices: ["Air", "Water", "Light"],
      correct: [0],
    }],
  };
  await step("a quiz of one question is one press too", async () => {
    const made = await teacher.page.request.post("/api/quizzes", { data: one });
    const { quiz } = await made.json();
    const { resource } = await desk("POST", "/resources", { quiz: quiz.id });
    await settled(amy);
    const text = cardOf(amy).getByText(one.name);
    assert.equal(await text.count(), 1, "its text stands once");
    await choice(amy, "B Water").click();
    await amy.sees(said("Water"));
    await waitForAnswer(() => answers(resource.id), 1);
    await cardOf(amy).waitFor({ state: "detached" });
    await desk("PATCH", `/resources/${resource.id}`, { showResults: true });
    await amy.sees(cardOf(amy).getByText(quizText.marks.wrong));
    await amy.assertAccessible("asked-card-quiz-results");
    await cardOf(amy).getByRole("button", { name: frame.close }).click();
  });

  await step("one of many questions opens by one press", async () => {
    const made = await teacher.page.request.post("/api/quizzes", {
      data: riversQuiz,
    });
    const { quiz } = await made.json();
    await desk("POST", "/resources", { quiz: quiz.id });
    await settled(amy);
    await cardOf(amy).getByRole("button", {
      name: asked.answerNamed({ name: riversQuiz.name }),
    }).click();
    await amy.sees(page.getByRole("heading", { name: riversQuiz.name }));
    assert.equal(await cardOf(amy).count(), 0);
    await page.goBack();
    const line = amy.button(asked.answerNamed({ name: riversQuiz.name }));
    await amy.sees(line);
    const { resources } = await desk("GET", "/resources");
    for (const { id } of resources) {
      await desk("DELETE", `/resources/${id}`);
    }
    await line.waitFor({ state: "detached" });
    await amy.sees(amy.button(portal.title));
  });
});

test("a phone has three places at the thumb, and none opens by itself (N-6)", async (stage) => {
  const { person, step } = stage;
  const { teacher, session, desk, put } = await makeClassWithGroups(stage);
  const amy = await person({ phone: true }), ben = await person();
  await ben.page.setViewportSize({ width: 1366, height: 768 });
  await amy.join(session.code, "Amy");
  await ben.join(session.code, "Ben");
  const { page } = amy;
  const bar = page.getByRole("navigation", { name: places.title });
  const place = (name: string | RegExp) => bar.getByRole("button", { name });

  await step("two places without a group", async () => {
    await amy.sees(place(places.classChat));
    assert.equal(await bar.getByRole("button").count(), 2);
    assert.equal(await page.locator(".chat-button").isVisible(), false);
    assert.equal(await ben.page.locator(".class-places").isVisible(), false);
    await ben.sees(ben.page.locator(".chat-button"));
    await amy.assertAccessible("class-places");
  });

  await step("a raised hand shows with the chat closed", async () => {
    await place(places.classChat).click();
    await amy.button(groups.raiseHand).click();
    await page.goBack();
    await amy.sees(place(new RegExp(places.handUp)));
    await amy.sees(bar.locator(".hand-mark"));
    await place(places.classChat).click();
    await amy.button(groups.lowerHand).click();
    await page.goBack();
    await bar.locator(".hand-mark").waitFor({ state: "detached" });
  });

  await step("the group opens, and nothing else", async () => {
    const before = await place(places.classChat).boundingBox();
    const at = await place(assistant.title).boundingBox();
    await put("Amy", 0);
    await put("Ben", 0);
    for (const one of [amy, ben]) await one.page.clock.install();
    await desk("POST", "/breakouts/start");
    for (const one of [amy, ben]) {
      await one.sees(groups.goTo({ name: "Group A" }));
      await one.page.locator(".your-group").waitFor({ state: "hidden" });
      await one.page.clock.runFor(9_000);
      await waitForPaint(one.page);
      assert.equal(await one.log.isVisible(), false);
      assert.equal(await one.page.locator("dialog:modal").count(), 0);
    }
    await amy.sees(place(places.myGroup({ name: "A" })));
    assert.deepEqual(await place(places.classChat).boundingBox(), before);
    assert.deepEqual(await place(assistant.title).boundingBox(), at);
    await amy.shoot("class-places-group");
    for (const one of [amy, ben]) {
      await one.page.clock.runFor(9_000);
      await one.page.locator(".arrival").waitFor({ state: "detached" });
    }
    await ben.sees(yourGroup.with({ name: "A", others: "Amy" }));
  });

  const one = chat.unread({ count: 1 });
  const group = place(
    places.withNews({ place: places.myGroup({ name: "A" }), news: one }),
  );
  const all = place(places.withNews({ place: places.classChat, news: one }));
  await step("each place has its number of news", async () => {
    await ben.openChat();
    await expectTabSelected(ben, "Group A");
    await ben.say("for the group");
    await teacher.openChat();
    await teacher.say("for **everyone**", "everyone");
    await amy.sees(group);
    await amy.sees(all);
    await amy.assertAccessible("class-places-unread");
    const dot = all.locator(".unread");
    const [red, paint] = await dot.evaluate((it) => {
      const style = getComputedStyle(it);
      const probe = document.createElement("i");
      probe.style.color = "var(--stop-fill)";
      it.append(probe);
      return [getComputedStyle(probe).color, style.backgroundColor];
    });
    assert.equal(paint, red);
  });

  await step("each place leads to its chat", async () => {
    await group.focus();
    await page.keyboard.press("Enter");
    await expectTabSelected(amy, "Group A");
    await amy.waitForMessage("for the group");
    await page.locator(".chat-head").getByRole("button", {
      name: chat.close,
    }).click();
    await waitForAnswer(
      () =>
        place(places.myGroup({ name: "A" })).evaluate((it) =>
          it === document.activeElement
        ),
      true,
    );
    await all.click();
    await expectTabSelected(amy, groups.main);
    await amy.waitForMessage("everyone");
    await page.goBack();
    await amy.sees(place(places.classChat));
  });

  await step(
    "the line opens the chat at it, and Reply answers it",
    async () => {
      await page.locator("button.class-line-text").click();
      await expectTabSelected(amy, groups.main);
      await amy.sees(page.locator(".message[data-shown=true]"));
      await page.goBack();
      await ben.page.locator(".chat-head").getByRole("button", {
        name: chat.close,
      }).click();
      await ben.button(chat.replyTo({ name: "Ms Lin" })).click();
      await expectTabSelected(ben, groups.main);
      await ben.say("I think water");
      await ben.sees(ben.page.locator(".message-answered"));
    },
  );

  await step("a broadcast is first and moves nobody", async () => {
    const box = page.getByRole("textbox", { name: assistant.prompt });
    await box.fill("Why is");
    await desk("POST", "/breakouts/broadcast", { text: "Two minutes left" });
    await amy.sees(
      page.locator(".class-line", { hasText: "Two minutes left" }),
    );
    assert.equal(await amy.log.isVisible(), false);
    assert(await box.evaluate((it) => it === document.activeElement));
  });

  await step("the bar covers no box", async () => {
    const ask = (await page.locator(".ask").boundingBox())!;
    const seen = (await page.locator(".assistant-seen").boundingBox())!;
    const top = (await bar.boundingBox())!.y;
    assert(ask.y + ask.height <= top && seen.y + seen.height <= top + 1);
  });

  await step("the groups' end removes a broadcast", async () => {
    await desk("POST", "/breakouts/stop", { grace: 0 });
    const line = page.locator(".class-line", { hasText: "Two minutes left" });
    await line.waitFor({ state: "detached" });
  });
});
