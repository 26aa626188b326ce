/**
 * Repeating a class (S-6, B-16): what the new class takes over, and which students come back, with their names and, if
 * kept, groups. Writes `returning` of the staff's document.
 */
import type * as Y from "yjs";
import {
  breakoutSetting,
  findActiveRoom,
  groupRulesOf,
  listActiveRooms,
  listStudents,
  setBreakoutSettings,
} from "../model/breakouts_layout.ts";
import { type ClassDocuments, wasClassHeld } from "../model/layout.ts";
import { isSameName } from "../model/display_names.ts";
import type { BreakoutsState, Room } from "../model/groups.ts";
import type { ClassListEntry, ReturningMember } from "../model/members.ts";
import { newId } from "../model/ids.ts";
import { members, rooms } from "../model/roots.ts";
import { classList, returningMembers } from "../model/staff_roots.ts";
import {
  type CarriedOverResources,
  resourcesToCarryOver,
} from "./carried_over.ts";

export interface PreviousClass {
  breakouts: Pick<
    BreakoutsState,
    "auto" | "capacity" | "entry" | "minutes" | "stopAtZero" | "instructions"
  >;
  /** The former groups, with new ids. */
  rooms: [id: string, room: Room][];
  /** Former students by member id, with the new id of their group. */
  people: [member: string, returning: ReturningMember][];
  /** The former class list, without the members who picked the names. */
  listed: [id: string, listed: ClassListEntry][];
  carriedOver: CarriedOverResources;
}

/** The data that a class hands to one that repeats it. Files of instructions stay behind. */
export function previousClass(
  docs: ClassDocuments,
): PreviousClass {
  const { session: doc, staff } = docs;
  const groups = listActiveRooms(doc).map(
    ({ id, name, number, order, instructions }) => {
      const room: Room = {
        name,
        order,
        ...(number !== undefined && { number }),
        ...(instructions && { instructions }),
      };
      return { id, newGroupId: newId(), room };
    },
  );
  const newGroupIds = new Map(
    groups.map(({ id, newGroupId }) => [id, newGroupId]),
  );
  const value = <K extends keyof BreakoutsState>(key: K) =>
    breakoutSetting(doc, key);
  return {
    breakouts: {
      ...groupRulesOf(doc),
      minutes: value("minutes"),
      stopAtZero: value("stopAtZero") ?? true,
      instructions: value("instructions"),
    },
    rooms: groups.map(({ newGroupId, room }) => [newGroupId, room]),
    people: studentsOf(docs).map(([id, { name, room = "" }]) => {
      const group = newGroupIds.get(room);
      return [id, { name, ...(group && { room: group }) }];
    }),
    listed: [...classList(staff)].map((
      [id, { name, order, room = "" }],
    ) => {
      const group = newGroupIds.get(room);
      return [id, { name, order, ...(group && { room: group }) }];
    }),
    carriedOver: resourcesToCarryOver(docs, newGroupIds),
  };
}

/** A class's students by member id; if it was not held, those of the class that it repeats. */
export function studentsOf(
  { session, staff }: ClassDocuments,
): [member: string, it: { name: string; room?: string }][] {
  if (!wasClassHeld(session)) {
    return [...returningMembers(staff)];
  }
  return listStudents(session).flatMap(({ id, room }) => {
    const name = members(session).get(id)?.name;
    return name === undefined ? [] : [[id, { name, ...(room && { room }) }]];
  });
}

/**
 * Updates the returning students when a class begins, as the repeated class may have changed. Groups stay as prepared.
 */
export function renewReturning(
  staff: Y.Doc,
  people: ReturnType<typeof studentsOf>,
): void {
  const returning = returningMembers(staff), peopleById = new Map(people);
  for (const id of [...returning.keys()]) {
    if (!peopleById.has(id)) returning.delete(id);
  }
  for (const [id, { name }] of peopleById) {
    const entry = returning.get(id);
    if (entry?.name !== name) returning.set(id, { ...entry, name });
  }
}

export function restoreGroups(
  session: Y.Doc,
  { breakouts, rooms: groups }: PreviousClass,
  shouldKeepGroups: boolean,
): void {
  const { entry, minutes, stopAtZero, instructions } = breakouts;
  setBreakoutSettings(session, { entry, minutes, stopAtZero, instructions });
  if (!shouldKeepGroups) return;
  for (const [id, room] of groups) rooms(session).set(id, room);
}

interface FormerSelf {
  id: string;
  /** `both`: by name and browser. Neither alone is proof, as several students may share a computer. */
  by: "name" | "both";
  member?: string;
}

/**
 * Finds a student of the repeated class: by browser and name, else by the name of a student who has not come back yet.
 * Undefined: none.
 * @param tied the browser's members in the repeated class
 */
export function findReturningMember(
  returning: ReadonlyMap<string, ReturningMember>,
  name: string,
  tied: readonly string[],
): FormerSelf | undefined {
  const ownEntries = [...returning].filter(([id]) => tied.includes(id));
  // The suffix of a duplicate name may be left out, but not differ.
  const match =
    ownEntries.find(([, student]) => isSameName(student.name, name)) ??
      ownEntries.find(([, student]) =>
        isSameName(bareName(student.name), name)
      );
  if (match) return { id: match[0], by: "both", member: match[1].member };
  const namesake = [...returning]
    .find(([, student]) => !student.member && isSameName(student.name, name));
  return namesake && { id: namesake[0], by: "name" };
}

/** Names reserved for students who have not come yet. */
export function reservedNames(
  returning: ReadonlyMap<string, ReturningMember>,
): string[] {
  return [...returning.values()].filter(({ member }) => !member)
    .map(({ name }) => name);
}

/**
 * Links a member to a student of the repeated class, if nobody is linked. Returns the student's group, if the class has
 * it.
 */
export function linkFormerStudent(
  { session, staff }: ClassDocuments,
  member: string,
  former: string,
): string | undefined {
  const entry = returningMembers(staff).get(former);
  if (!entry || entry.member) return undefined;
  returningMembers(staff).set(former, { ...entry, member });
  return entry.room && findActiveRoom(session, entry.room)
    ? entry.room
    : undefined;
}

/** Removes the suffix of duplicate names (J-3). */
function bareName(name: string): string {
  return name.replace(/ \(\d+\)$/, "");
}
