import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { chat as t } from "texts/chat.ts";
import { panelStorageKey } from "../../../components/chat_panel/panel_position.ts";
import { over } from "texts/sessions_over.ts";
import { createSession, joinClass, type Seat, signUp } from "../../people.ts";
import { swiftStudents } from "../../server.ts";
import {
  type Person,
  type Stage,
  testStage as test,
  waitForAnswer,
  waitForPaint,
} from "../stage.ts";

async function classWithBen({ server }: Stage) {
  const { code } = await createSession(await signUp(server));
  const ben = await (await joinClass(server, code, "Ben")).openPage();
  return { code, ben };
}

async function sayAll(seat: Seat, from: number, to: number) {
  let last = "";
  for (let n = from; n < to; n++) last = seat.queueMessage(`line ${n}`);
  await seat.waitForMessage(last);
}

function onScreen({ log }: Person, text: string): Promise<boolean> {
  return log.getByText(text, { exact: true }).evaluateAll(([item]) => {
    const box = item?.getBoundingClientRect();
    const frame = document.querySelector(".chat-scroll")!
      .getBoundingClientRect();
    return !!box && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
  });
}

test(
  "the chat opens at the first unread message, below a line, and leads to the latest (C-13)",
  async (stage) => {
    const { code, ben } = await classWithBen(stage);
    try {
      const amy = await stage.person();
      await amy.join(code, "Amy");
      await amy.openChat();
      await sayAll(ben, 0, 30);
      await amy.waitForMessage("line 29");
      await amy.log.press("End");
      await amy.button("Close").click();
      await sayAll(ben, 30, 90);
      await amy.sees(
        amy.button(t.titleWithNews({ news: t.unread({ count: 60 }) })),
      );

      await amy.openChat();
      await amy.waitForMessage("line 30");
      await amy.sees(t.newMessages);
      assert.equal(await onScreen(amy, "line 30"), true);
      await waitForAnswer(() => amy.log.getByText("line 89").count(), 0);

      await ben.sayAndSee("and one more");
      await amy.sees(amy.button(new RegExp(`^${t.latest}`)));
      assert.equal(await onScreen(amy, "line 30"), true);
      await amy.button(new RegExp(`^${t.latest}`)).click();
      await amy.waitForMessage("and one more");
      await amy.button(t.title).and(amy.page.locator("[aria-expanded=true]"))
        .waitFor();
      await waitForAnswer(
        () => amy.button(new RegExp(`^${t.latest}`)).count(),
        0,
      );
      await ben.sayAndSee("at the end");
      await amy.waitForMessage("at the end");
      assert.equal(await onScreen(amy, "at the end"), true);
    } finally {
      ben.close();
    }
  },
  swiftStudents,
);

test("pressing the chat button before the chat is loaded opens it at its last position (C-2)", async ({ person, server }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const { id } = await createSession(await teacher.makeVisitor(server));
  await page.addInitScript(([key, value]) => {
    localStorage.setItem(key, value);
  }, [panelStorageKey, JSON.stringify({ pinned: false })]);
  await page.addInitScript(pressAtOnce);
  await page.goto(`/teacher/sessions/${id}`);
  const panel = page.locator(".chat-panel[data-mode=floating]");
  await teacher.sees(panel.getByRole("textbox", { name: t.message }));
});

/** Presses the chat's button in the first task in which it listens. Runs in the page. */
function pressAtOnce() {
  addEventListener("DOMContentLoaded", () => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const button = document.querySelector<HTMLElement>(".chat-button");
      if (!button || button.ariaExpanded === "true") return;
      button.click();
      port2.postMessage(null);
    };
    port2.postMessage(null);
  });
}

test(
  "a long chat is rendered in part, and every message is reachable by keyboard (C-13)",
  async (stage) => {
    const { code, ben } = await classWithBen(stage);
    try {
      await sayAll(ben, 0, 200);
      const amy = await stage.person();
      await amy.join(code, "Amy");
      await amy.openChat();
      await amy.waitForMessage("line 199");
      const items = amy.log.locator(".message[data-id]");
      assert.ok(await items.count() < 120);
      await amy.log.focus();
      for (let n = 0; n < 60; n++) await amy.page.keyboard.press("ArrowUp");
      await amy.log.locator(".message:focus", { hasText: "line 140" })
        .waitFor();
      assert.equal(await onScreen(amy, "line 140"), true);
      await amy.log.focus();
      await amy.page.keyboard.press("Home");
      await amy.waitForMessage("line 0");
      assert.equal(await onScreen(amy, "line 0"), true);
      assert.ok(await items.count() < 120);
      await amy.page.keyboard.press("End");
      await amy.waitForMessage("line 199");
    } finally {
      ben.close();
    }
  },
  swiftStudents,
);

test("messages stay at their end while the box grows, and the panel moves by mouse and keys (C-2, C-3)", async ({ person }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  await teacher.createSession();
  await teacher.openChat();
  for (let n = 0; n < 18; n++) await teacher.say(`line ${n}`);
  const box = teacher.page.getByRole("textbox", { name: t.message });
  const fromEnd = async () => {
    await waitForPaint(teacher.page);
    return await teacher.log.evaluate((log) =>
      log.scrollHeight - log.scrollTop - log.clientHeight
    );
  };
  for (const text of ["one\n\n\n\n\nsix lines", "one line", ""]) {
    await teacher.log.evaluate((log) => log.dispatchEvent(new Event("scroll")));
    await box.fill(text);
    await teacher.log.evaluate((log) => log.dispatchEvent(new Event("scroll")));
    assert.ok(await fromEnd() < 2, JSON.stringify(text));
    await waitForAnswer(() => teacher.button(t.latest).count(), 0);
  }

  await teacher.button(t.unpin).click();
  const panel = page.locator(".chat-panel[data-mode=floating]");
  const heading = panel.getByRole("heading", { name: t.title, exact: true });
  const { x, y, width, height } = await boxOf(panel);

  await pull(page, heading, -200, -90);
  await page.mouse.move(0, 0);
  assert.deepEqual(await boxOf(panel), {
    x: x - 200,
    y: y - 90,
    width,
    height,
  });
  await pull(page, teacher.button(t.resize), -40, -20);
  await teacher.button(t.move).press("ArrowRight");
  await teacher.button(t.resize).press("ArrowUp");
  assert.deepEqual(await boxOf(panel), {
    x: x - 216,
    y: y - 134,
    width: width + 40,
    height: height + 44,
  });
  await heading.dblclick();
  assert.deepEqual(await boxOf(panel), { x, y, width, height });
});

test("on a phone a long pull closes the chat, and a short one does not (C-2)", async ({ server, person }) => {
  const { id, code } = await createSession(await signUp(server));
  const amy = await person({ phone: true });
  await amy.join(code, "Amy");
  await amy.openChat();
  const said = () =>
    amy.page.evaluate(() => {
      const { chat, panel } = document.documentElement.dataset;
      return [chat ?? "", panel ?? ""].join(" ").trim();
    });
  await waitForAnswer(said, "open");
  const sheet = amy.page.locator(".chat-panel[data-mode=sheet]");
  const heading = sheet.getByRole("heading", { name: t.title, exact: true });
  const before = await boxOf(sheet);
  await pull(amy.page, heading, 0, 20);
  assert.deepEqual(await boxOf(sheet), before);
  await pull(amy.page, heading, 0, 200);
  await sheet.waitFor({ state: "hidden" });

  await amy.openChat();
  await waitForAnswer(said, "open");
  await amy.page.request.post("/api/leave", { data: { session: id } });
  await amy.sees(over.gone.title);
  await waitForAnswer(said, "");
});

async function pull(page: Page, what: Locator, dx: number, dy: number) {
  const { x, y, width, height } = await boxOf(what);
  const from = { x: x + width / 2, y: y + height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + dx, from.y + dy, { steps: 5 });
  await page.mouse.up();
}

async function boxOf(what: Locator) {
  await what.evaluate((element) =>
    Promise.all(element.getAnimations().map(({ finished }) => finished))
  );
  const box = await what.boundingBox();
  assert(box);
  return box;
}

test("turning a tablet keeps the position in the chat and on the page (C-2)", async (stage) => {
  const { code, ben } = await classWithBen(stage);
  try {
    const amy = await stage.person();
    await amy.join(code, "Amy");
    await amy.openChat();
    const { page } = amy;
    const panel = page.locator("dialog.chat-panel");
    const turn = async (width: number, mode: string) => {
      await page.setViewportSize({ width, height: 844 });
      await waitForAnswer(() => panel.getAttribute("data-mode"), mode);
    };
    const focused = () =>
      page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.closest("dialog")?.className + " " +
          activeElement?.tagName;
      });
    await panel.getByRole("textbox").focus();
    await page.keyboard.type("half of ");
    await turn(390, "sheet");
    await page.keyboard.type("a ");
    await turn(1280, "floating");
    await page.keyboard.type("sentence");
    assert.equal(
      await panel.getByRole("textbox").inputValue(),
      "half of a sentence",
    );

    const link = page.locator(".student-menu > .button");
    await link.focus();
    const before = await focused();
    assert.doesNotMatch(before, /chat-panel/);
    await turn(390, "sheet");
    assert.match(await focused(), /chat-panel/);
    await turn(1280, "floating");
    assert.equal(await focused(), before);
  } finally {
    ben.close();
  }
});

test("a student's chat floats at first, off the assistant's box, and stays pinned if chosen (C-2)", async (stage) => {
  const { code, ben } = await classWithBen(stage);
  try {
    const amy = await stage.person();
    const { page } = amy;
    await page.setViewportSize({ width: 1366, height: 768 });
    await amy.join(code, "Amy");
    await amy.openChat();
    const panel = page.locator(".chat-panel[data-mode=floating]");
    const box = await boxOf(panel);
    const head = await boxOf(page.locator(".class-head"));
    const ask = await boxOf(page.locator(".assistant-place form").last());
    assert.ok(box.y >= head.y + head.height);
    assert.ok(box.y + box.height <= ask.y, JSON.stringify([box, ask]));
    await amy.button(t.pin).click();
    await page.locator(".chat-panel[data-mode=pinned]").waitFor();
    await page.reload();
    await page.locator(".chat-panel[data-mode=pinned][open]").waitFor();
    await amy.button(t.unpin).click();
    await page.reload();
    await page.locator(".chat-panel[data-mode=floating][open]").waitFor();
  } finally {
    ben.close();
  }
});

test("a message puts a red dot on the chat's icon, and its count next to it, until it is read (C-1)", async (stage) => {
  const { code, ben } = await classWithBen(stage);
  try {
    const amy = await stage.person(), kim = await stage.person({ phone: true });
    await amy.join(code, "Amy");
    await kim.join(code, "Kim");
    const dot = amy.page.locator('.chat-bubble[data-unread="true"]');
    const icon = kim.page.locator(".class-place .unread.of-chat");
    await ben.sayAndSee("hello");
    await dot.waitFor();
    await icon.waitFor();
    const colours = await Promise.all([
      dot.evaluate((it) => getComputedStyle(it, "::after").backgroundColor),
      amy.page.locator(".chat-count").evaluate((it) =>
        getComputedStyle(it).backgroundColor
      ),
      icon.evaluate((it) => getComputedStyle(it).backgroundColor),
    ]);
    assert.deepEqual(new Set(colours), new Set(["rgb(179, 52, 45)"]));
    await amy.sees(
      amy.button(t.titleWithNews({ news: t.unread({ count: 1 }) })),
    );
    await amy.openChat();
    await amy.waitForMessage("hello");
    await dot.waitFor({ state: "detached" });
  } finally {
    ben.close();
  }
});
