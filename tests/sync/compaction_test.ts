import assert from "node:assert/strict";
import * as Y from "yjs";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { limits } from "../../sync/limits.ts";
import { Space } from "../../sync/space/space.ts";
import { SyncEngine } from "../../sync/sync.ts";
import { authority, said, space, type Who } from "./world.ts";

const root = `${space}/session`, room = `${space}/room/main`;

async function rig() {
  const kv = await Deno.openKv(":memory:");
  const store = new KvStore(kv);
  let now = 1_000_000;
  const reports: unknown[] = [];
  const world = {
    store,
    authority,
    clock: () => now,
    report: (what: string, error: unknown) => reports.push([what, error]),
  };
  const maker = new SyncEngine<Who>({ store, authority });
  await maker.create(space, {
    [root]: (doc) => doc.getMap("members").set("amy", "in"),
    [room]: () => {},
  });
  await maker.stop();
  const open = async (more: { foldAfterCommits?: number } = {}) =>
    (await Space.open<Who>(space, { ...world, ...more }, () => {}, 0))!;
  const say = (in_: Space<Who>, text: string) =>
    in_.documents.load(room).then(() =>
      new Promise<unknown>((resolve, reject) =>
        in_.commits.enqueue({
          kind: "decision",
          needs: [room],
          decide: (tx) =>
            said(tx.doc(room)).push([{ id: text, from: "amy", text }]),
          resolve,
          reject,
        })
      )
    );
  return { kv, store, open, say, reports, pass: (ms: number) => now += ms };
}

const texts = (doc: Y.Doc) => said(doc).toArray().map(({ text }) => text);

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
  const loaded = await store.load(space, [room]);
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
  const loaded = await store.load(space, [room]);
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
  const kept = (in_: Space<Who>) =>
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
  const names = Array.from({ length: 30 }, (_, n) => `${space}/member/m${n}`);
  const write = (in_: Space<Who>, name: string) =>
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
  await write(behind, `${space}/member/own`);
  await behind.compaction.run();
  const loaded = await store.load(space, names);
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
  const names = Array.from({ length: 1100 }, (_, n) => `${space}/member/m${n}`);
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
  const before = (await store.load(space, []))!.logged;
  for (let rounds = 0; rounds < 10; rounds++) await live.compaction.run();
  const after = (await store.load(space, names))!;
  assert.ok(after.logged.length < before.length);
  for (const updates of after.documents.values()) {
    assert.ok(updates.length > 0);
  }
  assert.deepEqual(reports, []);
  await live.end(1012, "restart");
  kv.close();
});
