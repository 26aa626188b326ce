/** K-3, from browser to browser: real connections, voices and pictures in a real Chromium. */
import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { lanHosts } from "../../browser.ts";
import { eventually } from "../../people.ts";
import {
  begin,
  connected,
  hears,
  join,
  received,
  seen,
  sees,
  testCall,
  turnOn,
} from "./call_page.ts";

const hasNetwork = Object.values(networkInterfaces()).flat()
  .some((it) => it?.internal === false);

testCall(
  "K-3: two hear and see each other, and what is off goes over no line",
  async (page) => {
    await join(page, "a.1", "b.1");
    await connected(page, "a.1", "b.1");
    const { voicePackets, frames } = await received(page, "b.1", "a.1");
    assert.deepEqual([voicePackets, frames], [0, 0], "the microphone is off");
    const nothing = { connection: "connected", on: [], enabled: [] };
    assert.deepEqual(await seen(page, "b.1"), { "a.1": nothing });

    const before = await page.evaluate(() => calls.told.length);
    await turnOn(page, "a.1", "microphone");
    await turnOn(page, "b.1", "microphone");
    await hears(page, "a.1", "b.1");
    await hears(page, "b.1", "a.1");
    await turnOn(page, "a.1", "camera");
    await sees(page, "b.1", "a.1");
    await page.evaluate(() => calls.turnOn("a.1", "screen"));
    await eventually(
      () => received(page, "b.1", "a.1"),
      ({ pictures }) => pictures === 2,
      "both pictures came, each on its line",
    );
    const all = ["audio", "camera", "screen"];
    assert.deepEqual((await seen(page, "b.1"))["a.1"].on, all);
    const told = await page.evaluate(
      (before) =>
        calls.told.slice(before).filter(({ body }) =>
          (body as { kind: string }).kind !== "candidates"
        ).length,
      before,
    );
    assert.equal(told, 0, "turning something on needs no agreement");

    const loudest = await page.evaluate(() =>
      new Promise<number>((resolve) => {
        const [{ level }] = calls.ends.get("b.1")!.mesh.others.value;
        level.subscribe((now) => now > 0 && resolve(now));
      })
    );
    assert(loudest <= 1, "one sees who speaks");
  },
);

testCall(
  "K-5: a picture, which begins small, grows where there is room for it",
  async (page) => {
    await join(page, "a.1", "b.1");
    await connected(page, "a.1", "b.1");
    await turnOn(page, "a.1", "camera");
    await sees(page, "b.1", "a.1");
    const width = () =>
      page.evaluate(async () => {
        const report = await calls.ends.get("a.1")!.mesh.stats("b.1");
        const widths = [...report!.values()]
          .filter(({ type }) => type === "outbound-rtp")
          .map(({ frameWidth }) => frameWidth ?? 0);
        return Math.max(...widths);
      });
    await eventually(width, (width) => width > 320, "it was larger");
  },
);

testCall(
  "K-1: who is muted by presence is not heard, whatever their page sends",
  async (page) => {
    await join(page, "a.1", "b.1");
    await turnOn(page, "a.1", "microphone");
    await turnOn(page, "a.1", "camera");
    await hears(page, "b.1", "a.1");
    // Somebody's script has kept the stream, and plays it on.
    await page.evaluate(() => {
      const [{ audio }] = calls.ends.get("b.1")!.mesh.others.value;
      Object.assign(globalThis, { kept: audio });
      calls.show("a", { microphone: false });
    });
    const { on } = (await seen(page, "b.1"))["a.1"];
    assert.deepEqual(on, ["camera"]);
    const isLetThrough = await page.evaluate(() => {
      const { kept } = globalThis as unknown as { kept: MediaStream };
      return kept.getAudioTracks()[0].enabled;
    });
    assert.equal(isLetThrough, false);
    await page.evaluate(() => calls.show("a", { microphone: true }));
    assert.deepEqual((await seen(page, "b.1"))["a.1"].enabled, [
      "audio",
      "camera",
    ]);
    await hears(page, "b.1", "a.1");
  },
);

testCall(
  "K-1: who is muted by presence is not heard as a stream that they have not named",
  async (page) => {
    await page.evaluate(() =>
      calls.carryBy((text) => text.replace(/a=ssrc:\d+/g, "a=ssrc:4242"))
    );
    await join(page, "a.1", "b.1");
    await turnOn(page, "a.1", "microphone");
    await hears(page, "b.1", "a.1");
    await page.evaluate(() => calls.show("a", { microphone: false }));
    const come = () =>
      page.evaluate(async () => {
        const all = await calls.ends.get("b.1")!.mesh.stats("a.1");
        const voices = [...all!.values()].filter((it) =>
          it.type === "inbound-rtp" && it.kind === "audio"
        );
        const sum = (field: "packetsReceived" | "totalAudioEnergy") =>
          voices.reduce((sum, it) => sum + it[field], 0);
        return {
          packets: sum("packetsReceived"),
          energy: sum("totalAudioEnergy"),
        };
      });
    // What was decoded before is played out first.
    const more = (than: number) =>
      eventually(come, (it) => it.packets > than + 50, "packets came");
    const before = await more((await come()).packets);
    const after = await more(before.packets);
    assert.equal(after.energy, before.energy);
  },
);

testCall(
  "K-3: four are each connected with each; one who goes is let go at once",
  async (page) => {
    const all = ["a.1", "b.1", "c.1", "d.1"];
    await join(page, ...all);
    for (const peer of all) await turnOn(page, peer, "microphone");
    await turnOn(page, "c.1", "camera");
    for (const peer of all) {
      for (const other of all.filter((it) => it !== peer)) {
        await hears(page, peer, other);
        if (other === "c.1") await sees(page, peer, other);
      }
    }
    await page.evaluate(() => calls.drop("d.1"));
    assert.deepEqual(Object.keys(await seen(page, "a.1")), ["b.1", "c.1"]);
    const isThere = await page.evaluate(() =>
      calls.ends.get("a.1")!.mesh.stats("d.1").then((it) => it !== null)
    );
    assert.equal(isThere, false);
    await hears(page, "a.1", "b.1");

    // Until the next is told who is in, it keeps what it has.
    await page.evaluate(() =>
      calls.ends.get("a.1")!.signalling.peers.value = []
    );
    assert.deepEqual(Object.keys(await seen(page, "a.1")), ["b.1", "c.1"]);
  },
);

testCall(
  "K-3: nothing that a peer forges is thrown or believed, and the call goes on",
  async (page) => {
    await join(page, "a.1", "b.1");
    await turnOn(page, "a.1", "microphone");
    await connected(page, "a.1", "b.1");
    await page.evaluate(() => {
      const last = calls.told.findLast(({ from }) => from === "a.1")!;
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
      const { signalling } = calls.ends.get("b.1")!;
      for (const body of forged) {
        signalling.onTold!("a.1", body);
        signalling.onTold!("nobody.1", body);
      }
    });
    await hears(page, "b.1", "a.1");
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await hears(page, "b.1", "a.1");
    const trouble = await page.evaluate(() =>
      calls.ends.get("b.1")!.mesh.trouble.value
    );
    assert.equal(trouble, null);
  },
);

testCall(
  "K-3: who is offered again and again answers a few times, and the call goes on",
  async (page) => {
    await join(page, "a.1", "b.1");
    await turnOn(page, "a.1", "microphone");
    await connected(page, "a.1", "b.1");
    const [answers, seconds] = await page.evaluate(async () => {
      type Body = { kind: string; n: number; me: string };
      const isFirst = ({ body }: { body: unknown }) =>
        (body as Body).kind === "offer";
      const { from, to, body } = calls.told.find(isFirst)!;
      const { me } = calls.told.findLast((it) => it.from === to)!.body as Body;
      const before = calls.told.length;
      const start = performance.now();
      for (let n = 100; n < 200; n++) {
        calls.ends.get(to)!.signalling
          .onTold!(from, { ...body as Body, n, you: me });
      }
      const answers = () =>
        calls.told.slice(before).filter(({ body }) =>
          (body as Body).kind === "answer"
        ).length;
      // One after the other is done: then all of them are.
      while (answers() === 0) await new Promise(requestAnimationFrame);
      await calls.ends.get(to)!.mesh.setScreen(null);
      return [answers(), (performance.now() - start) / 1_000];
    });
    assert(answers <= 3 + seconds, `${answers} in ${seconds} s`);
    await hears(page, "b.1", "a.1");
  },
);

testCall(
  "K-3: who is connected to another server is shown as that",
  async (page) => {
    await page.evaluate(() => calls.join("a.1", ["far"]));
    const far = { connection: "elsewhere", on: [], enabled: [] };
    assert.deepEqual(await seen(page, "a.1"), { far });
  },
);

testCall(
  "K-1: microphones and cameras are chosen, remembered and tried before",
  async (page) => {
    const found = await page.evaluate(async () => {
      const { beforeJoin, levelMeter, ownTracks, thisMachine } = calls;
      const openLast = () =>
        thisMachine.open("microphone", ownTracks.lastChosen().microphone);
      const opened = await thisMachine.open("microphone");
      if (opened === null || typeof opened === "string") return opened;
      const microphones = await thisMachine.list("microphone");
      const cameras = await thisMachine.list("camera");
      const other = microphones.at(-1)!;
      ownTracks.keepChosen({ microphone: other.id });
      const chosen = await openLast();
      ownTracks.keepChosen({ microphone: "gone" });
      const instead = await openLast();
      const camera = await thisMachine.open("camera");
      const meter = levelMeter();
      const loud = new Promise<number>((resolve) =>
        meter.level.subscribe((level) => level > 0 && resolve(level))
      );
      meter.listen(opened);
      const level = await loud;
      meter.close();
      const settings = (it: typeof camera) =>
        it === null || typeof it === "string" ? {} : it.getSettings();
      return {
        trouble: beforeJoin.browserTrouble(),
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
  "K-3: a page over plain http says so before anything is asked for",
  async (page) => {
    const url = new URL(page.url());
    url.hostname = lanHosts[2];
    await page.goto(url.href);
    await begin(page);
    const said = await page.evaluate(async () => {
      const { beforeJoin, thisMachine } = calls;
      return [
        beforeJoin.browserTrouble(),
        thisMachine.canShareScreen,
        await thisMachine.open("microphone"),
        await thisMachine.open("screen"),
      ];
    });
    const trouble = "insecure";
    assert.deepEqual(said, [trouble, false, trouble, trouble]);
  },
);

testCall(
  "K-3: two who may use no microphone, whose browsers name no address of theirs, are connected",
  async (page) => {
    await join(page, "a.1", "b.1");
    await connected(page, "a.1", "b.1");
    const hosts = await page.evaluate(() =>
      JSON.stringify(calls.told).match(/candidate:\S+ \d+ \S+ \d+ \S+/g)!
        .map((it) => it.split(" ").at(-1)!)
    );
    assert(hosts.length > 0);
    assert.deepEqual(hosts.filter((it) => !it.endsWith(".local")), []);
  },
  // Such names are asked for on a network.
  { listens: true, ignore: !hasNetwork },
);

testCall(
  "K-3: one whose made-up name the other cannot look up is connected with whoever names an address",
  async (page) => {
    await page.evaluate(() => {
      calls.lose((from, _, body) =>
        from === "b.1" && (body as { kind: string }).kind === "candidates"
      );
      calls.carryBy((text) => text.replace(/a=candidate:.*?\\r\\n/g, ""));
    });
    await join(page, "a.1", "b.1");
    await connected(page, "a.1", "b.1");
  },
);
