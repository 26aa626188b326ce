import { DataStore } from "@tus/server";
import type {
  BlobStore,
  StoredBlob,
} from "../../../classroom/files/blob_store.ts";

export class MemoryBlobStore implements BlobStore {
  readonly dataStore = new DataStore();
  readonly kept = new Map<string, Uint8Array<ArrayBuffer>>();
  /** When the last bytes arrived. */
  at = Date.now();
  read(id: string, from: number, to: number): Promise<ReadableStream> {
    const bytes = this.kept.get(id);
    if (!bytes) return Promise.reject(new Deno.errors.NotFound(id));
    return Promise.resolve(new Blob([bytes.slice(from, to)]).stream());
  }
  write(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.kept.set(id, bytes);
    return Promise.resolve();
  }
  remove(id: string): Promise<void> {
    this.kept.delete(id);
    return Promise.resolve();
  }
  async *list(): AsyncIterable<StoredBlob> {
    for (const id of [...this.kept.keys()]) yield { id, writtenAt: this.at };
  }
}

export const smallestPng = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
);
