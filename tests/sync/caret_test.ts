/** Carets that clients announce (SYNC-13): every browser on the document looks them up. */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as Y from "yjs";
import { limits } from "../../sync/limits.ts";
import { Carets } from "../../sync/space/carets.ts";
import { readCaret } from "../../sync/protocol.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { property } from "../random.ts";
import { append, textIn } from "./shared_world.ts";

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

Deno.test("a caret has two positions as Yjs writes them, and nothing else (SYNC-13, Y3)", () => {
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

Deno.test("Yjs resolves every accepted caret without creating a root (SYNC-13, Y3)", () => {
  const doc = new Y.Doc();
  doc.clientID = 1;
  append(doc, "First words", "More words");
  textIn(doc, 0).format(0, 5, { strong: {} });
  textIn(doc, 0).delete(2, 4);
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
    property("forged carets", 5000),
  );
  assert.ok(passed > tried / 50, `${passed} of ${tried} passed`);
});

Deno.test("carets per author are limited over all connections (SYNC-12, Y15)", () => {
  let now = 0;
  const carets = new Carets(() => now++, () => {});
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
    const tried = 20 * limits.clientsPerAuthor;
    const sockets = Array.from({ length: 30 }, (_, n) => ({ n }));
    for (let n = 0; n < tried; n++) {
      hear(1000 + n, "mallory", sockets[n % sockets.length]);
    }
    const known = Array.from({ length: tried }, (_, n) => 1000 + n)
      .filter((client) => carets.authorOfClient("page", client) !== undefined);
    assert.equal(known.length, limits.clientsPerAuthor);
    assert.equal(carets.authorOfClient("page", 1), "amy");
    hear(2, "ben", { ben: true });
    assert.equal(carets.authorOfClient("page", 2), "ben");
  } finally {
    carets.stop();
  }
});
