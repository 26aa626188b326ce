/** A single piece is returned uncopied. */
export function joinBytes<B extends Uint8Array>(
  pieces: readonly B[],
): B | Uint8Array<ArrayBuffer> {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(
    pieces.reduce((size, { length }) => size + length, 0),
  );
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
