import assert from "node:assert/strict";
import { SessionApi } from "../../../components/client/session_api.ts";
import {
  forgetJoinKey,
  joinIdempotencyKey,
} from "../../../components/people/joining/join_key.ts";
import { walkFiles } from "../../run/files.ts";
import type { CommandOf } from "../../../classroom/commands.ts";
import { ClassSession } from "../../../components/client/class_session.ts";
import {
  HeldCommands,
  holdSeconds,
} from "../../../components/client/held_commands.ts";
import { findSeatLoss } from "../../../components/client/membership.ts";
import { sendRequest } from "../../../components/client/send_request.ts";
import { fetchServerStatus } from "../../../components/client/server_response.ts";
import { serverHeader } from "../../../sync/client/request_protocol.ts";
import { ReturningSocket } from "../../../sync/client/returning_socket.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";

Deno.test("a class opens with the request transport, which is loaded once (O-8)", async () => {
  const session = new ClassSession({
    session: "s",
    member: "amy",
    role: "student",
    cookieRole: "member",
    epoch: "e",
  });
  const { loadRequests } = session.openOptions("s/session");
  assert.ok(loadRequests);
  assert.equal((await loadRequests()).ReturningSocket, ReturningSocket);
  assert.equal(
    loadRequests(),
    session.openOptions("s/room/main").loadRequests?.(),
  );
});

async function withHeld(
  test: (
    held: HeldCommands,
    sent: string[],
    time: SimulatedTime,
    outbox: { hasRoom: boolean },
  ) => Promise<void>,
) {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  const now = Date.now;
  Date.now = () => time.now;
  const sent: string[] = [];
  const outbox = {
    hasRoom: true,
    isFull: () => !outbox.hasRoom,
    push: ({ id }: CommandOf<"share">) => {
      if (outbox.hasRoom) sent.push(id);
      return outbox.hasRoom;
    },
  };
  const held = new HeldCommands({ outbox } as unknown as ClassSession);
  try {
    await test(held, sent, time, outbox);
  } finally {
    held.close();
    Date.now = now;
    giveBack();
  }
}

const share = (id: string): CommandOf<"share"> => ({
  id,
  kind: "share",
  conversation: "c",
  message: "m",
  room: "main",
});

const whole = holdSeconds * 1000;

Deno.test("a held action is sent after ten seconds, once, with a visible countdown", () =>
  withHeld(async (held, sent, time) => {
    assert(held.holdCommand(share("one")));
    await time.pass(whole - 500);
    assert.deepEqual(sent, []);
    assert.equal(held.heldCommands.value[0].seconds, 1);
    await time.pass(1000);
    assert.deepEqual(sent, ["one"]);
    assert.deepEqual(held.heldCommands.value, []);
    await time.pass(3 * whole);
    assert.deepEqual(sent, ["one"]);
  }));

Deno.test("an undone action is never sent, and others keep their own time", () =>
  withHeld(async (held, sent, time) => {
    held.holdCommand(share("one"));
    await time.pass(whole / 2);
    held.holdCommand(share("two"));
    held.undoCommand("one");
    assert.equal(held.lastUndone.value?.id, "one");
    await time.pass(whole - 1000);
    assert.deepEqual(sent, []);
    await time.pass(1500);
    assert.deepEqual(sent, ["two"]);
    held.undoCommand("two");
    assert.equal(
      held.lastUndone.value?.id,
      "one",
      "what has gone is not taken back",
    );
  }));

Deno.test("a closed page sends nothing", () =>
  withHeld(async (held, sent, time) => {
    held.holdCommand(share("one"));
    held.close();
    time.schedule(2 * whole, () => {});
    await time.pass(2 * whole);
    assert.deepEqual(sent, []);
  }));

Deno.test("an action waits for room in the outbox, and can still be undone", () =>
  withHeld(async (held, sent, time, outbox) => {
    held.holdCommand(share("one"));
    held.holdCommand(share("two"));
    outbox.hasRoom = false;
    assert.equal(held.holdCommand(share("three")), false);
    await time.pass(2 * whole);
    assert.deepEqual(sent, []);
    held.undoCommand("two");
    outbox.hasRoom = true;
    await time.pass(1000);
    assert.deepEqual(sent, ["one"]);
  }));

Deno.test("an action too large for the outbox is not held, and this is shown briefly", () =>
  withHeld(async (held, sent, time, outbox) => {
    outbox.hasRoom = false;
    assert.equal(held.holdCommand(share("one")), false);
    assert.equal(held.isOutboxFull.value, true);
    await time.pass(whole + 500);
    assert.equal(held.isOutboxFull.value, false);
    assert.deepEqual(sent, []);
    assert.equal(held.holdCommand(share("one")), false);
    outbox.hasRoom = true;
    assert.equal(held.holdCommand(share("one")), true);
    assert.equal(held.isOutboxFull.value, false);
  }));

const seat = {
  session: "MW6UyqM4wahYYU7c",
  member: "Wzc5bJ3oqVYt7fKd",
  alias: undefined,
  cookieRole: "member",
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

Deno.test("a network's login page signs nobody out", async () => {
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

Deno.test("only the server's own page says that a class is over or inaccessible", async () => {
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

Deno.test("a redirect is the server's if its target page is", async () => {
  const status = (network: Answer) =>
    on(network, () => fetchServerStatus("/class/x"));
  assert.equal(await status(redirect(always(200, ours))), 303);
  await assert.rejects(status(redirect(always(200, login))));
});

Deno.test("a network's block is not a refusal of the server", async () => {
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

Deno.test("a request with a lost reply is repeated under its id, Join too (SYNC-3, J-1)", async () => {
  const sent: string[] = [];
  const noted = (then: () => Response): Answer => (_, init) => {
    sent.push(JSON.parse(String(init?.body)).press);
    return then();
  };
  const lost = noted(() => {
    throw new TypeError("connection reset");
  });
  const taken = noted(always(201, ours, "{}"));
  for (const how of ["createOnce", "add"] as const) {
    const api = new SessionApi(seat.session);
    for (const network of [lost, lost, taken, taken]) {
      await on(network, () => api[how]("POST /breakouts/rooms", { count: 1 }));
    }
    const [first, second, third, other] = sent.splice(0);
    assert.deepEqual([second, third], [first, first]);
    assert(first && other && other !== first);
  }

  const press = joinIdempotencyKey();
  const kept = JSON.parse(sessionStorage.getItem("homeroom/join")!);
  assert.deepEqual(Object.keys(kept), ["press", "at"], "and not whose it is");
  for (const status of [0, 429, 503]) forgetJoinKey(status);
  assert.equal(joinIdempotencyKey(), press);
  forgetJoinKey(201);
  assert.equal(sessionStorage.getItem("homeroom/join"), null);
  assert.notEqual(joinIdempotencyKey(), press);
  forgetJoinKey();
});

Deno.test("pages send an id with actions that must happen once (SYNC-3)", async () => {
  const once = ["resources", "breakouts/rooms", "breakouts/extend"]
    .concat(["breakouts/broadcast", "extend", "pages/bring-back"]);
  const asking = new RegExp(`(\\w+)\\(\\s*"POST /(?:${once.join("|")})"`, "g");
  const found: string[] = [];
  for (const file of await walkFiles("components", /\.tsx?$/)) {
    for (const [, how] of (await Deno.readTextFile(file)).matchAll(asking)) {
      found.push(how);
    }
  }
  assert(found.length >= once.length, found.join());
  assert.deepEqual(new Set(found), new Set(["createOnce", "add"]));
});
