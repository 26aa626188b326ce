/** Every write waits for another process that holds the KV's file (SYNC-5). */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import {
  isBusy,
  KvBusyRetry,
  makeRetryingKv,
} from "../../../sync/kv/busy_retry.ts";
import { KvStore } from "../../../sync/kv/kv_store.ts";
import { KvWatch } from "../../../sync/kv/kv_watch.ts";
import type { Head } from "../../../sync/store.ts";
import { proxyAtomic } from "./slow_kv.ts";

/** Another process at the file: an operator's command or a tool. */
interface Other {
  take(): void;
  giveBack(): void;
}

async function withFile(
  test: (kv: Deno.Kv, other: Other) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  const kv = await Deno.openKv(`${dir}/kv`);
  const other = new DatabaseSync(`${dir}/kv`);
  // Deno KV may still write to a file that it has just made.
  other.exec("PRAGMA busy_timeout = 10000");
  try {
    await test(kv, {
      take: () => {
        other.exec("BEGIN IMMEDIATE");
        other.exec("UPDATE data_version SET version = version + 1");
      },
      giveBack: () => other.exec("COMMIT"),
    });
  } finally {
    other.close();
    kv.close();
    await Deno.remove(dir, { recursive: true });
  }
}

const entry = (id: string) => ({
  id,
  updates: [["s/session", new Uint8Array([0, 0])] as const],
});

Deno.test("a commit waits for another writing process, and is stored once (SYNC-5)", () =>
  withFile(async (kv, other) => {
    let waited = 0;
    const store = new KvStore(kv, undefined, new KvBusyRetry(() => waited++));
    let head: Head | null = null;
    for (const id of ["one", "two", "three"]) {
      const before = waited;
      other.take();
      const commit: Promise<Head | null> = store.commit(
        "s",
        head,
        entry(id),
        {},
      );
      await until(() => waited >= before + 5);
      other.giveBack();
      head = await commit;
      assert.ok(head, id);
    }
    const { documents, logged } = (await store.load("s", ["s/session"]))!;
    assert.deepEqual(logged.map(({ id }) => id), ["one", "two", "three"]);
    assert.equal(documents.get("s/session")?.length, 3);
  }));

Deno.test("a commit stored despite a busy error is not repeated (SYNC-5)", () =>
  withFile(async (kv) => {
    // SQLite does not do so, but the rule does not rely on it.
    let lies = 3;
    const lying = proxyAtomic(kv, async (commit) => {
      const result = await commit();
      if (lies-- > 0) throw new TypeError("database is locked");
      return result;
    });
    const store = new KvStore(lying);
    let head: Head | null = null;
    for (const id of ["one", "two", "three", "four"]) {
      head = await store.commit("s", head, entry(id), {});
      assert.ok(head, id);
    }
    const { logged } = (await store.load("s", []))!;
    assert.deepEqual(logged.map(({ id, seq }) => [id, seq]), [
      ["one", 1],
      ["two", 2],
      ["three", 3],
      ["four", 4],
    ]);
  }));

Deno.test("a space is dropped and swept while another process writes", () =>
  withFile(async (kv, other) => {
    let waited = 0;
    const store = new KvStore(kv, undefined, new KvBusyRetry(() => waited++));
    await store.commit("s", null, entry("one"), {});
    for (const work of [() => store.drop("s", {}), () => store.sweep("s")]) {
      const before = waited;
      other.take();
      const done = work();
      await until(() => waited >= before + 3);
      other.giveBack();
      await done;
    }
    assert.deepEqual(await Array.fromAsync(kv.list({ prefix: [] })), []);
  }));

Deno.test("an instance that lost joins and leaves the queue while another process writes (SYNC-5)", () =>
  withFile(async (kv, other) => {
    let waited = 0;
    const watch = new KvWatch(kv, (_, error) => assert.fail(String(error)));
    const store = new KvStore(kv, watch, new KvBusyRetry(() => waited++));
    await store.commit("s", null, entry("one"), {});
    const turns = store.makeTurns("s");
    for (
      const work of [() => turns.requestTurn(true), () => turns.leaveQueue()]
    ) {
      const before = waited;
      other.take();
      const done = work();
      await until(() => waited >= before + 3);
      other.giveBack();
      await done;
    }
    assert.equal(turns.isContended, false);
  }));

Deno.test("every write waits: set, delete, and an atomic with its checks", () =>
  withFile(async (kv, other) => {
    let waited = 0;
    const waiting = makeRetryingKv(kv, new KvBusyRetry(() => waited++));
    const key = ["a"];
    const writes: (() => Promise<unknown>)[] = [
      () => waiting.set(key, 1),
      async () => {
        const { versionstamp } = await waiting.get(key);
        const atomic = waiting.atomic().check({ key, versionstamp });
        const { ok } = await atomic.set(key, 2).commit();
        assert.ok(ok);
      },
      () => waiting.delete(key),
    ];
    const after = [1, 2, null];
    for (const [at, write] of writes.entries()) {
      const before = waited;
      other.take();
      const done = write();
      await until(() => waited >= before + 3);
      other.giveBack();
      await done;
      assert.equal((await kv.get(key)).value, after[at]);
    }
    // A check that is lost meanwhile is lost, not waited for.
    await kv.set(key, 3);
    const stale = await waiting.atomic().check({ key, versionstamp: null })
      .set(key, 4).commit();
    assert.equal(stale.ok, false);
  }));

Deno.test("a database that stays busy fails in the end with its own error", () =>
  withFile(async (kv, other) => {
    const store = new KvStore(kv, undefined, new KvBusyRetry(undefined, 30));
    const head = await store.commit("s", null, entry("one"), {});
    other.take();
    await assert.rejects(store.commit("s", head, entry("two"), {}), isBusy);
    other.giveBack();
    assert.ok(await store.commit("s", head, entry("two"), {}));
    assert.equal(isBusy(new TypeError("disk I/O error")), false);
  }));

/** Other processes look by timers, hence a look every millisecond. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((go) => setTimeout(go, 1));
}
