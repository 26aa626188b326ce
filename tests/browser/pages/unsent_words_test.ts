import assert from "node:assert/strict";
import { openPage } from "texts/pages_class.ts";
import { over } from "texts/sessions_over.ts";
import { items } from "texts/sharing_class.ts";
import { makeClassWithGroups } from "../groups/two_groups.ts";
import { type Person, testStage as test, waitForAnswer } from "../stage.ts";

const box = ({ page }: Person) =>
  page.getByRole("textbox", { name: "My leaf" });

const first = (one: Person) => box(one).getByText("What I saw");

async function open(one: Person) {
  await one.button(items.openNamed({ name: "My leaf" })).click();
  await first(one).waitFor();
  await one.sees(openPage.stored);
}

async function writes(one: Person, words: string) {
  const { page } = one;
  await first(one).click();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type(words);
}

async function writesOffline(one: Person, words: string) {
  await open(one);
  await one.goOffline();
  await writes(one, words);
  await one.sees(openPage.kept);
}

/** Counts writes of the device's copy on pagehide, just after Enter. */
const writtenAtLast = (one: Person) =>
  box(one).evaluate((text) => {
    const goesAway = () => dispatchEvent(new Event("pagehide"));
    goesAway();
    let writes = 0;
    const { add } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.add = function (...args) {
      if (/\/page\/[^/]*$/.test(this.transaction.db.name)) writes++;
      return add.apply(this, args);
    };
    text.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", bubbles: true }),
    );
    goesAway();
    IDBObjectStore.prototype.add = add;
    return writes;
  });

const unsent = ({ page }: Person) =>
  page.locator(".over-unsent li").allInnerTexts();

test("a page's unsent text is shown once after the end or a removal, also later (S-5, J-4)", async (stage) => {
  const { person, step } = stage;
  const { session, desk } = await makeClassWithGroups(stage);
  const people: Person[] = [];
  for (const name of ["Amy", "Ben", "Cem", "Dee"]) {
    const one = await person();
    await one.join(session.code, name);
    people.push(one);
  }
  const [amy, ben, cem, dee] = people;
  await desk("POST", "/resources", {
    page: { name: "My leaf", text: "# What I saw", per: "student" },
  });
  const { members } = await desk("GET", "/members");
  const idOf = (name: string): string =>
    members.find((it: { name: string }) => it.name === name).id;
  await step("each writes offline", async () => {
    await writesOffline(amy, "a green caterpillar");
    await writesOffline(ben, "a red ant");
    await writesOffline(cem, "a black beetle");
    await cem.page.goto("about:blank");
  });
  await step("one reloads offline", async () => {
    await open(dee);
    await dee.waitUntilStoredForOffline();
    await dee.goOffline();
    await dee.page.reload();
    await writes(dee, "a blue fly");
    await waitForAnswer(() => dee.text(openPage.stored).count(), 0);
    assert.equal(await writtenAtLast(dee), 1);
  });
  await step("a removed student sees it once", async () => {
    await desk("DELETE", `/members/${idOf("Ben")}`);
    await ben.goOnline();
    await ben.sees(over.removed.title);
    await ben.sees(over.copyAll);
    await waitForAnswer(() => unsent(ben).then(String), "a red ant");
    await ben.waitUntilNothingStored();
  });
  await step("a student sees it when the class is over", async () => {
    await desk("POST", "/end", { now: true });
    await amy.goOnline();
    await amy.sees(over.copyAll);
    await waitForAnswer(() => unsent(amy).then(String), "a green caterpillar");
    await amy.waitUntilNothingStored();
    await dee.goOnline();
    await dee.sees(over.copyAll);
    await waitForAnswer(() => unsent(dee).then(String), "a blue fly");
  });
  await step("a student who had closed the page sees it", async () => {
    await cem.goOnline();
    await cem.page.goto(`/class/${session.id}`);
    await cem.sees(over.copyAll);
    await waitForAnswer(() => unsent(cem).then(String), "a black beetle");
    await cem.shoot("page-unsent-over");
    await cem.page.reload();
    await cem.sees(over.joinAgain);
    await waitForAnswer(() => unsent(cem).then(String), "");
  });
});
