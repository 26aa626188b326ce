/** Documents that several members write (SYNC-13, SYNC-17). */
import assert from "node:assert/strict";
import fc from "fast-check";
import { readVarString, readVarUint } from "lib0/decoding";
import type { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { EditorCopy } from "../../components/pages/editor/editor_copy.ts";
import { limits } from "../../sync/limits.ts";
import {
  makeAwarenessFrame,
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
} from "../../sync/protocol.ts";
import { applyLocally } from "../../sync/space/apply_locally.ts";
import { Replica } from "../../sync/space/loaded_documents.ts";
import { makeDoc } from "../../sync/y_doc.ts";
import { countedTest, growsLinearly } from "../counted_work.ts";
import { eventually } from "../people.ts";
import { propertyOptions } from "../random.ts";
import { CommitGate, FaultyStore } from "./faulty_store.ts";
import { buildUpdate, type ForgedStruct, type StructId } from "./forge.ts";
import { MemoryStore } from "./memory_store.ts";
import {
  addPages,
  appendParagraphs,
  elementStruct,
  formatStruct,
  maxTestCharacters,
  pageDocument,
  pageRules,
  readWriters,
  readXml,
  rootDocument,
  textOfParagraph,
  textStruct,
} from "./shared_world.ts";
import {
  startTestServer,
  testSpace,
  waitUntil,
  waitUntilSynced,
} from "./world.ts";

// Shared documents with the stock client and with forgers (SYNC-1, SYNC-5, SYNC-12, SYNC-13).

type World = Awaited<ReturnType<typeof startTestServer>>;

const members = ["amy", "ben", "mallory"];

function test(
  name: string,
  prove: (
    given: { world: World; time: { now: number }; store: MemoryStore },
  ) => unknown,
): void {
  Deno.test(name, async () => {
    const reports: string[] = [];
    const time = { now: 1_000_000 }, store = new MemoryStore();
    const world = await startTestServer({
      store,
      members,
      rules: pageRules,
      clock: () => time.now,
      report: (what, error) => reports.push(`${what}: ${error}`),
    });
    try {
      await world.engine.decide(
        testSpace,
        [],
        (tx) => addPages(tx.doc(rootDocument), pageDocument),
      );
      await prove({ world, time, store });
      assert.deepEqual(reports, []);
    } finally {
      await world.stop();
    }
  });
}

async function open(world: World, member: string, doc = new Y.Doc()) {
  const opened = world.open(member, "page/one", doc);
  await waitUntilSynced(opened.provider);
  return opened;
}

const read = <T>({ engine }: World, look: (doc: Y.Doc) => T) =>
  engine.read(testSpace, [pageDocument], ({ doc }) => look(doc(pageDocument)));

async function raw(world: World, member: string) {
  const { socket, closed } = await world.socket(member, "page/one");
  const mine = new Y.Doc();
  const updates: Uint8Array[] = [];
  socket.send(makeStep1Frame(new Uint8Array([0])));
  socket.send(makeStep2Frame(Y.encodeStateAsUpdate(mine)));
  return {
    socket,
    closed,
    updates,
    say: (update: Uint8Array) => socket.send(makeUpdateFrame(update)),
  };
}

const paragraphOf = (client: number, clock = 0) =>
  buildUpdate({
    sections: [{
      client,
      clock,
      structs: [elementStruct("p", { parent: "page" })],
    }],
    deletions: [],
  });

const lock = ({ engine }: World, what: string, isLocked = true) =>
  engine.decide(testSpace, [], (tx) => {
    const locked = tx.doc(rootDocument).getMap("locked");
    if (isLocked) locked.set(what, true);
    else locked.delete(what);
  });

const same = (a: Y.Doc, b: Y.Doc) =>
  Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b));

test("two members write a document at once, and the server records the author of each part (SYNC-13)", async ({ world, store }) => {
  const [amy, ben] = [await open(world, "amy"), await open(world, "ben")];
  for (let n = 0; n < 20; n++) {
    appendParagraphs(amy.doc, `amy ${n}`);
    appendParagraphs(ben.doc, `ben ${n}`);
    textOfParagraph(ben.doc, n).insert(0, "x");
    textOfParagraph(amy.doc, 0).format(0, 3, { strong: {} });
  }
  for (const { doc } of [amy, ben]) {
    const page = doc.getXmlFragment("page");
    await waitUntil(doc, () => page.length === 40, "all is there");
    await waitUntil(doc, () => readXml(doc).split("x").length === 21);
    await waitUntil(doc, () => Object.keys(readWriters(doc)).length === 2);
  }
  assert.deepEqual(readWriters(amy.doc), {
    [amy.doc.clientID]: "amy",
    [ben.doc.clientID]: "ben",
  });
  const stored = await read(world, (doc) => {
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    return copy;
  });
  assert.equal(readXml(amy.doc), readXml(ben.doc));
  const again = await startTestServer({
    store,
    members,
    rules: pageRules,
    existing: true,
  });
  try {
    const isSame = await read(again, (doc) => same(doc, stored));
    assert.ok(isSame);
  } finally {
    await again.stop();
  }
});

test("a member who writes under another's client is cut off with 4400, and nobody else is (SYNC-13)", async ({ world }) => {
  const amy = await open(world, "amy");
  let drops = 0;
  amy.provider.on("connection-close", () => drops++);
  appendParagraphs(amy.doc, "mine");
  await waitUntil(
    amy.doc,
    () => Object.keys(readWriters(amy.doc)).length === 1,
  );
  const serversOwn = await read(world, (doc) => {
    const ids = [...doc.store.clients.keys()];
    return ids.find((id) => id !== amy.doc.clientID)!;
  });
  const next = await read(world, (doc) => doc.clientID);
  const known = (client: number) =>
    read(world, (doc) => Y.getState(doc.store, client));
  for (const client of [amy.doc.clientID, serversOwn, next]) {
    const mallory = await raw(world, "mallory");
    mallory.say(paragraphOf(client, await known(client)));
    assert.equal((await mallory.closed).code, 4400);
  }
  appendParagraphs(amy.doc, "more");
  const ben = await open(world, "ben");
  await waitUntil(ben.doc, () => readXml(ben.doc).includes("more"));
  assert.equal(readXml(ben.doc), "<p>mine</p><p>more</p>");
  assert.deepEqual(Object.values(readWriters(ben.doc)), ["amy"]);
  assert.equal(drops, 0);
});

test("a client id belongs to its first writer, also on another device (SYNC-13)", async ({ world }) => {
  const first = await raw(world, "mallory");
  first.say(paragraphOf(77));
  const amy = await open(world, "amy");
  await waitUntil(amy.doc, () => readWriters(amy.doc)[77] === "mallory");
  const other = await raw(world, "mallory");
  other.say(paragraphOf(77, 1));
  await waitUntil(amy.doc, () => amy.doc.getXmlFragment("page").length === 2);
  const ben = await raw(world, "ben");
  ben.say(paragraphOf(77, 2));
  assert.equal((await ben.closed).code, 4400);
});

test("an announced client id that has not written yet belongs to its announcer (SYNC-13)", async ({ world }) => {
  const amy = await open(world, "amy");
  amy.provider.awareness.setLocalState({ cursor: null });
  const ben = await open(world, "ben");
  const { clientID } = amy.doc;
  await shows(
    ben.provider,
    () => ben.provider.awareness.getStates().has(clientID),
  );
  const mallory = await raw(world, "mallory");
  mallory.say(paragraphOf(clientID));
  assert.equal((await mallory.closed).code, 4400);
  appendParagraphs(amy.doc, "mine");
  await waitUntil(ben.doc, () => readWriters(ben.doc)[clientID] === "amy");
});

test("an update with missing parts is dropped and requested, and delays nobody (SYNC-13)", async ({ world, time }) => {
  const mallory = await raw(world, "mallory");
  const asked = new Promise<void>((resolve) => {
    let count = 0;
    mallory.socket.addEventListener("message", ({ data }) => {
      const bytes = new Uint8Array(data);
      time.now += 2000;
      if (bytes[0] === 0 && bytes[1] === 0 && ++count === 2) resolve();
    });
  });
  mallory.say(paragraphOf(77, 5));
  mallory.say(buildUpdate({
    sections: [{
      client: 78,
      clock: 0,
      structs: [elementStruct("p", { origin: [79, 3] })],
    }],
    deletions: [{ client: 90, ranges: [[5, 3]] }],
  }));
  await asked;
  const [amy, ben] = [await open(world, "amy"), await open(world, "ben")];
  appendParagraphs(amy.doc, "goes on");
  await waitUntil(ben.doc, () => readXml(ben.doc).includes("goes on"));
  assert.deepEqual(Object.values(readWriters(ben.doc)), ["amy"]);
  await read(world, ({ store }) => {
    assert.equal(store.pendingStructs, null);
    assert.equal(store.pendingDs, null);
  });
  mallory.socket.close();
  await mallory.closed;
});

test("an author's clients are limited, at no cost to others (SYNC-13)", async ({ world }) => {
  const mallory = await raw(world, "mallory");
  for (let n = 0; n <= limits.clientsPerAuthor; n++) {
    mallory.say(paragraphOf(100 + n));
  }
  assert.equal((await mallory.closed).code, 4400);
  const amy = await open(world, "amy");
  appendParagraphs(amy.doc, "a new one");
  await waitUntil(
    amy.doc,
    () => readWriters(amy.doc)[amy.doc.clientID] === "amy",
  );
  const count = Object.values(readWriters(amy.doc)).length;
  assert.equal(count, limits.clientsPerAuthor + 1);
});

test("a member's spending in one document counts in all, and for nobody else (SYNC-12)", async ({ world, time }) => {
  await world.engine.decide(
    testSpace,
    [],
    (tx) => addPages(tx.doc(rootDocument), `${testSpace}/page/two`),
  );
  const [amy, ben] = [await open(world, "amy"), await open(world, "ben")];
  const mallory = await raw(world, "mallory");
  mallory.say(paragraphOf(66));
  await waitUntil(ben.doc, () => ben.doc.getXmlFragment("page").length === 1);
  // Deletions of what nobody has change nothing, and the clock stands still.
  const ranges = Array.from(
    { length: limits.deletionsPerUpdate },
    (_, n): [number, number] => [2 * n, 1],
  );
  const useless = buildUpdate({
    sections: [],
    deletions: [{ client: 5, ranges }],
  });
  const count = Math.ceil(limits.bytesBurst / useless.length);
  for (let n = 0; n < count; n++) mallory.say(useless);
  await eventually(
    () => Promise.resolve(world.engine.figures().queued),
    (queued) => queued > 0,
    "her budget was spent",
  );
  const two = await world.socket("mallory", "page/two");
  two.socket.send(makeStep2Frame(Y.encodeStateAsUpdate(new Y.Doc())));
  two.socket.send(makeUpdateFrame(useless));
  two.socket.send(makeUpdateFrame(paragraphOf(77)));
  const reader = world.open("ben", "page/two");
  await waitUntilSynced(reader.provider);
  appendParagraphs(amy.doc, "not slowed");
  appendParagraphs(ben.doc, "nor he");
  appendParagraphs(reader.doc, "nor here");
  await waitUntil(ben.doc, () => readXml(ben.doc).includes("not slowed"));
  await waitUntil(amy.doc, () => readXml(amy.doc).includes("nor he"));
  const inTwo = () => Object.values(readWriters(reader.doc)).sort().join();
  await waitUntil(reader.doc, () => inTwo() === "ben");
  time.now += 60_000;
  await waitUntil(
    reader.doc,
    () => inTwo() === "ben,mallory",
    "later, not lost",
  );
  mallory.socket.close();
  two.socket.close();
  await Promise.all([mallory.closed, two.closed]);
});

test("text over the limit is refused, and deleting makes room (SYNC-12)", async ({ world }) => {
  const [amy, ben] = [await open(world, "amy"), await open(world, "ben")];
  appendParagraphs(amy.doc, "x".repeat(maxTestCharacters - 10));
  await waitUntil(
    ben.doc,
    () => readXml(ben.doc).length > maxTestCharacters - 10,
  );
  const closed = new Promise<{ code: number }>((resolve) =>
    ben.provider.on("closed", resolve)
  );
  appendParagraphs(ben.doc, "y".repeat(11));
  assert.equal((await closed).code, 4413);
  textOfParagraph(amy.doc).delete(0, 1000);
  appendParagraphs(amy.doc, "z".repeat(500));
  const again = await open(world, "ben");
  await waitUntil(again.doc, () => readXml(again.doc).includes("zzz"));
  assert.equal(readXml(again.doc).includes("yyy"), false);
});

test("structs over the limit are refused, and deleting makes room (SYNC-13)", async ({ world, time }) => {
  const [amy, ben] = [await open(world, "amy"), await open(world, "ben")];
  const structs = () => {
    let count = 0;
    for (const list of ben.doc.store.clients.values()) count += list.length;
    return count;
  };
  const perUpdate = 500;
  for (let n = 1; n <= limits.sharedStructs / (3 * perUpdate); n++) {
    appendParagraphs(amy.doc, ...Array.from({ length: perUpdate }, () => "a"));
    await waitUntil(ben.doc, () => structs() > 3 * perUpdate * n);
    time.now += 60_000;
  }
  const closed = new Promise<{ code: number }>((resolve) =>
    ben.provider.on("closed", resolve)
  );
  appendParagraphs(ben.doc, ...Array.from({ length: perUpdate }, () => "b"));
  assert.equal((await closed).code, 4413);
  amy.doc.getXmlFragment("page").delete(0, 2 * perUpdate);
  appendParagraphs(amy.doc, "c");
  const again = await open(world, "ben");
  await waitUntil(again.doc, () => readXml(again.doc).includes("c"));
});

test("after a lock's commit nothing is accepted, and the writers are told (SYNC-5, ACCESS-1)", async ({ world, time }) => {
  const [amy, ben] = [await open(world, "amy"), await open(world, "ben")];
  appendParagraphs(amy.doc, "");
  const denied = denials(amy.provider);
  let typed = "", locked: Promise<void> | undefined;
  await waitUntil(
    amy.doc,
    () => Object.keys(readWriters(amy.doc)).length === 1,
  );
  // She writes a letter whenever the one before has come back.
  const type = () => {
    if (denied.count > 0) return;
    const letter = String.fromCharCode(97 + typed.length % 26);
    typed += letter;
    textOfParagraph(amy.doc).insert(typed.length - 1, letter);
    if (typed.length === 50) locked = lock(world, pageDocument);
    setTimeout(type);
  };
  type();
  await denied.first;
  await locked;
  const taken = await read(world, (doc) => textOfParagraph(doc).toString());
  assert.ok(typed.startsWith(taken) && taken.length > 0, taken);
  textOfParagraph(amy.doc).insert(typed.length, "!");
  appendParagraphs(ben.doc, "not his either");
  await lock(world, "another");
  assert.equal(
    await read(world, (doc) => textOfParagraph(doc).toString()),
    taken,
  );
  assert.equal(await read(world, readXml), `<p>${taken}</p>`);
  time.now += 2000;
  await lock(world, pageDocument, false);
  await waitUntil(ben.doc, () => readXml(ben.doc).includes(`${typed}!`));
  await waitUntil(amy.doc, () => readXml(amy.doc).includes("not his either"));
});

Deno.test("an update queued behind a lock is refused, even if sent earlier (SYNC-5)", async () => {
  const store = new FaultyStore(new MemoryStore()), gate = new CommitGate();
  const world = await startTestServer({ store, members, rules: pageRules });
  try {
    await world.engine.decide(
      testSpace,
      [],
      (tx) => addPages(tx.doc(rootDocument), pageDocument),
    );
    const amy = await open(world, "amy");
    appendParagraphs(amy.doc, "one");
    await waitUntil(
      amy.doc,
      () => Object.keys(readWriters(amy.doc)).length === 1,
    );
    // While a commit is in flight, what comes meanwhile becomes one batch.
    store.fate = () => gate.pass().then(() => "pass" as const);
    const before = lock(world, "nobody");
    await gate.arrival();
    const locking = lock(world, "amy");
    textOfParagraph(amy.doc).insert(3, " two");
    while (world.engine.figures().queued < 2) {
      await new Promise((resolve) => setTimeout(resolve));
    }
    gate.open();
    await Promise.all([before, locking]);
    assert.equal(await read(world, readXml), "<p>one</p>");
  } finally {
    await world.stop();
  }
});

test("superfluous marks stay as stored at every instance (SYNC-9)", async ({ world, store }) => {
  const other = await startTestServer({
    store,
    members,
    rules: pageRules,
    existing: true,
  });
  try {
    await world.engine.decide(
      testSpace,
      [pageDocument],
      (tx) => appendParagraphs(tx.doc(pageDocument), "words"),
    );
    const [client] = await read(other, (doc) => [...doc.store.clients.keys()]);
    const marks = [{}, {}, null, null].map((value) =>
      formatStruct("strong", value, { parent: [client, 1] })
    );
    const update = buildUpdate({
      sections: [{ client: 77, clock: 0, structs: marks }],
      deletions: [],
    });
    await world.engine.decide(testSpace, [pageDocument], (tx) => {
      const doc = tx.doc(pageDocument);
      Y.applyUpdate(doc, update);
      doc._transaction!.local = true;
    });
    const known = (doc: Y.Doc) => Y.getState(doc.store, 77);
    while (await read(other, known) < marks.length) {
      await new Promise((resolve) => setTimeout(resolve));
    }
    const deletions = (doc: Y.Doc) => Y.snapshot(doc).ds.clients.size;
    assert.equal(await read(other, deletions), 0);
    assert.equal(await read(world, deletions), 0);
  } finally {
    await other.stop();
  }
});

test("a reader of a locked document is told so, and a writer is asked for its state (ACCESS-1)", async ({ world, time }) => {
  await lock(world, "amy");
  const amy = world.open("amy", "page/one");
  const denied = denials(amy.provider);
  await denied.first;
  const ben = await open(world, "ben");
  assert.equal(denials(ben.provider).count, 0);
  appendParagraphs(ben.doc, "his");
  appendParagraphs(amy.doc, "hers");
  await waitUntil(amy.doc, () => readXml(amy.doc).includes("his"));
  assert.equal(await read(world, readXml), "<p>his</p>");
  time.now += 2000;
  await lock(world, "amy", false);
  await waitUntil(ben.doc, () => readXml(ben.doc).includes("hers"));
});

test("a renewed document is closed with 4409 (ACCESS-1)", async ({ world }) => {
  const amy = await open(world, "amy");
  const closed = new Promise<{ code: number }>((resolve) =>
    amy.provider.on("closed", resolve)
  );
  await world.engine.decide(
    testSpace,
    [],
    (tx) => tx.doc(rootDocument).getMap("pages").delete(pageDocument),
  );
  assert.equal((await closed).code, 4409);
});

const shows = ({ awareness }: WebsocketProvider, holds: () => boolean) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (!holds()) return;
      awareness.off("change", look);
      resolve();
    };
    awareness.on("change", look);
    look();
  });

function denials({ messageHandlers }: WebsocketProvider) {
  const { promise: first, resolve } = Promise.withResolvers<void>();
  const told = { count: 0, first, reasons: [] as string[] };
  messageHandlers[2] = (_encoder, decoder) => {
    assert.equal(readVarUint(decoder), 0);
    told.reasons.push(readVarString(decoder));
    told.count++;
    resolve();
  };
  return told;
}

const caretAt = (clock: number) => ({
  anchor: { type: null, tname: "page", item: { client: 1, clock }, assoc: 0 },
  head: { type: null, tname: "page", item: { client: 1, clock }, assoc: 0 },
});

test("a caret is shown under its author's name, and disappears with the connection (SYNC-13)", async ({ world }) => {
  const [amy, ben] = [await open(world, "amy"), await open(world, "ben")];
  const states = ben.provider.awareness.getStates();
  const ofAmy = () => states.get(amy.doc.clientID);
  amy.provider.awareness.setLocalState({
    cursor: caretAt(3),
    member: "ben",
    user: { name: "Ben", color: "red" },
  });
  await shows(ben.provider, () => ofAmy() !== undefined);
  assert.deepEqual(ofAmy(), { member: "amy", cursor: caretAt(3) });
  amy.provider.awareness.setLocalStateField("cursor", caretAt(4));
  await shows(
    ben.provider,
    () => JSON.stringify(ofAmy()?.cursor) === JSON.stringify(caretAt(4)),
  );
  assert.equal(amy.provider.awareness.getLocalState()?.member, "ben");
  const late = await open(world, "mallory");
  await shows(
    late.provider,
    () =>
      late.provider.awareness.getStates().get(amy.doc.clientID)?.member ===
        "amy",
  );
  amy.provider.awareness.setLocalStateField("cursor", null);
  await shows(ben.provider, () => ofAmy()?.cursor === null);
  amy.provider.disconnect();
  await shows(ben.provider, () => ofAmy() === undefined);
  assert.equal(await read(world, (doc) => doc.store.clients.size), 0);
});

test("nobody can set another person's caret (SYNC-13)", async ({ world }) => {
  const [amy, ben] = [await open(world, "amy"), await open(world, "ben")];
  appendParagraphs(amy.doc, "mine");
  await waitUntil(
    ben.doc,
    () => Object.keys(readWriters(ben.doc)).length === 1,
  );
  amy.provider.awareness.setLocalState({ cursor: caretAt(0) });
  const states = ben.provider.awareness.getStates();
  await shows(ben.provider, () => states.has(amy.doc.clientID));
  const mallory = await raw(world, "mallory");
  const say = (client: number, state: unknown) =>
    mallory.socket.send(makeAwarenessFrame([
      { client, clock: 2 ** 40, json: JSON.stringify(state) },
    ]));
  say(amy.doc.clientID, { cursor: caretAt(9) });
  say(amy.doc.clientID, null);
  say(1, { cursor: caretAt(9) });
  say(91, { cursor: caretAt(7), member: "amy" });
  // One caret per connection: the later replaces the earlier.
  say(92, { cursor: caretAt(8) });
  await shows(ben.provider, () => states.has(92) && !states.has(91));
  assert.deepEqual(states.get(92), { member: "mallory", cursor: caretAt(8) });
  assert.deepEqual(states.get(amy.doc.clientID), {
    member: "amy",
    cursor: caretAt(0),
  });
  say(92, { cursor: { anchor: "x".repeat(limits.caret), head: null } });
  assert.equal((await mallory.closed).code, 4413);
  await shows(ben.provider, () => !states.has(92));
});

test("a caret that Yjs could not resolve closes its connection, and is shown to nobody (SYNC-13)", async ({ world }) => {
  const ben = await open(world, "ben");
  const states = ben.provider.awareness.getStates();
  const at = caretAt(0);
  const cursors: Record<string, unknown> = {
    "no positions": { anchor: null, head: null },
    "a clock below zero": {
      ...at,
      head: { ...at.head, item: { client: 1, clock: -1 } },
    },
    "another root": { ...at, anchor: { tname: "writers", assoc: 0 } },
  };
  for (const [n, [what, cursor]] of Object.entries(cursors).entries()) {
    const mallory = await raw(world, "mallory");
    const json = JSON.stringify({ cursor });
    mallory.socket.send(
      makeAwarenessFrame([{ client: 91 + n, clock: 1, json }]),
    );
    assert.equal((await mallory.closed).code, 4400, what);
  }
  const amy = await open(world, "amy");
  amy.provider.awareness.setLocalState({ cursor: at });
  await shows(ben.provider, () => states.has(amy.doc.clientID));
  assert.deepEqual(
    [...states.values()].filter(({ cursor }) => cursor).length,
    1,
  );
});

test("a member who may no longer write has no caret, and can set none (ACCESS-1)", async ({ world }) => {
  const [amy, ben] = [await open(world, "amy"), await open(world, "ben")];
  amy.provider.awareness.setLocalState({ cursor: caretAt(1) });
  const has = () => ben.provider.awareness.getStates().has(amy.doc.clientID);
  await shows(ben.provider, has);
  await lock(world, "amy");
  await shows(ben.provider, () => !has());
  amy.provider.awareness.setLocalState({ cursor: caretAt(2) });
  const mallory = await open(world, "mallory");
  mallory.provider.awareness.setLocalState({ cursor: caretAt(3) });
  const states = ben.provider.awareness.getStates();
  await shows(ben.provider, () => states.has(mallory.doc.clientID));
  assert.equal(has(), false);
});

test("an echoed caret that is gone belongs to nobody (SYNC-13)", async ({ world }) => {
  const [amy, ben] = [await open(world, "amy"), await open(world, "ben")];
  const states = ben.provider.awareness.getStates();
  const { clientID } = amy.doc;
  amy.provider.awareness.setLocalState({ cursor: caretAt(1) });
  await shows(ben.provider, () => states.has(clientID));
  amy.provider.disconnect();
  await shows(ben.provider, () => !states.has(clientID));
  const mallory = await raw(world, "mallory");
  const json = JSON.stringify({ cursor: caretAt(1) });
  mallory.socket.send(
    makeAwarenessFrame([{ client: clientID, clock: 9, json }]),
  );
  mallory.socket.send(makeAwarenessFrame([{ client: 91, clock: 9, json }]));
  await shows(ben.provider, () => states.has(91));
  assert.equal(states.has(clientID), false);
});

test("an unchanged caret is renewed before clients forget it (SYNC-14)", async ({ world, time }) => {
  const [amy, ben] = [await open(world, "amy"), await open(world, "ben")];
  amy.provider.awareness.setLocalState({ cursor: caretAt(1) });
  const { awareness } = ben.provider;
  const clock = () => awareness.meta.get(amy.doc.clientID)?.clock ?? 0;
  await shows(ben.provider, () => clock() > 0);
  const before = clock();
  time.now += 20_000;
  const renewed = new Promise<void>((resolve) =>
    awareness.on("update", () => clock() > before && resolve())
  );
  world.engine.renew();
  await renewed;
  assert.ok(awareness.getStates().has(amy.doc.clientID));
});

Deno.test("an observer learns of a change once others may see it, with author and length (W-4)", async () => {
  const heard: [document: string, isLong: boolean][] = [];
  const wrote: [member: string, document: string, at: number][] = [];
  const world = await startTestServer({
    store: new MemoryStore(),
    members,
    rules: {
      ...pageRules,
      onWrite: (who, document, at) => wrote.push([who.member, document, at]),
    },
    clock: () => 1_000_000,
    onSharedWrite: (document, isLargerThan) =>
      heard.push([document, isLargerThan(10_000, 1000)]),
  });
  try {
    const { engine } = world;
    await engine.decide(
      testSpace,
      [],
      (tx) => addPages(tx.doc(rootDocument), pageDocument),
    );
    assert.deepEqual(heard, [], "of no document but those that several write");
    const [amy, ben] = [await open(world, "amy"), await open(world, "ben")];
    const has = (text: string) =>
      waitUntil(ben.doc, () => readXml(ben.doc).includes(text));
    appendParagraphs(amy.doc, "short");
    await has("short");
    assert.deepEqual(heard, [[pageDocument, false]]);
    assert.deepEqual(
      wrote,
      [["amy", pageDocument, 1_000_000]],
      "and who it was is told",
    );
    appendParagraphs(amy.doc, "long ".repeat(3000));
    await has("long");
    assert.deepEqual(heard.slice(1), [[pageDocument, true]]);
    amy.doc.getXmlFragment("page").delete(1, 1);
    appendParagraphs(amy.doc, "the end");
    await has("the end");
    assert.deepEqual(heard.at(-1), [pageDocument, false]);
  } finally {
    await world.stop();
  }
});

const lettersOf = (doc: Y.Doc) => doc.getArray<string>("list");

Deno.test("remote list changes do not misplace later server changes (SYNC-6)", () => {
  const place = fc.nat(1000);
  const change = fc.record({
    by: fc.constantFrom("server", "server", "other", "other in one batch"),
    what: fc.constantFrom("insert", "delete"),
    place,
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const server = new Y.Doc(), other = new Y.Doc();
      const letters = [..."abcdefghijklmnopqrst"];
      server.clientID = 1;
      other.clientID = 2;
      lettersOf(server).insert(0, letters);
      Y.applyUpdate(other, Y.encodeStateAsUpdate(server));
      const put = (doc: Y.Doc, what: string, at: number, letter: string) => {
        const list = lettersOf(doc);
        if (what === "insert") list.insert(at % (list.length + 1), [letter]);
        else if (list.length > 0) list.delete(at % list.length);
      };
      for (const [n, { by, what, place }] of changes.entries()) {
        if (by === "server") {
          const now = lettersOf(server).toArray();
          put(server, what, place, `${n}`);
          if (what === "insert") {
            now.splice(place % (now.length + 1), 0, `${n}`);
          } else if (now.length > 0) now.splice(place % now.length, 1);
          assert.deepEqual(lettersOf(server).toArray(), now);
          Y.applyUpdate(other, Y.encodeStateAsUpdate(server));
        } else {
          put(other, what, place, `${n}`);
          const update = Y.encodeStateAsUpdate(other);
          const inBatch = () => {
            put(server, "insert", place, "-");
            applyLocally(server, [update]);
            const now = lettersOf(server).toArray();
            put(server, "delete", place, "");
            if (now.length > 0) now.splice(place % now.length, 1);
            assert.deepEqual(lettersOf(server).toArray(), now);
          };
          if (by === "other") applyLocally(server, [update]);
          else server.transact(inBatch);
          Y.applyUpdate(other, Y.encodeStateAsUpdate(server));
          assert.equal(server.clientID, 1);
        }
        assert.deepEqual(
          lettersOf(server).toArray(),
          lettersOf(other).toArray(),
        );
      }
    }),
    propertyOptions("lists that two write", 300),
  );
});

/** A page with a bold letter before `length` letters of alternating clients. */
function attack(length: number): { page: Uint8Array; deletion: Uint8Array } {
  const first = 100, clients = 50;
  const doc = new Y.Doc();
  doc.clientID = 1;
  appendParagraphs(doc, "ab");
  textOfParagraph(doc).format(0, 1, { strong: {} });
  const end = [...doc.store.clients.get(1)!].findLast((it) =>
    it instanceof Y.Item && it.content instanceof Y.ContentString
  )!;
  const idOf = (n: number): StructId =>
    n < 0
      ? [1, end.id.clock + end.length - 1]
      : [first + n % clients, Math.floor(n / clients)];
  const sections = Array.from({ length: clients }, (_, k) => ({
    client: first + k,
    clock: 0,
    structs: [] as ForgedStruct[],
  }));
  for (let n = 0; n < length; n++) {
    sections[n % clients].structs.push(
      textStruct("x", { origin: idOf(n - 1) }),
    );
  }
  Y.applyUpdate(doc, buildUpdate({ sections, deletions: [] }));
  assert.equal(textOfParagraph(doc).length, 2 + length);
  const deletions = sections.map(({ client, structs }) => ({
    client,
    ranges: [[0, structs.length] as [number, number]],
  }));
  return {
    page: Y.encodeStateAsUpdate(doc),
    deletion: buildUpdate({ sections: [], deletions }),
  };
}

const length = 500;
const attacks = new Map([length, 4 * length].map((it) => [it, attack(it)]));

countedTest(
  import.meta.url,
  "letters of many clients beside a mark are deleted in linear time (SYNC-13)",
  async () => {
    const isGood = await growsLinearly((length) => {
      const { page, deletion } = attacks.get(length)!;
      const doc = makeDoc();
      Y.applyUpdate(doc, page);
      const copy = new EditorCopy(doc, () => {});
      Y.applyUpdate(doc, deletion, "the server");
      assert.equal(readXml(copy.doc), "<p><strong>a</strong>b</p>");
      copy.close();
      doc.destroy();
    }, length);
    assert(isGood);
  },
);

countedTest(
  import.meta.url,
  "measuring the result of such an update takes linear time (SYNC-12)",
  async () => {
    const isGood = await growsLinearly((length) => {
      const { page, deletion } = attacks.get(length)!;
      const replica = new Replica(1, [page]);
      const size = replica.measureWith(deletion, new Set(["page"]));
      assert(size < page.length);
      replica.doc.destroy();
    }, length);
    assert(isGood);
  },
);

Deno.test("a document removes no marks by itself after remote changes (SYNC-9)", () => {
  const doc = makeDoc(), other = new Y.Doc();
  appendParagraphs(doc, "words");
  textOfParagraph(doc).format(0, 2, { strong: {} });
  const own: unknown[] = [];
  doc.on("update", (_, origin) => own.push(origin));
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  const [client] = doc.store.clients.keys();
  const marks = [{}, {}, null, null].map((value) =>
    formatStruct("strong", value, { parent: [client, 1] })
  );
  const sections = [{ client: 77, clock: 0, structs: marks }];
  Y.applyUpdate(doc, buildUpdate({ sections, deletions: [] }), "others");
  textOfParagraph(other).delete(0, 3);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other), "others");
  assert.deepEqual(own, ["others", "others"]);
});
