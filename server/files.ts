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

/** The one path of a file, whichever of its names was given: links are followed. It need not be there yet. */
export function realPlace(file: string): string {
  return linked(file) ??
    `${linked(dirname(file)) ?? dirname(file)}/${basename(file)}`.replace(
      "//",
      "/",
    );
}

/** Where a path leads; null: to nothing that could be opened either. */
function linked(path: string): string | null {
  try {
    return Deno.realPathSync(path);
  } catch {
    return null;
  }
}
