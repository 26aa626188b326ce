/** A made-up lesson whose pages look the same each time: names, words, times and the class's code are fixed. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { sample as t } from "texts/pieces.ts";
import type { Turn } from "../../classroom/model/conversations.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { newId } from "../../classroom/model/ids.ts";
import { type Language, runInLanguage } from "../../locales/current.ts";
import { launch } from "../browser.ts";
import { startModelServer, streamWords } from "../model_server.ts";
import {
  createSession,
  joinClass,
  makeTeacherSeat,
  type Seat,
  signUp,
} from "../people.ts";
import { startServer, swiftStudents, type TestServer } from "../server.ts";
import type { Moment } from "../standing_clock.ts";
import { addChineseFont, waitForFontsAndImages } from "./reference_pictures.ts";

/** An address without a port, which would differ each time. */
const address = "http://homeroom.example";
const zone = "Asia/Taipei";
const code = "482913";
const beginsAt = Date.UTC(2026, 8, 14, 2, 10);

/** Of what a student does sooner again, the server may not store the time (`precisionMs` in `monitor.ts`). */
const betweenActsMs = 30_000;
/** Nothing happens at the same time, so that every order is certain. */
const betweenAllMs = 200;

const englishNames =
  "Amy Chen|Ben|Bartholomew Featherstonehaugh|Chloe Dubois|Dan|Emre Yıldız|Fatima Al-Hassan|Grace|Hugo|Ines García Márquez|Jack|Kim Nguyen|Liam O’Connor|Mia|Noah|Olga Petrova|Paul|Quinn|Rosa|Sam|Tara|Uma Krishnamurthy-Venkataraman|Victor|Wendy|Xander|Yara|Zoe|Max|Ida|王小明|Leo|Nina|Oscar|Pia|Raj|Sofia|Tom|Vera|Will|Anneliese";
/** Of characters that `font/` has. */
const chineseNames =
  "王小明|林美音|張家明|歐陽修文|高天明|謝安平|許明亮|葉思文|曾心如|馬可|馮文音|白安安|石立人|Sayun Watan|方以文|毛小明|金文成|易如|程文心|史明明|連成|藍天|麥可|包心如|林子明|王大文|張子安|Bartholomew Featherstonehaugh";

export interface PicturedScreen {
  readonly size: readonly [width: number, height: number];
  readonly theme: "light" | "dark";
}

export class PicturedLesson implements AsyncDisposable {
  readonly seats: Seat[] = [];
  readonly #names: readonly string[];
  readonly #actedAt = new Map<Seat, number>();
  readonly #away = new Set<Seat>();
  #now = beginsAt;
  /** Errors in pages. */
  readonly trouble: string[] = [];

  private constructor(
    readonly language: Language,
    readonly id: string,
    readonly teacher: Seat,
    private readonly server: TestServer,
    private readonly browser: Browser,
    private readonly started: AsyncDisposableStack,
  ) {
    const names = language.tag === "en" ? englishNames : chineseNames;
    this.#names = names.split("|");
  }

  static async begin(language: Language): Promise<PicturedLesson> {
    await using started = new AsyncDisposableStack();
    const dataDir = await Deno.makeTempDir({ prefix: "homeroom-" });
    started.defer(() => Deno.remove(dataDir, { recursive: true }));
    await writeMoment(dataDir, beginsAt);
    const { teacher, name, answer } = runInLanguage(language, () => ({
      teacher: t.teacher,
      name: t.class,
      answer: t.markdown,
    }));
    const model = startModelServer(() => streamWords([answer]));
    started.defer(() => model.stop());
    const server = await startServer(
      {
        ...swiftStudents,
        DATA_DIR: dataDir,
        BASE_URL: address,
        OPENAI_BASE_URL: model.url,
        OPENAI_MODEL: "gpt-4o-mini",
      },
      ["--preload=tests/standing_clock.ts"],
    );
    started.defer(async () => void await server.stop());
    const { host } = new URL(address), { port } = new URL(server.url);
    const browser = await launch([
      `--host-resolver-rules=MAP ${host} 127.0.0.1:${port}`,
      `--unsafely-treat-insecure-origin-as-secure=${address}`,
    ]);
    started.defer(() => browser.close());
    const visitor = await signUp(server, teacher);
    const session = await createSession(visitor, { name, zone, hours: 1 });
    const seat = await makeTeacherSeat(visitor, session).openPage();
    return new PicturedLesson(
      language,
      session.id,
      seat,
      server,
      browser,
      started.move(),
    );
  }

  say<T>(work: () => T): T {
    return runInLanguage(this.language, work);
  }

  async #pass(ms: number): Promise<void> {
    this.#now += ms;
    await writeMoment(this.server.dataDir, this.#now);
  }

  /** Lets students join up to this number. */
  async fill(count: number): Promise<readonly Seat[]> {
    const before = this.seats.length;
    for (const name of this.#names.slice(before, count)) {
      // Colours follow the order of joining.
      await this.#pass(1_000);
      const seat = await joinClass(this.server, code, name);
      this.seats.push(await seat.openPage());
    }
    return this.seats.slice(before);
  }

  /** Sends a command and waits until the server has decided. */
  async act(seat: Seat, fields: Record<string, unknown>): Promise<void> {
    const next = (this.#actedAt.get(seat) ?? 0) + betweenActsMs;
    await this.#pass(Math.max(betweenAllMs, next - this.#now));
    this.#actedAt.set(seat, this.#now);
    const id = seat.queueCommand(fields);
    await seat.own.waitUntil(
      () => !seat.readOutbox().some((it) => it.id === id),
      `${fields.kind} was decided`,
    );
  }

  async write(seat: Seat, text: string, room = "main"): Promise<void> {
    await this.act(seat, { kind: "say", room, text });
  }

  /** Asks the assistant and waits for the whole answer. */
  async ask(seat: Seat, text: string): Promise<void> {
    const conversation = newId();
    await this.act(seat, { kind: "ask", conversation, text });
    const name = documentNames.conversation(this.id, conversation);
    const document = seat.open(name);
    const turns = () => document.doc.getArray("turns").toJSON() as Turn[];
    await document.waitUntil(
      () => {
        const last = turns().at(-1);
        return last?.role === "assistant" && last.state === "done";
      },
      "the assistant had answered",
    );
  }

  /** Takes a student offline, and waits until the class knows. */
  async leave(seat: Seat): Promise<void> {
    seat.close();
    this.#away.add(seat);
    await this.teacher.sessionDocument.waitUntil(
      () => !this.teacher.onlineMembers().includes(seat.member),
      "the student was offline",
    );
  }

  /** Waits until a page has stored that its member has read the chat, so that later pages agree. */
  async waitUntilRead({ own, room }: Seat): Promise<void> {
    await own.waitUntil(
      () => {
        const last = room.doc.getArray<Message>("messages").toArray().at(-1);
        return own.doc.getMap("read").get("main") === last?.id;
      },
      "the chat was read",
    );
  }

  isAway(seat: Seat): boolean {
    return this.#away.has(seat);
  }

  /** A request of the teacher; returns the answer's body. */
  // deno-lint-ignore no-explicit-any -- as in `ApiAnswer`
  async ownRequest(method: string, path: string, body: object): Promise<any> {
    await this.#pass(betweenAllMs);
    const answer = await this.teacher.visitor.ask(method, path, body);
    const isGood = answer.status >= 200 && answer.status < 300;
    assert(isGood, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** A request of the teacher about the class. */
  desk(method: string, path: string, body: object) {
    return this.ownRequest(method, `/api/sessions/${this.id}${path}`, body);
  }

  /** Opens a page in a profile of its own. */
  async open(
    { visitor }: Seat,
    path: string,
    { size, theme }: PicturedScreen,
  ): Promise<Page> {
    const { language } = this;
    const isPhone = size[0] < 700;
    const context = await this.browser.newContext({
      baseURL: address,
      locale: language.tag,
      timezoneId: zone,
      viewport: { width: size[0], height: size[1] },
      hasTouch: isPhone,
      isMobile: isPhone,
      colorScheme: theme,
      reducedMotion: "reduce",
      serviceWorkers: "block",
    });
    const cookies = [...visitor.cookies, ["zone", zone]];
    await context.addCookies(
      cookies.map(([name, value]) => ({ name, value, url: address })),
    );
    const page = await context.newPage();
    page.on("pageerror", (error) => this.trouble.push(String(error)));
    await page.clock.setFixedTime(this.#now);
    await addChineseFont(page);
    await page.goto(language.path + path);
    await waitForFontsAndImages(page);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const seat of [this.teacher, ...this.seats]) seat.close();
    await this.started.disposeAsync();
  }
}

/** Replaces the file in one step, since the server may read it at any time. */
async function writeMoment(dataDir: string, now: number): Promise<void> {
  const path = `${dataDir}/moment.json`;
  await Deno.writeTextFile(
    `${path}.new`,
    JSON.stringify({ now, code } satisfies Moment),
  );
  await Deno.rename(`${path}.new`, path);
}
