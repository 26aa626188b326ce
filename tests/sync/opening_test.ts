/** Sockets whose clients break off the upgrade: no event ever comes. */
import assert from "node:assert/strict";
import { limits } from "../../sync/limits.ts";
import { FakeSocket } from "./fake_socket.ts";
import { root, testEngine } from "./simulated_engine.ts";

testEngine(
  "a socket that does not open in ten seconds is closed, and no other (S11)",
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
