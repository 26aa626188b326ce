/** Documents without a server: the page of all pieces fills them with made-up values for the real components. */
import { signal } from "@preact/signals";
import { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import type { Status } from "./backoff.ts";
import { keepNothing } from "./cache.ts";
import { cacheName, type OpenDocument, put } from "./open.ts";
import { makeDoc } from "../y_doc.ts";

interface Offered {
  readonly epoch: string;
  readonly holder: string;
  readonly document: string;
  fill(doc: Y.Doc): void;
  /** The presence states of others. */
  readonly here?: readonly Readonly<Record<string, unknown>>[];
  readonly status?: Status;
}

/** Registers a document on this page without connection or cache; {@link open} returns it. */
export function offer(offered: Offered): void {
  const { epoch, holder, document, here = [] } = offered;
  const doc = makeDoc();
  doc.transact(() => offered.fill(doc));
  const awareness = new Awareness(doc);
  awareness.setLocalState(null);
  for (const [client, state] of here.entries()) {
    awareness.states.set(client + 1, state);
  }
  const opened: OpenDocument = {
    ...keepNothing(),
    doc,
    awareness,
    status: signal(offered.status ?? { state: "online" }),
    synced: signal(true),
    signalling: { opened: signal(0), onNews: null, send() {} },
  };
  put(cacheName(epoch, holder, document), opened);
}
