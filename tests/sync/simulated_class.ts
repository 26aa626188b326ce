/**
 * A class in simulated time: devices, links that delay and drop, and two servers over one slow, lossy KV that is folded
 * all the time. Servers get killed.
 */
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { KvWatch } from "../../sync/kv/kv_watch.ts";
import { SyncEngine } from "../../sync/sync_engine.ts";
import { connectSocket } from "./connect.ts";
import type { FakeSocket } from "./fake_socket.ts";
import { MemoryKv } from "./kv/memory_kv.ts";
import { type LinkOwner, SimulatedConnection } from "./simulated_link.ts";
import { SimulatedServer, type Surroundings } from "./simulated_server.ts";
import type { CommitTrouble } from "./kv/slow_kv.ts";
import type { SimulatedTime } from "./simulated_time.ts";
import {
  messagesOf,
  pushCommands,
  sayAuthority,
  sayUpdate,
  type TestMember,
  testSpace,
} from "./world.ts";

export const rootDocument = `${testSpace}/session`,
  roomDocument = `${testSpace}/room/main`;

const unshown: Authority<TestMember> = {
  ...sayAuthority,
  // Presence has its own tests; sockets whose loss a server has not noticed would count.
  presence: () => null,
  socketLimit: (who) => ({ key: who.member, max: 10_000 }),
};

/** A store with a late watch, so that an instance falls behind by more than another folds at once. */
class LateStore extends KvStore {
  constructor(readonly time: SimulatedTime, kv: Deno.Kv, watch: KvWatch) {
    super(kv, watch, undefined, () => time.now);
  }

  override watch(space: string, moved: (seq: number | null) => void) {
    const { time } = this;
    return super.watch(
      space,
      (seq) => void time.schedule(time.random.below(5000), () => moved(seq)),
    );
  }
}

class ClassServer extends SimulatedServer {
  readonly engine: SyncEngine<TestMember>;

  constructor(around: Surroundings) {
    super(around);
    const { time } = around;
    this.engine = new SyncEngine<TestMember>({
      store: new LateStore(time, this.kv, this.watch),
      authority: unshown,
      clock: () => time.now,
      foldAfterCommits: 8 + this.random.below(30),
      report: this.report,
    });
  }

  connect(socket: FakeSocket, who: unknown, document: string): void {
    connectSocket(this.engine, socket, who as TestMember, document);
  }

  async stop(): Promise<void> {
    await this.engine.stop();
    this.watch.stop();
  }
}

interface Kept {
  documents: Map<string, Uint8Array>;
  pushed: ReadonlySet<string>;
}

export class ClassDevice implements LinkOwner {
  isOn = false;
  readonly who: TestMember;
  readonly class: SimulatedClass;
  readonly time: SimulatedTime;
  /** Commands in order (SYNC-4), per copy of the document. */
  readonly runs: string[][] = [[]];
  /** Commands of lost copies: they arrive once or not at all. */
  readonly perhaps = new Set<string>();
  #open: SimulatedConnection[] = [];
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

  mayClose(_open: SimulatedConnection, code: number): boolean {
    if (code !== 1012 && code !== 1013) {
      this.class.wrong.push(`closed with ${code}`);
    }
    return true;
  }

  get own(): string {
    return `${testSpace}/member/${this.member}`;
  }

  turnOn(): void {
    if (this.isOn) return;
    this.isOn = true;
    this.#pushed = new Set(this.#kept.pushed);
    this.#open = [rootDocument, roomDocument, this.own].map((name) => {
      const doc = new Y.Doc();
      const kept = this.#kept.documents.get(name);
      if (kept) Y.applyUpdate(doc, kept);
      return new SimulatedConnection(this, name, doc);
    });
    this.#open.forEach((open) => open.connect());
  }

  /** Closes the laptop; with `lostWords` its last words are not on disk yet. */
  turnOff(lostWords = false): void {
    if (!this.isOn) return;
    if (!lostWords) this.copyProfile();
    else this.#lose(this.#kept);
    this.#open.forEach((open) => open.drop());
    this.isOn = false;
    this.#open = [];
  }

  copyProfile(): void {
    if (!this.isOn) return;
    const documents = new Map(
      this.#open.map(({ name, doc }) => [name, Y.encodeStateAsUpdate(doc)]),
    );
    this.#kept = { documents, pushed: new Set(this.#pushed) };
    if (this.time.random.chance(0.3)) this.#copies.push(this.#kept);
  }

  /** Replaces the device's data by an old copy of the browser's profile. */
  restoreProfile(): void {
    if (this.#copies.length === 0) return;
    this.turnOff();
    const copy = this.time.random.pick(this.#copies);
    this.#lose(copy);
    this.#kept = copy;
    this.turnOn();
  }

  say(text: string): void {
    if (!this.isOn) return;
    const command = sayUpdate(text);
    this.runs.at(-1)?.push(command.id);
    this.#pushed.add(command.id);
    pushCommands(this.document(this.own), command);
  }

  read(): void {
    if (!this.isOn) return;
    const last = messagesOf(this.document(roomDocument)).toArray().at(-1);
    if (last) this.document(this.own).getMap("read").set("main", last.id);
  }

  cutNetwork(): void {
    const open = this.#open;
    open.forEach((each) => each.drop());
    const { time } = this;
    time.schedule(time.random.below(30_000), () => {
      if (this.#open === open) open.forEach((each) => each.connect());
    });
  }

  interruptNetwork(): void {
    if (!this.isOn) return;
    const { time } = this;
    const open = time.random.pick(this.#open);
    open.drop();
    time.schedule(time.random.below(3000), () => {
      if (this.hasOpen(open)) open.connect();
    });
  }

  hasOpen(open: SimulatedConnection): boolean {
    return this.#open.includes(open);
  }

  document(name: string): Y.Doc {
    return this.#open.find((open) => open.name === name)!.doc;
  }

  get isSettled(): boolean {
    return this.isOn && this.#open.every(({ connected }) => connected) &&
      this.document(this.own).getArray("outbox").length === 0;
  }

  /** Records what is on screen, which must not be lost (SYNC-1, SYNC-2). */
  recordShown(): void {
    const messages = messagesOf(this.document(roomDocument));
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
  readonly trouble: CommitTrouble = {};
  readonly servers: ClassServer[] = [];
  readonly devices: ClassDevice[] = [];
  /** Ids of all messages that were ever on screen. */
  readonly seen = new Set<string>();
  readonly wrong: string[] = [];
  /** Numbers that decisions gave out, each only once (SYNC-5). */
  readonly given: number[] = [];
  readonly reports: Record<string, number> = {};
  isOver = false;

  constructor(readonly time: SimulatedTime) {}

  async open(students: number): Promise<void> {
    for (let n = 0; n < 2; n++) this.startServer();
    const members = Array.from({ length: students }, (_, n) => `student${n}`);
    const { engine } = this.servers[0];
    await this.time.finish(engine.create(testSpace, {
      [rootDocument]: (doc) => {
        for (const member of members) doc.getMap("members").set(member, "in");
      },
      [roomDocument]: () => {},
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
    // SYNC-7 is for a failed store, not for an instance that is behind.
    const isAway =
      /the connection broke|the answer was lost|before it was looked for/;
    const isExpected = what === "the storage failed"
      ? isAway.test(String(error))
      : isTrouble.test(what);
    if (!isExpected) {
      this.wrong.push(`${what}: ${(error as Error)?.stack ?? error}`);
    }
  }

  replaceServer(isKilled: boolean): void {
    const [server] = this.servers.splice(this.time.random.below(2), 1);
    if (isKilled) server.kill();
    else server.stop().catch((error) => this.wrong.push(String(error)));
    this.startServer();
  }

  startOutage(): void {
    const { time, trouble } = this;
    const before = trouble.failed;
    trouble.failed = 0.9;
    time.schedule(time.random.below(3000), () => {
      if (!this.isOver) trouble.failed = Math.min(before ?? 0, 0.03);
    });
  }

  /** A decision of an API request, which must not be made twice. */
  incrementByRequest(): void {
    const { engine } = this.time.random.pick(this.servers);
    engine.decide(testSpace, [], (tx) => {
      const facts = tx.doc(rootDocument).getMap<number>("facts");
      const next = (facts.get("count") ?? 0) + 1;
      facts.set("count", next);
      return next;
    }).then((number) => this.given.push(number), () => {});
  }

  async loadStored(name: string): Promise<Y.Doc> {
    const doc = new Y.Doc();
    const loaded = await new KvStore(this.kv.asKv).load(testSpace, [name]);
    for (const update of loaded?.documents.get(name) ?? []) {
      Y.applyUpdate(doc, update);
    }
    return doc;
  }
}
