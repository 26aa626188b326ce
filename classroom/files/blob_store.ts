/** Bytes of uploads, on disk or in a bucket. */
import type { DataStore } from "@tus/server";

export interface BlobStore {
  readonly dataStore: DataStore;
  /** Reads bytes from `from` to before `to`. Without the file or with fewer bytes rejects with {@link NoSuchBlob}. */
  read(id: string, from: number, to: number): Promise<ReadableStream>;
  write(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(id: string): Promise<void>;
  /**
   * Holds bytes of the disk for a file, until they are released. Refuses if `whole`, the rest of the file, does not fit
   * beside the reserve. Absent where there is no disk to fill.
   */
  hold?(id: string, bytes: number, whole?: number): Promise<void>;
  release?(id: string): void;
  /** Lists all files; absent for a bucket, which may have files of other programs, too. */
  list?(): AsyncIterable<StoredBlob>;
}

const brand = Symbol.for("homeroom.no-such-blob");

export class NoSuchBlob extends Error {
  /** Marks it across the server's two bundles, where `instanceof` fails. */
  readonly [brand] = true;
}

/** Whether a thrown value is a {@link NoSuchBlob}, from either bundle. */
export function isNoSuchBlob(error: unknown): error is NoSuchBlob {
  return typeof error === "object" && error !== null && brand in error;
}

/** `writtenAt`: time of the last byte (ms). */
export interface StoredBlob {
  id: string;
  writtenAt: number;
}

export type ReadBlobSize = (id: string) => Promise<number | null>;
