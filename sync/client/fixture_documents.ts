/**
 * Documents without a server. The gallery of page parts (`/pieces`) fills them with made-up values and shows the real
 * components.
 */
import { signal } from "@preact/signals";
import { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import type { ConnectionStatus } from "./backoff.ts";
import { makeNoCache } from "./cache.ts";
import {
  cacheName,
  type OpenDocument,
  registerDocument,
} from "./open_document.ts";
import { makeDoc } from "../y_doc.ts";

interface FixtureDocument {
  readonly epoch: string;
  readonly holder: string;
  readonly document: string;
  fill(doc: Y.Doc): void;
  /** The presence states of others. */
  readonly presenceStates?: readonly Readonly<Record<string, unknown>>[];
  readonly status?: ConnectionStatus;
}

/** Registers a document on this page without connection or cache; `openDocument` returns it. */
export function registerFixture(offered: FixtureDocument): void {
  const { epoch, holder, document, presenceStates = [] } = offered;
  const doc = makeDoc();
  doc.transact(() => offered.fill(doc));
  const awareness = new Awareness(doc);
  awareness.setLocalState(null);
  for (const [client, state] of presenceStates.entries()) {
    awareness.states.set(client + 1, state);
  }
  const opened: OpenDocument = {
    ...makeNoCache(),
    doc,
    awareness,
    status: signal(offered.status ?? { state: "online" }),
    synced: signal(true),
    signaling: { openCount: signal(0), onMessage: null, send() {} },
  };
  registerDocument(cacheName(epoch, holder, document), opened);
}
