/** The bytes of uploads, apart from what is known of their files: on the disk or in a bucket. */
import type { DataStore } from "@tus/server";

/** Bytes by the id of their file. */
export interface BlobStore {
  /** The store for the upload protocol. */
  readonly dataStore: DataStore;
  /** The bytes from one place up to, and without, another. Rejects with {@link NoSuchBlob} where there are none. */
  read(id: string, from: number, to: number): Promise<ReadableStream>;
  /** Keeps all bytes of a file at once, as {@link read} gives them. */
  write(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Deletes what there is of a file, if anything. */
  remove(id: string): Promise<void>;
  /** All that is here, where nobody else keeps anything in the same place. */
  all?(): AsyncIterable<StoredBlob>;
}

/** That there are no bytes of a file. */
export class NoSuchBlob extends Error {}

/** The stored bytes of a file, and when the last of them came (ms). */
export interface StoredBlob {
  id: string;
  at: number;
}

/** How large an upload is to be, in bytes; null: there is no such upload. */
export type SizeOf = (id: string) => Promise<number | null>;
