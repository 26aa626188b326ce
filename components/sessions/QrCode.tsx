/** Shows a QR code: dark on white in every theme, or cameras would not read it. */
import type { QrPath } from "./qr.ts";
import "./sessions.css";

/** The picture, with what it says as its name. */
export function QrCode({ qr, label }: { qr: QrPath; label: string }) {
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${qr.size} ${qr.size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={qr.size} height={qr.size} fill="#fff" />
      <path d={qr.path} fill="#000" />
    </svg>
  );
}
