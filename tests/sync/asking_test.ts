/** The cost of requests (SYNC-12): lengths of frames, and answers per person over all sockets. */
import assert from "node:assert/strict";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { limits } from "../../sync/limits.ts";
import {
  makeAwarenessFrame,
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
  readMessage,
} from "../../sync/protocol.ts";
import { FakeSocket } from "./fake_socket.ts";
import {
  room,
  root,
  type SimulatedEngine,
  testEngine,
} from "./simulated_engine.ts";
import { authority, said, space } from "./world.ts";

const own = `${space}/member/mallory`;
type Bytes = Uint8Array<ArrayBuffer>;

/** Connects a socket, of Mallory by default, that counts its answers. */
async function connect(
  it: SimulatedEngine,
  document: string,
  member = "mallory",
) {
  const answers: Uint8Array[] = [];
  const socket = new FakeSocket((frame) => {
    const message = readMessage(frame);
    if (message.kind === "step2") answers.push(message.update);
  });
  it.connect(member, document, socket);
  await it.settle();
  // Over a wire the first answers its opening.
  answers.length = 0;
  return Object.assign(socket, { answers });
}

/** In the room amy has sent messages of 1 KiB; `stale` is the room before the last of them. */
function testMessages(
  name: string,
  messages: number,
  prove: (it: SimulatedEngine, stale: Y.Doc) => Promise<void>,
) {
  const stale = new Y.Doc(), text = "x".repeat(1024);
  const fill = (doc: Y.Doc) => {
    for (let n = 0; n < messages; n++) {
      said(doc).push([{ id: `${n}`, from: "amy", text }]);
    }
    Y.applyUpdate(stale, Y.encodeStateAsUpdate(doc));
    said(doc).push([{ id: "last", from: "amy", text }]);
  };
  const given = { members: ["amy", "mallory"], fill };
  testEngine(name, given, (it) => prove(it, stale));
}

/** The same without messages. */
const test = (name: string, prove: (it: SimulatedEngine) => Promise<void>) =>
  testMessages(name, 0, prove);

function strangers(count: number): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, count);
  for (let n = 0; n < count; n++) {
    encoding.writeVarUint(encoder, 2 ** 31 + n);
    encoding.writeVarUint(encoder, 1);
  }
  return encoding.toUint8Array(encoder);
}

const forAll = makeStep1Frame(new Uint8Array([0]));

/** Answers of a size that one person can have at once: a burst, and the free one. */
const mostOf = (size: number) => Math.ceil(limits.answersBurst / size) + 1;

const speak = (it: SimulatedEngine, id: string) =>
  it.engine.decide(space, [room], (tx) => {
    said(tx.doc(room)).push([{ id, from: "amy", text: "" }]);
  });

function received(answers: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  answers.forEach((update) => Y.applyUpdate(doc, update));
  return doc;
}

const state = (json: string) =>
  makeAwarenessFrame([{ client: 5, clock: 1, json }]);

test("an oversized frame, state vector or state is refused before it is read (SYNC-12)", async (it) => {
  const tooLong: Record<string, [document: string, frame: Bytes]> = {
    "a state vector": [room, makeStep1Frame(strangers(20_000))],
    "a state": [root, state(`"${"x".repeat(limits.ownState)}"`)],
    "a state of lists": [root, state("[".repeat(limits.ownState + 1))],
    "a frame of no known kind": [
      root,
      new Uint8Array(limits.frame + 1).fill(9),
    ],
    "an update to what she may only read": [
      room,
      makeUpdateFrame(new Uint8Array(limits.frame)),
    ],
    "an update": [own, makeUpdateFrame(new Uint8Array(limits.update + 1))],
    "a document": [own, makeStep2Frame(new Uint8Array(limits.ownDocument + 1))],
  };
  for (const [what, [document, frame]] of Object.entries(tooLong)) {
    const socket = await connect(it, document);
    socket.say(frame);
    const closed = { code: 4413, reason: "too-large" };
    assert.deepEqual(socket.closed, closed, what);
  }
});

test("a state vector with thousands of unknown clients is refused (SYNC-13, Y14)", async (it) => {
  const socket = await connect(it, room);
  socket.say(makeStep1Frame(strangers(5000)));
  assert.deepEqual(socket.closed, { code: 4400, reason: "malformed" });
});

test("a message with trailing bytes is malformed (SYNC-12)", async (it) => {
  const messages: Bytes[] = [
    makeUpdateFrame(Y.encodeStateAsUpdate(new Y.Doc())),
    makeStep2Frame(Y.encodeStateAsUpdate(new Y.Doc())),
    makeStep1Frame(new Uint8Array([0])),
    state("{}"),
    new Uint8Array([3]),
  ];
  for (const message of messages) {
    const socket = await connect(it, own);
    const padded = new Uint8Array(limits.frame);
    padded.set(message);
    socket.say(padded);
    assert.deepEqual(socket.closed, { code: 4400, reason: "malformed" });
  }
});

test("what honest clients send fits the limits, as does the echo of a full school (SYNC-12)", async (it) => {
  const everybody = Array.from({ length: 2000 }, (_, client) => ({
    client,
    clock: it.time.now,
    json: JSON.stringify({ member: `member${client}`, since: it.time.now }),
  }));
  const honest: [document: string, frame: Bytes][] = [
    [room, makeStep1Frame(strangers(limits.unknownClients))],
    [root, makeAwarenessFrame(everybody)],
    [root, state(JSON.stringify({ typing: "main", idle: true }))],
    [own, makeStep2Frame(Y.encodeStateAsUpdate(new Y.Doc()))],
  ];
  for (const [document, frame] of honest) {
    const socket = await connect(it, document);
    socket.say(frame);
    await it.settle();
    assert.equal(socket.closed, null);
  }
});

testMessages(
  "a client with nothing of a document gets the cached answer, whatever else it names (SYNC-12)",
  10,
  async (it) => {
    const socket = await connect(it, room);
    for (const known of [0, 1, 100]) {
      socket.say(makeStep1Frame(strangers(known)));
    }
    await it.settle();
    assert.equal(socket.answers.length, 3);
    const [first, ...rest] = socket.answers;
    // All of them are views of one frame.
    for (const each of rest) assert.equal(each.buffer, first.buffer);
  },
);

testMessages(
  "neither reconnecting nor more sockets renew a person's answer budget (SYNC-12)",
  2000,
  async (it, stale) => {
    // She has the first message only, so each answer is nearly whole.
    const [client] = stale.store.clients.keys();
    const encoder = encoding.createEncoder();
    for (const part of [1, client, 1]) encoding.writeVarUint(encoder, part);
    const ask = makeStep1Frame(encoding.toUint8Array(encoder));
    const size = 2000 * 1024;
    const most = Math.ceil(limits.answersBurst / size);
    let answered = 0;
    // Within the burst of openings.
    for (let n = 0; n < 12; n++) {
      const socket = await connect(it, room);
      for (let again = 0; again < 5; again++) socket.say(ask);
      await it.settle();
      assert.equal(socket.closed, null);
      answered += socket.answers.length;
      socket.drop();
    }
    assert.ok(answered <= most, `${answered} answers of 2 MB at once`);
    const waiting = await connect(it, room);
    for (let again = 0; again < 5; again++) waiting.say(ask);
    await it.settle(
      1000 * (limits.answersBurst + 2 * size) /
        limits.answersPerSecond,
    );
    assert.equal(waiting.closed, null);
    assert.ok(waiting.answers.length >= 1, "later, not lost");
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(stale));
    waiting.answers.forEach((update) => Y.applyUpdate(doc, update));
    assert.equal(said(doc).length, 2001);
  },
);

test("an answer counts for each client of the document, however short it is (SYNC-12, Y17)", async (it) => {
  const clients = limits.clientsPerDocument;
  const known = new Y.Doc();
  for (let n = 0; n < clients; n++) {
    known.clientID = 1000 + n;
    known.getMap("words").set("main", n);
  }
  const state = Y.encodeStateAsUpdate(known);
  await it.engine.decide(space, [own], (tx) => {
    Y.applyUpdate(tx.doc(own), state);
  });
  const socket = await connect(it, own);
  const ask = makeStep1Frame(Y.encodeStateVector(known));
  for (let n = 0; n < limits.asksBurst - 5; n++) socket.say(ask);
  await it.settle();
  assert.equal(socket.closed, null);
  const { length } = socket.answers;
  const most = mostOf(clients * limits.answerPerClient);
  assert.ok(length <= most, `${length} answers at once`);
  await it.settle(1000);
  assert.ok(socket.answers.length > length, "later, not lost");
});

test("more connections do not renew a person's awareness budget (SYNC-12, Y15)", async (it) => {
  const most = limits.personUnreadPerMinute / limits.updateLeast;
  const nothing = makeAwarenessFrame([]);
  let said = 0;
  for (let n = 0; n < 8; n++) {
    const socket = await connect(it, room);
    while (!socket.closed) {
      socket.say(nothing);
      said++;
    }
    assert.equal(socket.closed.code, 4403);
  }
  assert.ok(said <= most + 8, `${said} messages`);
});

test("changing an own document gives no faster full answers than partial ones (SYNC-12)", async (it) => {
  const socket = await connect(it, own);
  const size = 1024 * 1024, rounds = 12;
  const change = (name: string, to: string) =>
    it.engine.decide(space, [own], (tx) => {
      tx.doc(own).getMap("words").set(name, to);
    });
  // More than one commit holds.
  for (const half of ["one", "other"]) {
    await change(half, "x".repeat(size / 2));
  }
  for (let n = 0; n < rounds; n++) {
    await change("short", `${n}`);
    socket.say(forAll);
    await it.settle();
  }
  const { length } = socket.answers;
  assert.ok(length <= mostOf(size), `${length} answers of 1 MiB at once`);
  await it.settle(rounds * 1000);
  assert.equal(socket.closed, null);
  assert.ok(socket.answers.length > length, "later, not lost");
});

testMessages(
  "a changing room is encoded no faster for full requests than for partial ones (SYNC-12)",
  1024,
  async (it) => {
    const sockets = [await connect(it, room), await connect(it, room)];
    const rounds = 15, made = new Set<ArrayBufferLike>();
    for (let n = 0; n < rounds; n++) {
      await speak(it, `${n}`);
      for (const socket of sockets) socket.say(forAll);
      await it.settle();
      const answers = sockets.flatMap(({ answers }) => answers);
      for (const { buffer } of answers) made.add(buffer);
    }
    const most = mostOf(1024 * 1024);
    assert.ok(made.size <= most, `${made.size} answers of 1 MiB made at once`);
    await it.settle(rounds * 1000);
    for (const { answers, closed } of sockets) {
      assert.equal(closed, null);
      assert.equal(
        said(received(answers)).length,
        1025 + rounds,
        "later, not lost",
      );
    }
  },
);

const joiners = Array.from({ length: 30 }, (_, n) => `joiner${n}`);
testEngine(
  "thirty students who join at once while one writes get everything at once (SYNC-12)",
  {
    members: ["amy", ...joiners],
    fill: (doc) => {
      said(doc).push([{ id: "0", from: "amy", text: "x".repeat(500_000) }]);
    },
  },
  async (it) => {
    for (let load = 0; load < 3; load++) {
      for (const [n, member] of joiners.entries()) {
        await speak(it, `${load} ${n}`);
        const socket = await connect(it, room, member);
        socket.say(forAll);
        await it.settle();
        const { length } = said(received(socket.answers));
        assert.equal(length, 1 + load * joiners.length + n + 1);
      }
    }
  },
);

const conversations = Array.from(
  { length: 200 },
  (_, n) => `${space}/conversation/${n}`,
);
testEngine(
  "a teacher's first view of 200 changing conversations loads at once (SYNC-12)",
  {
    members: ["amy", "teacher"],
    authority: {
      ...authority,
      access: () => "read",
      socketLimit: ({ member }) => ({ key: member, most: 250 }),
    },
  },
  async (it) => {
    const write = (text: string) =>
      Promise.all(
        conversations.map((name) =>
          it.engine.decide(space, [name], (tx) => {
            said(tx.doc(name)).push([{ id: "", from: "amy", text }]);
          })
        ),
      );
    await write("x".repeat(100_000));
    // Folding the log later would make the answers too.
    await it.engine.purge(space);
    await write("less");
    for (const name of conversations) {
      (await connect(it, name, "amy")).say(forAll);
    }
    await it.settle(limits.remade);
    await write("more");
    const sockets = [];
    for (const name of conversations) {
      const socket = await connect(it, name, "teacher");
      socket.say(forAll);
      sockets.push(socket);
    }
    await it.settle();
    for (const { answers, closed } of sockets) {
      assert.deepEqual([closed, answers.length], [null, 1]);
    }
  },
);

testMessages(
  "eight devices that lose the wifi ten times a minute are answered at once (SYNC-12)",
  200,
  async (it, stale) => {
    const ask = makeStep1Frame(Y.encodeStateVector(stale));
    for (let loss = 0; loss < 10; loss++) {
      const sockets = [];
      for (let n = 0; n < 8; n++) sockets.push(await connect(it, room));
      for (const socket of sockets) socket.say(ask);
      await it.settle();
      for (const { closed, answers } of sockets) {
        assert.deepEqual([closed, answers.length], [null, 1]);
      }
      sockets.forEach((socket) => socket.drop());
      await it.settle(6000);
    }
  },
);
