import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { places } from "texts/sessions_class.ts";
import { moderation } from "texts/chat_moderation.ts";
import { tools } from "texts/chat_tools.ts";
import { formatList } from "../../../formats/format_list.ts";
import {
  callSessionApi,
  type Person,
  type Stage,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";
import { frame } from "texts/everywhere.ts";
import { createSession, joinClass, signUp } from "../../people.ts";

function message({ log }: Person, words: string): Locator {
  return log.locator(".message", { hasText: words }).last();
}

async function toolsOf(who: Person, words: string): Promise<Locator> {
  const item = message(who, words);
  await item.hover();
  await item.getByRole("button", { name: /^More for/ }).click();
  const menu = who.page.locator(".message-menu");
  await menu.waitFor();
  return menu;
}

const box = ({ page }: Person) =>
  page.getByRole("textbox", { name: t.message, exact: true });

async function chatOf({ person }: Stage, ...names: [string, "phone"?][]) {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const { code } = await teacher.createSession();
  const students: Person[] = [];
  for (const [name, phone] of names) {
    const student = await person({ phone: phone === "phone" });
    await student.join(code, name);
    students.push(student);
  }
  for (const one of [teacher, ...students]) await one.openChat();
  return [teacher, ...students];
}

async function deletes(who: Person, words: string): Promise<void> {
  const menu = await toolsOf(who, words);
  await menu.getByRole("button", { name: tools.delete, exact: true }).click();
}

test("reactions, replies, edits and deletions work by mouse, keyboard and on a phone (C-10)", async (stage) => {
  const [, amy, ben] = await chatOf(stage, ["Amy"], ["Ben", "phone"]);
  await ben.say("Plants breathe, too.");
  await amy.waitForMessage("Plants breathe, too.");

  let menu = await toolsOf(amy, "Plants breathe");
  await amy.assertAccessible("message-tools");
  await menu.getByRole("button", { name: t.emojis["👍"] }).click();
  const thumbs = (who: string) =>
    t.reactedBy({ emoji: t.emojis["👍"], count: 1, who });
  await amy.sees(amy.button(thumbs(t.me)));
  await ben.sees(ben.button(thumbs("Amy")));
  await amy.button(thumbs(t.me)).click();
  await ben.button(thumbs("Amy")).waitFor({ state: "detached" });

  menu = await toolsOf(ben, "Plants breathe");
  await ben.goOffline();
  await menu.getByRole("button", { name: t.emojis["❤️"] }).click();
  const heart = t.reactedBy({ emoji: t.emojis["❤️"], count: 1, who: t.me });
  await ben.sees(ben.button(heart));
  const state = message(ben, "Plants breathe").locator(".message-state");
  await waitForAnswer(() => state.textContent(), t.sent);
  await ben.goOnline();
  await ben.button(heart).click();
  await ben.button(heart).waitFor({ state: "detached" });

  await amy.log.focus();
  await amy.page.keyboard.press("ArrowUp");
  await amy.page.keyboard.press("Enter");
  await amy.page.locator(".message-menu button:focus").waitFor();
  for (let n = 0; n < 4; n++) await amy.page.keyboard.press("ArrowRight");
  await amy.page.keyboard.press("Enter");
  await ben.sees(
    ben.button(t.reactedBy({ emoji: t.emojis["🎉"], count: 1, who: "Amy" })),
  );

  menu = await toolsOf(ben, "Plants breathe");
  await ben.shoot("phone-message-tools");
  await menu.getByRole("button", { name: t.reply }).click();
  await ben.sees(ben.page.locator(".composer-reply"));
  await ben.say("And they drink.");
  menu = await toolsOf(ben, "And they drink.");
  await menu.getByRole("button", { name: tools.edit }).click();
  await ben.sees(ben.button(tools.save));
  await waitForAnswer(() => ben.text(tools.hint).isVisible(), false);
  await ben.button(tools.cancel).click();
  await amy.waitForMessage("And they drink.");
  const answer = message(amy, "And they drink.");
  await answer.getByRole("button", { name: t.answerTo }).click();
  await amy.page.locator(".message:focus[data-shown=true]", {
    hasText: "Plants breathe",
  }).waitFor();

  await amy.say("It is the secnd one.");
  await message(amy, "secnd").getByTitle(t.sent, { exact: true }).waitFor();
  await amy.goOffline();
  await box(amy).press("ArrowUp");
  const edit = amy.page.getByRole("textbox", { name: tools.words });
  await edit.fill("It is the third one.");
  await edit.press("Escape");
  await amy.waitForMessage("It is the secnd one.");
  await waitForAnswer(() => amy.log.isVisible(), true);
  await box(amy).press("ArrowUp");
  await edit.fill("It is the second one.");
  await amy.sees(tools.hint);
  await amy.assertAccessible("message-edit");
  await edit.press("Enter");
  await message(amy, "second").getByTitle(t.pending).waitFor();
  await waitForAnswer(() => ben.visibleMessagesOf(["It is the secnd one."]), [
    "It is the secnd one.",
  ]);
  await amy.goOnline();
  await ben.waitForMessage("It is the second one.");
  await message(ben, "It is the second").getByText(t.edited).waitFor();
  await waitForAnswer(
    () => ben.visibleMessagesOf(["It is the secnd one."]),
    [],
  );

  await deletes(amy, "It is the second");
  await amy.button(frame.undo).click();
  await amy.waitForMessage("It is the second one.");
  await amy.page.clock.install();
  await deletes(amy, "It is the second");
  await amy.sees(amy.button(frame.undo));
  // Past the time for Undo, also where it has the focus.
  await amy.page.clock.fastForward(20_500);
  await ben.waitForMessage(t.deleted);
  await amy.waitForMessage(t.deleted);
  await waitForAnswer(
    () => ben.visibleMessagesOf(["It is the second one."]),
    [],
  );
});

test("a teacher pins and mutes, and deletes any message (C-11)", async (stage) => {
  const [teacher, amy, ben] = await chatOf(stage, ["Amy"], ["Ben", "phone"]);
  await teacher.say(
    "**Page 42**, [please](https://example.org/42).",
    "Page 42, please.",
  );
  await teacher.say("The test is on Friday.");
  await amy.say("Which page?");
  for (const words of ["Page 42", "The test is"]) {
    const menu = await toolsOf(teacher, words);
    await menu.getByRole("button", { name: t.pin }).click();
    await amy.sees(
      amy.page.getByRole("region", { name: t.pinned }).getByText(words),
    );
  }
  await ben.sees(ben.button(t.morePinned({ count: 1 })));
  await ben.button(t.morePinned({ count: 1 })).click();
  const pins = ben.page.getByRole("region", { name: t.pinned });
  await pins.locator("strong", { hasText: "Page 42" }).waitFor();
  const link = pins.getByRole("link", { name: "please" });
  await waitForAnswer(
    () => link.getAttribute("href"),
    "https://example.org/42",
  );
  await link.click({ trial: true });
  await ben.assertAccessible("phone-pinned");

  await box(ben).fill("not sent yet");
  let menu = await toolsOf(teacher, "Which page?");
  await waitForAnswer(
    () => menu.getByRole("button", { name: tools.edit }).count(),
    0,
  );
  await menu.getByRole("button", { name: tools.delete, exact: true }).click();
  await teacher.sees(teacher.button(frame.undo));
  await amy.waitForMessage(t.deleted);
  await teacher.button(frame.undo).click();
  await amy.waitForMessage("Which page?");
  await deletes(teacher, "Which page?");
  await amy.waitForMessage(t.deleted);
  const more = { name: /^More for/ };
  assert.equal(
    await message(amy, t.deleted).getByRole("button", more).count(),
    0,
  );

  await ben.say("la la la");
  await box(ben).fill("and on");
  menu = await toolsOf(teacher, "la la la");
  await menu.getByRole("button", { name: tools.mute({ name: "Ben" }) })
    .click();
  await ben.sees(t.muted);
  await ben.sees(t.draftKept);
  await waitForAnswer(() => box(ben).count(), 0);
  await ben.button(groups.raiseHand).click();
  await ben.sees(groups.handIsUp);
  await ben.button(groups.lowerHand).click();
  menu = await toolsOf(teacher, "la la la");
  await menu.getByRole("button", { name: tools.unmute({ name: "Ben" }) })
    .click();
  await box(ben).waitFor();
  await waitForAnswer(() => box(ben).inputValue(), "and on");

  menu = await toolsOf(teacher, "The test is");
  await menu.getByRole("button", { name: t.unpin }).click();
  await ben.button(t.morePinned({ count: 1 })).waitFor({ state: "detached" });
});

test("@ completes names by keyboard and press, and mentions of the reader count separately (C-1)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const { code } = await teacher.createSession();
  const amy = await person(), ben = await person({ phone: true });
  await amy.join(code, "Amy");
  await ben.join(code, "Ben Wu");
  await teacher.openChat();
  await amy.openChat();
  await teacher.sees("3 online");
  const names = teacher.page.getByRole("listbox", { name: t.mention });
  await box(teacher).pressSequentially("Well done, @b");
  await names.getByRole("option", { name: "Ben Wu" }).waitFor();
  await waitForAnswer(() => names.getByRole("option").count(), 1);
  await teacher.assertAccessible("mention-list");
  await box(teacher).press("Tab");
  await waitForAnswer(() => box(teacher).inputValue(), "Well done, @Ben Wu ");
  await box(teacher).pressSequentially("and @");
  await names.getByRole("option", { name: "Amy" }).click();
  await box(teacher).press("Enter");
  await amy.log.locator(".mention[data-me=true]", { hasText: "@Amy" })
    .waitFor();
  await amy.log.locator(".mention[data-me=false]", { hasText: "@Ben Wu" })
    .waitFor();
  const news = formatList([t.unread({ count: 1 }), t.mentioned({ count: 1 })]);
  await ben.sees(
    ben.button(places.withNews({ place: places.classChat, news })),
  );
  await ben.openChat();
  await ben.waitForMessage("@Ben Wu");
  await ben.button("Close").click();
  await ben.page.getByRole("button", { name: places.classChat, exact: true })
    .waitFor();
});

test("a teacher pauses the chat and blocks words in the panel, and decides on held messages (C-11)", async (stage) => {
  const [teacher, amy, ben] = await chatOf(stage, ["Amy", "phone"], ["Ben"]);
  await box(amy).fill("half a sent");
  await teacher.button(moderation.menu).click();
  const pause = teacher.page.getByRole("switch", {
    name: moderation.pause,
  }).and(teacher.page.locator(".moderation-list *"));
  await pause.click();
  await amy.sees(t.paused);
  await amy.sees(t.draftKept);
  await teacher.assertAccessible("moderation-menu");
  await pause.click();
  await box(amy).waitFor();
  await waitForAnswer(() => box(amy).inputValue(), "half a sent");

  await teacher.button(moderation.words).click();
  const list = teacher.page.getByRole("dialog", { name: moderation.words });
  await list.getByLabel(moderation.words).fill("banana\nfool");
  await teacher.assertAccessible("blocked-words");
  await list.getByRole("button", { name: moderation.save }).click();
  await list.getByText(moderation.saved).waitFor();
  await list.getByRole("button", { name: "Close" }).click();

  await amy.say("You fool!");
  await amy.sees(t.held);
  await amy.say("One banana, please.");
  await teacher.sees(t.heldCount({ count: 2 }));
  await teacher.assertAccessible("held-queue");
  await waitForAnswer(() => ben.visibleMessagesOf(["You fool!"]), []);
  await teacher.button(moderation.rejectOf({ name: "Amy" })).first().click();
  await teacher.sees(t.heldCount({ count: 1 }));
  await amy.log.getByRole("alert").waitFor();
  await teacher.button(moderation.allowOf({ name: "Amy" })).click();
  await ben.waitForMessage("One banana, please.");
  await amy.log.locator(".message[data-state=pending]")
    .waitFor({ state: "detached" });
  await waitForAnswer(() => ben.visibleMessagesOf(["You fool!"]), []);

  await ben.say("Hello");
  await message(ben, "Hello").getByTitle(t.sent, { exact: true }).waitFor();
  await box(ben).press("ArrowUp");
  const edit = ben.page.getByRole("textbox", { name: tools.words });
  await edit.fill("Hello, fool");
  await edit.press("Enter");
  await ben.sees(t.changeHeld({ words: "" }));
  await ben.waitForMessage("Hello");
  await teacher.sees(moderation.edit);
  await teacher.button(moderation.allowOf({ name: "Ben" })).click();
  await amy.waitForMessage("Hello, fool");
});

test("a writer is back in the message box once a paused chat continues (C-11)", async ({ person }) => {
  const teacher = await person(), amy = await person({ phone: true });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  await amy.join(session.code, "Amy");
  await amy.openChat();
  await amy.button(groups.raiseHand).click();
  await amy.sees(groups.handIsUp);
  await box(amy).click();
  await amy.page.keyboard.type("Half a sent");
  await desk("PATCH", "", { chatPaused: true });
  await amy.sees(t.paused);
  await desk("PATCH", "", { chatPaused: false });
  await box(amy).waitFor();
  await waitForAnswer(
    () => box(amy).evaluate((it) => it === document.activeElement),
    true,
  );
});

test("Copy of a message gives formatted text beside the Markdown", async ({ server, person }) => {
  const { code } = await createSession(await signUp(server));
  const ben = await (await joinClass(server, code, "Ben")).openPage();
  const amy = await person();
  try {
    await amy.join(code, "Amy");
    await amy.openChat();
    const typed = "# Water\n**Water** is `H2O`\n\n- a\n- b";
    await ben.sayAndSee(typed);
    const menu = await toolsOf(amy, "H2O");
    await menu.getByRole("button", { name: t.copy }).click();
    await waitForAnswer(() => amy.readClipboard(), typed);
    const html = await amy.page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return await (await item.getType("text/html")).text();
    });
    assert.match(html, /<p[^>]*><strong>Water<\/strong><\/p>/);
    assert.match(html, /<code[^>]*>H2O<\/code>/);
    assert.match(html, /<li>.*a.*<\/li>/s);
    assert.doesNotMatch(html, /class=|tabindex/);
  } finally {
    ben.close();
  }
});
