/**
 * what must not be stored with whose it is leaves the outbox in the batch that brings it, so that no commit has it,
 * whatever else waits there.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { step2Frame } from "../../sync/protocol.ts";
import { Refusal } from "../../sync/refusal.ts";
import { encodeEntry, type Store } from "../../sync/store.ts";
import { FaultyStore, Gate } from "./faulty_store.ts";
import { MemoryStore } from "./memory_store.ts";
import {
  authority,
  push,
  said,
  say,
  serve,
  space,
  synced,
  until,
  type Who,
} from "./world.ts";

const staff = `${space}/staff`, tally = ["tally"];
/** What nobody may find. */
const word = "zqsecret";

/** A vote counts once a member, and who has voted stands in the staff's document. */
const rules: Partial<Authority<Who>> = {
  beside: () => [staff],
  sealed: (_document, { kind }) => kind === "vote" || kind === "vote-badly",
  needs: (document, command, documents) =>
    command.kind === "vote"
      ? [staff]
      : authority.needs(document, command, documents),
  decide(tx, document, command) {
    if (command.kind !== "vote") return authority.decide(tx, document, command);
    if (command.text === `${word} bug`) throw new Error("a bug");
    const voted = tx.doc(staff).getMap("voted");
    const member = document.split("/")[2];
    if (voted.has(member)) throw new Refusal("conflict");
    voted.set(member, true);
    tx.fact({ key: tally, add: { [String(command.text)]: 1 } });
  },
};

const vote = (text = word) => ({ ...say(text), kind: "vote" });

/** A store that stops where a test says, and remembers what it was given. */
class Remembering extends FaultyStore {
  readonly given: string[] = [];
  readonly loads: string[] = [];
  readonly snapshots = new Gate();

  constructor(readonly kept = new MemoryStore()) {
    super(kept);
  }

  override async snapshot(...of: Parameters<Store["snapshot"]>) {
    this.loads.push(of[1]);
    if (of[1] === staff) await this.snapshots.pass();
    return await super.snapshot(...of);
  }

  override commit(...given: Parameters<FaultyStore["commit"]>) {
    this.given.push(new TextDecoder("latin1").decode(encodeEntry(given[2])));
    return super.commit(...given);
  }
}

function test(
  name: string,
  prove: (
    world: Awaited<ReturnType<typeof serve>>,
    store: Remembering,
  ) => Promise<void>,
): void {
  Deno.test(`R-4: ${name}`, async () => {
    const store = new Remembering();
    const world = await serve({ store, rules, report: () => {} });
    try {
      await prove(world, store);
      assert.deepEqual(store.given.filter((it) => it.includes(word)), []);
    } finally {
      await world.stop();
    }
  });
}

const waits = (doc: Y.Doc) => doc.getArray("outbox").length;

test(
  "a vote among more commands than are taken at once is counted with the first of them",
  async (world, store) => {
    store.snapshots.open();
    const amy = world.open("amy", "member/amy");
    await synced(amy.provider);
    amy.provider.disconnect();
    const said = Array.from({ length: 250 }, (_, i) => say(`a${i}`));
    push(amy.doc, ...said.slice(0, 230), vote(), ...said.slice(230));
    const others = () =>
      amy.doc.getArray<{ kind: string }>("outbox").toArray()
        .every(({ kind }) => kind === "say");
    amy.provider.connect();
    await until(amy.doc, others, "the vote is gone");
    assert.ok(waits(amy.doc) >= 20, "others wait");
    assert.deepEqual(store.kept.fact(tally).value, { [word]: 1 });
    assert.equal(amy.doc.getMap("receipts").size, 0);
  },
);

test(
  "a vote waits outside until the documents that it needs are there, and what is behind it too",
  async (world, store) => {
    const amy = world.open("amy", "member/amy");
    const ben = world.open("ben", "room/main");
    await Promise.all([synced(amy.provider), synced(ben.provider)]);
    push(amy.doc, vote());
    push(amy.doc, say("hello"));
    await store.snapshots.arrival();
    assert.equal(said(ben.doc).length, 0);
    store.snapshots.open();
    await until(ben.doc, () => said(ben.doc).length === 1);
    await until(amy.doc, () => waits(amy.doc) === 0);
    assert.deepEqual(store.kept.fact(tally).value, { [word]: 1 });
  },
);

test(
  "a vote that has lost to another instance, or fails, or is refused leaves no word either",
  async (world, store) => {
    store.snapshots.open();
    let races = 3;
    store.fate = () => races-- > 0 ? "race" : "pass";
    const amy = world.open("amy", "member/amy");
    const ben = world.open("ben", "member/ben");
    const again = vote(), bug = vote(`${word} bug`);
    push(amy.doc, say("before"), vote(), say("after"));
    await until(amy.doc, () => waits(amy.doc) === 0);
    push(amy.doc, again, { ...vote(), kind: "vote-badly" });
    push(
      ben.doc,
      say("before"),
      bug,
      { kind: "vote", text: word },
      say("after"),
    );
    const receipts = (doc: Y.Doc) =>
      Object.values(doc.getMap("receipts").toJSON()) as {
        refused: string;
        command?: unknown;
      }[];
    await until(amy.doc, () => receipts(amy.doc).length === 2);
    await until(ben.doc, () => waits(ben.doc) === 0);
    assert.deepEqual(
      receipts(amy.doc).map(({ refused, command }) => [refused, command])
        .sort(),
      [["conflict", undefined], ["malformed", undefined]],
    );
    assert.deepEqual(
      receipts(ben.doc).map(({ refused, command }) => [refused, command]),
      [["malformed", undefined]],
    );
    assert.deepEqual(store.kept.fact(tally).value, { [word]: 1 });
  },
);

test(
  "a vote that comes again, from whichever device, is neither counted twice nor stored",
  async (world, store) => {
    store.snapshots.open();
    const first = world.open("amy", "member/amy");
    await synced(first.provider);
    first.provider.disconnect();
    push(first.doc, say("one"), vote(), say("two"));
    // Another tab, which has it from the first; and a copy of the profile as it is before it is known to be taken.
    const profile = Y.encodeStateAsUpdate(first.doc);
    const second = world.open("amy", "member/amy");
    Y.applyUpdate(second.doc, profile);
    first.provider.connect();
    for (const { doc } of [first, second]) {
      await until(doc, () => waits(doc) === 0);
    }
    const { socket } = await world.socket("amy", "member/amy");
    socket.send(step2Frame(profile));
    push(first.doc, say("end"));
    const ben = world.open("ben", "room/main");
    await until(ben.doc, () => said(ben.doc).toArray().at(-1)?.text === "end");
    assert.deepEqual(store.kept.fact(tally).value, { [word]: 1 });
    assert.equal(first.doc.getMap("receipts").size, 0);
    socket.close();
  },
);

test("more of them than anybody has do not come in", async (world, store) => {
  store.snapshots.open();
  const doc = new Y.Doc();
  push(doc, say("hello"), ...Array.from({ length: 201 }, () => vote()));
  const { socket, closed } = await world.socket("amy", "member/amy");
  socket.send(step2Frame(Y.encodeStateAsUpdate(doc)));
  assert.equal((await closed).code, 4429);
  assert.equal(store.kept.fact(tally).value, null);
});
