/**
 * Takes the pictures of a running class from the built server, in Chromium: the first page's as WebP, light and dark, in
 * each language that has words for one, as its teacher sees it and, for phones, as a student does; and the README's.
 */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { newId } from "../classroom/model/ids.ts";
import { launch } from "../tests/browser.ts";
import {
  createSession,
  expectNames,
  join,
  type Seat,
  signUp,
  teachersSeat,
  type Visitor,
} from "../tests/people.ts";
import { startServer, type TestServer } from "../tests/server.ts";

/** No more than so many bytes for one. */
const ceiling = 60_000;

/** Which student is stuck. */
const stuck = 13;

/** The words of one language's class. */
interface Words {
  readonly file: string;
  /** The file of the picture for phones. */
  readonly phone: string;
  readonly locale: string;
  readonly path: string;
  readonly teacher: string;
  readonly name: string;
  readonly group: (letter: string) => string;
  readonly students: readonly string[];
  readonly questions: readonly string[];
  readonly chat: readonly (readonly [who: number, text: string])[];
}

const english: Words = {
  file: "desk-en",
  phone: "phone-en",
  locale: "en",
  path: "",
  teacher: "Ms Lin",
  name: "Biology Period 3",
  group: (letter) => `Group ${letter}`,
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
    [0, "Its green. It went yellow after four days."],
    [1, "- no light\n- no chlorophyll\n- no sugar"],
    [2, "Ours is still green, but we only waited two days"],
    [-1, "Good, Chloe. Keep it in the box until Friday."],
  ],
};

const chinese: Words = {
  file: "desk-zh",
  phone: "phone-zh",
  locale: "zh-TW",
  path: "/zh",
  teacher: "林老師",
  name: "七年三班 生物",
  group: (letter) => `${letter} 組`,
  students:
    "王小明 陳怡君 林志豪 張雅婷 李宗翰 黃詩涵 吳承恩 劉品妍 蔡宜蓁 楊子軒 許家瑜 鄭凱文 謝佩珊 郭柏宇 洪郁婷 邱冠廷 曾心怡 廖俊傑 賴思妤 周彥廷"
      .split(" "),
  questions: [
    "什麼是滲透作用？",
    "植物怎麼喝水？",
    "葉子為什麼是綠色的？",
    "根毛有什麼功用？",
    "仙人掌會呼吸嗎？",
  ],
  chat: [
    [-1, "早安！放在**暗處的葉子**少了什麼？"],
    [0, "綠色不見了，四天後就變黃了。"],
    [1, "- 沒有光\n- 沒有葉綠素\n- 沒有養分"],
    [2, "我們的還是綠的，不過只等了兩天"],
    [-1, "很好，志豪。先放在盒子裡，星期五再看。"],
  ],
};

const server = await startServer();
const browser = await launch();
try {
  for (const words of [english, chinese]) {
    await photograph(server, browser, words);
  }
} finally {
  await browser.close();
  await server.stop();
}
// The stock client leaves timers behind.
Deno.exit();

/** Holds the class, and takes its two pictures. */
async function photograph(server: TestServer, browser: Browser, words: Words) {
  const teacher = await signUp(server, words.teacher);
  const session = await createSession(teacher, { name: words.name });
  await expectNames(teacher, session, words.students);
  const groups = await teacher.get(
    201,
    "POST",
    `/api/sessions/${session.id}/breakouts/rooms`,
    { names: [..."ABCDE"].map(words.group) },
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

  const opens = async (who: Visitor, how: BrowserContextOptions) => {
    const context = await browser.newContext({
      baseURL: server.url,
      locale: words.locale,
      reducedMotion: "reduce",
      ...how,
    });
    const cookies = [...who.cookies].map(([name, value]) => ({ name, value }));
    await context.addCookies(
      cookies.map((it) => ({ ...it, url: server.url })),
    );
    return await context.newPage();
  };
  const desktop = { viewport: { width: 1280, height: 800 } };
  const page = await opens(teacher, desktop);
  await page.goto(`${words.path}/teacher/sessions/${session.id}`);
  await showChat(page);
  await page.locator(".board-tile").nth(19).waitFor();
  await page.locator(".strip-place[data-waits=true]").nth(1).waitFor();
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  for (const colours of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: colours, reducedMotion: "reduce" });
    await keep(page, `static/pictures/${words.file}-${colours}.webp`);
    if (words === english && colours === "light") {
      await page.screenshot({ path: "docs/class.png" });
    }
  }
  const phone = await opens(seats[2].visitor, {
    viewport: { width: 360, height: 560 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
  await phone.goto(`${words.path}/class/${session.id}`);
  await showChat(phone);
  await phone.locator(".chat-latest").click();
  for (const colours of ["light", "dark"] as const) {
    await phone.emulateMedia({ colorScheme: colours, reducedMotion: "reduce" });
    await keep(phone, `static/pictures/${words.phone}-${colours}.webp`, 2);
  }
  await page.context().close();
  await phone.context().close();
  for (const seat of [lin, ...seats]) seat.close();
}

/** The class's chat is open, and has come to its last message. */
async function showChat(page: Page) {
  const log = page.getByRole("log");
  const open = page.locator(".chat-button");
  await log.or(open).first().waitFor();
  if (!await log.isVisible()) await open.click();
  await log.getByText(/Friday|星期五/).waitFor();
}

/** Writes the picture, as fine as its size allows; `scale`: pixels of the file for one of the page. */
async function keep(page: Page, path: string, scale = 1) {
  const devtools = await page.context().newCDPSession(page);
  const size = page.viewportSize()!;
  for (let quality = 80; quality >= 30; quality -= 10) {
    const { data } = await devtools.send("Page.captureScreenshot", {
      format: "webp",
      quality,
      clip: { x: 0, y: 0, ...size, scale },
    });
    const bytes = Uint8Array.from(atob(data), (it) => it.charCodeAt(0));
    if (bytes.length > ceiling) continue;
    await Deno.mkdir("static/pictures", { recursive: true });
    return await Deno.writeFile(path, bytes);
  }
  throw new Error(`${path} is over ${ceiling} bytes`);
}
