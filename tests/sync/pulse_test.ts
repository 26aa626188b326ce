import assert from "node:assert/strict";
import fc from "fast-check";
import { limits } from "../../sync/limits.ts";
import { Pulse, type PulseVerdict } from "../../sync/pulse.ts";
import { propertyOptions, Random } from "../random.ts";
import { timeUntilSilent, watchQuietClient } from "./lossy_line.ts";

/** V-6, without the tick of presence and the way to the teacher's page. */
const promisedMs = 4_750;
const lessonMs = 10 * 60_000;

/** What the looks at a client say that is not heard. */
function looksAt(pulse: Pulse, count: number): PulseVerdict[] {
  return Array.from({ length: count }, () => pulse.look());
}

/** A pulse whose client took so many looks to answer. */
function answeredAfter(...answers: number[]): Pulse {
  const pulse = new Pulse();
  for (const answer of answers) {
    looksAt(pulse, limits.quiet / limits.look + answer);
    pulse.hear();
  }
  return pulse;
}

Deno.test("a client is silent the later, the slower its line answers, and at last whatever it does (V-6)", () => {
  const table: [answers: number[], ms: number][] = [
    // Nothing is known yet.
    [[], 11_750],
    // Up to 250 ms.
    [[0], 3_750],
    [[0, 0, 1], 4_750],
    [[2], 8_250],
    // About 800 ms.
    [[3], 11_750],
    [[7], limits.silentSlowClient],
    // One slow answer counts long, but not for ever.
    [[2, 0], 8_250],
    [[2, ...Array(60).fill(0)], 3_750],
  ];
  for (const [answers, ms] of table) {
    const pulse = answeredAfter(...answers);
    let looks = 1;
    while (pulse.look() !== "lost" && !pulse.isSilent) looks++;
    assert.equal(looks * limits.look, ms, answers.join());
    assert.ok(pulse.isSilent, "before it is given up");
  }
});

Deno.test("a quiet client gets a ping, then one a second, and is given up at last (SYNC-14)", () => {
  const verdicts = looksAt(
    answeredAfter(0),
    limits.silentSocket / limits.look,
  );
  const asked = verdicts.flatMap((verdict, n) =>
    verdict === "ask" ? [(n + 1) * limits.look] : []
  );
  assert.deepEqual(asked.slice(0, 3), [2000, 3000, 4000]);
  assert.equal(verdicts.indexOf("lost"), verdicts.length - 1);
});

Deno.test("who writes gets no ping", () => {
  const pulse = new Pulse();
  for (let n = 0; n < 100; n++) {
    assert.ok(!looksAt(pulse, limits.quiet / limits.look - 1).includes("ask"));
    pulse.hear();
  }
});

Deno.test("a network that goes again and again is noticed as soon each time (V-6)", () => {
  const pulse = answeredAfter(0);
  for (let n = 0; n < 5; n++) {
    assert.ok(timeUntilSilent(pulse) <= promisedMs);
    looksAt(pulse, 12);
    pulse.hear();
    assert.ok(!pulse.isSilent);
  }
});

Deno.test("a line that becomes slow is taken for gone at most twice (V-6)", () => {
  const pulse = answeredAfter(0);
  const alarms = Array.from({ length: 20 }, () => {
    looksAt(pulse, (limits.quiet + 3_500) / limits.look);
    const { isSilent } = pulse;
    pulse.hear();
    return isSilent;
  });
  assert.ok(alarms.filter(Boolean).length <= 2);
});

Deno.test("a good line is never silent, and soon is when it is cut (V-6)", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 499 }),
      fc.integer({ min: 1, max: 60 }),
      (roundTrip, seconds) => {
        const line = { roundTrip, loss: 0 };
        const { alarms, pulse } = watchQuietClient(
          seconds * 1000 + 5_000,
          line,
          new Random(1),
        );
        assert.equal(alarms, 0);
        assert.ok(timeUntilSilent(pulse) <= promisedMs);
      },
    ),
    propertyOptions("answers of a good line", 200),
  );
});

Deno.test("a line that loses a tenth and answers after 800 ms raises no alarm in ten minutes (V-6)", () => {
  const line = { roundTrip: 800, loss: 0.1 };
  const lessons = Array.from(
    { length: 200 },
    (_, seed) => watchQuietClient(lessonMs, line, new Random(seed)),
  );
  const alarms = lessons.filter((lesson) => lesson.alarms > 0).length;
  // TCP loses the same packet five times in a row about once in a day of such a class.
  assert.ok(alarms <= 2, `${alarms} of ${lessons.length} lessons`);
});
