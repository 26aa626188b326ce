/** The browser's databases by their names: looking and deleting, without what it takes to read them. */

/** The names of all databases of this origin; none where the browser does not tell. */
export async function databases(): Promise<string[]> {
  try {
    return (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  } catch {
    return [];
  }
}

/** After this, a browser that has not said that a database is deleted is not waited for (ms). */
const deletedWithinMs = 2_000;

/**
 * Deletes a database, waiting for no other tab, nor for a browser that never answers, as WebKit does in a private
 * window; never rejects.
 */
export function removeDatabase(name: string): Promise<void> {
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
