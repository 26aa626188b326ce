/** One's own being in a call: where it is, what of oneself is on, and what ends it. */
import assert from "node:assert/strict";
import { Call } from "../../../components/calls/call.ts";
import { eventually } from "../../people.ts";
import { kept, madeUp } from "./made_up.ts";

type Made = ReturnType<typeof madeUp>;

/** A test with a class of its own, on a tab that remembers nothing. */
function test(
  name: string,
  run: (made: Made) => Promise<void>,
  as: "amy" | "lin" = "amy",
) {
  Deno.test(name, async () => {
    sessionStorage.clear();
    const made = madeUp({ as });
    await run(made);
    made.facts.document.close();
  });
}

const until = (what: string, is: () => boolean) =>
  eventually(() => Promise.resolve(is()), Boolean, what);

async function joined({ session }: Made): Promise<Call> {
  const call = new Call(session);
  await call.join();
  await isIn(call);
  return call;
}

const isIn = (call: Call) =>
  until("one is in", () =>
    call.voice.value?.isIn.value === true &&
    call.voice.value.own.tracks.value !== null);

/** Its page goes: it is loaded again, or left for another. */
function goes(call: Call) {
  dispatchEvent(new Event("pagehide"));
  call.close();
}

const requests = ({ said }: Made) =>
  said.map(({ room, request }) => `${room} ${request.kind}`);

test("K-2: a student's call is their group's where there is one, and else the main room's", (made) => {
  const call = new Call(made.session);
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
  call.close();
  return Promise.resolve();
});

test("K-1: who is in, staff first, is what presence says of that room", (made) => {
  made.set("call", { main: 1 });
  const call = new Call(made.session);
  made.present({
    ben: { microphone: true },
    lin: {},
    amy: { room: "a" },
  });
  assert.deepEqual(
    call.people.value.map(({ name, microphone }) => [name, microphone]),
    [["Ms Lin", false], ["Ben", true]],
  );
  call.close();
  return Promise.resolve();
});

test("K-1: one joins with the microphone off, and is asked for none", async (made) => {
  made.set("call", { main: 1 });
  const call = await joined(made);
  assert.deepEqual(made.said[0].request, {
    ...made.said[0].request,
    kind: "enter",
    n: 1,
    state: { microphone: false, camera: false, screen: false, mutedAt: 0 },
  });
  assert.deepEqual(made.devices.opens, []);
  const voice = call.voice.value!;
  await voice.own.turn("microphone", true);
  assert.deepEqual(made.said.at(-1)!.request, {
    kind: "state",
    n: 2,
    state: { microphone: true, camera: false, screen: false, mutedAt: 0 },
  });
  assert.notEqual(made.medias[0].sent.microphone, null);
  await voice.own.turn("microphone", false);
  assert.equal(made.medias[0].sent.microphone, null);
  call.leave("left");
  assert.equal(requests(made).at(-1), "main leave");
  assert(made.medias[0].closed);
});

test("K-2: who is heard and is brought to another room is told so, until they mute; who is not, is told nothing", async (made) => {
  made.set("call", { main: 1, groups: 2 });
  const call = await joined(made);
  const { own } = call.voice.value!;
  await own.turn("microphone", true);
  made.set("breakouts", { open: true });
  made.move("amy", "a");
  assert.deepEqual(own.trouble.value, { kind: "heard", room: "a" });
  made.set("call", { mutedAt: 5 });
  assert.equal(own.trouble.value, null);
  made.move("amy", "b");
  assert.equal(call.room.value, "b");
  assert.equal(own.trouble.value, null);
  call.close();
});

test("K-1: what the teacher does not allow is not turned on, and goes off when it is no longer allowed", async (made) => {
  made.set("call", { main: 1 });
  const call = await joined(made);
  const voice = call.voice.value!;
  await voice.own.turn("camera", true);
  assert.equal(voice.own.on.value.camera, false);
  made.set("call", { cameras: true });
  await voice.own.turn("camera", true);
  assert.equal(voice.own.on.value.camera, true);
  made.set("call", { cameras: false });
  assert.equal(voice.own.on.value.camera, false);
  assert.equal(made.medias[0].sent.camera, null);
  call.close();
});

test("K-1: Mute all mutes once: who unmutes after it stays so", async (made) => {
  made.set("call", { main: 1, mutedAt: 5 });
  const call = await joined(made);
  const voice = call.voice.value!;
  await voice.own.turn("microphone", true);
  assert.equal(voice.own.on.value.microphone, true);
  made.set("call", { mutedAt: 6 });
  assert.equal(voice.own.on.value.microphone, false);
  assert(voice.own.muted.value);
  assert.equal(made.medias[0].sent.microphone, null);
  await voice.own.turn("microphone", true);
  assert.equal(voice.own.on.value.microphone, true);
  assert(!voice.own.muted.value);
  call.close();
});

test("K-1: whom the server mutes is told, and says with the next word which Mute all they know of", async (made) => {
  made.set("call", { main: 1 });
  const call = await joined(made);
  const voice = call.voice.value!;
  await voice.own.turn("microphone", true);
  const state = { microphone: false, camera: false, screen: false };
  made.tell("main", { kind: "state", state });
  assert(voice.own.muted.value);
  made.set("call", { mutedAt: 7 });
  assert(voice.own.muted.value);
  await voice.own.turn("microphone", true);
  assert.deepEqual(made.said.at(-1)!.request, {
    kind: "state",
    n: 3,
    state: { ...state, microphone: true, mutedAt: 7 },
  });
  call.close();
});

test(
  "K-1: Mute all does not mute the teacher",
  async (made) => {
    made.set("call", { main: 1 });
    const call = await joined(made);
    await call.voice.value!.own.turn("microphone", true);
    made.set("call", { mutedAt: 6 });
    assert.equal(call.voice.value!.own.on.value.microphone, true);
    call.close();
  },
  "lin",
);

test("K-1: one is asked to unmute until one has answered, and only who is muted", async (made) => {
  made.set("call", { main: 1 });
  made.set("callAsked", { amy: 1 });
  const call = await joined(made);
  const voice = call.voice.value!;
  assert(!voice.own.asked.value, "that was before one joined");
  made.set("callAsked", { amy: 2 });
  assert(voice.own.asked.value);
  voice.own.notNow();
  assert(!voice.own.asked.value);
  made.set("callAsked", { amy: 3 });
  assert(voice.own.asked.value);
  await voice.own.turn("microphone", true);
  assert(!voice.own.asked.value);
  made.set("callAsked", { ben: 4 });
  assert(!voice.own.asked.value);
  call.close();
});

test("K-2: moving moves the call by itself, with the microphone as it was", async (made) => {
  made.set("breakouts", { open: true });
  made.move("amy", "a");
  made.set("call", { groups: 1 });
  const call = await joined(made);
  await call.voice.value!.own.turn("microphone", true);
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
  call.close();
});

test("K-2: what the old room says last does not end the call that has moved", async (made) => {
  made.set("breakouts", { open: true });
  made.move("amy", "a");
  made.set("call", { groups: 1 });
  const call = await joined(made);
  // The server ends it before the page knows where one is now.
  made.tell("a", { kind: "ended", reason: "not-yours" });
  assert(call.voice.value !== null);
  made.move("amy", "b");
  await until("one is in the new room", () => made.medias.at(-1)?.room === "b");
  call.close();
});

test("K-2: at the end of the groups the call goes on in the main room", async (made) => {
  made.set("breakouts", { open: true });
  made.move("amy", "a");
  made.set("call", { groups: 1 });
  const call = await joined(made);
  made.facts.document.doc.transact(() => {
    made.set("breakouts", { open: false });
    made.set("call", { groups: undefined, main: 2 });
  });
  await until(
    "one is in the main room",
    () => made.medias.at(-1)?.room === "main",
  );
  call.close();
});

test("S-12: while eyes are on the teacher a student is silent, and does not speak by themselves after it", async (made) => {
  made.set("call", { main: 1 });
  const call = await joined(made);
  const voice = call.voice.value!;
  await voice.own.turn("microphone", true);
  made.set("info", { eyesOnMe: { text: "" } });
  assert.equal(voice.own.on.value.microphone, false);
  await voice.own.turn("microphone", true);
  assert.equal(voice.own.on.value.microphone, false);
  made.set("info", { eyesOnMe: null });
  assert.equal(voice.own.on.value.microphone, false);
  call.close();
});

test("K-1: who is taken out of the call is out, and told so; so is everybody when it ends", async (made) => {
  made.set("call", { main: 1 });
  const call = await joined(made);
  made.set("callOut", { amy: 2 });
  await until("one is out", () => call.voice.value === null);
  assert.equal(call.out.value, "removed");
  assert.equal(requests(made).at(-1), "main leave");
  made.set("callOut", { amy: undefined });
  assert.equal(call.voice.value, null, "nobody joins without a press");
  assert.equal(call.out.value, null, "that is over");
  await call.join();
  await isIn(call);
  made.set("call", { main: undefined });
  await until("it is over", () => call.voice.value === null);
  assert.equal(call.out.value, "over");
  made.set("call", { main: 3 });
  assert.equal(call.out.value, null, "not of the next one");
  call.close();
});

test("K-3: a full call, and another page of oneself, are said, and not tried again", async (made) => {
  made.set("call", { main: 1 });
  const call = new Call(made.session);
  made.server.refuses = "full";
  await call.join();
  await until("one is told", () => call.out.value === "full");
  assert.equal(call.voice.value, null);
  made.server.refuses = null;
  await call.join();
  await isIn(call);
  made.tell("main", { kind: "ended", reason: "elsewhere" });
  assert.equal(call.out.value, "elsewhere");
  assert.equal(call.voice.value, null);
  assert.equal(kept(), null);
  call.close();
});

test("K-2: a room that is not ready for one yet is asked again", async (made) => {
  made.set("call", { main: 1 });
  made.server.refuses = "not-yours";
  const call = new Call(made.session);
  await call.join();
  await until("it was asked", () => requests(made).includes("main leave"));
  made.server.refuses = null;
  await isIn(call);
  call.close();
});

test("K-5: a connection that is back enters again, with what is on", async (made) => {
  made.set("call", { main: 1 });
  const call = await joined(made);
  await call.voice.value!.own.turn("microphone", true);
  made.reopen("main");
  const { request } = made.said.at(-1)!;
  assert(request.kind === "enter" && request.state.microphone === true);
  assert.equal(made.medias.length, 1, "what carries it goes on");
  call.close();
});

test("K-3: too many pictures are said, and one's own is off", async (made) => {
  made.set("call", { main: 1, cameras: true });
  const call = await joined(made);
  const voice = call.voice.value!;
  await voice.own.turn("camera", true);
  made.tell("main", { kind: "refused", reason: "pictures" });
  assert.deepEqual(voice.own.trouble.value, { kind: "pictures" });
  assert.equal(voice.own.on.value.camera, false);
  assert.equal(made.medias[0].sent.camera, null);
  assert(voice.isIn.value);
  call.close();
});

test("K-3: a microphone that is not to be had is said, and nobody is told it were on", async (made) => {
  made.set("call", { main: 1 });
  const call = await joined(made);
  made.devices.trouble = "busy";
  await call.voice.value!.own.turn("microphone", true);
  assert.deepEqual(call.voice.value!.own.trouble.value, {
    kind: "device",
    of: "microphone",
    why: "busy",
  });
  assert.equal(call.voice.value!.own.on.value.microphone, false);
  call.close();
});

test("K-2: a page that is loaded again is in the call again, and heard where it was", async (made) => {
  made.set("call", { main: 1 });
  const before = await joined(made);
  await before.voice.value!.own.turn("microphone", true);
  goes(before);
  const call = new Call(made.session);
  await isIn(call);
  await until("one is heard", () => call.voice.value!.own.on.value.microphone);
  call.close();
});

test("K-1: a page that is loaded again asks for no microphone, and is not heard after Mute all", async (made) => {
  made.set("call", { main: 1 });
  const before = await joined(made);
  await before.voice.value!.own.turn("microphone", true);
  goes(before);
  made.devices.opens.length = 0;
  made.devices.allowed = false;
  const asks = new Call(made.session);
  await isIn(asks);
  assert.deepEqual(made.devices.opens, []);
  made.devices.allowed = true;
  await asks.voice.value!.own.turn("microphone", true);
  goes(asks);
  made.devices.opens.length = 0;
  made.set("call", { mutedAt: 9 });
  const call = new Call(made.session);
  await isIn(call);
  assert.equal(call.voice.value!.own.on.value.microphone, false);
  assert.deepEqual(made.devices.opens, []);
  call.close();
});

test("K-1: who has left is not in it again when the page is loaded again", async (made) => {
  made.set("call", { main: 1 });
  const before = await joined(made);
  before.leave("left");
  const call = new Call(made.session);
  assert(!call.joining.value);
  assert.equal(call.voice.value, null);
  call.close();
});

test("K-1: who has left a page that the browser had put aside is not in it again when it is loaded again", async (made) => {
  made.set("call", { main: 1 });
  const call = await joined(made);
  dispatchEvent(new Event("pagehide"));
  assert.notEqual(kept(), null);
  call.leave("left");
  assert.equal(kept(), null);
  call.close();
});

test(
  "K-2: a teacher is where they have joined, whatever room they look at, and visits with the microphone off",
  async (made) => {
    made.set("breakouts", { open: true });
    made.set("call", { main: 1, groups: 1 });
    const call = await joined(made);
    assert.equal(call.room.value, "main");
    await call.voice.value!.own.turn("microphone", true);
    made.shown.value = { id: "b" };
    assert.equal(call.room.value, "main");
    call.visit("b");
    await until("they are there", () => made.medias.at(-1)?.room === "b");
    assert.equal(call.voice.value!.own.on.value.microphone, false);
    made.set("call", { groups: undefined });
    await until("and back", () => made.medias.at(-1)?.room === "main");
    call.close();
  },
  "lin",
);

test("K-2: a tab that is made as a copy of one in the call joins nothing by itself", async (made) => {
  made.set("call", { main: 1 });
  const first = await joined(made);
  assert.equal(kept(), null, "there is nothing to copy");
  goes(first);
  assert.notEqual(kept(), null);
  const call = new Call(made.session);
  assert.equal(kept(), null);
  await isIn(call);
  call.close();
});

test("K-1: a tab that was asleep does not take back the call that another has joined since", async (made) => {
  made.set("call", { main: 1 });
  const old = await joined(made);
  const call = await joined(made);
  await until("the old one is out", () => old.out.value === "elsewhere");
  assert.equal(old.voice.value, null);
  assert(call.voice.value !== null);
  old.close();
  call.close();
});

test("K-1: a camera goes out wherever it is taken from one, and one that comes too late is closed", async (made) => {
  const { devices } = made;
  made.set("call", { main: 1, cameras: true });
  const call = await joined(made);
  const { own } = call.voice.value!;
  await own.turn("camera", true);
  made.set("call", { cameras: false });
  assert.deepEqual(devices.stopped, ["camera"]);
  made.set("call", { cameras: true });
  await own.turn("camera", true);
  const off = { microphone: false, camera: false, screen: false };
  made.tell("main", { kind: "state", state: off });
  assert.deepEqual(devices.stopped, ["camera", "camera"]);
  const { promise, resolve } = Promise.withResolvers<void>();
  devices.asks = promise;
  const [asked, late] = [own.turn("camera", true), own.turn("screen", true)];
  made.set("call", { cameras: false });
  call.leave("left");
  resolve();
  await Promise.all([asked, late]);
  assert.equal(devices.opens.length, devices.stopped.length);
  assert.deepEqual(own.on.value, off);
});

test("K-1: what is turned off while another device is opened stays off, and what is wrong with each is off", async (made) => {
  const { devices } = made;
  localStorage.clear();
  made.set("call", { main: 1, cameras: true });
  const call = await joined(made);
  const voice = call.voice.value!, { own } = voice;
  await own.turn("camera", true);
  const { promise, resolve } = Promise.withResolvers<void>();
  devices.asks = promise;
  const chosen = voice.choose({ camera: "other" });
  await own.turn("camera", false);
  resolve();
  await chosen;
  assert.deepEqual(devices.stopped, ["camera", "camera"]);
  assert.equal(own.tracks.value!.now.value.camera, null);
  await own.turn("microphone", true);
  await own.turn("camera", true);
  devices.trouble = "busy";
  await voice.choose({ microphone: "third", camera: "third" });
  const off = { microphone: false, camera: false, screen: false };
  assert.deepEqual(own.on.value, off);
  call.close();
  localStorage.clear();
});

test("K-1: Mute all while the browser asks for the microphone mutes, too", async (made) => {
  made.set("call", { main: 1, mutedAt: 5 });
  const call = await joined(made);
  const { own } = call.voice.value!;
  const { promise, resolve } = Promise.withResolvers<void>();
  made.devices.asks = promise;
  const pressed = own.turn("microphone", true);
  await until("it asks", () => made.devices.opens.length > 0);
  made.set("call", { mutedAt: 6 });
  resolve();
  await pressed;
  assert.equal(own.on.value.microphone, false);
  assert(own.muted.value);
  assert(!requests(made).includes("main state"));
  await own.turn("microphone", true);
  assert.equal(own.on.value.microphone, true);
  call.close();
});

test("K-1: nothing comes on by the server's word, and who is heard again is not called muted", async (made) => {
  made.set("call", { main: 1 });
  const call = await joined(made);
  const { own } = call.voice.value!;
  const state = { microphone: true, camera: true, screen: true };
  made.tell("main", { kind: "state", state });
  assert.equal(own.on.value.microphone, false);
  await own.turn("microphone", true);
  made.tell("main", {
    kind: "state",
    state: { ...state, microphone: false },
  });
  assert(own.muted.value);
  made.tell("main", { kind: "state", state });
  assert(!own.muted.value);
  call.close();
});

test("K-3: what was pressed with a picture too many is said without it, and one that is too many as one comes back is off", async (made) => {
  made.set("call", { main: 1, cameras: true, screens: true });
  const call = await joined(made);
  const { own } = call.voice.value!;
  await own.turn("camera", true);
  const state = { microphone: false, camera: true, screen: false };
  made.tell("main", { kind: "state", state });
  await own.turn("screen", true);
  await own.turn("microphone", true);
  made.tell("main", { kind: "refused", reason: "pictures" });
  const now = { ...state, microphone: true };
  assert.deepEqual(own.on.value, now);
  assert.deepEqual(made.said.at(-1)!.request, {
    kind: "state",
    n: 5,
    state: { ...now, mutedAt: 0 },
  });
  made.tell("main", { kind: "refused", reason: "pictures" });
  assert.deepEqual(own.on.value, { ...now, camera: false });
  call.close();
});

test("K-1: a press while the devices are on their way is done when they are there", async (made) => {
  made.set("call", { main: 1 });
  const call = new Call(made.session);
  await call.join();
  await call.voice.value!.own.turn("microphone", true);
  assert.equal(call.voice.value!.own.on.value.microphone, true);
  call.close();
});

test(
  "K-2: a teacher whose group was closed stays where they were brought when groups open again",
  async (made) => {
    made.set("breakouts", { open: true });
    made.set("call", { main: 1, groups: 1 });
    made.shown.value = { id: "a" };
    const call = await joined(made);
    call.visit("b");
    assert.equal(call.room.value, "b");
    made.set("rooms", { b: { name: "B", number: 2, order: 1, archived: 3 } });
    assert.equal(call.room.value, "main", "not the group that they look at");
    made.set("rooms", { b: { name: "B", number: 2, order: 1 } });
    assert.equal(call.room.value, "main");
    call.close();
  },
  "lin",
);

test(
  "K-2: what the browser still asks about when a teacher goes to visit does not come on there",
  async (made) => {
    made.set("breakouts", { open: true });
    made.set("call", { main: 1, groups: 1 });
    const call = await joined(made);
    const { own } = call.voice.value!;
    const { promise, resolve } = Promise.withResolvers<void>();
    made.devices.asks = promise;
    const pressed = own.turn("camera", true);
    await until("it asks", () => made.devices.opens.length > 0);
    call.visit("b");
    resolve();
    await pressed;
    assert.equal(own.on.value.camera, false);
    assert.deepEqual(made.devices.stopped, ["camera"]);
    call.close();
  },
  "lin",
);
