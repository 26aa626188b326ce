import assert from "node:assert/strict";
import { KvPresenceExchange } from "../../sync/kv/kv_presence_exchange.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { KvWatch } from "../../sync/kv/kv_watch.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { type Fate, FaultyStore, Gate } from "./faulty_store.ts";
import { push, said, say, serve, space, synced, until } from "./world.ts";

const root = `${space}/session`, room = `${space}/room/main`;

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

async function rig(fold = 1e9) {
  const kv = await Deno.openKv(":memory:");
  const store = new FaultyStore(new KvStore(kv));
  const reports: string[] = [];
  const report = (what: string) => reports.push(what);
  const world = await serve({ store, report, foldAfterCommits: fold });
  const stop = async () => {
    await world.stop();
    kv.close();
    assert.deepEqual(reports, []);
  };
  const write = (text: string) =>
    world.engine.decide(
      space,
      [room],
      (tx) => said(tx.doc(room)).push([{ id: text, from: "amy", text }]),
    );
  return { kv, store, world, write, stop };
}

Deno.test("a deleted space closes its connections, and leaves nothing (O-3)", async () => {
  const { kv, world, write, stop } = await rig();
  await write("marker one");
  const amy = await world.socket("amy", "room/main");
  const ben = await world.socket("ben", "session");
  assert.equal(await world.engine.delete(space), true);
  for (const { closed } of [amy, ben]) {
    const { code, reason } = await closed;
    assert.deepEqual([code, reason], [4404, "not-found"]);
  }
  await world.engine.sweep(space);
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
  const { kv, store, world, write, stop } = await rig();
  await write("before");
  const gate = new Gate();
  store.fate = async (): Promise<Fate> => {
    await gate.pass();
    return "pass";
  };
  const outcomes = ["in flight", "queued", "queued too"].map((text) =>
    write(text).then(() => "done", kindOf)
  );
  const reading = world.engine.read(space, [room], () => "read")
    .catch(kindOf);
  await gate.arrival();
  const deleting = world.engine.delete(space);
  gate.open();
  assert.equal(await deleting, true);
  assert.deepEqual(await Promise.all(outcomes), [
    "not-found",
    "not-found",
    "not-found",
  ]);
  assert.ok(["read", "not-found"].includes(await reading));
  await world.engine.sweep(space);
  assert.deepEqual((await allOf(kv)).keys, []);
  await stop();
});

Deno.test("a space deleted during a fold leaves nothing (O-3)", async () => {
  for (let round = 0; round < 20; round++) {
    const { kv, world, write, stop } = await rig(5);
    await Promise.all(
      Array.from({ length: 4 + round }, (_, n) => write(`${n}`)),
    );
    const more = write("more").catch(() => {});
    for (let turn = 0; turn < round; turn++) await Promise.resolve();
    await world.engine.delete(space);
    await world.engine.sweep(space);
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
    return await serve({
      store,
      presenceExchange: peers,
      report,
      existing,
      foldAfterCommits: 3,
    });
  };
  const [a, b] = [await make(false), await make(true)];
  const ben = b.open("ben", "room/main"), own = b.open("ben", "member/ben");
  await Promise.all([synced(ben.provider), synced(own.provider)]);
  push(own.doc, ...Array.from({ length: 8 }, (_, n) => say(`marker ${n}`)));
  await until(ben.doc, () => said(ben.doc).length === 8);
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    ben.provider.on("closed", resolve)
  );
  push(own.doc, say("while it is deleted"));
  await a.engine.delete(space);
  await a.engine.sweep(space);
  const { code, reason } = await closed;
  assert.deepEqual([code, reason], [4404, "not-found"]);
  assert.equal(b.engine.figures().spaces, 0);
  await b.stop();
  await a.stop();
  for (const watch of watches) watch.stop();
  const { keys, values } = await allOf(kv);
  // Each instance rings once more as its members go; the bell names nobody and expires.
  assert.deepEqual(keys.filter((key) => key !== `presence ${space}`), []);
  assert.ok(!values.includes("marker"));
  kv.close();
  assert.deepEqual(unexpected, []);
});

Deno.test("after a purge the store has no deleted text, and everything else (O-3)", async () => {
  const { kv, world, write, stop } = await rig();
  for (let n = 0; n < 30; n++) await write(`stays ${n}`);
  await write("marker of amy");
  await world.engine.purge(space);
  await write("stays last");
  await world.engine.decide(space, [room], (tx) => {
    const messages = said(tx.doc(room));
    const at = messages.toArray().findIndex(({ id }) => id === "marker of amy");
    messages.delete(at);
    tx.doc(root).getMap("members").delete("amy");
  });
  assert.ok((await allOf(kv)).values.includes("marker"), "the log has it yet");
  await Promise.all([write("meanwhile"), world.engine.purge(space)]);
  assert.ok(!(await allOf(kv)).values.includes("marker"));
  const texts = await world.engine.read(
    space,
    [room],
    ({ doc }) => said(doc(room)).toArray().map(({ text }) => text),
  );
  assert.equal(texts.length, 32);
  await stop();
});

Deno.test("a purge removes the remains of a fold broken off by a crash (O-3)", async () => {
  const { kv, world, write, stop } = await rig();
  await write("said");
  // A snapshot flip of a process that was killed before its sweep, and orphaned pieces.
  await kv.set(["space", space, "piece", room, "gone", 0], new Uint8Array(9));
  await kv.set(["space", space, "piece", "s/room/x", "gone", 0], "marker");
  await world.engine.purge(space);
  await kv.set(["space", space, "log", 1, 0], "marker");
  await world.engine.purge(space);
  const { keys, values } = await allOf(kv);
  assert.ok(!values.includes("marker"));
  assert.deepEqual(
    keys.map((key) => key.split(" ")[2]).sort(),
    ["doc", "doc", "floor", "head", "piece", "piece"],
  );
  await stop();
});
