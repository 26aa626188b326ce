/**
 * Copies of an account's pictures for a class: made in advance, kept by the commit that shares them.
 * Until then they are unposted uploads, which the sweep deletes after a crash.
 */
import type { Tx } from "../../sync/authority.ts";
import type { ClassDocuments } from "../model/layout.ts";
import type { FileEntry } from "../model/files.ts";
import { newId } from "../model/ids.ts";
import { removeMetadata } from "../model/file_metadata.ts";
import type { Pictured } from "../model/resources/questions.ts";
import type { ResourceSecret, Shared } from "../model/resources/shared.ts";
import { keys } from "../storage/session_keys.ts";
import { files as filesIn } from "../model/attached.ts";
import type { BlobStore } from "./blob_store.ts";
import { type FileQuota, requireSpace } from "./file_quota.ts";
import type { Kv } from "../../sync/kv/kv.ts";

/** Takes a room's place in a file's `rooms`: the file is part of a shared resource, and who sees that may read it. */
export const given = "resources";

export interface PictureSource {
  id: string;
  type: string;
  size: number;
  width?: number;
  height?: number;
}

/** A copy that waits for its commit. */
export interface ClassCopy {
  id: string;
  source: PictureSource;
}

/** Copies pictures one by one; if one fails, deletes all. */
export async function makeCopies(
  { kv, bytes, now }: { kv: Kv; bytes: BlobStore; now: number },
  session: string,
  sources: readonly PictureSource[],
): Promise<ClassCopy[]> {
  const made: ClassCopy[] = [];
  try {
    for (const source of sources) {
      const id = newId();
      made.push({ id, source });
      await kv.atomic()
        .set(keys.file(id), { session, size: source.size })
        .set(keys.fileOf(session, id), true)
        .set(keys.unposted(id), now).commit();
      const read = await bytes.read(source.id, 0, source.size);
      const copy = await new Blob(await Array.fromAsync(read)).bytes();
      // Earlier versions kept metadata.
      removeMetadata(copy);
      await bytes.write(id, copy);
    }
    return made;
  } catch (error) {
    await dropCopies({ kv, bytes }, session, made);
    throw error;
  }
}

/** Replaces the picture by the class's copy; drops it without a copy. */
export function withCopy<P extends Pictured>(
  copies: readonly ClassCopy[],
  pictured: P,
): P {
  const { image, imageSize: _, ...rest } = pictured;
  const copy = copies.find(({ source }) => source.id === image);
  if (!copy) return rest as P;
  const { width, height } = copy.source;
  const size = width && height && { imageSize: [width, height] };
  return { ...rest, image: copy.id, ...size } as P;
}

/** The same for a shared resource and its staff part. */
export function withCopies(
  copies: readonly ClassCopy[],
  { shared, secret }: { shared: Shared; secret: ResourceSecret },
): { shared: Shared; secret: ResourceSecret } {
  const own = <P extends Pictured>(it: P): P => withCopy(copies, it);
  return {
    shared: {
      ...own(shared),
      ...(shared.questions && { questions: shared.questions.map(own) }),
    } as Shared,
    secret: {
      ...secret,
      ...(secret.questions && { questions: secret.questions.map(own) }),
    },
  };
}

export function copyEntries(
  copies: readonly ClassCopy[],
  by: string,
  at: number,
): [id: string, entry: FileEntry][] {
  return copies.map(({ id, source: { type, size, width, height } }) => [id, {
    by,
    name: `image.${type.split("/")[1]}`,
    type,
    size,
    ...(width && height && { width, height }),
    at,
    done: true,
    rooms: [given],
  }]);
}

/** Makes the copies files of the class. Refuses before writing if there is no room for all. */
export function keepCopies(
  docs: ClassDocuments,
  tx: Tx,
  by: string,
  copies: readonly ClassCopy[],
  quota: FileQuota,
): void {
  const entries = copyEntries(copies, by, tx.now);
  const [first, ...others] = entries;
  // A later refusal could not undo written entries.
  if (first) {
    const along = others.map(([, entry]) => entry);
    requireSpace(docs, ...first, quota, tx.now, along);
  }
  for (const [id, entry] of entries) {
    filesIn(docs.staff).set(id, entry);
    tx.fact({ key: keys.unposted(id), delete: true });
  }
}

/** Deletes copies that no commit has kept. */
export async function dropCopies(
  { kv, bytes }: { kv: Kv; bytes: BlobStore },
  session: string,
  copies: readonly ClassCopy[],
): Promise<void> {
  for (const { id } of copies) {
    await kv.atomic().delete(keys.file(id)).delete(keys.unposted(id)).commit();
    await bytes.remove(id);
    await kv.delete(keys.fileOf(session, id));
  }
}
