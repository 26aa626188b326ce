/**
 * The KV store under several instances and a slow, lossy KV (SYNC-5, SYNC-9): committed is loaded, however often the
 * log is folded. See `random.ts` for `SEED` and `ROUNDS`; a round is one space.
 */
import assert from "node:assert/strict";
import { KvStore } from "../../sync/kv/kv_store.ts";
import type { CommitEntry, LoadedSpace, Store } from "../../sync/store.ts";
import { type Random, run } from "../random.ts";
import { slowKv } from "./kv/slow_kv.ts";

const instances = 3, commitsEach = 8;
const names = ["s/a", "s/b", "s/c"];

type Said = Map<number, CommitEntry["updates"]>;

const joined = (parts: readonly Uint8Array[]) =>
  new Uint8Array(parts.flatMap((part) => [...part]));

function expected(said: Said, upTo: number, name: string): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let seq = 1; seq <= upTo; seq++) {
    for (const [of, update] of said.get(seq) ?? []) {
      if (of === name) parts.push(update);
    }
  }
  return joined(parts);
}

function onlyBroken(error: unknown): null {
  if (/the connection broke|the answer was lost/.test(String(error))) {
    return null;
  }
  throw error;
}

/** An instance that commits, reads and folds; snapshots are what it has just read. */
async function live(
  store: Store,
  said: Said,
  places: Set<number>,
  random: Random,
): Promise<void> {
  for (let made = 0; made < commitsEach;) {
    const loaded = await store.load("s", names) as LoadedSpace;
    const { head, documents } = loaded;
    const update: [string, Uint8Array] = [random.pick(names), random.bytes(3)];
    // Large ones go in several pieces.
    if (random.chance(0.1)) update[1] = new Uint8Array(70_000).fill(made);
    const entry = { id: crypto.randomUUID(), updates: [update] };
    // Nothing comes late here: a failed commit that is not found will not come.
    const next = await store.commit("s", head, entry, {}).catch((error) => {
      if (!/before it was looked for/.test(error)) return onlyBroken(error);
      // The log was folded over its place. If nobody else claims it, it was made.
      if (!said.has(head.seq + 1)) said.set(head.seq + 1, entry.updates);
      return null;
    });
    if (next !== null) {
      assert.equal(places.has(next.seq), false, "SYNC-5: one commit a place");
      places.add(next.seq);
      said.set(next.seq, entry.updates);
      made++;
    }
    if (random.chance(0.5)) {
      const snapshots = names.map((document) => (
        { document, seq: head.seq, state: joined(documents.get(document)!) }
      ));
      // The engine reports a compaction that failed, and goes on.
      await store.compact("s", head.seq, snapshots).catch(onlyBroken);
    }
  }
}

async function look(
  store: Store,
  said: Said,
  random: Random,
  until: () => boolean,
): Promise<number> {
  const seen: [number, Map<string, Uint8Array[]>][] = [];
  while (!until()) {
    const { head, documents } = await store.load("s", names) as LoadedSpace;
    if (random.chance(0.2)) seen.push([head.seq, documents]);
  }
  for (const [seq, documents] of seen) {
    for (const name of names) {
      const found = joined(documents.get(name)!);
      assert.deepEqual(found, expected(said, seq, name), `${name} at ${seq}`);
    }
  }
  return seen.length;
}

const races = run("store races", 8);

Deno.test("several instances commit and fold one log without loss, whatever the KV does (SYNC-5, SYNC-9)", async () => {
  let looks = 0;
  await races.each(async (random) => {
    const kv = await Deno.openKv(":memory:");
    const slow = () =>
      new KvStore(slowKv(kv, random.fork(), { lost: 0.05, failed: 0.05 }));
    const said: Said = new Map();
    const places = new Set<number>();
    try {
      await new KvStore(kv).commit("s", null, { id: "0", updates: [] }, {});
      let done = false;
      const lives = Array.from(
        { length: instances },
        () => live(slow(), said, places, random.fork()),
      );
      const all = Promise.all(lives).finally(() => done = true);
      const looking = look(slow(), said, random, () => done);
      await all;
      looks += await looking;
      const loaded = await new KvStore(kv).load("s", names) as LoadedSpace;
      assert.equal(places.size, instances * commitsEach);
      assert.equal(loaded.head.seq, 1 + said.size, "each place is one's");
      for (const name of names) {
        const found = joined(loaded.documents.get(name)!);
        const whole = expected(said, loaded.head.seq, name);
        assert.deepEqual(found, whole, `${name} at the end`);
      }
    } finally {
      kv.close();
    }
  });
  assert.ok(looks > 0, "somebody read meanwhile");
});
