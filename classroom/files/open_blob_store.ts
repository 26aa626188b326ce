/** Opens the place that the settings name: a folder on the disk, or a bucket. */
import { keepsFiles, type Settings } from "../settings.ts";
import { type BlobStore, NoSuchBlob, type SizeOf } from "./blob_store.ts";
import { refusal } from "../model/refuse.ts";

/** Opens the store. `sizeOf` is asked by the disk, which remembers no sizes itself. */
export async function openBlobStore(
  settings: Settings,
  sizeOf: SizeOf,
): Promise<BlobStore> {
  // Loaded only where it is used: the client for buckets is large.
  if (settings.S3_BUCKET) {
    const { BucketBlobStore } = await import("./bucket_blob_store.ts");
    return new BucketBlobStore(settings, settings.S3_BUCKET);
  }
  if (!keepsFiles(settings)) return await noBlobStore();
  const { DiskBlobStore } = await import("./disk_blob_store.ts");
  return new DiskBlobStore(uploadsFolder(settings), sizeOf);
}

/** The folder of the uploads, where they are on the disk. */
export function uploadsFolder(settings: Pick<Settings, "DATA_DIR">): string {
  return `${settings.DATA_DIR}/uploads`;
}

/** Where files have no place that lasts: none is taken, and none is there. */
async function noBlobStore(): Promise<BlobStore> {
  const { DataStore } = await import("@tus/server");
  const dataStore = new DataStore();
  // So that an upload is refused by us, with the reason, and not by the protocol.
  dataStore.extensions = ["creation", "creation-with-upload"];
  return {
    dataStore,
    read: (id) => Promise.reject(new NoSuchBlob(id)),
    write: () => Promise.reject(refusal("no-place-for-files")),
    remove: () => Promise.resolve(),
  };
}
