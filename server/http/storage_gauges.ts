/** Gauges whose values are looked up when `/metrics` is read. */
import type { App } from "../../classroom/app.ts";
import { readFreeDisk } from "../../classroom/storage/free_disk.ts";
import { version } from "../../classroom/version.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { readLastBackup } from "../data/last_backup.ts";
import type { LookedUpGauge } from "./telemetry.ts";

const writableWithinMs = 900;

type Measured = Pick<App, "settings" | "storageHealth"> & {
  readonly sessions: Pick<App["sessions"], "countRunning">;
};

/** The gauges of what the server stores, and of its version. */
export function storageGauges(
  { settings, sessions, storageHealth }: Measured,
): LookedUpGauge[] {
  const hasDisk = settings.DENO_DEPLOYMENT_ID === undefined;
  return [
    {
      name: "build.info",
      description: "1, with the version as label",
      attributes: { version },
      read: () => 1,
    },
    {
      name: "storage.up",
      description: "1 if the storage takes writes, otherwise 0",
      read: async () =>
        Number(await storageHealth.isWritable(writableWithinMs)),
    },
    {
      name: "classes",
      description: "Classes that run, on all instances",
      read: () =>
        storageHealth.isInTrouble
          ? null
          : sessions.countRunning().catch(nullIfUnavailable),
    },
    ...hasDisk
      ? [
        {
          name: "disk.free",
          unit: "By",
          description: "Free space of the disk with DATA_DIR",
          read: () => readFreeDisk(settings.DATA_DIR),
        },
        {
          name: "backup.age",
          unit: "s",
          description: "Time since the last backup by the command backup",
          read: async () => {
            const backup = await readLastBackup(settings);
            return backup && (Date.now() - backup.at) / 1000;
          },
        },
      ]
      : [],
  ];
}

/** The storage's failure was reported by the storage. */
function nullIfUnavailable(error: unknown): null {
  if (isRefusal(error, "storage-unavailable")) return null;
  throw error;
}
