/** S12, S4: what commands keep a pace, and what goes by. Time is a stage's, so that nothing here waits. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { MemoryStore } from "./memory_store.ts";
import { step2Frame, updateFrame } from "../../sync/protocol.ts";
import { Refusal } from "../../sync/refusal.ts";
import { Sync } from "../../sync/sync.ts";
import { Random } from "../random.ts";
import { FakeSocket } from "./fake_socket.ts";
import { FaultyStore } from "./faulty_store.ts";
import { Stage } from "./stage.ts";
import { authority, push, said, say, space, type Who } from "./world.ts";

type Bytes = Uint8Array<ArrayBuffer>;
const root = `${space}/session`, room = `${space}/room/main`;

/** Two at once and then one a second of what is said; `note`, which is said too, keeps none. */
const paced: Authority<Who> = {
  ...authority,
  needs: () => [room],
  pace(document, command) {
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

/** A device of Amy's, with the words of what it sends. */
class Device {
  readonly socket = new FakeSocket();
  constructor(readonly world: World, readonly doc = new Y.Doc()) {
    const own = `${space}/member/amy`;
    const socket = this.socket.asWebSocket;
    world.engine.connect(socket, { member: "amy" }, own, null);
  }

  async enter(): Promise<void> {
    await this.world.settle();
    this.socket.say(step2Frame(Y.encodeStateAsUpdate(this.doc) as Bytes));
    await this.world.settle();
  }

  send(...commands: unknown[]): void {
    const known = Y.encodeStateVector(this.doc);
    push(this.doc, ...commands);
    const update = Y.encodeStateAsUpdate(this.doc, known) as Bytes;
    this.socket.say(updateFrame(update));
  }
}

class World {
  readonly stage = new Stage(new Random(1));
  readonly store = new FaultyStore(new MemoryStore());
  readonly reports: string[] = [];
  readonly engine = new Sync<Who>({
    store: this.store,
    authority: paced,
    clock: () => this.stage.now,
    report: (what, error) => this.reports.push(`${what}: ${error}`),
  });

  settle(ms = 0): Promise<void> {
    return this.stage.settle(
      ms,
      () => this.engine.read(space, [root], () => {}),
    );
  }

  async texts(): Promise<string[]> {
    return await this.engine.read(
      space,
      [room],
      ({ doc }) => said(doc(room)).toArray().map(({ text }) => text),
    );
  }

  async waiting(): Promise<number> {
    const own = `${space}/member/amy`;
    return await this.engine.read(
      space,
      [own],
      ({ doc }) => doc(own).getArray("outbox").length,
    );
  }
}

function test(name: string, prove: (world: World) => Promise<void>) {
  Deno.test(name, async () => {
    const world = new World();
    const giveBack = world.stage.takeTimers();
    try {
      await world.engine.create(space, {
        [root]: (doc) => doc.getMap("members").set("amy", "in"),
        [room]: () => {},
      });
      await prove(world);
      assert.deepEqual(world.reports, []);
    } finally {
      await world.engine.stop();
      giveBack();
    }
  });
}

const many = (length: number, from = 1) =>
  Array.from({ length }, (_, n) => say(String(n + from)));
const note = (text: string) => ({ ...say(text), kind: "note" });
const upTo = (last: number) =>
  Array.from({ length: last }, (_, n) => String(n + 1));

test(
  "S12, S4: what is over the pace waits in the outbox, and comes later, in order, with none lost",
  async (world) => {
    const amy = new Device(world);
    await amy.enter();
    amy.send(...many(6));
    await world.settle();
    assert.deepEqual(await world.texts(), upTo(2));
    assert.equal(await world.waiting(), 4);
    await world.settle(1000);
    assert.deepEqual(await world.texts(), upTo(3));
    await world.settle(3100);
    assert.deepEqual(await world.texts(), upTo(6));
    assert.equal(await world.waiting(), 0);
    assert.equal(amy.socket.closed, null);
  },
);

test(
  "S12: what keeps no pace goes by what waits, whether it stands behind it or comes later",
  async (world) => {
    const amy = new Device(world);
    await amy.enter();
    amy.send(...many(4), note("a"), ...many(2, 5), note("b"));
    await world.settle();
    assert.deepEqual(await world.texts(), ["1", "2", "a", "b"]);
    assert.equal(await world.waiting(), 4);
    // Long before anything of what waits is due.
    amy.send(note("c"));
    await world.settle(1);
    assert.deepEqual(await world.texts(), ["1", "2", "a", "b", "c"]);
    // In one batch with what has to wait.
    amy.send(say("7"));
    amy.send(note("d"));
    await world.settle();
    await world.settle(10);
    assert.deepEqual((await world.texts()).at(-1), "d");
    await world.settle(6000);
    const words = (await world.texts()).filter((it) => /\d/.test(it));
    assert.deepEqual(words, upTo(7));
  },
);

test(
  "S12: reconnecting, a second device and a lost copy renew no pace, and lose nothing",
  async (world) => {
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
    assert.deepEqual(await world.texts(), upTo(2));
    again.socket.drop();
    other.socket.drop();
    // Nobody is connected, and what was sent goes on.
    await world.settle(3100);
    assert.deepEqual(
      (await world.texts()).toSorted(),
      [...upTo(4), "other"].toSorted(),
    );
  },
);

test(
  "S12: what is refused costs nothing, and what was decided in vain is given back",
  async (world) => {
    const amy = new Device(world);
    await amy.enter();
    amy.send(...Array.from({ length: 20 }, () => say("refuse")), say("1"));
    await world.settle();
    assert.deepEqual(await world.texts(), ["1"]);
    let lost = 3;
    world.store.fate = () => lost-- > 0 ? "race" : "pass";
    amy.send(say("2"));
    await world.settle();
    assert.deepEqual(await world.texts(), ["1", "2"]);
  },
);

test(
  "S12: hundreds of commands that wait are not read again for each update that comes meanwhile",
  async (world) => {
    const amy = new Device(world);
    await amy.enter();
    amy.send(...many(1000));
    await world.settle(20_000);
    let read = 0;
    const { pace } = paced;
    paced.pace = (...args) => (read++, pace!(...args));
    try {
      for (let n = 0; n < 500; n++) {
        amy.socket.say(
          updateFrame(Y.encodeStateAsUpdate(new Y.Doc()) as Bytes),
        );
      }
      await world.settle();
    } finally {
      paced.pace = pace;
    }
    assert.ok(read < 3000, `${read} commands were read`);
  },
);
