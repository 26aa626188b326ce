/**
 * Replaces the data by restored data in several renames. A marker next to the database exists until all are done, so
 * that half-restored data is never used. A second run completes the swap.
 */
import { open, rename, rm } from "node:fs/promises";
import { pathExists, realPath } from "./paths.ts";

const markerOf = (file: string) => `${realPath(file)}.restoring`;

export function isHalfRestored(file: string): Promise<boolean> {
  return pathExists(markerOf(file));
}

/** Begins or resumes a swap; returns the suffix of the old data's names. */
export async function beginSwap(file: string): Promise<string> {
  const marker = await open(markerOf(file), "a+");
  try {
    const storedSuffix = await marker.readFile("utf8");
    if (storedSuffix !== "") return storedSuffix;
    const suffix = `.before-restore-${Date.now()}`;
    await marker.writeFile(suffix);
    // Must be on disk before the first rename.
    await marker.sync();
    return suffix;
  } finally {
    await marker.close();
  }
}

export async function endSwap(file: string): Promise<void> {
  await rm(markerOf(file));
}

/** Renames `path` to `backup`. If `backup` exists, `path` came from an interrupted swap and is deleted. */
export async function moveAside(path: string, backup: string): Promise<void> {
  if (!await pathExists(path)) return;
  if (await pathExists(backup)) await rm(path, { recursive: true });
  else await rename(path, backup);
}

export async function replacePath(
  path: string,
  replacement: string,
  backup: string,
): Promise<void> {
  await moveAside(path, backup);
  await rename(replacement, path);
}
