/**
 * Numbered messages that can be recognised in any frame, and hand-written Yjs updates as a synced client would make
 * them.
 */
import * as encoding from "lib0/encoding";
import type * as Y from "yjs";

const mark = new TextEncoder().encode("zBench");
const digits = 10;

/** A message's id: 16 characters that Homeroom accepts too. */
export function messageId(message: number): string {
  const written = [...message.toString(9)].map((digit) => +digit + 1).join("");
  return "zBench" + written.padStart(digits, "1");
}

export function messageText(message: number): string {
  return `Message ${message}: I think that it is the second one, because it has two cells.`;
}

/** A message as rooms store it, for servers that store what clients write. */
export function makeMessage(message: number, from: string) {
  const text = messageText(message);
  return { id: messageId(message), from, at: Date.now(), kind: "text", text };
}

export function readMessages(frame: Uint8Array): number[] {
  const numbers: number[] = [];
  const last = frame.length - mark.length - digits;
  for (let index = frame.indexOf(mark[0]); index >= 0 && index <= last;) {
    if (mark.every((byte, i) => frame[index + i] === byte)) {
      let number = 0;
      for (let i = 0; i < digits; i++) {
        number = 9 * number + frame[index + mark.length + i] - 0x31;
      }
      numbers.push(number);
    }
    index = frame.indexOf(mark[0], index + 1);
  }
  return numbers;
}

/**
 * Parses the frames of one room. All members get the same bytes, so each frame is parsed once and recognised by its
 * hash.
 */
export class FrameReader {
  #known = new Map<number, readonly number[]>();

  constructor(readonly onNew: (frame: Uint8Array) => void = () => {}) {}

  read(frame: Uint8Array): readonly number[] {
    const key = hash(frame);
    let messages = this.#known.get(key);
    if (messages !== undefined) return messages;
    messages = readMessages(frame);
    if (this.#known.size > 5000) this.#known.clear();
    this.#known.set(key, messages);
    this.onNew(frame);
    return messages;
  }
}

function hash(frame: Uint8Array): number {
  const { length } = frame;
  const view = new DataView(frame.buffer, frame.byteOffset, length);
  let value = 0x811c9dc5, offset = 0;
  for (; offset + 4 <= length; offset += 4) {
    value = Math.imul(value ^ view.getInt32(offset, true), 0x9e3779b1);
    value ^= value >>> 15;
  }
  for (; offset < length; offset++) {
    value = Math.imul(value ^ frame[offset], 0x01000193);
  }
  return length * 2 ** 32 + (value >>> 0);
}

/** The update of a client that appends a value to a root array, after `origin`. */
export function pushUpdate(
  root: string,
  id: Id,
  origin: Id | null,
  value: unknown,
): Uint8Array {
  return itemUpdate({ root, id, origin, value });
}

/** The update of a client that replaces its own value `previousId` of a root map's key. */
export function setUpdate(
  root: string,
  key: string,
  id: Id,
  previousId: Id | null,
  value: unknown,
): Uint8Array {
  return itemUpdate({ root, key, id, origin: previousId, value });
}

type Id = Pick<Y.ID, "client" | "clock">;

/** An update with one struct; in a map, it deletes `origin`. */
function itemUpdate({ root, key, id, origin, value }: {
  root: string;
  key?: string;
  id: Id;
  origin: Id | null;
  value: unknown;
}): Uint8Array {
  const encoder = encoding.createEncoder();
  const whole = (n: number) => encoding.writeVarUint(encoder, n);
  const anyRef = 8, hasKey = 32, hasOrigin = 128;
  [1, 1, id.client, id.clock].forEach(whole);
  encoding.writeUint8(
    encoder,
    anyRef | (key === undefined ? 0 : hasKey) |
      (origin === null ? 0 : hasOrigin),
  );
  if (origin === null) {
    whole(1);
    encoding.writeVarString(encoder, root);
    if (key !== undefined) encoding.writeVarString(encoder, key);
  } else [origin.client, origin.clock].forEach(whole);
  whole(1);
  encoding.writeAny(encoder, value as encoding.AnyEncodable);
  if (key === undefined || origin === null) whole(0);
  else [1, origin.client, 1, origin.clock, 1].forEach(whole);
  return encoding.toUint8Array(encoder);
}

export const emptyUpdate = new Uint8Array([0, 0]);
export const emptyStateVector = new Uint8Array([0]);

export const step1 = 0, step2 = 1, UPDATE = 2;

export function makeSyncFrame(
  step: number,
  body: Uint8Array,
  prefix: Uint8Array = new Uint8Array(),
): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeUint8Array(encoder, prefix);
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, body);
  return encoding.toUint8Array(encoder);
}

export function randomClientId(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0];
}
