import { testStage as test, waitForAnswer } from "./stage.ts";

test("a button disabled by its own press passes the focus to its section", async ({ person }) => {
  const { page } = await person();
  await page.goto("/pieces");
  await page.locator(".pieces-family .piece").first().waitFor();
  await page.evaluate(() => {
    const part = document.createElement("section");
    part.id = "part";
    const button = document.createElement("button");
    button.textContent = "Off";
    button.onclick = () => button.disabled = true;
    part.append(button);
    document.body.append(part);
    button.focus();
  });
  await page.keyboard.press("Enter");
  await waitForAnswer(
    () => page.evaluate(() => document.activeElement?.id),
    "part",
    "the part had the focus",
  );
});
