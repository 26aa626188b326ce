import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { desk } from "texts/desk.ts";
import { classPage } from "texts/sessions_class.ts";
import { eyes as t } from "texts/sessions_eyes.ts";
import { session as words } from "texts/sessions_live.ts";
import { spellJoinCode } from "../../../formats/format_join_code.ts";
import { removeDoubledStops } from "../../../locales/doubled_stops.ts";
import { testStage as test, waitForAnswer, waitForPaint } from "../stage.ts";

test("Eyes on me covers each student's page and keeps drafts, and can be closed offline (S-12)", async ({ person }) => {
  const teacher = await person();
  const amy = await person(), ben = await person({ phone: true });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  for (const [who, name] of [[amy, "Amy"], [ben, "Ben"]] as const) {
    await who.join(session.code, name);
    await who.openChat();
  }
  const box = ben.page.getByRole("textbox", { name: chat.message });
  await box.fill("half a sen");
  await amy.goOffline();
  await amy.say("written on the bus");

  await teacher.button(t.name).click();
  const notice = ben.page.getByRole("dialog", { name: t.usual });
  await notice.waitFor();
  await teacher.sees(t.isOn);
  await teacher.assertAccessible("session-eyes");
  await teacher.page.getByLabel(t.line).fill("Look at the **board**, please");
  await teacher.button(t.show).click();
  await ben.page.getByRole("dialog", {
    name: "Look at the **board**, please",
  }).waitFor();
  await ben.assertAccessible("class-eyes-phone");
  await amy.goOnline();
  await amy.page.locator("dialog.eyes").waitFor();
  const second = await amy.context.newPage();
  await second.goto(amy.page.url());
  for (const page of [amy.page, second]) {
    await page.getByText(chat.whenItGoesOn).first()
      .waitFor({ state: "attached" });
  }
  for (const { page } of [ben, amy]) {
    for (let n = 0; n < 3; n++) await page.keyboard.press("Escape");
    await waitForPaint(page);
    assert(await page.locator("dialog.eyes").isVisible());
  }

  await teacher.button(t.goOn).click();
  await teacher.button(t.name).waitFor();
  for (const { page } of [amy, ben]) {
    await page.locator("dialog.eyes").waitFor({ state: "detached" });
  }
  await waitForAnswer(() => box.inputValue(), "half a sen");
  assert(await box.evaluate((it) => it === document.activeElement));
  await box.press("Enter");
  await ben.waitForMessage("half a sen");
  await ben.waitForMessage("written on the bus");
  await amy.log.getByText(chat.whenItGoesOn).waitFor({ state: "detached" });
  const mine = second.getByRole("log", { includeHidden: true });
  await mine.getByText(chat.whenItGoesOn).waitFor({ state: "detached" });
  await ben.say("and on");
  await amy.waitForMessage("and on");
  await waitForAnswer(
    () => ben.visibleMessagesOf(["written on the bus", "and on"]),
    [
      "written on the bus",
      "and on",
    ],
  );
  await teacher.button(t.name).click();
  const again = ben.page.getByRole("dialog", { name: /\*\*board\*\*/ });
  await again.waitFor();
  await ben.goOffline();
  await ben.button(t.forNow).click();
  await again.waitFor({ state: "hidden" });
  await ben.say("still here");
  await ben.goOnline();
  await again.waitFor();
  // A press right after the beginning does nothing, and after the end there is no button.
  const goOn = teacher.button(t.goOn);
  await waitForAnswer(async () => {
    if (await goOn.count()) {
      await goOn.click({ timeout: 10_000 }).catch(() => {});
    }
    return await again.count();
  }, 0);
});

test("Lock joining keeps new students out, and admits returning ones (S-11, J-2)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  const ben = await person(), second = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await amy.openChat();
  await amy.say("from the computer");
  await teacher.openTab(words.settings);
  await teacher.page.getByRole("switch", { name: words.lock }).check();
  const { code } = session;
  const locked = teacher.button(
    desk.codeLocked({ code: spellJoinCode(code) }),
  );
  await teacher.sees(locked);
  await ben.page.goto(`/join?sessionCode=${session.code}`);
  await ben.page.getByLabel("Display name").fill("Ben");
  await ben.button(/^Join$/).click();
  await ben.sees(/Nobody new can join/);
  await ben.assertAccessible("join-locked");
  // Amy's second device asks for her name, which is online: it waits, and the teacher lets it in.
  await second.page.goto(`/join?sessionCode=${session.code}`);
  await second.page.getByLabel("Display name").fill("amy");
  await second.button(/^Join$/).click();
  await teacher.openWaitingItem("door");
  await teacher.button(words.letIn).first().click();
  await second.page.waitForURL("**/class/*");
  const welcome = second.page.locator(".class-main .arrival", {
    hasText: removeDoubledStops(classPage.welcomeBack({ name: "Amy" })),
  });
  await second.sees(welcome);
  // It goes by itself.
  await welcome.waitFor({ state: "detached" });
  await second.openChat();
  await second.waitForMessage("from the computer");
  await amy.page.goto("about:blank");
  await second.page.goto("about:blank");
  await teacher.sees(words.count({ online: 0, all: 1 }));
  const third = await person();
  await third.join(session.code, "Amy");
  await third.sees(/Welcome back/);
  await teacher.page.getByRole("switch", { name: words.lock }).uncheck();
  await locked.waitFor({ state: "detached" });
  await ben.button(/^Join$/).click();
  await ben.page.waitForURL("**/class/*");
});
