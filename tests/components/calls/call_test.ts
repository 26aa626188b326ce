/** The own call of a page: its room, and what ends it. */
import assert from "node:assert/strict";
import { type Signal, signal } from "@preact/signals";
import type { Call } from "../../../components/calls/call.ts";
import { allDevicesOff } from "../../../components/calls/caller.ts";
import { RoomSignaling } from "../../../components/calls/joined/room_signaling.ts";
import type { RemoteCaller } from "../../../components/calls/call_backend.ts";
import {
  callOf,
  inGroup,
  inMain,
  isIn,
  joined,
  requests,
  test,
  until,
} from "./joined.ts";
import { kept } from "./made_up.ts";

/** The page is reloaded or left. */
function goes(call: Call) {
  dispatchEvent(new Event("pagehide"));
  call.close();
}

test("K-2: a student's call is their group's where there is one, and else the main room's", (made) => {
  const call = callOf(made);
  assert.equal(call.room.value, null);
  made.set("call", { main: 1 });
  assert.equal(call.room.value, "main");
  made.set("breakouts", { open: true });
  made.move("amy", "a");
  assert.equal(call.room.value, "main");
  made.set("call", { main: undefined, groups: 2 });
  assert.equal(call.room.value, "a");
  made.move("amy", null);
  assert.equal(call.room.value, null);
});

test("K-1: who is in, staff first, is what presence says of that room", (made) => {
  made.set("call", { main: 1 });
  const call = callOf(made);
  made.present({
    ben: { microphone: true },
    lin: {},
    amy: { room: "a" },
  });
  assert.deepEqual(
    call.callers.value.map(({ name, microphone }) => [name, microphone]),
    [["Ms Lin", false], ["Ben", true]],
  );
});

test("K-5: who does not want to talk now has said so through a blip of the connection, too", (made) => {
  made.set("call", { main: 1 });
  const call = callOf(made);
  made.present({ ben: { microphone: true, answered: 2, declined: true } });
  made.facts.online.value = new Map();
  made.set("info", { eyesOnMe: { text: "" } });
  const [{ microphone, answered, declined }] = call.callers.value;
  assert.deepEqual([microphone, answered, declined], [false, 2, true]);
});

test("K-1: one joins with the microphone off, and is asked for none", async (made) => {
  const { call, own } = await inMain(made);
  assert.deepEqual(made.said[0].request, {
    ...made.said[0].request,
    kind: "enter",
    n: 1,
    state: { microphone: false, camera: false, screen: false, mutedAt: 0 },
  });
  assert.deepEqual(made.devices.opens, []);
  await own.switchDevice("microphone", true);
  assert.deepEqual(made.said.at(-1)!.request, {
    kind: "state",
    n: 2,
    state: { microphone: true, camera: false, screen: false, mutedAt: 0 },
  });
  assert.notEqual(made.medias[0].sent.microphone, null);
  await own.switchDevice("microphone", false);
  assert.equal(made.medias[0].sent.microphone, null);
  call.leave("left");
  assert.equal(requests(made).at(-1), "main leave");
  assert(made.medias[0].closed);
});

test("K-2: moving moves the call by itself, with the microphone as it was", async (made) => {
  const call = await inGroup(made);
  await call.voice.value!.ownDevices.switchDevice("microphone", true);
  made.move("amy", "b");
  await until("the new room has a media", () => made.medias.length === 2);
  assert.deepEqual(requests(made), [
    "a enter",
    "a state",
    "a leave",
    "b enter",
  ]);
  const { request } = made.said.at(-1)!;
  assert(request.kind === "enter" && request.state.microphone === true);
  assert(made.medias[0].closed);
  assert.equal(made.medias[1].room, "b");
  assert.notEqual(made.medias[1].sent.microphone, null);
  assert.deepEqual(made.devices.opens, ["microphone"]);
});

test("K-2: what the old room says last does not end the call that has moved", async (made) => {
  const call = await inGroup(made);
  // The server ends it before the page knows the new room.
  made.tell("a", { kind: "ended", reason: "not-yours" });
  assert(call.voice.value !== null);
  made.move("amy", "b");
  await until("one is in the new room", () => made.medias.at(-1)?.room === "b");
});

test("K-2: at the end of the groups the call goes on in the main room", async (made) => {
  await inGroup(made);
  made.facts.document.doc.transact(() => {
    made.set("breakouts", { open: false });
    made.set("call", { groups: undefined, main: 2 });
  });
  await until(
    "one is in the main room",
    () => made.medias.at(-1)?.room === "main",
  );
});

test("K-1: who is taken out of the call is out, and told so; so is everybody when it ends", async (made) => {
  const { call } = await inMain(made);
  made.set("callOut", { amy: 2 });
  await until("one is out", () => call.voice.value === null);
  assert.equal(call.exitReason.value, "removed");
  assert.equal(requests(made).at(-1), "main leave");
  made.set("callOut", { amy: undefined });
  await isIn(call);
  assert.equal(call.exitReason.value, null, "it was taken back");
  assert.equal(call.voice.value!.ownDevices.switchedOn.value.microphone, false);
  made.set("callOut", { amy: 3 });
  await until("one is out again", () => call.voice.value === null);
  const { now } = Date;
  Date.now = () => now() + 31_000;
  made.set("callOut", { amy: undefined });
  Date.now = now;
  assert.equal(call.voice.value, null, "nobody joins without a press");
  assert.equal(call.exitReason.value, "back", "one is told that one may");
  await call.join();
  assert.equal(call.exitReason.value, null);
  await isIn(call);
  made.set("call", { main: undefined });
  await until("it is over", () => call.voice.value === null);
  assert.equal(call.exitReason.value, "over");
  made.set("call", { main: 3 });
  assert.equal(call.exitReason.value, null, "not of the next one");
});

test("K-1: a student whose removal is undone before the page hears of it is in again, with the microphone off", async (made) => {
  const { call, own } = await inMain(made);
  await own.switchDevice("microphone", true);
  // The server ends it before the class document changes.
  made.tell("main", { kind: "ended", reason: "out" });
  made.facts.document.doc.transact(() => {
    made.set("callOut", { amy: 2 });
    made.set("callOut", { amy: undefined });
  });
  await until("the room has a new media", () => made.medias.length === 2);
  await isIn(call);
  assert.equal(call.exitReason.value, null);
  assert.equal(call.voice.value!.ownDevices.switchedOn.value.microphone, false);
});

test("K-3: a full call, and another page of oneself, are said, and not tried again", async (made) => {
  made.set("call", { main: 1 });
  const call = callOf(made);
  made.server.refuses = "full";
  await call.join();
  await until("one is told", () => call.exitReason.value === "full");
  assert.equal(call.voice.value, null);
  made.server.refuses = null;
  await call.join();
  await isIn(call);
  made.tell("main", { kind: "ended", reason: "elsewhere" });
  assert.equal(call.exitReason.value, "elsewhere");
  assert.equal(call.voice.value, null);
  assert.equal(kept(), null);
});

test("K-2: a room that is not ready for one yet is asked again", async (made) => {
  made.set("call", { main: 1 });
  made.server.refuses = "not-yours";
  const call = callOf(made);
  await call.join();
  await until("it was asked", () => requests(made).includes("main leave"));
  made.server.refuses = null;
  await isIn(call);
});

test("K-5: a connection that is back enters again, with what is on", async (made) => {
  const { own } = await inMain(made);
  await own.switchDevice("microphone", true);
  made.reopen("main");
  const { request } = made.said.at(-1)!;
  assert(request.kind === "enter" && request.state.microphone === true);
  assert.equal(made.medias.length, 1, "what carries it goes on");
});

test("K-3: who comes back after more than an hour finds the others by servers that are asked for anew", async (made) => {
  const { call } = await inMain(made);
  made.server.iceServers = [{ urls: ["turn:of.the.new.hour"] }];
  const [media] = made.medias;
  const { now } = Date;
  let later = 50 * 60_000;
  Date.now = () => now() + later;
  try {
    made.reopen("main");
    await isIn(call);
    assert.equal(media.iceServers, undefined, "the old ones are good still");
    later += 11 * 60_000;
    made.reopen("main");
    await until("it has them", () => media.iceServers !== undefined);
    assert.equal(media.iceServers, made.server.iceServers);
    assert.equal(made.medias.length, 1, "what carries it goes on");
  } finally {
    Date.now = now;
  }
});

test("K-2: a page that is loaded again is in the call again, and heard where it was", async (made) => {
  made.set("call", { main: 1 });
  const before = await joined(made);
  await before.voice.value!.ownDevices.switchDevice("microphone", true);
  goes(before);
  const call = callOf(made);
  await isIn(call);
  await until(
    "one is heard",
    () => call.voice.value!.ownDevices.switchedOn.value.microphone,
  );
});

test("K-1: a page that is loaded again asks for no microphone, and is not heard after Mute all", async (made) => {
  made.set("call", { main: 1 });
  const before = await joined(made);
  await before.voice.value!.ownDevices.switchDevice("microphone", true);
  goes(before);
  made.devices.opens.length = 0;
  made.devices.allowed = false;
  const asks = callOf(made);
  await isIn(asks);
  assert.deepEqual(made.devices.opens, []);
  made.devices.allowed = true;
  await asks.voice.value!.ownDevices.switchDevice("microphone", true);
  goes(asks);
  made.devices.opens.length = 0;
  made.set("call", { mutedAt: 9 });
  const call = callOf(made);
  await isIn(call);
  assert.equal(call.voice.value!.ownDevices.switchedOn.value.microphone, false);
  assert.deepEqual(made.devices.opens, []);
});

test("K-1: who has left is not in it again when the page is loaded again", async (made) => {
  made.set("call", { main: 1 });
  const before = await joined(made);
  before.leave("left");
  const call = callOf(made);
  assert(!call.isJoining.value);
  assert.equal(call.voice.value, null);
});

test("K-1: who has left a page that the browser had put aside is not in it again when it is loaded again", async (made) => {
  const { call } = await inMain(made);
  dispatchEvent(new Event("pagehide"));
  assert.notEqual(kept(), null);
  call.leave("left");
  assert.equal(kept(), null);
});

test(
  "K-2: a teacher is where they have joined, whatever room they look at, and visits with the microphone off",
  async (made) => {
    made.set("breakouts", { open: true });
    const { call, own } = await inMain(made, { groups: 1 });
    assert.equal(call.room.value, "main");
    await own.switchDevice("microphone", true);
    made.shown.value = { id: "b" };
    assert.equal(call.room.value, "main");
    call.switchRoom("b");
    await until("they are there", () => made.medias.at(-1)?.room === "b");
    assert.equal(own.switchedOn.value.microphone, false);
    made.set("call", { groups: undefined });
    await until("and back", () => made.medias.at(-1)?.room === "main");
  },
  "lin",
);

test("K-2: a tab that is made as a copy of one in the call joins nothing by itself", async (made) => {
  made.set("call", { main: 1 });
  const first = await joined(made);
  assert.equal(kept(), null, "there is nothing to copy");
  goes(first);
  assert.notEqual(kept(), null);
  const call = callOf(made);
  assert.equal(kept(), null);
  await isIn(call);
});

test("K-1: a tab that was asleep does not take back the call that another has joined since", async (made) => {
  made.set("call", { main: 1 });
  const old = await joined(made);
  const call = await joined(made);
  await until("the old one is out", () => old.exitReason.value === "elsewhere");
  assert.equal(old.voice.value, null);
  assert(call.voice.value !== null);
});

test(
  "K-2: a teacher whose group was closed stays where they were brought when groups open again",
  async (made) => {
    made.set("breakouts", { open: true });
    made.set("call", { main: 1, groups: 1 });
    made.shown.value = { id: "a" };
    const call = await joined(made);
    call.switchRoom("b");
    assert.equal(call.room.value, "b");
    made.set("rooms", { b: { name: "B", number: 2, order: 1, archived: 3 } });
    assert.equal(call.room.value, "main", "not the group that they look at");
    made.set("rooms", { b: { name: "B", number: 2, order: 1 } });
    assert.equal(call.room.value, "main");
  },
  "lin",
);

test("K-5: nobody speaks to whom there is no connection, however loud they were last", async (made) => {
  made.set("call", { main: 1 });
  made.present({ lin: { microphone: true } });
  const call = await joined(made);
  const { speakingMembers: speaking } = call.voice.value!;
  const others = made.medias[0].remoteCallers as Signal<
    readonly RemoteCaller[]
  >;
  const lin: RemoteCaller = {
    peer: "lin.page",
    member: "lin",
    connection: "connected",
    audio: null,
    camera: null,
    screen: null,
    level: signal(1),
  };
  others.value = [lin];
  await until("she speaks", () => speaking.value.has("lin"));
  others.value = [{ ...lin, connection: "lost", level: signal(0.9) }];
  await until("she does not", () => speaking.value.size === 0);
  others.value = [{ ...lin, connection: "lost" }];
  assert.equal(speaking.value.size, 0);
});

test("K-4: whose connection is lost is not in until the server lets them in again", async (made) => {
  const line = new RoomSignaling(made.session, "main", "p".repeat(16), {
    state: () => ({ ...allDevicesOff, mutedAt: 0 }),
    enters() {},
    entered() {},
    allowed() {},
    tooMany() {},
    ended() {},
  });
  await until("it is in", () => line.isIn.value);
  made.lose("main");
  assert.equal(line.isIn.value, false);
  made.reopen("main");
  assert.equal(line.isIn.value, false);
  await until("it is in again", () => line.isIn.value);
  line.close();
});
