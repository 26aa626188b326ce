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
 * Deletes a database. Never rejects, and does not wait for other tabs, or for WebKit in a private window, which never
 * answers.
 */
export function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, deletedWithinMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    try {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = request.onerror = request.onblocked = done;
    } catch {
      done();
    }
  });
}
