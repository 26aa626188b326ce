/**
 * Five members write one document over bad networks, two servers and a bad KV, with locks, losses and kills, by a seed
 * (SYNC-1–SYNC-5, SYNC-9, SYNC-13). See `random.ts`; a round is one document.
 */
import { seedIds } from "../seeded_ids.ts";
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { SyncEngine } from "../../sync/sync_engine.ts";
import { type Random, seededRounds } from "../random.ts";
import { connectSocket } from "./connect.ts";
import type { FakeSocket } from "./fake_socket.ts";
import { MemoryKv } from "./kv/memory_kv.ts";
import type { CommitTrouble } from "./kv/slow_kv.ts";
import {
  addPages,
  editAtRandom,
  pageDocument,
  pageRules,
  readWriters,
  readXml,
  rootDocument,
} from "./shared_world.ts";
import { type LinkOwner, SimulatedConnection } from "./simulated_link.ts";
import { SimulatedServer, type Surroundings } from "./simulated_server.ts";
import { SimulatedTime } from "./simulated_time.ts";
import { sayAuthority, type TestMember, testSpace } from "./world.ts";

const members = ["amy", "ben", "cy", "dee", "eve"], actions = 300;

const all: Authority<TestMember> = {
  ...sayAuthority,
  ...pageRules,
  presence: () => null,
  socketLimit: (who) => ({ key: who.member, max: 10_000 }),
};

class PageServer extends SimulatedServer {
  readonly engine: SyncEngine<TestMember>;

  constructor(around: Surroundings) {
    super(around);
    const { time } = around;
    this.engine = new SyncEngine<TestMember>({
      store: new KvStore(this.kv, this.watch, undefined, () => time.now),
      authority: all,
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

interface Written {
  client: number;
  clock: number;
  length: number;
  within: Y.ID[];
}

class Writing implements Surroundings {
  readonly kv = new MemoryKv();
  readonly trouble: CommitTrouble = {};
  readonly servers: PageServer[] = [];
  readonly writers: Writer[] = [];
  readonly written: Written[] = [];
  /** Deleted clocks by client. */
  readonly deleted = new Map<number, Set<number>>();
  /** The clock up to which others have seen each client. */
  readonly seen = new Map<number, number>();
  /** Clients of lost copies, whose unseen words may be lost too. */
  readonly lost = new Set<number>();
  readonly wrong: string[] = [];

  constructor(readonly time: SimulatedTime) {}

  async open(): Promise<void> {
    for (let n = 0; n < 2; n++) this.servers.push(new PageServer(this));
    const creating = this.servers[0].engine.create(testSpace, {
      [rootDocument]: (doc) => {
        for (const member of members) doc.getMap("members").set(member, "in");
        addPages(doc, pageDocument);
      },
    });
    await this.time.finish(creating);
    for (const member of members) this.writers.push(new Writer(this, member));
  }

  told(what: string, error: unknown): void {
    const isTrouble =
      /^(the storage failed|a space could not|a document could not be loaded|a connection could not)/;
    if (!isTrouble.test(what)) {
      this.wrong.push(`${what}: ${(error as Error)?.stack ?? error}`);
    }
  }

  replaceServer(isKilled: boolean): void {
    const [server] = this.servers.splice(this.time.random.below(2), 1);
    if (isKilled) server.kill();
    else server.stop().catch((error) => this.wrong.push(String(error)));
    this.servers.push(new PageServer(this));
  }

  lock(): void {
    const { time } = this;
    const what = time.random.pick([pageDocument, ...members]);
    const set = (isLocked: boolean): void => {
      const { engine } = time.random.pick(this.servers);
      engine.decide(testSpace, [], (tx) => {
        const locked = tx.doc(rootDocument).getMap("locked");
        if (isLocked) locked.set(what, true);
        else locked.delete(what);
      }).catch(() => void time.schedule(500, () => set(isLocked)));
    };
    set(true);
    time.schedule(3000 + time.random.below(5000), () => set(false));
  }

  follow(doc: Y.Doc): void {
    doc.on("afterTransaction", (transaction: Y.Transaction) => {
      if (transaction.origin === "server" || transaction.origin === "kept") {
        return;
      }
      for (const [client, ranges] of transaction.deleteSet.clients) {
        const clocks = this.deleted.getOrInsertComputed(
          client,
          () => new Set(),
        );
        for (const { clock, len } of ranges) {
          for (let n = 0; n < len; n++) clocks.add(clock + n);
        }
      }
      const { clientID: client, store } = doc;
      const before = transaction.beforeState.get(client) ?? 0;
      for (const struct of store.clients.get(client) ?? []) {
        const { id: { clock }, length } = struct;
        if (clock < before || !(struct instanceof Y.Item)) continue;
        if (!(struct.content instanceof Y.ContentString)) continue;
        this.written.push({ client, clock, length, within: around(struct) });
      }
    });
  }

  isDeleted({ client, clock }: Y.ID): boolean {
    return this.deleted.get(client)?.has(clock) === true;
  }
}

function around(item: Y.Item): Y.ID[] {
  const ids: Y.ID[] = [];
  let type = item.parent as Y.AbstractType<unknown>;
  while (type._item) {
    ids.push(type._item.id);
    type = type._item.parent as Y.AbstractType<unknown>;
  }
  return ids;
}

class Writer implements LinkOwner {
  isOn = true;
  readonly who: TestMember;
  readonly time: SimulatedTime;
  open: SimulatedConnection;
  #kept: Uint8Array | undefined;

  constructor(readonly writing: Writing, member: string) {
    this.who = { member };
    this.time = writing.time;
    this.open = this.#begin();
  }

  get servers() {
    return this.writing.servers;
  }

  hasOpen(open: SimulatedConnection): boolean {
    return this.open === open;
  }

  mayClose(_open: SimulatedConnection, code: number): boolean {
    if (code !== 1012 && code !== 1013) {
      this.writing.wrong.push(`closed with ${code}`);
    }
    return true;
  }

  recordShown(): void {
    const { seen } = this.writing;
    const { doc } = this.open;
    for (const client of doc.store.clients.keys()) {
      if (client === doc.clientID) continue;
      const state = Y.getState(doc.store, client);
      seen.set(client, Math.max(state, seen.get(client) ?? 0));
    }
  }

  keep(): void {
    this.#kept = Y.encodeStateAsUpdate(this.open.doc);
  }

  /** Reopens the page from the device's copy, which may lack the last words. */
  reopen(losesWords: boolean): void {
    if (losesWords) this.writing.lost.add(this.open.doc.clientID);
    else this.keep();
    this.open.drop();
    this.open = this.#begin();
  }

  cut(): void {
    const { open, time } = this;
    open.drop();
    time.schedule(time.random.below(10_000), () => {
      if (this.open === open) open.connect();
    });
  }

  edit(random: Random): void {
    const { doc } = this.open;
    doc.transact(() => editAtRandom(doc, (end) => random.below(end)));
  }

  #begin(): SimulatedConnection {
    const doc = new Y.Doc();
    if (this.#kept) Y.applyUpdate(doc, this.#kept, "kept");
    this.writing.follow(doc);
    const open = new SimulatedConnection(this, pageDocument, doc);
    open.connect();
    return open;
  }
}

function act(random: Random, writing: Writing): void {
  const writer = random.pick(writing.writers);
  const kind = random.below(100);
  if (kind < 80) writer.edit(random);
  else if (kind < 85) writer.keep();
  else if (kind < 91) writer.cut();
  else if (kind < 94) writer.reopen(random.chance(0.3));
  else if (kind < 97) writing.lock();
  else if (kind < 98) writing.replaceServer(random.chance(0.7));
}

async function check(writing: Writing): Promise<void> {
  assert.deepEqual(writing.wrong, []);
  const stored = new Y.Doc();
  const loaded = await new KvStore(writing.kv.asKv).load(testSpace, [
    pageDocument,
  ]);
  stored.transact((transaction) => {
    for (const update of loaded?.documents.get(pageDocument) ?? []) {
      Y.applyUpdate(stored, update);
    }
    transaction.local = true;
  });
  const whose = readWriters(stored);
  for (const { open: { doc }, who } of writing.writers) {
    assert.equal(readXml(doc), readXml(stored), who.member);
    const bound = whose[doc.clientID];
    assert.ok(bound === undefined || bound === who.member);
  }
  for (const [client, structs] of stored.store.clients) {
    const isServers = structs.every((it) =>
      it instanceof Y.Item && it.parent === stored.getMap("writers")
    );
    assert.ok(isServers || whose[client], `${client} is somebody's`);
  }
  for (const { client, clock, length, within } of writing.written) {
    if (within.some((id) => writing.isDeleted(id))) continue;
    const end = writing.lost.has(client)
      ? Math.min(clock + length, writing.seen.get(client) ?? 0)
      : clock + length;
    for (let at = clock; at < end; at++) {
      const id = Y.createID(client, at);
      if (writing.isDeleted(id)) continue;
      const item = Y.getItem(stored.store, id) as Y.Item;
      assert.equal(item.deleted, false, `${client}:${at} is there`);
    }
  }
}

const simulation = seededRounds("shared", 3);

Deno.test("five writers of one document end equal in any order of events (SYNC-1–SYNC-5, SYNC-9, SYNC-13)", async () => {
  await simulation.each(async (random, seed) => {
    seedIds(seed);
    const time = new SimulatedTime(random.fork());
    const giveBack = time.takeTimers();
    const writing = new Writing(time);
    const { trouble } = writing;
    try {
      await writing.open();
      trouble.lost = trouble.again = trouble.failed = 0.03;
      for (let n = 0; n < actions; n++) {
        act(random, writing);
        await time.pass(random.below(300));
      }
      trouble.lost = trouble.failed = 0;
      await time.pass(15_000);
      const state = ({ open: { doc } }: Writer) =>
        JSON.stringify(
          [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(),
        );
      const isSettled = () => {
        const [first, ...others] = writing.writers;
        return writing.writers.every(({ open }) => open.connected) &&
          others.every((it) => state(it) === state(first));
      };
      await time.run(isSettled, 600_000);
      await time.pass(15_000, isSettled);
      await check(writing);
    } finally {
      const stopped = writing.servers.map((each) => each.stop());
      await time.finish(Promise.allSettled(stopped));
      giveBack();
    }
  });
});
