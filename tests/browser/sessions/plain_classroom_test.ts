/**
 * A lesson at a plain http address (D-4), which is no secure context: all by hand, on desktop and phone, nothing from
 * elsewhere.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { signIn } from "texts/accounts.ts";
import { assistant as ai } from "texts/assistant.ts";
import { chat as t } from "texts/chat.ts";
import { copying } from "texts/copying.ts";
import { frame } from "texts/everywhere.ts";
import { files } from "texts/files.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { record } from "texts/record.ts";
import { questions } from "texts/checks_questions.ts";
import { asked } from "texts/sharing_class.ts";
import { ask as asking } from "texts/checks_ask.ts";
import { live, pollMenu, share } from "texts/sharing_live.ts";
import { review } from "texts/review.ts";
import { classPage } from "texts/sessions_class.ts";
import { session as words } from "texts/sessions_live.ts";
import { over } from "texts/sessions_over.ts";
import { plain } from "texts/sessions_plain.ts";
import type { lanHosts } from "../../browser.ts";
import { randomBytesOf } from "../../uploading.ts";
import { pressOnCard } from "../resources/opens.ts";
import { openChat } from "../open_chat.ts";
import { answersInState, askAssistant } from "../assistant/asking.ts";
import {
  type Person,
  sendAndPassUndo,
  type Stage,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";
import { openRoomTab } from "../groups/two_groups.ts";

const png = Buffer.from(await Deno.readFile("tests/sample_pictures/4x3.png"));

test("a whole lesson runs over plain http at an address of the school's network (D-4)", async ({ person, server, step }) => {
  const teacher = await arrive(person, "192.168.77.5");
  const amy = await arrive(person, "laptop.local", true);
  const ben = await arrive(person, "class.test");
  const all = [teacher, amy, ben];
  const { page } = teacher;
  const main = page.getByRole("main");
  const dialog = page.getByRole("dialog");
  const press = (name: string) =>
    main.getByRole("button", { name, exact: true }).click();
  let session = "", code = "";

  await step("the teacher begins a class and copies the link", async () => {
    await page.goto("/teacher/sign-in?new");
    await teacher.sees(signIn.plain);
    await teacher.byHand.signUp("Ms Lin");
    const cookies = (await teacher.context.cookies())
      .filter(({ name }) => name !== "zone");
    for (const { name, secure, sameSite, httpOnly } of cookies) {
      const seen = [secure, sameSite, httpOnly];
      assert.deepEqual(seen, [false, "Lax", true], name);
    }
    await teacher.button("Create New Session").or(
      page.getByRole("link", { name: "Create New Session" }),
    ).first().click();
    await teacher.button(/^Create$/).click();
    await page.waitForURL(/\/teacher\/sessions\/\w{16}$/);
    session = page.url().split("/").at(-1)!;
    code = (await get(page, `/api/sessions/${session}`)).session.code;
    await teacher.button(words.copyLink).first().click();
    const { origin } = new URL(page.url());
    await waitForAnswer(
      () => pasted(page),
      `${origin}/join?sessionCode=${code}`,
    );
    await page.locator(".code-chip").click();
    const chip = page.locator(".code-chip-list");
    await chip.getByRole("button", { name: words.qr }).click();
    await dialog.getByRole("img", { name: /QR code/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  });

  await step("students join by link and by code", async () => {
    await amy.byHand.join(code, "Amy");
    await ben.page.goto("/");
    const login = ben.page.getByRole("dialog", { name: "Student Login" });
    await login.getByLabel("Session code").fill(code);
    await login.getByLabel("Session code").press("Enter");
    await login.getByLabel("Display name").fill("Ben");
    await ben.button(/^Join$/).click();
    await ben.page.waitForURL("**/class/*");
    for (const one of all) {
      const has = await one.page.evaluate(() => [
        isSecureContext,
        "serviceWorker" in navigator,
        "clipboard" in navigator,
        "locks" in navigator,
      ]);
      assert.deepEqual(has, [false, false, false, false]);
      await one.openChat();
    }
  });

  await step("they talk, and send files", async () => {
    await amy.say("good morning");
    for (const one of all) await one.waitForMessage("good morning");
    await choose(ben, "leaf.png", "image/png", png);
    await choose(ben, "notes.pdf", "application/pdf", randomBytesOf(3e6));
    await ben.page.getByRole("textbox", { name: t.message }).press("Enter");
    for (const one of all) {
      await one.log.getByRole("link", { name: "notes.pdf" }).waitFor();
      await one.log.getByRole("button", {
        name: files.enlarge({ name: "leaf.png" }),
      }).waitFor();
    }
    const download = page.waitForEvent("download");
    await teacher.log.getByRole("link", { name: "notes.pdf" }).click();
    assert.equal(await (await download).failure(), null);
  });

  await step("a message is copied", async () => {
    for (const one of [amy, ben]) {
      const item = one.log.locator(".message", { hasText: "good morning" });
      await item.hover();
      await item.getByRole("button", { name: /^More for/ }).click();
      await one.page.locator(".message-menu").getByRole("button", {
        name: t.copy,
      }).click();
      await waitForAnswer(() => pasted(one.page), "good morning");
    }
  });

  await step("the assistant answers, and an answer is copied", async () => {
    await askAssistant(ben, "Why is the sky blue?");
    await answersInState(ben).waitFor();
    await answersInState(ben).getByRole("button", {
      name: ai.copy,
      exact: true,
    })
      .click();
    await waitForAnswer(async () => (await pasted(ben.page)).length > 40, true);
    const toChat = ben.button(new RegExp(`${ai.toChat}$`));
    await sendAndPassUndo(ben.page, () => toChat.click());
    for (const one of all) {
      await one.log.getByText(t.sharedAnswer({ sharer: "Ben" })).first()
        .waitFor();
    }
  });

  await step("a quiz and a poll run", async () => {
    const made = await send(page, "POST", "/api/quizzes", {
      name: "Rivers",
      questions: [{
        kind: "single",
        text: "Which is longer?",
        choices: ["Rhine", "Volga"],
        correct: 1,
        points: 1,
      }],
    });
    assert.equal(made, 201);
    await teacher.openTab(review.tabs.resources);
    await press(share.quiz);
    await dialog.getByRole("radio", { name: "Rivers" }).check();
    await dialog.getByRole("button", { name: share.assign }).click();
    await main.getByRole("heading", { name: "Rivers" }).waitFor();
    await closeChat(amy);
    await pressOnCard(amy, "Volga");
    await amy.sees(asked.said({ answer: "Volga" }));
    await main.getByText(live.answered({ answered: 1, of: 2 })).first()
      .waitFor();
    await press(live.back);
    await page.locator(".ask-button").click();
    await page.getByLabel(pollMenu.anonymous).check();
    await press(pollMenu.kinds["yes-no"]);
    await main.getByRole("heading", { name: questions.whatDoYouSay })
      .waitFor();
    await pressOnCard(ben, questions.yes);
    await ben.sees(asked.voted);
    await press(asking.closeAnswers);
  });

  await step("groups are made, and talk among themselves", async () => {
    await teacher.openTab(review.tabs.students);
    await page.locator(".verb-groups").click();
    await page.locator(".quick-groups-list").getByRole("button", {
      name: groupsBoard.go,
    }).click();
    await amy.openChat();
    for (const one of [amy, ben]) await openRoomTab(one, "Group A");
    await amy.say("hello, group");
    await ben.waitForMessage("hello, group");
  });
  const other = await step("offline text is written in two tabs", async () => {
    const other = await amy.context.newPage();
    await other.goto(amy.page.url());
    await openChat(other);
    await amy.goOffline();
    for (const [n, tab] of [amy.page, other, amy.page].entries()) {
      const box = tab.getByRole("textbox", { name: t.message });
      await box.fill(`written ${n}`);
      await box.press("Enter");
      await tab.getByRole("log").getByText(`written ${n}`).waitFor();
    }
    return other;
  });

  await step("each page says what stays on the device", async () => {
    await teacher.goOffline();
    const told = (first: string) =>
      frame.sentences({ first, second: plain.stay });
    for (const tab of [amy.page, other]) {
      await tab.getByText(told(t.offline)).filter({ visible: true })
        .first().waitFor();
    }
    await teacher.sees(told(t.offline));
    await closeChat(teacher);
    await teacher.sees(told(words.noNetwork));
    await teacher.goOnline();
    await teacher.openChat();
  });

  await step("a reload is warned of, and all is sent once", async () => {
    const asked = amy.page.waitForEvent("dialog");
    const reloading = amy.page.evaluate(() => location.reload());
    assert.equal((await asked).type(), "beforeunload");
    await (await asked).dismiss();
    await reloading;
    await amy.waitForMessage("written 2");
    other.on("dialog", (dialog) => dialog.accept());
    await other.reload().catch(() => {});
    await amy.goOnline();
    await other.goto(amy.page.url());
    const all = ["written 0", "written 1", "written 2"];
    await ben.waitForMessage("written 2");
    await waitForAnswer(
      async () => (await ben.visibleMessagesOf(all)).toSorted(),
      all,
      "each came once",
    );
    const mine = (await ben.visibleMessagesOf(all)).filter((it) =>
      it !== "written 1"
    );
    assert.deepEqual(mine, ["written 0", "written 2"]);
    await amy.text(t.offline).waitFor({ state: "hidden" });
    await other.close();
  });

  await step("a file is attached offline", async () => {
    await ben.goOffline();
    await choose(ben, "later.pdf", "application/pdf", randomBytesOf(2e6));
    await ben.page.getByRole("textbox", { name: t.message }).press("Enter");
    await ben.sees(files.waiting);
    await teacher.page.goto("about:blank");
    await ben.goOnline();
    await amy.log.getByRole("link", { name: "later.pdf" }).waitFor();
    await teacher.page.goto(`/teacher/sessions/${session}`);
  });

  await step("a refused message is copied", async () => {
    const pause = (chatPaused: boolean) =>
      send(page, "PATCH", `/api/sessions/${session}`, { chatPaused });
    await ben.goOffline();
    await ben.say("too late");
    assert.equal(await pause(true), 200);
    await ben.goOnline();
    await ben.sees(t.whenItGoesOn);
    const copy = ben.log.getByRole("button", { name: t.copy, exact: true });
    await copy.click();
    await ben.sees(copying.copied);
    await waitForAnswer(() => pasted(ben.page), "too late");
    assert.equal(await pause(false), 200);
    await amy.waitForMessage("too late");
  });

  await step("the record is exported", async () => {
    const download = page.waitForEvent("download");
    await teacher.pressInDeskMenu(record.offer.everything);
    assert.match((await download).suggestedFilename(), /\.zip$/);
    assert.equal(await (await download).failure(), null);
  });

  await step("after the end unsent text is copied", async () => {
    await ben.goOffline();
    await ben.say("unsent one");
    await ben.say("unsent two");
    const path = `/api/sessions/${session}/end`;
    // Not from the page: it loads itself again when the class is over.
    await (await teacher.makeVisitor(server))
      .askExpecting(200, "POST", path, { now: true });
    await amy.sees(classPage.isOver);
    await ben.goOnline();
    await ben.sees(over.unsent);
    const copy = ben.button(over.copyAll);
    await copy.click();
    await ben.sees(copying.copied);
    await waitForAnswer(() => pasted(ben.page), "unsent one\n\nunsent two");
    // Without clipboard access the text is there to be copied by hand.
    await ben.page.evaluate(() => document.execCommand = () => false);
    await copy.click();
    await ben.page.getByLabel(copying.byHand).waitFor();
    const selected = await ben.page.evaluate(() => {
      const { value, selectionStart, selectionEnd } = document
        .activeElement as HTMLTextAreaElement;
      return value.slice(selectionStart, selectionEnd);
    });
    assert.equal(selected, "unsent one\n\nunsent two");
    await ben.page.goto("/my");
    await ben.sees("Why is the sky blue?");
    await teacher.sees(words.overTitle);
  });
});

/** A person at a plain address; requests to other addresses fail. */
async function arrive(
  person: Stage["person"],
  host: typeof lanHosts[number],
  phone = false,
): Promise<Person> {
  const one = await person({ host, phone });
  one.page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^(http|ws)/.test(protocol) && hostname !== host) {
      one.trouble.push(`asked ${request.url()}`);
    }
  });
  return one;
}

async function pasted(page: Page): Promise<string> {
  await page.evaluate(() => {
    const area = document.createElement("textarea");
    area.id = "pasted";
    (document.querySelector("dialog:modal") ?? document.body).append(area);
    area.focus();
  });
  await page.keyboard.press("Control+V");
  return await page.evaluate(() => {
    const area = document.querySelector<HTMLTextAreaElement>("#pasted")!;
    const { value } = area;
    area.remove();
    return value;
  });
}

async function get(page: Page, path: string) {
  return await page.evaluate(
    async (path) => await (await fetch(path)).json(),
    path,
  );
}

async function send(
  page: Page,
  method: string,
  path: string,
  data: unknown,
): Promise<number> {
  return await page.evaluate(async ([method, path, body]) => {
    const headers = { "content-type": "application/json" };
    return (await fetch(path, { method, headers, body })).status;
  }, [method, path, JSON.stringify(data)]);
}

async function choose(
  one: Person,
  name: string,
  mimeType: string,
  bytes: Uint8Array,
) {
  const chooser = one.page.waitForEvent("filechooser");
  await one.button(files.attach).click();
  const buffer = Buffer.from(bytes);
  await (await chooser).setFiles({ name, mimeType, buffer });
}

async function closeChat(one: Person) {
  await one.page.getByRole("dialog").getByRole("button", {
    name: frame.close,
  }).first().click();
}
