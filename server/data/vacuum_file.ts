/** Rewrites a database and its log without deleted data. */
import { DatabaseSync } from "node:sqlite";

/** How long it waits for another writer, in ms. */
const writerWithinMs = 1000;
/** How often it tries to cut the log, which nobody may be reading, and the pause between two tries, in ms. */
const tries = 100, pause = 100;
/** The exit code of the process that does it, where somebody was in the way. */
export const inTheWay = 75;

/** Rewrites it. False where somebody was in the way: deleted data may still be there. */
export async function vacuumFile(file: string): Promise<boolean> {
  const database = new DatabaseSync(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${writerWithinMs}`);
    database.exec("VACUUM");
    // Nobody has to wait for this one, and it leaves little to the next.
    database.exec("PRAGMA wal_checkpoint(PASSIVE)");
    for (let at = 0; at < tries; at++) {
      const row = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
      if (row?.busy === 0) return true;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return false;
  } catch (error) {
    if (/lock|busy/i.test(String(error))) return false;
    // The log has grown, on a full disk to the last byte.
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    throw error;
  } finally {
    database.close();
  }
}
