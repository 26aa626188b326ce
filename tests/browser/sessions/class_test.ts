/** The first lesson of every teacher, through forms alone; other tests begin with requests, and skip these forms. */
import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { people } from "texts/people.ts";
import { classPage as t } from "texts/sessions_class.ts";
import { over } from "texts/sessions_over.ts";
import { join } from "texts/people_join.ts";
import { session as live } from "texts/sessions_live.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";
import { frame } from "texts/everywhere.ts";

test("a teacher gets from an account over a class and its chat to the record by hand (S-1, S-2, C-1, C-9)", async ({ person, step }) => {
  const teacher = await person();
  await teacher.byHand.signUp("Ms Lin");
  const session = await teacher.byHand.createSession();
  const digits = session.code.replace(/(...)(...)/, "$1\\s?$2");
  await teacher.sees(teacher.text(new RegExp(digits)));

  const amy = await person();
  await amy.page.goto("/");
  const login = amy.page.getByRole("dialog", { name: "Student Login" });
  const codeField = login.getByLabel("Session code");
  const nameField = login.getByLabel("Display name");

  await step("the form is as high as the door beside it", async () => {
    const [student, door] = await Promise.all(
      [".join-page", ".landing-door"].map((it) =>
        amy.page.locator(it).boundingBox()
      ),
    );
    assert.equal(student?.height, door?.height);
  });

  await step("a wrong code is refused before the name", async () => {
    await codeField.fill("48 29");
    await amy.button(/^Join$/).click();
    await amy.sees(join.needCode);
    await waitForAnswer(() => nameField.count(), 0);
    await codeField.fill("000000");
    await amy.button(/^Join$/).click();
    await amy.sees(join.wrongCode);
    await waitForAnswer(
      () => nameField.count(),
      0,
      "before a name is thought of",
    );
  });

  await step("a right code leads to the name", async () => {
    await codeField.fill(session.code);
    await codeField.press("Enter");
    await nameField.waitFor();
    await login.locator(".hint").getByText(/^You’re joining .* with Ms Lin/)
      .waitFor();
    await waitForAnswer(
      () => nameField.evaluate((it) => it === document.activeElement),
      true,
      "the name comes next",
    );
    await amy.shoot("landing-name");
  });

  await step("a link brings its code, and a name is needed", async () => {
    await amy.page.goto(`/join?sessionCode=${session.code}`);
    await waitForAnswer(
      () => amy.page.evaluate(() => document.activeElement?.id),
      "name",
      "the code of a link is not asked for",
    );
    assert.equal(await amy.page.getByLabel(join.code).count(), 0);
    assert.equal(await amy.page.getByRole("alert").count(), 0);
    await amy.page.keyboard.press("Enter");
    await amy.sees(amy.page.getByRole("alert").getByText(join.needName));
  });

  await step("the wrong code of a link can be corrected", async () => {
    await amy.page.goto("/join?sessionCode=000000");
    await amy.page.getByLabel("Display name").fill("Amy");
    await amy.button(/^Join$/).click();
    await amy.sees(join.wrongCode);
    await amy.sees(amy.page.getByLabel(join.code));
    await amy.assertAccessible("join-wrong-code");
  });

  await amy.byHand.join(session.code, "Amy");

  const ben = await person({ phone: true });
  await ben.byHand.join(session.code, "Ben");
  const texts = ["hi Amy", "sit down, please"];

  await step("all three talk, and read the same order", async () => {
    for (const who of [ben, amy, teacher]) await who.openChat();
    await amy.say("good **morning** all", "morning");
    for (const who of [ben, teacher]) await who.waitForMessage("morning");
    await ben.say("hi Amy");
    // Messages have the order in which the server stored them.
    await teacher.waitForMessage("hi Amy");
    await teacher.say("sit down, please");
    for (const who of [teacher, amy, ben]) {
      await who.waitForMessage("sit down, please");
      await who.waitForMessage("hi Amy");
      await waitForAnswer(() => who.visibleMessagesOf(texts), texts);
      await who.sees(who.log.getByText("Teacher", { exact: true }));
      await who.sees(who.text(/\b3 online/));
    }
    await teacher.sees(teacher.text("Amy"));
  });

  await step("the code has a picture and a link", async () => {
    await teacher.button(chat.unpin).waitFor();
    await teacher.page.locator(".code-chip").click();
    await teacher.button("Scan QR code").click();
    await teacher.sees(teacher.page.getByRole("img", { name: /QR code/ }));
    await teacher.assertAccessible("session-qr");
    await teacher.page.keyboard.press("Escape");
    await teacher.button("Copy link").first().click();
    await waitForAnswer(
      async () =>
        (await teacher.readClipboard()).endsWith(
          `/join?sessionCode=${session.code}`,
        ),
      true,
    );
  });

  await step("Present opens the projector and closes the panel", async () => {
    // The panel must not cover news while the teacher looks at the projector.
    const code = teacher.page.locator("#join-code");
    const [projector] = await Promise.all([
      teacher.context.waitForEvent("page"),
      code.getByRole("link", { name: "Present" }).click(),
    ]);
    await code.waitFor({ state: "hidden" });
    await projector.close();
  });

  await step("the end can be taken back", async () => {
    const undo = teacher.button("Undo");
    await teacher.pressInDeskMenu("End session");
    await undo.click();
    await undo.waitFor({ state: "hidden" });
  });

  await step("the end is told, and the record has all", async () => {
    await callSessionApi(teacher, session.id)("POST", "/end", { now: true });
    for (const who of [amy, ben]) await who.sees(t.isOver);
    await teacher.page.getByRole("link", { name: "View Chat History" }).click();
    for (const text of texts) await teacher.sees(text);
  });
});

test("a removed student is notified, returns when allowed, and leaves (J-4, J-6)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  const removes = async () => {
    await teacher.button("More for Amy").click();
    const menu = teacher.page.getByRole("menu");
    await menu.getByRole("menuitem", { name: "Remove student" }).click();
    await amy.sees(over.removed.title);
  };
  await removes();
  await teacher.sees(people.removed({ name: "Amy" }));
  // A message that was taken back leaves no trace, without a reload.
  await teacher.button(frame.undo).click();
  const words = teacher.text(people.allowed({ name: "Amy" }));
  await words.waitFor();
  for (const width of [1280, 360]) {
    await teacher.page.setViewportSize({ width, height: 800 });
    await waitForAnswer(
      async () => {
        const line = (await words.boundingBox())!;
        const cross = (await teacher.button(frame.close).boundingBox())!;
        return cross.x >= line.x + line.width &&
          cross.y < line.y + line.height;
      },
      true,
      "it is closed after the words, in their line",
    );
  }
  await teacher.page.setViewportSize({ width: 1280, height: 800 });
  await amy.openChat();
  await amy.say("still here");
  await removes();
  for (const who of [amy, await person()]) {
    await who.page.goto(`/join?sessionCode=${session.code}`);
    await who.page.getByLabel("Display name").fill("Amy");
    await who.button(/^Join$/).click();
    await who.sees(/removed/);
  }
  await teacher.text(live.removedCount({ count: 1 })).click();
  await teacher.shoot("session-removed-list");
  await teacher.button("Erase data of Amy").click();
  await teacher.page.waitForURL("**/erase/*");
  await teacher.page.goBack();
  await teacher.text(live.removedCount({ count: 1 })).click();
  await teacher.button(/Allow back/).click();
  await teacher.button("More for Amy").waitFor();
  await amy.page.goto(`/join?sessionCode=${session.code}`);
  await amy.page.waitForURL("**/class/*");
  await amy.openChat();
  await amy.say("bye");
  await amy.button(t.menu({ name: "Amy" })).click();
  await amy.assertAccessible("class-menu");
  await amy.button("Leave class").click();
  const asked = amy.page.getByRole("dialog", { name: "Leave class" });
  await asked.getByRole("button", { name: "Leave class" }).click();
  await amy.page.waitForURL((url) => !url.pathname.startsWith("/class/"));
  await amy.waitUntilNothingStored();
});

test("every step up to the class page works before any script has run", async ({ person }) => {
  const teacher = await person({ script: false });
  await teacher.signUp("Ms Lin");
  const { code, name } = await teacher.createSession();
  const amy = await person({ script: false });
  await amy.page.goto("/");
  await amy.page.getByLabel("Session code").fill(code);
  await amy.button(/^Join$/).click();
  await amy.page.waitForURL(`**/join?sessionCode=${code}`);
  await amy.page.getByLabel("Display name").fill("Amy");
  await amy.button(/^Join$/).click();
  await amy.sees(amy.text(name));
});
