/** Unpacks a zip, and bounds the output while unpacking, since a small zip can hold a huge file. */
import { joinBytes } from "./bytes.ts";

/** Packed bytes that are unpacked before the bound is checked; about a thousand times as many may come out. */
const packedStepBytes = 2048;

export interface UnzipOptions {
  namePattern: RegExp;
  maxFiles: number;
  maxUnpackedBytes: number;
}

interface UnpackedFile {
  name: string;
  input: Uint8Array<ArrayBuffer>;
}

export class EncryptedZipError extends Error {}

/**
 * Unpacks the files whose names match `namePattern`; null: the zip has over `maxFiles` entries, or they are too large.
 * Throws `EncryptedZipError` if they need a password, another error if this is no zip.
 */
export async function unzip(
  bytes: Uint8Array,
  { namePattern, maxFiles, maxUnpackedBytes }: UnzipOptions,
): Promise<UnpackedFile[] | null> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEndRecord(view);
  const count = view.getUint16(end + 10, true);
  if (count > maxFiles) return null;
  const files: UnpackedFile[] = [];
  let bytesLeft = maxUnpackedBytes, packedLeft = bytes.length;
  let position = view.getUint32(end + 16, true);
  for (let n = 0; n < count; n++) {
    if (view.getUint32(position, true) !== 0x02014b50) {
      throw new Error("no entry");
    }
    const isEncrypted = (view.getUint16(position + 8, true) & 1) === 1;
    const method = view.getUint16(position + 10, true);
    const packed = view.getUint32(position + 20, true);
    const [nameLength, extra, comment] = [28, 30, 32].map((field) =>
      view.getUint16(position + field, true)
    );
    const local = view.getUint32(position + 42, true);
    const name = new TextDecoder().decode(
      bytes.subarray(position + 46, position + 46 + nameLength),
    );
    position += 46 + nameLength + extra + comment;
    if (!namePattern.test(name)) continue;
    if (isEncrypted) throw new EncryptedZipError(name);
    const from = local + 30 + view.getUint16(local + 26, true) +
      view.getUint16(local + 28, true);
    // Overlapping files would be unpacked many times.
    if ((packedLeft -= packed) < 0) throw new Error("overlapping");
    const input = await inflate(
      bytes.subarray(from, from + packed) as Uint8Array<ArrayBuffer>,
      method,
      bytesLeft,
    );
    if (input === null) return null;
    bytesLeft -= input.length;
    files.push({ name, input });
  }
  return files;
}

/** Offset of the end record, after which only a comment may follow. */
function findEndRecord(view: DataView): number {
  const last = view.byteLength - 22;
  for (
    let position = last;
    position >= Math.max(0, last - 65_535);
    position--
  ) {
    if (view.getUint32(position, true) === 0x06054b50) return position;
  }
  throw new Error("no zip");
}

/** Unpacks a file; null: larger than `max` bytes. */
async function inflate(
  packed: Uint8Array<ArrayBuffer>,
  method: number,
  max: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (method === 0) return packed.length > max ? null : packed.slice();
  if (method !== 8) throw new Error("packed in another way");
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0, position = 0;
  const packedStream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (position >= packed.length) controller.close();
      else {
        controller.enqueue(
          packed.subarray(position, position += packedStepBytes),
        );
      }
    },
  });
  // Not `for await`: Safari's streams do not support it.
  const reader = packedStream.pipeThrough(
    new DecompressionStream("deflate-raw"),
  )
    .getReader();
  for (let next; !(next = await reader.read()).done;) {
    size += next.value.length;
    if (size > max) {
      await reader.cancel();
      return null;
    }
    parts.push(next.value);
  }
  return joinBytes(parts);
}
