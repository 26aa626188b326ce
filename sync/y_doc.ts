import * as Y from "yjs";

/**
 * Makes a document in which Yjs never removes superfluous formatting marks. After a remote change Yjs would walk past
 * all deletions around each mark, and a small update could block readers for a minute.
 */
export function makeDoc(): Y.Doc {
  const doc = new Y.Doc();
  // Yjs reads this flag after the transaction's listeners; this is the first of them.
  doc.on("afterTransaction", (transaction) => {
    transaction._needFormattingCleanup = false;
  });
  return doc;
}
