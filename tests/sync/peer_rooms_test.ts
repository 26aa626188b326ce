import assert from "node:assert/strict";
import { limits } from "../../sync/limits.ts";
import {
  changeRoot,
  enterTogether,
  otherRoom,
  pageId,
  PeerPage,
  peerRoomMax,
  peerRoomRules,
  PresenceWatcher,
  settleAnnouncements,
} from "./peer_room.ts";
import {
  roomDocument,
  rootDocument,
  type SimulatedEngine,
  testEngine,
} from "./simulated_engine.ts";
import { messagesOf, sayUpdate, testSpace } from "./world.ts";

const members = ["amy", "ben", "cat", "dan"];

const test = (name: string, prove: (it: SimulatedEngine) => Promise<void>) =>
  testEngine(name, { members, authority: peerRoomRules }, prove);

const names = (page: PeerPage) => page.peers.map(({ member }) => member).join();

test("an entering page learns who is in, the others learn of it, and signals are relayed (K-1)", async (it) => {
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  const [entered] = ben.newsOfKind("entered");
  assert.equal(entered.peer, ben.peer);
  assert.deepEqual(entered.state, { microphone: false });
  assert.deepEqual(entered.peers.map(({ peer }) => peer), [amy.peer, ben.peer]);
  assert.equal(names(amy), "amy,ben");
  ben.sendSignal({ kind: "tell", to: amy.peer, body: { hello: [1, "ä"] } });
  amy.sendSignal({ kind: "tell", to: ben.peer, body: null });
  assert.deepEqual(amy.told, [[ben.peer, { hello: [1, "ä"] }]]);
  assert.deepEqual(ben.told, [[amy.peer, null]]);
  ben.sendSignal({ kind: "leave" });
  await settleAnnouncements(it);
  assert.equal(names(amy), "amy");
  amy.sendSignal({ kind: "tell", to: ben.peer, body: "late" });
  assert.equal(ben.told.length, 1);
});

test("a page gets no signal from a peer that it does not know yet (K-1)", async (it) => {
  const [amy] = await enterTogether(it, "amy");
  const ben = new PeerPage(it, "ben");
  await it.settle();
  await ben.enter();
  assert.equal(names(amy), "amy");
  ben.sendSignal({ kind: "tell", to: amy.peer, body: "at once" });
  assert.equal(names(amy), "amy,ben");
  assert.equal(amy.heard.at(-1)?.kind, "told");
});

test("a relayed signal announces its sender only to the receiver (K-1)", async (it) => {
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  const cat = new PeerPage(it, "cat");
  await it.settle();
  await cat.enter();
  amy.sendSignal({ kind: "tell", to: ben.peer, body: 1 });
  ben.sendSignal({ kind: "tell", to: cat.peer, body: 2 });
  assert.equal(names(ben), "amy,ben");
  assert.deepEqual(cat.told, [[ben.peer, 2]]);
  await settleAnnouncements(it);
  assert.equal(names(ben), "amy,ben,cat");
});

test("a state answer has the number of the last request (K-1)", async (it) => {
  const [amy] = await enterTogether(it, "amy");
  amy.changeState({ microphone: true });
  await it.settle();
  amy.changeState({ camera: true });
  await it.settle();
  await changeRoot(it, (doc) => doc.getMap("peerRoom").set("quiet", true));
  await amy.enter({ microphone: true });
  assert.deepEqual(
    amy.heard.flatMap((news) => "n" in news ? `${news.kind} ${news.n}` : []),
    ["entered 1", "state 2", "refused 3", "state 3", "entered 4"],
  );
});

test("a page that never enters receives nothing from a peer room (K-1)", async (it) => {
  const cat = new PeerPage(it, "cat");
  await enterTogether(it, "amy", "ben");
  await it.settle(1000);
  assert.deepEqual(cat.heard, []);
});

test("an allowed state reaches the page, and presence shows it on the server's word only (K-1)", async (it) => {
  const watcher = new PresenceWatcher(it, "dan");
  const [amy] = await enterTogether(it, "amy");
  amy.changeState({ microphone: true, more: true });
  await settleAnnouncements(it);
  assert.deepEqual(amy.newsOfKind("state"), [
    { kind: "state", n: 2, state: { microphone: true } },
  ]);
  assert.deepEqual(watcher.stateOf("amy")?.call, {
    room: roomDocument,
    microphone: true,
  });
  assert.equal(watcher.stateOf("dan")?.call, undefined);
  amy.sendSignal({ kind: "leave" });
  await settleAnnouncements(it);
  assert.equal(watcher.stateOf("amy")?.call, undefined);
  assert.ok(watcher.stateOf("amy"));
});

test("an invalid request is refused, and the present state stays (K-1)", async (it) => {
  const [amy, , cat] = await enterTogether(
    it,
    ...members.slice(0, peerRoomMax),
  );
  const late = new PeerPage(it, "dan");
  await it.settle();
  await late.enter();
  assert.deepEqual(late.reasons, ["full"]);
  assert.deepEqual(late.newsOfKind("entered"), []);
  late.sendSignal({ kind: "tell", to: amy.peer, body: 1 });
  late.changeState({});
  await settleAnnouncements(it);
  assert.deepEqual(amy.told, []);
  assert.equal(late.heard.length, 1);
  cat.changeState({ microphone: true });
  await it.settle();
  cat.changeState({ camera: true });
  await settleAnnouncements(it);
  assert.deepEqual(cat.newsOfKind("state").map(({ state }) => state), [
    { microphone: true },
  ]);
  assert.deepEqual(cat.reasons, ["pictures"]);
  assert.equal(names(amy), "amy,ben,cat");
});

test("a page excluded by a commit is notified first, and receives nothing more (ACCESS-1)", async (it) => {
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  const order: string[] = [];
  const hear = amy.socket.heard;
  Object.assign(amy.socket, {
    heard(frame: Uint8Array) {
      order.push(frame[0] === 4 ? "signal" : "other");
      hear(frame);
    },
  });
  await it.engine.decide(testSpace, [roomDocument], (tx) => {
    tx.doc(rootDocument).getMap("peerRoom").set("out", "amy");
    messagesOf(tx.doc(roomDocument)).push([{
      ...sayUpdate("secret"),
      from: "ben",
    }]);
    // As soon as it is durable, before anything else can happen.
    tx.afterCommit(() =>
      ben.sendSignal({ kind: "tell", to: amy.peer, body: "secret" })
    );
  });
  await settleAnnouncements(it);
  assert.deepEqual(amy.reasons, ["out"]);
  assert.deepEqual(amy.told, []);
  assert.equal(order[0], "signal");
  assert.equal(names(ben), "ben");
  amy.sendSignal({ kind: "tell", to: ben.peer, body: "still here" });
  await amy.enter();
  assert.deepEqual(amy.reasons, ["out", "out"]);
  assert.deepEqual(ben.told, []);
});

test("a page that loses access to the document leaves the room at once (ACCESS-1)", async (it) => {
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  const watcher = new PresenceWatcher(it, "dan");
  await changeRoot(it, (doc) => doc.getMap("members").set("amy", "removed"));
  assert.equal(amy.socket.closed?.code, 4403);
  assert.equal(names(ben), "ben");
  assert.equal(watcher.stateOf("amy"), undefined);
});

test("a state no longer allowed is withdrawn at once, and returns on request (K-1)", async (it) => {
  const watcher = new PresenceWatcher(it, "dan");
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  amy.changeState({ microphone: true });
  await settleAnnouncements(it);
  const states = () =>
    amy.newsOfKind("state").map(({ state }) => state.microphone);
  await changeRoot(it, (doc) => doc.getMap("peerRoom").set("quiet", true));
  assert.deepEqual(states(), [true, false]);
  assert.deepEqual(watcher.stateOf("amy")?.call, {
    room: roomDocument,
    microphone: false,
  });
  await changeRoot(it, (doc) => doc.getMap("peerRoom").set("quiet", false));
  assert.deepEqual(states(), [true, false]);
  assert.deepEqual(ben.newsOfKind("state"), []);
  amy.changeState({ microphone: true });
  await it.settle();
  assert.deepEqual(states(), [true, false, true]);
});

test("a lost connection stays in the room for a while, and returns as the same peer (K-5)", async (it) => {
  const watcher = new PresenceWatcher(it, "dan");
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  const turnOf = (page: PeerPage, of = amy) =>
    page.peers.find(({ peer }) => peer === of.peer)?.turn ?? -1;
  const before = turnOf(ben);
  amy.socket.drop();
  ben.sendSignal({ kind: "tell", to: amy.peer, body: "lost" });
  await it.settle(limits.peerRoomGrace - 1000);
  assert.equal(turnOf(ben), before);
  assert.deepEqual(watcher.stateOf("amy")?.call, {
    room: roomDocument,
    microphone: false,
  });
  assert.equal(watcher.stateOf("amy")?.idle, true);
  assert.equal(watcher.stateOf("amy")?.silent, true, "offline (V-6)");
  const back = new PeerPage(it, "amy");
  await it.settle();
  await back.enter();
  assert.equal(back.newsOfKind("entered")[0].peer, amy.peer);
  await it.settle(limits.peerRoomGrace);
  assert.ok(turnOf(ben) > before);
  assert.equal(watcher.stateOf("amy")?.silent, undefined);
  assert.equal(names(ben), "amy,ben");
  ben.sendSignal({ kind: "tell", to: amy.peer, body: "again" });
  assert.deepEqual(back.told, [[ben.peer, "again"]]);
  assert.deepEqual(amy.told, []);
});

test("a page that does not return is removed after a while, from presence too (K-5)", async (it) => {
  const watcher = new PresenceWatcher(it, "dan");
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  amy.socket.drop();
  await it.settle(limits.peerRoomGrace);
  await settleAnnouncements(it);
  assert.equal(names(ben), "ben");
  assert.equal(watcher.stateOf("amy"), undefined);
});

test("a page's new connection replaces the old one, which is ignored (K-5)", async (it) => {
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  const back = new PeerPage(it, "amy");
  await it.settle();
  await back.enter();
  await settleAnnouncements(it);
  assert.equal(names(ben), "amy,ben");
  amy.sendSignal({ kind: "tell", to: ben.peer, body: "old" });
  amy.sendSignal({ kind: "leave" });
  amy.socket.drop();
  await it.settle(limits.peerRoomGrace * 2);
  assert.equal(names(ben), "amy,ben");
  assert.deepEqual(ben.told, []);
  assert.deepEqual(amy.reasons, []);
});

test("a page that loses its right while away is removed, and refused on return (ACCESS-1)", async (it) => {
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  amy.socket.drop();
  await changeRoot(it, (doc) => doc.getMap("peerRoom").set("out", "amy"));
  assert.equal(names(ben), "ben");
  const back = new PeerPage(it, "amy");
  await it.settle();
  await back.enter();
  assert.deepEqual(back.reasons, ["out"]);
});

test("a page that returns with a forbidden state is refused, and removed (K-5)", async (it) => {
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  amy.socket.drop();
  const back = new PeerPage(it, "amy");
  await it.settle();
  await back.enter({ camera: true });
  await settleAnnouncements(it);
  assert.deepEqual(back.reasons, ["pictures"]);
  assert.equal(names(ben), "ben");
  await back.enter();
  await back.enter({ camera: true });
  await settleAnnouncements(it);
  assert.equal(names(ben), "ben,amy");
});

test("a page signed out or removed while away is not waited for (ACCESS-1)", async (it) => {
  const [amy, ben, cat] = await enterTogether(it, "amy", "ben", "cat");
  amy.socket.drop();
  ben.socket.drop();
  it.engine.recheckCookies(testSpace, ({ member }) => member === "amy");
  await settleAnnouncements(it);
  assert.equal(names(cat), "ben,cat");
  await changeRoot(it, (doc) => doc.getMap("members").set("ben", "removed"));
  assert.equal(names(cat), "cat");
  cat.socket.drop();
  it.engine.close(null, () => true, 4401, "not-signed-in");
  const dan = new PeerPage(it, "dan");
  await it.settle();
  await dan.enter();
  assert.equal(names(dan), "dan");
});

test("a person's second page ends the first, unless it is refused (K-1)", async (it) => {
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  const second = new PeerPage(it, "amy", pageId("q"), otherRoom);
  await it.settle();
  await changeRoot(it, (doc) => doc.getMap("peerRoom").set("quiet", true));
  await second.enter();
  await settleAnnouncements(it);
  assert.deepEqual(amy.reasons, ["elsewhere"]);
  assert.equal(names(ben), "ben");
  assert.equal(names(second), "amy");
  const third = new PeerPage(it, "amy", pageId("r"), rootDocument);
  await it.settle();
  await third.enter();
  assert.deepEqual(third.reasons, ["not-yours"]);
  assert.deepEqual(second.reasons, []);
  second.sendSignal({ kind: "tell", to: ben.peer, body: "from another room" });
  ben.sendSignal({ kind: "tell", to: second.peer, body: "into another room" });
  assert.deepEqual([...ben.told, ...second.told], []);
});

test("a page that leaves before it is admitted is out, and the last request counts (K-1)", async (it) => {
  const amy = new PeerPage(it, "amy");
  await it.settle();
  const enter = { kind: "enter", page: amy.page, n: 0, state: {} } as const;
  amy.sendSignal(enter);
  amy.sendSignal({ kind: "leave" });
  await it.settle();
  assert.deepEqual(amy.heard, []);
  amy.sendSignal(enter);
  amy.sendSignal({ kind: "leave" });
  amy.sendSignal(enter);
  amy.changeState({ microphone: true });
  await it.settle();
  assert.deepEqual(amy.newsOfKind("entered").map(({ state }) => state), [
    { microphone: true },
  ]);
});

test("a page whose connection closes at once is not in the room (K-1)", async (it) => {
  const amy = new PeerPage(it, "amy");
  await it.settle();
  amy.sendSignal({ kind: "enter", page: amy.page, n: 0, state: {} });
  amy.socket.drop();
  const [ben] = await enterTogether(it, "ben");
  assert.equal(names(ben), "ben");
});

test("a stopping server clears its peer rooms, including absent pages (SYNC-15)", async (it) => {
  const [amy, ben] = await enterTogether(it, "amy", "ben");
  amy.socket.drop();
  await it.engine.stop();
  assert.equal(ben.socket.closed?.code, 1012);
  assert.equal(ben.reasons.length, 0);
  await assert.rejects(it.time.run(() => false, 0), /nothing more/);
});

testEngine(
  "a browser of the same person that may not be in takes no page's place by its id (K-1, ACCESS-6)",
  {
    members,
    authority: {
      ...peerRoomRules,
      // Dan came as Amy.
      presence: ({ member }) => {
        const key = member === "dan" ? "amy" : member;
        return { key, state: { member: key } };
      },
      decidePeerState: (documents, who, document, request) =>
        who.member === "dan"
          ? { refused: "not-yours" }
          : peerRoomRules.decidePeerState!(documents, who, document, request),
    },
  },
  async (it) => {
    const [amy, ben] = await enterTogether(it, "amy", "ben");
    const dan = new PeerPage(it, "dan", amy.page);
    await it.settle();
    await dan.enter();
    await settleAnnouncements(it);
    assert.deepEqual(dan.reasons, ["not-yours"]);
    assert.deepEqual(amy.reasons, []);
    assert.equal(names(ben), "amy,ben");
    ben.sendSignal({ kind: "tell", to: amy.peer, body: "still here" });
    assert.deepEqual(amy.told, [[ben.peer, "still here"]]);
    assert.deepEqual(dan.told, []);
  },
);
