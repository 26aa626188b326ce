import assert from "node:assert/strict";
import type { Changes } from "../../../sync/kv/postgres/changes.ts";
import { keyName } from "../../../sync/kv/postgres/tuple_keys.ts";
import { type Row, Watches } from "../../../sync/kv/postgres/watches.ts";

const key = Uint8Array.of(1),
  other = Uint8Array.of(2),
  foreign = Uint8Array.of(3);

const rowOf = (k: Uint8Array, s: number): Row => ({ k, v: k, s: String(s) });

/** A watch of `key` and `other`; `stored` is what a read finds. */
function begin() {
  const stored = new Map([[keyName(key), rowOf(key, 1)]]);
  const seen: (string | undefined)[][] = [];
  const state = { reads: 0, hold: Promise.resolve() };
  const changes = { listen: () => Promise.resolve() } as unknown as Changes;
  const watches = new Watches(changes, async (keys) => {
    state.reads++;
    const rows = keys.map((it) => stored.get(keyName(it)));
    await state.hold;
    return rows;
  });
  const end = watches.add({
    keys: [key, other],
    groups: new Set(["g"]),
    deliver: (rows) => seen.push(rows.map((row) => row?.s)),
    fail: (error) => assert.fail(String(error)),
  });
  const write = (k: Uint8Array, s: number | null, mark = s ?? 0) => {
    const row = s === null ? undefined : rowOf(k, s);
    watches.noteWritten(String(mark), new Map([[keyName(k), row]]));
  };
  return { state, stored, seen, write, end };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("an instance's own writes reach its watch without a read", async () => {
  const { state, seen, write, end } = begin();
  await settle();
  write(key, 2);
  write(other, 3);
  write(foreign, 4);
  write(key, null, 5);
  assert.deepEqual(seen, [
    ["1", undefined],
    ["2", undefined],
    ["2", "3"],
    [undefined, "3"],
  ]);
  assert.equal(state.reads, 1, "that with which the watch begins");
  end();
});

Deno.test("an own write whose reply comes late does not replace another's newer row", async () => {
  const { seen, write, end } = begin();
  await settle();
  write(key, 10);
  write(key, 9);
  write(key, null, 9);
  assert.deepEqual(seen.at(-1), ["10", undefined]);
  end();
});

Deno.test("an own write during a read is read, since that read may be older", async () => {
  const { state, stored, seen, write, end } = begin();
  const { promise, resolve } = Promise.withResolvers<void>();
  state.hold = promise;
  await settle();
  assert.equal(state.reads, 1);
  stored.set(keyName(key), rowOf(key, 2));
  write(key, 2);
  assert.equal(seen.length, 0);
  resolve();
  await settle();
  assert.deepEqual(seen.map(([mark]) => mark), ["1", "2"]);
  assert.equal(state.reads, 2);
  end();
});
