/** Opens the KV for the server. */
import {
  isHosted,
  isRemote,
  kvPath,
  type Settings,
} from "../../classroom/settings.ts";
import { start as t } from "../../locales/terminal.ts";
import { Busy } from "../../sync/kv/busy.ts";
import { messageOf } from "../error_message.ts";
import { openOverSeveral } from "./connections.ts";
import { claimFormat } from "./format.ts";
import { acquireLocks } from "./locks.ts";
import { kvFile, makeDataDir, passToken } from "./places.ts";
import { isHalfRestored } from "./swap.ts";

/**
 * Opens it and takes its locks. Throws a sentence that names the setting, or says what is in the way, such as data of a
 * newer version.
 */
export async function openKv(settings: Settings): Promise<Deno.Kv> {
  const kv = await open(settings);
  const place = kvPath(settings);
  await new Busy().through(() => claimFormat(kv, place));
  return kv;
}

async function open(settings: Settings): Promise<Deno.Kv> {
  passToken(settings);
  if (isHosted(settings)) return await Deno.openKv();
  // Nothing that lasts could be put there.
  if (!settings.DENO_DEPLOYMENT_ID) await makeDataDir(settings);
  const place = kvPath(settings), file = kvFile(settings);
  let refused: string | null;
  try {
    refused = await acquireLocks(settings);
    if (file !== null && refused === null && await isHalfRestored(file)) {
      refused = t.halfRestored(file);
    }
    if (refused === null) {
      if (isRemote(place)) {
        return await openOverSeveral(() => Deno.openKv(place));
      }
      return await new Busy().through(() => Deno.openKv(place));
    }
  } catch (error) {
    const name = settings.KV_URL ? "KV_URL" : "DATA_DIR";
    throw new Error(t.cannotOpen(name, place, messageOf(error)));
  }
  throw new Error(refused);
}
