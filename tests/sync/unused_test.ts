/** Unused spaces leave memory (SYNC-10). */
import assert from "node:assert/strict";
import { limits } from "../../sync/limits.ts";
import { MemoryStore } from "./memory_store.ts";
import type { PresenceExchange } from "../../sync/kv/kv_presence_exchange.ts";
import { SyncEngine } from "../../sync/sync.ts";
import { FakeSocket } from "./fake_socket.ts";
import { eventually } from "../people.ts";
import { authority, said, space, type Who } from "./world.ts";

const root = `${space}/session`, room = `${space}/room/main`;

async function engineWithOneSpace(peers?: PresenceExchange) {
  const time = { now: 1_000_000 };
  const store = new MemoryStore();
  const engine = new SyncEngine<Who>({
    store,
    authority,
    clock: () => time.now,
    presenceExchange: peers,
  });
  await engine.create(space, {
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
    space,
    [room],
    (tx) => said(tx.doc(room)).push([{ id: "1", from: "amy", text: "kept" }]),
  );
  await pass(limits.unused / 2);
  assert.equal(engine.figures().spaces, 1);
  await pass(limits.unused);
  await eventually(figures, ({ spaces }) => spaces === 0, "the space is gone");
  const texts = await engine.read(
    space,
    [room],
    ({ doc }) => said(doc(room)).toArray().map(({ text }) => text),
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
    engine.read(space, [], ({ online }) => [...online].sort());
  assert.deepEqual(await online(), ["ben"]);
  assert.equal(engine.hasConnections(space), false);
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
  assert.deepEqual([...engine.online().keys()], [space]);
  await engine.stop();
});

Deno.test("a space with an arriving member is not unloaded during the store check (SYNC-10)", async () => {
  const { engine, store, time, figures } = await engineWithOneSpace({
    publish: () => Promise.resolve(),
    forget: () => Promise.resolve(),
    subscribe: () => ({ refresh: () => Promise.resolve(), end() {} }),
  });
  await engine.read(space, [], () => {});
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
