import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { createDecoder, readVarUint, readVarUint8Array } from "lib0/decoding";
import * as Y from "yjs";
import { FrameUnpacker } from "../../../sync/client/frame_unpacker.ts";
import { Outbox } from "../../../sync/client/outbox.ts";
import type { ServerSignal } from "../../../sync/client/signaling.ts";
import { splitLargeUpdate } from "../../../sync/client/split_update.ts";
import { limits } from "../../../sync/limits.ts";
import {
  makeSignalingFrame,
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
  readMessage,
} from "../../../sync/protocol.ts";
import {
  makeAliveFrame,
  makeDeflatedFrame,
  makePackFrame,
  prefixNumber,
} from "../../../sync/wire_format.ts";
import { propertyOptions, Random } from "../../random.ts";
import {
  appendParagraphs,
  editAtRandom,
  readXml,
  textOfParagraph,
} from "../shared_world.ts";
import { FakePage, type FakeServerSocket, openAndSync } from "./fake_wire.ts";

// The outbox over the member's document and the server's copy.

interface Say {
  id: string;
  kind: "say";
  text: string;
}
const say = (id: string, text = id): Say => ({ id, kind: "say", text });

function setUp() {
  const mine = new Y.Doc();
  const server = new Y.Doc();
  const outbox = new Outbox<Say>(mine);
  const exchange = () => {
    Y.applyUpdate(server, Y.encodeStateAsUpdate(mine));
    Y.applyUpdate(mine, Y.encodeStateAsUpdate(server));
  };
  /** Decides the first command as the server does, with a receipt if it refuses. */
  const decide = (refused?: string) => {
    exchange();
    server.transact(() => {
      const commands = server.getArray<Say>("outbox");
      const command = commands.get(0);
      commands.delete(0);
      if (refused) {
        server.getMap("receipts").set(command.id, {
          at: 1,
          refused,
          detail: "no",
          command,
        });
      }
    });
    exchange();
  };
  const ids = (commands: readonly { id: string }[]) =>
    commands.map(({ id }) => id);
  return { mine, outbox, decide, ids };
}

Deno.test("commands stay in the order of their creation (SYNC-4)", () => {
  const { outbox, decide, ids } = setUp();
  for (const id of ["a", "b", "c"]) outbox.push(say(id));
  assert.deepEqual(ids(outbox.pending.value), ["a", "b", "c"]);
  decide();
  assert.deepEqual(ids(outbox.pending.value), ["b", "c"]);
});

Deno.test("a command that left the outbox is pending until its effect arrives (C-3)", () => {
  const { outbox, decide, ids } = setUp();
  outbox.push(say("a"));
  outbox.push(say("b"));
  decide();
  assert.deepEqual(ids(outbox.awaitingEffect.value), ["a"]);
  decide();
  assert.deepEqual(ids(outbox.awaitingEffect.value), ["a", "b"]);
  outbox.forgetSettled(({ id }) => id === "a");
  assert.deepEqual(ids(outbox.awaitingEffect.value), ["b"]);
});

Deno.test("a refused command comes back whole, and is resent under a new id (C-3)", () => {
  const { outbox, decide, ids } = setUp();
  outbox.push(say("a", "words"));
  outbox.push(say("b"));
  decide("chat-paused");
  assert.deepEqual(outbox.awaitingEffect.value, []);
  assert.equal(outbox.refused.value[0].refused, "chat-paused");
  assert.equal(outbox.refused.value[0].command?.text, "words");
  assert.equal(outbox.resend("a", "c"), true);
  assert.deepEqual(outbox.refused.value, []);
  assert.deepEqual(ids(outbox.pending.value), ["b", "c"]);
  assert.equal(outbox.pending.value[1].text, "words");
});

Deno.test("fields of a refused command can be removed or changed when it is resent (C-3)", () => {
  const { outbox, decide } = setUp();
  outbox.push(say("a", "words"));
  decide("not-found");
  const change = { text: undefined, room: "main" };
  assert.equal(outbox.resend("a", "b", change), true);
  const [again] = outbox.pending.value;
  assert.deepEqual(again, { id: "b", kind: "say", room: "main" });
});

Deno.test("a refused command can be discarded (C-3)", () => {
  const { outbox, decide } = setUp();
  outbox.push(say("a"));
  decide("too-long");
  outbox.discard("a");
  assert.deepEqual(outbox.refused.value, []);
});

Deno.test("the outbox is full at 200 commands (SYNC-12)", () => {
  const { outbox } = setUp();
  for (let i = 0; i < limits.outboxCommands; i++) {
    assert.equal(outbox.push(say("m" + i)), true);
  }
  assert.equal(outbox.push(say("one more")), false);
  assert.equal(outbox.pending.value.length, limits.outboxCommands);
});

Deno.test("the outbox is full at 384 KiB, counted as UTF-8 (SYNC-12)", () => {
  const { outbox } = setUp();
  const text = "字".repeat(4000);
  let taken = 0;
  while (outbox.push(say("m" + taken, text))) taken++;
  assert.ok(taken * 12_000 < limits.outboxBytes);
  assert.ok((taken + 1) * 12_100 > limits.outboxBytes);
});

Deno.test("pending commands from before the page load are there again", () => {
  const { mine, outbox, ids } = setUp();
  outbox.push(say("a"));
  const reopened = new Y.Doc();
  const again = new Outbox<Say>(reopened);
  Y.applyUpdate(reopened, Y.encodeStateAsUpdate(mine));
  assert.deepEqual(ids(again.pending.value), ["a"]);
});

Deno.test("the list of refused commands stays one object while commands change (C-3)", () => {
  const { outbox, decide } = setUp();
  outbox.push(say("a"));
  decide("too-long");
  const { value } = outbox.refused;
  outbox.push(say("b"));
  decide();
  assert.equal(outbox.refused.value, value);
});

const frame = (n: number) => prefixNumber(n, new Uint8Array(2000).fill(n));
const deflated = (n: number) => makeDeflatedFrame(deflateRawSync(frame(n)));

function inbox() {
  const taken: Uint8Array[] = [];
  const { promise: failed, resolve } = Promise.withResolvers<void>();
  let enough = { count: Infinity, done: () => {} };
  const it = new FrameUnpacker((one) => {
    taken.push(one);
    if (taken.length >= enough.count) enough.done();
  }, resolve);
  const until = (count: number) =>
    new Promise<void>((done) => {
      if (taken.length >= count) done();
      else enough = { count, done };
    });
  return { it, taken, until, failed };
}

Deno.test("uncompressed frames are delivered at once, and packed ones in sequence", () => {
  const { it, taken } = inbox();
  it.unpack(frame(1));
  it.unpack(
    makePackFrame([frame(2), makePackFrame([frame(3)]), makeAliveFrame()]),
  );
  assert.deepEqual(taken, [frame(1), frame(2), frame(3), makeAliveFrame()]);
});

Deno.test("frames stay in order, whichever of them are deflated", async () => {
  const { it, taken, until } = inbox();
  it.unpack(makePackFrame([frame(1), deflated(2), frame(3)]));
  it.unpack(deflated(4));
  it.unpack(frame(5));
  assert.deepEqual(taken, [frame(1)]);
  await until(5);
  assert.deepEqual(taken, [1, 2, 3, 4, 5].map(frame));
  it.unpack(frame(6));
  await until(6);
  assert.deepEqual(taken.at(-1), frame(6));
});

Deno.test("a closed connection delivers nothing more", async () => {
  const gone = inbox(), other = inbox();
  gone.it.unpack(deflated(1));
  gone.it.unpack(frame(2));
  gone.it.close();
  other.it.unpack(deflated(1));
  await other.until(1);
  assert.deepEqual(gone.taken, []);
});

Deno.test("a frame that cannot be inflated ends the connection", async () => {
  const { it, taken, failed } = inbox();
  addEventListener("error", (event) => event.preventDefault(), { once: true });
  it.unpack(makeDeflatedFrame(new Uint8Array([255, 255, 255])));
  it.unpack(frame(2));
  await failed;
  assert.deepEqual(taken, []);
});

Deno.test("an error in a receiver does not stop later frames or the connection", async () => {
  const taken: number[] = [], faults: string[] = [];
  const { promise: done, resolve } = Promise.withResolvers<void>();
  addEventListener("error", (event) => {
    event.preventDefault();
    faults.push(event.message);
  }, { once: true });
  const it = new FrameUnpacker(
    ([number]) => {
      taken.push(number);
      if (number === 2) resolve();
      else throw new Error("a fault");
    },
    () => assert.fail("it is no fault of the connection"),
  );
  it.unpack(deflated(1));
  it.unpack(frame(2));
  await done;
  assert.deepEqual(taken, [1, 2]);
  assert.equal(faults.length, 1);
});

Deno.test("an error in one frame of a pack affects no other, but a close ends the pack", () => {
  const taken: number[] = [], faults: string[] = [];
  const report = (event: ErrorEvent) => {
    event.preventDefault();
    faults.push(event.message);
  };
  addEventListener("error", report);
  const it = new FrameUnpacker(
    ([number]) => {
      taken.push(number);
      if (number === 1) throw new Error("a fault");
      if (number === 3) it.close();
    },
    () => assert.fail("it is no fault of the connection"),
  );
  it.unpack(makePackFrame([1, 2, 3, 4].map(frame)));
  removeEventListener("error", report);
  assert.deepEqual(taken, [1, 2, 3]);
  assert.equal(faults.length, 1);
});

const room = "s/room/main";

const signals = ({ said }: FakeServerSocket) =>
  said.flatMap((it) => it.kind === "signal" ? JSON.parse(it.json) : []);

Deno.test("a page may signal while its document is in sync, and learns of each sync (K-5)", async () => {
  await using page = new FakePage();
  const { signaling } = page.open(room);
  const opened: number[] = [];
  signaling.openCount.subscribe((times) => {
    opened.push(times);
    if (times > 0) {
      signaling.send({ kind: "enter", page: "p", n: 1, state: { times } });
    }
  });
  signaling.send({ kind: "leave" });
  page.socket.accept();
  assert.deepEqual(opened, [0]);
  page.socket.openChannel(room);
  assert.deepEqual(opened, [0, 1]);
  assert.deepEqual(signals(page.socket), [
    { kind: "enter", page: "p", n: 1, state: { times: 1 } },
  ]);
  const [first] = page.dialled;
  first.drop();
  signaling.send({ kind: "leave" });
  await page.time.pass(10_000, () => page.dialled.length > 1);
  page.socket.acceptAndOpenAll();
  assert.deepEqual(opened, [0, 1, 2]);
  assert.equal(signals(first).length, 1);
  assert.deepEqual(signals(page.socket).map(({ state }) => state.times), [2]);
});

Deno.test("a server's signal reaches the document of its channel (K-1)", async () => {
  await using page = new FakePage();
  const [session, , main] = await openAndSync(page);
  const news: ServerSignal = { kind: "told", from: "amy.p", body: { é: [1] } };
  page.socket.sendTo(room, makeSignalingFrame(news));
  const heard: ServerSignal[] = [];
  session.signaling.onMessage = () => assert.fail();
  main.signaling.onMessage = (it) => heard.push(it);
  page.socket.sendTo(room, makeSignalingFrame(news));
  assert.deepEqual(heard, [news]);
  assert.equal(readMessage(makeSignalingFrame(news)).kind, "signal");
});

// Pieces of a large change mean the same (SYNC-13).

const read = (messages: readonly Uint8Array[]) =>
  messages.map((message) => {
    const decoder = createDecoder(message);
    assert.equal(readVarUint(decoder), 0);
    return { step: readVarUint(decoder), update: readVarUint8Array(decoder) };
  });

function docOf(...updates: Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}

const lines = (count: number) =>
  Array.from({ length: count }, (_, n) => `line ${n}`);

Deno.test("small messages, and those of other kinds, are sent unchanged", () => {
  const doc = new Y.Doc();
  appendParagraphs(doc, "words");
  const update = Y.encodeStateAsUpdate(doc);
  for (
    const message of [
      makeUpdateFrame(update),
      makeStep2Frame(update),
      makeStep1Frame(Y.encodeStateVector(doc)),
      new Uint8Array([1, 2, 3]),
    ]
  ) assert.deepEqual(splitLargeUpdate(message, doc), [message]);
});

Deno.test("a large change is sent in ordered parts, the first with the whole's clients", () => {
  const doc = new Y.Doc();
  appendParagraphs(doc, ...lines(2000));
  const all = Y.encodeStateAsUpdate(doc);
  for (const frame of [makeUpdateFrame, makeStep2Frame]) {
    const message = frame(all);
    const pieces = read(splitLargeUpdate(message, doc));
    assert.equal(pieces.length, 12);
    const [first, ...rest] = pieces;
    assert.equal(first.step, message[1]);
    assert(rest.every(({ step }) => step === 2));
    const server = new Y.Doc();
    for (const { update } of pieces) {
      Y.applyUpdate(server, update);
      assert.equal(server.store.pendingStructs, null);
    }
    assert.equal(readXml(server), readXml(doc));
  }
  const before = docOf(all), known = Y.encodeStateVector(doc);
  doc.getXmlFragment("page").delete(0, 2000);
  const deletion = makeUpdateFrame(Y.encodeStateAsUpdate(doc, known));
  const pieces = read(splitLargeUpdate(deletion, doc));
  assert(pieces.length > 4, `${pieces.length} pieces`);
  let left = 2000;
  for (const { update } of pieces) {
    Y.applyUpdate(before, update);
    const { length } = before.getXmlFragment("page");
    assert(left - length <= 500, `${left - length} lines at once`);
    left = length;
  }
  assert.equal(left, 0);
});

Deno.test("a large change of several of a writer's pages is sent in parts below the limits (SYNC-18)", () => {
  const doc = new Y.Doc();
  const writers = [50, 20, 90];
  // Each page of the writer goes on in what the one before has written.
  for (const client of writers) {
    doc.clientID = client;
    doc.transact(() => {
      appendParagraphs(doc, ...lines(1500));
      for (let n = 0; n < 1000; n++) textOfParagraph(doc, n).insert(1, "x");
    });
  }
  const message = makeUpdateFrame(Y.encodeStateAsUpdate(doc));
  const server = new Y.Doc();
  for (const { update } of read(splitLargeUpdate(message, doc))) {
    const { structs } = Y.decodeUpdate(update);
    assert(structs.length <= limits.structsPerUpdate / 4);
    Y.applyUpdate(server, update);
    assert.equal(server.store.pendingStructs, null);
  }
  assert.equal(readXml(server), readXml(doc));
});

Deno.test("long text is sent in parts that fit an update, and no character is split", () => {
  const doc = new Y.Doc();
  const long = "字".repeat(40_000);
  appendParagraphs(doc, long, long, "😀".repeat(20_000));
  const all = Y.encodeStateAsUpdate(doc);
  const pieces = read(splitLargeUpdate(makeUpdateFrame(all), doc));
  assert.equal(pieces.length, 3);
  for (const { update } of pieces) assert(update.length < limits.update);
  const updates = pieces.map(({ update }) => update);
  assert.equal(readXml(docOf(...updates)), readXml(doc));
  const known = Y.encodeStateVector(doc);
  for (let n = 0; n < 1200; n++) textOfParagraph(doc, 2).delete(2 * n, 2);
  const deletion = makeUpdateFrame(Y.encodeStateAsUpdate(doc, known));
  const server = docOf(all);
  for (const { update } of read(splitLargeUpdate(deletion, doc))) {
    Y.applyUpdate(server, update);
    assert(textOfParagraph(server, 2).toString().isWellFormed());
  }
  assert.equal(readXml(server), readXml(doc));
});

Deno.test("the parts of any update add up to the whole", () => {
  let tried = 0, divided = 0;
  fc.assert(
    fc.property(fc.nat(2 ** 31), (seed) => {
      tried++;
      const random = new Random(seed);
      const below = (end: number) => random.below(end);
      const base = new Y.Doc();
      appendParagraphs(base, ...lines(300 + below(300)));
      for (let n = 0; n < 30; n++) {
        base.clientID = 10 + below(2);
        editAtRandom(base, below);
      }
      const doc = docOf(Y.encodeStateAsUpdate(base));
      doc.clientID = 30;
      const known = Y.encodeStateVector(doc);
      for (let n = below(60); n >= 0; n--) editAtRandom(doc, below);
      if (below(2)) appendParagraphs(doc, ...lines(below(400)));
      const page = doc.getXmlFragment("page");
      if (below(2)) page.delete(below(20), below(page.length - 20));
      const update = Y.encodeStateAsUpdate(doc, known);
      const pieces = read(splitLargeUpdate(makeUpdateFrame(update), doc));
      if (pieces.length > 1) divided++;
      for (const piece of pieces) {
        Y.applyUpdate(base, piece.update);
        assert.equal(base.store.pendingStructs, null);
        assert.equal(base.store.pendingDs, null);
      }
      assert.equal(readXml(base), readXml(doc));
      assert(Y.equalSnapshots(Y.snapshot(base), Y.snapshot(doc)));
    }),
    propertyOptions("changes in pieces", 60),
  );
  assert(divided > tried / 3, `${divided} of ${tried} were divided`);
});
