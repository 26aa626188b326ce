/** Uploads in a folder: a file each, named by its id. */
import { FileStore } from "@tus/file-store";
import { Upload } from "@tus/server";
import type { BlobStore, SizeOf, StoredBlob } from "./blob_store.ts";
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
    const file = await Deno.open(this.#path(id));
    let left = to - from;
    try {
      await file.seek(from, Deno.SeekMode.Start);
    } catch (error) {
      file.close();
      throw error;
    }
    return new ReadableStream({
      async pull(controller) {
        const buffer = new Uint8Array(Math.min(piece, left));
        const read = left > 0 ? await file.read(buffer) : null;
        if (read !== null) {
          left -= read;
          controller.enqueue(buffer.subarray(0, read));
        }
        if (read === null || left === 0) {
          file.close();
          controller.close();
        }
      },
      cancel: () => file.close(),
    });
  }

  async write(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await Deno.mkdir(this.#folder, { recursive: true });
    await Deno.writeFile(this.#path(id), bytes);
  }

  async remove(id: string): Promise<void> {
    try {
      await Deno.remove(this.#path(id));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async *all(): AsyncIterable<StoredBlob> {
    try {
      for await (const { name } of Deno.readDir(this.#folder)) {
        if (!isId(name)) continue;
        const { mtime } = await Deno.stat(this.#path(name));
        yield { id: name, at: mtime?.getTime() ?? 0 };
      }
    } catch (error) {
      // Nothing was uploaded yet, or something was deleted meanwhile: the next look finds the rest.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  #path(id: string): string {
    if (!isId(id)) throw new Deno.errors.NotFound(id);
    return `${this.#folder}/${id}`;
  }
}
