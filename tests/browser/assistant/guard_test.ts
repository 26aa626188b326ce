/** A student's view where the guard stopped something (T-3): on a desk and a phone, in both languages. */
import assert from "node:assert/strict";
import { assistant as t } from "texts/assistant.ts";
import { assistantGuard as guard } from "texts/assistant_guard.ts";
import { notes } from "texts/notes.ts";
import { notesMark } from "texts/notes_mark.ts";
import { languages } from "texts/languages.ts";
import {
  GuardServer,
  type ModelServer,
  startModelServer,
  streamWords,
} from "../../model_server.ts";
import { answersInState, askAssistant } from "./asking.ts";
import { testStage } from "../stage.ts";

const secret = "the-recipe";
const help = "Ms Wu · 吳老師: 555 0142";
let model: ModelServer, safety: GuardServer;

testStage(
  "a stopped question and a stopped answer say so, and lead to help and to a teacher (T-3)",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const amy = await person();
    const mei = await person({ phone: true, language: languages[1] });
    await amy.join(session.code, "Amy");
    await mei.join(session.code, "小美");

    for (const one of [amy, mei]) {
      const say = <T>(words: () => T) => one.inOwnLanguage(words);
      const shot = one === amy ? "guard-desk" : "guard-phone-zh";
      await askAssistant(one, "hurt-myself");
      await one.sees(say(() => t.failures["question-stopped"]));
      await one.sees(say(() => guard.seen.staff));
      await one.sees(say(() => guard.lesson));
      await one.sees(say(() => guard.adult));
      await one.sees(help);
      assert.equal(await one.button(say(() => t.tryAgain)).count(), 0);
      await one.assertAccessible(`${shot}-question`);
      await one.button(say(() => notesMark.tell)).last().click();
      await one.page.getByRole("dialog", { name: say(() => notes.title) })
        .waitFor();
      await one.page.keyboard.press("Escape");

      await askAssistant(one, "A cake, please");
      await one.sees(say(() => t.failures["answer-stopped"]));
      await one.assertAccessible(`${shot}-answer`);
      const page = await one.page.locator("body").textContent();
      assert.ok(!page?.includes(secret));

      await askAssistant(one, "A long story, please");
      await one.sees(say(() => t.cutAtLength));
      const cut = await answersInState(one, "stopped").last().textContent();
      assert.ok(!cut?.includes(say(() => t.stopped)));

      safety.behaviour = "wrong";
      await askAssistant(one, "And now?");
      await one.sees(say(() => t.failures["not-checked"]));
      await answersInState(one, "failed").last()
        .getByRole("button", { name: say(() => t.tryAgain) }).waitFor();
      safety.behaviour = "right";
    }
  },
  () => {
    model = startModelServer(({ body }) =>
      body.messages.at(-1)?.content.includes("long")
        ? streamWords(Array(400).fill("word "))
        : streamWords(["Here is ", "the cake: ", secret], { pause: 50 })
    );
    safety = new GuardServer({
      "hurt-myself": "self-harm/intent",
      [secret]: "illicit/violent",
    });
    return {
      OPENAI_BASE_URL: model.url,
      OPENAI_MAX_TOKENS: "100",
      GUARD_MODEL: "safe-1",
      GUARD_BASE_URL: safety.url,
      HELP_TEXT: help,
    };
  },
);

Deno.test.afterAll(async () => {
  await model?.stop();
  await safety?.stop();
});
