/** A class of thirty with groups and an assistant, and one page of it in a browser behind a bad link. */
import type { Browser, Page } from "playwright-core";
import * as Y from "yjs";
import { chat } from "texts/chat.ts";
import { documents } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { openChat } from "../../tests/browser/open_chat.ts";
import {
  createSession,
  expectNames,
  join,
  type Place,
  type Seat,
  signUp,
  teachersSeat,
} from "../../tests/people.ts";
import type { Random } from "../../tests/random.ts";
import type { Link } from "./link.ts";
import { type Entry, logSockets, takeLog } from "./page_log.ts";
import { Mirror } from "./mirror.ts";
import { say } from "./words.ts";

/** Whose page it is. */
export type Who = "student" | "teacher";

const students = 30, groups = 8;
/** What the page's owner says while the network is away. */
const queued = 3;

/** A lesson whose page is open. */
export class Lesson {
  readonly mirror = new Mirror();
  #said = 0;

  private constructor(
    readonly session: string,
    /** All students; the page's is the first of them. */
    readonly seats: readonly Seat[],
    /** The page's owner on another device, which has the same documents without the link. */
    readonly owner: Seat,
    readonly conversations: readonly string[],
    readonly link: Link,
    readonly browser: Browser,
    readonly page: Page,
    readonly random: Random,
  ) {}

  /** Begins one on the server at `place`, and opens a page of it. */
  static async begin(
    place: Place,
    who: Who,
    link: Link,
    random: Random,
  ): Promise<Lesson> {
    const teacher = await signUp(place);
    const session = await createSession(teacher);
    const ask = (status: number, method: string, path: string, body: unknown) =>
      teacher.get(status, method, `/api/sessions/${session.id}${path}`, body);
    const names = Array.from({ length: students }, (_, n) => `Student ${n}`);
    await expectNames(teacher, session, names);
    const seats: Seat[] = [];
    for (const name of names) {
      seats.push(await (await join(place, session.code, name)).enter());
    }
    await ask(201, "POST", "/breakouts/rooms", {
      names: Array.from({ length: groups }, (_, n) => `Group ${n}`),
    });
    await ask(200, "POST", "/breakouts/distribute", { how: "even" });
    await ask(200, "POST", "/breakouts/start", {});
    const conversations = seats.map(() => newId());

    const owner = who === "student"
      ? seats[0]
      : await teachersSeat(teacher, session).enter();
    const origin = `http://localhost:${new URL(place.url).port}`;
    const browser = await link.launch();
    const context = await browser.newContext({
      baseURL: origin,
      viewport: { width: 1280, height: 800 },
    });
    await context.addCookies(
      [...owner.visitor.cookies].map(([name, value]) => ({
        name,
        value,
        url: origin,
      })),
    );
    await logSockets(context);
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    const lesson = new Lesson(
      session.id,
      seats,
      owner,
      conversations,
      link,
      browser,
      page,
      random,
    );
    await lesson.ask(students);
    await lesson.open(who);
    return lesson;
  }

  /** Opens the page, with the chat and a conversation. */
  async open(who: Who): Promise<void> {
    const { page, session } = this;
    if (who === "student") await page.goto(`/class/${session}`);
    else {
      await page.goto(`/teacher/sessions/${session}`);
      await page.getByRole("button", { name: "View conversation of Student 0" })
        .click();
    }
    await openChat(page);
  }

  /** What has happened on the page since this was last asked; the mirror is not told. */
  news(): Promise<Entry[]> {
    return takeLog(this.page);
  }

  /** The same document as the page's, without the link. */
  original(name: string): Y.Doc {
    return this.owner.open(name).doc;
  }

  /** The owner says something on the page, which has no network. */
  async queue(): Promise<string[]> {
    const { page } = this;
    const texts: string[] = [];
    const box = page.getByRole("textbox", { name: chat.message });
    for (let n = 0; n < queued; n++) {
      const text = `queued ${++this.#said}`;
      await box.fill(text);
      await box.press("Enter");
      await page.getByRole("log").getByText(text, { exact: true }).waitFor();
      texts.push(text);
    }
    return texts;
  }

  /** Students say so much in the class, and a fifth of it in the page's group; until the originals have it. */
  async talk(messages: number): Promise<void> {
    for (let n = 0; n < messages; n++) {
      const seat = this.seats[1 + n % (students - 1)];
      const text = `${++this.#said}: ${say(this.random, 14)}`;
      const room = n % 5 === 4 ? seat.members().get(seat.member)!.room : null;
      seat.say(text, room ?? "main");
      if (n % 100 === 99) await this.#settle();
    }
    await this.#settle();
  }

  /** So many questions to the assistant, the first in the page's own conversation; until they have answers. */
  async ask(questions: number): Promise<void> {
    for (let n = 0; n < questions; n += students) {
      await this.#askOnce(Math.min(students, questions - n));
    }
  }

  async #askOnce(many: number): Promise<void> {
    const asked: Promise<void>[] = [];
    for (let n = 0; n < many; n++) {
      const seat = this.seats[n], conversation = this.conversations[n];
      seat.command({
        kind: "ask",
        conversation,
        text: `${++this.#said}: ${say(this.random, 10)}?`,
      });
      const name = documents.conversation(this.session, conversation);
      asked.push(this.#answered(seat, name));
    }
    await Promise.all(asked);
  }

  async #answered(seat: Seat, name: string): Promise<void> {
    await seat.own.until(() => seat.outbox().length === 0, "it was asked");
    const { doc } = seat.open(name), opened = seat.open(name);
    await opened.until(() => {
      const turns = doc.getArray<Y.Map<unknown>>("turns").toArray();
      return turns.length > 0 && turns.at(-1)!.get("state") === "done";
    }, "it was answered");
  }

  async #settle(): Promise<void> {
    for (const seat of this.seats) {
      await seat.own.until(() => seat.outbox().length === 0, "it was said");
    }
  }

  /** When all of these texts were in some room, as the server has it (ms since 1970). */
  committed(texts: readonly string[]): Promise<number> {
    const rooms = [...this.mirror.documents.keys()]
      .filter((name) => name.includes("/room/"))
      .map((name) => this.owner.open(name));
    return new Promise((done) => {
      const look = () => {
        const said = new Set(rooms.flatMap(({ doc }) => textsOf(doc)));
        if (!texts.every((text) => said.has(text))) return;
        rooms.forEach(({ doc }) => doc.off("update", look));
        done(Date.now());
      };
      rooms.forEach(({ doc }) => doc.on("update", look));
      look();
    });
  }

  /** Whether the page has seen these texts come back: in a room, and none of them in its outbox. */
  sawBack(texts: readonly string[]): boolean {
    const said = new Set<string>();
    for (const [name, { doc }] of this.mirror.documents) {
      if (name.includes("/room/")) textsOf(doc).forEach((it) => said.add(it));
      const isOwn = name.includes("/member/");
      if (isOwn && doc.getArray("outbox").length > 0) return false;
    }
    return texts.every((text) => said.has(text));
  }

  async end(): Promise<void> {
    for (const seat of [...this.seats, this.owner]) seat.close();
    await this.browser.close();
  }
}

function textsOf(doc: Y.Doc): string[] {
  return doc.getArray<Message>("messages").toArray()
    .flatMap((message) => message.kind === "text" ? [message.text] : []);
}
