/** Refusals of devices, and loudness. */
import assert from "node:assert/strict";
import { deviceTroubleOfError } from "../../../components/calls/browser_call_devices.ts";
import {
  levelMeter,
  StatsLevels,
  toLoudness,
} from "../../../components/calls/voice_levels.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";

Deno.test("K-3: each refusal of a browser is said as what it means, and a fault of ours stays one", () => {
  const rows: [string, string][] = [
    ["NotFoundError", "none"],
    ["OverconstrainedError", "none"],
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotReadableError", "busy"],
    ["AbortError", "busy"],
    ["NotSupportedError", "unsupported"],
  ];
  for (const [name, trouble] of rows) {
    assert.equal(
      deviceTroubleOfError(new DOMException("", name)),
      trouble,
      name,
    );
  }
  assert.throws(() => deviceTroubleOfError(new RangeError("ours")), RangeError);
});

Deno.test("K-1: how loud somebody is goes from silence to the loudest", () => {
  assert.deepEqual([0, 0.0001, 1, 4].map(toLoudness), [0, 0, 1, 1]);
  assert(toLoudness(0.01) > 0.3 && toLoudness(0.1) > toLoudness(0.01));
});

Deno.test("K-5: a microphone that the browser cannot measure has no level, and nothing else is wrong with it", () => {
  const { AudioContext, MediaStream } = globalThis;
  const refuses = () => {
    throw new DOMException("another sample rate", "NotSupportedError");
  };
  let closed = 0;
  class TooMany {
    constructor() {
      refuses();
    }
  }
  class Unable {
    createMediaStreamSource = refuses;
    close() {
      closed++;
      return Promise.resolve();
    }
  }
  try {
    for (const context of [TooMany, Unable]) {
      Object.assign(globalThis, {
        AudioContext: context,
        AnalyserNode: Object,
        MediaStream: Object,
      });
      const meter = levelMeter();
      const seen: number[] = [];
      const stop = meter.level.subscribe((now) => void seen.push(now));
      meter.listen({} as MediaStreamTrack);
      meter.close();
      stop();
      assert.deepEqual(seen, [0]);
    }
    assert.equal(closed, 1);
  } finally {
    Object.assign(globalThis, { AudioContext, MediaStream });
    Reflect.deleteProperty(globalThis, "AnalyserNode");
  }
});

Deno.test("K-1: nobody is loud who is not looked at, whatever comes late of when they were", async () => {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  const before = Reflect.get(globalThis, "document");
  Object.assign(globalThis, { document: { hidden: false } });
  const voice = { type: "inbound-rtp", kind: "audio", audioLevel: 1 };
  const report = new Map([["voice", voice]]) as unknown as RTCStatsReport;
  let asked = 0, late = Promise.resolve();
  const levels = new StatsLevels();
  try {
    const level = levels.watch("inbound-rtp", async () => {
      asked++;
      await late;
      return report;
    });
    const stop = level.subscribe(() => {});
    await time.pass(300);
    assert.deepEqual([level.peek(), asked], [1, 1]);
    const { promise, resolve } = Promise.withResolvers<void>();
    late = promise;
    await time.pass(200);
    stop();
    resolve();
    await time.pass(1_000);
    assert.deepEqual([level.peek(), asked], [0, 2]);
  } finally {
    levels.close();
    giveBack();
    Object.assign(globalThis, { document: before });
  }
});
