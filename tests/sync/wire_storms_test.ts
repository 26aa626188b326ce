/** Storms of openings, closings and requests of one person, on any number of wires (SYNC-12). */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { limits } from "../../sync/limits.ts";
import { makeAwarenessFrame, makeStep1Frame } from "../../sync/protocol.ts";
import { FakeWire } from "./fake_wire.ts";
import {
  room,
  root,
  type SimulatedEngine,
  testEngine,
} from "./simulated_engine.ts";
import { authority, space } from "./world.ts";

const members = ["amy", "mallory"];

const test = (
  name: string,
  prove: (it: SimulatedEngine) => unknown,
) => testEngine(name, { members }, prove);
const tooOften = { code: 4429, reason: "too-often" };

test("neither more wires nor new ones renew how many channels a person may open (SYNC-12)", async (it) => {
  let opened = 0;
  // The world's limit is 8, so 32 at once.
  for (let n = 0; n < 80; n++) {
    const wire = new FakeWire(it.engine, { member: "mallory" });
    const heard = wire.open(root);
    await it.settle();
    if (heard.number !== undefined) opened++;
    else assert.deepEqual(heard.closed, tooOften);
    wire.socket.drop();
    it.engine.renew();
  }
  assert.equal(opened, 32);
  const amy = new FakeWire(it.engine, { member: "amy" }).open(root);
  await it.settle(1000);
  const later = new FakeWire(it.engine, { member: "mallory" }).open(root);
  await it.settle();
  for (const { number } of [amy, later]) assert.notEqual(number, undefined);
});

test("a refused opening costs too, over all wires of a person (M1)", async (it) => {
  const attempt = async () => {
    const wire = new FakeWire(it.engine, { member: "mallory" });
    await it.settle();
    let tries = 0;
    for (; tries < 1000 && !wire.socket.closed; tries++) wire.open(root);
    await it.settle();
    assert.deepEqual(wire.socket.closed, tooOften);
    wire.socket.drop();
    it.engine.renew();
    return tries;
  };
  // The world's limit is 8, on one wire.
  const free = limits.unreadPerMinute / limits.refusedOpening;
  assert.equal(await attempt(), 8 + free + 1);
  for (let n = 0; n < 5; n++) assert.equal(await attempt(), 1);
  const amy = new FakeWire(it.engine, { member: "amy" }).open(root);
  await it.settle();
  assert.notEqual(amy.number, undefined);
});

for (const dependsOnItself of [false, true]) {
  const which = dependsOnItself ? "conversations" : "documents";
  testEngine(
    `a page with 200 ${which} gets all of them however often its connection is lost (SYNC-12)`,
    {
      members,
      authority: {
        ...authority,
        access: () => "read",
        dependsOnItself: () => dependsOnItself,
        socketLimit: ({ member }) => ({ key: member, most: 200 }),
      },
    },
    async (it) => {
      for (let lost = 0; lost < 6; lost++) {
        const wire = new FakeWire(it.engine, { member: "amy" });
        await it.settle();
        const heard = Array.from(
          { length: 200 },
          (_, n) => wire.open(`${space}/room/${n}`),
        );
        for (let turn = 0; turn < 3; turn++) await it.settle();
        for (const { closed, number } of heard) {
          assert.equal(closed, undefined);
          assert.notEqual(number, undefined);
        }
        wire.socket.drop();
        await it.settle(6000);
      }
    },
  );
}

test("opening wires share a person's channel budget (SYNC-12)", async (it) => {
  const wires = [];
  for (let n = 0; n < 3; n++) {
    wires.push(new FakeWire(it.engine, { member: "mallory" }));
    it.engine.renew();
  }
  await it.settle();
  let opened = 0;
  for (let n = 0; n < 100; n++) {
    const wire = wires[n % wires.length];
    const heard = wire.open(root);
    await it.settle();
    if (heard.closed) continue;
    opened++;
    wire.close(heard);
  }
  assert.equal(opened, 32);
});

const storm = (name: string, ask: Uint8Array<ArrayBuffer>, most: number) =>
  test(name, async (it) => {
    let asked = 0;
    const renewed = async () => {
      const wire = new FakeWire(it.engine, { member: "mallory" });
      const heard = wire.open(root);
      await it.settle();
      for (let n = 1; n < limits.asksBurst && !heard.closed; n++) {
        wire.say(heard, ask);
        if (!heard.closed) asked++;
      }
      wire.socket.drop();
      return heard.closed;
    };
    let closed = await renewed();
    for (let n = 0; n < 100 && !closed; n++) {
      await it.settle(100);
      closed = await renewed();
    }
    assert.deepEqual(closed, tooOften);
    assert.ok(asked <= most, `${asked}`);
    await it.settle(30_000);
    assert.equal(await renewed(), undefined);
  });

storm(
  "SYNC-12: neither more connections nor new ones renew how often a person may ask who is there",
  new Uint8Array([3]),
  // And what has come back in four seconds.
  limits.personAsksBurst + 4 * limits.personAsksPerSecond,
);

storm(
  "SYNC-12: a question counts by how long it is",
  makeStep1Frame(Y.encodeStateVector(
    new Map(
      Array.from(
        { length: limits.unknownClients },
        (_, n) => [2 ** 48 + n, 2 ** 31],
      ),
    ),
  )),
  limits.personAsksBurst / 10,
);

test("few short messages to a read-only document are inspected (SYNC-12)", async (it) => {
  const wire = new FakeWire(it.engine, { member: "mallory" });
  const heard = wire.open(room);
  await it.settle();
  const nothing = makeAwarenessFrame([]);
  const most = limits.unreadPerMinute / limits.updateLeast;
  for (let n = 0; n < most; n++) wire.say(heard, nothing);
  assert.equal(heard.closed, undefined);
  wire.say(heard, nothing);
  assert.deepEqual(heard.closed, { code: 4403, reason: "not-allowed" });
});
