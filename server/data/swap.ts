/**
 * Puts restored data in the place of the old, in several renames. A marker beside the database says that they are not
 * all done, so that nobody takes half of them for the data after a kill. Beginning again completes them, and keeps the
 * old data under the same names.
 */
import { exists, realPath } from "./paths.ts";

const markerOf = (file: string) => `${realPath(file)}.restoring`;

/** Whether a swap of this database was begun and not ended. */
export function isHalfRestored(file: string): Promise<boolean> {
  return exists(markerOf(file));
}

/** Begins a swap, or again the one that was broken off; gives the ending of the old data's names. */
export async function beginSwap(file: string): Promise<string> {
  using marker = await Deno.open(markerOf(file), {
    read: true,
    write: true,
    create: true,
  });
  const bytes = new Uint8Array(100);
  const length = await marker.read(bytes);
  if (length) return new TextDecoder().decode(bytes.subarray(0, length));
  const aside = `.before-restore-${Date.now()}`;
  await marker.write(new TextEncoder().encode(aside));
  // It must be on the disk before the first rename.
  await marker.sync();
  return aside;
}

/** Ends a swap: from here on the data is whole. */
export async function endSwap(file: string): Promise<void> {
  await Deno.remove(markerOf(file));
}

/** Keeps what is there as `kept`. Where that exists, what is there came with a swap that was broken off, and goes. */
export async function setAside(path: string, kept: string): Promise<void> {
  if (!await exists(path)) return;
  if (await exists(kept)) await Deno.remove(path, { recursive: true });
  else await Deno.rename(path, kept);
}

/** Keeps what is there, and puts what is new in its place. */
export async function replace(
  path: string,
  fresh: string,
  kept: string,
): Promise<void> {
  await setAside(path, kept);
  await Deno.rename(fresh, path);
}
