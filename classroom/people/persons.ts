/** Who is who after members were merged (J-7), as a session's document has it. Reading only; the rules are in `merging.ts`. */
import type * as Y from "yjs";
import { members } from "../layout.ts";
import { personOf, seatOf } from "../schema/members.ts";

/** Who a member is now. */
export function personIn(session: Y.Doc, member: string): string {
  return personOf((id) => members(session).get(id), member);
}

/** The member in whose own document stands what this one keeps to themselves. */
export function seatIn(session: Y.Doc, member: string): string {
  return seatOf((id) => members(session).get(id), member);
}

/** Whether two members keep to themselves in one place: for what is private, it is not enough to be one person. */
export function isSameSeat(
  session: Y.Doc,
  one: string,
  other: string,
): boolean {
  return one === other || seatIn(session, one) === seatIn(session, other);
}

/** Whether two members are one person now. */
export function isSamePerson(
  session: Y.Doc,
  one: string,
  other: string,
): boolean {
  return one === other || personIn(session, one) === personIn(session, other);
}

/**
 * Whose use of something that each student has so much of counts as a member's: their own. For who came by a name, all
 * that was used by it counts: so they take nothing from the student whose name it is, and have no more among them.
 */
export function countsAs(
  session: Y.Doc,
  member: string,
): (other: string) => boolean {
  const isByName = members(session).get(seatIn(session, member))?.byName;
  return (other) =>
    isByName
      ? isSamePerson(session, other, member)
      : isSameSeat(session, other, member);
}

/** The members that are this person now: themselves first, then those merged into them. */
export function membersOf(session: Y.Doc, person: string): string[] {
  const merged = [...members(session)].flatMap(([id, { mergedInto }]) =>
    mergedInto !== undefined && id !== person &&
      personIn(session, id) === person
      ? id
      : []
  );
  return [person, ...merged];
}
