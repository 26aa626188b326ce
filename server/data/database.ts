import { DatabaseSync } from "node:sqlite";

export function isKvDatabase(path: string): boolean {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      return database.prepare("select 1 from sqlite_master where name = 'kv'")
        .get() !== undefined;
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

/** SQLite's `errcode` for a corrupt file and for a file that is not a database. */
const damaged = [11, 26];

/** Whether SQLite's integrity check passes. Throws if it cannot run, as on a full disk. */
export function isDatabaseWhole(file: string): boolean {
  const database = new DatabaseSync(file);
  try {
    const row = database.prepare("PRAGMA integrity_check(1)").get();
    return row?.integrity_check === "ok";
  } catch (error) {
    const { errcode } = error as { errcode?: number };
    if (damaged.includes(errcode ?? 0)) return false;
    throw error;
  } finally {
    database.close();
  }
}
