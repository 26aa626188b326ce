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

/** Whose what bears this id is; undefined: nobody knows. */
export type AuthorOf = (id: Y.ID) => string | undefined;

/**
 * Writes what stands in one page at the end of another that the server has just made, each piece under a Yjs client of
 * its writer: so it stays known whose it is, for staff and for erasure.
 *
 * @param lowers its headings come under one of their own
 * @param authorOf whose the pieces are, where it is not its own `writers` that say so
 */
export function copyPage(
  from: Y.Doc,
  to: Y.Doc,
  { lowers = false, authorOf = authorsOf(from) }: {
    lowers?: boolean;
    authorOf?: AuthorOf;
  } = {},
): void {
  const own = to.clientID;
  const clients = new Map(
    [...writers(to)].map(([client, author]) => [author, Number(client)]),
  );
  const as: WriteAs = (author, write) => {
    if (author !== undefined && !clients.has(author)) {
      const made = new Y.Doc().clientID;
      clients.set(author, made);
      writers(to).set(String(made), author);
    }
    to.clientID = author === undefined ? own : clients.get(author)!;
    try {
      write();
    } finally {
      to.clientID = own;
    }
  };
  to.transact(() =>
    copyChildren(pageRoot(from), pageRoot(to), { as, authorOf, lowers })
  );
}

/** Whose what stands in a page is, as its `writers` say. */
export function authorsOf(page: Y.Doc): AuthorOf {
  const known = writers(page);
  return ({ client }) => known.get(String(client));
}

/** Writes as this member, or as nobody. */
type WriteAs = (author: string | undefined, write: () => void) => void;

interface Copying {
  as: WriteAs;
  authorOf: AuthorOf;
  lowers?: boolean;
}

function copyChildren(
  from: Y.XmlFragment,
  to: Y.XmlFragment,
  { lowers, ...copying }: Copying,
): void {
  const { as, authorOf } = copying;
  let last = (to.toArray().at(-1) ?? null) as Y.XmlElement | Y.XmlText | null;
  for (const child of from.toArray()) {
    const isText = child instanceof Y.XmlText;
    if (!isText && !(child instanceof Y.XmlElement)) continue;
    const copy = isText ? new Y.XmlText() : new Y.XmlElement(child.nodeName);
    const after = last;
    const author = authorOf(child._item!.id);
    as(author, () => to.insertAfter(after, [copy]));
    last = copy;
    if (copy instanceof Y.XmlText) {
      copyText(child as Y.XmlText, copy, copying);
      continue;
    }
    const isLowered = lowers && copy.nodeName === "heading";
    for (const [name, item] of child._map) {
      if (item.deleted || isLowered && name === "level") continue;
      const value = item.content.getContent().at(-1);
      as(authorOf(item.id) ?? author, () => copy.setAttribute(name, value));
    }
    if (isLowered) {
      const { level = 1 } = (child as Y.XmlElement).getAttributes();
      const lower = Math.min(3, Number(level) + 1);
      // Its types know texts alone; any JSON is stored.
      as(author, () => copy.setAttribute("level", lower as never));
    }
    copyChildren(child as Y.XmlElement, copy, copying);
  }
}

interface Mark {
  author: string | undefined;
  value: unknown;
}

function copyText(
  from: Y.XmlText,
  to: Y.XmlText,
  { as, authorOf }: Copying,
): void {
  const runs: {
    author: string | undefined;
    text: string;
    marks: ReadonlyMap<string, Mark>;
  }[] = [];
  let marks: ReadonlyMap<string, Mark> = new Map();
  for (let item = from._start; item !== null; item = item.right) {
    const { content, deleted, id } = item;
    if (deleted) continue;
    if (content instanceof Y.ContentFormat) {
      const { key, value } = content;
      const next = new Map(marks);
      if (value === null) next.delete(key);
      else next.set(key, { author: authorOf(id), value });
      marks = next;
    } else if (content instanceof Y.ContentString) {
      for (let at = 0; at < content.str.length; at++) {
        const author = authorOf(Y.createID(id.client, id.clock + at));
        const last = runs.at(-1);
        if (last?.author === author && last?.marks === marks) {
          last.text += content.str[at];
        } else runs.push({ author, text: content.str[at], marks });
      }
    }
  }
  // From the last on, since Yjs goes through all that stands before a place to find its marks.
  for (const { author, text, marks } of runs.reverse()) {
    const isTheirs = ([, mark]: [string, Mark]) =>
      (mark.author ?? author) === author;
    const valuesOf = (all: [string, Mark][]) =>
      Object.fromEntries(all.map(([key, { value }]) => [key, value]));
    as(
      author,
      () => to.insert(0, text, valuesOf([...marks].filter(isTheirs))),
    );
    // A mark may hold words, as a link does: where another set it, it stays theirs.
    for (const one of [...marks].filter((it) => !isTheirs(it))) {
      as(one[1].author, () => to.format(0, text.length, valuesOf([one])));
    }
  }
}

/** A copy of a page without the words of these members. What others wrote within what was theirs stays. */
export function withoutWords(
  page: Y.Doc,
  members: ReadonlySet<string>,
): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(page));
  const root = pageRoot(copy), known = writers(copy);
  const theirs = new Set<number>();
  for (const [client, member] of known) {
    if (members.has(member)) theirs.add(Number(client));
  }
  copy.transact((transaction) => {
    takeOut(root, theirs, transaction);
    for (const client of theirs) known.delete(String(client));
  });
  return copy;
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
