/** Request bodies that are bytes: capped, and not waited for endlessly. */
import { joined } from "../../classroom/schema/tables/bytes.ts";
import { refusal } from "../../classroom/refuse.ts";

/** A body that takes longer is not waited for (ms): it would hold its connection for ever. */
const patience = 60_000;

/** The first bytes of a body, at most so many, in memory of their own; `came` is told of them while they come. */
export async function readBytes(
  { body }: Request,
  most: number,
  { within = patience, came }: {
    within?: number;
    came?: (bytes: number) => void;
  } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  if (!body) return new Uint8Array();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const late = AbortSignal.timeout(within);
  try {
    const whole = body.pipeThrough(new TransformStream(), { signal: late });
    for await (
      const bytes of whole as ReadableStream<Uint8Array<ArrayBuffer>>
    ) {
      came?.(bytes.byteLength);
      parts.push(bytes);
      size += bytes.byteLength;
      if (size >= most) break;
    }
  } catch (error) {
    if (late.aborted) throw refusal("body-too-slow");
    throw error;
  }
  return joined(parts).slice(0, most);
}
