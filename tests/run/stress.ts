/** Runs tests repeatedly in parallel to find random failures. */
import { Random } from "../random.ts";
import type { Job } from "./jobs.ts";
import type { TestFailure } from "./output.ts";
import { runJob, type RunOptions } from "./process.ts";
import { describeFailure, runOnLanes } from "./run.ts";

/** Seed of the order; `SEED` repeats one. */
const orderSeed = Number(Deno.env.get("SEED")) || Date.now() % 1_000_000;

/** About twice the processors of most machines. */
const lanes = 4;

/**
 * Runs the files `rounds` times in random orders. Prints each failure's count and first error; returns the exit code.
 */
export async function runStress(
  jobs: readonly Job[],
  rounds: number,
  options: RunOptions,
): Promise<number> {
  const random = new Random(orderSeed);
  console.log(`SEED=${orderSeed} orders the files.`);
  const failed = new Map<string, { first: TestFailure; times: number }>();
  let passed = 0;
  for (let round = 1; round <= rounds; round++) {
    let failedNow = 0, left = jobs.length;
    await runOnLanes(random.shuffled(jobs), lanes, lanes, async (job) => {
      const { result } = await runJob(job, options);
      left--;
      console.log(`${job.name}: ${result.passed} passed, ${left} left`);
      passed += result.passed;
      failedNow += result.failed;
      for (const failure of result.failures) {
        const key = `${failure.file}: ${failure.test}`;
        const known = failed.get(key) ?? { first: failure, times: 0 };
        known.times++;
        failed.set(key, known);
        console.log(`FAILED ${failure.file}: ${describeFailure(failure)}`);
      }
    });
    console.log(`round ${round} of ${rounds}: ${failedNow} failed`);
  }
  if (failed.size > 0) console.log("\n== unstable");
  for (const [key, { first, times }] of failed) {
    console.log(`\n${times} of ${rounds}: ${key}\n${first.text}`);
  }
  const total = [...failed.values()].reduce((sum, it) => sum + it.times, 0);
  console.log(`\n${passed} passed, ${total} failed`);
  return failed.size === 0 ? 0 : 1;
}
