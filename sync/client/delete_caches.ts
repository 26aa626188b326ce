/** Deletes what this device keeps of a space or of earlier users. Loaded on demand. */
import {
  DeviceFiles,
  deviceFilesName,
  parseDeviceFilesName,
} from "./device_files.ts";
import { deleteDatabase, listDatabases } from "./databases.ts";
import { deleteCaches, listCaches, readCachedOutbox } from "./device_caches.ts";
import type { OutgoingCommand } from "./outbox.ts";

export async function readUnsentCommands(
  holder: string,
  document: string,
): Promise<OutgoingCommand[]> {
  const commands: OutgoingCommand[] = [];
  for (const cache of await listCaches()) {
    if (cache.holder !== holder || cache.document !== document) continue;
    commands.push(...await readCachedOutbox(cache.name) ?? []);
  }
  return commands;
}

export async function deleteSpaceCaches(space: string, holder: string) {
  await Promise.all([
    deleteCaches(space, holder, () => true),
    deleteDatabase(deviceFilesName(holder, space)),
  ]);
}

/**
 * Deletes the caches and files of holders who have left (`isStill` is false). Keeps unsent commands and files as long
 * as the space has a page that shows them (`isShown`).
 */
export async function deleteStaleCaches(
  isStill: (holder: string, space: string) => boolean,
  isShown: (space: string) => Promise<boolean>,
): Promise<void> {
  for (const { name, holder, document } of await listCaches()) {
    const space = document.split("/")[0];
    if (isStill(holder, space)) continue;
    const unsent = await readCachedOutbox(name);
    if (unsent?.length === 0 || !await isShown(space)) {
      await deleteDatabase(name);
    }
  }
  for (const name of await listDatabases()) {
    const box = parseDeviceFilesName(name);
    if (!box || isStill(box.holder, box.space)) continue;
    const files = new DeviceFiles(name);
    const isEmpty = (await files.readAll()).length === 0;
    if (isEmpty || !await isShown(box.space)) await files.deleteDatabase();
    else files.close();
  }
}
