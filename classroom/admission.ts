/**
 * Who a login is (J-1 to J-5): a new member, one who comes back, or somebody who has to wait for the
 * teacher. A function of the session's facts, decided in the session's queue.
 */
import type * as Y from "yjs";
import { Refusal } from "../sync/refusal.ts";
import { type Desk, livingRoom, rulesOf } from "./breakouts_layout.ts";
import { pickListed } from "./class_list.ts";
import { info, isRunning, members } from "./layout.ts";
import { isRefusedName } from "./name_filter.ts";
import { freeName, nameKey } from "./names.ts";
import { place, placeComer } from "./placement.ts";
import { takeSeat } from "./returning.ts";
import { type Member, newId, personOf } from "./schema.ts";

/** How many members a session can have: what a document of members can hold with ease. */
export const mostMembers = 2_000;

/** What the rule depends on. */
export interface Gate {
  members: ReadonlyMap<string, Member>;
  online: ReadonlySet<string>;
  rejoin: boolean;
  joinLocked: boolean;
  nameFilter: boolean;
}

/** What a login comes to. */
export type Admission =
  | { kind: "new"; name: string }
  | { kind: "back"; member: string; name: string }
  | { kind: "wait"; member: string };

/** Decides on a login with a clean name, or throws a refusal. */
export function admit(gate: Gate, name: string): Admission {
  const same = gate.rejoin ? namesake(gate.members, name) : null;
  if (!same) return asNew(gate, name);
  const [member, { name: known, removed }] = same;
  if (removed) throw removedRefusal();
  return gate.online.has(member)
    ? { kind: "wait", member }
    : { kind: "back", member, name: known };
}

/** Admits somebody as a new member, whoever else bears the name. */
export function asNew(gate: Gate, name: string): Admission & { kind: "new" } {
  if (gate.joinLocked) {
    throw new Refusal(
      "join-locked",
      "Nobody new can join this class at the moment. Ask the teacher to unlock joining.",
    );
  }
  if (gate.nameFilter && isRefusedName(name)) {
    throw new Refusal("name-refused", "Please choose another display name.", {
      errors: [{ path: "name", message: "Please choose another one." }],
    });
  }
  return numbered(gate, name);
}

/** The same where the teacher wants it: neither lock nor filter hold. */
export function numbered(
  { members }: Pick<Gate, "members">,
  name: string,
): Admission & { kind: "new" } {
  if (members.size >= mostMembers) {
    throw new Refusal("room-full", "This class is full.");
  }
  const taken = new Set(
    [...members.values()]
      .flatMap(({ name, joinedAs = name }) => [name, joinedAs])
      .map(nameKey),
  );
  return { kind: "new", name: freeName(name, taken) };
}

/**
 * The student who bears a name, as J-2 compares names; else the one into whom was merged who joined under it (J-7).
 */
export function namesake(
  members: ReadonlyMap<string, Member>,
  name: string,
): [id: string, member: Member] | null {
  const key = nameKey(name);
  let merged: string | undefined;
  for (const [id, member] of members) {
    if (member.role !== "student") continue;
    if (member.mergedInto === undefined) {
      if (nameKey(member.name) === key) return [id, member];
    } else if (nameKey(member.joinedAs ?? "") === key) merged ??= id;
  }
  if (merged === undefined) return null;
  const person = personOf((id) => members.get(id), merged);
  const member = members.get(person);
  return member ? [person, member] : null;
}

/** What a removed member is told (J-4). */
export function removedRefusal(): Refusal {
  return new Refusal(
    "removed",
    "The teacher has removed you from this class. Only they can let you in again.",
  );
}

/** The gate of a session, as its document has it. Throws where nobody can join any more. */
export function gateOf(
  session: Y.Doc,
  online: ReadonlySet<string>,
  now: number,
): Gate {
  if (!isRunning(session, now)) {
    throw new Refusal("no-such-code", "There is no class with this code.");
  }
  return {
    members: new Map(members(session)),
    online,
    rejoin: info(session, "rejoin"),
    joinLocked: info(session, "joinLocked"),
    nameFilter: info(session, "nameFilter"),
  };
}

/**
 * Puts a new student into a session's documents, and into a group where those who join get one (J-5, B-2), or where it
 * is theirs from the class before (B-16).
 *
 * @param tied the members that their browser was in the class before
 */
export function addStudent(
  desk: Desk,
  id: string,
  name: string,
  now: number,
  tied: readonly string[] = [],
): void {
  members(desk.session).set(id, {
    name,
    role: "student",
    joinedAt: now,
    room: null,
  });
  // By hand, the teacher's list goes before the rule, even into a full room.
  const { session, staff } = desk;
  const listed = pickListed(staff, id, name);
  const seat = takeSeat(session, staff, id, name, tied);
  const room = listed !== undefined && livingRoom(session, listed)
    ? listed
    : seat;
  if (!rulesOf(session).auto && room !== undefined) {
    place(desk, "join", new Map([[id, room]]), now);
  } else placeComer(desk, "join", id, newId(), now, room);
}
