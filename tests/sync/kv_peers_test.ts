/** What instances tell each other of who is connected. */
import assert from "node:assert/strict";
import { KvPeers } from "../../sync/kv_peers.ts";
import type { KvWatch } from "../../sync/kv_watch.ts";
import { MemoryKv } from "./memory_kv.ts";

Deno.test("A store that fails is told to whoever runs the server, and not printed as it is", async () => {
  const failure = new Error("the store is away");
  const kv = {
    list() {
      throw failure;
    },
  } as unknown as Deno.Kv;
  let ring = () => {};
  const watch = {
    on(_key: Deno.KvKey, changed: () => void) {
      ring = changed;
      return () => {};
    },
  } as unknown as KvWatch;
  const { promise, resolve } = Promise.withResolvers<[string, unknown]>();
  const report = (what: string, error: unknown) => resolve([what, error]);
  const peers = new KvPeers(kv, watch, "here", () => 0, report);
  peers.subscribe("space", () => {});
  ring();
  assert.deepEqual(await promise, ["presence could not be read", failure]);
});

Deno.test("Of two answers to who is connected elsewhere, the older one does not count when it comes later", async () => {
  const kv = new MemoryKv().asKv;
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let lists = 0;
  // Each list is read at once, and its answer waits at its gate.
  const slow = new Proxy(kv, {
    get(target, name) {
      if (name !== "list") return Reflect.get(target, name).bind(target);
      return async function* (selector: Deno.KvListSelector) {
        const gate = gates[lists++];
        const all = await Array.fromAsync(target.list(selector));
        await gate.promise;
        yield* all;
      };
    },
  });
  const watch = { on: () => () => {} } as unknown as KvWatch;
  const there = new KvPeers(kv, watch, "there", () => 0);
  const here = new KvPeers(slow, watch, "here", () => 0);
  const heard: string[][] = [];
  const { refresh } = here.subscribe("space", (elsewhere) => {
    heard.push([...elsewhere.values()].flat().map(({ shown }) => shown.key));
  });
  const amy = { shown: { key: "amy", state: {} }, since: 1, own: {} };
  await there.publish("space", [amy]);
  const older = refresh();
  await there.publish("space", []);
  const newer = refresh();
  gates[1].resolve();
  await newer;
  gates[0].resolve();
  await older;
  assert.deepEqual(heard, [[]]);
});
