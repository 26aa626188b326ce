import assert from "node:assert/strict";
import { questions } from "texts/checks_questions.ts";
import { chat as chatText } from "texts/chat.ts";
import { desk } from "texts/desk.ts";
import { frame } from "texts/everywhere.ts";
import { portal, sessions } from "texts/sessions_portal.ts";
import { deletion } from "texts/deletion.ts";
import { record } from "texts/record.ts";
import { restart } from "texts/sessions_restart.ts";
import { rows } from "texts/sessions_rows.ts";
import { review } from "texts/review.ts";
import { session as t } from "texts/sessions_live.ts";
import { live } from "texts/sharing_live.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { formatJoinCode } from "../../../formats/format_join_code.ts";
import { createSession, joinClass, type Seat } from "../../people.ts";
import {
  callSessionApi,
  isOnScreen,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";
import { readShifts, watchShifts } from "./shifts.ts";

test("the row of a running class shows its QR code, and the ended page calls the code worthless (S-2)", async ({ person, server }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const visitor = await teacher.makeVisitor(server);
  const { id, code } = await createSession(visitor, { name: "Biology" });
  await page.goto("/teacher/sessions");
  await teacher.button(t.qrOf({ name: "Biology" })).click();
  const dialog = page.getByRole("dialog", { name: t.qrHint });
  await dialog.getByText(new RegExp(`/join\\?sessionCode=${code}$`)).waitFor();
  await dialog.getByRole("img", { name: new RegExp(code) }).waitFor();
  await teacher.assertAccessible("list-qr");
  await dialog.getByRole("button", { name: frame.close }).click();
  await teacher.assertAccessible("list-running");
  await callSessionApi(teacher, id)("POST", "/end", { now: true });
  await page.goto(`/teacher/sessions/${id}`);
  await teacher.sees(t.codeOnce({ code: formatJoinCode(code) }));
});

test("an ended class's page is in the past tense, and its chat names the class (S-4, S-5, C-1)", async ({ person, server }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const first = await teacher.createSession();
  await amy.join(first.code, "Amy");
  await teacher.startLesson();
  await teacher.sees(t.people);
  const timer = teacher.page.locator(".status-row").getByRole("timer");
  await waitForAnswer(() => timer.count(), 1);
  await teacher.pressInDeskMenu(t.end);
  await teacher.page.locator(".status-row").getByText(sessions.ending)
    .waitFor();
  await waitForAnswer(
    () => timer.count(),
    0,
    "no hours are left while it ends",
  );
  await teacher.shoot("session-ending");
  await teacher.sees(t.overTitle);
  await teacher.sees(t.peopleWere);
  await teacher.sees(review.board.noneAsked);
  await waitForAnswer(() => teacher.text(t.people).count(), 0, t.people);
  await waitForAnswer(
    () => teacher.button(new RegExp(`^${chatText.title}($|,)`)).count(),
    0,
  );
  const ended = teacher.page.url();
  const first3 = [
    teacher.button(restart.restart),
    teacher.button(record.offer.export),
    teacher.page.getByRole("link", { name: t.history }),
  ];
  const tops = async () =>
    new Set(
      await Promise.all(first3.map(async (it) => (await it.boundingBox())?.y)),
    ).size;
  await teacher.page.goto(ended);
  await waitForAnswer(tops, 1, "what comes next stands in one row");
  const remove = teacher.page.getByRole("link", { name: deletion.delete });
  await waitForAnswer(() => remove.isVisible(), false);
  await teacher.button(rows.more).click();
  await remove.waitFor();
  await teacher.shoot("ended-menu");
  await teacher.page.keyboard.press("Escape");
  await teacher.button(record.offer.export).click();
  await teacher.assertAccessible("ended-export");

  await teacher.page.goto("/teacher/sessions");
  const second = await teacher.createSession();
  const panel = teacher.page.getByRole("dialog", { name: chatText.title });
  await teacher.openChat();
  await waitForAnswer(() => panel.getByText(portal.chatOf).count(), 0);
  await teacher.page.goto(ended);
  await teacher.sees(t.overTitle);
  await panel.getByText(portal.chatOf).waitFor();
  const ben = await joinClass(server, second.code, "Ben");
  await ben.openPage();
  ben.queueCommand({ kind: "help", on: true });
  await panel.getByRole("link", { name: desk.kinds.hand({ count: 1 }) })
    .waitFor();
  await panel.getByRole("link", { name: second.name }).click();
  await teacher.page.waitForURL(`**/teacher/sessions/${second.id}`);
});

test("the end lists who has not answered, and its result is on the page afterwards (S-4, R-8)", async ({ person, server }) => {
  const teacher = await person();
  const { page } = teacher;
  await page.addInitScript(watchShifts);
  await teacher.signUp("Ms Lin");
  const { id, code } = await teacher.createSession();
  const api = callSessionApi(teacher, id);
  const seats: Seat[] = [];
  for (const name of ["Amy", "Ben", "Chloe", "Dan"]) {
    seats.push(await (await joinClass(server, code, name)).openPage());
  }
  try {
    for (const text of ["What is osmosis?", "And diffusion?"]) {
      seats[3].queueCommand({ kind: "ask", conversation: newId(), text });
    }
    await teacher.sees("And diffusion?");
    await api("POST", "/resources", {
      poll: { kind: "yes-no", anonymous: false },
    });
    seats[3].queueCommand({ kind: "help", on: true });
    await teacher.button(desk.kinds.hand({ count: 1 })).waitFor();
    await teacher.pressInDeskMenu(t.end);
    await teacher.sees(t.stillWaits({ what: desk.kinds.hand({ count: 1 }) }));
    await teacher.sees(
      t.stillOpen({ name: questions.whatDoYouSay, count: 4 }),
    );
    await teacher.sees(t.overTitle);
    await page.reload();
    const names = () => page.locator(".board-tile strong").allInnerTexts();
    const first = await names();
    assert.equal(first[0], "Dan");
    await teacher.sees(live.headingAfter);
    await teacher.button(new RegExp(questions.whatDoYouSay)).waitFor();
    assert.deepEqual(await names(), first);
    const under = await page.evaluate(() => document.getAnimations().length);
    assert.equal(under, 0, "no tile is under way");
    const moved = await readShifts(page);
    const sum = moved.reduce((all, { value }) => all + value, 0);
    assert(sum < 0.02, JSON.stringify(moved));
    await page.getByRole("link", { name: t.seeResults }).click();
    await waitForAnswer(
      () => isOnScreen(page.getByRole("heading", { name: live.headingAfter })),
      true,
    );
  } finally {
    for (const seat of seats) seat.close();
  }
});
