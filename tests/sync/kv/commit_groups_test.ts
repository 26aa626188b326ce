/** Commits of many spaces are written together and checked one by one (SYNC-2, SYNC-5). */
import assert from "node:assert/strict";
import { KvStore } from "../../../sync/kv/kv_store.ts";
import type { Head, LoadedSpace } from "../../../sync/store.ts";
import { proxyAtomic } from "./slow_kv.ts";

const entry = (id: string, size = 1) => ({
  id,
  updates: [["document", new Uint8Array(size)] as const],
});

/** Fates of the next writes in order; later ones are made. */
type Fate = "made" | "not made" | "made, and the answer lost";

async function withSpaces(
  test: (
    given: {
      kv: Deno.Kv;
      store: KvStore;
      heads: Map<string, Head>;
      writes: () => number;
      fates: Fate[];
    },
  ) => Promise<void>,
): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  let writes = 0;
  const fates: Fate[] = [];
  const counted = proxyAtomic(kv, async (make) => {
    writes++;
    const fate = fates.shift() ?? "made";
    if (fate === "not made") throw new Error(fate);
    const result = await make();
    if (fate !== "made") throw new Error(fate);
    return result;
  });
  const store = new KvStore(counted);
  const heads = new Map<string, Head>();
  for (let i = 0; i < 20; i++) {
    heads.set(`s${i}`, (await store.commit(`s${i}`, null, entry("0"), {}))!);
  }
  writes = 0;
  await test({ kv, store, heads, writes: () => writes, fates })
    .finally(() => kv.close());
}

async function loggedIn(store: KvStore, space: string): Promise<string[]> {
  const { logged } = await store.load(space, []) as LoadedSpace;
  return logged.map(({ id }) => id);
}

Deno.test("commits that wait during a write are written together, all of them (SYNC-2)", () =>
  withSpaces(async ({ store, heads, writes }) => {
    for (const round of ["1", "2"]) {
      await Promise.all([...heads].map(async ([space, head]) => {
        const made = await store.commit(space, head, entry(round), {});
        heads.set(space, made!);
      }));
    }
    assert.equal(writes(), 4, "two a round: who came first, and the others");
    for (const space of heads.keys()) {
      assert.deepEqual(await loggedIn(store, space), ["0", "1", "2"]);
      assert.deepEqual(await store.readHead(space), heads.get(space));
    }
  }));

Deno.test("one failed check affects no other commit of the group (SYNC-5)", () =>
  withSpaces(async ({ kv, store, heads }) => {
    const other = new KvStore(kv);
    await other.commit("s7", heads.get("s7")!, entry("other"), {});
    await other.drop("s8", {});
    const made = await Promise.all(
      [...heads].map(async ([space, head]) =>
        [space, await store.commit(space, head, entry("1"), {})] as const
      ),
    );
    for (const [space, head] of made) {
      if (space === "s8") assert.equal(await store.readHead(space), null);
      const lost = space === "s7" || space === "s8";
      assert.equal(head === null, lost, space);
      if (space === "s8") continue;
      const ids = ["0", space === "s7" ? "other" : "1"];
      assert.deepEqual(await loggedIn(store, space), ids);
    }
  }));

Deno.test("of two commits at one position one is stored, even if both wait (SYNC-5)", () =>
  withSpaces(async ({ store, heads }) => {
    const first = store.commit("s0", heads.get("s0")!, entry("first"), {});
    const made = await Promise.all(
      ["1", "2", "3"].map((id) =>
        store.commit("s1", heads.get("s1")!, entry(id), {})
      ),
    );
    assert.ok(await first);
    assert.equal(made.filter((head) => head !== null).length, 1);
    assert.equal((await loggedIn(store, "s1")).length, 2);
  }));

for (const fate of ["not made", "made, and the answer lost"] as const) {
  Deno.test(`after a group write that was ${fate}, each commit is stored once (SYNC-5)`, () =>
    withSpaces(async ({ store, heads, fates }) => {
      fates.push("made", fate);
      const made = await Promise.all(
        [...heads].map(([space, head]) =>
          store.commit(space, head, entry("1"), {})
        ),
      );
      assert.ok(made.every((head) => head?.seq === 2));
      for (const space of heads.keys()) {
        assert.deepEqual(await loggedIn(store, space), ["0", "1"]);
      }
    }));
}

Deno.test("a commit that does not fit a group waits for the next (SYNC-2)", () =>
  withSpaces(async ({ store, heads, writes }) => {
    // Deno KV takes 800 KiB at once.
    const size = 200 * 1024;
    const made = await Promise.all(
      [...heads].map(([space, head]) =>
        store.commit(space, head, entry("1", size), {})
      ),
    );
    assert.ok(made.every((head) => head?.seq === 2));
    assert.equal(writes(), 8, "one alone, the others three at a time");
  }));
