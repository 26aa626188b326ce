/**
 * Chooses a student's group and the name of a new one (B-2, B-3, GROUP-1, GROUP-2, GROUP-5). Pure; tested against a
 * slow model of the rules.
 */
import type { RoomEntry } from "./groups.ts";
import { freeGroupNames } from "./group_names.ts";

/** A group that is not archived. */
export interface Group {
  id: string;
  name: string;
  order: number;
}

/** A student who is not removed, and the group they are in. */
export interface Placed {
  id: string;
  room: string | null;
}

export interface Rules {
  auto: boolean;
  capacity: number | null;
  entry: RoomEntry;
}

type Place =
  | { kind: "group"; room: string }
  | { kind: "new" }
  | { kind: "none" };

export function sizesOf(students: Iterable<Placed>): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { room } of students) {
    if (room !== null) sizes.set(room, (sizes.get(room) ?? 0) + 1);
  }
  return sizes;
}

export function hasRoom(size: number, { capacity }: Rules): boolean {
  return capacity === null || size < capacity;
}

/**
 * Places a student who joins without a group: into the smallest group with room, ties by order. If all are
 * full, a new group, but only while groups are made automatically.
 * @param wish preferred while it exists and has room
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

/** The order of display, and of ties. */
export function inOrder<G extends Group>(groups: readonly G[]): G[] {
  return [...groups].sort((a, b) =>
    a.order - b.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

export function nextName(living: Iterable<string>): string {
  return freeGroupNames(living, 1)[0];
}

/** A new group after all others, with the next name. */
export function newGroup(groups: readonly Group[], id: string): Group {
  const order = Math.max(-1, ...groups.map((group) => group.order)) + 1;
  return { id, name: nextName(groups.map(({ name }) => name)), order };
}
