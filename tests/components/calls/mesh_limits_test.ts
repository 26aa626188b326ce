/** The bounds on a peer of a mesh (K-5). */
import assert from "node:assert/strict";
import { openTransceivers } from "../../../components/calls/mesh/transceivers.ts";
import { ThrottledSignal } from "../../../components/calls/mesh/peer_link.ts";
import {
  countUnwantedFrames,
  isTooMuchUnwanted,
  noUnwantedFrames,
} from "../../../components/calls/mesh/congestion.ts";
import { eventually } from "../../people.ts";

/** Whether these counts of frames, one per sample, are too much. */
function isTooMuchOf(...frames: number[]): boolean {
  const entry = (framesDecoded: number, trackIdentifier: string) => ({
    id: trackIdentifier,
    type: "inbound-rtp",
    timestamp: 0,
    trackIdentifier,
    framesDecoded,
  });
  const last = frames.reduce(
    (before, now) =>
      countUnwantedFrames(before, [
        entry(now, "camera"),
        entry(9 * now, "screen"),
      ], [
        "voice",
        "camera",
      ]),
    noUnwantedFrames,
  );
  return isTooMuchUnwanted(last);
}

Deno.test("K-5: pictures that nobody is shown are borne for a moment, and no longer", () => {
  const table: [frames: number[], is: boolean][] = [
    [[], false],
    // Just turned off: counts from then on.
    [[5_000, 5_020, 5_020, 5_020], false],
    // Some browsers send one a second.
    [[2, 4, 6, 8, 10, 12], false],
    [[40, 80], false],
    [[40, 80, 120], true],
    // Another line was turned on.
    [[40, 80, 20, 60], false],
  ];
  for (const [frames, is] of table) {
    assert.equal(isTooMuchOf(...frames), is, `${frames}`);
  }
});

Deno.test("K-5: what a peer says again and again counts once in a while, and the last of it in the end", async () => {
  const is = new ThrottledSignal(0, 100);
  const seen: number[] = [];
  const stop = is.value.subscribe((now) => void seen.push(now));
  for (let said = 1; said <= 99; said++) is.set(said);
  assert.deepEqual(seen, [0, 1]);
  await eventually(
    () => Promise.resolve(seen),
    (all) => all.at(-1) === 99,
    "the last counted",
  );
  assert.deepEqual(seen, [0, 1, 99]);
  is.close();
  stop();
});

Deno.test("K-1: a connection with other lines than a voice and two pictures, in this order, has none", () => {
  const hasLines = (...kinds: string[]) => {
    const all = kinds.map((kind) => ({ receiver: { track: { kind } } }));
    const connection = { getTransceivers: () => all };
    return openTransceivers(connection as unknown as RTCPeerConnection) !==
      null;
  };
  assert(hasLines("audio", "video", "video"));
  const others = [
    [],
    ["audio"],
    ["audio", "audio", "video"],
    ["audio", "video", "audio"],
    ["audio", "audio", "audio"],
    ["video", "audio", "video"],
    ["audio", "video", "video", "audio"],
  ];
  for (const kinds of others) assert(!hasLines(...kinds), `${kinds}`);
});
