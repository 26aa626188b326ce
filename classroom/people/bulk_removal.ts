/**
 * **Remove all who joined since …** (J-4, J-9). Frees the names, so that a crowd under the students' names does not
 * lock them out. The browsers stay out.
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
  joinedSince: z.iso.datetime({ offset: true }),
  keep: z.array(id).max(bounds.students.most).default([]),
  messages: z.boolean().default(false),
});

/** Per commit. */
export const removedAtOnce = 100;

/** Times in ms. */
export interface RemovalScope {
  since: number;
  until: number;
  keep: ReadonlySet<string>;
}

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

export function withFlagUp(staff: Y.Doc, ids: readonly string[]): string[] {
  const up = new Set(help(staff).toArray().map(({ member }) => member));
  return ids.filter((id) => up.has(id));
}

/**
 * Archives the automatic groups that this empties: the next student would join one alone. @param owns the own
 * documents of a member who asked for help
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
