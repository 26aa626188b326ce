import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { languages } from "texts/languages.ts";
import { desk } from "texts/desk.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { join } from "texts/people_join.ts";
import { classPage } from "texts/sessions_class.ts";
import { present, session as sessionText } from "texts/sessions_live.ts";
import { frame } from "texts/everywhere.ts";
import { review } from "texts/review.ts";
import { runInLanguage } from "../../locales/current.ts";
import { eventually } from "../people.ts";
import { type Person, testStage as test } from "./stage.ts";

const [english, chinese] = languages;
const inChinese = <T>(say: () => T) => runInLanguage(chinese, say);

async function press(page: Page, name: string, path: string) {
  await Promise.all([
    page.waitForURL((url) => url.pathname === path),
    page.getByRole("button", { name, exact: true }).filter({ visible: true })
      .first().click(),
  ]);
  await speaks(page, languages.find((one) => one.name === name)!.tag);
}

async function speaks(page: Page, tag: string) {
  assert.equal(await page.locator("html").getAttribute("lang"), tag);
}

async function openMenu({ page }: Person, name: string) {
  const menus = languages.map((one) =>
    runInLanguage(one, () => classPage.menu({ name }))
  );
  const [first, second] = menus.map((name) =>
    page.getByRole("button", { name, exact: true })
  );
  await first.or(second).click();
}

async function copies({ page }: Person): Promise<string[]> {
  return await page.evaluate(async () => {
    const cache = await caches.open("homeroom-pages");
    return (await cache.keys()).map(({ url }) => new URL(url).pathname).sort();
  });
}

test("a chosen language holds in links, after a reload and offline, until Leave class", async ({ person }) => {
  const teacher = await person(), amy = await person({ phone: true });
  await teacher.signUp("Ms Lin");
  const { code, id } = await teacher.createSession();
  const { page } = amy;
  await page.goto("/");
  await press(page, chinese.name, "/zh/");
  await page.locator('a[href="/zh/privacy"]').click();
  await page.waitForURL("**/zh/privacy");
  await speaks(page, chinese.tag);
  await page.goto(`/join?sessionCode=${code}`);
  await page.waitForURL(`**/zh/join?sessionCode=${code}`);
  await page.getByLabel(inChinese(() => join.name)).fill("Amy");
  await page.getByRole("button", {
    name: inChinese(() => join.join),
    exact: true,
  }).click();
  await page.waitForURL(`**/zh/class/${id}`);
  await amy.waitUntilStoredForOffline();
  await openMenu(amy, "Amy");
  await amy.sees(inChinese(() => classPage.joinedAs));
  await amy.assertAccessible("language-student-menu");
  await press(page, english.name, `/class/${id}`);
  await amy.waitUntilStoredForOffline();
  assert.deepEqual(await copies(amy), [`/class/${id}`, `/zh/class/${id}`]);
  await openMenu(amy, "Amy");
  await press(page, chinese.name, `/zh/class/${id}`);
  await page.reload();
  await speaks(page, chinese.tag);

  await page.goto(`/class/${id}`);
  await page.waitForURL(`**/zh/class/${id}`);
  await amy.waitUntilStoredForOffline();
  await amy.goOffline();
  await page.goto(`/class/${id}`);
  await speaks(page, chinese.tag);
  await page.goto(`/zh/class/${id}`);
  await speaks(page, chinese.tag);
  await openMenu(amy, "Amy");
  const other = page.getByRole("button", { name: english.name, exact: true });
  await eventually(
    () => other.isDisabled(),
    (disabled) => disabled,
    "the other language waits for the network",
  );
  await amy.goOnline();
  await eventually(
    () => other.isEnabled(),
    (enabled) => enabled,
    "the other language can be chosen",
  );
  const leave = inChinese(() => classPage.leave);
  await page.getByRole("button", { name: leave, exact: true })
    .filter({ visible: true }).click();
  await page.getByRole("dialog", { name: leave })
    .getByRole("button", { name: leave, exact: true }).click();
  await page.waitForURL("**/zh/join");
  assert.deepEqual(await copies(amy), []);
});

test("the projector and the teacher's pages open in the chosen language", async ({ person }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const { id } = await teacher.createSession();
  const at = `/teacher/sessions/${id}`;
  await page.goto(`${at}/present`);
  await press(page, chinese.name, `/zh${at}/present`);
  await teacher.sees(inChinese(() => present.inside({ online: 0 })));
  await teacher.sees(inChinese(() => eyes.name));
  await page.reload();
  await teacher.sees(inChinese(() => present.inside({ online: 0 })));
  await page.getByRole("link", { name: inChinese(() => present.leave) })
    .click();
  await page.waitForURL(`**/zh${at}`);
  await teacher.sees(inChinese(() => sessionText.code));
  await teacher.openTab(inChinese(() => review.tabs.groups));
  await teacher.button(inChinese(() => desk.account)).click();
  await teacher.button(inChinese(() => frame.dark)).click();
  await page.locator('html[data-theme="dark"]').waitFor();
  await speaks(page, chinese.tag);
  await teacher.openTab(inChinese(() => review.tabs.groups));
  await page.setViewportSize({ width: 360, height: 740 });
  await teacher.button(inChinese(() => desk.menu)).click();
  await press(page, english.name, at);
  assert.equal(new URL(page.url()).hash, "#groups", "the same part");
  await teacher.sees(page.getByRole("tab", { name: review.tabs.groups }));
});
