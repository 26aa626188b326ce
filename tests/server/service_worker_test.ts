/** The service worker by itself: which page it shows, by what the network says. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const source = readFileSync(
  new URL("../../static/sw.js", import.meta.url),
  "utf8",
);
const path = "/class/MW6UyqM4wahYYU7c";

/** What somebody sees who opens the page of a class, and whether its copy is still there. */
async function opened(network: () => Promise<Response>) {
  const handlers = new Map<string, (event: unknown) => void>();
  const self = {
    addEventListener: (type: string, handler: (event: unknown) => void) =>
      handlers.set(type, handler),
  };
  const copies = new Map([[path, "the copy"]]);
  const cache = {
    match: (at: string) =>
      Promise.resolve(
        copies.has(at) ? new Response(copies.get(at)) : undefined,
      ),
    put: async (at: string, answer: Response) =>
      void copies.set(at, await answer.text()),
    delete: (at: string) => Promise.resolve(copies.delete(at)),
  };
  const caches = { open: () => Promise.resolve(cache) };
  const origin = "https://school.example";
  new Function("self", "caches", "location", "fetch", source)(
    self,
    caches,
    { origin },
    network,
  );
  const later: Promise<unknown>[] = [];
  const { promise, resolve } = Promise.withResolvers<Response>();
  handlers.get("fetch")!({
    request: { url: origin + path, method: "GET", mode: "navigate" },
    respondWith: resolve,
    waitUntil: (it: Promise<unknown>) => later.push(it),
  });
  const seen = await (await promise).text();
  await Promise.all(later);
  return { seen, copy: copies.get(path) };
}

const answer = (status: number) => () =>
  Promise.resolve(new Response("the answer", { status }));

/** Its timer for a slow network is left running. */
const leavesTimer = { sanitizeOps: false, sanitizeResources: false };

Deno.test(
  "the copy of a class is shown without a network, and while its server restarts",
  leavesTimer,
  async () => {
    const copy = { seen: "the copy", copy: "the copy" };
    assert.deepEqual(await opened(() => Promise.reject(new Error())), copy);
    for (const status of [500, 502, 503]) {
      assert.deepEqual(await opened(answer(status)), copy, `${status}`);
    }
  },
);

Deno.test(
  "the page of a class is shown as the network has it, and kept",
  leavesTimer,
  async () => {
    const page = { seen: "the answer", copy: "the answer" };
    assert.deepEqual(await opened(answer(200)), page);
  },
);

Deno.test(
  "the copy of a class that is no longer theirs is deleted",
  leavesTimer,
  async () => {
    for (const status of [403, 404]) {
      const gone = { seen: "the answer", copy: undefined };
      assert.deepEqual(await opened(answer(status)), gone, `${status}`);
    }
  },
);
