import { assistant as t } from "texts/assistant.ts";
import { testStage as test, waitForAnswer } from "../stage.ts";

test("a question typed before the page is interactive is kept (A-1)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const amy = await person();
  await amy.join(session.code, "Amy");
  const scripts = Promise.withResolvers<void>();
  await amy.page.route("**/assets/*.js", async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await amy.page.reload({ waitUntil: "commit" });
  const box = amy.page.getByRole("textbox", { name: t.prompt });
  await box.fill("What is a list?");
  scripts.resolve();
  await amy.page.locator('.ask [type="submit"][aria-disabled="false"]')
    .waitFor();
  await waitForAnswer(() => box.inputValue(), "What is a list?");
  // As a draft, too, though no key was pressed since: another page has it.
  const other = await amy.page.context().newPage();
  await other.goto(amy.page.url());
  const same = other.getByRole("textbox", { name: t.prompt });
  await waitForAnswer(() => same.inputValue(), "What is a list?");
  await other.close();
  await box.press("Enter");
  await amy.page.locator(".prompt-text", { hasText: "What is a list?" })
    .waitFor();
});
