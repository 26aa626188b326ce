/** The emblems of groups: a letter, one of six shapes, one of twelve hues. Pure. */
import type { Room } from "../../classroom/model/groups.ts";

export const groupHueCount = 12;
const groupShapeCount = 6;

interface GroupEmblemLooks {
  readonly letter: string;
  readonly hue: number;
  readonly shape: number;
}

export type RoomWithEmblem = Room & { readonly looks: GroupEmblemLooks };

/**
 * Gives each group a unique emblem. Earlier groups come first, so that adding or deleting one changes no other emblem.
 *
 * @param nameOf the group's name in the reader's language
 */
export function assignGroupEmblems(
  rooms: Readonly<Record<string, Room>>,
  nameOf: (room: Room) => string = ({ name }) => name,
): Record<string, RoomWithEmblem> {
  const entries = Object.entries(rooms).sort(([a, roomA], [b, roomB]) =>
    Number(roomA.archived ?? 0) - Number(roomB.archived ?? 0) ||
    roomA.order - roomB.order || (a < b ? -1 : 1)
  );
  const letters = new Map<string, string>();
  const takenLetters = new Set<string>();
  // Groups that are named by a letter get it first; then the others, in order.
  for (const [id, { name }] of entries) {
    const letter = ownLetter(name);
    if (letter === null || takenLetters.has(letter)) continue;
    takenLetters.add(letter);
    letters.set(id, letter);
  }
  for (const [id, room] of entries) {
    if (!letters.has(id)) {
      letters.set(id, firstFreeLetter(lettersOf(room), takenLetters));
    }
  }
  const places = new Set<number>();
  return Object.fromEntries(entries.map(([id, room]) => {
    // An undo may restore a group whose place another has taken.
    let place = room.order;
    while (places.has(place)) place++;
    places.add(place);
    const looks = { letter: letters.get(id) ?? "", ...shapeOf(place) };
    return [id, { ...room, name: nameOf(room), looks }];
  }));
}

function shapeOf(place: number): Pick<GroupEmblemLooks, "hue" | "shape"> {
  const round = Math.floor(place / groupHueCount);
  return {
    hue: place % groupHueCount,
    shape: (place + round) % groupShapeCount,
  };
}

/** The letter in a name such as "Group C" or "C 組": `C`; null: there is none. */
function ownLetter(name: string): string | null {
  const match = /^第? ?([a-z]|\d{1,3}) ?組$/i.exec(name) ??
    /^(?:\S+ )?(\p{L}|\d{1,3})$/u.exec(name);
  return match && match[1].toUpperCase();
}

/** Whether the letter says as much as the name, as in "Group C". */
export function isLetterEnough({ name, looks }: RoomWithEmblem): boolean {
  return ownLetter(name) === looks.letter;
}

/** Possible letters for a group, the best first, without end. */
function* lettersOf({ name, order }: Room): Generator<string> {
  const words = name.split(/\s+/).map((word) => [...word]);
  const initials = words.length > 1
    ? words.slice(0, 2).map(([first]) => first).join("").toUpperCase()
    : words[0].slice(0, 2).join("");
  yield initials;
  for (let n = order + 1;; n++) yield `${[...initials][0]}${n}`;
}

function firstFreeLetter(
  candidates: Iterable<string>,
  takenLetters: Set<string>,
): string {
  for (const letter of candidates) {
    const key = letter.toUpperCase();
    if (takenLetters.has(key)) continue;
    takenLetters.add(key);
    return letter;
  }
  throw new Error("there is always one more");
}

export function roomsInOrder<R extends Room>(
  rooms: Readonly<Record<string, R>>,
): (R & { id: string })[] {
  return Object.entries(rooms)
    .filter(([, { archived }]) => !archived)
    .map(([id, room]) => ({ ...room, id }))
    .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}
