/** The chat panel as one uses it: what one reads stays where it is read. */
import assert from "node:assert/strict";
import { chat as t } from "../../../locales/en/chat/chat.ts";
import { createSession, join, type Seat, signUp } from "../../people.ts";
import { swiftStudents } from "../../server.ts";
import { painted, type Person, type Stage, testStage } from "../stage.ts";

/** A class in which Ben, a program, can say a lot at once. */
async function classWithBen({ server }: Stage) {
  const { code } = await createSession(await signUp(server));
  const ben = await (await join(server, code, "Ben")).enter();
  return { code, ben };
}

/** Says lines and waits until the last of them has arrived. */
async function sayAll(seat: Seat, from: number, to: number) {
  let last = "";
  for (let n = from; n < to; n++) last = seat.say(`line ${n}`);
  await seat.sees(last);
}

/** Whether one could read it now, where one is. */
function onScreen({ log }: Person, text: string): Promise<boolean> {
  return log.getByText(text, { exact: true }).evaluateAll(([item]) => {
    const box = item?.getBoundingClientRect();
    const frame = document.querySelector(".chat-scroll")!
      .getBoundingClientRect();
    return !!box && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
  });
}

testStage(
  "C-13: the chat opens at the first unread message with a line above it, and leads to the latest",
  async (stage) => {
    const { code, ben } = await classWithBen(stage);
    try {
      const amy = await stage.person();
      await amy.join(code, "Amy");
      await amy.openChat();
      await sayAll(ben, 0, 30);
      await amy.hears("line 29");
      // What came before the panel was ready stands at its first line; now all has been read.
      await amy.log.press("End");
      await amy.button("Close").click();
      await sayAll(ben, 30, 90);
      await amy.sees(amy.button(`${t.title}, ${t.unread(60)}`));

      await amy.openChat();
      await amy.hears("line 30");
      await amy.sees(t.newMessages);
      assert.equal(await onScreen(amy, "line 30"), true);
      assert.equal(await amy.log.getByText("line 89").count(), 0);
      await amy.accessible("chat-unread");

      // What comes now does not take one away from where one reads.
      await ben.sayAndSee("and one more");
      await amy.sees(amy.button(new RegExp(`^${t.latest}`)));
      assert.equal(await onScreen(amy, "line 30"), true);
      await amy.button(new RegExp(`^${t.latest}`)).click();
      await amy.hears("and one more");
      await amy.button(t.title).and(amy.page.locator("[aria-expanded=true]"))
        .waitFor();
      assert.equal(await amy.button(new RegExp(`^${t.latest}`)).count(), 0);
      await ben.sayAndSee("at the end");
      await amy.hears("at the end");
      assert.equal(await onScreen(amy, "at the end"), true);
    } finally {
      ben.close();
    }
  },
  swiftStudents,
);

testStage(
  "C-13: of a long talk a piece is in the page, and one gets everywhere by keyboard alone",
  async (stage) => {
    const { code, ben } = await classWithBen(stage);
    try {
      await sayAll(ben, 0, 200);
      const amy = await stage.person();
      await amy.join(code, "Amy");
      await amy.openChat();
      await amy.hears("line 199");
      const items = amy.log.locator("[aria-posinset]");
      assert.ok(await items.count() < 120);
      await amy.log.focus();
      for (let n = 0; n < 60; n++) await amy.page.keyboard.press("ArrowUp");
      await amy.log.locator(".message:focus", { hasText: "line 140" })
        .waitFor();
      assert.equal(await onScreen(amy, "line 140"), true);
      await amy.log.focus();
      await amy.page.keyboard.press("Home");
      await amy.hears("line 0");
      assert.equal(await onScreen(amy, "line 0"), true);
      assert.ok(await items.count() < 120);
      await amy.page.keyboard.press("End");
      await amy.hears("line 199");
    } finally {
      ben.close();
    }
  },
  swiftStudents,
);

testStage(
  "C-3: the messages stay at their end while the box below grows, and when it shrinks again",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    await teacher.createSession();
    await teacher.openChat();
    for (let n = 0; n < 18; n++) await teacher.say(`line ${n}`);
    const box = teacher.page.getByRole("textbox", { name: t.message });
    const fromEnd = async () => {
      await painted(teacher.page);
      return await teacher.log.evaluate((log) =>
        log.scrollHeight - log.scrollTop - log.clientHeight
      );
    };
    for (const text of ["one\n\n\n\n\nsix lines", "one line", ""]) {
      await teacher.log.evaluate((log) =>
        log.dispatchEvent(new Event("scroll"))
      );
      await box.fill(text);
      await teacher.log.evaluate((log) =>
        log.dispatchEvent(new Event("scroll"))
      );
      assert.ok(await fromEnd() < 2, JSON.stringify(text));
      assert.equal(await teacher.button(t.latest).count(), 0);
    }
  },
);
