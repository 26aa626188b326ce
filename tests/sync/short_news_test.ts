/** A store that folds while it is asked for news. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { LoadedDocuments } from "../../sync/space/loaded_documents.ts";
import type { Store } from "../../sync/store.ts";
import { Sync } from "../../sync/sync.ts";
import { MemoryStore } from "./memory_store.ts";
import { authority, said, space } from "./world.ts";

const root = `${space}/session`, room = `${space}/room/main`;

/** Knows only the next commit and all snapshots: the rest was folded while it read. */
function shortStore(): Store {
  const store: Store = new MemoryStore();
  const since = store.since.bind(store);
  store.since = async (space, seq) => {
    const news = await since(space, seq);
    if (news === null || news === "folded") return news;
    const entries = news.entries.slice(0, 1);
    return { head: { ...news.head, seq: seq + entries.length }, entries };
  };
  store.snapshot = async (space, document) => {
    const loaded = await store.load(space, [document]);
    const updates = loaded?.documents.get(document);
    if (!loaded || !updates) return null;
    return { document, seq: loaded.head.seq, state: Y.mergeUpdates(updates) };
  };
  return store;
}

Deno.test("after a lost check no document is ahead of the root, on short news either (A1)", async () => {
  const store = shortStore();
  const fail = () => assert.fail();
  const world = { store, authority, clock: Date.now, report: fail };
  const elsewhere = new Sync(world);
  await elsewhere.create(space, { [root]: () => {}, [room]: () => {} });
  const loaded = await store.load(space, [root]);
  assert.ok(loaded);
  const documents = new LoadedDocuments(space, world, loaded, fail);
  await documents.load(room);
  for (const id of ["1", "2", "3"]) {
    await elsewhere.decide(space, [room], (tx) => {
      tx.doc(root).getMap("members").set(id, "in");
      said(tx.doc(room)).push([{ id, from: "amy", text: "" }]);
    });
  }
  await documents.catchUp(new Set([room]), () => {});
  const all = ["1", "2", "3"];
  assert.deepEqual(said(documents.doc(room)).toArray().map((it) => it.id), all);
  assert.deepEqual([...documents.doc(root).getMap("members").keys()], all);
  assert.equal(documents.head.seq, 4);
  documents.clear();
  await elsewhere.stop();
});
