import { dirname } from "node:path";
import {
  isDenoDeployKv,
  kvPath,
  type Settings,
  shownPlace,
} from "../../classroom/settings.ts";
import { startTexts as t } from "../../locales/terminal.ts";
import { KvBusyRetry } from "../../sync/kv/busy_retry.ts";
import { errorMessage } from "../error_message.ts";
import { openStore, type ReportFailure } from "../platform/kv.ts";
import { checkFormat, NewerDataError, recordFormat } from "./format.ts";
import { acquireLocks } from "./locks.ts";
import { kvFilePath, makeDataDir } from "./data_folder.ts";
import { findWriteFault } from "./paths.ts";
import { isHalfRestored } from "./restore_swap.ts";
import type { Kv } from "../../sync/kv/kv.ts";

/**
 * Opens the KV for the server and takes its locks. Throws a sentence that names the setting or the obstacle, such as
 * data of a newer version.
 */
export async function openKv(
  settings: Settings,
  report: ReportFailure,
): Promise<Kv> {
  const kv = await open(settings, report);
  const place = shownPlace(kvPath(settings));
  try {
    await new KvBusyRetry().retry(() => recordFormat(kv, place, settings));
  } catch (error) {
    if (error instanceof NewerDataError) throw error;
    // A storage that takes no writes can still be read. The server says so, and the next start notes the version.
    await checkFormat(kv, place, settings);
  }
  return kv;
}

async function open(settings: Settings, report: ReportFailure): Promise<Kv> {
  if (isDenoDeployKv(settings)) return await openStore();
  // Deno Deploy has no lasting disk.
  if (!settings.DENO_DEPLOYMENT_ID) await makeDataDir(settings);
  const place = kvPath(settings), file = kvFilePath(settings);
  let refusal: string | null;
  try {
    refusal = acquireLocks(settings);
    if (file !== null && refusal === null && await isHalfRestored(file)) {
      refusal = t.halfRestored(file);
    }
    if (refusal === null) {
      return await new KvBusyRetry().retry(() =>
        openStore(place, report, true)
      );
    }
  } catch (error) {
    const folder = file === null ? null : dirname(file);
    const fault = folder === null ? null : await findWriteFault(folder);
    if (fault === "ENOSPC") throw new Error(t.fullDisk(folder!));
    if (fault === "EROFS") throw new Error(t.readOnlyDisk(folder!));
    const name = settings.KV_URL ? "KV_URL" : "DATA_DIR";
    const reason = errorMessage(error);
    throw new Error(t.cannotOpen(name, shownPlace(place), reason));
  }
  throw new Error(refusal);
}
