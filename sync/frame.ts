/** What goes out: a message, encoded once for all who get it. */
import { deflateRawSync } from "node:zlib";
import { limits } from "./limits.ts";
import { deflatedFrame, numbered } from "./wire_format.ts";

/** One message as it goes out: on a wire behind its document's number, on a socket of its own without; the same bytes. */
export interface Frame {
  readonly wire: Uint8Array<ArrayBuffer>;
  readonly bare: Uint8Array<ArrayBuffer>;
  /** The first, deflated; made for the first who takes it. */
  deflated?: Uint8Array<ArrayBuffer>;
}

/** Makes a frame of a message about the document with this number. */
export function frameOf(number: number, message: Uint8Array): Frame {
  const wire = numbered(number, message);
  return { wire, bare: wire.subarray(wire.length - message.length) };
}

/** A frame for a wire that takes deflated ones; what is short stays as it is. */
export function deflatedOf(frame: Frame): Uint8Array<ArrayBuffer> {
  if (frame.wire.length <= limits.deflated) return frame.wire;
  // Higher levels take several times as long for a tenth less.
  return frame.deflated ??= deflatedFrame(
    deflateRawSync(frame.wire, { level: 3 }),
  );
}
