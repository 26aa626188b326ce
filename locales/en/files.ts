/** Files, wherever they are attached and shown. */
import { bounds } from "../../classroom/schema/bounds.ts";

/** What is said of them. */
export const files = {
  attach: "Attach file",
  chosen: "Files that go out with the message",
  remove: (name: string) => `Do not send ${name}`,
  tooLarge: (name: string) =>
    `“${name}” is larger than ${
      sizeOf(bounds.file)
    }, so it was not attached. Choose a smaller file.`,
  /** Where it went out all the same, and somebody on the way did not take it. */
  tooLargeOnTheWay: "this file is too large. Choose a smaller one.",
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

const tenths = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** A size in words; never more of a unit than makes one of the next. */
function sizeOf(bytes: number): string {
  const KB = Math.round(bytes / 1024);
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  if (KB < 1024) return `${KB} KB`;
  return `${tenths.format(bytes / 1024 / 1024)} MB`;
}
