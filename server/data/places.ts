/** Where the KV is, by the settings: in a file, in memory, on a KV server, or Deno Deploy's own. */
import { isRemote, kvPath, type Settings } from "../../classroom/settings.ts";

/** The file that the KV is in; null: it is in none of ours. */
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
