/** The chat panel as one uses it: what one reads stays where it is read. */
import assert from "node:assert/strict";
import { chat as t } from "../../locales/en_chat.ts";
import { testStage } from "./stage.ts";

testStage(
  "C-3: the messages stay at their end while the box below grows, and when it shrinks again",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    await teacher.createSession();
    await teacher.openChat();
    for (let n = 0; n < 18; n++) await teacher.say(`line ${n}`);
    const box = teacher.page.getByRole("textbox", { name: t.message });
    const fromEnd = () =>
      teacher.log.evaluate((log) =>
        new Promise<number>((tell) =>
          requestAnimationFrame(() =>
            requestAnimationFrame(() =>
              tell(log.scrollHeight - log.scrollTop - log.clientHeight)
            )
          )
        )
      );
    for (const text of ["one\n\n\n\n\nsix lines", "one line", ""]) {
      await teacher.log.evaluate((log) =>
        log.dispatchEvent(new Event("scroll"))
      );
      await box.fill(text);
      await teacher.log.evaluate((log) =>
        log.dispatchEvent(new Event("scroll"))
      );
      assert.ok(await fromEnd() < 2, JSON.stringify(text));
      assert.equal(await teacher.button(t.latest).count(), 0);
    }
  },
);
