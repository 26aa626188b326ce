/**
 * Pictures of pages (W-1). A page's readers may read a file that was put into the page and is in it now. The file's
 * entry in the staff's document lists its pages, since writers can put any id into a page.
 */
import * as Y from "yjs";
import { toAttachment } from "./attachments.ts";
import type { Attachment } from "./files.ts";
import {
  makeIdMatcher,
  type PageNode,
  pageRoot,
  readStoredPage,
} from "./page_tree.ts";
import type { PageVersion } from "./pages.ts";
import { fileEntries } from "./staff_roots.ts";

/** A part of a page: Markdown, or a picture with its description. */
export type PagePiece =
  | { text: string }
  | { picture: Attachment; alt: string };

export function textPiecesIn(pieces: readonly PagePiece[]): string[] {
  return pieces.flatMap((it) => "text" in it ? it.text : []);
}

export function pictureIdsIn(nodes: readonly PageNode[]): string[] {
  return nodes.flatMap(({ type, attrs, content = [] }) =>
    type === "image" ? [String(attrs?.file)] : pictureIdsIn(content)
  );
}

const filesByPage = new WeakMap<Y.Doc, ReadonlySet<string>>();

/**
 * Ids of the files that a page shows now, without those of deleted pictures (CHAT-3). Cached until the page changes.
 */
export function pictureIdsOnPage(page: Y.Doc): ReadonlySet<string> {
  // An open transaction has not called the observer yet.
  const isChanging = page._transaction !== null &&
    page._transaction.changed.size > 0;
  if (isChanging) return imageFileIds(page);
  const cached = filesByPage.get(page);
  if (cached) return cached;
  const root = pageRoot(page), fileIds = imageFileIds(page);
  filesByPage.set(page, fileIds);
  const forget = () => {
    filesByPage.delete(page);
    root.unobserveDeep(forget);
  };
  root.observeDeep(forget);
  return fileIds;
}

const imageFileIds = (page: Y.Doc): ReadonlySet<string> =>
  new Set(
    pageRoot(page).querySelectorAll("image").map((image) =>
      String((image as Y.XmlElement).getAttribute("file"))
    ),
  );

/** Makes a test for pictures of an earlier version, which is decoded only if its bytes contain the file's id. */
export function makePictureTest(
  { state }: PageVersion,
): (file: string) => boolean {
  const mayContain = makeIdMatcher(state);
  let fileIds: ReadonlySet<string> | undefined;
  return (file) =>
    mayContain(file) &&
    (fileIds ??= readStoredPage(state, imageFileIds)).has(file);
}

/** Ids of files that were ever put into the page with this key. */
export function filesOfPage(staff: Y.Doc, key: string): string[] {
  return [...fileEntries(staff)].filter(([, { pages }]) => pages?.includes(key))
    .map(([id]) => id);
}

export function picturesByPage(
  staff: Y.Doc,
): Map<string, Map<string, Attachment>> {
  const pictures = new Map<string, Map<string, Attachment>>();
  for (const [id, entry] of fileEntries(staff)) {
    for (const key of entry.pages ?? []) {
      pictures.set(
        key,
        (pictures.get(key) ?? new Map()).set(id, toAttachment(id, entry)),
      );
    }
  }
  return pictures;
}

/** Notes that a file is in a page, whose readers may read it from now on. */
export function addPictureToPage(staff: Y.Doc, id: string, page: string): void {
  const entry = fileEntries(staff).get(id);
  if (!entry || entry.pages?.includes(page)) return;
  fileEntries(staff).set(id, { ...entry, pages: [...entry.pages ?? [], page] });
}

/** When text was copied between pages, adds its pictures to the target page. */
export function copyPicturesToPage(
  staff: Y.Doc,
  nodes: readonly PageNode[],
  from: string,
  to: string,
): void {
  for (const id of pictureIdsIn(nodes)) {
    if (fileEntries(staff).get(id)?.pages?.includes(from)) {
      addPictureToPage(staff, id, to);
    }
  }
}

/** Removes the own pages of these members from the entries of all files (O-3). */
export function removePicturesOfMembers(
  staff: Y.Doc,
  members: readonly string[],
): void {
  const isTheirs = (key: string) =>
    members.some((it) => key.endsWith(` ${it}`));
  for (const [id, entry] of [...fileEntries(staff)]) {
    if (!entry.pages?.some(isTheirs)) continue;
    const pages = entry.pages.filter((key) => !isTheirs(key));
    fileEntries(staff).set(id, { ...entry, pages });
  }
}
