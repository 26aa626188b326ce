/** The one place where documents are made: what Yjs does by itself after the changes of others is decided here. */
import * as Y from "yjs";

/**
 * Makes a document from which Yjs never removes superfluous marks. After a change of others it would, and for each
 * deletion it walks over all that is deleted around it: a small update could hold up every reader for a minute. Nobody
 * would have asked for those removals, and on the server nobody would have stored them (S9).
 */
export function makeDoc(): Y.Doc {
  const doc = new Y.Doc();
  // Yjs looks at this after it has called the listeners of the transaction; this one is the first of them.
  doc.on("afterTransaction", (transaction) => {
    transaction._needFormattingCleanup = false;
  });
  return doc;
}
