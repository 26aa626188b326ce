/** The word that the server leaves for its launcher when something was deleted: see `scrub.ts`. */
import { kvPath, type Settings } from "../classroom/settings.ts";
import { isRemote } from "./permissions.ts";

/** Where the server leaves word that something was deleted; null: the database is no file of ours. */
export function markOf(settings: Settings): string | null {
  const place = kvPath(settings);
  if (isRemote(place) || place === ":memory:") return null;
  return `${settings.DATA_DIR}/deleted`;
}

/** Leaves that word. */
export async function markDeleted(mark: string): Promise<void> {
  try {
    await Deno.writeTextFile(mark, "", { createNew: true });
  } catch (error) {
    // It is there already: the first one counts.
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}
