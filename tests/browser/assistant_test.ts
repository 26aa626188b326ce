/** The assistant in Chromium: what students see of it, cut off, on a phone, and what their teacher sees. */
import assert from "node:assert/strict";
import { en as t } from "../../locales/en.ts";
import { shoot } from "../browser.ts";
import { type Person, testStage } from "./stage.ts";

/** Asks and waits until the question is on screen. */
async function ask(person: Person, text: string) {
  const box = person.page.getByRole("textbox", { name: t.assistant.prompt });
  await box.fill(text);
  await box.press("Enter");
  await person.page.locator(".prompt-text", { hasText: text }).last().waitFor();
}

/** The answers on screen, of a state. */
function answers(person: Person, state = "done") {
  return person.page.locator(`.answer[data-state="${state}"]`);
}

testStage(
  "A-1, A-4: a question is answered while one looks on, and is there after a reload",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const amy = await person();
    await amy.join(session.code, "Amy");
    await amy.sees(t.assistant.emptyTitle);
    await amy.sees(new RegExp(t.assistant.seen));
    await amy.accessible("assistant-empty");
    await ask(amy, "Please compare plant cells and animal cells in a table");
    await answers(amy, "streaming").waitFor();
    await amy.sees(amy.button(t.assistant.stop));
    await shoot(amy.page, "assistant-streaming");
    await answers(amy).waitFor();
    await amy.sees(amy.page.getByRole("cell", { name: "Chloroplasts" }));
    await amy.sees(answers(amy).getByText("Demonstration", { exact: true }));
    await amy.accessible("assistant-answer");

    await ask(amy, "And the code?");
    await answers(amy, "streaming").waitFor();
    await amy.button(t.assistant.stop).click();
    await answers(amy, "stopped").waitFor();
    await amy.sees(t.assistant.stopped);
    await amy.button(t.assistant.tryAgain).last().click();
    await amy.page.locator(".earlier").waitFor();
    await answers(amy).nth(1).waitFor();

    await amy.page.reload();
    await answers(amy).nth(1).waitFor();
    assert.equal(await amy.page.locator(".prompt").count(), 2);

    await amy.button(t.assistant.begin).first().click();
    await amy.sees(t.assistant.emptyTitle);
    await ask(amy, "Give me three ideas");
    await answers(amy).waitFor();
    assert.equal(await amy.page.locator(".conversations-one").count(), 2);
    await amy.accessible("assistant-list");
  },
);
