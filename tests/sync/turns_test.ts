/**
 * Servers over one KV do not starve each other (SYNC-5). They commit to one class over a slow KV, in simulated time by
 * a seed, and some are killed. See `random.ts` for `SEED` and `ROUNDS`.
 */
import { seedIds } from "../seeded_ids.ts";
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { KvWatch } from "../../sync/kv/kv_watch.ts";
import {
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
  readMessage,
} from "../../sync/protocol.ts";
import { SyncEngine } from "../../sync/sync.ts";
import { type Random, run } from "../random.ts";
import { connect } from "./connect.ts";
import { FakeSocket } from "./fake_socket.ts";
import { MemoryKv } from "./kv/memory_kv.ts";
import { SimulatedServer, type Surroundings } from "./simulated_server.ts";
import { SimulatedTime } from "./simulated_time.ts";
import { authority, push, said, say, space, type Who } from "./world.ts";

const root = `${space}/session`, room = `${space}/room/main`;

/** Messages a second of all servers, and the duration in seconds. */
const pace = 25, seconds = 20;
/** The longest wait of a message in ms, and within how many ms after a kill. */
const longest = 500, afterKill = 2000, troubled = 5000;
/** Commits of each other server that may go first. */
const mostOfEach = 8;
const writers = 6;

const calm: Authority<Who> = {
  ...authority,
  presence: () => null,
  socketLimit: (who) => ({ key: who.member, most: 10_000 }),
};

class Server extends SimulatedServer {
  readonly engine: SyncEngine<Who>;

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
    this.engine = new SyncEngine<Who>({
      store,
      authority: calm,
      clock: () => time.now,
      report: this.report,
    });
  }

  connect(socket: FakeSocket, who: Who, document: string): void {
    this.sockets.add(socket);
    connect(this.engine, socket, who, document);
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
    return `${space}/member/${this.member}`;
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
    await this.time.finish(this.servers[0].engine.create(space, {
      [root]: (doc) => {
        for (const name of names) doc.getMap("members").set(name, "in");
      },
      [room]: () => {},
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
    const command = say("hello");
    const { server } = writer, { id } = command;
    this.runs.get(writer)?.push(id);
    const message = { id, writer, at: 0, server, before: 0 };
    this.#begin(message, server);
    this.#waiting.set(id, message);
    push(writer.doc, command);
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
    const loaded = await new KvStore(this.kv.asKv).load(space, [room]);
    for (const update of loaded?.documents.get(room) ?? []) {
      Y.applyUpdate(doc, update);
    }
    const stored = said(doc).toArray();
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
      time.after(at, () => it.say());
    }
    for (let n = 0; n < kills; n++) {
      // Never all of them: a killed server is replaced before the next kill.
      const at = (n + 0.75 * random.next()) * 1000 * seconds / kills;
      time.after(at, () => it.kill());
      time.after(at + 1000, () => it.startServer());
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

const rounds = run("turns", 2);

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
    const turns = store.makeTurns(space);
    const commit = async () => {
      const entry = { id: crypto.randomUUID(), updates: [] };
      const head = await store.readHead(space);
      return await store.commit(space, head, entry, { turns }) !== null;
    };
    return { turns, commit };
  });
  await new KvStore(kv).commit(space, null, { id: "0", updates: [] }, {});
  const line = async () => (await kv.get(["space", space, "line"])).value;
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
  await store.commit(space, null, { id: "0", updates: [] }, {});
  const early = store.makeTurns(space), late = store.makeTurns(space);
  await early.requestTurn(true);
  await store.drop(space, {});
  await store.sweep(space);
  await early.leaveQueue();
  await late.requestTurn(true);
  const left = await Array.fromAsync(kv.list({ prefix: ["space", space] }));
  assert.deepEqual(left, []);
});
