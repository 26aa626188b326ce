/**
 * A class on a time: devices with documents, links that delay, drop and come back, and two servers over one KV
 * that is slow, loses answers and is folded all the time. Servers get killed.
 */
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { KvWatch } from "../../sync/kv/kv_watch.ts";
import { Sync } from "../../sync/sync.ts";
import { connect } from "./connect.ts";
import type { FakeSocket } from "./fake_socket.ts";
import { MemoryKv } from "./kv/memory_kv.ts";
import { type Linked, Open } from "./simulated_link.ts";
import { SimulatedServer, type Surroundings } from "./simulated_server.ts";
import type { Trouble } from "./kv/slow_kv.ts";
import type { SimulatedTime } from "./simulated_time.ts";
import { authority, push, said, say, space, type Who } from "./world.ts";

/** The document on which access depends, and the room that all read. */
export const root = `${space}/session`, room = `${space}/room/main`;

const unshown: Authority<Who> = {
  ...authority,
  // Presence has its own tests; sockets that a server has not yet missed would count.
  presence: () => null,
  sockets: (who) => ({ key: who.member, most: 10_000 }),
};

/** A store whose watch is late, so that an instance falls behind by more than another one folds at once. */
class LateStore extends KvStore {
  constructor(readonly time: SimulatedTime, kv: Deno.Kv, watch: KvWatch) {
    super(kv, watch, undefined, () => time.now);
  }

  override watch(space: string, moved: (seq: number | null) => void) {
    const { time } = this;
    return super.watch(
      space,
      (seq) => void time.after(time.random.below(5000), () => moved(seq)),
    );
  }
}

/** A server of the sync layer alone. */
class ClassServer extends SimulatedServer {
  readonly engine: Sync<Who>;

  constructor(around: Surroundings) {
    super(around);
    const { time } = around;
    this.engine = new Sync<Who>({
      store: new LateStore(time, this.kv, this.watch),
      authority: unshown,
      clock: () => time.now,
      foldAfter: 8 + this.random.below(30),
      report: this.report,
    });
  }

  connect(socket: FakeSocket, who: unknown, document: string): void {
    connect(this.engine, socket, who as Who, document);
  }

  async stop(): Promise<void> {
    await this.engine.stop();
    this.watch.stop();
  }
}

/** What a device has on its disk. */
interface Kept {
  documents: Map<string, Uint8Array>;
  /** What was in its own document when it was kept. */
  pushed: ReadonlySet<string>;
}

/** A student's laptop or phone. */
export class ClassDevice implements Linked {
  isOn = false;
  readonly who: Who;
  readonly class: SimulatedClass;
  readonly time: SimulatedTime;
  /** Commands by the copy of the document that they were pushed into, in order (S4). */
  readonly runs: string[][] = [[]];
  /** Commands that went with a lost copy: they may arrive, once, or not at all. */
  readonly perhaps = new Set<string>();
  #open: Open[] = [];
  #kept: Kept = { documents: new Map(), pushed: new Set() };
  #copies: Kept[] = [];
  #pushed = new Set<string>();

  constructor(class_: SimulatedClass, readonly member: string) {
    this.class = class_;
    this.who = { member };
    this.time = class_.time;
  }

  get servers(): readonly ClassServer[] {
    return this.class.servers;
  }

  /** Servers go and come; nobody is turned away for good. */
  mayClose(_open: Open, code: number): boolean {
    if (code !== 1012 && code !== 1013) {
      this.class.wrong.push(`closed with ${code}`);
    }
    return true;
  }

  /** The name of its own document. */
  get own(): string {
    return `${space}/member/${this.member}`;
  }

  /** Opens the class page: from what is kept, without a network for now. */
  turnOn(): void {
    if (this.isOn) return;
    this.isOn = true;
    this.#pushed = new Set(this.#kept.pushed);
    this.#open = [root, room, this.own].map((name) => {
      const doc = new Y.Doc();
      const kept = this.#kept.documents.get(name);
      if (kept) Y.applyUpdate(doc, kept);
      return new Open(this, name, doc);
    });
    this.#open.forEach((open) => open.connect());
  }

  /** Closes the laptop; with `lostWords` its last words had not got to the disk yet. */
  turnOff(lostWords = false): void {
    if (!this.isOn) return;
    if (!lostWords) this.keep();
    else this.#lose(this.#kept);
    this.#open.forEach((open) => open.drop());
    this.isOn = false;
    this.#open = [];
  }

  /** Puts what it has on its disk. */
  keep(): void {
    if (!this.isOn) return;
    const documents = new Map(
      this.#open.map(({ name, doc }) => [name, Y.encodeStateAsUpdate(doc)]),
    );
    this.#kept = { documents, pushed: new Set(this.#pushed) };
    if (this.time.random.chance(0.3)) this.#copies.push(this.#kept);
  }

  /** An old copy of the browser's profile takes the place of what is there. */
  restore(): void {
    if (this.#copies.length === 0) return;
    this.turnOff();
    const copy = this.time.random.pick(this.#copies);
    this.#lose(copy);
    this.#kept = copy;
    this.turnOn();
  }

  /** Says something, with a network or without. */
  say(text: string): void {
    if (!this.isOn) return;
    const command = say(text);
    this.runs.at(-1)?.push(command.id);
    this.#pushed.add(command.id);
    push(this.document(this.own), command);
  }

  /** Marks how far it has read, as a page does all the time. */
  read(): void {
    if (!this.isOn) return;
    const last = said(this.document(room)).toArray().at(-1);
    if (last) this.document(this.own).getMap("read").set("main", last.id);
  }

  /** The network of the whole device goes and comes back. */
  cut(): void {
    const open = this.#open;
    open.forEach((each) => each.drop());
    const { time } = this;
    time.after(time.random.below(30_000), () => {
      if (this.#open === open) open.forEach((each) => each.connect());
    });
  }

  /** One connection goes and comes back. */
  hiccup(): void {
    if (!this.isOn) return;
    const { time } = this;
    const open = time.random.pick(this.#open);
    open.drop();
    time.after(time.random.below(3000), () => {
      if (this.has(open)) open.connect();
    });
  }

  has(open: Open): boolean {
    return this.#open.includes(open);
  }

  document(name: string): Y.Doc {
    return this.#open.find((open) => open.name === name)!.doc;
  }

  /** Whether it is on, and everything has been told both ways. */
  get isSettled(): boolean {
    return this.isOn && this.#open.every(({ connected }) => connected) &&
      this.document(this.own).getArray("outbox").length === 0;
  }

  /** Remembers what it has on screen: whoever has seen it may rely on it (S1, S2). */
  look(): void {
    const messages = said(this.document(room));
    if (messages.length === this.#looked) return;
    this.#looked = messages.length;
    for (const { id } of messages.toArray()) this.class.seen.add(id);
    if (this.time.random.chance(0.3)) this.read();
  }
  #looked = 0;

  #lose({ pushed }: Kept): void {
    for (const id of this.#pushed) if (!pushed.has(id)) this.perhaps.add(id);
    this.runs.push([]);
  }
}

export class SimulatedClass implements Surroundings {
  readonly kv = new MemoryKv();
  readonly trouble: Trouble = {};
  readonly servers: ClassServer[] = [];
  readonly devices: ClassDevice[] = [];
  /** Ids of all messages that anyone has ever had on screen. */
  readonly seen = new Set<string>();
  /** What must not be. */
  readonly wrong: string[] = [];
  /** Numbers that decisions gave out: each must be given once (S5). */
  readonly given: number[] = [];
  readonly reports: Record<string, number> = {};
  /** From here on nothing goes wrong any more. */
  isOver = false;

  constructor(readonly time: SimulatedTime) {}

  /** Opens the class with so many students; some have two devices. */
  async open(students: number): Promise<void> {
    for (let n = 0; n < 2; n++) this.startServer();
    const members = Array.from({ length: students }, (_, n) => `student${n}`);
    const { engine } = this.servers[0];
    await this.time.finish(engine.create(space, {
      [root]: (doc) => {
        for (const member of members) doc.getMap("members").set(member, "in");
      },
      [room]: () => {},
    }));
    for (const member of members) {
      this.devices.push(new ClassDevice(this, member));
      if (this.time.random.chance(0.2)) {
        this.devices.push(new ClassDevice(this, member));
      }
    }
  }

  startServer(): void {
    this.servers.push(new ClassServer(this));
  }

  told(what: string, error: unknown): void {
    this.reports[what] = (this.reports[what] ?? 0) + 1;
    const isTrouble =
      /^(a space could not|a document could not be loaded|a connection could not)/;
    // S7 is for a store that is away, and not for being behind.
    const isAway =
      /the connection broke|the answer was lost|before it was looked for/;
    const isDropped = what.startsWith("a commit failed");
    const isExpected = isDropped
      ? isAway.test(String(error))
      : isTrouble.test(what);
    if (!isExpected) {
      this.wrong.push(`${what}: ${(error as Error)?.stack ?? error}`);
    }
  }

  /** A server goes, and another comes. */
  replaceServer(isKilled: boolean): void {
    const [server] = this.servers.splice(this.time.random.below(2), 1);
    if (isKilled) server.kill();
    else server.stop().catch((error) => this.wrong.push(String(error)));
    this.startServer();
  }

  /** The storage is hardly there for a while (S7). */
  outage(): void {
    const { time, trouble } = this;
    const before = trouble.failed;
    trouble.failed = 0.9;
    time.after(time.random.below(3000), () => {
      if (!this.isOver) trouble.failed = Math.min(before ?? 0, 0.03);
    });
  }

  /** Something that a request of the API decides, which must not be decided twice. */
  count(): void {
    const { engine } = this.time.random.pick(this.servers);
    engine.decide(space, [], (tx) => {
      const facts = tx.doc(root).getMap<number>("facts");
      const next = (facts.get("count") ?? 0) + 1;
      facts.set("count", next);
      return next;
    }).then((number) => this.given.push(number), () => {});
  }

  /** What the KV has, read by nobody's engine. */
  async stored(name: string): Promise<Y.Doc> {
    const doc = new Y.Doc();
    const loaded = await new KvStore(this.kv.asKv).load(space, [name]);
    for (const update of loaded?.documents.get(name) ?? []) {
      Y.applyUpdate(doc, update);
    }
    return doc;
  }
}
