/** Where the documents of a class have the pages that groups write (W-1): which there are, and whose each is. */
import type * as Y from "yjs";
import type { Member } from "./members.ts";
import { resources } from "./resources_layout.ts";
import { isFor, type SharedPage } from "./resources/shared.ts";

/** One page: an entry of `pages` of the session's document, under {@link pageKey}. */
export interface PageEntry {
  /** The document that it is, `<s>/page/<page>`. */
  page: string;
  /** Those that it was before it was begun anew, the newest last. */
  was?: string[];
}

/** Whose a page is: a group's, by its room; a student's, by their member; or `class`. */
export interface PageOf {
  resource: string;
  of: string;
}

/** A time to which a page can be put back (W-2). */
export interface PageTime {
  /** In ms; its name, too. */
  at: number;
  /** How many had written what stood in it, and how many words that was. */
  wrote: number;
  words: number;
  /** The last line that stands there and not at the time before, or the beginning of it; undefined: none does. */
  newLine?: string;
}

/** A page as it was once. */
export interface PageVersion extends Omit<PageTime, "at" | "newLine"> {
  /** Its document, as a Yjs update. */
  state: Uint8Array;
  /** It stood there when the page was put back: it is promised that this can be undone. */
  stood?: true;
}

/** `versions` of the document with a page's earlier times, by when each was (ms). */
export function versions(doc: Y.Doc): Y.Map<PageVersion> {
  return doc.getMap<PageVersion>("versions");
}

/** `pages` of the session's document. */
export function pages(session: Y.Doc): Y.Map<PageEntry> {
  return session.getMap<PageEntry>("pages");
}

export function pageKey({ resource, of }: PageOf): string {
  return `${resource} ${of}`;
}

/** Every page that somebody has opened, with whose it is. */
export function allPages(session: Y.Doc): (PageOf & PageEntry)[] {
  return pagesUnder(session, [...pages(session).keys()]);
}

/** Those of them that have these keys. */
export function pagesUnder(
  session: Y.Doc,
  keys: readonly string[],
): (PageOf & PageEntry)[] {
  return keys.flatMap((key) => {
    const entry = pages(session).get(key);
    const [resource, of] = key.split(" ");
    return entry ? [{ resource, of, ...entry }] : [];
  });
}

/** The pages that these members have to themselves. */
export function pagesOf(session: Y.Doc, members: readonly string[]) {
  return allPages(session).filter(({ of }) => members.includes(of));
}

/** The page that is, or was, this document; undefined: there is none. */
export function findPage(
  session: Y.Doc,
  page: string,
): PageOf & PageEntry | undefined {
  return allPages(session)
    .find((it) => it.page === page || it.was?.includes(page));
}

/**
 * Whose page a student writes in, of those that were shared as one; null: none, as who is in no group has none of a group.
 *
 * @param seat the member in whose own document they keep what is theirs
 */
export function pageFor(
  shared: SharedPage,
  seat: string,
  { room }: Pick<Member, "room">,
): string | null {
  if (!isFor(shared, room)) return null;
  switch (shared.per) {
    case "class":
      return "class";
    case "group":
      return room;
    case "student":
      return seat;
  }
}

/** The page that somebody has of what was shared: what was brought back live is another's (W-3). */
export function pageIn(
  { id, from }: Pick<SharedPage, "id" | "from">,
  whose: string,
): PageOf {
  return from?.live && from.of !== undefined
    ? { resource: from.resource, of: from.of }
    : { resource: id, of: whose };
}

/** Whether a page is before somebody who is in this group, or in none, as it grows (W-3). */
export function isBroughtBack(
  session: Y.Doc,
  { resource, of }: PageOf,
  { room }: Pick<Member, "room">,
): boolean {
  return resources(session).toArray().some((it) =>
    it.from?.live === true &&
    it.from.resource === resource && it.from.of === of && isFor(it, room)
  );
}
