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

/** Stores a value; null deletes it. Returns false if storage is blocked or full. */
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
