/** Access to browser storage. Pages also work if storage is blocked. */
type Memory = "localStorage" | "sessionStorage";

export function readStored(
  key: string,
  memory: Memory = "localStorage",
): string | null {
  try {
    return globalThis[memory].getItem(key);
  } catch {
    return null;
  }
}

/** Null deletes; false: storage is blocked or full. */
export function writeStored(
  key: string,
  value: string | null,
  memory: Memory = "localStorage",
): boolean {
  try {
    if (value === null) globalThis[memory].removeItem(key);
    else globalThis[memory].setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

export function listStoredKeys(start: string): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch {
    return [];
  }
}
