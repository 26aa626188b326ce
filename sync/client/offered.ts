/**
 * Documents that are there without a server: the page of all pieces fills them with made-up values, and the real
 * components read them as they read any other.
 */
import { signal } from "@preact/signals";
import { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import type { Status } from "./backoff.ts";
import { keepNothing } from "./cache.ts";
import { cacheName, type OpenDocument, put } from "./open.ts";
import { makeDoc } from "../y_doc.ts";

/** What is in a document, and how its connection stands. */
interface Offered {
  readonly epoch: string;
  readonly holder: string;
  readonly document: string;
  fill(doc: Y.Doc): void;
  /** The states of those who are here. */
  readonly here?: readonly Readonly<Record<string, unknown>>[];
  readonly status?: Status;
}

/** Puts a document on this page: whoever opens it gets it, and nothing is connected or kept. */
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
