/**
 * A class that is held again (S-6, B-16): what it takes over, and which of its students were in the class before. They
 * have their names again, and their groups, if the teacher wants the same groups. Writes `returning` of the staff's
 * document.
 */
import type * as Y from "yjs";
import {
  activeRoom,
  activeRooms,
  breakouts,
  rooms,
  rulesOf,
  setBreakouts,
  students,
} from "../groups/breakouts_layout.ts";
import {
  type ClassDocuments,
  classList,
  members,
  returning,
} from "../layout.ts";
import { isSameName } from "../people/names/display_names.ts";
import type { Breakouts, Room } from "../schema/groups.ts";
import type { Listed, Returning } from "../schema/members.ts";
import { newId } from "../schema/ids.ts";

/** The class before, without its documents. */
export interface PreviousClass {
  /** Its settings for groups. */
  breakouts: Pick<
    Breakouts,
    "auto" | "capacity" | "entry" | "minutes" | "stopAtZero" | "instructions"
  >;
  /** Its groups, under new ids. */
  rooms: [id: string, room: Room][];
  /** Its members, by their ids there, with the new id of their group. */
  people: [member: string, returning: Returning][];
  /** Its class list, with nobody in under the names yet. */
  listed: [id: string, listed: Listed][];
}

/** What a class that is held again takes over. A file with instructions stays with the class before. */
export function previousClass(
  { session: doc, staff }: ClassDocuments,
): PreviousClass {
  const groups = activeRooms(doc).map(({ id, name, order, instructions }) => {
    const room = { name, order, ...(instructions && { instructions }) };
    return { id, fresh: newId(), room };
  });
  const freshOf = new Map(groups.map(({ id, fresh }) => [id, fresh]));
  const value = <K extends keyof Breakouts>(key: K) => breakouts(doc, key);
  return {
    breakouts: {
      ...rulesOf(doc),
      minutes: value("minutes"),
      stopAtZero: value("stopAtZero") ?? true,
      instructions: value("instructions"),
    },
    rooms: groups.map(({ fresh, room }) => [fresh, room]),
    people: students(doc).flatMap(({ id, room }) => {
      const name = members(doc).get(id)?.name;
      const group = room === null ? undefined : freshOf.get(room);
      return name === undefined
        ? []
        : [[id, { name, ...(group && { room: group }) }]];
    }),
    listed: [...classList(staff)].map((
      [id, { name, order, room = "" }],
    ) => {
      const group = freshOf.get(room);
      return [id, { name, order, ...(group && { room: group }) }];
    }),
  };
}

/** Begins with the settings, and with the groups where they are wanted. */
export function restoreGroups(
  session: Y.Doc,
  { breakouts, rooms: groups }: PreviousClass,
  keepGroups: boolean,
): void {
  const { entry, minutes, stopAtZero, instructions } = breakouts;
  setBreakouts(session, { entry, minutes, stopAtZero, instructions });
  if (!keepGroups) return;
  for (const [id, room] of groups) rooms(session).set(id, room);
}

/** Somebody who joins, as a member of the class before. */
export interface FormerSelf {
  /** Their id in the class before. */
  id: string;
  /** By what they are known. A name alone is no proof, nor is a browser alone: several may use a computer. */
  by: "name" | "both";
  /** Their member id here, if they have come in already. */
  member?: string;
}

/**
 * Finds who of the class before somebody is: somebody of this browser by that name, or anybody by that name who is not
 * here yet. Under another name they are somebody else, in whatever browser.
 *
 * @param tied the members that this browser was in the class before
 */
export function formerSelf(
  returning: ReadonlyMap<string, Returning>,
  name: string,
  tied: readonly string[],
): FormerSelf | undefined {
  const mine = [...returning].filter(([id]) => tied.includes(id));
  // Somebody with a number there types the name without it, and never with another number.
  const own = mine.find(([, it]) => isSameName(it.name, name)) ??
    mine.find(([, it]) => isSameName(bare(it.name), name));
  if (own) return { id: own[0], by: "both", member: own[1].member };
  const other = [...returning]
    .find(([, it]) => !it.member && isSameName(it.name, name));
  return other && { id: other[0], by: "name" };
}

/** The names that are kept for those of the class before who are not here yet. */
export function reservedNames(
  returning: ReadonlyMap<string, Returning>,
): string[] {
  return [...returning.values()].filter(({ member }) => !member)
    .map(({ name }) => name);
}

/** From now on `member` is `former` of the class before; returns their group. */
export function claimPlace(
  { session, staff }: ClassDocuments,
  member: string,
  former: string,
): string | undefined {
  const it = returning(staff).get(former);
  if (!it || it.member) return undefined;
  returning(staff).set(former, { ...it, member });
  return it.room && activeRoom(session, it.room) ? it.room : undefined;
}

/** A name without the number that tells two of one name apart (J-3). */
function bare(name: string): string {
  return name.replace(/ \(\d+\)$/, "");
}
