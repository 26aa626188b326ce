/** The assistant in Chromium: what students see of it, cut off, on a phone, and what their teacher sees. */
import assert from "node:assert/strict";
import { assistant as t } from "texts/assistant.ts";
import { handIn } from "texts/assistant_hand_in.ts";
import { chat } from "texts/chat.ts";
import { classPage } from "texts/sessions_class.ts";
import { sessions } from "texts/sessions_portal.ts";
import { frame } from "texts/everywhere.ts";
import { groups } from "texts/groups.ts";
import { leaving } from "texts/people_leaving.ts";
import { session as sessionText } from "texts/sessions_live.ts";
import { review } from "texts/review.ts";
import { shoot } from "../../browser.ts";
import {
  type ModelServer,
  startModelServer,
  streamed,
} from "../../model_server.ts";
import { answers, ask } from "./asking.ts";
import {
  api,
  becomes,
  isOnScreen,
  passes,
  type Person,
  testStage,
} from "../stage.ts";

testStage(
  "A-1, A-4: a question is answered while one looks on, and is there after a reload",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const amy = await person();
    await amy.join(session.code, "Amy");
    await amy.sees(t.emptyTitle);
    await amy.sees(new RegExp(t.seen));
    await amy.shoot("assistant-empty");
    await ask(amy, "Please compare plant cells and animal cells in a table");
    await answers(amy, "streaming").waitFor();
    await amy.sees(amy.button(t.stop));
    await shoot(amy.page, "assistant-streaming");
    await answers(amy).waitFor();
    await amy.sees(amy.page.getByRole("cell", { name: "Chloroplasts" }));
    await amy.sees(answers(amy).getByText("Demonstration", { exact: true }));
    await amy.accessible("assistant-answer");

    await ask(amy, "And the code?");
    await answers(amy, "streaming").waitFor();
    await amy.button(t.stop).click();
    await answers(amy, "stopped").waitFor();
    await amy.sees(t.stopped);
    await amy.page.getByRole("status").filter({ hasText: t.brokenOff })
      .waitFor({ state: "attached" });
    await becomes(() => amy.text(t.answered).count(), 0);
    await amy.button(t.tryAgain).last().click();
    await amy.page.locator(".earlier").waitFor();
    await answers(amy).nth(1).waitFor();

    await amy.page.reload();
    await answers(amy).nth(1).waitFor();
    await becomes(() => amy.page.locator(".prompt").count(), 2);

    await amy.button(t.begin).first().click();
    await amy.sees(t.emptyTitle);
    await ask(amy, "Give me three ideas");
    await answers(amy).waitFor();
    await becomes(() => amy.page.locator(".conversations-one").count(), 2);
    await amy.accessible("assistant-list");
  },
);

testStage(
  "U1, M-1: the teacher sees every student's conversation as it is written, and sends an answer to the class",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const amy = await person();
    const ben = await person({ phone: true });
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    await ben.shoot("phone-assistant-empty");
    await ask(amy, "Why is the sky blue? Explain in steps");
    await teacher.sees(
      teacher.page.locator(".board-tile").getByText("Why is the sky blue?"),
    );
    await shoot(teacher.page, "board-streaming");
    await teacher.button(review.board.viewOf({ name: "Amy" })).click();
    const view = teacher.page.getByRole("complementary", { name: "Amy" });
    await view.getByText("Why is the sky blue?").first().waitFor();
    await view.locator('.answer[data-state="done"]').waitFor();
    await teacher.accessible("view-conversation");
    // It asks where to, and shows what goes; for ten seconds it can be undone, and undone it has gone nowhere.
    const toChat = view.getByRole("button", { name: review.view.toChat });
    const send = async () => {
      await toChat.click();
      const dialog = teacher.page.getByRole("dialog");
      await dialog.getByText("Why is the sky blue?").first().waitFor();
      await dialog.getByLabel(review.view.named).check();
      await teacher.accessible("send-to-chatroom");
      await dialog.getByRole("button", { name: review.send.send, exact: true })
        .click();
    };
    await send();
    await teacher.shoot("send-to-chatroom-undo");
    // On a phone, too, where the conversation lies over the page.
    const wide = teacher.page.viewportSize()!;
    await teacher.page.setViewportSize({ width: 360, height: 740 });
    const notice = teacher.page.locator(".held-notice").getByRole("button");
    await becomes(() => isOnScreen(notice), true);
    await teacher.page.setViewportSize(wide);
    await view.getByRole("button", { name: frame.undo }).press("Enter");
    await teacher.sees(t.heldUndone);
    await becomes(
      () => toChat.evaluate((it) => it === document.activeElement),
      true,
    );
    await send();
    await passes(teacher.page, () => Promise.resolve());
    await view.getByText(t.sentToChat).waitFor();
    await teacher.page.keyboard.press("Escape");
    await amy.openChat();
    await amy.sees(chat.sharedAnswerOf({ sharer: "Ms Lin", student: "Amy" }));
    await amy.shoot("chat-shared-answer");

    // A worrying word stays until it is dealt with.
    await teacher.page.mouse.move(400, 20);
    await ask(ben, "I want to hurt myself");
    await answers(ben).waitFor();
    await ben.shoot("phone-assistant-answer");
    await teacher.sees(review.board.signals.worrying);
    await teacher.page.locator(".board-tile").first()
      .getByText("Ben", { exact: true }).waitFor();
    await teacher.shoot("board");
    await teacher.page.setViewportSize({ width: 360, height: 740 });
    await shoot(teacher.page, "phone-board", true);
    await teacher.page.setViewportSize({ width: 1280, height: 800 });
    await teacher.button(review.board.viewOf({ name: "Ben" })).click();
    await teacher.button(review.board.settleOf({ name: "Ben" })).click();
    await becomes(
      () => teacher.text(review.board.signals.worrying).count(),
      0,
    );
    await teacher.page.keyboard.press("Escape");

    // Paused: students read, and do not ask.
    await teacher.part(review.tabs.settings);
    await teacher.page.getByLabel(review.settings.pause).check();
    await amy.sees(t.paused);
    await amy.shoot("assistant-paused");
    await teacher.page.getByLabel(review.settings.pause).uncheck();

    await teacher.page.getByText(review.settings.more).click();
    await teacher.page.getByLabel(review.settings.prompt)
      .fill("Answer in one sentence.");
    await teacher.page.getByLabel(review.settings.perMinute).fill("1");
    await teacher.page.locator("form", {
      has: teacher.page.getByLabel(review.settings.prompt),
    }).getByRole("button", { name: review.settings.save }).click();
    await teacher.sees(review.settings.saved);
    // What the class has had, as it is used.
    await teacher.sees(/[1-9]\d* questions?, [\d,]+ of 2,000,000 tokens/);
    await teacher.accessible("assistant-settings");
    await ask(amy, "One more question");
    await amy.sees(/You can ask once a minute/);
    await amy.shoot("assistant-limit");

    // The teacher has an assistant too.
    await teacher.part(review.tabs.assistant);
    await ask(teacher, "Give me a quiz idea");
    await answers(teacher).waitFor();
    await teacher.shoot("teacher-assistant");

    // After the end the same, to be read.
    await teacher.more("End session");
    await teacher.sees(sessionText.overTitle);
    await teacher.button(review.board.viewOf({ name: "Amy" })).click();
    await teacher.page.getByRole("complementary", { name: "Amy" })
      .getByText("Why is the sky blue?").first().waitFor();
    await teacher.sees(review.view.readOnly);
    await teacher.shoot("view-after");
  },
);

/** An answer that stops in its middle, until it may go on. */
const words = Array.from({ length: 60 }, (_, i) => `word${i} `);
let goOn: PromiseWithResolvers<void>;
let model: ModelServer;

testStage(
  "A-1: two of three lose their network in mid-answer; what was asked without it is asked later, once",
  async ({ person }) => {
    try {
      const teacher = await person();
      await teacher.signUp("Ms Lin");
      const session = await teacher.createSession();
      const [amy, ben, chloe] = [
        await person(),
        await person({ phone: true }),
        await person(),
      ];
      const names = ["Amy", "Ben", "Chloe"];
      for (const [i, one] of [amy, ben, chloe].entries()) {
        await one.join(session.code, names[i]);
        await ask(one, `How is it, ${names[i]}?`);
        await answers(one, "streaming").getByText("word3").waitFor();
      }
      await amy.keptForOffline();
      for (const one of [amy, ben]) await one.goOffline();
      await amy.sees(t.cutOff);
      await ben.sees(t.cutOff);
      await amy.shoot("assistant-cut");
      await ben.accessible("phone-assistant-cut");
      await ask(amy, "And what about this?");
      await amy.sees(t.waitingOffline);
      await amy.shoot("assistant-offline");
      // Closed and opened again, without a network: everything is there.
      await amy.page.reload();
      await amy.sees("And what about this?");
      await amy.sees(t.waitingOffline);
      await amy.sees("How is it, Amy?");

      goOn.resolve();
      await answers(chloe).getByText("word59").waitFor();
      for (const one of [amy, ben]) await one.goOnline();
      await answers(ben).getByText("word59").waitFor();
      await answers(amy).getByText("word59").nth(1).waitFor();
      await becomes(() => amy.page.locator(".prompt").count(), 2);
      const asked = model.received.filter(({ body }) =>
        body.messages.at(-1)?.content === "And what about this?"
      );
      assert.equal(asked.length, 1);
      assert.ok(
        !JSON.stringify(model.received.map(({ body }) => body.user)).includes(
          "Amy",
        ),
      );
    } finally {
      goOn.resolve();
      await model.stop();
    }
  },
  () => {
    goOn = Promise.withResolvers();
    const hold = { after: 5, until: goOn.promise };
    model = startModelServer(() => streamed(words, { pause: 20, hold }));
    return {
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: "key",
      OPENAI_MODEL: "slow-1",
    };
  },
);

testStage(
  "A-1: a question typed before the page is alive is not lost to it",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const amy = await person();
    await amy.join(session.code, "Amy");
    const scripts = Promise.withResolvers<void>();
    await amy.page.route("**/assets/*.js", async (route) => {
      await scripts.promise;
      await route.continue();
    });
    await amy.page.reload({ waitUntil: "commit" });
    const box = amy.page.getByRole("textbox", { name: t.prompt });
    await box.fill("What is a list?");
    scripts.resolve();
    await amy.page.locator('.ask [type="submit"][aria-disabled="false"]')
      .waitFor();
    await becomes(() => box.inputValue(), "What is a list?");
    await box.press("Enter");
    await amy.page.locator(".prompt-text", { hasText: "What is a list?" })
      .waitFor();
  },
);

testStage(
  "A-3, S-5: answers are shared, marked with Enter, and stay under My conversations after the class",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const amy = await person();
    const ben = await person({ phone: true });
    for (const [one, name] of [[amy, "Amy"], [ben, "Ben"]] as const) {
      await one.join(session.code, name);
      await ask(one, `What is a list, says ${name}`);
      await answers(one).waitFor();
      await one.button(t.handIn).click();
      await one.sees(handIn.text);
      await one.page.getByLabel(handIn.note).fill(`note of ${name}`);
      await one.shoot(`share-messages-${name.toLowerCase()}`);
      await one.button(/^Share –/).click();
      await one.sees(t.handedIn);
    }
    await teacher.sees(review.board.unmarked({ count: 2 }));
    await teacher.page.getByRole("link", { name: review.board.submissions })
      .click();
    await teacher.sees(teacher.page.getByRole("heading", { name: /^Amy, / }));
    await teacher.sees("note of Amy");
    await teacher.page.locator(".marking-conversation .answer").waitFor();
    await teacher.accessible("marking");
    // U12: nothing is saved where nothing was written, and she stays.
    await teacher.page.getByLabel(review.marking.mark).press("Enter");
    await teacher.sees(review.marking.empty);
    await teacher.sees(teacher.page.getByRole("heading", { name: /^Amy, / }));
    await teacher.page.getByLabel(review.marking.mark).fill("8/10");
    await teacher.page.getByLabel(review.marking.comment).fill(
      "**Well** asked.",
    );
    await teacher.page.getByLabel(review.marking.comment).press("Enter");
    await teacher.sees(teacher.page.getByRole("heading", { name: /^Ben, / }));
    await teacher.sees("note of Ben");
    await amy.sees("Well asked.");
    await amy.shoot("assistant-marked");
    await teacher.page.setViewportSize({ width: 360, height: 740 });
    await shoot(teacher.page, "phone-marking", true);
    await teacher.page.setViewportSize({ width: 1280, height: 800 });
    await teacher.page.getByLabel(review.marking.mark).fill("good");
    await teacher.page.getByLabel(review.marking.mark).press("Enter");
    await teacher.sees(review.marking.allMarked);
    await teacher.shoot("marking-done");

    await teacher.page.goBack();
    await teacher.more("End session");
    await teacher.sees(sessionText.overTitle);
    await amy.sees(classPage.isOver);
    await amy.page.getByRole("link", { name: classPage.my }).click();
    await amy.sees("8/10");
    await amy.sees(review.my.lead);
    await becomes(() => amy.text("**").count(), 0);
    await amy.accessible("my");
    await amy.page.getByRole("link", { name: "What is a list, says Amy" })
      .first().click();
    await amy.sees("This is a demonstration.");
    await amy.sees("Well asked.");
    await amy.accessible("my-conversation");
    const [file] = await Promise.all([
      amy.page.waitForEvent("download"),
      amy.page.getByRole("link", { name: review.my.download }).click(),
    ]);
    const text = await Deno.readTextFile(await file.path());
    assert.match(text, /^# What is a list, says Amy\n/);
    assert.match(text, /\*\*Mark:\*\* 8\/10/);
    await ben.page.goto("/my");
    await ben.sees("good");
    await ben.shoot("phone-my");

    // J-6: shared computers, after the class.
    const leave = async (who: Person) => {
      await who.page.locator("summary").filter({ hasText: leaving.leave })
        .click();
      await who.accessible(`leave-${new URL(who.page.url()).pathname[1]}`);
      await who.button(leaving.forget).click();
      await who.sees(review.my.empty);
    };
    await leave(ben);
    await amy.page.goto(`/class/${session.id}`);
    await amy.sees(classPage.isOver);
    await leave(amy);
    await amy.page.goto(`/class/${session.id}`);
    await amy.page.waitForURL("**/join");
  },
);

testStage(
  "M-2: with collection off both pages say so, and the teacher is shown nothing to open",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    await teacher.page.goto("/teacher/sessions/new");
    await teacher.page.getByLabel(sessions.collect).uncheck();
    await teacher.button(/^Create$/).click();
    await teacher.page.waitForURL(/sessions\/[1-9A-HJ-NP-Za-km-z]{16}$/);
    await teacher.sees(review.board.notCollected);
    const answer = await teacher.page.request.get(
      `/api/sessions/${teacher.page.url().split("/").at(-1)}`,
    );
    const { session } = await answer.json();
    const amy = await person();
    await amy.join(session.code, "Amy");
    await amy.sees(new RegExp(t.unseen));
    await ask(amy, "Something of mine");
    await answers(amy).waitFor();
    await teacher.sees(/1 asked ·/);
    await becomes(
      () => teacher.button(review.board.viewOf({ name: "Amy" })).count(),
      0,
    );
    await teacher.shoot("board-not-collected");
    await passes(amy.page, () => amy.button(t.toChat).click());
    await amy.sees(t.sentToChat);
    await teacher.openChat();
    await teacher.sees(chat.sharedAnswer({ sharer: "Amy" }));
  },
);

testStage(
  "U1, A-2: in a group an answer goes to the group or to all; on a phone conversations are in a sheet",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    const amy = await person({ phone: true });
    const ben = await person();
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    await ask(amy, "Some steps, please");
    await answers(amy).waitFor();
    await becomes(() => amy.button(t.toGroup).count(), 0);
    const { rooms } = await desk("POST", "/breakouts/rooms", {
      names: ["Group A"],
    });
    const { members } = await desk("GET", "/members");
    await desk("POST", "/breakouts/moves", {
      moves: members
        .filter(({ role }: { role: string }) => role === "student")
        .map(({ id }: { id: string }) => ({ member: id, room: rooms[0].id })),
    });
    await desk("POST", "/breakouts/start");
    // It would take her from the assistant to the group.
    await amy.page.locator(".class-main .arrival")
      .getByRole("button", { name: frame.close }).click();
    // Undone, nobody has it.
    await amy.button(t.toGroup).click();
    await amy.shoot("phone-goes-to-group");
    await amy.page.locator(".held-notice").getByRole("button").click();
    await amy.sees(t.showGroup);
    await passes(amy.page, () => amy.button(t.toGroup).click());
    await amy.sees(t.sentToGroup);
    await ben.openChat();
    await ben.button(groups.goTo({ name: "Group A" })).or(
      ben.page.getByRole("tab", { name: "Group A" }),
    ).first().click();
    await ben.sees(chat.sharedAnswer({ sharer: "Amy" }));
    await ben.shoot("group-shared-answer");

    await amy.button(t.conversations).click();
    await amy.sees(amy.page.getByRole("dialog"));
    await amy.shoot("phone-conversations");
    await amy.page.getByRole("dialog")
      .getByRole("button", { name: t.begin }).click();
    await amy.sees(t.emptyTitle);
    await ask(amy, "Another matter");
    await answers(amy).waitFor();
    await amy.button(t.conversations).click();
    await amy.page.getByRole("dialog")
      .getByRole("button", { name: "Some steps, please" }).click();
    await amy.sees(amy.page.locator(".prompt-text", {
      hasText: "Some steps, please",
    }));
  },
);
