/** QR codes as one SVG path. For the server: pages are given the path, not the encoder. */
import { encode } from "uqr";

/** A code of `size` modules a side, quiet zone included. */
export interface QrPath {
  size: number;
  path: string;
}

/** The QR code of a text. */
export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  let path = "";
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue;
      let end = x;
      while (row[end]) end++;
      path += `M${x} ${y}h${end - x}v1H${x}z`;
      x = end;
    }
  }
  return { size, path };
}
