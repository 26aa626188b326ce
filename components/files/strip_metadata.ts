import {
  canRemoveMetadata,
  removeMetadata,
} from "../../formats/metadata/file_metadata.ts";

/** Results by file, since a file may be sent again. */
const strippedFiles = new WeakMap<Blob, Promise<Blob>>();

/** The file without metadata; the same blob if none is found. Rejects if it cannot be read. */
export function stripMetadata(file: Blob): Promise<Blob> {
  const cached = strippedFiles.get(file);
  if (cached) return cached;
  const stripped = make(file);
  strippedFiles.set(file, stripped);
  stripped.catch(() => strippedFiles.delete(file));
  return stripped;
}

async function make(file: Blob): Promise<Blob> {
  if (!canRemoveMetadata(await bytesOf(file.slice(0, 512)))) return file;
  const bytes = await bytesOf(file);
  const length = removeMetadata(bytes);
  if (length === null) return file;
  return new Blob([bytes.subarray(0, length)], { type: file.type });
}

async function bytesOf(part: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await part.arrayBuffer());
}
