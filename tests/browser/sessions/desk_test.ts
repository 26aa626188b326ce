import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { frame } from "texts/everywhere.ts";
import { chat as chatText } from "texts/chat.ts";
import { classPage } from "texts/sessions_class.ts";
import { join } from "texts/people_join.ts";
import { session as t } from "texts/sessions_live.ts";
import { desk } from "texts/desk.ts";
import { review } from "texts/review.ts";
import { signIn } from "texts/accounts.ts";
import { sessions } from "texts/sessions_portal.ts";
import { eventually } from "../../people.ts";
import { type Person, testStage as test, waitForAnswer } from "../stage.ts";

test("the chat of a running class stays in place on every page of the desk (C-1, C-2)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  await teacher.page.goto("/teacher/account");
  const icon = teacher.button(new RegExp(`^${chatText.title}($|,)`));
  await waitForAnswer(() => icon.count(), 0);
  await teacher.page.goto("/teacher/sessions");
  const session = await teacher.createSession();
  const tab = (name: string) =>
    teacher.sees(teacher.page.getByRole("tab", { name, selected: true }));
  await teacher.openTab(review.tabs.groups);
  await teacher.openTab(review.tabs.resources);
  await teacher.page.goBack();
  await tab(review.tabs.groups);
  await teacher.page.goBack();
  await tab(review.tabs.students);
  await teacher.openChat();
  await teacher.say("from the session");
  await teacher.button(chatText.unpin).click();
  await teacher.log.focus();
  const grip = teacher.button(chatText.move);
  for (let i = 0; i < 3; i++) await grip.press("ArrowLeft");
  const panel = teacher.page.getByRole("dialog", { name: chatText.title });
  await teacher.page.emulateMedia({ reducedMotion: "reduce" });
  const before = await panel.boundingBox();
  for (const place of ["account", "sessions", "sessions/new"]) {
    await teacher.page.goto(`/teacher/${place}`);
    await teacher.waitForMessage("from the session");
    assert.deepEqual(await panel.boundingBox(), before);
  }
  await teacher.say("from elsewhere");
  await grip.press("Home");
  assert.notDeepEqual(await panel.boundingBox(), before);
  await teacher.page.request.post(`/api/sessions/${session.id}/end`, {
    data: { now: true },
  });
  await teacher.page.goto("/teacher/account");
  await waitForAnswer(() => icon.count(), 0);
});

test("a knock reaches the teacher on any page, also over a phone's chat (J-2)", async ({ person }) => {
  const teacher = await person({ phone: true });
  const amy = await person(), other = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await teacher.page.goto("/teacher/account");
  await knockAs(other, session.code, "ａｍｙ");
  await teacher.sees(t.knock({ name: "Amy" }));
  assert.match(await teacher.page.title(), /^\(1\) /);
  await teacher.assertAccessible("phone-knock");
  await teacher.openChat();
  await teacher.sees(
    teacher.page.getByRole("dialog").getByText(t.knock({ name: "Amy" })),
  );
  await teacher.page.getByRole("dialog")
    .getByRole("link", { name: t.answer }).click();
  await teacher.page.waitForURL(/\/teacher\/sessions\/\w{16}/);
  await teacher.sees(teacher.page.locator(".strip-place").first());
  const close = teacher.page.getByRole("button", { name: chatText.close });
  if (await close.isVisible()) await close.click();
  await teacher.openWaitingItem("door");
  await teacher.sees(t.request({ name: "Amy" }));
  await teacher.sees(t.letInHint);
  await teacher.sees(t.makeNewHint);
  await teacher.button(t.makeNew).first().click();
  await other.page.waitForURL("**/class/*");
  await other.sees(classPage.renamed({ name: "Amy (2)" }).slice(0, 20));
  await eventually(
    () => teacher.page.title(),
    (title) => !/^\(/.test(title),
    "the mark is gone",
  );
});

test("the teacher's session page opens without the server, and is dropped at the sign-out (C-3)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await amy.openChat();
  await teacher.openChat();
  await teacher.say("hello");
  await teacher.sees("Amy");
  await teacher.waitUntilStoredForOffline();
  await teacher.goOffline();
  await teacher.sees(/last known \d\d:\d\d/);
  await waitForAnswer(
    () => teacher.page.getByText(t.noNetwork).isVisible(),
    false,
  );
  await teacher.page.reload();
  await teacher.openChat();
  await teacher.waitForMessage("hello");
  await teacher.sees("Amy");
  await teacher.sees(/last known \d\d:\d\d/);
  await teacher.assertAccessible("session-offline");
  await teacher.say("while it was away");
  await teacher.pressInDeskMenu("End session");
  await teacher.sees(frame.noNetwork);
  await teacher.goOnline();
  await amy.waitForMessage("while it was away");
  await teacher.page.getByText(frame.noNetwork).waitFor({ state: "hidden" });
  await teacher.page.getByRole("textbox", { name: chatText.message })
    .fill("half a thought");
  await teacher.button(desk.account).click();
  await teacher.button(signIn.signOut).click();
  await teacher.sees(signIn.signedOut);
  await eventually(
    () =>
      teacher.page.evaluate(async () => {
        const pages = await (await caches.open("homeroom-pages")).keys();
        return [
          ...(await indexedDB.databases()).map(({ name }) => name),
          ...pages.map(({ url }) => url),
          ...Object.keys(localStorage).filter((key) => /draft|heard/.test(key)),
        ];
      }),
    (left) => left.length === 0,
    "nothing was left on this device",
  );
});

test("a device keeps a coming class while another tab is open, and drops it afterwards (S-7)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const { page } = teacher;
  const made = await page.request.post("/api/sessions", {
    data: {
      name: "Biology",
      startsAt: new Date(Date.now() + 60 * 60_000).toISOString(),
    },
  });
  const { session } = await made.json();
  const path = `/teacher/sessions/${session.id}`;
  await page.goto(path);
  const kept = async (on: Page) =>
    (await on.evaluate(() => indexedDB.databases()))
      .filter(({ name }) => name?.includes(session.id)).length;
  await eventually(() => kept(page), (count) => count > 0, "it is kept");
  const before = await kept(page);
  const second = await teacher.context.newPage();
  const asked = second.waitForResponse(`**/api/sessions/${session.id}`);
  await second.goto("/teacher/sessions");
  assert.equal((await asked).status(), 200);
  await second.goto("/teacher/account", { waitUntil: "networkidle" });
  assert.equal(await kept(second), before);

  await page.request.post(`/api/sessions/${session.id}/start`, { data: {} });
  await teacher.sees(page.locator(".desk-menu"));
  await teacher.openChat();
  await teacher.waitUntilStoredForOffline();
  await teacher.goOffline();
  await teacher.say("while it was away");
  await page.reload();
  await teacher.openChat();
  await teacher.waitForMessage("while it was away");
  await teacher.goOnline();
  await page.getByText(frame.noNetwork).waitFor({ state: "hidden" });
  await page.goto("about:blank");
  await teacher.page.request.post(`/api/sessions/${session.id}/end`, {
    data: { now: true },
  });
  await second.goto("/teacher/account");
  await eventually(
    () => kept(second),
    (count) => count === 0,
    "nothing was left of the class that is over",
  );
});

async function knockAs(who: Person, code: string, name: string) {
  await who.page.goto(`/join?sessionCode=${code}`);
  await who.page.getByLabel("Display name").fill(name);
  await who.button(/^Join$/).click();
  await who.sees(join.waitingTitle);
}

test("Back leads to the refused form, also after the class was started anyway", async ({ person }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const first = await teacher.createSession();
  await page.goto("/teacher/sessions/new");
  await page.getByLabel(sessions.name, { exact: true }).fill("Biology");
  await teacher.button(sessions.submit).click();
  await teacher.sees(sessions.conflict({ name: first.name }));
  await page.waitForLoadState("networkidle");
  await teacher.button(sessions.endOther).click();
  await page.waitForURL(/sessions\/[1-9A-HJ-NP-Za-km-z]{16}$/);
  await page.goBack();
  await teacher.sees(
    page.getByRole("heading", { name: sessions.startHeading }),
  );
  assert.equal(
    await teacher.text(sessions.conflict({ name: "Biology" })).count(),
    0,
  );
});
