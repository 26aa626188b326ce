/** Signs of life are spread over time (S14). */
import assert from "node:assert/strict";
import { MemoryStore } from "./memory_store.ts";
import { limits } from "../../sync/limits.ts";
import { connect } from "./connect.ts";
import { FakeSocket } from "./fake_socket.ts";
import { serve, space } from "./world.ts";

Deno.test("everyone hears something once in all turns of a renewal, and no turn speaks to most (S14)", async () => {
  const members = Array.from({ length: 60 }, (_, n) => `m${n}`);
  const world = await serve({ store: new MemoryStore(), members });
  const heard = new Map(members.map((member) => [member, 0]));
  for (const member of members) {
    const socket = new FakeSocket(() =>
      heard.set(member, heard.get(member)! + 1)
    );
    const document = `${space}/room/main`;
    connect(world.engine, socket, { member }, document);
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
