/** The database names of this origin; empty if the browser does not list them. */
export async function listDatabases(): Promise<string[]> {
  try {
    return (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  } catch {
    return [];
  }
}

const deletedWithinMs = 2_000;

/**
 * Never rejects. Resolves after 2 s at the latest, because WebKit in a private window never answers; at once if another
 * tab holds the database open.
 */
export function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, deletedWithinMs);
    const finish = () => {
      clearTimeout(timer);
      resolve();
    };
    try {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = request.onerror = request.onblocked = finish;
    } catch {
      finish();
    }
  });
}
