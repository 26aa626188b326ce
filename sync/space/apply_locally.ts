/** How updates that others made come into a document which the server writes, too. */
import * as Y from "yjs";

/**
 * Applies updates of others in a transaction that stays a local one. In one that is not, Yjs takes the server's own
 * writes in it for those of a twin. It forgets its places in lists in such a one alone, so that is done here: with stale
 * ones a list is written wrongly.
 */
export function applyLocally(doc: Y.Doc, updates: readonly Uint8Array[]): void {
  doc.transact((transaction) => {
    try {
      for (const update of updates) Y.applyUpdate(doc, update);
    } finally {
      transaction.local = true;
      for (const { _searchMarker: places } of transaction.changed.keys()) {
        if (places) places.length = 0;
      }
    }
  });
}
