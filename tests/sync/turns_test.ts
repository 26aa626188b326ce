import assert from "node:assert/strict";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { KvWatch } from "../../sync/kv/kv_watch.ts";
import { limits } from "../../sync/limits.ts";
import {
  makeAwarenessFrame,
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
  readMessage,
} from "../../sync/protocol.ts";
import { SyncEngine } from "../../sync/sync_engine.ts";
import { type Random, seededRounds } from "../random.ts";
import { seedIds } from "../seeded_ids.ts";
import { connectSocket } from "./connect.ts";
import { FakeSocket } from "./fake_socket.ts";
import { MemoryKv } from "./kv/memory_kv.ts";
import {
  roomDocument,
  rootDocument,
  type SimulatedEngine,
  testEngine,
} from "./simulated_engine.ts";
import { SimulatedServer, type Surroundings } from "./simulated_server.ts";
import { SimulatedTime } from "./simulated_time.ts";
import {
  messagesOf,
  pushCommands,
  sayAuthority,
  sayUpdate,
  type TestMember,
  testSpace,
} from "./world.ts";

/*
 * Servers over one KV do not starve each other (SYNC-5). They commit to one class over a slow KV, in simulated time by
 * a seed, and some are killed. See `random.ts`.
 */

/** Messages a second of all servers, and the duration in seconds. */
const pace = 25, seconds = 20;
/** The longest wait of a message in ms, and within how many ms after a kill. */
const longest = 500, afterKill = 2000, troubled = 5000;
/** Commits of each other server that may go first. */
const mostOfEach = 8;
const writers = 6;

const calm: Authority<TestMember> = {
  ...sayAuthority,
  presence: () => null,
  socketLimit: (who) => ({ key: who.member, max: 10_000 }),
};

class Server extends SimulatedServer {
  readonly engine: SyncEngine<TestMember>;

  constructor(around: Surroundings, committed: (server: Server) => void) {
    super(around);
    const { time } = around;
    const store = new KvStore(this.kv, this.watch, undefined, () => time.now);
    const commit = store.commit.bind(store);
    store.commit = async (...given) => {
      const head = await commit(...given);
      if (head !== null) committed(this);
      return head;
    };
    this.engine = new SyncEngine<TestMember>({
      store,
      authority: calm,
      clock: () => time.now,
      report: this.report,
    });
  }

  connect(socket: FakeSocket, who: TestMember, document: string): void {
    this.sockets.add(socket);
    connectSocket(this.engine, socket, who, document);
  }

  async stop(): Promise<void> {
    await this.engine.stop();
    this.watch.stop();
  }
}

interface Message {
  id: string;
  writer: Writer;
  at: number;
  /** The server that said it last, and the others' commits by then. */
  server: Server;
  before: number;
}

/** A speaker at a server, who waits for the store alone. */
class Writer {
  readonly doc = new Y.Doc();
  server!: Server;
  #socket = new FakeSocket();

  constructor(readonly member: string, heard: (it: Writer) => void) {
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === "server") return heard(this);
      this.#socket.say(makeUpdateFrame(update));
    });
  }

  get own() {
    return `${testSpace}/member/${this.member}`;
  }

  get waiting(): Set<string> {
    const outbox = this.doc.getArray<{ id: string }>("outbox").toArray();
    return new Set(outbox.map(({ id }) => id));
  }

  comeTo(server: Server): void {
    this.server = server;
    const socket = new FakeSocket((frame) => {
      if (this.#socket !== socket) return;
      const message = readMessage(frame);
      if (message.kind === "step1") {
        const missing = Y.encodeStateAsUpdate(this.doc, message.stateVector);
        socket.say(makeStep2Frame(missing));
      } else if (message.kind === "step2" || message.kind === "update") {
        Y.applyUpdate(this.doc, message.update, "server");
      }
    });
    this.#socket = socket;
    server.connect(socket, { member: this.member }, this.own);
    socket.say(makeStep1Frame(Y.encodeStateVector(this.doc)));
  }
}

class Class implements Surroundings {
  readonly kv = new MemoryKv();
  readonly trouble = {};
  readonly servers: Server[] = [];
  readonly writers: Writer[] = [];
  readonly runs = new Map<Writer, string[]>();
  readonly reports: string[] = [];
  /** The longest wait of a message, in ms and in others' commits. */
  longest = 0;
  longestAfterKill = 0;
  most = 0;
  #waiting = new Map<string, Message>();
  #commits = new Map<Server, number>();
  #killedAt = -Infinity;

  constructor(readonly time: SimulatedTime) {}

  async open(servers: number): Promise<void> {
    for (let n = 0; n < servers; n++) this.startServer();
    const names = Array.from({ length: writers }, (_, n) => `writer${n}`);
    await this.time.finish(this.servers[0].engine.create(testSpace, {
      [rootDocument]: (doc) => {
        for (const name of names) doc.getMap("members").set(name, "in");
      },
      [roomDocument]: () => {},
    }));
    for (const [n, name] of names.entries()) {
      const writer = new Writer(name, (it) => this.#look(it));
      writer.comeTo(this.servers[n % servers]);
      this.writers.push(writer);
      this.runs.set(writer, []);
    }
    await this.time.pass(1000);
  }

  startServer(): void {
    this.servers.push(
      new Server(this, (server) => {
        this.#commits.set(server, (this.#commits.get(server) ?? 0) + 1);
      }),
    );
  }

  kill(): void {
    const [dead] = this.servers.splice(
      this.time.random.below(this.servers.length),
      1,
    );
    dead.kill();
    this.#killedAt = this.time.now;
    for (const writer of this.writers) {
      if (writer.server !== dead) continue;
      const server = this.time.random.pick(this.servers);
      writer.comeTo(server);
      for (const message of this.#waiting.values()) {
        if (message.writer === writer) this.#begin(message, server);
      }
    }
  }

  say(): void {
    const writer = this.time.random.pick(this.writers);
    const command = sayUpdate("hello");
    const { server } = writer, { id } = command;
    this.runs.get(writer)?.push(id);
    const message = { id, writer, at: 0, server, before: 0 };
    this.#begin(message, server);
    this.#waiting.set(id, message);
    pushCommands(writer.doc, command);
  }

  get isDone(): boolean {
    return this.#waiting.size === 0;
  }

  told(what: string, error: unknown): void {
    this.reports.push(`${what}: ${error}`);
  }

  #begin(message: Message, server: Server): void {
    message.at = this.time.now;
    message.server = server;
    message.before = this.#commitsBeside(server);
  }

  #commitsBeside(server: Server): number {
    let commits = 0;
    for (const [of, n] of this.#commits) if (of !== server) commits += n;
    return commits;
  }

  #look(writer: Writer): void {
    const left = writer.waiting;
    for (const [id, { writer: of, at, server, before }] of this.#waiting) {
      if (of !== writer || left.has(id)) continue;
      this.#waiting.delete(id);
      const waited = this.time.now - at;
      if (at < this.#killedAt + troubled) {
        this.longestAfterKill = Math.max(this.longestAfterKill, waited);
      } else this.longest = Math.max(this.longest, waited);
      const commits = this.#commitsBeside(server) - before;
      this.most = Math.max(this.most, commits);
    }
  }

  async check(): Promise<void> {
    assert.deepEqual(this.reports, []);
    const doc = new Y.Doc();
    const loaded = await new KvStore(this.kv.asKv).load(testSpace, [
      roomDocument,
    ]);
    for (const update of loaded?.documents.get(roomDocument) ?? []) {
      Y.applyUpdate(doc, update);
    }
    const stored = messagesOf(doc).toArray();
    for (const [writer, ids] of this.runs) {
      const own = stored.filter(({ from }) => from === writer.member);
      assert.deepEqual(
        own.map(({ id }) => id),
        ids,
        "SYNC-2, SYNC-3, SYNC-4: all of it, once, in order",
      );
    }
  }
}

async function lesson(
  random: Random,
  seed: number,
  servers: number,
  kills: number,
): Promise<Class> {
  seedIds(seed);
  const time = new SimulatedTime(random.fork());
  const giveBack = time.takeTimers();
  const it = new Class(time);
  try {
    await it.open(servers);
    for (let n = 0; n < pace * seconds; n++) {
      const at = random.below(1000 * seconds);
      time.schedule(at, () => it.say());
    }
    for (let n = 0; n < kills; n++) {
      // Never all of them: a killed server is replaced before the next kill.
      const at = (n + 0.75 * random.next()) * 1000 * seconds / kills;
      time.schedule(at, () => it.kill());
      time.schedule(at + 1000, () => it.startServer());
    }
    await time.pass(1000 * seconds, () => it.isDone);
    await it.check();
    const { longest, longestAfterKill, most } = it;
    console.log({ servers, kills, longest, longestAfterKill, most });
    return it;
  } finally {
    await time.finish(Promise.all(it.servers.map((each) => each.stop())));
    giveBack();
  }
}

const rounds = seededRounds("turns", 2);

for (const servers of [2, 3]) {
  Deno.test(`of ${servers} servers that commit to one class none waits long (SYNC-5, A)`, () =>
    rounds.each(async (random, seed) => {
      const it = await lesson(random, seed, servers, 0);
      assert.ok(it.longest <= longest, `${it.longest} ms`);
      const most = mostOfEach * (servers - 1);
      assert.ok(it.most <= most, `${it.most} commits of others`);
    }));

  Deno.test(`of ${servers} servers, some killed at any moment, none waits long (SYNC-5, A)`, () =>
    rounds.each(async (random, seed) => {
      const it = await lesson(random, seed, servers, 3);
      assert.ok(it.longest <= longest, `${it.longest} ms`);
      assert.ok(it.longestAfterKill <= afterKill, `${it.longestAfterKill} ms`);
    }));
}

/** Stores of several servers over one KV, with a space in it; a test sets their time. */
async function stores(count: number) {
  const kv = new MemoryKv().asKv;
  const time = { now: 0 };
  const watch = new KvWatch(kv, (_, error) => assert.fail(String(error)));
  const all = Array.from({ length: count }, () => {
    const store = new KvStore(kv, watch, undefined, () => time.now);
    const turns = store.makeTurns(testSpace);
    const commit = async () => {
      const entry = { id: crypto.randomUUID(), updates: [] };
      const head = await store.readHead(testSpace);
      return await store.commit(testSpace, head, entry, { turns }) !== null;
    };
    return { turns, commit };
  });
  await new KvStore(kv).commit(testSpace, null, { id: "0", updates: [] }, {});
  const line = async () => (await kv.get(["space", testSpace, "line"])).value;
  return { all, time, line };
}

Deno.test("while instances queue only the first commits, once, and then the next (SYNC-5, A)", async () => {
  const { all: [a, b, c], line } = await stores(3);
  assert.equal(await a.turns.requestTurn(false), true, "the line is empty");
  assert.equal(await b.turns.requestTurn(true), true, "it is the first");
  assert.equal(await a.commit(), false);
  assert.equal(await a.turns.requestTurn(false), false);
  assert.equal(await c.turns.requestTurn(false), false);
  assert.equal(await b.commit(), true, "others came into line behind it");
  assert.equal(b.turns.isContended, true);
  assert.equal(await b.commit(), false, "once");
  assert.equal(await b.turns.requestTurn(false), false, "and then behind them");
  assert.equal(await c.commit(), false);
  assert.equal(await a.turns.requestTurn(false), true);
  await a.turns.leaveQueue();
  assert.equal(
    await c.turns.requestTurn(false),
    true,
    "who left is not waited for",
  );
  assert.equal(await c.commit(), true);
  assert.equal(await b.turns.requestTurn(false), true);
  assert.equal(await b.commit(), true);
  assert.equal(await line(), null, "and nothing is left of it");
  assert.equal(await a.commit(), true);
});

Deno.test("the first in the queue is skipped after a second without a commit (SYNC-5, A)", async () => {
  const { all: [a, b], time } = await stores(2);
  assert.equal(await a.turns.requestTurn(true), true);
  assert.equal(await b.turns.requestTurn(true), false);
  time.now += 1000;
  assert.equal(await b.turns.requestTurn(true), false);
  time.now += 1;
  assert.equal(await b.turns.requestTurn(true), true);
  assert.equal(await a.commit(), false, "it was only slow: it has lost");
  assert.equal(await b.commit(), true);
  assert.equal(await a.turns.requestTurn(true), true);
  assert.equal(await a.commit(), true);
});

Deno.test("the first in the queue has a second from reaching the front (SYNC-5, A)", async () => {
  const { all: [a, b], time } = await stores(2);
  assert.equal(await a.turns.requestTurn(true), true);
  assert.equal(await b.turns.requestTurn(true), false);
  time.now += 900;
  assert.equal(await a.commit(), true);
  time.now += 200;
  assert.equal(
    await a.turns.requestTurn(false),
    false,
    "b is first for 200 ms",
  );
  assert.equal(await b.turns.requestTurn(true), true);
  assert.equal(await b.commit(), true);
});

Deno.test("a returning first in the queue is not taken for its earlier self (SYNC-5, A)", async () => {
  const { all: [a, b], time } = await stores(2);
  assert.equal(await a.turns.requestTurn(true), true);
  assert.equal(await b.turns.requestTurn(true), false);
  assert.equal(await a.commit(), true, "and it has seen that b is first now");
  assert.equal(await b.turns.requestTurn(true), true);
  assert.equal(await b.commit(), true);
  time.now += 5000;
  assert.equal(await b.turns.requestTurn(true), true);
  assert.equal(await a.turns.requestTurn(true), false);
  assert.equal(await b.commit(), true);
});

Deno.test("a dropped space leaves no queue (SYNC-5, O-3)", async () => {
  const kv = new MemoryKv().asKv;
  const watch = new KvWatch(kv, (_, error) => assert.fail(String(error)));
  const store = new KvStore(kv, watch);
  await store.commit(testSpace, null, { id: "0", updates: [] }, {});
  const early = store.makeTurns(testSpace), late = store.makeTurns(testSpace);
  await early.requestTurn(true);
  await store.drop(testSpace, {});
  await store.sweep(testSpace);
  await early.leaveQueue();
  await late.requestTurn(true);
  const left = await Array.fromAsync(kv.list({ prefix: ["space", testSpace] }));
  assert.deepEqual(left, []);
});

const own = `${testSpace}/member/mallory`;
type Bytes = Uint8Array<ArrayBuffer>;

/** Connects a socket, of Mallory by default, that counts its answers. */
async function connectAsker(
  it: SimulatedEngine,
  document: string,
  member = "mallory",
) {
  const answers: Uint8Array[] = [];
  const socket = new FakeSocket((frame) => {
    const message = readMessage(frame);
    if (message.kind === "step2") answers.push(message.update);
  });
  it.connect(member, document, socket);
  await it.settle();
  // Over a wire, the first answer is to its opening.
  answers.length = 0;
  return Object.assign(socket, { answers });
}

/** In the room amy has sent messages of 1 KiB; `stale` is the room before the last of them. */
function testMessages(
  name: string,
  messages: number,
  prove: (it: SimulatedEngine, stale: Y.Doc) => Promise<void>,
) {
  const stale = new Y.Doc(), text = "x".repeat(1024);
  const fill = (doc: Y.Doc) => {
    for (let n = 0; n < messages; n++) {
      messagesOf(doc).push([{ id: `${n}`, from: "amy", text }]);
    }
    Y.applyUpdate(stale, Y.encodeStateAsUpdate(doc));
    messagesOf(doc).push([{ id: "last", from: "amy", text }]);
  };
  const given = { members: ["amy", "mallory"], fill };
  testEngine(name, given, (it) => prove(it, stale));
}

const test = (name: string, prove: (it: SimulatedEngine) => Promise<void>) =>
  testMessages(name, 0, prove);

function strangers(count: number): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, count);
  for (let n = 0; n < count; n++) {
    encoding.writeVarUint(encoder, 2 ** 31 + n);
    encoding.writeVarUint(encoder, 1);
  }
  return encoding.toUint8Array(encoder);
}

const forAll = makeStep1Frame(new Uint8Array([0]));

/** Answers of a size that one person can have at once: a burst, and the free one. */
const mostOf = (size: number) => Math.ceil(limits.answersBurst / size) + 1;

const speak = (it: SimulatedEngine, id: string) =>
  it.engine.decide(testSpace, [roomDocument], (tx) => {
    messagesOf(tx.doc(roomDocument)).push([{ id, from: "amy", text: "" }]);
  });

function received(answers: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  answers.forEach((update) => Y.applyUpdate(doc, update));
  return doc;
}

const state = (json: string) =>
  makeAwarenessFrame([{ client: 5, clock: 1, json }]);

test("an oversized frame, state vector or state is refused before it is read (SYNC-12)", async (it) => {
  const tooLong: Record<string, [document: string, frame: Bytes]> = {
    "a state vector": [roomDocument, makeStep1Frame(strangers(20_000))],
    "a state": [rootDocument, state(`"${"x".repeat(limits.ownState)}"`)],
    "a state of lists": [rootDocument, state("[".repeat(limits.ownState + 1))],
    "a frame of no known kind": [
      rootDocument,
      new Uint8Array(limits.frame + 1).fill(9),
    ],
    "an update to what she may only read": [
      roomDocument,
      makeUpdateFrame(new Uint8Array(limits.frame)),
    ],
    "an update": [own, makeUpdateFrame(new Uint8Array(limits.update + 1))],
    "a document": [own, makeStep2Frame(new Uint8Array(limits.ownDocument + 1))],
  };
  for (const [what, [document, frame]] of Object.entries(tooLong)) {
    const socket = await connectAsker(it, document);
    socket.say(frame);
    const closed = { code: 4413, reason: "too-large" };
    assert.deepEqual(socket.closed, closed, what);
  }
});

test("a state vector with thousands of unknown clients is refused (SYNC-13)", async (it) => {
  const socket = await connectAsker(it, roomDocument);
  socket.say(makeStep1Frame(strangers(5000)));
  assert.deepEqual(socket.closed, { code: 4400, reason: "malformed" });
});

test("a message with trailing bytes is malformed (SYNC-12)", async (it) => {
  const messages: Bytes[] = [
    makeUpdateFrame(Y.encodeStateAsUpdate(new Y.Doc())),
    makeStep2Frame(Y.encodeStateAsUpdate(new Y.Doc())),
    makeStep1Frame(new Uint8Array([0])),
    state("{}"),
    new Uint8Array([3]),
  ];
  for (const message of messages) {
    const socket = await connectAsker(it, own);
    const padded = new Uint8Array(limits.frame);
    padded.set(message);
    socket.say(padded);
    assert.deepEqual(socket.closed, { code: 4400, reason: "malformed" });
  }
});

test("what honest clients send fits the limits, as does the echo of a full school (SYNC-12)", async (it) => {
  const everybody = Array.from({ length: 2000 }, (_, client) => ({
    client,
    clock: it.time.now,
    json: JSON.stringify({ member: `member${client}`, since: it.time.now }),
  }));
  const honest: [document: string, frame: Bytes][] = [
    [roomDocument, makeStep1Frame(strangers(limits.unknownClients))],
    [rootDocument, makeAwarenessFrame(everybody)],
    [rootDocument, state(JSON.stringify({ typing: "main", idle: true }))],
    [own, makeStep2Frame(Y.encodeStateAsUpdate(new Y.Doc()))],
  ];
  for (const [document, frame] of honest) {
    const socket = await connectAsker(it, document);
    socket.say(frame);
    await it.settle();
    assert.equal(socket.closed, null);
  }
});

testMessages(
  "a client with nothing of a document gets the cached answer, whatever else it names (SYNC-12)",
  10,
  async (it) => {
    const socket = await connectAsker(it, roomDocument);
    for (const known of [0, 1, 100]) {
      socket.say(makeStep1Frame(strangers(known)));
    }
    await it.settle();
    assert.equal(socket.answers.length, 3);
    const [first, ...rest] = socket.answers;
    // All of them are views of one frame.
    for (const each of rest) assert.equal(each.buffer, first.buffer);
  },
);

testMessages(
  "neither reconnecting nor more sockets renew a person's answer budget (SYNC-12)",
  2000,
  async (it, stale) => {
    // She has the first message only, so each answer is nearly whole.
    const [client] = stale.store.clients.keys();
    const encoder = encoding.createEncoder();
    for (const part of [1, client, 1]) encoding.writeVarUint(encoder, part);
    const ask = makeStep1Frame(encoding.toUint8Array(encoder));
    const size = 2000 * 1024;
    const most = Math.ceil(limits.answersBurst / size);
    let answered = 0;
    // Within the burst of openings.
    for (let n = 0; n < 12; n++) {
      const socket = await connectAsker(it, roomDocument);
      for (let again = 0; again < 5; again++) socket.say(ask);
      await it.settle();
      assert.equal(socket.closed, null);
      answered += socket.answers.length;
      socket.drop();
    }
    assert.ok(answered <= most, `${answered} answers of 2 MB at once`);
    const waiting = await connectAsker(it, roomDocument);
    for (let again = 0; again < 5; again++) waiting.say(ask);
    await it.settle(
      1000 * (limits.answersBurst + 2 * size) /
        limits.answersPerSecond,
    );
    assert.equal(waiting.closed, null);
    assert.ok(waiting.answers.length >= 1, "later, not lost");
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(stale));
    waiting.answers.forEach((update) => Y.applyUpdate(doc, update));
    assert.equal(messagesOf(doc).length, 2001);
  },
);

test("an answer counts for each client of the document, however short it is (SYNC-12)", async (it) => {
  const clients = limits.clientsPerDocument;
  const known = new Y.Doc();
  for (let n = 0; n < clients; n++) {
    known.clientID = 1000 + n;
    known.getMap("words").set("main", n);
  }
  const state = Y.encodeStateAsUpdate(known);
  await it.engine.decide(testSpace, [own], (tx) => {
    Y.applyUpdate(tx.doc(own), state);
  });
  const socket = await connectAsker(it, own);
  const ask = makeStep1Frame(Y.encodeStateVector(known));
  for (let n = 0; n < limits.asksBurst - 5; n++) socket.say(ask);
  await it.settle();
  assert.equal(socket.closed, null);
  const { length } = socket.answers;
  const most = mostOf(clients * limits.answerPerClient);
  assert.ok(length <= most, `${length} answers at once`);
  await it.settle(1000);
  assert.ok(socket.answers.length > length, "later, not lost");
});

test("more connections do not renew a person's awareness budget (SYNC-12)", async (it) => {
  const most = limits.personUnreadPerMinute / limits.updateLeast;
  const nothing = makeAwarenessFrame([]);
  let said = 0;
  for (let n = 0; n < 8; n++) {
    const socket = await connectAsker(it, roomDocument);
    while (!socket.closed) {
      socket.say(nothing);
      said++;
    }
    assert.equal(socket.closed.code, 4403);
  }
  assert.ok(said <= most + 8, `${said} messages`);
});

test("changing an own document gives no faster full answers than partial ones (SYNC-12)", async (it) => {
  const socket = await connectAsker(it, own);
  const size = 1024 * 1024, rounds = 12;
  const change = (name: string, to: string) =>
    it.engine.decide(testSpace, [own], (tx) => {
      tx.doc(own).getMap("words").set(name, to);
    });
  // Two updates that are larger than one commit.
  for (const half of ["one", "other"]) {
    await change(half, "x".repeat(size / 2));
  }
  for (let n = 0; n < rounds; n++) {
    await change("short", `${n}`);
    socket.say(forAll);
    await it.settle();
  }
  const { length } = socket.answers;
  assert.ok(length <= mostOf(size), `${length} answers of 1 MiB at once`);
  await it.settle(rounds * 1000);
  assert.equal(socket.closed, null);
  assert.ok(socket.answers.length > length, "later, not lost");
});

testMessages(
  "a changing room is encoded no faster for full requests than for partial ones (SYNC-12)",
  1024,
  async (it) => {
    const sockets = [
      await connectAsker(it, roomDocument),
      await connectAsker(it, roomDocument),
    ];
    const rounds = 15, made = new Set<ArrayBufferLike>();
    for (let n = 0; n < rounds; n++) {
      await speak(it, `${n}`);
      for (const socket of sockets) socket.say(forAll);
      await it.settle();
      const answers = sockets.flatMap(({ answers }) => answers);
      for (const { buffer } of answers) made.add(buffer);
    }
    const most = mostOf(1024 * 1024);
    assert.ok(made.size <= most, `${made.size} answers of 1 MiB made at once`);
    await it.settle(rounds * 1000);
    for (const { answers, closed } of sockets) {
      assert.equal(closed, null);
      assert.equal(
        messagesOf(received(answers)).length,
        1025 + rounds,
        "later, not lost",
      );
    }
  },
);

const joiners = Array.from({ length: 30 }, (_, n) => `joiner${n}`);
testEngine(
  "thirty students who join at once while one writes get everything at once (SYNC-12)",
  {
    members: ["amy", ...joiners],
    fill: (doc) => {
      messagesOf(doc).push([{
        id: "0",
        from: "amy",
        text: "x".repeat(500_000),
      }]);
    },
  },
  async (it) => {
    for (let load = 0; load < 3; load++) {
      for (const [n, member] of joiners.entries()) {
        await speak(it, `${load} ${n}`);
        const socket = await connectAsker(it, roomDocument, member);
        socket.say(forAll);
        await it.settle();
        const { length } = messagesOf(received(socket.answers));
        assert.equal(length, 1 + load * joiners.length + n + 1);
      }
    }
  },
);

const conversations = Array.from(
  { length: 200 },
  (_, n) => `${testSpace}/conversation/${n}`,
);
testEngine(
  "a teacher's first view of 200 changing conversations loads at once (SYNC-12)",
  {
    members: ["amy", "teacher"],
    authority: {
      ...sayAuthority,
      access: () => "read",
      socketLimit: ({ member }) => ({ key: member, max: 250 }),
    },
  },
  async (it) => {
    const write = (text: string) =>
      Promise.all(
        conversations.map((name) =>
          it.engine.decide(testSpace, [name], (tx) => {
            messagesOf(tx.doc(name)).push([{ id: "", from: "amy", text }]);
          })
        ),
      );
    await write("x".repeat(100_000));
    // Folding the log later would make the answers too.
    await it.engine.purge(testSpace);
    await write("less");
    for (const name of conversations) {
      (await connectAsker(it, name, "amy")).say(forAll);
    }
    await it.settle(limits.remade);
    await write("more");
    const sockets = [];
    for (const name of conversations) {
      const socket = await connectAsker(it, name, "teacher");
      socket.say(forAll);
      sockets.push(socket);
    }
    await it.settle();
    for (const { answers, closed } of sockets) {
      assert.deepEqual([closed, answers.length], [null, 1]);
    }
  },
);

testMessages(
  "eight devices that lose the wifi ten times a minute are answered at once (SYNC-12)",
  200,
  async (it, stale) => {
    const ask = makeStep1Frame(Y.encodeStateVector(stale));
    for (let loss = 0; loss < 10; loss++) {
      const sockets = [];
      for (let n = 0; n < 8; n++) {
        sockets.push(await connectAsker(it, roomDocument));
      }
      for (const socket of sockets) socket.say(ask);
      await it.settle();
      for (const { closed, answers } of sockets) {
        assert.deepEqual([closed, answers.length], [null, 1]);
      }
      sockets.forEach((socket) => socket.drop());
      await it.settle(6000);
    }
  },
);
