/**
 * Loads the packages that building and running need, before either. What only tests and benches import, such as a
 * browser, `deno install` loads besides: twice as much.
 */
import { startWords as t } from "../locales/terminal.ts";
import { sources } from "./build.ts";
import { exists, isWritable } from "./data/paths.ts";

/** The client for buckets is large, and few have one. */
const forBucket = /^npm:@tus\/s3-store@/;
/** What other packages offer to load and nothing here does: clients of Redis, and what runs where Deno does not. */
const optional = /^(rxjs|ioredis|@redis\/client)@|-musl@/;

/** A package in `deno.lock`, as far as it matters here. */
interface Locked {
  optionalDependencies?: string[];
}

if (import.meta.main) {
  const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
  Deno.exit(await loadPackages(root) ? 0 : 1);
}

/** Loads what is missing into `node_modules` of the folder `root`. Returns whether all is there. */
async function loadPackages(root: string): Promise<boolean> {
  const packages = await packagesOf(root, Deno.env.has("S3_BUCKET"));
  const lock = await Deno.readTextFile(`${root}/deno.lock`);
  const file = `${root}/node_modules/.homeroom`;
  if (await exists(file)) {
    const before = JSON.parse(await Deno.readTextFile(file));
    const isThere = (it: string) => before.packages.includes(it);
    if (before.lock === lock && packages.every(isThere)) return true;
  }
  if (!await isWritable(root)) {
    console.error(t.cannotBuild(root));
    return false;
  }
  console.error(t.loading);
  const own = await Deno.makeTempFile({ suffix: ".lock" });
  try {
    await Deno.writeTextFile(own, withoutOptional(lock));
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: [
        "install",
        "--node-modules-dir=auto",
        `--lock=${own}`,
        "--entrypoint",
        ...packages,
      ],
      cwd: root,
      // For what a command prints; how far it is, and what fails, is said beside that.
      stdout: "null",
      stderr: "inherit",
    }).output();
    if (success) {
      await Deno.writeTextFile(file, JSON.stringify({ packages, lock }));
    }
    return success;
  } finally {
    await Deno.remove(own);
  }
}

/** The packages that the sources of the build import, as `deno.json` names them; `bucket`: files are kept in one. */
export async function packagesOf(
  root: string,
  bucket: boolean,
): Promise<string[]> {
  const { imports } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  const named = new Set<string>();
  for (const source of sources) await names(`${root}/${source}`, named);
  const wanted = Object.keys(imports).filter((name) =>
    named.values().some((it) => it === name || it.startsWith(`${name}/`))
  );
  // Without the path within a package, and without `texts/`, which are ours.
  const packages = wanted.flatMap((name) =>
    /^npm:@?[^@]+@[^/]+/.exec(imports[name]) ?? []
  );
  return [...new Set(packages)].filter((it) => bucket || !forBucket.test(it))
    .sort();
}

/** Adds what the files of a folder, or a file, import that is no file of ours. */
async function names(path: string, named: Set<string>): Promise<void> {
  if ((await Deno.stat(path)).isDirectory) {
    for await (const { name } of Deno.readDir(path)) {
      await names(`${path}/${name}`, named);
    }
  } else if (/\.tsx?$/.test(path)) {
    const text = await Deno.readTextFile(path);
    for (const [, name] of text.matchAll(/\b(?:from|import) ?\(?"([^"]+)"/g)) {
      named.add(name);
    }
  }
}

function withoutOptional(lock: string): string {
  const { npm, ...rest } = JSON.parse(lock);
  const kept = Object.entries<Locked>(npm).filter(([id]) => !optional.test(id));
  for (const [, it] of kept) {
    it.optionalDependencies = it.optionalDependencies?.filter((id) =>
      !optional.test(`${id}@`)
    );
  }
  return JSON.stringify({ ...rest, npm: Object.fromEntries(kept) });
}
