/** Removes place, time and device from a file before upload. */
import {
  holdsMetadata,
  removeMetadata,
} from "../../classroom/model/file_metadata.ts";

/** Results by input, because a file is retried. */
const made = new WeakMap<Blob, Promise<Blob>>();

/** The same blob if nothing is to remove. Rejects if unreadable. */
export function stripMetadata(file: Blob): Promise<Blob> {
  const known = made.get(file);
  if (known) return known;
  const one = make(file);
  made.set(file, one);
  one.catch(() => made.delete(file));
  return one;
}

async function make(file: Blob): Promise<Blob> {
  if (!holdsMetadata(await bytesOf(file.slice(0, 512)))) return file;
  const bytes = await bytesOf(file);
  const length = removeMetadata(bytes);
  if (length === null) return file;
  return new Blob([bytes.subarray(0, length)], { type: file.type });
}

async function bytesOf(part: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await part.arrayBuffer());
}
