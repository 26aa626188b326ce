/** K-1: a peer whose connection has other lines than a call's is not heard, whatever it says of them. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "../../people.ts";
import { becomes, hears, join, testCall, turnOn } from "./call_page.ts";

type Kind = "audio" | "video";

/** What of somebody's own making is in the page: a connection that sends a voice on each line of sound. */
interface Made {
  cheat: RTCPeerConnection;
  /** Adds lines of these kinds, and tells `a.1` of all; the streams are named so. */
  offer(kinds: readonly Kind[], named: string): Promise<void>;
  /** Whether that was answered; takes the answer. */
  answered(): Promise<boolean>;
}

interface Answer {
  readonly kind: string;
  readonly me: string;
  readonly n: number;
  readonly sdp: string;
}

/** Peer `b.1`, which presence shows with a camera alone. */
async function intrude(page: Page) {
  await page.evaluate(async () => {
    const voice = await calls.thisMachine.open("microphone");
    if (voice === null || typeof voice === "string") {
      throw new Error(`${voice}`);
    }
    const cheat = new RTCPeerConnection();
    const { signalling } = calls.ends.get("a.1")!;
    calls.announce([...calls.listed(), { peer: "b.1", member: "b", turn: 0 }]);
    calls.show("b", { camera: true });
    let you: string | null = null, n = 0;
    const body = async (kinds: readonly Kind[], named: string) => {
      for (const kind of kinds) {
        cheat.addTransceiver(kind === "audio" ? voice.clone() : kind);
      }
      await cheat.setLocalDescription();
      await new Promise<void>((resolve) => {
        const look = () => cheat.iceGatheringState === "complete" && resolve();
        cheat.addEventListener("icegatheringstatechange", look);
        look();
      });
      // None of two lines may have the same.
      const sdp = cheat.localDescription!.sdp.split(/^(?=m=)/m)
        .map((line, at) => line.replace(/a=ssrc:\d+/g, `a=ssrc:${named}${at}`))
        .join("");
      return { v: 1, me: "cheat", you, kind: "offer", n: ++n, sdp };
    };
    const tell = async (kinds: readonly Kind[], named: string) => {
      const offered = await body(kinds, named);
      const from = calls.told.length;
      signalling.onTold!("b.1", offered);
      return () =>
        calls.told.slice(from)
          .map(({ body }) => body as Answer)
          .find(({ kind, n }) => kind === "answer" && n === offered.n);
    };
    const offer = async (kinds: readonly Kind[], named: string) => {
      const found = await tell(kinds, named);
      Object.assign(globalThis, {
        async answered() {
          const answer = found();
          if (!answer) return false;
          you = answer.me;
          const { sdp } = answer;
          await cheat.setRemoteDescription({ type: "answer", sdp });
          return true;
        },
      });
    };
    Object.assign(globalThis, { cheat, offer });
  });
}

async function offer(page: Page, kinds: readonly Kind[], named: string) {
  await page.evaluate(
    ([kinds, named]) => (globalThis as unknown as Made).offer(kinds, named),
    [kinds, named] as const,
  );
  await eventually(
    () => page.evaluate(() => (globalThis as unknown as Made).answered()),
    (isAnswered) => isAnswered,
    "it was answered",
  );
}

/** Of the voices of `b.1`: the packets that have come to `a.1`, and what of them was played. */
const come = (page: Page) =>
  page.evaluate(async () => {
    const all = await calls.ends.get("a.1")!.mesh.stats("b.1");
    const voices = [...all?.values() ?? []]
      .filter(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
    const sum = (field: "packetsReceived" | "totalAudioEnergy") =>
      voices.reduce((sum, it) => sum + it[field], 0);
    return { packets: sum("packetsReceived"), energy: sum("totalAudioEnergy") };
  });

/** Nothing of them is played from now on, though they come. */
async function isSilent(page: Page) {
  // What was decoded before is played out first.
  const more = ({ packets }: { packets: number }) =>
    eventually(
      () => come(page),
      (now) => now.packets > packets + 50,
      "packets came",
    );
  const before = await more(await come(page));
  const after = await more(before);
  assert.equal(after.energy, before.energy);
}

testCall(
  "K-1: no voice comes over lines of other kinds than a call has, nor over one that was a picture's before, under whatever name",
  async (page) => {
    await join(page, "a.1", "c.1");
    await turnOn(page, "c.1", "microphone");
    await hears(page, "a.1", "c.1");
    // A page that plays somebody plays whatever its browser mixes.
    await intrude(page);
    await offer(page, ["audio", "audio", "video"], "4242");
    await becomes(page, "a.1", "b.1", "connected");
    await isSilent(page);
    await page.evaluate(() => {
      (globalThis as unknown as Made).cheat.close();
      calls.drop("b.1");
    });
    await intrude(page);
    await offer(page, ["audio", "video", "video"], "4242");
    await becomes(page, "a.1", "b.1", "connected");
    await isSilent(page);
    // Who may be heard is.
    await page.evaluate(() => calls.show("b", { microphone: true }));
    await hears(page, "a.1", "b.1");
    await page.evaluate(() => calls.show("b", { microphone: false }));
    await isSilent(page);
    await page.evaluate(() => {
      const [, camera] = (globalThis as unknown as Made).cheat
        .getTransceivers();
      camera.stop();
    });
    await offer(page, [], "4242");
    // It takes the place of the one that is over.
    await offer(page, ["audio"], "4343");
    const kinds = await page.evaluate(() =>
      (globalThis as unknown as Made).cheat.localDescription!.sdp
        .match(/(?<=^m=)\w+/gm)!.join()
    );
    assert.equal(kinds, "audio,audio,video");
    await isSilent(page);
  },
);
