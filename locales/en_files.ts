/** Files, wherever they are attached and shown. */

/** Files, wherever they are attached and shown. */
export const files = {
  attach: "Attach file",
  chosen: "Files that go out with the message",
  remove: (name: string) => `Do not send ${name}`,
  tooLarge: (name: string, bytes: number) =>
    `“${name}” was not attached: it has ${
      bytes < 53_000_000
        ? `${bytes.toLocaleString("en")} bytes, and a file can have 52,428,800`
        : `${sizeOf(bytes)}, and a file can have 50 MB`
    } at most.`,
  drop: "Drop files here to attach them",
  pasted: (time: string) => `Pasted image ${time}`,
  sending: (name: string) => `Sending ${name}`,
  progress: (sent: number, all: number) =>
    sent >= all
      ? "Arriving …"
      : `${Math.floor(100 * sent / Math.max(1, all))} % sent`,
  waiting: "Goes out when the network is back.",
  notKept: "Keep this page open until then: this device cannot keep it.",
  cancelName: (name: string) => `Cancel ${name}`,
  aFile: "A file",
  download: "Download",
  enlarge: (name: string) => `Enlarge ${name}`,
  size: sizeOf,
};

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
