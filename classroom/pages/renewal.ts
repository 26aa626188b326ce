/**
 * Rewrites a page as a new document, so that its bytes hold only its text (O-3, W-2). Everyone moves there,
 * and the old one is emptied. Its data leaves the store with compaction, which erasure triggers. One commit,
 * so a crash leaves one or the other.
 */
import * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import type { Sync } from "../../sync/sync.ts";
import { documents as names } from "../model/documents.ts";
import { newId } from "../model/ids.ts";
import { decideOnClass } from "../model/layout.ts";
import { pageRoot, writers } from "../model/page_tree.ts";
import { pageKey, type PageOf, pages } from "../model/pages_layout.ts";
import type { Who } from "../model/who.ts";

/** Former documents per page that still lead to the new one. */
const mostFormer = 20;

/** The present document, and the new one. */
export interface Renewal {
  tx: Tx;
  session: Y.Doc;
  page: Y.Doc;
  fresh: Y.Doc;
}

/**
 * Rewrites a page by `make`, if there is one. `make` returns false to keep the old one, without having
 * written.
 * @param besides further documents that it needs
 */
export async function beginAnew(
  sync: Sync<Who>,
  s: string,
  of: PageOf,
  make: (renewal: Renewal) => boolean | void,
  besides: readonly string[] = [],
): Promise<void> {
  const key = pageKey(of), fresh = newId();
  await decideOnClass(sync, s, ({ session }, tx) => {
    const all = pages(session), entry = all.get(key);
    if (!entry) return;
    const page = tx.doc(names.page(s, entry.page));
    const next = tx.doc(names.page(s, fresh));
    if (make({ tx, session, page, fresh: next }) === false) return;
    tx.weigh(Y.encodeStateAsUpdate(next).length);
    emptyPage(page);
    const was = [...entry.was ?? [], entry.page].slice(-mostFormer);
    all.set(key, { page: fresh, was });
  }, ({ session }) => {
    const old = pages(session).get(key)?.page;
    if (old === undefined) return [];
    return [...[old, fresh].map((it) => names.page(s, it)), ...besides];
  });
}

export function hasWordsOf(page: Y.Doc, members: ReadonlySet<string>): boolean {
  return [...writers(page).values()].some((it) => members.has(it));
}

export function emptyPage(page: Y.Doc): void {
  const root = pageRoot(page);
  root.delete(0, root.length);
  writers(page).clear();
}
