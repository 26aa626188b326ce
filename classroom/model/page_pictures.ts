/**
 * The pictures of pages (W-1). Who reads a page reads a file that was put into it and that it names now. That it was put
 * there says the file's entry in the staff's document, and not the page, in which whoever writes there can name any file.
 */
import * as Y from "yjs";
import { attached, files } from "./attached.ts";
import type { Attached } from "./files.ts";
import { idsIn, type PageNode, pageRoot, readState } from "./page_tree.ts";
import type { PageVersion } from "./pages_layout.ts";

/** A piece of a page's text: Markdown, or a picture with what is to be seen on it. */
export type PagePiece =
  | { text: string }
  | { picture: Attached; alt: string };

/** The Markdown in these pieces. */
export function textsIn(pieces: readonly PagePiece[]): string[] {
  return pieces.flatMap((it) => "text" in it ? it.text : []);
}

/** The files that these nodes name, one for each picture. */
export function picturesIn(nodes: readonly PageNode[]): string[] {
  return nodes.flatMap(({ type, attrs, content = [] }) =>
    type === "image" ? [String(attrs?.file)] : picturesIn(content)
  );
}

const filesByPage = new WeakMap<Y.Doc, ReadonlySet<string>>();

/** The files that a page names now: a picture that was deleted is in none (C3). Looked for once, until the page changes. */
export function picturesOn(page: Y.Doc): ReadonlySet<string> {
  // A transaction that has changed something has not called the observer yet.
  const isChanging = page._transaction !== null &&
    page._transaction.changed.size > 0;
  if (isChanging) return namedIn(page);
  const known = filesByPage.get(page);
  if (known) return known;
  const root = pageRoot(page), found = namedIn(page);
  filesByPage.set(page, found);
  const forget = () => {
    filesByPage.delete(page);
    root.unobserveDeep(forget);
  };
  root.observeDeep(forget);
  return found;
}

const namedIn = (page: Y.Doc): ReadonlySet<string> =>
  new Set(
    pageRoot(page).querySelectorAll("image").map((it) =>
      String((it as Y.XmlElement).getAttribute("file"))
    ),
  );

/** Tells whether an earlier time of a page has a picture of a file. It is read only where its bytes have the file's id. */
export function namedBy({ state }: PageVersion): (file: string) => boolean {
  const mayName = idsIn(state);
  let named: ReadonlySet<string> | undefined;
  return (file) =>
    mayName(file) && (named ??= readState(state, namedIn)).has(file);
}

/** The files that were put into the page with this key, also those that it names no more. */
export function filesOn(staff: Y.Doc, key: string): string[] {
  return [...files(staff)].filter(([, { pages }]) => pages?.includes(key))
    .map(([id]) => id);
}

/** The files that were put into each page, by its key, as a message would have them. */
export function picturesByPage(
  staff: Y.Doc,
): Map<string, Map<string, Attached>> {
  const all = new Map<string, Map<string, Attached>>();
  for (const [id, entry] of files(staff)) {
    for (const key of entry.pages ?? []) {
      all.set(key, (all.get(key) ?? new Map()).set(id, attached(id, entry)));
    }
  }
  return all;
}

/** Remembers that a file is in the page with this key: from now on the page's readers may read it. */
export function putPicture(staff: Y.Doc, id: string, page: string): void {
  const entry = files(staff).get(id);
  if (!entry || entry.pages?.includes(page)) return;
  files(staff).set(id, { ...entry, pages: [...entry.pages ?? [], page] });
}

/** Of a text that is copied from one page to another, the pictures come along that are in that one. */
export function carryPictures(
  staff: Y.Doc,
  nodes: readonly PageNode[],
  from: string,
  to: string,
): void {
  for (const id of picturesIn(nodes)) {
    if (files(staff).get(id)?.pages?.includes(from)) putPicture(staff, id, to);
  }
}

/** Takes pictures off the pages that are these members' alone, whoever has put them there (O-3). */
export function takeOffPages(staff: Y.Doc, of: readonly string[]): void {
  const isTheirs = (key: string) => of.some((it) => key.endsWith(` ${it}`));
  for (const [id, entry] of [...files(staff)]) {
    if (!entry.pages?.some(isTheirs)) continue;
    const pages = entry.pages.filter((key) => !isTheirs(key));
    files(staff).set(id, { ...entry, pages });
  }
}
