/** Signals of members in peer rooms, also forged ones (K-1, SYNC-12). */
import assert from "node:assert/strict";
import { WebsocketProvider } from "y-websocket";
import {
  makeSignaling,
  type ServerSignal,
} from "../../sync/client/signaling.ts";
import { KvPresenceExchange } from "../../sync/kv/kv_presence_exchange.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { KvWatch } from "../../sync/kv/kv_watch.ts";
import { limits } from "../../sync/limits.ts";
import {
  makeAwarenessFrame,
  readSignalingMessage,
} from "../../sync/protocol.ts";
import { isRefusal } from "../../sync/refusal.ts";
import type { ClientSignalingMessage } from "../../sync/signaling_messages.ts";
import { eventually } from "../people.ts";
import {
  enterTogether,
  otherRoom,
  pageId,
  PeerPage,
  peerRoomRules,
  PresenceWatcher,
  settleAnnouncements,
  signalFrame,
} from "./peer_room.ts";
import {
  roomDocument,
  rootDocument,
  type SimulatedEngine,
  testEngine,
} from "./simulated_engine.ts";
import { startTestServer, testSpace, waitUntilSynced } from "./world.ts";

type World = Awaited<ReturnType<typeof startTestServer>>;
const page = pageId("p");

/** A connection's address as it would be stored. */
const secret = "candidate:1 1 udp 2122260223 192.0.2.77 54321 typ host";

async function instances(count: number) {
  const kv = await Deno.openKv(":memory:");
  const reports: string[] = [];
  const report = (what: string, error: unknown) =>
    void reports.push(`${what}: ${error}`);
  const watches: KvWatch[] = [];
  const worlds: World[] = [];
  for (let n = 0; n < count; n++) {
    const watch = new KvWatch(kv, report);
    watches.push(watch);
    worlds.push(
      await startTestServer({
        store: new KvStore(kv, watch),
        presenceExchange: new KvPresenceExchange(kv, watch),
        report,
        existing: n > 0,
        rules: peerRoomRules,
      }),
    );
  }
  return {
    worlds,
    kv,
    async stop() {
      for (const world of worlds) await world.stop();
      for (const watch of watches) watch.stop();
      kv.close();
      assert.deepEqual(reports, []);
    },
  };
}

/** A page of a member with the room open, entering as soon as it can. */
async function enter(world: World, member: string) {
  const { provider } = world.open(member, "room/main");
  const signaling = makeSignaling(provider);
  const heard: ServerSignal[] = [];
  signaling.onMessage = (news) => heard.push(news);
  const stop = signaling.openCount.subscribe((times) => {
    if (times === 0) return;
    signaling.send({ kind: "enter", page, n: 1, state: { microphone: true } });
  });
  await waitUntilSynced(provider);
  const told = () =>
    heard.flatMap((news) => news.kind === "told" ? [news.body] : []);
  const names = () =>
    heard.findLast((news) => "peers" in news)
      ?.peers.map(({ member }) => member).sort().join();
  return { provider, signaling, heard, told, names, stop };
}

const shown = ({ awareness }: WebsocketProvider) =>
  Object.fromEntries(
    [...awareness.getStates().values()].map(({ member, call }) => [
      member,
      call,
    ]),
  );

const holds = <T>(look: () => T, is: (value: T) => boolean, what: string) =>
  eventually(() => Promise.resolve(look()), is, what);

Deno.test("pages at other instances see who is in a call and how, and get no signals (K-4)", async () => {
  const { worlds: [a, b], stop } = await instances(2);
  const here = a.open("amy", "session"), there = b.open("ben", "session");
  const amy = await enter(a, "amy"), ben = await enter(b, "ben");
  const call = { room: `${testSpace}/room/main`, microphone: true };
  const all = JSON.stringify({ amy: call, ben: call });
  for (const { provider } of [here, there]) {
    const both = () => {
      const { amy, ben } = shown(provider);
      return JSON.stringify({ amy, ben });
    };
    await holds(both, (it) => it === all, "both are shown");
  }
  assert.equal(amy.names(), "amy");
  amy.signaling.send({ kind: "tell", to: `ben.${page}`, body: secret });
  ben.signaling.send({ kind: "leave" });
  await holds(() => shown(here.provider).ben, (it) => !it, "ben has left");
  assert.deepEqual(ben.told(), []);
  assert.equal(amy.names(), "amy");
  amy.stop();
  ben.stop();
  await stop();
});

Deno.test("a page whose socket breaks returns by itself, as the same peer (K-5)", async () => {
  const { worlds: [world], stop } = await instances(1);
  const amy = await enter(world, "amy"), ben = await enter(world, "ben");
  await holds(ben.names, (it) => it === "amy,ben", "both are in");
  amy.provider.ws?.close();
  const entered = () =>
    amy.heard.filter(({ kind }) => kind === "entered").length;
  await holds(entered, (it) => it === 2, "it is in again");
  ben.signaling.send({ kind: "tell", to: `amy.${page}`, body: "again" });
  await holds(amy.told, (it) => it.length === 1, "it is told");
  assert.equal(ben.names(), "amy,ben");
  amy.stop();
  ben.stop();
  await stop();
});

const members = ["amy", "ben", "mallory"];

const test = (name: string, prove: (it: SimulatedEngine) => Promise<void>) =>
  testEngine(name, { members, authority: peerRoomRules }, prove);
const nested = (depth: number): unknown =>
  depth === 0 ? 1 : [nested(depth - 1)];
/** Nested lists, too deep for a recursive writer. */
const endless = (depth: number) =>
  `{"kind":"tell","to":"x","body":${"[".repeat(depth)}${"]".repeat(depth)}}`;

Deno.test("signals to a peer room are parsed strictly, to a bounded depth (SYNC-13)", () => {
  const honest: ClientSignalingMessage[] = [
    { kind: "enter", page, n: 1, state: {} },
    { kind: "enter", page, n: 1, state: { microphone: true, more: { n: 1 } } },
    { kind: "state", n: 2, state: { camera: false } },
    { kind: "leave" },
    { kind: "tell", to: `amy.${page}`, body: nested(limits.signalDepth - 1) },
    { kind: "tell", to: "", body: null },
  ];
  for (const said of honest) {
    assert.deepEqual(readSignalingMessage(JSON.stringify(said)), said);
  }
  const forged = [
    "",
    "no JSON",
    "null",
    "[]",
    '"leave"',
    "{}",
    '{"kind":"entered"}',
    '{"kind":"leave","peer":"amy"}',
    '{"kind":["leave"]}',
    '{"kind":"leave","__proto__":{"kind":"tell"}}',
    '{"kind":"state","n":1}',
    '{"kind":"state","state":{}}',
    '{"kind":"state","n":"1","state":{}}',
    '{"kind":"state","n":1.5,"state":{}}',
    '{"kind":"state","n":1e20,"state":{}}',
    '{"kind":"state","n":1,"state":null}',
    '{"kind":"state","n":1,"state":[true]}',
    `{"kind":"state","n":1,"state":{"x":"${"x".repeat(limits.ownState)}"}}`,
    `{"kind":"enter","n":1,"page":"${page}"}`,
    `{"kind":"enter","page":"${page}","state":{}}`,
    `{"kind":"enter","n":1,"page":"short","state":{}}`,
    `{"kind":"enter","n":1,"page":"${page}\\n","state":{}}`,
    `{"kind":"enter","n":1,"page":"${"0".repeat(16)}","state":{}}`,
    `{"kind":"enter","n":1,"page":["${page}"],"state":{}}`,
    `{"kind":"enter","n":1,"page":"${page}","state":{},"member":"amy"}`,
    '{"kind":"tell","to":"x"}',
    '{"kind":"tell","to":{"toString":1},"body":1}',
    '{"kind":"tell","to":"x","body":1,"from":"amy"}',
    '{"kind":"tell","to":"x","body":"\\ud800"}',
    '{"kind":"tell","to":"x","body":{"__proto__":1}}',
    endless(limits.signalDepth),
    endless(16_000),
  ];
  for (const said of forged) {
    assert.throws(
      () => readSignalingMessage(said),
      (error) => isRefusal(error, "malformed"),
      said.slice(0, 80),
    );
  }
});

test("an unreadable signal cuts its sender off, and reaches nobody (SYNC-13)", async (it) => {
  const [amy] = await enterTogether(it, "amy");
  const whole = signalFrame({ kind: "leave" });
  const forged = [
    signalFrame("no JSON"),
    signalFrame(endless(16_000)),
    whole.slice(0, -2),
    new Uint8Array([...whole, 0]),
    // Half a character.
    new Uint8Array([4, 3, 34, 0xc3, 34]),
    new Uint8Array([4]),
    new Uint8Array([5, ...whole.slice(1)]),
  ];
  for (const frame of forged) {
    const mallory = new PeerPage(it, "mallory");
    await it.settle();
    await mallory.enter();
    mallory.socket.say(frame);
    assert.deepEqual(mallory.socket.closed, {
      code: 4400,
      reason: "malformed",
    });
    await settleAnnouncements(it);
    assert.equal(amy.peers.length, 1);
  }
  assert.equal(amy.socket.closed, null);
  assert.deepEqual(amy.told, []);
});

test("an oversized signal is not relayed, and ends the connection (SYNC-12)", async (it) => {
  const [amy, mallory] = await enterTogether(it, "amy", "mallory");
  const told = (length: number) =>
    signalFrame({ kind: "tell", to: amy.peer, body: "x".repeat(length) });
  const most = told(limits.signal - told(0).length - 2);
  assert.equal(most.length, limits.signal);
  mallory.socket.say(most);
  assert.equal(amy.told.length, 1);
  mallory.socket.say(new Uint8Array([...told(limits.signal)]));
  assert.deepEqual(mallory.socket.closed, { code: 4413, reason: "too-large" });
  assert.equal(amy.told.length, 1);
});

test("signals over the rate are dropped, and a flood cuts off for good (SYNC-12)", async (it) => {
  const [amy] = await enterTogether(it, "amy");
  const small = { kind: "tell", to: amy.peer, body: 1 } as const;
  const large = { ...small, body: "x".repeat(31 * 1024) };
  const { signalsBurst, signalsFlood } = limits;
  for (const [said, counts] of [[small, 1], [large, 32]] as const) {
    const mallory = new PeerPage(it, "mallory");
    await it.settle();
    await mallory.enter();
    const before = amy.told.length;
    const fit = Math.floor(signalsBurst / counts);
    for (let n = 0; n < 3 * fit; n++) mallory.sendSignal(said);
    assert.equal(amy.told.length - before, fit);
    assert.equal(mallory.socket.closed, null);
    mallory.changeState({ microphone: true });
    await settleAnnouncements(it);
    assert.equal(mallory.newsOfKind("state").length, 1);
    for (let n = 0; n < signalsFlood * fit; n++) mallory.sendSignal(said);
    assert.deepEqual(mallory.socket.closed, {
      code: 4429,
      reason: "too-often",
    });
    const second = new PeerPage(it, "mallory", pageId("q"));
    await it.settle();
    second.sendSignal(said);
    assert.equal(second.socket.closed?.code, 4429);
    await it.settle(1000 * limits.signalsBurst / limits.signalsPerSecond);
  }
  amy.sendSignal({ kind: "leave" });
  assert.equal(amy.socket.closed, null);
});

test("repeated entering or state changes cut a page off (SYNC-12)", async (it) => {
  const said = {
    enter: { kind: "enter", page, n: 1, state: {} },
    state: { kind: "state", n: 1, state: {} },
    leave: { kind: "leave" },
  } as const;
  for (const [kind, request] of Object.entries(said)) {
    const mallory = new PeerPage(it, "mallory");
    await it.settle();
    let count = 0;
    for (; count < 3000 && !mallory.socket.closed; count++) {
      mallory.sendSignal(request);
    }
    assert.equal(mallory.socket.closed?.code, 4429);
    const cost = kind === "enter" ? 1 + limits.signalEnter : 1;
    assert.equal(count, Math.floor(limits.signalsBurst / cost) + 1);
    if (kind === "enter") {
      assert.equal(count, 10 + 1);
      assert.equal(cost / limits.signalsPerSecond, 2, "then one in 2 s");
    }
    await it.settle(1000 * limits.signalsBurst / limits.signalsPerSecond);
  }
});

test("a page that does not read gets no more signals, and stays connected (SYNC-11)", async (it) => {
  const [amy, ben, mallory] = await enterTogether(it, ...members);
  const to = ({ peer }: PeerPage) =>
    ({ kind: "tell", to: peer, body: 1 }) as const;
  amy.socket.bufferedAmount = limits.signalsWaiting + 1;
  mallory.sendSignal(to(amy));
  mallory.sendSignal(to(ben));
  assert.deepEqual([amy.told.length, ben.told.length], [0, 1]);
  amy.socket.bufferedAmount = 0;
  mallory.sendSignal(to(amy));
  assert.equal(amy.told.length, 1);
});

test("a signal that grows beyond the limit when relayed is dropped (SYNC-12)", async (it) => {
  const [amy, mallory] = await enterTogether(it, "amy", "mallory");
  const numbers = (count: number) =>
    `{"kind":"tell","to":"${amy.peer}","body":[${
      Array(count).fill("1e20").join()
    }]}`;
  mallory.sendSignal(numbers(6_000));
  assert.deepEqual(amy.told, []);
  mallory.sendSignal(numbers(3));
  assert.deepEqual(amy.told, [[mallory.peer, [1e20, 1e20, 1e20]]]);
  assert.equal(mallory.socket.closed, null);
});

test("a page outside a room reaches nobody, and nobody signals as another (ACCESS-1)", async (it) => {
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  const outside = new PeerPage(it, "mallory"),
    elsewhere = new PeerPage(it, "mallory");
  const inOther = new PeerPage(it, "mallory", pageId("q"), otherRoom);
  await it.settle();
  const to = (peer: string) => ({ kind: "tell", to: peer, body: "x" }) as const;
  outside.sendSignal(to(amy.peer));
  outside.changeState({ microphone: true });
  outside.sendSignal({ kind: "leave" });
  await inOther.enter();
  inOther.sendSignal(to(amy.peer));
  amy.sendSignal(to(inOther.peer));
  await elsewhere.enter();
  assert.deepEqual(inOther.reasons, ["elsewhere"]);
  const forged = [
    "",
    ".",
    "amy",
    `amy.${pageId("q")}`,
    `.${page}`,
    `amy.${page}.`,
    `__proto__.${page}`,
    `constructor.${page}`,
  ];
  for (const peer of forged) elsewhere.sendSignal(to(peer));
  await settleAnnouncements(it);
  const reached = [amy, ben, outside, inOther, elsewhere].map((it) => it.told);
  assert.deepEqual(reached.flat(), []);
  elsewhere.sendSignal(to(amy.peer));
  assert.deepEqual(amy.told, [[`mallory.${page}`, "x"]]);
});

test("a page's own awareness shows nothing of a peer room (ACCESS-1)", async (it) => {
  const watcher = new PresenceWatcher(it, "amy");
  const page = new PeerPage(it, "mallory", undefined, rootDocument);
  await it.settle();
  const call = { room: roomDocument, microphone: true };
  const json = JSON.stringify({ typing: "main", call, gathered: { call } });
  page.socket.say(makeAwarenessFrame([{ client: 7, clock: 1, json }]));
  await settleAnnouncements(it);
  assert.equal(watcher.stateOf("mallory")?.typing, "main");
  assert.equal(watcher.stateOf("mallory")?.call, undefined);
  assert.equal(watcher.stateOf("mallory")?.gathered, undefined);
  await page.enter();
  assert.deepEqual(page.reasons, ["not-yours"]);
});

testEngine(
  "nobody enters without peer rooms, or while hidden (ACCESS-1)",
  {
    members,
    authority: {
      ...peerRoomRules,
      presence: (who) =>
        who.member === "ben" ? null : peerRoomRules.presence(who),
      decidePeerState(documents, who, ...rest) {
        const isBug = who.member === "mallory";
        if (isBug) throw new Error("a bug");
        return peerRoomRules.decidePeerState!(documents, who, ...rest);
      },
    },
  },
  async (it) => {
    const [amy] = await enterTogether(it, "amy");
    const ben = new PeerPage(it, "ben"), mallory = new PeerPage(it, "mallory");
    await it.settle();
    await ben.enter();
    await mallory.enter();
    assert.deepEqual(ben.reasons, ["not-yours"]);
    assert.equal(mallory.socket.closed?.code, 4400);
    assert.deepEqual(it.reports.splice(0), [
      "a signal could not be taken: Error: a bug",
    ]);
    await amy.enter();
    assert.equal(amy.newsOfKind("entered").length, 2);
  },
);

testEngine(
  "without peer rooms nobody enters one (ACCESS-1)",
  { members },
  async (it) => {
    const amy = new PeerPage(it, "amy");
    await it.settle();
    await amy.enter();
    assert.deepEqual(amy.reasons, ["not-on"]);
  },
);
