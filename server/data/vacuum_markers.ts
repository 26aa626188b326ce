/**
 * Two empty files in `DATA_DIR` by which the server tells its launcher that something was deleted, and that it waits
 * for the database. See `vacuum.ts`.
 */
import { writeFile } from "node:fs/promises";
import type { Settings } from "../../classroom/settings.ts";
import { kvFilePath } from "./data_folder.ts";

/** The file that exists if something was deleted; null if the database is not a file of this server. */
export function deletionMarkerPath(settings: Settings): string | null {
  return kvFilePath(settings) === null ? null : `${settings.DATA_DIR}/deleted`;
}

export async function writeDeletionMarker(marker: string): Promise<void> {
  try {
    await writeFile(marker, "", { flag: "wx" });
  } catch (error) {
    // The first marker's time counts.
    if ((error as { code?: string }).code !== "EEXIST") throw error;
  }
}

/** Written while a write waits for the database; `vacuum.ts` deletes it before and after each rewrite. */
export function waitMarkerPath(marker: string): string {
  return `${marker}.waiting`;
}

/** Returns a function that marks a wait, at most once in 20 ms, and never throws. */
export function makeWaitMarkerWriter(
  marker: string,
  report: (what: string, error: unknown) => void,
): () => void {
  const place = waitMarkerPath(marker);
  let told = -Infinity;
  return () => {
    const now = performance.now();
    if (now - told < 20) return;
    told = now;
    writeFile(place, "").catch((error) =>
      report("a wait for the database could not be noted", error)
    );
  };
}
