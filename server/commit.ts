/** The commit of the program, which operators report with the version. */
import { readFile } from "node:fs/promises";
import { programFolder } from "./program_folder.ts";

/**
 * Reads the commit from the git folder of a folder. That of the image has a `HEAD` only (`server/image.ts`).
 *
 * @return ten digits; null: the folder was made without git
 */
export async function readCommit(
  folder: string = programFolder,
): Promise<string | null> {
  const head = await readIfThere(`${folder}/.git/HEAD`);
  const branch = /^ref: (\S+)/.exec(head)?.[1];
  const commit = branch === undefined
    ? head
    : await readIfThere(`${folder}/.git/${branch}`) ||
      findPacked(await readIfThere(`${folder}/.git/packed-refs`), branch);
  return /^[0-9a-f]{10}/.exec(commit)?.[0] ?? null;
}

/** The line of a branch in `packed-refs`, which begins with its commit; empty: it has none. */
function findPacked(packedRefs: string, branch: string): string {
  const lines = packedRefs.split("\n");
  return lines.find((line) => line.endsWith(` ${branch}`)) ?? "";
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    // `.git` may be a file, in a worktree.
    const { code } = error as { code?: string };
    if (code === "ENOENT" || code === "ENOTDIR") return "";
    throw error;
  }
}
