import assert from "node:assert/strict";
import fc from "fast-check";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { inspectUpdate } from "../../sync/guard.ts";
import { limits } from "../../sync/limits.ts";
import {
  makeAwarenessFrame,
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
} from "../../sync/protocol.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { countedTest, countSteps } from "../counted_work.ts";
import { propertyOptions, Random, seededRounds } from "../random.ts";
import {
  buildUpdate,
  deletedStruct,
  type ForgedStruct,
  nullsStruct,
} from "./forge.ts";
import { MemoryStore } from "./memory_store.ts";
import { RawSocket } from "./raw_socket.ts";
import {
  messagesOf,
  pushCommands,
  sayUpdate,
  startTestServer,
  testSpace,
  waitUntil,
  waitUntilSynced,
} from "./world.ts";

/** A member's document on the server: a receipt, a read mark and two commands. */
function document(): Y.Doc {
  const doc = new Y.Doc();
  doc.getMap("receipts").set("r", { refused: "no" });
  doc.getMap("submissions").set("s", { mark: 5 });
  doc.getMap("read").set("main", "m1");
  pushCommands(doc, sayUpdate("one"), sayUpdate("two"));
  return doc;
}

/** The update of a client that changes its copy so. */
function after(doc: Y.Doc, act: (copy: Y.Doc) => void): Uint8Array {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  const before = Y.encodeStateVector(copy);
  act(copy);
  return Y.encodeStateAsUpdate(copy, before);
}

const passes = (update: Uint8Array, doc: Y.Doc) => inspectUpdate(update, doc);
const isRefused = (update: Uint8Array, doc: Y.Doc, what: string) =>
  assert.throws(
    () => inspectUpdate(update, doc),
    (error) => isRefusal(error),
    what,
  );

Deno.test("an honest client's updates pass (SYNC-13)", () => {
  const doc = document();
  const honest: ((copy: Y.Doc) => void)[] = [
    (copy) => pushCommands(copy, sayUpdate("three")),
    (copy) => copy.getMap("read").set("main", "m2"),
    (copy) => copy.getMap("read").delete("main"),
    (copy) => copy.getMap("receipts").delete("r"),
    (copy) => copy.getArray("outbox").delete(0, 1),
    (copy) => copy.getArray("outbox").insert(1, [sayUpdate("between")]),
    () => {},
  ];
  for (const act of honest) passes(after(doc, act), doc);
  passes(Y.encodeStateAsUpdate(doc), doc);
});

Deno.test("server-written roots cannot be written, overwritten or deleted (SYNC-13)", () => {
  const doc = document();
  const forged: Record<string, (copy: Y.Doc) => void> = {
    "overwrites a receipt": (copy) =>
      copy.getMap("receipts").set("r", { refused: "yes" }),
    "writes a receipt": (copy) => copy.getMap("receipts").set("new", {}),
    "overwrites a mark": (copy) =>
      copy.getMap("submissions").set("s", { mark: 6 }),
    "deletes a mark": (copy) => copy.getMap("submissions").delete("s"),
    "writes to a room": (copy) =>
      copy.getArray("messages").push([sayUpdate("x")]),
    "uses the outbox as a map": (copy) => copy.getMap("outbox").set("a", 1),
    "hides words in a key": (copy) =>
      copy.getMap("read").set("what is said in a key stays", "m1"),
    "uses read as a sequence": (copy) => copy.getArray("read").push([1]),
    "nests a type": (copy) => copy.getArray("outbox").push([new Y.Array()]),
    "writes text": (copy) => copy.getText("outbox").insert(0, "x"),
    "embeds a document": (copy) => copy.getMap("read").set("d", new Y.Doc()),
    "writes bytes": (copy) => copy.getMap("read").set("b", new Uint8Array(3)),
    "hides bytes": (copy) =>
      pushCommands(copy, { id: "x", kind: [new Uint8Array(3)] }),
    "nests without end": (copy) => {
      let deep: unknown = 1;
      for (let i = 0; i < 500; i++) deep = [deep];
      pushCommands(copy, deep);
    },
    "is many clients": (copy) => {
      for (let i = 0; i < 65; i++) {
        copy.clientID = i + 1;
        pushCommands(copy, i);
      }
    },
  };
  for (const [what, act] of Object.entries(forged)) {
    isRefused(after(doc, act), doc, what);
  }
});

Deno.test("a document's clients are limited (SYNC-13)", () => {
  const doc = new Y.Doc();
  for (let n = 0; n < limits.clientsPerDocument - 1; n++) {
    doc.clientID = n + 1;
    doc.getMap("read").set("main", n);
  }
  const another = (clientID: number) =>
    after(doc, (copy) => {
      copy.clientID = clientID;
      copy.getMap("read").set("main", "later");
    });
  passes(another(2 ** 31), doc);
  Y.applyUpdate(doc, another(2 ** 31));
  isRefused(another(2 ** 31 + 1), doc, "one more");
  passes(another(2 ** 31), doc);
  passes(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)), doc);
});

Deno.test("a document with more clients from an older version accepts new pages one at a time (SYNC-13)", () => {
  const doc = new Y.Doc();
  for (let n = 0; n < 1.5 * limits.clientsPerDocument; n++) {
    doc.clientID = n + 1;
    doc.getMap("read").set("main", n);
  }
  const others = (count: number) =>
    after(doc, (copy) => {
      for (let n = 0; n < count; n++) {
        copy.clientID = 2 ** 31 + n;
        copy.getMap("read").set("main", "later");
      }
    });
  passes(others(1), doc);
  isRefused(others(2), doc, "two more");
});

/** Deletions of unknown clients, without structs. */
const deletionsOf = (clients: number) =>
  buildUpdate({
    sections: [],
    deletions: Array.from({ length: clients }, (_, n) => ({
      client: 1000 + n,
      ranges: [[0, 1]],
    })),
  });

const structsOf = (count: number, isOfMany: boolean, struct: ForgedStruct) =>
  buildUpdate({
    sections: isOfMany
      ? Array.from({ length: count }, (_, n) => ({
        client: 1000 + n,
        clock: 0,
        structs: [struct],
      }))
      : [{ client: 1000, clock: 0, structs: Array(count).fill(struct) }],
    deletions: [],
  });

const subdocument: ForgedStruct = {
  ref: 9,
  content: new Uint8Array([0, 118, 0]),
  parent: "outbox",
};

Deno.test("deletions name a document's clients, and only a limited number of others (SYNC-13)", () => {
  const doc = document();
  passes(deletionsOf(limits.unknownClients), doc);
  isRefused(deletionsOf(limits.unknownClients + 2), doc, "too many");
});

/** Deletions of one client that the document does not know. */
const rangesOf = (count: number) =>
  buildUpdate({
    sections: [],
    deletions: [{
      client: 77,
      ranges: Array.from({ length: count }, (_, n) => [2 * n, 1]),
    }],
  });

/** An update with one value, in lib0's encoding. */
function valueOf(write: (to: encoding.Encoder) => void): Uint8Array {
  const content = encoding.encode((to) => {
    encoding.writeVarUint(to, 1);
    write(to);
  });
  return structsOf(1, false, { ref: 8, parent: "outbox", content });
}

/** Values in the form that Yjs wrote long ago. */
const jsonTexts = (count: number) =>
  structsOf(1, false, {
    ref: 2,
    parent: "outbox",
    content: encoding.encode((to) => {
      encoding.writeVarUint(to, count);
      for (let n = 0; n < count; n++) encoding.writeVarString(to, "{}");
    }),
  });

const markOf = (json: string) =>
  structsOf(1, false, {
    ref: 6,
    parent: "outbox",
    content: encoding.encode((to) => {
      encoding.writeVarString(to, "bold");
      encoding.writeVarString(to, json);
    }),
  });

function writeList(to: encoding.Encoder, length: number, make: () => unknown) {
  encoding.writeUint8(to, 117);
  encoding.writeVarUint(to, length);
  for (let n = 0; n < length; n++) encoding.writeAny(to, make() as null);
}

function writeKeys(to: encoding.Encoder, count: number) {
  encoding.writeUint8(to, 118);
  encoding.writeVarUint(to, count);
  for (let n = 0; n < count; n++) {
    encoding.writeVarString(to, `k${n}`);
    encoding.writeAny(to, null);
  }
}

function writeNested(to: encoding.Encoder, depth: number) {
  for (let n = 0; n < depth; n++) {
    encoding.writeUint8(to, 117);
    encoding.writeVarUint(to, 1);
  }
  encoding.writeAny(to, null);
}

countedTest(
  import.meta.url,
  "an update with too much of anything is refused before it is read whole (SYNC-13, SYNC-18)",
  async () => {
    const doc = document();
    const floods: Record<string, [(count: number) => Uint8Array, number]> = {
      "deletions of clients": [deletionsOf, 2000],
      "structs of clients": [
        (count) => structsOf(count, true, nullsStruct(1)),
        2000,
      ],
      "subdocuments": [(count) => structsOf(count, false, subdocument), 2000],
      "JSON as text": [jsonTexts, 2000],
      "values of a mark": [
        (count) => markOf(`[${"0,".repeat(count)}0]`),
        limits.valuesPerUpdate + 1,
      ],
      "keys of a mark": [
        (count) => markOf(`{${'"a":0,'.repeat(count)}"b":0}`),
        limits.partsPerUpdate + 1,
      ],
      "tiny structs": [
        (count) => structsOf(count, false, nullsStruct(1)),
        limits.structsPerUpdate + 1,
      ],
      "what was deleted": [
        (count) => structsOf(count, false, deletedStruct({ parent: "read" })),
        limits.structsPerUpdate + 1,
      ],
      "garbage": [
        (count) =>
          structsOf(count, false, { ref: 0, content: new Uint8Array([1]) }),
        limits.structsPerUpdate + 1,
      ],
      "deleted ranges": [rangesOf, limits.deletionsPerUpdate + 1],
      "values": [
        (count) => valueOf((to) => writeList(to, count, () => null)),
        limits.valuesPerUpdate + 1,
      ],
      "lists": [
        (count) => valueOf((to) => writeList(to, count, () => [null])),
        limits.partsPerUpdate + 1,
      ],
      "objects": [
        (count) => valueOf((to) => writeList(to, count, () => ({}))),
        limits.partsPerUpdate + 1,
      ],
      "texts": [
        (count) => valueOf((to) => writeList(to, count, () => "a")),
        limits.partsPerUpdate + 1,
      ],
      "keys": [
        (count) => valueOf((to) => writeKeys(to, count)),
        limits.partsPerUpdate + 1,
      ],
      "nesting": [(count) => valueOf((to) => writeNested(to, count)), 100],
    };
    for (const [what, [flood, least]] of Object.entries(floods)) {
      const updates = [least, 10 * least].map(flood);
      const refuse = (update: Uint8Array) => isRefused(update, doc, what);
      refuse(updates[0]);
      const [few, many] = [
        await countSteps(() => refuse(updates[0])),
        await countSteps(() => refuse(updates[1])),
      ];
      assert.ok(many < 2 * few, `${what}: ${few} steps, and ${many}`);
    }
  },
);

Deno.test("an empty deletion is refused (SYNC-13)", () => {
  // No structs; one client, 5, with one deletion at 0 of length 0.
  const update = new Uint8Array([0, 1, 5, 1, 0, 0]);
  isRefused(update, document(), "an empty deletion");
});

Deno.test("overlapping, unordered or split deletions are refused (SYNC-13)", () => {
  const doc = new Y.Doc();
  doc.clientID = 5;
  for (let i = 0; i < 20; i++) doc.getMap("read").set(`${i}`, i);
  const deleting = (...ranges: [clock: number, length: number][]) =>
    buildUpdate({ sections: [], deletions: [{ client: 5, ranges }] });
  passes(deleting([0, 2], [4, 1], [5, 3]), doc);
  passes(deleting([0, 20], [30, 1]), doc);
  const forged: Record<string, Uint8Array> = {
    "ten thousand times everything": deleting(
      ...Array.from({ length: 10_000 }, (): [number, number] => [0, 20]),
    ),
    "twice the same": deleting([3, 1], [3, 1]),
    "one within another": deleting([0, 10], [2, 2]),
    "one over the end of another": deleting([0, 10], [9, 2]),
    "backwards": deleting([4, 1], [0, 1]),
    "of what is not there yet": deleting([40, 9], [41, 1]),
    "of one client in two places": buildUpdate({
      sections: [],
      deletions: [
        { client: 5, ranges: [[0, 1]] },
        { client: 5, ranges: [[4, 1]] },
      ],
    }),
    "of nobody's": buildUpdate({
      sections: [],
      deletions: [{ client: 5, ranges: [] }],
    }),
  };
  for (const [what, update] of Object.entries(forged)) {
    isRefused(update, doc, what);
  }
});

Deno.test("honest updates pass in every encoding of Yjs (SYNC-13)", () => {
  const act = fc.record({
    device: fc.nat(2),
    what: fc.constantFrom("push", "push", "insert", "delete", "read", "unread"),
    at: fc.nat(1000),
    many: fc.integer({ min: 1, max: 5 }),
    hears: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const devices = [1, 2, 3].map((clientID) => {
        const doc = new Y.Doc();
        doc.clientID = clientID;
        const updates: Uint8Array[] = [];
        doc.on("update", (update: Uint8Array) => updates.push(update));
        return { doc, updates };
      });
      const halfway = new Y.Doc();
      for (const [n, { device, what, at, many, hears }] of acts.entries()) {
        const { doc } = devices[device];
        if (hears) {
          for (const other of devices) {
            const update = Y.encodeStateAsUpdate(other.doc);
            passes(update, halfway);
            Y.applyUpdate(doc, update);
          }
        }
        const outbox = doc.getArray("outbox"), read = doc.getMap("read");
        const place = at % (outbox.length + 1);
        const words = Array.from({ length: many }, () => sayUpdate("x"));
        doc.transact(() => {
          if (what === "push") outbox.push(words);
          if (what === "insert") outbox.insert(place, words);
          if (what === "delete") {
            outbox.delete(place, Math.min(many, outbox.length - place));
          }
          if (what === "read") read.set(`${at % 4}`, n);
          if (what === "unread") read.delete(`${at % 4}`);
        });
        if (n === acts.length >> 1) {
          for (const each of devices) {
            Y.applyUpdate(halfway, Y.encodeStateAsUpdate(each.doc));
          }
        }
      }
      const known = Y.encodeStateVector(halfway);
      for (const { doc, updates } of devices) {
        const whole = Y.encodeStateAsUpdate(doc);
        const written = [
          whole,
          Y.encodeStateAsUpdate(doc, known),
          Y.diffUpdate(whole, known),
          Y.diffUpdate(whole, Y.encodeStateVector(doc)),
          ...updates,
          ...(updates.length > 0 ? [Y.mergeUpdates(updates)] : []),
          Y.mergeUpdates(devices.map(({ doc }) => Y.encodeStateAsUpdate(doc))),
        ];
        for (const update of written) {
          for (const server of [halfway, new Y.Doc()]) passes(update, server);
        }
      }
    }),
    propertyOptions("honest updates", 300),
  );
});

Deno.test("a struct belongs to the parent of its origin, over any number of steps (SYNC-13)", () => {
  const doc = document();
  // Two clients write the same key in turns, so that origins cross.
  const update = after(doc, (copy) => {
    for (let i = 0; i < 20; i++) {
      copy.clientID = 1 + i % 2;
      copy.getMap("receipts").set("r", { refused: `${i}` });
    }
  });
  isRefused(update, doc, "a chain that begins in the receipts");
  const fair = after(doc, (copy) => {
    for (let i = 0; i < 20; i++) {
      copy.clientID = 1 + i % 2;
      copy.getArray("outbox").insert(1, [sayUpdate(`${i}`)]);
    }
  });
  passes(fair, doc);
});

Deno.test("forged bytes are refused or change only the outbox and the read marks (SYNC-13)", () => {
  const doc = document();
  const base = Y.encodeStateAsUpdate(doc);
  const guarded = (copy: Y.Doc) =>
    JSON.stringify([
      copy.getMap("submissions").toJSON(),
      copy.getArray("messages").toJSON(),
      Object.keys(copy.getMap("receipts").toJSON()).filter((key) =>
        key !== "r"
      ),
    ]);
  const before = guarded(doc);
  const honest = [
    after(
      doc,
      (copy) =>
        pushCommands(copy, sayUpdate("three"), {
          id: "a",
          deep: [1, { b: "c" }],
        }),
    ),
    after(doc, (copy) => copy.getMap("read").set("main", "m2")),
    after(doc, (copy) => copy.getMap("submissions").set("s", { mark: 6 })),
    after(doc, (copy) => copy.getMap("receipts").delete("r")),
    base,
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...honest),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
      fc.nat({ max: 3 }),
      (update, changes, cut) => {
        const bytes = update.slice(0, update.length - cut);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const copy = new Y.Doc();
        Y.applyUpdate(copy, base);
        try {
          inspectUpdate(bytes, copy);
        } catch (error) {
          assert.ok(isRefusal(error), String(error));
          return;
        }
        Y.applyUpdate(copy, bytes);
        copy.store.pendingStructs = copy.store.pendingDs = null;
        assert.equal(guarded(copy), before);
      },
    ),
    propertyOptions("spoilt updates", 3000),
  );
});

const word = (rest: Partial<ForgedStruct>): ForgedStruct => ({
  ref: 8,
  content: new Uint8Array([1, 119, 1, 120]),
  ...rest,
});
const updateOf = (client: number, clock: number, ...structs: ForgedStruct[]) =>
  buildUpdate({ sections: [{ client, clock, structs }], deletions: [] });

Deno.test("an update that starts with a known struct must continue it in place (SYNC-13)", () => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  doc.getMap("submissions").set("s", { mark: 5 });
  const content = new Uint8Array([2, 119, 1, 120, 119, 1, 121]);
  // Clock 0 is the mark; Yjs would attach clock 1 to it, whatever parent it names.
  const forged = updateOf(7, 0, word({ parent: "outbox", content }));
  isRefused(forged, doc, "a mark");
  // Pushed one by one, known in part, sent together later.
  const mine = new Y.Doc();
  pushCommands(mine, sayUpdate("one"));
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(mine));
  pushCommands(mine, sayUpdate("two"), sayUpdate("three"));
  passes(Y.encodeStateAsUpdate(mine), doc);
  // Replaced marks become one struct, of which the server may know a part.
  const reader = new Y.Doc();
  reader.getMap("read").set("main", "m1");
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(reader));
  for (const id of ["m2", "m3", "m4"]) reader.getMap("read").set("main", id);
  passes(Y.encodeStateAsUpdate(reader), doc);
  const elsewhere = updateOf(reader.clientID, 0, {
    ...word({ parent: "read", key: "another", content }),
  });
  isRefused(elsewhere, doc, "a mark of another room");
});

Deno.test("an update at which Yjs fails is refused (SYNC-13)", () => {
  const outbox = { parent: "outbox" };
  const long = new Uint8Array([255, 255, 255, 255, 255, 255, 255, 15]);
  const updates: Record<string, Uint8Array> = {
    "no value": updateOf(5, 0, {
      ...outbox,
      ref: 8,
      content: new Uint8Array([1, 127]),
    }),
    "an origin to come": updateOf(5, 0, word({ origin: [5, 3] })),
    "a right neighbour to come": updateOf(5, 0, word({ right: [5, 0] })),
    "a parent to come": updateOf(5, 0, word({ parent: [5, 1] })),
    "nothing at all": updateOf(5, 0, {
      ...outbox,
      ref: 8,
      content: new Uint8Array([0]),
    }),
    "no end of clocks": updateOf(5, 0, { ref: 0, content: long }, word(outbox)),
    "one client twice": buildUpdate({
      sections: [4, 0].map((clock) => (
        { client: 5, clock, structs: [word(outbox)] }
      )),
      deletions: [],
    }),
    "a deletion past all clocks": buildUpdate({
      sections: [],
      deletions: [{ client: 5, ranges: [[2 ** 53 - 1, 1]] }],
    }),
  };
  for (const [what, update] of Object.entries(updates)) {
    isRefused(update, document(), what);
  }
});

Deno.test("both neighbours of a struct are in one root (SYNC-13)", () => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  pushCommands(doc, sayUpdate("one"));
  doc.getMap("receipts").set("r", 1);
  isRefused(
    updateOf(5, 0, word({ origin: [7, 0], right: [7, 1] })),
    doc,
    "between two",
  );
  passes(updateOf(5, 0, word({ origin: [7, 0] })), doc);
});

Deno.test("naming a root costs nothing (SYNC-13)", () => {
  const doc = document();
  const known = updateOf(doc.clientID, 0, word({ parent: "another" }));
  isRefused(known, doc, "an unknown root in what is known");
});

/*
 * Members who do not read, hold too many sockets, send too much or forge presence (SYNC-11–SYNC-13). A seed decides
 * amounts and order; see `random.ts`.
 */

const room = `${testSpace}/room/main`;
type World = Awaited<ReturnType<typeof startTestServer>>;
const { seeds } = seededRounds("attackers", 1);

function test(
  name: string,
  prove: (
    given: { world: World; random: Random; time: { now: number } },
  ) => Promise<void>,
): void {
  for (const seed of seeds) register(`${name} (SEED=${seed})`, prove, seed);
}

function register(
  name: string,
  prove: Parameters<typeof test>[1],
  seed: number,
): void {
  Deno.test(name, async () => {
    const reports: string[] = [];
    const time = { now: 1_000_000 };
    const world = await startTestServer({
      store: new MemoryStore(),
      members: ["amy", "ben", "mallory"],
      clock: () => time.now,
      report: (what, error) => reports.push(`${what}: ${error}`),
    });
    try {
      await prove({ world, random: new Random(seed), time });
      assert.deepEqual(reports, []);
    } finally {
      await world.stop();
    }
  });
}

/** The server sends `bytes` in the room in messages of `size`, as fast as `reader` reads. */
async function announce(
  world: World,
  bytes: number,
  size: number,
  reader?: Y.Doc,
): Promise<number> {
  const text = "x".repeat(size);
  let count = 0;
  for (let sent = 0; sent < bytes; sent += text.length, count++) {
    await world.engine.decide(
      testSpace,
      [room],
      (tx) =>
        messagesOf(tx.doc(room)).push([{ id: `${count}`, from: "amy", text }]),
    );
    const all = count + 1;
    if (reader) await waitUntil(reader, () => messagesOf(reader).length >= all);
  }
  return count;
}

/** Size of one server message; several exceed a reader's bound. */
const sizeOf = (random: Random) => 100_000 + random.below(100_000);

const emptyState = makeStep1Frame(Y.encodeStateVector(new Y.Doc()));

test("a client that does not read is cut off with 1013, and nobody else waits for it (SYNC-11)", async ({ world, random }) => {
  const slow = await RawSocket.open(
    `${world.base}/${testSpace}/room/main?member=mallory`,
  );
  const ben = world.open("ben", "room/main");
  await waitUntilSynced(ben.provider);
  await slow.send(emptyState);
  // The first answer has come; from here on it reads nothing.
  for (let first = await slow.readFrame(); first.kind !== "data";) {
    first = await slow.readFrame();
  }
  let drops = 0;
  ben.provider.on("connection-close", () => drops++);
  // Far more than the network's own buffers hold.
  const bytes = 40 * 1024 * 1024;
  const count = await announce(world, bytes, sizeOf(random), ben.doc);
  assert.equal(messagesOf(ben.doc).length, count);
  assert.equal(drops, 0);
  let read = 0;
  for (;;) {
    const frame = await slow.readFrame();
    if (frame.kind === "close") {
      assert.deepEqual([frame.code, frame.reason], [1013, "fell-behind"]);
      break;
    }
    read += frame.length;
  }
  assert.ok(
    read < bytes / 2,
    `${read} bytes were kept for one that reads none`,
  );
  slow.connection.close();
});

test("a long first answer does not cut a client off (SYNC-11)", async ({ world, random }) => {
  const size = sizeOf(random);
  const count = await announce(world, 8 * 1024 * 1024, size);
  const late = await RawSocket.open(
    `${world.base}/${testSpace}/room/main?member=mallory`,
  );
  await late.send(emptyState);
  await announce(world, 1, size);
  let read = 0;
  while (read < count * size) {
    const frame = await late.readFrame();
    assert.equal(frame.kind, "data");
    read += frame.kind === "data" ? frame.length : 0;
  }
  late.connection.close();
});

test("messages over the rate wait, too many end the connection, and others are not slowed (SYNC-12)", async ({ world, time }) => {
  const own = new Y.Doc();
  const updates: Uint8Array[] = [];
  own.on("update", (update: Uint8Array) => updates.push(update));
  // Waits for the room, since commands that wait for it would fill the outbox.
  const ben = world.open("ben", "room/main");
  await waitUntilSynced(ben.provider);
  const { socket, closed } = await world.socket("mallory", "member/mallory");
  socket.send(makeStep2Frame(Y.encodeStateAsUpdate(own)));
  const filler = "x".repeat(200_000);
  // The burst is 768 KiB, and the clock stands still, so no more comes back.
  for (let n = 0; n < 5; n++) {
    pushCommands(own, { ...sayUpdate(`${n}`), filler });
  }
  for (const update of updates.splice(0)) socket.send(makeUpdateFrame(update));
  const fromMallory = () =>
    messagesOf(ben.doc).toArray().filter(({ from }) => from === "mallory");
  await waitUntil(ben.doc, () => fromMallory().length === 3, "the burst came");
  const amy = world.open("amy", "member/amy");
  pushCommands(amy.doc, sayUpdate("not slowed"));
  await waitUntil(ben.doc, () => messagesOf(ben.doc).length === 4);
  assert.equal(fromMallory().length, 3);
  assert.equal(world.engine.figures().queued, 2);
  time.now += 60_000;
  await waitUntil(ben.doc, () => fromMallory().length === 5, "later, not lost");
  // One passes, seven wait, and the next is the one too many.
  for (let n = 0; n < 9; n++) {
    pushCommands(own, { ...sayUpdate(`${n}`), filler });
  }
  for (const update of updates.splice(0)) socket.send(makeUpdateFrame(update));
  assert.equal((await closed).code, 4429);
  pushCommands(amy.doc, sayUpdate("still not"));
  const texts = () => messagesOf(ben.doc).toArray().map(({ text }) => text);
  await waitUntil(ben.doc, () => texts().includes("still not"));
});

test("no client can change another person's presence (SYNC-13)", async ({ world, random }) => {
  const amy = world.open("amy", "session"),
    ben = world.open("ben", "session");
  await Promise.all([
    waitUntilSynced(amy.provider),
    waitUntilSynced(ben.provider),
  ]);
  const states = () => [...ben.provider.awareness.getStates().values()];
  const shows = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => holds() && resolve();
      ben.provider.awareness.on("change", look);
      look();
    });
  await shows(() => states().some(({ member }) => member === "amy"));
  const [amys] = [...ben.provider.awareness.getStates()].find(([, state]) =>
    state.member === "amy"
  )!;
  const clock = 2 ** 50 + random.below(2 ** 50);
  const { socket } = await world.socket("mallory", "session");
  const forged = random.shuffled([
    [{ client: amys, clock, state: null }],
    [{ client: amys, clock, state: { member: "amy", typing: "main" } }],
    [{ client: 5, clock, state: { member: "ben", idle: true } }],
  ]);
  const last = [
    { client: 6, clock, state: { typing: "main" } },
    { client: amys, clock, state: null },
  ];
  for (const entries of [...forged, last]) {
    const written = entries.map(({ client, clock, state }) => (
      { client, clock, json: JSON.stringify(state) }
    ));
    socket.send(makeAwarenessFrame(written));
  }
  await shows(() =>
    states().some(({ member, typing }) =>
      member === "mallory" && typing === "main"
    )
  );
  const shown = states().filter(({ member }) => member !== undefined);
  assert.deepEqual(shown.map(({ member }) => member).sort(), [
    "amy",
    "ben",
    "mallory",
  ]);
  for (const { member, typing, idle } of shown) {
    assert.equal(idle, undefined);
    assert.equal(typing, member === "mallory" ? "main" : undefined);
  }
  assert.equal(ben.provider.awareness.getStates().has(5), false);
});
