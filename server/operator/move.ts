/**
 * `homeroom move [TO] [--from PLACE]` copies the data to another place, a file or a database in PostgreSQL, and checks
 * that the copy is equal. The servers must be stopped. The data stays where it is.
 */
import { resolve } from "node:path";
import process from "node:process";
import {
  isPostgresUrl,
  kvPath,
  readSettings,
  type Settings,
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
import { acquireLocks, isServed, releaseLocks } from "../data/locks.ts";
import { pathExists, realPath } from "../data/paths.ts";
import { kvFilePath } from "../data/data_folder.ts";
import { isHalfRestored } from "../data/restore_swap.ts";
import { openStore } from "../platform/kv.ts";

const progressEvery = 10_000;

export async function moveData(
  { args: [targetArg], values }: ReadArguments,
): Promise<number> {
  const settings = readSettings(process.env);
  const target = targetArg ?? settings.MOVE_TO, sourceArg = values.get("from");
  if (target === undefined) return failWith(t.noMoveTarget);
  // Others read a command line, but not the settings.
  if ([targetArg, sourceArg].some((place) => place && hasPassword(place))) {
    return failWith(t.passwordOnCommandLine);
  }
  if (
    [target, sourceArg ?? ""].some((it) => isAddress(it) && !isPostgresUrl(it))
  ) {
    return failWith(t.noPlaceToMove);
  }
  const from = sourceArg === undefined
    ? settings
    : { ...settings, KV_URL: sourceArg };
  const source = kvPath(from), file = kvFilePath(from);
  if (isSamePlace(source, target)) {
    const otherFile = await findOtherFile(settings, source);
    return failWith(t.moveSame(shownPlace(source), otherFile));
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
  if (acquireLocks(from) !== null) return failWith(t.stopFirst);
  try {
    using kv = await openStore(source);
    await checkFormat(kv, shownPlace(source), settings);
    if (await isServed(kv)) {
      return failWith(t.serversConnected(shownPlace(source)));
    }
    if (await isEmptyStore(kv)) {
      const otherFile = await findOtherFile(settings, source);
      return failWith(t.moveNothing(shownPlace(source), otherFile));
    }
    using to = await openStore(target);
    if (!await isEmptyStore(to)) {
      return failWith(t.moveTargetUsed(shownPlace(target)));
    }
    console.log(t.moveBegins(shownPlace(source), shownPlace(target)));
    return await copyAndCompare(kv, to, file, shownPlace(target));
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
  const [sourceDigest, targetDigest] = await Promise.all([
    digestStore(from, await readExpiries(from, file)),
    digestStore(to, expiries),
  ]);
  if (
    sourceDigest.entries !== targetDigest.entries ||
    sourceDigest.hash !== targetDigest.hash
  ) {
    return failWith(t.moveDiffers(target));
  }
  console.log(t.moved(targetDigest.entries, target));
  return 0;
}

function isAddress(place: string): boolean {
  return /:\/\//.test(place);
}

function hasPassword(place: string): boolean {
  const { password, searchParams } = URL.parse(place) ?? {};
  return Boolean(password) || Boolean(searchParams?.has("password"));
}

/** Whether both are one file, or the same database and schema by name. */
export function isSamePlace(a: string, b: string): boolean {
  if (!isPostgresUrl(a) || !isPostgresUrl(b)) {
    return realPath(resolve(a)) === realPath(resolve(b));
  }
  return databaseOf(a) === databaseOf(b);
}

function databaseOf(place: string): string {
  const { hostname, port, pathname, searchParams } = new URL(place);
  const host = hostname.toLowerCase().replace(
    /^(127\.0\.0\.1|\[::1\])$/,
    "localhost",
  );
  return JSON.stringify([
    host,
    port || "5432",
    pathname,
    searchParams.get("search_path"),
  ]);
}

/** The file in the data folder, where it is not the source itself; null without one. */
async function findOtherFile(
  settings: Settings,
  source: string,
): Promise<string | null> {
  const file = kvPath({ ...settings, KV_URL: undefined });
  return file !== source && await pathExists(file) ? file : null;
}
