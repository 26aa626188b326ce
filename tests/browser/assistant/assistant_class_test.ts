/** A lesson with the assistant (A-1 to A-4, M-1 to M-3): six students, two offline in mid-answer, one on a phone. */
import assert from "node:assert/strict";
import { assistant as t } from "texts/assistant.ts";
import { handIn } from "texts/assistant_hand_in.ts";
import { leaving } from "texts/people_leaving.ts";
import { chat } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { classPage } from "texts/sessions_class.ts";
import { record } from "texts/record.ts";
import { review } from "texts/review.ts";
import { session as sessionText } from "texts/sessions_live.ts";
import { readCsv } from "../../csv.ts";
import { assertLayoutAndShoot } from "../../browser.ts";
import {
  type ModelServer,
  startModelServer,
  streamWords,
} from "../../model_server.ts";
import { eventually } from "../../people.ts";
import { readZip } from "../../zip.ts";
import { answersInState, askAssistant } from "./asking.ts";
import {
  callSessionApi,
  type Person,
  sendAndPassUndo,
  testStage,
  waitForAnswer,
} from "../stage.ts";

const slowly = Array.from({ length: 40 }, (_, n) => `word${n} `);
const last = "word39";
let model: ModelServer;

/** Slow answers stay unfinished until it resolves. */
const mayFinish = Promise.withResolvers<void>();

async function hasAll(person: Person) {
  await answersInState(person).getByText(last).first().waitFor({
    timeout: 60_000,
  });
}

async function openGroup(person: Person, name: string) {
  await person.openChat();
  await person.page.getByRole("tab", { name }).first().click();
}

testStage(
  "six students, two offline and one on a phone, use the assistant up to the export (A-1 to M-3)",
  async ({ person, browser, step }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const names = ["Amy", "Ben", "Chloe", "Dan", "Eve", "Fay"];
    const all: Person[] = [];
    for (const name of names) {
      const one = await person({ phone: name === "Ben" });
      await one.join(session.code, name);
      await one.sees(t.emptyTitle);
      all.push(one);
    }
    const [amy, ben, chloe, dan, eve, fay] = all;
    const desk = callSessionApi(teacher, session.id);
    const { rooms } = await desk("POST", "/breakouts/rooms", {
      names: ["Red"],
    });
    const { members } = await desk("GET", "/members");
    const idOf = (name: string): string =>
      members.find((it: { name: string }) => it.name === name).id;
    await desk("POST", "/breakouts/moves", {
      moves: ["Amy", "Ben"].map((name) => ({
        member: idOf(name),
        room: rooms[0].id,
      })),
    });
    await desk("POST", "/breakouts/start");

    await step("the board shows what all six ask", async () => {
      for (const [n, one] of all.entries()) {
        await askAssistant(one, `Tell ${names[n]} slowly`);
      }
      const tiles = teacher.page.locator(".board-tile").getByText(
        /^Tell .* slowly/,
      );
      await tiles.nth(5).waitFor();
    });

    await step("two go offline in mid-answer, and one asks on", async () => {
      await answersInState(amy, "streaming").getByText("word3").waitFor();
      await answersInState(ben, "streaming").getByText("word3").waitFor();
      await amy.waitUntilStoredForOffline();
      for (const one of [amy, ben]) await one.goOffline();
      await amy.sees(t.cutOff);
      await ben.sees(t.cutOff);
      await askAssistant(amy, "And offline?");
      await amy.sees(t.waitingOffline);
      await amy.page.reload();
      await amy.sees("And offline?");
      await amy.sees(t.waitingOffline);
      await amy.sees("Tell Amy slowly");
    });

    await step("an answer is stopped and tried again", async () => {
      await chloe.button(t.stop).click();
      await answersInState(chloe, "stopped").waitFor();
      await chloe.sees(t.stopped);
      await chloe.page.locator("[data-voice]").filter({ hasText: t.brokenOff })
        .waitFor({ state: "attached" });
      await chloe.button(t.tryAgain).last().click();
      await answersInState(chloe, "streaming").waitFor();
    });

    await step("an answer goes on after a reload", async () => {
      await dan.page.reload();
      await answersInState(dan, "streaming").waitFor();
    });

    await step("another conversation is answered meanwhile", async () => {
      await eve.button(t.begin).first().click();
      await askAssistant(eve, "Quickly now");
      await answersInState(eve).getByText("quick answer").waitFor();
      await eve.button("Tell Eve slowly").click();
      await eve.page.locator(".prompt-text", { hasText: "Tell Eve slowly" })
        .waitFor();
    });

    await step("back online all have their whole answers", async () => {
      mayFinish.resolve();
      for (const one of [chloe, dan, eve, fay]) await hasAll(one);
      for (const one of [amy, ben]) await one.goOnline();
      await hasAll(ben);
      await answersInState(amy).getByText("quick answer").waitFor();
      await hasAll(amy);
      await waitForAnswer(() => amy.page.locator(".prompt").count(), 2);
    });

    await step("the model was asked once, and for nobody by name", () => {
      const asked = model.received.map(({ body }) =>
        body.messages.at(-1)!.content
      );
      assert.equal(asked.filter((it) => it === "And offline?").length, 1);
      const told = JSON.stringify(model.received.map(({ body }) => body));
      assert.ok(!names.some((name) => told.includes(idOf(name))), "A-6");
    });

    await step("answers are shared with class or group", async () => {
      await sendAndPassUndo(fay.page, () => fay.button(t.toChat).click());
      await fay.sees(t.sentToChat);
      await teacher.openChat();
      await teacher.sees(chat.sharedAnswer({ sharer: "Fay" }));
      await ben.sees(ben.button(groups.goTo({ name: "Red" })));
      assert.equal(await ben.log.isVisible(), false);
      await ben.button(t.toGroup).click();
      await ben.page.locator(".held-notice").getByRole("button").click();
      await ben.sees(t.toGroup);
      await sendAndPassUndo(ben.page, () => ben.button(t.toGroup).click());
      await ben.sees(t.sentToGroup);
      await openGroup(amy, "Red");
      await amy.sees(chat.sharedAnswer({ sharer: "Ben" }));
      await chloe.openChat();
      await chloe.sees(chat.sharedAnswer({ sharer: "Fay" }));
      await waitForAnswer(
        () => chloe.text(chat.sharedAnswer({ sharer: "Ben" })).count(),
        0,
      );
    });

    await step("two students hand in an answer", async () => {
      for (const one of [dan, eve]) {
        await one.button(t.handIn).first().click();
        await one.page.getByLabel(handIn.note).fill("Is this right?");
        await one.page.getByRole("dialog", { name: t.handIn }).getByRole(
          "button",
          { name: t.give },
        ).click();
        await one.sees(t.handedIn);
      }
    });

    await step("the teacher marks both, and Dan sees his", async () => {
      await teacher.page.keyboard.press("Escape");
      await teacher.sees(review.board.unmarked({ count: 2 }));
      await teacher.page.getByRole("link", { name: review.board.submissions })
        .click();
      await teacher.sees(teacher.page.getByRole("heading", { name: /^Dan, / }));
      await teacher.page.locator(".marking-conversation .answer").waitFor();
      await teacher.page.getByLabel(review.marking.mark).press("Enter");
      await teacher.sees(review.marking.empty);
      await teacher.page.getByLabel(review.marking.mark).fill("9/10");
      await teacher.page.getByLabel(review.marking.comment).fill("=Good, 很好");
      await teacher.page.getByLabel(review.marking.comment).press("Enter");
      await teacher.sees(teacher.page.getByRole("heading", { name: /^Eve, / }));
      await dan.sees("9/10");
      await dan.sees("=Good, 很好");
      await teacher.page.getByLabel(review.marking.mark).fill("good");
      await teacher.page.getByLabel(review.marking.mark).press("Enter");
      await teacher.sees(review.marking.allMarked);
      await teacher.page.goBack();
    });

    await step("the newest activity comes first on the board", async () => {
      await askAssistant(chloe, "Quickly, the newest");
      await eventually(
        () => teacher.page.locator(".board-tile").first().innerText(),
        (text) => text.includes("Chloe"),
        "the newest activity was first",
      );
    });

    await step("the teacher shares Eve's answers, named or not", async () => {
      await teacher.button(review.board.viewOf({ name: "Eve" })).click();
      const view = teacher.page.getByRole("complementary", { name: "Eve" });
      const list = view.getByRole("navigation");
      await list.getByRole("button").nth(1).waitFor();
      await waitForAnswer(() => list.getByRole("button").count(), 2);
      await list.getByRole("button", { name: "Quickly now" }).click();
      await view.getByText("quick answer").first().waitFor();
      const toChat = view.getByRole("button", { name: review.view.toChat });
      const dialog = teacher.page.getByRole("dialog", {
        name: review.view.toChat,
      });
      const send = dialog.getByRole("button", {
        name: review.send.send,
        exact: true,
      });
      await toChat.click();
      await sendAndPassUndo(teacher.page, () => send.click());
      await view.getByText(t.sentToChat).waitFor();
      await list.getByRole("button", { name: "Tell Eve slowly" }).click();
      await view.getByText(last).first().waitFor();
      await toChat.click();
      await dialog.getByLabel(review.view.named).check();
      await sendAndPassUndo(teacher.page, () => send.click());
      await view.getByText(t.sentToChat).waitFor();
      await teacher.shoot("lesson-view");
      await teacher.page.keyboard.press("Escape");
      await chloe.sees(
        chat.sharedAnswerOf({ sharer: "Ms Lin", student: "Eve" }),
      );
      await chloe.log.getByText(chat.sharedAnswer({ sharer: "Ms Lin" }))
        .waitFor();
    });

    await step("a paused assistant is asked nothing", async () => {
      await desk("PATCH", "", { assistantPaused: true });
      await fay.sees(t.paused);
      const box = fay.page.getByRole("textbox", { name: t.prompt });
      await box.fill("May I?");
      await box.press("Enter");
      await waitForAnswer(() => box.inputValue(), "May I?", "nothing is asked");
    });

    await step("after the end Dan reads the mark again", async () => {
      await teacher.pressInDeskMenu("End session");
      await teacher.sees(sessionText.overTitle);
      await dan.sees(classPage.isOver);
      await dan.page.getByRole("link", { name: classPage.my }).click();
      await dan.sees("9/10");
      await dan.page.getByRole("link", { name: "Tell Dan slowly" }).first()
        .click();
      await dan.sees("=Good, 很好");
      await dan.assertAccessible("my-conversation");
      await dan.page.goBack();
    });

    const leave = async (who: Person) => {
      await who.page.locator("summary").filter({ hasText: leaving.leave })
        .click();
      await who.button(leaving.forget).click();
      await who.sees(review.my.empty);
    };

    await step("two students leave, and lose access", async () => {
      await leave(dan);
      await fay.sees(classPage.isOver);
      await leave(fay);
      await fay.page.goto(`/class/${session.id}`);
      await fay.page.waitForURL("**/join");
    });

    await step("the teacher still reads what was asked offline", async () => {
      await teacher.button(review.board.viewOf({ name: "Amy" })).click();
      await teacher.page.getByRole("complementary", { name: "Amy" })
        .getByText("And offline?").first().waitFor();
      await teacher.sees(review.view.readOnly);
      await teacher.page.keyboard.press("Escape");
    });

    const files = await step("the teacher exports everything", async () => {
      await teacher.button(record.offer.export).click();
      const coming = teacher.page.waitForEvent("download");
      await teacher.page.getByRole("link", { name: record.offer.everything })
        .click();
      const path = await (await coming).path();
      const files = readZip(await Deno.readFile(path));
      return files;
    });

    const text = (name: string) =>
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(files.get(name));
    const paths = [...files.keys()];
    const folder = record.zip.names.students;

    await step("the zip has folders and safe tables", () => {
      for (const name of names) {
        assert.ok(
          paths.some((it) => it.startsWith(`${folder}/${name}/`)),
          name,
        );
      }
      const tables = paths.filter((it) => it.endsWith(".csv"));
      assert.ok(tables.length > 0);
      for (const name of tables) {
        assert.ok(text(name).startsWith("\ufeff"), `${name} has its mark`);
      }
      const cells = tables.flatMap((name) => readCsv(text(name).slice(1)))
        .flat();
      assert.ok(
        cells.some((cell) => /^'=Good, 很好$/.test(cell)),
        "no formula",
      );
    });

    await step("its pages open in a browser", async () => {
      await opens(browser, files);
    });
  },
  () => {
    model = startModelServer(({ body }) =>
      /slowly/.test(body.messages.at(-1)!.content)
        ? streamWords(slowly, {
          pause: 100,
          hold: {
            after: slowly.length - 10,
            until: mayFinish.promise,
            filler: "and ",
          },
        })
        : streamWords(["A ", "**quick answer** ", "to it."])
    );
    return { OPENAI_BASE_URL: model.url, OPENAI_MODEL: "words-1" };
  },
);

async function opens(
  browser: import("playwright-core").Browser,
  files: ReadonlyMap<string, Uint8Array>,
) {
  const folder = await Deno.makeTempDir();
  const context = await browser.newContext();
  try {
    for (const [name, bytes] of files) {
      const path = `${folder}/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), {
        recursive: true,
      });
      await Deno.writeFile(path, bytes);
    }
    const page = await context.newPage();
    await page.goto(`file://${folder}/index.html`);
    await assertLayoutAndShoot(page, "lesson-zip", true);
    const links = await page.evaluate(() =>
      [...document.links].map(({ href }) => href)
    );
    const pages = links.filter((href) => href.endsWith(".html"));
    assert.ok(pages.length >= 6, "each student has a page");
    let eves = "";
    for (const href of links.filter((it) => it.startsWith("file:"))) {
      const path = decodeURIComponent(new URL(href).pathname);
      assert.ok((await Deno.stat(path)).isFile, `${href} is there`);
    }
    for (const href of pages) {
      await page.goto(href);
      if (/\/Eve\//.test(href)) {
        eves += await page.locator("body").innerText();
      }
    }
    assert.match(eves, new RegExp(`Tell Eve slowly[^]*${last}`));
    assert.match(eves, /Quickly now/);
  } finally {
    await context.close();
    await Deno.remove(folder, { recursive: true });
  }
}
