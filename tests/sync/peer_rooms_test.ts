/** Peer rooms: pages talk to each other through the server. */
import assert from "node:assert/strict";
import { limits } from "../../sync/limits.ts";
import {
  announced,
  change,
  most,
  other,
  Page,
  pageId,
  rules,
  together,
  Watcher,
} from "./peer_room.ts";
import {
  room,
  root,
  type SimulatedEngine,
  testEngine,
} from "./simulated_engine.ts";
import { said, say, space } from "./world.ts";

const members = ["amy", "ben", "cat", "dan"];

const test = (name: string, prove: (it: SimulatedEngine) => Promise<void>) =>
  testEngine(name, { members, authority: rules }, prove);

const names = (page: Page) => page.peers.map(({ member }) => member).join();

test("an entering page learns who is in, the others learn of it, and signals are relayed (K-1)", async (it) => {
  const [amy, ben] = await together(it, "amy", "ben");
  const [entered] = ben.all("entered");
  assert.equal(entered.peer, ben.peer);
  assert.deepEqual(entered.state, { microphone: false });
  assert.deepEqual(entered.peers.map(({ peer }) => peer), [amy.peer, ben.peer]);
  assert.equal(names(amy), "amy,ben");
  ben.say({ kind: "tell", to: amy.peer, body: { hello: [1, "ä"] } });
  amy.say({ kind: "tell", to: ben.peer, body: null });
  assert.deepEqual(amy.told, [[ben.peer, { hello: [1, "ä"] }]]);
  assert.deepEqual(ben.told, [[amy.peer, null]]);
  ben.say({ kind: "leave" });
  await announced(it);
  assert.equal(names(amy), "amy");
  amy.say({ kind: "tell", to: ben.peer, body: "late" });
  assert.equal(ben.told.length, 1);
});

test("a page gets no signal from a peer that it does not know yet (K-1)", async (it) => {
  const [amy] = await together(it, "amy");
  const ben = new Page(it, "ben");
  await it.settle();
  await ben.enter();
  assert.equal(names(amy), "amy");
  ben.say({ kind: "tell", to: amy.peer, body: "at once" });
  assert.equal(names(amy), "amy,ben");
  assert.equal(amy.heard.at(-1)?.kind, "told");
});

test("a relayed signal announces its sender only to the receiver (K-1)", async (it) => {
  const [amy, ben] = await together(it, "amy", "ben");
  const cat = new Page(it, "cat");
  await it.settle();
  await cat.enter();
  amy.say({ kind: "tell", to: ben.peer, body: 1 });
  ben.say({ kind: "tell", to: cat.peer, body: 2 });
  assert.equal(names(ben), "amy,ben");
  assert.deepEqual(cat.told, [[ben.peer, 2]]);
  await announced(it);
  assert.equal(names(ben), "amy,ben,cat");
});

test("a state answer has the number of the last request (K-1)", async (it) => {
  const [amy] = await together(it, "amy");
  amy.be({ microphone: true });
  await it.settle();
  amy.be({ camera: true });
  await it.settle();
  await change(it, (doc) => doc.getMap("peerRoom").set("quiet", true));
  await amy.enter({ microphone: true });
  assert.deepEqual(
    amy.heard.flatMap((news) => "n" in news ? `${news.kind} ${news.n}` : []),
    ["entered 1", "state 2", "refused 3", "state 3", "entered 4"],
  );
});

test("a page that never enters receives nothing from a peer room (K-1)", async (it) => {
  const cat = new Page(it, "cat");
  await together(it, "amy", "ben");
  await it.settle(1000);
  assert.deepEqual(cat.heard, []);
});

test("an allowed state reaches the page, and presence shows it on the server's word only (K-1)", async (it) => {
  const watcher = new Watcher(it, "dan");
  const [amy] = await together(it, "amy");
  amy.be({ microphone: true, more: true });
  await announced(it);
  assert.deepEqual(amy.all("state"), [
    { kind: "state", n: 2, state: { microphone: true } },
  ]);
  assert.deepEqual(watcher.of("amy")?.call, { room, microphone: true });
  assert.equal(watcher.of("dan")?.call, undefined);
  amy.say({ kind: "leave" });
  await announced(it);
  assert.equal(watcher.of("amy")?.call, undefined);
  assert.ok(watcher.of("amy"));
});

test("an invalid request is refused, and the present state stays (K-1)", async (it) => {
  const [amy, , cat] = await together(it, ...members.slice(0, most));
  const late = new Page(it, "dan");
  await it.settle();
  await late.enter();
  assert.deepEqual(late.reasons, ["full"]);
  assert.deepEqual(late.all("entered"), []);
  late.say({ kind: "tell", to: amy.peer, body: 1 });
  late.be({});
  await announced(it);
  assert.deepEqual(amy.told, []);
  assert.equal(late.heard.length, 1);
  cat.be({ microphone: true });
  await it.settle();
  cat.be({ camera: true });
  await announced(it);
  assert.deepEqual(cat.all("state").map(({ state }) => state), [
    { microphone: true },
  ]);
  assert.deepEqual(cat.reasons, ["pictures"]);
  assert.equal(names(amy), "amy,ben,cat");
});

test("a page excluded by a commit is notified first, and receives nothing more (ACCESS-1)", async (it) => {
  const [amy, ben] = await together(it, "amy", "ben");
  const order: string[] = [];
  const hear = amy.socket.heard;
  Object.assign(amy.socket, {
    heard(frame: Uint8Array) {
      order.push(frame[0] === 4 ? "signal" : "other");
      hear(frame);
    },
  });
  await it.engine.decide(space, [room], (tx) => {
    tx.doc(root).getMap("peerRoom").set("out", "amy");
    said(tx.doc(room)).push([{ ...say("secret"), from: "ben" }]);
    // As soon as it is durable, before anything else can happen.
    tx.afterCommit(() =>
      ben.say({ kind: "tell", to: amy.peer, body: "secret" })
    );
  });
  await announced(it);
  assert.deepEqual(amy.reasons, ["out"]);
  assert.deepEqual(amy.told, []);
  assert.equal(order[0], "signal");
  assert.equal(names(ben), "ben");
  amy.say({ kind: "tell", to: ben.peer, body: "still here" });
  await amy.enter();
  assert.deepEqual(amy.reasons, ["out", "out"]);
  assert.deepEqual(ben.told, []);
});

test("a page that loses access to the document leaves the room at once (ACCESS-1)", async (it) => {
  const [amy, ben] = await together(it, "amy", "ben");
  const watcher = new Watcher(it, "dan");
  await change(it, (doc) => doc.getMap("members").set("amy", "removed"));
  assert.equal(amy.socket.closed?.code, 4403);
  assert.equal(names(ben), "ben");
  assert.equal(watcher.of("amy"), undefined);
});

test("a state no longer allowed is withdrawn at once, and returns on request (K-1)", async (it) => {
  const watcher = new Watcher(it, "dan");
  const [amy, ben] = await together(it, "amy", "ben");
  amy.be({ microphone: true });
  await announced(it);
  const states = () => amy.all("state").map(({ state }) => state.microphone);
  await change(it, (doc) => doc.getMap("peerRoom").set("quiet", true));
  assert.deepEqual(states(), [true, false]);
  assert.deepEqual(watcher.of("amy")?.call, { room, microphone: false });
  await change(it, (doc) => doc.getMap("peerRoom").set("quiet", false));
  assert.deepEqual(states(), [true, false]);
  assert.deepEqual(ben.all("state"), []);
  amy.be({ microphone: true });
  await it.settle();
  assert.deepEqual(states(), [true, false, true]);
});

test("a lost connection stays in the room for a while, and returns as the same peer (K-5)", async (it) => {
  const watcher = new Watcher(it, "dan");
  const [amy, ben] = await together(it, "amy", "ben");
  const turnOf = (page: Page, of = amy) =>
    page.peers.find(({ peer }) => peer === of.peer)?.turn ?? -1;
  const before = turnOf(ben);
  amy.socket.drop();
  ben.say({ kind: "tell", to: amy.peer, body: "lost" });
  await it.settle(limits.peerRoomGrace - 1000);
  assert.equal(turnOf(ben), before);
  assert.deepEqual(watcher.of("amy")?.call, { room, microphone: false });
  assert.equal(watcher.of("amy")?.idle, true);
  const back = new Page(it, "amy");
  await it.settle();
  await back.enter();
  assert.equal(back.all("entered")[0].peer, amy.peer);
  await it.settle(limits.peerRoomGrace);
  assert.ok(turnOf(ben) > before);
  assert.equal(names(ben), "amy,ben");
  ben.say({ kind: "tell", to: amy.peer, body: "again" });
  assert.deepEqual(back.told, [[ben.peer, "again"]]);
  assert.deepEqual(amy.told, []);
});

test("a page that does not return is removed after a while, from presence too (K-5)", async (it) => {
  const watcher = new Watcher(it, "dan");
  const [amy, ben] = await together(it, "amy", "ben");
  amy.socket.drop();
  await it.settle(limits.peerRoomGrace);
  await announced(it);
  assert.equal(names(ben), "ben");
  assert.equal(watcher.of("amy"), undefined);
});

test("a page's new connection replaces the old one, which is ignored (K-5)", async (it) => {
  const [amy, ben] = await together(it, "amy", "ben");
  const back = new Page(it, "amy");
  await it.settle();
  await back.enter();
  await announced(it);
  assert.equal(names(ben), "amy,ben");
  amy.say({ kind: "tell", to: ben.peer, body: "old" });
  amy.say({ kind: "leave" });
  amy.socket.drop();
  await it.settle(limits.peerRoomGrace * 2);
  assert.equal(names(ben), "amy,ben");
  assert.deepEqual(ben.told, []);
  assert.deepEqual(amy.reasons, []);
});

test("a page that loses its right while away is removed, and refused on return (ACCESS-1)", async (it) => {
  const [amy, ben] = await together(it, "amy", "ben");
  amy.socket.drop();
  await change(it, (doc) => doc.getMap("peerRoom").set("out", "amy"));
  assert.equal(names(ben), "ben");
  const back = new Page(it, "amy");
  await it.settle();
  await back.enter();
  assert.deepEqual(back.reasons, ["out"]);
});

test("a page that returns with a forbidden state is refused, and removed (K-5)", async (it) => {
  const [amy, ben] = await together(it, "amy", "ben");
  amy.socket.drop();
  const back = new Page(it, "amy");
  await it.settle();
  await back.enter({ camera: true });
  await announced(it);
  assert.deepEqual(back.reasons, ["pictures"]);
  assert.equal(names(ben), "ben");
  await back.enter();
  await back.enter({ camera: true });
  await announced(it);
  assert.equal(names(ben), "ben,amy");
});

test("a page signed out or removed while away is not waited for (ACCESS-1)", async (it) => {
  const [amy, ben, cat] = await together(it, "amy", "ben", "cat");
  amy.socket.drop();
  ben.socket.drop();
  it.engine.recheckCookies(space, ({ member }) => member === "amy");
  await announced(it);
  assert.equal(names(cat), "ben,cat");
  await change(it, (doc) => doc.getMap("members").set("ben", "removed"));
  assert.equal(names(cat), "cat");
  cat.socket.drop();
  it.engine.close(null, () => true, 4401, "not-signed-in");
  const dan = new Page(it, "dan");
  await it.settle();
  await dan.enter();
  assert.equal(names(dan), "dan");
});

test("a person's second page ends the first, unless it is refused (K-1)", async (it) => {
  const [amy, ben] = await together(it, "amy", "ben");
  const second = new Page(it, "amy", pageId("q"), other);
  await it.settle();
  await change(it, (doc) => doc.getMap("peerRoom").set("quiet", true));
  await second.enter();
  await announced(it);
  assert.deepEqual(amy.reasons, ["elsewhere"]);
  assert.equal(names(ben), "ben");
  assert.equal(names(second), "amy");
  const third = new Page(it, "amy", pageId("r"), root);
  await it.settle();
  await third.enter();
  assert.deepEqual(third.reasons, ["not-yours"]);
  assert.deepEqual(second.reasons, []);
  second.say({ kind: "tell", to: ben.peer, body: "from another room" });
  ben.say({ kind: "tell", to: second.peer, body: "into another room" });
  assert.deepEqual([...ben.told, ...second.told], []);
});

test("a page that leaves before it is admitted is out, and the last request counts (K-1)", async (it) => {
  const amy = new Page(it, "amy");
  await it.settle();
  const enter = { kind: "enter", page: amy.page, n: 0, state: {} } as const;
  amy.say(enter);
  amy.say({ kind: "leave" });
  await it.settle();
  assert.deepEqual(amy.heard, []);
  amy.say(enter);
  amy.say({ kind: "leave" });
  amy.say(enter);
  amy.be({ microphone: true });
  await it.settle();
  assert.deepEqual(amy.all("entered").map(({ state }) => state), [
    { microphone: true },
  ]);
});

test("a page whose connection closes at once is not in the room (K-1)", async (it) => {
  const amy = new Page(it, "amy");
  await it.settle();
  amy.say({ kind: "enter", page: amy.page, n: 0, state: {} });
  amy.socket.drop();
  const [ben] = await together(it, "ben");
  assert.equal(names(ben), "ben");
});

test("a stopping server clears its peer rooms, including absent pages (SYNC-15)", async (it) => {
  const [amy, ben] = await together(it, "amy", "ben");
  amy.socket.drop();
  await it.engine.stop();
  assert.equal(ben.socket.closed?.code, 1012);
  assert.equal(ben.reasons.length, 0);
  await assert.rejects(it.time.run(() => false, 0), /nothing more/);
});
