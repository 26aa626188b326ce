import assert from "node:assert/strict";
import { EventLoopDelay } from "../../../server/http/event_loop_delay.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";

Deno.test("the event loop's delay is measured often only while the process works (SYNC-18)", async () => {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  const delays: number[] = [];
  let cpuMs = 0;
  try {
    new EventLoopDelay((ms) => delays.push(ms), () => time.now, () => cpuMs);
    await time.pass(9_900);
    assert.ok(delays.length < 25, `${delays.length} rings at rest`);
    const working = time.schedule(0, () => cpuMs += 10, 100);
    await time.pass(1000);
    delays.length = 0;
    // Something holds up every timer, at any moment.
    time.schedule(333, () => time.now += 200);
    await time.pass(1000);
    assert.ok(Math.max(...delays) > 170, `${Math.max(...delays)} ms`);
    time.cancel(working);
    await time.pass(1000);
    delays.length = 0;
    await time.pass(9_900);
    assert.ok(delays.length < 25, `${delays.length} rings at rest again`);
  } finally {
    giveBack();
  }
});
