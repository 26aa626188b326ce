/** The browser's databases by their names: looking and deleting, without what it takes to read them. */

/** The names of all databases of this origin; none where the browser does not tell. */
export async function databases(): Promise<string[]> {
  try {
    return (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  } catch {
    return [];
  }
}

/** Deletes a database, waiting for no other tab; never rejects. */
export function remove(name: string): Promise<void> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess =
        request.onerror =
        request.onblocked =
          () => resolve();
    } catch {
      resolve();
    }
  });
}
