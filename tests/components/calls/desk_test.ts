import assert from "node:assert/strict";
import { calls as words, callStaff as t } from "texts/calls.ts";
import {
  deviceTroubleOfError,
  thisMachine,
} from "../../../components/calls/browser_call_devices.ts";
import { Call, callOverNoticeMs } from "../../../components/calls/call.ts";
import type { RemoteCaller } from "../../../components/calls/call_backend.ts";
import { describeDeviceTrouble } from "../../../components/calls/call_texts.ts";
import {
  speakingHoldMs,
  updateSpeakingUntil,
  VoicePlayer,
} from "../../../components/calls/joined/call_connection.ts";
import {
  findEnlargedPicture,
  listCallPictures,
} from "../../../components/calls/joined/call_pictures.ts";
import {
  type CallerRow,
  readUnmuteAnswer,
  updateCallerRows,
} from "../../../components/calls/joined/caller_rows.ts";
import {
  type BrowserFacts,
  findMicrophoneTrouble,
  watchMicrophoneTrouble,
} from "../../../components/calls/microphone_trouble.ts";
import {
  describeInsecurePages,
  StaffCall,
} from "../../../components/calls/staff/staff_call.ts";
import { CallerChanges } from "../../../components/calls/use_call_announcements.ts";
import {
  makeLevelMeter,
  StatsLevelMeter,
  toLoudness,
} from "../../../components/calls/voice_levels.ts";
import { eventually } from "../../people.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";
import { makeCallFixture } from "./made_up.ts";
import { makeCaller } from "./made_up_caller.ts";

const until = (what: string, is: () => boolean) =>
  eventually(() => Promise.resolve(is()), Boolean, what);

/** Ms Lin's page, and a server that answers at once. */
function sit() {
  sessionStorage.clear();
  const made = makeCallFixture({ as: "lin" });
  const call = new Call(made.session);
  const part = (Kind: unknown) =>
    Kind === Call ? call : { currentRoom: made.shown };
  Object.assign(made.session, { part });
  const desk = new StaffCall(made.session);
  const asked: string[] = [];
  const refused = new Set<string | undefined>();
  let now = 10;
  desk.api.act = (at, ...[given]) => {
    const { m = "", rooms } = (given ?? {}) as { m?: string; rooms?: string };
    const [method, path] = at.replace(":m", m).split(" ");
    asked.push([method, path, rooms].filter(Boolean).join(" "));
    if (refused.has(rooms)) return Promise.resolve(null);
    if (path !== "/call") {
      made.set("callOut", { [path.split("/").at(-1)!]: now++ });
    } else if (method === "DELETE") {
      made.set("callOut", { amy: undefined, ben: undefined });
      made.set("call", { main: undefined, groups: undefined });
    } else if (rooms) made.set("call", { [rooms]: now++ });
    return Promise.resolve({} as never);
  };
  return {
    ...made,
    call,
    desk,
    asked,
    refused,
    async isIn() {
      await until(
        "she is in",
        () =>
          call.voice.value?.isJoined.value === true &&
          call.voice.value.ownDevices.tracks.value !== null,
      );
    },
    leave() {
      desk.close();
      call.close();
      made.facts.document.close();
    },
  };
}

async function inTime(prove: (time: SimulatedTime) => Promise<void>) {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  try {
    await prove(time);
  } finally {
    giveBack();
  }
}

/** Runs `prove` in a browser that can call. */
async function inBrowser(
  prove: () => Promise<void>,
  { isSecureContext = true, state = "prompt" } = {},
) {
  const given = {
    isSecureContext: { value: isSecureContext, configurable: true },
    RTCPeerConnection: { value: Object, configurable: true },
  };
  const permissions = { query: () => Promise.resolve({ state }) };
  Object.defineProperties(globalThis, given);
  Object.defineProperties(navigator, {
    mediaDevices: {
      value: isSecureContext ? {} : undefined,
      configurable: true,
    },
    permissions: { value: permissions, configurable: true },
  });
  try {
    await prove();
  } finally {
    for (const name of Object.keys(given)) {
      Reflect.deleteProperty(globalThis, name);
    }
    for (const name of ["mediaDevices", "permissions"]) {
      Reflect.deleteProperty(navigator, name);
    }
  }
}

Deno.test("a teacher who starts a call can be heard, one who joins a running call is muted (K-1)", () =>
  inBrowser(async () => {
    for (const isRunning of [false, true]) {
      const lin = sit();
      const { call, desk } = lin;
      if (isRunning) lin.set("call", { main: 1 });
      assert(await desk.startInMainRoom(desk.api));
      await lin.isIn();
      const { ownDevices } = call.voice.value!;
      const isHeard = () => ownDevices.switchedOn.value.microphone;
      if (isRunning) {
        await settled();
        assert.deepEqual([isHeard(), lin.devices.opens], [false, []]);
      } else await until("she is heard", isHeard);
      assert.deepEqual(lin.asked, isRunning ? [] : ["POST /call main"]);
      lin.leave();
    }
  }));

Deno.test("without a microphone a teacher starts a call muted, and is told why (K-3)", () =>
  inBrowser(async () => {
    for (const why of ["insecure", "denied", "none"] as const) {
      const lin = sit();
      const { call, desk } = lin;
      lin.devices.trouble = why;
      assert(await desk.startInMainRoom(desk.api));
      await lin.isIn();
      const { ownDevices } = call.voice.value!;
      await until("there is a note", () => ownDevices.trouble.value !== null);
      assert.deepEqual(ownDevices.trouble.value, {
        kind: "device",
        device: "microphone",
        reason: why,
      });
      assert.equal(ownDevices.switchedOn.value.microphone, false);
      lin.leave();
    }
  }));

Deno.test("on a page opened by http the reason is http, although the browser calls the permission denied (D-4)", () =>
  inBrowser(async () => {
    assert.equal(await thisMachine.open("microphone"), "insecure");
    assert.equal(await thisMachine.open("camera"), "insecure");
  }, { isSecureContext: false, state: "denied" }));

Deno.test("the dialog that starts a call says whose pages get no microphone (D-4)", () => {
  const guide = { file: "docs/deploy/network.md" };
  const rows: [boolean, string, string | null][] = [
    [false, "https://class.example/", null],
    [false, "http://localhost:8000/", null],
    [false, "http://127.0.0.1:8000/", null],
    [false, "http://192.168.1.20:8000/", t.studentsListen(guide)],
    [true, "http://192.168.1.20:8000/", t.allListen(guide)],
    [true, "https://class.example/", words.no.insecureTeacher],
  ];
  for (const [isOwn, link, warning] of rows) {
    assert.equal(describeInsecurePages(isOwn, link), warning, link);
  }
});

Deno.test("undoing the end of a call restarts it in place, with the teacher muted (K-1)", async () => {
  const lin = sit();
  const { call, desk } = lin;
  lin.set("breakouts", { open: true });
  lin.set("call", { main: 1, groups: 2, cameras: true });
  lin.shown.value = { id: "a" };
  await call.join();
  await lin.isIn();
  await call.voice.value!.ownDevices.switchDevice("microphone", true);
  lin.shown.value = { id: "main" };
  await desk.end();
  assert.equal(desk.lastAction.value?.text, words.out.over);
  await until("she is out", () => call.voice.value === null);
  await until("it is not said twice", () => call.exitReason.value === "left");
  await desk.startAgain(desk.lastAction.value!.ended!);
  assert.deepEqual(lin.asked, [
    "DELETE /call",
    "POST /call main",
    "POST /call groups",
  ]);
  assert.equal(desk.lastAction.value, null);
  await lin.isIn();
  assert.equal(call.room.value, "a");
  assert.equal(call.voice.value!.ownDevices.switchedOn.value.microphone, false);
  lin.leave();
});

Deno.test("a removed student is not in a restarted call (K-1)", async () => {
  const lin = sit();
  const { desk, facts } = lin;
  lin.set("breakouts", { open: true });
  lin.set("call", { main: 1, groups: 2 });
  lin.set("callOut", { ben: 3 });
  await desk.end();
  assert.deepEqual(facts.callRemovals.value, {});
  await desk.startAgain(desk.lastAction.value!.ended!);
  assert.deepEqual(lin.asked, [
    "DELETE /call",
    "POST /call main",
    "DELETE /call/members/ben",
    "POST /call groups",
  ]);
  assert.deepEqual(Object.keys(facts.callRemovals.value), ["ben"]);
  lin.leave();
});

Deno.test("if the groups have closed since, the main room's call is restarted (K-1)", async () => {
  for (const was of [{ main: 1, groups: 2 }, { groups: 2 }]) {
    const lin = sit();
    const { call, desk } = lin;
    lin.set("breakouts", { open: true });
    lin.set("call", was);
    lin.shown.value = { id: "a" };
    await call.join();
    await lin.isIn();
    await desk.end();
    await until("she is out", () => call.voice.value === null);
    lin.set("breakouts", { open: false });
    await desk.startAgain(desk.lastAction.value!.ended!);
    assert.deepEqual(lin.asked, ["DELETE /call", "POST /call main"]);
    await lin.isIn();
    assert.equal(call.room.value, "main");
    lin.leave();
  }
});

Deno.test("if the groups' call is refused, the teacher is in the main room's (K-1)", async () => {
  const lin = sit();
  const { call, desk } = lin;
  lin.set("breakouts", { open: true });
  lin.set("call", { main: 1, groups: 2 });
  lin.shown.value = { id: "a" };
  await call.join();
  await lin.isIn();
  await desk.end();
  await until("she is out", () => call.voice.value === null);
  lin.refused.add("groups");
  lin.shown.value = { id: "main" };
  await desk.startAgain(desk.lastAction.value!.ended!);
  await lin.isIn();
  assert.equal(call.room.value, "main");
  lin.leave();
});

Deno.test("if no call can be restarted, the notice that it ended stays (K-1)", async () => {
  const lin = sit();
  const { desk } = lin;
  lin.set("call", { main: 1 });
  await desk.end();
  const deed = desk.lastAction.value!;
  lin.refused.add("main");
  await desk.startAgain(deed.ended!);
  assert.equal(desk.lastAction.value, deed);
  lin.leave();
});

Deno.test("a teacher who learns late of a restarted call is not put in (K-1)", async () => {
  await inTime(async (time) => {
    const lin = sit();
    const { call, desk } = lin;
    lin.set("call", { main: 1 });
    await desk.end();
    const ended = { ...desk.lastAction.value!.ended!, room: "main" };
    desk.api.act = <T>() => Promise.resolve({} as T);
    await desk.startAgain(ended);
    await time.pass(11_000);
    lin.set("call", { main: 5 });
    assert(!call.isJoining.value && call.voice.value === null);
    lin.leave();
  });
});

Deno.test("the notice of an action closes by itself, but not under a pointer (K-1)", async () => {
  await inTime(async (time) => {
    const lin = sit();
    const { desk } = lin;
    const told = () => desk.lastAction.value?.text ?? null;
    lin.set("call", { main: 1 });
    await desk.muteAll();
    await time.pass(7_000);
    assert.equal(told(), t.mutedAll);
    await time.pass(2_000);
    assert.equal(told(), null);
    await desk.end();
    desk.api.refusal.value = { detail: "No." };
    await time.pass(20_000);
    let isHeld = true;
    desk.keepsNotice.add(() => isHeld);
    await time.pass(20_000);
    assert.equal(told(), words.out.over);
    isHeld = false;
    await time.pass(1_000);
    assert.equal(told(), null);
    assert.equal(desk.api.refusal.value, null);
    lin.leave();
  });
});

Deno.test("the end of a call is not reported once there is another (K-1)", async () => {
  const lin = sit();
  const { call, desk } = lin;
  lin.set("call", { main: 1 });
  await desk.end();
  const { ended } = desk.lastAction.value!;
  lin.set("call", { main: 5 });
  assert.equal(desk.lastAction.value, null);
  lin.set("call", { main: undefined });
  await desk.startAgain(ended!);
  assert(!call.isJoining.value && call.voice.value === null);
  lin.leave();
});

Deno.test("a completed action is reported, and a refused one is not (K-1)", async () => {
  const lin = sit();
  const { desk } = lin;
  lin.set("call", { main: 1 });
  await desk.muteAll();
  assert.equal(desk.lastAction.value?.text, t.mutedAll);
  desk.api.act = () => Promise.resolve(null);
  await desk.muteAll();
  assert.equal(desk.lastAction.value, null);
  await desk.end();
  assert.equal(desk.lastAction.value, null);
  assert.equal(await desk.setRights({ cameras: true }), false);
  lin.leave();
});

Deno.test("the end of a call is shown for a few seconds", () =>
  inTime(async (time) => {
    const lin = sit();
    const { call } = lin;
    call.leave("over");
    await time.pass(callOverNoticeMs - 1_000);
    assert.equal(call.exitReason.value, "over");
    await time.pass(2_000);
    assert.equal(call.exitReason.value, null);
    lin.leave();
  }));

// Rows of the open list of people.

const [amy, ben, cleo] = ["Amy", "Ben", "Cleo"].map((it) => makeCaller(it));

const rowWords = (rows: readonly CallerRow[]) =>
  rows.map(({ person, status: now }) => `${person.member} ${now}`);

Deno.test("in the open list each keeps their place, and newcomers are last (K-1)", () => {
  const opened = updateCallerRows([], [amy, cleo], []);
  const after = updateCallerRows(opened, [ben, cleo], []);
  assert.deepEqual(rowWords(after), ["Amy gone", "Cleo in", "Ben in"]);
  const back = updateCallerRows(after, [amy, ben, cleo], []);
  assert.deepEqual(rowWords(back), ["Amy in", "Cleo in", "Ben in"]);
  const anew = updateCallerRows([], [amy, ben, cleo], []);
  assert.deepEqual(rowWords(anew), ["Amy in", "Ben in", "Cleo in"]);
});

Deno.test("a removed person keeps their place with Undo, until the list closes (K-1)", () => {
  const opened = updateCallerRows([], [amy, ben], [cleo]);
  assert.deepEqual(rowWords(opened), ["Amy in", "Ben in", "Cleo out"]);
  const removed = updateCallerRows(opened, [ben], [cleo, amy]);
  assert.deepEqual(rowWords(removed), ["Amy out", "Ben in", "Cleo out"]);
  assert.deepEqual(removed.map(({ wasIn }) => wasIn), [true, true, false]);
  const undone = updateCallerRows(removed, [ben], []);
  assert.deepEqual(rowWords(undone), ["Amy back", "Ben in", "Cleo back"]);
  assert.deepEqual(
    rowWords(updateCallerRows(undone, [ben], [])),
    rowWords(undone),
  );
  const returned = updateCallerRows(undone, [amy, ben], []);
  assert.deepEqual(rowWords(returned), ["Amy in", "Ben in", "Cleo back"]);
  const closed = updateCallerRows([], [ben], [amy]);
  assert.deepEqual(rowWords(closed), ["Ben in", "Amy out"]);
});

Deno.test("a removed person still present for a moment has only one place in the list (K-1)", () => {
  const closed = updateCallerRows([], [amy, ben], [amy]);
  assert.deepEqual(rowWords(closed), ["Amy in", "Ben in"]);
  const opened = updateCallerRows(closed, [amy, ben], [amy]);
  assert.deepEqual(rowWords(opened), ["Amy in", "Ben in"]);
  const after = updateCallerRows(opened, [ben], [amy]);
  assert.deepEqual(rowWords(after), ["Amy out", "Ben in"]);
  assert(after[0].wasIn);
});

Deno.test("a person who answered the latest request to unmute is no longer marked as asked (K-1)", () => {
  assert.equal(readUnmuteAnswer(undefined, {}), null);
  assert.equal(readUnmuteAnswer(2, {}), "isAsked");
  assert.equal(readUnmuteAnswer(2, { answered: 2 }), null);
  const declined = { answered: 2, declined: true };
  assert.equal(readUnmuteAnswer(2, declined), "declines");
  assert.equal(readUnmuteAnswer(3, declined), "isAsked");
  assert.equal(readUnmuteAnswer(undefined, declined), null);
});

const stream = {} as MediaStream;
const remote = (member: string) =>
  ({
    peer: `${member}.1`,
    member,
    camera: stream,
    screen: stream,
  }) as RemoteCaller;
const none = { camera: null, screen: null };

Deno.test("only devices that presence confirms are shown as on (K-1)", () => {
  const others = [remote("Ben"), remote("Dan")];
  const people = [makeCaller("Ben", { camera: true }), makeCaller("Dan")];
  const shown = listCallPictures(people, others, none);
  assert.deepEqual(shown.map(({ id }) => id), ["Ben.1 camera"]);
});

Deno.test("screens come first, and another's screen is large unless chosen otherwise (K-1)", () => {
  const people = [
    makeCaller("Amy", { isMe: true, screen: true }),
    makeCaller("Ben", { camera: true }),
    makeCaller("Dan", { screen: true }),
  ];
  const pictures = listCallPictures(people, [remote("Ben"), remote("Dan")], {
    camera: null,
    screen: stream,
  });
  assert.deepEqual(
    pictures.map(({ id }) => id),
    ["Amy screen", "Dan.1 screen", "Ben.1 camera"],
  );
  assert.equal(findEnlargedPicture(pictures, undefined), "Dan.1 screen");
  assert.equal(findEnlargedPicture(pictures, "Ben.1 camera"), "Ben.1 camera");
  assert.equal(findEnlargedPicture(pictures, null), null);
  assert.equal(findEnlargedPicture(pictures, "gone"), "Dan.1 screen");
});

Deno.test("a person is speaking until a moment after the last word (K-1)", () => {
  const first = updateSpeakingUntil(
    new Map(),
    [["Amy", 0.4], ["Ben", 0.01]],
    0,
  );
  assert.deepEqual([...first.keys()], ["Amy"]);
  const pause = updateSpeakingUntil(first, [["Amy", 0]], speakingHoldMs - 1);
  assert.deepEqual([...pause.keys()], ["Amy"]);
  assert.deepEqual(
    [...updateSpeakingUntil(pause, [], speakingHoldMs).keys()],
    [],
  );
});

Deno.test("a screen reader announces who comes and goes, and only a count for many (K-1)", () => {
  const [me, amy, ben, dan] = [
    makeCaller("Me", { isMe: true }),
    ...["Amy", "Ben", "Dan"].map((it) => makeCaller(it)),
  ];
  const comings = new CallerChanges([amy]);
  assert.equal(comings.describeChanges([amy, me], 0), null);
  assert.equal(
    comings.describeChanges([ben, dan], 0),
    `${words.said.manyCame({ count: 2 })} ${words.said.went({ name: "Amy" })}`,
  );
  assert.equal(comings.describeChanges([ben, dan], 0), null);
});

Deno.test("a person who comes and goes constantly is announced once a minute (K-5)", () => {
  const [amy, ben] = ["Amy", "Ben"].map((it) => makeCaller(it));
  const comings = new CallerChanges([]);
  assert.equal(
    comings.describeChanges([amy], 0),
    words.said.came({ name: "Amy" }),
  );
  for (let at = 1_000; at < 58_000; at += 2_000) {
    assert.equal(comings.describeChanges([], at), null);
    assert.equal(comings.describeChanges([amy], at + 1_000), null);
  }
  assert.equal(
    comings.describeChanges([ben], 59_999),
    words.said.came({ name: "Ben" }),
  );
  assert.equal(
    comings.describeChanges([amy, ben], 61_000),
    words.said.came({ name: "Amy" }),
  );
});

function browser(
  { isSecureContext = true, devices = ["audioinput"], state = "prompt" },
): BrowserFacts {
  return {
    isSecureContext,
    RTCPeerConnection: Object,
    navigator: {
      mediaDevices: {
        enumerateDevices: () =>
          Promise.resolve(devices.map((kind) => ({ kind }) as MediaDeviceInfo)),
      },
      permissions: {
        query: () => Promise.resolve({ state } as PermissionStatus),
      },
    },
  };
}

Deno.test("unavailable devices are known before joining (K-3)", async () => {
  assert.equal(await findMicrophoneTrouble(browser({})), null);
  const { navigator } = browser({});
  const known = [
    [browser({ isSecureContext: false }), "insecure"],
    [browser({ devices: ["videoinput"] }), "none"],
    [browser({ state: "denied" }), "denied"],
    [{ isSecureContext: true, navigator }, "unsupported"],
  ] as const;
  for (const [around, trouble] of known) {
    assert.equal(await findMicrophoneTrouble(around), trouble);
  }
  const asks = browser({});
  const query = () => Promise.reject(new TypeError("no such permission"));
  const older = { ...asks.navigator, permissions: { query } };
  assert.equal(
    await findMicrophoneTrouble({ ...asks, navigator: older }),
    null,
  );
});

Deno.test("devices are checked again on each return to the page, until no longer needed (K-3)", async () => {
  let times = 0;
  const told = (count: number) =>
    eventually(
      () => Promise.resolve(times),
      (it) => it === count,
      `${count} told`,
    );
  const stop = watchMicrophoneTrouble(() => times++);
  await told(1);
  dispatchEvent(new Event("focus"));
  await told(2);
  dispatchEvent(new Event("focus"));
  stop();
  await findMicrophoneTrouble();
  assert.equal(times, 2);
});

Deno.test("a teacher is not told to ask their teacher (K-3, D-4)", () => {
  const refused = (role: string) =>
    describeDeviceTrouble(
      { session: { seat: { role } } } as Call,
      "camera",
      "insecure",
    );
  assert.equal(refused("student"), words.noCamera.insecure);
  assert.equal(refused("teacher"), words.noCamera.insecureTeacher);
});

class MadeAudio {
  static readonly all: MadeAudio[] = [];
  static refuses: string | null = null;
  srcObject: { active: boolean } | null = null;
  onpause: (() => void) | null = null;
  plays = 0;
  readonly speakers: string[] = [];

  constructor() {
    MadeAudio.all.push(this);
  }

  play(): Promise<void> {
    this.plays++;
    const { refuses } = MadeAudio;
    return refuses === null
      ? Promise.resolve()
      : Promise.reject(new DOMException("", refuses));
  }

  setSinkId(speaker: string): Promise<void> {
    this.speakers.push(speaker);
    return Promise.reject(new DOMException("", "NotFoundError"));
  }
}

/** `blocked`: how often a press was needed. */
function test(
  name: string,
  prove: (sounds: VoicePlayer, blocked: () => number) => Promise<void>,
) {
  Deno.test(name, async () => {
    MadeAudio.all.length = 0;
    MadeAudio.refuses = null;
    const before = Reflect.get(globalThis, "Audio");
    Object.assign(globalThis, { Audio: MadeAudio });
    let blocked = 0;
    const sounds = new VoicePlayer(() => blocked++);
    try {
      await prove(sounds, () => blocked);
    } finally {
      sounds.close();
      Object.assign(globalThis, { Audio: before });
    }
  });
}

const voice = (active = true) => ({ active }) as MediaStream;
const settled = () => new Promise((resolve) => setTimeout(resolve));

test(
  "a voice paused by the system resumes by itself, or by a required press (K-5)",
  async (sounds, blocked) => {
    const ends = { active: true };
    sounds.playVoices(
      new Map([["Amy", voice()], ["Ben", ends as MediaStream]]),
    );
    const [amy, ben] = MadeAudio.all;
    amy.onpause!();
    assert.deepEqual([amy.plays, ben.plays], [2, 1]);
    ends.active = false;
    ben.onpause!();
    sounds.playVoices(new Map([["Amy", voice()]]));
    ben.onpause!();
    assert.equal(ben.plays, 1);
    MadeAudio.refuses = "NotAllowedError";
    amy.onpause!();
    await settled();
    assert.equal(blocked(), 1);
    MadeAudio.refuses = null;
    const { plays } = amy;
    sounds.retryPlayback();
    assert.equal(amy.plays, plays + 1);
  },
);

test("without the chosen and the system's speaker, everything else continues (K-5)", async (sounds) => {
  sounds.setSpeaker("headset");
  sounds.playVoices(new Map([["Amy", voice()]]));
  // An unhandled rejection would fail the test.
  await settled();
  assert.deepEqual(MadeAudio.all[0].speakers, ["headset", ""]);
});

Deno.test("each refusal of a browser has its meaning, and a bug stays one (K-3)", () => {
  const rows: [string, string][] = [
    ["NotFoundError", "none"],
    ["OverconstrainedError", "none"],
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotReadableError", "busy"],
    ["AbortError", "busy"],
    ["NotSupportedError", "unsupported"],
  ];
  for (const [name, trouble] of rows) {
    assert.equal(
      deviceTroubleOfError(new DOMException("", name)),
      trouble,
      name,
    );
  }
  assert.throws(() => deviceTroubleOfError(new RangeError("ours")), RangeError);
});

Deno.test("loudness ranges from silence to the loudest (K-1)", () => {
  assert.deepEqual([0, 0.0001, 1, 4].map(toLoudness), [0, 0, 1, 1]);
  assert(toLoudness(0.01) > 0.3 && toLoudness(0.1) > toLoudness(0.01));
});

Deno.test("a microphone that cannot be measured has no level, and otherwise works (K-5)", () => {
  const { AudioContext, MediaStream } = globalThis;
  const refuses = () => {
    throw new DOMException("another sample rate", "NotSupportedError");
  };
  let closed = 0;
  class TooMany {
    constructor() {
      refuses();
    }
  }
  class Unable {
    createMediaStreamSource = refuses;
    close() {
      closed++;
      return Promise.resolve();
    }
  }
  try {
    for (const context of [TooMany, Unable]) {
      Object.assign(globalThis, {
        AudioContext: context,
        AnalyserNode: Object,
        MediaStream: Object,
      });
      const meter = makeLevelMeter();
      const seen: number[] = [];
      const stop = meter.level.subscribe((now) => void seen.push(now));
      meter.listen({} as MediaStreamTrack);
      meter.close();
      stop();
      assert.deepEqual(seen, [0]);
    }
    assert.equal(closed, 1);
  } finally {
    Object.assign(globalThis, { AudioContext, MediaStream });
    Reflect.deleteProperty(globalThis, "AnalyserNode");
  }
});

Deno.test("a person who is not displayed has no level, also for late measurements (K-1)", async () => {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  const before = Reflect.get(globalThis, "document");
  Object.assign(globalThis, { document: { hidden: false } });
  const voice = { type: "inbound-rtp", kind: "audio", audioLevel: 1 };
  const report = new Map([["voice", voice]]) as unknown as RTCStatsReport;
  let asked = 0, late = Promise.resolve();
  const levels = new StatsLevelMeter();
  try {
    const level = levels.watch("inbound-rtp", async () => {
      asked++;
      await late;
      return report;
    });
    const stop = level.subscribe(() => {});
    await time.pass(300);
    assert.deepEqual([level.peek(), asked], [1, 1]);
    const { promise, resolve } = Promise.withResolvers<void>();
    late = promise;
    await time.pass(200);
    stop();
    resolve();
    await time.pass(1_000);
    assert.deepEqual([level.peek(), asked], [0, 2]);
  } finally {
    levels.close();
    giveBack();
    Object.assign(globalThis, { document: before });
  }
});
