/**
 * One server for one file-backed KV, which is for one process only. The lock is the operating system's, so that
 * it goes with the process however that ends, SIGKILL included.
 */
let held: Deno.FsFile | null = null;

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
