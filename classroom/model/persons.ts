/** Persons behind members after merges (J-7), by a session's document. Reading only; the rules are in `people/this_is.ts`. */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { documents } from "./documents.ts";
import { members } from "./layout.ts";
import { personOf, seatOf } from "./members.ts";

/** The person that a member is now. */
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

/**
 * The names of a member's own documents: theirs, and one of each device that is in by their name and that no teacher has
 * let in (J-2).
 */
export function ownDocumentsOf(
  session: Y.Doc,
  s: string,
  member: string,
): string[] {
  const byName = [...members(session)].flatMap(([id, entry]) =>
    entry.byName && personIn(session, id) === member ? id : []
  );
  return [member, ...byName].map((id) => documents.member(s, id));
}

/** The documents of {@link ownDocumentsOf}, within a decision that was given these. */
export function ownsOf(
  tx: Pick<Tx, "doc">,
  session: Y.Doc,
  s: string,
  member: string,
): Y.Doc[] {
  return ownDocumentsOf(session, s, member).map((name) => tx.doc(name));
}

/** The members of whom a member is the alias: the next one first, the person last. */
function aliasOf(session: Y.Doc, member: string): string[] {
  const chain: string[] = [];
  // No more than there can be: nothing that a document says makes this go on forever.
  for (let at = member; chain.length < 100;) {
    const into = members(session).get(at)?.mergedInto;
    if (into === undefined) break;
    chain.push(at = into);
  }
  return chain;
}

/** The names of the own documents of a member and of those of whom it is the alias, its own first. */
export function aliasDocumentsOf(
  session: Y.Doc,
  s: string,
  member: string,
): string[] {
  return [member, ...aliasOf(session, member)]
    .map((id) => documents.member(s, id));
}

/** The names that these members bear or bore. */
export function namesOf(session: Y.Doc, ids: readonly string[]): string[] {
  return ids.flatMap((id) => {
    const member = members(session).get(id);
    return member ? [member.name, member.joinedAs ?? []].flat() : [];
  });
}
