/**
 * A class that is held again (S-6, B-16): what of the one before it begins with, and who of those who join was in it.
 * Whoever comes back has the group that was theirs there, where its teacher wants the same groups. Writes `returning`
 * of the staff's document.
 */
import type * as Y from "yjs";
import type { Documents } from "../sync/authority.ts";
import {
  breakouts,
  deskOf,
  living,
  livingRoom,
  returning,
  rooms,
  rulesOf,
  setBreakouts,
  students,
} from "./breakouts_layout.ts";
import { members } from "./layout.ts";
import { isSameName } from "./names.ts";
import type { Breakouts, Returning, Room } from "./schema.ts";

/** What is known of the class before, without its documents. */
export interface Former {
  /** Its settings for groups. */
  breakouts: Pick<
    Breakouts,
    "auto" | "capacity" | "entry" | "minutes" | "stopAtZero" | "instructions"
  >;
  /** Its groups, under new ids. */
  rooms: [id: string, room: Room][];
  /** Who was in it, by their member ids there, with the new id of their group. */
  people: [member: string, returning: Returning][];
}

/** What a class that is held again begins with. A file with instructions belongs to the class before, and stays there. */
export function formerOf(
  documents: Documents,
  session: string,
  newId: () => string,
): Former {
  const { session: doc } = deskOf(documents, session);
  const groups = living(doc).map(({ id, name, order, instructions }) => {
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
      return name === undefined || !group ? [] : [[id, { name, room: group }]];
    }),
  };
}

/** Begins with the settings, and with the groups where they are wanted. */
export function beginAgain(
  session: Y.Doc,
  { breakouts, rooms: groups }: Former,
  keepGroups: boolean,
): void {
  const { entry, minutes, stopAtZero, instructions } = breakouts;
  setBreakouts(session, { entry, minutes, stopAtZero, instructions });
  if (!keepGroups) return;
  for (const [id, room] of groups) rooms(session).set(id, room);
}

/**
 * The group of whoever joins, if they were in the class before: somebody of this browser by that name, anybody by
 * that name, or the one person who was there with this browser. From then on it is known who they are now.
 *
 * @param tied the members that this browser was in the class before
 */
export function takeSeat(
  session: Y.Doc,
  staff: Y.Doc,
  member: string,
  name: string,
  tied: readonly string[],
): string | undefined {
  const free = [...returning(staff)].filter(([, { member }]) => !member);
  const mine = free.filter(([id]) => tied.includes(id));
  const found = mine.find(([, it]) => isSameName(bare(it.name), bare(name))) ??
    free.find(([, it]) => isSameName(it.name, name)) ??
    (mine.length === 1 ? mine[0] : undefined);
  if (!found) return undefined;
  const [id, it] = found;
  returning(staff).set(id, { ...it, member });
  return it.room && livingRoom(session, it.room) ? it.room : undefined;
}

/** A name without the number that tells two of one name apart (J-3). */
function bare(name: string): string {
  return name.replace(/ \(\d+\)$/, "");
}
