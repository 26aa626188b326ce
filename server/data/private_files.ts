import { chmod, stat } from "node:fs/promises";
import process from "node:process";
import { isNotFoundError } from "../../classroom/storage/missing_file.ts";
import { isDenoDeployKv, type Settings } from "../../classroom/settings.ts";
import { errorMessage } from "../error_message.ts";
import { kvFilePath } from "./data_folder.ts";

const othersMask = 0o077;
/** A mode bit that is set on folders such as `/tmp`, which everyone shares. */
const sticky = 0o1000;

/** A path that other users can still read, and why. */
export interface ReadablePlace {
  path: string;
  reason: string;
}

/** Restricts the data folder and database files to their owner. Returns those for which it failed. */
export async function makePrivate(
  settings: Settings,
): Promise<ReadablePlace[]> {
  // Windows has other permissions, and Deno Deploy no folder.
  if (process.platform === "win32" || isDenoDeployKv(settings)) return [];
  const file = kvFilePath(settings);
  const files = file === null ? [] : [file, `${file}-wal`, `${file}-shm`];
  const readable: ReadablePlace[] = [];
  for (const path of [settings.DATA_DIR, ...files]) {
    const reason = await whyReadable(path);
    if (reason !== null) readable.push({ path, reason });
  }
  return readable;
}

async function whyReadable(path: string): Promise<string | null> {
  try {
    const { mode } = await stat(path);
    if ((mode & othersMask) === 0) return null;
    if (mode & sticky) return "it belongs to everyone";
    await chmod(path, mode & 0o700);
    // Some file systems have no permissions and report no error.
    const newMode = (await stat(path)).mode & 0o777;
    return (newMode & othersMask) === 0
      ? null
      : `its mode stays ${octal(newMode)}`;
  } catch (error) {
    if (isNotFoundError(error)) return null;
    return errorMessage(error);
  }
}

const octal = (mode: number) => mode.toString(8).padStart(3, "0");
