/**
 * A simulated lesson: two servers over one slow KV that loses answers, a slow model, and students behind unreliable
 * networks. Servers get killed.
 */
import { runAct } from "./asking.ts";
import * as Y from "yjs";
import { type App, makeApp } from "../../classroom/app.ts";
import type { Identity } from "../../classroom/model/members.ts";
import type { Model } from "../../classroom/assistant/model.ts";
import { createSessionBody } from "../../classroom/sessions/new_session.ts";
import type { Turn } from "../../classroom/model/conversations.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import type { Room } from "../../classroom/model/groups.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { readSettings } from "../../classroom/settings.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { MemoryKv } from "../sync/kv/memory_kv.ts";
import {
  SimulatedServer,
  type Surroundings,
} from "../sync/simulated_server.ts";
import {
  shareChecks,
  type SharedChecks,
  SimulatedVotes,
} from "./simulated_checks.ts";
import { LessonDevice } from "./simulated_device.ts";
import { SimulatedStaff } from "./simulated_staff.ts";
import type { CommitTrouble } from "../sync/kv/slow_kv.ts";
import type { SimulatedTime } from "../sync/simulated_time.ts";
import { connectSocket } from "../sync/connect.ts";
import type { FakeSocket } from "../sync/fake_socket.ts";

class LessonServer extends SimulatedServer {
  app: App | null = null;

  constructor(readonly lesson: SimulatedLesson) {
    super(lesson);
  }

  /** False once it was killed. */
  get lives(): boolean {
    return this.isAlive;
  }

  /** Starts it; it may be killed meanwhile. */
  async start(): Promise<void> {
    const { lesson, random, report } = this;
    const settings = readSettings({
      // Students write without pause.
      STUDENT_PACE: "6000",
      FOLD_AFTER: String(20 + random.below(60)),
      DATA_DIR: lesson.folder,
    });
    const told = { report, model: this.#model() };
    const clock = () => lesson.time.now;
    this.app = await makeApp(settings, this.kv, clock, this.watch, told);
  }

  connect(socket: FakeSocket, who: unknown, document: string): void {
    if (this.app) {
      connectSocket(this.app.sync, socket, who as Identity, document);
    } else socket.close(1012, "restart");
  }

  async stop(): Promise<void> {
    await this.app?.close();
  }

  #model(): Model {
    const { lesson } = this, { time } = lesson;
    const random = time.random.fork();
    const isAlive = () => this.isAlive;
    return {
      name: "simulated",
      async *answer({ words, signal }) {
        lesson.asked.push(words.at(-1)?.text ?? "");
        for (let n = random.below(25); n >= 0; n--) {
          await time.pause(400);
          if (!isAlive()) return await new Promise(() => {});
          if (signal.aborted) return;
          yield `word${n} `;
        }
      },
    };
  }
}

export class SimulatedLesson implements Surroundings {
  readonly kv = new MemoryKv();
  readonly trouble: CommitTrouble = {};
  readonly servers: LessonServer[] = [];
  readonly students: LessonDevice[] = [];
  teacher!: LessonDevice;
  session = "";
  rooms: string[] = [];
  checks!: SharedChecks;
  votes!: SimulatedVotes;
  readonly staff = new SimulatedStaff(this);
  readonly asked: string[] = [];
  /** The longest seen text of each answer, and the seen messages. */
  readonly answers = new Map<string, string>();
  readonly messages = new Set<string>();
  readonly wrong: string[] = [];
  readonly reports: Record<string, number> = {};
  isOver = false;

  constructor(readonly time: SimulatedTime, readonly folder: string) {}

  async begin(students: number, groups: number): Promise<void> {
    await this.time.finish(
      Promise.all([this.startServer(), this.startServer()]),
    );
    const [{ app }] = this.servers;
    const account = { id: newId(), name: "Lin", email: "l@x.org", plan: true };
    await this.time.finish((async () => {
      await app!.kv.set(["account", account.id], { id: account.id });
      const startsAt = new Date(Math.ceil(this.time.now) + 40_000)
        .toISOString();
      const ask = createSessionBody.parse({
        name: "Biology",
        hours: 24,
        startsAt,
      });
      this.session = (await app!.sessions.create(account, ask)).id;
      const who = (await app!.identities.findOwner(this.session, account.id))!;
      const rooms = (await runAct(app!, who, "POST /breakouts/rooms", {
        names: Array.from({ length: groups }, (_, n) => `Group ${n}`),
      })).rooms;
      this.rooms = rooms.map(({ id }) => id);
      await runAct(app!, who, "PATCH /breakouts", {
        entry: "free",
        capacity: null,
      });
      this.checks = await shareChecks(app!, who);
      this.votes = new SimulatedVotes(this.checks.poll);
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
      await this.staff.begin(app!, 3);
      // One of the servers begins it.
      const { sessions } = app!;
      while ((await sessions.readRecord(this.session))?.state !== "active") {
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
      await runAct(app!, who, "POST /breakouts/start");
      const { session: s } = who;
      this.teacher = new LessonDevice(this, who);
      for (const member of members) {
        this.students.push(
          new LessonDevice(this, { role: "student", session: s, member }),
        );
      }
    })());
  }

  async startServer(): Promise<void> {
    const server = new LessonServer(this);
    this.servers.push(server);
    await server.start().catch((error) => this.told("a start failed", error));
  }

  replaceServer(isKilled: boolean): void {
    const [server] = this.servers.splice(this.time.random.below(2), 1);
    if (isKilled) server.kill();
    else server.stop().catch((error) => this.told("a stop failed", error));
    void this.startServer();
  }

  /** Staff change the groups; the request may fail. */
  changeGroups(): void {
    const { time: { random }, teacher: { who } } = this;
    if (random.chance(0.3)) {
      this.staff.decideAsColleague((who) => this.#group(who));
    } else Promise.resolve(this.#group(who)).catch(() => {});
  }

  #group(who: Identity): Promise<unknown> | undefined {
    const { time: { random }, rooms } = this;
    const { app } = random.pick(this.servers);
    const moves = this.students.filter(() => random.chance(0.3)).map((it) => ({
      member: it.who.member,
      room: random.pick([...rooms, null]),
    }));
    const how = random.pick(["shuffle", "even", "new-partners"] as const);
    const ways = [
      (app: App) => runAct(app, who, "POST /breakouts/moves", { moves }),
      (app: App) => runAct(app, who, "POST /breakouts/distribute", { how }),
      (app: App) => runAct(app, who, "POST /breakouts/stop"),
      (app: App) => runAct(app, who, "POST /breakouts/start"),
      (app: App) => runAct(app, who, "POST /breakouts/start"),
      (app: App) => runAct(app, who, "POST /breakouts/undo"),
      (app: App) => runAct(app, who, "POST /breakouts/bring-back"),
    ];
    const way = random.pick(ways);
    return app ? way(app) : undefined;
  }

  /** A student votes; the request may fail. */
  castVote(who: Identity): void {
    const { time: { random } } = this;
    const { app } = random.pick(this.servers);
    this.votes.cast(app, who, random).catch(() => {});
  }

  /** Notes everything that a device shows, which must not vanish (SYNC-1, SYNC-2). */
  recordShown(name: string, doc: Y.Doc): void {
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
      /^(a space could not|a document could not|a connection could not|the storage failed|presence|claims could|an answered flag|an answer|a class could not|a start failed|a round|a stop failed|the rooms)/;
    if (!isTrouble.test(what)) {
      this.wrong.push(`${what}: ${(error as Error)?.stack ?? error}`);
    }
  }

  /** Loads a document from the KV alone. */
  async loadStored(name: string): Promise<Y.Doc> {
    const doc = new Y.Doc();
    const loaded = await new KvStore(this.kv.asKv).load(this.session, [name]);
    for (const update of loaded?.documents.get(name) ?? []) {
      Y.applyUpdate(doc, update);
    }
    return doc;
  }

  roomsOf(): Record<string, Room> {
    const doc = this.teacher.findDoc(names.session(this.session))!;
    return doc.getMap<Room>("rooms").toJSON();
  }
}
