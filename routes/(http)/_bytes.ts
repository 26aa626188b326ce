/** Request bodies that are bytes: capped, and not waited for endlessly. */
import { refusal } from "../../classroom/model/refuse.ts";
import { isRefusal } from "../../sync/refusal.ts";

/** A body that takes longer is not waited for (ms): it would hold its connection for ever. */
const bodyWithinMs = 60_000;

/**
 * The first bytes of a body, at most so many, in memory of their own. `holds` is told how much of it is set aside by now;
 * where it throws, the body is not read on.
 */
export async function readBytes(
  { body, headers }: Request,
  most: number,
  { within = bodyWithinMs, holds, signal }: {
    within?: number;
    holds?: (bytes: number) => void;
    signal?: AbortSignal;
  } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  if (!body) return new Uint8Array();
  // Each byte is kept once: what is gathered and joined takes three times as much until it is collected.
  const told = Number(headers.get("content-length")) || 0;
  let all = new Uint8Array(Math.min(most, Math.max(0, told))), size = 0;
  const late = AbortSignal.timeout(within);
  const stop = signal ? AbortSignal.any([late, signal]) : late;
  try {
    holds?.(all.length);
    const whole = body.pipeThrough(new TransformStream(), { signal: stop });
    for await (
      const bytes of whole as ReadableStream<Uint8Array<ArrayBuffer>>
    ) {
      const end = Math.min(most, size + bytes.byteLength);
      if (end > all.length) {
        const longer = Math.min(most, Math.max(end, 2 * all.length));
        holds?.(longer);
        all = resized(all, longer);
      }
      all.set(bytes.subarray(0, end - size), size);
      size = end;
      if (size >= most) break;
    }
  } catch (error) {
    // At once: what is broken off again and again would be there until it is collected.
    resized(all, 0);
    if (isRefusal(error)) throw error;
    // Too late, or broken off by its client, which is no fault of ours.
    throw refusal("body-too-slow");
  }
  return resized(all, size);
}

/** The same bytes in as much memory as they need; what they had is given back. */
function resized(
  { buffer }: Uint8Array<ArrayBuffer>,
  size: number,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer.transfer(size));
}
