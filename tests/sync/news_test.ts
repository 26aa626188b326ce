/** Committed state and news of other instances (SYNC-7, ACCESS-1). */
import assert from "node:assert/strict";
import { type CommitEvents, CommitLoop } from "../../sync/space/commit_loop.ts";
import type { BatchContext } from "../../sync/space/batch.ts";
import { type Store, withoutTurns } from "../../sync/store.ts";
import * as Y from "yjs";
import { LoadedDocuments } from "../../sync/space/loaded_documents.ts";
import { SyncEngine } from "../../sync/sync.ts";
import { MemoryStore } from "./memory_store.ts";
import { authority, said, space } from "./world.ts";
import { SharedLookup } from "../../sync/shared_lookup.ts";

function emptyLoop(): { loop: CommitLoop; reported: string[] } {
  const reported: string[] = [];
  const context = {
    engine: {
      store: { watch: () => () => {}, makeTurns: () => withoutTurns },
      report: (what: string) => reported.push(what),
    },
    documents: { space: "s", head: { seq: 0 }, markUsed: () => {} },
  } as unknown as BatchContext;
  const events: CommitEvents = {
    announce: () => {},
    onLogged: () => {},
    onFailure: (why) => loop.end(why),
  };
  const loop = new CommitLoop(context, events);
  return { loop, reported };
}

Deno.test("a fault on committed state ends the space, and rejects waiting work (SYNC-7)", async () => {
  const { loop, reported } = emptyLoop();
  loop.whenSettled(() => {
    throw new Error("a fault");
  });
  await assert.rejects(loop.read(() => "a page"), {
    kind: "storage-unavailable",
  });
  assert.deepEqual(reported, ["a commit failed, the space is dropped"]);
});

const root = `${space}/session`, room = `${space}/room/main`;

/** Knows only the next commit and all snapshots: the rest was folded while it read. */
function shortStore(): Store {
  const store: Store = new MemoryStore();
  const since = store.readCommitsSince.bind(store);
  store.readCommitsSince = async (space, seq) => {
    const news = await since(space, seq);
    if (news === null || news === "folded") return news;
    const entries = news.entries.slice(0, 1);
    return { head: { ...news.head, seq: seq + entries.length }, entries };
  };
  store.readSnapshot = async (space, document) => {
    const loaded = await store.load(space, [document]);
    const updates = loaded?.documents.get(document);
    if (!loaded || !updates) return null;
    return { document, seq: loaded.head.seq, state: Y.mergeUpdates(updates) };
  };
  return store;
}

Deno.test("after a lost check no document is ahead of the root, even with outdated news (ACCESS-1)", async () => {
  const store = shortStore();
  const fail = () => assert.fail();
  const world = { store, authority, clock: Date.now, report: fail };
  const elsewhere = new SyncEngine(world);
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
  documents.dropAll();
  await elsewhere.stop();
});

Deno.test("concurrent requests share a lookup that is never older than they are", async () => {
  let looks = 0;
  const gates: (() => void)[] = [];
  const shared = new SharedLookup(async () => {
    const look = ++looks;
    await new Promise<void>((open) => gates.push(open));
    return look;
  });
  const first = [shared.run(), shared.run()];
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(looks, 1);
  const during = [shared.run(), shared.run()];
  gates[0]();
  assert.deepEqual(await Promise.all(first), [1, 1]);
  while (gates.length < 2) await Promise.resolve();
  gates[1]();
  assert.deepEqual(await Promise.all(during), [2, 2]);
});

Deno.test("a failed lookup fails for all its callers, and the next call looks again", async () => {
  let looks = 0;
  const shared = new SharedLookup(() =>
    looks++ === 0 ? Promise.reject(new Error("away")) : Promise.resolve(looks)
  );
  const both = [shared.run(), shared.run()];
  for (const one of both) await assert.rejects(one, { message: "away" });
  assert.equal(await shared.run(), 2);
});
