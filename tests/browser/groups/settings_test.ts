import assert from "node:assert/strict";
import { moderation } from "texts/chat_moderation.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { joinClass } from "../../people.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";

test("the settings of a running class make groups automatic, and delete them (B-1, B-15)", async ({ person, server }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const { code, id } = await teacher.createSession();
  const { page } = teacher;
  await teacher.openTab(review.tabs.settings);
  const part = page.getByRole("region", { name: t.settings, exact: true });
  assert(await part.getByRole("button", { name: t.delete }).isDisabled());
  await part.getByRole("switch", { name: t.auto }).check();
  const capacity = part.getByLabel(t.capacity);
  await capacity.fill("31");
  await capacity.blur();
  const { min: least, max: most } = bounds.capacity;
  await teacher.sees(part.getByText(t.capacityBounds({ least, most })));
  await capacity.fill("2");
  await capacity.blur();
  const desk = callSessionApi(teacher, id);
  const breakouts = async () => (await desk("GET", "/breakouts")).breakouts;
  await waitForAnswer(async () => (await breakouts()).capacity, 2);
  assert.equal((await breakouts()).auto, true);
  const seats = [];
  for (const name of ["Amy", "Ben", "Chloe"]) {
    seats.push(await joinClass(server, code, name));
  }
  await teacher.assertAccessible("settings-rooms");
  await part.getByRole("button", { name: t.setUp }).click();
  await teacher.sees(page.getByRole("dialog", { name: t.setUp }));
  await teacher.sees(page.getByLabel(t.nameOf({ name: "Group B" })));
  await page.keyboard.press("Escape");
  assert.equal((await breakouts()).open, true);
  await part.getByRole("button", { name: t.delete }).click();
  const asked = page.getByRole("dialog", { name: t.deleteAsk });
  await asked.getByRole("button", { name: t.delete }).click();
  await asked.waitFor({ state: "detached" });
  const running = page.locator('.now-item[data-id="groups"]');
  await running.waitFor({ state: "detached" });
  await waitForAnswer(
    () => part.getByRole("button", { name: t.delete }).isDisabled(),
    true,
  );
  for (const seat of seats) seat.close();
});

test("the chat's settings open Distribute Students, where a card says its group (B-8)", async ({ person, server }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const { page } = teacher;
  const amy = await joinClass(server, session.code, "Amy");
  const desk = callSessionApi(teacher, session.id);
  await desk("POST", "/breakouts/rooms", { count: 2 });
  await teacher.openChat();
  await teacher.button(moderation.menu).click();
  await teacher.button(t.distribute).and(page.locator(":popover-open *"))
    .click();
  const dialog = page.getByRole("dialog", { name: t.distribute });
  const card = dialog.locator(".student-card", { hasText: "Amy" });
  const group = dialog.getByRole("listitem").filter({ hasText: "Group B" })
    .first();
  await card.locator(".student-card-group", { hasText: t.none }).waitFor();
  const left = async (what: typeof card) => (await what.boundingBox())!.x;
  assert.ok(await left(group) < await left(card));
  await card.dragTo(group);
  await card.locator(".student-card-group", { hasText: "Group B" }).waitFor();
  await teacher.sees(group.getByText("Amy"));
  amy.close();
});
