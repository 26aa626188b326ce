/** The document caches of this device, and the unsent commands that they hold from an earlier epoch (SYNC-17). */
import type * as Y from "yjs";
import { openCache } from "./cache.ts";
import { deleteDatabase, listDatabases } from "./databases.ts";
import type { OpenDocument } from "./open_document.ts";
import type { OutgoingCommand } from "./outbox.ts";
import { makeDoc } from "../y_doc.ts";

/** All document caches on this device; empty if the browser does not list databases. */
export async function listCaches() {
  return (await listDatabases()).flatMap((name) => {
    const parts = /^homeroom\/([^/]+)\/([^/]+)\/(.+)$/.exec(name);
    if (!parts) return [];
    const [, epoch, holder, document] = parts;
    return [{ name, epoch, holder, document }];
  });
}

/**
 * Moves the unsent commands of earlier epochs into the member's document under the same ids, so that each takes effect
 * once (SYNC-3), and deletes the caches of those epochs. Keeps a cache whose commands could not be moved.
 * @param ownDocument the member's open document
 */
export async function moveEarlierCommands(
  ownDocument: OpenDocument,
  now: { epoch: string; holder: string; document: string },
): Promise<void> {
  const space = now.document.split("/")[0] + "/";
  const old = (await listCaches()).filter((cache) =>
    cache.holder === now.holder && cache.epoch !== now.epoch &&
    cache.document.startsWith(space)
  );
  if (old.length === 0) return;
  await ownDocument.whenLoaded;
  for (const cache of old) {
    if (cache.document === now.document) {
      const unsent = await readCachedOutbox(cache.name);
      if (!unsent) continue; // the cache cannot be read now; the next page tries again
      addUnsentCommands(ownDocument.doc, unsent);
      if (!await ownDocument.flush()) continue; // the old cache is the only copy
    }
    await deleteDatabase(cache.name);
  }
}

export function addUnsentCommands(
  doc: Y.Doc,
  unsent: readonly OutgoingCommand[],
): void {
  const outbox = doc.getArray<OutgoingCommand>("outbox");
  const knownIds = new Set(outbox.toArray().map(({ id }) => id));
  outbox.push(unsent.filter(({ id }) => !knownIds.has(id)));
}

/** Deletes a holder's caches in a space, in every epoch, of the documents for which `isGone` is true. */
export async function deleteCaches(
  space: string,
  holder: string,
  isGone: (document: string) => boolean,
): Promise<void> {
  const goneCaches = (await listCaches()).filter((cache) =>
    cache.holder === holder && cache.document.startsWith(space + "/") &&
    isGone(cache.document)
  );
  await Promise.all(goneCaches.map(({ name }) => deleteDatabase(name)));
}

/** The outbox in a cache; null if it cannot be read. */
export async function readCachedOutbox(
  name: string,
): Promise<OutgoingCommand[] | null> {
  const doc = makeDoc();
  const cache = openCache(name, doc);
  await cache.whenLoaded;
  const commands = cache.isSaved.value
    ? doc.getArray<OutgoingCommand>("outbox").toArray()
    : null;
  cache.close();
  doc.destroy();
  return commands;
}
