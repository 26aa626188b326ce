/** What instances tell each other of who is connected. */
import assert from "node:assert/strict";
import { KvPeers } from "../../sync/kv_peers.ts";
import type { KvWatch } from "../../sync/kv_watch.ts";

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
