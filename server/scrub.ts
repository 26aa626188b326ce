/**
 * What was deleted still stands in the database's file, where SQLite keeps room for what comes next. The launcher has
 * the file rewritten without it (O-3): at once where that takes no time, else at night, and within a day. The server
 * itself may not: SQLite rewrites a file by attaching another one, which its permissions do not allow.
 */
import { DatabaseSync } from "node:sqlite";
import { kvPath, type Settings } from "../classroom/settings.ts";
import { markOf } from "./mark.ts";

/** So large a file is rewritten in the blink of an eye, in bytes. */
const small = 32 * 1024 * 1024;
const day = 24 * 60 * 60_000;
/** At these hours nobody minds a second (in the machine's time zone). */
const night = { from: 2, to: 5 };
/** How often it is looked whether something was deleted, in ms. */
const looksEvery = 60_000;
/** For how long it is left alone where it failed, in ms: on a full disk each try would be in the class's way. */
const failedRests = 60 * 60_000;
/** How often, and how long after, it is asked whether the log can be cut, which no reader must be in. */
const tries = 100, pause = 100;

/** Whether a file of this size is to be rewritten now, when something was first deleted at that moment. Pure. */
export function isTime(size: number, since: number, now: Date): boolean {
  const hour = now.getHours();
  return size <= small || now.getTime() - since >= day ||
    hour >= night.from && hour < night.to;
}

/**
 * Rewrites a database without what was deleted from it, its log too, while others may use it: they wait meanwhile.
 * False where somebody was in the way, and part of it may stand there yet.
 */
export async function scrub(file: string): Promise<boolean> {
  const database = new DatabaseSync(file);
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    database.exec("VACUUM");
    for (let at = 0; at < tries; at++) {
      const row = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
      if (row?.busy === 0) return true;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return false;
  } catch (error) {
    if (/locked|busy/i.test(String(error))) return false;
    // What was written of it filled the log, on a full disk to the last byte.
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    throw error;
  } finally {
    database.close();
  }
}

/** One look: rewrites the file if something was deleted and it is time; gives whether it did. */
export async function look(
  file: string,
  mark: string,
  now = new Date(),
): Promise<boolean> {
  // It stays until the file is rewritten, whatever comes between; what is deleted meanwhile leaves word anew.
  const underway = `${mark}.underway`;
  const [word, taken] = [await timeOf(mark), await timeOf(underway)];
  const since = Math.min(word ?? Infinity, taken ?? Infinity);
  if (since === Infinity) return false;
  if (!isTime((await Deno.stat(file)).size, since, now)) return false;
  if (word !== null) await Deno.rename(mark, underway);
  await Deno.utime(underway, since / 1000, since / 1000);
  if (!await scrub(file)) return false;
  await Deno.remove(underway);
  return true;
}

/** When a file was last changed, in ms; null: it is not there. */
async function timeOf(path: string): Promise<number | null> {
  try {
    return (await Deno.stat(path)).mtime?.getTime() ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Looks again and again, as long as the server runs. */
export function keepScrubbed(settings: Settings): void {
  const mark = markOf(settings);
  if (mark === null) return;
  const file = kvPath(settings);
  let rests = 0;
  const timer = setInterval(() => {
    if (Date.now() < rests) return;
    look(file, mark).catch((error) => {
      rests = Date.now() + failedRests;
      console.error("Deleted data could not be overwritten.", error);
    });
  }, looksEvery);
  Deno.unrefTimer(timer as unknown as number);
}
