/** An instance that lacks another's commits or folds. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { MemoryStore } from "./memory_store.ts";
import { MemoryKv } from "./kv/memory_kv.ts";
import type { PresenceExchange } from "../../sync/kv/kv_presence_exchange.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { makeStep1Frame } from "../../sync/protocol.ts";
import { Refusal } from "../../sync/refusal.ts";
import type { Store } from "../../sync/store.ts";
import { SyncEngine } from "../../sync/sync.ts";
import { connect } from "./connect.ts";
import { FakeSocket, takeFrame } from "./fake_socket.ts";
import { authority, said, space, type Who } from "./world.ts";

const root = `${space}/session`, room = `${space}/room/main`;

/** A store without news of other instances; `afterRead` runs after each read. */
function deaf(store: Store, afterRead: () => Promise<void>): Store {
  const reads = new Set<string | symbol>([
    "load",
    "readCommitsSince",
    "readSnapshot",
  ]);
  return new Proxy(store, {
    get(target, name) {
      if (name === "watch") return () => () => {};
      const method = Reflect.get(target, name).bind(target);
      if (!reads.has(name)) return method;
      return async (...args: unknown[]) => {
        const found = await method(...args);
        await afterRead();
        return found;
      };
    },
  });
}

/** Two instances over one store; the second learns of commits only when it looks. */
async function instances() {
  const store = new MemoryStore();
  const reports: string[] = [];
  const report = (what: string) => reports.push(what);
  const hooks = { afterRead: () => Promise.resolve() };
  const a = new SyncEngine<Who>({ store, authority, report });
  const behind = new SyncEngine<Who>({
    store: deaf(store, () => hooks.afterRead()),
    authority,
    report,
  });
  await a.create(space, {
    [root]: (doc) => {
      for (const member of ["amy", "ben"]) {
        doc.getMap("members").set(member, "in");
      }
    },
    [room]: () => {},
  });
  await behind.read(space, [], () => {});
  const removeBen = () =>
    a.decide(space, [room], (tx) => {
      tx.doc(root).getMap("members").set("ben", "removed");
      said(tx.doc(room)).push([{ id: "1", from: "amy", text: "he is out" }]);
    });
  const stop = async () => {
    await a.stop();
    await behind.stop();
  };
  return { a, behind, store, reports, hooks, removeBen, stop };
}

function openRoom(engine: SyncEngine<Who>, member: string) {
  const doc = new Y.Doc();
  const { promise, resolve } = Promise.withResolvers<number | string[]>();
  const socket = new FakeSocket((frame) => {
    takeFrame(doc, frame);
    if (doc.store.clients.size === 0) return;
    resolve(said(doc).toArray().map(({ text }) => text));
  }, resolve);
  connect(engine, socket, { member }, room);
  const ask = () => socket.say(makeStep1Frame(Y.encodeStateVector(doc)));
  ask();
  return { socket, doc, ask, outcome: promise };
}

Deno.test("a person removed elsewhere reads nothing from a snapshot ahead of the root (ACCESS-1)", async () => {
  const { a, behind, store, reports, removeBen, stop } = await instances();
  await removeBen();
  await a.purge(space);
  assert.ok((await store.readSnapshot(space, room))!.seq > 1, "it is folded");
  assert.equal(await openRoom(behind, "ben").outcome, 4403);
  assert.deepEqual(await openRoom(behind, "amy").outcome, ["he is out"]);
  assert.deepEqual(reports, []);
  await stop();
});

for (const writes of [root, room]) {
  Deno.test(`an instance behind a folded log catches up and stays connected, deciding on ${writes} (SYNC-5, SYNC-9, ACCESS-1)`, async () => {
    const { a, behind, reports, removeBen, stop } = await instances();
    const [amy, ben] = [openRoom(behind, "amy"), openRoom(behind, "ben")];
    await behind.decide(space, [room], (tx) => {
      said(tx.doc(room)).push([{ id: "0", from: "amy", text: "hello" }]);
    });
    await Promise.all([amy.outcome, ben.outcome]);
    await removeBen();
    await a.purge(space);
    const read = await behind.decide(space, [room], (tx) => {
      tx.doc(writes).getMap("facts").set("decided", true);
      return said(tx.doc(room)).length;
    });
    assert.equal(read, 2, "it was decided on what the other had committed");
    const texts = ({ doc }: typeof amy) =>
      said(doc).toArray().map(({ text }) => text);
    assert.deepEqual(texts(amy), ["hello", "he is out"]);
    assert.equal(amy.socket.closed, null);
    assert.deepEqual(texts(ben), ["hello"]);
    assert.equal(ben.socket.closed?.code, 4403);
    assert.deepEqual(reports, []);
    await stop();
  });
}

Deno.test("a document rebuilt after a fault is not ahead of the root (SYNC-5, ACCESS-1)", async () => {
  const { behind, hooks, removeBen, stop } = await instances();
  const ben = openRoom(behind, "ben");
  await behind.decide(space, [room], (tx) => {
    said(tx.doc(room)).push([{ id: "0", from: "amy", text: "hello" }]);
  });
  assert.deepEqual(await ben.outcome, ["hello"]);
  hooks.afterRead = () => {
    hooks.afterRead = () => Promise.resolve();
    return removeBen();
  };
  const fault = behind.decide(space, [room], (tx) => {
    said(tx.doc(room)).push([{ id: "2", from: "amy", text: "never" }]);
    throw new Error("a bug");
  });
  await assert.rejects(fault);
  ben.ask();
  await behind.read(space, [], () => {});
  assert.deepEqual(said(ben.doc).toArray().map(({ text }) => text), ["hello"]);
  assert.equal(ben.socket.closed?.code, 4403);
  await stop();
});

const peers: PresenceExchange = {
  publish: () => Promise.resolve(),
  forget: () => Promise.resolve(),
  subscribe: () => ({ refresh: () => Promise.resolve(), end() {} }),
};

/** As {@link instances}, but the second one knows of another; counts its looks at the head. */
async function knowing() {
  const { a, store, behind: alone, stop } = await instances();
  const counts = { looks: 0 };
  const counted = new Proxy(deaf(store, () => Promise.resolve()), {
    get(target, name) {
      const method = Reflect.get(target, name);
      if (name === "readHead") counts.looks++;
      return method;
    },
  });
  const reports: string[] = [];
  const behind = new SyncEngine<Who>({
    store: counted,
    authority,
    presenceExchange: peers,
    report: (what) => reports.push(what),
  });
  await behind.read(space, [], () => {});
  const set = (member: string, is: string) =>
    a.decide(space, [], (tx) => {
      tx.doc(root).getMap("members").set(member, is);
    });
  return {
    a,
    alone,
    behind,
    counts,
    reports,
    set,
    async stop() {
      await behind.stop();
      await stop();
    },
  };
}

Deno.test("an arrival or removal at another instance takes effect here before the watch reports it (ACCESS-1)", async () => {
  const { behind, counts, reports, set, stop } = await knowing();
  assert.equal(await openRoom(behind, "cem").outcome, 4404);
  await set("cem", "in");
  const cem = openRoom(behind, "cem");
  await behind.decide(space, [room], (tx) => {
    said(tx.doc(room)).push([{ id: "0", from: "amy", text: "hello" }]);
  });
  assert.deepEqual(await cem.outcome, ["hello"]);
  await set("ben", "removed");
  assert.equal(await openRoom(behind, "ben").outcome, 4403);
  await set("ben", "in");
  assert.deepEqual(await openRoom(behind, "ben").outcome, ["hello"]);
  assert.equal(counts.looks, 4, "one for each who came");
  assert.deepEqual(reports, []);
  await stop();
});

Deno.test("a refusal on outdated state is decided once more, and commits at most twice (SYNC-5)", async () => {
  const { behind, counts, reports, set, stop } = await knowing();
  let judged = 0;
  const require = (doc: Y.Doc) => {
    judged++;
    const is = doc.getMap("members").get("cem");
    if (is === undefined) throw new Refusal("not-found");
    return is;
  };
  const read = () =>
    behind.read(space, [root], ({ doc }) => require(doc(root)));
  const decide = () =>
    behind.decide(space, [root], (tx) => {
      const is = require(tx.doc(root));
      tx.doc(root).getMap("facts").set("seen", is);
      return is;
    });
  for (const ask of [read, decide]) {
    await assert.rejects(ask, { kind: "not-found" });
  }
  assert.deepEqual([judged, counts.looks], [2, 2], "there was no news");
  await set("cem", "in");
  assert.equal(await read(), "in");
  assert.deepEqual([judged, counts.looks], [4, 3]);
  await set("cem", "muted");
  assert.equal(await decide(), "muted", "its commit had lost");
  await set("dan", "in");
  const bug = behind.read(space, [root], () => {
    throw new Error("a bug");
  });
  await assert.rejects(bug, { message: "a bug" });
  assert.equal(counts.looks, 3, "only refusals are looked after");
  assert.deepEqual(reports, []);
  await stop();
});

Deno.test("many strangers cause few store reads, and none for a single instance (SYNC-12)", async () => {
  const { alone, behind, counts, stop } = await knowing();
  const strangers = Array.from(
    { length: 200 },
    (_, n) => openRoom(behind, `nobody ${n}`).outcome,
  );
  for (const code of await Promise.all(strangers)) assert.equal(code, 4404);
  assert.ok(counts.looks <= 5, `${counts.looks} looks`);
  const { looks } = counts;
  assert.equal(await openRoom(alone, "nobody").outcome, 4404);
  assert.equal(counts.looks, looks);
  await stop();
});

Deno.test("a wrong watch report of a deleted space ends nothing, and a right one ends it (O-3)", async () => {
  const store = new MemoryStore();
  let tell: (seq: number | null) => void = () => {};
  const engine = new SyncEngine<Who>({
    store: new Proxy(store, {
      get(target, name) {
        if (name !== "watch") return Reflect.get(target, name).bind(target);
        return (_: string, moved: typeof tell) => (tell = moved, () => {});
      },
    }),
    authority,
    presenceExchange: peers,
  });
  await engine.create(space, {
    [root]: (doc) => doc.getMap("members").set("amy", "in"),
    [room]: (doc) => said(doc).push([{ id: "0", from: "amy", text: "hello" }]),
  });
  const amy = openRoom(engine, "amy");
  assert.deepEqual(await amy.outcome, ["hello"]);
  tell(null);
  await engine.read(space, [], () => {});
  assert.deepEqual(amy.socket.closed, null);
  await store.drop(space, {});
  tell(null);
  await assert.rejects(engine.read(space, [], () => {}), { kind: "not-found" });
  assert.deepEqual(amy.socket.closed, { code: 4404, reason: "not-found" });
  await engine.stop();
});

Deno.test("a deleted space ends also after an earlier report (O-3)", async () => {
  const kv = new MemoryKv().asKv;
  let tell: (seq: number | null) => void = () => {};
  const store = new Proxy(new KvStore(kv), {
    get(target, name) {
      if (name === "watch") {
        return (_: string, moved: typeof tell) => (tell = moved, () => {});
      }
      return Reflect.get(target, name).bind(target);
    },
  });
  const behind = new SyncEngine<Who>({
    store,
    authority,
    presenceExchange: peers,
  });
  const other = new SyncEngine<Who>({ store: new KvStore(kv), authority });
  await other.create(space, {
    [root]: (doc) => doc.getMap("members").set("amy", "in"),
    [room]: (doc) => said(doc).push([{ id: "0", from: "amy", text: "hello" }]),
  });
  const amy = openRoom(behind, "amy");
  await amy.outcome;
  await other.decide(space, [room], (tx) => {
    said(tx.doc(room)).push([{ id: "1", from: "amy", text: "the last" }]);
  });
  assert.equal(await other.delete(space), true);
  tell(null);
  await assert.rejects(
    async () => {
      for (let n = 0; n < 20; n++) await behind.read(space, [], () => {});
    },
    { kind: "not-found" },
  );
  assert.deepEqual(amy.socket.closed, { code: 4404, reason: "not-found" });
  await behind.stop();
  await other.stop();
});
