/**
 * **Remove all who joined since …** (J-4, J-9). Their names are free for others: a crowd under the students' names must
 * not lock the students out. The browsers stay out until a teacher allows the members back.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { forgetInCall } from "../model/following.ts";
import {
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
import { archiveRooms, assignRooms } from "../groups/room_assignment.ts";
import { bounds } from "../model/bounds.ts";
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

/** How many are removed in one commit. */
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
 * @param owns the own documents of one whose flag is up
 */
export function removeMany(
  docs: ClassDocuments,
  ids: readonly string[],
  { removal, owns, now }: {
    removal: string;
    owns: (member: string) => readonly Y.Doc[];
    now: number;
  },
): void {
  const { session, staff } = docs;
  for (const id of withFlagUp(staff, ids)) lower({ staff, owns: owns(id) }, id);
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
  archiveEmpty(docs, were.values(), now);
  const gone = new Set(ids);
  release(classList(staff), gone);
  release(returning(staff), gone);
}

/** Archives the automatic ones of these rooms that are empty now. */
function archiveEmpty(
  { session }: ClassDocuments,
  rooms: Iterable<string | null | undefined>,
  now: number,
): void {
  if (!rulesOf(session).auto) return;
  const left = new Set(rooms);
  const used = new Set(students(session).map(({ room }) => room));
  const empty = activeRooms(session).filter((room) =>
    left.has(room.id) && !used.has(room.id) &&
    automaticNumber(room.name) !== null &&
    !room.instructions && !room.file
  ).map(({ id }) => id);
  archiveRooms(session, empty, now);
}

/** Frees the entries of a list from these members. */
function release<Entry extends { member?: string }>(
  list: Y.Map<Entry>,
  ids: ReadonlySet<string>,
): void {
  for (const [key, entry] of [...list]) {
    const { member, ...rest } = entry;
    if (member === undefined || !ids.has(member)) continue;
    list.set(key, rest as Entry);
  }
}
