/** Reads and writes the settings and groups of breakout rooms. */
import type * as Y from "yjs";
import type { ActiveGroup, GroupRules, PlacedStudent } from "./allocator.ts";
import {
  type BreakoutsState,
  type Room,
  sortGroups,
  type UndoableChange,
} from "./groups.ts";
import { breakoutsMap, members, rooms } from "./roots.ts";
import { undoableChanges } from "./staff_roots.ts";

export function breakoutSetting<K extends keyof BreakoutsState>(
  session: Y.Doc,
  key: K,
): BreakoutsState[K] | undefined {
  return breakoutsMap(session).get(key) as BreakoutsState[K] | undefined;
}

/** Changes values of `breakouts`: undefined deletes a value, and an equal one is not written again. */
export function setBreakoutSettings(
  session: Y.Doc,
  values: Partial<BreakoutsState>,
): void {
  const map = breakoutsMap(session);
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
  const activeRooms = [...rooms(session)].filter(([, { archived }]) =>
    !archived
  );
  return sortGroups(activeRooms.map(([id, room]) => ({ id, ...room })));
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

export function undoableChange(staff: Y.Doc): UndoableChange | undefined {
  return undoableChanges(staff).get("last");
}

export function setUndoableChange(
  staff: Y.Doc,
  undo: UndoableChange | null,
): void {
  const map = undoableChanges(staff);
  if (undo) map.set("last", undo);
  else map.delete("last");
}
