import assert from "node:assert/strict";
import fc from "fast-check";
import * as decoding from "lib0/decoding";
import {
  applyAwarenessUpdate,
  Awareness,
  removeAwarenessStates,
} from "y-protocols/awareness";
import * as Y from "yjs";
import { limits } from "../../sync/limits.ts";
import { Presence } from "../../sync/presence.ts";
import {
  makeAwarenessFrame,
  readCaret,
  readMessage,
} from "../../sync/protocol.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { CoalescedLookup } from "../../sync/coalesced_lookup.ts";
import type { BatchContext } from "../../sync/space/batch.ts";
import { Carets } from "../../sync/space/carets.ts";
import { type CommitEvents, CommitLoop } from "../../sync/space/commit_loop.ts";
import { LoadedDocuments } from "../../sync/space/loaded_documents.ts";
import { immediateTurns, type Store } from "../../sync/store.ts";
import { SyncEngine } from "../../sync/sync_engine.ts";
import { splitFrame } from "../../sync/wire_format.ts";
import { WorkTurns } from "../../sync/work_turns.ts";
import { propertyOptions, Random } from "../random.ts";
import { FakeWire } from "./fake_wire.ts";
import { MemoryStore } from "./memory_store.ts";
import { appendParagraphs, textOfParagraph } from "./shared_world.ts";
import {
  roomDocument,
  rootDocument,
  type SimulatedEngine,
  testEngine,
} from "./simulated_engine.ts";
import { SimulatedTime } from "./simulated_time.ts";
import {
  messagesOf,
  sayAuthority,
  startTestServer,
  testSpace,
  waitUntil,
} from "./world.ts";

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

Deno.test("who is silent on all devices is shown as silent, and still counts as connected (V-6, J-2)", () => {
  const { presence, awareness, end } = watched();
  const [phone, laptop] = [{}, {}];
  presence.enter(shown("amy"), phone);
  presence.enter(shown("amy"), laptop);
  const isSilent = () => {
    presence.renew();
    return [...awareness.getStates().values()][0].silent;
  };
  presence.setSilent(shown("amy"), phone, true);
  assert.equal(isSilent(), undefined);
  presence.setSilent(shown("amy"), laptop, true);
  assert.equal(isSilent(), true);
  assert.deepEqual([...presence.onlineKeys], ["amy"]);
  presence.setClientPresence(shown("amy"), laptop, { typing: "main" });
  assert.equal(isSilent(), true, "only the socket knows who is silent");
  presence.setSilent(shown("amy"), phone, false);
  assert.equal(isSilent(), undefined);
  end();
});

Deno.test("the stock client sees who is online, and its echoes and forgeries change nothing", async () => {
  const world = await startTestServer({ store: new MemoryStore() });
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
    await waitUntil(amy.doc, () => true);
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

function makeReader(): Awareness {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState(null);
  return awareness;
}

test("a silent wire shows its person as silent, and the next byte ends that (V-6)", async (it) => {
  const session = `${testSpace}/session`, room = roomDocument;
  const awareness = makeReader();
  const ben = new FakeWire(it.engine, { member: "ben" });
  const amy = new FakeWire(it.engine, { member: "amy" });
  ben.open(session);
  amy.open(session);
  amy.open(room);
  await it.settle();
  const silent = () => {
    hear(awareness, ben);
    return [...awareness.getStates().values()]
      .filter((state) => state.silent).map((state) => state.member).join();
  };
  amy.socket.onsilence(true);
  await it.settle(limits.presenceTick);
  assert.equal(silent(), "amy");
  assert.deepEqual(
    [...it.engine.online().get(testSpace) ?? []].sort(),
    ["amy", "ben"],
  );
  amy.socket.onsilence(false);
  await it.settle(limits.presenceTick);
  assert.equal(silent(), "");
  amy.socket.onsilence(true);
  await it.settle(limits.presenceTick);
  const tablet = new FakeWire(it.engine, { member: "amy" });
  tablet.open(session);
  await it.settle();
  await it.settle(limits.presenceTick);
  assert.equal(silent(), "", "another device of hers answers");
  awareness.destroy();
});

test("of a renewal, a client that keeps states gets one state and what has changed (SYNC-14)", async (it) => {
  const session = `${testSpace}/session`;
  const keeper = new FakeWire(it.engine, { member: "amy" }, undefined, {
    keepsStates: true,
  });
  const stock = new FakeWire(it.engine, { member: "ben" });
  const cat = new FakeWire(it.engine, { member: "cat" });
  for (const wire of [keeper, stock, cat]) wire.open(session);
  await it.settle();
  await it.settle(limits.presenceTick);
  const kept = makeReader(), renewed = makeReader();
  assert.equal(hear(kept, keeper), "amy,ben,cat");
  assert.equal(hear(renewed, stock), "amy,ben,cat");
  const renewals = (wire: FakeWire) => {
    wire.frames.length = 0;
    it.engine.renew();
    const states = makeReader();
    const names = hear(states, wire);
    states.destroy();
    return names;
  };
  assert.equal(renewals(stock), "amy,ben,cat");
  assert.equal(renewals(keeper).split(",").length, 1);
  cat.socket.drop();
  keeper.frames.length = stock.frames.length = 0;
  it.engine.renew();
  assert.equal(hear(kept, keeper), "amy,ben");
  assert.equal(hear(renewed, stock), "amy,ben");
  kept.destroy();
  renewed.destroy();
});

test("an arrival between announcements gets everybody, in frames encoded once", async (it) => {
  const wires = [];
  for (const member of [...members, "amy"]) {
    const wire = new FakeWire(it.engine, { member });
    wire.open(rootDocument);
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
  again.open(rootDocument);
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
      wire.open(rootDocument);
      await it.settle();
      wires.push(wire);
    }
    return wires;
  };
  await come();
  await it.settle(limits.presenceTick);
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
    new FakeWire(it.engine, { member }).open(rootDocument);
  }
  await it.settle(limits.presenceTick);
  const catSees = new Awareness(new Y.Doc());
  catSees.setLocalState(null);
  for (let lost = 0; lost < 3; lost++) {
    const wire = new FakeWire(it.engine, { member: "cat" });
    wire.open(rootDocument);
    await it.settle();
    assert.equal(hear(catSees, wire), "amy,ben,cat");
    removeAwarenessStates(catSees, [...catSees.getStates().keys()], "lost");
    await it.settle(1000);
  }
  catSees.destroy();
});

Deno.test("a bug in message handling ends one connection and is reported, bad input is not", async () => {
  const reported: string[] = [];
  const world = await startTestServer({
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

const read = (state: unknown) => readCaret(JSON.stringify(state), "page");
const refusal = (state: unknown): string | null => {
  try {
    read(state);
    return null;
  } catch (error) {
    assert.ok(isRefusal(error), String(error));
    return error.kind;
  }
};
const id = { client: 1, clock: 2 };

Deno.test("a caret has two positions as Yjs writes them, and nothing else (SYNC-13)", () => {
  const good = [
    { type: null, tname: "page", item: id, assoc: 0 },
    { type: id, tname: null, item: null, assoc: -1 },
    { type: id, tname: null, item: id, assoc: 1 },
    { item: id },
    { tname: "page" },
    { type: id, assoc: null },
    { item: { client: 2 ** 53 - 1, clock: 2 ** 53 - 1 } },
  ];
  for (const position of good) {
    const caret = read({ cursor: { anchor: position, head: position } });
    const { type = null, tname = null, item = null, assoc } = position as {
      [key: string]: unknown;
    };
    const asWritten = { type, tname, item, assoc: assoc ?? 0 };
    assert.deepEqual(caret?.cursor, { anchor: asWritten, head: asWritten });
  }
  assert.deepEqual(read({ cursor: null }), { cursor: null });
  assert.equal(read({ user: {} }), null);
  assert.equal(read(null), null);

  const bad: unknown[] = [
    null,
    undefined,
    0,
    "x",
    [],
    {},
    { type: null, tname: null, item: null, assoc: 0 },
    { tname: "writers" },
    { tname: "" },
    { tname: ["page"] },
    { tname: "__proto__" },
    { item: id, more: 1 },
    { item: id, assoc: 2 },
    { item: id, assoc: 0.5 },
    { item: id, assoc: "0" },
    { item: id, assoc: {} },
    ...[
      {},
      [1, 2],
      "1:2",
      7,
      true,
      { client: 1 },
      { clock: 1 },
      { ...id, more: 1 },
      ...[-1, 0.5, 2 ** 53, "1", null, {}, [1]].flatMap((wrong) => [
        { client: wrong, clock: 1 },
        { client: 1, clock: wrong },
      ]),
    ].flatMap((wrong) => [{ item: wrong }, { type: wrong }]),
  ];
  const fine = { item: id };
  for (const position of bad) {
    for (
      const cursor of [
        { anchor: position, head: fine },
        { anchor: fine, head: position },
      ]
    ) assert.equal(refusal({ cursor }), "malformed", JSON.stringify(cursor));
  }
  for (const cursor of [0, "x", true, [], [fine, fine], { anchor: fine }]) {
    assert.equal(refusal({ cursor }), "malformed", JSON.stringify(cursor));
  }
  const long = { cursor: { anchor: "x".repeat(limits.caret), head: fine } };
  assert.equal(refusal(long), "too-large");
});

Deno.test("Yjs resolves every accepted caret without creating a root (SYNC-13)", () => {
  const doc = new Y.Doc();
  doc.clientID = 1;
  appendParagraphs(doc, "First words", "More words");
  textOfParagraph(doc, 0).format(0, 5, { strong: {} });
  textOfParagraph(doc, 0).delete(2, 4);
  doc.getXmlFragment("page").delete(1, 1);
  doc.getMap("writers").set("1", "amy");
  const number = fc.oneof(
    fc.nat(40),
    fc.constantFrom(-1, 0.5, 2 ** 32, 2 ** 53 - 1, 2 ** 53, null, "1"),
  );
  const struct = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        client: fc.constantFrom(1, 2),
        clock: fc.nat(40),
      }),
    },
    fc.record({ client: number, clock: number }, { requiredKeys: [] }),
    fc.constantFrom(null, {}, []),
  );
  const position = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        type: struct,
        tname: fc.constantFrom(null, "page", "writers", "constructor"),
        item: struct,
        assoc: fc.constantFrom(0, -1, 1, null, 2),
      }, { requiredKeys: [] }),
    },
    fc.json({ maxDepth: 2 }).map((it) => JSON.parse(it)),
  );
  let tried = 0, passed = 0;
  fc.assert(
    fc.property(position, position, (anchor, head) => {
      tried++;
      const state = { cursor: { anchor, head } };
      if (refusal(state) !== null) return;
      passed++;
      const { cursor } = JSON.parse(JSON.stringify(read(state)));
      for (const each of [cursor.anchor, cursor.head]) {
        Y.createAbsolutePositionFromRelativePosition(
          Y.createRelativePositionFromJSON(each),
          doc,
        );
      }
      assert.deepEqual([...doc.share.keys()].sort(), ["page", "writers"]);
    }),
    propertyOptions("forged carets", 5000),
  );
  assert.ok(passed > tried / 50, `${passed} of ${tried} passed`);
});

Deno.test("carets and clients per author are limited over all connections (SYNC-12)", async () => {
  const time = new SimulatedTime(new Random(2));
  const giveBack = time.takeTimers();
  const ben = {};
  const told: number[] = [];
  const carets = new Carets(
    () => time.now,
    (_, message) => told.push(countEntries(message(ben))),
  );
  try {
    const caret = { cursor: null };
    const hear = (client: number, author: string, connection: object) =>
      carets.setCaret({
        document: "page",
        connection,
        client,
        author,
        state: { member: author },
        caret,
      });
    hear(1, "amy", { amy: true });
    const sockets = Array.from({ length: 30 }, (_, n) => ({ n }));
    const { caretsPerAuthor, clientsPerAuthor } = limits;
    const tried: number[] = [];
    while (told.length < clientsPerAuthor) {
      const ticks = told.length;
      for (const socket of sockets) {
        tried.push(1000 + tried.length);
        hear(tried.at(-1)!, "mallory", socket);
      }
      hear(1, "amy", { amy: true });
      await time.run(() => told.length > ticks, 1000);
    }
    assert.ok(Math.max(...told) <= 1 + caretsPerAuthor, String(told));
    const known = tried
      .filter((client) => carets.authorOfClient("page", client) !== undefined);
    assert.equal(known.length, clientsPerAuthor);
    assert.equal(carets.authorOfClient("page", 1), "amy");
    hear(2, "ben", ben);
    assert.equal(carets.authorOfClient("page", 2), "ben");
  } finally {
    carets.stop();
    giveBack();
  }
});

function countEntries(frame: Uint8Array | null): number {
  if (frame === null) return 0;
  const decoder = decoding.createDecoder(frame);
  decoding.readVarUint(decoder);
  return decoding.readVarUint(
    decoding.createDecoder(decoding.readVarUint8Array(decoder)),
  );
}

function emptyLoop(): { loop: CommitLoop; reported: string[] } {
  const reported: string[] = [];
  const context = {
    engine: {
      store: { watch: () => () => {}, makeTurns: () => immediateTurns },
      report: (what: string) => reported.push(what),
    },
    documents: { space: "s", head: { seq: 0 }, markUsed: () => {} },
  } as unknown as BatchContext;
  const events: CommitEvents = {
    announce: () => {},
    onLogged: () => {},
    onUpdatesMissing: () => {},
    onFailure: (why) => loop.end(why),
  };
  const loop = new CommitLoop(context, events);
  return { loop, reported };
}

Deno.test("a fault on committed state ends the space, and rejects waiting work (SYNC-7)", async () => {
  const { loop, reported } = emptyLoop();
  loop.whenSettled(() => {
    throw new Error("a fault");
  });
  await assert.rejects(loop.read(() => "a page"), {
    kind: "storage-unavailable",
  });
  assert.deepEqual(reported, ["a commit failed, the space is dropped"]);
});

/** Knows only the next commit and all snapshots: the rest was folded while it read. */
function shortStore(): Store {
  const store: Store = new MemoryStore();
  const since = store.readCommitsSince.bind(store);
  store.readCommitsSince = async (space, seq) => {
    const news = await since(space, seq);
    if (news === null || news === "folded") return news;
    const entries = news.entries.slice(0, 1);
    return { head: { ...news.head, seq: seq + entries.length }, entries };
  };
  store.readSnapshot = async (space, document) => {
    const loaded = await store.load(space, [document]);
    const updates = loaded?.documents.get(document);
    if (!loaded || !updates) return null;
    return { document, seq: loaded.head.seq, state: Y.mergeUpdates(updates) };
  };
  return store;
}

Deno.test("after a lost check no document is ahead of the root, even with outdated news (ACCESS-1)", async () => {
  const store = shortStore();
  const fail = () => assert.fail();
  const world = {
    store,
    authority: sayAuthority,
    clock: Date.now,
    workTurns: new WorkTurns(Date.now),
    report: fail,
  };
  const elsewhere = new SyncEngine(world);
  await elsewhere.create(testSpace, {
    [rootDocument]: () => {},
    [roomDocument]: () => {},
  });
  const loaded = await store.load(testSpace, [rootDocument]);
  assert.ok(loaded);
  const documents = new LoadedDocuments(testSpace, world, loaded, fail);
  await documents.load(roomDocument);
  for (const id of ["1", "2", "3"]) {
    await elsewhere.decide(testSpace, [roomDocument], (tx) => {
      tx.doc(rootDocument).getMap("members").set(id, "in");
      messagesOf(tx.doc(roomDocument)).push([{ id, from: "amy", text: "" }]);
    });
  }
  await documents.catchUp(new Set([roomDocument]), () => {});
  const all = ["1", "2", "3"];
  assert.deepEqual(
    messagesOf(documents.doc(roomDocument)).toArray().map((it) => it.id),
    all,
  );
  assert.deepEqual(
    [...documents.doc(rootDocument).getMap("members").keys()],
    all,
  );
  assert.equal(documents.head.seq, 4);
  documents.dropAll();
  await elsewhere.stop();
});

Deno.test("concurrent requests share a lookup that is never older than they are", async () => {
  let looks = 0;
  const gates: (() => void)[] = [];
  const shared = new CoalescedLookup(async () => {
    const look = ++looks;
    await new Promise<void>((open) => gates.push(open));
    return look;
  });
  const first = [shared.run(), shared.run()];
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(looks, 1);
  const during = [shared.run(), shared.run()];
  gates[0]();
  assert.deepEqual(await Promise.all(first), [1, 1]);
  while (gates.length < 2) await Promise.resolve();
  gates[1]();
  assert.deepEqual(await Promise.all(during), [2, 2]);
});

Deno.test("a failed lookup fails for all its callers, and the next call looks again", async () => {
  let looks = 0;
  const shared = new CoalescedLookup(() =>
    looks++ === 0 ? Promise.reject(new Error("away")) : Promise.resolve(looks)
  );
  const both = [shared.run(), shared.run()];
  for (const one of both) await assert.rejects(one, { message: "away" });
  assert.equal(await shared.run(), 2);
});
