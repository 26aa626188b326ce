/** Typed access to the data of breakout rooms. */
import type * as Y from "yjs";
import {
  type ActiveGroup,
  type GroupRules,
  type PlacedStudent,
  sortGroups,
} from "./allocator.ts";
import { members } from "./layout.ts";
import type {
  BreakoutsState,
  HelpRequest,
  LoweredHelpRequest,
  OwnHelpRequest,
  PlacementEvent,
  Room,
  RoomFigures,
  StoredBroadcast,
  UndoableChange,
} from "./groups.ts";
import type { BringBackMark } from "./messages.ts";

export function breakoutSetting<K extends keyof BreakoutsState>(
  session: Y.Doc,
  key: K,
): BreakoutsState[K] | undefined {
  return session.getMap("breakouts").get(key) as BreakoutsState[K] | undefined;
}

/** Changes values of `breakouts`: undefined deletes a value, and an equal one is not written again. */
export function setBreakoutSettings(
  session: Y.Doc,
  values: Partial<BreakoutsState>,
): void {
  const map = session.getMap("breakouts");
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) {
      if (map.has(key)) map.delete(key);
    } else if (map.get(key) !== value) map.set(key, value);
  }
}

export function groupRulesOf(session: Y.Doc): GroupRules {
  return {
    auto: breakoutSetting(session, "auto") === true,
    capacity: breakoutSetting(session, "capacity") ?? null,
    entry: breakoutSetting(session, "entry") ?? "assigned",
  };
}

/** All groups, also archived ones. */
export function rooms(session: Y.Doc): Y.Map<Room> {
  return session.getMap<Room>("rooms");
}

/** Whether this is the main room or a group, archived or not. */
export function isKnownRoom(session: Y.Doc, room: unknown): room is string {
  return room === "main" ||
    typeof room === "string" && rooms(session).has(room);
}

export function findActiveRoom(session: Y.Doc, id: string): Room | undefined {
  const room = rooms(session).get(id);
  return room?.archived ? undefined : room;
}

export function listActiveRooms(session: Y.Doc): (ActiveGroup & Room)[] {
  const all = [...rooms(session)].filter(([, { archived }]) => !archived);
  return sortGroups(all.map(([id, room]) => ({ id, ...room })));
}

/** The students who are not removed, in order of joining. */
export function listStudents(
  session: Y.Doc,
): (PlacedStudent & { joinedAt: number })[] {
  return [...members(session)]
    .filter(([, { role, removed }]) => role === "student" && !removed)
    .map(([id, { room, joinedAt }]) => ({ id, room, joinedAt }))
    .sort((a, b) => a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1));
}

/** `former` of a session's document: groups that a seat has left, the newest last. */
export function formerRooms(session: Y.Doc): Y.Map<string[]> {
  return session.getMap<string[]>("former");
}

/** `marks` of a room's document: messages brought back to the main room, or to bring back. */
export function bringBackMarks(room: Y.Doc): Y.Map<BringBackMark> {
  return room.getMap<BringBackMark>("marks");
}

export function helpRequests(staff: Y.Doc): Y.Array<HelpRequest> {
  return staff.getArray<HelpRequest>("help");
}

/** `lowered` of the staff's document: help requests that a teacher has just lowered. */
export function loweredHelpRequests(staff: Y.Doc): Y.Map<LoweredHelpRequest> {
  return staff.getMap<LoweredHelpRequest>("lowered");
}

export function ownHelpRequest(
  own: Y.Doc,
): Y.Map<OwnHelpRequest[keyof OwnHelpRequest]> {
  return own.getMap<OwnHelpRequest[keyof OwnHelpRequest]>("help");
}

export function roomFigures(staff: Y.Doc): Y.Map<RoomFigures> {
  return staff.getMap<RoomFigures>("rooms");
}

export function placementHistory(staff: Y.Doc): Y.Array<PlacementEvent> {
  return staff.getArray<PlacementEvent>("placements");
}

/** `broadcasts` of the staff's document: those to all groups since these were opened. */
export function broadcasts(staff: Y.Doc): Y.Array<StoredBroadcast> {
  return staff.getArray<StoredBroadcast>("broadcasts");
}

/** `told` of the staff's document: number of broadcasts delivered to each group. */
export function deliveredBroadcastCounts(staff: Y.Doc): Y.Map<number> {
  return staff.getMap<number>("told");
}

export function undoableChange(staff: Y.Doc): UndoableChange | undefined {
  return staff.getMap<UndoableChange>("undo").get("last");
}

export function setUndoableChange(
  staff: Y.Doc,
  undo: UndoableChange | null,
): void {
  const map = staff.getMap<UndoableChange>("undo");
  if (undo) map.set("last", undo);
  else map.delete("last");
}
