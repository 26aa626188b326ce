/** The HTTP interface of calls, as documented. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { type Answer, ask } from "../../http.ts";
import { withSharedServer } from "../../shared_server.ts";
import type { Place } from "../../people.ts";

const kind = ({ status, json }: Answer) =>
  [status, json?.type, json?.reason].filter(Boolean).join(" ");

/** `call` requests paths below the class's call. */
async function lesson(server: Place) {
  const email = `${newId()}@example.org`.toLowerCase();
  const account = { email, name: "Ms Lin", password: "correct horse" };
  const { cookie } = await ask(server, "POST", "/api/teachers", {
    body: account,
  });
  const made = await ask(server, "POST", "/api/sessions", {
    body: { name: "Biology" },
    cookie,
  });
  const { session } = made.json;
  const api = `/api/sessions/${session.id}`;
  const call = (method: string, path = "", body?: unknown, who = cookie) =>
    ask(server, method, `${api}/call${path}`, { body, cookie: who });
  const desk = (method: string, path: string, body?: unknown) =>
    ask(server, method, api + path, { body, cookie });
  const join = async (name: string) => {
    const body = { code: session.code, name };
    const answer = await ask(server, "POST", "/api/join", { body });
    return { id: answer.json.member.id as string, cookie: answer.cookie };
  };
  return { session, api, call, desk, join };
}

async function fromStartToEnd(server: Place) {
  const { call, desk, join } = await lesson(server);
  const amy = await join("Amy");
  const started = await call("POST", "", { rooms: "main" });
  const { main, ...rest } = started.json.call;
  assert.equal(started.status, 200);
  assert.match(main, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual(rest, { groups: null, cameras: false, screens: false });
  assert.equal(
    kind(await call("POST", "", { rooms: "groups" })),
    "409 rooms-closed open-groups-for-call",
  );
  const changed = await call("PATCH", "", { cameras: true });
  assert.equal(changed.json.call.cameras, true);
  const shown = await call("GET", "");
  assert.equal(shown.json.way, "mesh");
  assert.deepEqual(shown.json.call, {
    main,
    groups: null,
    cameras: true,
    screens: false,
  });
  const member = `/members/${amy.id}`;
  for (
    const [method, path] of [
      ["POST", "/mute"],
      ["POST", `${member}/unmute`],
      ["DELETE", member],
      ["POST", `${member}/undo`],
    ]
  ) {
    const body = method === "POST" ? {} : undefined;
    assert.equal((await call(method, path, body)).status, 204, path);
    assert.equal((await call(method, path, body)).status, 204, path);
  }
  assert.equal(
    kind(await call("DELETE", `/members/${newId()}`)),
    "404 not-found",
  );
  const ended = (await call("DELETE", "?rooms=main")).json.call;
  assert.deepEqual(ended, { ...shown.json.call, main: null });
  for (
    const wrong of [
      call("POST", "", { rooms: "all" }),
      call("POST", "", {}),
      call("PATCH", "", { microphones: true }),
      call("DELETE", "?rooms=all"),
      call("GET", "?room=nonsense"),
    ]
  ) assert.equal((await wrong).status, 400);
  await desk("POST", "/end", { now: true });
  assert.equal(kind(await call("POST", "", { rooms: "main" })), "409 ended");
}

async function ways(server: Place) {
  const { api, call, desk, join } = await lesson(server);
  const amy = await join("Amy"), ben = await join("Ben");
  const { json } = await desk("POST", "/breakouts/rooms", {
    names: ["Red", "Blue"],
  });
  const [red, blue] = json.rooms;
  await desk("POST", "/breakouts/moves", {
    moves: [{ member: amy.id, room: red.id }],
  });
  const by = (room: string, who?: string) =>
    call("GET", `?room=${room}`, undefined, who);
  const mesh = { kind: "mesh", iceServers: [] };
  assert.equal(
    kind(await by("main", amy.cookie)),
    "409 conflict call-not-on",
  );
  await call("POST", "", { rooms: "main" });
  const answer = await by("main", amy.cookie);
  assert.deepEqual([answer.status, answer.json], [200, mesh]);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  await desk("POST", "/breakouts/start", {});
  assert.deepEqual((await by(red.id, amy.cookie)).json, mesh);
  assert.deepEqual((await by(blue.id)).json, mesh);
  assert.deepEqual((await by("main", ben.cookie)).json, mesh);
  const notTheirs = "403 not-in-room not-in-call-room";
  assert.equal(kind(await by("main", amy.cookie)), notTheirs);
  assert.equal(kind(await by(blue.id, amy.cookie)), notTheirs);
  assert.equal(kind(await by(red.id, ben.cookie)), notTheirs);
  const nowhere = await by(newId(), ben.cookie);
  assert.equal(kind(nowhere), "409 conflict call-not-on");
  await call("DELETE", `/members/${amy.id}`);
  const out = await by(red.id, amy.cookie);
  assert.equal(kind(out), "403 not-allowed out-of-call");
  const inChinese = await fetch(`${server.url}${api}/call?room=${red.id}`, {
    headers: { cookie: amy.cookie ?? "", "accept-language": "zh-TW" },
  });
  assert.match((await inChinese.json()).detail, /老師已將你移出通話/);
  await call("POST", `/members/${amy.id}/undo`, {});
  assert.deepEqual((await by(red.id, amy.cookie)).json, mesh);
  await desk("DELETE", `/members/${amy.id}`);
  assert.equal(kind(await by(red.id, amy.cookie)), "403 removed");
  const nobody = await fetch(`${server.url}${api}/call?room=main`);
  await nobody.body?.cancel();
  assert.equal(nobody.status, 401);
}

Deno.test("a call runs from start to end, and only its participants get details (K-1, K-2, ACCESS-1, Protocol)", () =>
  withSharedServer({}, async (server) => {
    await fromStartToEnd(server);
    await ways(server);
  }));

Deno.test("a TURN server has a password per person, and LiveKit is reached through this server (K-3)", async () => {
  const turn = {
    TURN_URL: "turn:turn.example.org:3478?transport=udp",
    TURN_SECRET: "a-secret-of-the-server",
  };
  await withSharedServer(turn, async (server) => {
    const { call } = await lesson(server);
    await call("POST", "", { rooms: "main" });
    const { json } = await call("GET", "?room=main");
    const [stun, relay] = json.iceServers;
    assert.deepEqual(stun, { urls: ["stun:turn.example.org:3478"] });
    assert.deepEqual(relay.urls, [turn.TURN_URL]);
    assert.match(relay.username, /^\d+:[0-9a-f]{16}$/);
    assert(!JSON.stringify(json).includes(turn.TURN_SECRET));
    const statuses: string[] = [];
    for (let n = 0; n < 31; n++) {
      statuses.push(kind(await call("GET", "?room=main")));
    }
    assert.deepEqual(new Set(statuses.slice(0, 29)), new Set(["200"]));
    assert.equal(statuses.at(-1), "429 too-often");
    assert.equal((await call("GET")).status, 200, "where there is a call");
  });
  const livekit = {
    LIVEKIT_URL: "ws://127.0.0.1:7880",
    LIVEKIT_API_KEY: "key",
    LIVEKIT_API_SECRET: "a-secret-of-the-server",
  };
  await withSharedServer({ ...turn, ...livekit }, async (server) => {
    const { call, session } = await lesson(server);
    assert.equal(
      (await call("GET")).json.way,
      "livekit",
      "before there is one",
    );
    await call("POST", "", { rooms: "main" });
    const { json } = await call("GET", "?room=main");
    const { iceServers: [stun, relay], ...way } = json;
    assert.deepEqual(way, {
      kind: "livekit",
      url: `/calls/${session.id}/main?as=teacher`,
    });
    // Networks that block all else reach LiveKit through the school's servers.
    assert.deepEqual(stun, { urls: ["stun:turn.example.org:3478"] });
    assert.deepEqual(relay.urls, [turn.TURN_URL]);
  });
});
