/** K-5, from browser to browser: what is lost between two pages of a call, and how they come together again. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "../people.ts";
import {
  becomes,
  connected,
  hears,
  join,
  seen,
  sees,
  testCall,
  turnOn,
} from "../browser/calls/call_page.ts";
import { LossyNetwork } from "../browser/calls/lossy_network.ts";

testCall(
  "K-5: both look for another way at once, and one of the two gives in",
  async (page) => {
    await join(page, "a.1", "b.1");
    await turnOn(page, "a.1", "microphone");
    await turnOn(page, "b.1", "microphone");
    await connected(page, "a.1", "b.1");
    const from = await page.evaluate(() => {
      const from = calls.told.length;
      const offered = () =>
        new Set(
          calls.told.slice(from)
            .filter(({ body }) => (body as { kind: string }).kind === "offer")
            .map(({ from }) => from),
        ).size;
      // Nothing arrives before both have offered.
      calls.carryBy(async (text) => {
        while (offered() < 2) await new Promise((done) => setTimeout(done, 5));
        return text;
      });
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
        let offers = 0;
        calls.lose((from, _, body) => {
          const said = (body as { kind: string }).kind;
          if (said === "offer") offers++;
          // All candidates until one of them offers anew.
          const isOver = kind === "candidates" ? offers > 1 : isLost.has(from);
          if (said !== kind || isOver) return false;
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
    // Candidates that are still being found may be said between.
    await eventually(
      () => page.evaluate((from) => calls.told.slice(from), count),
      (all) =>
        all.some(({ body }) =>
          (body as { kind: string }).kind !== "candidates"
        ),
      "it was offered anew",
    );
    await connected(page, "a.1", "b.1");
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
    await using network = new LossyNetwork();
    await leadThrough(page, network);
    await join(page, "a.1", "b.1");
    await turnOn(page, "a.1", "microphone");
    await hears(page, "b.1", "a.1");
    network.lostShare = 1;
    await becomes(page, "a.1", "b.1", "lost");
    await becomes(page, "b.1", "a.1", "lost");
    const gone = network.carried;
    await eventually(
      () => Promise.resolve(network.carried),
      (now) => now > gone + 20,
      "another way was looked for",
    );
    network.lostShare = 0;
    await connected(page, "a.1", "b.1");
    await hears(page, "b.1", "a.1");
  },
);

testCall(
  "K-5: where a twentieth is lost the picture goes and the voice stays; it comes back with the link",
  async (page) => {
    await using network = new LossyNetwork();
    await leadThrough(page, network);
    await join(page, "a.1", "b.1");
    await turnOn(page, "a.1", "microphone");
    await turnOn(page, "a.1", "camera");
    await turnOn(page, "b.1", "microphone");
    await sees(page, "b.1", "a.1");
    assert(network.carried > 0, "it goes through the network");

    network.lostShare = 1 / 20;
    const lines = async () => (await seen(page, "b.1"))["a.1"].on.join();
    // Many samples of the link on a busy machine: a twentieth is little more than what it may lose.
    const many = 240_000;
    await eventually(lines, (on) => on === "audio", "the picture went", many);
    const trouble = (peer: string) =>
      page.evaluate((peer) => calls.ends.get(peer)!.mesh.trouble.value, peer);
    assert.equal(await trouble("a.1"), "no-picture");
    assert.equal(await trouble("b.1"), "no-picture");
    await hears(page, "b.1", "a.1");

    network.lostShare = 0;
    const isBack = (on: string) => on === "audio,camera";
    await eventually(lines, isBack, "it came back", many);
    await sees(page, "b.1", "a.1");
    assert.equal(await trouble("b.1"), null);
  },
);

testCall(
  "K-5, A1: a server that begins anew ends no link: who is not back is waited for, as long as presence has them, and not for ever",
  async (page) => {
    await join(page, "a.1", "b.1", "c.1", "d.1", "e.1");
    const others = ["b.1", "c.1", "d.1", "e.1"];
    for (const peer of others) {
      await turnOn(page, peer, "microphone");
      await connected(page, "a.1", peer);
    }
    const { length } = await page.evaluate(() => calls.told);
    const list = await page.evaluate(() => {
      const list = calls.listed();
      calls.beginAnew("a.1");
      return list;
    });
    for (const peer of others) {
      const { connection, enabled } = (await seen(page, "a.1"))[peer];
      assert.deepEqual([connection, enabled], ["connected", ["audio"]], peer);
      await hears(page, "a.1", peer);
    }
    // Who is out by the class's own word hears nobody any more; who has come by another page is met there.
    await page.evaluate((list) => {
      calls.hide("c");
      calls.announce([
        ...calls.listed(),
        ...list.filter(({ peer }) => peer === "b.1")
          .map((it) => ({ ...it, turn: it.turn + 1 })),
        { peer: "d.2", member: "d", turn: 9 },
      ]);
    }, list);
    assert.deepEqual(
      Object.keys(await seen(page, "a.1")).sort(),
      ["b.1", "d.2", "e.1"],
    );
    await hears(page, "a.1", "b.1");
    const said = await page.evaluate(
      (from) =>
        calls.told.slice(from).filter(({ from, to }) =>
          [from, to].sort().join() === "a.1,b.1"
        ).length,
      length,
    );
    assert.equal(said, 0, "nothing had to be agreed upon anew");
    await page.evaluate(() => calls.wait("now"));
    const now = await seen(page, "a.1");
    assert.deepEqual(Object.keys(now).sort(), ["b.1", "d.2"]);
    // Who was in the list since goes with it.
    await page.evaluate(() => calls.drop("b.1"));
    assert.equal("b.1" in await seen(page, "a.1"), false);
  },
);

/** Which lines of an end to another something is sent on. */
const sends = (page: Page, peer: string, to: string) =>
  page.evaluate(async ([peer, to]) => {
    const report = await calls.ends.get(peer)!.mesh.stats(to);
    if (report === null) return "no link";
    return [...report.values()]
      .filter(({ type }) => type === "media-source")
      .map(({ kind }) => kind).sort().join();
  }, [peer, to]);

testCall(
  "K-4: who has lost the server for long sends nobody anything until it says who is in the call, and then only them",
  async (page) => {
    await join(page, "a.1", "b.1", "c.1");
    await turnOn(page, "a.1", "microphone");
    await hears(page, "b.1", "a.1");
    await hears(page, "c.1", "a.1");
    await page.evaluate(() => calls.loseServer("a.1"));
    // What is turned on meanwhile goes nowhere either.
    await turnOn(page, "a.1", "camera");
    for (const to of ["b.1", "c.1"]) {
      assert.equal(await sends(page, "a.1", to), "no link");
    }
    const trouble = () =>
      page.evaluate(() => calls.ends.get("a.1")!.mesh.trouble.value);
    assert.equal(await trouble(), "lost");
    await page.evaluate(() => calls.backWithout("a.1", "c.1"));
    assert.equal(await sends(page, "a.1", "c.1"), "no link");
    await eventually(
      () => sends(page, "a.1", "b.1"),
      (lines) => lines === "audio,video",
      "all was sent again",
    );
    await hears(page, "b.1", "a.1");
    await sees(page, "b.1", "a.1");
    assert.equal(await trouble(), null);
  },
);

/**
 * Has the page measure a link without a queue: a busy machine has one, and then the program keeps pictures small. Also
 * keeps how small it asks the browser to make each picture.
 */
const measureIdleLink = (page: Page) =>
  page.evaluate(() => {
    const idle: Record<string, unknown> = {
      roundTripTime: 0.001,
      currentRoundTripTime: 0.001,
      fractionLost: 0,
    };
    const { getStats } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.getStats = async function () {
      const report = await getStats.call(this);
      const entries = [...report].map(([id, entry]) => {
        const read = { ...entry };
        for (const name in idle) if (name in read) read[name] = idle[name];
        return [id, read] as const;
      });
      return new Map(entries) as unknown as RTCStatsReport;
    };
    const asked: number[] = [];
    const { setParameters } = RTCRtpSender.prototype;
    RTCRtpSender.prototype.setParameters = function (parameters, ...rest) {
      const [{ active, scaleResolutionDownBy }] = parameters.encodings;
      if (this.track?.kind === "video" && active && scaleResolutionDownBy) {
        asked.push(scaleResolutionDownBy);
      }
      return setParameters.call(this, parameters, ...rest);
    };
    Object.assign(globalThis, { asked });
  });

testCall(
  "K-5: a picture, which begins small, grows where there is room for it",
  async (page) => {
    await measureIdleLink(page);
    await join(page, "a.1", "b.1");
    await connected(page, "a.1", "b.1");
    await turnOn(page, "a.1", "camera");
    await sees(page, "b.1", "a.1");
    const asked = () =>
      page.evaluate(() => (globalThis as unknown as { asked: number[] }).asked);
    const all = await eventually(
      asked,
      (all) => all.at(-1) === 1,
      "it was as large as the camera makes it",
    );
    assert.deepEqual([...new Set(all)], [2, 1.5, 1]);
  },
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
