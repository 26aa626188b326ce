/**
 * Lets only one server use a data folder and a KV file. The locks are SQLite's on empty files, so they end with the
 * process. The KV's lock is next to its real file, whatever link leads there.
 */
import { existsSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import {
  isPostgresUrl,
  kvPath,
  type Settings,
} from "../../classroom/settings.ts";
import { startTexts as t } from "../../locales/terminal.ts";
import { isBusy } from "../../sync/kv/busy_retry.ts";
import type { Kv } from "../../sync/kv/kv.ts";
import { PostgresKv } from "../../sync/kv/postgres/postgres_kv.ts";
import { realPath } from "./paths.ts";
import { kvFilePath } from "./data_folder.ts";

/** Waits 200 ms for a lock, because a check holds one for a moment. SQLite's default is 5 s. */
const wait = "PRAGMA busy_timeout = 200";

const openLocks: DatabaseSync[] = [];

/** Takes the locks on the data. Returns null, or a sentence if another process holds one. */
export function acquireLocks(settings: Settings): string | null {
  const { DATA_DIR, KV_URL } = settings;
  // PostgreSQL may have several servers, and manages its own files.
  if (isPostgresUrl(kvPath(settings))) return null;
  if (!take(folderLock(settings))) return t.locked("DATA_DIR", DATA_DIR);
  // A server that was killed may have left its address.
  rmSync(addressFile(settings), { force: true });
  const file = kvFilePath(settings);
  if (file === null || take(`${realPath(file)}.lock`)) return null;
  releaseLocks();
  return KV_URL ? t.locked("KV_URL", KV_URL) : t.locked("DATA_DIR", DATA_DIR);
}

/** Whether servers are connected to the database in PostgreSQL. Other stores have the locks above. */
export async function isServed(kv: Kv): Promise<boolean> {
  return kv instanceof PostgresKv && await kv.hasServers();
}

export function releaseLocks(): void {
  for (const file of openLocks.splice(0)) file.close();
}

export function isFolderHeld(settings: Settings): boolean {
  const path = folderLock(settings);
  if (!existsSync(path)) return false;
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    return !runs(file, `${wait}; SELECT 1 FROM sqlite_master`);
  } finally {
    file.close();
  }
}

export function addressFile({ DATA_DIR }: Settings): string {
  return `${DATA_DIR}/address`;
}

function folderLock({ DATA_DIR }: Settings): string {
  return `${DATA_DIR}/lock`;
}

function take(path: string): boolean {
  const file = new DatabaseSync(path);
  // The lock writes nothing, so it needs no journal file.
  if (!runs(file, `${wait}; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE`)) {
    file.close();
    return false;
  }
  openLocks.push(file);
  return true;
}

function runs(file: DatabaseSync, statements: string): boolean {
  try {
    file.exec(statements);
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}
