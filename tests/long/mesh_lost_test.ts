import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "../people.ts";
import {
  joinCall,
  shownTracksOf,
  testCall,
  turnOnTracks,
  waitForConnectionState,
  waitForPicture,
  waitForSound,
  waitUntilConnected,
} from "../browser/calls/call_page.ts";
import { LossyNetwork } from "../browser/calls/lossy_network.ts";

testCall(
  "when both ends look for another way at once, one gives in (K-5)",
  async (page) => {
    await joinCall(page, "a.1", "b.1");
    await turnOnTracks(page, "a.1", "microphone");
    await turnOnTracks(page, "b.1", "microphone");
    await waitUntilConnected(page, "a.1", "b.1");
    const from = await page.evaluate(() => {
      const from = calls.deliveredSignals.length;
      const offered = () =>
        new Set(
          calls.deliveredSignals.slice(from)
            .filter(({ body }) => (body as { kind: string }).kind === "offer")
            .map(({ from }) => from),
        ).size;
      // Delivers nothing before both have offered.
      calls.setCarrier(async (text) => {
        while (offered() < 2) await new Promise((done) => setTimeout(done, 5));
        return text;
      });
      dispatchEvent(new Event("online"));
      return from;
    });
    const said = () =>
      page.evaluate(
        (from) =>
          calls.deliveredSignals.slice(from).map(({ from, body }) =>
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
    await waitUntilConnected(page, "a.1", "b.1");
    await waitForSound(page, "a.1", "b.1");
    await waitForSound(page, "b.1", "a.1");
  },
);

for (const kind of ["offer", "answer", "candidates"] as const) {
  testCall(
    `with the first ${kind} lost, they still connect (K-5)`,
    async (page) => {
      await page.evaluate((kind) => {
        const isLost = new Set<string>();
        let offers = 0;
        calls.setLostSignals((from, _, body) => {
          const said = (body as { kind: string }).kind;
          if (said === "offer") offers++;
          // Loses all candidates until the next offer.
          const isOver = kind === "candidates" ? offers > 1 : isLost.has(from);
          if (said !== kind || isOver) return false;
          isLost.add(from);
          return true;
        });
      }, kind);
      await joinCall(page, "a.1", "b.1");
      await waitUntilConnected(page, "a.1", "b.1");
      await turnOnTracks(page, "a.1", "microphone");
      await waitForSound(page, "b.1", "a.1");
    },
  );
}

async function leadThrough(page: Page, network: LossyNetwork) {
  await page.exposeFunction(
    "led",
    (text: string) => network.replaceAddresses(text),
  );
  await page.evaluate(() => {
    const { led } = globalThis as unknown as {
      led: (text: string) => Promise<string>;
    };
    calls.setCarrier(led);
  });
}

testCall(
  "a call that lost its network returns with it, by itself (K-5)",
  async (page) => {
    await using network = new LossyNetwork();
    await leadThrough(page, network);
    await joinCall(page, "a.1", "b.1");
    await turnOnTracks(page, "a.1", "microphone");
    await waitForSound(page, "b.1", "a.1");
    network.lostShare = 1;
    await waitForConnectionState(page, "a.1", "b.1", "lost");
    await waitForConnectionState(page, "b.1", "a.1", "lost");
    const gone = network.carried;
    await eventually(
      () => Promise.resolve(network.carried),
      (now) => now > gone + 20,
      "another way was looked for",
    );
    network.lostShare = 0;
    await waitUntilConnected(page, "a.1", "b.1");
    await waitForSound(page, "b.1", "a.1");
  },
);

testCall(
  "at five percent loss the picture stops and the voice stays, until the link recovers (K-5)",
  async (page) => {
    await using network = new LossyNetwork();
    await leadThrough(page, network);
    await joinCall(page, "a.1", "b.1");
    await turnOnTracks(page, "a.1", "microphone");
    await turnOnTracks(page, "a.1", "camera");
    await turnOnTracks(page, "b.1", "microphone");
    await waitForPicture(page, "b.1", "a.1");
    assert(network.carried > 0, "it goes through the network");

    network.lostShare = 1 / 20;
    const lines = async () =>
      (await shownTracksOf(page, "b.1"))["a.1"].on.join();
    // Needs many samples: 5 % is only just above the bound.
    const many = 240_000;
    await eventually(lines, (on) => on === "audio", "the picture went", many);
    const trouble = (peer: string) =>
      page.evaluate(
        (peer) => calls.meshEnds.get(peer)!.mesh.trouble.value,
        peer,
      );
    assert.equal(await trouble("a.1"), "no-picture");
    assert.equal(await trouble("b.1"), "no-picture");
    await waitForSound(page, "b.1", "a.1");

    network.lostShare = 0;
    const isBack = (on: string) => on === "audio,camera";
    await eventually(lines, isBack, "it came back", many);
    await waitForPicture(page, "b.1", "a.1");
    assert.equal(await trouble("b.1"), null);
  },
);
