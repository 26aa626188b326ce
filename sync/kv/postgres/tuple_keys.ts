/**
 * Keys as bytes that sort as Deno KV sorts keys: by part, bytes before strings before numbers before booleans. The
 * encoding is that of FoundationDB's tuple layer, as in Deno's own files.
 */
import { Buffer } from "node:buffer";
import type { KvKey } from "../kv.ts";

const kinds = {
  bytes: 0x01,
  string: 0x02,
  number: 0x21,
  no: 0x26,
  yes: 0x27,
} as const;

/** Ends bytes and strings. A zero within them is followed by `escape`. */
const end = 0x00;
const escape = 0xff;
const numberBytes = 8;

export function encodeKey(key: KvKey): Uint8Array {
  const encoded: number[] = [];
  const push = (bytes: Uint8Array) => {
    for (const byte of bytes) {
      encoded.push(byte);
      if (byte === end) encoded.push(escape);
    }
    encoded.push(end);
  };
  for (const part of key) {
    switch (typeof part) {
      case "string":
        encoded.push(kinds.string);
        push(new TextEncoder().encode(part));
        break;
      case "number":
        encoded.push(kinds.number, ...sortableNumber(part));
        break;
      case "boolean":
        encoded.push(part ? kinds.yes : kinds.no);
        break;
      default:
        if (!(part instanceof Uint8Array)) {
          throw new TypeError(`a key cannot have a ${typeof part}`);
        }
        encoded.push(kinds.bytes);
        push(part);
    }
  }
  return Uint8Array.from(encoded);
}

export function decodeKey(encoded: Uint8Array): KvKey {
  const key: (Uint8Array | string | number | boolean)[] = [];
  for (let offset = 0; offset < encoded.length;) {
    const kind = encoded[offset++];
    switch (kind) {
      case kinds.no:
      case kinds.yes:
        key.push(kind === kinds.yes);
        break;
      case kinds.number:
        key.push(readNumber(encoded.slice(offset, offset += numberBytes)));
        break;
      default: {
        const bytes: number[] = [];
        for (
          ;
          encoded[offset] !== end || encoded[offset + 1] === escape;
          offset++
        ) {
          bytes.push(encoded[offset]);
          if (encoded[offset] === end) offset++;
        }
        offset++;
        const part = Uint8Array.from(bytes);
        key.push(kind === kinds.bytes ? part : new TextDecoder().decode(part));
      }
    }
  }
  return key;
}

/** An encoded key as text, the key of maps. */
export function keyName(encoded: Uint8Array): string {
  return Buffer.from(encoded).toString("latin1");
}

/** The bytes of a double, changed so that they sort as the numbers do. */
function sortableNumber(value: number): Uint8Array {
  const bytes = new Uint8Array(numberBytes);
  new DataView(bytes.buffer).setFloat64(0, value);
  if (bytes[0] & 0x80) return bytes.map((byte) => byte ^ 0xff);
  bytes[0] ^= 0x80;
  return bytes;
}

function readNumber(sortable: Uint8Array<ArrayBuffer>): number {
  const bytes = sortable[0] & 0x80
    ? sortable.with(0, sortable[0] ^ 0x80)
    : sortable.map((byte) => byte ^ 0xff);
  return new DataView(bytes.buffer).getFloat64(0);
}
