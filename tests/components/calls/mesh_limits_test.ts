/** What a page bears of a classmate's in a call from browser to browser (K-5). */
import assert from "node:assert/strict";
import { linesOf } from "../../../components/calls/mesh/lines.ts";
import { Seldom } from "../../../components/calls/mesh/link.ts";
import {
  isTooMuch,
  noUnwanted,
  unwantedAfter,
} from "../../../components/calls/mesh/congestion.ts";
import { eventually } from "../../people.ts";

/** Whether it is too much after these counts of frames, one each sample, on a line with nothing on. */
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
      unwantedAfter(before, [entry(now, "camera"), entry(9 * now, "screen")], [
        "voice",
        "camera",
      ]),
    noUnwanted,
  );
  return isTooMuch(last);
}

Deno.test("K-5: pictures that nobody is shown are borne for a moment, and no longer", () => {
  const table: [frames: number[], is: boolean][] = [
    [[], false],
    // On for long, and just turned off: it counts from then.
    [[5_000, 5_020, 5_020, 5_020], false],
    // One a second, as some browsers send.
    [[2, 4, 6, 8, 10, 12], false],
    [[40, 80], false],
    [[40, 80, 120], true],
    // Another line, with fewer, has been turned on since.
    [[40, 80, 20, 60], false],
  ];
  for (const [frames, is] of table) {
    assert.equal(isTooMuchOf(...frames), is, `${frames}`);
  }
});

Deno.test("K-5: what a peer says again and again counts once in a while, and the last of it in the end", async () => {
  const is = new Seldom(0, 100);
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
    return linesOf(connection as unknown as RTCPeerConnection) !== null;
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
