/**
 * SYNC-13: a member sends updates with forged parts and corrupt bytes. The engine survives, others are unaffected,
 * memory equals the store, and updates that cost more than their bytes are refused. A round is 40 frames against one
 * engine; see `random.ts`.
 */
import { seedIds } from "../seeded_ids.ts";
import assert from "node:assert/strict";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { limits } from "../../sync/limits.ts";
import { MemoryStore } from "../sync/memory_store.ts";
import {
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
  readFirstAwareness,
  readMessage,
} from "../../sync/protocol.ts";
import { SyncEngine } from "../../sync/sync_engine.ts";
import { fuzzRounds, type Random } from "../random.ts";
import { connectSocket } from "../sync/connect.ts";
import { FakeSocket, takeFrame } from "../sync/fake_socket.ts";
import {
  buildUpdate,
  forgePart,
  parseUpdate,
  spoilBytes,
  type StructId,
  type UpdateParts,
} from "../sync/forge.ts";
import {
  messagesOf,
  pushCommands,
  sayAuthority,
  sayUpdate,
  type TestMember,
  testSpace,
} from "../sync/world.ts";

const root = `${testSpace}/session`, room = `${testSpace}/room/main`;
const own = `${testSpace}/member/mallory`, hers = `${testSpace}/member/amy`;
const names = [root, room, own, hers];
const framesARound = 40;

/** A document's content and knowledge in comparable form. */
function view(updates: readonly Uint8Array[]) {
  const doc = new Y.Doc();
  doc.transact(() => updates.forEach((each) => Y.applyUpdate(doc, each)));
  const { pendingStructs, pendingDs } = doc.store;
  const json = {
    outbox: doc.getArray("outbox").toJSON(),
    messages: doc.getArray("messages").toJSON(),
    read: doc.getMap("read").toJSON(),
    receipts: doc.getMap("receipts").toJSON(),
    submissions: doc.getMap("submissions").toJSON(),
    members: doc.getMap("members").toJSON(),
  };
  return {
    json,
    // deno-lint-ignore no-explicit-any -- whatever anyone said
    messages: json.messages as any[],
    // deno-lint-ignore no-explicit-any -- whatever is there, forged perhaps
    receipts: json.receipts as Record<string, any>,
    dangles: pendingStructs !== null || pendingDs !== null,
    structs: structsOf(doc),
  };
}

/**
 * Each struct's id, parent and position, or its deletion. Positions of deleted structs are left out, since forged
 * origins make them depend on the order of arrival.
 */
function structsOf(doc: Y.Doc): string[] {
  const pieces: string[] = [];
  for (const [client, structs] of doc.store.clients) {
    for (const { id, length, deleted } of structs) {
      for (let n = 0; n < length && n < 1000; n++) {
        pieces.push(`${client}:${id.clock + n}${deleted ? " deleted" : ""}`);
      }
    }
  }
  for (const [root, type] of doc.share) {
    const starts = [type._start, ...type._map.values()];
    for (let at of starts) {
      while (at?.left) at = at.left;
      const order: string[] = [];
      for (; at; at = at.right) {
        for (let n = 0; n < at.length && n < 1000; n++) {
          const id = `${at.id.client}:${at.id.clock + n}`;
          if (at.deleted) pieces.push(`${root} had ${id}`);
          else order.push(id);
        }
      }
      if (order.length > 0) pieces.push(`${root} ${order.join(" ")}`);
    }
  }
  return pieces.sort();
}

class FuzzedEngine {
  readonly store = new MemoryStore();
  readonly reports: string[] = [];
  now = 1_000_000;
  readonly engine = new SyncEngine<TestMember>({
    store: this.store,
    authority: sayAuthority,
    clock: () => this.now,
    report: (what, error) =>
      this.reports.push(`${what}: ${(error as Error)?.stack ?? error}`),
  });
  readonly mine = new Y.Doc();
  readonly amy = new Y.Doc();
  #sockets = new Map<string, FakeSocket>();
  readonly others: FakeSocket[] = [];

  async start(): Promise<void> {
    await this.engine.create(testSpace, {
      [root]: (doc) => {
        for (const member of ["amy", "mallory"]) {
          doc.getMap("members").set(member, "in");
        }
      },
      [room]: (doc) =>
        messagesOf(doc).push([{ id: "1", from: "amy", text: "hi" }]),
      [hers]: () => {},
    });
    for (const document of [root, room, hers]) {
      this.others.push(await this.#connect("amy", document, this.amy));
    }
    // Content from the server that she may not change.
    await this.engine.decide(testSpace, [own], (tx) => {
      tx.doc(own).getMap("submissions").set("s", { mark: 5 });
      tx.doc(own).getMap("receipts").set("zzzzzzzzzzzzzzzy", {
        at: this.now,
        refused: "malformed",
      });
      tx.doc(own).getMap("submissions").set("s", { mark: 6 });
    });
  }

  /** Mallory's open socket on a document; replaces a closed one. */
  async socket(document: string): Promise<FakeSocket> {
    const open = this.#sockets.get(document);
    if (open && open.closed === null) return open;
    const doc = document === own ? this.mine : new Y.Doc();
    const socket = await this.#connect("mallory", document, doc);
    if (document === own) {
      socket.say(makeStep2Frame(Y.encodeStateAsUpdate(new Y.Doc())));
    }
    this.#sockets.set(document, socket);
    return socket;
  }

  async #connect(member: string, document: string, doc: Y.Doc) {
    const socket = new FakeSocket((frame) => takeFrame(doc, frame));
    connectSocket(this.engine, socket, { member }, document);
    await this.settle();
    assert.equal(socket.closed, null, `${member} comes to ${document}`);
    socket.say(makeStep1Frame(Y.encodeStateVector(doc)));
    await this.settle();
    return socket;
  }

  /** Resolves when all sent frames are committed or refused. */
  async settle(): Promise<void> {
    // Registering a socket takes several turns.
    for (let turn = 0; turn < 3; turn++) {
      await this.engine.decide(testSpace, names, () => {});
    }
  }

  async replicas() {
    return await this.engine.read(
      testSpace,
      names,
      ({ doc }) =>
        names.map((name) => ({
          update: Y.encodeStateAsUpdate(doc(name)),
          structs: structsOf(doc(name)),
          roots: [...doc(name).share.keys()],
        })),
    );
  }

  async stored() {
    const loaded = await this.store.load(testSpace, names);
    return names.map((name) => loaded!.documents.get(name)!);
  }
}

function honest(mine: Y.Doc, random: Random): Uint8Array<ArrayBuffer> {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(mine));
  const before = random.chance(0.1) ? undefined : Y.encodeStateVector(copy);
  for (let n = random.below(4); n >= 0; n--) {
    const outbox = copy.getArray("outbox");
    switch (random.below(7)) {
      case 0:
        copy.getMap("read").set(random.pick(["main", "a"]), `m${n}`);
        break;
      case 1:
        copy.getMap("read").delete("main");
        break;
      case 2: {
        const [id] = copy.getMap("receipts").keys();
        if (id !== undefined) copy.getMap("receipts").delete(id);
        break;
      }
      case 3:
        pushCommands(copy, { ...sayUpdate("hm"), kind: "sing" });
        break;
      case 4:
        outbox.insert(random.below(outbox.length + 1), [sayUpdate("between")]);
        break;
      case 5:
        if (outbox.length > 0) outbox.delete(random.below(outbox.length), 1);
        break;
      default:
        pushCommands(copy, sayUpdate(`mallory ${random.below(1000)}`));
    }
  }
  return Y.encodeStateAsUpdate(copy, before) as Uint8Array<ArrayBuffer>;
}

function knownTo(doc: Y.Doc): StructId[] {
  return [...doc.store.clients].flatMap(([client, structs]) =>
    structs.map((each): StructId => [client, each.id.clock])
  );
}

function updateOf(mine: Y.Doc, random: Random): Uint8Array<ArrayBuffer> {
  const update = honest(mine, random);
  const kind = random.below(10);
  if (kind === 0) return update;
  if (kind === 1) return spoilBytes(update, honest(mine, random), random);
  if (kind === 2) {
    return Y.convertUpdateFormatV1ToV2(update) as Uint8Array<ArrayBuffer>;
  }
  const parts = parseUpdate(update);
  const known = knownTo(mine);
  for (let n = random.pick([0, 0, 0, 1, 1, 2, 4]); n >= 0; n--) {
    forgePart(parts, known, random);
  }
  const forged = buildUpdate(parts);
  return kind === 3 ? spoilBytes(forged, update, random) : forged;
}

function frameOf(mine: Y.Doc, random: Random) {
  const update = updateOf(mine, random);
  const kind = random.below(20);
  if (kind === 0) {
    return spoilBytes(makeUpdateFrame(update), update, random);
  }
  if (kind === 1) {
    return makeStep1Frame(
      spoilBytes(
        Y.encodeStateVector(mine) as Uint8Array<ArrayBuffer>,
        update,
        random,
      ),
    );
  }
  if (kind === 2) return awareness(random);
  if (kind === 3 && random.chance(0.5)) return oversized(random);
  if (kind === 3) return random.pick(["", "{}", "\u0000"]);
  return kind < 9 ? makeStep2Frame(update) : makeUpdateFrame(update);
}

function awareness(random: Random): Uint8Array<ArrayBuffer> {
  const body = encoding.createEncoder();
  encoding.writeVarUint(body, random.pick([0, 1, 2, 2 ** 40]));
  encoding.writeVarUint(body, random.below(2 ** 32));
  encoding.writeVarUint(body, random.pick([0, 1, 2 ** 52]));
  const states = [
    "null",
    "{",
    '{"typing":["main"],"idle":1}',
    '{"member":"amy"}',
    "[".repeat(random.pick([limits.ownState, limits.ownState + 1])),
  ];
  states.push('{"__proto__":{"typing":"main"}}', '"amy"', "[]");
  encoding.writeVarString(body, random.pick(states));
  const frame = encoding.createEncoder();
  encoding.writeVarUint(frame, 1);
  encoding.writeVarUint8Array(frame, encoding.toUint8Array(body));
  return encoding.toUint8Array(frame) as Uint8Array<ArrayBuffer>;
}

/** A frame of the maximum length, or one byte longer. */
function oversized(random: Random): Uint8Array<ArrayBuffer> {
  const more = random.below(2);
  switch (random.below(4)) {
    case 0: {
      // No clients, then padding.
      const stateVector = new Uint8Array(limits.stateVector + more);
      return makeStep1Frame(stateVector);
    }
    case 1:
      return makeUpdateFrame(new Uint8Array(limits.update + more));
    case 2:
      return makeStep2Frame(new Uint8Array(limits.ownDocument + more));
    default:
      return new Uint8Array(limits.frame + more).fill(random.below(5));
  }
}

/** The close code that the frame's form requires; null: it depends on more. */
function mustClose(
  document: string,
  frame: Uint8Array<ArrayBuffer> | string,
): number | null {
  if (typeof frame === "string") return 4400;
  if (frame.length > limits.frame) return 4413;
  try {
    const message = readMessage(frame);
    if (message.kind === "step1") {
      return message.stateVector.length > limits.stateVector ? 4413 : null;
    }
    if (message.kind === "awareness") {
      const json = readFirstAwareness(message.update)?.json ?? "";
      return json.length > limits.ownState ? 4413 : null;
    }
    if (message.kind !== "update" && message.kind !== "step2") return null;
    if (document !== own) return null;
    const most = message.kind === "update" ? limits.update : limits.ownDocument;
    if (message.update.length > most) return 4413;
    return visitsTwice(parseUpdate(message.update).deletions) ? 4400 : null;
  } catch {
    return null;
  }
}

/** True if deletions overlap or are out of order, which would cost more than their size. */
function visitsTwice(deletions: UpdateParts["deletions"]): boolean {
  const clients = new Set(deletions.map(({ client }) => client));
  if (clients.size < deletions.length) return true;
  return deletions.some(({ ranges }) =>
    ranges.some(([clock], n) => {
      const before = ranges[n - 1];
      return before !== undefined && clock < before[0] + before[1];
    })
  );
}

type Views = ReturnType<typeof view>[];

/** Compares the state after a frame with the one before. */
async function check(rig: FuzzedEngine, before: Views): Promise<Views> {
  assert.deepEqual(rig.reports, [], "the engine never fails");
  for (const { closed } of rig.others) {
    assert.equal(closed, null, "nobody else's connection closes");
  }
  const replicas = await rig.replicas();
  const memory = replicas.map(({ update }) => view([update]));
  const stored = (await rig.stored()).map(view);
  for (const [i, name] of names.entries()) {
    assert.deepEqual(memory[i].json, stored[i].json, `${name} in the store`);
    assert.deepEqual(
      replicas[i].structs,
      stored[i].structs,
      `${name} in the store`,
    );
    assert.ok(!memory[i].dangles && !stored[i].dangles, `${name} is whole`);
  }
  const [session, main, mine, amys] = stored;
  assert.deepEqual(
    session.structs,
    before[0].structs,
    "the session is untouched",
  );
  assert.deepEqual(
    amys.structs,
    before[3].structs,
    "amy's document is untouched",
  );
  const old = before[1].messages;
  assert.deepEqual(main.messages.slice(0, old.length), old, "what was said");
  for (const message of main.messages.slice(old.length)) {
    assert.equal(message.from, "mallory", "she speaks for herself");
    assert.deepEqual(Object.keys(message), ["id", "from", "text"]);
  }
  assert.deepEqual(mine.json.submissions, { s: { mark: 6 } }, "the server's");
  for (const [id, receipt] of Object.entries(mine.receipts)) {
    assert.match(id, /^[1-9A-HJ-NP-Za-km-z]{16}$/);
    assert.equal(receipt.refused, "malformed");
    assert.ok(receipt.at >= 1_000_000 && receipt.at <= rig.now);
  }
  const allowed = ["outbox", "read", "receipts", "submissions"];
  for (const name of replicas[2].roots) {
    assert.ok(allowed.includes(name), `a root "${name}" costs memory`);
  }
  return stored;
}

const fuzz = fuzzRounds("fuzz", 10);

Deno.test("whatever a member sends, nobody else notices, and memory equals the store (SYNC-13)", async () => {
  const outcomes: Record<string, number> = {};
  const forms: Record<string, number> = {};
  await fuzz.each(async (random, seed) => {
    seedIds(seed);
    const rig = new FuzzedEngine();
    const sent: string[] = [];
    try {
      await rig.start();
      let state = (await rig.stored()).map(view);
      for (let n = 0; n < framesARound; n++) {
        const document = random.pick([
          own,
          own,
          own,
          own,
          own,
          own,
          room,
          root,
        ]);
        const socket = await rig.socket(document);
        const frame = frameOf(rig.mine, random);
        sent.push(`${document} ${show(frame)}`);
        socket.say(frame);
        // Lets the budgets refill.
        rig.now += 60_000;
        await rig.settle();
        const { closed } = socket;
        const outcome = closed === null ? "taken" : `${closed.code}`;
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        const due = mustClose(document, frame);
        if (due !== null) {
          assert.equal(closed?.code, due, "refused by its form");
          forms[due] = (forms[due] ?? 0) + 1;
        }
        if (closed !== null) {
          assert.match(outcome, /^(4400|4413|4403)$/, "closed by what it sent");
        }
        state = await check(rig, state);
      }
    } catch (error) {
      const why = [...rig.reports, ...sent.slice(-1)].join("\n");
      throw new Error(`${error}\n${why}`, { cause: error });
    } finally {
      await rig.engine.stop();
    }
  });
  const frames = Object.values(outcomes).reduce((sum, n) => sum + n, 0);
  console.log(`${frames} frames:`, outcomes, "by their form:", forms);
});

const show = (frame: Uint8Array | string) =>
  typeof frame === "string" ? frame : `[${frame.slice(0, 400)}]`;
