import { DatabaseSync } from "node:sqlite";

const writerWithinMs = 1000;
const maxTries = 100, retryDelayMs = 100;
/** Exit code if another process was in the way. */
export const blockedExitCode = 75;

/** Rewrites the database. False if another process was in the way, so that deleted data may remain. */
export async function vacuumFile(file: string): Promise<boolean> {
  const database = new DatabaseSync(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${writerWithinMs}`);
    database.exec("VACUUM");
    // This checkpoint does not block writers, and leaves little work for the next one.
    database.exec("PRAGMA wal_checkpoint(PASSIVE)");
    for (let attempt = 0; attempt < maxTries; attempt++) {
      const row = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
      if (row?.busy === 0) return true;
      await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
    }
    return false;
  } catch (error) {
    if (/lock|busy/i.test(String(error))) return false;
    // Shortens the log, which may have grown until the disk was full.
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    throw error;
  } finally {
    database.close();
  }
}
