/**
 * Writes group membership, with the record of placements, former rooms (ACCESS-1) and raised hands. Nothing else
 * changes a member's `room` (GROUP-1). Writes `members`, `rooms`, `former` and `breakouts` of the session's document,
 * `placements` and `help` of the staff's.
 */
import type * as Y from "yjs";
import { moveCallToMainRoom, startGroupCalls } from "../model/call_changes.ts";
import {
  type ActiveGroup,
  chooseGroup,
  countGroupSizes,
  makeGroup,
  nextGroupName,
} from "../model/allocator.ts";
import {
  groupRulesOf,
  listActiveRooms,
  listStudents,
  setBreakoutSettings,
} from "../model/breakouts_layout.ts";
import { areGroupsOpen, forgetBroadcasts } from "./broadcast.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { isSameGroupName, makeRoomName } from "../model/group_names.ts";
import { findPerson } from "../model/persons.ts";
import type { PlacementCause } from "../model/groups.ts";
import type { MovedMember } from "../model/views.ts";
import { formerRooms, members, rooms } from "../model/roots.ts";
import { helpRequests, placementHistory } from "../model/staff_roots.ts";

const maxFormer = 30;

/** Puts members into groups; null: into none. Writes and returns only those whose group changes (GROUP-4). */
export function assignRooms(
  { session, staff }: ClassDocuments,
  cause: PlacementCause,
  placements: ReadonlyMap<string, string | null>,
  now: number,
): MovedMember[] {
  const moved: MovedMember[] = [];
  for (const [id, to] of placements) {
    const member = members(session).get(id);
    if (!member || member.room === to) continue;
    moved.push({ member: id, from: member.room, to });
    members(session).set(id, { ...member, room: to });
  }
  if (moved.length === 0) return moved;
  rememberFormerRooms(session, moved);
  const rooms = Object.fromEntries(moved.map(({ member, to }) => [member, to]));
  placementHistory(staff).push([{
    at: now,
    kind: "placed",
    how: cause,
    rooms,
  }]);
  moveHelpFlags({ session, staff });
  return moved;
}

/**
 * Places a student who joins or returns (B-2), in a new group if the rule needs one.
 * @param newRoomId the id for a new group
 * @param preferredId group that is chosen if it has room
 */
export function assignNewcomer(
  docs: ClassDocuments,
  cause: "join" | "allow" | "unmerge",
  id: string,
  newRoomId: string,
  now: number,
  preferredId?: string,
): void {
  const { session } = docs;
  const groups = listActiveRooms(session);
  const otherStudents = listStudents(session).filter((student) =>
    student.id !== id
  );
  const choice = chooseGroup(
    groups,
    countGroupSizes(otherStudents),
    groupRulesOf(session),
    preferredId,
  );
  if (choice.kind === "none") return;
  if (choice.kind === "new") makeRoom(session, makeGroup(groups, newRoomId));
  const room = choice.kind === "new" ? newRoomId : choice.room;
  assignRooms(docs, cause, new Map([[id, room]]), now);
}

export function makeRoom(
  session: Y.Doc,
  { id, name, order }: ActiveGroup,
): void {
  rooms(session).set(id, { ...makeRoomName(name), order });
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

/** Restores an archived room, with the next free name if its own is taken (GROUP-5). */
export function restoreRoom(session: Y.Doc, id: string): void {
  const room = rooms(session).get(id);
  if (!room?.archived) return;
  const otherRooms = listActiveRooms(session);
  const { archived: _, archivedAt: __, number: ___, ...rest } = room;
  const isNameTaken = otherRooms.some(({ name }) =>
    isSameGroupName(name, room.name)
  );
  const name = isNameTaken
    ? nextGroupName(otherRooms.map((it) => it.name))
    : room.name;
  rooms(session).set(id, { ...rest, ...makeRoomName(name) });
}

export function setRoomsOpen(
  { session, staff }: ClassDocuments,
  isOpen: boolean,
  now: number,
): void {
  if (areGroupsOpen(session) === isOpen) return;
  setBreakoutSettings(
    session,
    isOpen ? { open: isOpen, openedAt: now } : { open: isOpen },
  );
  if (isOpen) forgetBroadcasts(staff);
  if (isOpen) startGroupCalls(session, now);
  else moveCallToMainRoom(session, now);
  const kind = isOpen ? "opened" : "closed";
  placementHistory(staff).push([{ at: now, kind }]);
  moveHelpFlags({ session, staff });
}

/** An unconfirmed device has left only the groups that the student was in since it came (ACCESS-6). */
function rememberFormerRooms(
  session: Y.Doc,
  moved: readonly MovedMember[],
): void {
  if (moved.every(({ from }) => from === null)) return;
  const devices = Map.groupBy(
    [...members(session)].filter(([, { byName }]) => byName)
      .map(([device]) => device),
    (device) => findPerson(session, device),
  );
  for (const { member, from } of moved) {
    if (from === null) continue;
    for (const seat of [member, ...devices.get(member) ?? []]) {
      rememberFormer(session, seat, from);
    }
  }
}

function rememberFormer(session: Y.Doc, seat: string, room: string): void {
  const oldRooms = formerRooms(session).get(seat) ?? [];
  const newRooms = [...oldRooms.filter((id) => id !== room), room];
  formerRooms(session).set(seat, newRooms.slice(-maxFormer));
}

/** Moves flags to their members' groups, or to the main room while groups are closed. */
function moveHelpFlags({ session, staff }: ClassDocuments): void {
  const isOpen = areGroupsOpen(session);
  helpRequests(staff).toArray().forEach((flag, index) => {
    const member = members(session).get(findPerson(session, flag.member));
    const room = isOpen && member?.room || "main";
    if (room === flag.room) return;
    helpRequests(staff).delete(index);
    helpRequests(staff).insert(index, [{ ...flag, room }]);
  });
}
