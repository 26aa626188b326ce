/** The service worker: which page it shows for which reply. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const source = readFileSync(
  new URL("../../static/sw.js", import.meta.url),
  "utf8",
);
const path = "/class/MW6UyqM4wahYYU7c";

type Network = (asked: { url: string } | string) => Promise<Response>;

function worker(kept: readonly [string, string][], network: Network) {
  const handlers = new Map<string, (event: unknown) => void>();
  const self = {
    addEventListener: (type: string, handler: (event: unknown) => void) =>
      handlers.set(type, handler),
  };
  const copies = new Map(kept);
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
  return async (path: string, mode: "navigate" | "cors") => {
    const later: Promise<unknown>[] = [];
    const { promise, resolve } = Promise.withResolvers<Response>();
    handlers.get("fetch")!({
      request: { url: origin + path, method: "GET", mode },
      respondWith: resolve,
      waitUntil: (it: Promise<unknown>) => later.push(it),
    });
    const seen = await (await promise).text();
    await Promise.all(later);
    return { seen, copy: copies.get(path) };
  };
}

function opened(network: Network) {
  return worker([[path, "the copy"]], network)(path, "navigate");
}

const answer =
  (status: number, headers: HeadersInit = { homeroom: "1" }) => () =>
    Promise.resolve(new Response("the answer", { status, headers }));

function redirect(end: () => Promise<Response>): Network {
  const first = new Response(null);
  Object.defineProperty(first, "type", { value: "opaqueredirect" });
  Object.defineProperty(first, "status", { value: 0 });
  return (asked) => typeof asked === "string" ? end() : Promise.resolve(first);
}

/** Its timer for a slow network stays. */
const leavesTimer = { sanitizeOps: false, sanitizeResources: false };

Deno.test(
  "the copy of a class is shown offline, and while its server restarts",
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
  "the page of a class is loaded from the network and cached",
  leavesTimer,
  async () => {
    const page = { seen: "the answer", copy: "the answer" };
    assert.deepEqual(await opened(answer(200)), page);
  },
);

Deno.test(
  "the copy of a class that the user has left is deleted",
  leavesTimer,
  async () => {
    for (const status of [403, 404]) {
      const gone = { seen: "the answer", copy: undefined };
      assert.deepEqual(await opened(answer(status)), gone, `${status}`);
    }
  },
);

Deno.test(
  "the copy of a class is deleted when the server redirects its reader",
  leavesTimer,
  async () => {
    const gone = { seen: "", copy: undefined };
    assert.deepEqual(await opened(redirect(answer(200))), gone);
  },
);

Deno.test(
  "a network's captive page is shown, and the copy of the class stays",
  leavesTimer,
  async () => {
    const html = { "content-type": "text/html" };
    for (const status of [200, 401, 403, 404, 511]) {
      const { copy } = await opened(answer(status, html));
      assert.equal(copy, "the copy", `${status}`);
    }
    const { seen } = await opened(answer(200, html));
    assert.equal(seen, "the answer");
    // To a page of the same name, or to another host, which is unreadable.
    const logins = [answer(200, html), () => Promise.reject(new TypeError())];
    for (const login of logins) {
      const { copy } = await opened(redirect(login));
      assert.equal(copy, "the copy");
    }
  },
);

Deno.test(
  "a network's captive page is not cached as a class",
  leavesTimer,
  async () => {
    const open = worker([], answer(200, { "content-type": "text/html" }));
    const { seen, copy } = await open(path, "navigate");
    assert.deepEqual({ seen, copy }, { seen: "the answer", copy: undefined });
  },
);

Deno.test("a file is cached, and a captive page in its place is not", async () => {
  const file = "/assets/chat-1a2b.js";
  const kept = await worker(
    [],
    answer(200, { "content-type": "text/javascript" }),
  )(file, "cors");
  assert.equal(kept.copy, "the answer");
  const login = await worker(
    [],
    answer(200, { "content-type": "text/html; charset=utf-8" }),
  )(file, "cors");
  assert.deepEqual(login, { seen: "the answer", copy: undefined });
});
