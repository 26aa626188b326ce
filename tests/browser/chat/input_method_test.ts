/** An input method composes Chinese: Enter takes a character, and sends only afterwards (C-1, C-3). */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { chat as t } from "texts/chat.ts";
import { type Person, testStage as test, waitForAnswer } from "../stage.ts";

const box = (who: Person): Locator =>
  who.page.getByRole("textbox", { name: t.message });

async function inputMethod({ page }: Person) {
  const devtools = await page.context().newCDPSession(page);
  const key = (key: string) =>
    devtools.send("Input.dispatchKeyEvent", {
      type: "rawKeyDown",
      key,
      code: key,
      windowsVirtualKeyCode: 229,
    });
  return {
    proposes: (text: string) =>
      devtools.send("Input.imeSetComposition", {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      }),
    press: key,
    takes: (text: string) => devtools.send("Input.insertText", { text }),
  };
}

test("while an input method composes, Enter sends nothing and Escape closes nothing (C-3)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("林老師");
  const { code } = await teacher.createSession();
  const ming = await person();
  await ming.join(code, "王小明");
  await teacher.openChat();
  await teacher.sees(t.online({ count: 2 }));
  const write = await inputMethod(teacher);
  const said = teacher.log.locator(".message:not(.system)");

  await box(teacher).focus();
  await write.proposes("ㄋㄧˇ");
  await write.proposes("你好");
  await write.press("Escape");
  await write.press("Enter");
  await waitForAnswer(() => box(teacher).inputValue(), "你好");
  assert.equal(await said.count(), 0, "nothing was sent");
  await write.takes("你好，請@");

  const names = teacher.page.getByRole("listbox", { name: t.mention });
  await write.proposes("小");
  await names.getByRole("option", { name: "王小明" }).waitFor();
  await write.press("Enter");
  await waitForAnswer(() => box(teacher).inputValue(), "你好，請@小");
  await write.takes("小明");
  await names.getByRole("option", { name: "王小明" }).waitFor();
  await box(teacher).press("Enter");
  await waitForAnswer(() => box(teacher).inputValue(), "你好，請@王小明 ");
  assert.equal(await said.count(), 0, "a name was picked, nothing sent");
  await write.takes("說說看");
  await box(teacher).press("Enter");
  await ming.openChat();
  await ming.log.getByText("你好，請@王小明 說說看").waitFor();
  await ming.log.locator(".mention[data-me=true]", { hasText: "@王小明" })
    .waitFor();
});
