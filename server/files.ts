/** What files are there, and where they really are. */
import { basename, dirname } from "node:path";

/** Whether there is a file or folder of this name. */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * The one path of a file, whichever of its names was given: links are followed. The file need not be there yet;
 * throws `NotFound` where its folder is not.
 */
export function realPlace(file: string): string {
  try {
    return Deno.realPathSync(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const folder = Deno.realPathSync(dirname(file)).replace(/\/$/, "");
    return `${folder}/${basename(file)}`;
  }
}
