import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import { chat } from "texts/chat.ts";
import { desk } from "texts/desk.ts";
import { frame } from "texts/everywhere.ts";
import { review } from "texts/review.ts";
import { session as t } from "texts/sessions_live.ts";
import { formatTime } from "../../../formats/format_time.ts";
import { answersInState, askAssistant } from "../assistant/asking.ts";
import { type Person, testStage as test, waitForAnswer } from "../stage.ts";

const row = ({ page }: Person) => page.locator(".status-row");

test("offline a conversation that was read stays, and online members show their time (M-1, C-7)", async ({ person }) => {
  const teacher = await person(), amy = await person(), ben = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await teacher.waitUntilStoredForOffline();
  await amy.join(session.code, "Amy");
  await askAssistant(amy, "What is a leaf?");
  await answersInState(amy).waitFor();
  await ben.join(session.code, "Ben");
  await askAssistant(ben, "What is a root?");
  await answersInState(ben).waitFor();
  const aside = page.locator(".desk-aside");
  const view = async (name: string) =>
    await teacher.button(review.board.viewOf({ name })).click();
  const asked = (text: string) => aside.locator(".prompt-text").getByText(text);
  const both = row(teacher).getByText(desk.here({ online: 2, all: 2 }));
  await view("Amy");
  await teacher.sees(asked("What is a leaf?"));
  await teacher.sees(aside.getByText(review.view.online, { exact: true }));
  await teacher.sees(both);

  await teacher.goOffline();
  await teacher.sees(row(teacher).getByText(/last known \d\d:\d\d/));
  await teacher.sees(both);
  await teacher.sees(aside.getByText(/^online at \d\d:\d\d$/));
  await waitForAnswer(() => page.locator(".desk .dot.on").count(), 0);
  await view("Ben");
  await teacher.sees(aside.getByText(assistant.notHere));
  await waitForAnswer(() => aside.getByText(review.view.loading).count(), 0);
  await view("Amy");
  await teacher.sees(asked("What is a leaf?"));
  await teacher.shoot("desk-offline");

  // Not the time of the copy, which is older than the students.
  const heard = await page.evaluate((key) => {
    const [at, ...online] = localStorage.getItem(key)!.split(" ");
    const later = Number(at) + 37 * 60_000;
    localStorage.setItem(key, [later, ...online].join(" "));
    return later;
  }, `homeroom/heard/${session.id}`);
  await page.reload();
  const time = formatTime(heard, "hour");
  await teacher.sees(row(teacher).getByText(t.lastKnown({ time })));
  await teacher.sees(both);

  await teacher.goOnline();
  await waitForAnswer(() => row(teacher).getByText(/last known/).count(), 0);
  await teacher.sees(row(teacher).locator(".dot.on"));
  await view("Ben");
  await teacher.sees(asked("What is a root?"));
});

test("the last known state stays with its time while no server answers (C-7)", async ({ person }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  await teacher.createSession();
  await teacher.sees(row(teacher).locator(".dot.on"));
  teacher.network.cut();
  const known = row(teacher).getByText(/last known \d\d:\d\d/);
  await known.waitFor();
  const before = await known.textContent();
  let tries = 0;
  page.on("websocket", () => tries++);
  await page.evaluate(() => {
    const page = globalThis as typeof globalThis & { isGreen?: boolean };
    page.isGreen = false;
    new MutationObserver(() =>
      page.isGreen ||= document.querySelector(".status-row .dot.on") !== null
    ).observe(document, { subtree: true, attributes: true, childList: true });
    const now = Date.now;
    Date.now = () => now() + 37 * 60_000;
    dispatchEvent(new Event("online"));
  });
  await waitForAnswer(() => Promise.resolve(tries > 2), true);
  assert.equal(await known.textContent(), before);
  assert.equal(
    await page.evaluate(() => (globalThis as { isGreen?: boolean }).isGreen),
    false,
  );
});

test("a teacher's page with a closed chat reports a network that swallows everything (C-3)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  await teacher.createSession();
  await teacher.openChat();
  await teacher.say("before");
  teacher.network.freeze();
  await teacher.say("swallowed");
  await teacher.button(chat.close).click();
  await teacher.sees(
    teacher.page.locator(".desk-notices").getByText(chat.connecting),
  );
});

test("an end whose Undo expired offline is announced (S-4)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  await teacher.createSession();
  await teacher.pressInDeskMenu(t.end);
  const undo = teacher.button(frame.undo);
  await undo.waitFor();
  await teacher.goOffline();
  await undo.click();
  await teacher.sees(frame.noNetwork);
  await teacher.sees(t.endedByNow);
  await waitForAnswer(() => undo.count(), 0);
  await waitForAnswer(() => teacher.text(frame.noNetwork).count(), 0);
  await teacher.sees(t.noNetwork);
  await teacher.goOnline();
  await teacher.sees(t.overTitle);
});
