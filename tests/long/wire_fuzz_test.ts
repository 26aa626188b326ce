/**
 * SYNC-12, SYNC-13: random openings, closings, messages and bytes on many wires leave other members unaffected; see
 * `random.ts`.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import {
  makeAwarenessFrame,
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
} from "../../sync/protocol.ts";
import * as format from "../../sync/wire_format.ts";
import { fuzzRounds, type Random } from "../random.ts";
import { seedIds } from "../seeded_ids.ts";
import { FakeWire } from "../sync/fake_wire.ts";
import {
  roomDocument,
  rootDocument,
  SimulatedEngine,
} from "../sync/simulated_engine.ts";
import {
  messagesOf,
  pushCommands,
  sayAuthority,
  sayUpdate,
  testSpace,
} from "../sync/world.ts";

const own = (member: string) => `${testSpace}/member/${member}`;
const fuzz = fuzzRounds("wires", 5);
const steps = 120;

/** Mallory's next frame: mostly valid, sometimes with a few bytes changed. */
function frameOf(random: Random, wire: FakeWire): Uint8Array<ArrayBuffer> {
  const made = whole(random, wire).slice();
  if (random.chance(0.97)) return made;
  const at = random.below(made.length + 1);
  if (random.chance(0.5)) return made.slice(0, at);
  if (made.length > 0) made[at % made.length] = random.below(256);
  return made;
}

function whole(random: Random, wire: FakeWire): Uint8Array<ArrayBuffer> {
  const channel = random.below(wire.channels.size + 2);
  switch (random.below(8)) {
    case 0:
      return format.makeCloseFrame(channel);
    case 1:
      if (random.chance(0.9)) {
        return format.prefixNumber(channel, message(random));
      }
      return random.bytes(random.below(40));
    case 2:
      return format.makeOpenFrame({
        channel,
        document: random.pick([
          rootDocument,
          roomDocument,
          own("mallory"),
          "",
          "s",
        ]),
        role: random.pick(["", "teacher", "x"]),
        epoch: random.pick(["", "e"]),
        stateVector: random.bytes(random.below(8)),
      });
    default:
      return format.prefixNumber(channel, message(random));
  }
}

function message(random: Random): Uint8Array {
  const doc = new Y.Doc();
  pushCommands(doc, sayUpdate(`${random.below(1000)}`));
  const update = Y.encodeStateAsUpdate(doc);
  return random.pick([
    () => makeStep1Frame(Y.encodeStateVector(doc)),
    () => makeStep2Frame(update),
    () => makeUpdateFrame(update),
    () => makeUpdateFrame(random.bytes(random.below(30))),
    () => makeAwarenessFrame([{ client: 5, clock: 1, json: '{"idle":true}' }]),
    () => new Uint8Array([3]),
    () => random.bytes(random.below(30)),
  ])();
}

Deno.test("whatever arrives on wires, nobody else notices, and none leaves anything behind (SYNC-12, SYNC-13)", async () => {
  const endings: Record<string, number> = {};
  await fuzz.each(async (random, seed) => {
    seedIds(seed);
    const it = new SimulatedEngine(sayAuthority);
    const giveBack = it.time.takeTimers();
    try {
      await it.engine.create(testSpace, {
        [rootDocument]: (doc) => {
          for (const one of ["amy", "mallory"]) {
            doc.getMap("members").set(one, "in");
          }
        },
        [roomDocument]: () => {},
      });
      const amy = new FakeWire(it.engine, { member: "amy" });
      const seen = [rootDocument, roomDocument, own("amy")].map((name) =>
        amy.open(name)
      );
      await it.settle();
      let wires: FakeWire[] = [];
      for (let step = 0; step < steps; step++) {
        wires = wires.filter(({ socket }) => socket.closed === null);
        if (wires.length < 3) {
          wires.push(new FakeWire(it.engine, { member: "mallory" }));
        }
        const wire = random.pick(wires);
        if (random.chance(0.3)) {
          wire.open(
            random.pick([
              rootDocument,
              roomDocument,
              own("mallory"),
              own("amy"),
            ]),
          );
        } else wire.socket.say(frameOf(random, wire));
        if (random.chance(0.02)) wire.socket.drop();
        if (random.chance(0.5)) await it.settle(random.below(1000));
        const { closed } = wire.socket;
        if (closed) {
          assert.ok([4400, 4413, 4429].includes(closed.code), `${closed.code}`);
          endings[closed.code] = (endings[closed.code] ?? 0) + 1;
        }
      }
      await it.settle(60_000);
      const doc = new Y.Doc();
      pushCommands(doc, sayUpdate("still here"));
      amy.say(seen[2], makeStep2Frame(Y.encodeStateAsUpdate(doc)));
      await it.settle();
      const heard = messagesOf(seen[1].doc).toArray();
      assert.equal(heard.at(-1)?.text, "still here");
      assert.deepEqual(heard, await it.said());
      assert.equal(amy.socket.closed, null);
      for (const { closed } of seen) assert.equal(closed, undefined);
      for (const { socket } of wires) socket.drop();
      await it.settle();
      assert.equal(it.engine.figures().connections, 3);
      assert.deepEqual(it.reports, []);
    } finally {
      await it.engine.stop();
      giveBack();
    }
  });
  console.log("wires ended:", endings);
});
