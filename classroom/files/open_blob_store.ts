import { hasFileStorage, type Settings } from "../settings.ts";
import { type BlobStore, NoSuchBlob, type ReadBlobSize } from "./blob_store.ts";
import { readFreeDisk } from "../storage/free_disk.ts";
import { refusal } from "../model/refuse.ts";

/**
 * Opens the store that the settings name: a bucket, a folder, or one without files. `sizeOf` is for the folder, which
 * stores no sizes.
 */
export async function openBlobStore(
  settings: Settings,
  sizeOf: ReadBlobSize,
): Promise<BlobStore> {
  // Loaded on demand, as the bucket's client is large.
  if (settings.S3_BUCKET) {
    const { BucketBlobStore } = await import("./bucket_blob_store.ts");
    return new BucketBlobStore(settings, settings.S3_BUCKET);
  }
  if (!hasFileStorage(settings)) return await noBlobStore();
  const { DiskBlobStore } = await import("./disk_blob_store.ts");
  const { DiskReserve } = await import("./disk_reserve.ts");
  const folder = uploadsFolder(settings);
  const disk = new DiskReserve(
    settings.FILES_RESERVE_MB * 1024 * 1024,
    () => readFreeDisk(folder),
  );
  return new DiskBlobStore(folder, sizeOf, disk);
}

export function uploadsFolder(settings: Pick<Settings, "DATA_DIR">): string {
  return `${settings.DATA_DIR}/uploads`;
}

/** A store for platforms without lasting storage: it has no files and refuses new ones. */
async function noBlobStore(): Promise<BlobStore> {
  const { DataStore } = await import("@tus/server");
  const dataStore = new DataStore();
  // Lets uploads reach Homeroom's own refusal, which has a reason.
  dataStore.extensions = ["creation", "creation-with-upload"];
  return {
    dataStore,
    read: (id) => Promise.reject(new NoSuchBlob(id)),
    write: () => Promise.reject(refusal("no-place-for-files")),
    remove: () => Promise.resolve(),
  };
}
