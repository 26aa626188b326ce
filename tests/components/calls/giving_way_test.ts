/** When a link of a call gives way, as tables: what is measured of it, and what that takes. */
import assert from "node:assert/strict";
import { noPictures } from "../../../components/calls/mesh/bitrates.ts";
import {
  afterSample,
  freshQuality,
  type LinkQuality,
  type LinkSample,
  readSample,
} from "../../../components/calls/mesh/congestion.ts";

const well: LinkSample = {
  loss: 0,
  rtt: 0.05,
  available: 2_000_000,
  isSlow: false,
};

/** How far a link gives way after each sample, over which a picture has been sent for a while. */
function course(samples: readonly Partial<LinkSample>[]): number[] {
  let quality: LinkQuality = { ...freshQuality, sinceShown: 10 };
  return samples.map((it) => {
    const isShowing = quality.concession < noPictures;
    quality = afterSample(quality, { ...well, ...it }, isShowing);
    return quality.concession;
  });
}

const times = (count: number, it: Partial<LinkSample>) =>
  Array<Partial<LinkSample>>(count).fill(it);

Deno.test("K-5: what each kind of bad link takes, sample by sample", () => {
  const rows: [string, Partial<LinkSample>, number[]][] = [
    ["well", {}, [0, 0, 0, 0, 0, 0, 0]],
    ["nothing known", {
      loss: null,
      rtt: null,
      available: null,
    }, [0, 0, 0, 0]],
    ["3 % lost", { loss: 0.03 }, [0, 0, 0, 0, 0, 0]],
    ["5 % lost: the picture goes, the voice stays", { loss: 0.05 }, [
      ...[0, 1, 1, 2, 2, 3, 3, 3, 3, 3],
    ]],
    ["a fifth lost", { loss: 0.2 }, [2, 4, 4]],
    ["a second there and back", { rtt: 1 }, [0, 1, 1, 2, 2, 3, 3, 3]],
    ["no room", { available: 40_000 }, [2, 4, 3 + 1]],
    ["little room", { available: 100_000 }, [0, 1, 1, 2, 2, 3]],
    ["a slow machine keeps small pictures", { isSlow: true }, [
      ...[0, 1, 1, 2, 2, 2, 2, 2],
    ]],
  ];
  for (const [what, sample, wanted] of rows) {
    assert.deepEqual(course(times(wanted.length, sample)), wanted, what);
  }
});

Deno.test("K-5: one bad moment takes nothing", () => {
  const once = [{ loss: 0.08 }, {}, {}, { loss: 0.08 }, {}];
  assert.deepEqual(course(once), [0, 0, 0, 0, 0]);
});

Deno.test("K-5: of a voice alone, peers tell every five seconds: the loss holds for as long", () => {
  const unknown = { loss: null };
  assert.equal(course([{ loss: 0.06 }, unknown]).at(-1), 1);
  const long = [{ loss: 0.06 }, unknown, unknown, ...times(4, unknown)];
  assert.equal(course(long).at(-1), 1, "and no longer");
});

Deno.test("K-5: pictures come back step by step after a good while, later each time it was too early", () => {
  const lost = times(6, { loss: 0.05 });
  const back = course([...lost, ...times(15, {})]).slice(6);
  assert.deepEqual(back, [3, 3, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 0]);

  // It breaks down as soon as the pictures are back.
  const early = [...lost, ...times(5, {}), ...times(2, { loss: 0.06 })];
  assert.deepEqual(course(early).slice(-3), [2, 2, 3]);
  const after = course([...early, ...times(10, {})]).slice(early.length);
  assert.deepEqual(after, [3, 3, 3, 3, 3, 3, 3, 3, 3, 2]);

  // What is neither well nor bad changes nothing.
  const fair = course([...lost, ...times(20, { loss: 0.03 })]);
  assert.equal(fair.at(-1), 3);
});

Deno.test("K-5: a browser that has sent a voice alone guesses no more than that for a while: the pictures stay", () => {
  const lost = [...times(6, { loss: 0.05 }), ...times(5, {})];
  const guess = { available: 40_000 };
  const found = course([...lost, ...times(5, guess), ...times(5, {})]);
  assert.deepEqual(found.slice(-10), [2, 2, 2, 2, 2, 2, 2, 2, 2, 1]);
  const wrong = [...lost, ...times(6, guess)];
  assert.equal(course(wrong).at(-1), 4, "then it is true");
  const after = course([...wrong, ...times(10, {})]).slice(-2);
  assert.deepEqual(after, [4, 3], "and it was too early");

  let quality = freshQuality;
  for (const isShowing of [...Array(20).fill(false), ...Array(5).fill(true)]) {
    quality = afterSample(quality, { ...well, ...guess }, isShowing);
    assert.equal(quality.concession, 0);
  }
});

Deno.test("K-5: a sample says what was lost since the one before", () => {
  const report = (at: number, packetsSent: number, packetsLost: number) => [
    {
      id: "out",
      type: "outbound-rtp",
      timestamp: at,
      packetsSent,
      qualityLimitationReason: "cpu",
    },
    {
      id: "in",
      type: "remote-inbound-rtp",
      timestamp: at,
      localId: "out",
      packetsLost,
    },
    {
      id: "pair",
      type: "candidate-pair",
      timestamp: at,
      state: "succeeded",
      nominated: true,
      currentRoundTripTime: 0.2,
      availableOutgoingBitrate: 300_000,
    },
    { id: "other", type: "candidate-pair", timestamp: at, state: "waiting" },
  ];
  const first = readSample(report(1, 100, 50), new Map());
  assert.deepEqual(first.sample, {
    loss: null,
    rtt: 0.2,
    available: 300_000,
    isSlow: true,
  });
  const second = readSample(report(2, 200, 60), first.counts);
  assert.equal(second.sample.loss, 0.1);
  const same = readSample(report(2, 260, 60), second.counts);
  assert.equal(same.sample.loss, null, "the peer has not told more");
  const few = readSample(report(3, 220, 65), second.counts);
  assert.equal(few.sample.loss, null, "too few packets to say");
  const late = readSample(report(4, 300, 59), few.counts);
  assert.equal(late.sample.loss, 0, "what came late is not lost");
});

Deno.test("K-5: the round trip is the shortest that peers tell of now; where they tell of none, the browser's own", () => {
  const now = 10_000;
  const pair = {
    id: "pair",
    type: "candidate-pair",
    timestamp: now,
    state: "succeeded",
    nominated: true,
    currentRoundTripTime: 0.1,
  };
  const told = (timestamp: number, roundTripTime?: number) => ({
    id: `told ${timestamp}`,
    type: "remote-inbound-rtp",
    timestamp,
    roundTripTime,
  });
  const rows: [ReturnType<typeof told>[], number][] = [
    [[], 0.1],
    [[told(9_500, 0.3), told(9_000, 0.2)], 0.2],
    [[told(9_500, 0.3), told(8_000, 0.06)], 0.3],
    [[told(8_000, 0.06)], 0.1],
    [[told(9_500)], 0.1],
  ];
  for (const [all, rtt] of rows) {
    const { sample } = readSample([pair, ...all], new Map());
    assert.equal(sample.rtt, rtt, JSON.stringify(all));
  }
});
