/**
 * Putting restored data in the place of what was there: several renames, between which a kill may come. While they
 * are under way a marker stands beside the database, so that nobody takes half of it, or none, for the data; doing it
 * again from the beginning ends it, and keeps what was there before under the same names.
 */
import { exists, realPath } from "./paths.ts";

const markerOf = (file: string) => `${realPath(file)}.restoring`;

/** Whether a swap of this database was begun and not ended. */
export function isHalfRestored(file: string): Promise<boolean> {
  return exists(markerOf(file));
}

/** Begins a swap, or the one again that was broken off; gives the ending of the names under which the old is kept. */
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
  // On the disk before the first rename is.
  await marker.sync();
  return aside;
}

/** Ends it: from here on the data is whole. */
export async function endSwap(file: string): Promise<void> {
  await Deno.remove(markerOf(file));
}

/** Keeps what is in a place. Where something is kept already, what is there came with a swap that was broken off. */
export async function setAside(path: string, kept: string): Promise<void> {
  if (!await exists(path)) return;
  if (await exists(kept)) await Deno.remove(path, { recursive: true });
  else await Deno.rename(path, kept);
}

/** Puts what is new in the place of what was there, and keeps that. */
export async function replace(
  path: string,
  fresh: string,
  kept: string,
): Promise<void> {
  await setAside(path, kept);
  await Deno.rename(fresh, path);
}
