/** Deletes what this device keeps of a space or of earlier users. Loaded on demand. */
import { boxName, FileBox, readBoxName } from "./blobs.ts";
import { databases, removeDatabase } from "./databases.ts";
import { allKept, commandsIn, forgetWhere } from "./device.ts";
import type { OutgoingCommand } from "./outbox.ts";

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

export async function forgetSpace(space: string, holder: string) {
  await Promise.all([
    forgetWhere(space, holder, () => true),
    removeDatabase(boxName(holder, space)),
  ]);
}

/**
 * Deletes what a page that closed too early kept for holders who have left (`isStill` is false). Unsent commands and
 * files stay as long as the space has a page that shows them (`isShown`).
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
