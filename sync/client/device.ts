/**
 * What this device keeps of documents, beyond the one that is open: unsent commands of an earlier
 * epoch are taken over (S17). How all of it is deleted: `forget_device.ts`.
 */
import type * as Y from "yjs";
import { keepDocument } from "./cache.ts";
import { databases, removeDatabase } from "./databases.ts";
import type { OpenDocument } from "./open.ts";
import type { OutgoingCommand } from "./outbox.ts";
import { makeDoc } from "../y_doc.ts";

/** All caches of ours on this device, by the parts of their names; none where the browser does not tell. */
export async function allKept() {
  return (await databases()).flatMap((name) => {
    const parts = /^homeroom\/([^/]+)\/([^/]+)\/(.+)$/.exec(name);
    if (!parts) return [];
    const [, epoch, holder, document] = parts;
    return [{ name, epoch, holder, document }];
  });
}

/**
 * Takes over what an earlier epoch of a member's own document had not sent, with the same ids, so
 * that it has its effect once (S3); then deletes what is left of that epoch.
 *
 * @param own the member's document as it is open now
 */
export async function takeOverDevice(
  own: OpenDocument,
  now: { epoch: string; holder: string; document: string },
): Promise<void> {
  const space = now.document.split("/")[0] + "/";
  const old = (await allKept()).filter((kept) =>
    kept.holder === now.holder && kept.epoch !== now.epoch &&
    kept.document.startsWith(space)
  );
  if (old.length === 0) return;
  await own.loaded;
  for (const kept of old) {
    if (kept.document === now.document) {
      const unsent = await commandsIn(kept.name);
      if (!unsent) continue; // not to be read now; the next page tries again
      addUnsent(own.doc, unsent);
      if (!await own.flushed()) continue; // the old copy is the only one
    }
    await removeDatabase(kept.name);
  }
}

/** Puts commands into a member's own document with their ids, so that each has its effect once (S3). */
export function addUnsent(
  doc: Y.Doc,
  unsent: readonly OutgoingCommand[],
): void {
  const outbox = doc.getArray<OutgoingCommand>("outbox");
  const known = new Set(outbox.toArray().map(({ id }) => id));
  outbox.push(unsent.filter(({ id }) => !known.has(id)));
}

/** Deletes of a space for a holder those documents that are not theirs any more, whichever the epoch. */
export async function forgetWhere(
  space: string,
  holder: string,
  isGone: (document: string) => boolean,
): Promise<void> {
  const all = (await allKept()).filter((kept) =>
    kept.holder === holder && kept.document.startsWith(space + "/") &&
    isGone(kept.document)
  );
  await Promise.all(all.map(({ name }) => removeDatabase(name)));
}

/** The commands that wait in a cache which nobody has open, or null where it cannot be read. */
export async function commandsIn(
  name: string,
): Promise<OutgoingCommand[] | null> {
  const doc = makeDoc();
  const cache = keepDocument(name, doc);
  await cache.loaded;
  const commands = cache.kept.value
    ? doc.getArray<OutgoingCommand>("outbox").toArray()
    : null;
  cache.close();
  doc.destroy();
  return commands;
}
