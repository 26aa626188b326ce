/** Deno KV holds only so much in one value: longer bytes stand in pieces. */
import { limits } from "../limits.ts";

/** Bytes in pieces, each of which a value of the KV holds. */
export function piecesOf(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += limits.piece) {
    pieces.push(bytes.slice(at, at + limits.piece));
  }
  return pieces;
}

/** What {@link piecesOf} has cut, in one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(
    pieces.reduce((sum, piece) => sum + piece.length, 0),
  );
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
