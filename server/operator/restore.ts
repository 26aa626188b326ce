/**
 * `homeroom restore FOLDER` replaces the data by a backup while no server runs, after asking, and keeps the old data.
 * Every space gets a new epoch, so that devices that know more than the backup reload (SYNC-17). After an interruption,
 * no server starts until a second run completes the restore. After `pg_restore` it does what remains to be done: the
 * uploads, and the epochs.
 */
import { chmod, copyFile, stat } from "node:fs/promises";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { uploadsFolder } from "../../classroom/files/open_blob_store.ts";
import { FileRecords } from "../../classroom/storage/file_records.ts";
import {
  isPostgresUrl,
  kvPath,
  readSettings,
  type Settings,
  shownPlace,
} from "../../classroom/settings.ts";
import { version } from "../../classroom/version.ts";
import { operatorTexts as t } from "../../locales/terminal.ts";
import { renewEpochs } from "../../sync/kv/epochs.ts";
import { failWith, type ReadArguments } from "../command.ts";
import { isDatabaseWhole, isKvDatabase } from "../data/database.ts";
import {
  checkFormat,
  findNewerFormat,
  findVersion,
  formatVersion,
} from "../data/format.ts";
import { acquireLocks, isServed, releaseLocks } from "../data/locks.ts";
import {
  copyFiles,
  modificationTime,
  pathExists,
  realPath,
  removePaths,
} from "../data/paths.ts";
import { makeDataDir } from "../data/data_folder.ts";
import {
  beginSwap,
  endSwap,
  moveAside,
  replacePath,
} from "../data/restore_swap.ts";
import { errorMessage } from "../error_message.ts";
import { openStore } from "../platform/kv.ts";
import { askToConfirm } from "./confirm.ts";
import { Progress } from "./progress.ts";

/** Suffixes of SQLite's further files, which it always uses with a database of that name. */
const besides = ["-wal", "-shm"];

export async function restore(
  { args: [source], options }: ReadArguments,
): Promise<number> {
  const settings = readSettings(process.env);
  const place = kvPath(settings);
  if (isPostgresUrl(place)) {
    return await restoreBesidePostgres(settings, source, options);
  }
  if (source === undefined) return failWith(t.restoreNeedsFolder);
  if (place === ":memory:") return failWith(t.noData(place));
  if (!await pathExists(source)) return failWith(t.noData(source));
  if (!await isFile(`${source}/homeroom.kv`)) {
    return failWith(t.notABackup(source));
  }
  await makeDataDir(settings);
  if (acquireLocks(settings) !== null) return failWith(t.stopFirst);
  try {
    const target = realPath(place), replacement = `${target}.new`;
    const uploads = uploadsFolder(settings);
    if (!options.has("yes")) {
      const refusal = await askToReplace(target, uploads, source);
      if (refusal !== null) return failWith(refusal);
    }
    const spaces = await prepare(source, replacement, `${uploads}.new`)
      .catch((error) => t.notRestored(errorMessage(error)));
    if (typeof spaces === "string") {
      await forget(replacement, `${uploads}.new`);
      return failWith(spaces);
    }

    const suffix = await beginSwap(target);
    await replacePath(uploads, `${uploads}.new`, uploads + suffix);
    for (const part of besides) {
      await moveAside(target + part, target + suffix + part);
    }
    await replacePath(target, replacement, target + suffix);
    await endSwap(target);
    const keptPaths: string[] = [];
    for (const path of [target + suffix, uploads + suffix]) {
      if (await pathExists(path)) keptPaths.push(path);
    }
    console.log(t.restored(spaces, keptPaths));
    return 0;
  } finally {
    releaseLocks();
  }
}

/** Brings the uploads back as far as the database knows them, and renews all epochs. */
async function restoreBesidePostgres(
  settings: Settings,
  source: string | undefined,
  options: ReadonlySet<string>,
): Promise<number> {
  const place = shownPlace(kvPath(settings));
  const uploads = uploadsFolder(settings), replacement = `${uploads}.new`;
  if (source !== undefined && !await pathExists(`${source}/uploads`)) {
    return failWith(t.notABackup(source));
  }
  using kv = await openStore(kvPath(settings));
  await checkFormat(kv, place, settings);
  if (await isServed(kv)) return failWith(t.serversConnected(place));
  if (!options.has("yes")) {
    const refusal = await ask(
      source === undefined
        ? t.restoreRenews(place)
        : t.restoreReplacesFiles(uploads, source),
    );
    if (refusal !== null) return failWith(refusal);
  }
  const keptPaths: string[] = [];
  if (source !== undefined) {
    await makeDataDir(settings);
    await removePaths(replacement);
    const records = new FileRecords(kv), progress = new Progress();
    try {
      await copyFiles(
        `${source}/uploads`,
        replacement,
        (name) => records.isKnown(name),
        (count) => progress.show(() => t.filesCopied(count)),
      );
    } catch (error) {
      await removePaths(replacement);
      return failWith(t.notRestored(errorMessage(error)));
    }
    const asidePath = `${uploads}.before-restore-${Date.now()}`;
    await replacePath(uploads, replacement, asidePath);
    if (await pathExists(asidePath)) keptPaths.push(asidePath);
  }
  console.log(t.restored(await renewEpochs(kv), keptPaths));
  return 0;
}

/**
 * Says what will be replaced and asks, unless there is nothing to replace. Returns null for yes, else why nothing is
 * done.
 */
async function askToReplace(
  database: string,
  uploads: string,
  source: string,
): Promise<string | null> {
  const isThere = await pathExists(database);
  if (!isThere && !await pathExists(uploads)) return null;
  return await ask(t.restoreReplaces(
    isThere ? await describeData(database) : uploads,
    t.backupOf(source, ageOf(await modificationTime(`${source}/homeroom.kv`))),
  ));
}

/** Says what will be done and asks. Returns null for yes, else why nothing is done. */
async function ask(explanation: string): Promise<string | null> {
  console.log(explanation);
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) return t.restoreNeedsYes;
  return await askToConfirm(t.restoreAsks, stdin, stdout)
    ? null
    : t.notReplaced;
}

/** Size, version and age of the data; damaged data has no version. */
async function describeData(database: string): Promise<string> {
  const { size } = await stat(database);
  const written = Math.max(
    ...await Promise.all(
      [database, `${database}-wal`].map(async (path) =>
        await modificationTime(path) ?? 0
      ),
    ),
  );
  return t.data(
    database,
    size / 2 ** 20,
    await readVersion(database).catch(() => null),
    ageOf(written),
  );
}

async function readVersion(database: string): Promise<string | null> {
  using kv = await openStore(database);
  return await findVersion(kv);
}

/** The time since a moment, in the largest unit that fits. */
function ageOf(moment: number | null): string {
  const seconds = Math.max(0, Date.now() - (moment ?? 0)) / 1000;
  const [unit, length] = units.find(([, length]) => seconds >= length) ??
    units.at(-1)!;
  const format = new Intl.RelativeTimeFormat("en");
  return format.format(-Math.floor(seconds / length), unit);
}

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/**
 * Copies a backup to `replacement` and `uploads`, with new epochs. Returns its number of spaces, or why it is refused.
 */
async function prepare(
  source: string,
  replacement: string,
  uploads: string,
): Promise<number | string> {
  await forget(replacement, uploads);
  const progress = new Progress();
  const backup = `${source}/homeroom.kv`, { size } = await stat(backup);
  await progress.showDuring(
    copyFile(backup, replacement),
    async () =>
      t.databaseCopied((await stat(replacement)).size / Math.max(1, size)),
  );
  await chmod(replacement, 0o600);
  progress.show(() => t.checkingCopy);
  // The copy is checked, because SQLite writes next to what it reads and a backup may be read-only.
  if (!isKvDatabase(replacement)) return t.notABackup(source);
  if (!isDatabaseWhole(replacement)) return t.damaged(source);
  let spaces: number;
  {
    using kv = await openStore(replacement);
    const newerFormat = await findNewerFormat(kv);
    if (newerFormat !== null) {
      return t.newerBackup(source, newerFormat, version, formatVersion);
    }
    progress.show(() => t.renewingClasses);
    spaces = await renewEpochs(kv);
    // Uploads that are newer than the database's copy belong to no one, so they are left out.
    const records = new FileRecords(kv);
    await copyFiles(
      `${source}/uploads`,
      uploads,
      (name) => records.isKnown(name),
      (count) => progress.show(() => t.filesCopied(count)),
    );
  }
  await intoOneFile(replacement);
  return spaces;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ENOENT", "ENOTDIR"].includes(code)) return false;
    throw error;
  }
}

/** Deletes the copied uploads and the copied database with its log, which SQLite would replay into the next copy. */
function forget(replacement: string, uploads: string): Promise<void> {
  return removePaths(
    uploads,
    replacement,
    ...besides.map((part) => replacement + part),
  );
}

/** Moves a database's log into its file, so that one rename moves everything. */
async function intoOneFile(file: string): Promise<void> {
  const database = new DatabaseSync(file);
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    const row = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
    if (row?.busy !== 0) throw new Error(`${file} is in use`);
  } finally {
    database.close();
  }
  await removePaths(...besides.map((part) => file + part));
}
