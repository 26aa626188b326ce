import { putBack, whoWrote } from "texts/pages_desk.ts";
import { openPage } from "texts/pages_class.ts";
import { items } from "texts/sharing_class.ts";
import { review } from "texts/review.ts";
import { makeClassWithGroups } from "../groups/two_groups.ts";
import { type Person, testStage as test, waitForAnswer } from "../stage.ts";

const box = ({ page }: Person) =>
  page.getByRole("textbox", { name: "A leaf", exact: true });

test("restoring a page for everybody can be undone, and staff see who wrote what (W-2)", async (stage) => {
  const { person, step } = stage;
  const { teacher, session, desk, put } = await makeClassWithGroups(stage);
  const amy = await person();
  await amy.join(session.code, "Amy");
  await put("Amy", 0);
  await desk("POST", "/resources", {
    page: { name: "A leaf", text: "What does it need?" },
  });
  await teacher.startLesson();
  await teacher.openTab(review.tabs.resources);
  await teacher.page.getByRole("button", { name: "A leaf", exact: true })
    .click();
  await amy.page.getByRole("button", {
    name: items.openNamed({ name: "A leaf" }),
    exact: true,
  }).click();
  await box(amy).getByText("What does it need?").waitFor();
  await box(amy).click();
  await amy.page.keyboard.press("Control+End");
  await amy.page.keyboard.press("Enter");
  await amy.page.keyboard.type("🙂");
  await teacher.button("Group A").click();
  await box(teacher).getByText("🙂").waitFor();

  await step("a writer of punctuation alone is listed", async () => {
    await teacher.button(whoWrote.button).click();
    await teacher.sees(whoWrote.share({ name: "Amy", words: 0, percent: 0 }));
    await teacher.sees(teacher.button(whoWrote.takeOutNamed({ name: "Amy" })));
    await teacher.button(whoWrote.button).click();
    await amy.page.keyboard.type(" It needs light");
    await box(teacher).getByText("It needs light").waitFor();
  });
  await step("it is shown who wrote what", async () => {
    await teacher.button(whoWrote.button).click();
    await teacher.sees(whoWrote.share({ name: "Amy", words: 3, percent: 43 }));
    await amy.page.keyboard.type(" and water");
    const text = teacher.page.getByRole("region", { name: whoWrote.text });
    await text.getByText("It needs light and water").waitFor();
    await amy.page.keyboard.press("Control+Home");
    await amy.page.keyboard.type("Hm, ");
    await text.getByText(`Amy: Hm, ${whoWrote.start}: What does it need?`)
      .waitFor();
    await teacher.assertAccessible("who-wrote");
    await teacher.page.setViewportSize({ width: 360, height: 740 });
    await teacher.shoot("who-wrote-phone");
    await teacher.page.setViewportSize({ width: 1366, height: 768 });
    await teacher.button(whoWrote.takeOutNamed({ name: "Amy" })).click();
    await teacher.sees(whoWrote.takenOut({ name: "Amy", page: "Group A" }));
    await waitForAnswer(() => box(amy).getByText("It needs light").count(), 0);
    await teacher.page.locator(".toast").getByRole("button", { name: "Undo" })
      .click();
    await text.getByText("It needs light and water").waitFor();
    await teacher.button(whoWrote.button).click();
    await box(teacher).waitFor();
  });
  await step("the page is restored for all", async () => {
    await teacher.button(putBack.button).click();
    const dialog = teacher.page.getByRole("dialog");
    const times = dialog.getByRole("listitem").getByRole("button");
    await times.first().waitFor();
    await teacher.assertAccessible("put-back");
    await teacher.page.setViewportSize({ width: 360, height: 740 });
    await teacher.shoot("put-back-phone");
    await teacher.page.setViewportSize({ width: 1366, height: 768 });
    await times.last().click();
    await box(amy).getByText("It needs light").waitFor({ state: "detached" });
    await box(amy).getByText("What does it need?").waitFor();
    await box(teacher).getByText("It needs light")
      .waitFor({ state: "detached" });
  });
  await step("Undo reverts that", async () => {
    await teacher.page.locator(".toast").getByRole("button", { name: "Undo" })
      .click();
    await box(amy).getByText("It needs light and water").waitFor();
  });
  await step("offline text written meanwhile is handed back", async () => {
    await amy.goOffline();
    await box(amy).click();
    await amy.page.keyboard.type("In the dark ");
    await amy.sees(openPage.kept);
    await teacher.button(putBack.button).click();
    const dialog = teacher.page.getByRole("dialog");
    await dialog.getByRole("listitem").getByRole("button").last().click();
    await box(teacher).getByText("It needs light")
      .waitFor({ state: "detached" });
    await amy.goOnline();
    await amy.sees(openPage.lost);
    await amy.sees("the dark");
    await box(amy).getByText("What does it need?").waitFor();
  });
});
