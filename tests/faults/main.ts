/**
 * Plants faults one at a time and reports which test finds each:
 * `deno run -A tests/faults/main.ts [--list] [--no-build] [id[=path,path…]…] [-- test paths…]`
 * Each fault is planted in a temporary clone of the last commit, and must pass `deno check` and the build. Without ids
 * all faults are tried. Without paths `deno task test` runs, many minutes per fault. Paths must pass without a fault
 * first; `--no-build` is for tests that need no built app.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import process from "node:process";
import { type Fault, faults } from "./faults.ts";

const root = new URL("../../", import.meta.url).pathname;
const deno = Deno.execPath();
const env = {
  ...process.env,
  PSEUDOLOCALES: "1",
  PIECES: "1",
  NO_COLOR: "1",
};
/** Folders that the build bundles. */
const bundled =
  /^(classroom|components|exports|formats|islands|locales|routes|server|static|styles|sync)\//;

const end = Deno.args.indexOf("--");
const words = end < 0 ? Deno.args : Deno.args.slice(0, end);
const paths = end < 0 ? [] : Deno.args.slice(end + 1);
const builds = !words.includes("--no-build");
const pathsOf = new Map(
  words.filter((it) => !it.startsWith("--")).map((it) => {
    const [id, own] = it.split("=");
    return [id, own ? own.split(",") : paths];
  }),
);
if (words.includes("--list")) {
  for (const { id, floor, breaks } of faults) {
    console.log(`${id} (${floor}): ${breaks}`);
  }
} else process.exit(measure());

/** Tries each fault; returns exit code 1 if the tests missed any. */
function measure(): number {
  const ids = [...pathsOf.keys()];
  const unknown = ids.filter((id) => faults.every((it) => it.id !== id));
  if (unknown.length > 0) {
    console.error(`no such fault: ${unknown.join(", ")}`);
    return 2;
  }
  const chosen = faults.filter(({ id }) => !ids.length || ids.includes(id));
  const folder = mkdtempSync(`${tmpdir()}/faults-`);
  try {
    copyCheckout(folder);
    const all = new Set([...paths, ...[...pathsOf.values()].flat()]);
    const broken = all.size > 0 ? failingOf(folder, [...all]) : null;
    if (broken !== null) {
      console.error(`without a fault: ${broken} fails`);
      return 2;
    }
    let found = 0;
    for (const fault of chosen) {
      const by = tryFault(folder, fault);
      if (by !== null) found++;
      console.log(
        `${fault.id}: ${by === null ? "not found" : `found by ${by}`}`,
      );
    }
    console.log(`${found} of ${chosen.length} found`);
    return found === chosen.length ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Clones the checkout with its build; packages are hard links. */
function copyCheckout(folder: string): void {
  execFileSync("git", ["clone", "-q", "--shared", root, folder]);
  // This test compares the list with the sources, so it would find every fault.
  rmSync(`${folder}/tests/faults/faults_test.ts`);
  const packages = `${root}node_modules`;
  if (spawnSync("cp", ["-al", packages, folder]).status !== 0) {
    execFileSync("cp", ["-a", packages, folder]);
  }
  for (const name of [".fresh", ".locales", ".output"]) {
    if (existsSync(root + name)) {
      execFileSync("cp", ["-a", root + name, folder]);
    }
  }
}

/** Name of a test that finds the fault, or null. Restores the folder. */
function tryFault(folder: string, fault: Fault): string | null {
  const path = `${folder}/${fault.file}`;
  const sound = readFileSync(path, "utf8");
  const pieces = sound.split(fault.from);
  if (pieces.length !== 2) {
    throw new Error(
      `${fault.id}: its source text is not once in ${fault.file}`,
    );
  }
  writeFileSync(path, pieces.join(fault.to));
  try {
    const isTyped = /\.tsx?$/.test(path);
    const chosen = pathsOf.get(fault.id) ?? paths;
    if (chosen.length === 0) {
      return failing(folder, "task", "test", "--fail-fast");
    }
    if (builds && bundled.test(fault.file)) {
      must(folder, fault, "task", "build");
    }
    // Runs after the build, which generates the language modules.
    if (isTyped) must(folder, fault, "check", fault.file);
    return failingOf(folder, chosen);
  } finally {
    writeFileSync(path, sound);
  }
}

/** Runs `deno`; throws if it fails, since such a fault needs no test to be found. */
function must(folder: string, { id }: Fault, ...args: string[]): void {
  const { status, stdout, stderr } = run(folder, args);
  if (status !== 0) {
    throw new Error(`${id}: deno ${args.join(" ")} failed\n${stdout}${stderr}`);
  }
}

/** The first failing test of a run of `deno`, or null. */
function failing(folder: string, ...args: string[]): string | null {
  const { status, stdout, stderr } = run(folder, args);
  if (status === 0) return null;
  const [, name, file] =
    /^(\S.*) => \.\/(tests\/[^:\s]+):\d+:\d+$/m.exec(stdout) ?? [];
  if (name) return `${name} (${file})`;
  const [, broken] =
    /^(?:\.\/)?(tests\/\S+) \(uncaught error\)/m.exec(stdout) ?? [];
  if (broken) return `an error in ${broken}`;
  throw new Error(`the tests did not run\n${stdout}${stderr}`);
}

function failingOf(folder: string, paths: readonly string[]): string | null {
  return failing(folder, "test", "-A", "--no-check", "--fail-fast", ...paths);
}

function run(folder: string, args: string[]) {
  return spawnSync(deno, args, {
    cwd: folder,
    env,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
}
