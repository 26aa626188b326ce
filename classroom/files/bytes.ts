/** Where the bytes of uploads are kept: on the disk, or in a bucket where the settings name one. */
import type { DataStore } from "@tus/server";
import type { Settings } from "../settings.ts";

/** Bytes by the id of their file. */
export interface Bytes {
  /** What the upload protocol writes to. */
  readonly store: DataStore;
  /** The bytes from one place up to, and without, another. Rejects with `Deno.errors.NotFound` where there are none. */
  read(id: string, from: number, to: number): Promise<ReadableStream>;
  /** Deletes what there is of a file, if anything. */
  remove(id: string): Promise<void>;
  /** All that is here, where nobody else keeps anything in the same place. */
  all?(): AsyncIterable<Piece>;
}

/** What there is of a file, and when something was last added to it (ms). */
export interface Piece {
  id: string;
  at: number;
}

/** How large an upload is to be, in bytes; null: there is no such upload. */
export type SizeOf = (id: string) => Promise<number | null>;

/** Opens the place that the settings name. */
export async function openBytes(
  settings: Settings,
  sizeOf: SizeOf,
): Promise<Bytes> {
  // Loaded only where they are used: the one for buckets is large.
  if (settings.S3_BUCKET) {
    const { BucketBytes } = await import("./bucket_bytes.ts");
    return new BucketBytes(settings, settings.S3_BUCKET);
  }
  const { DiskBytes } = await import("./disk_bytes.ts");
  return new DiskBytes(uploadsFolder(settings), sizeOf);
}

/** The folder in which uploads are, where they are on the disk. */
export function uploadsFolder(settings: Pick<Settings, "DATA_DIR">): string {
  return `${settings.DATA_DIR}/uploads`;
}
