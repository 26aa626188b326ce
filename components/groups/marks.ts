/** What a group is told apart by besides its name: a letter, one of six shapes, one of twelve hues. Pure. */
import type { Room } from "../../classroom/schema.ts";

/** How many hues and shapes there are. */
export const hues = 12, shapes = 6;

/** The looks of a group. */
export interface Looks {
  /** Its letter, number, or initials. */
  readonly letter: string;
  readonly hue: number;
  readonly shape: number;
}

/** The looks of a group: by its name and its place, so that they stay as long as the group does. */
export function looksOf({ name, order }: Pick<Room, "name" | "order">): Looks {
  const round = Math.floor(order / hues);
  return {
    letter: letterOf(name),
    hue: order % hues,
    // Groups of one hue differ in shape.
    shape: (order + round) % shapes,
  };
}

function letterOf(name: string): string {
  const usual = /^\S+ (\p{L}|\d{1,3})$/u.exec(name);
  if (usual) return usual[1];
  const initials = name.split(/\s+/).slice(0, 2).map((word) => [...word][0]);
  return initials.join("").toUpperCase();
}

/** Rooms with their ids in their order, without those archived. */
export function living(
  rooms: Readonly<Record<string, Room>>,
): (Room & { id: string })[] {
  return Object.entries(rooms)
    .filter(([, { archived }]) => !archived)
    .map(([id, room]) => ({ ...room, id }))
    .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}
