import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers";
import {
  isBusy,
  KvBusyRetry,
  makeRetryingKv,
} from "../../../sync/kv/busy_retry.ts";
import { KvPresenceExchange } from "../../../sync/kv/kv_presence_exchange.ts";
import { KvStore } from "../../../sync/kv/kv_store.ts";
import { KvWatch } from "../../../sync/kv/kv_watch.ts";
import { limits } from "../../../sync/limits.ts";
import type { Head, LoadedSpace } from "../../../sync/store.ts";
import { MemoryKv } from "./memory_kv.ts";
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

const sizedEntry = (id: string, size = 1) => ({
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
    heads.set(
      `s${i}`,
      (await store.commit(`s${i}`, null, sizedEntry("0"), {}))!,
    );
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
        const made = await store.commit(space, head, sizedEntry(round), {});
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
    await other.commit("s7", heads.get("s7")!, sizedEntry("other"), {});
    await other.drop("s8", {});
    const made = await Promise.all(
      [...heads].map(async ([space, head]) =>
        [space, await store.commit(space, head, sizedEntry("1"), {})] as const
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
    const first = store.commit("s0", heads.get("s0")!, sizedEntry("first"), {});
    const made = await Promise.all(
      ["1", "2", "3"].map((id) =>
        store.commit("s1", heads.get("s1")!, sizedEntry(id), {})
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
          store.commit(space, head, sizedEntry("1"), {})
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
        store.commit(space, head, sizedEntry("1", size), {})
      ),
    );
    assert.ok(made.every((head) => head?.seq === 2));
    assert.equal(writes(), 8, "one alone, the others three at a time");
  }));

Deno.test("a store failure is reported to the operator, and not printed", async () => {
  const failure = new Error("the store is away");
  const kv = {
    list() {
      throw failure;
    },
  } as unknown as Deno.Kv;
  let ring = () => {};
  const watch = {
    watchKey(_key: Deno.KvKey, changed: () => void) {
      ring = changed;
      return () => {};
    },
  } as unknown as KvWatch;
  const { promise, resolve } = Promise.withResolvers<[string, unknown]>();
  const report = (what: string, error: unknown) => resolve([what, error]);
  const peers = new KvPresenceExchange(kv, watch, "here", () => 0, report);
  peers.subscribe("space", () => {});
  ring();
  assert.deepEqual(await promise, ["presence could not be read", failure]);
});

/** A KV whose calls of this name wait until each is let through. */
function waiting(kv: Deno.Kv, which: "list" | "atomic") {
  const asked: PromiseWithResolvers<void>[] = [];
  const wait = () => {
    const gate = Promise.withResolvers<void>();
    asked.push(gate);
    return gate.promise;
  };
  const slow = new Proxy(kv, {
    get(target, name) {
      const method = Reflect.get(target, name).bind(target);
      if (name !== which) return method;
      if (name === "atomic") {
        return () => {
          const atomic: Deno.AtomicOperation = method();
          const commit = atomic.commit.bind(atomic);
          atomic.commit = () => wait().then(commit);
          return atomic;
        };
      }
      return async function* (selector: Deno.KvListSelector) {
        const all = await Array.fromAsync(target.list(selector));
        await wait();
        yield* all;
      };
    },
  });
  return { slow, asked };
}

async function arrive(asked: readonly unknown[], count: number) {
  while (asked.length < count) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const watch = { watchKey: () => () => {} } as unknown as KvWatch;
const person = (key: string) => (
  { shown: { key, state: {} }, since: 1, own: {} }
);

Deno.test("people elsewhere are read one at a time, and once more for all later requests", async () => {
  const kv = new MemoryKv().asKv;
  const { slow, asked } = waiting(kv, "list");
  const there = new KvPresenceExchange(kv, watch, "there", () => 0);
  const here = new KvPresenceExchange(slow, watch, "here", () => 0);
  const heard: string[][] = [];
  const { refresh } = here.subscribe("space", (elsewhere) => {
    heard.push([...elsewhere.values()].flat().map(({ shown }) => shown.key));
  });
  await there.publish("space", [person("amy")]);
  const older = refresh();
  await arrive(asked, 1);
  await there.publish("space", []);
  const newer = Array.from({ length: 100 }, refresh);
  asked[0].resolve();
  await arrive(asked, 2);
  asked[1].resolve();
  await Promise.all([older, ...newer]);
  assert.deepEqual(heard, [["amy"], []]);
  assert.equal(asked.length, 2);
});

Deno.test("an ended subscription is not called, even for an earlier request", async () => {
  const kv = new MemoryKv().asKv;
  const { slow, asked } = waiting(kv, "list");
  const there = new KvPresenceExchange(kv, watch, "there", () => 0);
  const here = new KvPresenceExchange(slow, watch, "here", () => 0);
  const { refresh, end } = here.subscribe("space", () => assert.fail());
  await there.publish("space", [person("amy")]);
  const reading = refresh();
  await arrive(asked, 1);
  end();
  asked[0].resolve();
  await reading;
});

Deno.test("only the latest waiting presence is published", async () => {
  const kv = new MemoryKv().asKv;
  const { slow, asked } = waiting(kv, "atomic");
  const here = new KvPresenceExchange(slow, watch, "here", () => 0);
  const there = new KvPresenceExchange(kv, watch, "there", () => 0);
  const first = here.publish("space", [person("amy")]);
  await arrive(asked, 1);
  const later = Array.from(
    { length: 100 },
    (_, n) => here.publish("space", [person(`ben ${n}`)]),
  );
  for (let n = 0; n < 2; n++) {
    await arrive(asked, n + 1);
    asked[n].resolve();
  }
  await Promise.all([first, ...later]);
  assert.equal(asked.length, 2);
  const { promise, resolve } = Promise.withResolvers<string[]>();
  const { refresh } = there.subscribe("space", (elsewhere) => {
    resolve([...elsewhere.values()].flat().map(({ shown }) => shown.key));
  });
  await refresh();
  assert.deepEqual(await promise, ["ben 99"]);
});

Deno.test("a renewal is published without a bell, and a change rings it", async () => {
  let now = 0;
  const kv = new MemoryKv().asKv;
  const here = new KvPresenceExchange(kv, watch, "here", () => now);
  const there = new KvPresenceExchange(kv, watch, "there", () => now);
  let heard: string[] = [];
  const { refresh } = there.subscribe("space", (elsewhere) => {
    heard = [...elsewhere.values()].flat().map(({ shown }) => shown.key);
  });
  let bell = (await kv.get(["presence", "space"])).versionstamp;
  const rings = async (people: ReturnType<typeof person>[]) => {
    const before = bell;
    await here.publish("space", people);
    bell = (await kv.get(["presence", "space"])).versionstamp;
    return bell !== before;
  };
  assert.equal(await rings([]), false, "there is nothing to take back");
  assert.equal(await rings([person("amy")]), true);
  for (let turn = 0; turn < 5; turn++) {
    now += limits.renewal;
    assert.equal(await rings([person("amy")]), false);
    await refresh();
    assert.deepEqual(heard, ["amy"]);
  }
  now += 3 * limits.renewal;
  await refresh();
  assert.deepEqual(heard, []);
  assert.equal(await rings([person("amy")]), true);
  assert.equal(await rings([]), true);
  await refresh();
  assert.deepEqual(heard, []);
});

function watchedKv() {
  const watches: {
    keys: readonly Deno.KvKey[];
    say: (...versions: (string | null)[]) => void;
    isOver: boolean;
  }[] = [];
  const kv = {
    watch(keys: readonly Deno.KvKey[]) {
      return new ReadableStream({
        start(to) {
          const say = (...versions: (string | null)[]) =>
            to.enqueue(versions.map((versionstamp, i) => (
              { key: keys[i], value: versionstamp, versionstamp }
            )));
          watches.push({ keys, say, isOver: false });
        },
        cancel() {
          const over = watches.find((it) => it.keys === keys);
          if (over) over.isOver = true;
        },
      });
    },
  } as unknown as Deno.Kv;
  return { kv, watches };
}

const turn = () => new Promise((next) => setTimeout(next));

Deno.test("each watched key reports its own changes, also after a restart", async () => {
  const { kv, watches } = watchedKv();
  const watch = new KvWatch(kv, assert.fail);
  const told: string[] = [];
  for (const name of ["a", "b"]) {
    watch.watchKey([name], (value) => told.push(`${name} ${value}`));
  }
  watches[1].say("1", null);
  await turn();
  assert.deepEqual(told.splice(0), ["a 1", "b null"]);
  watches[1].say("1", "2");
  watches[1].say("3", "2");
  await turn();
  assert.deepEqual(told.splice(0), ["b 2", "a 3"]);
  watch.watchKey(["c"], (value) => told.push(`c ${value}`));
  watches[2].say("3", "4", null);
  await turn();
  assert.deepEqual(told, ["b 4", "c null"]);
  watch.stop();
});

Deno.test("ending a watch after all have ended starts none", () => {
  const { kv, watches } = watchedKv();
  const watch = new KvWatch(kv, assert.fail);
  const [end] = ["a", "b"].map((name) => watch.watchKey([name], () => {}));
  watch.stop();
  end();
  assert.equal(watches.length, 2);
});

Deno.test("a key without listeners is no longer watched", async () => {
  const { kv, watches } = watchedKv();
  const watch = new KvWatch(kv, assert.fail);
  const end = watch.watchKey(["a"], () => {});
  watch.watchKey(["b"], () => {});
  end();
  await turn();
  assert.deepEqual(watches.map(({ isOver }) => isOver), [true, true, false]);
  assert.deepEqual(watches[2].keys, [["b"]]);
  watch.stop();
});
