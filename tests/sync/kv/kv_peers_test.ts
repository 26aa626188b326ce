/** News between instances about connections. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import { KvPresenceExchange } from "../../../sync/kv/kv_presence_exchange.ts";
import type { KvWatch } from "../../../sync/kv/kv_watch.ts";
import { limits } from "../../../sync/limits.ts";
import { MemoryKv } from "./memory_kv.ts";

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
