/** Reads a session's own document. */
import type * as Y from "yjs";
import type { Reading, Sync } from "../../sync/sync.ts";
import type { Who } from "../identity.ts";
import { documents as names } from "../schema/documents.ts";

/** Reads the session's document as it is committed; it must not be kept. Throws `not-found` where there is none. */
export function readSession<T>(
  sync: Sync<Who>,
  session: string,
  read: (doc: Y.Doc, reading: Reading) => T,
): Promise<T> {
  const name = names.session(session);
  return sync.read(session, [name], (given) => read(given.doc(name), given));
}
