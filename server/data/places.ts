/** The places of the data: a folder, and a KV in a file, in memory, on a KV server, or Deno Deploy's. */
import { mkdir } from "node:fs/promises";
import {
  isDenoDeployKv,
  isRemoteUrl,
  kvPath,
  type Settings,
} from "../../classroom/settings.ts";
import { startTexts as t } from "../../locales/terminal.ts";
import { errorMessage } from "../error_message.ts";
import { setKvToken } from "../platform/kv.ts";

/** Makes the data folder if needed. Throws a sentence that names the setting. */
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

export function setAccessToken(settings: Settings): void {
  const { DENO_KV_ACCESS_TOKEN, KV_ACCESS_TOKEN } = settings;
  if (DENO_KV_ACCESS_TOKEN || !KV_ACCESS_TOKEN) return;
  setKvToken(KV_ACCESS_TOKEN);
}

/** Whether other instances may write to the same KV. */
export function isSharedKv(settings: Settings): boolean {
  return isDenoDeployKv(settings) || isRemoteUrl(kvPath(settings));
}
