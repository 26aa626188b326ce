/** Requests about one upload run one after the other (C-5). */
import assert from "node:assert/strict";
import { UploadLocks } from "../../../routes/api/files/_upload_locks.ts";

const never = new AbortController().signal;

Deno.test("the holder of an upload lock is asked once per waiter, and waiters follow in order", async () => {
  const locks = new UploadLocks();
  const first = locks.newLock("a");
  let asked = 0;
  await first.lock(never, () => void asked++);
  const order: number[] = [];
  const following = [1, 2, 3].map(async (n) => {
    const lock = locks.newLock("a");
    await lock.lock(never, () => {});
    order.push(n);
    await lock.unlock();
  });
  const other = locks.newLock("b");
  await other.lock(never, () => assert.fail("nobody waits for it"));
  await other.unlock();
  // Turns of the event loop in which a polling waiter would ask.
  for (let n = 0; n < 50; n++) await new Promise((go) => setImmediate(go));
  assert.equal(asked, 3);
  assert.deepEqual(order, []);
  await first.unlock();
  await Promise.all(following);
  assert.deepEqual(order, [1, 2, 3]);
  await first.lock(never, () => {});
  await first.unlock();
});

Deno.test("an abandoned wait blocks nobody, and the queue is bounded", async () => {
  const locks = new UploadLocks();
  const first = locks.newLock("a");
  await first.lock(never, () => {});
  const leaving = new AbortController();
  const gone = locks.newLock("a").lock(leaving.signal, () => {});
  const next = locks.newLock("a");
  const waits = next.lock(never, () => {});
  leaving.abort();
  await assert.rejects(gone);
  await first.unlock();
  await waits;
  const more = Array.from(
    { length: 21 },
    () => locks.newLock("a").lock(leaving.signal, () => {}),
  );
  await assert.rejects(more[20]);
});

Deno.test("waiting for a holder that cannot be asked takes no place in the queue", async () => {
  const locks = new UploadLocks();
  const first = locks.newLock("a");
  await first.lock(never, () => {
    throw new Error("cannot be asked");
  });
  const second = locks.newLock("a").lock(never, () => {});
  await assert.rejects(second, /cannot be asked/);
  await first.unlock();
  const third = locks.newLock("a");
  const held = third.lock(never, () => {});
  const isHeld = await Promise.race([
    held.then(() => true),
    new Promise((go) => setImmediate(() => go(false))),
  ]);
  assert(isHeld, "the line is free");
  await third.unlock();
});
