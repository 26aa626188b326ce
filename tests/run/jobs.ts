import { walkFiles } from "./files.ts";
import { lessons } from "./lessons.ts";
import { requestWires } from "./request_wires.ts";

export interface Job {
  readonly name: string;
  readonly files?: readonly string[];
  /** Arguments of `deno`, for a job other than `deno test`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** True if no other job may run meanwhile. */
  readonly alone?: boolean;
  /**
   * True if it depends on a browser, screen reader or foreign server. Only such tests get a second try, in the whole
   * check.
   */
  readonly isForeign?: boolean;
  /** True if only its exit code counts, as one test. */
  readonly isCheck?: boolean;
}

/** A process costs 0.2 s; progress is shown in processes. */
const filesPerProcess = 10;

/** Tests that start servers or play many rounds: one process per file, started early. */
const longFloors =
  /^tests\/(e2e|crash|long|server|data)\/|^tests\/(instances|hostile)_/;

/** A call of five browsers: without a processor at once, voices and pictures do not come. */
const classCall = "tests/long/class_call_test.ts";

async function testFiles(): Promise<string[]> {
  const all = await walkFiles("tests", /_test\.tsx?$/);
  return all.filter((file) => !file.startsWith("tests/long/"));
}

async function needsBrowser(file: string): Promise<boolean> {
  if (file.startsWith("tests/browser/")) return true;
  return /from ".*\/browser\.ts"/.test(await Deno.readTextFile(file));
}

async function splitByBrowser(
  files: readonly string[],
): Promise<{ browser: string[]; plain: string[] }> {
  const browser: string[] = [], plain: string[] = [];
  for (const file of files) {
    (await needsBrowser(file) ? browser : plain).push(file);
  }
  return { browser, plain };
}

const browserJobs = (files: readonly string[]): Job[] =>
  files.map((file) => ({ name: file, files: [file], isForeign: true }));

/** Long files alone and first, then a few files of a folder per job. */
function plainJobs(
  files: readonly string[],
  env?: Record<string, string>,
): Job[] {
  const wire = env?.WIRE ? `, wire ${env.WIRE}` : "";
  const long = files.filter((file) => longFloors.test(file));
  const batches: string[][] = [];
  for (const file of files) {
    if (longFloors.test(file)) continue;
    const last = batches.at(-1);
    const floorOf = (path: string) => path.split("/").slice(0, 3).join("/");
    const fits = last && last.length < filesPerProcess &&
      floorOf(last[0]) === floorOf(file);
    if (fits) last.push(file);
    else batches.push([file]);
  }
  return [...long.map((file) => [file]), ...batches].map((files) => ({
    name: files.length === 1
      ? files[0] + wire
      : `${files[0]} and ${files.length - 1} more${wire}`,
    files,
    env,
  }));
}

/** `deno task test`: tests without a browser, and the lessons. */
export async function shortJobs(): Promise<Job[]> {
  const { plain } = await splitByBrowser(await testFiles());
  return [...browserJobs(Object.keys(lessons)), ...plainJobs(plain)];
}

/** `deno task test:all`, those that fail most often first. */
export async function allJobs(): Promise<Job[]> {
  const { browser, plain } = await splitByBrowser(await testFiles());
  const others = browser.filter((file) => !(file in lessons));
  const long = await walkFiles("tests/long", /_test\.tsx?$/);
  return [
    ...browserJobs([...Object.keys(lessons), ...others]),
    ...engineJobs,
    ...plainJobs(long).map((job) => ({
      ...job,
      isForeign: true,
      alone: job.name === classCall,
    })),
    ...plainJobs(plain),
    ...plainJobs(await wireFiles(), { WIRE: "2" }),
    ...["http", "poll"].flatMap((WIRE) =>
      plainJobs(Object.keys(requestWires), { WIRE })
    ),
    realServers,
    screenReader,
  ];
}

const realServers: Job = {
  name: "real servers",
  args: ["run", "-A", "tests/real/main.ts"],
  isForeign: true,
};

const engineJobs: readonly Job[] = ["Chromium", "Firefox", "WebKit"].map(
  (engine) => ({
    name: `engines, ${engine}`,
    files: ["tests/engines/smoke.ts"],
    env: { ENGINES: engine },
    isForeign: true,
  }),
);

/** Depends on the timing of speech. */
const screenReader: Job = {
  name: "screen reader",
  files: ["tests/orca/lessons.ts"],
  alone: true,
  isForeign: true,
};

export const checks: readonly Job[] = [
  { name: "format", args: ["fmt", "--check"], isCheck: true },
  { name: "lint", args: ["lint"], isCheck: true },
  { name: "types", args: ["check"], isCheck: true },
  {
    name: "size",
    args: ["run", "-A", "bench/measures/size.ts"],
    isCheck: true,
  },
];

export async function namedJobs(paths: readonly string[]): Promise<Job[]> {
  const found: string[] = [];
  for (const path of paths) {
    if ((await Deno.stat(path)).isFile) found.push(path);
    else found.push(...await walkFiles(path, /_test\.tsx?$/));
  }
  const { browser, plain } = await splitByBrowser([...new Set(found)]);
  return [...browserJobs(browser), ...plainJobs(plain)];
}

/** Files that also run over one socket for all documents (`v=2`). */
async function wireFiles(): Promise<string[]> {
  const lines = await Deno.readTextFile("tests/wires.txt");
  const found: string[] = [];
  for (const line of lines.split("\n").filter(Boolean)) {
    if (line.endsWith("/*_test.ts")) {
      const folder = line.slice(0, -"/*_test.ts".length);
      const files = await walkFiles(folder, /_test\.tsx?$/);
      found.push(
        ...files.filter((it) => !it.slice(folder.length + 1).includes("/")),
      );
    } else found.push(line);
  }
  return found;
}
