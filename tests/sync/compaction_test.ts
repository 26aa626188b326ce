/** The log: folded, deleted, and unloaded when unused (SYNC-8 to SYNC-10). */
import assert from "node:assert/strict";
import * as Y from "yjs";
import {
  KvPresenceExchange,
  type PresenceExchange,
} from "../../sync/kv/kv_presence_exchange.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { KvWatch } from "../../sync/kv/kv_watch.ts";
import { limits } from "../../sync/limits.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { Space } from "../../sync/space/space.ts";
import { SyncEngine } from "../../sync/sync_engine.ts";
import { WorkTurns } from "../../sync/work_turns.ts";
import { eventually } from "../people.ts";
import { FakeSocket } from "./fake_socket.ts";
import { type CommitFate, CommitGate, FaultyStore } from "./faulty_store.ts";
import { MemoryStore } from "./memory_store.ts";
import {
  messagesOf,
  pushCommands,
  sayAuthority,
  sayUpdate,
  startTestServer,
  type TestMember,
  testSpace,
  waitUntil,
  waitUntilSynced,
} from "./world.ts";

const root = `${testSpace}/session`, room = `${testSpace}/room/main`;

async function rig() {
  const kv = await Deno.openKv(":memory:");
  const store = new KvStore(kv);
  let now = 1_000_000;
  const reports: unknown[] = [];
  const world = {
    store,
    authority: sayAuthority,
    clock: () => now,
    workTurns: new WorkTurns(() => now),
    report: (what: string, error: unknown) => reports.push([what, error]),
  };
  const maker = new SyncEngine<TestMember>({ store, authority: sayAuthority });
  await maker.create(testSpace, {
    [root]: (doc) => doc.getMap("members").set("amy", "in"),
    [room]: () => {},
  });
  await maker.stop();
  const open = async (more: { foldAfterCommits?: number } = {}) =>
    (await Space.open<TestMember>(
      testSpace,
      { ...world, ...more },
      () => {},
      0,
    ))!;
  const say = (in_: Space<TestMember>, text: string) =>
    in_.documents.load(room).then(() =>
      new Promise<unknown>((resolve, reject) =>
        in_.commits.enqueue({
          kind: "decision",
          needs: [room],
          decide: (tx) =>
            messagesOf(tx.doc(room)).push([{ id: text, from: "amy", text }]),
          resolve,
          reject,
        })
      )
    );
  return { kv, store, open, say, reports, pass: (ms: number) => now += ms };
}

const texts = (doc: Y.Doc) => messagesOf(doc).toArray().map(({ text }) => text);

Deno.test("compaction changes no state, and clients with any older state still sync (SYNC-9)", async () => {
  const { kv, store, open, say, reports } = await rig();
  const live = await open();
  const clients: Y.Doc[] = [new Y.Doc()];
  for (let i = 0; i < 20; i++) {
    await say(live, `${i}`);
    const client = new Y.Doc();
    Y.applyUpdate(client, live.documents.replica(room).encodeFull());
    clients.push(client);
    if (i === 10) {
      await live.documents.load(room);
      live.documents.doc(room);
    }
  }
  const before = Y.encodeStateAsUpdate(live.documents.doc(room));
  await live.compaction.run();
  const loaded = await store.load(testSpace, [room]);
  assert.equal(loaded?.logged.length, 0);
  const again = await open();
  await again.documents.load(room);
  assert.deepEqual(Y.encodeStateAsUpdate(again.documents.doc(room)), before);
  await say(again, "after");
  for (const client of clients) {
    Y.applyUpdate(
      client,
      Y.encodeStateAsUpdate(
        again.documents.doc(room),
        Y.encodeStateVector(client),
      ),
    );
    assert.deepEqual(texts(client), [
      ...Array.from({ length: 20 }, (_, i) => `${i}`),
      "after",
    ]);
  }
  assert.deepEqual(reports, []);
  await live.end(1012, "restart");
  await again.end(1012, "restart");
  kv.close();
});

Deno.test("commits continue while the log is folded, here or at another instance (SYNC-9)", async () => {
  const { kv, open, say, reports } = await rig();
  const [one, two] = [await open(), await open()];
  const expected = new Set<string>();
  for (let round = 0; round < 10; round++) {
    const work: Promise<unknown>[] = [];
    for (const [name, instance] of [["one", one], ["two", two]] as const) {
      const text = `${round} ${name}`;
      expected.add(text);
      work.push(say(instance, text));
    }
    work.push(
      one.compaction.run(),
      round % 3 === 0 ? two.compaction.run() : Promise.resolve(),
    );
    await Promise.all(work);
  }
  const fresh = await open();
  await fresh.documents.load(room);
  assert.deepEqual(new Set(texts(fresh.documents.doc(room))), expected);
  assert.equal(texts(fresh.documents.doc(room)).length, expected.size);
  assert.deepEqual(reports, []);
  for (const instance of [one, two, fresh]) await instance.end(1012, "restart");
  kv.close();
});

Deno.test("the log is folded automatically and stays bounded (SYNC-9)", async () => {
  const { kv, store, open, say } = await rig();
  const live = await open();
  for (let i = 0; i < limits.logCommits + 100; i++) await say(live, `${i}`);
  await live.compaction.whenEnded();
  const loaded = await store.load(testSpace, [room]);
  assert.ok(loaded!.logged.length < limits.logCommits);
  assert.equal(
    live.documents.doc(room).getArray("messages").length,
    limits.logCommits + 100,
  );
  await live.end(1012, "restart");
  kv.close();
});

Deno.test("an instance that never folds keeps no longer log than the one that does (SYNC-9, SYNC-10)", async () => {
  const { kv, open, say, reports } = await rig();
  const [folds, listens] = [await open(), await open()];
  const kept = (in_: Space<TestMember>) =>
    in_.documents.log.updatesOf(room, null).length;
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 10; i++) await say(folds, `${round} ${i}`);
    await say(listens, `${round} heard`);
    await say(folds, `${round} told`);
    await folds.compaction.run();
    assert.ok(kept(listens) > 0);
    await listens.compaction.run();
    assert.equal(kept(listens), kept(folds));
  }
  await say(listens, "last");
  assert.equal(texts(listens.documents.doc(room)).length, 3 * 12 + 1);
  assert.deepEqual(reports, []);
  await folds.end(1012, "restart");
  await listens.end(1012, "restart");
  kv.close();
});

Deno.test("an unused document leaves memory, and is loaded again on use (SYNC-10)", async () => {
  const { kv, open, say, pass } = await rig();
  const live = await open();
  await say(live, "kept");
  live.dropUnused();
  await live.commits.read(() => live.documents.doc(room));
  pass(limits.unused + 1);
  live.dropUnused();
  await assert.rejects(live.commits.read(() => live.documents.doc(room)));
  await live.commits.read(() => live.documents.doc(root));
  await live.documents.load(room);
  assert.deepEqual(texts(live.documents.doc(room)), ["kept"]);
  await live.end(1012, "restart");
  kv.close();
});

Deno.test("catching up past a fold loses no document of another instance (SYNC-2, SYNC-9)", async () => {
  const { kv, store, open, reports } = await rig();
  const behind = await open({ foldAfterCommits: 10 });
  const ahead = await open({ foldAfterCommits: 1e9 });
  const names = Array.from(
    { length: 30 },
    (_, n) => `${testSpace}/member/m${n}`,
  );
  const write = (in_: Space<TestMember>, name: string) =>
    in_.documents.load(name).then(() =>
      new Promise<unknown>((resolve, reject) =>
        in_.commits.enqueue({
          kind: "decision",
          needs: [name],
          decide: (tx) => void tx.doc(name).getMap("a").set("said", name),
          resolve,
          reject,
        })
      )
    );
  // One instance writes a document per commit and does not fold; the other receives all at once.
  for (const name of names) await write(ahead, name);
  await write(behind, `${testSpace}/member/own`);
  await behind.compaction.run();
  const loaded = await store.load(testSpace, names);
  for (const name of names) {
    const doc = new Y.Doc();
    for (const update of loaded!.documents.get(name)!) {
      Y.applyUpdate(doc, update);
    }
    assert.equal(doc.getMap("a").get("said"), name);
  }
  assert.deepEqual(reports, []);
  await behind.end(1012, "restart");
  await ahead.end(1012, "restart");
  kv.close();
});

Deno.test("a log with too many documents for one atomic is folded in steps (SYNC-9)", async () => {
  const { kv, store, open, reports } = await rig();
  const live = await open({ foldAfterCommits: 1e9 });
  const names = Array.from(
    { length: 1100 },
    (_, n) => `${testSpace}/member/m${n}`,
  );
  await Promise.all(names.map((name) => live.documents.load(name)));
  await new Promise<unknown>((resolve, reject) =>
    live.commits.enqueue({
      kind: "decision",
      needs: names.slice(0, 300),
      decide: (tx) =>
        names.slice(0, 300).forEach((name) =>
          void tx.doc(name).getMap("a").set("b", 1)
        ),
      resolve,
      reject,
    })
  );
  await Promise.all(
    names.slice(300).map((name) =>
      new Promise<unknown>((resolve, reject) =>
        live.commits.enqueue({
          kind: "decision",
          needs: [name],
          decide: (tx) => void tx.doc(name).getMap("a").set("b", 1),
          resolve,
          reject,
        })
      )
    ),
  );
  const before = (await store.load(testSpace, []))!.logged;
  for (let rounds = 0; rounds < 10; rounds++) await live.compaction.run();
  const after = (await store.load(testSpace, names))!;
  assert.ok(after.logged.length < before.length);
  for (const updates of after.documents.values()) {
    assert.ok(updates.length > 0);
  }
  assert.deepEqual(reports, []);
  await live.end(1012, "restart");
  kv.close();
});

async function allOf(kv: Deno.Kv) {
  const keys: string[] = [];
  let values = "";
  for await (const { key, value } of kv.list({ prefix: [] })) {
    keys.push(key.join(" "));
    values += value instanceof Uint8Array
      ? new TextDecoder("latin1").decode(value)
      : JSON.stringify(value);
  }
  return { keys, values };
}

const kindOf = (thrown: unknown) =>
  isRefusal(thrown) ? thrown.kind : String(thrown);

async function deletionRig(fold = 1e9) {
  const kv = await Deno.openKv(":memory:");
  const store = new FaultyStore(new KvStore(kv));
  const reports: string[] = [];
  const report = (what: string) => reports.push(what);
  const world = await startTestServer({
    store,
    report,
    foldAfterCommits: fold,
  });
  const stop = async () => {
    await world.stop();
    kv.close();
    assert.deepEqual(reports, []);
  };
  const write = (text: string) =>
    world.engine.decide(
      testSpace,
      [room],
      (tx) => messagesOf(tx.doc(room)).push([{ id: text, from: "amy", text }]),
    );
  return { kv, store, world, write, stop };
}

Deno.test("a deleted space closes its connections, and leaves nothing (O-3)", async () => {
  const { kv, world, write, stop } = await deletionRig();
  await write("marker one");
  const amy = await world.socket("amy", "room/main");
  const ben = await world.socket("ben", "session");
  assert.equal(await world.engine.delete(testSpace), true);
  for (const { closed } of [amy, ben]) {
    const { code, reason } = await closed;
    assert.deepEqual([code, reason], [4404, "not-found"]);
  }
  await world.engine.sweep(testSpace);
  assert.deepEqual(await allOf(kv), { keys: [], values: "" });
  await assert.rejects(
    write("late"),
    (thrown) => kindOf(thrown) === "not-found",
  );
  const later = await world.socket("amy", "room/main");
  assert.equal((await later.closed).code, 4404);
  assert.deepEqual((await allOf(kv)).keys, []);
  await stop();
});

Deno.test("writes during a deletion are refused, and leave nothing (O-3)", async () => {
  const { kv, store, world, write, stop } = await deletionRig();
  await write("before");
  const gate = new CommitGate();
  store.fate = async (): Promise<CommitFate> => {
    await gate.pass();
    return "pass";
  };
  const outcomes = ["in flight", "queued", "queued too"].map((text) =>
    write(text).then(() => "done", kindOf)
  );
  const reading = world.engine.read(testSpace, [room], () => "read")
    .catch(kindOf);
  await gate.arrival();
  const deleting = world.engine.delete(testSpace);
  gate.open();
  assert.equal(await deleting, true);
  assert.deepEqual(await Promise.all(outcomes), [
    "not-found",
    "not-found",
    "not-found",
  ]);
  assert.ok(["read", "not-found"].includes(await reading));
  await world.engine.sweep(testSpace);
  assert.deepEqual((await allOf(kv)).keys, []);
  await stop();
});

Deno.test("a space deleted during a fold leaves nothing (O-3)", async () => {
  for (let round = 0; round < 20; round++) {
    const { kv, world, write, stop } = await deletionRig(5);
    await Promise.all(
      Array.from({ length: 4 + round }, (_, n) => write(`${n}`)),
    );
    const more = write("more").catch(() => {});
    for (let turn = 0; turn < round; turn++) await Promise.resolve();
    await world.engine.delete(testSpace);
    await world.engine.sweep(testSpace);
    await more;
    assert.deepEqual((await allOf(kv)).keys, []);
    await stop();
  }
});

Deno.test("another instance closes a deleted space, and keeps nothing (O-3)", async () => {
  const kv = await Deno.openKv(":memory:");
  const unexpected: string[] = [];
  const watches: KvWatch[] = [];
  const make = async (existing: boolean) => {
    const report = (what: string, error: unknown) =>
      unexpected.push(`${what}: ${error}`);
    const watch = new KvWatch(kv, report);
    watches.push(watch);
    const store = new KvStore(kv, watch);
    const peers = new KvPresenceExchange(kv, watch);
    return await startTestServer({
      store,
      presenceExchange: peers,
      report,
      existing,
      foldAfterCommits: 3,
    });
  };
  const [a, b] = [await make(false), await make(true)];
  const ben = b.open("ben", "room/main"), own = b.open("ben", "member/ben");
  await Promise.all([
    waitUntilSynced(ben.provider),
    waitUntilSynced(own.provider),
  ]);
  pushCommands(
    own.doc,
    ...Array.from({ length: 8 }, (_, n) => sayUpdate(`marker ${n}`)),
  );
  await waitUntil(ben.doc, () => messagesOf(ben.doc).length === 8);
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    ben.provider.on("closed", resolve)
  );
  pushCommands(own.doc, sayUpdate("while it is deleted"));
  await a.engine.delete(testSpace);
  await a.engine.sweep(testSpace);
  const { code, reason } = await closed;
  assert.deepEqual([code, reason], [4404, "not-found"]);
  assert.equal(b.engine.figures().spaces, 0);
  await b.stop();
  await a.stop();
  for (const watch of watches) watch.stop();
  const { keys, values } = await allOf(kv);
  // Each instance rings once more as its members go; the bell names nobody and expires.
  assert.deepEqual(keys.filter((key) => key !== `presence ${testSpace}`), []);
  assert.ok(!values.includes("marker"));
  kv.close();
  assert.deepEqual(unexpected, []);
});

Deno.test("after a purge the store has no deleted text, and everything else (O-3)", async () => {
  const { kv, world, write, stop } = await deletionRig();
  for (let n = 0; n < 30; n++) await write(`stays ${n}`);
  await write("marker of amy");
  await world.engine.purge(testSpace);
  await write("stays last");
  await world.engine.decide(testSpace, [room], (tx) => {
    const messages = messagesOf(tx.doc(room));
    const at = messages.toArray().findIndex(({ id }) => id === "marker of amy");
    messages.delete(at);
    tx.doc(root).getMap("members").delete("amy");
  });
  assert.ok((await allOf(kv)).values.includes("marker"), "the log has it yet");
  await Promise.all([write("meanwhile"), world.engine.purge(testSpace)]);
  assert.ok(!(await allOf(kv)).values.includes("marker"));
  const texts = await world.engine.read(
    testSpace,
    [room],
    ({ doc }) => messagesOf(doc(room)).toArray().map(({ text }) => text),
  );
  assert.equal(texts.length, 32);
  await stop();
});

Deno.test("a purge removes the remains of a fold broken off by a crash (O-3)", async () => {
  const { kv, world, write, stop } = await deletionRig();
  await write("said");
  // A snapshot flip of a process that was killed before its sweep, and orphaned pieces.
  await kv.set(
    ["space", testSpace, "piece", room, "gone", 0],
    new Uint8Array(9),
  );
  await kv.set(["space", testSpace, "piece", "s/room/x", "gone", 0], "marker");
  await world.engine.purge(testSpace);
  await kv.set(["space", testSpace, "log", 1, 0], "marker");
  await world.engine.purge(testSpace);
  const { keys, values } = await allOf(kv);
  assert.ok(!values.includes("marker"));
  assert.deepEqual(
    keys.map((key) => key.split(" ")[2]).sort(),
    ["doc", "doc", "floor", "head", "piece", "piece"],
  );
  await stop();
});

async function engineWithOneSpace(peers?: PresenceExchange) {
  const time = { now: 1_000_000 };
  const store = new MemoryStore();
  const engine = new SyncEngine<TestMember>({
    store,
    authority: sayAuthority,
    clock: () => time.now,
    presenceExchange: peers,
  });
  await engine.create(testSpace, {
    [root]: (doc) => doc.getMap("members").set("amy", "in"),
    [room]: () => {},
  });
  /** Passes time as the timer does, which looks every few seconds. */
  const pass = async (ms: number) => {
    for (let rest = ms; rest > 0; rest -= limits.unused / 4) {
      time.now += limits.unused / 4;
      engine.dropUnused();
      await new Promise((next) => setTimeout(next));
    }
  };
  const figures = () => Promise.resolve(engine.figures());
  return { engine, store, time, figures, pass };
}

Deno.test("an unused space leaves memory, however often it is checked, and loads again (SYNC-10)", async () => {
  const { engine, figures, pass } = await engineWithOneSpace();
  await engine.decide(
    testSpace,
    [room],
    (tx) =>
      messagesOf(tx.doc(room)).push([{ id: "1", from: "amy", text: "kept" }]),
  );
  await pass(limits.unused / 2);
  assert.equal(engine.figures().spaces, 1);
  await pass(limits.unused);
  await eventually(figures, ({ spaces }) => spaces === 0, "the space is gone");
  const texts = await engine.read(
    testSpace,
    [room],
    ({ doc }) => messagesOf(doc(room)).toArray().map(({ text }) => text),
  );
  assert.deepEqual(texts, ["kept"]);
  await engine.stop();
});

Deno.test("after a brief disconnect the document is still in memory (SYNC-10)", async () => {
  const { engine, figures, pass } = await engineWithOneSpace();
  const sockets = [root, room].map(() => new FakeSocket());
  const names = [root, room];
  for (const [n, name] of names.entries()) {
    engine.connect(sockets[n].asWebSocket, { member: "amy" }, name, null);
  }
  await eventually(
    figures,
    ({ connections }) => connections === 2,
    "she is in",
  );
  await pass(10 * limits.unused);
  assert.equal(engine.figures().documents, 2);
  sockets[1].drop();
  await pass(limits.unused / 2);
  assert.equal(engine.figures().documents, 2, "it was used a moment ago");
  await pass(limits.unused);
  await eventually(figures, ({ documents }) => documents === 1, "one is left");
  await engine.stop();
});

Deno.test("a space whose members are at other instances leaves memory soon (SYNC-10)", async () => {
  const elsewhere = new Map([["there", [
    { shown: { key: "ben", state: {} }, since: 1, own: {} },
  ]]]);
  const { engine, figures, pass } = await engineWithOneSpace({
    publish: () => Promise.resolve(),
    forget: () => Promise.resolve(),
    subscribe: (_, changed) => {
      changed(elsewhere);
      return { refresh: () => Promise.resolve(), end() {} };
    },
  });
  const online = () =>
    engine.read(testSpace, [], ({ online }) => [...online].sort());
  assert.deepEqual(await online(), ["ben"]);
  assert.equal(engine.hasConnections(testSpace), false);
  assert.equal(engine.online().size, 0, "others look after it");
  await pass(limits.unused / 2);
  await eventually(figures, ({ spaces }) => spaces === 0, "the space is gone");
  const socket = new FakeSocket();
  engine.connect(socket.asWebSocket, { member: "amy" }, root, null);
  await eventually(
    figures,
    ({ connections }) => connections === 1,
    "she is in",
  );
  await pass(10 * limits.unused);
  assert.deepEqual(await online(), ["amy", "ben"]);
  assert.deepEqual([...engine.online().keys()], [testSpace]);
  await engine.stop();
});

Deno.test("a space with an arriving member is not unloaded during the store check (SYNC-10)", async () => {
  const { engine, store, time, figures } = await engineWithOneSpace({
    publish: () => Promise.resolve(),
    forget: () => Promise.resolve(),
    subscribe: () => ({ refresh: () => Promise.resolve(), end() {} }),
  });
  await engine.read(testSpace, [], () => {});
  time.now += 2 * limits.unusedOfSeveral;
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const head = store.readHead.bind(store);
  store.readHead = async (space) => {
    asked.resolve();
    await answered.promise;
    return await head(space);
  };
  const socket = new FakeSocket();
  engine.connect(socket.asWebSocket, { member: "amy" }, root, null);
  await asked.promise;
  engine.dropUnused();
  answered.resolve();
  await eventually(
    figures,
    ({ connections }) => connections === 1,
    "she is in",
  );
  assert.equal(socket.closed, null);
  await engine.stop();
});
