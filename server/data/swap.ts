/**
 * Puts restored data in the place of the old, in several renames. A marker beside the database says that they are not
 * all done, so that nobody takes half of them for the data after a kill. Beginning again completes them, and keeps the
 * old data under the same names.
 */
import { open, rename, rm } from "node:fs/promises";
import { exists, realPath } from "./paths.ts";

const markerOf = (file: string) => `${realPath(file)}.restoring`;

/** Whether a swap of this database was begun and not ended. */
export function isHalfRestored(file: string): Promise<boolean> {
  return exists(markerOf(file));
}

/** Begins a swap, or again the one that was broken off; gives the ending of the old data's names. */
export async function beginSwap(file: string): Promise<string> {
  const marker = await open(markerOf(file), "a+");
  try {
    const begun = await marker.readFile("utf8");
    if (begun !== "") return begun;
    const aside = `.before-restore-${Date.now()}`;
    await marker.writeFile(aside);
    // It must be on the disk before the first rename.
    await marker.sync();
    return aside;
  } finally {
    await marker.close();
  }
}

/** Ends a swap: from here on the data is whole. */
export async function endSwap(file: string): Promise<void> {
  await rm(markerOf(file));
}

/** Keeps what is there as `kept`. Where that exists, what is there came with a swap that was broken off, and goes. */
export async function setAside(path: string, kept: string): Promise<void> {
  if (!await exists(path)) return;
  if (await exists(kept)) await rm(path, { recursive: true });
  else await rename(path, kept);
}

/** Keeps what is there, and puts what is new in its place. */
export async function replace(
  path: string,
  fresh: string,
  kept: string,
): Promise<void> {
  await setAside(path, kept);
  await rename(fresh, path);
}
