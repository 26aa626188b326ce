/** Deletes what this device keeps of a space, or of people who are not here any more. Pages load it when they need it. */
import { boxName, FileBox, readBoxName } from "./blobs.ts";
import { databases, removeDatabase } from "./databases.ts";
import { allKept, commandsIn, forgetWhere } from "./device.ts";
import type { OutgoingCommand } from "./outbox.ts";

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
