/**
 * S12, S13: what many updates at once may cost, each of which may be sent: the whole server waits for as long as a
 * batch takes. How long that is is not measured here, but what it comes from is counted.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { joining } from "../../sync/cost.ts";
import { limits } from "../../sync/limits.ts";
import { MemoryStore } from "./memory_store.ts";
import { step2Frame, updateFrame } from "../../sync/protocol.ts";
import { Replica } from "../../sync/space/replica.ts";
import { Sync } from "../../sync/sync.ts";
import { Random } from "../random.ts";
import { FakeSocket } from "./fake_socket.ts";
import { FaultyStore } from "./faulty_store.ts";
import { build, nulls, type Parts } from "./forge.ts";
import { Stage } from "./stage.ts";
import { authority, push, said, say, space, type Who } from "./world.ts";

const root = `${space}/session`, room = `${space}/room/main`;
type Bytes = Uint8Array<ArrayBuffer>;

const many = <T>(length: number, make: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => make(n));
const updateOf = (parts: Partial<Parts>): Bytes =>
  build({ sections: [], deletions: [], ...parts });
const nothing = Y.encodeStateAsUpdate(new Y.Doc()) as Bytes;

/** An engine with so many members, `m0` and so on. */
class Class {
  readonly stage = new Stage(new Random(1));
  readonly store = new FaultyStore(new MemoryStore());
  readonly reports: string[] = [];
  readonly engine = new Sync<Who>({
    store: this.store,
    authority,
    clock: () => this.stage.now,
    report: (what, error) => this.reports.push(`${what}: ${error}`),
  });

  constructor(readonly members: number) {}

  async open(): Promise<void> {
    await this.engine.create(space, {
      [root]: (doc) => {
        for (let n = 0; n < this.members; n++) {
          doc.getMap("members").set(`m${n}`, "in");
        }
      },
      [room]: () => {},
    });
  }

  /** Connects members to their own documents. */
  async connect(count: number): Promise<FakeSocket[]> {
    const sockets = many(count, (n) => {
      const socket = new FakeSocket();
      const own = `${space}/member/m${n}`;
      this.engine.connect(socket.asWebSocket, { member: `m${n}` }, own, null);
      return socket;
    });
    await this.settle();
    return sockets;
  }

  /** Lets all happen that can within so many ms. */
  settle(ms = 0): Promise<void> {
    return this.stage.settle(
      ms,
      () => this.engine.read(space, [root], () => {}),
    );
  }

  /** What has been said, by whom. */
  said(): Promise<string[]> {
    return this.engine.read(
      space,
      [room],
      ({ doc }) => said(doc(room)).toArray().map(({ from }) => from),
    );
  }
}

function test(name: string, members: number, prove: (it: Class) => unknown) {
  Deno.test(name, async () => {
    const it = new Class(members);
    const giveBack = it.stage.takeTimers();
    try {
      await it.open();
      await prove(it);
      assert.deepEqual(it.reports, []);
    } finally {
      await it.engine.stop();
      giveBack();
    }
  });
}

/** Runs this with other limits. */
async function within(
  others: Partial<Record<keyof typeof limits, number>>,
  act: () => Promise<void>,
): Promise<void> {
  const usual = { ...limits };
  Object.assign(limits, others);
  try {
    await act();
  } finally {
    Object.assign(limits, usual);
  }
}

test(
  "S12: a long outbox that has to wait is not read again for each update that comes meanwhile",
  1,
  async (it) => {
    const [socket] = await it.connect(1);
    socket.say(step2Frame(nothing));
    const structs = [nulls(10_000)];
    const sections = [{ client: 5, clock: 0, structs }];
    socket.say(updateFrame(updateOf({ sections })));
    await it.settle();
    const reads = { count: 0 };
    const { toArray, [Symbol.iterator]: iterator } = Y.Array.prototype;
    Y.Array.prototype.toArray = function () {
      reads.count += this.length;
      return toArray.call(this);
    };
    Y.Array.prototype[Symbol.iterator] = function* () {
      for (const each of { [Symbol.iterator]: () => iterator.call(this) }) {
        reads.count++;
        yield each;
      }
      return undefined;
    };
    try {
      for (let n = 0; n < 1000; n++) socket.say(updateFrame(nothing));
      await it.settle();
    } finally {
      Object.assign(Y.Array.prototype, { toArray });
      Y.Array.prototype[Symbol.iterator] = iterator;
    }
    assert.equal(socket.closed, null);
    assert.ok(reads.count < 1000, `${reads.count} elements were read`);
  },
);

test(
  "S12: a command whose documents are not loaded yet is asked once for them, however many updates come meanwhile",
  1,
  async (it) => {
    const asked = { count: 0 };
    const { needs } = authority;
    authority.needs = (...args) => (asked.count++, needs(...args));
    try {
      const [socket] = await it.connect(1);
      const own = new Y.Doc();
      push(own, say("hello"));
      socket.say(step2Frame(Y.encodeStateAsUpdate(own)));
      for (let n = 0; n < 1000; n++) socket.say(updateFrame(nothing));
      await it.settle();
    } finally {
      authority.needs = needs;
    }
    assert.deepEqual(await it.said(), ["m0"]);
    assert.ok(asked.count < 10, `asked ${asked.count} times`);
  },
);

test(
  "S13: who has sent what costs far more than it is long is cut off before all of it is done",
  2,
  async (it) => {
    const [socket, other] = await it.connect(2);
    for (const each of [socket, other]) each.say(step2Frame(nothing));
    const structs = [nulls(200_000)];
    const sections = [{ client: 5, clock: 0, structs }];
    socket.say(updateFrame(updateOf({ sections })));
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
    for (const cut of cuts) socket.say(updateFrame(cut));
    const own = new Y.Doc();
    push(own, say("not slowed"));
    other.say(updateFrame(Y.encodeStateAsUpdate(own) as Bytes));
    await it.settle();
    it.store.fate = fate;
    assert.deepEqual(socket.closed, { code: 4429, reason: "too-often" });
    assert.ok(applied > 0 && applied < 500, `${applied} cuts were made`);
    assert.equal(other.closed, null);
    assert.deepEqual(await it.said(), ["m1"]);
  },
);

test(
  "S13: what is refused was looked at, and counts",
  1,
  async (it) => {
    await within({ steps: 1000, stepsPerByte: 0.01 }, async () => {
      const [socket] = await it.connect(1);
      socket.say(step2Frame(nothing));
      // One struct after the other, whose joining costs more than that.
      const costly = updateOf({
        sections: [{
          client: 5,
          clock: 0,
          structs: many(
            50,
            (n) => nulls(1, n > 0 ? { origin: [5, n - 1] } : undefined),
          ),
        }],
      });
      const own = new Y.Doc();
      push(own, say("hello"));
      for (let n = 0; n < 40; n++) socket.say(updateFrame(costly));
      socket.say(updateFrame(Y.encodeStateAsUpdate(own) as Bytes));
      await it.settle();
      assert.deepEqual(socket.closed, { code: 4400, reason: "malformed" });
      assert.deepEqual(await it.said(), []);
    });
  },
);

test(
  "S13: structs that become one when a batch ends are too many for one batch, in however many updates they come",
  1,
  async (it) => {
    const steps = 20_000;
    await within({ steps }, async () => {
      const [socket] = await it.connect(1);
      socket.say(step2Frame(nothing));
      const commits: number[] = [];
      it.store.fate = (_space, { updates }) => {
        const added = updates.flatMap(([, update]) =>
          Y.decodeUpdate(update).structs.map(({ length }) => length)
        );
        commits.push(added.reduce((sum, length) => sum + length, 0));
        return "pass";
      };
      for (let at = 0; at < 2000; at += 50) {
        const structs = many(
          50,
          (n) => nulls(1, at + n > 0 ? { origin: [5, at + n - 1] } : undefined),
        );
        const sections = [{ client: 5, clock: at, structs }];
        socket.say(updateFrame(updateOf({ sections })));
      }
      await it.settle();
      assert.equal(socket.closed, null, "later, not refused");
      assert.equal(commits.reduce((sum, each) => sum + each, 0), 2000);
      for (const each of commits) {
        assert.ok(joining({ structs: each, elements: each }) <= steps);
      }
    });
  },
);

test(
  "S12: the smallest updates count, too: no more of them are kept than fits",
  1,
  async (it) => {
    const [socket] = await it.connect(1);
    socket.say(step2Frame(nothing));
    let sent = 0;
    while (socket.closed === null && sent < 100_000) {
      socket.say(updateFrame(nothing));
      sent++;
    }
    assert.deepEqual(socket.closed, { code: 4429, reason: "too-often" });
    assert.ok(sent < 30_000, `${sent} of two bytes were kept`);
  },
);

test(
  "S12: what waits for the budget is bounded for all devices of a member together, and given back with them",
  2,
  async (it) => {
    // Of the same outbox, from eight devices: each may wait, but not all.
    const devices: FakeSocket[] = [];
    for (let n = 0; n < 8; n++) devices.push(...await it.connect(1));
    const own = new Y.Doc();
    push(own, ...many(90, () => say("x".repeat(4000))));
    const update = Y.encodeStateAsUpdate(own) as Bytes;
    for (const device of devices) device.say(step2Frame(update));
    const cut = devices.filter(({ closed }) => closed?.code === 4429);
    const most = limits.bytesBurst + limits.ownDocument + limits.buffered;
    const fit = Math.floor(most / update.length);
    assert.equal(devices.length - cut.length, fit);
    await it.settle(60_000);
    assert.equal((await it.said()).length, 90);
    // Those that were cut off come back, and have room again.
    for (const device of devices) device.drop();
    const [again] = await it.connect(1);
    again.say(step2Frame(update));
    again.say(updateFrame(Y.encodeStateAsUpdate(saying("on")) as Bytes));
    await it.settle(60_000);
    assert.equal(again.closed, null);
    assert.equal((await it.said()).length, 91);
  },
);

test(
  "S13: of so many clients in a document none is too many because they come at once",
  1,
  (it) =>
    within({ clientsPerDocument: 10 }, async () => {
      const [socket] = await it.connect(1);
      socket.say(step2Frame(nothing));
      for (let n = 0; n < 3; n++) {
        const sections = many(4, (client) => ({
          client: 100 * n + client + 1,
          clock: 0,
          structs: [nulls(1)],
        }));
        socket.say(updateFrame(updateOf({ sections })));
      }
      await it.settle();
      assert.deepEqual(socket.closed, { code: 4400, reason: "malformed" });
      const clients = await it.engine.read(
        space,
        [`${space}/member/m0`],
        ({ doc }) => doc(`${space}/member/m0`).store.clients.size,
      );
      // Beside the server's own.
      assert.ok(clients >= 8 && clients <= 9, `${clients} clients`);
    }),
);

/** A document in which somebody says something. */
function saying(text: string): Y.Doc {
  const doc = new Y.Doc();
  push(doc, say(text));
  return doc;
}

/** How long a member's document is, as it is stored. */
const lengthOf = (it: Class, n: number) =>
  it.engine.read(
    space,
    [`${space}/member/m${n}`],
    ({ doc }) => Y.encodeStateAsUpdate(doc(`${space}/member/m${n}`)).length,
  );

test(
  "S12: what comes at once is not more than a document may be long, and a second device gets in",
  1,
  async (it) => {
    const [socket] = await it.connect(1);
    socket.say(step2Frame(nothing));
    const own = new Y.Doc();
    for (let n = 0; n < 7; n++) {
      const known = Y.encodeStateVector(own);
      own.getMap("read").set(`mark ${n}`, "x".repeat(90_000));
      const update = Y.encodeStateAsUpdate(own, known);
      socket.say(updateFrame(update as Bytes));
    }
    await it.settle(20_000);
    assert.deepEqual(socket.closed, { code: 4413, reason: "too-large" });
    const length = await lengthOf(it, 0);
    assert.ok(length > 400_000 && length <= limits.ownDocument, `${length}`);
    const [second] = await it.connect(1);
    second.say(step2Frame(nothing));
    second.say(updateFrame(Y.encodeStateAsUpdate(saying("hello")) as Bytes));
    await it.settle(20_000);
    assert.equal(second.closed, null);
    assert.deepEqual(await it.said(), ["m0"]);
  },
);

test(
  "S12: an honest outbox is taken however fast it comes, for what is decided counts no more",
  1,
  async (it) => {
    const [socket] = await it.connect(1);
    socket.say(step2Frame(nothing));
    const own = new Y.Doc();
    const commands = many(140, () => say("x".repeat(4000)));
    for (const command of commands) {
      const known = Y.encodeStateVector(own);
      push(own, command);
      const update = Y.encodeStateAsUpdate(own, known);
      socket.say(updateFrame(update as Bytes));
    }
    await it.settle(60_000);
    assert.equal(socket.closed, null);
    assert.equal((await it.said()).length, commands.length);
  },
);

test(
  "S12: to a document that is too long its member comes back, it becomes shorter, and only growth is refused",
  2,
  async (it) => {
    // As an older version left it.
    const own = new Y.Doc();
    const marks = many(7, (n) => `mark ${n}`);
    for (const mark of marks) own.getMap("read").set(mark, "x".repeat(90_000));
    for (const n of [0, 1]) {
      const document = `${space}/member/m${n}`;
      await it.engine.decide(space, [document], (tx) => {
        Y.applyUpdate(tx.doc(document), Y.encodeStateAsUpdate(own));
      });
      assert.ok(await lengthOf(it, n) > 600_000);
    }
    const [socket, another] = await it.connect(2);
    // The stock client answers with what the server lacks, which is nothing.
    const known = Y.encodeStateVector(own);
    socket.say(step2Frame(Y.encodeStateAsUpdate(own, known) as Bytes));
    own.getMap("read").set(marks[0], "short");
    push(own, say("I am back"));
    const update = Y.encodeStateAsUpdate(own, known);
    socket.say(updateFrame(update as Bytes));
    await it.settle(20_000);
    assert.equal(socket.closed, null);
    assert.deepEqual(await it.said(), ["m0"]);
    assert.ok(await lengthOf(it, 0) <= limits.ownDocument);
    // Whoever only makes it longer again does not.
    const grown = new Y.Doc();
    for (let n = 0; n < 4; n++) {
      const before = Y.encodeStateVector(grown);
      grown.getMap("read").set(`more ${n}`, "y".repeat(90_000));
      const update = Y.encodeStateAsUpdate(grown, before) as Bytes;
      another.say(n === 0 ? step2Frame(update) : updateFrame(update));
    }
    await it.settle(20_000);
    assert.deepEqual(another.closed, { code: 4413, reason: "too-large" });
    assert.ok(await lengthOf(it, 1) <= limits.ownDocument);
  },
);

test(
  "S12: a document that is as long as it may be is not measured for each update that may be one too many",
  1,
  async (it) => {
    const [socket] = await it.connect(1);
    socket.say(step2Frame(nothing));
    const own = new Y.Doc();
    const read = own.getMap("read");
    const send = (key: string, value: string) => {
      const known = Y.encodeStateVector(own);
      read.set(key, value);
      const update = Y.encodeStateAsUpdate(own, known);
      socket.say(updateFrame(update as Bytes));
    };
    const least = limits.ownDocument - 80;
    send("first", "x".repeat(limits.update - 100));
    send("second", "x".repeat(least - limits.update));
    send("third", "x");
    await it.settle(20_000);
    const { measure } = Replica.prototype;
    let measured = 0;
    Replica.prototype.measure = function (counted) {
      measured++;
      return measure.call(this, counted);
    };
    try {
      // Each in a batch of its own, so that it was changed since.
      for (let n = 0; n < 1000 && socket.closed === null; n++) {
        send("third", "x");
        await it.settle();
      }
    } finally {
      Replica.prototype.measure = measure;
    }
    assert.ok(measured > 0 && measured < 100, `measured ${measured} times`);
  },
);

test(
  "S6: three thousand members who send at once are taken in as many batches as it needs, and none is cut off",
  3000,
  async (it) => {
    const sockets = await it.connect(3000);
    for (const socket of sockets) {
      const own = new Y.Doc();
      push(own, say("here"));
      socket.say(step2Frame(Y.encodeStateAsUpdate(own)));
    }
    await it.settle();
    await it.settle();
    assert.equal(sockets.filter(({ closed }) => closed !== null).length, 0);
    assert.equal(new Set(await it.said()).size, 3000);
    const most = Math.max(...it.store.made.map(({ length }) => length));
    // A command's own documents may come on top.
    assert.ok(most <= limits.logDocuments + 2, `${most} in one commit`);
  },
);
