/**
 * Members who do not read, hold too many sockets, send too much or forge presence (SYNC-11–SYNC-13). A seed decides
 * amounts and order; see `random.ts` for `SEED` and `ROUNDS`.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { MemoryStore } from "./memory_store.ts";
import {
  makeAwarenessFrame,
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
} from "../../sync/protocol.ts";
import { Random, run } from "../random.ts";
import { RawSocket } from "./raw_socket.ts";
import { push, said, say, serve, space, synced, until } from "./world.ts";

const room = `${space}/room/main`;
type World = Awaited<ReturnType<typeof serve>>;
const { seeds } = run("attackers", 1);

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
    const world = await serve({
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
      space,
      [room],
      (tx) => said(tx.doc(room)).push([{ id: `${count}`, from: "amy", text }]),
    );
    const all = count + 1;
    if (reader) await until(reader, () => said(reader).length >= all);
  }
  return count;
}

/** Size of one server message; several exceed a reader's bound. */
const sizeOf = (random: Random) => 100_000 + random.below(100_000);

const emptyState = makeStep1Frame(Y.encodeStateVector(new Y.Doc()));

test("a client that does not read is cut off with 1013, and nobody else waits for it (SYNC-11)", async ({ world, random }) => {
  const slow = await RawSocket.open(
    `${world.base}/${space}/room/main?member=mallory`,
  );
  const ben = world.open("ben", "room/main");
  await synced(ben.provider);
  await slow.send(emptyState);
  // The first answer has come; from here on it reads nothing.
  for (let first = await slow.next(); first.kind !== "data";) {
    first = await slow.next();
  }
  let drops = 0;
  ben.provider.on("connection-close", () => drops++);
  // Far more than the network's own buffers hold.
  const bytes = 40 * 1024 * 1024;
  const count = await announce(world, bytes, sizeOf(random), ben.doc);
  assert.equal(said(ben.doc).length, count);
  assert.equal(drops, 0);
  let read = 0;
  for (;;) {
    const frame = await slow.next();
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
    `${world.base}/${space}/room/main?member=mallory`,
  );
  await late.send(emptyState);
  await announce(world, 1, size);
  let read = 0;
  while (read < count * size) {
    const frame = await late.next();
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
  await synced(ben.provider);
  const { socket, closed } = await world.socket("mallory", "member/mallory");
  socket.send(makeStep2Frame(Y.encodeStateAsUpdate(own)));
  const filler = "x".repeat(200_000);
  // The burst is 768 KiB, and the clock stands still, so no more comes back.
  for (let n = 0; n < 5; n++) push(own, { ...say(`${n}`), filler });
  for (const update of updates.splice(0)) socket.send(makeUpdateFrame(update));
  const fromMallory = () =>
    said(ben.doc).toArray().filter(({ from }) => from === "mallory");
  await until(ben.doc, () => fromMallory().length === 3, "the burst came");
  const amy = world.open("amy", "member/amy");
  push(amy.doc, say("not slowed"));
  await until(ben.doc, () => said(ben.doc).length === 4);
  assert.equal(fromMallory().length, 3);
  assert.equal(world.engine.figures().queued, 2);
  time.now += 60_000;
  await until(ben.doc, () => fromMallory().length === 5, "later, not lost");
  // One passes, seven wait, and the next is the one too many.
  for (let n = 0; n < 9; n++) push(own, { ...say(`${n}`), filler });
  for (const update of updates.splice(0)) socket.send(makeUpdateFrame(update));
  assert.equal((await closed).code, 4429);
  push(amy.doc, say("still not"));
  const texts = () => said(ben.doc).toArray().map(({ text }) => text);
  await until(ben.doc, () => texts().includes("still not"));
});

test("no client can change another person's presence (SYNC-13)", async ({ world, random }) => {
  const amy = world.open("amy", "session"),
    ben = world.open("ben", "session");
  await Promise.all([synced(amy.provider), synced(ben.provider)]);
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
