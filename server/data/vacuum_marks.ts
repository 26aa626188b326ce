/**
 * Two empty files in `DATA_DIR` by which the server tells its launcher that something was deleted, and that it has to
 * wait for the database. See `vacuum.ts`.
 */
import type { Settings } from "../../classroom/settings.ts";
import { kvFile } from "./places.ts";

/** Where the server leaves word that something was deleted; null: the database is no file of ours. */
export function deletedMark(settings: Settings): string | null {
  return kvFile(settings) === null ? null : `${settings.DATA_DIR}/deleted`;
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
export function waitingMark(mark: string): string {
  return `${mark}.waiting`;
}

/** Says so, once in so many ms; whoever rewrites the database gives way. Never throws. */
export function tellWaiting(
  mark: string,
  report: (what: string, error: unknown) => void,
  clock: () => number = () => performance.now(),
): () => void {
  const place = waitingMark(mark);
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
