/** The own devices: presses, and what the teacher, the server and the machine change. */
import assert from "node:assert/strict";
import { describeMute } from "../../../components/calls/call_texts.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";
import {
  callOf,
  inMain,
  isIn,
  joined,
  type Made,
  requests,
  test,
  until,
} from "./joined.ts";

/** The last answer to a request to unmute that was sent. */
function saidLast({ said }: Made) {
  const { request } = said.at(-1)!;
  assert("state" in request);
  return [request.state.answered, request.state.declined];
}

test("K-2: who is heard and is brought to another room is told so, until they mute; who is not, is told nothing", async (made) => {
  const { call, own } = await inMain(made, { groups: 2 });
  await own.switchDevice("microphone", true);
  made.set("breakouts", { open: true });
  made.move("amy", "a");
  assert.deepEqual(own.trouble.value, { kind: "heard", room: "a" });
  made.set("call", { mutedAt: 5 });
  assert.equal(own.trouble.value, null);
  made.move("amy", "b");
  assert.equal(call.room.value, "b");
  assert.equal(own.trouble.value, null);
});

test("K-1: Mute all mutes once: who unmutes after it stays so", async (made) => {
  const { own } = await inMain(made, { mutedAt: 5 });
  await own.switchDevice("microphone", true);
  assert.equal(own.switchedOn.value.microphone, true);
  made.set("call", { mutedAt: 6 });
  assert.equal(own.switchedOn.value.microphone, false);
  assert.deepEqual(own.lastMute.value, { at: 6, by: null });
  assert.equal(made.medias[0].sent.microphone, null);
  await own.switchDevice("microphone", true);
  assert.equal(own.switchedOn.value.microphone, true);
  assert(!own.lastMute.value);
});

test("K-1: whom the server mutes is told, and says with the next word which Mute all they know of", async (made) => {
  const { own } = await inMain(made);
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
});

test("K-1: who is muted alone is told by whom, and unmutes; Mute all before it, and another one muted, change nothing", async (made) => {
  const { own, call } = await inMain(made, { mutedAt: 5 });
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
});

test("K-1: whom the server mutes alone hears no other reason before the class says by whom", async (made) => {
  const { own } = await inMain(made);
  await own.switchDevice("microphone", true);
  const state = { microphone: false, camera: false, screen: false };
  made.tell("main", { kind: "state", state });
  made.set("callMuted", { amy: { at: 3, by: "lin" } });
  assert.deepEqual(own.lastMute.value, { at: 3, by: "lin" });
});

test("K-1: the note on a mute goes after fifteen seconds, also where the bar is drawn anew; the microphone stays off", async (made) => {
  const { own } = await inMain(made);
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
});

test(
  "K-1: Mute all does not mute the teacher",
  async (made) => {
    const { own } = await inMain(made);
    await own.switchDevice("microphone", true);
    made.set("call", { mutedAt: 6 });
    assert.equal(own.switchedOn.value.microphone, true);
  },
  "lin",
);

test("K-1: one is asked to unmute until one has answered, and only who is muted", async (made) => {
  made.set("call", { main: 1 });
  made.set("callAsked", { amy: 1 });
  const call = await joined(made);
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
});

test("K-1: who has said Not now, leaves and joins again is asked nothing, and has no answer for staff any more", async (made) => {
  const { call, own } = await inMain(made);
  made.set("callAsked", { amy: 2 });
  own.declineUnmute();
  call.leave("left");
  await call.join();
  await isIn(call);
  assert(!call.voice.value!.ownDevices.unmuteAskedAt.value);
  assert.deepEqual(saidLast(made), [2, undefined]);
});

test("K-1: who has said Not now has done so when the page is loaded again", async (made) => {
  made.set("call", { main: 1 });
  const before = await joined(made);
  made.set("callAsked", { amy: 2 });
  before.voice.value!.ownDevices.declineUnmute();
  dispatchEvent(new Event("pagehide"));
  before.close();
  const call = callOf(made);
  await isIn(call);
  assert.deepEqual(saidLast(made), [2, true]);
});

test("K-1: who is asked to unmute when they are heard already has answered, and is not asked as they mute", async (made) => {
  const { own } = await inMain(made);
  await own.switchDevice("microphone", true);
  made.set("callAsked", { amy: 2 });
  assert.deepEqual(saidLast(made), [2, undefined]);
  await own.switchDevice("microphone", false);
  assert(!own.unmuteAskedAt.value);
});

test("K-1: what is answered on the way in, by Not now or by being heard, is said as one is in", async (made) => {
  const { own } = await inMain(made);
  made.set("callAsked", { amy: 2 });
  made.reopen("main");
  own.declineUnmute();
  assert.deepEqual(saidLast(made), [undefined, undefined]);
  await until("it is said", () => requests(made).at(-1) === "main state");
  assert.deepEqual(saidLast(made), [2, true]);
  await own.switchDevice("microphone", true);
  made.reopen("main");
  made.set("callAsked", { amy: 3 });
  assert.deepEqual(saidLast(made), [2, undefined]);
  await until("it is said", () => requests(made).at(-1) === "main state");
  assert.deepEqual(saidLast(made), [3, undefined]);
});

test("K-3: too many pictures are said, and one's own is off", async (made) => {
  const { voice, own } = await inMain(made, { cameras: true });
  await own.switchDevice("camera", true);
  made.tell("main", { kind: "refused", reason: "pictures" });
  assert.deepEqual(own.trouble.value, { kind: "pictures" });
  assert.equal(own.switchedOn.value.camera, false);
  assert.equal(made.medias[0].sent.camera, null);
  assert(voice.isJoined.value);
});

test("K-3: a microphone that is not to be had is said, and nobody is told it were on", async (made) => {
  const { own } = await inMain(made);
  made.devices.trouble = "busy";
  await own.switchDevice("microphone", true);
  assert.deepEqual(own.trouble.value, {
    kind: "device",
    of: "microphone",
    why: "busy",
  });
  assert.equal(own.switchedOn.value.microphone, false);
});

test("K-1: a camera goes out wherever it is taken from one, and one that comes too late is closed", async (made) => {
  const { devices } = made;
  const { call, own } = await inMain(made, { cameras: true });
  await own.switchDevice("camera", true);
  made.set("call", { cameras: false });
  assert.deepEqual(devices.stopped, ["camera"]);
  const taken = { kind: "taken", of: "camera" };
  assert.deepEqual(own.trouble.value, taken, "one is told");
  made.set("call", { cameras: true });
  assert.equal(own.trouble.value, null, "that is over");
  await own.switchDevice("camera", true);
  const off = { microphone: false, camera: false, screen: false };
  made.tell("main", { kind: "state", state: off });
  assert.deepEqual(devices.stopped, ["camera", "camera"]);
  assert.deepEqual(own.trouble.value, taken, "also where the server is first");
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
});

test("K-1: nobody is told that cameras are off for everyone where it is the call that is over, or theirs was off", async (made) => {
  const { call, own } = await inMain(made, { cameras: true, screens: true });
  const told: unknown[] = [];
  const stop = own.trouble.subscribe((it) => told.push(it));
  await own.switchDevice("camera", true);
  made.set("call", { screens: false });
  made.set("call", { main: undefined, cameras: undefined });
  await until("it is over", () => call.voice.value === null);
  assert(told.every((it) => it === null));
  stop();
});

test("K-1: what is turned off while another device is opened stays off, and what is wrong with each is off", async (made) => {
  const { devices } = made;
  localStorage.clear();
  const { call, voice, own } = await inMain(made, { cameras: true });
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
});

test("K-1: Mute all while the browser asks for the microphone mutes, too", async (made) => {
  const { own } = await inMain(made, { mutedAt: 5 });
  const { promise, resolve } = Promise.withResolvers<void>();
  made.devices.asks = promise;
  const pressed = own.switchDevice("microphone", true);
  await until("it asks", () => made.devices.opens.length > 0);
  made.set("call", { mutedAt: 6 });
  resolve();
  await pressed;
  assert.equal(own.switchedOn.value.microphone, false);
  assert(own.lastMute.value);
  assert(!requests(made).includes("main state"));
  await own.switchDevice("microphone", true);
  assert.equal(own.switchedOn.value.microphone, true);
});

test("K-1: nothing comes on by the server's word, and who is heard again is not called muted", async (made) => {
  const { own } = await inMain(made);
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
});

test("K-1: a press while the devices are on their way is done when they are there", async (made) => {
  made.set("call", { main: 1 });
  const call = callOf(made);
  await call.join();
  await call.voice.value!.ownDevices.switchDevice("microphone", true);
  assert.equal(call.voice.value!.ownDevices.switchedOn.value.microphone, true);
});

test(
  "K-2: what the browser still asks about when a teacher goes to visit does not come on there",
  async (made) => {
    made.set("breakouts", { open: true });
    const { call, own } = await inMain(made, { groups: 1 });
    const { promise, resolve } = Promise.withResolvers<void>();
    made.devices.asks = promise;
    const pressed = own.switchDevice("camera", true);
    await until("it asks", () => made.devices.opens.length > 0);
    call.switchRoom("b");
    resolve();
    await pressed;
    assert.equal(own.switchedOn.value.camera, false);
    assert.deepEqual(made.devices.stopped, ["camera"]);
  },
  "lin",
);
