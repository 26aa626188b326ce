/** Builds the server if there is no build, or a source is newer. */
import { readdir, stat } from "node:fs/promises";
import process from "node:process";
import { modificationTime } from "./data/paths.ts";
import { runProcess } from "./platform/process.ts";

/** The files and folders at the root that the build reads. */
export const sourceFolders = [
  "classroom",
  "components",
  "deno.json",
  "deno.lock",
  "exports",
  "formats",
  "islands",
  "locales",
  "nitro.config.ts",
  "routes",
  "server",
  "static",
  "styles",
  "sync",
  "vite.config.ts",
];

/**
 * Whether the server in `root` must be built first. The flags say whether the build needs the pseudolocales and the
 * gallery `/pieces`. No setting needs another build, so one that can't be written starts with each of them.
 */
export async function needsBuild(
  root: string,
  pseudolocales = process.env.PSEUDOLOCALES !== undefined,
  pieces = process.env.PIECES !== undefined,
): Promise<boolean> {
  const built = await modificationTime(`${root}/.output/nitro.json`);
  if (built === null) return true;
  const has = async (asset: string) =>
    await modificationTime(`${root}/.output/public/assets/${asset}`) !== null;
  if (await has("en-XA") !== pseudolocales) return true;
  if (await has("pieces.txt") !== pieces) return true;
  for (const source of sourceFolders) {
    if (await newest(`${root}/${source}`) > built) return true;
  }
  return false;
}

/** Builds, and prints the output only on failure. Returns whether it succeeded. */
export async function build(root: string): Promise<boolean> {
  const { code, stdout, stderr } = await runProcess(["task", "build"], {
    cwd: root,
  });
  if (code !== 0) console.error(stdout + stderr);
  return code === 0;
}

async function newest(path: string): Promise<number> {
  let latest = await modificationTime(path) ?? 0;
  if (!(await stat(path).catch(() => null))?.isDirectory()) return latest;
  for (const name of await readdir(path)) {
    latest = Math.max(latest, await newest(`${path}/${name}`));
  }
  return latest;
}
