import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { chat } from "texts/chat.ts";
import { classPage } from "texts/sessions_class.ts";
import { join } from "texts/people_join.ts";
import { languages } from "texts/languages.ts";
import { record } from "texts/record.ts";
import { session } from "texts/sessions_live.ts";
import { automaticGroupName } from "../../formats/group_names.ts";
import { localPath } from "../../locales/local_path.ts";
import { readZip } from "../zip.ts";
import { answersInState, askAssistant } from "./assistant/asking.ts";
import {
  callSessionApi,
  type Person,
  testStage as test,
  waitForAnswer,
} from "./stage.ts";
import { findHanWords, findLatinWords } from "./words.ts";

const chinese = languages.find(({ tag }) => tag === "zh-TW")!;

test("English and Chinese students each read only their own language, also offline (L-1)", async ({ person, step }) => {
  const lin = await person(), ben = await person();
  const ming = await person({ language: chinese, phone: true });
  await lin.signUp("Ms Lin");
  const { id, code, name } = await lin.createSession();
  const desk = callSessionApi(lin, id);
  /** Names and messages are in no language of the page. */
  const people = `Ms Lin Ben ${name} Good morning Five more minutes`;
  const han = ["王小明", "老師好", "我在家", "光合作用是什麼？", "我回來了"];
  const readTheirOwn = async (state: string) => {
    for (const one of [lin, ben]) {
      await waitForAnswer(
        () => findHanWords(one.page, han),
        [],
        `English ${state}`,
      );
    }
    await waitForAnswer(
      () => findLatinWords(ming.page, people),
      [],
      `Chinese ${state}`,
    );
    await ming.shoot(`zh-phone-${state}`);
  };
  const tab = (one: Person): Locator =>
    one.page.getByRole("tab", {
      name: one.inOwnLanguage(() => automaticGroupName(1)),
    });

  await step("they join and greet each other", async () => {
    await ming.page.goto(`/join?sessionCode=${code}`);
    await ming.page.getByLabel(ming.inOwnLanguage(() => join.name)).fill(
      "王小明",
    );
    await readTheirOwn("joining");
    await ming.button(ming.inOwnLanguage(() => join.join)).click();
    await ming.page.waitForURL(`**/zh/class/${id}`);
    await ben.byHand.join(code, "Ben");
    await askAssistant(ming, "光合作用是什麼？");
    await answersInState(ming).first().waitFor();
    await readTheirOwn("answered");
    for (const one of [ming, ben, lin]) await one.openChat();
    await ming.say("老師好");
    await ben.say("Good morning");
    for (const one of [ming, ben, lin]) {
      await one.waitForMessage("老師好");
      await one.waitForMessage("Good morning");
    }
    await readTheirOwn("greeting");
  });

  await step("each finds their group by its name", async () => {
    await desk("PATCH", "/breakouts", { auto: true, capacity: 2 });
    await desk("POST", "/breakouts/distribute", {
      how: "even",
      onlineOnly: false,
    });
    // On a phone the student opens the group's tab.
    for (const one of [ming, ben]) await tab(one).first().click();
    await desk("POST", "/breakouts/broadcast", { text: "Five more minutes" });
    for (const one of [ming, ben]) {
      await one.waitForMessage("Five more minutes");
    }
    await readTheirOwn("groups");
  });

  await step("a teacher's line covers every page", async () => {
    await desk("PATCH", "", { eyesOnMe: { text: "老師好" } });
    for (const one of [ming, ben]) {
      await one.sees(one.page.locator(".eyes-page"));
    }
    await readTheirOwn("eyes");
    await desk("PATCH", "", { eyesOnMe: null });
    for (const one of [ming, ben]) {
      await one.page.locator(".eyes-page").waitFor({ state: "detached" });
    }
  });

  await step("a phone says why offline text is not sent", async () => {
    const { members } = await desk("GET", "/members");
    const { id: member } = members.find(({ name }: { name: string }) =>
      name === "王小明"
    );
    await ming.waitUntilStoredForOffline();
    await ming.goOffline();
    await ming.sees(ming.inOwnLanguage(() => chat.offline));
    await ming.say("我在家");
    await ming.page.reload();
    await ming.openChat();
    await ming.waitForMessage("我在家");
    await readTheirOwn("offline");
    await desk("PATCH", `/members/${member}`, { muted: true });
    await ming.goOnline();
    await ming.sees(ming.inOwnLanguage(() => chat.refusals.muted));
    await readTheirOwn("refused");
    await desk("PATCH", `/members/${member}`, { muted: false });
    await ming.log.getByRole("button", {
      name: ming.inOwnLanguage(() => chat.tryAgain),
    }).click();
    await ben.waitForMessage("我在家");
  });

  await step("the record has its exporter's language", async () => {
    await desk("POST", "/end", { now: true });
    for (const one of [ming, ben]) {
      await one.sees(one.inOwnLanguage(() => classPage.isOver));
    }
    await lin.sees(lin.page.getByRole("link", { name: session.history }));
    await readTheirOwn("ended");
    await ming.page.goto(ming.inOwnLanguage(() => localPath("/my")));
    await readTheirOwn("kept");
    const written = await lin.page.request.get(`/api/sessions/${id}/export`);
    const files = readZip(await written.body());
    const paths = [...files.keys()].join("\n");
    assert.match(paths, new RegExp(record.zip.names.attendance));
    const { chat: said, attendance } = record.zip.names;
    const all = [...files].filter(([path]) =>
      !path.endsWith(".xlsx") &&
      (path.startsWith(said) || path.startsWith(attendance))
    ).map(([, bytes]) => new TextDecoder().decode(bytes)).join("\n");
    for (const words of ["老師好", "我在家", "Good morning"]) {
      assert(all.includes(words), words);
    }
    const rest = han.reduce((text, words) => text.replaceAll(words, ""), all);
    assert.equal(rest.match(/.{0,20}\p{sc=Han}.{0,20}/u)?.[0], undefined);
  });
});
