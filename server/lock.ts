/**
 * One server for one file-backed KV, which is for one process only. The lock is the operating system's, so that
 * it goes with the process however that ends, SIGKILL included. It lies beside the file itself, so that whichever
 * setting or link leads there, it is the same one.
 */
import { kvPath, type Settings } from "../classroom/settings.ts";
import { realPlace } from "./files.ts";

let held: Deno.FsFile | null = null;

/** The lock of the KV file that the settings lead to. */
export function lockPath(settings: Settings): string {
  return `${realPlace(kvPath(settings))}.lock`;
}

/** Takes the lock on a file until this process ends. False: another process has it. */
export async function takeLock(path: string): Promise<boolean> {
  const file = await Deno.open(path, { create: true, write: true });
  if (!await file.tryLock(true)) {
    file.close();
    return false;
  }
  held = file;
  return true;
}

/** Gives the lock back. */
export function giveLock(): void {
  held?.close();
  held = null;
}
