/**
 * What the pages are like on a slow laptop: the class page of a student with 500 and with 5,000 messages in the room, the
 * teacher's page while thirty pupils' answers stream, and what is left in memory of an hour. In Chromium, on a quarter of
 * this machine's processor.
 */
import { launch } from "../../../tests/browser.ts";
import { sleep, steadily } from "../../steadily.ts";
import { type MeasuredClass, openClass, type Place } from "./class.ts";
import { hour } from "./hour.ts";
import { Looked, signedIn, type Stretch } from "./look.ts";
import { heading, row } from "./table.ts";

const pupils = 30, opens = 2;
/** A lively class: messages a second. */
const lively = 5;
/** Words a second of each answer. */
const pace = 50;
/** So many answers stand in the conversation already. */
const earlier = 5;
/** Answers stream before they are looked at, and after (s). */
const before = 2, after = 3;

const chatBox = ".composer textarea", askBox = ".ask textarea";
/** The last message of the room, below the line that says that the class has begun. */
const last = (messages: number) =>
  `.chat-messages [aria-posinset="${messages + 1}"]`;

/** How it is measured. */
export interface PageOrder {
  /** Some of `500`, `5000`, `desk` and `hour`; all where there are none. */
  readonly parts: readonly string[];
  readonly seconds: number;
  readonly profile: boolean;
}

/** Measures and prints. */
export async function page({ parts, ...how }: PageOrder): Promise<void> {
  const all = parts.length > 0 ? parts : ["500", "5000", "desk", "hour"];
  for (const part of all) {
    if (part === "hour") await hour();
    else if (part === "desk") await desk(500, how);
    else await student(Number(part), how);
  }
}

type How = Omit<PageOrder, "parts">;

/** The class page. */
async function student(messages: number, how: How): Promise<void> {
  await using lesson = await openClass(pupils);
  await lesson.fill(messages);
  await using browser = await launch();
  const amy = await lesson.enter();
  const { url, session } = lesson;
  heading(`Class page, ${messages} messages in the room`);
  const usable = [last(messages), chatBox];
  const path = `/class/${session.id}`;
  for (let n = 1; n <= opens; n++) {
    const context = await signedIn(browser, url, session.id, amy.visitor);
    const looked = await Looked.at(context, { usable, ...how });
    await looked.slow();
    row("opened for the first time", await looked.open(path));
    row("opened again", await looked.open(path));
    if (n < opens) {
      await context.close();
      continue;
    }
    const { seconds } = how;
    row("nobody writes", await looked.watch("quiet", seconds));
    row(
      "typing in the chat",
      await looked.typeInto("chat", chatBox, seconds),
    );
    const talk = steadily(lively, seconds, lesson.speak);
    row(
      `… while ${lively} messages a second come`,
      await looked.typeInto("chat, lively", chatBox, seconds),
    );
    await talk;
    for (let asked = 1; asked <= earlier; asked++) {
      lesson.askAs(amy, 300, 1);
      await looked.page.locator(".answer[data-state=done]").nth(asked - 1)
        .waitFor();
    }
    row(
      "typing to the assistant, which answers",
      await besideAnswer(lesson, amy, looked, "assistant", seconds),
    );
  }
}

/** The teacher's page. */
async function desk(messages: number, how: How): Promise<void> {
  await using lesson = await openClass(pupils);
  await lesson.fill(messages);
  await using browser = await launch();
  const { seconds } = how;
  const { teacher, url, session } = lesson;
  const all = (forSeconds: number) => {
    for (let n = 0; n < pupils; n++) lesson.ask(n, pace, forSeconds);
  };
  // Everybody has asked before.
  for (let n = 0; n < pupils; n++) lesson.ask(n, 300, 1);
  heading(
    `Teacher's page, ${pupils} pupils, ${messages} messages in the room`,
  );
  const context = await signedIn(browser, url, session.id, teacher);
  const looked = await Looked.at(context, {
    usable: [last(messages), chatBox, `.board-tile:nth-child(${pupils})`],
    ...how,
  });
  await looked.slow();
  const path = `/teacher/sessions/${session.id}`;
  for (let n = 1; n <= opens; n++) {
    row("opened", await looked.open(path));
    // What was said before is read.
    if (n === 1) await looked.page.locator(".chat-scroll").press("End");
  }
  await looked.page.locator(".board-tile-view").first()
    .evaluate((button: HTMLElement) => button.click());
  await looked.page.locator(".answer").first().waitFor();
  row("nobody writes", await looked.watch("quiet", seconds));
  row("typing in the chat", await looked.typeInto("chat", chatBox, seconds));
  all(before + seconds + after);
  await sleep(1000 * before);
  row(
    `… while ${pupils} answers stream, one of them open`,
    await looked.typeInto("chat, streaming", chatBox, seconds),
  );
  await sleep(1000 * (after + 1));
  await looked.page.evaluate(() => location.hash = "#assistant");
  await looked.page.locator(askBox).waitFor();
  all(before + seconds + after);
  row(
    "typing to the own assistant, which answers, too",
    await besideAnswer(
      lesson,
      lesson.desk,
      looked,
      "assistant, streaming",
      seconds,
    ),
  );
}

/** Types to the assistant, which answers whoever is there, while the class talks. */
async function besideAnswer(
  lesson: MeasuredClass,
  who: Place,
  looked: Looked,
  name: string,
  seconds: number,
): Promise<Stretch> {
  lesson.askAs(who, pace, before + seconds + after);
  const talked = steadily(lively, before + seconds, lesson.speak);
  await sleep(1000 * before);
  const stretch = await looked.typeInto(name, askBox, seconds);
  await talked;
  // Nobody is interrupted.
  await sleep(1000 * (after + 1));
  return stretch;
}
