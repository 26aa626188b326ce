/**
 * Stores the pictures of a teacher's questions until no quiz uses them. A class gets copies
 * (`files/picture_copies.ts`).
 *
 * Keys: `["image", id]` → {@link ImageRecord}; `["image-of", teacher, id]` → `true`.
 */
import type { BlobStore } from "../files/blob_store.ts";
import { readImageHeader, requireDisplayable } from "../files/image_headers.ts";
import type { AppServices } from "../app_services.ts";
import { removeMetadata } from "../../formats/metadata/file_metadata.ts";
import { refusal } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import { isId, newId } from "../model/ids.ts";
import { type ImageRecord, kvKeys } from "../storage/kv_keys.ts";
import type { Library } from "./library.ts";

type Image = ImageRecord & { id: string };

interface ImagesParts extends Pick<AppServices, "kv" | "clock"> {
  files: { bytes(): Promise<BlobStore> };
  library: Pick<Library, "picturesOf">;
}

/** Unused pictures are kept until this time after they were added (ms): a change made offline may still arrive. */
export const unusedImageMs = 7 * 24 * 60 * 60_000;
const MiB = 1024 * 1024;

export class Images {
  readonly #parts: ImagesParts;

  constructor(parts: ImagesParts) {
    this.#parts = parts;
  }

  /** Adds a picture. Refuses if browsers cannot show it, if it is too large, or if the teacher has too many. */
  async add(
    teacher: string,
    original: Uint8Array<ArrayBuffer>,
  ): Promise<Image> {
    const { kv, clock, files } = this.#parts;
    if (original.length > bounds.image) {
      throw refusal("image-too-large", { megabytes: bounds.image / MiB });
    }
    const header = readImageHeader(original);
    if (!header) throw refusal("no-image");
    requireDisplayable(header);
    const bytes = original.subarray(
      0,
      removeMetadata(original) ?? original.length,
    );
    if ((await this.#ids(teacher)).length >= bounds.images) {
      await this.sweep(teacher);
      if ((await this.#ids(teacher)).length >= bounds.images) {
        throw refusal("images-full", { most: bounds.images });
      }
    }
    const id = newId(), store = await files.bytes();
    await store.hold?.(id, bytes.length);
    const record = { ...header, teacher, size: bytes.length, at: clock() };
    // The keys are written first, so that no bytes are left without an owner.
    await kv.atomic().set(kvKeys.image(id), record)
      .set(kvKeys.imageOf(teacher, id), true).commit();
    try {
      await store.write(id, bytes);
      // The account may have been deleted meanwhile.
      const account = await kv.get(kvKeys.account(teacher));
      if (!account.value) throw refusal("not-found");
    } catch (error) {
      await this.#remove(teacher, id);
      throw error;
    } finally {
      store.release?.(id);
    }
    return { ...record, id };
  }

  /** Refuses with `not-found` unless the picture is the teacher's. */
  async get(teacher: string, id: string): Promise<Image> {
    const value = isId(id)
      ? (await this.#parts.kv.get<ImageRecord>(kvKeys.image(id))).value
      : null;
    if (value?.teacher !== teacher) throw refusal("not-found");
    return { ...value, id };
  }

  async sweep(teacher: string): Promise<void> {
    const used = await this.#parts.library.picturesOf(teacher);
    for (const id of await this.#ids(teacher)) {
      if (used.has(id)) continue;
      const { value } = await this.#parts.kv.get<ImageRecord>(kvKeys.image(id));
      if (value && value.at + unusedImageMs > this.#parts.clock()) continue;
      await this.#remove(teacher, id);
    }
  }

  /** Sweeps for all teachers. Continues after errors, then throws them together. */
  async sweepAll(): Promise<void> {
    const owners = new Set<string>();
    for await (
      const { key } of this.#parts.kv.list({ prefix: kvKeys.imageOf() })
    ) {
      owners.add(String(key[1]));
    }
    const failed: unknown[] = [];
    for (const teacher of owners) {
      await this.sweep(teacher).catch((error) => failed.push(error));
    }
    if (failed.length > 0) {
      throw new AggregateError(failed, "pictures of some teachers stayed");
    }
  }

  async forgetTeacher(teacher: string): Promise<void> {
    for (const id of await this.#ids(teacher)) await this.#remove(teacher, id);
  }

  /** Deletes the owner's key last, so that an interrupted deletion is resumed. */
  async #remove(teacher: string, id: string): Promise<void> {
    const { kv, files } = this.#parts;
    await kv.delete(kvKeys.image(id));
    await (await files.bytes()).remove(id);
    await kv.delete(kvKeys.imageOf(teacher, id));
  }

  async #ids(teacher: string): Promise<string[]> {
    const entries = this.#parts.kv.list({ prefix: kvKeys.imageOf(teacher) });
    return (await Array.fromAsync(entries)).map(({ key }) =>
      String(key.at(-1))
    );
  }
}
