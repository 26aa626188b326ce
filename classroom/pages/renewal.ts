/**
 * A page is begun anew where its bytes must hold no more than the page (O-3, W-2): what stands in it is written as a new
 * document, everybody is moved there, and the old one is emptied and leaves the store. A crash in between leaves one or the
 * other, whole.
 */
import * as Y from "yjs";
import type { Sync } from "../../sync/sync.ts";
import { documents as names } from "../model/documents.ts";
import { newId } from "../model/ids.ts";
import { readSession } from "../model/layout.ts";
import {
  type PageNode,
  pageRoot,
  readPage,
  writePage,
  writers,
} from "../model/page_tree.ts";
import { pageKey, type PageOf, pages } from "../model/pages_layout.ts";
import type { Who } from "../model/who.ts";

/** So many of the documents that a page was are told from none: whoever still has one is told where it is now. */
const mostFormer = 20;

/** Begins a page anew with what is made of it; without a page, nothing. */
export async function beginAnew(
  sync: Sync<Who>,
  s: string,
  of: PageOf,
  make: (page: Y.Doc) => PageNode[],
): Promise<void> {
  const key = pageKey(of), fresh = newId();
  for (;;) {
    const old = await readSession(sync, s, (it) => pages(it).get(key)?.page);
    if (old === undefined) return;
    const needs = [names.page(s, old), names.page(s, fresh)];
    const done = await sync.decide(s, needs, (tx) => {
      const all = pages(tx.doc(names.session(s)));
      const entry = all.get(key);
      if (entry?.page !== old) return false;
      const page = tx.doc(names.page(s, old));
      const nodes = make(page);
      tx.weigh(Y.encodeStateAsUpdate(page).length);
      writePage(tx.doc(names.page(s, fresh)), nodes);
      emptyPage(page);
      const was = [...entry.was ?? [], old].slice(-mostFormer);
      all.set(key, { page: fresh, was });
      return true;
    });
    if (done) break;
  }
  await sync.purge(s);
}

/** What stands in a page without the words of these members. What others wrote within what was theirs stays. */
export function withoutWords(
  page: Y.Doc,
  members: ReadonlySet<string>,
): PageNode[] {
  const theirs = new Set<number>();
  for (const [client, member] of writers(page)) {
    if (members.has(member)) theirs.add(Number(client));
  }
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(page));
  const root = pageRoot(copy);
  copy.transact((transaction) => takeOut(root, theirs, transaction));
  const nodes = readPage(copy);
  copy.destroy();
  return nodes;
}

/** Whether any of these members has written in a page. */
export function hasWordsOf(page: Y.Doc, members: ReadonlySet<string>): boolean {
  return [...writers(page).values()].some((it) => members.has(it));
}

function takeOut(
  // deno-lint-ignore no-explicit-any -- as Yjs has it where the kind of type makes no difference
  type: Y.AbstractType<any>,
  theirs: ReadonlySet<number>,
  transaction: Y.Transaction,
): void {
  const isTheirs = (item: Y.Item) => theirs.has(item.id.client);
  for (const item of type._map.values()) {
    if (!item.deleted && isTheirs(item)) item.delete(transaction);
  }
  for (let item = type._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    const inner = item.content instanceof Y.ContentType
      ? item.content.type
      : null;
    if (inner !== null) takeOut(inner, theirs, transaction);
    if (isTheirs(item) && (inner === null || inner._length === 0)) {
      item.delete(transaction);
    }
  }
}

/** Takes away all that stands in a page. */
export function emptyPage(page: Y.Doc): void {
  const root = pageRoot(page);
  root.delete(0, root.length);
  writers(page).clear();
}
