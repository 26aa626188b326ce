/**
 * By two empty files in `DATA_DIR` the server tells its launcher that something was deleted, and that it has to wait
 * for the database. See `vacuum.ts`.
 */
import { writeFile } from "node:fs/promises";
import type { Settings } from "../../classroom/settings.ts";
import { kvFile } from "./places.ts";

/** The file that says that something was deleted; null: the database is no file of ours. */
export function deletedMark(settings: Settings): string | null {
  return kvFile(settings) === null ? null : `${settings.DATA_DIR}/deleted`;
}

/** Says that something was deleted. */
export async function markDeleted(mark: string): Promise<void> {
  try {
    await writeFile(mark, "", { flag: "wx" });
  } catch (error) {
    // The first one counts.
    if ((error as { code?: string }).code !== "EEXIST") throw error;
  }
}

/** The file beside it that says that the server has to wait. */
export function waitingMark(mark: string): string {
  return `${mark}.waiting`;
}

/** Gives what says so, at most once in 20 ms, so that the rewriting gives way. It never throws. */
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
    writeFile(place, "").catch((error) =>
      report("a wait for the database could not be noted", error)
    );
  };
}
