/**
 * A lesson on a stage: two servers of the whole classroom over one KV that is slow and loses answers, a model that
 * takes its time, students with groups and conversations behind networks that come and go. Servers get killed.
 */
import * as Y from "yjs";
import { type App, makeApp } from "../../classroom/app.ts";
import type { Who } from "../../classroom/identity.ts";
import type { Model } from "../../classroom/assistant/model.ts";
import { createSessionBody } from "../../classroom/sessions/new_session.ts";
import type { Turn } from "../../classroom/schema/conversations.ts";
import { documents as names } from "../../classroom/schema/documents.ts";
import type { Room } from "../../classroom/schema/groups.ts";
import { newId } from "../../classroom/schema/ids.ts";
import type { Message } from "../../classroom/schema/messages.ts";
import { readSettings } from "../../classroom/settings.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { KvWatch } from "../../sync/kv/kv_watch.ts";
import type { FakeSocket } from "../sync/fake_socket.ts";
import { MemoryKv } from "../sync/kv/memory_kv.ts";
import type { LinkedServer } from "../sync/simulated_link.ts";
import { Device } from "./simulated_device.ts";
import { slowKv, type Trouble } from "../sync/kv/slow_kv.ts";
import type { Stage } from "../sync/stage.ts";

/** One server process; it can be killed. */
export class Server implements LinkedServer {
  readonly sockets = new Set<FakeSocket>();
  app: App | null = null;
  #alive = true;
  #watch: KvWatch | undefined;

  constructor(readonly lesson: Lesson) {}

  /** Starts it; it may be killed at that. */
  async start(): Promise<void> {
    const { lesson } = this;
    const { stage, trouble } = lesson;
    const random = stage.random.fork();
    const wait = async () => {
      if (this.#alive) await stage.pause(15);
      if (!this.#alive) throw new Error("killed");
    };
    const kv = slowKv(lesson.kv.asKv, random, trouble, wait);
    const report = (what: string, error: unknown) => {
      if (this.#alive) lesson.told(what, error);
    };
    this.#watch = new KvWatch(kv, report);
    const settings = readSettings({
      // Their students write all the time.
      STUDENT_PACE: "6000",
      FOLD_AFTER: String(20 + random.below(60)),
      DATA_DIR: lesson.folder,
    });
    const model = this.#model();
    const told = { report, model };
    const clock = () => stage.now;
    this.app = await makeApp(settings, kv, clock, this.#watch, told);
  }

  connect(socket: WebSocket, who: unknown, document: string): void {
    if (this.app) this.app.sync.connect(socket, who as Who, document, null);
    else socket.close(1012, "restart");
  }

  /** Goes down in order. */
  async stop(): Promise<void> {
    await this.app?.close();
  }

  /** SIGKILL. */
  kill(): void {
    this.#alive = false;
    for (const socket of this.sockets) socket.drop();
    this.#watch?.stop();
    // Only its timers are left to end.
    this.app?.close().catch(() => {});
  }

  /** Says a few words, each after a while. */
  #model(): Model {
    const { lesson } = this, { stage } = lesson;
    const random = stage.random.fork();
    const isAlive = () => this.#alive;
    return {
      name: "simulated",
      async *answer({ words, signal }) {
        lesson.asked.push(words.at(-1)?.text ?? "");
        for (let n = random.below(25); n >= 0; n--) {
          await stage.pause(400);
          if (!isAlive()) return await new Promise(() => {});
          if (signal.aborted) return;
          yield `word${n} `;
        }
      },
    };
  }
}

/** All of it. */
export class Lesson {
  readonly kv = new MemoryKv();
  readonly trouble: Trouble = {};
  readonly servers: Server[] = [];
  readonly students: Device[] = [];
  teacher!: Device;
  session = "";
  rooms: string[] = [];
  /** Every question that a model was asked, as often as it was. */
  readonly asked: string[] = [];
  /** The longest that anyone has seen of each answer; the messages that anyone has seen. */
  readonly answers = new Map<string, string>();
  readonly messages = new Set<string>();
  readonly wrong: string[] = [];
  readonly reports: Record<string, number> = {};
  isOver = false;

  constructor(readonly stage: Stage, readonly folder: string) {}

  /** Begins with so many students and groups. */
  async begin(students: number, groups: number): Promise<void> {
    await this.#run(Promise.all([this.startServer(), this.startServer()]));
    const [{ app }] = this.servers;
    const account = { id: newId(), name: "Lin", email: "l@x.org", plan: true };
    await this.#run((async () => {
      await app!.kv.set(["account", account.id], { id: account.id });
      const ask = createSessionBody.parse({ name: "Biology", hours: 24 });
      this.session = (await app!.sessions.create(account, ask)).id;
      const who = (await app!.identities.owner(this.session, account.id))!;
      const rooms = await app!.breakouts.addRooms(who, {
        names: Array.from({ length: groups }, (_, n) => `Group ${n}`),
      });
      this.rooms = rooms.map(({ id }) => id);
      await app!.breakouts.change(who, { entry: "free", capacity: null });
      await app!.breakouts.start(who);
      const members = Array.from({ length: students }, () => newId());
      const session = names.session(this.session);
      await app!.sync.decide(this.session, [session], (tx) => {
        for (const [n, member] of members.entries()) {
          tx.doc(session).getMap("members").set(member, {
            name: `Student ${n}`,
            role: "student",
            joinedAt: tx.now + n,
            room: null,
          });
        }
      });
      const { session: s } = who;
      this.teacher = new Device(this, who);
      for (const member of members) {
        this.students.push(
          new Device(this, { role: "student", session: s, member }),
        );
      }
    })());
  }

  async startServer(): Promise<void> {
    const server = new Server(this);
    this.servers.push(server);
    await server.start().catch((error) => this.told("a start failed", error));
  }

  /** A server goes, and another comes. */
  replaceServer(isKilled: boolean): void {
    const [server] = this.servers.splice(this.stage.random.below(2), 1);
    if (isKilled) server.kill();
    else server.stop().catch((error) => this.told("a stop failed", error));
    void this.startServer();
  }

  /** The teacher does something with the groups; it may fail, like any request. */
  group(): void {
    const { stage: { random }, teacher: { who }, rooms } = this;
    const { app } = random.pick(this.servers);
    const { breakouts } = app ?? {};
    const moves = this.students.filter(() => random.chance(0.3)).map((it) => ({
      member: it.who.member,
      room: random.pick([...rooms, null]),
    }));
    const how = random.pick(["shuffle", "even", "new-partners"] as const);
    const ways = [
      () => breakouts?.move(who, { moves }),
      () =>
        breakouts?.distribute(who, {
          how,
          onlineOnly: false,
          locked: [],
          apart: [],
        }),
      () => breakouts?.stop(who, {}),
      () => breakouts?.start(who),
      () => breakouts?.start(who),
      () => breakouts?.undo(who),
      () => breakouts?.bringBack(who),
    ];
    Promise.resolve(random.pick(ways)()).catch(() => {});
  }

  /** Takes note of what somebody has on screen: they may rely on it (S1, S2). */
  sees(name: string, doc: Y.Doc): void {
    const [, kind] = name.split("/");
    if (kind === "room") {
      for (const { id } of doc.getArray<Message>("messages")) {
        this.messages.add(id);
      }
    } else if (kind === "conversation") {
      for (const { id, text } of doc.getArray("turns").toJSON() as Turn[]) {
        const longest = this.answers.get(id) ?? "";
        if (!text.startsWith(longest) && !longest.startsWith(text)) {
          this.wrong.push(`two texts of one answer: ${longest} | ${text}`);
        }
        if (text.length >= longest.length) this.answers.set(id, text);
      }
    }
  }

  told(what: string, error: unknown): void {
    this.reports[what] = (this.reports[what] ?? 0) + 1;
    const isTrouble =
      /^(a commit failed|a space could not|a document could not|a connection could not|the storage failed|presence|claims could|an answer|a class could not|a start failed|a round|a stop failed|the rooms)/;
    if (!isTrouble.test(what)) {
      this.wrong.push(`${what}: ${(error as Error)?.stack ?? error}`);
    }
  }

  /** What the KV has, read by nobody's engine. */
  async stored(name: string): Promise<Y.Doc> {
    const doc = new Y.Doc();
    const loaded = await new KvStore(this.kv.asKv).load(this.session, [name]);
    for (const update of loaded?.documents.get(name) ?? []) {
      Y.applyUpdate(doc, update);
    }
    return doc;
  }

  roomsOf(): Record<string, Room> {
    const doc = this.teacher.doc(names.session(this.session))!;
    return doc.getMap<Room>("rooms").toJSON();
  }

  async #run(work: Promise<unknown>): Promise<void> {
    let over = false;
    const done = work.finally(() => over = true);
    await this.stage.run(() => over, 60_000);
    await done;
  }
}
