import assert from "node:assert/strict";
import { assistant as t } from "texts/assistant.ts";
import { languages } from "texts/languages.ts";
import { board } from "texts/monitoring_board.ts";
import { HeldModel } from "../../model_server.ts";
import { answersInState, askAssistant } from "./asking.ts";
import {
  announcementsWith,
  recordAnnouncements,
  waitForAnnouncement,
} from "../listening.ts";
import { type Person, testStage, waitForAnswer } from "../stage.ts";

let model: HeldModel;

const place = (person: Person) => person.page.locator(".thinking").last();

async function seesPlace(person: Person, ahead: number) {
  const words = person.inOwnLanguage(() => t.queued({ ahead }));
  await place(person).filter({ hasText: words }).waitFor();
}

testStage(
  "a waiting student sees their place, keeps it over a reload and can stop (A-1, A-5, M-1)",
  async ({ person }) => {
    const chinese = languages.find(({ tag }) => tag === "zh-TW")!;
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const amy = await person();
    const ben = await person({ phone: true });
    const chloe = await person({ language: chinese });
    await recordAnnouncements(chloe);
    for (
      const [name, one] of Object.entries({ Amy: amy, Ben: ben, Chloe: chloe })
    ) {
      await one.join(session.code, name);
      await one.sees(one.inOwnLanguage(() => t.emptyTitle));
    }
    await askAssistant(amy, "Why is the sky blue?");
    await waitForAnswer(() => Promise.resolve(model.asked.length), 1);
    await amy.sees(t.thinking);
    await askAssistant(ben, "And why is grass green?");
    await seesPlace(ben, 0);
    await askAssistant(chloe, "What is a rainbow?");
    await seesPlace(chloe, 1);
    const told = chloe.inOwnLanguage(() => t.inQueue);
    await waitForAnnouncement(chloe, told);

    const tile = (name: string) =>
      teacher.page.locator(".board-tile").filter({ hasText: name });
    await tile("Ben").getByText(board.queued({ ahead: 0 })).waitFor();
    await tile("Chloe").getByText(board.queued({ ahead: 1 })).waitFor();
    await tile("Amy").getByText(board.answering).waitFor();
    await tile("Chloe").getByRole("button").first().click();
    await teacher.sees(t.queuedOf({ ahead: 1 }));

    await ben.page.reload();
    await seesPlace(ben, 0);
    await ben.sees(ben.button(t.stop));
    const before = await place(chloe).boundingBox();
    await ben.button(t.stop).click();
    await answersInState(ben, "stopped").waitFor();
    await ben.sees(t.stopped);
    await seesPlace(chloe, 0);
    assert.deepEqual(
      (await place(chloe).boundingBox())?.y,
      before?.y,
      "nothing moves but the words",
    );
    await teacher.sees(t.queuedOf({ ahead: 0 }));
    assert.equal((await announcementsWith(chloe, told)).length, 1);

    model.answerAll();
    await answersInState(amy).waitFor();
    await answersInState(chloe).waitFor();
    await waitForAnswer(() => place(chloe).count(), 0);
    await waitForAnswer(
      () => teacher.text(board.queued({ ahead: 0 })).count(),
      0,
    );
    assert.equal(model.asked.length, 2);
  },
  () => {
    model = new HeldModel();
    return {
      OPENAI_BASE_URL: model.server.url,
      OPENAI_MODEL: "llama3.1:8b",
      OPENAI_CONCURRENCY: "1",
    };
  },
);

Deno.test.afterAll(async () => {
  model?.answerAll();
  await model?.server.stop();
});
