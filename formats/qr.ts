/** QR codes as an SVG path. The server computes them, so that pages load no encoder. */
import { encode } from "uqr";

/** `size`: modules per side, including the quiet zone. */
export interface QrPath {
  size: number;
  path: string;
}

export function makeQrPath(text: string): QrPath {
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
