import type { Seat } from "../people.ts";
import { eventually, joinClass } from "../people.ts";
import { riversQuiz } from "./checks/rivers.ts";
import { assertFocusKept } from "./pressing.ts";
import { callSessionApi, testStage as test } from "./stage.ts";

test("after any control of a class is pressed by keyboard, the focus is on something visible", async ({ person, server, step }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const kept = await teacher.page.request.post("/api/quizzes", {
    data: riversQuiz,
  });
  const { quiz } = await kept.json();
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const seats: Seat[] = [];
  try {
    for (const name of ["Ben", "Cara", "Dan"]) {
      const joined = await joinClass(server, session.code, name);
      seats.push(await joined.openPage());
    }
    const [ben, cara] = seats;
    await amy.join(session.code, "Amy");
    await desk("POST", "/breakouts/rooms", { names: ["Red", "Blue"] });
    await desk("POST", "/breakouts/distribute", {
      how: "shuffle",
      onlineOnly: false,
    });
    const poll = { kind: "yes-no", anonymous: false };
    for (const it of [{ poll }, { quiz: quiz.id }, { wall: {} }]) {
      await desk("POST", "/resources", it);
    }
    await ben.sayAndSee("Hello everyone");
    await cara.sayAndSee("Hello Ben");
    ben.queueCommand({ kind: "help", on: true, note: "My page is white" });
    await step("a student’s page", async () => {
      await amy.sees(amy.page.locator(".resource-side li").first());
      await assertFocusKept(amy.page, 20, {
        except: ".student-menu dialog .button.main",
      });
    });
    await step("shared items", async () => {
      for (const [name, least] of [["What do you say?", 2], ["Rivers", 9]]) {
        await amy.page.goto(`/class/${session.id}`);
        await amy.button(`Open ${name}`).press("Enter");
        await amy.page.locator(".item :is(input, .question button)").first()
          .waitFor();
        await assertFocusKept(amy.page, Number(least), {
          within: ".item",
          except: ".item-head .button",
        });
      }
    });
    const { page } = teacher;
    const address = `/teacher/sessions/${session.id}`;
    const parts = page.locator('.tabs [role="tab"]');
    await page.goto(address);
    await parts.first().waitFor();
    const tabs = await parts.evaluateAll((all) =>
      all.map(({ id }) => id.split("-").at(-1)!)
    );
    await step("the desk", () => assertFocusKept(page, 70));
    for (const tab of [...tabs, "settings"]) {
      await step(`the desk’s ${tab}`, async () => {
        await page.goto("about:blank");
        await page.goto(`${address}#${tab}`);
        const part = page.locator("[role=tabpanel]")
          .filter({ visible: true });
        await eventually(
          () => part.locator("button, input, textarea").count(),
          (count) => count > 3,
          `${tab} was there`,
        );
        const within = ".desk-main [role=tabpanel]:not([hidden])";
        await assertFocusKept(page, 10, { within });
      });
    }
  } finally {
    for (const seat of seats) seat.close();
  }
});
