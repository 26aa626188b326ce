/**
 * Writes who is in which room, and all that goes with it: the record, the rooms that somebody has left (A1), the place
 * of a raised hand. Nothing else changes a member's `room` (G1). Writes `members`, `rooms` and `former` of the
 * session's document, `placements` and `help` of the staff's.
 */
import type * as Y from "yjs";
import { bringCallHome, carryCallIntoGroups } from "../model/following.ts";
import {
  type Group,
  newGroup,
  nextName,
  placeFor,
  sizesOf,
} from "../model/allocator.ts";
import {
  activeRooms,
  formerRooms,
  help,
  placements,
  rooms,
  rulesOf,
  setBreakouts,
  students,
} from "../model/breakouts_layout.ts";
import { areGroupsOpen, forgetBroadcasts } from "./broadcast.ts";
import { type ClassDocuments, members } from "../model/layout.ts";
import { isSameGroupName, named } from "../model/group_names.ts";
import type { PlacedBy } from "../model/groups.ts";
import type { Moved } from "../model/views.ts";

/** How many of the rooms somebody has left are still told from those that were never theirs. */
const mostFormer = 30;

/** Puts members into rooms; null is the main room alone. Only those whose room changes are touched (G4). */
export function assignRooms(
  { session, staff }: ClassDocuments,
  how: PlacedBy,
  wanted: ReadonlyMap<string, string | null>,
  now: number,
): Moved[] {
  const moved: Moved[] = [];
  for (const [id, to] of wanted) {
    const member = members(session).get(id);
    if (!member || member.room === to) continue;
    moved.push({ member: id, from: member.room, to });
    members(session).set(id, { ...member, room: to });
    if (member.room !== null) remember(session, id, member.room);
  }
  if (moved.length === 0) return moved;
  const rooms = Object.fromEntries(moved.map(({ member, to }) => [member, to]));
  placements(staff).push([{ at: now, kind: "placed", how, rooms }]);
  followHelp({ session, staff });
  return moved;
}

/**
 * Puts a student who joins, or is allowed back, where such students go (B-2); makes a group where the rule
 * asks for one.
 *
 * @param fresh the id that a new group would have
 * @param wish a group that they get if it is there and has room
 */
export function assignNewcomer(
  docs: ClassDocuments,
  how: "join" | "allow" | "unmerge",
  id: string,
  fresh: string,
  now: number,
  wish?: string,
): void {
  const { session } = docs;
  const groups = activeRooms(session);
  const others = students(session).filter((student) => student.id !== id);
  const found = placeFor(groups, sizesOf(others), rulesOf(session), wish);
  if (found.kind === "none") return;
  if (found.kind === "new") makeRoom(session, newGroup(groups, fresh));
  const room = found.kind === "new" ? fresh : found.room;
  assignRooms(docs, how, new Map([[id, room]]), now);
}

export function makeRoom(session: Y.Doc, { id, name, order }: Group): void {
  rooms(session).set(id, { ...named(name), order });
}

/** Archives rooms, which must be empty. */
export function archiveRooms(
  session: Y.Doc,
  ids: readonly string[],
  now: number,
): void {
  for (const id of ids) {
    const room = rooms(session).get(id);
    if (!room || room.archived) continue;
    rooms(session).set(id, { ...room, archived: true, archivedAt: now });
  }
}

/** An archived room comes back, with the next free name if another one bears its own by now (G5). */
export function reviveRoom(session: Y.Doc, id: string): void {
  const room = rooms(session).get(id);
  if (!room?.archived) return;
  const others = activeRooms(session);
  const { archived: _, archivedAt: __, number: ___, ...kept } = room;
  const taken = others.some(({ name }) => isSameGroupName(name, room.name));
  const name = taken ? nextName(others.map((it) => it.name)) : room.name;
  rooms(session).set(id, { ...kept, ...named(name) });
}

/** Opens or closes the rooms, and writes it down; a call goes with them; nothing where they are so already. */
export function setOpen(
  { session, staff }: ClassDocuments,
  open: boolean,
  now: number,
): void {
  if (areGroupsOpen(session) === open) return;
  setBreakouts(session, open ? { open, openedAt: now } : { open });
  if (open) forgetBroadcasts(staff);
  if (open) carryCallIntoGroups(session, now);
  else bringCallHome(session, now);
  const kind = open ? "opened" : "closed";
  placements(staff).push([{ at: now, kind }]);
  followHelp({ session, staff });
}

function remember(session: Y.Doc, member: string, room: string): void {
  const before = formerRooms(session).get(member) ?? [];
  const after = [...before.filter((id) => id !== room), room];
  formerRooms(session).set(member, after.slice(-mostFormer));
}

/** A flag is where its member is: while the rooms are closed, in the main room. */
function followHelp({ session, staff }: ClassDocuments): void {
  const open = areGroupsOpen(session);
  help(staff).toArray().forEach((flag, at) => {
    const room = open && members(session).get(flag.member)?.room || "main";
    if (room === flag.room) return;
    help(staff).delete(at);
    help(staff).insert(at, [{ ...flag, room }]);
  });
}
