/** The words, pictures and speakers of a call. */
import assert from "node:assert/strict";
import { eventually } from "../../people.ts";
import { calls as t } from "texts/calls.ts";
import {
  type BrowserFacts,
  microphoneTrouble,
  watchTrouble,
} from "../../../components/calls/before_join.ts";
import {
  largeOf,
  picturesOf,
} from "../../../components/calls/joined/pictures.ts";
import type { Remote } from "../../../components/calls/call_backend.ts";
import { lingers, listened } from "../../../components/calls/joined/voice.ts";
import type { Call } from "../../../components/calls/call.ts";
import { deviceWords } from "../../../components/calls/words.ts";
import { Comings } from "../../../components/calls/use_said.ts";
import { caller } from "./made_up_caller.ts";

const stream = {} as MediaStream;
const remote = (member: string) =>
  ({ peer: `${member}.1`, member, camera: stream, screen: stream }) as Remote;
const none = { camera: null, screen: null };

Deno.test("K-1: only what presence says is on is shown, whatever a page sends", () => {
  const others = [remote("Ben"), remote("Dan")];
  const people = [caller("Ben", { camera: true }), caller("Dan")];
  const shown = picturesOf(people, others, none);
  assert.deepEqual(shown.map(({ id }) => id), ["Ben.1 camera"]);
});

Deno.test("K-1: screens come first, and another's screen is large until one says otherwise", () => {
  const people = [
    caller("Amy", { isMe: true, screen: true }),
    caller("Ben", { camera: true }),
    caller("Dan", { screen: true }),
  ];
  const pictures = picturesOf(people, [remote("Ben"), remote("Dan")], {
    camera: null,
    screen: stream,
  });
  assert.deepEqual(
    pictures.map(({ id }) => id),
    ["Amy screen", "Dan.1 screen", "Ben.1 camera"],
  );
  assert.equal(largeOf(pictures, undefined), "Dan.1 screen");
  assert.equal(largeOf(pictures, "Ben.1 camera"), "Ben.1 camera");
  assert.equal(largeOf(pictures, null), null);
  assert.equal(largeOf(pictures, "gone"), "Dan.1 screen");
});

Deno.test("K-1: who speaks does so until a moment after the last word, and a quiet room does not speak", () => {
  const first = listened(new Map(), [["Amy", 0.4], ["Ben", 0.01]], 0);
  assert.deepEqual([...first.keys()], ["Amy"]);
  const pause = listened(first, [["Amy", 0]], lingers - 1);
  assert.deepEqual([...pause.keys()], ["Amy"]);
  assert.deepEqual([...listened(pause, [], lingers).keys()], []);
});

Deno.test("K-1: a screen reader is told who comes and goes, oneself apart, and of many how many", () => {
  const [me, amy, ben, dan] = [
    caller("Me", { isMe: true }),
    ...["Amy", "Ben", "Dan"].map((it) => caller(it)),
  ];
  const comings = new Comings([amy]);
  assert.equal(comings.words([amy, me], 0), null);
  assert.equal(
    comings.words([ben, dan], 0),
    `${t.said.manyCame({ count: 2 })} ${t.said.went({ name: "Amy" })}`,
  );
  assert.equal(comings.words([ben, dan], 0), null);
});

Deno.test("K-5: who comes and goes all the time is said once a minute, and the others all the same", () => {
  const [amy, ben] = ["Amy", "Ben"].map((it) => caller(it));
  const comings = new Comings([]);
  assert.equal(comings.words([amy], 0), t.said.came({ name: "Amy" }));
  for (let at = 1_000; at < 58_000; at += 2_000) {
    assert.equal(comings.words([], at), null);
    assert.equal(comings.words([amy], at + 1_000), null);
  }
  assert.equal(comings.words([ben], 59_999), t.said.came({ name: "Ben" }));
  assert.equal(comings.words([amy, ben], 61_000), t.said.came({ name: "Amy" }));
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
  assert.equal(await microphoneTrouble(browser({})), null);
  const { navigator } = browser({});
  const known = [
    [browser({ isSecureContext: false }), "insecure"],
    [browser({ devices: ["videoinput"] }), "none"],
    [browser({ state: "denied" }), "denied"],
    [{ isSecureContext: true, navigator }, "unsupported"],
  ] as const;
  for (const [around, trouble] of known) {
    assert.equal(await microphoneTrouble(around), trouble);
  }
  const asks = browser({});
  const query = () => Promise.reject(new TypeError("no such permission"));
  const older = { ...asks.navigator, permissions: { query } };
  assert.equal(await microphoneTrouble({ ...asks, navigator: older }), null);
});

Deno.test("K-3: it is looked again whenever somebody comes back to the page, until nobody wants to know", async () => {
  let times = 0;
  const told = (count: number) =>
    eventually(
      () => Promise.resolve(times),
      (it) => it === count,
      `${count} told`,
    );
  const stop = watchTrouble(() => times++);
  await told(1);
  dispatchEvent(new Event("focus"));
  await told(2);
  dispatchEvent(new Event("focus"));
  stop();
  await microphoneTrouble();
  assert.equal(times, 2);
});

Deno.test("K-3, D-4: whoever teaches is not told to ask their teacher", () => {
  const words = (role: string) =>
    deviceWords(
      { session: { seat: { role } } } as Call,
      "camera",
      "insecure",
    );
  assert.equal(words("student"), t.noCamera.insecure);
  assert.equal(words("teacher"), t.noCamera.insecureTeacher);
});
