/** A page with a name has one wire: its earlier one does not count. */
import assert from "node:assert/strict";
import { limits } from "../../sync/limits.ts";
import { makeStep1Frame, readMessage } from "../../sync/protocol.ts";
import { applyAwarenessUpdate, Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { FakeSocket } from "./fake_socket.ts";
import { type FakeClient, FakeWire } from "./fake_wire.ts";
import {
  room,
  root,
  type SimulatedEngine,
  testEngine,
} from "./simulated_engine.ts";
import { authority, space } from "./world.ts";

const own = (member: string) => `${space}/member/${member}`;
const elsewhere = "t/room";
const renewed = { code: 1012, reason: "renewed" };
const tooOften = { code: 4429, reason: "too-often" };

const given = {
  members: ["amy", "ben"],
  authority: {
    ...authority,
    socketLimit: ({ member }: { member: string }) => ({ key: member, most: 3 }),
  },
};

const test = (
  name: string,
  prove: (it: SimulatedEngine) => unknown,
) => testEngine(name, given, prove);

const wireOf = (
  it: SimulatedEngine,
  member: string,
  more: FakeClient,
  isValid?: () => Promise<boolean>,
) => new FakeWire(it.engine, { member }, isValid, more);

/** A page's wire that asks for all of its documents; its loss goes unnoticed. */
async function dial(it: SimulatedEngine, member: string, page: string | null) {
  const wire = wireOf(it, member, { page });
  await it.settle();
  const opened = [root, room, own(member)].map((name) => wire.open(name));
  await it.settle();
  return { wire, opened };
}

test("a page from another network ends its old wire, and has all documents (SYNC-12)", async (it) => {
  let before = await dial(it, "amy", "page");
  for (let move = 0; move < 5; move++) {
    await it.settle(1000);
    const now = await dial(it, "amy", "page");
    assert.deepEqual(before.wire.socket.closed, renewed);
    assert.equal(now.wire.socket.closed, null);
    for (const { closed, messages } of now.opened) {
      assert.equal(closed, undefined);
      assert.ok(messages.includes("step2"));
    }
    before = now;
  }
  assert.equal(it.engine.figures().connections, 3);
});

test("late messages of an abandoned wire do not end the new one (SYNC-12)", async (it) => {
  const before = wireOf(it, "amy", { page: "page" });
  await it.settle(1000);
  const now = await dial(it, "amy", "page");
  before.open(root);
  await it.settle();
  assert.deepEqual(before.socket.closed, renewed);
  assert.equal(now.wire.socket.closed, null);
  assert.equal(it.engine.figures().connections, 3);
});

test("without a name, or under another, the earlier wires count (SYNC-12)", async (it) => {
  const nameless = await dial(it, "amy", null);
  for (const page of [null, "page"]) {
    const { opened } = await dial(it, "amy", page);
    for (const { closed } of opened) assert.deepEqual(closed, tooOften);
  }
  assert.equal(nameless.wire.socket.closed, null);
});

testEngine(
  "a page that uses another's name ends no wire of theirs, or of another class (SYNC-12)",
  {
    ...given,
    authority: {
      ...given.authority,
      access: (documents, who, document) =>
        document === elsewhere
          ? "read"
          : authority.access(documents, who, document),
    },
  },
  async (it) => {
    const [other] = elsewhere.split("/");
    await it.engine.create(other, {});
    const there = wireOf(it, "amy", { page: "page", of: other });
    there.open(elsewhere);
    const amys = await dial(it, "amy", "page");
    const bens = await dial(it, "ben", "page");
    for (const wire of [there, amys.wire, bens.wire]) {
      assert.equal(wire.socket.closed, null);
    }
  },
);

test("a member who returns while their old wire counts is not shown as gone (SYNC-14)", async (it) => {
  const awareness = new Awareness(new Y.Doc());
  const gone: unknown[] = [];
  awareness.on(
    "change",
    ({ removed }: { removed: number[] }) => gone.push(...removed),
  );
  const socket = new FakeSocket((frame) => {
    const message = readMessage(frame);
    if (message.kind !== "awareness") return;
    applyAwarenessUpdate(awareness, message.update, "server");
  });
  const isShown = () =>
    [...awareness.getStates().values()].some(({ member }) => member === "amy");
  it.connect("ben", root, socket);
  await it.settle();
  socket.say(makeStep1Frame(new Uint8Array([0])));
  await dial(it, "amy", "page");
  await it.settle(2 * limits.presenceTick);
  assert.ok(isShown());
  const answered = Promise.withResolvers<boolean>();
  const wire = wireOf(it, "amy", { page: "page" }, () => answered.promise);
  await it.settle();
  await it.settle(2 * limits.presenceTick);
  const { messages } = wire.open(root);
  await it.settle();
  await it.settle(2 * limits.presenceTick);
  answered.resolve(true);
  await it.settle();
  await it.settle(2 * limits.presenceTick);
  assert.ok(messages.includes("step2"));
  assert.ok(isShown());
  assert.deepEqual(gone, []);
  awareness.destroy();
});
