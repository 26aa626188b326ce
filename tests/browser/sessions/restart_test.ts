import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import { desk as desks } from "texts/desk.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { classPage } from "texts/sessions_class.ts";
import { sessions } from "texts/sessions_portal.ts";
import { join } from "texts/people_join.ts";
import { restart as t } from "texts/sessions_restart.ts";
import { review } from "texts/review.ts";
import { session as live } from "texts/sessions_live.ts";
import { answersInState, askAssistant } from "../assistant/asking.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";
import { scheduleClass } from "./early.ts";

test("a class is held again, and a returning student is in the same group (S-6, B-16)", async ({ person }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const amy = await person({ phone: true }), ben = await person();
  await amy.join(session.code, "Amy");
  await ben.join(session.code, "Ben");
  const { rooms } = await desk("POST", "/breakouts/rooms", {
    names: ["Reds", "Blues"],
  });
  const { members } = await desk("GET", "/members");
  const room: Record<string, number> = { Amy: 0, Ben: 1 };
  const students = members.filter(({ name }: { name: string }) => name in room);
  await desk("POST", "/breakouts/moves", {
    moves: students.map(({ id, name }: { id: string; name: string }) => ({
      member: id,
      room: rooms[room[name]].id,
    })),
  });
  const poll = { kind: "scale", question: "Clear?" };
  await desk("POST", "/resources", { poll });
  await askAssistant(amy, "What is a cell?");
  await answersInState(amy).waitFor();
  const before = page.url();
  await page.goto("/teacher/sessions");
  await desk("POST", "/end", { now: true });

  await page.goto(before);
  await teacher.sees(teacher.button(t.restart));
  await teacher.button(t.restart).click();
  await teacher.sees(t.sameGroupsHint({ groups: 2 }));
  await waitForAnswer(() => page.getByLabel(t.sameGroups).isChecked(), true);
  const name = page.getByLabel(sessions.name, { exact: true });
  const [start] = sessions.usualName({ day: "|" }).split("|");
  assert((await name.inputValue()).startsWith(start));
  await name.fill("Biology");
  await waitForAnswer(() => page.getByLabel(t.sameResources).isChecked(), true);
  await teacher.assertAccessible("restart-form");
  await teacher.button(/^Create$/).click();
  await page.waitForURL(/\/teacher\/sessions\/[1-9A-HJ-NP-Za-km-z]{16}$/);
  assert.notEqual(page.url(), before);
  const id = page.url().split("/").at(-1)!;
  const { session: next } = await callSessionApi(teacher, id)("GET", "");
  assert.equal(next.restartOf, session.id);

  const { resources } = await callSessionApi(teacher, id)("GET", "/resources");
  assert.deepEqual(
    resources.map((it: { kind: string; closed?: true }) => [
      it.kind,
      it.closed,
    ]),
    [["poll", true]],
  );
  await teacher.sees(desks.now.nothing);

  await amy.join(next.code, "Amy");
  await amy.sees(classPage.welcomeBack({ name: "Amy" }));
  await amy.button(assistant.conversations).click();
  await amy.sees(assistant.before);
  const [read] = await Promise.all([
    amy.context.waitForEvent("page"),
    amy.page.getByRole("link", { name: "What is a cell?" }).click(),
  ]);
  await read.getByText("This is a demonstration").first().waitFor();
  await read.close();
  const elsewhere = await person();
  await elsewhere.page.goto(`/join?sessionCode=${next.code}`);
  await elsewhere.page.getByLabel("Display name").fill("Ben");
  await elsewhere.button(/^Join$/).click();
  await elsewhere.sees(join.waitingReturn({ name: "Ben" }));
  await teacher.openWaitingItem("door");
  await teacher.sees(live.requestReturn({ name: "Ben" }));
  await teacher.button(live.letIn).first().click();
  await elsewhere.page.waitForURL("**/class/*");
  await elsewhere.sees(classPage.welcomeBack({ name: "Ben" }));
  await teacher.openTab(review.tabs.groups);
  const tile = (name: string) =>
    page.locator(".tile").filter({ hasText: name });
  await teacher.sees(tile("Reds").getByText("Amy"));
  await teacher.sees(tile("Blues").getByText("Ben"));
  await teacher.openTab(review.tabs.settings);
  await page.getByRole("link", { name: session.name, exact: true }).click();
  await page.waitForURL(before);
  await teacher.sees(teacher.button(t.restart));

  const later = await scheduleClass(teacher, "Again", 60 * 60_000, {
    restartOf: session.id,
    keepGroups: true,
  });
  await page.goto(`/teacher/sessions/${later.id}`);
  await teacher.openTab(review.tabs.groups);
  await teacher.sees(groupsDesk.summaryExpected({ students: 2, groups: 2 }));
  await teacher.sees(tile("Reds").getByText("Amy"));
  await teacher.sees(tile("Blues").getByText("Ben"));
});
