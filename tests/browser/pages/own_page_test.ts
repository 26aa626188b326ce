/** A page of one's own is read under **My conversations** after the class (W-1, S-5). */
import { openPage, ownPage } from "texts/pages_class.ts";
import { review } from "texts/review.ts";
import { over } from "texts/sessions_over.ts";
import { items } from "texts/sharing_class.ts";
import { classWithGroups } from "../groups/two_groups.ts";
import { testStage as test } from "../stage.ts";

test("what a student writes on their own page is theirs to read later (W-1, S-5)", async (stage) => {
  const { person, step } = stage;
  const { session, desk } = await classWithGroups(stage);
  const amy = await person();
  await amy.join(session.code, "Amy");
  await desk("POST", "/resources", {
    page: { name: "My leaf", text: "# What I saw", per: "student" },
  });
  await step("it is written", async () => {
    await amy.button(items.openNamed({ name: "My leaf" })).click();
    await amy.sees(ownPage.per.student);
    const box = amy.page.getByRole("textbox", { name: "My leaf" });
    await box.getByText("What I saw").click();
    await amy.page.keyboard.press("End");
    await amy.page.keyboard.press("Enter");
    await amy.page.keyboard.type("A green caterpillar");
    await amy.sees(openPage.stored);
  });
  await step("and read after the class", async () => {
    await desk("POST", "/end", { now: true });
    await amy.sees(over.pages({ count: 1 }));
    await amy.shoot("page-over");
    await amy.page.getByRole("link", { name: over.written }).click();
    await amy.page.getByRole("heading", { name: review.my.pages }).waitFor();
    await amy.page.getByText("My leaf", { exact: true }).click();
    await amy.sees("A green caterpillar");
    await amy.accessible("my-pages");
  });
});
