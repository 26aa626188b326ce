/**
 * Which group a student gets, and what a new one is called by the rule in `names.ts`: B-2, B-3, G1, G2, G5. Pure:
 * functions of the groups and their members, tested against a slow model of the rules.
 */
import type { RoomEntry } from "./groups.ts";
import { freeGroupNames } from "./group_names.ts";

/** A group that is not archived. */
export interface Group {
  id: string;
  name: string;
  order: number;
}

/** A student who is not removed, and the group that is theirs. */
export interface Placed {
  id: string;
  room: string | null;
}

/** The settings that decide where students go. */
export interface Rules {
  auto: boolean;
  capacity: number | null;
  entry: RoomEntry;
}

/** Where somebody goes: a group that there is, a new one, or none. */
type Place =
  | { kind: "group"; room: string }
  | { kind: "new" }
  | { kind: "none" };

/** How many are in each group. */
export function sizesOf(students: Iterable<Placed>): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { room } of students) {
    if (room !== null) sizes.set(room, (sizes.get(room) ?? 0) + 1);
  }
  return sizes;
}

/** Whether one more fits into a group of this size. */
export function hasRoom(size: number, { capacity }: Rules): boolean {
  return capacity === null || size < capacity;
}

/**
 * Where somebody goes who has no group and joins now: the smallest group that has room, ties by order; if
 * all are full, a new one, but none is made while groups are made by hand.
 *
 * @param wish a group to be preferred as long as it is there and has room
 */
export function placeFor(
  groups: readonly Group[],
  sizes: ReadonlyMap<string, number>,
  rules: Rules,
  wish?: string,
): Place {
  const size = (group: Group) => sizes.get(group.id) ?? 0;
  const open = groups.filter((group) => hasRoom(size(group), rules));
  const wished = open.find(({ id }) => id === wish);
  if (wished) return { kind: "group", room: wished.id };
  if (!rules.auto && rules.entry !== "automatic") return { kind: "none" };
  const [least] = inOrder(open).sort((a, b) => size(a) - size(b));
  if (least) return { kind: "group", room: least.id };
  return { kind: rules.auto ? "new" : "none" };
}

/** Groups as they are shown, and as ties are decided. */
export function inOrder<G extends Group>(groups: readonly G[]): G[] {
  return [...groups].sort((a, b) =>
    a.order - b.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/** The name of the next group (G5). */
export function nextName(living: Iterable<string>): string {
  return freeGroupNames(living, 1)[0];
}

/** A new group after all others, with the name that is next. */
export function newGroup(groups: readonly Group[], id: string): Group {
  const order = Math.max(-1, ...groups.map((group) => group.order)) + 1;
  return { id, name: nextName(groups.map(({ name }) => name)), order };
}
