import assert from "node:assert/strict";
import fc from "fast-check";
import * as Y from "yjs";
import { inspectUpdate } from "../../sync/guard.ts";
import { limits } from "../../sync/limits.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { SharedWriteProfile } from "../../sync/shape.ts";
import { applyLocally } from "../../sync/space/apply_locally.ts";
import { propertyOptions, Random } from "../random.ts";
import {
  buildUpdate,
  deletedStruct,
  type ForgedStruct,
  forgePart,
  nullsStruct,
  parseUpdate,
  type StructId,
  type UpdateParts,
} from "./forge.ts";
import { editAtRandom, pageDocumentShape } from "./shared_world.ts";
import { pushCommands, sayUpdate } from "./world.ts";

const many = <T>(length: number, make: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => make(n));

function updateOf(parts: Partial<UpdateParts>): Uint8Array {
  const update = buildUpdate({ sections: [], deletions: [], ...parts });
  assert.ok(update.length <= limits.update, "it is no longer than it may be");
  return update;
}

const ofOne = (structs: ForgedStruct[]) => [{ client: 5, clock: 0, structs }];
const chain = (length: number) =>
  many(
    length,
    (n) => nullsStruct(1, n > 0 ? { origin: [5, n - 1] } : undefined),
  );
const gaps = (length: number) => [{
  client: 5,
  ranges: many(length, (n): [number, number] => [2 * n + 1, 1]),
}];

const isRefused = (update: Uint8Array, doc: Y.Doc, what: string) =>
  assert.throws(
    () => inspectUpdate(update, doc),
    /costs too much|too many/,
    what,
  );

Deno.test("an update that costs far more than its bytes is refused, alone or in series (SYNC-13)", () => {
  const one = nullsStruct(100_000);
  const long = updateOf({ sections: ofOne([one]) });
  inspectUpdate(long, new Y.Doc());
  const doc = new Y.Doc();
  Y.applyUpdate(doc, long);
  const withBoth = new Y.Doc();
  Y.applyUpdate(withBoth, long);
  const sections = [{ client: 7, clock: 0, structs: [nullsStruct(10_000)] }];
  Y.applyUpdate(withBoth, updateOf({ sections }));
  const forged: Record<string, [update: Uint8Array, doc: Y.Doc]> = {
    "cuts a struct of its own to pieces": [
      updateOf({ sections: ofOne([one]), deletions: gaps(20_000) }),
      new Y.Doc(),
    ],
    "cuts one that is there to pieces": [
      updateOf({ deletions: gaps(20_000) }),
      doc,
    ],
    "squeezes in everywhere": [
      updateOf({
        sections: [{
          client: 6,
          clock: 0,
          structs: many(10_000, (n) => nullsStruct(1, { origin: [5, 2 * n] })),
        }],
      }),
      doc,
    ],
    "competes for the first place": [
      updateOf({
        sections: ofOne([
          ...chain(6000),
          ...many(6000, (n) => nullsStruct(1, { right: [5, 5999 - n] })),
        ]),
      }),
      new Y.Doc(),
    ],
    "stands between the pieces of what it cuts": [
      updateOf({
        sections: ofOne([
          deletedStruct({ parent: "outbox" }, 2000),
          ...many(
            1000,
            (n) =>
              deletedStruct({ origin: [5, 1998 - 2 * n], right: [5, 1999] }),
          ),
        ]),
      }),
      new Y.Doc(),
    ],
    "says again what is there, as if it cut one to pieces": [
      updateOf({
        sections: [{
          client: 7,
          clock: 0,
          structs: many(10_000, (n) => nullsStruct(1, { origin: [5, 2 * n] })),
        }],
      }),
      withBoth,
    ],
    "becomes one of very many": [
      updateOf({ sections: ofOne(chain(20_000)) }),
      new Y.Doc(),
    ],
  };
  for (const [what, [update, doc]] of Object.entries(forged)) {
    isRefused(update, doc, what);
  }
});

Deno.test("competing with a long existing outbox costs as much (SYNC-13)", () => {
  // Alternating, so that no structs merge.
  const doc = new Y.Doc();
  for (let n = 0; n < 2000; n++) {
    doc.clientID = 1 + n % 2;
    doc.getArray("outbox").push([null]);
  }
  const first = nullsStruct(1);
  const rivals = many(200, (): ForgedStruct => first);
  const sections = [{ client: 5, clock: 0, structs: rivals }];
  isRefused(updateOf({ sections }), doc, "two hundred of the first place");
});

Deno.test("each update costs something for every client of the document (SYNC-13)", () => {
  const documentOf = (clients: number) => {
    const doc = new Y.Doc();
    for (let n = 0; n < clients; n++) {
      doc.clientID = 1000 + n;
      doc.getMap("read").set("main", n);
    }
    return doc;
  };
  const other = new Y.Doc();
  other.getMap("read").set("room", 1);
  const update = Y.encodeStateAsUpdate(other);
  const [few, many] = [1, 900]
    .map((clients) => inspectUpdate(update, documentOf(clients)).steps);
  assert.ok(many - few > 20_000, `${few} steps, and ${many}`);
  // Typing ten letters a second takes less than a fifth of the budget.
  const bytes = 10 * many / limits.stepsPerByte;
  assert.ok(bytes < limits.bytesPerSecond / 5, `${bytes} bytes a second`);
});

Deno.test("skipping existing deletions costs as much (SYNC-13)", () => {
  // Two roots alternate, so that no structs merge.
  const structs = many(10_000, (n) =>
    deletedStruct(
      n > 1
        ? { origin: [5, n - 2] }
        : n === 0
        ? { parent: "outbox" }
        : { parent: "read", key: "main" },
    ));
  const doc = new Y.Doc();
  Y.applyUpdate(doc, updateOf({ sections: ofOne(structs) }));
  const again = (length: number) =>
    inspectUpdate(
      updateOf({ deletions: [{ client: 5, ranges: [[0, length]] }] }),
      doc,
    ).steps;
  assert.ok(again(10_000) >= 10_000, `${again(10_000)} for all`);
  assert.ok(again(10) < 1000, `${again(10)} for ten`);
});

Deno.test("each deleted range costs something, also of what the document does not have (SYNC-13)", () => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, updateOf({ sections: ofOne([nullsStruct(10)]) }));
  const ofUnknown = (length: number) =>
    updateOf({
      deletions: [{
        client: 77,
        ranges: many(length, (n): [number, number] => [2 * n, 1]),
      }],
    });
  const [few, most] = [10, limits.deletionsPerUpdate]
    .map((length) => inspectUpdate(ofUnknown(length), doc).steps);
  assert.ok(most - few > 30 * limits.deletionsPerUpdate, `${most} steps`);
  assert.throws(
    () => inspectUpdate(ofUnknown(limits.deletionsPerUpdate + 1), doc),
    /too many deletions/,
  );
});

Deno.test("merging structs in many places counts every move (SYNC-13)", () => {
  // Every second one is deleted; then every fourth, which joins both its neighbours.
  const doc = new Y.Doc();
  const length = 40_000;
  for (let at = 0; at < length; at += 2000) {
    const structs = many(2000, (k) => {
      const rest: Partial<ForgedStruct> = at + k > 0
        ? { origin: [5, at + k - 1] }
        : { parent: "outbox" };
      return k % 2 ? deletedStruct(rest) : nullsStruct(1, rest);
    });
    const sections = [{ client: 5, clock: at, structs }];
    Y.applyUpdate(doc, updateOf({ sections }));
  }
  const every = (step: number) =>
    updateOf({
      deletions: [{
        client: 5,
        ranges: many(length / step, (n): [number, number] => [step * n, 1]),
      }],
    });
  isRefused(every(4), doc, "every fourth");
  inspectUpdate(every(1000), doc);
  const pairs = many(20_000, (n) => {
    const pair = n >>> 1;
    if (n % 2) return deletedStruct({ origin: [6, n - 1] });
    if (pair > 1) return deletedStruct({ origin: [6, n - 3] });
    return pair === 0
      ? deletedStruct({ parent: "outbox" })
      : deletedStruct({ parent: "read", key: "main" });
  });
  const sections = [{ client: 6, clock: 0, structs: pairs }];
  isRefused(updateOf({ sections }), new Y.Doc(), "pairs");
});

Deno.test("accepted steps count as bytes, so costly updates use up the budget (SYNC-12)", () => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, updateOf({ sections: ofOne([nullsStruct(100_000)]) }));
  const cheap = new Y.Doc();
  pushCommands(cheap, sayUpdate("hello"));
  const bytesOf = (update: Uint8Array) =>
    inspectUpdate(update, doc).steps / limits.stepsPerByte;
  assert.ok(bytesOf(Y.encodeStateAsUpdate(cheap)) < 100);
  const costly = updateOf({ deletions: gaps(15) });
  assert.ok(costly.length < 100);
  assert.ok(bytesOf(costly) > 50_000);
});

Deno.test("a term of messages, long absences and a full outbox cost less than a tenth of the limit (SYNC-13)", () => {
  const server = new Y.Doc();
  const devices = many(3, (n) => {
    const doc = new Y.Doc();
    doc.clientID = 100 + n;
    return doc;
  });
  const sync = () => {
    for (const doc of devices) {
      const known = Y.encodeStateVector(server);
      const update = Y.encodeStateAsUpdate(doc, known);
      const { steps } = inspectUpdate(update, server);
      assert.ok(steps < limits.steps / 10, `${steps} steps`);
      Y.applyUpdate(server, update);
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(server));
    }
  };
  for (let n = 0; n < 3000; n++) {
    const doc = devices[n % 3];
    pushCommands(doc, sayUpdate(`${n}`));
    doc.getMap("read").set(`${n % 7}`, `${n}`);
    if (n % 10 > 0) continue;
    sync();
    server.getArray("outbox").delete(0, server.getArray("outbox").length);
  }
  for (const doc of devices) {
    for (let n = 0; n < limits.outboxCommands; n++) {
      pushCommands(doc, sayUpdate(`${n}`));
      doc.getMap("read").set(`${n % 7}`, `later ${n}`);
    }
  }
  sync();
  const fresh = new Y.Doc();
  devices.push(fresh);
  for (let n = 0; n < 7; n++) fresh.getMap("read").set(`${n}`, "new");
  pushCommands(fresh, sayUpdate("new"));
  sync();
});

/** Counts moves of a struct in a list during `act`. */
function movesIn(act: () => void): number {
  let moves = 0;
  const { splice } = Array.prototype;
  // deno-lint-ignore no-explicit-any -- as the built-in one
  Array.prototype.splice = function (this: any[], ...given: any) {
    const [start, count, ...items] = given;
    if (items.length !== count) moves += this.length - start - count;
    return splice.apply(this, given);
  };
  try {
    act();
  } finally {
    Array.prototype.splice = splice;
  }
  return moves;
}

Deno.test("no forged update moves more structs than were counted (SYNC-13)", () => {
  let tried = 0, passed = 0;
  fc.assert(
    fc.property(fc.nat(2 ** 31), (seed) => {
      tried++;
      const random = new Random(seed);
      const below = (end: number) => random.below(end);
      const base = new Y.Doc();
      for (let turn = 0; turn < 40; turn++) {
        base.clientID = 10 + below(3);
        base.transact(() => {
          for (let n = 0; n < 4; n++) editAtRandom(base, below);
        });
      }
      base.clientID = 2000;
      const copy = new Y.Doc();
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(base));
      copy.clientID = 10;
      const before = Y.encodeStateVector(copy);
      for (let n = below(30); n >= 0; n--) editAtRandom(copy, below);
      const known = [...base.store.clients].flatMap(([client, structs]) =>
        structs.map(({ id }): StructId => [client, id.clock])
      );
      const parts = parseUpdate(Y.encodeStateAsUpdate(copy, before));
      for (let n = below(3); n > 0; n--) forgePart(parts, known, random);
      const step = 1 + below(6), length = 1 + below(step);
      for (const client of [10, 11, 12]) {
        if (below(2)) continue;
        const others = parts.deletions.filter((it) => it.client !== client);
        const end = Y.getState(copy.store, client) - below(20);
        const ranges: [number, number][] = [];
        for (let at = below(10); at < end; at += step) {
          ranges.push([at, Math.min(length, end - at)]);
        }
        if (ranges.length > 0) others.push({ client, ranges });
        parts.deletions = others;
      }
      const update = buildUpdate(parts);
      const isOwn = (client: number) => client === 10;
      let cost;
      try {
        cost = inspectUpdate(
          update,
          base,
          new SharedWriteProfile(pageDocumentShape, isOwn),
        );
      } catch (error) {
        if (isRefusal(error)) return;
        throw error;
      }
      passed++;
      const moves = movesIn(() => applyLocally(base, [update]));
      assert.ok(moves <= cost.moves, `${moves} moves, ${cost.moves} counted`);
    }),
    propertyOptions("moves of structs", 1500),
  );
  assert.ok(passed > tried / 5, `${passed} of ${tried} passed`);
});
