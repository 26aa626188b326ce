import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import {
  KvPresenceExchange,
  type PresenceExchange,
} from "../../sync/kv/kv_presence_exchange.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { KvWatch } from "../../sync/kv/kv_watch.ts";
import { limits } from "../../sync/limits.ts";
import { makeStep1Frame } from "../../sync/protocol.ts";
import { Refusal } from "../../sync/refusal.ts";
import type { Store } from "../../sync/store.ts";
import { SyncEngine } from "../../sync/sync_engine.ts";
import { eventually } from "../people.ts";
import { Random, seededRounds } from "../random.ts";
import { connectSocket, connectSocket as open } from "./connect.ts";
import { FakeSocket, takeFrame } from "./fake_socket.ts";
import { MemoryKv } from "./kv/memory_kv.ts";
import { slowKv } from "./kv/slow_kv.ts";
import { MemoryStore } from "./memory_store.ts";
import {
  addPages,
  appendParagraphs,
  pageDocument,
  pageRules,
  readWriters,
  readXml,
  textOfParagraph,
} from "./shared_world.ts";
import { roomDocument, rootDocument, testEngine } from "./simulated_engine.ts";
import {
  messagesOf,
  sayAuthority,
  startTestServer,
  type TestMember,
  testSpace,
  waitUntil,
  waitUntilSynced,
} from "./world.ts";

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
  const a = new SyncEngine<TestMember>({
    store,
    authority: sayAuthority,
    report,
  });
  const behind = new SyncEngine<TestMember>({
    store: deaf(store, () => hooks.afterRead()),
    authority: sayAuthority,
    report,
  });
  await a.create(testSpace, {
    [rootDocument]: (doc) => {
      for (const member of ["amy", "ben"]) {
        doc.getMap("members").set(member, "in");
      }
    },
    [roomDocument]: () => {},
  });
  await behind.read(testSpace, [], () => {});
  const removeBen = () =>
    a.decide(testSpace, [roomDocument], (tx) => {
      tx.doc(rootDocument).getMap("members").set("ben", "removed");
      messagesOf(tx.doc(roomDocument)).push([{
        id: "1",
        from: "amy",
        text: "he is out",
      }]);
    });
  const stop = async () => {
    await a.stop();
    await behind.stop();
  };
  return { a, behind, store, reports, hooks, removeBen, stop };
}

function openRoom(engine: SyncEngine<TestMember>, member: string) {
  const doc = new Y.Doc();
  const { promise, resolve } = Promise.withResolvers<number | string[]>();
  const socket = new FakeSocket((frame) => {
    takeFrame(doc, frame);
    if (doc.store.clients.size === 0) return;
    resolve(messagesOf(doc).toArray().map(({ text }) => text));
  }, resolve);
  connectSocket(engine, socket, { member }, roomDocument);
  const ask = () => socket.say(makeStep1Frame(Y.encodeStateVector(doc)));
  ask();
  return { socket, doc, ask, outcome: promise };
}

Deno.test("a person removed elsewhere reads nothing from a snapshot ahead of the root (ACCESS-1)", async () => {
  const { a, behind, store, reports, removeBen, stop } = await instances();
  await removeBen();
  await a.purge(testSpace);
  assert.ok(
    (await store.readSnapshot(testSpace, roomDocument))!.seq > 1,
    "it is folded",
  );
  assert.equal(await openRoom(behind, "ben").outcome, 4403);
  assert.deepEqual(await openRoom(behind, "amy").outcome, ["he is out"]);
  assert.deepEqual(reports, []);
  await stop();
});

for (const writes of [rootDocument, roomDocument]) {
  Deno.test(`an instance behind a folded log catches up deciding on ${writes} (SYNC-5, SYNC-9, ACCESS-1)`, async () => {
    const { a, behind, reports, removeBen, stop } = await instances();
    const [amy, ben] = [openRoom(behind, "amy"), openRoom(behind, "ben")];
    await behind.decide(testSpace, [roomDocument], (tx) => {
      messagesOf(tx.doc(roomDocument)).push([{
        id: "0",
        from: "amy",
        text: "hello",
      }]);
    });
    await Promise.all([amy.outcome, ben.outcome]);
    await removeBen();
    await a.purge(testSpace);
    const read = await behind.decide(testSpace, [roomDocument], (tx) => {
      tx.doc(writes).getMap("facts").set("decided", true);
      return messagesOf(tx.doc(roomDocument)).length;
    });
    assert.equal(read, 2, "it was decided on what the other had committed");
    const texts = ({ doc }: typeof amy) =>
      messagesOf(doc).toArray().map(({ text }) => text);
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
  await behind.decide(testSpace, [roomDocument], (tx) => {
    messagesOf(tx.doc(roomDocument)).push([{
      id: "0",
      from: "amy",
      text: "hello",
    }]);
  });
  assert.deepEqual(await ben.outcome, ["hello"]);
  hooks.afterRead = () => {
    hooks.afterRead = () => Promise.resolve();
    return removeBen();
  };
  const fault = behind.decide(testSpace, [roomDocument], (tx) => {
    messagesOf(tx.doc(roomDocument)).push([{
      id: "2",
      from: "amy",
      text: "never",
    }]);
    throw new Error("a bug");
  });
  await assert.rejects(fault);
  ben.ask();
  await behind.read(testSpace, [], () => {});
  assert.deepEqual(messagesOf(ben.doc).toArray().map(({ text }) => text), [
    "hello",
  ]);
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
  const behind = new SyncEngine<TestMember>({
    store: counted,
    authority: sayAuthority,
    presenceExchange: peers,
    report: (what) => reports.push(what),
  });
  await behind.read(testSpace, [], () => {});
  const set = (member: string, is: string) =>
    a.decide(testSpace, [], (tx) => {
      tx.doc(rootDocument).getMap("members").set(member, is);
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
  await behind.decide(testSpace, [roomDocument], (tx) => {
    messagesOf(tx.doc(roomDocument)).push([{
      id: "0",
      from: "amy",
      text: "hello",
    }]);
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
    behind.read(
      testSpace,
      [rootDocument],
      ({ doc }) => require(doc(rootDocument)),
    );
  const decide = () =>
    behind.decide(testSpace, [rootDocument], (tx) => {
      const is = require(tx.doc(rootDocument));
      tx.doc(rootDocument).getMap("facts").set("seen", is);
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
  const bug = behind.read(testSpace, [rootDocument], () => {
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
  const engine = new SyncEngine<TestMember>({
    store: new Proxy(store, {
      get(target, name) {
        if (name !== "watch") return Reflect.get(target, name).bind(target);
        return (_: string, moved: typeof tell) => (tell = moved, () => {});
      },
    }),
    authority: sayAuthority,
    presenceExchange: peers,
  });
  await engine.create(testSpace, {
    [rootDocument]: (doc) => doc.getMap("members").set("amy", "in"),
    [roomDocument]: (doc) =>
      messagesOf(doc).push([{ id: "0", from: "amy", text: "hello" }]),
  });
  const amy = openRoom(engine, "amy");
  assert.deepEqual(await amy.outcome, ["hello"]);
  tell(null);
  await engine.read(testSpace, [], () => {});
  assert.deepEqual(amy.socket.closed, null);
  await store.drop(testSpace, {});
  tell(null);
  await assert.rejects(engine.read(testSpace, [], () => {}), {
    kind: "not-found",
  });
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
  const behind = new SyncEngine<TestMember>({
    store,
    authority: sayAuthority,
    presenceExchange: peers,
  });
  const other = new SyncEngine<TestMember>({
    store: new KvStore(kv),
    authority: sayAuthority,
  });
  await other.create(testSpace, {
    [rootDocument]: (doc) => doc.getMap("members").set("amy", "in"),
    [roomDocument]: (doc) =>
      messagesOf(doc).push([{ id: "0", from: "amy", text: "hello" }]),
  });
  const amy = openRoom(behind, "amy");
  await amy.outcome;
  await other.decide(testSpace, [roomDocument], (tx) => {
    messagesOf(tx.doc(roomDocument)).push([{
      id: "1",
      from: "amy",
      text: "the last",
    }]);
  });
  assert.equal(await other.delete(testSpace), true);
  tell(null);
  await assert.rejects(
    async () => {
      for (let n = 0; n < 20; n++) await behind.read(testSpace, [], () => {});
    },
    { kind: "not-found" },
  );
  assert.deepEqual(amy.socket.closed, { code: 4404, reason: "not-found" });
  await behind.stop();
  await other.stop();
});

Deno.test("every connection gets one sign of life per renewal, spread over the turns (SYNC-14)", async () => {
  const members = Array.from({ length: 60 }, (_, n) => `m${n}`);
  const world = await startTestServer({ store: new MemoryStore(), members });
  const heard = new Map(members.map((member) => [member, 0]));
  for (const member of members) {
    const socket = new FakeSocket(() =>
      heard.set(member, heard.get(member)! + 1)
    );
    const document = `${testSpace}/room/main`;
    open(world.engine, socket, { member }, document);
  }
  // Reads queue behind the registrations.
  while (world.engine.figures().connections < members.length) {
    await world.engine.read(testSpace, [], () => {});
  }
  for (const member of members) heard.set(member, 0);
  let before = 0, most = 0;
  for (let turn = 0; turn < limits.renewalTurns; turn++) {
    world.engine.renew(turn);
    await world.engine.read(testSpace, [], () => {});
    const all = [...heard.values()].reduce((sum, count) => sum + count, 0);
    most = Math.max(most, all - before);
    before = all;
  }
  assert.deepEqual(new Set(heard.values()), new Set([1]));
  assert.equal(most, members.length / limits.renewalTurns);
  await world.stop();
});

testEngine(
  "a socket that does not open within ten seconds is closed, and no other (SYNC-11)",
  { members: ["amy"] },
  async (it) => {
    const connect = () => {
      const socket = new FakeSocket();
      socket.readyState = WebSocket.CONNECTING;
      it.engine.connect(
        socket.asWebSocket,
        { member: "amy" },
        rootDocument,
        null,
      );
      return socket;
    };
    const held = async () => {
      let count = 0;
      it.engine.close(null, () => ++count < 0, 4403, "removed");
      await it.time.pass(1);
      return count;
    };
    const broken = Array.from({ length: 50 }, connect);
    const late = connect();
    assert.equal(await held(), 51);
    await it.time.pass(limits.opening - 1000);
    late.readyState = WebSocket.OPEN;
    late.asWebSocket.onopen!(new Event("open"));
    await it.time.pass(2000);
    assert.equal(await held(), 1, "only who is connected");
    assert.equal(late.closed, null);
    for (const { closed, onmessage } of broken) {
      assert.notEqual(closed, null, "closed");
      assert.equal(onmessage, null, "nothing hangs on it");
    }
  },
);

function connectRechecked(
  { engine }: Awaited<ReturnType<typeof startTestServer>>,
  who: TestMember,
  later: () => Promise<boolean>,
): { closed: Promise<number>; socket: FakeSocket } {
  const { promise: closed, resolve } = Promise.withResolvers<number>();
  const socket = new FakeSocket(undefined, resolve);
  const document = `${testSpace}/room/main`;
  let asked = 0;
  const isValid = () => asked++ === 0 ? Promise.resolve(true) : later();
  open(engine, socket, who, document, isValid);
  return { closed, socket };
}

Deno.test("if a cookie cannot be checked, its connections reconnect and are checked again (ACCESS-1)", async () => {
  const reported: string[] = [];
  const world = await startTestServer({
    store: new MemoryStore(),
    report: (what) => reported.push(what),
  });
  const amy = { member: "amy" }, ben = { member: "ben" };
  const gone = connectRechecked(world, amy, () => Promise.resolve(false));
  const unknown = connectRechecked(
    world,
    amy,
    () => Promise.reject(new Error("disk")),
  );
  const other = connectRechecked(world, ben, () => Promise.resolve(false));
  const connections = () => Promise.resolve(world.engine.figures().connections);
  await eventually(connections, (count) => count === 3, "all are in");
  world.engine.recheckCookies(testSpace, ({ member }) => member === "amy");
  assert.equal(await gone.closed, 4401);
  assert.equal(await unknown.closed, 1013);
  assert.equal(other.socket.closed, null);
  assert.deepEqual(reported, ["a connection could not be verified"]);
  await world.stop();
});

/*
 * Two instances over one KV handle behave as one (SYNC-5, ACCESS-1). A seed decides delays and lost replies; see
 * `random.ts`.
 */

const { seeds } = seededRounds("instances", 1);

function test(name: string, prove: (random: Random) => Promise<void>): void {
  for (const seed of seeds) {
    Deno.test(`${name} (SEED=${seed})`, () => prove(new Random(seed)));
  }
}

async function watchingInstances(
  random: Random,
  isValid?: (who: TestMember) => boolean,
  rules?: Partial<Authority<TestMember>>,
) {
  const kv = await Deno.openKv(":memory:");
  const unexpected: string[] = [];
  const watches: KvWatch[] = [];
  const make = async (first: boolean) => {
    const report = (what: string, error: unknown) =>
      unexpected.push(`${what}: ${error}`);
    const watch = new KvWatch(kv, report);
    watches.push(watch);
    const options = {
      store: new KvStore(
        slowKv(kv, random.fork(), { lost: 0.1, again: 0.1 }),
        watch,
      ),
      presenceExchange: new KvPresenceExchange(kv, watch),
      report,
    };
    return await startTestServer({
      ...options,
      existing: !first,
      isValid,
      rules,
    });
  };
  const [a, b] = [await make(true), await make(false)];
  const stop = async () => {
    await a.stop();
    await b.stop();
    for (const watch of watches) watch.stop();
    kv.close();
    assert.deepEqual(unexpected, []);
  };
  return { a, b, stop };
}

test("a session revoked elsewhere is checked at each renewal, and its connections close (SYNC-5, ACCESS-1)", async (random) => {
  const valid = new Set(["amy", "ben"]);
  const { b, stop } = await watchingInstances(
    random,
    ({ member }) => valid.has(member),
  );
  const amy = b.open("amy", "room/main"), ben = b.open("ben", "room/main");
  await Promise.all([
    waitUntilSynced(amy.provider),
    waitUntilSynced(ben.provider),
  ]);
  const closed = new Promise<{ code: number }>((resolve) =>
    amy.provider.on("closed", resolve)
  );
  valid.delete("amy");
  b.engine.renew();
  assert.equal((await closed).code, 4401);
  assert.equal(ben.provider.wsconnected, true);
  await stop();
});

test("two instances agree on a document, its client owners and its lock (SYNC-5, SYNC-13)", async (random) => {
  const { a, b, stop } = await watchingInstances(random, undefined, pageRules);
  await a.engine.decide(
    testSpace,
    [],
    (tx) => addPages(tx.doc(rootDocument), pageDocument),
  );
  const amy = a.open("amy", "page/one"), ben = b.open("ben", "page/one");
  for (let n = 0; n < 20; n++) {
    appendParagraphs(amy.doc, `amy ${n}`);
    appendParagraphs(ben.doc, `ben ${n}`);
    textOfParagraph(ben.doc, n).insert(0, "x");
  }
  const length = ({ doc }: typeof amy) => doc.getXmlFragment("page").length;
  for (const each of [amy, ben]) {
    await waitUntil(each.doc, () => length(each) === 40, "all is there");
    await waitUntil(each.doc, () => readXml(each.doc).split("x").length === 21);
    await waitUntil(
      each.doc,
      () => Object.keys(readWriters(each.doc)).length === 2,
    );
  }
  assert.equal(readXml(amy.doc), readXml(ben.doc));
  assert.deepEqual(readWriters(ben.doc), {
    [amy.doc.clientID]: "amy",
    [ben.doc.clientID]: "ben",
  });
  await b.engine.decide(
    testSpace,
    [],
    (tx) => tx.doc(rootDocument).getMap("locked").set("amy", true),
  );
  await a.engine.refresh(testSpace);
  appendParagraphs(amy.doc, "not taken");
  appendParagraphs(ben.doc, "taken");
  await waitUntil(amy.doc, () => readXml(amy.doc).includes("<p>taken</p>"));
  const stored = await b.engine.read(
    testSpace,
    [pageDocument],
    ({ doc }) => readXml(doc(pageDocument)),
  );
  assert.equal(stored.includes("not taken"), false);
  await stop();
});
