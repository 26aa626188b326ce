/**
 * `v=2`: all documents of a space over one socket, a *wire*. Every message of it is binary: the number of a channel,
 * then a body. Behind a number above 0 comes exactly one message of y-websocket's protocol (`protocol.ts`). Each side
 * numbers what it sends on: the client its channels (1, 2, 3 …, ascending, none twice on one wire), the server the
 * documents of the space, so that one frame is the same for all who get it. Channel 0 is control:
 *
 * | kind | who | fields |
 * |---|---|---|
 * | 0 `open` | client | `varUint channel`, `varString document`, `varString as`, `varString epoch` (empty: none), `varUint8Array stateVector`, which counts as the first SyncStep1 of that channel |
 * | 1 `close` | client | `varUint channel` |
 * | 2 `opened` | server | `varUint channel` (the client's), `varUint number` (the document's), before any frame with that number |
 * | 3 `closed` | server | `varUint channel`, `varUint code`, `varString reason`, as a socket of `v=1` is closed; nothing with its number comes after it. Not said in answer to `close` |
 * | 4 `alive` | server | nothing: a sign of life of the whole wire (S14) |
 * | 5 `pack` | server | frames, each as `varUint8Array`, as if they had come one by one |
 * | 6 `deflated` | server | another frame, as raw deflate has it |
 *
 * The last two come only to a client that has asked for them, with `pack=1` in the address. With `page=<name>`, something
 * random, the first document on it ends an older wire of the same person's page of that name.
 *
 * Both ends read it, so this knows neither Deno nor DOM.
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

/** A client opens a channel on a document; it may send on it right behind this. */
export interface Open {
  readonly kind: "open";
  readonly channel: number;
  /** Its whole name. */
  readonly document: string;
  /** As whom: `teacher`, `member`, or empty where the cookies decide. */
  readonly as: string;
  /** Empty where the client has nothing of the document. */
  readonly epoch: string;
  /** Never empty: an empty one is a byte long. */
  readonly stateVector: Uint8Array;
}

/** What a client can say of its channels; `other` is a kind that there is not. */
export type WireRequest =
  | Open
  | { readonly kind: "close"; readonly channel: number }
  | { readonly kind: "other" };

/** What a server can say of them; `other` is a kind that there is not. */
export type WireNews =
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

/** The channel of whatever is said of the wire itself. */
export const CONTROL = 0;
const OPEN = 0, CLOSE = 1, OPENED = 2, CLOSED = 3, ALIVE = 4;
const PACK = 5, DEFLATED = 6;

/** Numbers, each as a `varUint`, and these bytes behind them; made in one piece, as most of what is sent is so. */
export function headed(
  numbers: readonly number[],
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  let at = numbers.reduce((sum, number) => sum + lengthOf(number), 0);
  const bytes = new Uint8Array(at + body.length);
  bytes.set(body, at);
  at = 0;
  for (let number of numbers) {
    for (; number > 127; number = Math.floor(number / 128)) {
      bytes[at++] = 128 | number & 127;
    }
    bytes[at++] = number;
  }
  return bytes;
}

/** How many bytes a number has as a `varUint`. */
function lengthOf(number: number): number {
  let length = 1;
  for (; number > 127; number = Math.floor(number / 128)) length++;
  return length;
}

/** A message with the number of its channel, or of its document, before it. */
export const numbered = (number: number, body: Uint8Array) =>
  headed([number], body);

/** The number of a frame, and what is behind it: a view of the same bytes. Throws where there is no number. */
export function split(frame: Uint8Array): { number: number; body: Uint8Array } {
  const decoder = decoding.createDecoder(frame);
  const number = decoding.readVarUint(decoder);
  return { number, body: frame.subarray(decoder.pos) };
}

const control = (kind: number, write: (encoder: encoding.Encoder) => void) =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, CONTROL);
    encoding.writeVarUint(encoder, kind);
    write(encoder);
  });

/** A client's frame that opens a channel. */
export const openFrame = (
  { channel, document, as, epoch, stateVector }: Omit<Open, "kind">,
) =>
  control(OPEN, (encoder) => {
    encoding.writeVarUint(encoder, channel);
    encoding.writeVarString(encoder, document);
    encoding.writeVarString(encoder, as);
    encoding.writeVarString(encoder, epoch);
    encoding.writeVarUint8Array(encoder, stateVector);
  });

/** A client's frame that closes a channel. */
export const closeFrame = (channel: number) =>
  control(CLOSE, (encoder) => encoding.writeVarUint(encoder, channel));

/** A server's frame: a channel is open, and what comes for it has this number. */
export const openedFrame = (channel: number, number: number) =>
  control(OPENED, (encoder) => {
    encoding.writeVarUint(encoder, channel);
    encoding.writeVarUint(encoder, number);
  });

/** A server's frame: a channel is refused, or has ended. */
export const closedFrame = (channel: number, code: number, reason: string) =>
  control(CLOSED, (encoder) => {
    encoding.writeVarUint(encoder, channel);
    encoding.writeVarUint(encoder, code);
    encoding.writeVarString(encoder, reason);
  });

/** A server's sign of life. */
export const aliveFrame = () => control(ALIVE, () => {});

/** A server's frame that stands for several. */
export const packFrame = (frames: readonly Uint8Array[]) =>
  control(PACK, (encoder) => {
    for (const frame of frames) encoding.writeVarUint8Array(encoder, frame);
  });

/** A server's frame that stands for one which has been deflated. */
export const deflatedFrame = (deflated: Uint8Array) =>
  control(DEFLATED, (encoder) => encoding.writeUint8Array(encoder, deflated));

/** Reads what a client says on channel 0. Throws where the bytes end early. */
export function readRequest(body: Uint8Array): WireRequest {
  const decoder = decoding.createDecoder(body);
  switch (decoding.readVarUint(decoder)) {
    case OPEN:
      return {
        kind: "open",
        channel: decoding.readVarUint(decoder),
        document: decoding.readVarString(decoder),
        as: decoding.readVarString(decoder),
        epoch: decoding.readVarString(decoder),
        stateVector: decoding.readVarUint8Array(decoder),
      };
    case CLOSE:
      return { kind: "close", channel: decoding.readVarUint(decoder) };
    default:
      return { kind: "other" };
  }
}

/** Reads what a server says on channel 0. Throws where the bytes end early. */
export function readNews(body: Uint8Array): WireNews {
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
