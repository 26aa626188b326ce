/** Where the settings put the data: a folder, and a KV in a file, in memory, on a KV server, or Deno Deploy's. */
import { isRemote, kvPath, type Settings } from "../../classroom/settings.ts";
import { start as t } from "../../locales/terminal.ts";
import { messageOf } from "../error_message.ts";

/** Makes the data folder where it is not there yet. Throws a sentence that names the setting. */
export async function makeDataDir({ DATA_DIR }: Settings): Promise<void> {
  try {
    await Deno.mkdir(DATA_DIR, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(t.noDataDir(DATA_DIR, messageOf(error)));
  }
}

/** The KV's file; null: it has none here. */
export function kvFile(settings: Settings): string | null {
  const place = kvPath(settings);
  return isShared(settings) || place === ":memory:" ? null : place;
}

/** Deno Deploy has a KV of its own, and no folder that lasts. */
export function isHosted(settings: Settings): boolean {
  return Deno.env.get("DENO_DEPLOYMENT_ID") !== undefined && !settings.KV_URL;
}

/** Whether other instances may write to the same KV. */
export function isShared(settings: Settings): boolean {
  return isHosted(settings) || isRemote(kvPath(settings));
}
