/**
 * What was accepted reads the same for ever (SYNC-13): after every order of arrival, after reloading, and for a
 * newcomer who has a part of it. What an honest client writes is never refused for it.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { inspectUpdate } from "../../sync/guard.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { SharedWriteProfile } from "../../sync/shape.ts";
import { applyLocally } from "../../sync/space/apply_locally.ts";
import { makeDoc } from "../../sync/y_doc.ts";
import { fuzzRounds, type Random, seededRounds } from "../random.ts";
import {
  buildUpdate,
  deletedStruct,
  type ForgedStruct,
  parseUpdate,
  type StructId,
} from "./forge.ts";
import {
  appendParagraphs,
  editAtRandom,
  elementStruct,
  formatStruct,
  pageDocumentShape,
  textStruct,
} from "./shared_world.ts";

const inspect = (update: Uint8Array, doc: Y.Doc, ...clients: number[]) =>
  inspectUpdate(
    update,
    doc,
    new SharedWriteProfile(
      pageDocumentShape,
      (client) => clients.includes(client),
    ),
  );

const mayTake = (
  update: Uint8Array,
  doc: Y.Doc,
  ...clients: number[]
): boolean => {
  try {
    inspect(update, doc, ...clients);
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
};

/** Applies an update as the server does. */
function take(update: Uint8Array, doc: Y.Doc): void {
  applyLocally(doc, [update]);
  doc.store.pendingStructs = doc.store.pendingDs = null;
}

function load(...updates: Uint8Array[]): Y.Doc {
  const doc = makeDoc();
  applyLocally(doc, updates);
  return doc;
}

interface List {
  readonly parent: string | StructId;
  readonly type: Y.XmlFragment | Y.XmlText;
  /** Every element and character, also the deleted ones. */
  readonly ids: StructId[];
}

function listsOf(
  type: Y.XmlFragment | Y.XmlText,
  parent: string | StructId = "page",
): List[] {
  const list: List = { parent, type, ids: [] };
  const inner: List[] = [];
  for (let item = type._start; item; item = item.right) {
    const { id: { client, clock }, length, content } = item;
    for (let n = 0; n < length; n++) list.ids.push([client, clock + n]);
    if (content instanceof Y.ContentType && !item.deleted) {
      inner.push(...listsOf(content.type as Y.XmlText, [client, clock]));
    }
  }
  return [list, ...inner];
}

/** All that a document says, with the place of what was deleted. */
function readOrder(doc: Y.Doc): string {
  const lists = listsOf(doc.getXmlFragment("page"));
  return JSON.stringify([
    lists.map(({ parent, ids, type }) => [
      parent,
      ids.map(([client, clock]) => {
        const { deleted } = Y.getItem(doc.store, Y.createID(client, clock));
        return `${client}:${clock}${deleted ? " deleted" : ""}`;
      }),
      [...type._map].map(([key, { lastId, deleted }]) => [key, lastId, deleted])
        .sort(),
    ]),
    doc.getXmlFragment("page").toString(),
  ]);
}

/** The document made struct by struct, in a random order in which each comes after what it refers to. */
function inAnotherOrder(doc: Y.Doc, random: Random): Y.Doc {
  const { sections, deletions } = parseUpdate(Y.encodeStateAsUpdate(doc));
  const other = makeDoc();
  const rows = sections.map(({ client, structs }) => ({
    client,
    structs,
    items: doc.store.clients.get(client) ?? [],
    at: 0,
  }));
  const has = (id: Y.ID | null | undefined) =>
    !id || id.clock < Y.getState(other.store, id.client);
  const isReady = ({ items, at }: typeof rows[number]) => {
    const item = items[at];
    if (!(item instanceof Y.Item)) return item !== undefined;
    const { _item } = item.parent as Y.AbstractType<unknown>;
    return has(item.origin) && has(item.rightOrigin) && has(_item?.id);
  };
  for (let ready = rows; ready.length > 0;) {
    ready = rows.filter(isReady);
    if (ready.length === 0) break;
    const row = random.pick(ready);
    const { client, items, structs, at } = row;
    const section = {
      client,
      clock: items[at].id.clock,
      structs: [structs[at]],
    };
    Y.applyUpdate(other, buildUpdate({ sections: [section], deletions: [] }));
    row.at++;
  }
  assert.ok(rows.every(({ at, structs }) => at === structs.length));
  Y.applyUpdate(other, buildUpdate({ sections: [], deletions }));
  return other;
}

function assertReadsTheSame(doc: Y.Doc, before: Uint8Array, random: Random) {
  const now = readOrder(doc);
  const whole = Y.encodeStateAsUpdate(doc);
  assert.equal(readOrder(load(whole)), now, "after reloading");
  for (let n = 0; n < 2; n++) {
    assert.equal(readOrder(inAnotherOrder(doc, random)), now, "in an order");
  }
  const newcomer = load(before);
  const missing = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(newcomer));
  Y.applyUpdate(newcomer, missing);
  assert.equal(readOrder(newcomer), now, "for a newcomer");
}

/** A page of three writers, who did not always know of each other. */
function writtenPage(random: Random, clients: readonly number[]): Y.Doc {
  const below = (end: number) => random.below(end);
  const page = makeDoc();
  page.clientID = 9;
  appendParagraphs(page, "abc");
  page.clientID = 2000;
  const copies = clients.map((client) => {
    const copy = load(Y.encodeStateAsUpdate(page));
    copy.clientID = client;
    return copy;
  });
  for (let n = below(14); n > 0; n--) {
    const copy = random.pick(copies);
    copy.transact(() => editAtRandom(copy, below));
    if (random.chance(0.3)) {
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(random.pick(copies)));
    }
  }
  for (const copy of copies) Y.applyUpdate(page, Y.encodeStateAsUpdate(copy));
  return page;
}

/** An update of two clients whose structs stand between any two places of one list. */
function forgeNeighbours(doc: Y.Doc, mine: number, random: Random) {
  const lists = listsOf(doc.getXmlFragment("page"))
    .filter(({ ids }) => ids.length > 0);
  if (lists.length === 0) return null;
  const { ids, parent, type } = random.pick(lists);
  const order = [...ids];
  const sections = [mine, mine + 1].map((client) => {
    const clock = Y.getState(doc.store, client);
    const structs: ForgedStruct[] = [];
    return { client, clock, next: clock, structs };
  });
  for (let n = random.below(4); n >= 0; n--) {
    const section = sections[random.chance(0.8) ? 0 : 1];
    const at = random.below(order.length + 1);
    // Mostly between two that stand side by side, else anywhere.
    const origin: StructId | undefined = order[at - 1];
    const right = random.chance(0.8)
      ? order[at]
      : order[random.below(order.length + 1)];
    const rest = origin || right ? { origin, right } : { parent };
    let length = 1;
    let struct: ForgedStruct;
    if (!(type instanceof Y.XmlText)) struct = elementStruct("p", rest);
    else if (random.chance(0.2)) struct = formatStruct("strong", {}, rest);
    else {
      length += random.below(3);
      struct = random.chance(0.2)
        ? deletedStruct(rest, length)
        : textStruct("XYZ".slice(0, length), rest);
    }
    section.structs.push(struct);
    const made = Array.from(
      { length },
      (): StructId => [section.client, section.next++],
    );
    order.splice(at, 0, ...made);
  }
  return buildUpdate({
    sections: sections.filter(({ structs }) => structs.length > 0),
    deletions: [],
  });
}

Deno.test("what is accepted reads the same in every order, after reloading and for a newcomer (SYNC-13)", async () => {
  let taken = 0, refused = 0;
  await fuzzRounds("neighbours", 3).each((random) => {
    for (let n = 0; n < 20; n++) {
      const mine = random.pick([5, 15, 30]);
      const doc = writtenPage(random, [10, 20, mine]);
      const update = forgeNeighbours(doc, mine, random);
      if (update === null) continue;
      if (!mayTake(update, doc, mine, mine + 1)) {
        refused++;
        continue;
      }
      taken++;
      const before = Y.encodeStateAsUpdate(doc);
      take(update, doc);
      assertReadsTheSame(doc, before, random);
    }
    return Promise.resolve();
  });
  assert.ok(taken > 0 && refused > 0, `${taken} taken, ${refused} refused`);
  console.log(`neighbours: ${taken} taken, ${refused} refused`);
});

Deno.test("a struct before its left neighbour or around known text is refused (SYNC-13)", () => {
  const doc = makeDoc();
  doc.clientID = 10;
  appendParagraphs(doc, "hello world");
  doc.clientID = 2000;
  const letter = (at: number): StructId => [10, 2 + at];
  const between = (left: number | null, right: number | null) =>
    buildUpdate({
      sections: [{
        client: 30,
        clock: 0,
        structs: [textStruct("XYZ", {
          origin: left === null ? undefined : letter(left),
          right: right === null ? undefined : letter(right),
        })],
      }],
      deletions: [],
    });
  const last = "hello world".length - 1;
  for (const [left, right] of [[null, 0], [4, 5], [last, null]] as const) {
    inspect(between(left, right), doc, 30);
  }
  const forged: [number | null, number | null][] = [
    [last, 2],
    [5, 5],
    [null, 5],
    [2, last],
  ];
  for (const [left, right] of forged) {
    const what = `between ${left} and ${right}`;
    assert.throws(
      () => inspect(between(left, right), doc, 30),
      /no neighbours/,
      what,
    );
  }
  // Written between two words of others that the writer had not seen together.
  const [amy, ben] = [40, 50].map((client) => {
    const copy = load(Y.encodeStateAsUpdate(doc));
    copy.clientID = client;
    const [{ type }] = listsOf(copy.getXmlFragment("page")).slice(-1);
    (type as Y.XmlText).insert(5, client === 40 ? " amy" : " ben");
    return copy;
  });
  for (const copy of [amy, ben]) take(Y.encodeStateAsUpdate(copy), doc);
  const [{ type }] = listsOf(amy.getXmlFragment("page")).slice(-1);
  const known = Y.encodeStateVector(amy);
  (type as Y.XmlText).insert(9, "!");
  const after = Y.encodeStateAsUpdate(amy, known);
  inspect(after, doc, 40);
  take(after, doc);
  assert.match(doc.getXmlFragment("page").toString(), / amy!/);
});

class Device {
  readonly doc = makeDoc();
  readonly waiting: Uint8Array[] = [];
  readonly undo: Y.UndoManager;

  constructor(readonly client: number, page: Uint8Array) {
    Y.applyUpdate(this.doc, page);
    this.doc.clientID = client;
    this.undo = new Y.UndoManager(this.doc.getXmlFragment("page"), {
      captureTimeout: 0,
      trackedOrigins: new Set(["mine"]),
    });
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== "server") this.waiting.push(update);
    });
  }

  act(random: Random): void {
    if (random.chance(0.12)) return void this.undo.undo();
    if (random.chance(0.06)) return void this.undo.redo();
    this.doc.transact(() => {
      for (let n = random.below(3); n >= 0; n--) {
        editAtRandom(this.doc, (end) => random.below(end));
      }
    }, "mine");
  }

  /** What it sends when it has a connection: update by update, merged, or as the answer to what the server has. */
  send(page: Y.Doc, random: Random): Uint8Array[] {
    const waiting = this.waiting.splice(0);
    if (random.chance(0.4)) return waiting;
    if (random.chance(0.3)) {
      return waiting.length === 0 ? [] : [Y.mergeUpdates(waiting)];
    }
    return [Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(page))];
  }
}

Deno.test("concurrent and offline edits, marks, undo and nested types are never refused (SYNC-13)", async () => {
  await seededRounds("honest writers", 60).each((random) => {
    const page = makeDoc();
    page.clientID = 9;
    appendParagraphs(page, "one", "two");
    page.clientID = 2000;
    const before = Y.encodeStateAsUpdate(page);
    const devices = [10, 20, 30].map((client) => new Device(client, before));
    const give = (device: Device) => {
      const known = Y.encodeStateVector(device.doc);
      const missing = Y.encodeStateAsUpdate(page, known);
      Y.applyUpdate(device.doc, missing, "server");
    };
    const sync = (device: Device) => {
      // It may write between what it is given and what it sends.
      if (random.chance(0.5)) give(device);
      if (random.chance(0.5)) device.act(random);
      for (const update of device.send(page, random)) {
        inspect(update, page, device.client);
        take(update, page);
      }
      give(device);
    };
    for (let n = 0; n < 60; n++) {
      const device = random.pick(devices);
      device.act(random);
      if (random.chance(0.25)) sync(device);
    }
    for (const device of [...devices, ...devices]) sync(device);
    for (const { doc, waiting } of devices) {
      if (waiting.length > 0) continue;
      give({ doc } as Device);
      assert.equal(readOrder(doc), readOrder(page));
    }
    assertReadsTheSame(page, before, random);
    return Promise.resolve();
  });
});
