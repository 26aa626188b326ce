/**
 * A folder of data, and a KV in a file, is for one server only. The locks are those of SQLite on empty files,
 * which go with the process however it ends. The KV's lies beside the file, so that every setting or link finds the same one.
 */
import { existsSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { isRemote, kvPath, type Settings } from "../../classroom/settings.ts";
import { startWords as t } from "../../locales/terminal.ts";
import { isBusy } from "../../sync/kv/busy_retry.ts";
import { realPath } from "./paths.ts";
import { kvFile } from "./places.ts";

/** How long a lock is waited for, in ms: who only looks whether it is held holds it for a moment. SQLite alone waits 5 s. */
const wait = "PRAGMA busy_timeout = 200";

const held: DatabaseSync[] = [];

/** Takes the locks on the data of these settings; null: they are ours. Else a sentence: another process has one. */
export function acquireLocks(settings: Settings): string | null {
  const { DATA_DIR, KV_URL } = settings;
  // A KV server has many instances, and knows the files of all.
  if (isRemote(kvPath(settings))) return null;
  if (!take(folderLock(settings))) return t.locked("DATA_DIR", DATA_DIR);
  // What a server that was killed has left there is nobody's address now.
  rmSync(addressFile(settings), { force: true });
  const file = kvFile(settings);
  if (file === null || take(`${realPath(file)}.lock`)) return null;
  releaseLocks();
  return KV_URL ? t.locked("KV_URL", KV_URL) : t.locked("DATA_DIR", DATA_DIR);
}

export function releaseLocks(): void {
  for (const file of held.splice(0)) file.close();
}

/** Whether a server, or a restore, has the data folder. */
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

/** Where the server that has the data folder says at which address. */
export function addressFile({ DATA_DIR }: Settings): string {
  return `${DATA_DIR}/address`;
}

function folderLock({ DATA_DIR }: Settings): string {
  return `${DATA_DIR}/lock`;
}

function take(path: string): boolean {
  const file = new DatabaseSync(path);
  // Nothing is written, and so no journal is needed beside it.
  if (!runs(file, `${wait}; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE`)) {
    file.close();
    return false;
  }
  held.push(file);
  return true;
}

/** Whether this is done; else another process has the lock. */
function runs(file: DatabaseSync, statements: string): boolean {
  try {
    file.exec(statements);
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}
