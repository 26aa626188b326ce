import assert from "node:assert/strict";
import { withSharedServer } from "../../shared_server.ts";
import { createSession, type ServerAddress, signUp } from "../../people.ts";

/** `call` requests paths below the class's call, as its teacher. */
async function lesson(server: ServerAddress) {
  const teacher = await signUp(server);
  const session = await createSession(teacher);
  const call = (method: string, path = "", body?: unknown) =>
    teacher.ask(method, `/api/sessions/${session.id}/call${path}`, body);
  return { session, call };
}

Deno.test("a TURN server has a password per person, and LiveKit is reached through this server (K-3)", async () => {
  const turn = {
    TURN_URL: "turn:turn.example.org:3478?transport=udp",
    TURN_SECRET: "a-secret-of-the-server",
  };
  await withSharedServer(turn, async (server) => {
    const { call } = await lesson(server);
    await call("POST", "", { rooms: "main" });
    const { body, headers } = await call("GET", "?room=main");
    assert.equal(headers.get("cache-control"), "no-store");
    const [stun, relay] = body.iceServers;
    assert.deepEqual(stun, { urls: ["stun:turn.example.org:3478"] });
    assert.deepEqual(relay.urls, [turn.TURN_URL]);
    assert.match(relay.username, /^\d+:[0-9a-f]{16}$/);
    assert(!JSON.stringify(body).includes(turn.TURN_SECRET));
    const statuses: number[] = [];
    for (let n = 0; n < 31; n++) {
      statuses.push((await call("GET", "?room=main")).status);
    }
    assert.deepEqual(new Set(statuses.slice(0, 29)), new Set([200]));
    assert.equal(statuses.at(-1), 429);
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
      (await call("GET")).body.way,
      "livekit",
      "before there is one",
    );
    await call("POST", "", { rooms: "main" });
    const { body } = await call("GET", "?room=main");
    const { iceServers: [stun, relay], ...way } = body;
    assert.deepEqual(way, {
      kind: "livekit",
      url: `/calls/${session.id}/main?as=teacher`,
    });
    // Networks that block all else reach LiveKit through the school's servers.
    assert.deepEqual(stun, { urls: ["stun:turn.example.org:3478"] });
    assert.deepEqual(relay.urls, [turn.TURN_URL]);
  });
});
