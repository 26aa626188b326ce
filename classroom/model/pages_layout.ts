import type * as Y from "yjs";
import type { Member } from "./members.ts";
import { resources } from "./resources_layout.ts";
import { isFor, type SharedPage } from "./resources/shared.ts";

/** An entry of `pages` of the session's document, under {@link pageKey}. */
export interface PageEntry {
  /** Id of its document, `<s>/page/<page>`. */
  page: string;
  /** Ids of its documents before rewrites, the newest last. */
  was?: string[];
}

/** `of`: a room's id (a group's page), a member's id, or `class`. */
export interface PageOf {
  resource: string;
  of: string;
}

/** An earlier version to restore (W-2). */
export interface PageTime {
  /** In ms; identifies the version. */
  at: number;
  /** Number of its authors, and of its words. */
  wrote: number;
  words: number;
  /** The last line that the version before did not have, shortened; undefined: none. */
  newLine?: string;
}

export interface PageVersion extends Omit<PageTime, "at" | "newLine"> {
  /** Its document, as a Yjs update. */
  state: Uint8Array;
  /** The state before a restore, which must stay undoable. */
  stood?: true;
}

/** Earlier versions by time (ms). */
export function versions(doc: Y.Doc): Y.Map<PageVersion> {
  return doc.getMap<PageVersion>("versions");
}

export function pages(session: Y.Doc): Y.Map<PageEntry> {
  return session.getMap<PageEntry>("pages");
}

export function pageKey({ resource, of }: PageOf): string {
  return `${resource} ${of}`;
}

/** Every page that was opened. */
export function allPages(session: Y.Doc): (PageOf & PageEntry)[] {
  return pagesUnder(session, [...pages(session).keys()]);
}

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

export function pagesOf(session: Y.Doc, members: readonly string[]) {
  return allPages(session).filter(({ of }) => members.includes(of));
}

/** The page whose document this is, or was. */
export function findPage(
  session: Y.Doc,
  page: string,
): PageOf & PageEntry | undefined {
  return allPages(session)
    .find((it) => it.page === page || it.was?.includes(page));
}

/**
 * Key of the page that a student writes in; null: none, such as without a group.
 * @param seat the member whose own document holds their data
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

/** The page behind a shared one: a page brought back live is another's (W-3). */
export function pageIn(
  { id, from }: Pick<SharedPage, "id" | "from">,
  whose: string,
): PageOf {
  return from?.live && from.of !== undefined
    ? { resource: from.resource, of: from.of }
    : { resource: id, of: whose };
}

/** Whether a page was brought back live for a student in this group, or in none (W-3). */
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
