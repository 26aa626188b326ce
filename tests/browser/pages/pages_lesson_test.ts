import assert from "node:assert/strict";
import { livePages, sharePage } from "texts/pages_desk.ts";
import { openPage, ownPage } from "texts/pages_class.ts";
import { groupPages } from "texts/pages_group.ts";
import { portal } from "texts/sharing_portal.ts";
import { items } from "texts/sharing_class.ts";
import { review } from "texts/review.ts";
import { share } from "texts/sharing_live.ts";
import { openRoomTab, putThreeInGroups } from "../groups/two_groups.ts";
import {
  isOnScreen,
  type Person,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";
import { pasteHtml } from "./pair.ts";

const box = ({ page }: Person) =>
  page.getByRole("textbox", { name: "A leaf", exact: true });

async function writes(one: Person, text: string) {
  await box(one).click();
  await one.page.keyboard.press("Control+End");
  await one.page.keyboard.press("Enter");
  await one.page.keyboard.type(text);
}

const reads = (one: Person, text: string) => box(one).getByText(text).waitFor();

test("two groups write a page each, also offline, and the teacher reads and locks them (W-1, W-2, W-4)", async (stage) => {
  const { step } = stage;
  const all = await putThreeInGroups(stage);
  const { teacher, desk, put, amy, ben, cem } = all;

  await step("a teacher shares a page with a starting text", async () => {
    await teacher.startLesson();
    await teacher.openTab(review.tabs.resources);
    await teacher.button(sharePage.title).click();
    const dialog = teacher.page.getByRole("dialog");
    await teacher.page.setViewportSize({ width: 1366, height: 768 });
    await waitForAnswer(
      () => isOnScreen(dialog.getByRole("button", { name: share.share })),
      true,
    );
    const forWhom = dialog.getByRole("group", { name: share.to, exact: true });
    const each = (per: keyof typeof sharePage.each) =>
      dialog.getByRole("radio", { name: sharePage.each[per] });
    await forWhom.waitFor();
    await each("class").check();
    await forWhom.waitFor({ state: "detached" });
    await each("group").check();
    await dialog.getByLabel(sharePage.name).fill("A leaf");
    const start = dialog.getByRole("textbox", { name: sharePage.start });
    await start.click();
    await teacher.page.keyboard.type("# What does it need?");
    await start.getByRole("heading", { name: "What does it need?" }).waitFor();
    await teacher.assertAccessible("share-page");
    await dialog.getByRole("button", { name: share.share }).click();
    await teacher.sees(livePages.begun({ count: 0, of: 2 }));
    await teacher.assertAccessible("pages-board");
  });
  await step("students open it and see each other's words", async () => {
    await amy.button(items.openNamed({ name: "A leaf" })).click();
    await reads(amy, "What does it need?");
    await amy.sees(ownPage.of({ group: "Group A" }));
    await ben.button(portal.open).click();
    await reads(ben, "What does it need?");
    await writes(amy, "It needs light");
    await reads(ben, "It needs light");
    await writes(ben, "and water");
    await reads(amy, "and water");
    await amy.sees(openPage.stored);
    await amy.assertAccessible("page-student");
    await ben.assertAccessible("page-student-phone");
  });
  await step("another group has its own page", async () => {
    await cem.button(items.openNamed({ name: "A leaf" })).click();
    await reads(cem, "What does it need?");
    await writes(cem, "Air comes in");
    assert.equal(await box(cem).getByText("It needs light").count(), 0);
  });
  await step("tiles of the writers have their last lines", async () => {
    await teacher.openTab(review.tabs.students);
    const tile = (name: string) =>
      teacher.page.locator(".board-tile", { hasText: name })
        .locator(".page-lines");
    await waitForAnswer(() => tile("Cem").allInnerTexts(), ["Air comes in"]);
    await waitForAnswer(() => tile("Ben").allInnerTexts(), ["and water"]);
    await teacher.openTab(review.tabs.resources);
  });
  await step("offline text arrives with the network", async () => {
    await ben.goOffline();
    await writes(ben, "written in the dark");
    await ben.sees(openPage.kept);
    const inSight = await ben.page.locator(".page-away").evaluate((it) => {
      const { top, bottom } = it.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
    assert(inSight, "that there is no connection is in sight");
    await ben.assertAccessible("page-away");
    await writes(amy, "written meanwhile");
    await ben.goOnline();
    await reads(amy, "written in the dark");
    await reads(ben, "written meanwhile");
  });
  await step("the teacher sees both grow, and writes in one", async () => {
    const one = (name: string) => teacher.page.getByRole("article", { name });
    await one("Group A").getByText("written in the dark").waitFor();
    await one("Group B").getByText("Air comes in").waitFor();
    await pasteHtml(box(cem), `${"<p>line</p>".repeat(40)}<p>and goes out</p>`);
    const newest = one("Group B").getByText("and goes out");
    await waitForAnswer(() =>
      newest.evaluate((it) => {
        const frame = it.closest(".pages-small")!.getBoundingClientRect();
        const { top, bottom } = it.getBoundingClientRect();
        return top >= frame.top && bottom <= frame.bottom + 1;
      }), true);
    await teacher.assertAccessible("pages-growing");
    await teacher.button("Group B").click();
    await teacher.page.getByRole("heading", { name: "A leaf Group B" })
      .waitFor();
    await writes(teacher, "Through what?");
    await reads(cem, "Through what?");
  });
  await step("a locked page can be read only", async () => {
    await teacher.button(livePages.lock).click();
    await waitForAnswer(
      () => box(cem).getAttribute("contenteditable"),
      "false",
    );
    await reads(cem, "Through what?");
  });
  await step("a moved student has the new group's page", async () => {
    await teacher.button(livePages.lock).click();
    await put("Ben", 1);
    await reads(ben, "Air comes in");
    assert.equal(await box(ben).getByText("It needs light").count(), 0);
  });
  await step("a group's chat opens it in one press", async () => {
    const toPage = groupPages.open({ page: "A leaf" });
    await desk("POST", "/breakouts/start", {});
    const places = ben.page.locator(".class-place");
    await places.nth(2).waitFor();
    await places.nth(1).click();
    await ben.assertAccessible("group-chat-page-phone");
    await ben.button(toPage).click();
    await reads(ben, "Air comes in");
    await amy.openChat();
    await openRoomTab(amy, "Group A");
    await amy.page.locator(".item-page .resource-back").click();
    await box(amy).waitFor({ state: "detached" });
    await amy.button(toPage).click();
    await reads(amy, "It needs light");
    await amy.assertAccessible("group-chat-page");
  });
});
