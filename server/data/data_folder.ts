/** The places of the data: a folder, and a KV in a file, in memory, in PostgreSQL, or Deno Deploy's. */
import { mkdir } from "node:fs/promises";
import {
  isDenoDeployKv,
  isPostgresUrl,
  kvPath,
  type Settings,
} from "../../classroom/settings.ts";
import { startTexts as t } from "../../locales/terminal.ts";
import { errorMessage } from "../error_message.ts";

/** Makes the data folder if needed. If that fails, throws a sentence that names the setting. */
export async function makeDataDir({ DATA_DIR }: Settings): Promise<void> {
  try {
    await mkdir(DATA_DIR, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(t.noDataDir(DATA_DIR, errorMessage(error)));
  }
}

/** The KV's file; null if it is not in a file. */
export function kvFilePath(settings: Settings): string | null {
  const place = kvPath(settings);
  return isSharedKv(settings) || place === ":memory:" ? null : place;
}

/** Whether other instances may write to the same KV. */
export function isSharedKv(settings: Settings): boolean {
  return isDenoDeployKv(settings) || isPostgresUrl(kvPath(settings));
}
