/**
 * Typed access to breakout rooms: rooms and settings in the session's document, flags, figures and record in
 * the staff's, marks in a room's.
 */
import type * as Y from "yjs";
import { type Group, inOrder, type Placed, type Rules } from "./allocator.ts";
import { members } from "./layout.ts";
import type {
  BreakoutsState,
  Help,
  LoweredHelp,
  OwnHelp,
  Placement,
  Room,
  RoomFigures,
  StoredBroadcast,
  Undoable,
} from "./groups.ts";
import type { BringBackMark } from "./messages.ts";

export function breakouts<K extends keyof BreakoutsState>(
  session: Y.Doc,
  key: K,
): BreakoutsState[K] | undefined {
  return session.getMap("breakouts").get(key) as BreakoutsState[K] | undefined;
}

/** Changes values of `breakouts`; undefined deletes one, and unchanged values are not written. */
export function setBreakouts(
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

export function rulesOf(session: Y.Doc): Rules {
  return {
    auto: breakouts(session, "auto") === true,
    capacity: breakouts(session, "capacity") ?? null,
    entry: breakouts(session, "entry") ?? "assigned",
  };
}

/** Includes archived ones. */
export function rooms(session: Y.Doc): Y.Map<Room> {
  return session.getMap<Room>("rooms");
}

/** Whether this room exists, or existed. */
export function isRoom(session: Y.Doc, room: unknown): room is string {
  return room === "main" ||
    typeof room === "string" && rooms(session).has(room);
}

export function activeRoom(session: Y.Doc, id: string): Room | undefined {
  const room = rooms(session).get(id);
  return room?.archived ? undefined : room;
}

export function activeRooms(session: Y.Doc): (Group & Room)[] {
  const all = [...rooms(session)].filter(([, { archived }]) => !archived);
  return inOrder(all.map(([id, room]) => ({ id, ...room })));
}

/** The students who are not removed, in order of joining. */
export function students(session: Y.Doc): (Placed & { joinedAt: number })[] {
  return [...members(session)]
    .filter(([, { role, removed }]) => role === "student" && !removed)
    .map(([id, { room, joinedAt }]) => ({ id, room, joinedAt }))
    .sort((a, b) => a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1));
}

/** `former` of a session's document: rooms that a member has left, the newest last. */
export function formerRooms(session: Y.Doc): Y.Map<string[]> {
  return session.getMap<string[]>("former");
}

/** `marks` of a room's document: messages to bring back to the main room. */
export function marks(room: Y.Doc): Y.Map<BringBackMark> {
  return room.getMap<BringBackMark>("marks");
}

export function help(staff: Y.Doc): Y.Array<Help> {
  return staff.getArray<Help>("help");
}

/** `lowered` of the staff's document: flags that a teacher has just lowered. */
export function loweredHelp(staff: Y.Doc): Y.Map<LoweredHelp> {
  return staff.getMap<LoweredHelp>("lowered");
}

export function ownHelp(own: Y.Doc): Y.Map<OwnHelp[keyof OwnHelp]> {
  return own.getMap<OwnHelp[keyof OwnHelp]>("help");
}

export function roomFigures(staff: Y.Doc): Y.Map<RoomFigures> {
  return staff.getMap<RoomFigures>("rooms");
}

export function placements(staff: Y.Doc): Y.Array<Placement> {
  return staff.getArray<Placement>("placements");
}

/** `broadcasts` of the staff's document, since the groups were opened. */
export function broadcasts(staff: Y.Doc): Y.Array<StoredBroadcast> {
  return staff.getArray<StoredBroadcast>("broadcasts");
}

/** `told` of the staff's document: number of broadcasts delivered to each room. */
export function deliveredIn(staff: Y.Doc): Y.Map<number> {
  return staff.getMap<number>("told");
}

export function undoable(staff: Y.Doc): Undoable | undefined {
  return staff.getMap<Undoable>("undo").get("last");
}

export function setUndoable(staff: Y.Doc, undo: Undoable | null): void {
  const map = staff.getMap<Undoable>("undo");
  if (undo) map.set("last", undo);
  else map.delete("last");
}
