/** The history as it comes out of a printer. */
import assert from "node:assert/strict";
import { en } from "../../locales/en.ts";
import { history as t } from "../../locales/en_history.ts";
import { testStage } from "./stage.ts";

testStage(
  "C-9: the history is printed dark on light, without links, also where Dark is chosen",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await teacher.openChat();
    await teacher.say("for the record");
    await teacher.page.goto(`/teacher/sessions/${session.id}/history`);
    await teacher.button(en.frame.dark).click();
    await teacher.sees("for the record");
    await teacher.page.emulateMedia({ media: "print", colorScheme: "dark" });
    const colours = await teacher.page.evaluate(() => {
      const of = (element: Element) => getComputedStyle(element);
      const card = document.querySelector(".history-room")!;
      return [
        of(document.documentElement).backgroundColor,
        of(card).backgroundColor,
        of(card.querySelector("strong")!).color,
      ];
    });
    assert.deepEqual(colours, [
      "rgb(255, 255, 255)",
      "rgb(255, 255, 255)",
      "rgb(0, 0, 0)",
    ]);
    const back = teacher.page.getByRole("link", { name: t.back });
    assert.equal(await back.isVisible(), false);
  },
);
