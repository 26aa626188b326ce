import { assistant } from "texts/assistant.ts";
import { classPage } from "texts/sessions_class.ts";
import { session as t } from "texts/sessions_live.ts";
import { answersInState, askAssistant } from "../assistant/asking.ts";
import { testStage, waitForAnswer } from "../stage.ts";

const waits = assistant.waitsForTeacher({ name: "Amy" });

testStage(
  "a name restores the class in another browser, and earlier questions after Let in (J-2)",
  async ({ person }) => {
    const teacher = await person(), first = await person();
    const second = await person({ phone: true });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await teacher.openChat();
    await teacher.say("Good morning");
    await first.join(session.code, "Amy");
    await askAssistant(first, "My parents are splitting up");
    await answersInState(first).waitFor();
    await first.page.goto("about:blank");
    await teacher.sees("0 of 1 online");
    await second.join(session.code, "Amy");
    await second.sees(classPage.welcomeBack({ name: "Amy" }));
    const notice = second.page.locator(".assistant-empty", {
      hasText: waits,
    });
    await second.sees(notice);
    await waitForAnswer(() => second.text(/splitting up/).count(), 0);
    await second.assertAccessible("by-name-phone");
    await second.openChat();
    const welcome = second.text(classPage.welcomeBack({ name: "Amy" }));
    await waitForAnswer(() => welcome.filter({ visible: true }).count(), 0);
    await second.page.goBack();
    await askAssistant(second, "What is a cell?");
    await answersInState(second).waitFor();

    await teacher.openWaitingItem("door");
    await teacher.sees(t.requestByName({ name: "Amy" }));
    await first.page.goto(`/class/${session.id}`);
    await first.sees(first.page.getByText(/splitting up/).first());
    await waitForAnswer(() => first.text("What is a cell?").count(), 0);

    await teacher.button(t.isThem({ name: "Amy" })).first().click();
    await second.sees(classPage.letIn({ name: "Amy" }));
    await second.button(assistant.conversations).click();
    await second.sees(second.page.getByRole("dialog").getByText(/splitting/));
    await waitForAnswer(
      () => second.text(waits).count(),
      0,
    );
    const { page } = second;
    for (let n = 0; n < 2; n++) {
      const tidied = page.waitForResponse("**/api/me");
      await page.reload();
      await tidied;
      await second.waitUntilStoredForOffline();
      await waitForAnswer(
        () => second.text(classPage.letIn({ name: "Amy" })).count(),
        0,
      );
    }
  },
);
