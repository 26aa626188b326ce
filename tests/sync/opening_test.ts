/** Sockets whose clients break the upgrade off: they neither open nor close nor fail, and nothing may wait for them. */
import assert from "node:assert/strict";
import { limits } from "../../sync/limits.ts";
import { MemoryStore } from "./memory_store.ts";
import { Sync } from "../../sync/sync.ts";
import { Random } from "../random.ts";
import { FakeSocket } from "./fake_socket.ts";
import { Stage } from "./stage.ts";
import { authority, space, type Who } from "./world.ts";

Deno.test("S11: a socket that does not open within ten seconds is forgotten and closed, one that opens later than others is not", async () => {
  const stage = new Stage(new Random(1));
  const giveBack = stage.takeTimers();
  const store = new MemoryStore(), clock = () => stage.now;
  const engine = new Sync<Who>({ store, authority, clock });
  try {
    await engine.create(space, {
      [`${space}/session`]: (doc) => doc.getMap("members").set("amy", "in"),
    });
    const connect = () => {
      const socket = new FakeSocket();
      socket.readyState = WebSocket.CONNECTING;
      const document = `${space}/session`, who = { member: "amy" };
      engine.connect(socket.asWebSocket, who, document, null);
      return socket;
    };
    const wait = async (ms: number) => {
      let over = false;
      stage.after(ms, () => over = true);
      await stage.run(() => over, ms + 1);
    };
    /** How many the engine would look at to close them, registered or not. */
    const held = async () => {
      let count = 0;
      engine.close(null, () => ++count < 0, 4403, "removed");
      await wait(1);
      return count;
    };
    const broken = Array.from({ length: 50 }, connect);
    const late = connect();
    assert.equal(await held(), 51);
    await wait(limits.opening - 1000);
    late.readyState = WebSocket.OPEN;
    late.asWebSocket.onopen!(new Event("open"));
    await wait(2000);
    assert.equal(await held(), 1, "only who is connected");
    assert.equal(late.closed, null);
    for (const { closed, onmessage } of broken) {
      assert.notEqual(closed, null, "closed");
      assert.equal(onmessage, null, "nothing hangs on it");
    }
  } finally {
    await engine.stop();
    giveBack();
  }
});
