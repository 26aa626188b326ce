/**
 * **Remove all who joined since …** (J-4, J-9), and its **Undo**. Unlike who is removed alone, they do not keep their
 * names from others: whoever sends a crowd in under the pupils' names must not lock the pupils out. The browsers stay
 * out. Writes what removing one writes, and `removal` of the staff's document.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { forgetInCall } from "../model/following.ts";
import { refusal } from "../model/refuse.ts";
import {
  activeRoom,
  activeRooms,
  help,
  rulesOf,
  students,
} from "../model/breakouts_layout.ts";
import { lower } from "../groups/help.ts";
import { id } from "../model/id_schemas.ts";
import {
  type ClassDocuments,
  classList,
  members,
  returning,
} from "../model/layout.ts";
import { restoreEntry } from "./member_changes.ts";
import {
  archiveRooms,
  assignNewcomer,
  assignRooms,
  reviveRoom,
} from "../groups/room_assignment.ts";
import { bounds } from "../model/bounds.ts";
import { newId } from "../model/ids.ts";
import type { Removal } from "../model/members.ts";
import { automaticNumber } from "../model/names.ts";

/** Body of `POST /api/sessions/:s/members/remove`. */
export const removeSinceBody = z.strictObject({
  /** Students who joined then or later. */
  joinedSince: z.iso.datetime({ offset: true }),
  /** Those of them who stay. */
  keep: z.array(id).max(bounds.students.most).default([]),
  /** Whether what they wrote is deleted, too. */
  messages: z.boolean().default(false),
});

/** So many are removed, or come back, in one commit. */
export const removedAtOnce = 100;

/** Whom a removal is about. Times in ms. */
export interface RemovalScope {
  since: number;
  until: number;
  keep: ReadonlySet<string>;
}

/** The students to be removed next, the latest last. */
export function nextToRemove(
  session: Y.Doc,
  { since, until, keep }: RemovalScope,
): string[] {
  return students(session)
    .filter(({ id, joinedAt }) =>
      joinedAt >= since && joinedAt <= until && !keep.has(id)
    )
    .map(({ id }) => id).slice(0, removedAtOnce);
}

/** Those of these members whose flag is up. */
export function withFlagUp(staff: Y.Doc, ids: readonly string[]): string[] {
  const up = new Set(help(staff).toArray().map(({ member }) => member));
  return ids.filter((id) => up.has(id));
}

/**
 * Puts students out, as part of a removal. Groups that filled by themselves and are empty now go as well: whoever joins
 * next must not be alone in one of them.
 *
 * @param own the own document of one whose flag is up
 */
export function removeMany(
  docs: ClassDocuments,
  ids: readonly string[],
  { removal, since, own, now }: {
    removal: string;
    since: number;
    own: (member: string) => Y.Doc;
    now: number;
  },
): void {
  const { session, staff } = docs;
  for (const id of withFlagUp(staff, ids)) lower({ staff, own: own(id) }, id);
  const were = new Map(ids.map((id) => [id, members(session).get(id)?.room]));
  assignRooms(docs, "remove", new Map(ids.map((id) => [id, null])), now);
  for (const id of ids) {
    const entry = members(session).get(id);
    if (!entry) continue;
    const was = were.get(id);
    forgetInCall(session, id);
    members(session).set(id, {
      ...entry,
      removed: true,
      removedWith: removal,
      ...(was && { was }),
    });
  }
  const before = lastRemoval(staff);
  const { archived, listed, returned } = before?.id === removal
    ? before
    : { archived: [], listed: {}, returned: {} };
  const gone = new Set(ids);
  setLastRemoval(staff, {
    id: removal,
    at: now,
    since,
    archived: [...archived, ...archiveEmpty(docs, were.values(), now)],
    listed: { ...listed, ...release(classList(staff), gone) },
    returned: { ...returned, ...release(returning(staff), gone) },
  });
}

/**
 * Notes that the messages of a removal go, too; returns the removal's id. When nobody was put out now, it is the last
 * removal with the same `since`: asking again after an interruption resumes it. Null: there is none.
 */
export function includeMessages(
  staff: Y.Doc,
  removal: string | null,
  since: number,
): string | null {
  const last = lastRemoval(staff);
  const isIt = removal === null ? last?.since === since : last?.id === removal;
  if (!last || !isIt) return removal;
  setLastRemoval(staff, { ...last, messages: true });
  return last.id;
}

/** The last removal; `conflict` where there is none. */
export function requireRemoval(staff: Y.Doc): Removal {
  const last = lastRemoval(staff);
  if (last) return last;
  throw refusal("no-removal-to-undo");
}

/** The students of the last removal who were not allowed back since; `conflict` where there is none. */
export function nextToRestore({ session, staff }: ClassDocuments): string[] {
  const last = requireRemoval(staff);
  return [...members(session)]
    .filter(([, { removedWith }]) => removedWith === last.id)
    .map(([id]) => id);
}

/** Lets students of the last removal in again, each in the group that was theirs; with none left, that is all. */
export function restoreMany(
  docs: ClassDocuments,
  ids: readonly string[],
  now: number,
): void {
  const { session, staff } = docs;
  const last = lastRemoval(staff);
  const back = new Map<string, string>();
  const others: string[] = [];
  for (const id of ids) {
    const was = members(session).get(id)?.was;
    restoreEntry(session, id);
    if (was === undefined) continue;
    if (last?.archived.includes(was)) reviveRoom(session, was);
    if (activeRoom(session, was)) back.set(id, was);
    else others.push(id);
  }
  assignRooms(docs, "undo", back, now);
  for (const id of others) assignNewcomer(docs, "allow", id, newId(), now);
  const restored = new Set(ids);
  takeAgain(classList(staff), last?.listed ?? {}, restored);
  takeAgain(returning(staff), last?.returned ?? {}, restored);
}

/** The last removal, which can be taken back; undefined: there is none. */
export function lastRemoval(staff: Y.Doc): Removal | undefined {
  return staff.getMap<Removal>("removal").get("last");
}

export function setLastRemoval(staff: Y.Doc, removal: Removal | null): void {
  const map = staff.getMap<Removal>("removal");
  if (removal) map.set("last", removal);
  else map.delete("last");
}

/** Archives the automatic ones of these rooms that are empty now; returns their ids. */
function archiveEmpty(
  { session }: ClassDocuments,
  rooms: Iterable<string | null | undefined>,
  now: number,
): string[] {
  if (!rulesOf(session).auto) return [];
  const left = new Set(rooms);
  const used = new Set(students(session).map(({ room }) => room));
  const empty = activeRooms(session).filter((room) =>
    left.has(room.id) && !used.has(room.id) &&
    automaticNumber(room.name) !== null &&
    !room.instructions && !room.file
  ).map(({ id }) => id);
  archiveRooms(session, empty, now);
  return empty;
}

/** Frees the entries of a list from these members; returns the members by the list's key. */
function release<Entry extends { member?: string }>(
  list: Y.Map<Entry>,
  ids: ReadonlySet<string>,
): Record<string, string> {
  const released: Record<string, string> = {};
  for (const [key, entry] of [...list]) {
    const { member, ...rest } = entry;
    if (member === undefined || !ids.has(member)) continue;
    list.set(key, rest as Entry);
    released[key] = member;
  }
  return released;
}

/** They do again, where nobody else does by now. */
function takeAgain<Entry extends { member?: string }>(
  list: Y.Map<Entry>,
  released: Readonly<Record<string, string>>,
  ids: ReadonlySet<string>,
): void {
  for (const [key, member] of Object.entries(released)) {
    const entry = list.get(key);
    if (!entry || entry.member !== undefined || !ids.has(member)) continue;
    list.set(key, { ...entry, member });
  }
}
