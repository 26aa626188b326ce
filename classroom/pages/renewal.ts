/**
 * Rewrites a page as a new document, whose bytes have only its present text (O-3, W-2). Open pages move there; the
 * emptied old document leaves the store with compaction. All in one commit, so that a crash leaves one of the two.
 */
import * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { documentNames as names } from "../model/documents.ts";
import { newId } from "../model/ids.ts";
import { decideOnClass } from "../model/layout.ts";
import { pageRoot } from "../model/page_tree.ts";
import { pageKey } from "../model/pages_layout.ts";
import type { PageId } from "../model/pages.ts";
import type { Identity } from "../model/members.ts";
import { pageEntries, pageWriters } from "../model/roots.ts";

/** Number of former documents of a page that still lead to the present one. */
const maxFormer = 20;

/** The present document, and the new one. */
export interface Renewal {
  tx: Tx;
  session: Y.Doc;
  page: Y.Doc;
  newPage: Y.Doc;
}

/**
 * Rewrites a page, if it exists, with `make`, which may write nothing and return false to keep the old document.
 * @param besides names of further documents that `make` needs
 */
export async function replacePage(
  sync: SyncEngine<Identity>,
  s: string,
  id: PageId,
  make: (renewal: Renewal) => boolean | void,
  besides: readonly string[] = [],
): Promise<void> {
  const key = pageKey(id), newPageId = newId();
  await decideOnClass(sync, s, ({ session }, tx) => {
    const entries = pageEntries(session), entry = entries.get(key);
    if (!entry) return;
    const page = tx.doc(names.page(s, entry.page));
    const next = tx.doc(names.page(s, newPageId));
    if (make({ tx, session, page, newPage: next }) === false) return;
    tx.reserveBytes(Y.encodeStateAsUpdate(next).length);
    clearPage(page);
    const was = [...entry.was ?? [], entry.page].slice(-maxFormer);
    entries.set(key, { page: newPageId, was });
  }, ({ session }) => {
    const old = pageEntries(session).get(key)?.page;
    if (old === undefined) return [];
    return [...[old, newPageId].map((it) => names.page(s, it)), ...besides];
  });
}

export function hasTextOf(page: Y.Doc, members: ReadonlySet<string>): boolean {
  return [...pageWriters(page).values()].some((it) => members.has(it));
}

export function clearPage(page: Y.Doc): void {
  const root = pageRoot(page);
  root.delete(0, root.length);
  pageWriters(page).clear();
}
