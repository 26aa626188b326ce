/** Takes the README's picture of a running class from the built server, in Chromium, as its teacher sees it. */
import type { Browser } from "playwright-core";
import { newId } from "../classroom/model/ids.ts";
import { launch } from "../tests/browser.ts";
import {
  createSession,
  expectNames,
  join,
  type Seat,
  signUp,
  teachersSeat,
} from "../tests/people.ts";
import { startServer, type TestServer } from "../tests/server.ts";

/** Which student is stuck. */
const stuck = 13;

const words = {
  teacher: "Ms Lin",
  name: "Biology Period 3",
  students:
    "Amy Ben Chloe Dan Emre Fatima Grace Hugo Ines Jack Kim Liam Mia Noah Olga Paul Rosa Sam Tara Yara"
      .split(" "),
  questions: [
    "What is osmosis?",
    "How do plants drink?",
    "Why is a leaf green?",
    "What do root hairs do?",
    "Does a cactus breathe?",
  ],
  chat: [
    [-1, "Good morning! What did the **leaf in the dark** lose?"],
    [0, "Its green colour. It went yellow after four days."],
    [1, "- no light\n- no chlorophyll\n- no sugar"],
    [2, "Ours is still green, but we only waited two days"],
    [-1, "Good, Chloe. Keep it in the box until Friday."],
  ] as const,
};

const server = await startServer();
const browser = await launch();
try {
  await photograph(server, browser);
} finally {
  await browser.close();
  await server.stop();
}
// The stock client leaves timers behind.
Deno.exit();

/** Holds the class, and takes its picture. */
async function photograph(server: TestServer, browser: Browser) {
  const teacher = await signUp(server, words.teacher);
  const session = await createSession(teacher, { name: words.name });
  await expectNames(teacher, session, words.students);
  const groups = await teacher.get(
    201,
    "POST",
    `/api/sessions/${session.id}/breakouts/rooms`,
    { names: [..."ABCDE"].map((letter) => `Group ${letter}`) },
  );
  const lin = await teachersSeat(teacher, session).enter();
  const seats: Seat[] = [];
  for (const name of words.students) {
    seats.push(await (await join(server, session.code, name)).enter());
  }
  await teacher.get(
    200,
    "POST",
    `/api/sessions/${session.id}/breakouts/moves`,
    {
      moves: seats.map(({ member }, i) => ({
        member,
        room: groups.body.rooms[i % 5].id,
      })),
    },
  );
  const { questions } = words;
  for (const [i, seat] of seats.entries()) {
    if (i % 6 === 4) continue;
    const conversation = newId();
    const text = questions[(i * 3) % questions.length];
    // One asks the same again and again.
    for (let asked = i === stuck ? 0 : 2; asked < 3; asked++) {
      seat.command({ kind: "ask", conversation, text });
    }
  }
  for (const [who, text] of words.chat) {
    await (who < 0 ? lin : seats[who]).sayAndSee(text);
  }
  seats[7].command({ kind: "help", on: true });

  const context = await browser.newContext({
    baseURL: server.url,
    locale: "en",
    reducedMotion: "reduce",
    viewport: { width: 1280, height: 800 },
  });
  const cookies = [...teacher.cookies].map(([name, value]) => ({
    name,
    value,
  }));
  await context.addCookies(cookies.map((it) => ({ ...it, url: server.url })));
  const page = await context.newPage();
  await page.goto(`/teacher/sessions/${session.id}`);
  const log = page.getByRole("log");
  const open = page.locator(".chat-button");
  await log.or(open).first().waitFor();
  if (!await log.isVisible()) await open.click();
  await log.getByText("Friday").waitFor();
  await page.locator(".board-tile").nth(19).waitFor();
  await page.locator(".strip-place[data-waits=true]").nth(1).waitFor();
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.screenshot({ path: "docs/class.png" });
  await context.close();
  for (const seat of [lin, ...seats]) seat.close();
}
