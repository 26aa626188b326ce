/**
 * Copies of an account's pictures for a class: made before the commit that shares them. Until then they are
 * unposted uploads, which are deleted later if the commit fails.
 */
import type { Tx } from "../../sync/authority.ts";
import type { ClassDocuments } from "../model/layout.ts";
import type { FileEntry } from "../model/files.ts";
import { newId } from "../model/ids.ts";
import { removeMetadata } from "../../formats/metadata/file_metadata.ts";
import type { WithPicture } from "../model/resources/questions.ts";
import type {
  ResourceSecret,
  SharedResource,
} from "../model/resources/shared_resources.ts";
import { fileEntries as filesIn } from "../model/staff_roots.ts";
import { kvKeys } from "../storage/kv_keys.ts";
import { type BlobStore, isNoSuchBlob } from "./blob_store.ts";
import { type FileQuota, requireSpace } from "./file_quota.ts";
import type { Kv } from "../../sync/kv/kv.ts";

/** In a file's `rooms`: the file is part of a shared resource, whose readers may read it. */
export const sharedResourceRoom = "resources";

export interface PictureFile {
  id: string;
  type: string;
  size: number;
  width?: number;
  height?: number;
}

export interface PictureCopy {
  id: string;
  source: PictureFile;
}

/** Copies pictures one by one, without those whose bytes are missing; if one fails, deletes the copies and throws. */
export async function makePictureCopies(
  { kv, bytes, now }: { kv: Kv; bytes: BlobStore; now: number },
  session: string,
  sources: readonly PictureFile[],
): Promise<PictureCopy[]> {
  const copies: PictureCopy[] = [], hold = newId();
  await bytes.hold?.(hold, sources.reduce((sum, { size }) => sum + size, 0));
  try {
    for (const source of sources) {
      const read = await bytes.read(source.id, 0, source.size)
        .catch((error) => {
          if (!isNoSuchBlob(error)) throw error;
        });
      if (!read) continue;
      const id = newId();
      copies.push({ id, source });
      await kv.atomic()
        .set(kvKeys.file(id), { session, size: source.size })
        .set(kvKeys.fileOf(session, id), true)
        .set(kvKeys.unposted(id), now).commit();
      const copy = await new Blob(await Array.fromAsync(read)).bytes();
      // Pictures that an earlier version stored may still have metadata.
      removeMetadata(copy);
      await bytes.write(id, copy);
    }
    return copies;
  } catch (error) {
    await dropPictureCopies({ kv, bytes }, session, copies);
    throw error;
  } finally {
    bytes.release?.(hold);
  }
}

/** Replaces a picture by the class's copy, or removes it if there is none. */
export function withPictureCopy<P extends WithPicture>(
  copies: readonly PictureCopy[],
  pictured: P,
): P {
  const { image, imageSize: _, ...rest } = pictured;
  const copy = copies.find(({ source }) => source.id === image);
  if (!copy) return rest as P;
  const { width, height } = copy.source;
  const size = width && height && { imageSize: [width, height] };
  return { ...rest, image: copy.id, ...size } as P;
}

/** Like {@link withPictureCopy}, for a resource and its questions. */
export function withPictureCopies(
  copies: readonly PictureCopy[],
  { shared, secret }: { shared: SharedResource; secret: ResourceSecret },
): { shared: SharedResource; secret: ResourceSecret } {
  const withCopy = <P extends WithPicture>(pictured: P): P =>
    withPictureCopy(copies, pictured);
  return {
    shared: {
      ...withCopy(shared),
      ...(shared.questions && { questions: shared.questions.map(withCopy) }),
    } as SharedResource,
    secret: {
      ...secret,
      ...(secret.questions && { questions: secret.questions.map(withCopy) }),
    },
  };
}

export function pictureCopyEntries(
  copies: readonly PictureCopy[],
  uploader: string,
  timeMs: number,
): [id: string, entry: FileEntry][] {
  return copies.map(({ id, source: { type, size, width, height } }) => [id, {
    by: uploader,
    name: `image.${type.split("/")[1]}`,
    type,
    size,
    ...(width && height && { width, height }),
    at: timeMs,
    done: true,
    rooms: [sharedResourceRoom],
  }]);
}

/** Makes the copies files of the class. Refuses before writing if there is no room for all. */
export function keepPictureCopies(
  docs: ClassDocuments,
  tx: Tx,
  uploader: string,
  copies: readonly PictureCopy[],
  quota: FileQuota,
): void {
  const entries = pictureCopyEntries(copies, uploader, tx.now);
  const [first, ...otherEntries] = entries;
  if (first) {
    const along = otherEntries.map(([, entry]) => entry);
    requireSpace(docs, ...first, quota, tx.now, along);
  }
  for (const [id, entry] of entries) {
    filesIn(docs.staff).set(id, entry);
    tx.addFact({ key: kvKeys.unposted(id), delete: true });
  }
}

export async function dropPictureCopies(
  { kv, bytes }: { kv: Kv; bytes: BlobStore },
  session: string,
  copies: readonly PictureCopy[],
): Promise<void> {
  for (const { id } of copies) {
    await kv.atomic().delete(kvKeys.file(id)).delete(kvKeys.unposted(id))
      .commit();
    await bytes.remove(id);
    await kv.delete(kvKeys.fileOf(session, id));
  }
}
