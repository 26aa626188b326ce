/** When a link reduces its pictures and voice, and when they come back. */
import assert from "node:assert/strict";
import { planSending } from "../../../components/calls/mesh/transceivers.ts";
import {
  CongestionControl,
  type CongestionState,
  initialCongestion,
  type LinkSample,
  readSample,
  updateCongestion,
} from "../../../components/calls/mesh/congestion.ts";
import { Random } from "../../random.ts";

const short = 0.06, queued = 0.13;
const well: LinkSample = { loss: 0, rtt: short };

/** The step after each sample, and the last course; 600 kbit/s are wanted. */
function course(
  samples: readonly Partial<LinkSample>[],
  { from = initialCongestion, wanted = 600_000 } = {},
): { steps: number[]; last: CongestionState } {
  let last = from;
  const steps = samples.map((it) => {
    last = updateCongestion(last, { ...well, ...it }, wanted);
    return last.step;
  });
  return { steps, last };
}

const times = (count: number, it: Partial<LinkSample>) =>
  Array<Partial<LinkSample>>(count).fill(it);

/** Its pictures have their full size for long. */
const { last: long } = course(times(20, {}));

Deno.test("K-5: a picture begins small, and is as planned within some six seconds where nothing stands in its way", () => {
  assert.deepEqual(course(times(6, {})).steps, [4, 5, 6, 6, 6, 6]);
  const all = course(times(9, {}), { wanted: 1_200_000 });
  assert.equal(all.last.step, 8);
});

Deno.test("K-5: what each kind of bad link takes, sample by sample", () => {
  const rows: [string, Partial<LinkSample>, number[]][] = [
    ["well", {}, [6, 6, 6, 6]],
    ["nothing known", { loss: null, rtt: null }, [6, 6, 6, 6]],
    ["3 % lost", { loss: 0.03 }, [6, 6, 6, 6]],
    ["5 % lost: the picture goes, the voice stays", { loss: 0.05 }, [
      ...[6, 5, 4, 3, 2, 1, 1, 1],
    ]],
    ["a fifth lost", { loss: 0.2 }, [4, 2, 1, 0, 0]],
    ["a second there and back", { rtt: 1 }, [6, 5, 4, 3]],
    ["two seconds", { rtt: 2 }, [4, 2, 1, 0, 0]],
    ["a queue: never less than shows whether there is more", {
      rtt: queued,
    }, [6, 5, 5, 4, 4, 3, 3, 2, 2, 2]],
    ["neither well nor bad", { rtt: 0.1 }, [6, 6, 6, 6]],
  ];
  for (const [what, sample, wanted] of rows) {
    const { steps } = course(times(wanted.length, sample), { from: long });
    assert.deepEqual(steps, wanted, what);
  }
});

Deno.test("K-5: one bad moment takes nothing, and one late one neither", () => {
  for (const once of [{ loss: 0.08 }, { rtt: 0.3 }]) {
    const { steps } = course([once, {}, {}, once, {}], { from: long });
    assert.deepEqual(steps, [6, 6, 6, 6, 6], JSON.stringify(once));
  }
});

Deno.test("K-5: with no picture on, a long way and a queue teach nothing; a bad link does", () => {
  const wanted = 0;
  const { steps } = course(times(9, { rtt: queued }), { wanted });
  assert.deepEqual(new Set(steps), new Set([3]));
  assert.equal(course(times(9, {}), { wanted }).last.step, 3);
  const { last } = course(times(5, { loss: 0.2 }), { wanted });
  assert.equal(last.step, 0);
  assert.equal(course(times(60, {}), { from: last, wanted }).last.step, 2);
});

Deno.test("K-5: pictures come back step by step after a good while, later each time it was too early, and as at first once all has long been well", () => {
  const { last: lost } = course(times(10, { loss: 0.05 }), { from: long });
  const back = course(times(20, {}), { from: lost });
  assert.deepEqual(back.steps, [
    ...[1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5],
  ]);
  // Fails as soon as the picture is back.
  const early = course([...times(5, {}), ...times(2, { loss: 0.06 })], {
    from: lost,
  });
  assert.deepEqual(early.steps, [1, 1, 1, 1, 2, 2, 1]);
  const after = course(times(10, {}), { from: early.last });
  assert.deepEqual(after.steps, [1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
  const often = course(
    Array(5).fill([...times(45, {}), ...times(2, { loss: 0.06 })]).flat(),
    { from: early.last },
  );
  assert(often.last.wait <= 45);
  assert.equal(course(times(120, {}), { from: lost }).last.wait, 1);
  // Samples that are neither good nor bad change nothing.
  const fair = course(times(20, { loss: 0.03 }), { from: lost });
  assert.equal(fair.last.step, 1);
});

Deno.test("K-5: a long way is no queue, and one that has become longer is known to be after a while", () => {
  assert.equal(course(times(4, { rtt: 0.4 })).last.step, 6);
  const { steps } = course(times(250, { rtt: 0.2 }), { from: long });
  assert.equal(Math.min(...steps), 2);
  assert(steps.at(-1)! > 2, "they grow again");
});

Deno.test("K-5: the jitter of Wi-Fi takes no picture", () => {
  const random = new Random(1);
  // A round trip of 20 ms with 15 ms of jitter, at times 60.
  const samples = Array.from({ length: 300 }, () => ({
    rtt: 0.02 - 0.015 * Math.log(1 - random.next()),
  }));
  const { steps } = course(samples);
  assert.equal(steps[12], 6, "it is as planned within 25 s");
  const small = steps.slice(12).filter((it) => it < 5).length;
  assert(small < 15, `${small} of 288 samples`);
});

Deno.test("K-5: a link gives its pictures up before its voice loses anything, and words on a screen stay as large as they are", () => {
  const camera = {} as MediaStreamTrack, screen = {} as MediaStreamTrack;
  const all = { microphone: null, camera, screen };
  const report = (roundTripTime: number, fractionLost: number) => [{
    id: "told",
    type: "remote-inbound-rtp",
    timestamp: 1,
    roundTripTime,
    fractionLost,
  }];
  const plan = planSending(2, 2);
  const giving = new CongestionControl(plan);
  const kbits = () => {
    const { voice, camera, screen } = giving.planFor(all);
    const pictures = [camera?.bitrate ?? 0, screen?.bitrate ?? 0];
    if (screen) assert.equal(screen.smaller, 1);
    return [voice, ...pictures].map((it) => it / 1000).join(" ");
  };
  const seen = [kbits()];
  const measure = (loss: number) => {
    const isOther = giving.measure(report(0.05, loss), all);
    assert.equal(isOther, kbits() !== seen.at(-1));
    if (isOther) seen.push(kbits());
  };
  for (let n = 0; n < 9; n++) measure(0);
  assert.deepEqual(seen, [
    "32 75 75",
    "32 125 125",
    "32 200 200",
    "32 300 300",
    "32 500 500",
    "32 600 600",
  ]);
  seen.splice(0, 5);
  while (!giving.isHoldingBack) measure(0.2);
  measure(0.2);
  assert.deepEqual(seen, [
    "32 600 600",
    "32 300 300",
    "32 125 125",
    "32 50 50",
    "32 0 0",
    "16 0 0",
  ]);
});

Deno.test("K-5: a sample says what peers have told of now: of loss for six seconds, of round trips for two; where of none, the browser's own", () => {
  const now = 10_000;
  const pair = {
    id: "pair",
    type: "candidate-pair",
    timestamp: now,
    state: "succeeded",
    nominated: true,
    currentRoundTripTime: 0.1,
  };
  const waiting = { ...pair, state: "waiting", currentRoundTripTime: 9 };
  const told = (timestamp: number, roundTripTime?: number, loss?: number) => ({
    id: `told ${timestamp}`,
    type: "remote-inbound-rtp",
    timestamp,
    roundTripTime,
    fractionLost: loss,
  });
  const rows: [ReturnType<typeof told>[], number, number | null][] = [
    [[], 0.1, null],
    [[told(9_500, 0.3, 0), told(9_000, 0.2, 0.1)], 0.2, 0.05],
    [[told(9_500, 0.3, 0.1), told(8_000, 0.06)], 0.3, 0.1],
    [[told(8_000, 0.06, 0.2)], 0.1, 0.2],
    [[told(4_000, 0.06, 0.2)], 0.1, null],
    [[told(9_500)], 0.1, null],
  ];
  for (const [all, rtt, loss] of rows) {
    const sample = readSample([pair, waiting, ...all]);
    assert.deepEqual(sample, { rtt, loss }, JSON.stringify(all));
  }
});
