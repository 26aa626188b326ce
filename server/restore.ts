/**
 * `deno task restore FOLDER` puts a backup in the place of the data, while no server runs. Every space gets a new
 * epoch, so that devices which know more than the backup start afresh and do not fork it (S17). What was there
 * before is kept beside it.
 */
import { DatabaseSync } from "node:sqlite";
import { uploadsFolder } from "../classroom/bytes.ts";
import { keys } from "../classroom/records.ts";
import { kvPath, readSettings } from "../classroom/settings.ts";
import { operator as t } from "../locales/en_terminal.ts";
import { renewEpochs } from "../sync/epochs.ts";
import { makeDataDir } from "./data_dir.ts";
import { exists } from "./files.ts";
import { giveLock, lockPath, takeLock } from "./lock.ts";
import { isRemote } from "./permissions.ts";

if (import.meta.main) Deno.exit(await restore(Deno.args));

async function restore([source]: string[]): Promise<number> {
  if (!source) return fail(t.restoreUsage);
  const settings = readSettings(Deno.env.toObject());
  const target = kvPath(settings);
  if (isRemote(target)) return fail(t.backupRemote);
  if (!await exists(source)) return fail(t.noData(source));
  if (!isBackup(`${source}/homeroom.kv`)) {
    return fail(t.notABackup(source));
  }
  await makeDataDir(settings);
  if (!await takeLock(lockPath(settings))) return fail(t.stopFirst);
  try {
    const fresh = `${target}.new`;
    await Deno.copyFile(`${source}/homeroom.kv`, fresh);
    const kv = await Deno.openKv(fresh);
    const spaces = await renewEpochs(kv);
    const uploads = uploadsFolder(settings);
    await copyUploads(`${source}/uploads`, `${uploads}.new`, kv);
    kv.close();
    const aside = `.before-restore-${Date.now()}`;
    const kept = target + aside;
    if (await exists(uploads)) await Deno.rename(uploads, uploads + aside);
    await Deno.rename(`${uploads}.new`, uploads);
    for (const part of ["", "-wal", "-shm"]) {
      if (await exists(target + part)) {
        await Deno.rename(target + part, kept + part);
      }
    }
    for (const part of ["-wal", "-shm", ""]) {
      if (await exists(fresh + part)) {
        await Deno.rename(fresh + part, target + part);
      }
    }
    console.log(t.restored(spaces, kept));
    return 0;
  } finally {
    giveLock();
  }
}

/** The uploads of which the data knows: what was begun after its moment is nobody's. */
async function copyUploads(from: string, to: string, kv: Deno.Kv) {
  if (await exists(to)) await Deno.remove(to, { recursive: true });
  await Deno.mkdir(to, { recursive: true, mode: 0o700 });
  if (!await exists(from)) return;
  for await (const { name, isFile } of Deno.readDir(from)) {
    if (!isFile || (await kv.get(keys.file(name))).value === null) continue;
    await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Whether a file is a database with a Deno KV in it. */
function isBackup(path: string): boolean {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      return database.prepare("select 1 from sqlite_master where name = 'kv'")
        .get() !== undefined;
    } finally {
      database.close();
    }
  } catch {
    // What cannot be read as a database is none.
    return false;
  }
}

function fail(sentence: string): number {
  console.error(sentence);
  return 1;
}
