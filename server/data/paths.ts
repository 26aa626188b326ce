import { readlinkSync, realpathSync } from "node:fs";
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, isAbsolute } from "node:path";
import { isNotFoundError } from "../../classroom/storage/missing_file.ts";

/** The modification time in ms; null if the path does not exist. */
export async function modificationTime(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtime.getTime();
  } catch (error) {
    if (isNotFoundError(error)) return null;
    throw error;
  }
}

export async function pathExists(path: string): Promise<boolean> {
  return await modificationTime(path) !== null;
}

export async function isWritable(folder: string): Promise<boolean> {
  return await findWriteFault(folder) === null;
}

/** The code of what keeps this user from writing a file into a folder, such as `ENOSPC` or `EROFS`; null: nothing. */
export async function findWriteFault(folder: string): Promise<string | null> {
  let probeFolder: string | undefined;
  try {
    probeFolder = await mkdtemp(`${folder}/.`);
    await writeFile(`${probeFolder}/file`, "content");
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    if (probeFolder !== undefined) await removePaths(probeFolder);
  }
}

export async function removePaths(...paths: string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true, recursive: true });
}

/** Copies the wanted files of a folder, except those deleted meanwhile. `onCopied` gets their number so far. */
export async function copyFiles(
  from: string,
  to: string,
  isWanted: (name: string) => Promise<boolean>,
  onCopied: (count: number) => void = () => {},
): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  if (!await pathExists(from)) return;
  let count = 0;
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const { name } = entry;
    if (!entry.isFile() || !await isWanted(name)) continue;
    try {
      await copyFile(`${from}/${name}`, `${to}/${name}`);
      onCopied(++count);
    } catch (error) {
      if (!isNotFoundError(error)) throw error;
    }
  }
}

/** Maximum number of links to follow, as in the system itself. */
const maxLinks = 40;

/** The path to which a file's links lead. The file need not exist. */
export function realPath(file: string, left = maxLinks): string {
  const real = linked(file);
  if (real !== null) return real;
  const folder = dirname(file), to = left > 0 ? target(file) : null;
  if (to !== null) {
    return realPath(isAbsolute(to) ? to : `${folder}/${to}`, left - 1);
  }
  return `${linked(folder) ?? folder}/${basename(file)}`.replace("//", "/");
}

function linked(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function target(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
