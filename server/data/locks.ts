/**
 * One server for one folder of data, and for one file-backed KV, which is for one process only. The locks are the
 * operating system's, so that they go with the process however that ends, SIGKILL included. The KV's lies beside the
 * file itself, so that whichever setting or link leads there, it is the same one.
 */
import { isRemote, kvPath, type Settings } from "../../classroom/settings.ts";
import { start as t } from "../../locales/en/terminal.ts";
import { realPath } from "./paths.ts";
import { kvFile } from "./places.ts";

const held: Deno.FsFile[] = [];

/**
 * Takes the locks on the data that the settings lead to, until this process ends. Gives a sentence where another
 * process has one of them; null: they are ours.
 */
export async function acquireLocks(settings: Settings): Promise<string | null> {
  const { DATA_DIR, KV_URL } = settings;
  // On a KV server the instances are many, and it knows of everybody's files.
  if (isRemote(kvPath(settings))) return null;
  if (!await take(`${DATA_DIR}/lock`)) return t.locked("DATA_DIR", DATA_DIR);
  const file = kvFile(settings);
  if (file === null || await take(`${realPath(file)}.lock`)) return null;
  releaseLocks();
  return KV_URL ? t.locked("KV_URL", KV_URL) : t.locked("DATA_DIR", DATA_DIR);
}

/** Lets go of the locks. */
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
