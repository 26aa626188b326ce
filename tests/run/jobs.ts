/** What each test command runs, as jobs: processes that `main.ts` starts a few at a time. */
import { walkFiles } from "./files.ts";
import { lessons } from "./lessons.ts";
import { requestWires } from "./request_wires.ts";

/** One process, and what the runner must know of it. */
export interface Job {
  /** What a reader sees of it: a file, a folder or the name of a check. */
  readonly name: string;
  /** Test files for `deno test`. */
  readonly files?: readonly string[];
  /** A command of its own, where it is not `deno test` on files; the arguments of `deno`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it runs with nothing beside it. */
  readonly alone?: boolean;
  /**
   * Whether it depends on a browser, a screen reader or a server that is not ours. Only such a test may be run a second
   * time, in the whole check.
   */
  readonly isForeign?: boolean;
  /** Whether it is a check without tests: its exit code alone counts, as one test. */
  readonly isCheck?: boolean;
}

/** Most files that one process runs. A process costs 0.2 s, and the runner shows what is left in processes. */
const filesPerProcess = 10;

/** Floors whose tests start servers or play many rounds: each file has a process of its own, so that it can begin early. */
const longFloors =
  /^tests\/(e2e|crash|long|server|data)\/|^tests\/(instances|hostile)_/;

/** Every test file, without those that `test:all` alone names. */
async function testFiles(): Promise<string[]> {
  const all = await walkFiles("tests", /_test\.tsx?$/);
  return all.filter((file) => !file.startsWith("tests/long/"));
}

/** Whether the file's tests drive a browser. */
async function needsBrowser(file: string): Promise<boolean> {
  if (file.startsWith("tests/browser/")) return true;
  return /from ".*\/browser\.ts"/.test(await Deno.readTextFile(file));
}

/** Splits test files into those that need a browser and the others. */
async function splitByBrowser(
  files: readonly string[],
): Promise<{ browser: string[]; plain: string[] }> {
  const browser: string[] = [], plain: string[] = [];
  for (const file of files) {
    (await needsBrowser(file) ? browser : plain).push(file);
  }
  return { browser, plain };
}

/** Jobs for files that need a browser, each by itself. */
const browserJobs = (files: readonly string[]): Job[] =>
  files.map((file) => ({ name: file, files: [file], isForeign: true }));

/** Jobs for files that need none: long ones by themselves and first, the others a few of a folder at a time. */
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

/** `deno task test`: everything that needs no browser, and the lessons. */
export async function shortJobs(): Promise<Job[]> {
  const { plain } = await splitByBrowser(await testFiles());
  return [...browserJobs(Object.keys(lessons)), ...plainJobs(plain)];
}

/** `deno task test:all`, its parts in the order in which they fail most. */
export async function allJobs(): Promise<Job[]> {
  const { browser, plain } = await splitByBrowser(await testFiles());
  const others = browser.filter((file) => !(file in lessons));
  const long = await walkFiles("tests/long", /_test\.tsx?$/);
  return [
    ...browserJobs([...Object.keys(lessons), ...others]),
    ...engineJobs,
    ...plainJobs(long).map((job) => ({ ...job, isForeign: true })),
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

/** The lesson in each engine, and calls. */
const engineJobs: readonly Job[] = ["Chromium", "Firefox", "WebKit"].map(
  (engine) => ({
    name: `engines, ${engine}`,
    files: ["tests/engines/smoke.ts"],
    env: { ENGINES: engine },
    isForeign: true,
  }),
);

/** It listens to what a voice says, and when. */
const screenReader: Job = {
  name: "screen reader",
  files: ["tests/orca/lessons.ts"],
  alone: true,
  isForeign: true,
};

/** What needs no test to be seen. */
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

/** Jobs for paths that somebody names: files or folders. */
export async function namedJobs(paths: readonly string[]): Promise<Job[]> {
  const found: string[] = [];
  for (const path of paths) {
    if ((await Deno.stat(path)).isFile) found.push(path);
    else found.push(...await walkFiles(path, /_test\.tsx?$/));
  }
  const { browser, plain } = await splitByBrowser([...new Set(found)]);
  return [...browserJobs(browser), ...plainJobs(plain)];
}

/** The files that also run over one socket for all documents (`v=2`). */
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
