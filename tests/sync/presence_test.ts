import assert from "node:assert/strict";
import {
  applyAwarenessUpdate,
  Awareness,
  removeAwarenessStates,
} from "y-protocols/awareness";
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { limits } from "../../sync/limits.ts";
import { FakeWire } from "./fake_wire.ts";
import { MemoryStore } from "./memory_store.ts";
import { Presence } from "../../sync/presence.ts";
import { makeAwarenessFrame, readMessage } from "../../sync/protocol.ts";
import { splitFrame } from "../../sync/wire_format.ts";
import { Random } from "../random.ts";
import { root, type SimulatedEngine, testEngine } from "./simulated_engine.ts";
import { SimulatedTime } from "./simulated_time.ts";
import { serve, until } from "./world.ts";

const shown = (key: string) => ({ key, state: { member: key } });

function watched() {
  let now = 1000;
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState(null);
  let frames = 0;
  const presence = new Presence((frame) => {
    frames++;
    const decoder = decoding.createDecoder(frame);
    decoding.readVarUint(decoder);
    applyAwarenessUpdate(
      awareness,
      decoding.readVarUint8Array(decoder),
      "server",
    );
  }, () => now);
  const members = () =>
    [...awareness.getStates().values()].map((state) => state.member as string)
      .sort();
  return {
    presence,
    awareness,
    members,
    frames: () => frames,
    pass: (ms: number) => now += ms,
    end() {
      presence.stop();
      awareness.destroy();
    },
  };
}

Deno.test("presence shows one state per person, over all connections", () => {
  const { presence, members, end } = watched();
  const [phone, laptop] = [{}, {}];
  presence.enter(shown("amy"), phone);
  presence.enter(shown("amy"), laptop);
  presence.enter(shown("ben"), {});
  presence.renew();
  assert.deepEqual(members(), ["amy", "ben"]);
  presence.leave(shown("amy"), phone);
  presence.renew();
  assert.deepEqual(members(), ["amy", "ben"]);
  presence.leave(shown("amy"), laptop);
  presence.renew();
  assert.deepEqual(members(), ["ben"]);
  end();
});

Deno.test("a renewal announces all people again in one frame, with later clocks (SYNC-14)", () => {
  const { presence, awareness, frames, pass, end } = watched();
  for (const name of ["amy", "ben", "cat"]) presence.enter(shown(name), {});
  presence.renew();
  const before = new Map(
    [...awareness.meta].map(([client, { clock }]) => [client, clock]),
  );
  const sent = frames();
  pass(limits.renewal);
  presence.renew();
  assert.equal(frames(), sent + 1);
  const again = [...before].filter(([client]) => awareness.states.has(client));
  assert.equal(again.length, 3);
  for (const [client, clock] of again) {
    assert.ok(awareness.meta.get(client)!.clock > clock);
  }
  end();
});

Deno.test("other instances learn of a member once, on arrival and on departure (SYNC-14)", async () => {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  const told: string[][] = [];
  let frames = 0;
  const presence = new Presence(
    () => frames++,
    () => time.now,
    (people) => told.push(people.map(({ shown }) => shown.key)),
  );
  const tablet = {};
  presence.setElsewhere(
    new Map([["there", [{ shown: shown("amy"), since: 1, own: {} }]]]),
  );
  presence.renew();
  told.length = frames = 0;
  try {
    for (const act of ["enter", "leave"] as const) {
      presence[act](shown("amy"), tablet);
      await time.pass(limits.presenceTick);
    }
    assert.deepEqual(told, [["amy"], []]);
    assert.equal(frames, 0);
    presence.enter(shown("ben"), tablet);
    presence.setClientPresence(shown("ben"), tablet, { typing: "main" });
    await time.pass(limits.presenceTick);
    told.length = 0;
    presence.setClientPresence(shown("ben"), tablet, { typing: "main" });
    presence.enter(shown("ben"), {});
    await time.pass(limits.presenceTick);
    assert.deepEqual(told, [], "what they know already is not told again");
    presence.stop();
  } finally {
    giveBack();
  }
});

Deno.test("the server sends something at least every 20 s (SYNC-14)", () => {
  assert.ok(limits.renewal <= 20_000);
});

Deno.test("typing and idle are merged over a person's devices", () => {
  const { presence, awareness, end } = watched();
  const [phone, laptop] = [{}, {}];
  presence.enter(shown("amy"), phone);
  presence.enter(shown("amy"), laptop);
  presence.setClientPresence(shown("amy"), phone, { idle: true });
  presence.setClientPresence(shown("amy"), laptop, { typing: "main" });
  presence.renew();
  const [state] = [...awareness.getStates().values()];
  assert.equal(state.typing, "main");
  assert.equal(state.idle, undefined);
  presence.setClientPresence(shown("amy"), laptop, { idle: true });
  presence.renew();
  assert.equal([...awareness.getStates().values()][0].idle, true);
  end();
});

Deno.test("the stock client sees who is online, and its echoes and forgeries change nothing", async () => {
  const world = await serve({ store: new MemoryStore() });
  try {
    const amy = world.open("amy", "session");
    const ben = world.open("ben", "session");
    const names = (who: typeof amy) =>
      [...who.provider.awareness.getStates().values()].map((state) =>
        state.member
      )
        .filter((member) => member !== undefined).sort().join();
    const changed = (who: typeof amy, until: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!until()) return;
          who.provider.awareness.off("change", look);
          resolve();
        };
        who.provider.awareness.on("change", look);
        look();
      });
    await changed(amy, () => names(amy) === "amy,ben");
    ben.provider.awareness.setLocalState({ member: "amy", typing: "main" });
    const typing = () =>
      [...amy.provider.awareness.getStates().values()].find((state) =>
        state.typing === "main"
      );
    await changed(amy, () => typing() !== undefined);
    assert.equal(typing()?.member, "ben");
    amy.provider.ws?.close();
    await changed(amy, () => names(amy) === "");
    await changed(amy, () => names(amy) === "amy,ben");
    ben.provider.destroy();
    await changed(amy, () => names(amy) === "amy");
    await until(amy.doc, () => true);
  } finally {
    await world.stop();
  }
});

function hear(awareness: Awareness, { frames }: FakeWire): string {
  for (const frame of frames) {
    const { number, body } = splitFrame(frame);
    if (number === 0) continue;
    const message = readMessage(body);
    if (message.kind !== "awareness") continue;
    applyAwarenessUpdate(awareness, message.update, "server");
  }
  const states = [...awareness.getStates().values()];
  return states.map(({ member }) => member).sort().join();
}

const members = ["amy", "ben", "cat"];

const test = (
  name: string,
  prove: (it: SimulatedEngine) => unknown,
) => testEngine(name, { members }, prove);

test("an arrival between announcements gets everybody, in frames encoded once", async (it) => {
  const wires = [];
  for (const member of [...members, "amy"]) {
    const wire = new FakeWire(it.engine, { member });
    wire.open(root);
    await it.settle();
    wires.push(wire);
  }
  const [, ben, cat, tablet] = wires;
  const catSees = new Awareness(new Y.Doc());
  catSees.setLocalState(null);
  assert.equal(hear(catSees, cat), "amy,ben,cat");
  const shared = cat.frames.filter((frame) => ben.frames.includes(frame));
  assert.equal(shared.length, 2, "the document, and who was online");

  tablet.socket.drop();
  cat.socket.drop();
  removeAwarenessStates(catSees, [...catSees.getStates().keys()], "gone");
  const again = new FakeWire(it.engine, { member: "cat" });
  again.open(root);
  await it.settle();
  assert.equal(hear(catSees, again), "amy,ben,cat");
  catSees.destroy();
});

test("a class that reconnects together gets presence in one frame (SYNC-14)", async (it) => {
  const come = async () => {
    const wires = [];
    for (const member of members) {
      const wire = new FakeWire(it.engine, { member }, undefined, {
        page: member,
      });
      wire.open(root);
      await it.settle();
      wires.push(wire);
    }
    return wires;
  };
  await come();
  await it.settle(2 * limits.presenceTick);
  const [amy, ben, cat] = await come();
  for (const { frames } of [amy, ben]) {
    const shared = frames.filter((frame) => cat.frames.includes(frame));
    assert.equal(shared.length, 2, "the document, and who was online");
  }
  const catSees = new Awareness(new Y.Doc());
  catSees.setLocalState(null);
  assert.equal(hear(catSees, cat), "amy,ben,cat");
  catSees.destroy();
});

test("a person who reconnects often gets everybody each time (SYNC-14)", async (it) => {
  for (const member of members) {
    new FakeWire(it.engine, { member }).open(root);
  }
  await it.settle(2 * limits.presenceTick);
  const catSees = new Awareness(new Y.Doc());
  catSees.setLocalState(null);
  for (let lost = 0; lost < 3; lost++) {
    const wire = new FakeWire(it.engine, { member: "cat" });
    wire.open(root);
    await it.settle();
    assert.equal(hear(catSees, wire), "amy,ben,cat");
    removeAwarenessStates(catSees, [...catSees.getStates().keys()], "lost");
    await it.settle(1000);
  }
  catSees.destroy();
});

Deno.test("a bug in message handling ends one connection and is reported, bad input is not", async () => {
  const reported: string[] = [];
  const world = await serve({
    store: new MemoryStore(),
    report: (what) => reported.push(what),
  });
  for (const json of ['{"typing":"crash"}', "no JSON"]) {
    const { socket, closed } = await world.socket("amy", "session");
    socket.send(makeAwarenessFrame([{ client: 7, clock: 1, json }]));
    assert.equal((await closed).code, 4400);
  }
  assert.deepEqual(reported, ["a message could not be taken"]);
  await world.stop();
});
