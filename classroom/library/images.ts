/**
 * The pictures of a teacher's questions, kept with the account until no quiz has them any more. A class gets copies
 * of its own (`files/class_copies.ts`).
 *
 * Keys: `["image", id]` → {@link ImageRecord}; `["image-of", teacher, id]` → `true`.
 */
import { Refusal } from "../../sync/refusal.ts";
import type { BlobStore } from "../files/blob_store.ts";
import { readImage, requireShowable } from "../files/image_headers.ts";
import type { AppServices } from "../app_services.ts";
import { removeMetadata } from "../model/file_metadata.ts";
import { refusal } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import { isId, newId } from "../model/ids.ts";
import { type ImageRecord, keys } from "../storage/session_keys.ts";
import type { Library } from "./library.ts";

type Image = ImageRecord & { id: string };

interface ImagesParts extends Pick<AppServices, "kv" | "clock"> {
  files: { bytes(): Promise<BlobStore> };
  library: Pick<Library, "pictures">;
}

/** So long a picture is kept that no quiz has (ms): a change may be on its way that was made without a network. */
export const keptUnused = 7 * 24 * 60 * 60_000;
const MiB = 1024 * 1024;

export class Images {
  readonly #parts: ImagesParts;

  constructor(parts: ImagesParts) {
    this.#parts = parts;
  }

  /** Keeps a picture. Refused where the bytes are none that a browser shows, or too many. */
  async add(
    teacher: string,
    given: Uint8Array<ArrayBuffer>,
  ): Promise<Image> {
    const { kv, clock, files } = this.#parts;
    if (given.length > bounds.image) {
      throw refusal("image-too-large", { megabytes: bounds.image / MiB });
    }
    const header = readImage(given);
    if (!header) throw refusal("no-image");
    requireShowable(header);
    const bytes = given.subarray(0, removeMetadata(given) ?? given.length);
    if ((await this.#ids(teacher)).length >= bounds.images) {
      await this.sweep(teacher);
      if ((await this.#ids(teacher)).length >= bounds.images) {
        throw refusal("images-full", { most: bounds.images });
      }
    }
    const id = newId();
    const record = { ...header, teacher, size: bytes.length, at: clock() };
    // Known before its first byte, so that none is left that nobody knows.
    await kv.atomic().set(keys.image(id), record)
      .set(keys.imageOf(teacher, id), true).commit();
    try {
      await (await files.bytes()).write(id, bytes);
      // An account that was deleted meanwhile keeps nothing.
      const account = await kv.get(keys.account(teacher));
      if (!account.value) throw new Refusal("not-found");
    } catch (error) {
      await this.#remove(teacher, id);
      throw error;
    }
    return { ...record, id };
  }

  /** A picture of a teacher's. Refused with `not-found` where there is none of theirs. */
  async get(teacher: string, id: string): Promise<Image> {
    const value = isId(id)
      ? (await this.#parts.kv.get<ImageRecord>(keys.image(id))).value
      : null;
    if (value?.teacher !== teacher) throw new Refusal("not-found");
    return { ...value, id };
  }

  /** Deletes what no quiz of a teacher has had for long. */
  async sweep(teacher: string): Promise<void> {
    const used = await this.#parts.library.pictures(teacher);
    for (const id of await this.#ids(teacher)) {
      if (used.has(id)) continue;
      const { value } = await this.#parts.kv.get<ImageRecord>(keys.image(id));
      if (value && value.at + keptUnused > this.#parts.clock()) continue;
      await this.#remove(teacher, id);
    }
  }

  /** Deletes it of all teachers. Where it fails for one, it goes on; throws what failed. */
  async round(): Promise<void> {
    const owners = new Set<string>();
    for await (
      const { key } of this.#parts.kv.list({ prefix: keys.imageOf() })
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

  /** Deletes all pictures of an account. */
  async forget(teacher: string): Promise<void> {
    for (const id of await this.#ids(teacher)) await this.#remove(teacher, id);
  }

  /** The bytes go first, and the key by which they are found last: what is interrupted is taken up again. */
  async #remove(teacher: string, id: string): Promise<void> {
    const { kv, files } = this.#parts;
    await kv.delete(keys.image(id));
    await (await files.bytes()).remove(id);
    await kv.delete(keys.imageOf(teacher, id));
  }

  async #ids(teacher: string): Promise<string[]> {
    const all = this.#parts.kv.list({ prefix: keys.imageOf(teacher) });
    return (await Array.fromAsync(all)).map(({ key }) => String(key.at(-1)));
  }
}
