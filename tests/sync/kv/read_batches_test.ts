import assert from "node:assert/strict";
import { ReadBatches } from "../../../sync/kv/postgres/read_batches.ts";
import { encodeKey, keyName } from "../../../sync/kv/postgres/tuple_keys.ts";

/** A store of the numbers below 1,000 that counts its statements. */
function countedStore() {
  const stored = new Map(
    Array.from({ length: 1000 }, (_, n) => {
      const k = encodeKey(["n", n]);
      return [keyName(k), { k, n }];
    }),
  );
  const statements: number[] = [];
  const reads = new ReadBatches((keys) => {
    statements.push(keys.length);
    const rows = keys.map((key) => stored.get(keyName(key)));
    return Promise.resolve(rows.filter((row) => row !== undefined).reverse());
  });
  const read = async (...numbers: number[]) =>
    (await reads.read(numbers.map((n) => encodeKey(["n", n]))))
      .map((row) => row?.n);
  return { read, statements };
}

Deno.test("reads of one turn are one statement, and each gets its rows in its order", async () => {
  const { read, statements } = countedStore();
  const all = await Promise.all([read(3, 1), read(2000), read(1), read()]);
  assert.deepEqual(all, [[3, 1], [undefined], [1], []]);
  assert.deepEqual(statements, [3]);
});

Deno.test("a read after others have begun sees what was stored meanwhile", async () => {
  const { read, statements } = countedStore();
  const first = read(1);
  await Promise.resolve();
  await Promise.all([first, read(1)]);
  assert.deepEqual(statements, [1, 1]);
});

Deno.test("more keys than a statement takes are several, and no read is split", async () => {
  const { read, statements } = countedStore();
  const numbers = Array.from({ length: 300 }, (_, n) => n);
  const reads = [numbers, numbers.map((n) => n + 300), [999], numbers];
  const all = await Promise.all(reads.map((some) => read(...some)));
  assert.deepEqual(all, reads);
  assert.deepEqual(statements, [300, 301, 300]);
});

Deno.test("a failed statement fails its reads alone", async () => {
  let isDown = true;
  const reads = new ReadBatches(() =>
    isDown ? Promise.reject(new Error("down")) : Promise.resolve([])
  );
  const key = encodeKey(["n", 1]);
  const failed = await Promise.allSettled([reads.read([key]), reads.read([])]);
  assert.deepEqual(failed.map(({ status }) => status), [
    "rejected",
    "rejected",
  ]);
  isDown = false;
  assert.deepEqual(await reads.read([key]), [undefined]);
});
