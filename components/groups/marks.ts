/** What a group is told apart by besides its name: a letter, one of six shapes, one of twelve hues. Pure. */
import type { Room } from "../../classroom/model/groups.ts";

/** How many hues and shapes there are. */
export const groupHues = 12, shapes = 6;

interface Looks {
  /** Its letter, number, or initials. */
  readonly letter: string;
  readonly hue: number;
  readonly shape: number;
}

export type MarkedRoom = Room & { readonly looks: Looks };

/**
 * Gives every room its looks, no two the same. They come from its name and its place, and whoever was there first
 * keeps theirs: a new group changes no other's mark, nor does one that goes.
 *
 * @param nameOf what a room is called by who looks
 */
export function withLooks(
  rooms: Readonly<Record<string, Room>>,
  nameOf: (room: Room) => string = ({ name }) => name,
): Record<string, MarkedRoom> {
  const all = Object.entries(rooms).sort(([a, one], [b, other]) =>
    Number(one.archived ?? 0) - Number(other.archived ?? 0) ||
    one.order - other.order || (a < b ? -1 : 1)
  );
  const letters = new Map<string, string>();
  const taken = new Set<string>();
  // What is called by a letter has it, whoever has been called by words before; all else goes by who was there first.
  for (const [id, { name }] of all) {
    const own = ownLetter(name);
    if (own === null || taken.has(own)) continue;
    taken.add(own);
    letters.set(id, own);
  }
  for (const [id, room] of all) {
    if (!letters.has(id)) letters.set(id, firstFree(lettersOf(room), taken));
  }
  const places = new Set<number>();
  return Object.fromEntries(all.map(([id, room]) => {
    // An undo may bring back a group whose place has been given away.
    let place = room.order;
    while (places.has(place)) place++;
    places.add(place);
    const looks = { letter: letters.get(id) ?? "", ...shapeOf(place) };
    return [id, { ...room, name: nameOf(room), looks }];
  }));
}

function shapeOf(place: number): Pick<Looks, "hue" | "shape"> {
  const round = Math.floor(place / groupHues);
  // Groups of one hue differ in shape.
  return { hue: place % groupHues, shape: (place + round) % shapes };
}

/** The letter or number that a name ends in, or is: `C` of "Group C", and of "C 組". */
function ownLetter(name: string): string | null {
  const found = /^第? ?([a-z]|\d{1,3}) ?組$/i.exec(name) ??
    /^(?:\S+ )?(\p{L}|\d{1,3})$/u.exec(name);
  return found && found[1].toUpperCase();
}

/** Whether a group's letter says all that its name does, as of "Group C". */
export function isLetterAlone({ name, looks }: MarkedRoom): boolean {
  return ownLetter(name) === looks.letter;
}

/** What may stand for a name, the best first; without an end. */
function* lettersOf({ name, order }: Room): Generator<string> {
  const words = name.split(/\s+/).map((word) => [...word]);
  const initials = words.length > 1
    ? words.slice(0, 2).map(([first]) => first).join("").toUpperCase()
    : words[0].slice(0, 2).join("");
  yield initials;
  for (let n = order + 1;; n++) yield `${[...initials][0]}${n}`;
}

function firstFree(wished: Iterable<string>, taken: Set<string>): string {
  for (const letter of wished) {
    const key = letter.toUpperCase();
    if (taken.has(key)) continue;
    taken.add(key);
    return letter;
  }
  throw new Error("there is always one more");
}

/** Rooms with their ids in their order, without those archived. */
export function roomsInOrder<R extends Room>(
  rooms: Readonly<Record<string, R>>,
): (R & { id: string })[] {
  return Object.entries(rooms)
    .filter(([, { archived }]) => !archived)
    .map(([id, room]) => ({ ...room, id }))
    .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}
