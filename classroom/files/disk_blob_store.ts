import { mkdir, open, readdir, rm, stat, writeFile } from "node:fs/promises";
import { FileStore } from "@tus/file-store";
import { Upload } from "@tus/server";
import {
  type BlobStore,
  NoSuchBlob,
  type ReadBlobSize,
  type StoredBlob,
} from "./blob_store.ts";
import type { DiskReserve } from "./disk_reserve.ts";
import { isNotFoundError } from "../storage/missing_file.ts";
import { isId } from "../model/ids.ts";

const pieceBytes = 64 * 1024;

/** Uploads in a folder, one file each, named by id. */
export class DiskBlobStore implements BlobStore {
  readonly dataStore: FileStore;
  readonly #folder: string;
  readonly #disk: DiskReserve;

  constructor(folder: string, sizeOf: ReadBlobSize, disk: DiskReserve) {
    this.#folder = folder;
    this.#disk = disk;
    this.dataStore = new FileStore({
      directory: folder,
      // The package asks for sizes here, and stores nothing.
      configstore: {
        async get(id) {
          const size = await sizeOf(id);
          return size === null
            ? undefined
            : new Upload({ id, size, offset: 0 });
        },
        set: () => Promise.resolve(),
        delete: () => Promise.resolve(),
      },
    });
    // Without deferred length, which could evade the size check, and without expiration, as Homeroom deletes old
    // uploads itself.
    this.dataStore.extensions = [
      "creation",
      "creation-with-upload",
      "termination",
    ];
  }

  /** Opens the file first, so that a missing one rejects before the response begins. */
  async read(id: string, from: number, to: number): Promise<ReadableStream> {
    const file = await open(this.#path(id)).catch((error) => {
      throw isNotFoundError(error) ? new NoSuchBlob(id) : error;
    });
    const { size } = await file.stat();
    if (size < to) {
      await file.close();
      throw new NoSuchBlob(id);
    }
    let position = from;
    return new ReadableStream({
      async pull(controller) {
        const buffer = new Uint8Array(Math.min(pieceBytes, to - position));
        const { bytesRead } = await file.read(
          buffer,
          0,
          buffer.length,
          position,
        );
        position += bytesRead;
        if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead));
        if (bytesRead === 0 || position === to) {
          await file.close();
          controller.close();
        }
      },
      cancel: () => file.close(),
    });
  }

  async write(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeFile(this.#path(id), bytes);
  }

  hold(id: string, bytes: number, whole?: number): Promise<void> {
    return this.#disk.hold(id, bytes, whole);
  }

  release(id: string): void {
    this.#disk.release(id);
  }

  async remove(id: string): Promise<void> {
    this.release(id);
    await rm(this.#path(id), { force: true });
  }

  async *list(): AsyncIterable<StoredBlob> {
    try {
      for (const name of await readdir(this.#folder)) {
        if (!isId(name)) continue;
        const { mtime } = await stat(this.#path(name));
        yield { id: name, writtenAt: mtime.getTime() };
      }
    } catch (error) {
      // There are no uploads yet, or one was deleted meanwhile, and the next sweep finds the rest.
      if (!isNotFoundError(error)) throw error;
    }
  }

  #path(id: string): string {
    if (!isId(id)) throw new NoSuchBlob(id);
    return `${this.#folder}/${id}`;
  }
}
