/** The places of the data: a folder, and a KV in a file, in memory, on a KV server, or Deno Deploy's. */
import { mkdir } from "node:fs/promises";
import {
  isHosted,
  isRemote,
  kvPath,
  type Settings,
} from "../../classroom/settings.ts";
import { startWords as t } from "../../locales/terminal.ts";
import { messageOf } from "../error_message.ts";
import { setKvToken } from "../platform/kv.ts";

/** Makes the data folder if needed. Throws a sentence that names the setting. */
export async function makeDataDir({ DATA_DIR }: Settings): Promise<void> {
  try {
    await mkdir(DATA_DIR, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(t.noDataDir(DATA_DIR, messageOf(error)));
  }
}

/** The KV's file; null if it is not in a file. */
export function kvFile(settings: Settings): string | null {
  const place = kvPath(settings);
  return isShared(settings) || place === ":memory:" ? null : place;
}

export function passToken(settings: Settings): void {
  const { DENO_KV_ACCESS_TOKEN, KV_ACCESS_TOKEN } = settings;
  if (DENO_KV_ACCESS_TOKEN || !KV_ACCESS_TOKEN) return;
  setKvToken(KV_ACCESS_TOKEN);
}

/** Whether other instances may write to the same KV. */
export function isShared(settings: Settings): boolean {
  return isHosted(settings) || isRemote(kvPath(settings));
}
