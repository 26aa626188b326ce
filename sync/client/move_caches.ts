import { DeviceFiles, deviceFilesName } from "./device_files.ts";
import { openCache } from "./cache.ts";
import {
  addUnsentCommands,
  listCaches,
  readCachedOutbox,
} from "./device_caches.ts";
import { deleteSpaceCaches } from "./delete_caches.ts";
import { cacheName } from "./open_document.ts";
import type { OutgoingCommand } from "./outbox.ts";
import { makeDoc } from "../y_doc.ts";

/**
 * Moves unsent commands and files of one holder to another who is now the same person, and deletes the rest. Commands
 * keep their ids, so that each takes effect once (SYNC-3). Deletes nothing if the commands cannot be moved.
 * @param to the member's own document, with the epoch of its cache
 */
export async function moveCachesToHolder(
  from: { holder: string; document: string },
  to: { epoch: string; holder: string; document: string },
): Promise<void> {
  const [space = ""] = to.document.split("/");
  const unsent: OutgoingCommand[] = [];
  for (const { name, holder, document } of await listCaches()) {
    if (holder !== from.holder || document !== from.document) continue;
    const commands = await readCachedOutbox(name);
    if (!commands) return; // the commands cannot be read now; the next page tries again
    unsent.push(...commands);
  }
  if (unsent.length > 0) {
    const doc = makeDoc();
    const cache = openCache(
      cacheName(to.epoch, to.holder, to.document),
      doc,
    );
    await cache.whenLoaded;
    addUnsentCommands(doc, unsent);
    const isFlushed = await cache.flush();
    cache.close();
    doc.destroy();
    if (!isFlushed) return; // the old copy is the only one; the next page tries again
  }
  const files = new DeviceFiles(deviceFilesName(from.holder, space));
  const box = new DeviceFiles(deviceFilesName(to.holder, space));
  for (const { id, record, blob } of await files.readAll()) {
    await box.put(id, record, blob);
  }
  files.close();
  box.close();
  await deleteSpaceCaches(space, from.holder);
}
