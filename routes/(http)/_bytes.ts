import { minuteMs } from "../../classroom/model/times.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { isRefusal } from "../../sync/refusal.ts";

/** Limit for the arrival of a body; without it, a slow body would hold its connection forever. */
const bodyWithinMs = minuteMs;

/**
 * At most `maxBytes` of a body, in their own memory. `holds` is called with each size of the buffer (bytes); if it
 * throws, reading ends.
 */
export async function readBytes(
  { body, headers }: Request,
  maxBytes: number,
  { within = bodyWithinMs, holds, signal }: {
    within?: number;
    holds?: (bytes: number) => void;
    signal?: AbortSignal;
  } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  if (!body) return new Uint8Array();
  // One buffer, because gathering and joining would need three times the memory until it is collected.
  const declaredLength = Number(headers.get("content-length")) || 0;
  let all = new Uint8Array(Math.min(maxBytes, Math.max(0, declaredLength))),
    size = 0;
  const late = AbortSignal.timeout(within);
  const stop = signal ? AbortSignal.any([late, signal]) : late;
  try {
    holds?.(all.length);
    const whole = body.pipeThrough(new TransformStream(), { signal: stop });
    for await (
      const bytes of whole as ReadableStream<Uint8Array<ArrayBuffer>>
    ) {
      const end = Math.min(maxBytes, size + bytes.byteLength);
      if (end > all.length) {
        const longer = Math.min(maxBytes, Math.max(end, 2 * all.length));
        holds?.(longer);
        all = resized(all, longer);
      }
      all.set(bytes.subarray(0, end - size), size);
      size = end;
      if (size >= maxBytes) break;
    }
  } catch (error) {
    // Frees the memory immediately, because repeated aborts would pile up until it is collected.
    resized(all, 0);
    if (isRefusal(error)) throw error;
    // The body came too late, or the client has aborted it.
    throw refusal("body-too-slow");
  }
  return resized(all, size);
}

/** The same bytes in a buffer of this size; the old one is freed. */
function resized(
  { buffer }: Uint8Array<ArrayBuffer>,
  size: number,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer.transfer(size));
}
