import { deflateRawSync } from "node:zlib";
import { limits } from "./limits.ts";
import { makeDeflatedFrame, prefixNumber } from "./wire_format.ts";

/**
 * An outgoing message, encoded once for all receivers: `wire` has the document's number in front, `bare` has not. Both
 * share memory.
 */
export interface Frame {
  readonly wire: Uint8Array<ArrayBuffer>;
  readonly bare: Uint8Array<ArrayBuffer>;
  /** `wire` deflated, made on first use. */
  deflated?: Uint8Array<ArrayBuffer>;
}

export function makeFrame(number: number, message: Uint8Array): Frame {
  const wire = prefixNumber(number, message);
  return { wire, bare: wire.subarray(wire.length - message.length) };
}

/** The bytes for a wire that accepts deflated frames; short frames stay as they are. */
export function deflateFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  if (frame.wire.length <= limits.deflated) return frame.wire;
  // Higher levels take several times as long for a tenth less.
  return frame.deflated ??= makeDeflatedFrame(
    deflateRawSync(frame.wire, { level: 3 }),
  );
}
