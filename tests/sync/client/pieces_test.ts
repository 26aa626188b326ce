/** Pieces of a large change mean the same (SYNC-13). */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createDecoder, readVarUint, readVarUint8Array } from "lib0/decoding";
import * as Y from "yjs";
import { splitLargeUpdate } from "../../../sync/client/split_update.ts";
import { limits } from "../../../sync/limits.ts";
import {
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
} from "../../../sync/protocol.ts";
import { property, Random } from "../../random.ts";
import { append, edit, textIn, xmlOf } from "../shared_world.ts";

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
  append(doc, "words");
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

Deno.test("a large change is sent in ordered parts, the first with the whole's clients (Z5)", () => {
  const doc = new Y.Doc();
  append(doc, ...lines(2000));
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
    assert.equal(xmlOf(server), xmlOf(doc));
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

Deno.test("long text is sent in parts that fit an update, and no character is split", () => {
  const doc = new Y.Doc();
  const long = "字".repeat(40_000);
  append(doc, long, long, "😀".repeat(20_000));
  const all = Y.encodeStateAsUpdate(doc);
  const pieces = read(splitLargeUpdate(makeUpdateFrame(all), doc));
  assert.equal(pieces.length, 3);
  for (const { update } of pieces) assert(update.length < limits.update);
  const updates = pieces.map(({ update }) => update);
  assert.equal(xmlOf(docOf(...updates)), xmlOf(doc));
  const known = Y.encodeStateVector(doc);
  for (let n = 0; n < 1200; n++) textIn(doc, 2).delete(2 * n, 2);
  const deletion = makeUpdateFrame(Y.encodeStateAsUpdate(doc, known));
  const server = docOf(all);
  for (const { update } of read(splitLargeUpdate(deletion, doc))) {
    Y.applyUpdate(server, update);
    assert(textIn(server, 2).toString().isWellFormed());
  }
  assert.equal(xmlOf(server), xmlOf(doc));
});

Deno.test("the parts of any update add up to the whole", () => {
  let tried = 0, divided = 0;
  fc.assert(
    fc.property(fc.nat(2 ** 31), (seed) => {
      tried++;
      const random = new Random(seed);
      const below = (end: number) => random.below(end);
      const base = new Y.Doc();
      append(base, ...lines(300 + below(300)));
      for (let n = 0; n < 30; n++) {
        base.clientID = 10 + below(2);
        edit(base, below);
      }
      const doc = docOf(Y.encodeStateAsUpdate(base));
      doc.clientID = 30;
      const known = Y.encodeStateVector(doc);
      for (let n = below(60); n >= 0; n--) edit(doc, below);
      if (below(2)) append(doc, ...lines(below(400)));
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
      assert.equal(xmlOf(base), xmlOf(doc));
      assert(Y.equalSnapshots(Y.snapshot(base), Y.snapshot(doc)));
    }),
    property("changes in pieces", 60),
  );
  assert(divided > tried / 3, `${divided} of ${tried} were divided`);
});
