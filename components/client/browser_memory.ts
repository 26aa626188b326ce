/** What the browser remembers for a page by a key. Where it remembers nothing, the page goes on without. */
type Memory = "localStorage" | "sessionStorage";

/** What is remembered; null: nothing. */
export function recall(
  key: string,
  memory: Memory = "localStorage",
): string | null {
  try {
    return globalThis[memory].getItem(key);
  } catch {
    return null;
  }
}

/** Remembers something, or forgets it with null; false: it cannot. */
export function remember(
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

export function keysFrom(start: string): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch {
    return [];
  }
}
