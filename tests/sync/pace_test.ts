/** Paces of commands (SYNC-12, SYNC-4), in simulated time. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { makeStep2Frame, makeUpdateFrame } from "../../sync/protocol.ts";
import { Refusal } from "../../sync/refusal.ts";
import type { FakeSocket } from "./fake_socket.ts";
import { room, type SimulatedEngine, testEngine } from "./simulated_engine.ts";
import { authority, push, say, space, type Who } from "./world.ts";

type Bytes = Uint8Array<ArrayBuffer>;
const own = `${space}/member/amy`;

/** `say` has a burst of two and one a second; `note` has no pace. */
const paced: Authority<Who> = {
  ...authority,
  neededDocuments: () => [room],
  paceOf(document, command) {
    if (command.kind !== "say") return null;
    const key = document.split("/")[2];
    return { lane: "talk", uses: [{ key, amount: 1, perSecond: 1, burst: 2 }] };
  },
  decide(tx, document, command) {
    if (command.text === "refuse") throw new Refusal("muted");
    const kind = command.kind === "note" ? "say" : command.kind;
    authority.decide(tx, document, { ...command, kind });
  },
};

class Device {
  readonly socket: FakeSocket;

  constructor(readonly world: SimulatedEngine, readonly doc = new Y.Doc()) {
    this.socket = world.connect("amy", own);
  }

  async enter(): Promise<void> {
    await this.world.settle();
    this.socket.say(makeStep2Frame(Y.encodeStateAsUpdate(this.doc) as Bytes));
    await this.world.settle();
  }

  send(...commands: unknown[]): void {
    const known = Y.encodeStateVector(this.doc);
    push(this.doc, ...commands);
    const update = Y.encodeStateAsUpdate(this.doc, known) as Bytes;
    this.socket.say(makeUpdateFrame(update));
  }
}

const texts = async (world: SimulatedEngine) =>
  (await world.said()).map(({ text }) => text);

const waiting = (world: SimulatedEngine) =>
  world.read(own, (doc) => doc.getArray("outbox").length);

function test(
  name: string,
  prove: (world: SimulatedEngine) => Promise<void>,
  authority = paced,
) {
  testEngine(name, { members: ["amy"], authority }, prove);
}

const many = (length: number, from = 1) =>
  Array.from({ length }, (_, n) => say(String(n + from)));
const note = (text: string) => ({ ...say(text), kind: "note" });
const upTo = (last: number) =>
  Array.from({ length: last }, (_, n) => String(n + 1));

test("commands over the pace wait in the outbox, and are decided later in order (SYNC-12, SYNC-4)", async (world) => {
  const amy = new Device(world);
  await amy.enter();
  amy.send(...many(6));
  await world.settle();
  assert.deepEqual(await texts(world), upTo(2));
  assert.equal(await waiting(world), 4);
  await world.settle(1000);
  assert.deepEqual(await texts(world), upTo(3));
  await world.settle(3100);
  assert.deepEqual(await texts(world), upTo(6));
  assert.equal(await waiting(world), 0);
  assert.equal(amy.socket.closed, null);
});

test("unpaced commands pass the waiting ones, sent before or after (SYNC-12)", async (world) => {
  const amy = new Device(world);
  await amy.enter();
  amy.send(...many(4), note("a"), ...many(2, 5), note("b"));
  await world.settle();
  assert.deepEqual(await texts(world), ["1", "2", "a", "b"]);
  assert.equal(await waiting(world), 4);
  // Long before a waiting command is due.
  amy.send(note("c"));
  await world.settle(1);
  assert.deepEqual(await texts(world), ["1", "2", "a", "b", "c"]);
  amy.send(say("7"));
  amy.send(note("d"));
  await world.settle();
  await world.settle(10);
  assert.deepEqual((await texts(world)).at(-1), "d");
  await world.settle(6000);
  const words = (await texts(world)).filter((it) => /\d/.test(it));
  assert.deepEqual(words, upTo(7));
});

test("reconnecting, a second device and a lost cache neither renew the pace nor lose commands (SYNC-12)", async (world) => {
  const amy = new Device(world);
  await amy.enter();
  amy.send(...many(4));
  await world.settle();
  amy.socket.drop();
  const again = new Device(world, amy.doc);
  await again.enter();
  const other = new Device(world);
  await other.enter();
  other.send(say("other"));
  await world.settle();
  assert.deepEqual(await texts(world), upTo(2));
  again.socket.drop();
  other.socket.drop();
  await world.settle(3100);
  assert.deepEqual(
    (await texts(world)).toSorted(),
    [...upTo(4), "other"].toSorted(),
  );
});

test("a refused command costs no pace, and a repeated decision is refunded (SYNC-12)", async (world) => {
  const amy = new Device(world);
  await amy.enter();
  amy.send(...Array.from({ length: 20 }, () => say("refuse")), say("1"));
  await world.settle();
  assert.deepEqual(await texts(world), ["1"]);
  let lost = 3;
  world.store.fate = () => lost-- > 0 ? "race" : "pass";
  amy.send(say("2"));
  await world.settle();
  assert.deepEqual(await texts(world), ["1", "2"]);
});

let read = 0;
test(
  "hundreds of waiting commands are not read again for each later update (SYNC-12)",
  async (world) => {
    const amy = new Device(world);
    await amy.enter();
    amy.send(...many(1000));
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
