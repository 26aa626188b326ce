/**
 * `v=2`: all documents of a space over one socket, a *wire* (docs/protocol.md, "One wire"). The server numbers
 * documents, not channels, so that one frame serves all receivers. Shared by server and browser, so without Deno and
 * DOM.
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

/** A client opens a channel on a document. It may send on the channel immediately after. */
export interface OpenRequest {
  readonly kind: "open";
  readonly channel: number;
  readonly document: string;
  /** The role: `teacher`, `member`, or empty if the cookies decide. */
  readonly role: string;
  /** The epoch that the space must have; empty: any. */
  readonly epoch: string;
  /** Never empty: the state vector of an empty document has one byte. */
  readonly stateVector: Uint8Array;
}

/** A client's control message; `other` is an unknown kind. */
export type ClientControl =
  | OpenRequest
  | { readonly kind: "close"; readonly channel: number }
  | { readonly kind: "other" };

/** A server's control message; `other` is an unknown kind. */
export type ServerControl =
  | {
    readonly kind: "opened";
    readonly channel: number;
    readonly number: number;
  }
  | {
    readonly kind: "closed";
    readonly channel: number;
    readonly code: number;
    readonly reason: string;
  }
  | { readonly kind: "alive" }
  | { readonly kind: "pack"; readonly frames: readonly Uint8Array[] }
  | { readonly kind: "deflated"; readonly frame: Uint8Array }
  | { readonly kind: "other" };

export const controlNumber = 0;
const OPEN = 0, CLOSE = 1, OPENED = 2, CLOSED = 3, ALIVE = 4;
const PACK = 5, DEFLATED = 6;

/** Prefixes a body with numbers, each as a `varUint`; allocates once, because most frames are made here. */
export function prefixNumbers(
  numbers: readonly number[],
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  let offset = numbers.reduce((sum, number) => sum + lengthOf(number), 0);
  const bytes = new Uint8Array(offset + body.length);
  bytes.set(body, offset);
  offset = 0;
  for (let number of numbers) {
    for (; number > 127; number = Math.floor(number / 128)) {
      bytes[offset++] = 128 | number & 127;
    }
    bytes[offset++] = number;
  }
  return bytes;
}

function lengthOf(number: number): number {
  let length = 1;
  for (; number > 127; number = Math.floor(number / 128)) length++;
  return length;
}

export const prefixNumber = (number: number, body: Uint8Array) =>
  prefixNumbers([number], body);

/** The number of a frame and its body, a view of the same bytes. Throws if there is no number. */
export function splitFrame(
  frame: Uint8Array,
): { number: number; body: Uint8Array } {
  const decoder = decoding.createDecoder(frame);
  const number = decoding.readVarUint(decoder);
  return { number, body: frame.subarray(decoder.pos) };
}

const control = (kind: number, write: (encoder: encoding.Encoder) => void) =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, controlNumber);
    encoding.writeVarUint(encoder, kind);
    write(encoder);
  });

export const makeOpenFrame = (
  { channel, document, role, epoch, stateVector }: Omit<OpenRequest, "kind">,
) =>
  control(OPEN, (encoder) => {
    encoding.writeVarUint(encoder, channel);
    encoding.writeVarString(encoder, document);
    encoding.writeVarString(encoder, role);
    encoding.writeVarString(encoder, epoch);
    encoding.writeVarUint8Array(encoder, stateVector);
  });

export const makeCloseFrame = (channel: number) =>
  control(CLOSE, (encoder) => encoding.writeVarUint(encoder, channel));

/** Tells the client that its channel is open, and that frames for it have this number. */
export const makeOpenedFrame = (channel: number, number: number) =>
  control(OPENED, (encoder) => {
    encoding.writeVarUint(encoder, channel);
    encoding.writeVarUint(encoder, number);
  });

export const makeClosedFrame = (
  channel: number,
  code: number,
  reason: string,
) =>
  control(CLOSED, (encoder) => {
    encoding.writeVarUint(encoder, channel);
    encoding.writeVarUint(encoder, code);
    encoding.writeVarString(encoder, reason);
  });

export const makeAliveFrame = () => control(ALIVE, () => {});

export const makePackFrame = (frames: readonly Uint8Array[]) =>
  control(PACK, (encoder) => {
    for (const frame of frames) encoding.writeVarUint8Array(encoder, frame);
  });

export const makeDeflatedFrame = (deflated: Uint8Array) =>
  control(DEFLATED, (encoder) => encoding.writeUint8Array(encoder, deflated));

/** Maximum bytes of a name in a client's control message. */
const maxNameBytes = 1024;

/** Reads a name whose length is checked before it is decoded (SYNC-18). */
function readName(decoder: decoding.Decoder): string {
  if (decoding.peekVarUint(decoder) > maxNameBytes) {
    throw new Error("a name that is too long");
  }
  return decoding.readVarString(decoder);
}

/** Reads a client's control message. Throws if bytes are missing or a name is too long. */
export function readClientControl(body: Uint8Array): ClientControl {
  const decoder = decoding.createDecoder(body);
  switch (decoding.readVarUint(decoder)) {
    case OPEN:
      return {
        kind: "open",
        channel: decoding.readVarUint(decoder),
        document: readName(decoder),
        role: readName(decoder),
        epoch: readName(decoder),
        stateVector: decoding.readVarUint8Array(decoder),
      };
    case CLOSE:
      return { kind: "close", channel: decoding.readVarUint(decoder) };
    default:
      return { kind: "other" };
  }
}

/** Reads a server's control message. Throws if bytes are missing. */
export function readServerControl(body: Uint8Array): ServerControl {
  const decoder = decoding.createDecoder(body);
  switch (decoding.readVarUint(decoder)) {
    case OPENED:
      return {
        kind: "opened",
        channel: decoding.readVarUint(decoder),
        number: decoding.readVarUint(decoder),
      };
    case CLOSED:
      return {
        kind: "closed",
        channel: decoding.readVarUint(decoder),
        code: decoding.readVarUint(decoder),
        reason: decoding.readVarString(decoder),
      };
    case ALIVE:
      return { kind: "alive" };
    case PACK: {
      const frames: Uint8Array[] = [];
      while (decoding.hasContent(decoder)) {
        frames.push(decoding.readVarUint8Array(decoder));
      }
      return { kind: "pack", frames };
    }
    case DEFLATED:
      return { kind: "deflated", frame: body.subarray(decoder.pos) };
    default:
      return { kind: "other" };
  }
}
