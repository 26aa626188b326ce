/** Work in a worker's program ends in time, and is not called dear when the machine was busy (C-9). */
import assert from "node:assert/strict";
import process from "node:process";
import {
  MachineBusyError,
  runAgainIfBusy,
  runWithinTime,
} from "../../server/imports/worker_jobs.ts";

const limits = { time: 200, patience: 1000, memory: 1e9 };

/** Runs work that never ends, on a thread that had the processor for `processorMs`. */
function runForever(processorMs: number): void {
  const { threadCpuUsage } = process;
  let readings = 0;
  process.threadCpuUsage = () => ({
    user: readings++ * processorMs * 1000,
    system: 0,
  });
  try {
    runAgainIfBusy(limits, () => {
      for (;;);
    });
  } finally {
    process.threadCpuUsage = threadCpuUsage;
  }
}

Deno.test("work that is over its time on a free processor is too dear (C-9)", () => {
  assert.throws(() => runForever(180), {
    code: "ERR_SCRIPT_EXECUTION_TIMEOUT",
  });
});

Deno.test("work that is over its time on a busy machine may be tried again (C-9)", () => {
  assert.throws(() => runForever(60), MachineBusyError);
});

Deno.test("work on a busy machine is run again, for longer (C-9)", () => {
  const { threadCpuUsage } = process;
  process.threadCpuUsage = () => ({ user: 0, system: 0 });
  let runs = 0;
  try {
    const answer = runAgainIfBusy(limits, () => {
      for (; runs++ === 0;) for (;;);
      return 42;
    });
    assert.equal(answer, 42);
  } finally {
    process.threadCpuUsage = threadCpuUsage;
  }
});

Deno.test("an error of the work itself stays itself", () => {
  const fail = () => {
    throw new RangeError("too deep");
  };
  assert.throws(() => runWithinTime(limits, fail), RangeError);
});
