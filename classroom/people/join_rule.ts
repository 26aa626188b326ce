/**
 * The rule of joining a running class (J-1 to J-5), a function of a session's data: a student who joins becomes a new
 * member, returns as a former one, or waits for a teacher.
 */
import { noteStudentText } from "../model/words/worries.ts";
import type { WorryingWords } from "../model/words/worrying_words.ts";
import { isRefusal, type Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { isRefusedName } from "./names/name_filter.ts";
import {
  findActiveRoom,
  groupRulesOf,
  listStudents,
} from "../model/breakouts_layout.ts";
import {
  countUnconfirmedDevices,
  maxUnconfirmedDevices,
} from "./unconfirmed_devices.ts";
import { markNamePicked } from "./class_list.ts";
import { countFreeJoins } from "./join_pace.ts";
import {
  type ClassDocuments,
  isClassRunning,
  maxStudentsOf,
  sessionInfo,
} from "../model/layout.ts";
import { confusableWith } from "./names/confusables.ts";
import {
  requireAllowedName,
  requireNoImpersonation,
} from "./names/impersonation.ts";
import { findFreeName } from "../model/display_names.ts";
import { assignNewcomer, assignRooms } from "../groups/room_assignment.ts";
import {
  findReturningMember,
  linkFormerStudent,
  reservedNames,
} from "../sessions/returning.ts";
import { newId } from "../model/ids.ts";
import {
  isNameReserved,
  type Member,
  resolvePerson,
  resolveSeat,
  type ReturningMember,
} from "../model/members.ts";
import type { Tx } from "../../sync/authority.ts";
import { nameKey } from "../../formats/name_keys.ts";
import { formerRooms, members } from "../model/roots.ts";
import {
  attendanceOf,
  classList,
  returningMembers,
} from "../model/staff_roots.ts";

/** Bounds the size of the session's document. */
export const maxMembers = 2_000;

export interface JoinFacts {
  members: ReadonlyMap<string, Member>;
  online: ReadonlySet<string>;
  rejoin: boolean;
  joinLocked: boolean;
  nameFilter: boolean;
  /** Students of the class that this one repeats (S-6). */
  returning: ReadonlyMap<string, ReturningMember>;
  /** This browser's members in that class. */
  formerIds: readonly string[];
  /** This browser's members in this class, present and former. */
  allOwnIds: readonly string[];
  openings: Openings;
  /** This browser's present members. */
  presentIds: readonly string[];
  /**
   * When the student began to wait for the class (S-7), in ms. A member who joined with this name later is another
   * person.
   */
  waitedSince?: number;
}

interface Openings {
  /** Joins that the pace allows now (J-9). */
  free: number;
  places: number;
  /** Keys of unused names on the class list, for which neither the pace nor `places` holds. */
  listed: ReadonlySet<string>;
}

export type RunningJoin =
  /** `former`: the id in the repeated class; `rejoined`: under the name there. */
  | { kind: "new"; name: string; former?: string; rejoined?: boolean }
  /** Returns in a browser that has this member's cookie. */
  | { kind: "back"; member: string; name: string }
  /** Returns by the name alone (J-2). */
  | { kind: "by-name"; member: string; name: string }
  /** `return`: for an unclaimed name of the repeated class; `member` is the id there. */
  | { kind: "wait"; as: "rejoin" | "return"; member: string; name: string }
  | { kind: "wait"; as: "new"; name: string };

export function decideRunningJoin(facts: JoinFacts, name: string): RunningJoin {
  const { members, online, rejoin, returning, formerIds, presentIds } = facts;
  const { waitedSince = Infinity } = facts;
  if (isBrowserRemoved(facts)) throw removedRefusal();
  const former = rejoin
    ? findReturningMember(returning, name, formerIds)
    : undefined;
  const joinedId = former?.by === "both" ? former.member : undefined;
  const ownEntry = joinedId === undefined ? null : entryOf(members, joinedId);
  const entry = ownEntry ?? (rejoin ? namesake(members, name) : null);
  if (entry) {
    const [member, { name: memberName, removed, joinedAt }] = entry;
    if (removed) throw removedRefusal();
    const seats = presentIds.filter((id) =>
      !("refused" in (members.get(id) ?? {}))
    )
      .map((id) => resolveSeat((it) => members.get(it), id));
    const ownMemberId = ownEntry || seats.includes(member)
      ? member
      : seats.find((id) => entryOf(members, id)?.[0] === member);
    if (ownMemberId !== undefined) {
      return { kind: "back", member: ownMemberId, name: memberName };
    }
    if (joinedAt < waitedSince) {
      const mustWait = online.has(member) ||
        countUnconfirmedDevices(members, member) >= maxUnconfirmedDevices;
      return mustWait
        ? { kind: "wait", as: "rejoin", member, name }
        : { kind: "by-name", member, name: memberName };
    }
  }
  if (!former) return decideNewMember(facts, name);
  switch (former.by) {
    case "name":
      return { kind: "wait", as: "return", member: former.id, name };
    case "both":
      return decideFormerMember(facts, former.id, name);
  }
}

/** How a student of the repeated class joins, whatever the lock and the name filter say. */
export function decideFormerMember(
  facts: Pick<JoinFacts, "members" | "returning">,
  former: string,
  name: string,
): RunningJoin & { kind: "new" } {
  const { members, returning } = facts;
  const otherReturning = new Map(returning);
  otherReturning.delete(former);
  const formerName = returning.get(former)?.name ?? name;
  const join = withFreeName(
    { members, returning: otherReturning },
    formerName,
  );
  return { ...join, former, rejoined: true };
}

/**
 * How a student joins as a new member, with a number after a taken name. Refuses in a locked class, and a name that is
 * not allowed.
 * Names that are not on the class list are also refused by a full class, and wait for a teacher if the pace is used up
 * (J-9).
 */
export function decideNewMember(
  facts: JoinFacts,
  name: string,
): RunningJoin & { kind: "new" | "wait" } {
  requireJoinable(facts, name);
  const { free, listed, places } = facts.openings;
  if (!listed.has(nameKey(name))) {
    if (places < 1) {
      throw refusal("class-full");
    }
    if (free < 1) return { kind: "wait", as: "new", name };
  }
  return withFreeName(facts, name);
}

function requireJoinable(
  facts: Pick<JoinFacts, "joinLocked" | "nameFilter" | "members">,
  name: string,
) {
  if (facts.joinLocked) {
    throw refusal("join-locked");
  }
  requireAllowedName(facts, name);
}

/**
 * How a student joins by a teacher's decision. Refuses a full class, unless the name is on the class list, and a name
 * like a teacher's.
 */
export function decideLetIn(
  facts: Pick<JoinFacts, "members" | "returning" | "openings">,
  name: string,
): RunningJoin & { kind: "new" } {
  const { listed, places } = facts.openings;
  if (places < 1 && !listed.has(nameKey(name))) {
    throw refusal("class-full-for-teacher");
  }
  return withFreeName(facts, name);
}

function withFreeName(
  { members, returning }: Pick<JoinFacts, "members" | "returning">,
  name: string,
): RunningJoin & { kind: "new" } {
  if (members.size >= maxMembers && !forgettableMember(members)) {
    throw refusal("class-full");
  }
  requireNoImpersonation({ members }, name);
  const entryOf = (id: string) => members.get(id);
  const isTaken = confusableWith(
    [...members].filter(([id]) => isNameReserved(entryOf, id))
      .flatMap(([, { name, joinedAs = name }]) => [name, joinedAs])
      .concat(reservedNames(returning)),
  );
  return { kind: "new", name: findFreeName(name, isTaken) };
}

/** Whether a new member would get exactly this name. Applies the name filter even if the class has it off. */
export function canJoinAs(
  facts: Pick<JoinFacts, "members" | "returning">,
  name: string,
): boolean {
  try {
    return !isRefusedName(name) && withFreeName(facts, name).name === name;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/** The student with this name (J-2), also if it is the former name of an alias (J-7). */
function namesake(
  members: ReadonlyMap<string, Member>,
  name: string,
): [id: string, member: Member] | null {
  const key = nameKey(name);
  let merged: string | undefined;
  for (const [id, member] of members) {
    if (member.role !== "student") continue;
    if (!isNameReserved((it) => members.get(it), id)) continue;
    if (member.mergedInto === undefined) {
      if (nameKey(member.name) === key) return [id, member];
    } else if (nameKey(member.joinedAs ?? "") === key) merged ??= id;
  }
  return merged === undefined ? null : entryOf(members, merged);
}

/**
 * Whether a browser cannot join under any name, as one of its members was removed (J-4). A member without an entry was
 * removed with others.
 */
export function isBrowserRemoved(
  { members, allOwnIds }: Pick<JoinFacts, "allOwnIds"> & {
    members: Entries;
  },
): boolean {
  return allOwnIds.some((id) => {
    const entry = entryOf(members, id);
    return entry === null || entry[1].removed === true;
  });
}

/**
 * The oldest member of a bulk removal, to be forgotten if the document is full. Otherwise a returning crowd could fill
 * a class for good.
 */
function forgettableMember(
  members: ReadonlyMap<string, Member>,
): string | undefined {
  const entries = [...members.values()];
  const mergeTargets = new Set(entries.map(({ mergedInto }) => mergedInto));
  let oldest: [id: string, at: number] | undefined;
  for (const [id, { removedWith, joinedAt }] of members) {
    if (removedWith === undefined || mergeTargets.has(id)) continue;
    if (!oldest || joinedAt < oldest[1]) oldest = [id, joinedAt];
  }
  return oldest?.[0];
}

interface Entries {
  get(id: string): Member | undefined;
}

/** The person that this member is now; null: the entry was deleted. */
function entryOf(
  members: Entries,
  id: string,
): [id: string, member: Member] | null {
  const person = resolvePerson((id) => members.get(id), id);
  const member = members.get(person);
  return member ? [person, member] : null;
}

export function removedRefusal(): Refusal {
  return refusal("removed");
}

/** Reads what joining depends on. Refuses with `no-such-code` if the class does not run. */
export function readJoinFacts(
  docs: ClassDocuments,
  { online, now }: Pick<Tx, "online" | "now">,
  formerIds: readonly string[] = [],
  allOwnIds: readonly string[] = [],
  presentIds: readonly string[] = [],
): JoinFacts {
  const { session, staff } = docs;
  if (!isClassRunning(session, now)) {
    throw refusal("no-such-code");
  }
  return {
    members: new Map(members(session)),
    online,
    rejoin: sessionInfo(session, "rejoin"),
    joinLocked: sessionInfo(session, "joinLocked"),
    nameFilter: sessionInfo(session, "nameFilter"),
    returning: new Map(returningMembers(staff)),
    formerIds,
    allOwnIds,
    openings: countOpenings(docs, now),
    presentIds,
  };
}

/** Counts the free places. Students of the class list or of the repeated class do not use up the pace. */
export function countOpenings(
  { session, staff }: ClassDocuments,
  now: number,
): Openings {
  const listedMembers = new Set<string>();
  const listed = new Set<string>();
  for (const { member, name } of classList(staff).values()) {
    if (member === undefined) listed.add(nameKey(name));
    else listedMembers.add(member);
  }
  for (const { member } of returningMembers(staff).values()) {
    if (member !== undefined) listedMembers.add(member);
  }
  const ceiling = maxStudentsOf(session);
  const present = listStudents(session);
  const crowd = present.filter(({ id }) => !listedMembers.has(id));
  return {
    free: countFreeJoins(crowd.map(({ joinedAt }) => joinedAt), ceiling, now),
    places: ceiling - present.length,
    listed,
  };
}

/** Deletes a member without a trace. */
export function forgetMember(
  { session, staff }: ClassDocuments,
  id: string,
): void {
  members(session).delete(id);
  formerRooms(session).delete(id);
  attendanceOf(staff).delete(id);
}

interface NewStudent {
  readonly id: string;
  readonly name: string;
  /** The id in the repeated class. */
  readonly formerly?: string | undefined;
}

/** Time, and the words for which a name gets a signal (M-4). */
export interface JoinContext {
  readonly now: number;
  readonly words: WorryingWords;
}

/** Adds a student, with a group: automatic (J-5, B-2), of the class list, or the former one (B-16). */
export function addStudent(
  docs: ClassDocuments,
  { id, name, formerly }: NewStudent,
  { now, words }: JoinContext,
): void {
  const entries = members(docs.session);
  const forgottenId = entries.size >= maxMembers
    ? forgettableMember(new Map(entries))
    : undefined;
  if (forgottenId !== undefined) forgetMember(docs, forgottenId);
  entries.set(id, {
    name,
    role: "student",
    joinedAt: now,
    room: null,
  });
  // Without automatic groups, the group of the class list or the former one counts, even if it is full.
  const { session, staff } = docs;
  const listedRoom = markNamePicked(staff, id, name);
  const formerRoom = formerly === undefined
    ? undefined
    : linkFormerStudent(docs, id, formerly);
  const room = listedRoom !== undefined && findActiveRoom(session, listedRoom)
    ? listedRoom
    : formerRoom;
  if (!groupRulesOf(session).auto && room !== undefined) {
    assignRooms(docs, "join", new Map([[id, room]]), now);
  } else assignNewcomer(docs, "join", id, newId(), now, room);
  const text = { where: "name", of: id, text: name } as const;
  noteStudentText({ ...docs, member: id, now }, words, text);
}

export function addJoinedStudent(
  docs: ClassDocuments,
  { name, former, rejoined = false }: RunningJoin & { kind: "new" },
  context: JoinContext,
): { in: string; rejoined: boolean } {
  const id = newId();
  addStudent(docs, { id, name, formerly: former }, context);
  return { in: id, rejoined };
}
