/**
 * What is left in memory of an hour: thirty pupils who say something each minute and ask the assistant now and then, as
 * fast as the pages take it; and then what comes of opening and closing what there is to open, again and again.
 */
import type { Page } from "playwright-core";
import { launch } from "../../../tests/browser.ts";
import { sleep, steadily } from "../../steadily.ts";
import { openClass } from "./class.ts";
import { Looked, type Memory, signedIn } from "./look.ts";

/** The pupil whose page it is asks so often, and a quarter of all others at the same time. */
const own = 20;
const pupils = 30, minutes = 60, rounds = 3;
/** So many messages of the hour come in a second. */
const pace = 60;

/** Measures and prints. */
export async function hour(): Promise<void> {
  await using lesson = await openClass(pupils);
  await using browser = await launch();
  const amy = await lesson.enter();
  const { teacher, session, url } = lesson;
  await lesson.group(amy.member);
  const how = { usable: [".composer textarea"], profile: false };
  const open = async (who: typeof teacher, path: string) => {
    const context = await signedIn(browser, url, session.id, who);
    const looked = await Looked.at(context, how);
    await looked.open(path);
    return looked;
  };
  const student = await open(amy.visitor, `/class/${session.id}`);
  const desk = await open(teacher, `/teacher/sessions/${session.id}`);
  const tell = async (when: string) => {
    console.log(`\n${when}`);
    print("  class page", await student.memory());
    print("  teacher's page", await desk.memory());
  };
  // The teacher has the chat closed meanwhile.
  await press(desk.page, ".chat-button");
  await tell("before the hour");

  const messages = pupils * minutes;
  const talk = steadily(pace, messages / pace, lesson.speak);
  for (let n = 0; n < own; n++) {
    lesson.askAs(amy, 300, 1);
    for (let pupil = n % 4; pupil < pupils; pupil += 4) {
      lesson.ask(pupil, 300, 1);
    }
    await student.page.locator(".answer[data-state=done]").nth(n).waitFor();
  }
  await talk;
  await sleep(3000);
  await tell(
    `after it: ${messages} messages, ${own} own answers, ${
      own * pupils / 4
    } of others`,
  );
  await press(desk.page, ".chat-button");
  for (let round = 1; round <= rounds; round++) {
    await Promise.all([around(student.page), across(desk.page)]);
    await tell(`after round ${round} of opening and closing`);
  }
}

/** A student closes and opens the chat, and goes from room to room and from conversation to conversation. */
async function around(page: Page): Promise<void> {
  for (let n = 0; n < 10; n++) {
    await press(page, ".chat-button");
    await painted(page);
    await press(page, ".chat-button");
    await painted(page);
    for (const tab of [1, 0]) {
      await press(page, ".chat-tab", tab);
      await painted(page);
    }
  }
}

/** A teacher reads all conversations, one after the other, and goes through the parts of the page. */
async function across(page: Page): Promise<void> {
  for (let n = 0; n < pupils; n++) {
    await press(page, ".board-tile-view", n);
    await page.locator(".conversation-scroll .answer").first().waitFor();
  }
  for (const part of ["groups", "resources", "assistant", "students"]) {
    await page.evaluate((part) => location.hash = `#${part}`, part);
    await painted(page);
    await sleep(300);
  }
}

/** Presses a button, wherever it is on the page. */
async function press(page: Page, what: string, n = 0): Promise<void> {
  await page.locator(what).nth(n).evaluate((it: HTMLElement) => it.click());
}

/** Waits until what was done to a page is on its screen. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(() =>
    new Promise<void>((done) =>
      requestAnimationFrame(() => requestAnimationFrame(() => done()))
    )
  );
}

function print(name: string, { heap, nodes, listeners }: Memory): void {
  console.log(
    `${name.padEnd(20)} ${(heap / 1e6).toFixed(1).padStart(6)} MB ` +
      `${String(nodes).padStart(7)} nodes ${
        String(listeners).padStart(6)
      } listeners`,
  );
}
