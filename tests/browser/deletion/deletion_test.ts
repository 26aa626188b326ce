import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { deletion as t } from "texts/deletion.ts";
import {
  type Person,
  testStage as test,
  waitForAnswer,
  waitForPaint,
} from "../stage.ts";

const link = (person: Person, name: string) =>
  person.page.getByRole("link", { name, exact: true });

test("a page still loading while its class is deleted is not cached (O-3)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const { id, code } = await teacher.createSession();
  const mayCome = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  let isHeld = false;
  await amy.page.route(`**/class/${id}`, async (route) => {
    const isCopy = !route.request().isNavigationRequest() && !isHeld;
    if (!isCopy) return await route.continue();
    isHeld = true;
    const response = await route.fetch();
    asked.resolve();
    await mayCome.promise;
    await route.fulfill({ response });
  });
  await amy.join(code, "Amy");
  await asked.promise;
  await teacher.page.request.delete(`/api/sessions/${id}`);
  await amy.sees(/The class was deleted, or/);
  const answered = amy.page.waitForResponse(`**/class/${id}`);
  mayCome.resolve();
  await (await answered).finished();
  await amy.waitUntilNothingStored();
  await waitForPaint(amy.page);
  await amy.waitUntilNothingStored();
});

test("deleting a student, a session or an account on the page clears every device (O-3)", async ({ person, step }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const amy = await person({ phone: true }), ben = await person();
  const home = teacher.page.url();
  await amy.join(session.code, "Amy");
  await amy.openChat();
  await amy.say("words of Amy");
  await ben.join(session.code, "Ben");
  await ben.openChat();
  await ben.waitForMessage("words of Amy");
  await ben.say("words of Ben");

  await step("a student is erased during the class", async () => {
    await teacher.button(/Amy/).and(
      teacher.page.locator('[aria-haspopup="menu"]'),
    ).click();
    await teacher.page.getByRole("menuitem", { name: t.erase }).click();
    await teacher.sees(t.eraseAsk({ name: "Amy" }));
    await teacher.assertAccessible("erase");
    await teacher.button(t.erase).click();
    await teacher.page.waitForURL(/done=erased/);
    await teacher.sees(t.erased);
    await amy.waitUntilNothingStored();
    await ben.log.getByText("words of Amy").waitFor({ state: "detached" });
    await ben.waitForMessage("words of Ben");
    await ben.sees(chat.deleted);
    await waitForAnswer(() => ben.text("Amy").count(), 0);
  });

  await step("an ended session is deleted", async () => {
    await teacher.page.goto(home);
    await teacher.pressInDeskMenu("End session");
    await teacher.page.request.post(`/api/sessions/${session.id}/end`, {
      data: { now: true },
    });
    await teacher.sees(t.keptUntil);
    await teacher.text(t.eraseOne).click();
    await link(teacher, t.eraseName({ name: "Ben" })).waitFor();
    await teacher.page.goto("/teacher/sessions");
    await link(teacher, t.deleteName({ name: session.name })).click();
    await teacher.sees(t.deleteAsk({ name: session.name }));
    await teacher.button(t.delete).click();
    await teacher.sees(t.deleted);
    await waitForAnswer(() => teacher.text(session.name).count(), 0);
    const gone = await teacher.page.goto(home);
    assert.equal(gone?.status(), 404);
    await ben.waitUntilNothingStored();
  });

  await step("a session is deleted while members are in it", async () => {
    await teacher.page.goto("/teacher/sessions");
    const next = await teacher.createSession();
    await ben.join(next.code, "Ben");
    const path = `/api/sessions/${next.id}`;
    const deleted = await teacher.page.request.delete(path);
    assert.equal(deleted.status(), 204);
    await ben.waitUntilNothingStored();
    await ben.sees(/The class was deleted, or/);
    await ben.assertAccessible("class-gone");
    await teacher.sees(/reload/i);
  });

  await step("an account is deleted by its password", async () => {
    await teacher.page.goto("/teacher/sessions");
    const last = await teacher.createSession();
    await ben.join(last.code, "Ben");
    await ben.openChat();
    await teacher.page.goto("/teacher/account");
    const box = teacher.page.getByLabel(t.password);
    await box.fill("wrong horse");
    await teacher.button(t.account).click();
    await teacher.sees(/password is wrong/);
    await box.fill("correct horse");
    await teacher.button(t.account).click();
    await teacher.page.waitForURL("**/privacy?done=account");
    await teacher.sees(t.accountDeleted);
    await ben.waitUntilNothingStored();
    await ben.sees(/The class was deleted, or/);
    await teacher.page.goto("/teacher/sessions");
    await teacher.page.waitForURL("**/teacher/sign-in**");
  });
});
