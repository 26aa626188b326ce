import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { joiningSteps } from "../../sync/cost.ts";
import { deletableRoots } from "../../sync/guard.ts";
import { limits } from "../../sync/limits.ts";
import { writeReceipt } from "../../sync/outbox.ts";
import { makeStep2Frame, makeUpdateFrame } from "../../sync/protocol.ts";
import { Refusal } from "../../sync/refusal.ts";
import { Replica } from "../../sync/space/loaded_documents.ts";
import { MemberBudget } from "../../sync/space/member_budgets.ts";
import { TokenBucket } from "../../sync/token_bucket.ts";
import type { FakeSocket } from "./fake_socket.ts";
import { buildUpdate, nullsStruct, type UpdateParts } from "./forge.ts";
import {
  roomDocument,
  type SimulatedEngine,
  testEngine,
} from "./simulated_engine.ts";
import {
  pushCommands,
  sayAuthority,
  sayUpdate,
  type TestMember,
  testSpace,
} from "./world.ts";

/*
 * The cost of many legal updates at once (SYNC-12, SYNC-13): a batch holds up the whole server, so its work is counted.
 */

type Bytes = Uint8Array<ArrayBuffer>;

const many = <T>(length: number, make: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => make(n));
const updateOf = (parts: Partial<UpdateParts>): Bytes =>
  buildUpdate({ sections: [], deletions: [], ...parts });
const nothing = Y.encodeStateAsUpdate(new Y.Doc()) as Bytes;

/** Registers a test of an engine with members `m0` and so on. */
const testMembers = (
  name: string,
  members: number,
  prove: (it: SimulatedEngine) => Promise<void>,
  rules = sayAuthority,
) =>
  testEngine(name, {
    members: many(members, (n) => `m${n}`),
    authority: rules,
  }, prove);

const test = (name: string, prove: (it: SimulatedEngine) => Promise<void>) =>
  testMembers(name, 1, prove);

const own = (n = 0) => `${testSpace}/member/m${n}`;

async function connect(it: SimulatedEngine, count: number) {
  const sockets = many(count, (n) => it.connect(`m${n}`, own(n)));
  await it.settle();
  return sockets;
}

const speakers = async (it: SimulatedEngine) =>
  (await it.said()).map(({ from }) => from);

test("a long waiting outbox is not read again for each later update (SYNC-12)", async (it) => {
  const [socket] = await connect(it, 1);
  socket.say(makeStep2Frame(nothing));
  const structs = [nullsStruct(10_000)];
  const sections = [{ client: 5, clock: 0, structs }];
  socket.say(makeUpdateFrame(updateOf({ sections })));
  await it.settle();
  let reads = 0;
  await it.read(own(), (doc) => {
    const outbox = doc.getArray("outbox");
    assert.ok(outbox.length > 9000, "it waits");
    const elements = outbox.toArray();
    Object.assign(outbox, {
      toArray: () => (reads += elements.length, elements),
      *[Symbol.iterator]() {
        for (const each of elements) yield (reads++, each);
      },
    });
  });
  for (let n = 0; n < 1000; n++) socket.say(makeUpdateFrame(nothing));
  await it.settle();
  assert.equal(socket.closed, null);
  assert.ok(reads < 1000, `${reads} elements were read`);
});

let asked = 0;
testMembers(
  "a command whose documents are loading is decided once, however many updates arrive (SYNC-12)",
  1,
  async (it) => {
    const [socket] = await connect(it, 1);
    const own = new Y.Doc();
    pushCommands(own, sayUpdate("hello"));
    socket.say(makeStep2Frame(Y.encodeStateAsUpdate(own)));
    for (let n = 0; n < 1000; n++) socket.say(makeUpdateFrame(nothing));
    await it.settle();
    assert.deepEqual(await speakers(it), ["m0"]);
    assert.ok(asked > 0 && asked < 10, `asked ${asked} times`);
  },
  {
    ...sayAuthority,
    neededDocuments: (
      ...args
    ) => (asked++, sayAuthority.neededDocuments(...args)),
  },
);

testMembers(
  "a sender of costly updates is cut off before all of them are processed (SYNC-13)",
  2,
  async (it) => {
    const [socket, other] = await connect(it, 2);
    for (const each of [socket, other]) each.say(makeStep2Frame(nothing));
    const structs = [nullsStruct(200_000)];
    const sections = [{ client: 5, clock: 0, structs }];
    socket.say(makeUpdateFrame(updateOf({ sections })));
    await it.settle(20_000);
    // Each cuts the long one ten times near its beginning.
    const cuts = many(1000, (n) =>
      updateOf({
        deletions: [{
          client: 5,
          ranges: many(5, (k): [number, number] => [1 + 10 * n + 2 * k, 1]),
        }],
      }));
    let applied = 0;
    const { fate } = it.store;
    it.store.fate = (_space, { updates }) => {
      for (const [, update] of updates) {
        const { ds } = Y.decodeUpdate(update);
        for (const ranges of ds.clients.values()) applied += ranges.length;
      }
      return "pass";
    };
    for (const cut of cuts) socket.say(makeUpdateFrame(cut));
    const own = new Y.Doc();
    pushCommands(own, sayUpdate("not slowed"));
    other.say(makeUpdateFrame(Y.encodeStateAsUpdate(own) as Bytes));
    await it.settle();
    it.store.fate = fate;
    assert.deepEqual(socket.closed, { code: 4429, reason: "too-often" });
    assert.ok(applied > 0 && applied < 500, `${applied} cuts were made`);
    assert.equal(other.closed, null);
    assert.deepEqual(await speakers(it), ["m1"]);
  },
);

const chain = (from: number, count: number, nullsEach: number): Bytes =>
  updateOf({
    sections: [{
      client: 5,
      clock: from,
      structs: many(count, (n) => {
        const before = from + n * nullsEach - 1;
        return nullsStruct(
          nullsEach,
          before < 0 ? undefined : { origin: [5, before] },
        );
      }),
    }],
  });

test("refused updates count, because they were inspected (SYNC-13)", async (it) => {
  const [socket] = await connect(it, 1);
  socket.say(makeStep2Frame(nothing));
  // Merging them costs more than an update may.
  const costly = chain(0, 1000, 9);
  const parts = { structs: 1000, elements: 9000, joinable: 0 };
  assert.ok(joiningSteps(parts) > limits.steps);
  for (let n = 0; n < 20; n++) socket.say(makeUpdateFrame(costly));
  const hello = Y.encodeStateAsUpdate(saying("hello")) as Bytes;
  socket.say(makeUpdateFrame(hello));
  await it.settle();
  assert.deepEqual(socket.closed, { code: 4413, reason: "too-large" });
  assert.deepEqual(await speakers(it), []);
});

test("merges at the end of a batch are bounded per batch (SYNC-13)", async (it) => {
  const [socket] = await connect(it, 1);
  socket.say(makeStep2Frame(nothing));
  const commits: number[] = [];
  it.store.fate = (_space, { updates }) => {
    const added = updates.flatMap(([, update]) =>
      Y.decodeUpdate(update).structs.map(({ length }) => length)
    );
    commits.push(added.reduce((sum, length) => sum + length, 0));
    return "pass";
  };
  for (let at = 0; at < 10_000; at += 200) {
    socket.say(makeUpdateFrame(chain(at, 200, 1)));
  }
  await it.settle();
  assert.equal(socket.closed, null, "later, not refused");
  assert.equal(commits.reduce((sum, each) => sum + each, 0), 10_000);
  for (const each of commits) {
    const parts = { structs: each, elements: each, joinable: each };
    assert.ok(joiningSteps(parts) <= limits.steps);
  }
});

test("the smallest updates count, and only a limited number waits (SYNC-12)", async (it) => {
  const [socket] = await connect(it, 1);
  socket.say(makeStep2Frame(nothing));
  let sent = 0;
  while (socket.closed === null && sent < 100_000) {
    socket.say(makeUpdateFrame(nothing));
    sent++;
  }
  assert.deepEqual(socket.closed, { code: 4429, reason: "too-often" });
  assert.ok(sent < 30_000, `${sent} of two bytes were kept`);
});

testMembers(
  "updates waiting for the budget are bounded per member, and released (SYNC-12)",
  2,
  async (it) => {
    // Of the same outbox, from eight devices: each may wait, but not all.
    const devices: FakeSocket[] = [];
    for (let n = 0; n < 8; n++) devices.push(...await connect(it, 1));
    const own = new Y.Doc();
    pushCommands(own, ...many(90, () => sayUpdate("x".repeat(4000))));
    const update = Y.encodeStateAsUpdate(own) as Bytes;
    for (const device of devices) device.say(makeStep2Frame(update));
    const cut = devices.filter(({ closed }) => closed?.code === 4429);
    const most = limits.bytesBurst + limits.ownDocument + limits.buffered;
    const fit = Math.floor(most / update.length);
    assert.equal(devices.length - cut.length, fit);
    await it.settle(60_000);
    assert.equal((await speakers(it)).length, 90);
    for (const device of devices) device.drop();
    const [again] = await connect(it, 1);
    again.say(makeStep2Frame(update));
    again.say(makeUpdateFrame(Y.encodeStateAsUpdate(saying("on")) as Bytes));
    await it.settle(60_000);
    assert.equal(again.closed, null);
    assert.equal((await speakers(it)).length, 91);
  },
);

test("many clients in a document are not refused for arriving at once (SYNC-13)", async (it) => {
  const [socket] = await connect(it, 1);
  socket.say(makeStep2Frame(nothing));
  const most = limits.clientsPerDocument, each = limits.clientsPerUpdate;
  for (let first = 1; first <= most; first += each) {
    const sections = many(each, (n) => ({
      client: first + n,
      clock: 0,
      structs: [nullsStruct(1, { parent: "read", key: `${first + n}` })],
    }));
    socket.say(makeUpdateFrame(updateOf({ sections })));
  }
  await it.settle();
  assert.deepEqual(socket.closed, { code: 4400, reason: "malformed" });
  const clients = await it.read(own(), (doc) => doc.store.clients.size);
  const fit = Math.floor(most / each) * each;
  assert.ok(clients >= fit && clients <= fit + 1, `${clients} clients`);
});

function saying(text: string): Y.Doc {
  const doc = new Y.Doc();
  pushCommands(doc, sayUpdate(text));
  return doc;
}

const lengthOf = (it: SimulatedEngine, n: number) =>
  it.read(own(n), (doc) => Y.encodeStateAsUpdate(doc).length);

test("a burst within the size limit is accepted, and a second device gets in (SYNC-12)", async (it) => {
  const [socket] = await connect(it, 1);
  socket.say(makeStep2Frame(nothing));
  const own = new Y.Doc();
  for (let n = 0; n < 7; n++) {
    const known = Y.encodeStateVector(own);
    own.getMap("read").set(`mark${n}`, "x".repeat(90_000));
    const update = Y.encodeStateAsUpdate(own, known);
    socket.say(makeUpdateFrame(update as Bytes));
  }
  await it.settle(20_000);
  assert.deepEqual(socket.closed, { code: 4413, reason: "too-large" });
  const length = await lengthOf(it, 0);
  assert.ok(length > 400_000 && length <= limits.ownDocument, `${length}`);
  const [second] = await connect(it, 1);
  second.say(makeStep2Frame(nothing));
  second.say(makeUpdateFrame(Y.encodeStateAsUpdate(saying("hello")) as Bytes));
  await it.settle(20_000);
  assert.equal(second.closed, null);
  assert.deepEqual(await speakers(it), ["m0"]);
});

test("an honest outbox is accepted at any speed, because decided commands stop counting (SYNC-12)", async (it) => {
  const [socket] = await connect(it, 1);
  socket.say(makeStep2Frame(nothing));
  const own = new Y.Doc();
  const commands = many(140, () => sayUpdate("x".repeat(4000)));
  for (const command of commands) {
    const known = Y.encodeStateVector(own);
    pushCommands(own, command);
    const update = Y.encodeStateAsUpdate(own, known);
    socket.say(makeUpdateFrame(update as Bytes));
  }
  await it.settle(60_000);
  assert.equal(socket.closed, null);
  assert.equal((await speakers(it)).length, commands.length);
});

testMembers(
  "an oversized document admits its member, and refuses only growth (SYNC-12)",
  2,
  async (it) => {
    // A document as an older version left it.
    const own = new Y.Doc();
    const marks = many(7, (n) => `mark${n}`);
    for (const mark of marks) own.getMap("read").set(mark, "x".repeat(90_000));
    for (const n of [0, 1]) {
      const document = `${testSpace}/member/m${n}`;
      await it.engine.decide(testSpace, [document], (tx) => {
        Y.applyUpdate(tx.doc(document), Y.encodeStateAsUpdate(own));
      });
      assert.ok(await lengthOf(it, n) > 600_000);
    }
    const [socket, another] = await connect(it, 2);
    const known = Y.encodeStateVector(own);
    socket.say(makeStep2Frame(Y.encodeStateAsUpdate(own, known) as Bytes));
    own.getMap("read").set(marks[0], "short");
    pushCommands(own, sayUpdate("I am back"));
    const update = Y.encodeStateAsUpdate(own, known);
    socket.say(makeUpdateFrame(update as Bytes));
    await it.settle(20_000);
    assert.equal(socket.closed, null);
    assert.deepEqual(await speakers(it), ["m0"]);
    assert.ok(await lengthOf(it, 0) <= limits.ownDocument);
    const grown = new Y.Doc();
    for (let n = 0; n < 4; n++) {
      const before = Y.encodeStateVector(grown);
      grown.getMap("read").set(`more${n}`, "y".repeat(90_000));
      const update = Y.encodeStateAsUpdate(grown, before) as Bytes;
      another.say(n === 0 ? makeStep2Frame(update) : makeUpdateFrame(update));
    }
    await it.settle(20_000);
    assert.deepEqual(another.closed, { code: 4413, reason: "too-large" });
    assert.ok(await lengthOf(it, 1) <= limits.ownDocument);
  },
);

test("a full document is not measured for each update (SYNC-12)", async (it) => {
  const [socket] = await connect(it, 1);
  socket.say(makeStep2Frame(nothing));
  const own = new Y.Doc();
  const read = own.getMap("read");
  const send = (key: string, value: string) => {
    const known = Y.encodeStateVector(own);
    read.set(key, value);
    const update = Y.encodeStateAsUpdate(own, known);
    socket.say(makeUpdateFrame(update as Bytes));
  };
  const least = limits.ownDocument - 80;
  send("first", "x".repeat(limits.update - 100));
  send("second", "x".repeat(least - limits.update));
  send("third", "x");
  await it.settle(20_000);
  let measured = 0;
  await it.read(`${testSpace}/member/m0`, ({ share }) => {
    const roots = share.keys.bind(share);
    // Only measuring goes through all roots.
    share.keys = () => (measured++, roots());
  });
  // Each in a batch of its own, so that the document has changed since.
  for (let n = 0; n < 1000 && socket.closed === null; n++) {
    send("third", "x");
    await it.settle();
  }
  assert.ok(measured > 0 && measured < 100, `measured ${measured} times`);
});

testMembers(
  "three thousand members at once are handled in as many batches as needed (SYNC-6)",
  3000,
  async (it) => {
    const sockets = await connect(it, 3000);
    for (const socket of sockets) {
      const own = new Y.Doc();
      pushCommands(own, sayUpdate("here"));
      socket.say(makeStep2Frame(Y.encodeStateAsUpdate(own)));
    }
    await it.settle();
    await it.settle();
    assert.equal(sockets.filter(({ closed }) => closed !== null).length, 0);
    assert.equal(new Set(await speakers(it)).size, 3000);
    const most = Math.max(...it.store.made.map(({ length }) => length));
    // A command's own documents may come on top.
    assert.ok(most <= limits.logDocuments + 2, `${most} in one commit`);
  },
);

const amysOwn = `${testSpace}/member/amy`;

/** `say` has a burst of two and one a second; `note` has no pace. */
const paced: Authority<TestMember> = {
  ...sayAuthority,
  neededDocuments: () => [roomDocument],
  paceOf(document, command) {
    if (command.kind !== "say") return null;
    const key = document.split("/")[2];
    return { lane: "talk", uses: [{ key, amount: 1, perSecond: 1, burst: 2 }] };
  },
  decide(tx, document, command) {
    if (command.text === "refuse") throw new Refusal("muted");
    const kind = command.kind === "note" ? "say" : command.kind;
    sayAuthority.decide(tx, document, { ...command, kind });
  },
};

class Device {
  readonly socket: FakeSocket;

  constructor(readonly world: SimulatedEngine, readonly doc = new Y.Doc()) {
    this.socket = world.connect("amy", amysOwn);
  }

  async enter(): Promise<void> {
    await this.world.settle();
    this.socket.say(makeStep2Frame(Y.encodeStateAsUpdate(this.doc) as Bytes));
    await this.world.settle();
  }

  send(...commands: unknown[]): void {
    const known = Y.encodeStateVector(this.doc);
    pushCommands(this.doc, ...commands);
    const update = Y.encodeStateAsUpdate(this.doc, known) as Bytes;
    this.socket.say(makeUpdateFrame(update));
  }
}

const texts = async (world: SimulatedEngine) =>
  (await world.said()).map(({ text }) => text);

const waiting = (world: SimulatedEngine) =>
  world.read(amysOwn, (doc) => doc.getArray("outbox").length);

function testPace(
  name: string,
  prove: (world: SimulatedEngine) => Promise<void>,
  authority = paced,
) {
  testEngine(name, { members: ["amy"], authority }, prove);
}

const manySays = (length: number, from = 1) =>
  Array.from({ length }, (_, n) => sayUpdate(String(n + from)));
const note = (text: string) => ({ ...sayUpdate(text), kind: "note" });
const upTo = (last: number) =>
  Array.from({ length: last }, (_, n) => String(n + 1));

testPace(
  "commands over the pace wait in the outbox, and are decided later in order (SYNC-12, SYNC-4)",
  async (world) => {
    const amy = new Device(world);
    await amy.enter();
    amy.send(...manySays(6));
    await world.settle();
    assert.deepEqual(await texts(world), upTo(2));
    assert.equal(await waiting(world), 4);
    await world.settle(1000);
    assert.deepEqual(await texts(world), upTo(3));
    await world.settle(3100);
    assert.deepEqual(await texts(world), upTo(6));
    assert.equal(await waiting(world), 0);
    assert.equal(amy.socket.closed, null);
  },
);

testPace(
  "unpaced commands pass the waiting ones, sent before or after (SYNC-12)",
  async (world) => {
    const amy = new Device(world);
    await amy.enter();
    amy.send(...manySays(4), note("a"), ...manySays(2, 5), note("b"));
    await world.settle();
    assert.deepEqual(await texts(world), ["1", "2", "a", "b"]);
    assert.equal(await waiting(world), 4);
    // Long before a waiting command is due.
    amy.send(note("c"));
    await world.settle(1);
    assert.deepEqual(await texts(world), ["1", "2", "a", "b", "c"]);
    amy.send(sayUpdate("7"));
    amy.send(note("d"));
    await world.settle();
    await world.settle(10);
    assert.deepEqual((await texts(world)).at(-1), "d");
    await world.settle(6000);
    const words = (await texts(world)).filter((it) => /\d/.test(it));
    assert.deepEqual(words, upTo(7));
  },
);

testPace(
  "reconnecting, a second device and a lost cache neither renew the pace nor lose commands (SYNC-12)",
  async (world) => {
    const amy = new Device(world);
    await amy.enter();
    amy.send(...manySays(4));
    await world.settle();
    amy.socket.drop();
    const again = new Device(world, amy.doc);
    await again.enter();
    const other = new Device(world);
    await other.enter();
    other.send(sayUpdate("other"));
    await world.settle();
    assert.deepEqual(await texts(world), upTo(2));
    again.socket.drop();
    other.socket.drop();
    await world.settle(3100);
    assert.deepEqual(
      (await texts(world)).toSorted(),
      [...upTo(4), "other"].toSorted(),
    );
  },
);

testPace(
  "a refused command costs no pace, and a repeated decision is refunded (SYNC-12)",
  async (world) => {
    const amy = new Device(world);
    await amy.enter();
    amy.send(
      ...Array.from({ length: 20 }, () => sayUpdate("refuse")),
      sayUpdate("1"),
    );
    await world.settle();
    assert.deepEqual(await texts(world), ["1"]);
    let lost = 3;
    world.store.fate = () => lost-- > 0 ? "race" : "pass";
    amy.send(sayUpdate("2"));
    await world.settle();
    assert.deepEqual(await texts(world), ["1", "2"]);
  },
);

let read = 0;
testPace(
  "hundreds of waiting commands are not read again for each later update (SYNC-12)",
  async (world) => {
    const amy = new Device(world);
    await amy.enter();
    amy.send(...manySays(1000));
    await world.settle(20_000);
    assert.ok(read > 0, "they are read here");
    read = 0;
    for (let n = 0; n < 500; n++) {
      amy.socket.say(
        makeUpdateFrame(Y.encodeStateAsUpdate(new Y.Doc()) as Bytes),
      );
    }
    await world.settle();
    assert.ok(read < 3000, `${read} commands were read`);
  },
  { ...paced, paceOf: (...args) => (read++, paced.paceOf!(...args)) },
);

Deno.test("a clock that is set back delays nobody and grants nothing twice (SYNC-12)", () => {
  const time = { now: 1_000_000_000 };
  const budget = new TokenBucket(10, 100, () => time.now);
  assert.ok(budget.take(100));
  time.now -= 3_600_000;
  assert.equal(budget.msUntil(1), 100);
  time.now += 1000;
  assert.ok(budget.take(10));
  assert.ok(!budget.take(1));
  time.now += 3_600_000;
  assert.ok(budget.take(100));
  assert.ok(!budget.take(1), "no more than the burst");
});

Deno.test("budgets of peer rooms are created once, at the first message (SYNC-12)", () => {
  let made = 0;
  const member = new MemberBudget(() => made++);
  const before = made;
  const { signals } = member;
  assert.equal(made, before + 3);
  assert.equal(member.signals, signals);
  assert.equal(made, before + 3);
});

Deno.test("server-written roots do not count, also in a document that was just loaded (SYNC-12)", () => {
  const doc = new Y.Doc();
  pushCommands(doc, sayUpdate("x".repeat(1000)));
  doc.getMap("read").set("main", "y".repeat(100));
  doc.getMap("submissions").set("s", { comment: "z".repeat(100_000) });
  doc.getArray("answers").push(["z".repeat(100_000)]);
  const replica = new Replica(1, [Y.encodeStateAsUpdate(doc)]);
  const size = replica.measure(deletableRoots);
  assert.ok(size > 1100 && size < 2000, `${size} bytes`);
  assert.equal(replica.doc.getArray("answers").length, 1);
  assert.equal(replica.doc.getMap("submissions").size, 1);
  assert.equal(replica.measure(deletableRoots), size);
});

Deno.test("receipts count bytes in every alphabet, and keep the newest text (SYNC-12)", () => {
  const doc = new Y.Doc();
  const refusal = new Refusal("chat-paused", { reason: "by-the-teacher" });
  const commands = Array.from(
    { length: 200 },
    () => sayUpdate("字".repeat(4000)),
  );
  for (const [at, command] of commands.entries()) {
    writeReceipt(doc, command.id, command, refusal, at);
  }
  const size = Y.encodeStateAsUpdate(doc).length;
  assert.ok(size < 1.1 * limits.receiptsBytes, `${size} bytes`);
  const receipts = doc.getMap<{ command?: unknown }>("receipts");
  assert.equal(receipts.size, limits.receipts);
  const newest = commands.slice(-10);
  for (const command of newest) {
    assert.deepEqual(receipts.get(command.id)?.command, command);
  }
});
