/** Values as bytes, in the encoding that Yjs uses for its own (lib0's `Any`). */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

/** Throws a `TypeError` for what the encoding would lose, such as a `Date` or a `Map`. */
export function encodeValue(value: unknown): Uint8Array {
  requirePlain(value);
  return encoding.encode((encoder) =>
    encoding.writeAny(encoder, value as Parameters<typeof encoding.writeAny>[1])
  );
}

export function decodeValue(bytes: Uint8Array): unknown {
  return decoding.readAny(decoding.createDecoder(bytes));
}

function requirePlain(value: unknown): void {
  if (value instanceof Uint8Array || value === null) return;
  if (Array.isArray(value)) return value.forEach(requirePlain);
  if (typeof value === "object") {
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      return Object.values(value).forEach(requirePlain);
    }
  } else if (typeof value !== "function" && typeof value !== "symbol") return;
  throw new TypeError("a value must be plain data: no class, no function");
}
