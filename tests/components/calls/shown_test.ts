/** The words, pictures and speakers of a call. */
import assert from "node:assert/strict";
import { eventually } from "../../people.ts";
import { calls as t } from "texts/calls.ts";
import {
  type BrowserFacts,
  findMicrophoneTrouble,
  watchMicrophoneTrouble,
} from "../../../components/calls/microphone_trouble.ts";
import {
  findEnlargedPicture,
  listCallPictures,
} from "../../../components/calls/joined/call_pictures.ts";
import type { RemoteCaller } from "../../../components/calls/call_backend.ts";
import {
  speakingHoldMs,
  updateSpeakingUntil,
} from "../../../components/calls/joined/call_connection.ts";
import type { Call } from "../../../components/calls/call.ts";
import { describeDeviceTrouble } from "../../../components/calls/call_texts.ts";
import { CallerChanges } from "../../../components/calls/use_call_announcements.ts";
import { caller } from "./made_up_caller.ts";

const stream = {} as MediaStream;
const remote = (member: string) =>
  ({
    peer: `${member}.1`,
    member,
    camera: stream,
    screen: stream,
  }) as RemoteCaller;
const none = { camera: null, screen: null };

Deno.test("K-1: only what presence says is on is shown, whatever a page sends", () => {
  const others = [remote("Ben"), remote("Dan")];
  const people = [caller("Ben", { camera: true }), caller("Dan")];
  const shown = listCallPictures(people, others, none);
  assert.deepEqual(shown.map(({ id }) => id), ["Ben.1 camera"]);
});

Deno.test("K-1: screens come first, and another's screen is large until one says otherwise", () => {
  const people = [
    caller("Amy", { isMe: true, screen: true }),
    caller("Ben", { camera: true }),
    caller("Dan", { screen: true }),
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

Deno.test("K-1: who speaks does so until a moment after the last word, and a quiet room does not speak", () => {
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

Deno.test("K-1: a screen reader is told who comes and goes, oneself apart, and of many how many", () => {
  const [me, amy, ben, dan] = [
    caller("Me", { isMe: true }),
    ...["Amy", "Ben", "Dan"].map((it) => caller(it)),
  ];
  const comings = new CallerChanges([amy]);
  assert.equal(comings.describeChanges([amy, me], 0), null);
  assert.equal(
    comings.describeChanges([ben, dan], 0),
    `${t.said.manyCame({ count: 2 })} ${t.said.went({ name: "Amy" })}`,
  );
  assert.equal(comings.describeChanges([ben, dan], 0), null);
});

Deno.test("K-5: who comes and goes all the time is said once a minute, and the others all the same", () => {
  const [amy, ben] = ["Amy", "Ben"].map((it) => caller(it));
  const comings = new CallerChanges([]);
  assert.equal(comings.describeChanges([amy], 0), t.said.came({ name: "Amy" }));
  for (let at = 1_000; at < 58_000; at += 2_000) {
    assert.equal(comings.describeChanges([], at), null);
    assert.equal(comings.describeChanges([amy], at + 1_000), null);
  }
  assert.equal(
    comings.describeChanges([ben], 59_999),
    t.said.came({ name: "Ben" }),
  );
  assert.equal(
    comings.describeChanges([amy, ben], 61_000),
    t.said.came({ name: "Amy" }),
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

Deno.test("K-3: what is not to be had is known before one tries", async () => {
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

Deno.test("K-3: it is looked again whenever somebody comes back to the page, until nobody wants to know", async () => {
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

Deno.test("K-3, D-4: whoever teaches is not told to ask their teacher", () => {
  const words = (role: string) =>
    describeDeviceTrouble(
      { session: { seat: { role } } } as Call,
      "camera",
      "insecure",
    );
  assert.equal(words("student"), t.noCamera.insecure);
  assert.equal(words("teacher"), t.noCamera.insecureTeacher);
});
