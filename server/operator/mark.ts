/**
 * The words that the server leaves for its launcher in `DATA_DIR`: that something was deleted, and that it has to wait
 * for the database. See `scrub.ts`.
 */
import { kvPath, type Settings } from "../../classroom/settings.ts";
import { isRemote } from "../permissions.ts";

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

/** Where the server says that it has to wait for its database, beside the word of a deletion. */
export function waitingOf(mark: string): string {
  return `${mark}.waiting`;
}

/** Says so, once in so many ms; whoever rewrites the database gives way. Never throws. */
export function tellWaiting(
  mark: string,
  report: (what: string, error: unknown) => void,
  clock: () => number = () => performance.now(),
): () => void {
  const place = waitingOf(mark);
  let told = -Infinity;
  return () => {
    const now = clock();
    if (now - told < 20) return;
    told = now;
    Deno.writeTextFile(place, "").catch((error) =>
      report("a wait for the database left no word", error)
    );
  };
}
