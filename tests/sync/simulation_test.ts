/**
 * A class of thirty over bad networks, two servers and a bad KV (SYNC-1–SYNC-5, SYNC-7, SYNC-9). A seed decides all
 * timers, delays, ids and choices, so a run repeats exactly. See `random.ts`; a round is one
 * class.
 */
import { seedIds } from "../seeded_ids.ts";
import assert from "node:assert/strict";
import * as Y from "yjs";
import { type Random, seededRounds } from "../random.ts";
import { roomDocument, SimulatedClass } from "./simulated_class.ts";
import { SimulatedTime } from "./simulated_time.ts";
import { messagesOf, type TestMessage } from "./world.ts";

const students = 30, actions = 500;

function act(random: Random, lesson: SimulatedClass): void {
  const device = random.pick(lesson.devices);
  const kind = random.below(100);
  if (kind < 50) device.say(`${random.below(1e6)}`);
  else if (kind < 60) { for (let n = 0; n < 5; n++) device.say(`${n}`); }
  else if (kind < 65) device.copyProfile();
  else if (kind < 72) device.interruptNetwork();
  else if (kind < 78) device.cutNetwork();
  else if (kind < 84) device.turnOff(random.chance(0.3));
  else if (kind < 92) device.turnOn();
  else if (kind < 94) device.restoreProfile();
  else if (kind < 97) lesson.incrementByRequest();
  else if (kind < 98) lesson.startOutage();
  else lesson.replaceServer(random.chance(0.7));
}

const simulation = seededRounds("simulation", 8);

Deno.test("all devices end equal, with every message once and in order (SYNC-1–SYNC-5, SYNC-7, SYNC-9)", async () => {
  await simulation.each(async (random, seed) => {
    seedIds(seed);
    const time = new SimulatedTime(random.fork());
    const giveBack = time.takeTimers();
    const lesson = new SimulatedClass(time);
    try {
      await lesson.open(students);
      lesson.trouble.lost = lesson.trouble.failed = 0.03;
      lesson.trouble.again = 0.03;
      lesson.devices.forEach((device) => device.turnOn());
      for (let n = 0; n < actions; n++) {
        act(random, lesson);
        await time.pass(random.below(300));
      }
      lesson.isOver = true;
      lesson.trouble.lost = lesson.trouble.failed = 0;
      lesson.devices.forEach((device) => device.turnOn());
      const all = () => lesson.devices.every((device) => device.isSettled);
      await time.run(all, 600_000);
      // The last commands' effects may be under way, through a watch that is up to 5 s late.
      await time.pass(15_000, all);
      await check(lesson);
    } finally {
      const stopped = lesson.servers.map((each) => each.stop());
      await time.finish(Promise.all(stopped));
      giveBack();
    }
  });
});

const stateOf = (doc: Y.Doc) =>
  [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b);

async function check(lesson: SimulatedClass): Promise<void> {
  assert.deepEqual(lesson.wrong, []);
  const messages = messagesOf(await lesson.loadStored(roomDocument)).toArray();
  for (const device of lesson.devices) {
    assert.deepEqual(
      messagesOf(device.document(roomDocument)).toArray(),
      messages,
    );
    const [own, stored] = [
      device.document(device.own),
      await lesson.loadStored(device.own),
    ].map((doc) => (
      { states: new Map(stateOf(doc)), waiting: doc.getArray("outbox").length }
    ));
    assert.deepEqual(own, stored, "its own document");
  }
  const ids = messages.map(({ id }) => id);
  const places = new Map(ids.map((id, place) => [id, place]));
  assert.equal(places.size, ids.length, "SYNC-3: nothing came twice");
  assert.ok(lesson.seen.size > 0, "they talked");
  for (const id of lesson.seen) {
    assert.ok(places.has(id), "SYNC-1, SYNC-2: what was seen is there");
  }
  let expected = 0;
  for (const device of lesson.devices) {
    for (const pushed of device.runs) {
      const arrived = pushed.filter((id) => places.has(id));
      const lost = pushed.filter((id) =>
        !places.has(id) && !device.perhaps.has(id)
      );
      assert.deepEqual(lost, [], "SYNC-3: nothing was lost");
      const order = arrived.map((id) => places.get(id)!);
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
        "SYNC-4: in order",
      );
      expected += arrived.length;
      for (const id of arrived) {
        const { from }: TestMessage = messages[places.get(id)!];
        assert.equal(from, device.member);
      }
    }
  }
  assert.equal(ids.length, expected, "nobody has made anything up");
  const given = lesson.given.toSorted((a, b) => a - b);
  assert.equal(new Set(given).size, given.length, "SYNC-5: no number twice");
  console.log(
    `${ids.length} messages, ${given.length} numbers;`,
    lesson.reports,
  );
}
