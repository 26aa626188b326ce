/** Paths: what is there, and where a link really leads. */
import { basename, dirname, isAbsolute } from "node:path";

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

/** So many links are followed, one after the other; the system itself follows no more. */
const links = 40;

/** The one path of a file, whichever of its names was given: links are followed. It need not be there yet. */
export function realPath(file: string, left = links): string {
  const real = linked(file);
  if (real !== null) return real;
  const folder = dirname(file), to = left > 0 ? target(file) : null;
  if (to !== null) {
    return realPath(isAbsolute(to) ? to : `${folder}/${to}`, left - 1);
  }
  return `${linked(folder) ?? folder}/${basename(file)}`.replace("//", "/");
}

/** Where a path leads; null: to nothing that could be opened either. */
function linked(path: string): string | null {
  try {
    return Deno.realPathSync(path);
  } catch {
    return null;
  }
}

/** What stands in a link; null: it is none. */
function target(path: string): string | null {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return null;
  }
}
