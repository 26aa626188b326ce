/**
 * What this device keeps of documents, beyond the one that is open: unsent commands of an earlier
 * epoch are taken over (S17), and what is no longer anyone's here is deleted.
 */
import type * as Y from "yjs";
import { boxName, FileBox, readBoxName } from "./blobs.ts";
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

/** What a member's own document on this device has not sent, whichever the epoch; it need not be open. */
export async function unsentIn(
  holder: string,
  document: string,
): Promise<OutgoingCommand[]> {
  const found: OutgoingCommand[] = [];
  for (const kept of await allKept()) {
    if (kept.holder !== holder || kept.document !== document) continue;
    found.push(...await commandsIn(kept.name) ?? []);
  }
  return found;
}

/** Deletes all that this device keeps of a space for a holder, whichever the epoch. */
export async function forgetSpace(space: string, holder: string) {
  await Promise.all([
    forgetWhere(space, holder, () => true),
    removeDatabase(boxName(holder, space)),
  ]);
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

/**
 * Deletes what is kept for holders of whom `isStill` is not true any more: a page closed before the end
 * could not do so. What holds unsent commands stays for its own page, which shows them once, as long as the
 * space has such a page (`isShown`).
 */
export async function tidy(
  isStill: (holder: string, space: string) => boolean,
  isShown: (space: string) => Promise<boolean>,
): Promise<void> {
  for (const { name, holder, document } of await allKept()) {
    const space = document.split("/")[0];
    if (isStill(holder, space)) continue;
    const unsent = await commandsIn(name);
    if (unsent?.length === 0 || !await isShown(space)) {
      await removeDatabase(name);
    }
  }
  for (const name of await databases()) {
    const box = readBoxName(name);
    if (!box || isStill(box.holder, box.space)) continue;
    const files = new FileBox(name);
    const isEmpty = (await files.all()).length === 0;
    if (isEmpty || !await isShown(box.space)) await files.forget();
    else files.close();
  }
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
