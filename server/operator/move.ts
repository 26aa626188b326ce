/**
 * `homeroom move TO` copies the data of the settings to another place, a file or a database in PostgreSQL, and checks
 * that the copy is equal. The servers must be stopped. The data stays where it is.
 */
import process from "node:process";
import {
  isPostgresUrl,
  kvPath,
  readSettings,
  shownPlace,
} from "../../classroom/settings.ts";
import { operatorTexts as t, startTexts } from "../../locales/terminal.ts";
import type { Kv } from "../../sync/kv/kv.ts";
import { failWith, type ReadArguments } from "../command.ts";
import {
  copyStore,
  digestStore,
  isEmptyStore,
  readExpiries,
} from "../data/copy_store.ts";
import { checkFormat } from "../data/format.ts";
import { acquireLocks, releaseLocks } from "../data/locks.ts";
import { pathExists } from "../data/paths.ts";
import { kvFilePath } from "../data/data_folder.ts";
import { isHalfRestored } from "../data/restore_swap.ts";
import { openStore } from "../platform/kv.ts";

const progressEvery = 10_000;

export async function moveData(
  { args: [target] }: ReadArguments,
): Promise<number> {
  const settings = readSettings(process.env);
  const source = kvPath(settings), file = kvFilePath(settings);
  if (/:\/\//.test(target) && !isPostgresUrl(target)) {
    return failWith(t.noPlaceToMove);
  }
  if (file !== null && !await pathExists(file)) {
    return failWith(t.noData(source));
  }
  if (file !== null && await isHalfRestored(file)) {
    return failWith(startTexts.halfRestored(file));
  }
  if (!isPostgresUrl(target) && await pathExists(target)) {
    return failWith(t.fileExists(target));
  }
  if (acquireLocks(settings) !== null) return failWith(t.stopFirst);
  try {
    using from = await openStore(source);
    await checkFormat(from, shownPlace(source));
    using to = await openStore(target);
    if (!await isEmptyStore(to)) {
      return failWith(t.moveTargetUsed(shownPlace(target)));
    }
    return await copyAndCompare(from, to, file, shownPlace(target));
  } finally {
    releaseLocks();
  }
}

async function copyAndCompare(
  from: Kv,
  to: Kv,
  file: string | null,
  target: string,
): Promise<number> {
  const expiries = await readExpiries(from, file);
  let printed = 0;
  await copyStore(from, to, expiries, (entries) => {
    if (entries - printed < progressEvery) return;
    printed = entries;
    console.log(t.moveProgress(entries));
  });
  // Reads the source once more, because a server that still runs may have written meanwhile.
  const [there, here] = await Promise.all([
    digestStore(from, await readExpiries(from, file)),
    digestStore(to, expiries),
  ]);
  if (there.entries !== here.entries || there.hash !== here.hash) {
    return failWith(t.moveDiffers(target));
  }
  console.log(t.moved(here.entries, target));
  return 0;
}
