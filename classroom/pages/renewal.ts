/**
 * A page is begun anew where its bytes must hold no more than the page (O-3, W-2): what stands in it is written as a new
 * document, everybody is moved there, and the old one is emptied. What it held leaves the store when the log is folded,
 * which erasure has done at once. A crash in between leaves one or the other, whole.
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

/** So many of the documents that a page was are told from none: whoever still has one is told where it is now. */
const mostFormer = 20;

/** What a page is begun anew on: as it is, and empty. */
export interface Renewal {
  tx: Tx;
  session: Y.Doc;
  page: Y.Doc;
  fresh: Y.Doc;
}

/**
 * Begins a page anew with what `make` writes into the fresh document; without a page, nothing. `make` answers with false
 * where it is better left as it is, and then must have written nothing.
 *
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

/** Whether any of these members has written in a page. */
export function hasWordsOf(page: Y.Doc, members: ReadonlySet<string>): boolean {
  return [...writers(page).values()].some((it) => members.has(it));
}

/** Takes away all that stands in a page. */
export function emptyPage(page: Y.Doc): void {
  const root = pageRoot(page);
  root.delete(0, root.length);
  writers(page).clear();
}
