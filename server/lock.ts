/**
 * One server for one data folder: a file-backed KV is for one process. The lock is the operating system's,
 * so that it goes with the process however it ends, SIGKILL included.
 */
let held: Deno.FsFile | null = null;

/** Takes the lock of a data folder until this process ends. False: another process has it. */
export async function lockData(folder: string): Promise<boolean> {
  const file = await Deno.open(`${folder}/lock`, { create: true, write: true });
  if (!await file.tryLock(true)) {
    file.close();
    return false;
  }
  held = file;
  return true;
}

/** Gives the lock back. */
export function unlockData(): void {
  held?.close();
  held = null;
}
