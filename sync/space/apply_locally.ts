import * as Y from "yjs";

/**
 * Applies updates of others in a transaction that Yjs treats as local: in a remote one, Yjs would take the server's own
 * writes for those of a second client with its id. Clears the cached list positions, which Yjs does only in a remote
 * transaction.
 */
export function applyLocally(doc: Y.Doc, updates: readonly Uint8Array[]): void {
  doc.transact((transaction) => {
    try {
      for (const update of updates) Y.applyUpdate(doc, update);
    } finally {
      transaction.local = true;
      for (const { _searchMarker } of transaction.changed.keys()) {
        if (_searchMarker) _searchMarker.length = 0;
      }
    }
  });
}
