import assert from "node:assert/strict";
import { joinedAtOnce as t } from "texts/people_at_once.ts";
import { join } from "texts/people_join.ts";
import { classPage } from "texts/sessions_class.ts";
import { groups } from "texts/groups.ts";
import { portal } from "texts/sharing_portal.ts";
import { createSession } from "../../people.ts";
import { makeClassWithGroups } from "../groups/two_groups.ts";
import {
  callSessionApi,
  isOnScreen,
  type Stage,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";

/** Dan's browser was in the teacher's class, which is over; now there is another. */
async function danAgain({ person, server }: Stage) {
  const teacher = await person(), dan = await person();
  await teacher.signUp("Ms Lin");
  const visitor = await teacher.makeVisitor(server);
  const before = await createSession(visitor);
  await dan.join(before.code, "Dan");
  await callSessionApi(teacher, before.id)("POST", "/end", { now: true });
  const { id, code } = await createSession(visitor);
  const link = `/join?sessionCode=${code}`;
  const students = async () => {
    const { members } = await callSessionApi(teacher, id)("GET", "/members");
    return members.filter((it: { role: string }) => it.role === "student")
      .map(({ name }: { name: string }) => name);
  };
  return { dan, id, link, students };
}

test("a link lets in a browser that knows its student, and Not Dan? undoes it (J-1)", async (stage) => {
  const { dan, id, link, students } = await danAgain(stage);
  const { page } = dan;
  await page.goto(link);
  await page.waitForURL(`**/class/${id}*`);
  await dan.sees(t.joined({ name: "Dan" }));
  await page.waitForURL(`**/class/${id}`);
  assert.deepEqual(await students(), ["Dan"]);
  await dan.assertAccessible("joined-at-once");
  await dan.button(t.notYou({ name: "Dan" })).click();
  await page.waitForURL(`**${link}`);
  await dan.sees(page.getByLabel(join.name));
  assert.deepEqual(await students(), []);
  assert.equal(await page.getByLabel(join.code).count(), 0);
  await dan.assertAccessible("join-by-link");

  await page.getByLabel(join.name).fill("Ben");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/class/${id}*`);
  assert.deepEqual(await students(), ["Ben"]);
  assert.equal(await page.getByText(t.joined({ name: "Ben" })).count(), 0);
});

test("Not Dan? is offered for ten seconds, and not after a reload (J-1)", async (stage) => {
  const { dan, link } = await danAgain(stage);
  const { page } = dan;
  await page.goto(link);
  const offer = dan.button(t.notYou({ name: "Dan" }));
  await offer.waitFor();
  await offer.waitFor({ state: "detached" });
  await page.reload();
  await dan.sees(page.getByRole("heading", { level: 1 }));
  await dan.button(classPage.menu({ name: "Dan" })).waitFor();
  assert.equal(await offer.count(), 0);
});

test("the greeting goes where Not Dan? cannot be loaded (J-1)", async ({ person, server }) => {
  const teacher = await person(), dan = await person();
  const { page } = dan;
  await teacher.signUp("Ms Lin");
  const { id, code } = await createSession(await teacher.makeVisitor(server));
  await dan.join(code, "Dan");
  await page.route("**/JoinedAtOnce-*.js", (route) => route.abort());
  await page.goto(`/class/${id}?rejoined=1&atOnce=${code}`);
  const greeting = page.getByText(classPage.welcomeBack({ name: "Dan" }));
  const line = page.locator(".arrival").filter({ has: greeting });
  await line.waitFor();
  await line.waitFor({ state: "detached" });
});

test("one line greets a known browser and offers Not Dan?, and then comes its group (J-1, J-2)", async (stage) => {
  const { session, desk, put } = await makeClassWithGroups(stage);
  const dan = await stage.person({ phone: true });
  const { page } = dan;
  await dan.join(session.code, "Dan");
  await put("Dan", 0);
  await desk("POST", "/breakouts/start");
  const line = page.locator(".class-main .arrival");
  const goTo = dan.button(groups.goTo({ name: "Group A" }));
  await dan.sees(goTo);
  const link = `/class/${session.id}?rejoined=1&atOnce=${session.code}`;
  for (const [width, height] of [[768, 1024], [1366, 768], [360, 740]]) {
    await page.setViewportSize({ width, height });
    await page.goto(link);
    const undo = dan.button(t.notYou({ name: "Dan" }));
    const words = line.getByText(classPage.welcomeBack({ name: "Dan" }));
    const door = dan.button(portal.title);
    const title = page.getByRole("heading", { name: portal.title });
    await undo.waitFor();
    await page.waitForURL(`**/class/${session.id}`);
    for (const it of [undo, words, width < 1000 ? door : title]) {
      await waitForAnswer(() => isOnScreen(it), true, `${it} at ${width}`);
    }
    assert.equal(await line.count(), 1, `one line at ${width}`);
    assert((await line.boundingBox())!.height < 70, `one row at ${width}`);
  }
  await dan.sees(goTo);
  assert.equal(await line.count(), 1);
});

test("a link that nobody looks at, as in a preview, joins nothing until it is seen (J-1)", async (stage) => {
  const { dan, id, link, students } = await danAgain(stage);
  const { page } = dan;
  await page.addInitScript(() => {
    let state = "hidden";
    Object.defineProperty(document, "visibilityState", { get: () => state });
    addEventListener("look", () => {
      state = "visible";
      document.dispatchEvent(new Event("visibilitychange"));
    });
  });
  const known = page.waitForResponse("**/api/join/names");
  await page.goto(link);
  assert.equal((await (await known).json()).you, "Dan");
  await dan.sees(page.getByText(/^You’re joining/));
  assert.deepEqual(await students(), []);
  await page.evaluate(() => dispatchEvent(new Event("look")));
  await page.waitForURL(`**/class/${id}*`);
  assert.deepEqual(await students(), ["Dan"]);
});
