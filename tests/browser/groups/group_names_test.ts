/** Each reader sees groups' names in their own language (B-3, L-1). */
import assert from "node:assert/strict";
import { languages } from "texts/languages.ts";
import { groups as seen } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { speak } from "../../../locales/current.ts";
import { picture } from "../../browser.ts";
import { api, testStage as test } from "../stage.ts";

const chinese = languages.find(({ tag }) => tag === "zh-TW")!;
const say = <T>(words: () => T) => speak(chinese, words);

test("automatic groups are called in each reader's words, a name given by hand as it was given (B-3, L-1)", async ({ person }) => {
  const amy = await person();
  const teacher = await person({ language: chinese });
  const ming = await person({ language: chinese });
  await teacher.signUp("林老師");
  const session = await teacher.createSession();
  const desk = api(teacher, session.id);
  await desk("PATCH", "/breakouts", { auto: true, capacity: 2 });
  await amy.join(session.code, "Amy");
  await ming.join(session.code, "小明");
  for (const one of [amy, ming]) await one.openChat();
  await amy.sees(amy.page.getByRole("tab", { name: "Group A" }));
  await ming.sees(ming.page.getByRole("tab", { name: "A 組" }));
  await ming.page.getByRole("tab", { name: "A 組" }).click();
  await ming.sees(ming.page.getByPlaceholder(
    say(() => seen.placeholder({ name: "A 組" })),
  ));
  await picture(ming.page, "groups-zh-student");

  const { page } = teacher;
  await teacher.part(say(() => review.tabs.groups));
  await teacher.sees(page.getByRole("heading", { name: "A 組" }));
  await picture(page, "groups-zh-board");
  const main = page.getByRole("main");
  await main.getByRole("button", { name: say(() => t.distribute) })
    .first().click();
  await teacher.sees(page.locator(".group-target", { hasText: "A 組" }));
  await picture(page, "groups-zh-distribute");
  await page.keyboard.press("Escape");
  await desk("PATCH", "/breakouts", { auto: false });
  await main.getByRole("button", { name: say(() => t.setUp) }).first()
    .click();
  await teacher.button(say(() => t.addRoom)).click();
  const second = page.getByLabel(say(() => t.nameOf({ name: "B 組" })));
  await second.waitFor();
  await picture(page, "groups-zh-setup");
  await page.getByLabel(say(() => t.nameOf({ name: "A 組" }))).first()
    .fill("Blue team");
  await page.keyboard.press("Enter");
  for (const one of [amy, ming]) {
    await one.sees(one.page.getByRole("tab", { name: "Blue team" }));
  }
  await second.first().fill("A 組");
  await page.keyboard.press("Enter");
  await teacher.sees(page.getByLabel(say(() => t.nameOf({ name: "A 組" }))));
  const { rooms } = await desk("GET", "/breakouts");
  assert.deepEqual(
    rooms.map(({ name }: { name: string }) => name),
    ["Blue team", "A 組"],
    "it is free, and was given by hand",
  );
  await teacher.button(say(() => t.addRoom)).click();
  await teacher.sees(page.getByLabel(say(() => t.nameOf({ name: "B 組" }))));

  const record = (format: string) =>
    page.request.get(
      `/api/sessions/${session.id}/history?part=chat&format=${format}`,
    ).then((answer) => answer.text());
  assert.match(await record("md"), /^## B 組$/m);
  assert.deepEqual(
    JSON.parse(await record("json")).rooms.map(
      ({ name }: { name: string }) => name,
    ),
    [null, "Blue team", "A 組", "Group B"],
    "programs read the name that documents have",
  );
});
