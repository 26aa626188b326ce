import assert from "node:assert/strict";
import { type Signal, signal } from "@preact/signals";
import type { Call } from "../../../components/calls/call.ts";
import type { RemoteCaller } from "../../../components/calls/call_backend.ts";
import { describeMute } from "../../../components/calls/call_texts.ts";
import { allDevicesOff } from "../../../components/calls/caller.ts";
import { RoomSignaling } from "../../../components/calls/joined/room_signaling.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";
import {
  type CallFixture,
  joinCall,
  joinInGroup,
  joinInMainRoom,
  makeCall,
  sentRequests,
  testCallParts,
  waitUntil,
  waitUntilInCall,
} from "./joined.ts";
import { readRememberedCall } from "./made_up.ts";

/** The page is reloaded or left. */
function goes(call: Call) {
  dispatchEvent(new Event("pagehide"));
  call.close();
}

testCallParts(
  "a student's call is their group's if there is one, else the main room's (K-2)",
  (made) => {
    const call = makeCall(made);
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
  },
);

testCallParts(
  "an unconfirmed device has no call, and knows of the one that waits for it (J-2, K-2)",
  (made) => {
    Object.assign(made.session.seat, { alias: "device" });
    const call = makeCall(made);
    const seen = () => [call.room.value, call.isWaiting.value];
    assert.deepEqual(seen(), [null, false]);
    made.set("call", { main: 1 });
    assert.deepEqual(seen(), [null, true]);
    made.set("call", { main: undefined });
    assert.deepEqual(seen(), [null, false]);
  },
);

testCallParts(
  "the list of participants, staff first, follows the room's presence (K-1)",
  (made) => {
    made.set("call", { main: 1 });
    const call = makeCall(made);
    made.present({
      ben: { microphone: true },
      lin: {},
      amy: { room: "a" },
    });
    assert.deepEqual(
      call.callers.value.map(({ name, microphone }) => [name, microphone]),
      [["Ms Lin", false], ["Ben", true]],
    );
  },
);

testCallParts(
  "Not now survives a brief disconnect (K-5)",
  (made) => {
    made.set("call", { main: 1 });
    const call = makeCall(made);
    made.present({ ben: { microphone: true, answered: 2, declined: true } });
    made.facts.connected.value = new Map();
    made.set("info", { eyesOnMe: { text: "" } });
    const [{ microphone, answered, declined }] = call.callers.value;
    assert.deepEqual([microphone, answered, declined], [false, 2, true]);
  },
);

testCallParts(
  "a page joins with the microphone off, without asking for permission (K-1)",
  async (made) => {
    const { call, own } = await joinInMainRoom(made);
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
    assert.equal(sentRequests(made).at(-1), "main leave");
    assert(made.medias[0].closed);
  },
);

testCallParts(
  "moving to another room moves the call, with the microphone unchanged (K-2)",
  async (made) => {
    const call = await joinInGroup(made);
    await call.voice.value!.ownDevices.switchDevice("microphone", true);
    made.move("amy", "b");
    await waitUntil("the new room has a media", () => made.medias.length === 2);
    assert.deepEqual(sentRequests(made), [
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
  },
);

testCallParts(
  "the old room's last message does not end a moved call (K-2)",
  async (made) => {
    const call = await joinInGroup(made);
    made.tell("a", { kind: "ended", reason: "not-yours" });
    assert(call.voice.value !== null);
    made.move("amy", "b");
    await waitUntil(
      "one is in the new room",
      () => made.medias.at(-1)?.room === "b",
    );
  },
);

testCallParts(
  "at the end of the groups the call continues in the main room (K-2)",
  async (made) => {
    await joinInGroup(made);
    made.facts.document.doc.transact(() => {
      made.set("breakouts", { open: false });
      made.set("call", { groups: undefined, main: 2 });
    });
    await waitUntil(
      "one is in the main room",
      () => made.medias.at(-1)?.room === "main",
    );
  },
);

testCallParts(
  "a student removed from the call is out and notified, as are all when it ends (K-1)",
  async (made) => {
    const { call } = await joinInMainRoom(made);
    made.set("callOut", { amy: 2 });
    await waitUntil("one is out", () => call.voice.value === null);
    assert.equal(call.exitReason.value, "removed");
    assert.equal(sentRequests(made).at(-1), "main leave");
    made.set("callOut", { amy: undefined });
    await waitUntilInCall(call);
    assert.equal(call.exitReason.value, null, "it was taken back");
    assert.equal(
      call.voice.value!.ownDevices.switchedOn.value.microphone,
      false,
    );
    made.set("callOut", { amy: 3 });
    await waitUntil("one is out again", () => call.voice.value === null);
    const { now } = Date;
    Date.now = () => now() + 31_000;
    made.set("callOut", { amy: undefined });
    Date.now = now;
    assert.equal(call.voice.value, null, "nobody joins without a press");
    assert.equal(call.exitReason.value, "back", "one is told that one may");
    await call.join();
    assert.equal(call.exitReason.value, null);
    await waitUntilInCall(call);
    made.set("call", { main: undefined });
    await waitUntil("it is over", () => call.voice.value === null);
    assert.equal(call.exitReason.value, "over");
    made.set("call", { main: 3 });
    assert.equal(call.exitReason.value, null, "not of the next one");
  },
);

testCallParts(
  "a student whose removal was undone is in again, with the microphone off (K-1)",
  async (made) => {
    const { call, own } = await joinInMainRoom(made);
    await own.switchDevice("microphone", true);
    made.tell("main", { kind: "ended", reason: "out" });
    made.facts.document.doc.transact(() => {
      made.set("callOut", { amy: 2 });
      made.set("callOut", { amy: undefined });
    });
    await waitUntil("the room has a new media", () => made.medias.length === 2);
    await waitUntilInCall(call);
    assert.equal(call.exitReason.value, null);
    assert.equal(
      call.voice.value!.ownDevices.switchedOn.value.microphone,
      false,
    );
  },
);

testCallParts(
  "a full call, or another page of the person, is reported and not retried (K-3)",
  async (made) => {
    made.set("call", { main: 1 });
    const call = makeCall(made);
    made.server.refuses = "full";
    await call.join();
    await waitUntil("one is told", () => call.exitReason.value === "full");
    assert.equal(call.voice.value, null);
    made.server.refuses = null;
    await call.join();
    await waitUntilInCall(call);
    made.tell("main", { kind: "ended", reason: "elsewhere" });
    assert.equal(call.exitReason.value, "elsewhere");
    assert.equal(call.voice.value, null);
    assert.equal(readRememberedCall(), null);
  },
);

testCallParts(
  "a room that is not ready yet is tried again (K-2)",
  async (made) => {
    made.set("call", { main: 1 });
    made.server.refuses = "not-yours";
    const call = makeCall(made);
    await call.join();
    await waitUntil(
      "it was asked",
      () => sentRequests(made).includes("main leave"),
    );
    made.server.refuses = null;
    await waitUntilInCall(call);
  },
);

testCallParts(
  "a restored connection enters again with its devices on (K-5)",
  async (made) => {
    const { own } = await joinInMainRoom(made);
    await own.switchDevice("microphone", true);
    made.reopen("main");
    const { request } = made.said.at(-1)!;
    assert(request.kind === "enter" && request.state.microphone === true);
    assert.equal(made.medias.length, 1, "what carries it goes on");
  },
);

testCallParts(
  "a return after more than an hour uses newly requested servers (K-3)",
  async (made) => {
    const { call } = await joinInMainRoom(made);
    made.server.iceServers = [{ urls: ["turn:of.the.new.hour"] }];
    const [media] = made.medias;
    const { now } = Date;
    let later = 50 * 60_000;
    Date.now = () => now() + later;
    try {
      made.reopen("main");
      await waitUntilInCall(call);
      assert.equal(media.iceServers, undefined, "the old ones are good still");
      later += 11 * 60_000;
      made.reopen("main");
      await waitUntil("it has them", () => media.iceServers !== undefined);
      assert.equal(media.iceServers, made.server.iceServers);
      assert.equal(made.medias.length, 1, "what carries it goes on");
    } finally {
      Date.now = now;
    }
  },
);

testCallParts(
  "a reloaded page is in the call again, audible as before (K-2)",
  async (made) => {
    made.set("call", { main: 1 });
    const before = await joinCall(made);
    await before.voice.value!.ownDevices.switchDevice("microphone", true);
    goes(before);
    const call = makeCall(made);
    await waitUntilInCall(call);
    await waitUntil(
      "one is heard",
      () => call.voice.value!.ownDevices.switchedOn.value.microphone,
    );
  },
);

testCallParts(
  "a reloaded page requests no microphone, and stays muted after Mute all (K-1)",
  async (made) => {
    made.set("call", { main: 1 });
    const before = await joinCall(made);
    await before.voice.value!.ownDevices.switchDevice("microphone", true);
    goes(before);
    made.devices.opens.length = 0;
    made.devices.allowed = false;
    const asks = makeCall(made);
    await waitUntilInCall(asks);
    assert.deepEqual(made.devices.opens, []);
    made.devices.allowed = true;
    await asks.voice.value!.ownDevices.switchDevice("microphone", true);
    goes(asks);
    made.devices.opens.length = 0;
    made.set("call", { mutedAt: 9 });
    const call = makeCall(made);
    await waitUntilInCall(call);
    assert.equal(
      call.voice.value!.ownDevices.switchedOn.value.microphone,
      false,
    );
    assert.deepEqual(made.devices.opens, []);
  },
);

testCallParts(
  "a person who left the call is not in it after a reload (K-1)",
  async (made) => {
    made.set("call", { main: 1 });
    const before = await joinCall(made);
    before.leave("left");
    const call = makeCall(made);
    assert(!call.isJoining.value);
    assert.equal(call.voice.value, null);
  },
);

testCallParts(
  "a person who left before the browser suspended the page is not in the call after a reload (K-1)",
  async (made) => {
    const { call } = await joinInMainRoom(made);
    dispatchEvent(new Event("pagehide"));
    assert.notEqual(readRememberedCall(), null);
    call.leave("left");
    assert.equal(readRememberedCall(), null);
  },
);

testCallParts(
  "a teacher stays in the joined call in any room, and visits with the microphone off (K-2)",
  async (made) => {
    made.set("breakouts", { open: true });
    const { call, own } = await joinInMainRoom(made, { groups: 1 });
    assert.equal(call.room.value, "main");
    await own.switchDevice("microphone", true);
    made.shown.value = { id: "b" };
    assert.equal(call.room.value, "main");
    call.switchRoom("b");
    await waitUntil("they are there", () => made.medias.at(-1)?.room === "b");
    assert.equal(own.switchedOn.value.microphone, false);
    made.set("call", { groups: undefined });
    await waitUntil("and back", () => made.medias.at(-1)?.room === "main");
  },
  "lin",
);

testCallParts(
  "a duplicated tab joins no call by itself (K-2)",
  async (made) => {
    made.set("call", { main: 1 });
    const first = await joinCall(made);
    assert.equal(readRememberedCall(), null, "there is nothing to copy");
    goes(first);
    assert.notEqual(readRememberedCall(), null);
    const call = makeCall(made);
    assert.equal(readRememberedCall(), null);
    await waitUntilInCall(call);
  },
);

testCallParts(
  "a sleeping tab does not take back a call that another has joined since (K-1)",
  async (made) => {
    made.set("call", { main: 1 });
    const old = await joinCall(made);
    const call = await joinCall(made);
    await waitUntil(
      "the old one is out",
      () => old.exitReason.value === "elsewhere",
    );
    assert.equal(old.voice.value, null);
    assert(call.voice.value !== null);
  },
);

testCallParts(
  "a teacher of a closed group stays in the main room when groups open again (K-2)",
  async (made) => {
    made.set("breakouts", { open: true });
    made.set("call", { main: 1, groups: 1 });
    made.shown.value = { id: "a" };
    const call = await joinCall(made);
    call.switchRoom("b");
    assert.equal(call.room.value, "b");
    made.set("rooms", { b: { name: "B", number: 2, order: 1, archived: 3 } });
    assert.equal(call.room.value, "main", "not the group that they look at");
    made.set("rooms", { b: { name: "B", number: 2, order: 1 } });
    assert.equal(call.room.value, "main");
  },
  "lin",
);

testCallParts(
  "a disconnected person is not shown as speaking (K-5)",
  async (made) => {
    made.set("call", { main: 1 });
    made.present({ lin: { microphone: true } });
    const call = await joinCall(made);
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
    await waitUntil("she speaks", () => speaking.value.has("lin"));
    others.value = [{ ...lin, connection: "lost", level: signal(0.9) }];
    await waitUntil("she does not", () => speaking.value.size === 0);
    others.value = [{ ...lin, connection: "lost" }];
    assert.equal(speaking.value.size, 0);
  },
);

testCallParts(
  "a disconnected person is not in until the server admits them again (K-4)",
  async (made) => {
    const line = new RoomSignaling(made.session, "main", "p".repeat(16), {
      state: () => ({ ...allDevicesOff, mutedAt: 0 }),
      enters() {},
      entered() {},
      allowed() {},
      tooMany() {},
      ended() {},
    });
    await waitUntil("it is in", () => line.isIn.value);
    made.lose("main");
    assert.equal(line.isIn.value, false);
    made.reopen("main");
    assert.equal(line.isIn.value, false);
    await waitUntil("it is in again", () => line.isIn.value);
    line.close();
  },
);

/** The last answer to a request to unmute that was sent. */
function saidLast({ said }: CallFixture) {
  const { request } = said.at(-1)!;
  assert("state" in request);
  return [request.state.answered, request.state.declined];
}

testCallParts(
  "an audible person moved to another room is told so until they mute (K-2)",
  async (made) => {
    const { call, own } = await joinInMainRoom(made, { groups: 2 });
    await own.switchDevice("microphone", true);
    made.set("breakouts", { open: true });
    made.move("amy", "a");
    assert.deepEqual(own.trouble.value, { kind: "heard", room: "a" });
    made.set("call", { mutedAt: 5 });
    assert.equal(own.trouble.value, null);
    made.move("amy", "b");
    assert.equal(call.room.value, "b");
    assert.equal(own.trouble.value, null);
  },
);

testCallParts(
  "Mute all mutes once, and unmuting afterwards lasts (K-1)",
  async (made) => {
    const { own } = await joinInMainRoom(made, { mutedAt: 5 });
    await own.switchDevice("microphone", true);
    assert.equal(own.switchedOn.value.microphone, true);
    made.set("call", { mutedAt: 6 });
    assert.equal(own.switchedOn.value.microphone, false);
    assert.deepEqual(own.lastMute.value, { at: 6, by: null });
    assert.equal(made.medias[0].sent.microphone, null);
    await own.switchDevice("microphone", true);
    assert.equal(own.switchedOn.value.microphone, true);
    assert(!own.lastMute.value);
  },
);

testCallParts(
  "a person muted by the server is told, and confirms that Mute all next (K-1)",
  async (made) => {
    const { own } = await joinInMainRoom(made);
    await own.switchDevice("microphone", true);
    const state = { microphone: false, camera: false, screen: false };
    made.tell("main", { kind: "state", state });
    assert(!own.switchedOn.value.microphone);
    assert(!own.lastMute.value, "by which mute is not known yet");
    made.set("call", { mutedAt: 7 });
    assert.deepEqual(own.lastMute.value, { at: 7, by: null });
    await own.switchDevice("microphone", true);
    assert.deepEqual(made.said.at(-1)!.request, {
      kind: "state",
      n: 3,
      state: { ...state, microphone: true, mutedAt: 7 },
    });
  },
);

testCallParts(
  "an individually muted person is told by whom, and can unmute (K-1)",
  async (made) => {
    const { own, call } = await joinInMainRoom(made, { mutedAt: 5 });
    await own.switchDevice("microphone", true);
    made.set("callMuted", { ben: { at: 6, by: "lin" } });
    assert(own.switchedOn.value.microphone, "it was Ben");
    made.set("callMuted", { amy: { at: 7, by: "lin" } });
    assert.equal(own.switchedOn.value.microphone, false);
    assert.equal(made.medias[0].sent.microphone, null);
    assert.deepEqual(own.lastMute.value, { at: 7, by: "lin" });
    assert.equal(describeMute(call, own.lastMute.value!), "Ms Lin muted you.");
    await own.switchDevice("microphone", true);
    assert(own.switchedOn.value.microphone);
    assert(!own.lastMute.value);
    const { request } = made.said.at(-1)!;
    assert("state" in request);
    assert.equal(request.state.mutedAt, 7, "the server hears that they know");
    made.set("call", { mutedAt: 8 });
    assert.deepEqual(own.lastMute.value, { at: 8, by: null });
  },
);

testCallParts(
  "an individually muted person hears no reason before the class says by whom (K-1)",
  async (made) => {
    const { own } = await joinInMainRoom(made);
    await own.switchDevice("microphone", true);
    const state = { microphone: false, camera: false, screen: false };
    made.tell("main", { kind: "state", state });
    made.set("callMuted", { amy: { at: 3, by: "lin" } });
    assert.deepEqual(own.lastMute.value, { at: 3, by: "lin" });
  },
);

testCallParts(
  "the note about a mute closes after fifteen seconds, with the microphone still off (K-1)",
  async (made) => {
    const { own } = await joinInMainRoom(made);
    await own.switchDevice("microphone", true);
    const time = new SimulatedTime(new Random(1));
    const giveBack = time.takeTimers();
    try {
      made.set("callMuted", { amy: { at: 3, by: "lin" } });
      assert(own.showsMuteNotice.value);
      await time.pass(14_000);
      assert(own.showsMuteNotice.value);
      await time.pass(1_000);
      assert(!own.showsMuteNotice.value);
      assert(own.lastMute.value, "they are muted as before");
      assert(!own.switchedOn.value.microphone);
    } finally {
      giveBack();
    }
  },
);

testCallParts(
  "Mute all does not mute the teacher (K-1)",
  async (made) => {
    const { own } = await joinInMainRoom(made);
    await own.switchDevice("microphone", true);
    made.set("call", { mutedAt: 6 });
    assert.equal(own.switchedOn.value.microphone, true);
  },
  "lin",
);

testCallParts(
  "only a muted person is asked to unmute, until they answer (K-1)",
  async (made) => {
    made.set("call", { main: 1 });
    made.set("callAsked", { amy: 1 });
    const call = await joinCall(made);
    const voice = call.voice.value!;
    assert(!voice.ownDevices.unmuteAskedAt.value, "that was before one joined");
    assert.deepEqual(saidLast(made), [1, undefined], "and staff are told so");
    made.set("callAsked", { amy: 2 });
    assert(voice.ownDevices.unmuteAskedAt.value);
    voice.ownDevices.declineUnmute();
    assert(!voice.ownDevices.unmuteAskedAt.value);
    assert.deepEqual(saidLast(made), [2, true], "whoever asked is told");
    made.reopen("main");
    assert.deepEqual(saidLast(made), [2, true], "and is so after a blip");
    made.set("callAsked", { amy: 3 });
    assert(voice.ownDevices.unmuteAskedAt.value);
    await voice.ownDevices.switchDevice("microphone", true);
    assert(!voice.ownDevices.unmuteAskedAt.value);
    assert.deepEqual(saidLast(made), [3, undefined]);
    await voice.ownDevices.switchDevice("microphone", false);
    assert(!voice.ownDevices.unmuteAskedAt.value);
    assert.deepEqual(saidLast(made), [3, undefined]);
    made.set("callAsked", { ben: 4 });
    assert(!voice.ownDevices.unmuteAskedAt.value);
  },
);

testCallParts(
  "leaving and rejoining clears the answer Not now (K-1)",
  async (made) => {
    const { call, own } = await joinInMainRoom(made);
    made.set("callAsked", { amy: 2 });
    own.declineUnmute();
    call.leave("left");
    await call.join();
    await waitUntilInCall(call);
    assert(!call.voice.value!.ownDevices.unmuteAskedAt.value);
    assert.deepEqual(saidLast(made), [2, undefined]);
  },
);

testCallParts(
  "Not now outlives a reload of the page (K-1)",
  async (made) => {
    made.set("call", { main: 1 });
    const before = await joinCall(made);
    made.set("callAsked", { amy: 2 });
    before.voice.value!.ownDevices.declineUnmute();
    dispatchEvent(new Event("pagehide"));
    before.close();
    const call = makeCall(made);
    await waitUntilInCall(call);
    assert.deepEqual(saidLast(made), [2, true]);
  },
);

testCallParts(
  "an audible person who is asked to unmute has answered already (K-1)",
  async (made) => {
    const { own } = await joinInMainRoom(made);
    await own.switchDevice("microphone", true);
    made.set("callAsked", { amy: 2 });
    assert.deepEqual(saidLast(made), [2, undefined]);
    await own.switchDevice("microphone", false);
    assert(!own.unmuteAskedAt.value);
  },
);

testCallParts(
  "an answer given while entering is sent once in (K-1)",
  async (made) => {
    const { own } = await joinInMainRoom(made);
    made.set("callAsked", { amy: 2 });
    made.reopen("main");
    own.declineUnmute();
    assert.deepEqual(saidLast(made), [undefined, undefined]);
    await waitUntil(
      "it is said",
      () => sentRequests(made).at(-1) === "main state",
    );
    assert.deepEqual(saidLast(made), [2, true]);
    await own.switchDevice("microphone", true);
    made.reopen("main");
    made.set("callAsked", { amy: 3 });
    assert.deepEqual(saidLast(made), [2, undefined]);
    await waitUntil(
      "it is said",
      () => sentRequests(made).at(-1) === "main state",
    );
    assert.deepEqual(saidLast(made), [3, undefined]);
  },
);

testCallParts(
  "an extra picture is refused with a message, and one's own is off (K-3)",
  async (made) => {
    const { voice, own } = await joinInMainRoom(made, { cameras: true });
    await own.switchDevice("camera", true);
    made.tell("main", { kind: "refused", reason: "pictures" });
    assert.deepEqual(own.trouble.value, { kind: "pictures" });
    assert.equal(own.switchedOn.value.camera, false);
    assert.equal(made.medias[0].sent.camera, null);
    assert(voice.isJoined.value);
  },
);

testCallParts(
  "an unavailable microphone is reported, and not announced as on (K-3)",
  async (made) => {
    const { own } = await joinInMainRoom(made);
    made.devices.trouble = "busy";
    await own.switchDevice("microphone", true);
    assert.deepEqual(own.trouble.value, {
      kind: "device",
      device: "microphone",
      reason: "busy",
    });
    assert.equal(own.switchedOn.value.microphone, false);
  },
);

testCallParts(
  "a camera is closed wherever it is taken away, also if it opens too late (K-1)",
  async (made) => {
    const { devices } = made;
    const { call, own } = await joinInMainRoom(made, { cameras: true });
    await own.switchDevice("camera", true);
    made.set("call", { cameras: false });
    assert.deepEqual(devices.stopped, ["camera"]);
    const taken = { kind: "taken", device: "camera" };
    assert.deepEqual(own.trouble.value, taken, "one is told");
    made.set("call", { cameras: true });
    assert.equal(own.trouble.value, null, "that is over");
    await own.switchDevice("camera", true);
    const off = { microphone: false, camera: false, screen: false };
    made.tell("main", { kind: "state", state: off });
    assert.deepEqual(devices.stopped, ["camera", "camera"]);
    assert.deepEqual(
      own.trouble.value,
      taken,
      "also where the server is first",
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    devices.asks = promise;
    const [asked, late] = [
      own.switchDevice("camera", true),
      own.switchDevice("screen", true),
    ];
    made.set("call", { cameras: false });
    call.leave("left");
    resolve();
    await Promise.all([asked, late]);
    assert.equal(devices.opens.length, devices.stopped.length);
    assert.deepEqual(own.switchedOn.value, off);
  },
);

testCallParts(
  "the note that cameras are off for everyone appears only if a camera was turned off by that (K-1)",
  async (made) => {
    const { call, own } = await joinInMainRoom(made, {
      cameras: true,
      screens: true,
    });
    const told: unknown[] = [];
    const stop = own.trouble.subscribe((it) => told.push(it));
    await own.switchDevice("camera", true);
    made.set("call", { screens: false });
    made.set("call", { main: undefined, cameras: undefined });
    await waitUntil("it is over", () => call.voice.value === null);
    assert(told.every((it) => it === null));
    stop();
  },
);

testCallParts(
  "a device turned off while another opens stays off, and each shows its own error (K-1)",
  async (made) => {
    const { devices } = made;
    localStorage.clear();
    const { call, voice, own } = await joinInMainRoom(made, { cameras: true });
    await own.switchDevice("camera", true);
    const { promise, resolve } = Promise.withResolvers<void>();
    devices.asks = promise;
    const chosen = voice.chooseDevices({ camera: "other" });
    await own.switchDevice("camera", false);
    resolve();
    await chosen;
    assert.deepEqual(devices.stopped, ["camera", "camera"]);
    assert.equal(own.tracks.value!.now.value.camera, null);
    await own.switchDevice("microphone", true);
    await own.switchDevice("camera", true);
    devices.trouble = "busy";
    await voice.chooseDevices({ microphone: "third", camera: "third" });
    const off = { microphone: false, camera: false, screen: false };
    assert.deepEqual(own.switchedOn.value, off);
    call.close();
    localStorage.clear();
  },
);

testCallParts(
  "Mute all also mutes while the browser asks for the microphone (K-1)",
  async (made) => {
    const { own } = await joinInMainRoom(made, { mutedAt: 5 });
    const { promise, resolve } = Promise.withResolvers<void>();
    made.devices.asks = promise;
    const pressed = own.switchDevice("microphone", true);
    await waitUntil("it asks", () => made.devices.opens.length > 0);
    made.set("call", { mutedAt: 6 });
    resolve();
    await pressed;
    assert.equal(own.switchedOn.value.microphone, false);
    assert(own.lastMute.value);
    assert(!sentRequests(made).includes("main state"));
    await own.switchDevice("microphone", true);
    assert.equal(own.switchedOn.value.microphone, true);
  },
);

testCallParts(
  "the server turns nothing on, and an audible person is not called muted (K-1)",
  async (made) => {
    const { own } = await joinInMainRoom(made);
    const state = { microphone: true, camera: true, screen: true };
    made.tell("main", { kind: "state", state });
    assert.equal(own.switchedOn.value.microphone, false);
    await own.switchDevice("microphone", true);
    made.tell("main", {
      kind: "state",
      state: { ...state, microphone: false },
    });
    assert.equal(own.switchedOn.value.microphone, false);
    made.tell("main", { kind: "state", state });
    made.set("call", { mutedAt: 7 });
    assert(!own.lastMute.value, "that mute turned nothing off");
  },
);

testCallParts(
  "a press while devices are opening takes effect once they are open (K-1)",
  async (made) => {
    made.set("call", { main: 1 });
    const call = makeCall(made);
    await call.join();
    await call.voice.value!.ownDevices.switchDevice("microphone", true);
    assert.equal(
      call.voice.value!.ownDevices.switchedOn.value.microphone,
      true,
    );
  },
);

testCallParts(
  "devices still asked for when a teacher visits do not turn on there (K-2)",
  async (made) => {
    made.set("breakouts", { open: true });
    const { call, own } = await joinInMainRoom(made, { groups: 1 });
    const { promise, resolve } = Promise.withResolvers<void>();
    made.devices.asks = promise;
    const pressed = own.switchDevice("camera", true);
    await waitUntil("it asks", () => made.devices.opens.length > 0);
    call.switchRoom("b");
    resolve();
    await pressed;
    assert.equal(own.switchedOn.value.camera, false);
    assert.deepEqual(made.devices.stopped, ["camera"]);
  },
  "lin",
);
