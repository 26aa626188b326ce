/**
 * The admission rule (J-1 to J-5): somebody who logs in is a new member, comes back, or waits for the teacher. A
 * function of the session's facts, decided in the session's queue.
 */
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { isRefusedName } from "./names/name_filter.ts";
import {
  activeRoom,
  formerRooms,
  rulesOf,
  students,
} from "../model/breakouts_layout.ts";
import { attendanceOf } from "../model/attendance.ts";
import { countByName, mostByName } from "./by_name.ts";
import { pickListed } from "./class_list.ts";
import { freePlaces } from "./crowd.ts";
import {
  type ClassDocuments,
  classList,
  info,
  isRunning,
  members,
  mostStudents,
  returning,
} from "../model/layout.ts";
import { confusableWith } from "./names/confusables.ts";
import { requireGoodName, requireOwnName } from "./names/impersonation.ts";
import { freeName } from "../model/display_names.ts";
import { assignNewcomer, assignRooms } from "../groups/room_assignment.ts";
import {
  claimPlace,
  formerSelf,
  reservedNames,
} from "../sessions/returning.ts";
import { newId } from "../model/ids.ts";
import {
  keepsName,
  type Member,
  personOf,
  type Returning,
  seatOf,
} from "../model/members.ts";
import type { Tx } from "../../sync/authority.ts";
import { nameKey } from "../model/names.ts";

/** How many members a session can have: what a document of members can hold with ease. */
export const mostMembers = 2_000;

export interface AdmissionFacts {
  members: ReadonlyMap<string, Member>;
  online: ReadonlySet<string>;
  rejoin: boolean;
  joinLocked: boolean;
  nameFilter: boolean;
  /** The people of the class before, where this one continues it. */
  returning: ReadonlyMap<string, Returning>;
  /** The members that this browser was in the class before. */
  tied: readonly string[];
  /** The members that this browser is or was in this class. */
  here: readonly string[];
  /** How many more get in (J-9). */
  openings: Openings;
  /** The members of this class that this browser is, of {@link here}. */
  mine: readonly string[];
  /**
   * Since when they have waited for the class to begin (S-7), in ms: whoever came in under their name since then, in
   * another browser, is somebody else.
   */
  waitedSince?: number;
}

/** How many more get in (J-9). */
interface Openings {
  /** How many new names the pace lets in now. */
  free: number;
  /** How many more students the class takes. */
  places: number;
  /** The keys of the names on the class list that nobody has picked yet: these get in freely. */
  listed: ReadonlySet<string>;
}

export type Admission =
  /** `former`: who they were in the class before; `rejoined`: under their name there. */
  | { kind: "new"; name: string; former?: string; rejoined?: boolean }
  /** Back, in a browser that was theirs before. */
  | { kind: "back"; member: string; name: string }
  /** Back as this member, by nothing but their name (J-2). */
  | { kind: "by-name"; member: string; name: string }
  /** `return`: for the place of somebody of the class before; `member` is their id there. */
  | { kind: "wait"; as: "rejoin" | "return"; member: string; name: string }
  /** Many are joining just now. */
  | { kind: "wait"; as: "new"; name: string };

/** Decides on a login with a clean name, or throws a refusal. */
export function admit(facts: AdmissionFacts, name: string): Admission {
  const { members, online, rejoin, returning, tied, mine } = facts;
  const { waitedSince = Infinity } = facts;
  if (isBrowserRemoved(facts)) throw removedRefusal();
  const former = rejoin ? formerSelf(returning, name, tied) : undefined;
  const here = former?.by === "both" ? former.member : undefined;
  const self = here === undefined ? null : entryOf(members, here);
  const same = self ?? (rejoin ? namesake(members, name) : null);
  if (same) {
    const [member, { name: known, removed, joinedAt }] = same;
    if (removed) throw removedRefusal();
    const seats = mine.filter((id) => !("refused" in (members.get(id) ?? {})))
      .map((id) => seatOf((it) => members.get(it), id));
    const own = self || seats.includes(member)
      ? member
      : seats.find((id) => entryOf(members, id)?.[0] === member);
    if (own !== undefined) return { kind: "back", member: own, name: known };
    if (joinedAt < waitedSince) {
      const mustWait = online.has(member) ||
        countByName(members, member) >= mostByName;
      return mustWait
        ? { kind: "wait", as: "rejoin", member, name }
        : { kind: "by-name", member, name: known };
    }
  }
  if (!former) return admitNew(facts, name);
  switch (former.by) {
    case "name":
      return { kind: "wait", as: "return", member: former.id, name };
    case "both":
      return admitFormer(facts, former.id, name);
  }
}

/** Admits somebody of the class before under their name there: neither lock nor filter hold for who comes back. */
export function admitFormer(
  facts: Pick<AdmissionFacts, "members" | "returning">,
  former: string,
  name: string,
): Admission & { kind: "new" } {
  const { members, returning } = facts;
  const others = new Map(returning);
  others.delete(former);
  const known = returning.get(former)?.name ?? name;
  const admitted = numbered({ members, returning: others }, known);
  return { ...admitted, former, rejoined: true };
}

/**
 * Admits somebody as a new member, whoever else bears the name; or has them wait for the teacher, where more are
 * joining than the pace lets in (J-9).
 */
export function admitNew(
  facts: AdmissionFacts,
  name: string,
): Admission & { kind: "new" | "wait" } {
  requireJoinable(facts, name);
  const { free, listed, places } = facts.openings;
  if (!listed.has(nameKey(name))) {
    if (places < 1) {
      throw refusal("class-full");
    }
    if (free < 1) return { kind: "wait", as: "new", name };
  }
  return numbered(facts, name);
}

/** Refused where somebody new may not come in under this name. */
function requireJoinable(
  facts: Pick<AdmissionFacts, "joinLocked" | "nameFilter" | "members">,
  name: string,
) {
  if (facts.joinLocked) {
    throw new Refusal("join-locked");
  }
  requireGoodName(facts, name);
}

/** Admits somebody new at the teacher's wish: lock, filter and pace do not hold, but the class may be full. */
export function admitByTeacher(
  facts: Pick<AdmissionFacts, "members" | "returning" | "openings">,
  name: string,
): Admission & { kind: "new" } {
  const { listed, places } = facts.openings;
  if (places < 1 && !listed.has(nameKey(name))) {
    throw refusal("class-full-for-teacher");
  }
  return numbered(facts, name);
}

/** Gives somebody new a name that nobody bears. */
function numbered(
  { members, returning }: Pick<AdmissionFacts, "members" | "returning">,
  name: string,
): Admission & { kind: "new" } {
  if (members.size >= mostMembers && !forgettable(members)) {
    throw refusal("class-full");
  }
  requireOwnName({ members }, name);
  const entryOf = (id: string) => members.get(id);
  const isTaken = confusableWith(
    [...members].filter(([id]) => keepsName(entryOf, id))
      .flatMap(([, { name, joinedAs = name }]) => [name, joinedAs])
      .concat(reservedNames(returning)),
  );
  return { kind: "new", name: freeName(name, isTaken) };
}

/** Whether somebody new would be in under exactly this name, whatever the teacher's filter says. */
export function isFreeName(
  facts: Pick<AdmissionFacts, "members" | "returning">,
  name: string,
): boolean {
  try {
    return !isRefusedName(name) && numbered(facts, name).name === name;
  } catch (thrown) {
    if (isRefusal(thrown)) return false;
    throw thrown;
  }
}

/**
 * The student with this name, as J-2 compares names; else the student into whom a member with this name was merged
 * (J-7).
 */
function namesake(
  members: ReadonlyMap<string, Member>,
  name: string,
): [id: string, member: Member] | null {
  const key = nameKey(name);
  let merged: string | undefined;
  for (const [id, member] of members) {
    if (member.role !== "student") continue;
    if (!keepsName((it) => members.get(it), id)) continue;
    if (member.mergedInto === undefined) {
      if (nameKey(member.name) === key) return [id, member];
    } else if (nameKey(member.joinedAs ?? "") === key) merged ??= id;
  }
  return merged === undefined ? null : entryOf(members, merged);
}

/**
 * Whether a member that this browser is or was is removed: then nobody gets in with it, under any name (J-4). A member
 * who is missing in the documents was removed with many.
 */
export function isBrowserRemoved(
  { members, here }: Pick<AdmissionFacts, "here"> & { members: Entries },
): boolean {
  return here.some((id) => {
    const entry = entryOf(members, id);
    return entry === null || entry[1].removed === true;
  });
}

/**
 * The member who leaves the documents when these are full: the first to come of those removed with many. So a crowd
 * that is removed again and again cannot fill a class for good.
 */
function forgettable(members: ReadonlyMap<string, Member>): string | undefined {
  const all = [...members.values()];
  const others = new Set(all.map(({ mergedInto }) => mergedInto));
  let first: [id: string, at: number] | undefined;
  for (const [id, { removedWith, joinedAt }] of members) {
    if (removedWith === undefined || others.has(id)) continue;
    if (!first || joinedAt < first[1]) first = [id, joinedAt];
  }
  return first?.[0];
}

/** Members by their ids: a map, or the document's own. */
interface Entries {
  get(id: string): Member | undefined;
}

/** The person that this member is now; null: they were deleted. */
function entryOf(
  members: Entries,
  id: string,
): [id: string, member: Member] | null {
  const person = personOf((id) => members.get(id), id);
  const member = members.get(person);
  return member ? [person, member] : null;
}

export function removedRefusal(): Refusal {
  return new Refusal("removed");
}

/**
 * The facts of a session, as its documents have it. Throws where nobody can join any more.
 *
 * @param tied the members that the browser of who joins was in the class before
 * @param here those that it is or was in this one
 * @param mine those that it is
 */
export function admissionFacts(
  docs: ClassDocuments,
  { online, now }: Pick<Tx, "online" | "now">,
  tied: readonly string[] = [],
  here: readonly string[] = [],
  mine: readonly string[] = [],
): AdmissionFacts {
  const { session, staff } = docs;
  if (!isRunning(session, now)) {
    throw new Refusal("no-such-code");
  }
  return {
    members: new Map(members(session)),
    online,
    rejoin: info(session, "rejoin"),
    joinLocked: info(session, "joinLocked"),
    nameFilter: info(session, "nameFilter"),
    returning: new Map(returning(staff)),
    tied,
    here,
    openings: openPlacesOf(docs, now),
    mine,
  };
}

/** How many more get in. Members of the class list or of the class before do not count for the crowd. */
export function openPlacesOf(
  { session, staff }: ClassDocuments,
  now: number,
): Openings {
  const known = new Set<string>();
  const listed = new Set<string>();
  for (const { member, name } of classList(staff).values()) {
    if (member === undefined) listed.add(nameKey(name));
    else known.add(member);
  }
  for (const { member } of returning(staff).values()) {
    if (member !== undefined) known.add(member);
  }
  const ceiling = mostStudents(session);
  const present = students(session);
  const crowd = present.filter(({ id }) => !known.has(id));
  return {
    free: freePlaces(crowd.map(({ joinedAt }) => joinedAt), ceiling, now),
    places: ceiling - present.length,
    listed,
  };
}

/** Takes a removed member out of the documents that grow with the number of those who ever were in a class. */
function forgetMember({ session, staff }: ClassDocuments, id: string): void {
  members(session).delete(id);
  formerRooms(session).delete(id);
  attendanceOf(staff).delete(id);
}

/**
 * Puts a new student into a session's documents, and into a group where those who join get one (J-5, B-2), or where it
 * is theirs from the class before (B-16).
 *
 * @param formerly who they were in the class before
 */
export function addStudent(
  docs: ClassDocuments,
  id: string,
  name: string,
  now: number,
  formerly?: string,
): void {
  const all = members(docs.session);
  const left = all.size >= mostMembers ? forgettable(new Map(all)) : undefined;
  if (left !== undefined) forgetMember(docs, left);
  all.set(id, {
    name,
    role: "student",
    joinedAt: now,
    room: null,
  });
  // By hand, the teacher's list goes before the rule, even into a full room.
  const { session, staff } = docs;
  const listed = pickListed(staff, id, name);
  const seat = formerly === undefined
    ? undefined
    : claimPlace(docs, id, formerly);
  const room = listed !== undefined && activeRoom(session, listed)
    ? listed
    : seat;
  if (!rulesOf(session).auto && room !== undefined) {
    assignRooms(docs, "join", new Map([[id, room]]), now);
  } else assignNewcomer(docs, "join", id, newId(), now, room);
}

/** Lets somebody in as a new member who has waited for it, and says so. */
export function addNew(
  docs: ClassDocuments,
  { name, former, rejoined = false }: Admission & { kind: "new" },
  now: number,
): { in: string; rejoined: boolean } {
  const id = newId();
  addStudent(docs, id, name, now, former);
  return { in: id, rejoined };
}
