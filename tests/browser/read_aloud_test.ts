import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { frame } from "texts/everywhere.ts";
import { createSession, makeTeacherSeat, signUp } from "../people.ts";
import { answersInState, askAssistant } from "./assistant/asking.ts";
import { type Person, testStage as test, waitForAnswer } from "./stage.ts";

interface Spoken {
  text: string;
  lang: string;
  voice: string;
}

/** Three voices, the Chinese one remote; each text lasts until cancelled. Runs in the page. */
function replaceVoices() {
  const voices = [
    { name: "Ann", lang: "en-US", localService: true, default: true },
    { name: "Cloud", lang: "zh-TW", localService: false, default: false },
    { name: "Anne", lang: "en-GB", localService: false, default: false },
  ];
  const spoken: Spoken[] = [];
  const state = { spoken, cancelled: 0 };
  class Utterance {
    lang = "";
    voice?: { name: string };
    constructor(readonly text: string) {}
  }
  Object.defineProperties(globalThis, {
    speechState: { value: state },
    SpeechSynthesisUtterance: { value: Utterance },
    speechSynthesis: {
      value: {
        getVoices: () => voices,
        addEventListener() {},
        speak({ text, lang, voice }: Utterance) {
          spoken.push({ text, lang, voice: voice?.name ?? "" });
        },
        cancel: () => state.cancelled++,
      },
    },
  });
}

const spokenIn = ({ page }: Person) =>
  page.evaluate<{ spoken: Spoken[]; cancelled: number }>("speechState");
const readIn = (place: Locator) =>
  place.getByRole("button", { name: frame.readAloud, exact: true });
const stopIn = (place: Locator) =>
  place.getByRole("button", { name: frame.stopReading, exact: true });

test("a local voice reads aloud in its language until Stop, and a remote one is never used (N-2)", async ({ person, server, step }) => {
  const lin = await signUp(server, "Ms Lin");
  const session = await createSession(lin);
  const seat = await makeTeacherSeat(lin, session).openPage();
  const amy = await person();
  await amy.page.addInitScript(replaceVoices);
  await amy.join(session.code, "Amy");

  await step("an answer is read", async () => {
    await askAssistant(amy, "Why is a leaf green?");
    const answer = answersInState(amy).first();
    await readIn(answer).click();
    const { spoken } = await spokenIn(amy);
    assert.ok(spoken.length > 0);
    for (const { lang, voice } of spoken) {
      assert.deepEqual({ lang, voice }, { lang: "en-US", voice: "Ann" });
    }
    await stopIn(answer).click();
    await readIn(answer).waitFor();
    assert.equal((await spokenIn(amy)).cancelled, 1);
  });

  await step("a question is read", async () => {
    const poll = { kind: "yes-no", question: "Is it raining?" };
    const path = `/api/sessions/${session.id}/resources`;
    await lin.askExpecting(201, "POST", path, { poll });
    const before = (await spokenIn(amy)).spoken.length;
    await amy.page.getByRole("button", { name: /^Open/ }).click();
    const question = amy.page.locator(".question");
    await readIn(question).click();
    const { spoken } = await spokenIn(amy);
    assert.match(spoken[before].text, /Is it raining\?/);
    await stopIn(question).click();
  });

  await step("messages are read, but not Chinese ones", async () => {
    await seat.sayAndSee("Your leaf is *green*.");
    await seat.sayAndSee("葉子為什麼是綠色的？");
    await amy.openChat();
    const menuOf = async (words: string) => {
      const item = amy.log.locator(".message", { hasText: words }).last();
      await item.hover();
      await item.getByRole("button", { name: /^More for/ }).click();
      return amy.page.locator(".message-menu");
    };
    const chinese = await menuOf("葉子");
    await chinese.getByRole("button").first().waitFor();
    assert.equal(await readIn(chinese).count(), 0);
    await amy.page.keyboard.press("Escape");
    await waitForAnswer(() => chinese.isVisible(), false);

    const before = (await spokenIn(amy)).spoken.length;
    await readIn(await menuOf("Your leaf")).click();
    const { spoken } = await spokenIn(amy);
    assert.deepEqual(spoken.slice(before), [
      { text: "Your leaf is green.", lang: "en-US", voice: "Ann" },
    ]);
  });
  const { spoken } = await spokenIn(amy);
  assert.ok(spoken.every(({ voice }) => voice === "Ann"));
  seat.close();
});
