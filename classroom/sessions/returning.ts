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
} from "../model/breakouts_layout.ts";
import {
  type ClassDocuments,
  classList,
  info,
  members,
  returning,
} from "../model/layout.ts";
import { isSameName } from "../model/display_names.ts";
import type { BreakoutsState, Room } from "../model/groups.ts";
import type { Listed, Returning } from "../model/members.ts";
import { newId } from "../model/ids.ts";
import type { SessionRecord } from "../storage/session_keys.ts";
import { type GivenAgain, givenBefore } from "./given_again.ts";

/** The class before, without its documents. */
export interface PreviousClass {
  /** Its settings for groups. */
  breakouts: Pick<
    BreakoutsState,
    "auto" | "capacity" | "entry" | "minutes" | "stopAtZero" | "instructions"
  >;
  /** Its groups, under new ids. */
  rooms: [id: string, room: Room][];
  /** Its members, by their ids there, with the new id of their group. */
  people: [member: string, returning: Returning][];
  /** Its class list, with nobody in under the names yet. */
  listed: [id: string, listed: Listed][];
  /** What students had of its teacher. */
  given: GivenAgain;
}

/** What a class that is held again takes over. A file with instructions stays with the class before. */
export function previousClass(
  docs: ClassDocuments,
): PreviousClass {
  const { session: doc, staff } = docs;
  const groups = activeRooms(doc).map(
    ({ id, name, number, order, instructions }) => {
      const room: Room = {
        name,
        order,
        ...(number !== undefined && { number }),
        ...(instructions && { instructions }),
      };
      return { id, fresh: newId(), room };
    },
  );
  const freshOf = new Map(groups.map(({ id, fresh }) => [id, fresh]));
  const value = <K extends keyof BreakoutsState>(key: K) => breakouts(doc, key);
  return {
    breakouts: {
      ...rulesOf(doc),
      minutes: value("minutes"),
      stopAtZero: value("stopAtZero") ?? true,
      instructions: value("instructions"),
    },
    rooms: groups.map(({ fresh, room }) => [fresh, room]),
    people: peopleOf(docs).map(([id, { name, room = "" }]) => {
      const group = freshOf.get(room);
      return [id, { name, ...(group && { room: group }) }];
    }),
    listed: [...classList(staff)].map((
      [id, { name, order, room = "" }],
    ) => {
      const group = freshOf.get(room);
      return [id, { name, order, ...(group && { room: group }) }];
    }),
    given: givenBefore(docs, freshOf),
  };
}

/** Its students, by their ids; of a class that has not begun those who would come back to it. */
export function peopleOf(
  { session, staff }: ClassDocuments,
): [member: string, it: { name: string; room?: string }][] {
  const [state, missed, cancelled] = [
    info(session, "state"),
    info(session, "missed"),
    info(session, "cancelled"),
  ];
  if (!wasHeld({ state, missed, cancelled })) return [...returning(staff)];
  return students(session).flatMap(({ id, room }) => {
    const name = members(session).get(id)?.name;
    return name === undefined ? [] : [[id, { name, ...(room && { room }) }]];
  });
}

/** Whether a class has been held, or is being held: it began, and was neither missed nor cancelled. */
export function wasHeld(
  { state, missed, cancelled }: Pick<
    SessionRecord,
    "state" | "missed" | "cancelled"
  >,
): boolean {
  return state !== "scheduled" && !missed && !cancelled;
}

/**
 * Brings up to date who comes back to a class that begins: whoever has come into the class before since it was scheduled,
 * has another name there, or is out of it. Groups stay as they were prepared.
 */
export function renewReturning(
  staff: Y.Doc,
  people: ReturnType<typeof peopleOf>,
): void {
  const known = returning(staff), now = new Map(people);
  for (const id of [...known.keys()]) if (!now.has(id)) known.delete(id);
  for (const [id, { name }] of now) {
    const it = known.get(id);
    if (it?.name !== name) known.set(id, { ...it, name });
  }
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
interface FormerSelf {
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
