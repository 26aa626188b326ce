/**
 * **Remove all who joined since …** (J-4, J-9). Frees the names, which a crowd may have taken from the students. The
 * removed browsers stay out.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { forgetMemberInCalls } from "../model/call_changes.ts";
import {
  groupRulesOf,
  listActiveRooms,
  listStudents,
} from "../model/breakouts_layout.ts";
import { lowerFlag, seatsWithFlagUp } from "../groups/help_flags.ts";
import { idSchema } from "../model/field_schemas.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { archiveRooms, assignRooms } from "../groups/room_assignment.ts";
import { bounds } from "../model/bounds.ts";
import { automaticGroupNumber } from "../../formats/name_keys.ts";
import { members } from "../model/roots.ts";
import { classList, returningMembers } from "../model/staff_roots.ts";

/** Body of `POST /api/sessions/:s/members/remove`. */
export const removeSinceBody = z.strictObject({
  joinedSince: z.iso.datetime({ offset: true }),
  keep: z.array(idSchema).max(bounds.students.max).default([]),
  messages: z.boolean().default(false),
});

const maxRemovedPerCommit = 100;

/** `since`, `until`: times of joining (ms). */
interface RemovalScope {
  since: number;
  until: number;
  keep: ReadonlySet<string>;
}

export function membersToRemove(
  session: Y.Doc,
  { since, until, keep }: RemovalScope,
): string[] {
  return listStudents(session)
    .filter(({ id, joinedAt }) =>
      joinedAt >= since && joinedAt <= until && !keep.has(id)
    )
    .map(({ id }) => id).slice(0, maxRemovedPerCommit);
}

/**
 * Removes members. Archives automatic groups without instructions that become empty.
 * @param ownOf the own document of a seat that has asked for help
 */
export function removeMembers(
  docs: ClassDocuments,
  ids: readonly string[],
  { removal, ownOf, now }: {
    removal: string;
    ownOf: (seat: string) => Y.Doc;
    now: number;
  },
): void {
  const { session, staff } = docs;
  for (const seat of seatsWithFlagUp(docs, ids)) {
    lowerFlag({ ...docs, ownDocument: ownOf(seat) }, seat);
  }
  const were = new Map(ids.map((id) => [id, members(session).get(id)?.room]));
  assignRooms(docs, "remove", new Map(ids.map((id) => [id, null])), now);
  for (const id of ids) {
    const entry = members(session).get(id);
    if (!entry) continue;
    const was = were.get(id);
    forgetMemberInCalls(session, id);
    members(session).set(id, {
      ...entry,
      removed: true,
      removedWith: removal,
      ...(was && { was }),
    });
  }
  archiveEmpty(docs, were.values(), now);
  const gone = new Set(ids);
  unlinkMembers(classList(staff), gone);
  unlinkMembers(returningMembers(staff), gone);
}

function archiveEmpty(
  { session }: ClassDocuments,
  rooms: Iterable<string | null | undefined>,
  now: number,
): void {
  if (!groupRulesOf(session).auto) return;
  const left = new Set(rooms);
  const used = new Set(listStudents(session).map(({ room }) => room));
  const empty = listActiveRooms(session).filter((room) =>
    left.has(room.id) && !used.has(room.id) &&
    automaticGroupNumber(room.name) !== null &&
    !room.instructions && !room.file
  ).map(({ id }) => id);
  archiveRooms(session, empty, now);
}

function unlinkMembers<Entry extends { member?: string }>(
  list: Y.Map<Entry>,
  ids: ReadonlySet<string>,
): void {
  for (const [key, entry] of [...list]) {
    const { member, ...rest } = entry;
    if (member === undefined || !ids.has(member)) continue;
    list.set(key, rest as Entry);
  }
}
