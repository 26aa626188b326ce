/**
 * `homeroom backup FOLDER` copies the data while the server runs: SQLite's own backup, which is consistent and blocks
 * no one, then the uploads, whose bytes never change. Of a database in PostgreSQL, which has tools of its own, it
 * copies the uploads alone.
 */
import { mkdir, rename } from "node:fs/promises";
import process from "node:process";
import { backup, DatabaseSync } from "node:sqlite";
import { uploadsFolder } from "../../classroom/files/open_blob_store.ts";
import {
  isPostgresUrl,
  kvPath,
  readSettings,
  type Settings,
  shownPlace,
} from "../../classroom/settings.ts";
import { operatorTexts as t, startTexts } from "../../locales/terminal.ts";
import { failWith, type ReadArguments } from "../command.ts";
import { isDatabaseWhole } from "../data/database.ts";
import { recordBackup } from "../data/last_backup.ts";
import { copyFiles, pathExists, removePaths } from "../data/paths.ts";
import { isHalfRestored } from "../data/restore_swap.ts";
import { errorMessage } from "../error_message.ts";
import { Progress } from "./progress.ts";

export async function makeBackup(
  { args: [path] }: ReadArguments,
): Promise<number> {
  const target = path.replace(/\/+$/, "");
  const settings = readSettings(process.env);
  const source = kvPath(settings);
  if (isPostgresUrl(source)) return await backUpFiles(settings, target);
  if (await isHalfRestored(source)) {
    return failWith(startTexts.halfRestored(source));
  }
  if (!await pathExists(source)) return failWith(t.noData(source));
  if (await pathExists(target)) return failWith(t.fileExists(target));
  // The name differs until the copy is complete, so that half a copy does not look like a backup.
  const part = `${target}.part`;
  const progress = new Progress();
  try {
    await removePaths(part);
    await mkdir(part, { recursive: true, mode: 0o700 });
    await copyDatabase(source, `${part}/homeroom.kv`, progress);
    progress.show(() => t.checkingCopy);
    if (!isDatabaseWhole(`${part}/homeroom.kv`)) {
      await removePaths(part);
      return failWith(t.damagedData(source));
    }
    await copyUploads(settings, part, progress);
    await rename(part, target);
  } catch (error) {
    // On a full disk, half a copy would stop the class from saving.
    await removePaths(part);
    return failWith(t.notBackedUp(errorMessage(error)));
  }
  console.log(t.backedUp(target));
  await recordBackup(settings, target)
    .catch((error) => console.error(t.backupNotNoted(errorMessage(error))));
  if (settings.S3_BUCKET) console.log(t.bucketStays);
  return 0;
}

/** Copies the uploads of a server whose database is in PostgreSQL. */
async function backUpFiles(
  settings: Settings,
  target: string,
): Promise<number> {
  const place = shownPlace(kvPath(settings));
  if (settings.S3_BUCKET) return failWith(t.backupRemote(place));
  if (await pathExists(target)) return failWith(t.fileExists(target));
  const part = `${target}.part`;
  try {
    await removePaths(part);
    await mkdir(part, { recursive: true, mode: 0o700 });
    const count = await copyUploads(settings, part, new Progress());
    await rename(part, target);
    console.log(t.filesBackedUp(target, count, place));
    return 0;
  } catch (error) {
    await removePaths(part);
    return failWith(t.notBackedUp(errorMessage(error)));
  }
}

/** Returns their number. */
async function copyUploads(
  settings: Settings,
  target: string,
  progress: Progress,
): Promise<number> {
  let copied = 0;
  await copyFiles(
    uploadsFolder(settings),
    `${target}/uploads`,
    () => Promise.resolve(true),
    (count) => {
      copied = count;
      progress.show(() => t.filesCopied(count));
    },
  );
  return copied;
}

async function copyDatabase(
  from: string,
  to: string,
  progress: Progress,
): Promise<void> {
  const database = new DatabaseSync(from, { readOnly: true });
  try {
    // A read transaction sees one moment. Without it SQLite restarts whenever the class writes.
    database.exec("BEGIN; SELECT 1 FROM sqlite_master");
    await backup(database, to, {
      progress: ({ totalPages, remainingPages }) =>
        progress.show(() =>
          t.databaseCopied(1 - remainingPages / Math.max(1, totalPages))
        ),
    });
  } finally {
    database.close();
  }
}
