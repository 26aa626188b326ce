/** K-3, from browser to browser: real connections, voices and pictures in a real Chromium, whose devices alone are made up. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { fakeDevices, lanHosts, launch } from "../../browser.ts";
import { eventually } from "../../people.ts";
import { bundled } from "../../program.ts";
import type * as InPage from "./in_page.ts";
import { LossyNetwork } from "./lossy_network.ts";

declare global {
  /** In a page that has run the script of `in_page.ts`. */
  var calls: typeof InPage;
}

let browser: Browser | undefined;
let script: Promise<string> | undefined;

Deno.test.afterAll(() => browser?.close());

/** Registers a test with a page in which calls can be. What goes wrong in its console fails it. */
function testCall(name: string, test: (page: Page) => Promise<void>) {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      if (!browser?.isConnected()) browser = await launch(fakeDevices);
      script ??= bundled(new URL("in_page.ts", import.meta.url), "calls");
      const server = Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen() {} },
        () =>
          new Response("<!doctype html><title>A call</title>", {
            headers: { "content-type": "text/html" },
          }),
      );
      const context = await browser.newContext({
        permissions: ["microphone", "camera"],
      });
      const page = await context.newPage();
      const trouble: string[] = [];
      page.on("pageerror", (error) => trouble.push(String(error)));
      try {
        await page.goto(`http://127.0.0.1:${server.addr.port}/`);
        await page.addScriptTag({ content: await script });
        await test(page);
        assert.deepEqual(trouble, []);
      } finally {
        await context.close();
        await server.shutdown();
      }
    },
  });
}

const join = (page: Page, ...peers: string[]) =>
  page.evaluate((peers) => peers.forEach((it) => calls.join(it)), peers);

const turnOn = (page: Page, peer: string, what: "microphone" | "camera") =>
  page.evaluate(
    ([peer, what]) => calls.turnOn(peer, what),
    [
      peer,
      what,
    ] as const,
  );

const seen = (page: Page, peer: string) =>
  page.evaluate((peer) => calls.seen(peer), peer);

const received = (page: Page, peer: string, from: string) =>
  page.evaluate(([peer, from]) => calls.received(peer, from), [peer, from]);

/** How an end stands with another. */
async function becomes(page: Page, peer: string, other: string, how: string) {
  await eventually(
    async () => (await seen(page, peer))[other]?.connection ?? "gone",
    (now) => now === how,
    `${other} was ${how} to ${peer}`,
  );
}

/** Waits until both are connected, each to the other. */
async function connected(page: Page, one: string, other: string) {
  await becomes(page, one, other, "connected");
  await becomes(page, other, one, "connected");
}

/** Waits until more of a voice has come. */
async function hears(page: Page, peer: string, from: string) {
  const { energy } = await received(page, peer, from);
  await eventually(
    () => received(page, peer, from),
    (now) => now.energy > energy,
    `${peer} heard ${from}`,
  );
}

/** Waits until more frames have come. */
async function sees(page: Page, peer: string, from: string) {
  const { frames } = await received(page, peer, from);
  await eventually(
    () => received(page, peer, from),
    (now) => now.frames > frames + 5,
    `${peer} saw ${from}`,
  );
}

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

    const level = () =>
      page.evaluate(() =>
        Math.max(
          ...calls.ends.get("b.1")!.mesh.others.value.map((it) =>
            it.level.value
          ),
        )
      );
    await eventually(level, (level) => level > 0, "one sees who speaks");
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
  "K-5: both look for another way at once, and one of the two gives in",
  async (page) => {
    await join(page, "a.1", "b.1");
    await turnOn(page, "a.1", "microphone");
    await turnOn(page, "b.1", "microphone");
    await connected(page, "a.1", "b.1");
    const from = await page.evaluate(() => {
      const from = calls.told.length;
      dispatchEvent(new Event("online"));
      return from;
    });
    const said = () =>
      page.evaluate(
        (from) =>
          calls.told.slice(from).map(({ from, body }) =>
            `${from} ${(body as { kind: string }).kind}`
          ),
        from,
      );
    await eventually(
      said,
      (all) => all.includes("a.1 answer") || all.includes("b.1 answer"),
      "they agreed",
    );
    const offers = (await said()).filter((it) => it.endsWith("offer"));
    assert.deepEqual(new Set(offers), new Set(["a.1 offer", "b.1 offer"]));
    assert((await said()).includes("a.1 answer"), "a is the polite one");
    await connected(page, "a.1", "b.1");
    await hears(page, "a.1", "b.1");
    await hears(page, "b.1", "a.1");
  },
);

for (const kind of ["offer", "answer", "candidates"] as const) {
  testCall(
    `K-5: where the first ${kind} ${
      kind === "candidates" ? "are" : "is"
    } lost, they are connected all the same`,
    async (page) => {
      await page.evaluate((kind) => {
        const isLost = new Set<string>();
        calls.lose((from, _, body) => {
          const said = (body as { kind: string }).kind;
          // All candidates of the first seconds.
          const isOver = kind !== "candidates" && isLost.has(from);
          if (said !== kind || isOver || performance.now() > 5_000) {
            return false;
          }
          isLost.add(from);
          return true;
        });
      }, kind);
      await join(page, "a.1", "b.1");
      await connected(page, "a.1", "b.1");
      await turnOn(page, "a.1", "microphone");
      await hears(page, "b.1", "a.1");
    },
  );
}

testCall(
  "K-5: who has come back over another connection is offered at once what was lost",
  async (page) => {
    await page.evaluate(() => calls.lose(() => true));
    await join(page, "a.1", "b.1");
    await eventually(
      () => page.evaluate(() => calls.told.length),
      (count) => count > 0,
      "something was lost",
    );
    const count = await page.evaluate(() => {
      calls.lose(() => false);
      const count = calls.told.length;
      calls.comesBack("a.1");
      return count;
    });
    await connected(page, "a.1", "b.1");
    const next = await page.evaluate((at) => calls.told[at].body, count);
    assert((next as { kind: string }).kind !== "candidates");
  },
);

testCall(
  "K-5: a page that starts anew under the same id is met anew; until then it is lost",
  async (page) => {
    for (const goes of ["a.1", "b.1"]) {
      const stays = goes === "a.1" ? "b.1" : "a.1";
      await page.evaluate(() => calls.announce([]));
      await page.evaluate(() => [...calls.ends.keys()].forEach(calls.vanish));
      await join(page, "a.1", "b.1");
      await connected(page, "a.1", "b.1");
      await page.evaluate((goes) => calls.vanish(goes), goes);
      await becomes(page, stays, goes, "lost");
      const trouble = await page.evaluate(
        (stays) => calls.ends.get(stays)!.mesh.trouble.value,
        stays,
      );
      assert.equal(trouble, "lost");
      await page.evaluate((goes) => {
        const { peers } = calls.ends.values().next().value!.signalling;
        const now = peers.value;
        calls.join(goes);
        // It was on the list all the while.
        calls.announce(now);
      }, goes);
      await connected(page, "a.1", "b.1");
      await turnOn(page, goes, "microphone");
      await hears(page, stays, goes);
    }
  },
);

/** Has the ends find each other through this network alone. */
async function leadThrough(page: Page, network: LossyNetwork) {
  await page.exposeFunction("led", (text: string) => network.led(text));
  await page.evaluate(() => {
    const { led } = globalThis as unknown as {
      led: (text: string) => Promise<string>;
    };
    calls.carryBy(led);
  });
}

testCall(
  "K-5: a call that has lost its network is back with it, by itself",
  async (page) => {
    const network = new LossyNetwork();
    try {
      await leadThrough(page, network);
      await join(page, "a.1", "b.1");
      await turnOn(page, "a.1", "microphone");
      await hears(page, "b.1", "a.1");
      network.losesOneOf = 1;
      await becomes(page, "a.1", "b.1", "lost");
      await becomes(page, "b.1", "a.1", "lost");
      const gone = network.carried;
      await eventually(
        () => Promise.resolve(network.carried),
        (now) => now > gone + 20,
        "another way was looked for",
      );
      network.losesOneOf = null;
      await connected(page, "a.1", "b.1");
      await hears(page, "b.1", "a.1");
    } finally {
      await network.close();
    }
  },
);

testCall(
  "K-5: where a twentieth is lost the picture goes and the voice stays; it comes back with the link",
  async (page) => {
    const network = new LossyNetwork();
    try {
      await leadThrough(page, network);
      await join(page, "a.1", "b.1");
      await turnOn(page, "a.1", "microphone");
      await turnOn(page, "a.1", "camera");
      await turnOn(page, "b.1", "microphone");
      await sees(page, "b.1", "a.1");
      assert(network.carried > 0, "it goes through the network");

      network.losesOneOf = 20;
      const lines = async () => (await seen(page, "b.1"))["a.1"].on.join();
      await eventually(lines, (on) => on === "audio", "the picture went");
      const trouble = (peer: string) =>
        page.evaluate((peer) => calls.ends.get(peer)!.mesh.trouble.value, peer);
      assert.equal(await trouble("a.1"), "no-picture");
      assert.equal(await trouble("b.1"), "no-picture");
      await hears(page, "b.1", "a.1");

      network.losesOneOf = null;
      await eventually(lines, (on) => on === "audio,camera", "it came back");
      await sees(page, "b.1", "a.1");
      assert.equal(await trouble("b.1"), null);
    } finally {
      await network.close();
    }
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
      const { beforeJoin, devices, levelMeter, ownTracks } = calls;
      const openLast = () =>
        devices.openDevice("microphone", ownTracks.lastChosen().microphone);
      const opened = await devices.openDevice("microphone");
      if ("trouble" in opened) return opened.trouble;
      const microphones = await devices.listDevices("microphone");
      const cameras = await devices.listDevices("camera");
      const other = microphones.at(-1)!;
      ownTracks.keepChosen({ microphone: other.id });
      const chosen = await openLast();
      ownTracks.keepChosen({ microphone: "gone" });
      const instead = await openLast();
      const camera = await devices.openDevice("camera");
      const meter = levelMeter();
      const loud = new Promise<number>((resolve) =>
        meter.level.subscribe((level) => level > 0 && resolve(level))
      );
      meter.listen(opened.track);
      const level = await loud;
      meter.close();
      const settings = (it: Awaited<ReturnType<typeof devices.openDevice>>) =>
        "track" in it ? it.track.getSettings() : {};
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
    assert(typeof found === "object", String(found));
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
    await page.addScriptTag({ content: await script });
    const said = await page.evaluate(async () => {
      const { beforeJoin, devices } = calls;
      return [
        beforeJoin.browserTrouble(),
        devices.canShareScreen(),
        await devices.openDevice("microphone"),
        await devices.openScreen(),
      ];
    });
    const trouble = "insecure";
    assert.deepEqual(said, [trouble, false, { trouble }, { trouble }]);
  },
);
