import type { Job } from "./jobs.ts";
import type { TestFailure } from "./output.ts";
import { type Outcome, runJob, type RunOptions } from "./process.ts";

/** One more than processors, since many jobs wait. */
const lanes = Math.max(2, Math.min(4, navigator.hardwareConcurrency)) + 1;

/** Two browsers keep two processors busy. */
const maxForeign = lanes - 1;

/** Own jobs that take as long as one foreign job. */
const ownPerForeign = 4;

/** Tests per run that may need a second try. */
const maxUnstable = 3;

export interface RunAllOptions extends RunOptions {
  /** Retries a failed foreign test once, alone. */
  readonly secondTries?: boolean;
  /** Starts no job after a failure. */
  readonly failFast?: boolean;
  /** Default: the console. */
  readonly say?: (line: string) => void;
}

/** Runs the jobs and reports each file and the failures. Returns the exit code. */
export async function runAll(
  jobs: readonly Job[],
  { secondTries = false, failFast = false, say = console.log, ...options }:
    RunAllOptions,
): Promise<number> {
  const since = performance.now();
  let left = jobs.reduce((sum, job) => sum + (job.files?.length ?? 1), 0);
  const outcomes: Outcome[] = [];
  let hasFailed = false;
  const runOne = async (job: Job) => {
    if (failFast && hasFailed) return;
    const outcome = await runJob(job, {
      ...options,
      onFile(path, tests, milliseconds) {
        left--;
        const counted = tests === 1 ? "1 test" : `${tests} tests`;
        say(
          `${path}: ${counted}, ${seconds(milliseconds)}, ${left} left`,
        );
      },
    });
    outcomes.push(outcome);
    if (!job.files) {
      left--;
      say(
        `${job.name}: ${seconds(outcome.milliseconds)}, ${left} left`,
      );
    }
    hasFailed ||= outcome.result.failed > 0;
    for (const it of outcome.result.failures) {
      say(`FAILED ${describeFailure(it)}`);
    }
  };
  await runOnLanes(jobs.filter((it) => !it.alone), lanes, maxForeign, runOne);
  for (const job of jobs) if (job.alone) await runOne(job);

  const unstable = secondTries ? await tryAgain(outcomes, options, say) : [];
  return report(outcomes, unstable, performance.now() - since, say);
}

/**
 * Gives jobs in order to free lanes. Some lanes prefer foreign jobs and some our own, so that both last equally long.
 * At most `maxForeign` foreign jobs run at once.
 */
export async function runOnLanes(
  jobs: readonly Job[],
  lanes: number,
  maxForeign: number,
  run: (job: Job) => Promise<void>,
): Promise<void> {
  const own = jobs.filter((it) => !it.isForeign);
  const foreign = jobs.filter((it) => it.isForeign);
  const work = ownPerForeign * foreign.length;
  const share = Math.round(lanes * work / (work + own.length || 1));
  const forForeign = Math.max(1, Math.min(share, maxForeign, lanes - 1));
  let foreignRunning = 0;
  const lane = async (prefersForeign: boolean) => {
    for (;;) {
      const mayBeForeign = foreign.length > 0 && foreignRunning < maxForeign;
      const isForeign = mayBeForeign && (prefersForeign || own.length === 0);
      const job = (isForeign ? foreign : own).shift();
      if (!job) return;
      if (isForeign) foreignRunning++;
      await run(job);
      if (isForeign) foreignRunning--;
    }
  };
  await Promise.all(
    Array.from({ length: lanes }, (_, n) => lane(n < forForeign)),
  );
}

/** Reruns failed foreign tests alone. Returns those that passed. */
async function tryAgain(
  outcomes: readonly Outcome[],
  options: RunOptions,
  say: (line: string) => void,
): Promise<TestFailure[]> {
  const unstable: TestFailure[] = [];
  for (const { job, result } of outcomes) {
    if (!job.isForeign) continue;
    // A command, or a file that did not load, runs again as a whole.
    const isWhole = !job.files ||
      result.failures.some(({ test }) => test.startsWith("("));
    const failures = [...result.failures];
    const tries = isWhole
      ? failures.length > 0
        ? [{ failed: failures, filter: options.filter }]
        : []
      : failures.map((it) => ({ failed: [it], filter: exactly(it.test) }));
    for (const { failed, filter } of tries) {
      say(`once more: ${failed.map(({ test }) => test).join(", ")}`);
      const again = await runJob(job, { ...options, filter });
      if (again.result.failed > 0 || again.result.passed === 0) continue;
      result.failed -= failed.length;
      result.passed += failed.length;
      result.failures.splice(
        0,
        Infinity,
        ...result.failures.filter((it) => !failed.includes(it)),
      );
      unstable.push(...failed);
    }
  }
  return unstable;
}

/** A `deno test` filter for exactly this name. */
const exactly = (test: string) => `/^${RegExp.escape(test)}$/`;

/** Prints the summary and returns the exit code. */
function report(
  outcomes: readonly Outcome[],
  unstable: readonly TestFailure[],
  milliseconds: number,
  say: (line: string) => void,
): number {
  let passed = 0, failed = 0;
  const notes = new Set<string>();
  const failures: TestFailure[] = [];
  for (const { result } of outcomes) {
    passed += result.passed;
    failed += result.failed;
    result.notes.forEach((it) => notes.add(it));
    failures.push(...result.failures);
  }
  if (passed + failed === 0) {
    say("\nNo test has this name.");
    failed = 1;
  }
  if (unstable.length > maxUnstable) failed += unstable.length;
  if (failures.length > 0) say("\n== what failed");
  for (const { text } of failures) say(`\n${text}`);
  if (notes.size > 0) say("");
  for (const note of [...notes].sort()) say(note);
  for (const it of unstable) say(`unstable: ${describeFailure(it)}`);
  if (unstable.length > maxUnstable) {
    say(`More than ${maxUnstable} unstable tests count as failed.`);
  }
  say(`\nThis took ${seconds(milliseconds)}.`);
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** One line: the test, the step that failed, and why. */
export const describeFailure = ({ test, step, reason }: TestFailure) =>
  [test, step, reason].filter((it) => it !== null).join(": ");

/** Formats a duration: tenths below 10 s, minutes from two on. */
function seconds(milliseconds: number): string {
  const s = milliseconds / 1_000;
  if (s < 10) return `${s.toFixed(1)} s`;
  if (s < 120) return `${Math.round(s)} s`;
  return `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
}
