/**
 * A folder of data, and a KV in a file, is for one server only. The locks are the operating system's, so that they go
 * with the process however it ends. The KV's lies beside the file, so that every setting or link finds the same one.
 */
import { isRemote, kvPath, type Settings } from "../../classroom/settings.ts";
import { startWords as t } from "../../locales/terminal.ts";
import { realPath } from "./paths.ts";
import { kvFile } from "./places.ts";

const held: Deno.FsFile[] = [];

/** Takes the locks on the data of these settings; null: they are ours. Else a sentence: another process has one. */
export async function acquireLocks(settings: Settings): Promise<string | null> {
  const { DATA_DIR, KV_URL } = settings;
  // A KV server has many instances, and knows the files of all.
  if (isRemote(kvPath(settings))) return null;
  if (!await take(`${DATA_DIR}/lock`)) return t.locked("DATA_DIR", DATA_DIR);
  const file = kvFile(settings);
  if (file === null || await take(`${realPath(file)}.lock`)) return null;
  releaseLocks();
  return KV_URL ? t.locked("KV_URL", KV_URL) : t.locked("DATA_DIR", DATA_DIR);
}

export function releaseLocks(): void {
  for (const file of held.splice(0)) file.close();
}

async function take(path: string): Promise<boolean> {
  const file = await Deno.open(path, { create: true, write: true });
  if (!await file.tryLock(true)) {
    file.close();
    return false;
  }
  held.push(file);
  return true;
}
