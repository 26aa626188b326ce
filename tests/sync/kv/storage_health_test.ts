import assert from "node:assert/strict";
import { Refusal } from "../../../sync/refusal.ts";
import { StorageHealth } from "../../../sync/kv/storage_health.ts";
import type { Kv } from "../../../sync/kv/kv.ts";
import { wrapObject } from "../../../sync/kv/wrap_object.ts";
import { makeFailingKv } from "../../classroom/storage/failing_kv.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../simulated_time.ts";

interface World {
  /** Lets that time pass, in which all calls of the KV are answered. */
  readonly pass: (ms: number) => Promise<void>;
  readonly health: StorageHealth;
  /** The kinds of access that fail now. */
  readonly fails: { reads: boolean; writes: boolean };
  readonly events: string[];
  /** The number of writes so far. */
  readonly writes: () => number;
}

function test(name: string, prove: (world: World) => Promise<void>): void {
  Deno.test(name, async () => {
    const opened = await Deno.openKv(":memory:");
    const time = new SimulatedTime(new Random(1));
    const giveBack = time.takeTimers();
    const fails = { reads: false, writes: false };
    let writes = 0;
    const pending = new Set<Promise<unknown>>();
    const observed = wrapObject<Kv>(opened, {
      set: (...call) => {
        const write = opened.set(...call);
        pending.add(write);
        return write.finally(() => pending.delete(write));
      },
    });
    const failing = makeFailingKv(observed, (access) => {
      if (access === "write") writes++;
      return access === "write" ? fails.writes : fails.reads;
    });
    const events: string[] = [];
    const health = new StorageHealth(failing, {
      onBegin: (error) => events.push(`failed: ${(error as Error).message}`),
      onEnd: (ms) => events.push(`back after ${Math.round(ms / 1000)} s`),
    }, () => time.now);
    const pass = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 500) {
        await time.pass(Math.min(500, ms - passed));
        // A process that is busy may do later calls before earlier ones.
        while (pending.size > 0) await Promise.allSettled(pending);
        // The consequences of an answer have come once another call is answered.
        await opened.get(["passed"]);
      }
    };
    try {
      await prove({ pass, health, fails, events, writes: () => writes });
    } finally {
      health.stop();
      giveBack();
      opened.close();
    }
  });
}

const write = (health: StorageHealth) =>
  health.kv.set(["a"], 1).then(() => true, () => false);

const isWritable = (health: StorageHealth) => health.isWritable(1000);

test("a full storage is not writable, though it answers reads", async ({ pass, health, fails }) => {
  assert.equal(await isWritable(health), true);
  fails.writes = true;
  assert.equal(await write(health), false);
  assert.equal(await isWritable(health), false);
  assert.equal((await health.kv.get(["a"])).value, null);
  await pass(20_000);
  assert.equal(await isWritable(health), false);
});

test("without other writes, a write of its own tells at most every 3 minutes, and only if asked", async ({ pass, health, fails, writes }) => {
  await pass(60_000);
  assert.equal(writes(), 0);
  for (let second = 0; second < 600; second += 10) {
    assert.equal(await isWritable(health), true);
    await pass(10_000);
  }
  assert.ok(writes() >= 3 && writes() <= 4, `${writes()} in ten minutes`);
  fails.writes = true;
  await pass(180_000);
  assert.equal(await isWritable(health), false);
});

test("trouble is told once when it begins and once when it ends, with how long it lasted", async ({ pass, health, fails, events }) => {
  fails.writes = fails.reads = true;
  for (let second = 0; second < 15; second++) {
    await write(health);
    await health.kv.get(["a"]).catch(() => {});
    await pass(1000);
  }
  assert.deepEqual(events, ["failed: disk I/O error"]);
  fails.writes = fails.reads = false;
  await pass(10_000);
  assert.equal(events.length, 2);
  // The storage was looked at once a second.
  assert.match(events[1], /^back after 1[56] s$/);
  assert.equal(await isWritable(health), true);
  await pass(60_000);
  assert.equal(events.length, 2);
});

test("while large writes fail and small ones succeed, the trouble is one", async ({ pass, health, fails, events }) => {
  for (let second = 0; second < 30; second++) {
    fails.writes = second % 2 === 0;
    await write(health);
    await pass(1000);
    assert.equal(await isWritable(health), false);
  }
  assert.equal(events.length, 1);
});

test("an idle storage that is back is noticed without other writes", async ({ pass, health, fails, events }) => {
  fails.writes = true;
  await write(health);
  await pass(30_000);
  fails.writes = false;
  await pass(10_000);
  assert.equal(events.length, 2);
  assert.match(events[1], /^back after 3[01] s$/);
});

test("errors of a time of trouble are explained by it, others are not", async ({ pass, health, fails }) => {
  const failure = async (call: Promise<unknown>) => {
    try {
      await call;
    } catch (error) {
      return error;
    }
  };
  const wrong = await failure(health.kv.set(["a"], "x".repeat(70_000)));
  assert.ok(wrong instanceof TypeError);
  assert.equal(health.explains(wrong), false);
  assert.equal(health.isInTrouble, false);
  const unavailable = new Refusal("storage-unavailable");
  assert.equal(health.explains(unavailable), false);
  fails.writes = fails.reads = true;
  const calls = [
    () => health.kv.set(["a"], 1),
    () => health.kv.delete(["a"]),
    () => health.kv.atomic().set(["a"], 1).commit(),
    () => health.kv.get(["a"]),
    () => health.kv.getMany([["a"]]),
    () => Array.fromAsync(health.kv.list({ prefix: [] })),
  ];
  for (const call of calls) {
    const error = await failure(call());
    assert.ok(error instanceof Error);
    assert.equal(health.explains(error), true);
    await pass(100);
  }
  // The answer of a space that waits for the storage.
  assert.equal(health.explains(unavailable), true);
  assert.equal(health.explains(new Refusal("too-large")), false);
  assert.equal(health.explains(new Error("another")), false);
});

test("what fails once the health is stopped is no trouble", async ({ pass, health, fails, events }) => {
  health.stop();
  fails.writes = true;
  assert.equal(await write(health), false);
  await pass(10_000);
  assert.equal(health.isInTrouble, false);
  assert.deepEqual(events, []);
});

Deno.test("a storage that never answers is not writable within the time", async () => {
  using opened = await Deno.openKv(":memory:");
  const silent = new Proxy(opened, {
    get: (kv, name) =>
      name === "set" ? () => new Promise(() => {}) : Reflect.get(kv, name),
  });
  const health = new StorageHealth(silent);
  assert.equal(await health.isWritable(5), false);
  health.stop();
});
