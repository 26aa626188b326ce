/**
 * Rewrites a database without what was deleted from it, its log too: a process of its own, which may be ended at any
 * moment, and then has changed nothing. Others read meanwhile; who writes has to wait. See `vacuum.ts`.
 */
import { DatabaseSync } from "node:sqlite";

/** How long it waits for somebody who writes, in ms. */
const patience = 1000;
/** How often, and how long after, it is asked whether the log can be cut, which no reader must be in. */
const tries = 100, pause = 100;
/** The exit code where somebody was in the way. */
export const inTheWay = 75;

if (import.meta.main) Deno.exit(await vacuumFile(Deno.args[0]) ? 0 : inTheWay);

/** Rewrites it. False where somebody was in the way, and part of it may stand there yet. */
export async function vacuumFile(file: string): Promise<boolean> {
  const database = new DatabaseSync(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${patience}`);
    database.exec("VACUUM");
    // Nobody waits for this one; what is then left for the next takes no time.
    database.exec("PRAGMA wal_checkpoint(PASSIVE)");
    for (let at = 0; at < tries; at++) {
      const row = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
      if (row?.busy === 0) return true;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return false;
  } catch (error) {
    if (/lock|busy/i.test(String(error))) return false;
    // What was written of it filled the log, on a full disk to the last byte.
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    throw error;
  } finally {
    database.close();
  }
}
