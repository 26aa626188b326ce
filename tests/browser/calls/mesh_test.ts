/** K-3: real connections, voices and pictures between ends in Chromium. */
import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import type { Page } from "playwright-core";
import { eventually } from "../../people.ts";
import {
  joinCall,
  receivedStats,
  shownTracksOf,
  testCall,
  turnOnTracks,
  waitForPicture,
  waitForSound,
  waitUntilConnected,
} from "./call_page.ts";

const hasNetwork = Object.values(networkInterfaces()).flat()
  .some((it) => it?.internal === false);

testCall(
  "muting by presence silences a peer, and forged messages do not end the call (K-1, K-3)",
  async (page) => {
    await hearAndSee(page);
    await mute(page);
    await forge(page);
    await offerAgain(page);
  },
);

async function hearAndSee(page: Page) {
  await joinCall(page, "a.1", "b.1");
  await waitUntilConnected(page, "a.1", "b.1");
  const { voicePackets, frames } = await receivedStats(page, "b.1", "a.1");
  assert.deepEqual([voicePackets, frames], [0, 0], "the microphone is off");
  const nothing = { connection: "connected", on: [], enabled: [] };
  assert.deepEqual(await shownTracksOf(page, "b.1"), { "a.1": nothing });

  const before = await page.evaluate(() => calls.deliveredSignals.length);
  await turnOnTracks(page, "a.1", "microphone");
  await turnOnTracks(page, "b.1", "microphone");
  await waitForSound(page, "a.1", "b.1");
  await waitForSound(page, "b.1", "a.1");
  await turnOnTracks(page, "a.1", "camera");
  await waitForPicture(page, "b.1", "a.1");
  await page.evaluate(() => calls.turnOn("a.1", "screen"));
  await eventually(
    () => receivedStats(page, "b.1", "a.1"),
    ({ pictures }) => pictures === 2,
    "both pictures came, each on its line",
  );
  const all = ["audio", "camera", "screen"];
  assert.deepEqual((await shownTracksOf(page, "b.1"))["a.1"].on, all);
  const told = await page.evaluate(
    (before) =>
      calls.deliveredSignals.slice(before).filter(({ body }) =>
        (body as { kind: string }).kind !== "candidates"
      ).length,
    before,
  );
  assert.equal(told, 0, "turning something on needs no agreement");

  const loudest = await page.evaluate(() =>
    new Promise<number>((resolve) => {
      const [{ level }] = calls.meshEnds.get("b.1")!.mesh.remoteCallers.value;
      level.subscribe((now) => now > 0 && resolve(now));
    })
  );
  assert(loudest <= 1, "one sees who speaks");
}

async function mute(page: Page) {
  // A script may keep the stream and play it on.
  await page.evaluate(() => {
    const [{ audio }] = calls.meshEnds.get("b.1")!.mesh.remoteCallers.value;
    Object.assign(globalThis, { kept: audio });
    calls.show("a", { microphone: false });
  });
  const { on } = (await shownTracksOf(page, "b.1"))["a.1"];
  assert.deepEqual(on, ["camera", "screen"]);
  const isLetThrough = await page.evaluate(() => {
    const { kept } = globalThis as unknown as { kept: MediaStream };
    return kept.getAudioTracks()[0].enabled;
  });
  assert.equal(isLetThrough, false);
  await page.evaluate(() => calls.show("a", { microphone: true }));
  assert.deepEqual((await shownTracksOf(page, "b.1"))["a.1"].enabled, [
    "audio",
    "camera",
    "screen",
  ]);
  await waitForSound(page, "b.1", "a.1");
}

async function forge(page: Page) {
  await page.evaluate(() => {
    const last = calls.deliveredSignals.findLast(({ from }) => from === "a.1")!;
    const { me, you } = last.body as { me: string; you: string };
    const from = { v: 1, me, you };
    const candidate = {
      candidate: "candidate:nonsense",
      sdpMid: "7",
      sdpMLineIndex: 7,
      usernameFragment: "x",
    };
    const forged: unknown[] = [
      null,
      "offer",
      { kind: "offer" },
      { ...from, kind: "answer", n: 99, sdp: "v=0" },
      { ...from, kind: "offer", n: 98, sdp: "nonsense" },
      { ...from, kind: "offer", n: 99, sdp: "v=0\r\n" },
      { ...from, kind: "candidates", candidates: [candidate, candidate] },
      { ...from, you: "nobody", kind: "pictures", paused: true },
    ];
    const { signaling } = calls.meshEnds.get("b.1")!;
    for (const body of forged) {
      signaling.onMessage!("a.1", body);
      signaling.onMessage!("nobody.1", body);
    }
  });
  await waitForSound(page, "b.1", "a.1");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await waitForSound(page, "b.1", "a.1");
  const trouble = await page.evaluate(() =>
    calls.meshEnds.get("b.1")!.mesh.trouble.value
  );
  assert.equal(trouble, null);
}

/** Repeated offers at one moment get few answers. */
async function offerAgain(page: Page) {
  const answers = await page.evaluate(async () => {
    type Body = { kind: string; n: number; me: string };
    const isFirst = ({ body }: { body: unknown }) =>
      (body as Body).kind === "offer";
    const { from, to, body } = calls.deliveredSignals.find(isFirst)!;
    const { me } = calls.deliveredSignals.findLast((it) => it.from === to)!
      .body as Body;
    const before = calls.deliveredSignals.length;
    // Stops the clock, so that none is answered later.
    const now = performance.now();
    performance.now = () => now;
    for (let n = 100; n < 200; n++) {
      calls.meshEnds.get(to)!.signaling
        .onMessage!(from, { ...body as Body, n, you: me });
    }
    const answers = () =>
      calls.deliveredSignals.slice(before).filter(({ body }) =>
        (body as Body).kind === "answer"
      ).length;
    // Steps run in turn, so all are done then.
    while (answers() === 0) await new Promise(requestAnimationFrame);
    await calls.send(to, { screen: null });
    delete (performance as Partial<Performance>).now;
    return answers();
  });
  assert(answers <= 3, `${answers} answers`);
  await waitForSound(page, "b.1", "a.1");
}

testCall(
  "microphones and cameras are chosen, tried in advance and remembered (K-1)",
  async (page) => {
    const found = await page.evaluate(async () => {
      const { beforeJoin, makeLevelMeter, ownTracks, thisMachine } = calls;
      const openLast = () =>
        thisMachine.open(
          "microphone",
          ownTracks.readChosenDevices().microphone,
        );
      const opened = await thisMachine.open("microphone");
      if (opened === null || typeof opened === "string") return opened;
      const microphones = await thisMachine.list("microphone");
      const cameras = await thisMachine.list("camera");
      const other = microphones.at(-1)!;
      ownTracks.storeChosenDevices({ microphone: other.id });
      const chosen = await openLast();
      ownTracks.storeChosenDevices({ microphone: "gone" });
      const instead = await openLast();
      const camera = await thisMachine.open("camera");
      const meter = makeLevelMeter();
      const loud = new Promise<number>((resolve) =>
        meter.level.subscribe((level) => level > 0 && resolve(level))
      );
      meter.listen(opened);
      const level = await loud;
      meter.close();
      const settings = (it: typeof camera) =>
        it === null || typeof it === "string" ? {} : it.getSettings();
      return {
        trouble: beforeJoin.findBrowserTrouble(),
        names: microphones.every(({ label }) => label !== ""),
        cameras: cameras.length,
        isChosen: settings(chosen).deviceId === other.id,
        isThere: settings(instead).deviceId !== undefined,
        height: settings(camera).height,
        level,
        after: meter.level.value,
      };
    });
    assert(found !== null && typeof found === "object", String(found));
    const { level, ...rest } = found;
    assert(level > 0 && level <= 1);
    assert.deepEqual(rest, {
      trouble: null,
      names: true,
      cameras: 1,
      isChosen: true,
      isThere: true,
      height: 360,
      after: 0,
    });
  },
);

testCall(
  "two people without microphone permission or named addresses are connected (K-3)",
  async (page) => {
    await joinCall(page, "a.1", "b.1");
    await waitUntilConnected(page, "a.1", "b.1");
    const hosts = await page.evaluate(() =>
      JSON.stringify(calls.deliveredSignals).match(
        /candidate:\S+ \d+ \S+ \d+ \S+/g,
      )!
        .map((it) => it.split(" ").at(-1)!)
    );
    assert(hosts.length > 0);
    assert.deepEqual(hosts.filter((it) => !it.endsWith(".local")), []);
  },
  // Resolving such names needs a network.
  { listens: true, ignore: !hasNetwork },
);
