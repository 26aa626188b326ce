/**
 * Loads the packages that the build and the server need. `deno install` would also load those of tests and benches,
 * twice as much.
 */
import { mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { startTexts as t } from "../locales/terminal.ts";
import { sourceFolders } from "./build.ts";
import { isWritable, pathExists, removePaths } from "./data/paths.ts";
import { startProcess } from "./platform/process.ts";
import { programFolder } from "./program_folder.ts";

/** Optional packages of other packages that nothing here loads. */
const optional = /^(rxjs|ioredis|@redis\/client)@|-musl@/;

/** The parts of a package in `deno.lock` that are read here. */
interface Locked {
  optionalDependencies?: string[];
}

if (import.meta.main) {
  process.exit(await loadPackages(programFolder) ? 0 : 1);
}

/** Loads missing packages into `root`'s `node_modules`. Returns whether all are there. */
async function loadPackages(root: string): Promise<boolean> {
  const packages = await listPackages(root);
  const lock = await readFile(`${root}/deno.lock`, "utf8");
  const file = `${root}/node_modules/.homeroom`;
  if (await pathExists(file)) {
    const installed = JSON.parse(await readFile(file, "utf8"));
    const isThere = (it: string) => installed.packages.includes(it);
    if (installed.lock === lock && packages.every(isThere)) return true;
  }
  if (!await isWritable(root)) {
    console.error(t.cannotBuild(root));
    return false;
  }
  console.error(t.loading);
  const folder = await mkdtemp(join(tmpdir(), "homeroom-"));
  const lockFile = join(folder, "deno.lock");
  try {
    await writeFile(lockFile, withoutOptional(lock));
    const args = ["install", "--node-modules-dir=auto", `--lock=${lockFile}`];
    const code = await startProcess([...args, "--entrypoint", ...packages], {
      cwd: root,
      // stdout is for commands' results; progress and errors go to stderr.
      stdio: ["inherit", "ignore", "inherit"],
    }).ended;
    if (code === 0) {
      await writeFile(file, JSON.stringify({ packages, lock }));
    }
    return code === 0;
  } finally {
    await removePaths(folder);
  }
}

/** The npm packages that the build's sources import, as in `deno.json`. */
export async function listPackages(root: string): Promise<string[]> {
  const { imports } = JSON.parse(await readFile(`${root}/deno.json`, "utf8"));
  const named = new Set<string>();
  for (const source of sourceFolders) await names(`${root}/${source}`, named);
  const packageNames = Object.keys(imports).filter((name) =>
    named.values().some((it) => it === name || it.startsWith(`${name}/`))
  );
  // Leaves out paths inside packages, and our own `texts/`.
  const packages = packageNames.flatMap((name) =>
    /^npm:@?[^@]+@[^/]+/.exec(imports[name]) ?? []
  );
  return [...new Set(packages)].sort();
}

/** Adds the names that a file, or a folder's files, imports, paths included. */
async function names(path: string, named: Set<string>): Promise<void> {
  if ((await stat(path)).isDirectory()) {
    for (const name of await readdir(path)) {
      await names(`${path}/${name}`, named);
    }
  } else if (/\.tsx?$/.test(path)) {
    const text = await readFile(path, "utf8");
    for (const [, name] of text.matchAll(/\b(?:from|import) ?\(?"([^"]+)"/g)) {
      named.add(name);
    }
  }
}

function withoutOptional(lock: string): string {
  const { npm, ...rest } = JSON.parse(lock);
  const required = Object.entries<Locked>(npm).filter(([id]) =>
    !optional.test(id)
  );
  for (const [, lockedPackage] of required) {
    lockedPackage.optionalDependencies = lockedPackage.optionalDependencies
      ?.filter((id) => !optional.test(`${id}@`));
  }
  return JSON.stringify({ ...rest, npm: Object.fromEntries(required) });
}
