import assert from "node:assert/strict";
import { chat as t } from "texts/chat.ts";
import { lobby } from "texts/desk.ts";
import { frame } from "texts/everywhere.ts";
import { board } from "texts/monitoring_board.ts";
import {
  callSessionApi,
  testStage as test,
  testStageAlone,
  waitForAnswer,
} from "./stage.ts";

test("a message written offline is sent once and in order after a reload (C-3)", async ({ person }) => {
  const teacher = await person(), amy = await person(), ben = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await teacher.openChat();
  await amy.join(session.code, "Amy");
  await ben.join(session.code, "Ben");
  for (const who of [amy, ben]) await who.openChat();
  await amy.say("before");
  await ben.waitForMessage("before");
  await amy.waitUntilStoredForOffline();

  await amy.goOffline();
  await amy.say("one");
  await amy.sees(t.offline);
  await amy.say("two");
  await waitForAnswer(() => amy.log.getByTitle(t.pending).count(), 2);
  await amy.assertAccessible("class-offline");
  await ben.say("meanwhile");
  await teacher.waitForMessage("meanwhile");

  await amy.page.reload();
  await amy.openChat();
  for (const text of ["before", "one", "two"]) await amy.waitForMessage(text);
  await amy.say("three");
  await waitForAnswer(() => ben.visibleMessagesOf(["one", "two", "three"]), []);

  await amy.goOnline();
  const all = ["before", "meanwhile", "one", "two", "three"];
  for (const who of [teacher, ben, amy]) {
    for (const text of all) await who.waitForMessage(text);
    await who.log.getByText(t.pending).first().waitFor({ state: "detached" });
    await waitForAnswer(() => who.visibleMessagesOf(all), all);
  }
  await amy.text(t.offline).waitFor({ state: "hidden" });
});

testStageAlone(
  "a connection loss that the browser misses is detected, and nothing is doubled (C-3)",
  async ({ person, server }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await teacher.openChat();
    await amy.join(session.code, "Amy");
    await amy.openChat();
    const all: string[] = [];
    for (let n = 0; n < 3; n++) {
      all.push(`up ${n}`, `down ${n}`);
      await amy.say(`up ${n}`);
      amy.network.cut();
      await amy.say(`down ${n}`);
      amy.network.restore();
      await teacher.waitForMessage(`down ${n}`);
    }
    await server.kill();
    await amy.say("no server");
    await server.restart();
    await teacher.waitForMessage("no server");
    all.push("no server");
    for (const who of [teacher, amy]) {
      await waitForAnswer(() => who.visibleMessagesOf(all), all);
    }
  },
);

test("a refused message says why and can be edited, and a pause only delays one (C-3)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  await teacher.openChat();
  await amy.join(session.code, "Amy");
  await amy.openChat();
  await amy.waitUntilStoredForOffline();
  const { members } = await desk("GET", "/members");
  const { id } = members.find(({ name }: { name: string }) => name === "Amy");

  await amy.goOffline();
  await amy.say("while I was muted");
  await desk("PATCH", `/members/${id}`, { muted: true });
  await amy.goOnline();
  await amy.button(t.tryAgain).waitFor();
  await amy.button(t.discard).waitFor();
  await amy.assertAccessible("class-refused");
  await desk("PATCH", `/members/${id}`, { muted: false });
  await amy.button(t.tryAgain).click();
  await teacher.waitForMessage("while I was muted");

  await amy.goOffline();
  for (const n of [1, 2, 3]) await amy.say(`while it was paused ${n}`);
  await desk("PATCH", "", { chatPaused: true });
  await amy.goOnline();
  await amy.sees(t.whenItGoesOn);
  await waitForAnswer(() => amy.button(t.tryAgain).count(), 0);
  await amy.button(t.discard).nth(1).click();
  await desk("PATCH", "", { chatPaused: false });
  await teacher.waitForMessage("while it was paused 3");
  const all = [1, 2, 3].map((n) => `while it was paused ${n}`);
  await waitForAnswer(() => teacher.visibleMessagesOf(all), [all[0], all[2]]);
});

test("the teacher sees a student's network go and return, and what it brings (V-6)", async ({ person }) => {
  const teacher = await person(), amy = await person(), ben = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await teacher.sees(lobby.tryWifi);
  await ben.join(session.code, "Ben");
  await teacher.startLesson();
  await waitForAnswer(() => teacher.text(lobby.tryWifi).count(), 0);
  await teacher.openChat();
  await amy.openChat();
  await amy.waitUntilStoredForOffline();
  const tileOf = (name: string) =>
    teacher.page.locator(".board-tile").filter({ hasText: name });
  const isOffline = (name: string) => tileOf(name).getAttribute("data-offline");
  await waitForAnswer(() => isOffline("Amy"), "false");

  // Her browser hears nothing of this loss, and its connection stays.
  amy.network.freeze();
  await waitForAnswer(() => isOffline("Amy"), "true");
  amy.network.restore();
  await waitForAnswer(() => isOffline("Amy"), "false");

  await amy.goOffline();
  await amy.say("one");
  await amy.say("two");
  await amy.sees(t.waiting({ count: 2 }));
  await waitForAnswer(() => isOffline("Amy"), "true");
  await tileOf("Amy").locator(".board-tile-state").getByText(frame.offline)
    .waitFor();
  assert.equal(await isOffline("Ben"), "false");
  await teacher.assertAccessible("board-offline-student");
  // Shorter waits are not shown (`longOfflineMs`).
  await new Promise((resolve) => setTimeout(resolve, 6_000));

  await amy.goOnline();
  await teacher.waitForMessage("two");
  await waitForAnswer(() => isOffline("Amy"), "false");
  await tileOf("Amy").getByText(board.arrived({ count: 2 })).waitFor();
  const [before] = t.writtenOffline({ time: "|" }).split("|");
  for (const who of [teacher, amy]) {
    await waitForAnswer(
      () => who.log.getByText(before).filter({ visible: true }).count(),
      2,
    );
  }
  await waitForAnswer(() => amy.text(t.waiting({ count: 2 })).count(), 0);
});
