/** A space while its store takes no commits, or does not answer at all (SYNC-7). */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { limits } from "../../sync/limits.ts";
import {
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
  readMessage,
} from "../../sync/protocol.ts";
import { propertyOptions } from "../random.ts";
import { FakeSocket, takeFrame } from "./fake_socket.ts";
import type { CommitFate } from "./faulty_store.ts";
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

type Bytes = Uint8Array<ArrayBuffer>;

const members = Array.from({ length: 12 }, (_, n) => `m${n}`);

/** A copy of a document at a stock client, which answers the server's questions. */
class Copy {
  readonly doc = new Y.Doc();
  readonly socket: FakeSocket;

  constructor(engine: SimulatedEngine, member: string, document: string) {
    this.socket = new FakeSocket((frame) => {
      takeFrame(this.doc, frame);
      const message = readMessage(frame);
      if (message.kind !== "step1") return;
      const missing = Y.encodeStateAsUpdate(this.doc, message.stateVector);
      this.socket.say(makeStep2Frame(missing as Bytes));
    });
    engine.connect(member, document, this.socket);
  }

  ask(): void {
    this.socket.say(makeStep1Frame(new Uint8Array([0])));
  }
}

class Writer extends Copy {
  constructor(engine: SimulatedEngine, member: string) {
    super(engine, member, `${testSpace}/member/${member}`);
  }

  say(text: string): void {
    const known = Y.encodeStateVector(this.doc);
    pushCommands(this.doc, sayUpdate(text));
    const update = Y.encodeStateAsUpdate(this.doc, known);
    this.socket.say(makeUpdateFrame(update as Bytes));
  }

  get isWaiting(): boolean {
    return this.doc.getArray("outbox").length > 0;
  }
}

class Reader extends Copy {
  constructor(engine: SimulatedEngine, member = "m0") {
    super(engine, member, roomDocument);
  }

  get texts(): string[] {
    return messagesOf(this.doc).toArray().map(({ text }) => text);
  }
}

/** Connects writers and a reader of the room, with what is there. */
async function connect(engine: SimulatedEngine, ...names: string[]) {
  const writers = names.map((member) => new Writer(engine, member));
  const ben = new Reader(engine);
  await engine.settle();
  for (const copy of [...writers, ben]) copy.ask();
  await engine.settle();
  return { writers, amy: writers[0], ben };
}

async function readStoredTexts(engine: SimulatedEngine): Promise<string[]> {
  const room = new Y.Doc();
  const loaded = await engine.store.inner.load(testSpace, [roomDocument]);
  for (const update of loaded?.documents.get(roomDocument) ?? []) {
    Y.applyUpdate(room, update);
  }
  return messagesOf(room).toArray().map(({ text }) => text);
}

const changeFacts = (tx: Tx, key = "any") =>
  tx.doc(rootDocument).getMap("facts").set(key, true);

const test = (
  name: string,
  prove: (engine: SimulatedEngine) => Promise<void>,
) => testEngine(name, { members }, prove);

/** Takes the reports of the engine, which the test would fail on. */
const takeReports = (engine: SimulatedEngine) =>
  engine.reports.splice(0).map((report) => report.split(":")[0]);

test("while no commit is stored, everyone stays connected and newcomers read (SYNC-7)", async (engine) => {
  const { store } = engine;
  const { amy, ben } = await connect(engine, "m0");
  amy.say("before");
  await engine.settle();
  let tries = 0;
  store.fate = () => {
    tries++;
    return "throw";
  };
  amy.say("late");
  await engine.settle(60_000);
  const cee = new Reader(engine, "m1");
  await engine.settle();
  cee.ask();
  await engine.settle();
  assert.deepEqual([ben.texts, cee.texts], [["before"], ["before"]]);
  assert.ok(amy.isWaiting);
  // Pauses grow to two seconds at most.
  assert.ok(tries > 25 && tries < 80, `${tries} tries in a minute`);
  store.fate = () => "pass";
  await engine.settle(2000);
  assert.deepEqual([ben.texts, cee.texts], [
    ["before", "late"],
    ["before", "late"],
  ]);
  assert.ok(!amy.isWaiting);
  for (const { socket } of [amy, ben, cee]) assert.equal(socket.closed, null);
  assert.deepEqual(takeReports(engine), ["the storage failed"]);
});

test("a stop closes the sockets once its patience ends, though the store is silent (SYNC-15, SYNC-1)", async (engine) => {
  const { amy, ben } = await connect(engine, "m0");
  const fate = Promise.withResolvers<CommitFate>();
  engine.store.fate = () => fate.promise;
  amy.say("late");
  await engine.time.pass(1000);
  const patience = Promise.withResolvers<void>();
  const stopped = engine.engine.stop(patience.promise);
  await engine.time.pass(1000);
  for (const { socket } of [amy, ben]) assert.equal(socket.closed, null);
  patience.resolve();
  await stopped;
  for (const { socket } of [amy, ben]) assert.equal(socket.closed?.code, 1012);
  fate.resolve("pass");
  await engine.time.pass(1000);
  assert.deepEqual(ben.texts, [], "announced to nobody");
  assert.deepEqual(await readStoredTexts(engine), ["late"]);
  assert.deepEqual(takeReports(engine), []);
});

test("while not even reads succeed, connections stay and learn nothing unstored (SYNC-1, SYNC-7)", async (engine) => {
  const { store } = engine;
  const { amy, ben } = await connect(engine, "m0");
  store.fate = () => "throw";
  store.isAway = true;
  amy.say("late");
  await engine.time.pass(10_000);
  const cee = new Reader(engine, "m1");
  ben.ask();
  await engine.time.pass(1000);
  assert.deepEqual(ben.texts, []);
  // A newcomer can't be checked, and is told to try again.
  assert.equal(cee.socket.closed?.code, 1013);
  await assert.rejects(engine.said(), { kind: "storage-unavailable" });
  store.isAway = false;
  store.fate = () => "pass";
  await engine.time.pass(3000);
  await engine.settle();
  assert.deepEqual(ben.texts, ["late"]);
  assert.ok(!amy.isWaiting);
  for (const { socket } of [amy, ben]) assert.equal(socket.closed, null);
  takeReports(engine);
});

test("what many write during a failure is bounded here, and asked for afterwards (SYNC-7, SYNC-12)", async (engine) => {
  const { store } = engine;
  const { writers, ben } = await connect(engine, ...members);
  store.fate = () => "throw";
  // From here on the space knows that its store fails.
  await assert.rejects(engine.engine.decide(testSpace, [], changeFacts), {
    kind: "storage-unavailable",
  });
  await engine.settle();
  const text = "x".repeat(100_000);
  for (const round of [1, 2, 3]) {
    for (const writer of writers) writer.say(`${round}${text}`);
    await engine.settle(5000);
  }
  const { queued } = engine.engine.figures();
  assert.ok(queued > 0 && queued * text.length <= limits.unstored, `${queued}`);
  store.fate = () => "pass";
  await engine.settle(30_000);
  assert.equal(new Set(ben.texts).size, 3);
  assert.equal(ben.texts.length, 3 * writers.length);
  for (const { doc, socket, isWaiting } of writers) {
    assert.equal(socket.closed, null);
    assert.ok(!isWaiting, `${doc.getArray("outbox").length} left`);
  }
  takeReports(engine);
});

test("a request during a failure is refused, and its effect is never made (SYNC-7)", async (engine) => {
  const { store } = engine;
  let isFailing = true;
  store.fate = () => isFailing ? "throw" : "pass";
  const decide = (key: string) =>
    engine.engine.decide(testSpace, [], (tx) => changeFacts(tx, key));
  const { time } = engine;
  const refused = { kind: "storage-unavailable" };
  await time.finish(assert.rejects(decide("one"), refused));
  await engine.settle();
  await time.finish(assert.rejects(decide("two"), refused));
  isFailing = false;
  await time.finish(decide("three"));
  const facts = await engine.read(
    rootDocument,
    (doc) => [...doc.getMap("facts").keys()],
  );
  assert.deepEqual(facts, ["three"]);
  takeReports(engine);
});

test("a commit that landed although it failed is announced once the store answers (SYNC-3, SYNC-5)", async (engine) => {
  const { store } = engine;
  const { amy, ben } = await connect(engine, "m0");
  const commit = store.commit.bind(store);
  store.commit = async (...call) => {
    await commit(...call);
    store.isAway = true;
    throw new Error("the answer was lost");
  };
  amy.say("landed");
  await engine.time.pass(5000);
  assert.deepEqual(ben.texts, []);
  store.commit = commit;
  store.isAway = false;
  await engine.time.pass(3000);
  await engine.settle();
  assert.deepEqual(ben.texts, ["landed"]);
  assert.ok(!amy.isWaiting);
  takeReports(engine);
});

Deno.test("whatever fails and whenever, each message is there once and nobody is cut off (SYNC-2, SYNC-7)", async () => {
  const step = fc.record({
    kind: fc.constantFrom("say", "say", "say", "full", "away", "back"),
    by: fc.nat(2),
    ms: fc.nat(3000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const engine = new SimulatedEngine(sayAuthority);
      const giveBack = engine.time.takeTimers();
      try {
        await engine.engine.create(testSpace, {
          [rootDocument]: (doc) => {
            for (const one of members) doc.getMap("members").set(one, "in");
          },
          [roomDocument]: () => {},
        });
        const { writers, ben } = await connect(
          engine,
          ...["m0", "m1", "m2"],
        );
        const said: string[] = [];
        for (const { kind, by, ms } of steps) {
          if (kind === "say") {
            const text = `${said.length}`;
            said.push(text);
            writers[by].say(text);
          } else {
            engine.store.fate = () => kind === "back" ? "pass" : "throw";
            engine.store.isAway = kind === "away";
          }
          await engine.time.pass(ms);
          const stored = await readStoredTexts(engine);
          assert.deepEqual(ben.texts, stored.slice(0, ben.texts.length));
        }
        engine.store.fate = () => "pass";
        engine.store.isAway = false;
        await engine.time.pass(10_000);
        await engine.settle();
        assert.deepEqual(ben.texts.toSorted(), said.toSorted());
        for (const { socket } of [...writers, ben]) {
          assert.equal(socket.closed, null);
        }
      } finally {
        await engine.engine.stop();
        giveBack();
      }
    }),
    propertyOptions("what fails while a class writes", 40),
  );
});
