/** A network's reply in place of the server's signs nobody out and deletes nothing (X15). */
import assert from "node:assert/strict";
import { sendRequest } from "../../../components/client/send_request.ts";
import { findSeatLoss } from "../../../components/client/membership.ts";
import { fetchServerStatus } from "../../../components/client/server_response.ts";
import { serverHeader } from "../../../sync/client/request_names.ts";

const seat = {
  session: "MW6UyqM4wahYYU7c",
  member: "Wzc5bJ3oqVYt7fKd",
  own: undefined,
  as: "member",
} as const;
const ours = { [serverHeader]: "1" };
const login = { "content-type": "text/html" };
const problem = { ...ours, "content-type": "application/problem+json" };

type Answer = (path: string, init?: RequestInit) => Response;

/** Acts while the network answers so. */
async function on<T>(network: Answer, act: () => Promise<T>): Promise<T> {
  const { fetch } = globalThis;
  globalThis.fetch = (path, init) =>
    Promise.resolve(network(String(path), init));
  try {
    return await act();
  } finally {
    globalThis.fetch = fetch;
  }
}

const always = (status: number, headers: HeadersInit, body = "") => () =>
  new Response(body, { status, headers });

const redirect = (end: () => Response): Answer => (_, init) => {
  if (init?.redirect !== "manual") return end();
  const response = new Response(null);
  Object.defineProperty(response, "type", { value: "opaqueredirect" });
  return response;
};

Deno.test("a network's login page signs nobody out (X15)", async () => {
  const me = JSON.stringify({ members: [] });
  const answers = [
    always(200, login, "<h1>Welcome to the hotel</h1>"),
    always(200, { "content-type": "application/json" }, me),
    always(401, login),
    always(403, login),
    always(407, login),
    always(503, ours),
  ];
  for (const network of answers) {
    await assert.rejects(on(network, () => findSeatLoss(seat)));
  }
  const notIn = { code: 4401, reason: "not-signed-in" };
  assert.deepEqual(
    await on(always(401, ours), () => findSeatLoss(seat)),
    notIn,
  );
});

Deno.test("only the server's own page says that a class is over, or nothing of theirs (X15)", async () => {
  const mine = always(200, ours, JSON.stringify({ members: [] }));
  const meThen = (then: Answer): Answer => (path, init) =>
    path === "/api/me" ? mine() : then(path, init);
  for (const status of [200, 302, 403, 404, 410]) {
    const network = meThen(always(status, login));
    await assert.rejects(on(network, () => findSeatLoss(seat)), `${status}`);
  }
  for (const status of [500, 503, 429]) {
    const network = meThen(always(status, ours));
    await assert.rejects(on(network, () => findSeatLoss(seat)), `${status}`);
  }
  const elsewhere = meThen(redirect(always(200, login)));
  await assert.rejects(on(elsewhere, () => findSeatLoss(seat)));

  const codes = [
    [always(410, ours), "ended"],
    [always(403, ours), "removed"],
    [redirect(always(200, ours)), "not-found"],
  ] as const;
  for (const [then, reason] of codes) {
    const denial = await on(meThen(then), () => findSeatLoss(seat));
    assert.equal(denial?.reason, reason);
  }
});

Deno.test("a redirect is the server's where its page is at the end (X15)", async () => {
  const status = (network: Answer) =>
    on(network, () => fetchServerStatus("/class/x"));
  assert.equal(await status(redirect(always(200, ours))), 303);
  await assert.rejects(status(redirect(always(200, login))));
});

Deno.test("what a network forbids is no refusal of the server (X15)", async () => {
  const get = async (network: Answer) => {
    const reply = await on(
      network,
      () => sendRequest("GET", "/api/sessions/x"),
    );
    return reply.ok ? "done" : `${reply.problem.type} ${reply.problem.status}`;
  };
  const json = { "content-type": "application/json" };
  for (const status of [200, 401, 403, 404, 409]) {
    assert.equal(await get(always(status, login, "<p>")), "no-network 0");
  }
  assert.equal(
    await get(always(403, json, '{"type":"not-found"}')),
    "no-network 0",
  );
  // A proxy that waits for the server.
  assert.equal(await get(always(502, login, "<p>")), "unknown 502");
  const refused = always(404, problem, '{"type":"not-found"}');
  assert.equal(await get(refused), "not-found 404");
});
