/** Signs of life, openings and void cookies (SYNC-14, SYNC-11, ACCESS-1). */
import assert from "node:assert/strict";
import { MemoryStore } from "./memory_store.ts";
import { limits } from "../../sync/limits.ts";
import { connect as open } from "./connect.ts";
import { FakeSocket } from "./fake_socket.ts";
import { serve, space, type Who } from "./world.ts";
import { root, testEngine } from "./simulated_engine.ts";
import { eventually } from "../people.ts";

Deno.test("every connection gets one sign of life per renewal, spread over the turns (SYNC-14)", async () => {
  const members = Array.from({ length: 60 }, (_, n) => `m${n}`);
  const world = await serve({ store: new MemoryStore(), members });
  const heard = new Map(members.map((member) => [member, 0]));
  for (const member of members) {
    const socket = new FakeSocket(() =>
      heard.set(member, heard.get(member)! + 1)
    );
    const document = `${space}/room/main`;
    open(world.engine, socket, { member }, document);
  }
  // Reads queue behind the registrations.
  while (world.engine.figures().connections < members.length) {
    await world.engine.read(space, [], () => {});
  }
  for (const member of members) heard.set(member, 0);
  let before = 0, most = 0;
  for (let turn = 0; turn < limits.renewalTurns; turn++) {
    world.engine.renew(turn);
    await world.engine.read(space, [], () => {});
    const all = [...heard.values()].reduce((sum, count) => sum + count, 0);
    most = Math.max(most, all - before);
    before = all;
  }
  assert.deepEqual(new Set(heard.values()), new Set([1]));
  assert.equal(most, members.length / limits.renewalTurns);
  await world.stop();
});

testEngine(
  "a socket that does not open within ten seconds is closed, and no other (SYNC-11)",
  { members: ["amy"] },
  async (it) => {
    const connect = () => {
      const socket = new FakeSocket();
      socket.readyState = WebSocket.CONNECTING;
      it.engine.connect(socket.asWebSocket, { member: "amy" }, root, null);
      return socket;
    };
    const held = async () => {
      let count = 0;
      it.engine.close(null, () => ++count < 0, 4403, "removed");
      await it.time.pass(1);
      return count;
    };
    const broken = Array.from({ length: 50 }, connect);
    const late = connect();
    assert.equal(await held(), 51);
    await it.time.pass(limits.opening - 1000);
    late.readyState = WebSocket.OPEN;
    late.asWebSocket.onopen!(new Event("open"));
    await it.time.pass(2000);
    assert.equal(await held(), 1, "only who is connected");
    assert.equal(late.closed, null);
    for (const { closed, onmessage } of broken) {
      assert.notEqual(closed, null, "closed");
      assert.equal(onmessage, null, "nothing hangs on it");
    }
  },
);

function connect(
  { engine }: Awaited<ReturnType<typeof serve>>,
  who: Who,
  later: () => Promise<boolean>,
): { closed: Promise<number>; socket: FakeSocket } {
  const { promise: closed, resolve } = Promise.withResolvers<number>();
  const socket = new FakeSocket(undefined, resolve);
  const document = `${space}/room/main`;
  let asked = 0;
  const isValid = () => asked++ === 0 ? Promise.resolve(true) : later();
  open(engine, socket, who, document, isValid);
  return { closed, socket };
}

Deno.test("if a cookie cannot be checked, its connections reconnect and are checked again (ACCESS-1)", async () => {
  const reported: string[] = [];
  const world = await serve({
    store: new MemoryStore(),
    report: (what) => reported.push(what),
  });
  const amy = { member: "amy" }, ben = { member: "ben" };
  const gone = connect(world, amy, () => Promise.resolve(false));
  const unknown = connect(world, amy, () => Promise.reject(new Error("disk")));
  const other = connect(world, ben, () => Promise.resolve(false));
  const connections = () => Promise.resolve(world.engine.figures().connections);
  await eventually(connections, (count) => count === 3, "all are in");
  world.engine.recheckCookies(space, ({ member }) => member === "amy");
  assert.equal(await gone.closed, 4401);
  assert.equal(await unknown.closed, 1013);
  assert.equal(other.socket.closed, null);
  assert.deepEqual(reported, ["a connection could not be verified"]);
  await world.stop();
});
