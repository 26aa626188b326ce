import type * as Y from "yjs";
import type { Member } from "./members.ts";
import type { PageEntry, PageId } from "./pages.ts";
import { isSameSeat } from "./persons.ts";
import {
  isSharedWithRoom,
  type SharedPage,
} from "./resources/shared_resources.ts";
import { members, pageEntries, sharedResources } from "./roots.ts";

export function pageKey({ resource, of }: PageId): string {
  return `${resource} ${of}`;
}

export function listPages(session: Y.Doc): (PageId & PageEntry)[] {
  return findPagesByKeys(session, [...pageEntries(session).keys()]);
}

export function findPagesByKeys(
  session: Y.Doc,
  keys: readonly string[],
): (PageId & PageEntry)[] {
  return keys.flatMap((key) => {
    const entry = pageEntries(session).get(key);
    const [resource, owner] = key.split(" ");
    return entry ? [{ resource, of: owner, ...entry }] : [];
  });
}

export function pagesOfMembers(session: Y.Doc, members: readonly string[]) {
  return listPages(session).filter(({ of }) => members.includes(of));
}

/** Finds a page by its document's id, present or former. */
export function findPageByDocument(
  session: Y.Doc,
  page: string,
): PageId & PageEntry | undefined {
  return listPages(session)
    .find((it) => it.page === page || it.was?.includes(page));
}

/**
 * `of` of the page in which a student writes; null: none, such as without a group.
 * @param seat the member in whose own document the student's data is
 */
export function pageOwnerFor(
  shared: SharedPage,
  seat: string,
  { room }: Pick<Member, "room">,
): string | null {
  if (!isSharedWithRoom(shared, room)) return null;
  switch (shared.per) {
    case "class":
      return "class";
    case "group":
      return room;
    case "student":
      return seat;
  }
}

/**
 * Whether a student finds a page after the class (S-5): their own, the page of the group in which they were when the
 * class ended (W-4), and a page of the class in which they could still write. Removed students and unconfirmed browsers
 * find only their own.
 * @param owner whose page it is
 */
export function isPageKeptFor(
  session: Y.Doc,
  shared: SharedPage,
  owner: string,
  seat: string,
): boolean {
  if (shared.per === "student") return isSameSeat(session, owner, seat);
  const member = members(session).get(seat);
  return member !== undefined && !member.removed &&
    pageOwnerFor(shared, seat, member) === owner &&
    (shared.per === "group" || !shared.locked);
}

/** The page to open: the source of a page that was brought back live (W-3), else the page itself. */
export function sourcePageOf(
  { id, from }: Pick<SharedPage, "id" | "from">,
  whose: string,
): PageId {
  return from?.live && from.of !== undefined
    ? { resource: from.resource, of: from.of }
    : { resource: id, of: whose };
}

/** Whether a page is brought back live for a student in this group, or in none (W-3). */
export function isBroughtBackFor(
  session: Y.Doc,
  { resource, of }: PageId,
  { room }: Pick<Member, "room">,
): boolean {
  return sharedResources(session).toArray().some((shared) =>
    shared.from?.live === true &&
    shared.from.resource === resource && shared.from.of === of &&
    isSharedWithRoom(shared, room)
  );
}
