import { openPage } from "texts/pages_class.ts";
import { preparedPage as t, sharePage } from "texts/pages_desk.ts";
import { review } from "texts/review.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";
import { scheduleClass } from "../sessions/early.ts";

test("an unsaved page draft is restored, and handed back after the start (S-7)", async ({ person, step }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const session = await scheduleClass(teacher, "Biology", 60 * 60_000);
  const desk = callSessionApi(teacher, session.id);
  await desk("POST", "/resources", {
    page: { name: "A leaf", text: "What does it need?" },
  });
  const box = page.getByRole("textbox", { name: sharePage.start });
  const write = async (text: string) => {
    await box.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type(text);
  };
  await page.goto(`/teacher/sessions/${session.id}`);
  await teacher.openTab(review.tabs.resources);
  await page.getByRole("button", { name: "A leaf", exact: true }).click();
  await step("it outlives leaving and returning", async () => {
    await waitForAnswer(() => box.innerText(), "What does it need?");
    await write("What does it eat?");
    await teacher.openTab(review.tabs.groups);
    await teacher.openTab(review.tabs.resources);
    await waitForAnswer(() => box.innerText(), "What does it eat?");
    await page.reload();
    await waitForAnswer(() => box.innerText(), "What does it eat?");
  });
  await step("a saved one is no longer kept", async () => {
    await teacher.button(t.save).click();
    await teacher.sees(t.saved({ name: "A leaf" }));
    await page.reload();
    await waitForAnswer(() => box.innerText(), "What does it eat?");
    await write("And what does it drink?");
  });
  await step("the class begins meanwhile", async () => {
    await desk("POST", "/start");
    await teacher.sees(t.late);
    await teacher.sees("And what does it drink?");
    await teacher.assertAccessible("prepared-page-late");
    const notice = page.locator(".notice", { hasText: t.late });
    await notice.getByRole("button", { name: openPage.copy }).waitFor();
    await notice.getByRole("button", { name: "Close" }).click();
    await notice.waitFor({ state: "detached" });
  });
});
