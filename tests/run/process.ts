import type { Job } from "./jobs.ts";
import { OutputReader, type RunResult } from "./output.ts";

/** Ends a job that hangs; it counts as failed. */
const patienceMinutes = 10;

export interface Outcome {
  readonly job: Job;
  readonly result: RunResult;
  readonly milliseconds: number;
}

export interface RunOptions {
  /** Part of the test names, or a pattern between slashes. */
  readonly filter?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called once per file, when its tests end. */
  readonly onFile?: (path: string, tests: number, milliseconds: number) => void;
}

export async function runJob(
  job: Job,
  { filter, env, onFile }: RunOptions = {},
): Promise<Outcome> {
  const since = performance.now();
  const filtered = filter === undefined ? [] : [`--filter=${filter}`];
  const args = job.args ??
    ["test", "-A", "--no-check", ...filtered, ...job.files!];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    env: { NO_COLOR: "1", ...env, ...job.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = new OutputReader(onFile);
  const lines: string[] = [];
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const line of linesOf(stream)) {
      lines.push(line);
      reader.read(line);
    }
  };
  const overdue = setTimeout(() => {
    lines.push(`It had not ended after ${patienceMinutes} minutes.`);
    child.kill("SIGKILL");
  }, patienceMinutes * 60_000);
  const [{ code }] = await Promise.all([
    child.status,
    read(child.stdout),
    read(child.stderr),
  ]);
  clearTimeout(overdue);
  const { result } = reader;
  const ranNothing = result.passed + result.failed === 0 &&
    filter === undefined &&
    !result.notes.some((it) => it.startsWith("not run"));
  const endedBadly = code !== 0 && result.failed === 0;
  if (job.isCheck) {
    if (code === 0) result.passed = 1;
    else fail(job, result, lines, `exit code ${code}`);
  } else if (endedBadly) {
    fail(job, result, lines, `it ended with code ${code} before its last test`);
  } else if (ranNothing) fail(job, result, lines, "it has no test");
  if (result.ignored > 0) {
    fail(job, result, [], `${result.ignored} tests are ignored`);
  }
  const milliseconds = performance.now() - since;
  return { job, result, milliseconds };
}

/** Counts a failure that no test reported. */
function fail(
  job: Job,
  result: RunResult,
  lines: readonly string[],
  reason: string,
): void {
  result.failed++;
  result.failures.push({
    file: job.name,
    test: "(the whole process)",
    step: null,
    reason,
    text: [`${job.name}: ${reason}`, ...lines.slice(-40)].join("\n"),
  });
}

async function* linesOf(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}
