/**
 * Chooses a student's group and the name of a new one (B-2, B-3, GROUP-1, GROUP-2, GROUP-5). Pure; tested against a
 * slow model of the rules.
 */
import { type RoomEntryMode, sortGroups } from "./groups.ts";
import { findFreeGroupNames } from "./group_names.ts";

/** A group that is not archived. */
export interface ActiveGroup {
  id: string;
  name: string;
  order: number;
}

/** A student who is not removed, and the group they are in. */
export interface PlacedStudent {
  id: string;
  room: string | null;
}

export interface GroupRules {
  auto: boolean;
  capacity: number | null;
  entry: RoomEntryMode;
}

type GroupChoice =
  | { kind: "group"; room: string }
  | { kind: "new" }
  | { kind: "none" };

export function countGroupSizes(
  students: Iterable<PlacedStudent>,
): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { room } of students) {
    if (room !== null) sizes.set(room, (sizes.get(room) ?? 0) + 1);
  }
  return sizes;
}

export function hasRoom(size: number, { capacity }: GroupRules): boolean {
  return capacity === null || size < capacity;
}

/**
 * Chooses the group of a student who joins without one: the smallest with room; of equally small ones, the first. If
 * all are full: a new group while groups are made automatically, otherwise none. None also if staff or students choose
 * groups themselves (`entry`).
 * @param preferred group that is taken instead if it has room
 */
export function chooseGroup(
  groups: readonly ActiveGroup[],
  sizes: ReadonlyMap<string, number>,
  rules: GroupRules,
  preferred?: string,
): GroupChoice {
  const size = (group: ActiveGroup) => sizes.get(group.id) ?? 0;
  const openGroups = groups.filter((group) => hasRoom(size(group), rules));
  const preferredGroup = openGroups.find(({ id }) => id === preferred);
  if (preferredGroup) return { kind: "group", room: preferredGroup.id };
  if (!rules.auto && rules.entry !== "automatic") return { kind: "none" };
  const [smallest] = sortGroups(openGroups).sort((a, b) => size(a) - size(b));
  if (smallest) return { kind: "group", room: smallest.id };
  return { kind: rules.auto ? "new" : "none" };
}

export function nextGroupName(living: Iterable<string>): string {
  return findFreeGroupNames(living, 1)[0];
}

export function makeGroup(
  groups: readonly ActiveGroup[],
  id: string,
): ActiveGroup {
  const order = Math.max(-1, ...groups.map((group) => group.order)) + 1;
  return { id, name: nextGroupName(groups.map(({ name }) => name)), order };
}
