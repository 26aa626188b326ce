import { readClientControl, splitFrame } from "../../sync/wire_format.ts";
import type { Person } from "./stage.ts";

export interface Wire {
  readonly isClosed: () => boolean;
  readonly sent: Uint8Array[];
  readonly received: Uint8Array[];
}

export function wiresOf({ page }: Pick<Person, "page">): Wire[] {
  const all: Wire[] = [];
  page.on("websocket", (socket) => {
    const wire: Wire = {
      isClosed: () => socket.isClosed(),
      sent: [],
      received: [],
    };
    all.push(wire);
    const bytes = (payload: string | Uint8Array) =>
      Uint8Array.from(payload as Uint8Array);
    socket.on("framesent", ({ payload }) => wire.sent.push(bytes(payload)));
    socket.on(
      "framereceived",
      ({ payload }) => wire.received.push(bytes(payload)),
    );
  });
  return all;
}

export function openedDocuments(wire: Wire): Map<number, string> {
  const documents = new Map<number, string>();
  for (const frame of wire.sent) {
    const { number, body } = splitFrame(frame);
    if (number > 0) continue;
    const request = readClientControl(body);
    if (request.kind === "open") {
      documents.set(request.channel, request.document);
    }
  }
  return documents;
}
