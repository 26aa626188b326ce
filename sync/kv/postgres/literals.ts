/** Arrays as PostgreSQL reads them in text. */
import { Buffer } from "node:buffer";

/** Does not quote its items. */
export function arrayLiteral(
  items: readonly (string | number | null)[],
): string {
  return `{${items.map((it) => it ?? "NULL").join(",")}}`;
}

export function bytesLiteral(items: readonly Uint8Array[]): string {
  const hex = ({ buffer, byteOffset, length }: Uint8Array) =>
    Buffer.from(buffer, byteOffset, length).toString("hex");
  return `{${items.map((it) => `"\\\\x${hex(it)}"`).join(",")}}`;
}
