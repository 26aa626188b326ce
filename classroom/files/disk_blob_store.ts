/** Uploads in a folder: a file each, named by its id. */
import { mkdir, open, readdir, rm, stat, writeFile } from "node:fs/promises";
import { FileStore } from "@tus/file-store";
import { Upload } from "@tus/server";
import {
  type BlobStore,
  NoSuchBlob,
  type SizeOf,
  type StoredBlob,
} from "./blob_store.ts";
import { isMissing } from "./missing_file.ts";
import { isId } from "../model/ids.ts";

const piece = 64 * 1024;

/** Keeps bytes in a folder, which is made with the first of them. */
export class DiskBlobStore implements BlobStore {
  readonly dataStore: FileStore;
  readonly #folder: string;

  constructor(folder: string, sizeOf: SizeOf) {
    this.#folder = folder;
    this.dataStore = new FileStore({
      directory: folder,
      // It gets the sizes from us, and remembers nothing itself.
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
    // No length to be told later (it decides whether it is taken at all); what is abandoned is ours to delete.
    this.dataStore.extensions = [
      "creation",
      "creation-with-upload",
      "termination",
    ];
  }

  /** Opens the file at once, so that what is not there is known before an answer begins. */
  async read(id: string, from: number, to: number): Promise<ReadableStream> {
    const file = await open(this.#path(id)).catch((error) => {
      throw isMissing(error) ? new NoSuchBlob(id) : error;
    });
    let at = from;
    return new ReadableStream({
      async pull(controller) {
        const buffer = new Uint8Array(Math.min(piece, to - at));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
        at += bytesRead;
        if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead));
        if (bytesRead === 0 || at === to) {
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

  async remove(id: string): Promise<void> {
    await rm(this.#path(id), { force: true });
  }

  async *all(): AsyncIterable<StoredBlob> {
    try {
      for (const name of await readdir(this.#folder)) {
        if (!isId(name)) continue;
        const { mtime } = await stat(this.#path(name));
        yield { id: name, at: mtime.getTime() };
      }
    } catch (error) {
      // Nothing was uploaded yet, or something was deleted meanwhile: the next look finds the rest.
      if (!isMissing(error)) throw error;
    }
  }

  #path(id: string): string {
    if (!isId(id)) throw new NoSuchBlob(id);
    return `${this.#folder}/${id}`;
  }
}
