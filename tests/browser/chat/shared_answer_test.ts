import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import { chat as t } from "texts/chat.ts";
import {
  type ModelServer,
  startModelServer,
  streamWords,
} from "../../model_server.ts";
import { answersInState, askAssistant } from "../assistant/asking.ts";
import { sendAndPassUndo, testStage, waitForAnswer } from "../stage.ts";

const lines = (count: number) =>
  Array.from({ length: count }, (_, n) => `- A leaf loses water ${n + 1}\n`);

const given: Record<string, readonly string[]> = {
  "five lines": lines(5),
  "twenty lines": lines(20),
  "one long line": Array(90).fill("leaves "),
  "一行很長的字": Array(30).fill("植物的葉子會失去水分，"),
};

let model: ModelServer;

testStage(
  "a shared answer of more than six lines is folded until it is pressed",
  async ({ person }) => {
    try {
      const teacher = await person(), ben = await person();
      await teacher.signUp("Ms Lin");
      const session = await teacher.createSession();
      await ben.join(session.code, "Ben");
      await ben.openChat();
      for (const [n, question] of Object.keys(given).entries()) {
        // Each has a limit of their own for what they ask.
        const one = await person();
        await one.join(session.code, `Student ${n}`);
        await askAssistant(one, question);
        await answersInState(one).waitFor();
        await sendAndPassUndo(
          one.page,
          () => one.button(assistant.toChat).click(),
        );
        await waitForAnswer(
          () => ben.log.locator(".shared-answer").count(),
          n + 1,
        );
        const shared = ben.log.locator(".shared-answer").last();
        const text = shared.locator(".shared-answer-text");
        const seen = () =>
          text.evaluate((it) =>
            Math.round(
              it.clientHeight / parseFloat(getComputedStyle(it).lineHeight),
            )
          );
        const more = shared.getByRole("button", { name: t.wholeAnswer });
        if (question === "five lines") {
          assert.equal(await more.count(), 0);
          assert.equal(await seen(), 5);
          continue;
        }
        assert.equal(await seen(), 6, question);
        await more.click();
        await shared.getByRole("button", { name: t.lessAnswer }).waitFor();
        const whole = await seen();
        assert(whole > 6, `${question}: ${whole} lines`);
        await shared.getByRole("button", { name: t.lessAnswer })
          .press("Enter");
        await more.waitFor();
        assert.equal(await seen(), 6, question);
      }
    } finally {
      await model.stop();
    }
  },
  () => {
    model = startModelServer(({ body }) =>
      streamWords(given[body.messages.at(-1)?.content ?? ""] ?? ["?"])
    );
    return {
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: "sk-test",
      OPENAI_MODEL: "test-model",
    };
  },
);
