import assert from "node:assert/strict";
import { assistant as t } from "texts/assistant.ts";
import { starters } from "texts/assistant_starters.ts";
import { chat as chatText } from "texts/chat.ts";
import { frame } from "texts/everywhere.ts";
import { groups } from "texts/groups.ts";
import { yourGroup } from "texts/groups_yours.ts";
import { privacy } from "texts/privacy.ts";
import { review } from "texts/review.ts";
import { classPage, places } from "texts/sessions_class.ts";
import { over } from "texts/sessions_over.ts";
import { portal } from "texts/sessions_portal.ts";
import { answersInState, askAssistant } from "../assistant/asking.ts";
import {
  callSessionApi,
  type Person,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";

test("a student's pages keep their layout from start to end on every screen size (A-1, B-9, C-2, S-5)", async ({ person, step }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const amy = await person(), ben = await person({ phone: true });
  const cleo = await person();
  await cleo.page.setViewportSize({ width: 820, height: 1180 });
  const all = Object.entries({ Amy: amy, Ben: ben, Cleo: cleo });
  for (const [name, one] of all) await one.join(session.code, name);
  const box = (one: Person) =>
    one.page.getByRole("textbox", { name: t.prompt });
  const bubble = (one: Person) =>
    one.button(new RegExp(`^(${chatText.title}|${places.classChat})($|,)`));

  await step("a starter is filled in to continue (A-1)", async () => {
    await amy.button(starters.explain.words).click();
    await waitForAnswer(
      () => box(amy).inputValue(),
      `${starters.explain.text} `,
    );
    await amy.page.keyboard.type("clouds");
    await amy.button(starters.quiz.words).click();
    await waitForAnswer(
      () => box(amy).inputValue(),
      `${starters.quiz.text} clouds`,
    );
    await amy.shoot("student-first-screen");
  });

  await step("the first screen names the group (B-9)", async () => {
    const desk = callSessionApi(teacher, session.id);
    const { rooms } = await desk("POST", "/breakouts/rooms", {
      names: ["Group A"],
    });
    const { members } = await desk("GET", "/members");
    await desk("POST", "/breakouts/moves", {
      moves: members
        .filter((it: { role: string }) => it.role === "student")
        .map(({ id }: { id: string }) => ({ member: id, room: rooms[0].id })),
    });
    await desk("POST", "/breakouts/start");
    const line = yourGroup.with({ name: "A", others: "Amy and Ben" });
    await cleo.page.locator(".arrival").getByRole("button", {
      name: frame.close,
    }).click();
    await cleo.button(line).waitFor();
    const place = ben.button(places.myGroup({ name: "A" }));
    await place.waitFor();
    await ben.shoot("student-group-phone");
    await cleo.shoot("student-group-tablet");
    await place.click();
    await ben.page.getByRole("dialog", { name: chatText.title })
      .getByRole("tab", { name: "Group A", selected: true }).waitFor();
    await ben.page.goBack();
  });

  await step("labels say where an answer goes (A-2, A-3)", async () => {
    await askAssistant(cleo, "What is rain");
    await answersInState(cleo).waitFor();
    for (const words of [t.toChat, t.toGroup, t.handIn]) {
      assert.equal((await cleo.button(words).innerText()).trim(), words);
    }
    await cleo.button(t.handIn).click();
    await cleo.page.getByRole("dialog", { name: t.handIn }).getByRole(
      "button",
      { name: t.give },
    ).click();
    await cleo.sees(t.handedIn);
  });

  await step("the chat is on their other pages too (C-2)", async () => {
    await cleo.page.goto("/my");
    await cleo.openChat();
    await cleo.page.getByRole("tab", { name: groups.main }).click();
    await cleo.say("hello from my conversations");
    await cleo.page.getByRole("dialog", { name: chatText.title })
      .getByText(portal.chatOf).waitFor();
    await ben.openChat();
    await ben.page.getByRole("tab", { name: groups.main }).click();
    await ben.waitForMessage("hello from my conversations");
    await ben.page.goto("/my");
    await bubble(ben).waitFor();
    await ben.assertAccessible("my-chat-phone");
    await ben.openChat();
    await ben.page.getByRole("tab", { name: groups.main }).click();
    await ben.waitForMessage("hello from my conversations");
    await amy.page.goto("/privacy");
    await amy.sees(privacy.heading);
    await amy.openChat();
    await amy.page.getByRole("tab", { name: groups.main }).click();
    await amy.waitForMessage("hello from my conversations");
    await amy.page.goto(`/class/${session.id}`);
    await amy.sees(t.emptyTitle);
  });

  await step("a removed student is told there, too (J-4)", async () => {
    const dan = await person();
    await dan.join(session.code, "Dan");
    await dan.page.goto("/my");
    await dan.openChat();
    const desk = callSessionApi(teacher, session.id);
    const { members } = await desk("GET", "/members");
    const { id } = members.find((it: { name: string }) => it.name === "Dan");
    await desk("DELETE", `/members/${id}`);
    await dan.sees(over.removed.title);
    await dan.waitUntilNothingStored();
  });

  await step("the end lists the student's own work (S-5)", async () => {
    await callSessionApi(teacher, session.id)("POST", "/end", { now: true });
    for (const one of [ben, cleo]) {
      await waitForAnswer(() => bubble(one).count(), 0);
      await one.waitUntilNothingStored();
    }
    await amy.sees(classPage.isOver);
    await amy.sees(over.unsentHint);
    await amy.sees(over.nothingYet);
    await cleo.page.goto(`/class/${session.id}`);
    await cleo.sees(over.handedIn({ count: 1 }));
    await cleo.sees(over.keeps({ days: 30 }));
    await cleo.shoot("student-over");
    const made = cleo.page.getByRole("link", { name: "What is rain" });
    await made.click();
    await cleo.sees(review.my.shown);
    await waitForAnswer(() => bubble(cleo).count(), 0);
    const scripts = await cleo.page.content();
    assert(!scripts.includes("StudentChat"), "the page loads no chat");
  });
});
