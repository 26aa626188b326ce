import assert from "node:assert/strict";
import { applyAwarenessUpdate, Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { limits } from "../../sync/limits.ts";
import {
  makeAwarenessFrame,
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
  readMessage,
} from "../../sync/protocol.ts";
import * as format from "../../sync/wire_format.ts";
import { FakeSocket } from "./fake_socket.ts";
import { type FakeClient, FakeWire } from "./fake_wire.ts";
import {
  roomDocument,
  rootDocument,
  SimulatedEngine,
  testEngine,
} from "./simulated_engine.ts";
import {
  messagesOf,
  pushCommands,
  sayAuthority,
  sayUpdate,
  testSpace,
} from "./world.ts";

const own = (member: string) => `${testSpace}/member/${member}`;
const members = ["amy", "ben"];

const test = (
  name: string,
  prove: (it: SimulatedEngine) => unknown,
) => testEngine(name, { members }, prove);

async function wireOf(it: SimulatedEngine, member: string) {
  const wire = new FakeWire(it.engine, { member });
  const [session, main, mine] = [rootDocument, roomDocument, own(member)].map((
    name,
  ) => wire.open(name));
  await it.settle();
  return { wire, session, main, mine };
}

const decideOn = (
  it: SimulatedEngine,
  act: (members: Y.Map<unknown>) => void,
) =>
  it.engine.decide(
    testSpace,
    [rootDocument, roomDocument],
    (tx) => act(tx.doc(rootDocument).getMap("members")),
  );

test("a message on one channel reaches another in a frame encoded once (SYNC-1)", async (it) => {
  const amy = await wireOf(it, "amy"), ben = await wireOf(it, "ben");
  const stock: Uint8Array[] = [];
  const socket = new FakeSocket((frame) => stock.push(frame));
  const who = { member: "ben" };
  it.engine.connect(socket.asWebSocket, who, roomDocument, null);
  await it.settle();
  socket.say(new Uint8Array([0, 0, 1, 0]));
  await it.settle();
  const answers = [amy, ben].map(({ wire: { frames }, main }) =>
    frames.find((frame) => frame[0] === main.number)!
  );
  assert.equal(answers[0], answers[1], "the answer, too");
  const doc = new Y.Doc();
  pushCommands(doc, sayUpdate("hello"));
  amy.wire.say(amy.mine, makeStep2Frame(Y.encodeStateAsUpdate(doc)));
  await it.settle();
  for (const { main } of [amy, ben]) {
    assert.deepEqual(messagesOf(main.doc).map(({ text }) => text), ["hello"]);
  }
  const [ofAmy, ofBen] = [amy, ben].map(({ wire: { frames }, main }) =>
    frames.findLast((frame) => frame[0] === main.number)!
  );
  assert.equal(ofAmy, ofBen);
  assert.equal(ofAmy.buffer, stock.at(-1)!.buffer);
  assert.deepEqual(format.splitFrame(ofAmy).body, stock.at(-1));
});

test("a channel is refused with a socket's code, and the others stay open (ACCESS-5)", async (it) => {
  const { wire, main } = await wireOf(it, "amy");
  const refused = [
    ["nowhere/session", 4404, "not-found"],
    [testSpace, 4404, "not-found"],
    [own("ben"), 4404, "not-found"],
    [`${testSpace}/room/none`, 4404, "not-found"],
    [roomDocument, 4409, "conflict"],
  ] as const;
  for (const [name, code, reason] of refused) {
    const heard = wire.open(name);
    await it.settle();
    assert.deepEqual(heard.closed, { code, reason }, name);
    assert.equal(heard.number, undefined, "it never was open");
  }
  const old = wire.open(own("amy"), { epoch: "another" });
  await it.settle();
  assert.deepEqual(old.closed, { code: 4409, reason: "conflict" }, "SYNC-17");
  assert.equal(main.closed, undefined);
  assert.equal(wire.socket.closed, null);
});

test("a member who loses access loses each channel, and gets no byte of that commit (ACCESS-1)", async (it) => {
  const amy = await wireOf(it, "amy"), ben = await wireOf(it, "ben");
  const before = Y.encodeStateVector(amy.session.doc);
  await decideOn(it, (all) => all.set("amy", "removed"));
  await it.settle();
  for (const heard of [amy.session, amy.main, amy.mine]) {
    assert.deepEqual(heard.closed, { code: 4403, reason: "removed" });
  }
  assert.deepEqual(Y.encodeStateVector(amy.session.doc), before);
  assert.equal(amy.wire.socket.closed, null, "the wire is open");
  assert.equal(ben.session.doc.getMap("members").get("amy"), "removed");
  const again = amy.wire.open(roomDocument);
  await it.settle();
  assert.deepEqual(again.closed, { code: 4403, reason: "removed" });
  await decideOn(it, (all) => all.set("amy", "in"));
  const back = amy.wire.open(roomDocument);
  await it.settle();
  assert.equal(back.number, amy.main.number, "the document's number stays");
});

test("a channel with a revoked cookie closes, also while it opens (ACCESS-1)", async (it) => {
  const { promise: looked, resolve: look } = Promise.withResolvers<void>();
  let stands = true, asked = 0;
  const wire = new FakeWire(it.engine, { member: "amy" }, async () => {
    if (asked++ === 1) await looked;
    return stands;
  });
  const first = wire.open(roomDocument);
  await it.settle();
  const second = wire.open(rootDocument);
  await it.settle();
  stands = false;
  it.engine.recheckCookies(testSpace, ({ member }) => member === "amy");
  look();
  await it.settle();
  assert.deepEqual(first.closed, { code: 4401, reason: "not-signed-in" });
  assert.deepEqual(second.closed, { code: 4401, reason: "not-signed-in" });
  const third = wire.open(rootDocument);
  await it.settle();
  assert.deepEqual(third.closed, { code: 4401, reason: "not-signed-in" });
  assert.equal(asked, 5);
});

test("a channel that opens while another cookie is revoked still opens (ACCESS-1)", async (it) => {
  const { promise: looked, resolve: look } = Promise.withResolvers<void>();
  let asked = 0;
  const wire = new FakeWire(it.engine, { member: "amy" }, async () => {
    if (asked++ === 0) await looked;
    return true;
  });
  const heard = wire.open(roomDocument);
  await it.settle();
  it.engine.recheckCookies(testSpace, ({ member }) => member === "ben");
  look();
  await it.settle();
  assert.equal(heard.closed, undefined);
  assert.notEqual(heard.number, undefined);
  assert.equal(asked, 2);
});

test("a malformed channel message ends its channel, a malformed wire the wire (SYNC-13)", async (it) => {
  const ben = await wireOf(it, "ben");
  const amy = await wireOf(it, "amy");
  amy.wire.say(amy.mine, new Uint8Array([0, 1, 200]));
  amy.wire.say(amy.main, makeStep2Frame(new Uint8Array([1, 2, 3])));
  await it.settle();
  assert.deepEqual(amy.mine.closed, { code: 4400, reason: "malformed" });
  assert.equal(amy.main.closed, undefined, "it is thrown away there");
  assert.equal(amy.wire.socket.closed, null);
  const open = (channel: number) =>
    format.makeOpenFrame({
      channel,
      document: roomDocument,
      role: "",
      epoch: "",
      stateVector: new Uint8Array([0]),
    });
  const malformed = {
    text: "text",
    "no number": new Uint8Array(0),
    "a number that does not end": new Uint8Array([255]),
    "no kind": new Uint8Array([format.controlNumber]),
    "a kind that there is not": new Uint8Array([format.controlNumber, 99]),
    "a word of the server's": format.makeAliveFrame(),
    "an opening that ends early": open(4).slice(0, -1),
    "a number that was used": open(3),
    "channel 0": open(0),
  };
  for (const [what, frame] of Object.entries(malformed)) {
    await it.settle(1000);
    const { wire, session } = await wireOf(it, "amy");
    wire.socket.say(frame);
    assert.deepEqual(
      wire.socket.closed,
      { code: 4400, reason: "malformed" },
      what,
    );
    assert.equal(session.closed, undefined, "nothing was said of each");
  }
  assert.equal(it.engine.figures().connections, 3 + 2);
  assert.equal(ben.wire.socket.closed, null);
});

test("a message without a channel is dropped, and too many end the wire (SYNC-12)", async (it) => {
  const { wire, main, mine } = await wireOf(it, "amy");
  wire.close(main);
  const before = wire.frames.length;
  for (let n = 0; n < 100; n++) {
    wire.say(main, makeUpdateFrame(new Uint8Array(9)));
  }
  await it.settle();
  assert.equal(wire.frames.length, before, "no answer");
  assert.equal(wire.socket.closed, null);
  const most = limits.unreadPerMinute / limits.updateLeast;
  for (let n = 0; n <= most && !wire.socket.closed; n++) {
    wire.socket.say(format.prefixNumber(99, new Uint8Array([0])));
  }
  assert.deepEqual(wire.socket.closed, { code: 4429, reason: "too-often" });
  assert.equal(mine.closed, undefined);
  assert.equal(it.engine.figures().connections, 0);
});

test("channels, sockets and wires of a person count together (SYNC-12)", async (it) => {
  // The world's limit is 8.
  const { wire, session } = await wireOf(it, "amy");
  const sockets = Array.from(
    { length: 5 },
    () => it.connect("amy", roomDocument),
  );
  await it.settle();
  assert.equal(it.engine.figures().connections, 8);
  const other = new FakeWire(it.engine, { member: "amy" });
  const refused = other.open(roomDocument);
  await it.settle();
  assert.deepEqual(refused.closed, { code: 4429, reason: "too-often" });
  sockets[0].close(1000, "");
  const taken = other.open(roomDocument);
  await it.settle();
  assert.notEqual(taken.number, undefined);
  assert.equal(session.closed, undefined);
  assert.equal(wire.socket.closed, null);
  const wires = Array.from(
    { length: 10 },
    () => new FakeWire(it.engine, { member: "ben" }),
  );
  await it.settle();
  const closed = wires.map(({ socket }) => socket.closed?.code);
  assert.deepEqual(closed, [...Array(8).fill(undefined), 4429, 4429]);
});

test("a wire opens at most its person's channels, and twenty a second (SYNC-12)", async (it) => {
  const wire = new FakeWire(it.engine, { member: "amy" });
  const many = Array.from({ length: 12 }, () => wire.open(roomDocument));
  await it.settle();
  const codes = many.map(({ closed }) => closed?.code);
  // There is no place while the first eight open; afterwards each document is open already.
  assert.deepEqual(codes, [
    undefined,
    ...Array(7).fill(4409),
    ...Array(4).fill(4429),
  ]);
  const burst = [];
  for (let n = 0; n < 21; n++) {
    burst.push(wire.open(own("amy")));
    await it.settle();
  }
  assert.deepEqual(
    burst.map(({ closed }) => closed?.code),
    [undefined, ...Array(19).fill(4409), 4429],
    "thirty-two at once",
  );
  await it.settle(1000);
  const later = wire.open(rootDocument);
  await it.settle();
  assert.notEqual(later.number, undefined);
  assert.equal(wire.socket.closed, null);
});

testEngine(
  "a wire whose reader falls behind is cut off, but not for its first answers (SYNC-11)",
  {
    members,
    fill: (doc) =>
      messagesOf(doc).push([{
        id: "1",
        from: "ben",
        text: "x".repeat(400_000),
      }]),
  },
  async (it) => {
    const { wire, mine } = await wireOf(it, "amy");
    const ben = await wireOf(it, "ben");
    const announce = (length: number) =>
      it.engine.decide(testSpace, [rootDocument, roomDocument], (tx) => {
        const text = "x".repeat(length);
        messagesOf(tx.doc(roomDocument)).push([{
          id: `${length}`,
          from: "ben",
          text,
        }]);
      });
    wire.socket.bufferedAmount = limits.buffered + 400_000;
    await announce(50_000);
    await it.settle();
    assert.equal(wire.socket.closed, null, "the first answer may wait");
    wire.socket.bufferedAmount += 1000;
    await announce(50_001);
    await it.settle();
    assert.deepEqual(wire.socket.closed, { code: 1013, reason: "fell-behind" });
    assert.equal(mine.closed, undefined);
    assert.equal(it.engine.figures().connections, 3);
    assert.equal(messagesOf(ben.main.doc).length, 3, "nobody else");
  },
);

testEngine(
  "the first answer of a closed channel is not waited for (SYNC-11)",
  {
    members,
    fill: (doc) =>
      messagesOf(doc).push([{
        id: "1",
        from: "ben",
        text: "x".repeat(400_000),
      }]),
  },
  async (it) => {
    const { wire, main } = await wireOf(it, "amy");
    wire.close(main);
    wire.socket.bufferedAmount = limits.buffered + 10_000;
    await it.engine.decide(testSpace, [rootDocument], (tx) => {
      tx.doc(rootDocument).getMap("words").set("long", "x".repeat(50_000));
    });
    await it.settle();
    assert.equal(wire.socket.closed?.code, 1013);
  },
);

test("an update sent behind an opening is taken first, and only the rest requested (SYNC-13)", async (it) => {
  const wire = new FakeWire(it.engine, { member: "amy" });
  const doc = new Y.Doc();
  pushCommands(doc, sayUpdate("hello"));
  const mine = wire.open(own("amy"), { doc });
  wire.say(mine, makeStep2Frame(Y.encodeStateAsUpdate(doc)));
  assert.equal(mine.number, undefined, "it is not registered yet");
  const asked: Map<number, number>[] = [];
  const socket = wire.socket;
  assert.equal(socket.closed, null);
  await it.settle();
  assert.equal((await it.said()).length, 1);
  for (const frame of wire.frames) {
    const { number, body } = format.splitFrame(frame);
    if (number === mine.number && body[0] === 0 && body[1] === 0) {
      asked.push(Y.decodeStateVector(body.subarray(3)));
    }
  }
  assert.equal(asked.length, 1);
  assert.equal(asked[0].get(doc.clientID), 1, "it has that already");
  assert.equal(doc.getArray("outbox").length, 0);
});

test("only a limited part of what is sent before a channel's registration is kept (SYNC-12)", async (it) => {
  const wire = new FakeWire(it.engine, { member: "amy" });
  const mine = wire.open(own("amy")), main = wire.open(roomDocument);
  const big = makeUpdateFrame(new Uint8Array(limits.update));
  for (let n = 0; n < 3; n++) wire.say(mine, big);
  assert.deepEqual(mine.closed, { code: 4413, reason: "too-large" });
  await it.settle();
  assert.equal(mine.number, undefined);
  assert.notEqual(main.number, undefined);
});

test("before registration a wire keeps no more for all channels than for one (SYNC-12)", async (it) => {
  const wire = new FakeWire(it.engine, { member: "amy" });
  const mine = wire.open(own("amy")), main = wire.open(roomDocument);
  const big = makeUpdateFrame(new Uint8Array(limits.update - 100));
  for (let n = 0; n < 2; n++) {
    wire.say(main, big);
    wire.say(mine, big);
  }
  assert.deepEqual(mine.closed, { code: 4413, reason: "too-large" });
  assert.equal(main.closed, undefined);
  await it.settle();
  const again = wire.open(own("amy"));
  for (let n = 0; n < 3; n++) wire.say(again, big);
  assert.equal(again.closed, undefined, "what was kept has been given back");
  const nothing = new Uint8Array();
  for (let n = 0; n < 10_000; n++) wire.say(again, nothing);
  const tooLarge = { code: 4413, reason: "too-large" };
  assert.deepEqual(again.closed, tooLarge, "nor any number of empty ones");
});

test("a wire sends one sign of life per renewal (SYNC-14)", async (it) => {
  const { wire, session, main, mine } = await wireOf(it, "amy");
  assert.ok(!main.messages.includes("awareness"));
  for (const heard of [session, main, mine]) heard.messages.length = 0;
  for (let turn = 0; turn < limits.renewalTurns; turn++) {
    it.engine.renew(turn);
  }
  assert.equal(wire.signs, 1);
  assert.deepEqual(session.messages, ["awareness"], "who is online");
  assert.deepEqual([main.messages, mine.messages], [[], []]);
});

test("a wire without channels for half a minute is closed, and no other (SYNC-11)", async (it) => {
  const idle = new FakeWire(it.engine, { member: "amy" });
  const used = await wireOf(it, "ben");
  await it.time.pass(limits.idleWire - 1000);
  const late = idle.open(roomDocument);
  await it.settle();
  await it.time.pass(limits.idleWire);
  assert.equal(idle.socket.closed, null);
  idle.close(late);
  await it.time.pass(limits.idleWire - 1000);
  assert.equal(idle.socket.closed, null);
  await it.time.pass(2000);
  assert.deepEqual(idle.socket.closed, { code: 1000, reason: "" });
  assert.equal(used.wire.socket.closed, null);
});

test("a stop closes all wires with 1012, including opening ones (SYNC-15)", async (it) => {
  const { wire, main } = await wireOf(it, "amy");
  const idle = new FakeWire(it.engine, { member: "ben" });
  await it.engine.stop();
  assert.deepEqual(main.closed, { code: 1012, reason: "restart" });
  for (const { socket } of [wire, idle]) {
    assert.deepEqual(socket.closed, { code: 1012, reason: "restart" });
  }
  const late = new FakeWire(it.engine, { member: "ben" });
  await it.time.pass(1);
  assert.deepEqual(late.socket.closed, { code: 1012, reason: "restart" });
});

const classOf34 = Array.from({ length: 34 }, (_, n) => `m${n}`);
testEngine(
  "a teacher's page holds one wire with thirty-four documents (SYNC-12)",
  {
    members: [...classOf34, "teacher"],
    authority: {
      ...sayAuthority,
      socketLimit: (who) => ({ key: who.member, max: 200 }),
      access: (_documents, { member }, document) =>
        document === own(member) ? "own" : "read",
    },
  },
  async (it) => {
    const wire = new FakeWire(it.engine, { member: "teacher" });
    const all = classOf34.map((member) => wire.open(own(member)));
    await it.settle();
    assert.deepEqual(new Set(all.map(({ number }) => number)).size, 34);
    assert.ok(all.every(({ messages }) => messages.includes("step2")));
    assert.equal(it.engine.figures().connections, 34);
    wire.socket.drop();
    assert.equal(it.engine.figures().connections, 0);
  },
);

test("a wire whose client breaks off the upgrade is forgotten (SYNC-11)", async (it) => {
  const socket = new FakeSocket();
  socket.readyState = WebSocket.CONNECTING;
  const who = { member: "amy" };
  const holder = { identify: () => Promise.reject(new Error("never")) };
  it.engine.connectWire(socket.asWebSocket, testSpace, who, holder);
  await it.time.pass(limits.opening + 1000);
  assert.notEqual(socket.closed, null);
  assert.equal(socket.onmessage, null, "nothing hangs on it");
});

// A page with a name has one wire: its earlier one does not count.
const elsewhere = "t/room";
const renewed = { code: 1012, reason: "renewed" };
const tooOften = { code: 4429, reason: "too-often" };

const given = {
  members: ["amy", "ben"],
  authority: {
    ...sayAuthority,
    socketLimit: ({ member }: { member: string }) => ({ key: member, max: 3 }),
  },
};

const testPages = (
  name: string,
  prove: (it: SimulatedEngine) => unknown,
) => testEngine(name, given, prove);

const pageWire = (
  it: SimulatedEngine,
  member: string,
  more: FakeClient,
  isValid?: () => Promise<boolean>,
) => new FakeWire(it.engine, { member }, isValid, more);

/** A page's wire that asks for all of its documents; its loss goes unnoticed. */
async function dial(it: SimulatedEngine, member: string, page: string | null) {
  const wire = pageWire(it, member, { page });
  await it.settle();
  const opened = [rootDocument, roomDocument, own(member)].map((name) =>
    wire.open(name)
  );
  await it.settle();
  return { wire, opened };
}

testPages(
  "a page from another network ends its old wire, and has all documents (SYNC-12)",
  async (it) => {
    let before = await dial(it, "amy", "page");
    for (let move = 0; move < 5; move++) {
      await it.settle(1000);
      const now = await dial(it, "amy", "page");
      assert.deepEqual(before.wire.socket.closed, renewed);
      assert.equal(now.wire.socket.closed, null);
      for (const { closed, messages } of now.opened) {
        assert.equal(closed, undefined);
        assert.ok(messages.includes("step2"));
      }
      before = now;
    }
    assert.equal(it.engine.figures().connections, 3);
  },
);

testPages(
  "late messages of an abandoned wire do not end the new one (SYNC-12)",
  async (it) => {
    const before = pageWire(it, "amy", { page: "page" });
    await it.settle(1000);
    const now = await dial(it, "amy", "page");
    before.open(rootDocument);
    await it.settle();
    assert.deepEqual(before.socket.closed, renewed);
    assert.equal(now.wire.socket.closed, null);
    assert.equal(it.engine.figures().connections, 3);
  },
);

testPages(
  "without a name, or under another, the earlier wires count (SYNC-12)",
  async (it) => {
    const nameless = await dial(it, "amy", null);
    for (const page of [null, "page"]) {
      const { opened } = await dial(it, "amy", page);
      for (const { closed } of opened) assert.deepEqual(closed, tooOften);
    }
    assert.equal(nameless.wire.socket.closed, null);
  },
);

testEngine(
  "a page that uses another's name ends no wire of theirs, or of another class (SYNC-12)",
  {
    ...given,
    authority: {
      ...given.authority,
      access: (documents, who, document) =>
        document === elsewhere
          ? "read"
          : sayAuthority.access(documents, who, document),
    },
  },
  async (it) => {
    const [other] = elsewhere.split("/");
    await it.engine.create(other, {});
    const there = pageWire(it, "amy", { page: "page", of: other });
    there.open(elsewhere);
    const amys = await dial(it, "amy", "page");
    const bens = await dial(it, "ben", "page");
    for (const wire of [there, amys.wire, bens.wire]) {
      assert.equal(wire.socket.closed, null);
    }
  },
);

testPages(
  "a member who returns while their old wire counts is not shown as gone (SYNC-14)",
  async (it) => {
    const awareness = new Awareness(new Y.Doc());
    const gone: unknown[] = [];
    awareness.on(
      "change",
      ({ removed }: { removed: number[] }) => gone.push(...removed),
    );
    const socket = new FakeSocket((frame) => {
      const message = readMessage(frame);
      if (message.kind !== "awareness") return;
      applyAwarenessUpdate(awareness, message.update, "server");
    });
    const isShown = () =>
      [...awareness.getStates().values()].some(({ member }) =>
        member === "amy"
      );
    it.connect("ben", rootDocument, socket);
    await it.settle();
    socket.say(makeStep1Frame(new Uint8Array([0])));
    await dial(it, "amy", "page");
    await it.settle(2 * limits.presenceTick);
    assert.ok(isShown());
    const answered = Promise.withResolvers<boolean>();
    const wire = pageWire(it, "amy", { page: "page" }, () => answered.promise);
    await it.settle();
    await it.settle(2 * limits.presenceTick);
    const { messages } = wire.open(rootDocument);
    await it.settle();
    await it.settle(2 * limits.presenceTick);
    answered.resolve(true);
    await it.settle();
    await it.settle(2 * limits.presenceTick);
    assert.ok(messages.includes("step2"));
    assert.ok(isShown());
    assert.deepEqual(gone, []);
    awareness.destroy();
  },
);

// Storms of openings, closings and requests of one person, on any number of wires (SYNC-12).

const talkers = ["amy", "mallory"];

const testStorm = (
  name: string,
  prove: (it: SimulatedEngine) => unknown,
) => testEngine(name, { members: talkers }, prove);

testStorm(
  "neither more wires nor new ones renew how many channels a person may open (SYNC-12)",
  async (it) => {
    let opened = 0;
    // The world's limit is 8, so 32 at once.
    for (let n = 0; n < 80; n++) {
      const wire = new FakeWire(it.engine, { member: "mallory" });
      const heard = wire.open(rootDocument);
      await it.settle();
      if (heard.number !== undefined) opened++;
      else assert.deepEqual(heard.closed, tooOften);
      wire.socket.drop();
      it.engine.renew();
    }
    assert.equal(opened, 32);
    const amy = new FakeWire(it.engine, { member: "amy" }).open(rootDocument);
    await it.settle(1000);
    const later = new FakeWire(it.engine, { member: "mallory" }).open(
      rootDocument,
    );
    await it.settle();
    for (const { number } of [amy, later]) assert.notEqual(number, undefined);
  },
);

testStorm(
  "a refused opening costs too, over all wires of a person",
  async (it) => {
    const attempt = async () => {
      const wire = new FakeWire(it.engine, { member: "mallory" });
      await it.settle();
      let tries = 0;
      for (; tries < 1000 && !wire.socket.closed; tries++) {
        wire.open(rootDocument);
      }
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
    const amy = new FakeWire(it.engine, { member: "amy" }).open(rootDocument);
    await it.settle();
    assert.notEqual(amy.number, undefined);
  },
);

for (const dependsOnItself of [false, true]) {
  const which = dependsOnItself ? "conversations" : "documents";
  testEngine(
    `a page with 200 ${which} gets all of them however often its connection is lost (SYNC-12)`,
    {
      members: talkers,
      authority: {
        ...sayAuthority,
        access: () => "read",
        dependsOnItself: () => dependsOnItself,
        socketLimit: ({ member }) => ({ key: member, max: 200 }),
      },
    },
    async (it) => {
      for (let lost = 0; lost < 6; lost++) {
        const wire = new FakeWire(it.engine, { member: "amy" });
        await it.settle();
        const heard = Array.from(
          { length: 200 },
          (_, n) => wire.open(`${testSpace}/room/${n}`),
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

testStorm(
  "opening wires share a person's channel budget (SYNC-12)",
  async (it) => {
    const wires = [];
    for (let n = 0; n < 3; n++) {
      wires.push(new FakeWire(it.engine, { member: "mallory" }));
      it.engine.renew();
    }
    await it.settle();
    let opened = 0;
    for (let n = 0; n < 100; n++) {
      const wire = wires[n % wires.length];
      const heard = wire.open(rootDocument);
      await it.settle();
      if (heard.closed) continue;
      opened++;
      wire.close(heard);
    }
    assert.equal(opened, 32);
  },
);

const storm = (name: string, ask: Uint8Array<ArrayBuffer>, most: number) =>
  testStorm(name, async (it) => {
    let asked = 0;
    const renewed = async () => {
      const wire = new FakeWire(it.engine, { member: "mallory" });
      const heard = wire.open(rootDocument);
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
  "neither more connections nor new ones renew a person's budget of presence questions (SYNC-12)",
  new Uint8Array([3]),
  // The budget that has refilled in four seconds.
  limits.personAsksBurst + 4 * limits.personAsksPerSecond,
);

storm(
  "a presence question counts by its length (SYNC-12)",
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

testStorm(
  "few short messages to a read-only document are inspected (SYNC-12)",
  async (it) => {
    const wire = new FakeWire(it.engine, { member: "mallory" });
    const heard = wire.open(roomDocument);
    await it.settle();
    const nothing = makeAwarenessFrame([]);
    const most = limits.unreadPerMinute / limits.updateLeast;
    for (let n = 0; n < most; n++) wire.say(heard, nothing);
    assert.equal(heard.closed, undefined);
    wire.say(heard, nothing);
    assert.deepEqual(heard.closed, { code: 4403, reason: "not-allowed" });
  },
);
