/** Resolves merged members in a session's document (J-7). `people/this_is.ts` writes the merges. */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { documents } from "./documents.ts";
import { members } from "./layout.ts";
import { personOf, seatOf } from "./members.ts";

export function personIn(session: Y.Doc, member: string): string {
  return personOf((id) => members(session).get(id), member);
}

/** The member whose document has this member's private data. */
export function seatIn(session: Y.Doc, member: string): string {
  return seatOf((id) => members(session).get(id), member);
}

/** Whether two members share private data. Being one person is not enough for that. */
export function isSameSeat(
  session: Y.Doc,
  one: string,
  other: string,
): boolean {
  return one === other || seatIn(session, one) === seatIn(session, other);
}

export function isSamePerson(
  session: Y.Doc,
  one: string,
  other: string,
): boolean {
  return one === other || personIn(session, one) === personIn(session, other);
}

/** The person first, then the members merged into it. */
export function membersOf(session: Y.Doc, person: string): string[] {
  const merged = [...members(session)].flatMap(([id, { mergedInto }]) =>
    mergedInto !== undefined && id !== person &&
      personIn(session, id) === person
      ? id
      : []
  );
  return [person, ...merged];
}

/** The member's own document, and one per unconfirmed device under their name (J-2). */
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

export function ownsOf(
  tx: Pick<Tx, "doc">,
  session: Y.Doc,
  s: string,
  member: string,
): Y.Doc[] {
  return ownDocumentsOf(session, s, member).map((name) => tx.doc(name));
}

/** The members into whom a member was merged, step by step; the last is the person. */
function aliasOf(session: Y.Doc, member: string): string[] {
  const chain: string[] = [];
  // Bounds a cycle in a damaged document.
  for (let at = member; chain.length < 100;) {
    const into = members(session).get(at)?.mergedInto;
    if (into === undefined) break;
    chain.push(at = into);
  }
  return chain;
}

/** The own documents of a member and of those into whom it was merged, its own first. */
export function aliasDocumentsOf(
  session: Y.Doc,
  s: string,
  member: string,
): string[] {
  return [member, ...aliasOf(session, member)]
    .map((id) => documents.member(s, id));
}

export function namesOf(session: Y.Doc, ids: readonly string[]): string[] {
  return ids.flatMap((id) => {
    const member = members(session).get(id);
    return member ? [member.name, member.joinedAs ?? []].flat() : [];
  });
}
